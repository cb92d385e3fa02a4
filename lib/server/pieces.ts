/**
 * Pieces: in what portions bytes are handed to an output, so that it is known what was written.
 *
 * @module
 */

// A batch is written in pieces that end where a line ends. A pipe takes 4096 bytes as a whole or
// not at all (pipe(7), PIPE_BUF): when writing fails because it is full, nothing was written.
const PIECE = 4096;

// Deno keeps so many bytes of a line for later when they cannot be written at once, and says only
// that it could not
const KEPT = 1000;

const NEWLINE = 10;

/** The lines that fit into a piece; of a longer one its beginning. */
export function wholeLines(bytes: Uint8Array): Uint8Array {
  const end = bytes.subarray(0, PIECE).lastIndexOf(NEWLINE) + 1;
  return bytes.subarray(0, end || PIECE);
}

/**
 * The beginning of a line without its end, or the end alone. When another program has set a terminal to
 * non-blocking, the former is kept by Deno and the latter not: so it is known what was written.
 */
export function partOfLine(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes[0] === NEWLINE ? 1 : Math.min(bytes.indexOf(NEWLINE), KEPT));
}

/** Whether writing failed only because there is no room just now. */
export function wouldBlock(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  return error instanceof Deno.errors.WouldBlock || code === "EAGAIN" || code === "EINTR";
}

/** Whether a piece is the end of a line alone. */
export function isLineEnd(piece: Uint8Array): boolean {
  return piece[0] === NEWLINE;
}
