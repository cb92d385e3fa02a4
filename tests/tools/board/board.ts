/**
 * The board as its tests start it: at free ports of loopback.
 *
 * @module
 */
import { launch, type Launched } from "../../scripts.ts";
import { open, receiveAll } from "../../sockets.ts";

export type LaunchedBoard = Launched & { port: number; webPort: number; url: string };

/** Starts the board; without ports it takes free ones. */
export async function launchBoard(...args: string[]): Promise<LaunchedBoard> {
  const board = launch("board.ts", ["--port", "0", "--web-port", "0", ...args]);
  const waiting = await board.waitForLine("Waiting for connections at");
  const page = await board.waitForLine("The page,");
  if (!waiting || !page) throw new Error(`It did not start: ${board.printed.join("\n")}`);
  const webPort = Number(page.match(/:(\d+)\//)![1]);
  return Object.assign(board, {
    port: Number(waiting.split(", ")[1]),
    webPort,
    url: `http://127.0.0.1:${webPort}/`,
  });
}

/** Connects to the server, says something, and reads the answer. */
export async function say(port: number, text: string | Uint8Array): Promise<string> {
  using conn = await open(port);
  await conn.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  await conn.closeWrite();
  return await receiveAll(conn);
}

/** What the web server has at a URL. */
export async function get(url: string) {
  const response = await fetch(url);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** One HTTP request, as a browser may never send it; gives all that comes back. */
export async function raw(port: number, request: string): Promise<string> {
  using conn = await open(port);
  await conn.write(
    new TextEncoder().encode(`${request}\nConnection: close\n\n`.replaceAll("\n", "\r\n")),
  );
  return await receiveAll(conn);
}

/** What a page that was opened hears, as objects. */
export async function* events(url: string, signal?: AbortSignal) {
  const response = await fetch(`${url}events`, { signal });
  let text = "";
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const whole = (text + piece).split("\n\n");
    text = whole.pop()!;
    for (const event of whole) yield JSON.parse(event.replace(/^data: /, ""));
  }
}
