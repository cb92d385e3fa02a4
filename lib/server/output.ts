/**
 * An output that may be slow, full, paused or gone, and that nobody has to wait for.
 *
 * @module
 */
import { interrupted } from "../signal.ts";
import { delay } from "../time.ts";
import { isLineEnd, partOfLine, wholeLines, wouldBlock } from "./pieces.ts";

/** Where bytes are written to: `Deno.stdout`. */
interface Writer {
  write(bytes: Uint8Array): Promise<number>;
}

// How many characters may wait for an output that takes nothing, and how long it must have taken
// nothing for that, in milliseconds; and how many may wait for one that is only slow
const MOST_WAITING = 1024 * 1024;
const STUCK = 3000;
const MOST_OF_ALL = 64 * 1024 * 1024;

// Lines are taken in batches of so many characters
const BATCH = 64 * 1024;

// How often it is looked whether an output moves, in milliseconds
const TICK = 100;

// How long lines are collected; how long a full one is left alone (milliseconds)
const COLLECT = 10;
const AGAIN = 20;
const FULL = 500;

// The end does not hang on an output that is paused (Ctrl-S), nor for ever on a slow one: so long
// behind the last line, in milliseconds
const LAST_WAIT = 1000;
const LAST_MOMENT = 5000;

const encoder = new TextEncoder();

/**
 * Lines for one output, written in batches. What comes while too much waits is counted, and a line
 * tells how many are missing. An output that is full is tried again; one that nobody reads any more
 * is given up.
 */
export class Output {
  #writer: Writer;
  #onGone: (error: Error) => void;
  #waiting: string[] = [];
  #next = 0;
  #size = 0;
  #missing = 0;
  #writing = false;
  #pending = false;
  #stuckFor = 0;
  #lastLine = 0;
  #gone = false;
  #told = false;
  #nonBlocking = false;

  /** `onGone` is called when nobody reads any more. */
  constructor(writer: Writer, onGone: (error: Error) => void) {
    this.#writer = writer;
    this.#onGone = onGone;
  }

  /** Writes a line, soon. */
  write(line: string): void {
    if (this.#gone) return;
    this.#lastLine = performance.now();
    const size = this.#size + line.length;
    if (size >= MOST_OF_ALL || (size >= MOST_WAITING && this.#stuckFor >= STUCK)) {
      this.#missing++;
      return;
    }
    this.#tellMissing();
    this.#push(line);
    if (this.#writing) return;
    this.#writing = true;
    outputs.add(this);
    setTimeout(() => this.#flush(), COLLECT);
  }

  #push(line: string): void {
    this.#waiting.push(line);
    this.#size += line.length + 1;
  }

  #tellMissing(): void {
    if (this.#missing > 0) this.#push(`… ${this.#missing} lines are missing here`);
    this.#missing = 0;
  }

  async #flush(): Promise<void> {
    const watch = this.#watch();
    try {
      while (this.#waiting.length > 0 || this.#missing > 0) {
        const bytes = this.#batch();
        for (let at = 0; at < bytes.length;) at += await this.#some(bytes.subarray(at));
        if (this.#size < BATCH && this.#waiting.length > 0) await delay(COLLECT);
      }
    } catch (error) {
      this.#gone = true;
      this.#waiting = [];
      this.#onGone(error as Error);
    }
    clearInterval(watch);
    this.#writing = false;
    this.#stuckFor = 0;
    outputs.delete(this);
  }

  /** Counts the rounds in which the system takes nothing, and not the clock: it may have stood still. */
  #watch(): ReturnType<typeof setInterval> {
    return setInterval(() => {
      if (this.#pending) this.#stuckFor += TICK;
    }, TICK);
  }

  /** Hands bytes to the system. */
  async #put(bytes: Uint8Array): Promise<number> {
    this.#pending = true;
    try {
      const count = await this.#writer.write(bytes);
      this.#stuckFor = 0;
      return count;
    } finally {
      this.#pending = false;
    }
  }

  /** Takes some of the lines. */
  #batch(): Uint8Array {
    const lines: string[] = [];
    for (let size = 0; size < BATCH && this.#next < this.#waiting.length; this.#next++) {
      const line = this.#waiting[this.#next];
      lines.push(line);
      size += line.length + 1;
      this.#size -= line.length + 1;
    }
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
      this.#tellMissing();
    }
    return encoder.encode(lines.join("\n") + "\n");
  }

  /** Writes some of it, and tells how much; throws when nobody reads any more. */
  async #some(bytes: Uint8Array): Promise<number> {
    const piece = this.#nonBlocking ? partOfLine(bytes) : wholeLines(bytes);
    try {
      const count = await this.#put(piece);
      if (this.#told) {
        this.#told = false;
        tell("The log is written again.");
      }
      return count;
    } catch (error) {
      const { code = "" } = error as { code?: string };
      if (wouldBlock(error)) {
        await delay(AGAIN);
        const kept = this.#nonBlocking && !isLineEnd(piece);
        this.#nonBlocking = true;
        if (kept) return await this.#keptIsWritten(piece.length);
      } else if (/^E(PIPE|IO|BADF)$/.test(code) || error instanceof Deno.errors.BadResource) {
        throw error;
      } else {
        // The disk is full, most likely: lines may be lost, but nobody in the class is
        if (!this.#told) {
          tell(`The log cannot be written (${(error as Error).message}).
The server goes on, and tries again.`);
        }
        this.#told = true;
        await delay(FULL);
      }
      return 0;
    }
  }

  /** Waits until what Deno has kept is written: an empty write tries that. */
  async #keptIsWritten(count: number): Promise<number> {
    while (true) {
      try {
        await this.#put(new Uint8Array(0));
        return count;
      } catch (error) {
        if (!wouldBlock(error)) throw error;
        await delay(AGAIN);
      }
    }
  }

  /** At the end of the program: what waits is written as long as it moves. */
  static #end(): void {
    const start = performance.now();
    Deno.unrefTimer(setInterval(() => {
      const now = performance.now();
      const stuck = [...outputs].some((one) => one.#stuckFor >= LAST_WAIT);
      const slow = [...outputs].some((one) => now - one.#lastLine > LAST_MOMENT);
      if (now - start > LAST_WAIT && (stuck || slow)) Output.#giveUp();
    }, TICK));
  }

  static #giveUp(): void {
    const count = [...outputs].reduce((sum, one) => sum + one.#unwritten, 0);
    // Told where it may be read, and not waited for: it may be the same paused terminal
    if (count > 0) tell(`${count} lines of the log could not be written.`);
    setTimeout(() => Deno.exit(), AGAIN);
  }

  get #unwritten(): number {
    return this.#waiting.length - this.#next + this.#missing;
  }

  static {
    interrupted.addEventListener("abort", () => Output.#end());
  }
}

/** The outputs for which something waits. */
const outputs = new Set<Output>();

// The other output may be the same full disk, or a paused terminal: nobody waits for it either
function tell(text: string): void {
  Deno.stderr.write(encoder.encode(`${text}\n`)).catch(() => {});
}
