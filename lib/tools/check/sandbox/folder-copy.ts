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
  /** All that was copied: what stands beside the folder, and the programs of TypeScript need, too. */
  readonly root: string;
  /** The folder's copy, in it. */
  readonly folder: string;
  /** Deno's arguments for this project's settings. A student's decide nothing. */
  readonly settings: string[];
  /** The folder that Deno may fill. */
  readonly denoDir: string;
  /** A file for what the guard of a Python program has to say. */
  readonly marks: string;
}

let copies = 0;

/** Copies a folder with the library beside it, which its TypeScript may import. */
export function copyFolder(folder: string, temporary: string, denoDir: string): FolderCopy {
  const number = ++copies;
  const root = `${temporary}/${number}`;
  const copy = {
    root,
    folder: `${root}/session-08`,
    settings: [`--config=${root}/deno.json`, `--lock=${root}/deno.lock`],
    denoDir: `${root}/deno`,
    marks: `${temporary}/marks-${number}`,
    [Symbol.dispose]() {
      removeAll(root);
      Deno.removeSync(this.marks);
    },
  };
  Deno.mkdirSync(copy.denoDir, { recursive: true });
  Deno.writeTextFileSync(copy.marks, "");
  const real = Deno.realPathSync(folder);
  copyFiles(real, copy.folder, { files: MOST_FILES, bytes: MOST_BYTES }, 2);
  const beside = { files: MOST_FILES, bytes: MOST_BYTES };
  copyFiles(`${real}/../lib`, `${root}/lib`, beside, 3);
  copyFile(`${real}/../README.md`, `${root}/README.md`, beside);
  for (const name of ["deno.json", "deno.lock"]) {
    Deno.copyFileSync(`${PROJECT}/${name}`, `${root}/${name}`);
  }
  // What has been downloaded may be imported: nothing else of Deno's own folder is the program's
  Deno.symlinkSync(`${denoDir}/npm`, `${copy.denoDir}/npm`, { type: "junction" });
  return copy;
}

interface Budget {
  files: number;
  bytes: number;
}

/**
 * Copies files, those at the top first, of them programs, and then the small. Links are left out:
 * they may lead anywhere. (All at once: a hundred small files cost four times as much one by one.)
 */
function copyFiles(from: string, to: string, budget: Budget, depth: number): void {
  if (!lstat(from)?.isDirectory) return;
  Deno.mkdirSync(to, { recursive: true });
  const all = [...Deno.readDirSync(from)].filter(({ name }) => !LEFT_OUT.test(name));
  const files = all.filter(({ isFile }) => isFile)
    .map(({ name }) => ({ name, size: lstat(`${from}/${name}`)?.size ?? 0 }))
    .sort((a, b) => Number(isProgram(b.name)) - Number(isProgram(a.name)) || a.size - b.size);
  for (const { name } of files) copyFile(`${from}/${name}`, `${to}/${name}`, budget);
  for (const { name, isDirectory } of depth > 0 ? all : []) {
    if (isDirectory) copyFiles(`${from}/${name}`, `${to}/${name}`, budget, depth - 1);
  }
}

function copyFile(from: string, to: string, budget: Budget): void {
  const { isFile = false, size = 0 } = lstat(from) ?? {};
  if (!isFile || size > LARGEST_FILE || budget.files <= 0 || size > budget.bytes) return;
  budget.files--;
  budget.bytes -= size;
  Deno.writeFileSync(to, Deno.readFileSync(from));
}

function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    // It is not there, or gone
  }
}
