/**
 * The notes of exercise 2: how long a ping took to some destinations, in Ex2.txt.
 *
 * @module
 */
import { isIP } from "../../address.ts";
import { escapeControls } from "../../escape.ts";
import { UserError } from "../../error.ts";
import { type PingResult, PROBLEMS } from "../../system/ping-output.ts";
import { ping, type PingOptions } from "../../system/ping.ts";
import { DESTINATIONS, NO_PHONE } from "../handout.ts";
import { isOpen } from "./ip-table.ts";
import { isSameName } from "./manner.ts";
import { type Row, Table } from "./table.ts";

const [IP, NAME, TIME] = ["Destination IP", "Name (if known)", "Time"];

const MEASURED = /^<?\d+(\.\d+)? ms(, <?\d+(\.\d+)? ms)*$/;
// What the handout's table shows, so that it can be seen what is to be written
const EXAMPLE_TIME = /^0\.020 ms, 0\.017 ms,?\s*(…|\.\.+)$/;
const EXAMPLE_IP = /^your .*IP$/i;

/** What is pinged: an IP, a name, or an IP with the name that the exercise gives it. */
export interface Destination {
  ip: string;
  name: string;
}

/** What became of one destination's row: it was written, it had it already, or why it was kept. */
export type Noted = { kind: "written" | "same" } | { kind: "kept"; why: string };

/** The table of exercise 2 in a text. @throws {UserError} when there is none, but other text. */
export function readTimes(text: string): Table {
  return new Table(text, [IP, NAME, TIME], "Ex2.txt");
}

/** The destination that a word on the command line means. */
export function destination(word: string): Destination {
  return isIP(word) ? { ip: word, name: "" } : { ip: "", name: word };
}

/** The eight destinations of the exercise. The phone's IP is that of the table, if there is no other. */
export function exercise(table: Table, own: string, phone?: string): Destination[] {
  const noted = table.rows.find((row) => isSameName(row[NAME], "Mobile"))?.[IP] ?? "";
  const mobile = phone ?? (isIP(noted) ? noted : "");
  return DESTINATIONS.map(({ name, ip = "" }) => {
    return { name, ip: name === "Self" ? own : name === "Mobile" ? mobile : ip };
  });
}

/** How a destination is shown: `Google 8.8.8.8`. A ping finds out the IP of a name. */
export function label({ ip, name }: Destination, result?: PingResult): string {
  return escapeControls([name, result?.ip ?? ip].filter(Boolean).join(" "));
}

/** Pings a destination, unless it is a phone whose IP is not known yet. */
export async function pingDestination(
  { ip, name }: Destination,
  options: PingOptions,
): Promise<PingResult> {
  if (ip === "" && name === "Mobile") return { times: [], problem: NO_PHONE };
  return await ping(ip || name, options);
}

/**
 * Fills in the row of a destination, or adds one. What was measured before is kept where today's
 * try failed, and what was written by hand always.
 *
 * ```ts
 * import { noteTime, readTimes } from "./ping-table.ts";
 * const table = readTimes("Destination IP | Name (if known) | Time\n8.8.8.8 | Google | fast!\n");
 * const google = { ip: "8.8.8.8", name: "Google" };
 * console.log(noteTime(table, google, { times: ["9.5 ms"] })); // kept: … by hand
 * ```
 */
export function noteTime(table: Table, to: Destination, result: PingResult): Noted {
  const { ip = to.ip, problem, times } = result;
  if (couldNotRun(result)) return { kind: "kept", why: `ping could not run: ${problem}` };
  const time = problem ?? times.join(", ");
  const index = indexOf(table.rows, to);
  if (index < 0) {
    table.add({ [IP]: ip, [NAME]: to.name, [TIME]: time });
    return { kind: "written" };
  }
  const row = table.rows[index];
  const isMeasured = MEASURED.test(row[TIME]);
  if (problem && isMeasured) return { kind: "kept", why: `${row[TIME]} before, ${problem} now` };
  if (!isMeasured && !isFree(row[TIME])) {
    return { kind: "kept", why: `"${escapeControls(row[TIME])}" was written by hand` };
  }
  const before = table.text;
  if (row[TIME] !== time) table.set(index, TIME, time);
  const freeIP = isOpen(row[IP]) || EXAMPLE_IP.test(row[IP]) || isIP(row[IP]);
  if (ip !== "" && row[IP] !== ip && freeIP) table.set(index, IP, ip);
  return { kind: table.text === before ? "same" : "written" };
}

/**
 * Says which destinations' rows were written, and why others were kept.
 *
 * @throws {UserError} when none of the destinations answered.
 */
export function tellTimes(
  file: string,
  targets: Destination[],
  results: PingResult[],
  noted: Noted[],
): void {
  const names = targets.map((target) => target.name || target.ip);
  const written = names.filter((_, i) => noted[i].kind === "written");
  console.error(
    written.length > 0 ? `Written into ${file}: ${written.join(", ")}` : `Nothing new for ${file}`,
  );
  for (const [i, it] of noted.entries()) {
    if (it.kind === "kept") console.error(`Kept: ${names[i]} (${it.why})`);
  }
  if (results.every(couldNotRun)) throw new UserError("ping could not run: see why above.");
  if (results.every(({ problem }) => problem)) {
    throw new UserError("nothing answered. Is this computer connected to the network?");
  }
}

/** Whether ping could not do its work, which says nothing of the destination. */
function couldNotRun({ problem }: PingResult): boolean {
  return problem !== undefined && ![...PROBLEMS, NO_PHONE].includes(problem);
}

/** The row of a destination: by its name, and by its IP where a row has no name. */
function indexOf(rows: Row[], { ip, name }: Destination): number {
  if (name === "") return rows.findIndex((row) => row[IP] === ip);
  const named = rows.findIndex((row) => isSameName(row[NAME], name) || isSameName(row[IP], name));
  if (named >= 0 || ip === "") return named;
  return rows.findIndex((row) => row[IP] === ip && isOpen(row[NAME]));
}

/** Whether a time may be written there: nobody has written one by hand. */
function isFree(cell: string): boolean {
  return isOpen(cell) || EXAMPLE_TIME.test(cell) || [...PROBLEMS, NO_PHONE].includes(cell);
}
