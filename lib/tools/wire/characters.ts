/**
 * Which bytes make which character.
 *
 * @module
 */
import { decode } from "../../text.ts";

/** A character, and how many bytes it is. */
export interface Character {
  text: string;
  length: number;
}

/**
 * The characters of bytes in UTF-8. Bytes that make none are `\ufffd`, each alone.
 *
 * ```ts
 * import { characters } from "./characters.ts";
 * console.log(characters(new Uint8Array([0xc3, 0xb1, 0x21]))); // ñ of 2 bytes, and ! of 1
 * ```
 */
export function characters(bytes: Uint8Array): Character[] {
  const found: Character[] = [];
  for (let at = 0; at < bytes.length; at += found.at(-1)!.length) {
    // The first byte tells how many there are (RFC 3629, section 3)
    const first = bytes[at];
    const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const own = bytes.subarray(at, at + length);
    const text = first < 0x80 ? String.fromCharCode(first) : decode(own);
    const isOne = [...text].length === 1;
    found.push(isOne ? { text, length: own.length } : { text: "\ufffd", length: 1 });
  }
  return found;
}
