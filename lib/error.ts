/**
 * Errors for people: what went wrong, told in the student's terms.
 *
 * Whoever imports the library gets its report: an error that nobody catches is told in a line or a
 * few, without a stack, and sets the exit status.
 *
 * @module
 */

/** The exit status: 1 when a program could not do its job, 2 when it was called wrongly. */
export type ExitCode = 1 | 2;

/**
 * An error whose message is meant for the student: what happened, and what to try.
 *
 * ```ts
 * import { UserError } from "./error.ts";
 * try {
 *   throw new UserError('"abc" is not a number', 2);
 * } catch (error) {
 *   if (error instanceof UserError) console.log(error.exitCode); // 2
 * }
 * ```
 */
export class UserError extends Error {
  override name = "UserError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }

  /** What `console.log` shows of it: the message. A stack leads into the library. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.message;
  }
}

/** The name of the program that runs: `client.ts`. */
export function scriptName(): string {
  return decodeURIComponent(Deno.mainModule.split("/").at(-1)!);
}

/** Its path, as it is written in a command. */
function scriptPath(): string {
  const path = decodeURIComponent(Deno.mainModule.replace(/^file:\/\/(\/(?=\w:))?/, ""));
  return path.includes(" ") ? `"${path}"` : path;
}

let usage = "";

/** From now on, the report shows this line to somebody who called the program wrongly. */
export function showUsage(line: string): void {
  usage = line;
}

globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  report(event.reason, "Uncaught (in promise)");
});
globalThis.addEventListener("error", (event) => {
  event.preventDefault();
  report(event.error, "Uncaught");
});

/** Tells an error on standard error, and ends the program with its exit status. */
function report(error: unknown, how: string): never {
  if (error instanceof UserError) {
    console.error(`${scriptName()}: ${error.message}`);
    if (error.exitCode === 2 && usage) console.error(usage);
    Deno.exit(error.exitCode);
  }
  // Nobody has foreseen this one: it is shown whole
  console.error(`error: ${how}`, error);
  console.error(`\nIs the reason not clear? Deno often knows it: deno run --check ${scriptPath()}`);
  Deno.exit(1);
}
