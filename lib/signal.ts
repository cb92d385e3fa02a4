/**
 * The signal to end: Ctrl-C, or another one that asks a program to.
 *
 * @module
 */
const controller = new AbortController();
let listening = false;

/** Is aborted when the program is interrupted; alone it does not catch Ctrl-C. */
export const interrupted: AbortSignal = controller.signal;

/**
 * A signal that is aborted when the user presses Ctrl-C (SIGINT), or when the system asks the
 * program to end (SIGTERM, SIGHUP; Ctrl-Break on Windows).
 *
 * ```ts ignore
 * import { interruptSignal } from "./signal.ts";
 * interruptSignal().addEventListener("abort", () => console.log("Stopped by the user"));
 * ```
 */
export function interruptSignal(): AbortSignal {
  if (!listening) {
    listening = true;
    for (const name of SIGNALS) Deno.addSignalListener(name, () => interrupt());
  }
  return controller.signal;
}

/**
 * Does what Ctrl-C does; `why` is the signal's reason. It still listens afterwards: under
 * `deno task` the same Ctrl-C comes twice, and the second one must not kill the program in its
 * last words.
 */
export function interrupt(why?: Error): void {
  controller.abort(why);
}

const SIGNALS: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];
