/**
 * Rounds: a server waits by counting them, and not by the clock. A machine that stood still has not
 * waited.
 *
 * @module
 */
import { delay } from "../time.ts";

/** How long a round is, in milliseconds. */
export const ROUND = 100;

// So late, in milliseconds, a round proves nothing: the program was stopped (Ctrl-Z) or the machine
// was frozen, and has not read yet what came meanwhile
const LATE = 500;

/** Calls `act` in each round, until the function that it gives is called. */
export function inRounds(act: () => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const late = performance.now() - last > ROUND + LATE;
    last = performance.now();
    if (!late) act();
  }, ROUND);
  return () => clearInterval(timer);
}

/**
 * Waits until a count has stood still for so many short rounds of `ms` milliseconds, at most so many
 * in all, or until there is nothing to count.
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
