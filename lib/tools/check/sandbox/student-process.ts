/**
 * A student's program, started and listened to within bounds.
 *
 * @module
 */
import { output, type Program, start } from "../../../system/process.ts";
import { delay, withTimeout } from "../../../time.ts";

// A program of this session prints a few lines
const MOST_OUTPUT = 1024 * 1024;
const KEPT_OUTPUT = 64 * 1024;
const KEPT_MARKS = 16 * 1024;
// A shell's 128 and the signal SIGXCPU
const OUT_OF_TIME = 128 + 24;

export interface Address {
  hostname: string;
  port: number;
}

/** What a program is started with. */
export interface Start {
  command: string[];
  language: "python" | "typescript";
  /** Whether the command makes a room first, in which the program is. */
  isInRoom: boolean;
  /** The copy of its folder, in a folder with all that was copied. */
  cwd: string;
  env: Record<string, string>;
  /** The file in which the guard of a Python program writes what it stopped, a line each. */
  marks: string;
  /** Where its peer is: there the tester listens for a client, or finds a server. */
  addresses: Address[];
  /** How many milliseconds it may take to start and to come to its socket. */
  patience: number;
}

/** What is known of a program in the end. */
export interface Ending {
  /** All that it printed, without colours and the copy's paths, shortened. */
  output: string;
  /** Its exit status; undefined when it had to be stopped. */
  code?: number;
  /** What it was not allowed to do, in words: `read /etc/shadow`. */
  stopped: string[];
  /** Whether it was busy without end: it did nothing else, or took all the time that it may. */
  busy: boolean;
}

/** A student's program while it runs. */
export class StudentProcess {
  #program: Program;
  #start: Start;

  constructor(given: Start) {
    this.#start = given;
    const { command: [command, ...args], cwd, env } = given;
    this.#program = start(command, args, { cwd, env, clearEnv: true, most: MOST_OUTPUT });
    this.#program.ended.then(tell);
  }

  /** Its exit status, once it has ended. */
  get code(): number | undefined {
    return this.#program.code;
  }

  get hasEnded(): boolean {
    return this.code !== undefined;
  }

  /** Writes a line to its standard input, as its user types it. */
  async type(line: string): Promise<void> {
    await this.#program.write(`${line}\n`);
  }

  /** Waits until it has printed a text, or has ended. */
  async waitForText(text: string, ms: number): Promise<void> {
    await this.#program.waitForText(text, ms);
  }

  /** What it has printed so far, without colours. */
  get output(): string {
    // deno-lint-ignore no-control-regex
    return this.#program.output.slice(0, KEPT_OUTPUT).replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, "");
  }

  /** Does what Ctrl-C does. */
  interrupt(): void {
    try {
      Deno.kill(innermost(this.#program.pid), Deno.build.os === "windows" ? "SIGKILL" : "SIGINT");
    } catch {
      // It has ended
    }
  }

  /** Stops it, if need be, and tells what is known; one that was idle is waiting, or is it? */
  async finish({ wasIdle }: { wasIdle: boolean }): Promise<Ending> {
    const { code, flooded } = this.#program;
    const busy = code === OUT_OF_TIME ||
      code === undefined && wasIdle && await isBusy(innermost(this.#program.pid));
    this.#program.kill();
    await this.#program.ended;
    const stopped = await this.#readMarks();
    if (flooded) stopped.push("printed more than a megabyte");
    return { output: this.#plainOutput(), code: flooded ? undefined : code, stopped, busy };
  }

  /** What it has printed, as if it had run in its own folder. */
  #plainOutput(): string {
    const { language, isInRoom, cwd } = this.#start;
    let { output } = this;
    // The line that Deno shows of an error may be, by a source map, of any file
    if (language === "typescript" && !isInRoom) output = output.replaceAll(/^.*\n *\^+$/gm, "");
    return output.replaceAll(`${cwd}/`, "").replaceAll(cwd.replace(/[^/]*$/, ""), "");
  }

  async #readMarks(): Promise<string[]> {
    using file = await Deno.open(this.#start.marks);
    const bytes = new Uint8Array(KEPT_MARKS);
    const n = await file.read(bytes) ?? 0;
    const lines = new TextDecoder().decode(bytes.subarray(0, n)).split("\n").filter(Boolean);
    return [...new Set(lines)];
  }
}

/**
 * The program itself: what stands around it must not end before it. In a room, `bwrap` has one
 * child, and that has one, which is it.
 */
function innermost(pid: number): number {
  try {
    const name = Deno.readTextFileSync(`/proc/${pid}/comm`).trim();
    const [child] = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).split(" ");
    return name === "bwrap" && child ? innermost(Number(child)) : pid;
  } catch {
    return pid;
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

let news = Promise.withResolvers<void>();

/** Says that something has happened for which a trial may wait. */
export function tell(): void {
  news.resolve();
  news = Promise.withResolvers();
}

/**
 * Waits until a condition holds, looking whenever something has happened; whether it did within so
 * many milliseconds. (A look every few milliseconds costs more than all the rest of a trial.)
 */
export async function until(holds: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!holds() && performance.now() < end) {
    await withTimeout(end - performance.now(), news.promise);
  }
  return holds();
}
