/**
 * The terminal, as a person types at it: lines that can be edited, and earlier ones with the arrow
 * keys.
 *
 * @module
 */
import { interrupt, interruptSignal } from "./signal.ts";

/** Asks at the terminal, one line after the other. */
export interface Terminal {
  /** Shows the prompt and gives the line, without its end; undefined at end of file (Ctrl-D). */
  ask(prompt: string): Promise<string | undefined>;
  /** Leaves the terminal as it was, and gives the lines that were typed ahead of any question. */
  close(): string[];
}

/** What a key sends has no more characters than that. */
const LONGEST_KEY = 16;

let opened: Promise<Terminal> | undefined;

/**
 * The terminal of this program. A second one would take the first one's keys.
 *
 * ```ts ignore
 * const name = await (await openTerminal()).ask("Your name: ");
 * ```
 */
export function openTerminal(): Promise<Terminal> {
  return opened ??= open();
}

async function open(): Promise<Terminal> {
  // Slow to load (20 ms), and the only ones that edit lines and read `ñ` at a Windows console
  const [{ default: process }, { createInterface }, { PassThrough }] = await Promise.all([
    import("node:process"),
    import("node:readline"),
    import("node:stream"),
  ]);
  const { stdin } = process;
  const windows = Deno.build.os === "windows";
  // The keys one by one; Ctrl-C and Ctrl-Z still do what they do elsewhere, where the system can
  const raw = (on: boolean) => {
    try {
      Deno.stdin.setRaw(on, { cbreak: !windows });
    } catch {
      // The terminal is gone: its input has ended
    }
  };
  const keys = new PassThrough();
  const readline = createInterface({
    input: keys,
    output: process.stdout,
    terminal: true,
    historySize: 1000,
    crlfDelay: Infinity,
  });

  // Line by line: what was pasted, or typed ahead, waits for its question
  let typed = "";
  let ended = false;
  let answer: ((line?: string) => void) | undefined;
  const feed = () => {
    while (answer && typed) {
      const length = typed.search(/[\r\n]/) + 1 || typed.length;
      const [, text, end] = typed.slice(0, length).match(/^([^\r\n]*)(.?)$/s)!;
      typed = typed.slice(length);
      // In one go: key by key, readline would take a minute for a long line
      const isPasted = text.length > LONGEST_KEY && !/[^\P{Cc}\t]/u.test(text);
      if (isPasted) readline.write(text);
      keys.emit("data", isPasted ? end : text + end);
    }
  };
  const finish = (line?: string) => {
    answer?.(line);
    answer = undefined;
  };
  readline.on("line", finish);
  readline.on("close", () => {
    ended = true;
    finish();
  });
  readline.on("SIGINT", () => interrupt());
  stdin.setEncoding("utf8").on("data", (text: string) => {
    // On Windows Ctrl-Z is the end of file, and Ctrl-C a key, also where there is no question
    typed += windows ? text.replaceAll("\x1a", "\x04") : text;
    feed();
    if (typed.includes("\x03")) interrupt();
  });
  stdin.on("end", () => readline.close()).on("error", () => readline.close());
  const leave = () => raw(false);
  globalThis.addEventListener("unload", leave);
  if (!windows) {
    Deno.addSignalListener("SIGCONT", () => {
      raw(true);
      if (answer) readline.prompt(true);
    });
    Deno.addSignalListener("SIGQUIT", () => {
      leave();
      Deno.exit(128 + 3);
    });
  }
  interruptSignal();
  raw(true);
  return {
    ask(prompt) {
      return new Promise((resolve) => {
        if (ended) return resolve(undefined);
        answer = resolve;
        readline.setPrompt(prompt);
        readline.prompt();
        feed();
      });
    },
    close() {
      leave();
      stdin.pause();
      return typed.split(/[\r\n]+/).filter(Boolean);
    },
  };
}
