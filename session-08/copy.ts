#!/usr/bin/env -S deno run -R -W -E=INIT_CWD
/**
 * Copies the session into your own repository: session-08, lib, and what they need in deno.json.
 * Nothing of yours is lost.
 *
 *     deno run -R -W -E=INIT_CWD session-08/copy.ts [FOLDER] [--only Ex3.ts] [--force]
 */
import { parseOptions } from "../lib/cli.ts";
import { compare, type Wanted, write } from "../lib/copy/files.ts";
import { UserError } from "../lib/error.ts";

const { folder, only, force } = parseOptions(
  { folder: "", only: "", force: false },
  {
    about: "copies the session into the folder of your repository.",
    word: "folder",
    help: {
      only: "copies one script and what it imports, such as Ex3.ts",
      force: "replaces files of yours that differ, and keeps them with .bak behind their names",
    },
  },
);
if (folder === "") {
  throw new UserError("the folder of your repository is missing, as in ../my-repo");
}

// From here, and to there: a folder that is there already, outside this project
const ROOT = await Deno.realPath(`${import.meta.dirname}/..`);
const target = await realFolder(folder);
if (`${target}/`.startsWith(`${ROOT}/`)) {
  throw new UserError(
    `${folder} lies inside this project: name the folder of your own repository.`,
  );
}

// The files: all of session-08 and lib, or one script and what it imports
if (/[/\\]/.test(only)) {
  throw new UserError(`there is no session-08/${only}: --only takes a script, such as Ex3.ts`);
}
const files = only === "" ? await allFiles() : await importedBy(`session-08/${only}`);

// Nothing of the student's is replaced unasked
const comparison = await compare(target, files);
if (!force && comparison.differing.length > 0) {
  const paths = comparison.differing.map(({ path }) => path);
  throw new UserError(
    `these are yours and differ; nothing was written:
${paths.map((line) => `  ${line}`).join("\n")}
With --force they are replaced, and yours are kept with .bak behind their names.`,
  );
}

// Write what is not there yet
const { fresh, changed, same } = comparison;
await write(target, [...fresh, ...changed, ...comparison.differing], comparison.differing);
for (const { path } of fresh) console.log(`new      ${path}`);
for (const { path } of changed) console.log(`added to ${path}`);
for (const { path } of comparison.differing) console.log(`replaced ${path} (yours: ${path}.bak)`);
console.log(`${same.length} of ${files.length} files were there already.`);

async function realFolder(folder: string): Promise<string> {
  // A task runs in the project's folder; the student may be in another one
  const path = /^([/\\]|\w:)/.test(folder)
    ? folder
    : `${Deno.env.get("INIT_CWD") ?? "."}/${folder}`;
  const real = await Deno.realPath(path).catch(() => undefined);
  if (!real) throw new UserError(`${folder} does not exist: make it first, as in mkdir ${folder}`);
  if (!(await Deno.stat(real)).isDirectory) throw new UserError(`${folder} is not a folder.`);
  return real;
}

async function allFiles(): Promise<Wanted[]> {
  const files: Wanted[] = [];
  for (const folder of ["session-08", "lib"]) {
    for await (const { name, isFile } of Deno.readDir(`${ROOT}/${folder}`)) {
      if (isFile && /\.(ts|md)$/.test(name)) files.push(await wanted(`${folder}/${name}`));
    }
  }
  return files.sort((a, b) => a.path.localeCompare(b.path));
}

async function importedBy(path: string, files: Wanted[] = []): Promise<Wanted[]> {
  if (files.some((file) => file.path === path)) return files;
  if (!await exists(`${ROOT}/${path}`)) {
    throw new UserError(`there is no ${path}: --only takes a script, such as Ex3.ts`);
  }
  const file = await wanted(path);
  files.push(file);
  for (const [, name] of file.text.matchAll(/ from "\.\.?\/(?:lib\/)?([\w-]+\.ts)"/g)) {
    await importedBy(`lib/${name}`, files);
  }
  if (file.text.includes(' from "@std/')) await importedBy("lib/std.d.ts", files);
  return files;
}

async function wanted(path: string): Promise<Wanted> {
  return { path, text: await Deno.readTextFile(`${ROOT}/${path}`) };
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
