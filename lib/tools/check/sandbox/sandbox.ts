/**
 * What holds a stranger's program on this computer: found out once, by trying.
 *
 * @module
 */
import { output } from "../../../system/process.ts";
import { copyFolder } from "./folder-copy.ts";
import { findPython, type Python } from "./interpreter.ts";
import { ALONE, networkCommand, roomCommand } from "./room.ts";
import { makeTemporaryFolder } from "./temporary.ts";

/** What this computer has to hold a program. */
export interface Sandbox extends Disposable {
  /** Python and where its files are; undefined where there is none. */
  python?: Python;
  /** The temporary folder of this run. */
  folder: string;
  /** Whether a program gets a room of its own (`bwrap`): else there is but a fence. */
  room: boolean;
  /** Why Python programs are not run, and what to do about it; undefined when they are. */
  whyNoPython?: { reason: string; hint: string };
  /** Where Deno keeps what it has downloaded. */
  denoDir: string;
  /** How many milliseconds a program may take to start: more on a computer that is busy or slow. */
  patience: number;
}

// Deno itself starts in 40 ms on an idle computer
const PATIENCE = { times: 100, least: 5_000, most: 15_000 };

/** Finds out what there is. No Python program will be run until `allowPython`. */
export async function findSandbox(): Promise<Sandbox> {
  const began = performance.now();
  const denoDir = await findDenoDir();
  const taken = performance.now() - began;
  const temporary = makeTemporaryFolder();
  const sandbox: Sandbox = {
    python: await findPython(),
    folder: temporary.path,
    room: false,
    denoDir,
    patience: Math.min(PATIENCE.most, Math.max(PATIENCE.least, PATIENCE.times * taken)),
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
  sandbox.room = Deno.build.os === "linux" && await hasRoom(sandbox);
  allowPython(sandbox, "no");
  return sandbox;
}

/** Whether a program can have a room here, by trying: with an empty folder, Python does nothing. */
async function hasRoom(sandbox: Sandbox): Promise<boolean> {
  const { python, folder, denoDir } = sandbox;
  if (!python?.bwrap) return false;
  Deno.mkdirSync(`${folder}/empty`);
  using copy = copyFolder(`${folder}/empty`, folder, denoDir);
  const nothing = [python.command, ...ALONE, "-c", ""];
  const [command, ...args] = networkCommand(
    python,
    roomCommand(python, denoDir, copy, {}, nothing),
  );
  return await output(command, args) !== undefined;
}

/** Whether Python programs shall be run; where nothing holds them, only "unsafe" lets them. */
type Answer = "no" | "yes" | "unsafe";

/** Says whether Python programs shall be run; "ask" asks at a terminal. */
export function allowPython(sandbox: Sandbox, answer: Answer | "ask"): void {
  sandbox.whyNoPython = whyNot(sandbox, answer === "ask" ? ask(sandbox) : answer);
}

function ask({ python, room }: Sandbox): Answer {
  if (!Deno.stdin.isTerminal()) return "no";
  const there = "There are Python programs in it";
  const held = "While it is tested, a program can use one port of this computer and nothing else.";
  if (room) return confirm(`${there}. ${held} Run them?`) ? "yes" : "no";
  // Whatever the answer, they will not run
  if (!python || python.isRoot) return "yes";
  const question = `${there}, and no bwrap here holds them: they could do what you can do. ` +
    'Type "unsafe" to run them:';
  return prompt(question) === "unsafe" ? "unsafe" : "no";
}

function whyNot({ python, room }: Sandbox, answer: Answer): Sandbox["whyNoPython"] {
  if (answer === "no") {
    return { reason: "those run only with --python", hint: "Say --python." };
  }
  if (!python) return { reason: "Python is not installed here", hint: "Install Python." };
  if (room) return undefined;
  if (python.isRoot) {
    return {
      reason: "without bwrap nothing keeps it from what root may do",
      hint: "Install bubblewrap, or run the check as an ordinary user.",
    };
  }
  if (answer === "yes") {
    return {
      reason: "there is no bwrap here to hold it",
      hint: "Install bubblewrap (on Linux), or say --python=unsafe if you trust it.",
    };
  }
}

/** What holds the programs here, in words. */
export function describeSandbox({ room, whyNoPython }: Sandbox): string {
  const also = room ? "" : ", and nothing else";
  const python = room ? "an audit hook" : "an audit hook, which stops a careless program only";
  return [
    ...(room ? ["every program: a room of its own (bwrap), with its own network and files"] : []),
    `TypeScript: Deno's permissions, for one port of this computer${also}`,
    `Python: ${whyNoPython ? `not run: ${whyNoPython.reason}` : python}`,
  ].join("; ");
}

async function findDenoDir(): Promise<string> {
  const info = await output(Deno.execPath(), ["info", "--json", "--no-config"]);
  return info ? JSON.parse(info).denoDir : "";
}
