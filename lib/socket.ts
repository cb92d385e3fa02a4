/**
 * Sockets: `connect` for clients, `listen` for servers.
 *
 * @module
 */
import { type Address, wrongIP, wrongPort } from "./address.ts";
import { Socket } from "./connection.ts";
import { ServerSocket, type ServerSocketOptions } from "./server-socket.ts";
import { proxyIPs } from "./proxy.ts";
import { connectError, listenError, SocketError } from "./socket-error.ts";

export type { Address, ServerSocket, Socket };

/** How to connect. */
export interface ConnectOptions {
  /** How long to wait for an answer, in seconds; 10 if left out. */
  timeout?: number;
}

/**
 * Creates a socket and connects it to the server at (ip, port).
 *
 * ```ts
 * import { connect, listen } from "./socket.ts";
 * import { encode } from "./text.ts";
 *
 * using server = listen({ ip: "127.0.0.1", port: 0 });
 * const s = await connect(server.address);
 * await s.send(encode("HELLO FROM THE CLIENT!!!"));
 * await s.close();
 * ```
 *
 * @throws {SocketError} refused, timeout, unknown name, unreachable, no permission, address …
 */
export async function connect(
  address: Address,
  { timeout = 10 }: ConnectOptions = {},
): Promise<Socket> {
  check(address, 1);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Deno.errors.TimedOut()), timeout * 1000);
  try {
    return new Socket(
      await Deno.connect({ hostname: address.ip, port: address.port, signal: late.signal }),
    );
  } catch (error) {
    throw connectError(late.signal.aborted ? late.signal.reason : error, address, timeout);
  } finally {
    clearTimeout(timer);
  }
}

/** How to listen. */
export interface ListenOptions extends Omit<ServerSocketOptions, "proxies"> {
  /** The IPs of load balancers, with commas: their clients' own IPs are told (PROXY protocol). */
  proxy?: string;
}

/**
 * Creates a server's socket that listens at (ip, port); port 0 takes any free one. `for await`
 * gives a socket for each client.
 *
 * ```ts
 * import { connect, listen } from "./socket.ts";
 *
 * const server = listen({ ip: "127.0.0.1", port: 0 });
 * const s = await connect(server.address);
 * for await (const client of server) {
 *   console.log(client.peer.port === s.address.port); // true
 *   break;
 * }
 * await s.close();
 * ```
 *
 * @throws {SocketError} in use, not ours, not allowed, no permission, address …
 */
export function listen(address: Address, options: ListenOptions = {}): ServerSocket {
  check(address, 0);
  const proxies = proxyIPs(options.proxy ?? "");
  try {
    // A class connects in the same instant: with the default queue, the system would drop some
    // of its requests, and those clients try again only a second later
    return new ServerSocket(
      Deno.listen({ hostname: address.ip, port: address.port, tcpBacklog: 4096 }),
      { ...options, proxies },
    );
  } catch (error) {
    throw listenError(error, address);
  }
}

function check({ ip, port }: Address, minPort: 0 | 1): void {
  const wrong = wrongIP(ip) ?? wrongPort(port, minPort);
  if (wrong) throw new SocketError("address", wrong);
}
