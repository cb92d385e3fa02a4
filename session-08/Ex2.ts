#!/usr/bin/env -S deno run --allow-run=ping -S=networkInterfaces -R -W
/**
 * Exercise 2: pings some destinations, all at once, and writes their times into the table in
 * Ex2.txt. What you measured by hand stays, unless you say --again.
 *
 *     deno run --allow-run=ping -S=networkInterfaces -R -W session-08/Ex2.ts [DESTINATIONS...]
 */
import { parseOptions } from "../lib/cli.ts";
import { change, readFile } from "../lib/system/file.ts";
import { interfaces } from "../lib/system/interfaces.ts";
import { formatPing } from "../lib/system/ping.ts";
import { LiveLines } from "../lib/system/screen.ts";
import { readPhoneIP } from "../lib/tools/notes/ip-table.ts";
import {
  exercise,
  label,
  noteTimes,
  pingTarget,
  readTargets,
  readTimes,
  tellTimes,
} from "../lib/tools/notes/ping-table.ts";

const { destinations, count, timeout, again, ...options } = parseOptions(
  { destinations: [], count: 3, timeout: 2, file: "", again: false },
  {
    about: "pings IPs and names, and writes the times into a table.",
    help: {
      count: "how many messages are sent to each",
      timeout: "seconds to wait for an answer",
      file: "the file with the table; Ex2.txt beside this script if left out",
      again: "measures also what is there by hand, and says what it was",
    },
  },
);
const file = options.file || `${import.meta.dirname}/Ex2.txt`;

// The destinations: those that were given, or the eight of the exercise
let targets = readTargets(destinations, { count, timeout });

// Look at the table first: what cannot be understood or written is no table to ping for
const table = readTimes(await readFile(file, { toWrite: true }));
if (targets.length === 0) {
  const phone = await readPhoneIP(file.replace(/[^/\\]*$/, "IPs.txt"));
  targets = exercise(table, interfaces()[0]?.ip ?? "127.0.0.1", phone);
}

// Ping all of them at once, and show how it goes
const lines = new LiveLines(targets.map((target) => `${label(target)}: …`));
const results = await Promise.all(targets.map(async (target, i) => {
  const result = await pingTarget(target, { count, timeout });
  lines.finish(i, `${label(target, result)}: ${formatPing(result, count)}`);
  return result;
}));

// Read the table, fill in the times and write it, in one step
const { result } = await change(file, (text) => noteTimes(text, targets, results, again));
tellTimes(file, targets, results, result);
