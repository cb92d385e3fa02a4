#!/usr/bin/env -S deno run --allow-run=ping -S=networkInterfaces -R=. -W=.
/**
 * Exercise 2: pings some destinations, all at once, and writes their times into the table in
 * Ex2.txt.
 *
 *     deno run --allow-run=ping -S=networkInterfaces -R=. -W=. session-08/Ex2.ts [DESTINATIONS...]
 */
import { isIPv4, isIPv6 } from "../lib/address.ts";
import { parseOptions } from "../lib/cli.ts";
import { UserError } from "../lib/error.ts";
import { LiveLines } from "../lib/notes/live.ts";
import { Table } from "../lib/notes/table.ts";
import { readFile, writeFile } from "../lib/system/file.ts";
import { ownIPs } from "../lib/system/interfaces.ts";
import { checkDestination, formatPing, ping, type PingResult } from "../lib/system/ping.ts";

const [IP, NAME, TIME] = ["Destination IP", "Name (if known)", "Time"];

const NO_PHONE = "no IP in IPs.txt yet";
const PROBLEMS = ["unknown name", "no route", "no answer", NO_PHONE];
const TIMES = /^<?\d+(\.\d+)? ms(, <?\d+(\.\d+)? ms)*$/;

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
const IPsFile = file.replace(/[^/\\]*$/, "IPs.txt");

// The destinations: those of the exercise, or those that are named
const given = destinations.map((word) =>
  isIP(word) ? { ip: word, name: "" } : { ip: "", name: word }
);
const targets = given.length > 0 ? given : [
  { ip: ownIPs()[0] ?? "127.0.0.1", name: "Self" },
  { ip: "212.128.255.129", name: "f-l3208-pc01" },
  { ip: "8.8.8.8", name: "Google" },
  { ip: await mobileIP(), name: "Mobile" },
  { ip: "", name: "www.urjc.es" },
  { ip: "", name: "github.com" },
  { ip: "", name: "wikipedia.org" },
  { ip: "", name: "newdomain.com.au" },
];
for (const { ip, name } of targets) checkDestination(ip || name);

// Read the table first: when it cannot be understood, nobody has to wait for the pings
const table = new Table(await readFile(file), [IP, NAME, TIME], "Ex2.txt");

// Ping all of them at once
const label = ({ ip, name }: { ip: string; name: string }) => [name, ip].filter(Boolean).join(" ");
const lines = new LiveLines(targets.map((target) => `${label(target)}: …`));
const results = await Promise.all(targets.map(async (target, i) => {
  const isPhone = target.name === "Mobile" && target.ip === "";
  const result: PingResult = isPhone
    ? { times: [], problem: NO_PHONE }
    : await ping(target.ip || target.name, { count, timeout });
  lines.finish(
    i,
    `${label({ ...target, ip: result.ip ?? target.ip })}: ${formatPing(result, count)}`,
  );
  return result;
}));

// Write the times into the table
for (const [i, target] of targets.entries()) fillIn(target, results[i]);
await writeFile(file, table.text);
console.error(`Written into ${file}`);
if (results.every(({ problem }) => problem)) {
  throw new UserError("nothing answered. Is this computer connected to the network?");
}

/** Fills in the row of a destination. What was measured before is kept where today's try failed. */
function fillIn(
  { ip, name }: { ip: string; name: string },
  { problem, times, ...result }: PingResult,
) {
  const time = problem ?? times.join(", ");
  const newIP = result.ip ?? ip;
  const row = table.rows.findIndex((row) =>
    name !== "" ? row[NAME].toLowerCase() === name.toLowerCase() : row[IP] === ip
  );
  if (row < 0) return table.add({ [IP]: newIP, [NAME]: name, [TIME]: time });
  const before = table.rows[row];
  const measured = TIMES.test(before[TIME]);
  const byHand = !measured && before[TIME] !== "" && !PROBLEMS.includes(before[TIME]);
  if (byHand || (problem && measured)) return;
  if (before[TIME] !== time) table.set(row, TIME, time);
  if (newIP !== "" && before[IP] !== newIP) table.set(row, IP, newIP);
}

/** The phone's IP, as it was last written into IPs.txt; empty when it is not there. */
async function mobileIP(): Promise<string> {
  const columns = ["Machine", "Interface", "Date", "Place", "IP"];
  const { rows } = new Table(await readFile(IPsFile), columns, "IPs.txt");
  return rows.findLast(({ Machine, IP }) => /mobile|phone/i.test(Machine) && isIP(IP))?.IP ?? "";
}

function isIP(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}
