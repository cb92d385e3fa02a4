#!/usr/bin/env -S deno run -S=networkInterfaces -R -W
/**
 * Exercise 1: writes the IPs of this computer into the table in IPs.txt. Your phone's IP is added
 * by hand:
 *
 *     deno run -S=networkInterfaces -R -W session-08/IPs.ts [--place home]
 *     IPs.ts --machine mobile --interface Wifi --ip 10.1.128.39 --place home
 */
import { parseOptions } from "../lib/cli.ts";
import { UserError } from "../lib/error.ts";
import {
  findIPs,
  noteIPs,
  readIPs,
  rowsOfToday,
  said,
  showIPs,
  tellIPs,
} from "../lib/tools/notes/ip-table.ts";
import { change } from "../lib/system/file.ts";

const options = parseOptions(
  { machine: "", interface: "", ip: "", place: "", file: "", print: false },
  {
    about: "writes this computer's IPs, or the one that you give, into a table.",
    help: {
      machine: "whose IP it is; asked for if left out",
      interface: "Wire or Wifi; found out or asked for if left out",
      ip: "an IP to add by hand, such as your phone's",
      place: "where you are; asked for if left out",
      file: "the file with the table; IPs.txt beside this script if left out",
      print: "only shows this computer's IPs, and writes nothing",
    },
  },
);
const file = options.file || `${import.meta.dirname}/IPs.txt`;
const cells = said(options);
const { ip } = cells;

// The IPs: the one that was given, or those at which others reach this computer
const { found, leftOut } = ip ? { found: [{ name: ip, ip }], leftOut: [] } : findIPs();
if (found.length === 0) {
  throw new UserError(["This computer has no IP that others could reach.", ...leftOut].join("\n"));
}

// Only show them
if (options.print) {
  const table = readIPs("");
  noteIPs(table, await rowsOfToday(found, cells, false));
  showIPs(table.text, leftOut);
  Deno.exit(0);
}

// Look at the table first: nobody is asked for a table that cannot be understood or written
readIPs(await change(file, (text) => text));

// Make a row for each, and ask for what was not said
const rows = await rowsOfToday(found, cells);

// Read the table, add what is not there yet and write it, in one step
let fresh = rows;
const text = await change(file, (text) => {
  const table = readIPs(text);
  fresh = noteIPs(table, rows);
  return table.text;
});
showIPs(text, leftOut);
tellIPs(file, rows, fresh);
