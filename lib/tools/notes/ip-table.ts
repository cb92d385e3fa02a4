/**
 * The notes of exercise 1: who had which IP, where and when, in IPs.txt.
 *
 * @module
 */
import { isIP } from "../../address.ts";
import { UserError } from "../../error.ts";
import { escapeLines } from "../../escape.ts";
import { readFile } from "../../system/file.ts";
import {
  allInterfaces,
  interfaces,
  medium,
  type OwnIP,
  whyUnreachable,
} from "../../system/interfaces.ts";
import { PHONE } from "../handout.ts";
import { anyIP, ask, given, stopAsking, text, wireOrWifi } from "./ask.ts";
import { isSameName } from "./manner.ts";
import { type Row, Table } from "./table.ts";

/** The table of exercise 1 in a text. @throws {UserError} when there is none, but other text. */
export function readIPs(text: string): Table {
  return new Table(text, ["Machine", "Interface", "Date", "Place", "IP"], "IPs.txt");
}

/** What the command line says of the cells of a row; empty is what it does not say. */
export type Said = Record<"machine" | "interface" | "ip" | "place", string>;

/** Reads what the command line says. @throws {UserError} when it does not fit into the table. */
export function said(options: Said): Said {
  return {
    machine: given("machine", options.machine, text),
    interface: given("interface", options.interface, wireOrWifi),
    ip: given("ip", options.ip, anyIP),
    place: given("place", options.place, text),
  };
}

/**
 * A row for each IP that was found. What was not said is asked, unless nobody is to be asked.
 *
 * @throws {UserError} when there is nobody to ask.
 */
export async function rowsOfToday(
  found: OwnIP[],
  { machine, interface: connection, place, ip: given }: Said,
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

/** The date of today, where this computer is: `2026-11-22`. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((number) => String(number).padStart(2, "0")).join("-");
}

/**
 * Writes those rows into the table that are not in it yet, and gives these. A row that the student
 * has begun for the same machine, as in the handout's table, is completed.
 *
 * ```ts
 * import { noteIPs, readIPs } from "./ip-table.ts";
 * const table = readIPs("|Machine|Interface|Date|Place|IP|\n|mobile|Wifi||||\n");
 * const row = { Machine: "mobile", Interface: "Wifi", Date: "today", Place: "home" };
 * noteIPs(table, [{ ...row, IP: "10.1.128.39" }]);
 * console.log(table.rows.length); // 1
 * ```
 */
export function noteIPs(table: Table, rows: Row[]): Row[] {
  const fresh = rows.filter((row) => !table.rows.some((known) => isSameRow(known, row)));
  for (const row of fresh) {
    const begun = table.rows.findIndex((known) => isBegun(known, row));
    if (begun < 0) table.add(row);
    else {
      const known = table.rows[begun];
      for (const column in row) {
        if (isOpen(known[column])) table.set(begun, column, row[column]);
      }
    }
  }
  return fresh;
}

/**
 * The IPs of this computer that belong into the table, and the others, each with why it is left
 * out. A virtual machine has none but virtual ones.
 */
export function findIPs(): { found: OwnIP[]; leftOut: string[] } {
  const all = interfaces();
  const cards = all.filter(({ virtual }) => !virtual);
  const found = cards.length > 0 ? cards : all;
  const leftOut = allInterfaces().flatMap((one) => {
    const it = all.find(({ ip, name }) => ip === one.address && name === one.name);
    if (it && found.includes(it)) return [];
    const why = whyUnreachable(one) ?? `others do not reach it (${it?.virtual})`;
    return [`Left out: ${one.name} ${one.address}, because ${why}`];
  });
  return { found, leftOut };
}

/**
 * Shows a text with a table, and what was left out. What a terminal would obey is written out, all
 * but tabs.
 */
export function showIPs(text: string, others: string[]): void {
  const shown = text.replace(/^\ufeff/, "").trimEnd();
  console.log(shown.split("\t").map(escapeLines).join("\t"));
  for (const line of others) console.error(line);
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
    .findLast((word) => isIP(word));
}

/** The phone's IP as it stands in a file; a file that cannot be read is named, and is no reason to stop. */
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

/** Whether a cell is still to be filled in; dots are the handout's. */
export function isOpen(cell: string): boolean {
  return /^[.…\s]*$/.test(cell);
}
