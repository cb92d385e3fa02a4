/**
 * What goes wrong with a file, in a student's words.
 *
 * @module
 */
import { UserError } from "../error.ts";

const WHY: Record<string, string> = {
  ENOSPC: "the disk is full",
  EROFS: "its disk is read-only",
  EBUSY: "another program has it open. Close it there, and try again",
  ELOOP: "it is a link that leads to itself",
  ENOTDIR: "its folder does not exist",
  ENAMETOOLONG: "its name is too long",
};

/** Why a file cannot be read or written; an error that has nothing to do with it is given back. */
export function explainFileError(error: unknown, path: string, what: "read" | "written"): Error {
  if (error instanceof UserError) return error;
  const e = Deno.errors;
  const { code, message } = error as Error & { code?: string };
  const why = error instanceof e.NotCapable
    ? `Deno does not let this script use it: add ${what === "read" ? "-R" : "-R -W"} after "run"`
    : error instanceof e.NotFound
    ? "its folder does not exist"
    : error instanceof e.PermissionDenied && Deno.build.os === "windows"
    ? "it is read-only, or another program has it open. Close it there, and try again"
    : error instanceof e.PermissionDenied
    ? "you do not have the right to"
    // For some errors Deno has no code
    : code === "EDQUOT" || /quota/i.test(message)
    ? "your part of the disk is full"
    : WHY[code ?? ""] ?? (code || message?.includes("os error") ? message : undefined);
  if (!why) return error as Error;
  return new UserError(`${path} cannot be ${what}: ${why}.`, 1, { cause: error });
}
