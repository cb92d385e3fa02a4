/**
 * Time, in milliseconds: the one place where a wait gets an end.
 *
 * A late timer proves nothing: after Ctrl-Z, or on a frozen machine, it rings before what has
 * arrived meanwhile is read. So when a timer was late, the wait goes on for a moment.
 *
 * @module
 */

/** From so late on a timer proves nothing, and so much longer is waited. */
const LATE = 500;
const ONCE_MORE = 100;

/** The longest timer, three weeks: a longer one would ring at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Waits so long, three weeks at most. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(ms, LONGEST_TIMER)));
}

/**
 * What the promise gives, or undefined when it takes longer than `ms`. The promise goes on.
 *
 * ```ts
 * import { withTimeout } from "./time.ts";
 * console.log(await withTimeout(10, new Promise(() => {}))); // undefined
 * ```
 */
export async function withTimeout<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<undefined>((resolve) => {
    const wait = (ms: number) => {
      const due = performance.now() + ms;
      timer = setTimeout(() => {
        if (performance.now() - due > LATE) wait(ONCE_MORE);
        else resolve(undefined);
      }, Math.min(ms, LONGEST_TIMER));
    };
    wait(ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer!);
  }
}

/**
 * Calls `act` when `ms` have passed, unless its block has ended by then. `act` may give so many
 * milliseconds more.
 *
 * ```ts
 * import { deadline } from "./time.ts";
 * {
 *   using _late = deadline(1000, () => console.log("It takes long"));
 *   console.log("Done"); // Done, and no more
 * }
 * ```
 */
export function deadline(ms: number, act: () => number | void): Disposable {
  let signal: AbortSignal | undefined;
  let ring = () => {};
  const wait = (ms: number, last = false) => {
    const due = performance.now() + ms;
    ring = () => {
      // Before the last moment, what has arrived while the program stood still is read
      if (!last || performance.now() - due > ONCE_MORE) return wait(ONCE_MORE, true);
      const more = act();
      if (more) wait(more);
    };
    signal = last ? AbortSignal.timeout(ms) : sharedTimer(ms);
    signal.addEventListener("abort", ring);
  };
  if (ms < Infinity) wait(ms);
  // Without a listener, the signal's timer keeps no program from its end
  return { [Symbol.dispose]: () => signal?.removeEventListener("abort", ring) };
}

let latest: { ms: number; made: number; signal: AbortSignal } | undefined;

/**
 * A signal that is aborted when `ms` have passed, or up to `ONCE_MORE` earlier. It cannot be taken
 * back, and a program that sends may ask for 40,000 in a second: they have the same one.
 */
function sharedTimer(ms: number): AbortSignal {
  const now = performance.now();
  if (latest?.ms !== ms || now - latest.made >= ONCE_MORE || latest.signal.aborted) {
    // At its first `setTimeout` Deno loads Node's timers: a fifth of a whole client's time
    latest = { ms, made: now, signal: AbortSignal.timeout(Math.min(ms, LONGEST_TIMER)) };
  }
  return latest.signal;
}
