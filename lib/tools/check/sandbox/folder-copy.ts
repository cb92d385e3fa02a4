/**
 * A temporary copy of a student's folder: programs run there, and the folder itself stays as it is.
 *
 * @module
 */

const MOST_FILES = 300;
const LARGEST = 1024 * 1024;

/** A copy that lasts as long as its block. */
export interface FolderCopy extends AsyncDisposable {
  /** The folder's copy. */
  readonly folder: string;
  /** All that was copied: what stands beside the folder, and the programs of TypeScript need, too. */
  readonly root: string;
}

/** Copies a folder with the library and the settings beside it, which its TypeScript may import. */
export async function copyFolder(folder: string): Promise<FolderCopy> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "check-" }));
  const copy = `${root}/session-08`;
  const budget = { files: MOST_FILES };
  await copyFiles(folder, copy, budget, 2);
  const parent = `${await Deno.realPath(folder)}/..`;
  await copyFiles(`${parent}/lib`, `${root}/lib`, { files: MOST_FILES }, 3);
  for (const name of ["deno.json", "deno.jsonc", "deno.lock"]) {
    await copyFile(`${parent}/${name}`, `${root}/${name}`, { files: 1 });
  }
  return {
    folder: copy,
    root,
    async [Symbol.asyncDispose]() {
      await Deno.remove(root, { recursive: true }).catch(() => {});
    },
  };
}

async function copyFiles(from: string, to: string, budget: { files: number }, depth: number) {
  const names = [];
  try {
    for await (const entry of Deno.readDir(from)) names.push(entry);
  } catch {
    return;
  }
  await Deno.mkdir(to, { recursive: true });
  for (const { name, isFile, isDirectory } of names) {
    if (isFile) await copyFile(`${from}/${name}`, `${to}/${name}`, budget);
    else if (isDirectory && depth > 0 && !/^(\.|__pycache__$|node_modules$|venv$)/.test(name)) {
      await copyFiles(`${from}/${name}`, `${to}/${name}`, budget, depth - 1);
    }
  }
}

async function copyFile(from: string, to: string, budget: { files: number }): Promise<void> {
  if (budget.files <= 0) return;
  try {
    const { isFile, size } = await Deno.lstat(from);
    if (!isFile || size > LARGEST) return;
    budget.files--;
    await Deno.writeFile(to, await Deno.readFile(from));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw error;
    }
  }
}
