/**
 * Which folders are to be checked: a student's session folder, wherever it is in what was given.
 *
 * @module
 */
import { UserError } from "../../error.ts";
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
 * with one in it, or a class's with many. Without any, the one that is here.
 *
 * @param tell is told what was left out.
 * @throws {UserError} when a single one cannot be looked at, or none is here.
 */
export async function findFolders(
  given: string[],
  tell: (note: string) => void,
): Promise<SessionFolder[]> {
  await refuseOptionNames();
  const search = new Search(tell);
  if (given.length === 0) {
    const here = await search.in(".", DEPTH.here);
    if (here.length > 0) {
      return here.map((one) => ({ ...one, name: one.path.replace(/^\.\//, "") }));
    }
    throw new UserError(
      'there is no session folder here: say which one, as in "check.ts Session-08"',
    );
  }
  const found = await Promise.all(given.map(async (path): Promise<SessionFolder[]> => {
    try {
      if (await isLinkOutside(path)) {
        const reason = `${path} is a link to another folder.`;
        return [{ name: path, path, problem: { word: "unreadable", reason } }];
      }
      const folders = await search.in(path, DEPTH.given);
      return folders.length > 0 ? folders : [{ name: path, path, problem: NONE }];
    } catch (error) {
      const isFile = error instanceof Deno.errors.NotADirectory;
      const why = isFile ? `${path} is not a folder${unpack(path)}` : whyNoFolder(path, error);
      if (given.length === 1) throw new UserError(why);
      if (!isFile) return [{ name: path, path, problem: { word: "unreadable", reason: why } }];
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

class Search {
  constructor(readonly tell: (note: string) => void) {}

  /** The session's folders in a folder, at most so many levels down. */
  async in(path: string, depth: number): Promise<SessionFolder[]> {
    const { folders, files } = await list(path);
    const own = (await Deno.realPath(path)).split(/[\\/]/).at(-1)!;
    if (SESSION.test(own)) return [{ name: path, path }];
    const [named, ...others] = folders.filter((name) => SESSION.test(name))
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    if (named !== undefined) {
      if (others.length > 0) this.tell(`In ${path}, ${named} was taken, not ${others.join(", ")}`);
      return [{ name: path, path: join(path, named) }];
    }
    const texts = files.map((name) => ({ name, text: "" }));
    if (CHECKLIST.some(({ names }) => filesCalled(names, texts).length > 0)) {
      return [{ name: path, path }];
    }
    const deeper = depth > 0 ? await this.#below(path, folders, depth) : [];
    const found = deeper.filter(({ problem }) => problem !== NONE);
    if (found.length === 1) return [{ ...found[0], name: path }];
    if (found.length > 1) {
      for (const file of files) {
        this.tell(`Left out: ${join(path, file)} is not a folder${unpack(file)}`);
      }
      return deeper;
    }
    return files.some(isProgram) ? [{ name: path, path }] : [];
  }

  async #below(path: string, folders: string[], depth: number): Promise<SessionFolder[]> {
    const found = [];
    for (const name of folders.sort()) {
      const below = join(path, name);
      try {
        const inside = await this.in(below, depth - 1);
        found.push(...inside.length > 0 ? inside : [{ name: below, path: below, problem: NONE }]);
      } catch (error) {
        const problem: Problem = { word: "unreadable", reason: whyNoFolder(below, error) };
        found.push({ name: below, path: below, problem });
      }
    }
    return found;
  }
}

async function list(path: string): Promise<{ folders: string[]; files: string[] }> {
  const folders = [], files = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(path)) {
    if (isDirectory && !NO_STUDENTS.test(name) && folders.length < MOST_FOLDERS) folders.push(name);
    if (isFile && !name.startsWith(".")) files.push(name);
  }
  return { folders, files };
}

function join(path: string, name: string): string {
  return `${path.replace(/[\\/]+$/, "")}/${name}`;
}

function unpack(file: string): string {
  return /\.(zip|rar|7z|t?gz|tar)$/i.test(file) ? ": unpack it first" : "";
}

function whyNoFolder(path: string, error: unknown): string {
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
