/**
 * What a copy of the session consists of.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../error.ts";
import { configFiles, scriptNames } from "./config.ts";
import { readSource, ROOT, type SourceFile, withImports } from "./project.ts";
import { quoted } from "./repository.ts";

/** What to copy. */
export interface Selection {
  /** One script, and what it needs: `nc.ts`. Empty for the session. */
  only: string;
  /** The solutions, too. */
  solutions: boolean;
  /** The name of the session's folder in the repository. */
  into: string;
}

/** What the students write: ours come as solutions only. */
const STUDENTS = ["client.ts", "client-2.ts", "Ex3.ts", "server.ts"];

/** What their own programs import. */
const IMPORTED = ["cli", "escape", "input", "socket", "text", "server/listen"]
  .map((name) => `lib/${name}.ts`);

/** What is run from this project's folder, and is copied only when it is asked for. */
const TEACHERS = ["check.ts", "board.ts", "demo.ts"];

/**
 * The files of a copy, with all that they import and a configuration. The session is the handout,
 * the tools, and the beginnings of what the students write (`Ex3-start.ts` comes as `Ex3.ts`), with
 * all of lib that their own programs import.
 *
 * ```ts
 * import { sessionFiles } from "./session.ts";
 * const files = await sessionFiles({ only: "nc", solutions: false, into: "session-08" });
 * console.log(files.some(({ path }) => path === "session-08/nc.ts")); // true
 * ```
 *
 * @throws {UserError} when there is no script of the name `only`; its exit status is 2.
 */
export async function sessionFiles({ only, solutions, into }: Selection): Promise<SourceFile[]> {
  const scripts = (await scriptNames()).filter((name) => name !== "copy.ts");
  const names = [...Deno.readDirSync(new URL("session-08", ROOT))].map(({ name }) => name);
  const start = (name: string) => solutions ? name : name.replace(".ts", "-start.ts");
  const source = (name: string) =>
    STUDENTS.includes(name) && names.includes(start(name)) ? start(name) : name;
  const isCopied = (name: string) =>
    !TEACHERS.includes(name) && (!STUDENTS.includes(source(name)) || solutions);
  const chosen = only ? [find(only, scripts)] : ["README.md", ...scripts.filter(isCopied)];

  const here = (name: string) => `session-08/${name}`;
  const sources = chosen.map((name) => here(source(name)));
  const files = await withImports([...sources, "lib/std.d.ts"]);
  if (!only) files.push(...await withImports(IMPORTED));
  const lib = new Map(files.filter(({ path }) => path.startsWith("lib/")).map((f) => [f.path, f]));
  const session = files.filter(({ path }) => only ? !lib.has(path) : sources.includes(path));
  for (const file of session) {
    file.handIn = !only && file.path.endsWith("-start.ts");
    file.path = file.path.replace("-start.ts", ".ts");
  }
  session.push(...await configFiles([...session, ...lib.values()]));
  for (const file of session) file.path = file.path.replace("session-08", into);
  // A copy that is killed leaves no script without what it needs
  return [...session, ...lib.values()].toReversed();
}

/** The command that runs the copied script; for the session, that of the teacher's server. */
export async function firstCommand(
  repository: string,
  files: SourceFile[],
  only: string,
): Promise<string> {
  const { path, text } = only ? files.at(-1)! : {
    ...await readSource("session-08/server.ts"),
    path: relative(repository, fileURLToPath(new URL("session-08/server.ts", ROOT))),
  };
  return `${text.match(/deno run.*/)} ${quoted(path)}`;
}

function find(name: string, scripts: string[]): string {
  const bare = (script: string) => script.toLowerCase().replace(/\.ts$/, "");
  const script = scripts.find((script) => bare(script) === bare(name));
  if (script) return script;
  throw new UserError(
    `there is no script "${name}" to copy. --only takes one of\n  ${scripts.join(" ")}`,
    2,
  );
}
