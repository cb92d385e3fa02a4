/**
 * The files of a student's session folder, and what they may be called.
 *
 * @module
 */

// What is larger is no table and no program of this session (bytes)
const LARGEST_FILE = 256 * 1024;
const MOST_FILES = 2000;

/** A file of a student's folder, read. */
export interface StudentFile {
  /** Its name in the folder. */
  name: string;
  text: string;
  /** Why there is no text, in words that follow its name: `is a picture`. */
  unread?: string;
}

const NO_TEXT: [RegExp, string][] = [
  [/\.(png|jpe?g|gif|heic|webp|bmp|tiff?)$/i, "is a picture"],
  [/\.(docx?|odt|rtf|pages|pdf|xlsx?|ods|numbers|gdoc)$/i, "is a document of another program"],
  [/\.(zip|rar|7z|tar|gz|tgz)$/i, "is packed"],
];

/** Reads a folder's texts. Links are left alone: they may lead out of the folder. */
export async function readFolder(path: string): Promise<StudentFile[]> {
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(path)) {
    if (isFile && !name.startsWith(".") && names.length < MOST_FILES) names.push(name);
  }
  return await Promise.all(names.sort().map((name) => readFile(path, name)));
}

async function readFile(folder: string, name: string): Promise<StudentFile> {
  const path = `${folder}/${name}`;
  const kind = NO_TEXT.find(([names]) => names.test(name));
  if (kind) return { name, text: "", unread: kind[1] };
  try {
    const { size } = await Deno.stat(path);
    if (size > LARGEST_FILE) return { name, text: "", unread: "is too large" };
    const text = decodeText(await Deno.readFile(path));
    return text.includes("\0") ? { name, text: "", unread: "is no text" } : { name, text };
  } catch (error) {
    return { name, text: "", unread: `cannot be read${whyUnread(name, error)}` };
  }
}

/** Why something of this name could not be read, in words that follow the others. */
export function whyUnread(name: string, error: unknown): string {
  // A zip of an old Windows keeps names in its own alphabet
  if (name.includes("\ufffd")) return ": its name is not in UTF-8, so rename it";
  if (error instanceof Deno.errors.PermissionDenied) return ": you do not have the right to";
  return `: ${(error as Error).message.replace(/ \(os error.*/, "")}`;
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
