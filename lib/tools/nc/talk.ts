/**
 * A talk: the input goes into a socket, and what the socket receives goes to the output, both at
 * once, until it is over.
 *
 * @module
 */
import type { Socket } from "../../socket.ts";
import { delay, withTimeout } from "../../time.ts";
import { receive, relay } from "../relay.ts";
import type { Input } from "./stdin.ts";
import type { Output } from "./stdout.ts";

/** Input that does not come within so many milliseconds is not at hand. */
const AT_HAND = 200;

/** How often it looks whether a peer that has ended is gone, in milliseconds. */
const LOOK = 200;

/** When a talk ends, apart from both sides having ended. */
export interface TalkOptions {
  /** At the end of the input, say so to the peer. */
  halfClose?: boolean;
  /** End so many seconds after the input. */
  quit?: number;
  /** End when the peer has ended and what input is at hand is sent, even if there could be more. */
  endWithPeer?: boolean;
  /** End when nothing went through for so many seconds. */
  wait?: number;
}

/** What went through, in bytes, in how many seconds, and how it ended. */
export interface Talked {
  sent: number;
  received: number;
  seconds: number;
  /** What broke the connection, if something did. */
  error?: Error;
}

/** A socket that can tell whether its peer is gone: a peer that has ended may still listen. */
export type Peer = Socket & { isGone?(): Promise<boolean> };

/**
 * Talks until both sides have ended, as OpenBSD's nc does: after the end of the input it still
 * receives, after the peer's end it still sends. Needs a program of its own, which ends with
 * `Deno.exit`: a read of the input may still wait.
 *
 * ```ts ignore
 * const s = await connect({ ip: "127.0.0.1", port: 8080 });
 * const { sent, received } = await talk(s, new Input(), new Output());
 * ```
 */
export async function talk(
  socket: Peer,
  input: Input,
  output: Output,
  { halfClose = false, quit = 0, endWithPeer = false, wait = 0 }: TalkOptions = {},
): Promise<Talked> {
  const start = performance.now();
  const talked: Talked = { sent: 0, received: 0, seconds: 0 };
  let sending = false;
  let over = false;

  const peer = {
    async send(bytes: Uint8Array) {
      // What comes too late is for the next client
      if (over) return false;
      input.take();
      sending = true;
      await socket.send(bytes);
      sending = false;
      talked.sent += bytes.length;
    },
    async shutdown() {
      if (halfClose && !over) await socket.shutdown();
    },
  };
  const here = {
    async send(bytes: Uint8Array) {
      talked.received += bytes.length;
      return await output.write(bytes);
    },
    async shutdown() {},
  };

  /** Waits while there is input at hand. */
  async function untilQuiet(): Promise<void> {
    let before;
    do before = talked.sent; while (
      !await withTimeout(AT_HAND, up.then(() => true)) && (sending || talked.sent > before)
    );
  }

  /** Waits until nothing more can be sent: the input has ended, or the peer is gone. */
  async function untilSent(): Promise<void> {
    while (!await withTimeout(LOOK, up.then(() => true))) {
      if (over || await socket.isGone?.()) return;
    }
  }

  async function untilIdle(): Promise<void> {
    for (let left = wait * 1000; left > 0;) {
      if (await withTimeout(left, ended)) return;
      left = socket.lastActive + wait * 1000 - performance.now();
    }
  }

  const broken = (error: Error) => {
    if (!over) talked.error ??= error;
  };
  const up = relay(() => input.next(), peer).catch(broken);
  const received = relay(receive(socket), here).catch(broken).then(() => output.end());
  // A broken connection may still receive; once the receiving is over, so is the talk
  const ended = Promise.race([received, output.broken]).then(async () => {
    if (!talked.error) await (endWithPeer ? untilQuiet() : untilSent());
    return true;
  });
  const late = [
    ...(wait > 0 ? [untilIdle()] : []),
    ...(quit > 0 ? [up.then(() => delay(quit * 1000))] : []),
  ].map((end) => end.then(() => false));
  const inOrder = await Promise.race([ended, ...late]);
  over = true;
  if (inOrder) await socket.close().catch(() => {});
  else socket.destroy();
  return { ...talked, seconds: (performance.now() - start) / 1000 };
}
