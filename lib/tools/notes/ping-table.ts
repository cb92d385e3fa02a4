/**
 * The notes of exercise 2: how long a ping took to some destinations, in Ex2.txt.
 *
 * @module
 */
import { isIP } from "../../address.ts";
import { escapeControls } from "../../escape.ts";
import { UserError } from "../../error.ts";
import type { Changed } from "../../system/file.ts";
import {
  checkDestination,
  checkPingOptions,
  ping,
  type PingOptions,
  type PingResult,
  PROBLEMS,
} from "../../system/ping.ts";
import { DESTINATIONS, NO_PHONE } from "../handout.ts";
import { isSameName } from "./format.ts";
import { isOpen, type Row, Table } from "./table.ts";

const [IP, NAME, TIME] = ["Destination IP", "Name (if known)", "Time"];

// Stands after what Ex2.ts has written, and tells it from what was measured by hand; with the IP
// that was pinged, where another one stands in the row
const OURS = / \(Ex2\.ts(: [^)]+)?\)$/;

// What the handout's table shows, so that it can be seen what is to be written
const EXAMPLE_TIME = /^0\.020 ms, 0\.017 ms,?\s*(…|\.\.+)$/;
const EXAMPLE_IP = /^your .*IP$/i;

/** What is pinged: an IP, a name, or an IP with the name that the exercise gives it. */
export interface Target {
  ip: string;
  name: string;
}

/** What became of a target's row. */
export interface Noted {
  /** It was written, and is not what it was. */
  isNew: boolean;
  /** The time that stood there by hand, and is written over. */
  before?: string;
  /** Why it was kept. */
  kept?: string;
}

/** The table of exercise 2 in a text. @throws {UserError} when there is none, but other text. */
export function readTimes(text: string): Table {
  return new Table(text, [IP, NAME, TIME], "Ex2.txt");
}

/**
 * The targets that words on the command line mean.
 *
 * @throws {UserError} when one cannot be pinged, or not so; the exit status is 2.
 */
export function readTargets(words: string[], options: PingOptions): Target[] {
  checkPingOptions(options);
  for (const word of words) checkDestination(word);
  return words.map((word) => isIP(word) ? { ip: word, name: "" } : { ip: "", name: word });
}

/** The eight of the exercise. The phone's IP is that of the table, if there is no other. */
export function exercise(table: Table, own: string, phone?: string): Target[] {
  const noted = table.rows.find((row) => isSameName(row[NAME], "Mobile"))?.[IP] ?? "";
  const known: Record<string, string> = { Self: own, Mobile: phone ?? (isIP(noted) ? noted : "") };
  return DESTINATIONS.map(({ name, ip = "" }) => ({ name, ip: known[name] ?? ip }));
}

/** How a target is shown: `Google 8.8.8.8`. A ping finds out the IP of a name. */
export function label({ ip, name }: Target, result?: PingResult): string {
  return escapeControls([name, result?.ip ?? ip].filter(Boolean).join(" "));
}

/** Pings a target, unless it is a phone whose IP is not known yet. */
export async function pingTarget({ ip, name }: Target, options: PingOptions): Promise<PingResult> {
  if (ip === "" && name === "Mobile") return { times: [], problem: NO_PHONE };
  return await ping(ip || name, options);
}

/**
 * Fills in the rows of the targets, or adds some, in the table of a text. What is empty is filled
 * in, and what Ex2.ts wrote is written anew, unless there were times and today's try failed. What
 * was written by hand stays, unless all is to be measured `again`.
 *
 * ```ts
 * import { noteTimes } from "./ping-table.ts";
 * const text = "Destination IP | Name (if known) | Time\n8.8.8.8 | Google | 9 ms\n";
 * const google = { ip: "8.8.8.8", name: "Google" };
 * console.log(noteTimes(text, [google], [{ times: ["7 ms"] }]).result); // kept: by hand
 * ```
 *
 * @throws {UserError} as {@linkcode readTimes} does.
 */
export function noteTimes(
  text: string,
  targets: Target[],
  results: PingResult[],
  again = false,
): Changed<Noted[]> {
  const table = readTimes(text);
  const result = targets.map((target, i) => noteTime(table, target, results[i], again));
  return { text: table.text, result };
}

function noteTime(table: Table, to: Target, result: PingResult, again: boolean): Noted {
  const { ip = to.ip, problem, times } = result;
  if (couldNotRun(result)) return { isNew: false, kept: `ping could not run: ${problem}` };
  const time = (other = "") =>
    problem === NO_PHONE ? NO_PHONE : `${problem ?? times.join(", ")} (Ex2.ts${other})`;
  const index = indexOf(table.rows, to);
  if (index < 0) {
    table.add({ [IP]: ip, [NAME]: to.name, [TIME]: time() });
    return { isNew: true };
  }
  const { [IP]: oldIP, [TIME]: old } = table.rows[index];
  const [mark, other] = old.match(OURS) ?? [];
  const isOurs = mark || old === NO_PHONE;
  const isExample = EXAMPLE_TIME.test(old);
  const isByHand = !isOurs && !isExample && !isOpen(old);
  const shown = `"${escapeControls(old)}"`;
  const kept = isByHand && !again
    ? `${shown} was written by hand; --again measures it`
    : problem && !isExample && /\d/.test(old.replace(OURS, ""))
    ? `${shown} before, ${problem} now`
    : undefined;
  const text = table.text;
  const isFreeIP = isOpen(oldIP) || isExample || EXAMPLE_IP.test(oldIP) ||
    (isOurs && !other && !kept && to.name !== "Self");
  const newIP = isFreeIP && ip !== "" ? ip : oldIP;
  if (newIP !== oldIP) table.set(index, IP, newIP);
  if (!kept) table.set(index, TIME, time(ip && newIP !== ip ? `: ${ip}` : ""));
  return { isNew: table.text !== text, before: isByHand && !kept ? shown : undefined, kept };
}

/**
 * Says which targets' rows were written, and why others were kept.
 *
 * @throws {UserError} when none of the targets answered.
 */
export function tellTimes(
  file: string,
  targets: Target[],
  results: PingResult[],
  noted: Noted[],
): void {
  const names = targets.map((target) => target.name || target.ip);
  const written = names.filter((_, i) => noted[i].isNew);
  console.error(
    written.length > 0 ? `Written into ${file}: ${written.join(", ")}` : `Nothing new for ${file}`,
  );
  for (const [i, { before, kept }] of noted.entries()) {
    if (before) console.error(`Before: ${names[i]} (${before}, written by hand)`);
    if (kept) console.error(`Kept: ${names[i]} (${kept})`);
  }
  if (results.every(couldNotRun)) throw new UserError("ping could not run: see why above.");
  if (results.every(({ problem }) => problem)) {
    throw new UserError("nothing answered. Is this computer connected to the network?");
  }
}

/** Whether ping could not do its work, which says nothing of the target. */
function couldNotRun({ problem }: PingResult): boolean {
  return problem !== undefined && ![...PROBLEMS, NO_PHONE].includes(problem);
}

/** The row of a target: by its name, and by its IP where a row has no name. */
function indexOf(rows: Row[], { ip, name }: Target): number {
  if (name === "") return rows.findIndex((row) => row[IP] === ip);
  const named = rows.findIndex((row) => isSameName(row[NAME], name) || isSameName(row[IP], name));
  if (named >= 0 || ip === "") return named;
  return rows.findIndex((row) => row[IP] === ip && isOpen(row[NAME]));
}
