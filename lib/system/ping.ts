/**
 * Ping: how long a small message takes to another computer and back, as the system's `ping` says.
 *
 * @module
 */
import { checkIP, isIP } from "../address.ts";
import { UserError } from "../error.ts";
import { escapeControls } from "../escape.ts";
import { withTimeout } from "../time.ts";
import { type Program, start } from "./process.ts";

/** How to ping. */
export interface PingOptions {
  /** How many messages are sent, from 1 to 100. */
  count: number;
  /** How long to wait for an answer, in seconds, up to 60. */
  timeout: number;
}

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

/** So much is read of what a ping prints (bytes); a hundred answers are 10,000. */
const MOST_OUTPUT = 64 * 1024;
/** How long a ping that was asked to end may take for it (ms). */
const LAST_WORDS = 500;

/**
 * Refuses what is not a destination, and above all what `ping` would take for an option.
 *
 * @throws {UserError} with exit status 2
 */
export function checkDestination(destination: string): void {
  if (/^-/.test(destination)) {
    throw new UserError(`"${destination}" is not a destination: it begins with -`, 2);
  }
  checkIP(destination);
}

/** Refuses what cannot be counted or waited for. @throws {UserError} with exit status 2 */
export function checkPingOptions({ count, timeout }: PingOptions): void {
  if (!Number.isInteger(count) || count < 1 || count > 100) {
    throw new UserError(`--count ${count}: a ping sends from 1 to 100 messages`, 2);
  }
  if (!(timeout > 0 && timeout <= 60)) {
    throw new UserError(
      `--timeout ${timeout}: a ping waits for up to 60 seconds, and not for 0`,
      2,
    );
  }
}

/**
 * Pings a destination, an IP or a name. Needs the permission to run `ping`.
 *
 * ```ts ignore
 * const { times } = await ping("127.0.0.1", { count: 3, timeout: 2 });
 * console.log(times); // [ "0.020 ms", "0.017 ms", "0.018 ms" ]
 * ```
 *
 * @throws {UserError} when there is no `ping` on this computer, or it is called wrongly.
 */
export async function ping(destination: string, options: PingOptions): Promise<PingResult> {
  checkDestination(destination);
  checkPingOptions(options);
  const program = startPing([...pingArgs(options), destination]);

  // A ping that does not end by itself (no option says so everywhere) is asked to, and then made to
  if (await withTimeout(limitOf(options), program.ended) === undefined) {
    program.interrupt();
    await withTimeout(LAST_WORDS, program.ended);
    program.kill();
  }
  const code = await program.ended;
  const result = parsePing(destination, program.stdout, program.stderr);
  const isSilent = code !== 0 && program.output === "";
  return isSilent ? { ...result, problem: "no answer" } : result;
}

function pingArgs({ count, timeout }: PingOptions): string[] {
  const [seconds, ms] = [Math.max(1, Math.ceil(timeout)), Math.ceil(timeout * 1000)].map(String);
  if (Deno.build.os === "windows") return ["-n", String(count), "-w", ms];
  return ["-c", String(count), "-W", Deno.build.os === "darwin" ? ms : seconds];
}

/** When a ping must have ended (ms). Windows' waits for each answer before it sends again. */
export function limitOf({ count, timeout }: PingOptions, os = Deno.build.os): number {
  const seconds = Math.max(1, timeout);
  return 1000 * (os === "windows" ? count * seconds + 2 : count + seconds + 1);
}

function startPing(args: string[]): Program {
  try {
    // In English where the system can
    return start("ping", args, { input: "", env: { LC_ALL: "C" }, most: MOST_OUTPUT });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UserError(NO_PING);
    if (error instanceof Deno.errors.NotCapable) {
      throw new UserError(`This script may not run ping, or there is none: ${NO_PING}
If it is installed, put --allow-run=ping after "run".`);
    }
    throw new UserError(`ping cannot be run: ${(error as Error).message}`, 1, { cause: error });
  }
}

const NO_PING = `The ping command is not installed.
On Debian or Ubuntu: sudo apt install iputils-ping. On Fedora: sudo dnf install iputils.`;

/**
 * Reads what `ping` printed: that of iputils, BusyBox, macOS and Windows, in any language, for it
 * looks for numbers before `ms` and not for words. (A Spanish Windows writes `tiempo<1m`, a Russian
 * one `мс`, in an alphabet of its own.)
 *
 * ```ts
 * import { parsePing } from "./ping.ts";
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
