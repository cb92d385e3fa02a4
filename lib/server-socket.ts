/**
 * The socket of a server: it listens, and gives a socket for each client that connects.
 *
 * @module
 */
import { accept } from "./accept.ts";
import type { Address } from "./address.ts";
import { Crowd } from "./crowd.ts";
import { Socket } from "./connection.ts";
import { SocketError } from "./socket-error.ts";
import { pause, within } from "./time.ts";

/** How a server treats its clients. */
export interface ServerOptions {
  /** A client through which nothing goes for so many seconds is let go. None if left out. */
  timeout?: number;
  /** Ends the server: new clients are refused at once, those in progress get a moment. */
  signal?: AbortSignal;
}

/** How long clients in progress get when the server stops, and then their last words (ms). */
const LAST_MOMENT = 600;
const LAST_WORDS = 20;

/**
 * A listening socket. `for await` gives its clients' sockets, until it is closed.
 *
 * ```ts
 * import { listen } from "./socket.ts";
 * using server = listen({ ip: "127.0.0.1", port: 0 });
 * console.log(server.address.port > 0); // true
 * ```
 */
export class ServerSocket implements AsyncIterable<Socket>, Disposable {
  /** Where it listens, with the real port when 0 was asked for. */
  readonly address: Address;

  #listener: Deno.TcpListener;
  #options: ServerOptions;
  #open = new Crowd<Socket>();
  #emptied?: () => void;
  #closed = false;

  constructor(listener: Deno.TcpListener, options: ServerOptions = {}) {
    const { hostname: ip, port } = listener.addr as Deno.NetAddr;
    this.address = { ip, port };
    this.#listener = listener;
    this.#options = options;
  }

  /** The clients as they connect. When it ends, all of them are closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Socket> {
    const { signal, timeout } = this.#options;
    const stop = () => this.close();
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    const watch = timeout && setInterval(() => this.#letGo(timeout), Math.min(timeout, 1) * 250);
    try {
      for await (const { conn, answered } of accept(this.#listener, warnNoFiles)) {
        const socket = new Socket(conn);
        const leave = this.#open.add(socket);
        socket.watch({
          ended: answered,
          closed: () => {
            leave();
            if (this.#open.size === 0) this.#emptied?.();
          },
        });
        yield socket;
      }
      await this.#lastMoment();
    } finally {
      clearInterval(watch);
      signal?.removeEventListener("abort", stop);
      this.close();
      for (const socket of this.#open) socket[Symbol.dispose]();
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

  #letGo(timeout: number): void {
    const before = performance.now() - timeout * 1000;
    for (const socket of this.#open) {
      if (socket.lastActive > before) continue;
      socket.abort(new SocketError("timeout", `Let go: nothing came for ${timeout} s.`));
    }
  }

  async #lastMoment(): Promise<void> {
    if (this.#open.size === 0) return;
    await within(LAST_MOMENT, new Promise<void>((resolve) => this.#emptied = resolve));
    for (const socket of this.#open) {
      socket.abort(new SocketError("closed", "Let go: the server stops."));
    }
    await pause(LAST_WORDS);
  }
}

function warnNoFiles(): void {
  console.error(`Too many clients at once for this computer (its limit of open files is reached).
New ones wait until others have left. A higher limit helps: ulimit -n 4096`);
}
