/**
 * Text and bytes. Only bytes travel through a socket: a text is encoded before it is sent, and
 * bytes are decoded when they have arrived.
 *
 * @module
 */
import { mistake } from "./error.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Text to bytes, in UTF-8 (RFC 3629).
 *
 * ```ts
 * import { encode } from "./text.ts";
 * console.log(encode("ñ")); // Uint8Array(2) [ 195, 177 ]
 * ```
 *
 * @throws {UserError} when it is given something else than a text.
 */
export function encode(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text === "string") return encoder.encode(text);
  throw mistake(
    isBytes(text)
      ? "encode takes a text, and these are bytes already: send them as they are."
      : `encode takes a text, and this is ${kindOf(text)}.`,
  );
}

/**
 * Bytes to text, in UTF-8. Bytes that are not UTF-8 become U+FFFD (`�`).
 *
 * ```ts
 * import { decode } from "./text.ts";
 * console.log(decode(new Uint8Array([195, 177]))); // ñ
 * ```
 *
 * @throws {UserError} when it is given something else than bytes.
 */
export function decode(bytes: Uint8Array): string {
  if (isBytes(bytes)) return decoder.decode(bytes);
  throw mistake(
    typeof bytes === "string"
      ? "decode takes bytes, and this is a text already: print it as it is."
      : `decode takes bytes, and this is ${kindOf(bytes)}.`,
  );
}

/**
 * How many of the bytes are whole characters: all, but for one whose end is missing.
 *
 * ```ts
 * import { encode, wholeCharacters } from "./text.ts";
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

/** Whether a value is bytes, as a socket sends and receives them. */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

const HINT = "(these are bytes: decode them to read the text)";
const HINTS: PropertyDescriptorMap = {
  [Symbol.for("Deno.customInspect")]: {
    value(this: Uint8Array, inspect: typeof Deno.inspect, options: Deno.InspectOptions) {
      return `${inspect(this.slice(), options)} ${HINT}`;
    },
  },
  toString: {
    value(this: Uint8Array) {
      return `${this.join()} ${HINT}`;
    },
  },
};

/** Bytes that say, when somebody prints them, how they are read. */
export function readable(bytes: Uint8Array): Uint8Array {
  return Object.defineProperties(bytes, HINTS);
}

/** What a value is, for somebody who expected another one. */
export function kindOf(value: unknown): string {
  if (value instanceof Promise) {
    return "a promise: what it promises is not here yet.\nWrite await in front of the call that gives it, as in: await s.recv(2048)";
  }
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  return { string: "a text", number: "a number", boolean: "true or false" }[
    typeof value as string
  ] ?? "something else";
}
