/**
 * Time, in milliseconds: what may take only so long.
 *
 * @module
 */
import { LATE, ONCE_MORE } from "./socket.ts";

// The longest timer that there is: three weeks
const LONGEST = 2 ** 31 - 1;

/**
 * What the promise gives, or undefined when it takes longer than `ms`. The promise goes on.
 *
 * ```ts
 * import { withTimeout } from "./time.ts";
 * console.log(await withTimeout(10, new Promise(() => {}))); // undefined
 * ```
 */
export function withTimeout<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (ms: number) => {
      const due = performance.now() + ms;
      timer = setTimeout(() => {
        if (performance.now() - due > LATE) wait(ONCE_MORE);
        else resolve(undefined);
      }, Math.min(ms, LONGEST));
    };
    wait(ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Waits so long. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
