/**
 * A student's program, started and listened to within bounds.
 *
 * @module
 */

import { output } from "../../../system/process.ts";

// A program of this session prints a few lines
const MOST_OUTPUT = 1024 * 1024;
const KEPT_OUTPUT = 64 * 1024;

/** What a program is started with. */
export interface Start {
  command: string[];
  cwd: string;
  env: Record<string, string>;
  /** The word with which the guard of a Python program begins its lines. */
  mark: string;
  /** How many milliseconds it may take to start and to come to its socket. */
  patience: number;
}

/** What is known of a program in the end. */
export interface Ending {
  /** All that it printed, without colours, shortened. */
  output: string;
  /** Its exit status; undefined when it had to be stopped. */
  code?: number;
  /** What it was not allowed to do, in words: `read /etc/shadow`. */
  stopped: string[];
  /** Whether it did nothing that can be seen, and was busy with it. */
  busy: boolean;
}

/** A student's program while it runs. */
export class StudentProcess {
  /** Ends with the program and with all that it printed. */
  readonly ended: Promise<void>;
  hasEnded = false;
  code?: number;
  flooded = false;

  #child: Deno.ChildProcess;
  #stdin: WritableStreamDefaultWriter<Uint8Array>;
  #mark: string;
  #walled: boolean;
  #text = "";
  #bytes = 0;
  #killed = false;

  constructor({ command: [command, ...args], cwd, env, mark }: Start) {
    this.#mark = mark;
    this.#walled = command === "bwrap";
    this.#child = new Deno.Command(command, {
      args,
      cwd,
      env,
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    const outputs = [this.#read(this.#child.stdout), this.#read(this.#child.stderr)];
    this.ended = this.#child.status.then(async ({ code }) => {
      if (!this.#killed) this.code = code;
      this.hasEnded = true;
      // Whoever it has started may hold its outputs open: their last words get a moment
      await Promise.race([Promise.all(outputs), delay(300)]);
      await this.#stdin.close().catch(() => {});
    });
  }

  /** Writes a line to its standard input, as its user types it. */
  async type(line: string): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(`${line}\n`)).catch(() => {});
  }

  /** What it has printed so far, without colours and without what the guard said. */
  get output(): string {
    return this.#lines().filter((line) => !this.#isMarked(line)).join("\n");
  }

  /** Does what Ctrl-C does. */
  interrupt(): void {
    this.#signal(this.#pid(), "SIGINT");
  }

  /** Ends it at once, if it has not ended yet. */
  kill(): void {
    if (this.hasEnded) return;
    this.#killed = true;
    this.#signal(this.#child.pid, "SIGKILL");
  }

  /** Stops it, if need be, and tells what is known; one that was idle is waiting, or is it? */
  async finish({ wasIdle }: { wasIdle: boolean }): Promise<Ending> {
    const busy = wasIdle && !this.hasEnded && await isBusy(this.#pid());
    this.kill();
    await this.ended;
    const stopped = this.#lines()
      .filter((line) => this.#isMarked(line))
      .map((line) => line.slice(line.indexOf(this.#mark) + this.#mark.length + 1).trim());
    if (this.flooded) stopped.push("printed more than a megabyte");
    return { output: this.output, code: this.code, stopped: [...new Set(stopped)], busy };
  }

  /** The program itself: what stands around it must not end before it. */
  #pid(): number {
    const { pid } = this.#child;
    return this.#walled ? pythonAmong(pid) ?? pid : pid;
  }

  #isMarked(line: string): boolean {
    return this.#mark !== "" && line.includes(this.#mark);
  }

  #lines(): string[] {
    // deno-lint-ignore no-control-regex
    return this.#text.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replaceAll("\r\n", "\n").split(
      "\n",
    );
  }

  #signal(pid: number, signal: Deno.Signal): void {
    try {
      Deno.kill(pid, Deno.build.os === "windows" ? "SIGKILL" : signal);
    } catch {
      // It has ended
    }
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const piece of stream) {
        this.#bytes += piece.length;
        if (this.#text.length < KEPT_OUTPUT) this.#text += decoder.decode(piece, { stream: true });
        if (this.#bytes > MOST_OUTPUT) {
          this.flooded = true;
          this.kill();
          return;
        }
      }
    } catch {
      // It ended in the middle of a word
    }
  }
}

/** The Python among a process and its children. */
function pythonAmong(pid: number): number | undefined {
  try {
    const name = Deno.readTextFileSync(`/proc/${pid}/comm`);
    if (name.startsWith("python")) return pid;
    for (const thread of Deno.readDirSync(`/proc/${pid}/task`)) {
      const children = Deno.readTextFileSync(`/proc/${pid}/task/${thread.name}/children`);
      for (const child of children.split(" ").filter(Boolean)) {
        const found = pythonAmong(Number(child));
        if (found) return found;
      }
    }
  } catch {
    // It has just ended
  }
}

/** Whether a process computes without a pause; one that waits for something is asleep. */
async function isBusy(pid: number): Promise<boolean> {
  for (let i = 0; i < 5; i++) {
    if (await stateOf(pid) !== "R") return false;
    await delay(40);
  }
  return true;
}

/** The state of a process (proc_pid_stat(5), ps(1)): R when it runs or would like to. */
async function stateOf(pid: number): Promise<string | undefined> {
  try {
    // Its name, in brackets before it, may hold anything
    return Deno.readTextFileSync(`/proc/${pid}/stat`).match(/.*\) (\w)/s)?.[1];
  } catch {
    // Only a trial in a network of its own may read that
    return (await output("ps", ["-o", "state=", "-p", String(pid)]))?.trim()[0];
  }
}

/** Waits so many milliseconds. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until a condition holds, looking often; whether it did within so many milliseconds. */
export async function until(holds: () => boolean, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; !holds(); await delay(5)) {
    if (performance.now() > end) return holds();
  }
  return true;
}
