/**
 * Makes text from the network fit to be shown.
 *
 * A terminal obeys control characters: text from somebody else could clear the screen, change
 * its title or forge a line of the log. Here they become visible instead.
 *
 * @module
 */

// Controls (C0, DEL, C1), line and paragraph separators, what turns the direction of text round
// (Unicode UAX #9), and the invisible: soft hyphen, zero-width space and joiner-like signs,
// annotation marks. The joiners U+200C and U+200D stay: emoji and whole languages need them.
const HIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]/gu;
const MAY_HIDE = /[^\x20-\x7e\u00a1-\u00ac\u00ae-\u024f]/;
const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * The text with each character that a terminal would obey written out: `\n`, `\x1b`, `\u202e`.
 * The result is one line, whatever came. With `lines: true`, `\n` (or `\r\n`) stays a line break.
 *
 * ```ts
 * import { visible } from "./visible.ts";
 * console.log(visible("red: \x1b[31m")); // red: \x1b[31m
 * ```
 */
export function visible(text: string, { lines = false } = {}): string {
  if (!MAY_HIDE.test(text)) return text;
  if (lines) return text.split(/\r?\n/).map((line) => visible(line)).join("\n");
  return text.replace(HIDDEN, (c) => SHORT[c] ?? escape(c.codePointAt(0)!));
}

function escape(code: number): string {
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
