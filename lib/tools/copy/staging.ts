/**
 * A folder in the repository where files are made ready, so that they go to their places whole.
 *
 * @module
 */
const PREFIX = ".session-08-copy-";

/** In so many milliseconds a copy that is at work has locked its folder. */
const A_MOMENT = 60_000;

/** A folder for files that are not ready yet; it goes with its block. */
export interface Staging extends AsyncDisposable {
  path: string;
}

/**
 * Makes such a folder, and removes those of copies that were killed. The lock tells them from one
 * that is at work: the system takes it away from a program that has ended (flock(2)).
 *
 * ```ts ignore
 * import { openStaging } from "./staging.ts";
 * await using staging = await openStaging("../my-repo");
 * await Deno.writeTextFile(`${staging.path}/1`, "text");
 * ```
 */
export async function openStaging(repository: string): Promise<Staging> {
  for await (const { name } of Deno.readDir(repository)) {
    if (name.startsWith(PREFIX)) await removeUnused(`${repository}/${name}`);
  }
  while (true) {
    const path = await Deno.makeTempDir({ dir: repository, prefix: PREFIX });
    const lock = await Deno.open(`${path}/lock`, { write: true, create: true })
      .catch(ifNotFound).catch(async (error) => {
        await Deno.remove(path);
        throw error;
      });
    // A file system without locks does without
    await lock?.lock(true).catch(() => {});
    if (lock && await Deno.stat(`${path}/lock`).catch(() => undefined)) {
      return { path, [Symbol.asyncDispose]: () => close(path, lock) };
    }
    // Another copy has taken it for a killed one's, just before it was locked
    lock?.close();
  }
}

async function close(path: string, lock: Deno.FsFile): Promise<void> {
  lock.close();
  await Deno.remove(path, { recursive: true });
}

async function removeUnused(path: string): Promise<void> {
  const lock = await Deno.open(`${path}/lock`, { write: true }).catch(() => undefined);
  if (!lock) {
    // Another copy may have made it just now, and lock it in a moment
    const made = await Deno.stat(path).then(({ mtime }) => mtime, () => null);
    if (Date.now() - Number(made) < A_MOMENT) return;
  }
  const free = await lock?.tryLock(true).catch(() => true) ?? true;
  if (free) await Deno.remove(path, { recursive: true }).catch(() => {});
  lock?.close();
  // On Windows an open file has kept its folder; it goes only if no other copy has begun to use it
  if (free) await Deno.remove(path).catch(() => {});
}

/** To be given to `catch`: what is not there is no error. */
export function ifNotFound(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
