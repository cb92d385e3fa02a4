/**
 * A class: many folders, some at a time.
 *
 * @module
 */

// Most of a trial is waiting; more at once would make programs late on a small computer
const AT_ONCE = Math.max(3, 2 * navigator.hardwareConcurrency);

/** Does a job for each of many, some at a time, and gives the results in order. */
export async function eachOf<T, R>(
  all: T[],
  job: (one: T) => Promise<R>,
  progress: (finished: number) => void = () => {},
): Promise<R[]> {
  const results: R[] = new Array(all.length);
  let next = 0, finished = 0;
  const work = async () => {
    while (next < all.length) {
      const index = next++;
      results[index] = await job(all[index]);
      progress(++finished);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, work));
  return results;
}
