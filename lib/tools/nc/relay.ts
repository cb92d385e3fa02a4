/**
 * The relay: the input goes into a socket, and what the socket receives goes to the output, both
 * at once, byte for byte.
 *
 * @module
 */
import type { Socket } from "../../socket.ts";
import { delay, withTimeout } from "../../time.ts";
import type { Input } from "./stdin.ts";
import type { Output } from "./stdout.ts";

// Received in big pieces, one while the other is written
const SIZE = 256 * 1024;

// Input that does not come within so many milliseconds is not at hand
const QUIET = 200;

// How often it looks whether somebody who has ended has gone, in milliseconds
const LOOK = 200;

/** When a relay ends, apart from both sides having ended. */
export interface RelayOptions {
  /** At the end of the input, say so to the peer. */
  halfClose?: boolean;
  /** End so many seconds after the input. */
  quit?: number;
  /** End when the peer has ended and what input is at hand is sent, even if there could be more. */
  endWithPeer?: boolean;
  /** End when nothing went through for so many seconds. */
  idle?: number;
}

/** What went through, in bytes, and how it ended. */
export interface Relayed {
  sent: number;
  received: number;
  /** What broke the connection, if something did. */
  error?: Error;
}

/** A socket that can tell whether its peer has gone altogether: who has ended may still listen. */
export type Peer = Socket & { isGone?(): Promise<boolean> };

/**
 * Relays until both sides have ended, as OpenBSD's nc does: after the end of the input it still
 * receives, after the peer's end it still sends. Needs a program of its own, which ends with
 * `Deno.exit`: a read of the input may still wait.
 *
 * ```ts ignore
 * const s = await connect({ ip: "127.0.0.1", port: 8080 });
 * const { sent, received } = await relay(s, new Input(), new Output());
 * ```
 */
export async function relay(
  socket: Peer,
  input: Input,
  output: Output,
  { halfClose = false, quit = 0, endWithPeer = false, idle = 0 }: RelayOptions = {},
): Promise<Relayed> {
  const relayed: Relayed = { sent: 0, received: 0 };
  let sending = false;
  let over = false;

  async function send(): Promise<void> {
    for (let bytes; (bytes = await input.next()) && !over;) {
      input.take();
      sending = true;
      await socket.send(bytes);
      sending = false;
      relayed.sent += bytes.length;
    }
    if (halfClose && !over) await socket.shutdown();
  }

  async function receive(): Promise<void> {
    const buffers = [new Uint8Array(SIZE), new Uint8Array(SIZE)];
    let written = Promise.resolve(true);
    try {
      for (let i = 0;; i = 1 - i) {
        const count = await socket.recvInto(buffers[i]);
        if (!await written || count === 0) break;
        relayed.received += count;
        written = output.write(buffers[i].subarray(0, count));
      }
    } finally {
      await written;
      await output.end();
    }
  }

  /** Waits while there is input at hand. */
  async function untilQuiet(): Promise<void> {
    let before;
    do before = relayed.sent; while (
      !await withTimeout(QUIET, up.then(() => true)) && (sending || relayed.sent > before)
    );
  }

  /** Waits until nothing more can be sent: the input has ended, or the peer has gone. */
  async function untilSent(): Promise<void> {
    while (!await withTimeout(LOOK, up.then(() => true))) {
      if (over || await socket.isGone?.()) return;
    }
  }

  async function untilIdle(): Promise<void> {
    for (let left = idle * 1000; left > 0;) {
      if (await withTimeout(left, ended)) return;
      left = socket.lastActive + idle * 1000 - performance.now();
    }
  }

  const broken = (error: Error) => {
    if (!over) relayed.error ??= error;
  };
  const up = send().catch(broken);
  const down = Promise.race([receive().catch(broken), output.broken]);
  // Who cannot send any more may still receive; once the receiving is over, so is a broken
  // connection
  const ended = down.then(async () => {
    if (!relayed.error) await (endWithPeer ? untilQuiet() : untilSent());
    return true;
  });
  const late = [
    ...(idle > 0 ? [untilIdle()] : []),
    ...(quit > 0 ? [up.then(() => delay(quit * 1000))] : []),
  ].map((end) => end.then(() => false));
  const inOrder = await Promise.race([ended, ...late]);
  over = true;
  if (inOrder) await socket.close().catch(() => {});
  else socket.destroy();
  return { ...relayed };
}
