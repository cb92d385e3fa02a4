/**
 * Live lines: on a terminal each can change while others do; elsewhere each is printed once it is
 * final.
 *
 * @module
 */
const terminal = Deno.stdout.isTerminal();

/**
 * Lines that change.
 *
 * ```ts ignore
 * const lines = new LiveLines(["github.com …", "8.8.8.8 …"]);
 * lines.finish(1, "8.8.8.8 12 ms");
 * ```
 */
export class LiveLines {
  #count: number;

  constructor(texts: string[]) {
    this.#count = texts.length;
    if (terminal) { for (const text of texts) console.log(cut(text)); }
  }

  /** Says the last word on a line, counted from 0. */
  finish(index: number, text: string): void {
    if (!terminal) return console.log(text);
    const up = this.#count - index;
    // Up to the line, back to its beginning, clear it; and down again (ECMA-48: CUU, EL, CUD)
    console.log(`\x1b[${up}A\r\x1b[K${cut(text)}${up > 1 ? `\x1b[${up - 1}B` : ""}`);
  }
}

// A line that goes on in the next row would break the count
function cut(text: string): string {
  const { columns } = Deno.consoleSize();
  // A terminal that does not tell its size says 0
  return columns === 0 || text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
}
