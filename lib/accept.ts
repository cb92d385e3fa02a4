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

/** A connection, and what to call once its client has its answer or is gone. */
export interface Accepted {
  conn: Deno.TcpConn;
  answered: () => void;
}

/**
 * The connections of a listener, until it is closed. Neither a client that resets before it is
 * accepted nor a lack of file descriptors ends it (`accept(2)`: ECONNABORTED, EMFILE, ENFILE);
 * `onNoFiles` is told, once, of the latter.
 */
export async function* accept(
  listener: Deno.TcpListener,
  onNoFiles: () => void,
): AsyncGenerator<Accepted> {
  const turn = new Turn();
  let told = false;
  while (true) {
    await turn.next();
    try {
      const conn = await listener.accept();
      yield { conn, answered: turn.take() };
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "EMFILE" || code === "ENFILE" || code === "ENOBUFS" || code === "ENOMEM") {
        if (!told) onNoFiles();
        told = true;
        await pause(NO_FILES_PAUSE);
      } else if (reasonOf(error) === "closed") return;
      else if (reasonOf(error) !== "reset") throw error;
    }
  }
}

/** The places of those who are being answered. */
class Turn {
  #taken = 0;
  #generation = 0;
  #wake?: () => void;

  /** Waits for a free place. Whoever holds one in silence for too long loses it. */
  async next(): Promise<void> {
    if (this.#taken < AT_ONCE) return;
    await within(PATIENCE, new Promise<void>((resolve) => this.#wake = resolve));
    this.#wake = undefined;
    if (this.#taken < AT_ONCE) return;
    this.#taken = 0;
    this.#generation++;
  }

  /** Takes a place, and gives what frees it again. */
  take(): () => void {
    const generation = this.#generation;
    let held = true;
    this.#taken++;
    return () => {
      if (held && generation === this.#generation) {
        this.#taken--;
        this.#wake?.();
      }
      held = false;
    };
  }
}
