/**
 * The student's repository, and where in it the session goes.
 *
 * @module
 */
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../error.ts";
import { explainFileError } from "../../system/file-error.ts";
import { SESSION } from "../handout.ts";
import { ROOT } from "./project.ts";

/** Where a copy goes. */
export interface Target {
  /** The folder of the repository, with links followed. */
  repository: string;
  /** The name of the session's folder in it. */
  into: string;
  /** How the student comes to the repository. */
  way: string;
}

/**
 * Finds the repository, and the name of the session's folder in it: the one that is asked for, or
 * `session-08` when there is none of a similar name yet.
 *
 * @param folder as the student wrote it, seen from where the student is.
 * @param into the name that is asked for, or empty.
 * @throws {UserError} when there is no such folder, when it belongs to this project, when there is
 * one of a similar name, or when the name is not right.
 */
export async function findTarget(folder: string, into: string): Promise<Target> {
  if (folder === "") {
    throw new UserError("the folder of your repository is missing, as in ../my-repo", 2);
  }
  const path = await Deno.realPath(resolve(here(), folder)).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw explainFileError(error, folder, "written");
    throw new UserError(`there is no folder ${folder}. Make it first, as in mkdir my-repo`);
  });
  if (!(await Deno.stat(path)).isDirectory) throw new UserError(`${folder} is not a folder.`);
  await refuseOurs(path, folder);

  // The session's folder in it, unless that is a repository of its own
  const isInside = into === "" && SESSION.test(basename(path)) &&
    !await Deno.stat(`${path}/.git`).catch(() => undefined);
  const repository = isInside ? dirname(path) : path;
  const name = isInside ? basename(path) : into || await sessionFolder(repository);
  if (/[/\\]|^\.|^lib$/i.test(name)) {
    throw new UserError(`"${name}" cannot be the session's folder: --into takes one name`, 2);
  }
  for (const part of [name, "lib"]) await refuseOurs(`${repository}/${part}`, part);
  return { repository, into: name, way: isInside ? join(folder, "..") : folder };
}

async function sessionFolder(repository: string): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(repository))).map(({ name }) => name);
  const [name, ...others] = names.filter((name) => SESSION.test(name));
  if (name === undefined || [name, ...others].includes("session-08")) return "session-08";
  throw new UserError(
    `your repository has a folder ${name} already; nothing was copied.
To copy into it, add:     --into ${quoted(name)}
To have another, add:     --into session-08`,
  );
}

/** Where the student is: a task runs in the project's folder, and tells. */
function here(): string {
  // Not allowed to ask, this is no task, and the current folder is right
  const { state } = Deno.permissions.querySync({ name: "env", variable: "INIT_CWD" });
  return (state === "granted" && Deno.env.get("INIT_CWD")) || ".";
}

/** Refuses a folder of this project, however one gets there. */
async function refuseOurs(path: string, shown: string): Promise<void> {
  const real = await Deno.realPath(path).catch(() => path);
  const way = relative(await Deno.realPath(fileURLToPath(ROOT)), real);
  if (isAbsolute(way) || way.split(sep)[0] === "..") return;
  throw new UserError(
    `${shown} lies inside this project: name the folder of your own repository.`,
  );
}

/** A name as it is typed in a terminal: with quotes, when it needs them. */
export function quoted(name: string): string {
  return /^[\w./\\:~@+-]+$/.test(name) ? name : `"${name}"`;
}
