/**
 * The tester's server: what a student's client connects to.
 *
 * @module
 */
import { withTimeout } from "../../time.ts";
import { type Address, tell } from "./sandbox/student-process.ts";

// A client that has sent and closes gets this long, so that the answer does not end in a reset
const WAIT_BEFORE_ANSWER = 200;
// A client may send again on the same connection
const WAIT_FOR_MORE = 400;
const WAIT_FOR_CLOSE = 5000;
// Of all connections together: a program of this session sends a few lines
const MOST_BYTES = 1024 * 1024;
const MOST_CONNECTIONS = 200;

/** A connection of a client, as the tester saw it. */
export interface Heard {
  /** The text that came. */
  text: string;
  /** Whether the client has closed it, with or without a reset. */
  closed: boolean;
  /** Where the client connected to. */
  to: string;
}

/** Listens for a client, hears each of its connections to the end and answers like the teacher's server. */
export class Peer implements Disposable {
  readonly heard: Heard[] = [];
  readonly #answer: Uint8Array<ArrayBuffer>;
  readonly #open = new DisposableStack();
  #bytes = 0;

  constructor(addresses: Address[], answer: string) {
    this.#answer = new TextEncoder().encode(answer);
    for (const address of addresses) {
      try {
        this.#accept(this.#open.use(Deno.listen(address)));
      } catch {
        // One of the numbers in the program is no port of ours
      }
    }
  }

  [Symbol.dispose](): void {
    this.#open.dispose();
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const conn of listener) {
        if (this.heard.length >= MOST_CONNECTIONS) conn.close();
        else this.#hear(this.#open.use(conn));
      }
    } catch {
      // The tester has closed it
    }
  }

  async #hear(conn: Deno.TcpConn): Promise<void> {
    using _conn = conn;
    const { hostname, port } = conn.localAddr;
    const heard: Heard = { text: "", closed: false, to: `${hostname}:${port}` };
    this.heard.push(heard);
    try {
      await this.#converse(conn, heard);
    } catch {
      // A reset is a close
      heard.closed = true;
    }
    tell();
  }

  async #converse(conn: Deno.TcpConn, heard: Heard): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(16 * 1024);
    let answered = false, over = false, spoke = false;
    let reading: Promise<number | null> | undefined;
    while (this.#bytes < MOST_BYTES) {
      const patience = over ? WAIT_FOR_CLOSE : answered ? WAIT_FOR_MORE : WAIT_BEFORE_ANSWER;
      reading ??= conn.read(buffer);
      const n = spoke ? await withTimeout(patience, reading) : await reading;
      if (n === undefined) {
        if (over) return;
        if (answered) await conn.closeWrite();
        else await conn.write(this.#answer);
        over = answered;
        answered = true;
        continue;
      }
      if (n === null) {
        heard.closed = true;
        // Perhaps it has closed one direction only, and waits
        if (!answered && spoke) await conn.write(this.#answer).catch(() => {});
        return;
      }
      this.#bytes += n;
      spoke = true;
      heard.text += decoder.decode(buffer.subarray(0, n), { stream: true });
      tell();
      answered = over;
      reading = undefined;
    }
  }
}

/** As many as a trial has at most of anything, in words. */
export const NUMBERS = ["no", "one", "two", "three", "four", "five"];

/** A number from one to another, both included, that a program cannot know. */
export function randomBetween(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}
