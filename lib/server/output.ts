/**
 * An output that may be slow, full, paused or gone, and that no client has to wait for.
 *
 * @module
 */
import { interrupted } from "../signal.ts";
import { delay } from "../time.ts";
import { Backlog } from "./backlog.ts";
import { isLineEnd, partOfLine, wholeLines, wouldBlock } from "./pieces.ts";

/** Where bytes are written to: `Deno.stdout`. */
interface Writer {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

// How many characters may wait for an output that takes nothing (it is stuck), and for one that is
// only slow
const MOST_STUCK = 1024 * 1024;
const MOST_SLOW = 16 * 1024 * 1024;

// Lines are taken in batches of so many characters
const BATCH = 64 * 1024;

// How often it is looked whether an output moves, in milliseconds. What is waited for is counted in
// such rounds, and not by the clock: a machine that stood still has not waited.
const ROUND = 100;

// It is stuck when it has been taking nothing for so many rounds
const STUCK = 30;

// The end of the program does not wait for a stuck output, nor for ever for a slow one: so many
// rounds without a move; and so many after the last line
const LAST_MOVE = 10;
const LAST_LINE = 50;

// Milliseconds: how long lines are collected; how long an output without room is left alone, and one
// on a full disk
const COLLECT = 10;
const NO_ROOM = 20;
const NO_DISK = 500;

/**
 * Lines for one output, written in batches. What comes while too much waits is counted, and a line
 * tells how many are missing. An output that is full is tried again; one that is gone is given up.
 */
export class Output {
  #writer: Writer;
  #onGone: (error: Error) => void;
  #terminal: boolean;
  #backlog = new Backlog();
  #writing = false;
  #pending = 0;
  #stuck = 0;
  #sinceLine = 0;
  #sinceEnd = 0;
  #gone = false;
  #told = false;
  #nonBlocking = false;

  /** `onGone` is called when what is written can never be read any more. */
  constructor(writer: Writer, onGone: (error: Error) => void) {
    this.#writer = writer;
    this.#onGone = onGone;
    // One that is gone cannot be asked
    this.#terminal = writer.isTerminal();
  }

  /** Writes a line, soon. */
  write(line: string): void {
    if (this.#gone) return;
    this.#sinceLine = 0;
    this.#backlog.add(line, this.#stuck < STUCK ? MOST_SLOW : MOST_STUCK);
    if (this.#writing) return;
    this.#writing = true;
    setTimeout(() => this.#flush(), COLLECT);
  }

  async #flush(): Promise<void> {
    const rounds = setInterval(() => this.#round(), ROUND);
    try {
      while (this.#backlog.count > 0) {
        await this.#writeAll(this.#backlog.take(BATCH));
        if (this.#backlog.size < BATCH && this.#backlog.count > 0) await delay(COLLECT);
      }
    } catch (error) {
      this.#gone = true;
      this.#backlog.clear();
      this.#onGone(error as Error);
    }
    clearInterval(rounds);
    this.#writing = false;
    this.#stuck = 0;
  }

  #round(): void {
    this.#sinceLine++;
    if (this.#pending > 0) this.#stuck++;
    if (!interrupted.aborted || ++this.#sinceEnd < LAST_MOVE) return;
    if (this.#stuck < LAST_MOVE && this.#sinceLine < LAST_LINE) return;
    const { count } = this.#backlog;
    // Told where it may be read, and not waited for: it may be the same paused terminal
    if (count > 0) tell(`${count} lines of the log could not be written.`);
    setTimeout(() => Deno.exit(), NO_ROOM);
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    let pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += pieces.at(-1)!.length) {
      pieces.push(wholeLines(bytes.subarray(at)));
    }
    if (!this.#nonBlocking) {
      // All at once, in order: a busy program would not come back for each in time
      const results = await Promise.allSettled(pieces.map((piece) => this.#put(piece)));
      const counts = results.map((result) => result.status === "fulfilled" ? result.value : 0);
      pieces = pieces.map((piece, i) => piece.subarray(counts[i]));
    }
    for (const piece of pieces) {
      for (let at = 0; at < piece.length;) at += await this.#some(piece.subarray(at));
    }
  }

  /** Hands bytes to the system. */
  async #put(bytes: Uint8Array): Promise<number> {
    this.#pending++;
    try {
      const count = await this.#writer.write(bytes);
      this.#stuck = 0;
      if (this.#told && bytes.length > 0) {
        this.#told = false;
        tell("The log is written again.");
      }
      return count;
    } finally {
      this.#pending--;
    }
  }

  /** Writes some of it, and tells how much; throws when it can never be read. */
  async #some(bytes: Uint8Array): Promise<number> {
    const piece = this.#nonBlocking ? partOfLine(bytes) : wholeLines(bytes);
    try {
      return await this.#put(piece);
    } catch (error) {
      if (wouldBlock(error)) {
        await delay(NO_ROOM);
        const kept = this.#nonBlocking && !isLineEnd(piece);
        this.#nonBlocking = true;
        return kept ? await this.#keptIsWritten(piece.length) : 0;
      }
      const { code = "" } = error as { code?: string };
      // A terminal whose window was closed says EIO; a disk says it for one block, and goes on
      const gone = /^E(PIPE|BADF)$/.test(code) || (code === "EIO" && this.#terminal);
      if (gone || error instanceof Deno.errors.BadResource) throw error;
      // The disk is full, most likely: lines may be lost, but no client is
      if (!this.#told) {
        tell(`The log cannot be written (${(error as Error).message}).
The program goes on, and tries again.`);
      }
      this.#told = true;
      await delay(NO_DISK);
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
        await delay(NO_ROOM);
      }
    }
  }
}

// The other output may be the same full disk, or a paused terminal: it is not waited for either
function tell(text: string): void {
  Deno.stderr.write(new TextEncoder().encode(`${text}\n`)).catch(() => {});
}
