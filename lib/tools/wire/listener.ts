/**
 * The listener: where clients find the wire instead of the server.
 *
 * @module
 */
import { on, once } from "node:events";
import { type AddressInfo, createServer, type Server, Socket } from "node:net";
import { type Address, checkAddress } from "../../address.ts";
import { listenError } from "../../server/listen.ts";
import { interruptSignal } from "../../signal.ts";
import { asDeno, NodeSocket } from "../node-socket.ts";

/** Where it listens, and its clients until Ctrl-C is pressed. */
export interface WireListener {
  address: Address;
  clients: AsyncGenerator<NodeSocket>;
}

/**
 * Listens at an address.
 *
 * @throws {SocketError} as `listen` does.
 */
export async function waitForClients(address: Address): Promise<WireListener> {
  checkAddress(address, "listen");
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  try {
    await once(server.listen(address.port, address.ip), "listening");
  } catch (error) {
    throw listenError(asDeno(error), address);
  }
  const { address: ip, port } = server.address() as AddressInfo;
  return { address: { ip, port }, clients: accept(server) };
}

async function* accept(server: Server): AsyncGenerator<NodeSocket> {
  const signal = interruptSignal();
  const open = new Set<NodeSocket>();
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
    server.close();
    for (const client of open) client.destroy();
  }
}
