/**
 * The PROXY protocol, version 1: behind a load balancer every client seems to come from there. So
 * the balancer says in a first line who the client is:
 * `PROXY TCP4 192.0.2.7 192.0.2.1 51234 8080\r\n`
 * (haproxy.org, "The PROXY protocol", section 2.1). Only named balancers are believed: from
 * anybody else such a line is a message like any other.
 *
 * @module
 */
import { type Address, isIPv4, isIPv6, wrongPort } from "./address.ts";
import type { Socket } from "./connection.ts";
import { SocketError } from "./socket-error.ts";
import { decode } from "./text.ts";
import { visible } from "./visible.ts";

// "The receiver must wait for the CRLF sequence … 107 chars is the longest line"
const LONGEST = 107;

/** The IPs in a text such as `127.0.0.1,192.0.2.7`. */
export function proxyIPs(text: string): string[] {
  const ips = text.split(",").map((ip) => ip.trim()).filter(Boolean);
  for (const ip of ips) {
    if (isIPv4(ip) || isIPv6(ip)) continue;
    throw new SocketError("address", `"${ip}" is not the IP of a proxy, as in --proxy 127.0.0.1`);
  }
  return ips;
}

/**
 * The clients' sockets. One that comes from a proxy is given once its PROXY line was read: `peer`
 * is the client's own address then. A proxy that only looks whether the server is there is left
 * out; one that says something else is told of on standard error.
 */
export async function* announced(
  sockets: AsyncIterable<Socket>,
  proxies: string[],
): AsyncGenerator<Socket> {
  let ready!: ReadableStreamDefaultController<Socket>;
  const stream = new ReadableStream<Socket>({ start: (controller) => ready = controller });
  const announce = async (socket: Socket) => {
    try {
      if (await readLine(socket)) return ready.enqueue(socket);
    } catch (error) {
      console.error(`From the proxy ${socket.peer.ip}: ${(error as Error).message}`);
    }
    socket[Symbol.dispose]();
  };
  (async () => {
    for await (const socket of sockets) {
      if (proxies.includes(socket.peer.ip)) announce(socket);
      else ready.enqueue(socket);
    }
    ready.close();
  })().catch((error) => ready.error(error));
  yield* stream;
}

/** Reads the PROXY line; false when the proxy ended without a word. */
async function readLine(socket: Socket): Promise<boolean> {
  let bytes = new Uint8Array(0);
  while (true) {
    const piece = await socket.recv(LONGEST);
    if (piece.length === 0 && bytes.length === 0) return false;
    bytes = new Uint8Array([...bytes, ...piece]);
    const end = decode(bytes.subarray(0, LONGEST)).indexOf("\r\n");
    if (end >= 0) {
      const client = parseLine(decode(bytes.subarray(0, end)));
      socket.putBack(bytes.subarray(end + 2));
      // A proxy that only looks whether the server is there names nobody or itself
      const { ip, port } = socket.peer;
      if (!client || (client.ip === ip && client.port === port)) return await saysSomething(socket);
      socket.announce(client);
      return true;
    }
    if (bytes.length >= LONGEST || piece.length === 0) throw notALine(decode(bytes));
  }
}

/** Whether anything comes before the peer ends, in order or by a reset. */
async function saysSomething(socket: Socket): Promise<boolean> {
  const bytes = await socket.recv().catch(() => new Uint8Array(0));
  socket.putBack(bytes);
  return bytes.length > 0;
}

/**
 * The client that a PROXY line names; undefined when it names none (`PROXY UNKNOWN`).
 *
 * ```ts
 * import { parseLine } from "./proxy.ts";
 * console.log(parseLine("PROXY TCP4 192.0.2.7 192.0.2.1 51234 8080")); // { ip: "192.0.2.7", port: 51234 }
 * ```
 *
 * @throws {SocketError} when it is none.
 */
export function parseLine(line: string): Address | undefined {
  if (/^PROXY UNKNOWN( |$)/.test(line)) return undefined;
  const [, family, ip, to, port, toPort] =
    line.match(/^PROXY (TCP4|TCP6) (\S+) (\S+) (\d+) (\d+)$/) ?? [];
  const isIP = family === "TCP4" ? isIPv4 : isIPv6;
  const right = family && isIP(ip) && isIP(to) && !wrongPort(port, 0) && !wrongPort(toPort, 0);
  if (!right) throw notALine(line);
  return { ip, port: Number(port) };
}

function notALine(text: string): SocketError {
  return new SocketError("unexpected", `"${visible(text)}" is not a PROXY line`);
}
