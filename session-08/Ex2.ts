#!/usr/bin/env -S deno run --allow-run=ping -S=networkInterfaces -R -W
/**
 * Exercise 2: pings some destinations, all at once, and writes their times into the table in
 * Ex2.txt.
 *
 *     deno run --allow-run=ping -S=networkInterfaces -R -W session-08/Ex2.ts [DESTINATIONS...]
 */
import { parseOptions } from "../lib/cli.ts";
import { readPhoneIP } from "../lib/tools/notes/ip-table.ts";
import { LiveLines } from "../lib/tools/notes/live.ts";
import {
  destination,
  exercise,
  label,
  type Noted,
  noteTime,
  pingDestination,
  readTimes,
  tellTimes,
} from "../lib/tools/notes/ping-table.ts";
import { change } from "../lib/system/file.ts";
import { interfaces } from "../lib/system/interfaces.ts";
import { formatPing } from "../lib/system/ping-output.ts";
import { checkDestination, checkPingOptions } from "../lib/system/ping.ts";

const { destinations, count, timeout, ...options } = parseOptions(
  { destinations: [], count: 3, timeout: 2, file: "" },
  {
    about: "pings IPs and names, and writes the times into a table.",
    help: {
      count: "how many messages are sent to each",
      timeout: "seconds to wait for an answer",
      file: "the file with the table; Ex2.txt beside this script if left out",
    },
  },
);
const file = options.file || `${import.meta.dirname}/Ex2.txt`;
checkPingOptions({ count, timeout });
for (const word of destinations) checkDestination(word);

// Look at the table first: nobody waits for a table that cannot be understood or written
const table = readTimes(await change(file, (text) => text));

// The destinations: those that were given, or the eight of the exercise
let targets = destinations.map(destination);
if (targets.length === 0) {
  const phone = await readPhoneIP(file.replace(/[^/\\]*$/, "IPs.txt"));
  targets = exercise(table, interfaces()[0]?.ip ?? "127.0.0.1", phone);
}

// Ping all of them at once, and show how it goes
const lines = new LiveLines(targets.map((target) => `${label(target)}: …`));
const results = await Promise.all(targets.map(async (target, i) => {
  const result = await pingDestination(target, { count, timeout });
  lines.finish(i, `${label(target, result)}: ${formatPing(result, count)}`);
  return result;
}));

// Read the table, fill in the times and write it, in one step
let noted: Noted[] = [];
await change(file, (text) => {
  const table = readTimes(text);
  noted = targets.map((target, i) => noteTime(table, target, results[i]));
  return table.text;
});
tellTimes(file, targets, results, noted);
