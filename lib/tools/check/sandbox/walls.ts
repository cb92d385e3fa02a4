/**
 * What holds a stranger's program on this computer: found out once, by trying.
 *
 * @module
 */

import { output } from "../../../system/process.ts";
import { FILES, PYTHON_FILES } from "./paths.ts";

/** What this computer has to hold a program. */
export interface Walls {
  /** Whether students' Python programs may be run. */
  mayRunPython: boolean;
  /** Python and where its files are; undefined where there is none. */
  python?: { command: string; prefixes: string[] };
  /** Whether a program can have a network of its own (`unshare`). */
  network: boolean;
  /** Whether a program can have files and processes of its own (`bwrap`). */
  files: boolean;
  /** Where Deno keeps what it has downloaded. */
  denoDir: string;
  /** How many milliseconds a program may take to start: more on a computer that is busy or slow. */
  patience: number;
}

// Deno itself starts in 40 ms on an idle computer
const PATIENCE = { times: 100, least: 5_000, most: 15_000 };

/** Finds out what there is. Without `python`, no Python program will be run. */
export async function findWalls(python: boolean): Promise<Walls> {
  const began = performance.now();
  const denoDir = await findDenoDir();
  const patience = Math.min(
    PATIENCE.most,
    Math.max(PATIENCE.least, PATIENCE.times * (performance.now() - began)),
  );
  const found = await findPython();
  const walls: Walls = {
    mayRunPython: python,
    python: found,
    network: false,
    files: false,
    denoDir,
    patience,
  };
  if (found && Deno.build.os === "linux") {
    walls.files = await works(["bwrap", ...roomArgs(walls, "/tmp"), found.command, "-I", "-c", ""]);
    walls.network = await works(intoNamespace(walls, ["true"])!);
  }
  return walls;
}

/** What holds the programs here, in words. */
export function describeWalls(walls: Walls): string {
  const held = ["TypeScript: Deno, with one port of this computer and nothing else"];
  if (walls.mayRunPython && walls.python) {
    held.push(
      "Python: limits, an audit hook" +
        (walls.network ? ", a network of its own (unshare)" : "") +
        (walls.files ? ", files and processes of its own (bwrap)" : "") +
        (walls.network && walls.files
          ? ""
          : ". That stops a careless program, not a malicious one: on Linux, unshare and bwrap do"),
    );
  }
  return held.join("; ");
}

/** The command that runs another one in a network of its own; undefined where there is none. */
export function intoNamespace(walls: Walls, command: string[]): string[] | undefined {
  if (!walls.python) return undefined;
  return [
    "unshare",
    "--map-root-user",
    "--net",
    // Where bwrap does not do it: when the trial is over, no process of it is left
    ...(walls.files ? [] : ["--pid", "--fork", "--kill-child"]),
    walls.python.command,
    "-I",
    FILES.namespace,
    ...command,
  ];
}

/** `bwrap`'s arguments: the system to read, the program's own copy, its own processes; no more. */
export function roomArgs({ python }: Walls, folder: string): string[] {
  const readable = [...python!.prefixes, PYTHON_FILES];
  return [
    "--unshare-user",
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-uts",
    "--hostname",
    "localhost",
    "--die-with-parent",
    "--new-session",
    "--ro-bind",
    "/usr",
    "/usr",
    ...["bin", "sbin", "lib", "lib64"].flatMap((name) => ["--ro-bind-try", `/${name}`, `/${name}`]),
    ...["ld.so.cache", "alternatives", "localtime"]
      .flatMap((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
    "--ro-bind",
    FILES.hosts,
    "/etc/hosts",
    "--dev",
    "/dev",
    "--tmpfs",
    "/tmp",
    ...readable.filter((path) => !/^\/(usr|bin|lib)(\/|$)/.test(path))
      .flatMap((path) => ["--ro-bind", path, path]),
    "--bind",
    folder,
    folder,
    "--chdir",
    folder,
  ];
}

async function works([command, ...args]: string[]): Promise<boolean> {
  return await output(command, args) !== undefined;
}

async function findPython(): Promise<Walls["python"]> {
  const ask =
    "import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix, sys.exec_prefix]))";
  const names = Deno.build.os === "windows" ? ["python", "py"] : ["python3"];
  for (const name of names) {
    const answer = await output(name, ["-I", "-c", ask]);
    if (!answer) continue;
    const [command, ...prefixes] = JSON.parse(answer);
    return { command, prefixes: [...new Set<string>(prefixes)] };
  }
}

async function findDenoDir(): Promise<string> {
  const info = await output(Deno.execPath(), ["info", "--json", "--no-config"]);
  return info ? JSON.parse(info).denoDir : "";
}
