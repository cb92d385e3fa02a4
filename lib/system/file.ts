/**
 * A student's text file: read whole, and written whole or not at all.
 *
 * @module
 */
import { UserError } from "../error.ts";

/**
 * The text of a file; empty when there is none yet.
 *
 * ```ts
 * import { readFile } from "./file.ts";
 * console.log(await readFile("/no/such/file.txt")); // (nothing)
 * ```
 *
 * @throws {UserError} when it cannot be read, or is not text.
 */
export async function readFile(path: string): Promise<string> {
  try {
    const bytes = await Deno.readFile(path);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    if (error instanceof TypeError) {
      throw new UserError(`${path} is not a text in UTF-8: left as it is.`);
    }
    throw await unusable(error, path, "read");
  }
}

/**
 * Writes a file: first beside it, then in its place, so that whatever happens the old text or the
 * new one is there (rename(2)).
 *
 * @throws {UserError} when it cannot be written.
 */
export async function writeFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${crypto.randomUUID().slice(0, 8)}.new`;
  try {
    // A link stays a link: what it leads to is written
    const real = await Deno.realPath(path).catch(() => path);
    const mode = await Deno.stat(real).then(({ mode }) => mode ?? undefined, () => undefined);
    await Deno.writeTextFile(beside, text, { mode, createNew: true });
    await Deno.rename(beside, real);
  } catch (error) {
    await Deno.remove(beside).catch(() => {});
    throw await unusable(error, path, "written");
  }
}

async function unusable(error: unknown, path: string, what: string): Promise<Error> {
  const e = Deno.errors;
  const isFolder = await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  const why = error instanceof e.NotCapable
    ? `Deno does not let this script use it: add ${what === "read" ? "-R" : "-W"} after "run"`
    : error instanceof e.NotFound
    ? "its folder does not exist"
    : isFolder
    ? "it is a folder"
    : error instanceof e.PermissionDenied || (error as { code?: string }).code === "EBUSY"
    ? NOT_ALLOWED
    : undefined;
  if (!why) return error as Error;
  return new UserError(`${path} cannot be ${what}: ${why}.`, 1, { cause: error });
}

// Windows says the same of a file that another program has open
const NOT_ALLOWED = "you do not have the right to" +
  (Deno.build.os === "windows" ? ", or another program has it open: close it there" : "");
