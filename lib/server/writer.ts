/**
 * A writer: hands bytes to an output of the system, as often as it takes until all are written.
 *
 * @module
 */
import { delay } from "../time.ts";

/** Where bytes are written to: `Deno.stdout`. */
export interface Stream {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

// Bytes are handed over in pieces that end where a line ends. A pipe takes 4096 bytes as a whole or
// not at all (pipe(7), PIPE_BUF): when writing fails because it is full, nothing was written.
const PIECE = 4096;

// Deno keeps so many bytes of a line for later when they cannot be written at once, and says only
// that it could not
const KEPT = 1000;

// Milliseconds: how long an output without room is left alone, and one on a full disk
const NO_ROOM = 20;
const NO_DISK = 500;

const NEWLINE = 10;
const NOTHING = new Uint8Array(0);

/** An output that is full is tried again; one that is gone is given up. */
export class Writer {
  #stream: Stream;
  #onMove: () => void;
  #terminal: boolean;
  #nonBlocking = false;
  #told = false;

  /** `onMove` is called whenever the output has taken something. */
  constructor(stream: Stream, onMove: () => void) {
    this.#stream = stream;
    this.#onMove = onMove;
    // One that is gone cannot be asked
    this.#terminal = stream.isTerminal();
  }

  /**
   * Writes all the bytes, however long that takes.
   *
   * @throws {Error} the system's, when what is written can never be read.
   */
  async write(bytes: Uint8Array): Promise<void> {
    const pieces = inPieces(bytes);
    // All at once, in order: a busy program would not come back for each in time
    const counts = this.#nonBlocking
      ? []
      : await Promise.all(pieces.map((piece) => this.#put(piece).catch(() => 0)));
    for (const [i, piece] of pieces.entries()) {
      for (let at = counts[i] ?? 0; at < piece.length;) at += await this.#some(piece.subarray(at));
    }
  }

  /** Hands bytes to the system. */
  async #put(bytes: Uint8Array): Promise<number> {
    const count = await this.#stream.write(bytes);
    this.#onMove();
    if (this.#told && bytes.length > 0) {
      this.#told = false;
      tell("The log is written again.");
    }
    return count;
  }

  /** Writes some of it, and tells how much. */
  async #some(bytes: Uint8Array): Promise<number> {
    const piece = this.#nonBlocking ? partOfLine(bytes) : bytes;
    for (let kept = false;;) {
      try {
        // An empty write tries what Deno has kept
        const count = await this.#put(kept ? NOTHING : piece);
        return kept ? piece.length : count;
      } catch (error) {
        if (!wouldBlock(error)) {
          await this.#failed(error);
          return 0;
        }
      }
      await delay(NO_ROOM);
      if (!this.#nonBlocking) {
        this.#nonBlocking = true;
        return 0;
      }
      kept = piece[0] !== NEWLINE;
    }
  }

  async #failed(error: unknown): Promise<void> {
    const { code = "", message } = error as { code?: string; message: string };
    // A terminal whose window was closed says EIO; a disk says it for one block, and goes on
    const gone = /^E(PIPE|BADF)$/.test(code) || (code === "EIO" && this.#terminal);
    if (gone || error instanceof Deno.errors.BadResource) throw error;
    // The disk is full, most likely: lines may be lost, but no client is
    if (!this.#told) {
      tell(`The log cannot be written (${message}).\nThe program goes on, and tries again.`);
    }
    this.#told = true;
    await delay(NO_DISK);
  }
}

/** Tells of an output on standard error: that may be the same full disk, or a paused terminal. */
export function tell(text: string): void {
  Deno.stderr.write(new TextEncoder().encode(`${text}\n`)).catch(() => {});
}

/** The lines that fit into a piece; of a longer one its beginning. */
function inPieces(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieces.at(-1)!.length) {
    const most = bytes.subarray(at, at + PIECE);
    pieces.push(most.subarray(0, most.lastIndexOf(NEWLINE) + 1 || PIECE));
  }
  return pieces;
}

/**
 * The beginning of a line without its end, or the end alone. When another program has set a terminal
 * to non-blocking, the former is kept by Deno and the latter not: so it is known what was written.
 */
function partOfLine(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes[0] === NEWLINE ? 1 : Math.min(bytes.indexOf(NEWLINE), KEPT));
}

/** Whether writing failed only because there is no room just now. */
function wouldBlock(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  return error instanceof Deno.errors.WouldBlock || code === "EAGAIN" || code === "EINTR";
}
