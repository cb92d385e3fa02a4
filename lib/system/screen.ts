/**
 * The screen: its colours, how wide it is, how wide what stands on it, and lines that change.
 *
 * @module
 */
import {
  blue,
  bold,
  cyan,
  dim,
  green,
  magenta,
  red,
  setColorEnabled,
  yellow,
} from "@std/fmt/colors";

/** How large a screen is where there is no terminal to ask. */
const USUAL = { columns: 80, rows: 24 };

const terminal = Deno.stdout.isTerminal();

// On a terminal only, and not where `NO_COLOR` is set (https://no-color.org)
setColorEnabled(terminal && !Deno.noColor);

export { blue, bold, cyan, dim, green, magenta, red, yellow };

/** How many columns a row of standard output has. */
export function screenWidth(): number {
  return terminal ? screenSize().columns : USUAL.columns;
}

function screenSize(): typeof USUAL {
  try {
    const { columns, rows } = Deno.consoleSize();
    // A terminal that does not tell its size says 0
    return { columns: columns || USUAL.columns, rows: rows || USUAL.rows };
  } catch {
    // It is gone
    return USUAL;
  }
}

const segmenter = new Intl.Segmenter();

/** What a reader takes for one character each: a letter with its marks, an emoji of several parts. */
export function* graphemes(text: string): Generator<string> {
  // Most of them need no segmenter, each of which takes time and memory
  if (/^[\x20-\x7e]*$|^.$/su.test(text)) return yield* text;
  for (const { segment } of segmenter.segment(text)) yield segment;
}

// What is wide by itself (UAX #11, Wide and Fullwidth), and emoji
const WIDE =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** How many columns a text takes on most terminals. */
export function columnsOf(text: string): number {
  return graphemes(text).reduce((sum, one) => sum + (WIDE.test(one) ? 2 : 1), 0);
}

/** How many columns a text takes at most: two for all that may, from the Hangul letters on (UAX #11). */
export function mostColumnsOf(text: string): number {
  return [...text].reduce((sum, one) => sum + (one < "\u1100" ? 1 : 2), 0);
}

/**
 * Lines that change: on a terminal each can, while others do; elsewhere each is printed once it is
 * final.
 *
 * ```ts ignore
 * const lines = new LiveLines(["github.com …", "8.8.8.8 …"]);
 * lines.finish(1, "8.8.8.8 12 ms");
 * ```
 */
export class LiveLines {
  #count: number;
  #live: boolean;

  constructor(texts: string[]) {
    this.#count = texts.length;
    // The cursor cannot go up to a line that has left the screen
    this.#live = terminal && texts.length < screenSize().rows;
    if (this.#live) { for (const text of texts) console.log(cut(text)); }
  }

  /** Says the last word on a line, counted from 0. */
  finish(index: number, text: string): void {
    if (!this.#live) return console.log(text);
    const up = this.#count - index;
    // Up to the line, back to its beginning, clear it; and down again (ECMA-48: CUU, EL, CUD)
    console.log(`\x1b[${up}A\r\x1b[K${cut(text)}${up > 1 ? `\x1b[${up - 1}B` : ""}`);
  }
}

// A line that goes on in the next row would break the count
function cut(text: string): string {
  const width = screenWidth();
  return text.length < width ? text : `${text.slice(0, width - 2)}…`;
}
