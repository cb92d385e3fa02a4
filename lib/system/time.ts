/**
 * Time, in milliseconds: what may take only so long.
 *
 * @module
 */
import { after } from "../socket.ts";

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
    const cancel = after(ms / 1000, () => resolve(undefined));
    promise.then(resolve, reject).finally(cancel);
  });
}

/** Waits so long. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
