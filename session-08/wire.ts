#!/usr/bin/env -S deno run -N
/**
 * The wire: stands between a client and a server, and draws what goes through.
 *
 *     deno run -N session-08/wire.ts
 *
 * It connects to the server for each client that connects to it. Start the server first, then this,
 * and then a client with --port 8081.
 */
import { parseOptions } from "../lib/cli.ts";
import type { NodeSocket } from "../lib/tools/node-socket.ts";
import { drawing, say } from "../lib/tools/wire/drawing.ts";
import { connectServer, pass, waitForClients } from "../lib/tools/wire/wire.ts";

// Where the server is, and the port for the clients
const { ip, port, listen, bytes } = parseOptions(
  { ip: "127.0.0.1", port: 8080, listen: 8081, bytes: false },
  {
    about: "stands between a client and a server, and draws what goes through.",
    help: {
      listen: "the port for the clients; 0 takes any free one",
      bytes: "shows the bytes too",
    },
  },
);

// Listen, in the server's place
const { address, clients } = await waitForClients({ ip: "127.0.0.1", port: listen });
say(`Now start a client with --port ${address.port}: what it and the server say is drawn here.`);

let count = 0;
for await (const client of clients) {
  count++;
  attend(client, count);
}
say("Stopped by the user");

async function attend(client: NodeSocket, number: number) {
  const see = drawing(number, bytes);
  see({ what: "connect", client: client.peer, server: { ip, port } });
  try {
    // Connect to the server, as the client wants to
    const server = await connectServer({ ip, port }, address);

    // Pass on what they say, both ways at once
    await pass({ client, server }, see);
  } catch (error) {
    see({ what: "failure", from: "server", error: error as Error });
    client.reset();
  }
}
