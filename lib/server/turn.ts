/**
 * The turn: how many clients are being answered at once.
 *
 * @module
 */
import { withTimeout } from "../time.ts";

// New clients wait in the system's queue, in order, while so many are being answered. Without a
// bound a busy server accepts faster than it answers: the newest overtake the oldest, and the
// unluckiest client waits many times as long as the others.
const AT_ONCE = 32;

// A silent client is waited for so long, in milliseconds
const PATIENCE = 2;

// Where nobody was answered in so many waits, all are silent: more of them are let in before the
// next one
const IN_VAIN = 25;
const MOST_AT_ONCE = 1024;

/** A counter of the clients in progress, for the loop that accepts them. */
export class Turn {
  /** When somebody was answered last, in milliseconds of `performance.now()`. */
  lastAnswer = 0;

  #busy = 0;
  #atOnce = AT_ONCE;
  #inVain = 0;
  #onAnswer?: () => void;

  /** Whether the next client has to wait. */
  get full(): boolean {
    return this.#busy >= this.#atOnce;
  }

  /** Waits until somebody is answered. The silent are not waited for. */
  async next(): Promise<void> {
    await withTimeout(PATIENCE, new Promise<void>((resolve) => this.#onAnswer = resolve));
    if (!this.full) return;
    this.#busy = 0;
    if (++this.#inVain >= IN_VAIN) this.#atOnce = Math.min(2 * this.#atOnce, MOST_AT_ONCE);
  }

  /** A client was accepted. */
  accepted(): void {
    this.#busy++;
  }

  /** A client has its answer, or is gone. */
  answered(): void {
    // It may be one of the silent, who are not counted any more
    if (this.#busy > 0) this.#busy--;
    this.#atOnce = AT_ONCE;
    this.#inVain = 0;
    this.lastAnswer = performance.now();
    this.#onAnswer?.();
  }
}
