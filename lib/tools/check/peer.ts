/**
 * The tester's server: what a student's client connects to.
 *
 * @module
 */
// A client that has sent and closes gets this long, so that the answer does not end in a reset
const WAIT_BEFORE_ANSWER = 200;
// A client may send again on the same connection
const WAIT_FOR_MORE = 400;
const WAIT_FOR_CLOSE = 5000;
const MOST_BYTES = 256 * 1024;
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
  readonly #listeners: Deno.TcpListener[];
  readonly #answer: Uint8Array<ArrayBuffer>;
  readonly #open = new Set<Deno.TcpConn>();

  constructor(addresses: { hostname: string; port: number }[], answer: string) {
    this.#answer = new TextEncoder().encode(answer);
    this.#listeners = addresses.flatMap((address) => {
      try {
        return [Deno.listen(address)];
      } catch {
        // One of the numbers in the program is no port of ours
        return [];
      }
    });
    for (const listener of this.#listeners) this.#accept(listener);
  }

  /** The port of the first address. */
  get port(): number {
    return this.#listeners[0].addr.port;
  }

  [Symbol.dispose](): void {
    for (const open of [...this.#listeners, ...this.#open]) {
      try {
        open.close();
      } catch {
        // It has been closed
      }
    }
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const conn of listener) {
        if (this.heard.length >= MOST_CONNECTIONS) conn.close();
        else this.#hear(conn);
      }
    } catch {
      // The tester has closed it
    }
  }

  async #hear(conn: Deno.TcpConn): Promise<void> {
    const heard: Heard = {
      text: "",
      closed: false,
      to: `${conn.localAddr.hostname}:${conn.localAddr.port}`,
    };
    this.heard.push(heard);
    this.#open.add(conn);
    try {
      await this.#converse(conn, heard);
    } catch {
      // A reset is a close
      heard.closed = true;
    } finally {
      this.#open.delete(conn);
      try {
        conn.close();
      } catch {
        // The tester has closed it
      }
    }
  }

  async #converse(conn: Deno.TcpConn, heard: Heard): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(16 * 1024);
    let answered = false, over = false, bytes = 0;
    let reading = conn.read(buffer);
    while (bytes < MOST_BYTES) {
      const patience = over ? WAIT_FOR_CLOSE : answered ? WAIT_FOR_MORE : WAIT_BEFORE_ANSWER;
      const n = bytes === 0 ? await reading : await soon(reading, patience);
      if (n === "later") {
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
        if (!answered && bytes > 0) await conn.write(this.#answer).catch(() => {});
        return;
      }
      bytes += n;
      heard.text += decoder.decode(buffer.subarray(0, n), { stream: true });
      answered = over;
      reading = conn.read(buffer);
    }
  }
}

/** What comes of a promise within so many milliseconds, or "later". */
export async function soon<T>(promise: Promise<T>, ms: number): Promise<T | "later"> {
  promise.catch(() => {});
  const { promise: later, resolve } = Promise.withResolvers<"later">();
  const timer = setTimeout(resolve, ms, "later");
  try {
    return await Promise.race([promise, later]);
  } finally {
    clearTimeout(timer);
  }
}
