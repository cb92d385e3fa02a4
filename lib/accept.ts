/**
 * Accepts clients for a server that must not die and must be fair.
 *
 * @module
 */
import { reasonOf } from "./socket-error.ts";
import { pause, within } from "./time.ts";

// New clients wait in the system's queue, in order, while so many are being answered. Without a
// bound a busy server accepts faster than it answers: the newest overtake the oldest, and the
// unluckiest client waits many times as long as the others.
const AT_ONCE = 32;

// A client that was accepted and stays silent holds its place so long, in milliseconds
const PATIENCE = 2;

// How long to wait for files to be closed when there are none left, in milliseconds
const NO_FILES_PAUSE = 20;

/** A connection, and the place among those in progress that it holds until it is answered. */
export interface Accepted {
  conn: Deno.TcpConn;
  place: Place;
}

/**
 * The next connection of a listener, when it is its turn; undefined once the listener is closed.
 * Neither a client that resets before it is accepted nor a lack of file descriptors is an error
 * (`accept(2)`: ECONNABORTED, EMFILE, ENFILE; Deno says NotConnected of a client that is gone
 * before its address could be asked). `onNoFiles` is told of the latter.
 */
export async function accept(
  listener: Deno.TcpListener,
  turn: Turn,
  onNoFiles: () => void,
): Promise<Accepted | undefined> {
  if (turn.full) await turn.next();
  while (true) {
    try {
      return { conn: await listener.accept(), place: turn.take() };
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "EMFILE" || code === "ENFILE" || code === "ENOBUFS" || code === "ENOMEM") {
        onNoFiles();
        await pause(NO_FILES_PAUSE);
      } else if (reasonOf(error) === "closed") return undefined;
      else if (reasonOf(error) !== "reset") throw error;
    }
  }
}

/** The places of those who are being answered. */
export class Turn {
  taken = 0;
  generation = 0;
  wake?: () => void;

  get full(): boolean {
    return this.taken >= AT_ONCE;
  }

  /** Waits for a free place. Whoever holds one in silence for too long loses it. */
  async next(): Promise<void> {
    await within(PATIENCE, new Promise<void>((resolve) => this.wake = resolve));
    this.wake = undefined;
    if (!this.full) return;
    this.taken = 0;
    this.generation++;
  }

  take(): Place {
    this.taken++;
    return new Place(this);
  }
}

/** A place among those who are being answered. */
export class Place {
  #turn?: Turn;
  #generation: number;

  constructor(turn: Turn) {
    this.#turn = turn;
    this.#generation = turn.generation;
  }

  /** Frees the place: the client has its answer or is gone. A second time does no harm. */
  free(): void {
    const turn = this.#turn;
    this.#turn = undefined;
    if (turn?.generation !== this.#generation) return;
    turn.taken--;
    turn.wake?.();
  }
}
