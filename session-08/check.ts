#!/usr/bin/env -S deno run -R -W -N --allow-run
/**
 * The end of the session: checks your folder against the checklist, by running what is in it.
 *
 *     deno run -R -W -N --allow-run session-08/check.ts
 *     deno run -R -W -N --allow-run session-08/check.ts --watch
 *     deno run -R -W -N --allow-run session-08/check.ts --python my-repo/Session-08
 *
 * It reads the folder, writes only a temporary copy, meets your programs on this computer's own
 * network, and starts them with Deno or Python, and Git: hence these four permissions. Your
 * programs do not get them.
 */
import { checkFolders } from "../lib/tools/check/check-folders.ts";
import { formatClass } from "../lib/tools/check/class-table.ts";
import { GIT_LEFT_OUT } from "../lib/tools/check/exercises/pushed.ts";
import { ABOUT, HELP } from "../lib/tools/check/help.ts";
import { formatCSV, formatFolder, formatJSON, isAllDone } from "../lib/tools/check/report.ts";
import { allowPython, findSandbox } from "../lib/tools/check/sandbox/sandbox.ts";
import { findFolders, hasPython } from "../lib/tools/check/session-folder.ts";
import { watchFolder } from "../lib/tools/check/watch.ts";
import { parseOptions } from "../lib/cli.ts";
import { UserError } from "../lib/error.ts";

const { folders: given, json, csv, watch, ...options } = parseOptions({
  folders: [],
  watch: false,
  python: false,
  "python=unsafe": false,
  "no-git": false,
  json: false,
  csv: false,
}, { about: ABOUT, help: HELP });

// Find the session's folders: in those which were given, or else here
const folders = await findFolders(given);
if (watch && (json || csv || folders.length > 1)) {
  throw new UserError("--watch shows the list of one folder, and neither --json nor --csv", 2);
}

// Python has no permissions of its own: it runs only when its user says so
using sandbox = await findSandbox();
if (options["python=unsafe"]) allowPython(sandbox, "unsafe");
else if (options.python) allowPython(sandbox, "yes");
else if (!json && !csv && await hasPython(folders)) allowPython(sandbox, "ask");

// Watch a folder until Ctrl-C: each time a file is saved, say what has changed
const known = options["no-git"] ? [GIT_LEFT_OUT] : [];
if (watch) await watchFolder(folders[0], sandbox, known);

// Check the folders, several at a time
const checked = await checkFolders(folders, sandbox, known);

// Show what was found
if (json) console.log(formatJSON(checked));
else if (csv) console.log(formatCSV(checked));
else if (checked.length === 1) console.log(formatFolder(checked[0], sandbox));
else console.log(formatClass(checked, sandbox));
Deno.exitCode = checked.every(isAllDone) ? 0 : 1;
