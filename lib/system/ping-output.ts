/**
 * What `ping` prints, read in any language.
 *
 * @module
 */
import { isIP } from "../address.ts";
import { escapeControls } from "../escape.ts";

/** What came of pinging a destination. */
export interface PingResult {
  /** The IP that was pinged; undefined when it is not known. */
  ip?: string;
  /** The times, as they were printed: `"0.020 ms"`, `"<1 ms"`. */
  times: string[];
  /** Why there are no times: one of `PROBLEMS`, or ping's own words when it could not do its work. */
  problem?: string;
}

/** What may be the matter with a destination. */
export const PROBLEMS: readonly string[] = ["unknown name", "no DNS", "no route", "no answer"];

/**
 * Reads what `ping` printed: that of iputils, BusyBox, macOS and Windows, in any language, for it
 * looks for numbers before `ms` and not for words. (A Spanish Windows writes `tiempo<1m`, a Russian
 * one `мс`, in an alphabet of its own.)
 *
 * ```ts
 * import { parsePing } from "./ping-output.ts";
 * const output = "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 tiempo=0.020 ms";
 * console.log(parsePing("127.0.0.1", output).times); // [ "0.020 ms" ]
 * ```
 *
 * @param errors what it printed on standard error; Windows' ping prints nothing there.
 */
export function parsePing(destination: string, output: string, errors = ""): PingResult {
  // In the lines of an answer the number stands right after = or <, in the summary it does not
  const times = [
    ...output.matchAll(/([=<])(\d+(?:[.,]\d+)?)[\s\ufffd]?(?:ms?|мс|\ufffd\ufffd)(?=\s|$)/g),
  ]
    .map(([, sign, number]) => `${sign === "<" ? "<" : ""}${number.replace(",", ".")} ms`);
  const all = `${output}\n${errors}`;
  const ip = isIP(destination)
    ? destination
    : [...all.matchAll(/[([]([\da-fA-F:.%]+)[)\]]/g)].map(([, ip]) => ip).find(isIP);
  if (times.length > 0) return { ip, times };
  return { ip, times, problem: problemOf(destination, ip, all, errors) };
}

function problemOf(destination: string, ip: string | undefined, all: string, errors: string) {
  if (NO_ROUTE.test(all)) return "no route";
  const words = all.split(/\r?\n/).find((line) => NOT_ALLOWED.test(line)) ??
    errors.trim().split(/\r?\n/).at(-1)!;
  if (NOT_ALLOWED.test(words)) return ownWords(words);
  // All that was sent is lost, in whatever language
  if (/\b100([.,]0+)?\s?%/.test(all)) return "no answer";
  if (/temporary failure in name resolution/i.test(all)) return "no DNS";
  if (!ip && (all.trim() === "" || all.includes(destination))) return "unknown name";
  if (words) return ownWords(words);
  return ip ? "no answer" : ownWords(all.trim().split(/\r?\n/).at(-1)!);
}

// No computer on the way knows where the destination is, or there is no way out of this computer at all
const NO_ROUTE = new RegExp(
  [
    "unreachable|no route|general failure",
    "inaccesible|inalcanzable|error general",
    "nicht erreichbar|allgemeiner fehler",
    "inaccessible|impossible.*joindre|défaillance générale",
    "raggiungibile|errore generale",
    "inacess[ií]vel|inalcan[cç][aá]vel|inating[ií]vel|falha geral",
    "nieosi[aą]galn|błąd ogólny",
    "недоступ|недостижим|общий сбой",
  ].join("|"),
  "i",
);

const NOT_ALLOWED = /not permitted|permission denied|not allowed|privilege|cap_net_raw/i;

/** What ping said, as a sentence of its own and fit for a terminal. */
function ownWords(line: string): string {
  return escapeControls(line.trim().replace(/^ping6?: */i, "")).slice(0, 200);
}

/** The smallest, the mean and the largest of the times, and how many of `count` were lost. */
export function formatPing({ times, problem }: PingResult, count: number): string {
  if (problem) return problem;
  const numbers = times.map((time) => parseFloat(time.replace("<", "")));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const [min, avg, max] = [Math.min(...numbers), mean, Math.max(...numbers)]
    .map((number) => String(Number(number.toFixed(3))));
  const loss = Math.max(0, Math.round(100 * (count - times.length) / count));
  return `min/avg/max ${min}/${avg}/${max} ms, ${loss}% lost`;
}
