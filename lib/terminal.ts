/**
 * The terminal, as somebody types at it: lines that can be edited, and earlier ones with the arrow
 * keys.
 *
 * @module
 */
import { UserError } from "./error.ts";
import { interrupt, interruptSignal } from "./signal.ts";

/** Asks at the terminal, one line after the other. */
export interface Terminal {
  /** Shows the prompt and gives the line, without its end; undefined at end of file (Ctrl-D). */
  ask(prompt: string): Promise<string | undefined>;
  /** Leaves the terminal as it was, and gives the lines that were typed ahead of any question. */
  close(): string[];
}

// The beginning of what a key sends that is more than a character: ESC, and what may follow
// deno-lint-ignore no-control-regex
const BEGUN_KEY = /\x1b(?:\[[\d;]*|O)?$/;
const KEY_PATIENCE = 100;

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
  const [{ default: process }, { createInterface }, { PassThrough, Writable }] = await Promise.all([
    import("node:process"),
    import("node:readline"),
    import("node:stream"),
  ]);
  const screen = process.stdout;

  const windows = Deno.build.os === "windows";
  // The keys one by one; Ctrl-C and Ctrl-Z still do what they do elsewhere, where the system can
  const raw = (on: boolean) => {
    try {
      Deno.stdin.setRaw(on, { cbreak: !windows });
    } catch {
      // The terminal is gone: its input has ended
    }
  };

  // Nothing is written here: readline is given the keys, and what was pasted line by line
  const keys = new PassThrough();
  const output = Object.defineProperty(
    new Writable({
      decodeStrings: false,
      write(text, _encoding, done) {
        try {
          screen.write(text);
        } catch (error) {
          gone(error as Error);
        }
        done();
      },
    }),
    "columns",
    { get: () => screen.columns },
  );
  const gone = (error: Error) => {
    Promise.reject(new UserError(`the terminal cannot be written to (${error.message}).`));
  };
  screen.on("resize", () => output.emit("resize"));
  screen.on("error", gone);
  const readline = createInterface({
    input: keys,
    output,
    terminal: true,
    historySize: 1000,
    crlfDelay: Infinity,
  });
  let typed = "";
  let ended = false;
  let answer: ((line: string | undefined) => void) | undefined;
  // A key may come in pieces (a slow line): its beginning waits a moment for the rest
  let late: ReturnType<typeof setTimeout> | undefined;
  const feed = (whole = false) => {
    clearTimeout(late);
    while (answer && typed) {
      if (!whole && typed.search(BEGUN_KEY) === 0) {
        late = setTimeout(() => feed(true), KEY_PATIENCE);
        return;
      }
      feedLine();
    }
  };
  const feedLine = () => {
    const end = typed.search(/[\r\n]/) + 1 || typed.match(BEGUN_KEY)?.index || typed.length;
    const line = typed.slice(0, end);
    typed = typed.slice(end);
    // Text in one go: key by key, readline would take seconds for a long line
    for (const [part, text] of line.matchAll(/([^\p{Cc}]+)|\p{Cc}[^\p{Cc}]{0,8}/gu)) {
      if (text) readline.write(text);
      else keys.emit("data", part);
    }
  };
  const finish = (line: string | undefined) => {
    const resolve = answer;
    answer = undefined;
    resolve?.(line);
  };
  readline.on("line", finish);
  readline.on("close", () => {
    ended = true;
    finish(undefined);
  });
  readline.on("SIGINT", () => interrupt());
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (text: string | Uint8Array) => {
    // On Windows Ctrl-Z is the end of file
    typed += windows ? String(text).replaceAll("\x1a", "\x04") : text;
    feed();
    // Nobody is asked just now, and readline does not see it
    if (typed.includes("\x03")) interrupt();
  });
  process.stdin.on("end", () => readline.close());
  process.stdin.on("error", () => readline.close());

  const restore = () => {
    raw(true);
    if (answer) readline.prompt(true);
  };
  if (!windows) Deno.addSignalListener("SIGCONT", restore);
  interruptSignal();
  globalThis.addEventListener("unload", () => raw(false));
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
      raw(false);
      process.stdin.pause();
      return typed.split(/[\r\n]+/).filter(Boolean);
    },
  };
}
