/**
 * The server's log: lines for people, on standard output, for which no client has to wait.
 *
 * `console.log` waits until each line is written: a busy server spends a third of its time on
 * it, and a paused terminal stops it. Here the lines are collected and written in batches.
 *
 * @module
 */
import { UserError } from "../error.ts";
import { escapeControls } from "../escape.ts";
import { cyan, screenWidth } from "../system/screen.ts";
import { interrupt } from "../signal.ts";
import { Output } from "./output.ts";

const stdout = new Output(Deno.stdout, (error) => {
  const why = `The output is gone (${error.message}): the server stops.`;
  warn(why);
  Deno.exitCode = 1;
  interrupt(new UserError(why));
}, show);
// When the warnings have no reader, the server goes on without
const stderr = new Output(Deno.stderr, () => {}, show);

// A file that has reached its limit (ulimit -f) is an error of its output like a full disk's, not
// the program's end (setrlimit(2), RLIMIT_FSIZE)
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGXFSZ", () => {});

/**
 * Logs a line, soon. `theirs` is what a client said: it comes last, in another colour. What
 * does not fit into a row of the terminal goes on in the next one after a bar, so that no client can
 * make a row that looks like the server's.
 *
 * While the terminal is paused a megabyte of lines waits for it; what comes on top of that is
 * counted. When the output is gone, the program is interrupted.
 *
 * ```ts ignore
 * import { log } from "./log.ts";
 * log("Message from client 1:", "hello");
 * ```
 */
export function log(ours: string, theirs?: string): void {
  if (theirs === undefined) writeLines(stdout, ours);
  else stdout.write(`${ours}\n${theirs}`);
}

/** Says what goes wrong on standard error, while the server serves; rows are folded here too. */
export function warn(text: string): void {
  writeLines(stderr, text);
}

function writeLines(output: Output, text: string): void {
  for (const line of text.split("\n")) output.write(line);
}

/** A line as it is read; what stands after a line's end in it is a client's. */
function show(line: string): string {
  const end = line.indexOf("\n");
  if (end < 0) return fold(escapeControls(line), "");
  return fold(`${escapeControls(line.slice(0, end))} `, escapeControls(line.slice(end + 1)));
}

const BAR = "  | ";

function fold(ours: string, theirs: string): string {
  const line = ours + theirs;
  const columns = screenWidth();
  // Most lines are short, in letters of one column
  if (line.length <= columns && !/[\u1100-\uffff]/.test(line)) {
    return ours + (theirs && cyan(theirs));
  }
  const rows: string[] = [];
  let [start, used] = [0, 0];
  for (let at = 0; at < line.length;) {
    const code = line.codePointAt(at)!;
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
