/**
 * Buffers to receive into, used again and again: a new one for each of 20,000 messages a second
 * would keep the garbage collector busy, and clients waiting for it.
 *
 * @module
 */

/** The size of a buffer, in bytes: most messages are shorter, and a silent client holds one. */
export const BUFFER_SIZE = 512;

const MOST_KEPT = 256;
const free: Uint8Array<ArrayBuffer>[] = [];

/** A buffer of `BUFFER_SIZE` bytes, with anything in it. Give it back with `giveBuffer`. */
export function takeBuffer(): Uint8Array<ArrayBuffer> {
  return free.pop() ?? new Uint8Array(BUFFER_SIZE);
}

/** Gives back a buffer that nobody reads or writes any more. */
export function giveBuffer(buffer: Uint8Array<ArrayBuffer>): void {
  if (free.length < MOST_KEPT) free.push(buffer);
}
