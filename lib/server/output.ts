/**
 * An output that may be slow, full, paused or gone, and that no client has to wait for.
 *
 * @module
 */
import { interrupted } from "../signal.ts";
import { delay } from "../time.ts";
import { inRounds } from "./rounds.ts";
import { type Stream, tell, Writer } from "./writer.ts";

// How many characters may wait for an output that takes nothing (it is stuck), and for one that is
// only slow
const MOST_STUCK = 1024 * 1024;
const MOST_SLOW = 4 * 1024 * 1024;

// Lines are written in batches of so many characters, collected for so many milliseconds
const BATCH = 64 * 1024;
const COLLECT = 10;

// In rounds. An output is stuck when it has been taking nothing for so many; the end of the program
// does not wait for one that has not moved, nor for ever after the last line
const STUCK = 30;
const LAST_MOVE = 10;
const LAST_LINE = 50;

// What is told of that has so many milliseconds
const LAST_WORD = 20;

const encoder = new TextEncoder();

/**
 * Lines for one output, written in batches. What comes while too much waits is counted, and a line
 * tells how many are missing.
 */
export class Output {
  #writer: Writer;
  #onGone: (error: Error) => void;
  #show: (line: string) => string;
  #lines: string[] = [];
  #size = 0;
  #missing = 0;
  #writing = false;
  #gone = false;
  #still = 0;
  #sinceLine = 0;
  #sinceEnd = 0;

  /**
   * `onGone` is called when what is written can never be read any more. `show` makes a line fit for
   * the reader once its turn has come: what waits is as short as it came.
   */
  constructor(stream: Stream, onGone: (error: Error) => void, show = (line: string) => line) {
    this.#writer = new Writer(stream, () => this.#still = 0);
    this.#onGone = onGone;
    this.#show = show;
  }

  /** Writes a line, soon. */
  write(line: string): void {
    if (this.#gone) return;
    this.#sinceLine = 0;
    const most = this.#still < STUCK ? MOST_SLOW : MOST_STUCK;
    if (this.#size + line.length < most) {
      this.#tellMissing();
      this.#push(line);
    } else this.#missing++;
    if (this.#writing) return;
    this.#writing = true;
    setTimeout(() => this.#flush(), COLLECT);
  }

  async #flush(): Promise<void> {
    const stop = inRounds(() => this.#round());
    try {
      while (this.#waiting > 0) {
        await this.#writer.write(this.#batch());
        if (this.#size < BATCH && this.#waiting > 0) await delay(COLLECT);
      }
    } catch (error) {
      this.#gone = true;
      this.#lines = [];
      this.#onGone(error as Error);
    }
    stop();
    this.#writing = false;
    this.#still = 0;
  }

  /** The lines that come next, as they are read. */
  #batch(): Uint8Array {
    if (this.#lines.length === 0) this.#tellMissing();
    let [text, count] = ["", 0];
    while (text.length < BATCH && count < this.#lines.length) {
      const line = this.#lines[count++];
      this.#size -= line.length + 1;
      text += `${this.#show(line)}\n`;
    }
    this.#lines.splice(0, count);
    return encoder.encode(text);
  }

  /** How many lines wait, those included that are only counted. */
  get #waiting(): number {
    return this.#lines.length + this.#missing;
  }

  #tellMissing(): void {
    if (this.#missing > 0) this.#push(`… ${this.#missing} lines are missing here`);
    this.#missing = 0;
  }

  #push(line: string): void {
    this.#lines.push(line);
    this.#size += line.length + 1;
  }

  #round(): void {
    this.#still++;
    this.#sinceLine++;
    if (!interrupted.aborted || ++this.#sinceEnd < LAST_MOVE) return;
    if (this.#still < LAST_MOVE && this.#sinceLine < LAST_LINE) return;
    if (this.#waiting > 0) tell(`${this.#waiting} lines of the log could not be written.`);
    setTimeout(() => Deno.exit(), LAST_WORD);
  }
}
