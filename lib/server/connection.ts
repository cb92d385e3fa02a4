/**
 * A connection: the socket that a server has for one of its clients.
 *
 * @module
 */
import type { Address } from "../address.ts";
import { Socket } from "../socket.ts";
import { reasonOf } from "../socket-error.ts";
import { withTimeout } from "../time.ts";
import { readable } from "../text.ts";

/** What the server hears of its connections. */
export interface ConnectionEvents {
  /** Nothing more will be sent: the client has its answer. */
  answered(connection: Connection): void;
  /** The system has its socket back. */
  freed(connection: Connection): void;
  /** The program is done with it, and has closed it. */
  finished(connection: Connection): void;
}

// What a silent client holds, in bytes: there may be thousands, and most messages are shorter
const SMALL = 128;

// What has arrived is here at once; so long it is waited for, in milliseconds
const AT_ONCE = 5;

const NOTHING = new Uint8Array(0);

/**
 * The server's socket for one client: a `Socket` that can also wait a little, be given back what
 * it received, and say who the client behind a proxy is.
 */
export class Connection extends Socket {
  /** Where it stands among the open ones: the listener's. */
  place = 0;
  /** When it had its answer, in milliseconds of `performance.now()`. */
  answeredAt = Infinity;

  #events: ConnectionEvents;
  #pending?: { buffer: Uint8Array; count: Promise<number> };
  #unread = NOTHING;
  #peer?: Address;
  #finished = false;

  constructor(conn: Deno.Conn<Deno.NetAddr>, events: ConnectionEvents) {
    super(conn);
    this.#events = events;
  }

  override get peer(): Address {
    return this.#peer ?? super.peer;
  }

  /** Says who the client really is, when a proxy stands between. */
  override set peer(peer: Address) {
    this.#peer = peer;
  }

  override async recv(max = 2048): Promise<Uint8Array> {
    const first = new Uint8Array(Math.min(max, SMALL));
    const count = await this.recvInto(first);
    if (count < first.length || count === max) return readable(first.subarray(0, count));
    // It is full, and there may be more: all that has arrived is received in one go
    const bytes = new Uint8Array(max);
    bytes.set(first);
    const more = await this.recvWithin(AT_ONCE, bytes.subarray(count)).catch(() => 0) ?? 0;
    return readable(bytes.subarray(0, count + more));
  }

  override recvInto(buffer: Uint8Array): Promise<number> {
    const simple = !this.#pending && this.#unread.length === 0;
    return simple ? super.recvInto(buffer) : this.#recvLeft(buffer);
  }

  /** Receives what was put back, or what a read brings that was given up. */
  async #recvLeft(buffer: Uint8Array): Promise<number> {
    if (this.#unread.length > 0) return this.#take(buffer, this.#unread);
    const { buffer: theirs, count } = this.#pending!;
    const received = await count;
    this.#pending = undefined;
    return theirs === buffer ? received : this.#take(buffer, theirs.subarray(0, received));
  }

  /**
   * Receives into a buffer, as `recvInto` does, but gives up after so many milliseconds and gives
   * `undefined`. Nothing is lost: the next call receives what comes. Until then the buffer is in
   * use.
   *
   * @throws {SocketError} when the connection is broken or closed.
   */
  async recvWithin(ms: number, buffer: Uint8Array): Promise<number | undefined> {
    if (this.#unread.length > 0) return this.#take(buffer, this.#unread);
    this.#pending ??= { buffer, count: super.recvInto(buffer) };
    const count = await withTimeout(ms, this.#pending.count);
    return count === undefined ? undefined : await this.recvInto(buffer);
  }

  /** Puts back what was received but not needed: the next call receives it. */
  unread(bytes: Uint8Array): void {
    this.#unread = new Uint8Array([...bytes, ...this.#unread]);
  }

  /** Sends all the bytes. To a client that is gone already nothing is sent, and that is no error. */
  override async send(bytes: Uint8Array): Promise<void> {
    try {
      await super.send(bytes);
    } catch (error) {
      if (reasonOf(error) !== "reset") throw error;
    }
  }

  override async shutdown(): Promise<void> {
    await super.shutdown();
    this.#hasAnswer();
  }

  /** Closes the connection as a socket does; a client that has broken it off already is no error. */
  override async close(): Promise<number> {
    try {
      return await super.close();
    } catch {
      return 0;
    } finally {
      this.destroy();
    }
  }

  override destroy(): void {
    this.free();
    if (this.#finished) return;
    this.#finished = true;
    this.#events.finished(this);
  }

  protected override free(): void {
    if (this.closed) return;
    super.free();
    this.#hasAnswer();
    this.#events.freed(this);
  }

  #hasAnswer(): void {
    if (this.answeredAt < Infinity) return;
    this.answeredAt = performance.now();
    this.#events.answered(this);
  }

  #take(buffer: Uint8Array, bytes: Uint8Array): number {
    const now = bytes.subarray(0, buffer.length);
    buffer.set(now);
    this.#unread = bytes.slice(now.length);
    return now.length;
  }
}
