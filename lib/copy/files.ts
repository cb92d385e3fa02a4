/**
 * Copying files into somebody else's folder: all of them, or none.
 *
 * @module
 */
import { UserError } from "../error.ts";

/** A file as it shall be in the folder. */
export interface Wanted {
  /** Its path in the folder, with `/`: `session-08/client.ts`. */
  path: string;
  text: string;
  /** What is there may be replaced, since what it held is in the new text. */
  merged?: boolean;
}

/** How the files stand to those in the folder, by their paths. */
export interface Comparison {
  fresh: Wanted[];
  same: Wanted[];
  changed: Wanted[];
  differing: Wanted[];
}

/** Compares the files with those in the folder; nothing is written. */
export async function compare(folder: string, files: Wanted[]): Promise<Comparison> {
  const result: Comparison = { fresh: [], same: [], changed: [], differing: [] };
  for (const file of files) {
    const there = await read(`${folder}/${file.path}`);
    const kind = there === undefined
      ? "fresh"
      : there === file.text
      ? "same"
      : file.merged
      ? "changed"
      : "differing";
    result[kind].push(file);
  }
  return result;
}

/**
 * Writes the files into the folder. What stood in the place of those in `keep` is kept beside them
 * with `.bak` behind its name. When one cannot be written, the folder is again as it was.
 *
 * @throws {UserError} when one cannot be written.
 */
export async function write(folder: string, files: Wanted[], keep: Wanted[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  const replaced: string[] = [];
  try {
    for (const file of files) {
      const path = `${folder}/${file.path}`;
      await makeFolder(path.replace(/\/[^/]*$/, ""), undo);
      if (await read(path) !== undefined) {
        const old = keep.includes(file) ? await freeName(`${path}.bak`) : `${path}.${suffix()}`;
        await Deno.rename(path, old);
        undo.unshift(() => Deno.rename(old, path));
        if (!keep.includes(file)) replaced.push(old);
      }
      undo.unshift(() => Deno.remove(path).catch(() => {}));
      await Deno.writeTextFile(path, file.text, { createNew: true });
    }
  } catch (error) {
    for (const step of undo) await step();
    throw explained(error, folder);
  }
  for (const old of replaced) await Deno.remove(old);
}

const suffix = () => `${crypto.randomUUID().slice(0, 8)}.old`;

async function read(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw explained(error, path);
  }
}

async function makeFolder(path: string, undo: (() => Promise<void>)[]): Promise<void> {
  const there = await Deno.stat(path).catch(() => undefined);
  if (there?.isDirectory) return;
  await makeFolder(path.replace(/\/[^/]*$/, ""), undo);
  await Deno.mkdir(path);
  undo.unshift(() => Deno.remove(path).catch(() => {}));
}

/** A name that nobody has yet: an older copy that was kept is not lost either. */
async function freeName(path: string): Promise<string> {
  let name = path;
  for (let i = 2; await Deno.lstat(name).then(() => true, () => false); i++) name = `${path}${i}`;
  return name;
}

function explained(error: unknown, path: string): Error {
  const e = Deno.errors;
  const why = error instanceof e.PermissionDenied
    ? "you do not have the right to"
    : error instanceof e.NotADirectory || error instanceof e.AlreadyExists
    ? "a file is in the way of a folder"
    : error instanceof e.IsADirectory || (error as { code?: string }).code === "EISDIR"
    ? "a folder is in the way of a file"
    : error instanceof e.NotCapable
    ? 'Deno does not let this script: add -R -W after "run"'
    : (error as Error).message;
  return new UserError(`${path} cannot be written: ${why}. It is as it was.`, 1, { cause: error });
}
