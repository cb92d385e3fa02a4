/**
 * The student's repository, and where in it the session goes.
 *
 * @module
 */
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../error.ts";
import { SESSION } from "../handout.ts";
import { ROOT } from "./project.ts";

/**
 * The folder of the repository, with links followed.
 *
 * @param folder as the student wrote it, seen from where the student is.
 * @throws {UserError} when there is no such folder, or when it belongs to this project.
 */
export async function findRepository(folder: string): Promise<string> {
  if (folder === "") {
    throw new UserError("the folder of your repository is missing, as in ../my-repo", 2);
  }
  const path = await Deno.realPath(resolve(here(), folder)).catch((error) => {
    if (error instanceof Deno.errors.NotCapable) {
      throw new UserError("Deno does not let this script read your folders: put -R -W after run");
    }
    throw new UserError(`there is no folder ${folder}. Make it first, as in mkdir my-repo`);
  });
  if (!(await Deno.stat(path)).isDirectory) throw new UserError(`${folder} is not a folder.`);
  await refuseOurs(path, folder);
  return path;
}

/**
 * The name of the session's folder in the repository: the one that is asked for, or `session-08`
 * when there is none of a similar name yet.
 *
 * @param into the name that is asked for, or empty.
 * @throws {UserError} when there is one of a similar name, or when the name is not right.
 */
export async function sessionFolder(repository: string, into: string): Promise<string> {
  if (into !== "") {
    if (/[/\\]|^\.|^lib$/i.test(into)) {
      throw new UserError(`"${into}" cannot be the session's folder: --into takes one name`, 2);
    }
    await refuseOurs(`${repository}/${into}`, into);
    await refuseOurs(`${repository}/lib`, "lib");
    return into;
  }
  const folders: string[] = [];
  for await (const { name } of Deno.readDir(repository)) {
    if (SESSION.test(name)) folders.push(name);
  }
  if (folders.length === 0 || folders.includes("session-08")) {
    return await sessionFolder(repository, "session-08");
  }
  const [name] = folders;
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

/** Whether the repository's `.gitignore` leaves out `lib`, as the usual one for Python does. */
export async function ignoresLib(repository: string): Promise<boolean> {
  const rules = await Deno.readTextFile(`${repository}/.gitignore`).catch(() => "");
  return rules.split(/\r?\n/).map((rule) => rule.trim()).findLast((rule) =>
    /^!?\/?lib\/?$/.test(rule)
  )?.startsWith("!") === false;
}
