#!/usr/bin/env -S deno run -S=networkInterfaces,hostname -R=. -W=.
/**
 * Exercise 1: writes the IPs of this computer into the table in IPs.txt. Your phone's IP is added
 * by hand:
 *
 *     deno run -S=networkInterfaces,hostname -R=. -W=. session-08/IPs.ts [--place home]
 *     IPs.ts --machine mobile --interface Wifi --ip 10.1.128.39 --place home
 */
import { isIPv4, isIPv6 } from "../lib/address.ts";
import { parseOptions } from "../lib/cli.ts";
import { UserError } from "../lib/error.ts";
import { fitsCell, type Row, Table } from "../lib/notes/table.ts";
import { readFile, writeFile } from "../lib/system/file.ts";
import { allInterfaces, interfaces, medium, whyUnreachable } from "../lib/system/interfaces.ts";

const COLUMNS = ["Machine", "Interface", "Date", "Place", "IP"];

const options = parseOptions(
  { machine: "", interface: "", ip: "", place: "", file: "", print: false },
  {
    about: "writes this computer's IPs, or the one that you give, into a table.",
    help: {
      machine: "whose IP it is; this computer's name if left out",
      interface: "Wire or Wifi; found out or asked for if left out",
      ip: "an IP to add by hand, such as your phone's",
      place: "where you are; asked for if left out",
      file: "the file with the table; IPs.txt beside this script if left out",
      print: "only shows this computer's IPs, and writes nothing",
    },
  },
);
const { machine, place, print } = options;
const file = options.file || `${import.meta.dirname}/IPs.txt`;

// What was given on the command line must fit into the table
for (const text of [machine, options.interface, place]) {
  if (!fitsCell(text)) throw new UserError("a cell of the table is one line of plain text", 2);
}
if (options.ip !== "" && !isIPv4(options.ip) && !isIPv6(options.ip)) {
  throw new UserError(`"${options.ip}" is not an IP, as in --ip 10.1.128.39`, 2);
}

// The rows of today: one that is given, or one for each interface that others could reach
const table = new Table(print ? "" : await readFile(file), COLUMNS, "IPs.txt");
const found = options.ip !== ""
  ? [{ name: "", address: options.ip }]
  : interfaces().map(({ name, address }) => ({ name, address }));
const today = new Date();
const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
  .map((number) => String(number).padStart(2, "0")).join("-");
const where = print ? place : place || ask("Where are you (home, Lab, …)?", "--place home");
const rows: Row[] = found.map(({ name, address }) => ({
  Machine: machine || Deno.hostname(),
  Interface: options.interface || (name && medium(name)) ||
    (print ? name : ask(`Is ${name || address} Wire or Wifi?`, "--interface Wifi")),
  Date: date,
  Place: where,
  IP: address,
}));

// Add those that are not in the table yet, and write it
const known = new Set(table.rows.map((row) => JSON.stringify(row)));
const fresh = rows.filter((row) => !known.has(JSON.stringify(row)));
for (const row of fresh) table.add(row);
if (fresh.length > 0 && !print) await writeFile(file, table.text);
console.log(table.text.trimEnd());

// Say what was left out, and what was done
if (options.ip === "") {
  for (const one of allInterfaces()) {
    const why = whyUnreachable(one);
    if (why) console.error(`Left out: ${one.name} ${one.address} (${why})`);
  }
  if (rows.length === 0) console.error("This computer has no IP that others could reach.");
}
if (!print) {
  console.error(fresh.length > 0 ? `Written into ${file}` : `Nothing new for ${file}`);
}

/** Asks at a terminal; without one, the command line must have said it. */
function ask(question: string, instead: string): string {
  if (!Deno.stdin.isTerminal()) {
    throw new UserError(`nobody is there to ask: "${question}" Say it with ${instead}`, 2);
  }
  const answer = prompt(question)?.trim() ?? "";
  return fitsCell(answer) ? answer : ask(question, instead);
}
