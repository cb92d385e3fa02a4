/**
 * The wire: all that a client and a server send goes through it, and is seen.
 *
 * @module
 */
import { type Address, formatAddress } from "../../address.ts";
import { UserError } from "../../error.ts";
import { interrupted } from "../../signal.ts";
import { transferError } from "../../socket-error.ts";
import { patiently } from "../nc/dial.ts";
import { connectNode, type NodeSocket } from "../node-socket.ts";
import { relay } from "../relay.ts";
import type { Seen, Side } from "./drawing.ts";

/** How long it waits for the server, in seconds: as long as `connect`. */
const PATIENCE = 10;

/**
 * Connects to the server; `own` is where this program listens itself.
 *
 * @throws {SocketError} in the words of `connect`.
 */
export async function connectServer(address: Address, own: Address): Promise<NodeSocket> {
  const server = await patiently(
    address,
    PATIENCE,
    (late) => connectNode(address, AbortSignal.any([late, interrupted])),
  );
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
  try {
    await Promise.all([oneWay("client", server), oneWay("server", client)]);
  } catch (error) {
    const from = client.error ? "client" : "server";
    see({ what: "failure", from, error: transferError(error, peers[from]) });
    client.reset();
    server.reset();
  }
}
