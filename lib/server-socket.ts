/**
 * The socket of a server: it listens, and gives a socket for each client that connects.
 *
 * @module
 */
import { accept, type Place, Turn } from "./accept.ts";
import type { Address } from "./address.ts";
import { Crowd, type Member } from "./crowd.ts";
import { Socket, type Watcher } from "./connection.ts";
import { announced } from "./proxy.ts";
import { SocketError } from "./socket-error.ts";
import { pause, within } from "./time.ts";

/** How a server treats its clients. */
export interface ServerSocketOptions {
  /** A client through which nothing goes for so many seconds is let go. None if left out. */
  timeout?: number;
  /** The IPs of load balancers: who comes from there says in a PROXY line who it is. */
  proxies?: string[];
  /** Ends the server: new clients are refused at once, those in progress get a moment. */
  signal?: AbortSignal;
}

/** How long a client may be silent while others wait for a file that is free, in seconds. */
const PATIENCE = 1;

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
  #options: ServerSocketOptions;
  #open = new Crowd<Socket>();
  #closed = false;

  constructor(listener: Deno.TcpListener, options: ServerSocketOptions = {}) {
    const { hostname: ip, port } = listener.addr as Deno.NetAddr;
    this.address = { ip, port };
    this.#listener = listener;
    this.#options = options;
  }

  /** The clients as they connect. When it ends, all of them are closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Socket> {
    const { proxies = [] } = this.#options;
    try {
      yield* proxies.length > 0 ? announced(this.#clients(), proxies) : this.#clients();
    } finally {
      this.close();
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

  async *#clients(): AsyncGenerator<Socket> {
    const { signal, timeout } = this.#options;
    const stop = () => this.close();
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    const watch = timeout &&
      setInterval(
        () => this.#letGo(timeout, `nothing came for ${timeout} s.`),
        Math.min(timeout * 100, 1000),
      );
    try {
      const turn = new Turn();
      let accepted;
      const noFiles = () => {
        warnNoFiles();
        this.#letGo(PATIENCE, "others wait, and nothing came.");
      };
      while ((accepted = await accept(this.#listener, turn, noFiles))) {
        const socket = new Socket(accepted.conn);
        const member = this.#open.add(socket);
        socket.watcher = new Guest(accepted.place, this.#open, member);
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

  #letGo(timeout: number, why: string): void {
    const before = performance.now() - timeout * 1000;
    for (const socket of this.#open) {
      if (socket.lastActive > before) continue;
      socket.abort(new SocketError("timeout", `Let go: ${why}`));
    }
  }

  async #lastMoment(): Promise<void> {
    if (this.#open.size === 0) return;
    await within(LAST_MOMENT, this.#open.empty());
    for (const socket of this.#open) {
      socket.abort(new SocketError("closed", "Let go: the server stops."));
    }
    await pause(LAST_WORDS);
  }
}

/** A client's socket, as its server sees it. */
class Guest implements Watcher {
  #place: Place;
  #crowd: Crowd<Socket>;
  #member: Member<Socket>;

  constructor(place: Place, crowd: Crowd<Socket>, member: Member<Socket>) {
    this.#place = place;
    this.#crowd = crowd;
    this.#member = member;
  }

  ended(): void {
    this.#place.free();
  }

  closed(): void {
    this.#place.free();
    this.#crowd.remove(this.#member);
  }
}

let told = false;

function warnNoFiles(): void {
  if (told) return;
  told = true;
  console.error(`Too many clients at once for this computer (its limit of open files is reached).
New ones wait until others have left. A higher limit helps: ulimit -n 4096`);
}
