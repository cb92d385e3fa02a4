/**
 * Runs the session's scripts as their user does: a process, with the flags of its first line.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Program, start } from "../lib/system/process.ts";

/** The folder of the project, with a slash at its end. */
export const ROOT = `${import.meta.dirname!.replaceAll("\\", "/").replace(/[^/]*$/, "")}`;

/** What Deno says when many of its processes start at once: it goes on without its cache. */
export const CACHE = /^Failed to open cache file .*\n/gm;

/** The path of a script of the session. */
export function pathOf(script: string): string {
  return `${ROOT}session-08/${script}`;
}

/** The permission flags in the first line of a script: `["-N"]`. */
export function flagsOf(script: string): string[] {
  const [first] = Deno.readTextFileSync(pathOf(script)).split("\n");
  return first.split("deno run")[1].trim().split(" ");
}

/** What a process left behind. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** How to run a script, apart from its arguments. */
export interface RunOptions {
  /** What its standard input gives, which then ends. */
  input?: string | Uint8Array;
  /** Instead of those of the script's first line. */
  flags?: string[];
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs a command to its end. */
export async function command(
  program: string,
  args: string[],
  { input = "", cwd, env }: RunOptions = {},
): Promise<Outcome> {
  const running = start(program, args, { input, cwd, env: { NO_COLOR: "1", ...env } });
  const code = await running.ended;
  return { code, stdout: running.stdout, stderr: running.stderr.replaceAll(CACHE, "") };
}

/** Runs a script of the session to its end. */
export function run(script: string, args: string[] = [], options: RunOptions = {}) {
  return command(Deno.execPath(), denoArgs(script, args, options.flags), options);
}

/**
 * Runs a program that a student wrote, in a folder of its own: `student.ts`, with what it imports
 * from `lib/`.
 */
export async function program(
  code: string,
  args: string[] = [],
  options: RunOptions = {},
): Promise<Outcome> {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/student.ts`;
    await Deno.writeTextFile(file, code.replaceAll('from "lib/', `from "file://${ROOT}lib/`));
    const flags = ["run", "--quiet", "--no-prompt", "-N", "--config", `${ROOT}deno.json`];
    return await command(Deno.execPath(), [...flags, file, ...args], options);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Starts a script of the session and goes on; it is ended with the block. */
export function launch(script: string, args: string[] = [], input?: string): Launched {
  return ending(start(Deno.execPath(), denoArgs(script, args), { input }));
}

export type Launched = Program & AsyncDisposable;

/** Starts any other program and goes on; it is ended with the block. */
export function launchProgram(program: string, args: string[], cwd?: string): Launched {
  return ending(start(program, args, { cwd }));
}

/** Starts the server at a free port of loopback. */
export async function launchServer(...args: string[]): Promise<Launched & { port: number }> {
  return await asServer(launch("server.ts", ["--port", "0", ...args]));
}

/** A program that is the server, however it was started, once it waits for connections. */
export async function asServer(server: Launched): Promise<Launched & { port: number }> {
  const waiting = await server.waitForLine("Waiting for connections at");
  if (!waiting) throw new Error(`The server did not start: ${server.printed.join("\n")}`);
  return Object.assign(server, { port: Number(waiting.split(", ")[1]) });
}

/** The lines of a server's log, each whole again: what goes on in the next row stands after a bar. */
export function lines({ printed }: Program): string[] {
  return printed.join("\n").replaceAll("\n  | ", "").split("\n");
}

/**
 * Stops a server as Ctrl-C does, and gives all that it logged before its last word. On Windows,
 * where no program presses another one's Ctrl-C, it is ended once it has logged this line.
 */
export async function stop(server: Program, line: string): Promise<string[]> {
  await server.waitForLine(line);
  server.interrupt();
  const code = await server.ended;
  const log = lines(server);
  if (Deno.build.os === "windows") return log;
  assertEquals([log.pop(), code], ["Server stopped by the user", 0]);
  return log;
}

/** The `--ip` and `--port` that lead to a server. */
export function to({ port }: { port: number }): string[] {
  return ["--port", String(port)];
}

/** A port of loopback at which no program listens, and which the system gives to none by itself. */
export function freePort(): number {
  while (true) {
    // Below the system's own choice, 32768 and up (ip(7), ip_local_port_range)
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch {
      // Another program has it
    }
  }
}

/** A port at which no program listens on any usual computer (IANA: tcpmux). */
export const NOBODY = 1;

/** The arguments with which Deno runs a script of the session. */
export function denoArgs(script: string, args: string[], flags = flagsOf(script)): string[] {
  return ["run", "--quiet", "--no-prompt", ...flags, pathOf(script), ...args];
}

function ending(program: Program): Launched {
  return Object.assign(program, {
    async [Symbol.asyncDispose]() {
      program.kill();
      await program.ended;
    },
  });
}
