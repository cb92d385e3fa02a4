/**
 * The clients of a server: who is connected, whose turn it is, and who has been silent too long.
 *
 * @module
 */
import { SocketError } from "../socket-error.ts";
import { Connection, type ConnectionEvents } from "./connection.ts";
import { inRounds, ROUND } from "./rounds.ts";

// New clients wait in the system's queue, in order, while so many are being answered. Without a
// bound a busy server accepts faster than it answers: the newest overtake the oldest, and the
// unluckiest client waits many times as long as the others.
const AT_ONCE = 32;

// When in so many milliseconds no client was answered, all of them are silent, and do not count
const PATIENCE = 2;

/** Those who are connected, and how many there have been. */
export class Clients implements ConnectionEvents {
  /** How many were accepted so far. */
  accepted = 0;
  /** How many have had their answer, or are gone. */
  answers = 0;
  /** How many the program is not done with. */
  unfinished = 0;

  #timeout: number;
  // A `Set` would do; but at 20,000 comings and goings a second it triples the collector's pauses
  #open: Connection[] = [];
  #busy = 0;
  #onTurn?: () => void;
  #silence?: ReturnType<typeof setTimeout>;
  #stopRounds?: () => void;

  /** A client through which nothing goes for `timeout` seconds is disconnected; 0 waits for ever. */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Those who are connected now. */
  get open(): Connection[] {
    return this.#open.slice();
  }

  /** A new client. */
  add(conn: Deno.TcpConn): Connection {
    // One timer for all clients, however many wait for something
    this.#stopRounds ??= inRounds(() => this.#round());
    this.accepted++;
    this.unfinished++;
    this.#busy++;
    const connection = new Connection(conn, this);
    connection.place = this.#open.push(connection) - 1;
    return connection;
  }

  /** Whether the next client has to wait for its turn. */
  get full(): boolean {
    return this.#busy >= AT_ONCE;
  }

  /** Waits until a client is answered. The silent are not waited for. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#onTurn = resolve;
      this.#silence ??= this.#waitForAnswers();
    });
  }

  answered(): void {
    this.answers++;
    // It may be one of the silent, who are not counted any more
    if (this.#busy > 0) this.#busy--;
    this.#onTurn?.();
    this.#onTurn = undefined;
  }

  freed({ place }: Connection): void {
    // The last one takes the place that is free now
    const last = this.#open.pop()!;
    if (place < this.#open.length) {
      last.place = place;
      this.#open[place] = last;
    }
    if (this.#open.length > 0) return;
    this.#stopRounds?.();
    this.#stopRounds = undefined;
  }

  finished(): void {
    this.unfinished--;
  }

  /** One timer for many turns: it is set anew only when it has rung. */
  #waitForAnswers(): ReturnType<typeof setTimeout> {
    const before = this.answers;
    return setTimeout(() => {
      this.#silence = undefined;
      if (!this.#onTurn) return;
      if (this.answers > before) {
        this.#silence = this.#waitForAnswers();
        return;
      }
      this.#busy = 0;
      this.#onTurn();
      this.#onTurn = undefined;
    }, PATIENCE);
  }

  #round(): void {
    const most = this.#timeout * 1000 / ROUND || Infinity;
    // From the last one on, since it may be freed; a copy in each round would cost memory
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const one = this.#open[i];
      one.round();
      if (one.silent < most) continue;
      one.abort(
        new SocketError("timeout", `Disconnected: nothing received for ${this.#timeout} s.`),
      );
    }
  }
}
