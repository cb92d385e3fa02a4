/**
 * A student's text file: read whole, and changed whole or not at all.
 *
 * @module
 */
import { UserError } from "../error.ts";
import { explainFileError } from "./file-error.ts";
import { delay } from "../time.ts";

/** For how long (ms) a file is tried again that another program has locked. */
const PATIENCE = 5_000;
/** No table is larger (bytes). */
const LARGEST = 1024 * 1024;

/**
 * The text of a file; empty when there is none yet. To look at a file before it is changed, open it
 * `toWrite`: then it is certain that it can be written, and nothing is.
 *
 * ```ts
 * import { readFile } from "./file.ts";
 * console.log(await readFile("/no/such/file.txt")); // (nothing)
 * ```
 *
 * @throws {UserError} when it cannot be read, or is not text.
 */
export function readFile(path: string, { toWrite = false } = {}): Promise<string> {
  return patiently(path, toWrite ? "written" : "read", async () => {
    const info = await look(path, toWrite);
    if (!info) return "";
    using file = await Deno.open(path, { read: true, write: toWrite });
    return await lock(file, toWrite) ? decode(await readAll(file, info.size), path) : undefined;
  });
}

/** A text, and what else came of making it. */
export interface Changed<T> {
  text: string;
  result: T;
}

/**
 * Reads a file, changes its text and writes it, in one short step that no other program comes
 * between. Gives what `change` gave at last; when that is the text that there was, nothing is
 * written.
 *
 * The text is written beside the file and then put in its place, so that whatever happens the old
 * one or the new one is there (rename(2)). A file that would not be the same afterwards (another
 * owner, a second name, Windows' access rights) is written where it is. Another program that
 * changes it meanwhile loses nothing: `change` is then called again, with the new text.
 *
 * ```ts
 * import { change } from "./file.ts";
 * const path = await Deno.makeTempFile();
 * await change(path, (text) => ({ text: text + "one\n", result: undefined }));
 * const more = (text: string) => ({ text: text + "two\n", result: text.length });
 * console.log((await change(path, more)).result); // 4
 * await Deno.remove(path);
 * ```
 *
 * @throws {UserError} when it cannot be written; it is as it was.
 */
export function change<T>(path: string, change: (text: string) => Changed<T>): Promise<Changed<T>> {
  return patiently(path, "written", async () => {
    const there = await look(path, true);
    if (!there) {
      // Whatever there is to refuse is refused before a file is made
      const changed = change("");
      if (changed.text === "") return changed;
    }
    using file = await Deno.open(path, { read: true, write: true, createNew: !there });
    try {
      if (!await lock(file, true)) return undefined;
      const info = await file.stat();
      const old = await readAll(file, info.size);
      const text = decode(old, path);
      const changed = change(text);
      // An editor knows no locks
      if (!isSame(info, await Deno.stat(path))) return undefined;
      if (changed.text === text) return changed;
      const bytes = new TextEncoder().encode(changed.text);
      if (!await replace(path, info, bytes)) await overwrite(file, old, bytes);
      return changed;
    } catch (error) {
      if (!there && isSame(await file.stat(), await Deno.stat(path))) await Deno.remove(path);
      throw error;
    }
  });
}

/** Tries until something is given, and explains what goes wrong. */
async function patiently<T>(
  path: string,
  what: "read" | "written",
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const last = performance.now() + 10 * PATIENCE;
  let end = performance.now() + PATIENCE;
  let before: Deno.FileInfo | undefined;
  while (performance.now() < Math.min(end, last)) {
    try {
      const done = await attempt();
      if (done !== undefined) return done;
    } catch (error) {
      if (!await isMoment(error, path)) throw explainFileError(error, path, what);
    }
    // As long as others come to their end, so will this one
    const now = await Deno.stat(path).catch(() => undefined);
    if (now && before && !isSame(now, before)) end = performance.now() + PATIENCE;
    before = now;
    await delay(5 + 20 * Math.random());
  }
  throw new UserError(
    `${path} was not ${what}: another program keeps it busy. Close it there, and try again.`,
  );
}

/** Whether another program has just made the file or put another one in its place, and that is all. */
async function isMoment(error: unknown, path: string): Promise<boolean> {
  if (error instanceof Deno.errors.AlreadyExists) return true;
  if (!(error instanceof Deno.errors.NotFound)) return false;
  return await Deno.stat(folderOf(path)).then(() => true, () => false);
}

function folderOf(path: string): string {
  return path.replace(Deno.build.os === "windows" ? /[^/\\]*$/ : /[^/]*$/, "") || ".";
}

/** What is at the path, to be written or not; undefined when there is nothing yet, but could be. */
async function look(path: string, toWrite: boolean): Promise<Deno.FileInfo | undefined> {
  const info = await Deno.stat(path).catch(async (error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const target = await Deno.readLink(path).catch(() => undefined);
    if (!target) return undefined;
    throw new UserError(`${path} is a link to ${target}, which is not there: left as it is.`);
  });
  if (info && !info.isFile) {
    const what = info.isDirectory ? "a folder" : "not a file";
    throw new UserError(`${path} cannot be used: it is ${what}.`);
  }
  if (info && info.size > LARGEST) {
    throw new UserError(`${path} is too large for a table: left as it is.`);
  }
  if (!toWrite) return info;
  if (!info) await Deno.stat(folderOf(path));
  // The administrator could write it all the same; the one who made it read-only did not want that
  else if (Deno.build.os !== "windows" && info.mode !== null && (info.mode & 0o222) === 0) {
    throw new UserError(`${path} cannot be written: it is read-only, and is left as it is.`);
  }
  return info;
}

function isSame(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size &&
    a.mtime?.getTime() === b.mtime?.getTime();
}

/**
 * Whether no other program that asks for the lock has it. Some network drives know no locks: there
 * the comparison before writing must do.
 */
function lock(file: Deno.FsFile, exclusive: boolean): Promise<boolean> {
  return file.tryLock(exclusive).catch(() => true);
}

async function readAll(file: Deno.FsFile, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let length = 0;
  for (let n; length < size && (n = await file.read(bytes.subarray(length))) !== null;) length += n;
  return bytes.subarray(0, length);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  await file.seek(0, Deno.SeekMode.Start);
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.truncate(bytes.length);
  await file.sync();
}

/** Puts a new file in the place of the old one; false when it would not be the same. */
async function replace(
  path: string,
  { nlink, uid, gid, mode }: Deno.FileInfo,
  bytes: Uint8Array,
): Promise<boolean> {
  if (Deno.build.os === "windows" || nlink !== 1) return false;
  // A link stays a link: what it leads to is written
  const real = await Deno.realPath(path);
  const beside = `${folderOf(real)}.${crypto.randomUUID()}.new`;
  try {
    using copy = await Deno.open(beside, { write: true, createNew: true, mode: 0o600 });
    const own = await copy.stat();
    if (own.uid === uid && own.gid === gid) {
      await writeAll(copy, bytes);
      await Deno.chmod(beside, mode! & 0o7777);
      await Deno.rename(beside, real);
      return true;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
  } finally {
    await Deno.remove(beside).catch(() => {});
  }
  return false;
}

/** Writes into the file itself; when that fails, what was there before again. */
async function overwrite(file: Deno.FsFile, old: Uint8Array, bytes: Uint8Array): Promise<void> {
  try {
    await writeAll(file, bytes);
  } catch (error) {
    await writeAll(file, old);
    throw error;
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(
      `${path} is not a text in UTF-8: left as it is. Save it as UTF-8 in your editor.`,
    );
  }
}
