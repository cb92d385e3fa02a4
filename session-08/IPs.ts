#!/usr/bin/env -S deno run -S=networkInterfaces -R -W
/**
 * Exercise 1: writes the IPs of this computer into the table in IPs.txt. Your phone's IP is added
 * by hand:
 *
 *     deno run -S=networkInterfaces -R -W session-08/IPs.ts [--place home]
 *     IPs.ts --machine mobile --interface Wifi --ip 10.1.128.39 --place home
 */
import { parseOptions } from "../lib/cli.ts";
import { change, readFile } from "../lib/system/file.ts";
import {
  findIPs,
  noteIPs,
  readGiven,
  readIPs,
  showIPs,
  tellIPs,
  todaysRows,
} from "../lib/tools/notes/ip-table.ts";

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
const given = readGiven(options);

// The IPs: the one that was given, or those at which others reach this computer
const { found, leftOut } = findIPs(given.ip);

// Only show them
if (options.print) {
  const rows = await todaysRows(found, given, false);
  showIPs(noteIPs("", rows).text, leftOut);
  Deno.exit();
}

// Look at the table first: no question for a table that cannot be understood or written
readIPs(await readFile(file, { toWrite: true }));

// Make a row for each, and ask for what was not given
const rows = await todaysRows(found, given);

// Read the table, add what is not there yet and write it, in one step
const { text, result: fresh } = await change(file, (text) => noteIPs(text, rows));
showIPs(text, leftOut);
tellIPs(file, rows, fresh);
