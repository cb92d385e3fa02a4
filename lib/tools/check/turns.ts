/**
 * Much to do, some of it at a time.
 *
 * @module
 */

/**
 * Lets so many jobs run at a time; the others wait, the first first.
 *
 * ```ts
 * import { turns } from "./turns.ts";
 * const inTurn = turns(1);
 * await Promise.all([inTurn(async () => console.log("one")), inTurn(async () => console.log("two"))]);
 * ```
 */
export function turns(most: number): <R>(job: () => Promise<R>) => Promise<R> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (job) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
