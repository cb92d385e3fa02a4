/**
 * The listener: the socket with which a server waits for its clients.
 *
 * @module
 */
import type { Address } from "../address.ts";
import { reasonOf, SocketError } from "../socket-error.ts";
import { delay } from "../time.ts";
import { Connection } from "./connection.ts";
import { hintFor } from "./hint.ts";
import { warn } from "./log.ts";
import { acceptProxied } from "./proxy.ts";
import { Turn } from "./turn.ts";

/** How a server treats its clients. */
export interface ListenerOptions {
  /** A client through which nothing goes for so many seconds is disconnected; 0 waits for ever. */
  timeout?: number;
  /** The IPs of load balancers: who comes from there says in a PROXY header who it is. */
  proxies?: string[];
  /** Ends the server: those who are connected get a moment, and nobody else is let in. */
  signal?: AbortSignal;
}

// Milliseconds: for others when no file is free; for what the network is doing when accept fails
// for a reason that nobody knows
const NO_FILES = 1000;
const PAUSE = 20;

// At the end, milliseconds: without a new client; without an answer; and all in all
const LAST_CLIENT = 30;
const LAST_ANSWER = 500;
const LAST_MOMENT = 1000;

/**
 * A listening socket. `for await` gives a connection for each client, until it is closed.
 *
 * ```ts
 * import { listen } from "./listen.ts";
 * using server = listen({ ip: "127.0.0.1", port: 0 });
 * console.log(server.address.port > 0); // true
 * ```
 */
export class Listener implements AsyncIterable<Connection>, Disposable {
  /** Where it listens, with the real port when 0 was asked for. */
  readonly address: Address;

  #listener: Deno.TcpListener;
  #options: ListenerOptions;
  // A `Set` would do; but at 20,000 comings and goings a second it triples the collector's pauses
  #open: Connection[] = [];
  #accepted = 0;
  #unfinished = 0;
  #turn = new Turn();
  #closed = false;
  #warned = new Set<string>();

  constructor(listener: Deno.TcpListener, options: ListenerOptions = {}) {
    const { hostname: ip, port } = listener.addr as Deno.NetAddr;
    this.address = { ip, port };
    this.#listener = listener;
    this.#options = options;
  }

  /** Who can connect, and how, in a line. */
  get hint(): string {
    return hintFor(this.address);
  }

  /** The clients as they connect. When it ends, all of them are closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Connection> {
    const { proxies = [], signal } = this.#options;
    const stop = () => this.#drain();
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    const watch = this.#watch();
    try {
      yield* proxies.length > 0 ? acceptProxied(this.#accept(), proxies) : this.#accept();
      await this.#end();
    } finally {
      clearInterval(watch);
      signal?.removeEventListener("abort", stop);
      this.close();
      for (const connection of [...this.#open]) connection.destroy();
    }
  }

  /** Stops listening: whoever connects from now on is refused. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Accepts clients until the listener is closed, and for no other reason: `accept(2)` fails when
   * a client is gone before it is accepted, when there are no files or no memory, for errors of
   * the network, and in more ways than Deno has names for.
   */
  async *#accept(): AsyncGenerator<Connection> {
    while (!this.#closed) {
      if (this.#turn.full) await this.#turn.next();
      let conn: Deno.TcpConn;
      try {
        conn = await this.#listener.accept();
      } catch (error) {
        if (!this.#closed) await this.#failed(error);
        continue;
      }
      this.#accepted++;
      this.#turn.accepted();
      this.#unfinished++;
      const connection = new Connection(conn, this.#events);
      connection.place = this.#open.push(connection) - 1;
      yield connection;
    }
  }

  #events = {
    answered: () => this.#turn.answered(),
    freed: ({ place }: Connection) => {
      // The last one takes the place that is free now
      const last = this.#open.pop()!;
      if (place === this.#open.length) return;
      last.place = place;
      this.#open[place] = last;
    },
    finished: () => {
      this.#unfinished--;
    },
  };

  async #failed(error: unknown): Promise<void> {
    const { code = "", message } = error as { code?: string; message: string };
    // The client is gone already; the next one may be there
    if (reasonOf(error) === "reset") return;
    if (/^E(MFILE|NFILE|NOBUFS|NOMEM)$/.test(code)) {
      this.#warn(NO_MORE_FILES);
      // Who is silent, or has an answer already, gives way to those who have none
      this.#disconnect(NO_FILES, "others are waiting.", ({ answeredAt }) => answeredAt);
    } else this.#warn(`A client could not be accepted (${message}). The server goes on.`);
    await delay(PAUSE);
  }

  /** Once is enough: what goes wrong a thousand times a second is told once. */
  #warn(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    warn(text);
  }

  /** Looks regularly for clients that have been silent too long. */
  #watch(): ReturnType<typeof setInterval> | undefined {
    const { timeout = 0 } = this.#options;
    if (timeout === 0) return;
    const every = Math.min(timeout * 100, 1000);
    let last = performance.now();
    return setInterval(() => {
      // A program that was stopped (Ctrl-Z) has not read yet what came meanwhile: first it reads
      const late = performance.now() - last > every + 500;
      last = performance.now();
      if (!late) this.#disconnect(timeout * 1000, `nothing received for ${timeout} s.`);
    }, every);
  }

  #disconnect(ms: number, why: string, since = ({ lastActive }: Connection) => lastActive): void {
    const before = performance.now() - ms;
    const idle = (connection: Connection) =>
      connection.lastActive <= before || since(connection) <= before;
    for (const connection of this.#open.filter(idle)) {
      connection.abort(new SocketError("timeout", `Disconnected: ${why}`));
    }
  }

  /** Lets in those who are connected already, and then nobody. */
  async #drain(): Promise<void> {
    const start = performance.now();
    this.#turn.lastAnswer = start;
    let [accepted, since] = [-1, start];
    // A delay that takes longer (the machine is busy) does not show that nobody waits
    while (
      (this.#accepted > accepted || performance.now() - since > 2 * LAST_CLIENT) &&
      performance.now() - start < LAST_MOMENT
    ) {
      [accepted, since] = [this.#accepted, performance.now()];
      await delay(LAST_CLIENT);
    }
    this.close();
  }

  /** Gives those in progress a moment, and then lets them go. */
  async #end(): Promise<void> {
    const start = performance.now();
    while (this.#open.length > 0) {
      const now = performance.now();
      if (now - this.#turn.lastAnswer > LAST_ANSWER || now - start > LAST_MOMENT) break;
      await delay(10);
    }
    for (const connection of [...this.#open]) {
      connection.abort(new SocketError("closed", "Disconnected: the server stops."));
    }
    // The last word is the program's: first, those who attend to the clients say theirs
    for (const end = performance.now() + LAST_ANSWER; performance.now() < end;) {
      await delay(1);
      if (this.#unfinished === 0) break;
    }
    await delay(1);
  }
}

const NO_MORE_FILES =
  `Too many clients at once for this computer (its limit of open files is reached).
New ones wait until others have left. A higher limit helps: see ulimit -n`;
