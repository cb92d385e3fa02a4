/**
 * A message: what a client sends in one go, however the network cut it.
 *
 * @module
 */
import { decode } from "../text.ts";
import type { Connection } from "./connection.ts";

/** A message as it was received. */
export interface Message {
  /** Its text, of at most `max` bytes; no character is cut in two. */
  text: string;
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

// A client that never stops sending is not listened to for longer, in milliseconds
const LONGEST = 10_000;

// A piece of a message, in bytes: most often there is none, since the beginning is all there is
const PIECE = 128;

// Bytes beyond `max` are only counted, so that all clients may share the place where they land
const SCRATCH = new Uint8Array(64 * 1024);

/**
 * Receives the rest of the message that begins with `beginning`: until end of file, or until the
 * client is quiet for a moment. What is beyond `max` bytes is counted, not kept. When the
 * connection breaks, the message is what has come until then.
 *
 * ```ts
 * import { connect } from "../socket.ts";
 * import { listen } from "./listen.ts";
 * import { restOfMessage } from "./message.ts";
 * import { encode } from "../text.ts";
 *
 * using server = listen({ ip: "127.0.0.1", port: 0 });
 * const s = await connect(server.address);
 * await s.send(encode("hello"));
 * await s.shutdown();
 * for await (const client of server) {
 *   const { text } = await restOfMessage(client, await client.recv());
 *   console.log(text); // hello
 *   break;
 * }
 * await s.close();
 * ```
 */
export async function restOfMessage(
  client: Connection,
  beginning: Uint8Array,
  { max = 2048, quiet = 500 }: MessageOptions = {},
): Promise<Message> {
  const end = performance.now() + LONGEST;
  let bytes = beginning;
  let received = beginning.length;
  // An empty beginning is the end: nothing was said
  for (let count: number | undefined = received; count && performance.now() < end;) {
    const buffer = received < max ? new Uint8Array(Math.min(PIECE, max - received)) : SCRATCH;
    // The connection may break: then what has come is all there is
    count = await client.recvWithin(quiet, buffer).catch(() => 0);
    if (count && received < max) bytes = concat(bytes, buffer.subarray(0, count));
    received += count ?? 0;
  }
  if (received <= max) return { text: decode(bytes), more: 0 };
  const whole = wholeCharacters(bytes.subarray(0, max));
  return { text: decode(bytes.subarray(0, whole)), more: received - whole };
}

/**
 * How many of the bytes are whole characters: all, but for one whose end is missing.
 *
 * ```ts
 * import { wholeCharacters } from "./message.ts";
 * import { encode } from "../text.ts";
 * console.log(wholeCharacters(encode("a€").subarray(0, 3))); // 1
 * ```
 */
export function wholeCharacters(bytes: Uint8Array): number {
  // A character is a first byte, which tells its length, and at most 3 bytes 10xxxxxx behind it
  for (let start = bytes.length - 1; start >= 0 && start >= bytes.length - 3; start--) {
    const first = bytes[start];
    if ((first & 0b1100_0000) === 0b1000_0000) continue;
    const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return start + length > bytes.length ? start : bytes.length;
  }
  return bytes.length;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
