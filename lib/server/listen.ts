/**
 * Listening: `listen` makes a server's socket.
 *
 * @module
 */
import { type Address, checkAddress, formatAddress } from "../address.ts";
import { needSeconds } from "../mistakes.ts";
import { explain, NO_PORT } from "../socket-error.ts";
import { ownIPs } from "../system/interfaces.ts";
import { Listener, type ListenOptions } from "./listener.ts";

export type { Connection } from "./connection.ts";
export type { Listener, ListenOptions };

/**
 * Creates a server's socket that listens at (ip, port); port 0 takes any free one. `for await`
 * gives a connection for each client.
 *
 * ```ts
 * import { listen } from "./listen.ts";
 * import { connect } from "../socket.ts";
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
 * @throws {UserError} when it is called wrongly.
 * @throws {SocketError} in use, not ours, not allowed, no permission, address …
 */
export function listen(address: Address, options: ListenOptions = {}): Listener {
  checkAddress(address, "listen");
  needSeconds(options.timeout ?? 0, "listen");
  // A name is listened on at its first IP alone: for this one let it be the class's, not ::1
  const hostname = address.ip === "localhost" ? "127.0.0.1" : address.ip;
  try {
    // A class connects in the same instant: with the default queue, the system would drop some
    // of its requests, and those clients try again only a second later
    const listener = Deno.listen({ hostname, port: address.port, tcpBacklog: 4096 });
    return new Listener(listener, address, options);
  } catch (error) {
    throw listenError(error, address);
  }
}

/**
 * What went wrong with a server's socket, told to the user who tried to listen at `address`;
 * `option` is the one that says its port.
 */
export function listenError(error: unknown, address: Address, option = ""): Error {
  const { ip, port } = address;
  const other = port < 65535 ? port + 1 : port - 1;
  const own = ownIPs().map(({ ip }) => ip);
  const choose = `Use one of this computer's: ${["127.0.0.1 (only itself)", ...own].join(", ")}`;
  return explain(error, {
    "address": `"${ip}" is not an IP that a server can listen on.\n${choose}`,
    "in use": port === 0
      ? NO_PORT
      : `Port in use: another program is already listening on ${formatAddress(address)}.
Is a server still running in another terminal, or paused there with Ctrl-Z (fg goes on with it)?
Stop it with Ctrl-C, or use another port, such as ${option}${other}.
To see which program it is: ${WHO_LISTENS(port)}`,
    "not ours": `Not this computer's IP: ${ip}. A server listens on an IP of its own computer.
${choose}`,
    "not allowed": port < 1024
      ? `Not allowed: the ports below 1024, such as ${port}, are for the administrator.
Use the port 8080, or another one from 1024 to 65535.`
      : `Not allowed: this computer does not let programs listen on ${formatAddress(address)}.
Try another port. Does a firewall or another program hold it?`,
    "unknown name": `Unknown name: no IP was found for "${ip}".\n${choose}`,
  });
}

const WHO_LISTENS = (port: number) =>
  Deno.build.os === "windows" ? `netstat -ano | findstr :${port}` : `lsof -i :${port}`;
