/**
 * A message: what a client sends in one go, however the network cut it.
 *
 * @module
 */
import { decode, wholeCharacters } from "../text.ts";
import type { Connection } from "./connection.ts";
import { ROUND } from "./rounds.ts";

/** A message as it was received. */
export interface Message {
  /** Its text, of at most `max` bytes; no character is cut in two. */
  text: string;
  /** How many more bytes came, which are not kept. */
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
const LONGEST_MESSAGE = 10_000;

// A piece of a message, in bytes: most often there is none, since the beginning is all there is
const PIECE = 128;

// What is beyond `max` is only counted, but each client has a place of its own for it: a read that
// was given up still writes there
const REST = 16 * 1024;

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
  let bytes = beginning;
  let received = beginning.length;
  let rest: Uint8Array | undefined;
  const end = client.rounds + LONGEST_MESSAGE / ROUND;
  // An empty beginning is the end: nothing was said
  for (let count: number | undefined = received; count && client.rounds < end;) {
    const buffer = received < max
      ? new Uint8Array(Math.min(PIECE, max - received))
      : rest ??= new Uint8Array(REST);
    // The connection may break: then what has come is all there is
    count = await client.recvWithin(quiet, buffer).catch(() => 0);
    if (count && received < max) bytes = joined(bytes, buffer.subarray(0, count));
    received += count ?? 0;
  }
  if (received <= max) return { text: decode(bytes), more: 0 };
  const whole = wholeCharacters(bytes.subarray(0, max));
  return { text: decode(bytes.subarray(0, whole)), more: received - whole };
}

// A client may send its bytes one by one: spread into a list, they take fifty times as long
function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
