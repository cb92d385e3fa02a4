/**
 * Input: the lines that a user types, or that another program gives through a pipe.
 *
 * @module
 */
import { escapeControls } from "../escape.ts";
import { lines } from "./lines.ts";
import { interruptSignal } from "./signal.ts";
import { withTimeout } from "./time.ts";

/** How many of the lines that were not sent are named, and how long they are waited for (ms). */
const MOST_NAMED = 10;
const PATIENCE = 1000;

/**
 * The lines of standard input, one after the other, until end of file (Ctrl-D). At a terminal
 * each is asked for with the prompt; a line that comes through a pipe is taken as it is. The end
 * of a line, `\n` or `\r\n`, does not belong to it.
 *
 * ```ts ignore
 * const messages = readMessages("Message: ");
 * for await (const message of messages) console.log(message);
 * ```
 */
export function readMessages(prompt: string): Input {
  return new Input(prompt);
}

/** What `readMessages` gives. */
export class Input implements AsyncIterable<string> {
  #prompt: string;
  #lines = lines(typed());
  #terminal = Deno.stdin.isTerminal();
  #number = 0;
  #line = "";
  #sending = false;
  #kept?: string;

  constructor(prompt: string) {
    this.#prompt = prompt;
    interruptSignal().addEventListener("abort", () => {
      this.#end();
      Deno.exit(0);
    });
  }

  /** The lines as they are given. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    while (true) {
      if (this.#terminal) await show(this.#prompt);
      const { value, done } = await this.#lines.next();
      if (done) return this.#end();
      this.#number++;
      this.#line = value === "" && this.#kept !== undefined ? this.#kept : value;
      this.#kept = undefined;
      this.#sending = true;
      yield this.#line;
      this.#sending = false;
    }
  }

  /**
   * Says why the last line could not be sent, and keeps it: at a terminal it is offered again,
   * an empty line sends it. Through a pipe nobody can be asked: what was not sent is named and
   * the program ends with exit status 1.
   */
  async retry(error: unknown): Promise<void> {
    console.error(error instanceof Error ? error.message : String(error));
    if (!this.#terminal) {
      await this.#nameUnsent();
      Deno.exit(1);
    }
    this.#kept = this.#line;
    console.error(
      `Not sent: ${escapeControls(this.#line)}\n` +
        "Press Enter to send it again, or write another message.",
    );
  }

  #end(): void {
    if (this.#terminal) console.log();
    if (this.#sending) console.error(`Interrupted while sending: ${escapeControls(this.#line)}`);
    if (this.#kept !== undefined) console.error(`Not sent: ${escapeControls(this.#kept)}`);
    if (this.#sending || this.#kept !== undefined) Deno.exit(1);
  }

  async #nameUnsent(): Promise<void> {
    const unsent = [this.#line];
    const end = performance.now() + PATIENCE;
    while (unsent.length <= MOST_NAMED) {
      const next = await withTimeout(end - performance.now(), this.#lines.next());
      if (!next || next.done) break;
      unsent.push(next.value);
    }
    for (const [i, line] of unsent.entries()) {
      if (i < MOST_NAMED) {
        console.error(`Not sent: line ${this.#number + i}: ${escapeControls(line)}`);
      } else console.error(`Not sent: line ${this.#number + i} and all that follow`);
    }
  }
}

async function show(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text));
}

// `Deno.stdin.readable` can lose its first line (denoland/deno issue 35601), and `prompt()`
// stops everything else and gives nothing when the input is a pipe
async function* typed(): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(64 * 1024);
  for (let count; (count = await Deno.stdin.read(buffer)) !== null;) {
    yield buffer.subarray(0, count);
  }
}
