/**
 * Waiting until something has come to rest.
 *
 * @module
 */
import { delay } from "../time.ts";

/**
 * Waits until a count has stood still for so many rounds of so many milliseconds, at most so many in
 * all, or until there is nothing to count. Rounds and not a clock: a machine that stood still has
 * not waited.
 */
export async function settled(
  count: () => number | undefined,
  { ms, rounds, most }: { ms: number; rounds: number; most: number },
): Promise<void> {
  let last = count();
  for (let same = 0, all = 0; last !== undefined && same < rounds && all < most; all++) {
    await delay(ms);
    const now = count();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}
