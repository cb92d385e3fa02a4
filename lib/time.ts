/**
 * Time, in milliseconds: what may take only so long.
 *
 * @module
 */

/**
 * What the promise gives, or undefined when it takes longer than `ms`. The promise goes on.
 *
 * ```ts
 * import { within } from "./time.ts";
 * console.log(await within(10, new Promise(() => {}))); // undefined
 * ```
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits so long. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
