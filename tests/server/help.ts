/**
 * What several tests of the server need: many clients at once, and a look at its process.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { encode } from "../../lib/text.ts";
import { command, denoArgs, type Launched, launchProgram, type launchServer } from "../scripts.ts";
import { GREETING, open, PYTHON, receiveAll } from "../sockets.ts";

export type Server = Awaited<ReturnType<typeof launchServer>>;

/** Connects, sends, is answered within a second (or so many milliseconds), and closes. */
export async function answered(
  server: { port: number },
  message = "next",
  most = 1000,
): Promise<void> {
  const start = performance.now();
  using conn = await open(server.port);
  await conn.write(encode(message));
  assertEquals(await receiveAll(conn), GREETING);
  const ms = performance.now() - start;
  assert(ms < most, `answered after ${ms} ms`);
}

/** Many clients in the same instant, from a program of its own. */
export async function burst(python: string, port: number, clients: number, size: number) {
  const args = [`${PYTHON}/burst.py`, ...[port, clients, size].map(String)];
  const { stdout, stderr } = await command(python, args);
  assertEquals(stderr, "");
  return JSON.parse(stdout) as Record<"answered" | "wrong" | "errors" | "retried", number>;
}

/** Clients that stay, from a program of its own. */
export async function hold(
  python: string,
  port: number,
  clients: number,
  { word = "", end = "close" } = {},
): Promise<Launched> {
  const holder = launchProgram(python, [`${PYTHON}/hold.py`, `${port}`, `${clients}`, word, end]);
  assertEquals(await holder.waitForLine("held", 30_000), `held ${clients}`);
  return holder;
}

/** The memory of a process, in bytes (proc(5): VmRSS). */
export function memory({ pid }: { pid: number }): number {
  const [, kib] = Deno.readTextFileSync(`/proc/${pid}/status`).match(/VmRSS:\s*(\d+) kB/)!;
  return Number(kib) * 1024;
}

/** How many files a process has open. */
export function openFiles({ pid }: { pid: number }): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** A server whose outputs are read only when the test does so. */
export async function withPausedOutput(...args: string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: denoArgs("server.ts", ["--port", "0", ...args]),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const more = async () => {
    const { value, done } = await reader.read();
    text += decoder.decode(value, { stream: true });
    return !done;
  };
  while (!/connections at .*, (\d+)\n/.test(text)) await more();
  const port = Number(text.match(/connections at .*, (\d+)\n/)![1]);
  const end = async () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended
    }
    await reader.cancel();
    if (!child.stderr.locked) await child.stderr.cancel();
    await child.status;
  };
  return { child, port, reader, more, text: () => text, [Symbol.asyncDispose]: end };
}
