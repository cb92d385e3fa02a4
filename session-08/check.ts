#!/usr/bin/env -S deno run -R -W -N --allow-run
/**
 * The end of the session: checks your folder against the checklist, by running what is in it.
 *
 *     deno run -R -W -N --allow-run session-08/check.ts
 *     deno run -R -W -N --allow-run session-08/check.ts --python my-repo/Session-08
 *
 * It reads the folder, writes only a temporary copy, meets your programs on this computer's own
 * network, and starts them with Deno or Python, and Git: hence these four permissions. Your
 * programs do not get them.
 */
import { checkFolder } from "../lib/tools/check/checklist.ts";
import { eachOf } from "../lib/tools/check/class.ts";
import { findFolder, hasPython, sessionFolders } from "../lib/tools/check/folder.ts";
import {
  formatClass,
  formatCSV,
  formatFolder,
  formatJSON,
  isAllDone,
} from "../lib/tools/check/report.ts";
import {
  allowPython,
  type Asked,
  askForPython,
  describeSandbox,
  findSandbox,
} from "../lib/tools/check/sandbox/sandbox.ts";
import { parseOptions } from "../lib/cli.ts";
import { UserError } from "../lib/error.ts";

const { folders, ...options } = parseOptions({
  folders: [],
  python: false,
  json: false,
  csv: false,
}, {
  about: "checks the session's folder, by running what is in it.",
  help: {
    folders: "the session's folders; the one here if left out",
    python: "run Python programs, too; =unsafe also where nothing holds them",
    json: "print an array of the results",
    csv: "print a table for a spreadsheet",
  },
});

// Without a folder's name: the session's folder that is here
const given = folders.length > 0 ? folders : await sessionFolders(".");
if (given.length === 0) {
  throw new UserError(
    'there is no session folder here: say which one, as in "check.ts Session-08"',
  );
}
const paths = await Promise.all(given.map(findFolder));

// Python has no permissions of its own: it runs only when its user says so
await using sandbox = await findSandbox();
const quiet = options.json || options.csv;
let asked: Asked = options.python ? "yes" : "no";
if (Deno.args.includes("--python=unsafe")) asked = "unsafe";
if (asked === "no" && !quiet && Deno.stdin.isTerminal() && await hasPython(paths)) {
  asked = askForPython(sandbox);
}
allowPython(sandbox, asked);

// Check the folders, several at a time
const show = Deno.stderr.isTerminal() && paths.length > 1;
const progress = (finished: number) => {
  const text = new TextEncoder().encode(`\r${finished} of ${paths.length} folders`);
  if (show) Deno.stderr.writeSync(text);
};
const results = await eachOf(paths, (path) => checkFolder(path, sandbox), progress);
if (show) console.error();

// Show what was found
const checked = given.map((folder, i) => ({ folder, items: results[i] }));
if (options.json) console.log(formatJSON(checked));
else if (options.csv) console.log(formatCSV(checked));
else console.log(checked.length === 1 ? formatFolder(checked[0]) : formatClass(checked));
if (!quiet) console.log(`\nSandbox: ${describeSandbox(sandbox)}.`);
if (!checked.every(({ items }) => isAllDone(items))) Deno.exitCode = 1;
