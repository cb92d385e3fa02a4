/**
 * The relay: what comes from one side goes to the other, byte for byte and piece by piece.
 *
 * @module
 */
import type { Socket } from "../socket.ts";

/** Gives the next piece, which is good until the next call; undefined at the end. */
export type Source = () => Promise<Uint8Array | undefined>;

/** Takes pieces. */
export interface Sink {
  /** Takes all the bytes; false when nothing can be taken any more. */
  send(bytes: Uint8Array): Promise<unknown>;
  /** Hears that no more will come. */
  shutdown(): Promise<unknown>;
}

/** How many bytes are received at once. */
export const MOST_AT_ONCE = 256 * 1024;

/** Passes on each piece as it comes, and at last the end. Throws what either side throws. */
export async function relay(next: Source, to: Sink): Promise<void> {
  for (let bytes; (bytes = await next());) {
    if (await to.send(bytes) === false) return;
  }
  await to.shutdown();
}

/** What a socket receives: the next piece is on its way while one is passed on. */
export function receive(socket: Socket): Source {
  let [coming, given] = [new Uint8Array(MOST_AT_ONCE), new Uint8Array(MOST_AT_ONCE)];
  let count: Promise<number> | undefined;
  return async () => {
    const length = await (count ?? socket.recvInto(coming));
    if (length === 0) return;
    [coming, given] = [given, coming];
    count = socket.recvInto(coming);
    // If it fails, the next call says so
    count.catch(() => {});
    return given.subarray(0, length);
  };
}
