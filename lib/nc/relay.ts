/**
 * The relay: standard input goes into a socket, and what the socket receives goes to standard
 * output, both at once, byte for byte.
 *
 * @module
 */
import { escapeLines } from "../escape.ts";
import type { Socket } from "../socket.ts";
import { withTimeout } from "../system/time.ts";
import { encode } from "../text.ts";

// One big buffer each way: twice as fast as the streams of the runtime
const SIZE = 256 * 1024;

// Input that does not come within so many milliseconds is not at hand
const QUIET = 200;

/** When a relay ends, apart from both sides having ended. */
export interface RelayOptions {
  /** At the end of the input, say so to the peer. */
  halfClose?: boolean;
  /** End when the peer has ended, even if there could be more input: who comes next may want it. */
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

/**
 * Relays until both sides have ended, as OpenBSD's nc does: after the end of the input it still
 * receives, after the peer's end it still sends. At a terminal the peer's end is the end. Needs
 * a program of its own, which ends with `Deno.exit`: a read of the input may still wait.
 *
 * ```ts ignore
 * const { sent, received } = await relay(await connect({ ip: "127.0.0.1", port: 8080 }));
 * ```
 */
export async function relay(
  socket: Socket,
  { halfClose = false, endWithPeer = false, idle = 0 }: RelayOptions = {},
): Promise<Relayed> {
  const relayed: Relayed = { sent: 0, received: 0 };
  const broken = (error: Error) => {
    relayed.error ??= error;
  };
  const up = sendInput(socket, relayed).then(() => halfClose ? socket.shutdown() : undefined)
    .catch(broken);
  const down = receiveOutput(socket, relayed).catch(broken);
  // Who cannot send any more may still receive; once the receiving is over, so is a broken
  // connection, and at a terminal the conversation
  const ended = down.then(async () => {
    if (relayed.error) return;
    if (endWithPeer || Deno.stdin.isTerminal()) await untilQuiet(up, relayed);
    else await up;
  });
  await (idle > 0 ? Promise.race([ended, idleness(socket, idle, ended)]) : ended);
  await socket.close();
  return relayed;
}

const buffer = new Uint8Array(SIZE);
let reading: Promise<number | null> | undefined;

async function sendInput(socket: Socket, relayed: Relayed): Promise<void> {
  while (true) {
    // A read that waited when the last client left: what it brings is for this one
    const count = await (reading ??= Deno.stdin.read(buffer));
    if (socket.closed) return;
    if (count === null) return;
    reading = undefined;
    await socket.send(buffer.subarray(0, count));
    relayed.sent += count;
  }
}

async function receiveOutput(socket: Socket, relayed: Relayed): Promise<void> {
  const buffer = new Uint8Array(SIZE);
  const toTerminal = Deno.stdout.isTerminal() ? new TextDecoder() : undefined;
  for (let count; (count = await socket.recvInto(buffer)) > 0;) {
    relayed.received += count;
    const bytes = buffer.subarray(0, count);
    const shown = toTerminal &&
      escapeLines(toTerminal.decode(bytes, { stream: true }));
    if (!await write(shown === undefined ? bytes : encode(shown))) return;
  }
}

/** Writes all of it; false when nobody reads the output any more. */
async function write(bytes: Uint8Array): Promise<boolean> {
  try {
    for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
    return true;
  } catch {
    return false;
  }
}

/** Waits while there is input at hand. */
async function untilQuiet(up: Promise<void>, relayed: Relayed): Promise<void> {
  let before;
  do before = relayed.sent; while (
    !await withTimeout(QUIET, up.then(() => true)) && relayed.sent > before
  );
}

async function idleness(socket: Socket, seconds: number, ended: Promise<unknown>): Promise<void> {
  while (true) {
    const left = socket.lastActive + seconds * 1000 - performance.now();
    if (left <= 0 || await withTimeout(left, ended.then(() => true))) return;
  }
}
