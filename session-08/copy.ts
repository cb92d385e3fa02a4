#!/usr/bin/env -S deno run -R -W -E=INIT_CWD
/**
 * Copies the session into your own repository: the handout, the tools and the beginning of
 * exercise 3, with what they and your own programs need. The clients, the chat and the server are
 * for you to write; `--solutions` brings ours. Nothing of yours is lost.
 *
 *     deno run -R -W -E=INIT_CWD session-08/copy.ts ../my-repo
 */
import { UserError } from "../lib/error.ts";
import { parseOptions } from "../lib/cli.ts";
import { compare, write } from "../lib/tools/copy/files.ts";
import { missingRules } from "../lib/tools/copy/ignored.ts";
import { findTarget, quoted } from "../lib/tools/copy/repository.ts";
import { firstCommand, sessionFiles } from "../lib/tools/copy/session.ts";

const { folder, only, solutions, force, ...options } = parseOptions(
  { folder: "", only: "", solutions: false, into: "", force: false },
  {
    about: "copies the session into the folder of your repository.",
    word: "folder",
    help: {
      folder: "where your repository is, as in ../my-repo",
      only: "copies one script and what it needs, such as nc.ts",
      solutions: "copies also the programs that you are to write yourself",
      into: "the name of the session's folder there; session-08 if left out",
      force: "replaces files of yours that differ, and keeps them with .bak after their names",
    },
  },
);

// From here, and to there
const { repository, into, way } = await findTarget(folder, options.into);
const files = await sessionFiles({ only, solutions, into });
if (way !== folder) console.log(`${folder} is the session's folder: your repository is ${way}.`);

// Nothing of the student's is replaced without being asked
const { missing, same, handedOver, differing } = await compare(repository, files);
if (differing.length > 0 && !force) {
  throw new UserError(
    `these files of yours differ; nothing was copied:
${differing.map(({ path }) => `  ${path}`).join("\n")}
With --force they are replaced, and yours are kept with .bak after their names.`,
  );
}

// Copy what is not there yet, all of it or nothing
const kept = await write(repository, [...missing, ...differing]);
for (const [path, old] of kept) console.log(`${path}: yours is now ${old}`);
for (const { path } of handedOver) console.log(`${path} is yours now, and stays as it is.`);
const count = missing.length + differing.length;
if (count === 0) console.log(`All ${same.length} files are there already.`);
else console.log(count === 1 ? "1 file copied." : `${count} files copied.`);
const rules = await missingRules(repository, files);
if (rules.length > 0) {
  console.log("Your .gitignore leaves out what is needed. Add this at its end:");
  for (const rule of rules) console.log(`    ${rule}`);
}

// What to do next
const cd = /^\.[/\\]?$/.test(way) ? "" : `\n    cd ${quoted(way)}`;
console.log(`\nNow:\n${cd}\n    ${await firstCommand(repository, files, only)}`);
