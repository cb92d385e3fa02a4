/**
 * A program that another one starts and listens to: the one way to do so here.
 *
 * @module
 */
import { withTimeout } from "../time.ts";

/** What a program that it has started, and that holds its output open, may add after its end (ms). */
const LAST_WORDS = 500;
/** How long a command that is only asked for something may take (ms). */
const ANSWER = 10_000;

/** How to start a program. */
export interface ProgramOptions {
  /** What its standard input gives, which then ends; left out, it stays open for `write`. */
  input?: string | Uint8Array;
  /** Is given each line that it prints, on standard output or standard error. */
  onLine?: (line: string) => void;
  /** The folder in which it runs; that of this program if left out. */
  cwd?: string;
  /** Variables of its environment, besides those of this program. */
  env?: Record<string, string>;
  /** It gets the variables in `env` alone. */
  clearEnv?: boolean;
  /** How much it may print (bytes): when more comes, it is ended. */
  most?: number;
}

/** A running program. */
export class Program {
  /** The lines that it has printed so far, on standard output or standard error. */
  readonly printed: string[] = [];
  /** What it has printed so far on standard output, and on standard error. */
  stdout = "";
  stderr = "";
  /** All that it has printed so far; a terminal's `\r\n` is a `\n` here. */
  output = "";
  /** Whether it printed more than it may, and was ended for that. */
  flooded = false;
  /** The number by which the system knows it. */
  readonly pid: number;
  /** Its exit status; undefined while it runs. */
  code?: number;
  /** Gives its exit status, once it has ended and what it printed is here. */
  readonly ended: Promise<number>;

  #child: Deno.ChildProcess;
  #stdin: WritableStreamDefaultWriter<Uint8Array>;
  #options: ProgramOptions;
  #bytes = 0;
  #news = Promise.withResolvers<void>();

  constructor(child: Deno.ChildProcess, options: ProgramOptions) {
    this.#child = child;
    this.#options = options;
    this.pid = child.pid;
    this.#stdin = child.stdin.getWriter();
    const readers = [child.stdout.getReader(), child.stderr.getReader()];
    const read = Promise.all([
      this.#read(readers[0], (text) => this.stdout += text),
      this.#read(readers[1], (text) => this.stderr += text),
    ]);
    read.catch(() => this.kill());
    this.ended = child.status.then(async ({ code }) => {
      await withTimeout(LAST_WORDS, read);
      for (const reader of readers) reader.cancel().catch(() => {});
      await this.endInput();
      return this.code = code;
    });
  }

  /**
   * The first line that it prints, or has printed, with this text in it. Undefined when it ends
   * without, or does not print it within so many milliseconds.
   */
  async waitForLine(text: string, ms = 10_000): Promise<string | undefined> {
    const find = () => this.printed.find((line) => line.includes(text));
    await this.#until(() => find() !== undefined, ms);
    return find();
  }

  /** Waits until it has shown this text, which need not be a line; whether it did. */
  async waitForText(text: string, ms = 10_000): Promise<boolean> {
    const shown = () => this.output.includes(text);
    await this.#until(shown, ms);
    return shown();
  }

  /** Writes to its standard input; what it does not read any more is lost. */
  async write(input: string | Uint8Array): Promise<void> {
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
    await this.#stdin.write(bytes).catch(() => {});
  }

  /** Ends its standard input, as Ctrl-D does. */
  async endInput(): Promise<void> {
    await this.#stdin.close().catch(() => {});
  }

  /** Asks it to end, as Ctrl-C does; Windows knows no such request, there it is ended. */
  interrupt(signal: Deno.Signal = "SIGINT"): void {
    this.#signal(Deno.build.os === "windows" ? "SIGKILL" : signal);
  }

  /** Ends it at once, if it has not ended yet. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended
    }
  }

  async #until(reached: () => boolean, ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (!reached() && this.code === undefined && performance.now() < end) {
      await withTimeout(end - performance.now(), Promise.race([this.#news.promise, this.ended]));
    }
  }

  async #read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    add: (text: string) => void,
  ): Promise<void> {
    const { most = Infinity, onLine } = this.#options;
    const decoder = new TextDecoder();
    const tell = (line: string) => {
      this.printed.push(line);
      onLine?.(line);
    };
    let begun = "";
    for (let r; !(r = await reader.read()).done;) {
      this.#bytes += r.value.length;
      if (this.#bytes > most) {
        this.flooded = true;
        return this.kill();
      }
      const text = decoder.decode(r.value, { stream: true });
      add(text);
      this.output += text.replaceAll("\r\n", "\n");
      const lines = (begun + text).split(/\r?\n/);
      begun = lines.pop()!;
      lines.forEach(tell);
      this.#tell();
    }
    if (begun !== "") tell(begun);
    this.#tell();
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

/**
 * Starts a program; needs the permission to run it.
 *
 * ```ts
 * import { start } from "./process.ts";
 * const program = start(Deno.execPath(), ["--version"]);
 * console.log(await program.ended); // 0
 * ```
 *
 * @throws {Deno.errors.NotFound} when there is none, and other errors of `Deno.Command`.
 */
export function start(command: string, args: string[], options: ProgramOptions = {}): Program {
  const { input, cwd, env, clearEnv } = options;
  const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command(command, { args, cwd, env, clearEnv, ...pipes }).spawn();
  const program = new Program(child, options);
  if (input !== undefined) program.write(input).then(() => program.endInput());
  return program;
}

/**
 * What a command of the system prints on standard output; undefined when there is none, when it
 * fails, or when it does not end.
 *
 * ```ts
 * import { output } from "./process.ts";
 * console.log(await output("git", ["--version"])); // git version 2.47.3
 * ```
 */
export async function output(
  command: string,
  args: string[],
  options: ProgramOptions = {},
): Promise<string | undefined> {
  try {
    const program = start(command, args, { input: "", ...options });
    const code = await withTimeout(ANSWER, program.ended);
    program.kill();
    await program.ended;
    return code === 0 && !program.flooded ? program.stdout : undefined;
  } catch {
    return undefined;
  }
}
