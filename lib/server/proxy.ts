/**
 * The PROXY protocol, version 1: behind a load balancer every client seems to come from there. So
 * the balancer says in a first line, the header, who the client is:
 * `PROXY TCP4 192.0.2.7 192.0.2.1 51234 8080\r\n`
 * (haproxy.org, "The PROXY protocol", section 2.1). Only named balancers are believed: from
 * others such a line is a message like any other.
 *
 * @module
 */
import { type Address, isIP, isIPv4, isIPv6, normalizeIP } from "../address.ts";
import { UserError } from "../error.ts";
import { escapeControls } from "../escape.ts";
import { reasonOf, SocketError } from "../socket-error.ts";
import type { Connection } from "./connection.ts";
import { warn } from "./log.ts";

// "The receiver must wait for the CRLF sequence … 107 chars is the longest line"
const LONGEST_HEADER = 107;

// Version 2 is binary: these bytes, and then one whose last half says what for; 0 (LOCAL) is a look
const VERSION_2 = "\r\n\r\n\0\r\nQUIT\n";
const ONLY_VERSION_1 = "it speaks version 2 of the PROXY protocol, not 1 (HAProxy: send-proxy)";

/** The IPs in a text such as `127.0.0.1,192.0.2.7`. @throws {UserError} when that is none. */
export function proxyIPs(text: string): string[] {
  const ips = text.split(",").map((ip) => ip.trim()).filter(Boolean);
  if (text !== "" && ips.length === 0) ips.push(text);
  for (const ip of ips) {
    if (isIP(ip) && !ip.includes("%")) continue;
    throw new UserError(`"${ip}" is not the IP of a proxy, as in --proxy 127.0.0.1`, 2);
  }
  return ips.map(normalizeIP);
}

/**
 * The clients of a server, of whom some come through proxies: these are given once their header was
 * read, and `peer` is their own address then. A proxy that only looks whether the server is there is
 * left out; one that says something else is told of on standard error.
 */
export function throughProxies(
  server: AsyncIterable<Connection>,
  proxies: string[],
): AsyncIterable<Connection> {
  if (proxies.length === 0) return server;
  const looks = new Map<string, number>();
  return new ReadableStream<Connection>({
    async start(clients) {
      for await (const connection of server) {
        if (proxies.includes(connection.peer.ip)) meet(connection, clients);
        else clients.enqueue(connection);
      }
      for (const [ip, count] of looks) warn(`The proxy ${ip} has looked ${count} times.`);
      clients.close();
    },
  });

  async function meet(
    connection: Connection,
    clients: ReadableStreamDefaultController<Connection>,
  ): Promise<void> {
    const { ip } = connection.peer;
    try {
      if (await readHeader(connection)) return clients.enqueue(connection);
      const count = (looks.get(ip) ?? 0) + 1;
      looks.set(ip, count);
      if (count === 1) warn(`The proxy ${ip} looks whether the server is there: told once.`);
    } catch (error) {
      warn(`From the proxy ${ip}: ${(error as Error).message}`);
    }
    connection.destroy();
  }
}

/** Reads the header; false when the proxy only looks whether the server is there. */
async function readHeader(connection: Connection): Promise<boolean> {
  let bytes = new Uint8Array(0);
  while (true) {
    // Who has looked may also leave by a reset
    const piece = await connection.recv(LONGEST_HEADER).catch((error) => {
      if (reasonOf(error) !== "reset") throw error;
    });
    if (!piece || (piece.length === 0 && bytes.length === 0)) return false;
    bytes = new Uint8Array([...bytes, ...piece]);
    // Bytes, not text: what comes after the header may be cut anywhere
    const header = String.fromCharCode(...bytes.subarray(0, LONGEST_HEADER));
    if (header.startsWith(VERSION_2) && header.length > VERSION_2.length) {
      if ((bytes[VERSION_2.length] & 0xf) === 0) return false;
      throw new SocketError("protocol", ONLY_VERSION_1);
    }
    const end = VERSION_2.startsWith(header) ? -1 : header.indexOf("\r\n");
    if (end >= 0) {
      const client = parseHeader(header.slice(0, end));
      connection.unread(bytes.subarray(end + 2));
      // A proxy that only looks names no client, or itself
      const { ip, port } = connection.peer;
      if (!client || (client.ip === ip && client.port === port)) return await speaks(connection);
      connection.peer = client;
      return true;
    }
    if (bytes.length >= LONGEST_HEADER || piece.length === 0) throw notAHeader(header);
  }
}

/** Whether anything comes before the peer ends, in order or by a reset. */
async function speaks(connection: Connection): Promise<boolean> {
  const bytes = await connection.recv().catch(() => new Uint8Array(0));
  connection.unread(bytes);
  return bytes.length > 0;
}

/**
 * The client that a header names; undefined when it names none (`PROXY UNKNOWN`).
 *
 * ```ts
 * import { parseHeader } from "./proxy.ts";
 * console.log(parseHeader("PROXY TCP4 192.0.2.7 192.0.2.1 51234 8080")); // { ip: "192.0.2.7", port: 51234 }
 * ```
 *
 * @throws {SocketError} when it is none.
 */
export function parseHeader(header: string): Address | undefined {
  if (/^PROXY UNKNOWN( |$)/.test(header)) return undefined;
  const [, family, from, to, port, toPort] =
    header.match(/^PROXY (TCP[46]) ([\da-fA-F.:]+) ([\da-fA-F.:]+) (\d{1,5}) (\d{1,5})$/) ?? [];
  const isOfFamily = family === "TCP4" ? isIPv4 : isIPv6;
  const right = family && isOfFamily(from) && isOfFamily(to) && Number(port) < 65536 &&
    Number(toPort) < 65536;
  if (!right) throw notAHeader(header);
  return { ip: normalizeIP(from), port: Number(port) };
}

function notAHeader(text: string): SocketError {
  return new SocketError("protocol", `"${escapeControls(text)}" is not a PROXY header`);
}
