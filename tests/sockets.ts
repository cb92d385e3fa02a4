/**
 * Sockets that a test needs at the other end.
 *
 * @module
 */
import type { Connection, Listener } from "../lib/server/listen.ts";
import { delay } from "../lib/time.ts";
import { find } from "./peers.ts";
import { CACHE, type Launched, launchProgram } from "./scripts.ts";

/** What the teacher's server answers. */
export const GREETING = "Hello from the teacher's server";

/** Where the Python peers are. */
export const PYTHON = `${import.meta.dirname}/python`;

/** Starts a Python peer and waits for the line in which it tells its port. */
export async function python(script: string, ...args: string[]) {
  const program = launchProgram(find("python3")!, [`${PYTHON}/${script}`, ...args]);
  const line = await program.waitForLine("port");
  return Object.assign(program, { port: Number(line?.split(" ")[1]) });
}

/** Starts a program at a terminal of its own: what it is written is typed. */
export function atTerminal(program: string, args: string[]): Launched {
  return launchProgram(find("python3")!, [`${PYTHON}/terminal.py`, program, ...args]);
}

/** What a terminal shows; what only moves the cursor is left out. */
export function screen({ output }: Launched): string {
  // deno-lint-ignore no-control-regex
  return output.replaceAll(/\x1b\[\d*[A-K]|\r/g, "").replaceAll(CACHE, "");
}

/** Waits until a terminal shows a text; whether it did. */
export async function onScreen(terminal: Launched, text: string): Promise<boolean> {
  const end = performance.now() + 10_000;
  while (!screen(terminal).includes(text) && performance.now() < end) await delay(10);
  return screen(terminal).includes(text);
}

/** Waits until somebody listens at a port, without connecting to it. */
export async function listening(port: number): Promise<void> {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  // proc(5): a row is its number, the local address, the remote address, the state (0A: listens)
  const row = new RegExp(`^ *\\d+: [0-9A-F]+${hex} [0-9A-F]+:0000 0A`, "m");
  for (const end = performance.now() + 10_000; performance.now() < end; await delay(2)) {
    const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => Deno.readTextFileSync(file));
    if (tables.some((table) => row.test(table))) return;
  }
  throw new Error(`Nobody listens at port ${port}`);
}

/** A plain connection to a port of loopback, without lib: what any client has. */
export function open(port: number): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port });
}

/** The first client of a server, which then listens no more but leaves this client its socket. */
export async function firstOf(server: Listener): Promise<Connection> {
  const { value } = await server[Symbol.asyncIterator]().next();
  server.close();
  return value;
}

/** All that comes through a connection until its end, as text. */
export async function receiveAll(conn: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(2048);
  let text = "";
  for (let n; (n = await conn.read(buffer)) !== null;) {
    text += decoder.decode(buffer.subarray(0, n), { stream: true });
  }
  return text + decoder.decode();
}
