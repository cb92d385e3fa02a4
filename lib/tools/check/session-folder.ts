/**
 * Which folders are to be checked: a student's session folder, wherever it is in what was given.
 *
 * @module
 */
import { UserError } from "../../error.ts";
import { escapeControls } from "../../escape.ts";
import { SESSION } from "../handout.ts";
import { CHECKLIST } from "./checklist.ts";
import type { Problem, SessionFolder } from "./item.ts";
import { filesCalled, isProgram, whyUnread } from "./folder.ts";

// How far down a session's folder may be in what was given, and in the folder that is here
const DEPTH = { given: 2, here: 1 };
const MOST_FOLDERS = 1000;
const NO_STUDENTS = /^(\.|node_modules$|__pycache__$|v?env$)/;

const NONE: Problem = {
  word: "absent",
  reason: "There is no session folder in it, and no file of this session.",
};

/**
 * Finds the session's folders in those which were given: a session's folder itself, a student's
 * with one in it, or a class's with many. Without any, the one that is here. What is left out is
 * said on standard error.
 *
 * @throws {UserError} when a single one cannot be looked at, or none is here.
 */
export async function findFolders(given: string[]): Promise<SessionFolder[]> {
  await refuseOptionNames();
  if (given.length === 0) {
    const here = await search(".", DEPTH.here);
    if (here.length > 0) {
      const own = (await Deno.realPath(".")).split(/[\\/]/).at(-1)!;
      const nameOf = (path: string) => path === "." ? own : path.replace(/^\.\//, "");
      return here.map((one) => ({ ...one, name: nameOf(one.path) }));
    }
    throw new UserError(
      'there is no session folder here: say which one, as in "check.ts Session-08"',
    );
  }
  const found = await Promise.all(given.map(async (path) => {
    try {
      if (await isLinkOutside(path)) {
        return [unreadable(path, `${path} is a link to another folder.`)];
      }
      return await searchOrNone(path, DEPTH.given);
    } catch (error) {
      const why = whyNoFolder(path, error);
      if (given.length === 1) throw new UserError(why);
      if (!(error instanceof Deno.errors.NotADirectory)) return [unreadable(path, why)];
      tell(`Left out: ${why}`);
      return [];
    }
  }));
  return found.flat();
}

/** A shell's `*` gives the names of folders: one that is called like an option switches nothing on. */
async function refuseOptionNames(): Promise<void> {
  for (const name of Deno.args.filter((arg) => arg.startsWith("-"))) {
    const there = await Deno.lstat(name).catch(() => undefined);
    if (!there) continue;
    throw new UserError(`"${name}" is also the name of a folder here: write ./${name}, or ./*`, 2);
  }
}

/** Whether a folder is a link that leads out of where it is: to another student's, perhaps. */
async function isLinkOutside(path: string): Promise<boolean> {
  const plain = path.replace(/(?<=.)[\\/]+$/, "");
  if (!(await Deno.lstat(plain)).isSymlink) return false;
  const above = await Deno.realPath(/[\\/]/.test(plain) ? plain.replace(/[^\\/]*$/, "") : ".");
  return !(await Deno.realPath(plain)).startsWith(above);
}

async function searchOrNone(path: string, depth: number): Promise<SessionFolder[]> {
  const found = await search(path, depth);
  return found.length > 0 ? found : [{ name: path, path, problem: NONE }];
}

/** The session's folders in a folder, at most so many levels down. */
async function search(path: string, depth: number): Promise<SessionFolder[]> {
  const { folders, files } = await list(path);
  const own = (await Deno.realPath(path)).split(/[\\/]/).at(-1)!;
  if (SESSION.test(own)) return [{ name: path, path }];
  const [named, ...others] = folders.filter((name) => SESSION.test(name))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  if (named !== undefined) {
    if (others.length > 0) tell(`In ${path}, ${named} was taken, not ${others.join(", ")}`);
    return [{ name: path, path: join(path, named) }];
  }
  const texts = files.map((name) => ({ name, text: "" }));
  if (CHECKLIST.some(({ names }) => filesCalled(names, texts).length > 0)) {
    return [{ name: path, path }];
  }
  const below: SessionFolder[] = [];
  for (const name of depth > 0 ? folders.sort() : []) {
    const inside = join(path, name);
    below.push(
      ...await searchOrNone(inside, depth - 1)
        .catch((error) => [unreadable(inside, whyNoFolder(inside, error))]),
    );
  }
  const found = below.filter(({ problem }) => problem !== NONE);
  if (found.length === 1) return [{ ...found[0], name: path }];
  if (found.length > 1) {
    for (const file of files) {
      tell(`Left out: ${join(path, file)} is not a folder${unpack(file)}`);
    }
    return below;
  }
  return files.some(isProgram) ? [{ name: path, path }] : [];
}

async function list(path: string): Promise<{ folders: string[]; files: string[] }> {
  const folders = [], files = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(path)) {
    if (isDirectory && !NO_STUDENTS.test(name) && folders.length < MOST_FOLDERS) folders.push(name);
    if (isFile && !name.startsWith(".")) files.push(name);
  }
  return { folders, files };
}

function tell(note: string): void {
  console.error(escapeControls(note));
}

function unreadable(path: string, reason: string): SessionFolder {
  return { name: path, path, problem: { word: "unreadable", reason } };
}

function join(path: string, name: string): string {
  return `${path.replace(/[\\/]+$/, "")}/${name}`;
}

function unpack(file: string): string {
  return /\.(zip|rar|7z|t?gz|tar)$/i.test(file) ? ": unpack it first" : "";
}

function whyNoFolder(path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotADirectory) return `${path} is not a folder${unpack(path)}`;
  if (error instanceof Deno.errors.NotFound && !path.includes("\ufffd")) {
    return `there is no folder ${path}`;
  }
  return `${path} cannot be read${whyUnread(path, error)}`;
}

/** Whether there is a Python program in one of the folders. */
export async function hasPython(folders: SessionFolder[]): Promise<boolean> {
  for (const { path, problem } of folders) {
    if (!problem && (await list(path)).files.some((name) => /\.py$/i.test(name))) return true;
  }
  return false;
}
