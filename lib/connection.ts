/**
 * A connected socket: bytes go in at one end and come out at the other, in order.
 *
 * @module
 */
import type { Address } from "./address.ts";
import { BUFFER_SIZE, giveBuffer, takeBuffer } from "./buffers.ts";
import { SocketError, transferError } from "./socket-error.ts";
import { within } from "./time.ts";

/** How long `close` waits for the peer to end as well, in milliseconds. */
const LINGER = 1000;

const NOTHING = new Uint8Array(0);

// What `close` reads is thrown away, so that all sockets may share the place where it lands
const SCRATCH = new Uint8Array(64 * 1024);

/** Who is told how far a socket is: the server that accepted it. */
export interface Watcher {
  /** Nothing more will be sent: the client has its answer. */
  ended(): void;
  /** The socket is closed, whether it was ended before or not. */
  closed(): void;
}

/**
 * A socket connected to its peer. Bytes in, bytes out: text is encoded and decoded apart.
 *
 * `connect` makes one, and so does a server's `for await`. With `await using` it is closed at
 * the end of the block; `using` closes it at once, without waiting for the peer.
 *
 * ```ts
 * import { connect, listen } from "./socket.ts";
 * import { decode, encode } from "./text.ts";
 *
 * using server = listen({ ip: "127.0.0.1", port: 0 });
 * await using s = await connect(server.address);
 * await s.send(encode("hello"));
 * for await (const client of server) {
 *   console.log(decode(await client.recv())); // hello
 *   client[Symbol.dispose]();
 *   break;
 * }
 * ```
 */
export class Socket implements Disposable, AsyncDisposable {
  /** When bytes last went through, in milliseconds of `performance.now()`. */
  lastActive = performance.now();
  /** Who is told how far the socket is. */
  watcher?: Watcher;

  #conn: Deno.Conn<Deno.NetAddr>;
  #read?: { buffer: Uint8Array; count: Promise<number | null> };
  #unread = NOTHING;
  #endSent = false;
  #endReceived = false;
  #closed = false;
  #error?: SocketError;
  #announced?: Address;

  constructor(conn: Deno.Conn<Deno.NetAddr>) {
    this.#conn = conn;
  }

  /** This end: the IP and port of this program. */
  get address(): Address {
    return toAddress(this.#conn.localAddr);
  }

  /** The other end: the IP and port of the program it talks to. */
  get peer(): Address {
    return this.#announced ?? toAddress(this.#conn.remoteAddr);
  }

  /** Says who the peer really is, when a proxy stands between. */
  announce(peer: Address): void {
    this.#announced = peer;
  }

  /**
   * Sends all the bytes. (One write may take only a part of them: POSIX, `send(2)`.)
   *
   * @throws {SocketError} when the connection is broken or closed.
   */
  async send(bytes: Uint8Array): Promise<void> {
    try {
      for (let sent = 0; sent < bytes.length;) {
        sent += await this.#conn.write(sent === 0 ? bytes : bytes.subarray(sent));
        this.lastActive = performance.now();
      }
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /**
   * Receives what has arrived, at most `max` bytes; waits while there is nothing. Empty at end
   * of file: the peer has said that no more will come. What arrives is a piece of the stream,
   * not a message: TCP keeps no message boundaries (RFC 9293, section 3.8). With `ms`, it gives
   * up after so many milliseconds and gives `undefined`; nothing is lost, the next call gets what
   * comes.
   *
   * @throws {SocketError} when the connection is broken or closed.
   */
  recv(max?: number): Promise<Uint8Array>;
  recv(max: number, ms: number): Promise<Uint8Array | undefined>;
  async recv(max = 2048, ms?: number): Promise<Uint8Array | undefined> {
    const buffer = max === BUFFER_SIZE ? takeBuffer() : new Uint8Array(max);
    try {
      // The wait for a silent client, of whom there may be thousands: one promise is enough for it
      const count = this.#simple && ms === undefined
        ? this.#received(await this.#conn.read(buffer))
        : await this.recvInto(buffer, ms);
      // A read that goes on still writes into its buffer: only one that is over is given back
      if (count === undefined) return undefined;
      if (max !== BUFFER_SIZE) return buffer.subarray(0, count);
      const bytes = buffer.slice(0, count);
      giveBuffer(buffer);
      return bytes;
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /**
   * Receives into a buffer and tells how many bytes: 0 at end of file; `undefined` as with `recv`.
   * While it waits, and after `undefined` until the next call is over, the buffer is in use.
   *
   * @throws {SocketError} when the connection is broken or closed.
   */
  recvInto(buffer: Uint8Array): Promise<number>;
  recvInto(buffer: Uint8Array, ms: number | undefined): Promise<number | undefined>;
  async recvInto(buffer: Uint8Array, ms?: number): Promise<number | undefined> {
    if (this.#unread.length > 0) return this.#take(buffer, this.#unread);
    try {
      if (ms === undefined && this.#simple) return this.#received(await this.#conn.read(buffer));
      // A read that was given up goes on, into the buffer that it was given: its bytes come first
      const read = this.#read ??= { buffer, count: this.#conn.read(buffer) };
      const count = ms === undefined ? await read.count : await within(ms, read.count);
      if (count === undefined) return undefined;
      this.#read = undefined;
      const received = this.#received(count);
      if (read.buffer === buffer) return received;
      return this.#take(buffer, read.buffer.subarray(0, received));
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** Puts back what was received but not needed: the next call receives it. */
  putBack(bytes: Uint8Array): void {
    this.#unread = new Uint8Array([...bytes, ...this.#unread]);
  }

  /**
   * Says that no more will be sent, as `shutdown(SHUT_WR)` does: the peer reads the end of
   * file, and can still answer.
   */
  async shutdown(): Promise<void> {
    if (this.#endSent) return;
    this.#endSent = true;
    // The peer may be gone already; then there is nobody left to tell
    await this.#conn.closeWrite().catch(() => {});
    this.watcher?.ended();
  }

  /**
   * Closes the socket in order: says that no more will be sent, reads until the peer has ended
   * too, and frees the socket. Closing with unread bytes would send a reset, and a reset can
   * destroy what the peer has not read yet (RFC 9293, section 3.10.4; RFC 1122, section
   * 4.2.2.13). It waits for the peer a second at the most, and never throws.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.shutdown();
      const end = performance.now() + LINGER;
      while (!this.#endReceived && performance.now() < end) {
        await this.recvInto(SCRATCH, end - performance.now());
      }
    } catch {
      // The connection broke: it is as closed as can be
    }
    this[Symbol.dispose]();
  }

  /** Whether it is closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Closes the socket at once; what waits for it gets `why` as its error. */
  abort(why: SocketError): void {
    this.#error ??= why;
    this[Symbol.dispose]();
  }

  /** Closes the socket at once. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#conn.close();
    this.watcher?.closed();
  }

  /** Closes the socket in order: see `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Whether nothing is left from a read that was given up. */
  get #simple(): boolean {
    return !this.#read && this.#unread.length === 0;
  }

  #received(count: number | null): number {
    this.#endReceived = count === null;
    this.lastActive = performance.now();
    return count ?? 0;
  }

  #take(buffer: Uint8Array, bytes: Uint8Array): number {
    const now = bytes.subarray(0, buffer.length);
    buffer.set(now);
    this.#unread = bytes.slice(now.length);
    return now.length;
  }

  #explain(error: unknown): SocketError {
    if (error instanceof SocketError) return error;
    return this.#error ?? transferError(error, this.peer);
  }
}

// A server at "::" sees IPv4 clients as ::ffff:192.0.2.7 (RFC 4291, section 2.5.5.2)
function toAddress({ hostname, port }: Deno.NetAddr): Address {
  return { ip: hostname.replace(/^::ffff:(?=[\d.]+$)/, ""), port };
}
