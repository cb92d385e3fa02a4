/**
 * A student's session folder, and which of its files is which exercise.
 *
 * @module
 */
import { UserError } from "../../error.ts";
import { SESSION } from "../handout.ts";

// What is larger is no table and no program of this session
const LARGEST = 256 * 1024;
const MOST_FILES = 500;

/** A file of a student's folder, read. */
export interface StudentFile {
  /** Its name in the folder. */
  name: string;
  text: string;
}

/**
 * The folder to look at: a student's repository has it inside.
 *
 * @throws {UserError} when there is no such folder.
 */
export async function findFolder(path: string): Promise<string> {
  const inside = await sessionFolders(path);
  const name = path.replace(/[\\/]+$/, "").split(/[\\/]/).at(-1)!;
  return SESSION.test(name) || inside.length === 0 ? path : `${path}/${inside[0]}`;
}

/** The names of the session's folders in another one, sorted. */
export async function sessionFolders(path: string): Promise<string[]> {
  const names = [];
  try {
    for await (const entry of Deno.readDir(path)) {
      if (entry.isDirectory && SESSION.test(entry.name)) names.push(entry.name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UserError(`there is no folder ${path}`);
    if (error instanceof Deno.errors.NotADirectory) throw new UserError(`${path} is not a folder`);
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  }
  return names.sort();
}

/** Reads a folder's texts. Links are left alone: they may lead out of the folder. */
export async function readFolder(path: string): Promise<StudentFile[]> {
  const files: StudentFile[] = [];
  for await (const entry of Deno.readDir(path)) {
    if (!entry.isFile || entry.name.startsWith(".") || files.length >= MOST_FILES) continue;
    const file = `${path}/${entry.name}`;
    const { size } = await Deno.stat(file);
    if (size <= LARGEST) {
      files.push({ name: entry.name, text: decodeText(await Deno.readFile(file)) });
    }
  }
  return files.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** A text file's text: UTF-8 or, from a Windows editor, UTF-16; without its mark and odd blanks. */
function decodeText(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = new TextDecoder(utf16 ? "utf-16le" : "utf-8").decode(bytes);
  return text.replace(/^\ufeff/, "").replaceAll("\u00a0", " ");
}

/** What an exercise's file may be called, from the exact name to what students make of it. */
export interface Names {
  exact: RegExp;
  /** In small letters and digits only, without its extension: `Client_1.py` is `client1`. */
  others: RegExp;
}

/** The files that are called so: those of the exact name first, then the fullest. */
export function filesCalled<F extends StudentFile>({ exact, others }: Names, files: F[]): F[] {
  const plain = (name: string) =>
    name.replace(/\.[a-z]{1,4}$/i, "").toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return files.filter(({ name }) => exact.test(name) || others.test(plain(name)))
    .sort((a, b) =>
      Number(exact.test(b.name)) - Number(exact.test(a.name)) || b.text.length - a.text.length
    );
}

/** Whether a file is a program, by its name. */
export function isProgram(name: string): boolean {
  return /\.(py|ts)$/i.test(name);
}

/** Whether there is a Python program in one of the folders. */
export async function hasPython(folders: string[]): Promise<boolean> {
  for (const folder of folders) {
    for await (const { name } of Deno.readDir(folder)) if (/\.py$/i.test(name)) return true;
  }
  return false;
}
