/**
 * The screen: where the wire is drawn, and nothing waits for it.
 *
 * @module
 */
import { Output } from "../../server/output.ts";
import { interrupted } from "../../signal.ts";
import { blue, cyan, green, magenta, screenWidth, yellow } from "../../system/screen.ts";
import { draw, type Seen } from "./drawing.ts";

const COLORS = [cyan, green, yellow, magenta, blue];

// Without a reader there is nothing left to do
const output = new Output(Deno.stdout, () => Deno.exit(1));

/** Writes a line. */
export function say(line: string): void {
  output.write(line);
}

/** Draws what is seen of one client, in a colour of its own; `hex` shows the bytes too. */
export function drawing(number: number, hex: boolean): (seen: Seen) => void {
  const color = COLORS[(number - 1) % COLORS.length];
  const start = performance.now();
  return (seen) => {
    // What ends with this program has not ended by itself
    if (interrupted.aborted) return;
    const rows = draw(seen, performance.now() - start, { number, width: screenWidth(), hex });
    output.write(rows.map(color).join("\n"));
  };
}
