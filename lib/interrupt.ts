/**
 * The interrupt: Ctrl-C, or whoever else asks a program to end.
 *
 * @module
 */

// The end must not hang on a terminal that is paused (Ctrl-S): by then the program is over
const PATIENCE = 900;

const controller = new AbortController();
let listening = false;

/**
 * A signal that is aborted when the user presses Ctrl-C (SIGINT), or when the system asks the
 * program to end (SIGTERM; Ctrl-Break on Windows). From then on the program has a second.
 *
 * ```ts ignore
 * import { interrupt } from "./interrupt.ts";
 * interrupt().addEventListener("abort", () => console.log("Stopped by the user"));
 * ```
 */
export function interrupt(): AbortSignal {
  if (!listening) {
    listening = true;
    for (const name of SIGNALS) Deno.addSignalListener(name, stop);
  }
  return controller.signal;
}

/**
 * Does what Ctrl-C does. It still listens afterwards: under `deno task` the same Ctrl-C comes
 * twice, and the second one must not kill the program in its last words.
 */
export function stop(): void {
  if (controller.signal.aborted) return;
  controller.abort();
  Deno.unrefTimer(setTimeout(() => Deno.exit(0), PATIENCE));
}

const SIGNALS: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];
