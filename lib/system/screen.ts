/**
 * The screen: how wide it is, and how wide what stands on it.
 *
 * @module
 */

/** How wide a row is where there is no terminal to ask. */
const USUAL_WIDTH = 80;

const terminal = Deno.stdout.isTerminal();

/** How many columns a row of standard output has. */
export function screenWidth(): number {
  try {
    // A terminal that does not tell its size says 0
    return (terminal && Deno.consoleSize().columns) || USUAL_WIDTH;
  } catch {
    // It is gone
    return USUAL_WIDTH;
  }
}

const segmenter = new Intl.Segmenter();

/** What a reader takes for one character each: a letter with its marks, an emoji of several parts. */
export function* graphemes(text: string): Generator<string> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}

// What is wide by itself (UAX #11, Wide and Fullwidth), and emoji
const WIDE =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** How many columns a text takes on most terminals. */
export function columnsOf(text: string): number {
  return graphemes(text).reduce((sum, one) => sum + (WIDE.test(one) ? 2 : 1), 0);
}

/** How many columns a text takes at most, whatever the terminal takes for wide. */
export function mostColumnsOf(text: string): number {
  return [...text].reduce((sum, one) => sum + (one < "\u1100" ? 1 : 2), 0);
}
