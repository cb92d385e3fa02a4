/**
 * Live lines: on a terminal each can change while others do; elsewhere each is printed once it is
 * final.
 *
 * @module
 */
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
  #live: boolean;

  constructor(texts: string[]) {
    this.#count = texts.length;
    // The cursor cannot go up to a line that has left the screen
    this.#live = Deno.stdout.isTerminal() && texts.length < (size().rows || 24);
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
  const { columns } = size();
  return columns === 0 || text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
}

/** How large the terminal is; one that does not tell its size says 0. */
function size(): { columns: number; rows: number } {
  try {
    return Deno.consoleSize();
  } catch {
    return { columns: 0, rows: 0 };
  }
}
