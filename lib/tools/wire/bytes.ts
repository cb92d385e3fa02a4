/**
 * Bytes as a reader sees them: the characters that they make, and hex.
 *
 * @module
 */
import { escapeControls } from "../../escape.ts";
import { columnsOf, mostColumnsOf } from "../../system/screen.ts";
import { decode } from "../../text.ts";

/** How many bytes of a piece are shown: a screen of them. */
const MOST_SHOWN = 256;

/** A character, and how many bytes it is. */
export interface Character {
  text: string;
  length: number;
}

/**
 * The characters of bytes in UTF-8. Bytes that make none are `\ufffd`, each alone.
 *
 * ```ts
 * import { characters } from "./bytes.ts";
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

/**
 * Two rows for so many bytes each: the characters, and below them the bytes. Those of one character
 * are joined.
 *
 * ```ts
 * import { hexRows } from "./bytes.ts";
 * console.log(hexRows(new Uint8Array([0x61, 0xc3, 0xb1]), 16)); // [ "a  ñ", "61 c3-b1" ]
 * ```
 */
export function hexRows(bytes: Uint8Array, perRow: number): string[] {
  const shown = bytes.subarray(0, MOST_SHOWN);
  // What stands above each byte: of a character's bytes, above the first
  const above = characters(shown).flatMap(({ text, length }) => {
    return [shownIn(3 * length - 1, text), ...Array(length - 1)];
  });
  const rows: string[] = [];
  for (let start = 0; start < shown.length; start += perRow) {
    let [texts, columns, hex] = ["", 0, ""];
    for (let i = start; i < Math.min(start + perRow, shown.length); i++) {
      const text: string | undefined = above[i];
      if (text !== undefined) {
        texts += " ".repeat(hex.length - columns) + text;
        columns = hex.length + columnsOf(text);
      }
      const goesOn = i + 1 < above.length && above[i + 1] === undefined;
      hex += shown[i].toString(16).padStart(2, "0") + (goesOn ? "-" : " ");
    }
    rows.push(texts.trimEnd(), hex.trimEnd());
  }
  const rest = bytes.length - shown.length;
  if (rest > 0) rows.push(`… and ${rest} more`);
  return rows;
}

/** A character in a few columns; a mark on the circle on which Unicode shows marks. */
function shownIn(columns: number, character: string): string {
  const text = /^\p{M}/u.test(character) ? `\u25cc${character}` : escapeControls(character);
  return mostColumnsOf(text) > columns ? "." : text;
}
