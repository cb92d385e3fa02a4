/**
 * A class: much to do, some of it at a time.
 *
 * @module
 */

/** Lets so many at a time have a turn; the others wait, the first first. */
export class Turns {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a turn, which lasts as long as the block. */
  async take(): Promise<AsyncDisposable> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free--;
    return {
      [Symbol.asyncDispose]: () => {
        const next = this.#waiting.shift();
        if (next) next();
        else this.#free++;
        return Promise.resolve();
      },
    };
  }
}

// The folders that are open at once; how many programs run is another matter
const FOLDERS = 8;

/** Does a job for each of many, some at a time, and gives the results in order; a terminal sees how far it is. */
export async function eachOf<T, R>(all: T[], job: (one: T) => Promise<R>): Promise<R[]> {
  const turns = new Turns(FOLDERS);
  const show = Deno.stderr.isTerminal() && all.length > 1;
  let finished = 0;
  const results = await Promise.all(all.map(async (one) => {
    await using _turn = await turns.take();
    const result = await job(one);
    const text = `\r${++finished} of ${all.length} folders`;
    if (show) Deno.stderr.writeSync(new TextEncoder().encode(text));
    return result;
  }));
  if (show) console.error();
  return results;
}
