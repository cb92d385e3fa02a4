/**
 * The listener: the socket with which a server waits for its clients.
 *
 * @module
 */
import type { Address } from "../address.ts";
import { reasonOf, SocketError } from "../socket-error.ts";
import { delay } from "../time.ts";
import { Clients } from "./clients.ts";
import type { Connection } from "./connection.ts";
import { hintFor, watchIP } from "./hint.ts";
import { settled } from "./rounds.ts";

/** How a server treats its clients. */
export interface ListenOptions {
  /** A client through which nothing goes for so many seconds is disconnected; 0 waits for ever. */
  timeout?: number;
  /** Ends the server: those who are connected get a moment, and no others are let in. */
  signal?: AbortSignal;
  /** Hears of what goes wrong while the server serves; standard error if left out. */
  warn?: (text: string) => void;
}

// For others, when no file is free, in rounds
const NO_FILES = 10;

// For what the network is doing when accept fails for no reason that has a name, in milliseconds
const PAUSE = 20;

/**
 * A listening socket. `for await` gives a connection for each client, until it is closed.
 *
 * ```ts
 * import { listen } from "./listen.ts";
 * using server = listen({ ip: "127.0.0.1", port: 0 });
 * console.log(server.address.port > 0); // true
 * ```
 */
export class Listener implements AsyncIterableIterator<Connection>, Disposable {
  /** Where it listens, with the real port when 0 was asked for. */
  readonly address: Address;

  #listener: Deno.TcpListener;
  #clients: Clients;
  #closed = false;
  #warn: (text: string) => void;
  #warned = new Set<string>();
  #stopWatching: () => void;

  constructor(
    listener: Deno.TcpListener,
    asked: Address,
    { timeout = 0, signal, warn = console.error }: ListenOptions,
  ) {
    const { hostname: ip, port } = listener.addr as Deno.NetAddr;
    // The system leaves the zone of a link-local IP out
    this.address = { ip: asked.ip.includes("%") ? asked.ip : ip, port };
    this.#listener = listener;
    this.#clients = new Clients(timeout);
    this.#warn = warn;
    this.#stopWatching = watchIP(this.address, warn);
    if (signal?.aborted) this.close();
    signal?.addEventListener("abort", () => this.#drain());
  }

  /** Who can connect, and how, in a line or a few. */
  get hint(): string {
    return hintFor(this.address);
  }

  /** The clients as they connect. When it ends, all of them are closed. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next client, once it is here. */
  async next(): Promise<IteratorResult<Connection>> {
    const value = await this.#accept();
    if (value) return { value, done: false };
    await this.#end();
    return await this.return();
  }

  /** Closes the server, and all its clients at once. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.close();
    for (const one of this.#clients.open) one.destroy();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Stops listening: a client that connects from now on is refused. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWatching();
    this.#listener.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Accepts a client; undefined when the listener is closed, and for no other reason: `accept(2)`
   * fails when a client is gone before it is accepted, when there are no files or no memory, for
   * errors of the network, and in more ways than Deno has names for.
   */
  async #accept(): Promise<Connection | undefined> {
    while (!this.#closed) {
      if (this.#clients.full) await this.#clients.turn();
      try {
        return this.#clients.add(await this.#listener.accept());
      } catch (error) {
        if (!this.#closed) await this.#failed(error);
      }
    }
  }

  async #failed(error: unknown): Promise<void> {
    const { code = "", message } = error as { code?: string; message: string };
    // The client is gone already; the next one may be there
    if (reasonOf(error) === "reset") return;
    if (/^E(MFILE|NFILE|NOBUFS|NOMEM)$/.test(code)) {
      this.#warnOnce(NO_MORE_FILES);
      // Who is silent, or has an answer already, gives way to those who have none
      for (const one of this.#clients.open) {
        if (Math.max(one.silent, one.rounds - one.answeredAt) < NO_FILES) continue;
        one.abort(new SocketError("timeout", "Disconnected: others are waiting."));
      }
    } else this.#warnOnce(`A client could not be accepted (${message}). The server goes on.`);
    await delay(PAUSE);
  }

  /** Once is enough: what goes wrong a thousand times a second is told once. */
  #warnOnce(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#warn(text);
  }

  /** Lets in those who are connected already, and then no more. */
  async #drain(): Promise<void> {
    await settled(() => this.#clients.accepted, { ms: 15, rounds: 3, most: 60 });
    this.close();
  }

  /** Gives those in progress a moment, and then lets them go. */
  async #end(): Promise<void> {
    const clients = this.#clients;
    const count = () => clients.open.length === 0 ? undefined : clients.answers;
    await settled(count, { ms: 10, rounds: 50, most: 100 });
    const why = new SocketError("closed", "Disconnected: the server stops.");
    for (const one of clients.open) one.abort(why);
    // The last word is the program's: first, those who attend to the clients say theirs
    await settled(() => clients.unfinished || undefined, { ms: 1, rounds: 500, most: Infinity });
    await delay(1);
  }
}

const NO_MORE_FILES =
  `Too many clients at once for this computer (its limit of open files is reached).
New ones wait until others have left. A higher limit helps: see ulimit -n`;
