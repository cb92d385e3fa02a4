/**
 * The notes of exercise 1: who had which IP, where and when, in IPs.txt.
 *
 * @module
 */
import { isIP } from "../../address.ts";
import { UserError } from "../../error.ts";
import { escapeLines } from "../../escape.ts";
import { type Changed, readFile } from "../../system/file.ts";
import {
  allInterfaces,
  interfaces,
  medium,
  type OwnIP,
  whyUnreachable,
} from "../../system/interfaces.ts";
import { PHONE, today } from "../handout.ts";
import { anyIP, ask, readOption, stopAsking, text, wireOrWifi } from "./ask.ts";
import { isSameName } from "./format.ts";
import { isOpen, type Row, Table } from "./table.ts";

/** What the command line gives of the cells of a row; empty is what it leaves out. */
export type Given = Record<"machine" | "interface" | "ip" | "place", string>;

/** Reads what the command line gives. @throws {UserError} when it does not fit into the table. */
export function readGiven(options: Given): Given {
  return {
    machine: readOption("machine", options.machine, text),
    interface: readOption("interface", options.interface, wireOrWifi),
    ip: readOption("ip", options.ip, anyIP),
    place: readOption("place", options.place, text),
  };
}

/**
 * The IP that was given; else those at which others reach this computer, and its other IPs with why
 * they are left out. (A virtual machine has none but virtual ones.)
 *
 * @throws {UserError} when there is none.
 */
export function findIPs(given: string): { found: OwnIP[]; leftOut: string[] } {
  if (given) return { found: [{ ip: given, name: given }], leftOut: [] };
  const all = interfaces();
  const cards = all.filter(({ virtual }) => !virtual);
  const found = cards.length > 0 ? cards : all;
  const leftOut = allInterfaces().flatMap((one) => {
    const it = all.find(({ ip, name }) => ip === one.address && name === one.name);
    if (it && found.includes(it)) return [];
    const why = whyUnreachable(one) ?? `others do not reach it (${it?.virtual})`;
    return [`Left out: ${one.name} ${one.address}, because ${why}`];
  });
  if (found.length > 0) return { found, leftOut };
  throw new UserError(["This computer has no IP that others could reach.", ...leftOut].join("\n"));
}

/**
 * A row for each IP that was found. What was not given is asked, unless there is no need to know.
 *
 * @throws {UserError} when there is no terminal to ask at.
 */
export async function todaysRows(
  found: OwnIP[],
  { machine, interface: connection, place, ip: given }: Given,
  asks = true,
): Promise<Row[]> {
  if (asks) {
    machine ||= await ask(
      given
        ? `Whose IP is ${given} (mobile, laptop, …)?`
        : "Which computer is this (Lab computer, …)?",
      `--machine ${given ? "mobile" : '"Lab computer"'}`,
      text,
    );
    place ||= await ask("Where are you (home, Lab, …)?", "--place home", text);
  }
  machine ||= "this computer";
  const rows: Row[] = [];
  for (const { name, ip } of found) {
    const Interface = connection || medium(name) ||
      (asks ? await ask(`Is ${name} Wire or Wifi?`, "--interface Wifi", wireOrWifi) : name);
    rows.push({ Machine: machine, Interface, Date: today(), Place: place, IP: ip });
  }
  if (asks) await stopAsking();
  return rows;
}

/** The table of exercise 1 in a text. @throws {UserError} when there is none, but other text. */
export function readIPs(text: string): Table {
  return new Table(text, ["Machine", "Interface", "Date", "Place", "IP"], "IPs.txt");
}

/**
 * Writes those rows into the table of a text that are not in it yet, and gives these. A row that
 * the student has begun for the same machine, as in the handout's table, is completed.
 *
 * ```ts
 * import { noteIPs } from "./ip-table.ts";
 * const row = { Machine: "mobile", Interface: "Wifi", Date: "today", Place: "home" };
 * const header = "|Machine|Interface|Date|Place|IP|\n";
 * console.log(noteIPs(`${header}|mobile|Wifi||||\n`, [{ ...row, IP: "10.1.128.39" }]).text);
 * ```
 *
 * @throws {UserError} as {@linkcode readIPs} does.
 */
export function noteIPs(text: string, rows: Row[]): Changed<Row[]> {
  const table = readIPs(text);
  const known = table.rows;
  const result = rows.filter((row) => !known.some((one) => isSameRow(one, row)));
  for (const row of result) {
    const begun = table.rows.findIndex((one) => isBegun(one, row));
    if (begun < 0) table.add(row);
    else table.fill(begun, row);
  }
  return { text: table.text, result };
}

/**
 * Shows a text with a table, and what was left out. What a terminal would obey is written out, all
 * but tabs.
 */
export function showIPs(text: string, leftOut: string[]): void {
  const shown = text.replace(/^\ufeff/, "").trimEnd();
  console.log(shown.split("\t").map(escapeLines).join("\t"));
  for (const line of leftOut) console.error(line);
}

/** Says which of the rows were written, and which of them the table had already. */
export function tellIPs(file: string, rows: Row[], fresh: Row[]): void {
  const list = (rows: Row[]) => rows.map(({ IP }) => IP).join(", ");
  const known = rows.filter((row) => !fresh.includes(row));
  if (fresh.length > 0) console.error(`Written into ${file}: ${list(fresh)}`);
  if (known.length > 0) console.error(`Nothing new for ${file}: it has ${list(known)} of today`);
}

/**
 * The phone's IP, as it was last written into a text, a neat table or not; undefined when it is
 * not there.
 *
 * ```ts
 * import { phoneIP } from "./ip-table.ts";
 * console.log(phoneIP("My phone: 10.1.128.39, home")); // 10.1.128.39
 * ```
 */
export function phoneIP(text: string): string | undefined {
  return text.split(/[\r\n]+/).filter((line) => PHONE.test(line))
    .flatMap((line) => line.match(/[\da-f.:]*[.:][\da-f.:]*[\da-f:]/gi) ?? [])
    .findLast(isIP);
}

/** The same of a file; one that cannot be read is named, and is no reason to stop. */
export async function readPhoneIP(path: string): Promise<string | undefined> {
  try {
    return phoneIP(await readFile(path));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
  }
}

function isSameRow(a: Row, b: Row): boolean {
  return Object.keys(b).every((column) => a[column] === b[column]);
}

/** Whether a row waits for what another one has: the same machine, no IP yet. */
function isBegun(known: Row, row: Row): boolean {
  return isSameName(known.Machine, row.Machine) && isOpen(known.IP) &&
    Object.keys(row).every((column) =>
      isOpen(known[column]) || isSameName(known[column], row[column])
    );
}
