/**
 * The temporary folder of a run. It goes at its end and at Ctrl-C; what a killed run has left is
 * removed by the next one.
 *
 * @module
 */
import { interruptSignal } from "../../../signal.ts";

const PREFIX = "session-08-check-";

/** A folder that lasts as long as its block. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** Makes the folder of a run, and removes those of runs that have been killed. */
export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: PREFIX }));
  // The system lets go of the lock when this program ends, however it ends
  const lock = await Deno.open(`${path}/new`, { write: true, create: true });
  await lock.lock(true);
  await Deno.rename(`${path}/new`, `${path}/lock`);
  await removeAbandoned(path.replace(/[\\/][^\\/]*$/, ""));
  const remove = async () => {
    signal.removeEventListener("abort", end);
    lock.close();
    await removeAll(path);
  };
  const end = () => remove().finally(() => Deno.exit(130));
  const signal = interruptSignal();
  signal.addEventListener("abort", end);
  return { path, [Symbol.asyncDispose]: remove };
}

async function removeAbandoned(temporary: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(temporary)) {
    if (!isDirectory || !name.startsWith(PREFIX)) continue;
    try {
      using lock = await Deno.open(`${temporary}/${name}/lock`, { write: true });
      if (await lock.tryLock(true)) await removeAll(`${temporary}/${name}`);
    } catch {
      // It is another user's, or has just been made
    }
  }
}

/**
 * Removes a folder whatever a program has made of it: folders in folders without end, some of which
 * may not be entered. Each is moved up before it is opened, so that no path grows and nothing recurs.
 */
export async function removeAll(path: string): Promise<void> {
  let count = 0;
  const empty = async (folder: string) => {
    if (Deno.build.os !== "windows") await Deno.chmod(folder, 0o700);
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) {
        const up = `${path}/removed-${count++}`;
        if (Deno.build.os !== "windows") await Deno.chmod(`${folder}/${name}`, 0o700);
        await Deno.rename(`${folder}/${name}`, up);
        folders.push(up);
      } else await Deno.remove(`${folder}/${name}`);
    }
  };
  const folders = [path];
  try {
    for (let folder; (folder = folders.shift()) !== undefined;) {
      await empty(folder);
      if (folder !== path) await Deno.remove(folder);
    }
    await Deno.remove(path);
  } catch {
    // The next run tries again
  }
}
