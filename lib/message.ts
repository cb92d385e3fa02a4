/**
 * A message: what a client sends in one go, however the network cut it.
 *
 * @module
 */
import { BUFFER_SIZE } from "./buffers.ts";
import { cyan } from "./colors.ts";
import type { Socket } from "./connection.ts";
import { decode, wholeCharacters } from "./text.ts";
import { visible } from "./visible.ts";

/** A message as it was received. */
export interface Message {
  /** Its first bytes, at most `max`; no character is cut in two. */
  bytes: Uint8Array;
  /** How many more bytes came, which nobody kept. */
  more: number;
}

/** When a message is taken to be whole. */
export interface MessageOptions {
  /** How many bytes are kept; 2048 if left out. */
  max?: number;
  /** The silence that ends a message, in milliseconds; 500 if left out. */
  quiet?: number;
}

// A client that never stops sending is not listened to for longer than this
const MOST_BYTES = 64 * 1024 * 1024;
const LONGEST = 10_000;

// Bytes beyond `max` are only counted, so that all clients may share the place where they land
const SCRATCH = new Uint8Array(64 * 1024);

/**
 * Receives the beginning of a message: what arrived first, which is enough to answer. Empty when
 * the client has ended without a word.
 *
 * @throws {SocketError} when the connection breaks before anything came.
 */
export function beginningOfMessage(socket: Socket): Promise<Uint8Array> {
  return socket.recv(BUFFER_SIZE);
}

/**
 * Receives the rest of the message that begins with `first`: until end of file, or until the
 * client is quiet for a moment. What is beyond `max` bytes is counted, not kept. When the
 * connection breaks, the message is what has come until then.
 *
 * ```ts
 * import { connect, listen } from "./socket.ts";
 * import { beginningOfMessage, restOfMessage } from "./message.ts";
 * import { decode, encode } from "./text.ts";
 *
 * using server = listen({ ip: "127.0.0.1", port: 0 });
 * const s = await connect(server.address);
 * await s.send(encode("hello"));
 * await s.shutdown();
 * for await (const client of server) {
 *   const { bytes } = await restOfMessage(client, await beginningOfMessage(client));
 *   console.log(decode(bytes)); // hello
 *   break;
 * }
 * await s.close();
 * ```
 */
export async function restOfMessage(
  socket: Socket,
  first: Uint8Array,
  { max = 2048, quiet = 500 }: MessageOptions = {},
): Promise<Message> {
  const pieces = [first];
  let received = first.length;
  const end = performance.now() + LONGEST;
  try {
    // An empty beginning is the end: nothing was said
    let count: number | undefined = first.length;
    while (count && received < MOST_BYTES && performance.now() < end) {
      if (received < max) {
        const piece = await socket.recv(BUFFER_SIZE, quiet);
        count = piece?.length;
        if (count) pieces.push(piece!);
      } else count = await socket.recvInto(SCRATCH, quiet);
      received += count ?? 0;
    }
  } catch {
    // The connection broke: what has come is all there is
  }
  const bytes = pieces.length === 1 ? first : concat(pieces);
  if (received <= max) return { bytes, more: 0 };
  // Where the first bytes end in the middle of a character, it counts among the rest
  const kept = bytes.subarray(0, max);
  const whole = wholeCharacters(kept);
  return { bytes: kept.subarray(0, whole), more: received - whole };
}

/**
 * The message as text that is fit to be printed, on one line, with the count of what was not kept.
 * On a terminal it has a colour of its own: a long message goes on in the next row, and could be
 * made to look like a line of the server's there.
 *
 * ```ts
 * import { shown } from "./message.ts";
 * console.log(shown({ bytes: new Uint8Array([79, 75]), more: 1000 })); // OK … and 1,000 more bytes
 * ```
 */
export function shown({ bytes, more }: Message): string {
  const text = cyan(visible(decode(bytes)));
  return more === 0
    ? text
    : `${text} … and ${more.toLocaleString("en")} more ${more === 1 ? "byte" : "bytes"}`;
}

/**
 * Sends the answer to a message and says that no more will come. A client that is gone already
 * gets none; its message counts all the same.
 */
export async function answer(socket: Socket, bytes: Uint8Array): Promise<void> {
  await socket.send(bytes).catch(() => {});
  await socket.shutdown();
}

function concat(pieces: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
