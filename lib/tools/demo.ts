/**
 * A script that takes part in the demo: what it prints is shown with its name in front.
 *
 * @module
 */
import { UserError } from "../error.ts";
import { bold, cyan, dim } from "../system/screen.ts";
import { type Program, start as startProgram } from "../system/process.ts";
import { withTimeout } from "../time.ts";

/** How long a script may take: a slow computer has time to start it. */
const LIMIT = 30_000;

/** A script that runs. */
export interface Script {
  name: string;
  program: Program;
}

/** How to start a script. */
export interface ScriptOptions {
  /** Its permissions: `["-N"]`. */
  flags: string[];
  /** What stands after its name on the command line. */
  args: string[];
  /** What its user types, line by line. */
  typed?: string[];
}

/**
 * Starts a script with Deno. When the demo ends, however it does, the script ends too.
 *
 * @param url where it is, such as `import.meta.resolve("./client.ts")`.
 * @throws {UserError} when it cannot be started.
 */
export function start(url: string, { flags, args, typed = [] }: ScriptOptions): Script {
  const name = url.slice(url.lastIndexOf("/") + 1);
  const color = flags.length > 1 ? cyan : bold;
  for (const line of typed) show("you type", line, dim);
  try {
    const program = startProgram(Deno.execPath(), ["run", "--quiet", ...flags, url, ...args], {
      input: typed.join("\n"),
      onLine: (line) => show(name, line, color),
    });
    globalThis.addEventListener("unload", () => program.kill());
    return { name, program };
  } catch (error) {
    const why = error instanceof Deno.errors.NotCapable
      ? "put --allow-run after run"
      : (error as Error).message;
    throw new UserError(`${name} cannot be started: ${why}`, 1, { cause: error });
  }
}

/**
 * Waits for a line with this text in it, and gives the line.
 *
 * @throws {UserError} when the script does not print it.
 */
export async function expectLine({ name, program }: Script, text: string): Promise<string> {
  const line = await program.waitForLine(text, LIMIT);
  if (line === undefined) throw new UserError(`${name} did not say "${text}".`);
  return line;
}

/**
 * Waits until the script has ended.
 *
 * @throws {UserError} when it does not end, or ends with another exit status than 0.
 */
export async function expectEnd({ name, program }: Script): Promise<void> {
  const status = await withTimeout(LIMIT, program.ended);
  if (status === undefined) throw new UserError(`${name} did not end.`);
  if (status !== 0) throw new UserError(`${name} failed with exit status ${status}.`);
}

/**
 * Presses Ctrl-C for the script, and waits until it has ended. On Windows no program can do that
 * for another one: there the script is ended.
 *
 * @throws {UserError} as {@linkcode expectEnd} does.
 */
export async function interrupt(script: Script): Promise<void> {
  script.program.interrupt();
  if (Deno.build.os === "windows") await script.program.ended;
  else await expectEnd(script);
}

/** The title of a step. */
export function title(text: string, name: string): void {
  console.log(`\n${bold(text)} ${dim(`(${name})`)}`);
}

function show(who: string, line: string, color: (text: string) => string): void {
  console.log(color(`${who.padStart(11)} | `) + line);
}
