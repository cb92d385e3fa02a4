/**
 * Errors for people: what went wrong, told in the student's terms.
 *
 * A program that imports it gets its report: an error that is not caught is told in a few lines,
 * without a stack, and sets the exit status.
 *
 * @module
 */

/**
 * An error whose message is meant for the student: what happened, and what to try.
 *
 * ```ts
 * import { UserError } from "./error.ts";
 * console.log(new UserError('"abc" is not a number', 2).exitCode); // 2
 * ```
 */
export class UserError extends Error {
  override name = "UserError";
  /** 1 when the program could not do its job, 2 when it was called wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
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

/** As it is written in a command. */
function scriptPath(): string {
  const path = decodeURIComponent(Deno.mainModule.replace(/^file:\/\/(\/(?=\w:))?/, ""));
  return path.includes(" ") ? `"${path}"` : path;
}

let usage = "";

/** From now on, the report shows this line when the program was called wrongly. */
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

/** A disk is full, a drive is broken, or the reader has left. */
const OUTPUT_ERROR = /^E(NOSPC|DQUOT|FBIG|IO|PIPE)$/;

/** Tells an error on standard error, and ends the program with its exit status. */
function report(error: unknown, how: string): never {
  const { code, message } = Object(error) as { code?: string; message: string };
  try {
    if (error instanceof UserError) {
      console.error(`${scriptName()}: ${message}`);
      if (error.exitCode === 2 && usage) console.error(usage);
    } else if (OUTPUT_ERROR.test(code ?? "")) {
      const why = message.replace(/ \(os error.*/, "");
      console.error(`${scriptName()}: the output cannot be written (${why}).`);
    } else {
      // An error that was not foreseen is shown whole
      console.error(`error: ${how}`, error);
      const command = `deno run --check ${scriptPath()}`;
      console.error(`\nIs the reason not clear? Deno often knows it: ${command}`);
    }
  } finally {
    // Standard error may be on the same full disk
    Deno.exit(error instanceof UserError ? error.exitCode : 1);
  }
}
