/**
 * What a copy of the session consists of.
 *
 * @module
 */
import { UserError } from "../../error.ts";
import { configFiles, readConfig, scriptsOf } from "./config.ts";
import { quoted } from "./repository.ts";
import { type SourceFile, withImports } from "./project.ts";

/** What to copy. */
export interface Selection {
  /** One script, and what it needs: `nc.ts`. Empty for the session. */
  only: string;
  /** The solutions, too. */
  solutions: boolean;
  /** The name of the session's folder in the repository. */
  into: string;
}

/** What the student is to write in this session. */
const SOLUTIONS = ["client.ts", "client-2.ts", "Ex3.ts"];

/** What stays with this project unless it is asked for: the first look, the teacher's page. */
const SHOWN = ["demo.ts", "board.ts", "copy.ts"];

/** Exercise 3 begins with its skeleton. */
const SKELETON = "Ex3-start.ts";

/**
 * The files of a copy, with all that they import and a configuration. The session is the handout,
 * the tools, the server and the skeleton of exercise 3, which comes as `Ex3.ts`: the programs that
 * the student is to write come with `solutions` only.
 *
 * ```ts
 * import { sessionFiles } from "./session.ts";
 * const files = await sessionFiles({ only: "nc", solutions: false, into: "session-08" });
 * console.log(files.some(({ path }) => path === "lib/tools/nc/relay.ts")); // true
 * ```
 *
 * @throws {UserError} when there is no script of the name `only`; its exit status is 2.
 */
export async function sessionFiles({ only, solutions, into }: Selection): Promise<SourceFile[]> {
  const config = await readConfig();
  const scripts = scriptsOf(config).filter((script) => script !== "copy.ts");
  const whole = scripts.filter((script) =>
    solutions || script === "Ex3.ts" || ![...SOLUTIONS, ...SHOWN].includes(script)
  );
  const chosen = only === "" ? ["README.md", ...whole] : [find(only, scripts)];
  const skeleton = !solutions && chosen.includes("Ex3.ts");
  const sources = chosen.map((name) => name === "Ex3.ts" && skeleton ? SKELETON : name);

  const files = await withImports([
    ...sources.map((name) => `session-08/${name}`),
    "lib/std.d.ts",
  ]);
  const inLib = ({ path }: SourceFile) => path.startsWith("lib/");
  const session = [...files.filter((file) => !inLib(file)), ...await configFiles(config, SHOWN)];
  for (const file of session) {
    const [, name] = file.path.split("/");
    file.path = `${into}/${name === SKELETON ? "Ex3.ts" : name}`;
    file.handIn = only === "" && [SKELETON, "server.ts"].includes(name);
  }
  // A copy that is killed leaves no script without what it needs
  return [...session, ...files.filter(inLib)].toReversed();
}

/** The command that runs the copied script, or the server: that is what the others talk to. */
export function firstCommand(files: SourceFile[], only: string): string {
  const { path, text } = only
    ? files.at(-1)!
    : files.find(({ path }) => path.endsWith("/server.ts"))!;
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
