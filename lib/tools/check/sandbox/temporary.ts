/**
 * The temporary folder of a run. It goes at its end and at Ctrl-C; what a killed run has left is
 * removed by the next one.
 *
 * @module
 */
import { interruptSignal } from "../../../signal.ts";

const PREFIX = "session-08-check-";
const SUFFIX = ".lock";

/** Makes the folder of a run, which lasts as long as its block, and removes those of killed runs. */
export function makeTemporaryFolder(): Disposable & { path: string } {
  const signal = interruptSignal();
  // The system lets go of the lock when this program ends, however it ends
  const file = Deno.realPathSync(Deno.makeTempFileSync({ prefix: PREFIX, suffix: SUFFIX }));
  const lock = Deno.openSync(file, { write: true });
  lock.lockSync(true);
  const path = file.slice(0, -SUFFIX.length);
  Deno.mkdirSync(path, { mode: 0o700 });
  const remove = () => {
    signal.removeEventListener("abort", end);
    lock.close();
    removeAll(path);
    Deno.removeSync(file);
  };
  const end = () => {
    remove();
    Deno.exit(130);
  };
  signal.addEventListener("abort", end);
  removeAbandoned(path.replace(/[\\/][^\\/]*$/, ""));
  return { path, [Symbol.dispose]: remove };
}

function removeAbandoned(temporary: string): void {
  for (const { name } of Deno.readDirSync(temporary)) {
    if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) continue;
    const file = `${temporary}/${name}`;
    try {
      using lock = Deno.openSync(file, { write: true });
      if (!lock.tryLockSync(true)) continue;
      removeAll(file.slice(0, -SUFFIX.length));
      Deno.removeSync(file);
    } catch {
      // It is another user's, or another run was faster
    }
  }
}

/**
 * Removes a folder whatever a program has made of it: folders in folders without end, some of which
 * may not be entered. Each is moved up before it is opened, so that no path grows and nothing recurs.
 */
export function removeAll(path: string): void {
  const folders = [path];
  let count = 0;
  const empty = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const inside = `${folder}/${name}`;
      if (!isDirectory) {
        Deno.removeSync(inside);
        continue;
      }
      if (Deno.build.os !== "windows") Deno.chmodSync(inside, 0o700);
      const up = `${path}/removed-${count++}`;
      Deno.renameSync(inside, up);
      folders.push(up);
    }
  };
  try {
    for (const folder of folders) empty(folder);
    for (const folder of folders.reverse()) Deno.removeSync(folder);
  } catch {
    // The next run tries again
  }
}
