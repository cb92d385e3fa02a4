/**
 * Files that go into a student's folder: all of them, or none.
 *
 * @module
 */
import { UserError } from "../../error.ts";
import { explainFileError } from "../../system/file-error.ts";
import { hasPackages } from "./config.ts";
import type { SourceFile } from "./project.ts";
import { ifNotFound, openStaging } from "./staging.ts";

/** A file of ours is smaller (bytes): a larger one in its place is another one. */
const LARGEST = 1024 * 1024;

/** How files stand to those in the repository. */
export interface Comparison {
  /** There is nothing in their place. */
  missing: SourceFile[];
  /** They are there; `\r\n` and `\n` are the same line end (git's `core.autocrlf`). */
  same: SourceFile[];
  /** The student has gone on with them, as it should be. */
  handedOver: SourceFile[];
  /** The student has something else in their place. */
  differing: SourceFile[];
}

/**
 * Compares files with those in the repository; nothing is written.
 *
 * @throws {UserError} when one has no place there, or cannot be read.
 */
export async function compare(repository: string, files: SourceFile[]): Promise<Comparison> {
  const result: Comparison = { missing: [], same: [], handedOver: [], differing: [] };
  for (const file of files) {
    try {
      result[await stateOf(file, repository)].push(file);
    } catch (error) {
      throw asItWas(explainFileError(error, file.path, "read"));
    }
  }
  return result;
}

async function stateOf({ path, text, handIn }: SourceFile, repository: string) {
  // Folder by folder: a link that leads nowhere is the student's, too
  for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) {
    const folder = `${repository}/${path.slice(0, end)}`;
    if (!await Deno.lstat(folder).catch(ifNotFound)) return "missing";
    if ((await Deno.stat(folder).catch(ifNotFound))?.isDirectory) continue;
    throw new UserError(`${path.slice(0, end)} is not a folder; nothing was copied.`);
  }
  const place = `${repository}/${path}`;
  const there = await Deno.lstat(place).catch(ifNotFound);
  if (!there) return "missing";
  if (there.isDirectory) throw new UserError(`${path} is a folder; nothing was copied.`);
  if (await holds(place, text)) return "same";
  return handIn ? "handedOver" : "differing";
}

/** Whether a text is what stands at a path, or has there what it needs. */
async function holds(path: string, text: string): Promise<boolean> {
  const info = await Deno.stat(path).catch(ifNotFound);
  if (!info?.isFile || info.size > LARGEST) return false;
  const there = await Deno.readTextFile(path);
  return there.replaceAll("\r\n", "\n") === text.replaceAll("\r\n", "\n") ||
    (/\.(json|lock)$/.test(path) && hasPackages(there, text));
}

/**
 * Writes files into the repository. What stood in their places is kept beside them with `.bak`
 * after its name. Whenever this is killed, there is the old file or the new one; when a file
 * cannot be written, the repository is again as it was.
 *
 * @returns the paths under which old files were kept, by the paths of the new ones.
 * @throws {UserError} when one cannot be written.
 */
export async function write(repository: string, files: SourceFile[]): Promise<Map<string, string>> {
  const kept = new Map<string, string>();
  const undo: (() => Promise<void>)[] = [];
  let at = files[0]?.path ?? "";
  try {
    await using staging = await openStaging(repository);
    // What can fail for want of room fails here, where nothing is changed yet
    for (const [i, { path, text, mode }] of files.entries()) {
      at = path;
      await Deno.writeTextFile(`${staging.path}/${i}`, text, { mode });
    }
    for (const [i, { path, text }] of files.entries()) {
      at = path;
      const place = `${repository}/${path}`;
      await makeFolder(place.replace(/\/[^/]*$/, ""), undo);
      const there = await Deno.lstat(place).catch(ifNotFound);
      // Another copy may be at work beside this one
      if (there && await holds(place, text)) continue;
      const old = there && await keepOld(place, there, `${staging.path}/${i}.old`);
      if (old) kept.set(path, old.slice(repository.length + 1));
      undo.unshift(() => old ? Deno.rename(old, place) : Deno.remove(place));
      await Deno.rename(`${staging.path}/${i}`, place);
    }
  } catch (error) {
    for (const step of undo) await step().catch(() => {});
    throw asItWas(explainFileError(error, at, "written"));
  }
  return kept;
}

/** Keeps what is there under a name that is not taken yet; tells the name. */
async function keepOld(place: string, there: Deno.FileInfo, draft: string): Promise<string> {
  let name = `${place}.bak`;
  for (let i = 2; await Deno.lstat(name).catch(ifNotFound); i++) name = `${place}.bak${i}`;
  if (there.isFile) {
    await Deno.copyFile(place, draft);
    await Deno.rename(draft, name);
  } else {
    // A link, or what has no end to be copied
    await Deno.rename(place, name);
  }
  return name;
}

async function makeFolder(path: string, undo: (() => Promise<void>)[]): Promise<void> {
  if (await Deno.stat(path).catch(ifNotFound)) return;
  await makeFolder(path.replace(/\/[^/]*$/, ""), undo);
  try {
    await Deno.mkdir(path);
    undo.unshift(() => Deno.remove(path));
  } catch (error) {
    // Another copy may have made it meanwhile
    if (!(await Deno.stat(path).catch(ifNotFound))?.isDirectory) throw error;
  }
}

function asItWas(error: Error): Error {
  if (!(error instanceof UserError) || error.cause === undefined) return error;
  return new UserError(`${error.message} Everything is as it was.`, 1, { cause: error });
}
