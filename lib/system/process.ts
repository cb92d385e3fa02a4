/**
 * A program that another one starts and listens to, line by line.
 *
 * @module
 */
import { lines } from "../lines.ts";
import { withTimeout } from "../time.ts";

/** How to start a program. */
export interface ProgramOptions {
  /** Text for its standard input, which then ends; left out, it stays open for `write`. */
  input?: string;
  /** Is given each line that it prints, on standard output or standard error. */
  onLine?: (line: string) => void;
}

/** A running program. */
export class Program {
  /** The lines that it has printed so far, on standard output or standard error. */
  readonly printed: string[] = [];
  /** All that it has printed so far; a terminal's `\r\n` is a `\n` here. */
  output = "";
  /** The number by which the system knows it. */
  readonly pid: number;
  /** Its exit status, once it has ended and all that it printed is here. */
  readonly ended: Promise<number>;

  #child: Deno.ChildProcess;
  #stdin: WritableStreamDefaultWriter<Uint8Array>;
  #onLine?: (line: string) => void;
  #news = Promise.withResolvers<void>();

  constructor(child: Deno.ChildProcess, onLine?: (line: string) => void) {
    this.#child = child;
    this.pid = child.pid;
    this.#stdin = child.stdin.getWriter();
    this.#onLine = onLine;
    const read = Promise.all([this.#read(child.stdout), this.#read(child.stderr)]);
    this.ended = Promise.all([child.status, read]).then(async ([{ code }]) => {
      await this.endInput();
      return code;
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
  async write(text: string): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(text)).catch(() => {});
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
    let over = false;
    this.ended.then(() => over = true);
    while (!reached() && !over && performance.now() < end) {
      await withTimeout(end - performance.now(), Promise.race([this.#news.promise, this.ended]));
    }
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const line of lines(this.#heard(stream))) {
      this.printed.push(line);
      this.#onLine?.(line);
    }
    this.#tell();
  }

  async *#heard(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    const decoder = new TextDecoder();
    for await (const piece of stream) {
      this.output += decoder.decode(piece, { stream: true }).replaceAll("\r\n", "\n");
      yield piece;
      this.#tell();
    }
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
 */
export function start(command: string, args: string[], options: ProgramOptions = {}): Program {
  const child = new Deno.Command(command, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const program = new Program(child, options.onLine);
  if (options.input !== undefined) program.write(options.input).then(() => program.endInput());
  return program;
}
