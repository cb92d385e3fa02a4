/**
 * A connection: the socket that a server has for one of its clients.
 *
 * @module
 */
import type { Address } from "../address.ts";
import { needSize } from "../mistakes.ts";
import { Socket } from "../socket.ts";
import { reasonOf } from "../socket-error.ts";
import { readable } from "../text.ts";
import { ROUND } from "./rounds.ts";

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
const REST_WITHIN = 5;

// How long `close` waits for a client that is silent, and for one that goes on, in rounds
const LINGER = 10;
const LONGEST_LINGER = 100;

const NOTHING = new Uint8Array(0);

/**
 * The server's socket for one client: a `Socket` that can also wait a little, be given back what
 * it received, and say who the client behind a proxy is.
 */
export class Connection extends Socket {
  /** Where it stands among the open ones: the server's. */
  place = 0;
  /** For how many rounds it has been there. */
  rounds = 0;
  /** For how many rounds nothing has gone through. */
  silent = 0;
  /** In which round it had its answer. */
  answeredAt = Infinity;

  #events: ConnectionEvents;
  #pending?: { buffer: Uint8Array; count: Promise<number> };
  #unread = NOTHING;
  #seen = 0;
  #patience = Infinity;
  #giveUp?: (nothing: undefined) => void;
  #closing = Infinity;
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
    needSize(max, "recv");
    const first = new Uint8Array(Math.min(max, SMALL));
    const count = await this.recvInto(first);
    if (count < first.length || count === max) return readable(first.subarray(0, count));
    // It is full, and there may be more: all that has arrived is received in one go
    const bytes = new Uint8Array(max);
    bytes.set(first);
    const timer = setTimeout(() => this.#stopWaiting(), REST_WITHIN);
    const more = await this.recvWithin(Infinity, bytes.subarray(count)).catch(() => 0) ?? 0;
    clearTimeout(timer);
    return readable(bytes.subarray(0, count + more));
  }

  override recvInto(buffer: Uint8Array): Promise<number> {
    if (!this.#pending && this.#unread.length === 0) return super.recvInto(buffer);
    return this.recvWithin(Infinity, buffer) as Promise<number>;
  }

  /**
   * Receives into a buffer, as `recvInto` does, but gives up when nothing has gone through for so
   * many milliseconds, and gives `undefined`. Nothing is lost: the next call receives what comes.
   * Until then the buffer is in use.
   *
   * @throws {SocketError} when the connection is broken or closed.
   */
  recvWithin(ms: number, buffer: Uint8Array): Promise<number | undefined> {
    if (this.#unread.length > 0) return Promise.resolve(this.#take(buffer, this.#unread));
    const pending = this.#pending ??= { buffer, count: super.recvInto(buffer) };
    this.#patience = ms / ROUND;
    return new Promise((resolve, reject) => {
      this.#giveUp = resolve;
      pending.count.then((count) => {
        if (this.#giveUp !== resolve) return;
        this.#giveUp = this.#pending = undefined;
        const theirs = pending.buffer;
        resolve(theirs === buffer ? count : this.#take(buffer, theirs.subarray(0, count)));
      }, reject);
    });
  }

  /** Another round has passed, in which the server could have read what came. */
  round(): void {
    this.rounds++;
    this.silent = this.lastActive === this.#seen ? this.silent + 1 : 0;
    this.#seen = this.lastActive;
    const lingers = this.rounds - this.#closing;
    if (lingers >= LONGEST_LINGER || Math.min(lingers, this.silent) >= LINGER) this.free();
    if (this.silent >= this.#patience) this.#stopWaiting();
  }

  /** The call that waits gives `undefined`; what it would have received is for the next one. */
  #stopWaiting(): void {
    this.#giveUp?.(undefined);
    this.#giveUp = undefined;
  }

  /** Puts back what was received but not needed: the next call receives it. */
  unread(bytes: Uint8Array): void {
    this.#unread = new Uint8Array([...bytes, ...this.#unread]);
  }

  /** Sends all the bytes. To a client that is gone already nothing is sent, and that is no error. */
  override send(bytes: Uint8Array): Promise<void> {
    return super.send(bytes).catch((error) => {
      if (reasonOf(error) !== "reset") throw error;
    });
  }

  override shutdown(): Promise<void> {
    this.#hasAnswer();
    return super.shutdown();
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

  protected override linger(): undefined {
    this.#closing = this.rounds;
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
    this.answeredAt = this.rounds;
    this.#events.answered(this);
  }

  #take(buffer: Uint8Array, bytes: Uint8Array): number {
    const now = bytes.subarray(0, buffer.length);
    buffer.set(now);
    this.#unread = bytes.slice(now.length);
    return now.length;
  }
}
