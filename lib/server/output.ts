/**
 * An output that may be slow, full, paused or gone, and that nobody has to wait for.
 *
 * @module
 */
import { interrupted } from "../system/signal.ts";
import { delay } from "../system/time.ts";

/** Where bytes are written to: `Deno.stdout`. */
interface Writer {
  write(bytes: Uint8Array): Promise<number>;
}

// How many characters may wait for an output that takes nothing, and how long it must have taken
// nothing for that, in milliseconds; and how many may wait for one that is only slow
const MOST_WAITING = 1024 * 1024;
const STUCK = 1000;
const MOST_OF_ALL = 64 * 1024 * 1024;

// How long lines are collected; how long a full one is left alone (milliseconds)
const COLLECT = 10;
const AGAIN = 20;
const FULL = 500;

// A batch is written in pieces that end where a line ends. A pipe takes 4096 bytes as a whole or
// not at all (pipe(7), PIPE_BUF): when writing fails because it is full, nothing was written.
const PIECE = 4096;

// Deno keeps so many bytes of a line for later when they cannot be written at once, and says only
// that it could not
const KEPT = 1000;

const NEWLINE = 10;

// The end does not hang on an output that is paused (Ctrl-S), nor for ever on a slow one
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
  #size = 0;
  #missing = 0;
  #writing = false;
  #moved = 0;
  #told = false;
  #nonBlocking = false;

  /** `onGone` is called when nobody reads any more. */
  constructor(writer: Writer, onGone: (error: Error) => void) {
    this.#writer = writer;
    this.#onGone = onGone;
  }

  /** Writes a line, soon. */
  write(line: string): void {
    const size = this.#size + line.length;
    if (size >= MOST_OF_ALL || (size >= MOST_WAITING && this.#stuck(STUCK))) {
      this.#missing++;
      return;
    }
    this.#waiting.push(line);
    this.#size += line.length + 1;
    if (this.#writing) return;
    this.#writing = true;
    this.#moved = performance.now();
    outputs.add(this);
    setTimeout(() => this.#flush(), COLLECT);
  }

  /** Whether something waits, and has waited for so many milliseconds without moving. */
  #stuck(ms: number): boolean {
    return this.#writing && performance.now() - this.#moved > ms;
  }

  async #flush(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const bytes = this.#batch();
        for (let at = 0; at < bytes.length;) at += await this.#some(bytes.subarray(at));
        if (this.#waiting.length > 0) await delay(COLLECT);
      }
      this.#writing = false;
    } catch (error) {
      // `#writing` stays true: nothing more is written
      this.#waiting = [];
      this.#moved = Infinity;
      this.#onGone(error as Error);
    }
    outputs.delete(this);
  }

  #batch(): Uint8Array {
    if (this.#missing > 0) this.#waiting.push(`… ${this.#missing} lines are missing here`);
    const bytes = encoder.encode(this.#waiting.join("\n") + "\n");
    this.#waiting = [];
    this.#size = this.#missing = 0;
    return bytes;
  }

  /** Writes some of it, and tells how much; throws when nobody reads any more. */
  async #some(bytes: Uint8Array): Promise<number> {
    const piece = this.#nonBlocking ? partOfLine(bytes) : wholeLines(bytes);
    try {
      const count = await this.#writer.write(piece);
      this.#moved = performance.now();
      if (this.#told) {
        this.#told = false;
        tell("The log is written again.");
      }
      return count;
    } catch (error) {
      const { code = "" } = error as { code?: string };
      if (wouldBlock(error)) {
        await delay(AGAIN);
        const kept = this.#nonBlocking && piece[0] !== NEWLINE;
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
        await this.#writer.write(new Uint8Array(0));
        this.#moved = performance.now();
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
      const over = performance.now() - start;
      const stuck = [...outputs].some((output) => output.#stuck(LAST_WAIT));
      if ((stuck && over > LAST_WAIT) || over > LAST_MOMENT) Deno.exit();
    }, 100));
  }

  static {
    interrupted.addEventListener("abort", () => Output.#end());
  }
}

function wholeLines(bytes: Uint8Array): Uint8Array {
  const end = bytes.subarray(0, PIECE).lastIndexOf(NEWLINE) + 1;
  return bytes.subarray(0, end || PIECE);
}

/**
 * The beginning of a line without its end, or the end alone. When somebody has set a terminal to
 * non-blocking, the former is kept by Deno and the latter not: so it is known what was written.
 */
function partOfLine(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes[0] === NEWLINE ? 1 : Math.min(bytes.indexOf(NEWLINE), KEPT));
}

function wouldBlock(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  return error instanceof Deno.errors.WouldBlock || code === "EAGAIN" || code === "EINTR";
}

/** The outputs for which something waits. */
const outputs = new Set<Output>();

// The other output may be the same full disk, or a paused terminal: nobody waits for it either
function tell(text: string): void {
  Deno.stderr.write(encoder.encode(`${text}\n`)).catch(() => {});
}
