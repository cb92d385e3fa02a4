/**
 * Reports the error that ends a script, in the student's terms, and sets the exit status:
 * 1 when the script could not do its job, 2 when it was called wrongly.
 *
 * @module
 */
import { SocketError } from "./socket-error.ts";

/** A script was called wrongly: an unknown option, a value that is none. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** A script could not do its job, and the message says why in the student's terms. */
export class Problem extends Error {
  override name = "Problem";
}

/** The name of the script that runs: `client.ts`. */
export function scriptName(): string {
  return decodeURIComponent(Deno.mainModule.split("/").at(-1)!);
}

/**
 * From now on an error that nobody catches is told in one or a few lines, without a stack. An
 * error that nobody has foreseen is still shown whole.
 */
export function reportErrors(usage: string): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    const error = event.reason;
    const wrongly = error instanceof UsageError ||
      (error instanceof SocketError && error.reason === "address");
    const foreseen = wrongly || error instanceof Problem ||
      (error instanceof SocketError && error.reason !== "unexpected");
    if (!foreseen) return;
    event.preventDefault();
    console.error(`${scriptName()}: ${error.message}${wrongly ? `\n${usage}` : ""}`);
    Deno.exit(wrongly ? 2 : 1);
  });
}
