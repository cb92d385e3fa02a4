/**
 * Sockets: through one, bytes go to another program and come back.
 *
 * @module
 */
import { type Address, checkAddress, formatAddress, normalizeIP } from "./address.ts";
import { needBytes, needSeconds, needSize } from "./mistakes.ts";
import type { SocketError } from "./socket-error.ts";
import { readable, wholeCharacters } from "./text.ts";
import { deadline } from "./time.ts";

export type { Address };

/** How to connect. */
export interface ConnectOptions {
  /** Seconds to wait for the connection, and then for an answer; 0 waits for ever. */
  timeout?: number;
  /** Gives up when it is aborted. */
  signal?: AbortSignal;
}

/** How long `close` waits (ms) for a silent peer, and one that goes on. */
const LINGER = 1000;
const LONGEST_LINGER = 10_000;

// What `close` reads is thrown away: all sockets share its place
const SCRATCH = new Uint8Array(64 * 1024);

/**
 * Creates a socket and connects it to the server at (ip, port).
 *
 * ```ts
 * import { connect } from "./socket.ts";
 * import { listen } from "./server/listen.ts";
 * import { encode } from "./text.ts";
 *
 * using server = listen({ ip: "127.0.0.1", port: 0 });
 * const s = await connect(server.address);
 * await s.send(encode("HELLO FROM THE CLIENT!!!"));
 * await s.close();
 * ```
 *
 * @throws {UserError} when it is called wrongly.
 * @throws {SocketError} whose `reason` says why.
 */
export async function connect(
  address: Address,
  { timeout = 10, signal }: ConnectOptions = {},
): Promise<Socket> {
  const { ip: hostname, port } = checkAddress(address, "connect");
  needSeconds(timeout, "connect");
  return await tryToConnect(address, timeout, async (signal) => {
    const conn = await Deno.connect({ hostname, port, signal });
    const { localAddr: own, remoteAddr: peer } = conn;
    if (own.port !== peer.port || own.hostname !== peer.hostname) return new Socket(conn, timeout);
    // Without a server, the system may give this end the very port that it asks for
    conn.close();
    throw new Deno.errors.ConnectionRefused();
  }, signal);
}

/** Waits so many seconds for a connection, however it is made, and explains why there is none. */
export async function tryToConnect<T>(
  address: Address,
  seconds: number,
  make: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const late = new AbortController();
  using _ = deadline(seconds * 1000 || Infinity, () => late.abort(new Deno.errors.TimedOut()));
  const either = signal ? AbortSignal.any([late.signal, signal]) : late.signal;
  try {
    return await make(either);
  } catch (error) {
    const { connectError } = await import("./socket-error.ts");
    throw connectError(either.aborted ? either.reason : error, address, seconds);
  }
}

/**
 * A socket connected to its peer. Bytes in, bytes out: text is decoded apart.
 *
 * `await using` closes it at the end of the block, `using` destroys it.
 */
export class Socket implements Disposable, AsyncDisposable {
  /** Why the last `recvAll` ended before the peer did; undefined when it is whole. */
  unfinished?: string;
  /** When bytes last went through, in milliseconds of `performance.now()`. */
  lastActive = performance.now();

  /** Whether the peer has said that no more will come. */
  protected ended = false;
  protected readonly conn: Deno.Conn<Deno.NetAddr>;
  #timeout: number;
  #shut = false;
  #closed = false;
  #heard = false;
  #late?: string;
  #why?: Error;

  /** `timeout` in seconds; 0 waits for ever. */
  constructor(conn: Deno.Conn<Deno.NetAddr>, timeout = 0) {
    this.conn = conn;
    this.#timeout = timeout;
  }

  /** This end: its IP and port. */
  get address(): Address {
    return toAddress(this.conn.localAddr);
  }

  /** The other end: the peer's IP and port. */
  get peer(): Address {
    return toAddress(this.conn.remoteAddr);
  }

  /** Whether it is closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Sends all the bytes. (One write may take only a part of them: POSIX, `send(2)`.)
   *
   * @throws {SocketError} when the connection is broken or closed, or the peer takes nothing.
   */
  async send(bytes: Uint8Array): Promise<void> {
    needBytes(bytes, "send");
    try {
      for (let sent = 0; sent < bytes.length;) {
        using _ = this.#patience("does not read what is sent to it");
        sent += await this.conn.write(sent === 0 ? bytes : bytes.subarray(sent));
        this.lastActive = performance.now();
      }
    } catch (error) {
      throw await this.#broken(error);
    }
  }

  /**
   * Receives what has arrived, at most `max` bytes; waits while there is nothing. Empty at end of
   * file: no more will come. It is a piece of the stream, not a message: TCP keeps no message
   * boundaries (RFC 9293, section 3.8).
   *
   * @throws {SocketError} when the connection is broken or closed.
   */
  async recv(max = 2048): Promise<Uint8Array> {
    needSize(max, "recv");
    const buffer = new Uint8Array(max);
    return readable(buffer.subarray(0, await this.recvInto(buffer)));
  }

  /**
   * Receives until the peer ends, at most `max` bytes, however the network cuts them. When the
   * peer goes on or falls silent, it gives what has come, and `unfinished` says why.
   *
   * @throws {SocketError} when the connection breaks or falls silent before anything came.
   */
  async recvAll(max = 2048): Promise<Uint8Array> {
    needSize(max, "recvAll");
    // One byte more than wanted shows whether there is more
    const buffer = new Uint8Array(max + 1);
    let count = 0;
    this.unfinished = undefined;
    try {
      using _ = this.#patience(`has not answered within ${this.#timeout} s`);
      for (let n = 1; n > 0 && count <= max; count += n) {
        n = await this.recvInto(buffer.subarray(count));
      }
    } catch (error) {
      const why: Record<string, string> = {
        timeout: `The answer had not ended after ${this.#timeout} s`,
        reset: "The connection broke off",
      };
      const known = why[(error as SocketError).reason];
      if (count === 0 || !known) throw error;
      this.unfinished = `${known}: this is what came.`;
    }
    if (count <= max) return readable(buffer.subarray(0, count));
    this.unfinished = `The answer is longer: these are its first ${max} bytes.`;
    return readable(buffer.subarray(0, wholeCharacters(buffer.subarray(0, max))));
  }

  /**
   * Receives into a buffer and tells how many bytes: 0 at end of file.
   *
   * @throws {SocketError} when the connection is broken or closed.
   */
  async recvInto(buffer: Uint8Array): Promise<number> {
    try {
      const count = await this.conn.read(buffer);
      this.lastActive = performance.now();
      if (count === null) this.ended = true;
      else this.#heard = true;
      return count ?? 0;
    } catch (error) {
      throw await this.#broken(error);
    }
  }

  /** Says that no more will be sent, as `shutdown(SHUT_WR)` does; the peer can still answer. */
  async shutdown(): Promise<void> {
    if (this.#shut) return;
    this.#shut = true;
    // It may be gone
    await this.conn.closeWrite().catch(() => {});
  }

  /**
   * Closes the socket in order: says that no more will be sent, and reads until the peer has
   * ended too: unread bytes would make it a reset, which can destroy what the peer has not read
   * yet (RFC 1122, section 4.2.2.13). It waits for a silent peer a second at most, for one that
   * goes on ten, and gives the number of bytes that came too late to be received.
   *
   * @throws {SocketError} when the peer broke off without an answer: what was sent may be lost.
   */
  async close(): Promise<number> {
    if (this.#closed) return 0;
    let unread = 0;
    try {
      await this.shutdown();
      using _ = this.linger();
      while (!this.ended) unread += await this.recvInto(SCRATCH);
      return unread;
    } catch (error) {
      const { reason, message } = error as SocketError;
      if (this.#heard || reason === "closed") return unread;
      (error as Error).message = `${message}\nWhat was sent may not have arrived.`;
      throw error;
    } finally {
      this.#why = undefined;
      this.free();
    }
  }

  /** Closes the socket at once, without waiting for the peer. */
  destroy(): void {
    this.free();
  }

  /** Closes the socket at once; what waits for it gets `why` as its error. */
  abort(why: Error): void {
    this.#why ??= why;
    this.free();
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Socket from ${formatAddress(this.address)} to ${formatAddress(this.peer)}`;
  }

  /** Gives it back to the system. */
  protected free(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.conn.close();
  }

  /** Bounds how long `close` waits; a server does that for all its sockets at once. */
  protected linger(): Disposable | undefined {
    if (this.ended) return;
    const last = performance.now() + LONGEST_LINGER;
    return deadline(LINGER, () => {
      const now = performance.now();
      if (now - this.lastActive < LINGER && now < last) return LINGER;
      this.free();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Waits for the peer as long as the timeout says; then closes the socket. */
  #patience(why: string): Disposable | undefined {
    if (!this.#timeout) return;
    return deadline(this.#timeout * 1000, () => {
      this.#late = why;
      this.free();
    });
  }

  /** Frees the socket, whose connection broke, and gives the error. */
  async #broken(error: unknown): Promise<Error> {
    this.free();
    const { transferError } = await import("./socket-error.ts");
    return this.#why ??= transferError(error, this.peer, this.#late, this.#shut);
  }
}

function toAddress({ hostname, port }: Deno.NetAddr): Address {
  // A server at "::" sees IPv4 clients as ::ffff:192.0.2.7
  return { ip: normalizeIP(hostname), port };
}
