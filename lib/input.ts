/**
 * Input: the lines that a user types, or that another program gives through a pipe.
 *
 * @module
 */
import { UserError } from "./error.ts";
import { escapeControls } from "./escape.ts";
import { lines } from "./lines.ts";
import { mistake } from "./mistakes.ts";
import { interruptSignal } from "./signal.ts";
import { SocketError } from "./socket-error.ts";
import { openTerminal } from "./terminal.ts";
import { withTimeout } from "./time.ts";

/** How many of the lines that were not sent are named, and how many characters of each. */
const MOST_NAMED = 10;
const MOST_CHARACTERS = 200;

/** When nothing came through a pipe for so long (ms), a person may be typing there. */
const PAUSE = 1000;

/**
 * Asks one question at the terminal, and gives the answer; undefined at end of file (Ctrl-D).
 * Ctrl-C ends the program.
 *
 * ```ts ignore
 * const place = await question("Where are you? ");
 * ```
 */
export async function question(text: string): Promise<string | undefined> {
  const terminal = await openTerminal();
  const leave = () => {
    terminal.close();
    console.log();
    Deno.exit(130);
  };
  interruptSignal().addEventListener("abort", leave);
  const answer = await terminal.ask(text);
  interruptSignal().removeEventListener("abort", leave);
  if (answer === undefined) console.log();
  return answer;
}

/**
 * The lines of standard input, one after the other, until end of file (Ctrl-D). At a terminal
 * each is asked for with the prompt; a line that comes through a pipe is taken as it is, and asked
 * for when none comes: the console of an editor may be a pipe. The end of a line, `\n` or `\r\n`,
 * does not belong to it.
 *
 * ```ts ignore
 * const messages = readMessages("Message: ");
 * for await (const message of messages) console.log(message);
 * ```
 */
export function readMessages(prompt: string): Messages {
  return new Messages(prompt);
}

/** What `readMessages` gives. */
export class Messages implements AsyncIterable<string> {
  #terminal = Deno.stdin.isTerminal();
  #lines: AsyncGenerator<string>;
  #next?: Promise<IteratorResult<string>>;
  #prompt: string;
  #number = 0;
  #message = "";
  #sending = false;
  #kept?: string;

  constructor(prompt: string) {
    this.#prompt = prompt;
    this.#lines = this.#terminal ? asked(prompt) : lines(piped(), { strict: true });
    interruptSignal().addEventListener("abort", async () => {
      await this.#end();
      Deno.exit();
    });
  }

  /** The messages as they are given. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    while (true) {
      const line = this.#next ??= this.#lines.next();
      if (!this.#terminal && !await withTimeout(PAUSE, line)) {
        Deno.stdout.writeSync(new TextEncoder().encode(this.#prompt));
      }
      const { value, done } = await line;
      this.#next = undefined;
      if (done) return await this.#end();
      this.#number++;
      this.#message = value === "" && this.#kept !== undefined ? this.#kept : value;
      this.#kept = undefined;
      this.#sending = true;
      yield this.#message;
      this.#sending = false;
    }
  }

  /**
   * Says why the last message could not be sent, and keeps it: it is offered again, an empty line
   * sends it. When the lines come from a program and not from a person, what was not sent is named
   * and the program ends with exit status 1.
   *
   * @throws {Error} the error itself, if it is a mistake in the program: sending again is no cure.
   */
  async retry(error: unknown): Promise<void> {
    if (error === undefined) throw mistake("retry is told the error: await messages.retry(error)");
    if (!(error instanceof SocketError)) throw error;
    console.error(error.message);
    if (!this.#terminal && !await this.#isTyped()) {
      await this.#nameUnsent();
      Deno.exit(1);
    }
    this.#kept = this.#message;
    console.error(
      `Not sent: ${named(this.#message)}\n` +
        "Press Enter to send it again, or write another message.",
    );
  }

  /** Whether a person may be at the other end of the pipe: more may come, and nothing does. */
  async #isTyped(): Promise<boolean> {
    this.#next ??= this.#lines.next();
    const settled = this.#next.then(() => true, () => true);
    return await withTimeout(PAUSE, settled) === undefined;
  }

  async #end(): Promise<void> {
    let unsent = this.#kept === undefined ? [] : [this.#kept];
    if (this.#terminal) {
      unsent = [...unsent, ...(await openTerminal()).close()];
      console.log();
    }
    if (this.#sending) console.error(`Interrupted while sending: ${named(this.#message)}`);
    for (const message of unsent.slice(0, MOST_NAMED)) {
      console.error(`Not sent: ${named(message)}`);
    }
    if (unsent.length > MOST_NAMED) console.error("Not sent: all that follow");
    if (this.#sending || unsent.length > 0) Deno.exitCode = 1;
  }

  async #nameUnsent(): Promise<void> {
    const unsent = [this.#message];
    const end = performance.now() + PAUSE;
    try {
      while (unsent.length <= MOST_NAMED) {
        this.#next ??= this.#lines.next();
        const next = await withTimeout(end - performance.now(), this.#next);
        if (!next || next.done) break;
        this.#next = undefined;
        unsent.push(next.value);
      }
    } finally {
      // Also before a line that cannot be read
      for (const [i, line] of unsent.entries()) {
        const number = this.#number + i;
        if (i < MOST_NAMED) console.error(`Not sent: line ${number}: ${named(line)}`);
        else console.error(`Not sent: line ${number} and all that follow`);
      }
    }
  }
}

/** A message as it is named: what is hidden written out, and not the whole of a long one. */
function named(message: string): string {
  const shown = escapeControls(message.slice(0, MOST_CHARACTERS));
  return message.length > MOST_CHARACTERS ? `${shown}… (${message.length} characters)` : shown;
}

async function* asked(prompt: string): AsyncGenerator<string> {
  const terminal = await openTerminal();
  for (let line; (line = await terminal.ask(prompt)) !== undefined;) yield line;
}

// `Deno.stdin.readable` can lose its first line (denoland/deno issue 35601), and `prompt()`
// stops everything else and gives nothing when the input is a pipe
async function* piped(): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let count; (count = await Deno.stdin.read(buffer)) !== null;) {
      yield buffer.subarray(0, count);
    }
  } catch (error) {
    throw new UserError(`the input cannot be read: ${(error as Error).message}`);
  }
}
