/**
 * A temporary copy of a student's folder: programs run there, and the folder itself stays as it is.
 *
 * @module
 */
import { isProgram } from "../folder.ts";
import { removeAll } from "./temporary.ts";

const MOST_FILES = 300;
const MOST_BYTES = 8 * 1024 * 1024;
const LARGEST_FILE = 1024 * 1024;

const LEFT_OUT = /^(\.|__pycache__$|node_modules$|v?env$)/;
const PROJECT = `${import.meta.dirname}/../../../..`;

/** A copy that lasts as long as its block. */
export interface FolderCopy extends Disposable {
  /** The folder's copy. */
  readonly folder: string;
  /** All that was copied: what stands beside the folder, and the programs of TypeScript need, too. */
  readonly root: string;
  /** The settings with which Deno runs it: this project's. A student's decide nothing. */
  readonly config: string;
  readonly lock: string;
  /** The folder that Deno may fill. */
  readonly denoDir: string;
  /** A file for what the guard of a Python program has to say. */
  readonly marks: string;
}

let copies = 0;

/** Copies a folder with the library beside it, which its TypeScript may import. */
export async function copyFolder(
  folder: string,
  temporary: string,
  denoDir: string,
): Promise<FolderCopy> {
  const number = ++copies;
  const root = `${temporary}/${number}`;
  const copy = {
    root,
    folder: `${root}/session-08`,
    config: `${root}/deno.json`,
    lock: `${root}/deno.lock`,
    denoDir: `${root}/deno`,
    marks: `${temporary}/marks-${number}`,
    [Symbol.dispose]() {
      removeAll(root);
      Deno.removeSync(this.marks);
    },
  };
  await Deno.mkdir(copy.denoDir, { recursive: true });
  await Deno.writeTextFile(copy.marks, "");
  const real = await Deno.realPath(folder);
  await copyFiles(real, copy.folder, { files: MOST_FILES, bytes: MOST_BYTES }, 2);
  const beside = { files: MOST_FILES, bytes: MOST_BYTES };
  await copyFiles(`${real}/../lib`, `${root}/lib`, beside, 3);
  await copyFile(`${real}/../README.md`, `${root}/README.md`, beside);
  await Deno.copyFile(`${PROJECT}/deno.json`, copy.config);
  await Deno.copyFile(`${PROJECT}/deno.lock`, copy.lock);
  // What has been downloaded may be imported: nothing else of Deno's own folder is the program's
  await Deno.symlink(`${denoDir}/npm`, `${copy.denoDir}/npm`, { type: "junction" });
  return copy;
}

interface Budget {
  files: number;
  bytes: number;
}

/**
 * Copies files, those at the top first, of them programs, and then the small. Links are left out:
 * they may lead anywhere.
 */
async function copyFiles(from: string, to: string, budget: Budget, depth: number): Promise<void> {
  const { isDirectory } = await Deno.lstat(from).catch(() => ({ isDirectory: false }));
  if (!isDirectory) return;
  await Deno.mkdir(to, { recursive: true });
  const folders = [], files = [];
  for await (const { name, isFile, isDirectory } of Deno.readDir(from)) {
    if (LEFT_OUT.test(name)) continue;
    if (isFile) files.push({ name, size: (await Deno.lstat(`${from}/${name}`)).size });
    if (isDirectory && depth > 0) folders.push(name);
  }
  files.sort((a, b) => Number(isProgram(b.name)) - Number(isProgram(a.name)) || a.size - b.size);
  for (const { name } of files) {
    await copyFile(`${from}/${name}`, `${to}/${name}`, budget);
  }
  for (const name of folders) {
    await copyFiles(`${from}/${name}`, `${to}/${name}`, budget, depth - 1);
  }
}

async function copyFile(from: string, to: string, budget: Budget): Promise<void> {
  try {
    const { isFile, size } = await Deno.lstat(from);
    if (!isFile || size > LARGEST_FILE || budget.files <= 0 || size > budget.bytes) return;
    budget.files--;
    budget.bytes -= size;
    await Deno.writeFile(to, await Deno.readFile(from));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw error;
    }
  }
}
