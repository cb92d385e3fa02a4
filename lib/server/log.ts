/**
 * The server's log: lines for people, on standard output, that nobody has to wait for.
 *
 * `console.log` waits until each line is written: a busy server spends a third of its time on
 * it, and a paused terminal stops it. Here the lines are collected and written in batches.
 *
 * @module
 */
import { UserError } from "../error.ts";
import { escapeControls, escapeLines } from "../escape.ts";
import { cyan } from "../system/screen.ts";
import { interrupt } from "../signal.ts";
import { Output } from "./output.ts";

const stdout = new Output(Deno.stdout, (error) => {
  const why = `nobody reads the output any more (${error.message}): the server stops.`;
  warn(why);
  Deno.exitCode = 1;
  interrupt(new UserError(why));
});
// When nobody reads the warnings, the server goes on without
const stderr = new Output(Deno.stderr, () => {});

/**
 * Logs a line, soon. `theirs` is what somebody else said: it comes behind, in another colour. What
 * does not fit into a row of the terminal goes on in the next one behind a bar, so that nobody can
 * make a row that looks like the server's.
 *
 * While the terminal is paused a megabyte of lines waits for it; what comes on top of that is
 * counted. When nobody reads the output any more, the program is interrupted.
 *
 * ```ts ignore
 * import { log } from "./log.ts";
 * log("Message from client 1:", "hello");
 * ```
 */
export function log(ours: string, theirs?: string): void {
  const start = escapeControls(ours);
  stdout.write(theirs === undefined ? fold(start, "") : fold(`${start} `, escapeControls(theirs)));
}

/** Says what goes wrong on standard error, while the server serves. */
export function warn(text: string): void {
  stderr.write(escapeLines(text));
}

/** How wide a row is where there is no terminal to ask. */
const WIDTH = 80;
const BAR = "  | ";

function fold(ours: string, theirs: string): string {
  const line = ours + theirs;
  const columns = width();
  // Most lines are short, in letters of one column
  if (line.length <= columns && !/[\u1100-\uffff]/.test(line)) {
    return ours + (theirs && cyan(theirs));
  }
  const rows: string[] = [];
  let [start, used] = [0, 0];
  for (let at = 0; at < line.length;) {
    const code = line.codePointAt(at)!;
    // Two columns for all that may take two, from the Hangul letters on (UAX #11)
    const wide = code < 0x1100 ? 1 : 2;
    if (used + wide > columns) {
      rows.push(line.slice(start, at));
      [start, used] = [at, BAR.length];
    }
    used += wide;
    at += code > 0xffff ? 2 : 1;
  }
  rows.push(line.slice(start));
  let left = ours.length;
  return rows.map((row, i) => {
    const mine = row.slice(0, left);
    const yours = row.slice(left);
    left -= mine.length;
    return (i > 0 ? BAR : "") + mine + (yours && cyan(yours));
  }).join("\n");
}

const terminal = Deno.stdout.isTerminal();

function width(): number {
  try {
    // A terminal that does not tell its size says 0
    return (terminal && Deno.consoleSize().columns) || WIDTH;
  } catch {
    // It is gone
    return WIDTH;
  }
}
