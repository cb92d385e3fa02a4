/**
 * The wire: it stands in the server's place, and all that a client and the server send goes through
 * it, and is seen.
 *
 * @module
 */
import { on, once } from "node:events";
import { type AddressInfo, createServer, type Server, Socket } from "node:net";
import { type Address, checkAddress, formatAddress } from "../../address.ts";
import { UserError } from "../../error.ts";
import { listenError } from "../../server/listen.ts";
import { interrupted, interruptSignal } from "../../signal.ts";
import { tryToConnect } from "../../socket.ts";
import { transferError } from "../../socket-error.ts";
import { asDeno, connectNode, NodeSocket } from "../node-socket.ts";
import { relay } from "../relay.ts";
import type { Seen, Side } from "./drawing.ts";

/** How long it waits for the server, in seconds: as long as `connect`. */
const PATIENCE = 10;
/** How many clients may wait until they are let in, as with Node's own `listen`. */
const BACKLOG = 511;
/** How often it begins anew to let clients in (ms), in case it had no file left for one. */
const AGAIN = 200;

/**
 * Listens at an address; gives the real one, and the clients until Ctrl-C is pressed.
 *
 * @throws {SocketError} as `listen` does.
 */
export async function waitForClients(
  address: Address,
): Promise<{ address: Address; clients: AsyncGenerator<NodeSocket> }> {
  checkAddress(address, "listen");
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  try {
    await once(server.listen(address.port, address.ip, BACKLOG), "listening");
  } catch (error) {
    throw listenError(asDeno(error), address);
  }
  const { address: ip, port } = server.address() as AddressInfo;
  return { address: { ip, port }, clients: accept(server) };
}

async function* accept(server: Server): AsyncGenerator<NodeSocket> {
  const signal = interruptSignal();
  const open = new Set<NodeSocket>();
  // Without a file for the next client, Deno stops letting any in, for ever and without a word.
  // To listen once more, as listen(2) may, puts that right and changes nothing else
  const { _handle } = server as unknown as { _handle: { listen(backlog: number): number } };
  const again = setInterval(() => _handle.listen(BACKLOG), AGAIN);
  try {
    for await (const [{ _handle: handle }] of on(server, "connection", { signal })) {
      // A server of Node's gives no socket with `onread`: this is another one for the same handle
      const client = new NodeSocket((options) => new Socket({ handle, ...options } as object));
      open.add(client);
      client.closed.then(() => open.delete(client));
      yield client;
    }
  } catch (error) {
    if (!signal.aborted) throw asDeno(error);
  } finally {
    clearInterval(again);
    server.close();
    for (const client of open) client.destroy();
  }
}

/**
 * Connects to the server; `own` is where this program listens itself.
 *
 * @throws {SocketError} in the words of `connect`.
 */
export async function connectServer(address: Address, own: Address): Promise<NodeSocket> {
  const connect = (signal: AbortSignal) => connectNode(address, signal);
  const server = await tryToConnect(address, PATIENCE, connect, interrupted);
  if (formatAddress(server.peer) !== formatAddress(own)) return server;
  // It would connect to itself again and again: this ends the program
  reportError(
    new UserError(
      `--ip ${address.ip} and --port ${address.port} lead to this program itself.
Say where the server is, or another --listen.`,
      2,
    ),
  );
  throw server;
}

/**
 * Passes on what both say, each end and each reset, until the connection is over.
 *
 * ```ts ignore
 * await pass({ client, server }, (seen) => console.log(seen.what));
 * ```
 */
export async function pass(
  ends: Record<Side, NodeSocket>,
  see: (seen: Seen) => void,
): Promise<void> {
  const { client, server } = ends;
  const peers = { client: client.peer, server: server.peer };
  const oneWay = (from: Side, to: NodeSocket) =>
    relay(() => ends[from].next(), {
      send(bytes) {
        see({ what: "piece", from, bytes });
        return to.send(bytes);
      },
      shutdown() {
        see({ what: "end", from });
        return to.shutdown();
      },
    });
  // A server that does not read what it is sent would keep this program from its end
  const stop = () => server.destroy();
  interrupted.addEventListener("abort", stop);
  try {
    await Promise.all([oneWay("client", server), oneWay("server", client)]);
  } catch (error) {
    const from = client.error ? "client" : "server";
    see({ what: "failure", from, error: transferError(error, peers[from]) });
    client.reset();
    server.reset();
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
}
