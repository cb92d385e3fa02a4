/**
 * Situations in which nc may find itself: its role, the kinds of its standard input and output, and
 * how its peer ends.
 *
 * @module
 */
import { connect, createServer, type Socket } from "node:net";
import { start } from "../../../lib/system/process.ts";
import { delay, withTimeout } from "../../../lib/time.ts";
import { find } from "../../peers.ts";
import { freePort } from "../../scripts.ts";
import { PYTHON } from "../../sockets.ts";

export const ROLES = ["connects", "listens"] as const;
export const INPUTS = ["pipe", "open pipe", "file", "/dev/null", "terminal"] as const;
export const OUTPUTS = ["pipe", "closed pipe", "file", "/dev/full", "terminal"] as const;
export const ENDS = ["closes", "half-closes", "resets", "falls silent"] as const;

/** A situation. Where the peer falls silent, nc has the flag `-w 4`. */
export interface Situation {
  role: typeof ROLES[number];
  input: typeof INPUTS[number];
  output: typeof OUTPUTS[number];
  end: typeof ENDS[number];
}

/** How a program has fared in a situation. */
export interface Fared {
  /** Whether it has ended by itself once its peer had, and how. */
  ended: boolean;
  code?: number;
  /** What it has sent to its peer. */
  sent: string;
  /** What it has put out, where somebody reads it. */
  output?: string;
}

const HELLO = "hello\n";
const TYPED = "typed\n";

/**
 * Puts a program into a situation: both say something, then the peer ends. `patience` is how long
 * to wait for its end, in milliseconds.
 */
export async function fare(
  program: string[],
  { role, input, output, end }: Situation,
  patience: number,
): Promise<Fared> {
  const folder = await Deno.makeTempDir();
  const [fifoIn, fifoOut, fileIn, fileOut, said] = ["in", "out", "in.txt", "out.txt", "said.txt"]
    .map((name) => `${folder}/${name}`);
  await new Deno.Command("mkfifo", { args: [fifoIn, fifoOut] }).output();
  await Deno.writeTextFile(fileIn, TYPED);
  await Promise.all([fileOut, said].map((file) => Deno.writeTextFile(file, "")));
  const from = { "pipe": fifoIn, "open pipe": fifoIn, "file": fileIn, "/dev/null": "/dev/null" };
  const to = { "pipe": fifoOut, "closed pipe": fifoOut, "file": fileOut, "/dev/full": "/dev/full" };

  const met = Promise.withResolvers<Socket>();
  let sent = "";
  const meet = (peer: Socket) => {
    peer.on("data", (bytes) => sent += bytes).on("error", () => {});
    peer.write(HELLO);
    met.resolve(peer);
  };
  const server = createServer({ allowHalfOpen: true }, meet);
  let port = freePort();
  if (role === "connects") {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as { port: number }).port;
  }
  const args = [
    ...(end === "falls silent" ? ["-w", "4"] : []),
    ...(role === "listens" ? ["-lv"] : []),
    "127.0.0.1",
    String(port),
  ];
  const redirect = [
    `2>${said}`,
    input === "terminal" ? "" : `<${from[input]}`,
    output === "terminal" ? "" : `>${to[output]}`,
  ];
  const terminal = input === "terminal" || output === "terminal"
    ? [find("python3")!, `${PYTHON}/terminal.py`]
    : [];
  const command = [
    ...terminal,
    "sh",
    "-c",
    `exec "$@" ${redirect.join(" ")}`,
    "sh",
    ...program,
  ];
  const nc = start(command[0], [...command.slice(1), ...args]);
  const open = (kind: string, path: string, options: Deno.OpenOptions) =>
    kind.includes("pipe") ? Deno.open(path, options) : undefined;
  const [typing, reading] = await Promise.all([
    open(input, fifoIn, { read: false, write: true }),
    open(output, fifoOut, { read: true }),
  ]);
  if (output === "closed pipe") reading!.close();

  // It may have ended already
  if (typing) await typing.write(new TextEncoder().encode(TYPED)).catch(() => {});
  if (input === "pipe") typing!.close();
  if (input === "terminal") await nc.write(TYPED);

  if (role === "listens") {
    await until(() => Deno.readTextFileSync(said).includes("Listening"));
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.once("connect", () => meet(socket));
  }
  const peer = await met.promise;

  // Both have heard each other before anything ends
  let piped = "";
  const shown = output === "pipe" ? readAll(reading!, (text) => piped += text) : undefined;
  const put = () => {
    if (output === "pipe") return piped;
    if (output === "file") return Deno.readTextFileSync(fileOut);
    return output === "terminal" ? nc.output : undefined;
  };
  const heard = () => (put() ?? HELLO).includes(HELLO) && (input === "/dev/null" || sent === TYPED);
  let over = false;
  nc.ended.then(() => over = true);
  await until(() => heard() || over);
  // Where nothing can be heard of it, it has nothing left to do
  if (put() === undefined && input === "/dev/null") await withTimeout(1000, nc.ended);

  if (end === "closes") peer.destroy();
  if (end === "half-closes") peer.end();
  if (end === "resets") peer.resetAndDestroy();
  const code = await withTimeout(patience, nc.ended);
  nc.kill();
  await nc.ended;
  if (input === "open pipe") typing!.close();
  await shown;
  if (output === "pipe") reading!.close();
  peer.destroy();
  if (role === "connects") await new Promise((resolve) => server.close(resolve));
  const result = { ended: code !== undefined, code, sent, output: put() };
  await Deno.remove(folder, { recursive: true });
  return result;
}

/** Waits until something is so, or a minute has passed. */
async function until(so: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!so() && performance.now() < end) await delay(5);
}

async function readAll(file: Deno.FsFile, take: (text: string) => void): Promise<void> {
  const buffer = new Uint8Array(1024);
  for (let count; (count = await file.read(buffer)) !== null;) {
    take(new TextDecoder().decode(buffer.subarray(0, count)));
  }
}
