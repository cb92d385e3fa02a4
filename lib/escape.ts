/**
 * Makes text from the network fit for a terminal.
 *
 * A terminal obeys control characters: text from another computer could clear the screen, change
 * its title or forge a line of the log. Here they are written out instead.
 *
 * @module
 */

const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * The text with each character that a terminal would obey, or that no reader could see, written out:
 * `\n`, `\x1b`, `\u202e`. The result is one line, whatever came.
 *
 * ```ts
 * import { escapeControls } from "./escape.ts";
 * console.log(escapeControls("red: \x1b[31m")); // red: \x1b[31m
 * ```
 */
export function escapeControls(text: string): string {
  if (/^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f]*$/.test(text)) return text;
  // The patterns stand here, so that a client whose text is plain does not wait for them.
  // What a terminal obeys or a reader cannot see: controls (C0, DEL, C1), line and paragraph
  // separators, what turns the direction of text round (UAX #9), all that Unicode lets a program
  // not show (Default_Ignorable_Code_Point: soft hyphen, zero-width space, U+034F, Hangul fillers,
  // tags …), and what looks like a space and is none (U+2800). What emoji and whole languages need
  // stays: the joiners U+200C and U+200D and the variation selectors, each after a character that
  // it can join
  const hidden =
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufff9-\ufffb\u2800\u{16fe4}\u{1d159}]|(?<=^|\s)[\u200c\u200d\ufe00-\ufe0f]|(?![\u200c\u200d\ufe00-\ufe0f])\p{DI}/gu;
  // A letter has a few marks, not a thousand that run over the lines above and below
  const marks = /([\p{M}\u200c\u200d]{4})([\p{M}\u200c\u200d]+)/gu;
  const joiners = /([\u200c\u200d\ufe00-\ufe0f])([\u200c\u200d\ufe00-\ufe0f]+)/gu;
  const rest = (_: string, first: string, rest: string) =>
    first + [...rest].map(writtenOut).join("");
  return text.replace(hidden, writtenOut).replace(marks, rest).replace(joiners, rest);
}

/** The same, but the text keeps its lines: what ends one, `\n` or `\r\n`, stays a line break. */
export function escapeLines(text: string): string {
  return text.split(/\r?\n/).map(escapeControls).join("\n");
}

function writtenOut(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x100) return SHORT[character] ?? `\\x${code.toString(16).padStart(2, "0")}`;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
