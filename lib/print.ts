/**
 * Printing for a program that must not wait for its terminal.
 *
 * `console.log` waits until each line is written: a busy server spends a third of its time on
 * it, and a paused terminal stops it. Here the lines are collected and written in batches.
 *
 * @module
 */
import { stop } from "./interrupt.ts";
import { pause } from "./time.ts";

// How many characters may wait for the terminal, and how long they are collected, in milliseconds
const MOST_WAITING = 1024 * 1024;
const PAUSE = 10;

const encoder = new TextEncoder();
let waiting: string[] = [];
let size = 0;
let missing = 0;
let writing = false;

/**
 * Prints a line, soon. While the terminal is paused a megabyte of lines waits for it; what comes
 * on top of that is counted, and a line tells how many are missing. Whatever comes from the
 * network must go through `visible` first. When nobody reads the output any more, the program is
 * interrupted.
 *
 * ```ts ignore
 * import { print } from "./print.ts";
 * print("Waiting for connections");
 * ```
 */
export function print(line: string): void {
  if (size + line.length >= MOST_WAITING) {
    missing++;
    return;
  }
  waiting.push(line);
  size += line.length + 1;
  if (writing) return;
  writing = true;
  setTimeout(write, PAUSE);
}

async function write(): Promise<void> {
  try {
    while (waiting.length > 0) {
      if (missing > 0) waiting.push(`… ${missing.toLocaleString("en")} lines are missing here`);
      const bytes = encoder.encode(waiting.join("\n") + "\n");
      waiting = [];
      size = missing = 0;
      for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
      if (waiting.length > 0) await pause(PAUSE);
    }
    writing = false;
  } catch {
    // The output is closed: nobody is left to read. `writing` stays true, nothing more is written
    stop();
  }
}
