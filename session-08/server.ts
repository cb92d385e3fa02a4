#!/usr/bin/env -S deno run -N -S=networkInterfaces
/**
 * Exercises 4 and 5, the teacher's server: prints each client's message and greets the client.
 * Ctrl-C stops it.
 *
 *     deno run -N -S=networkInterfaces session-08/server.ts
 */
import { formatAddress } from "../lib/address.ts";
import { parseOptions } from "../lib/cli.ts";
import { type Connection, listen } from "../lib/server/listen.ts";
import { log, warn } from "../lib/server/log.ts";
import { restOfMessage } from "../lib/server/message.ts";
import { proxyIPs, throughProxies } from "../lib/server/proxy.ts";
import { interruptSignal } from "../lib/signal.ts";
import { encode } from "../lib/text.ts";

// The IP and the port of this server: change them here, or say --ip and --port
const { ip, port, timeout, proxy } = parseOptions({
  ip: "127.0.0.1",
  port: 8080,
  timeout: 60,
  proxy: "",
}, { listens: true });
const proxies = proxyIPs(proxy);

// Create the socket and listen, until Ctrl-C is pressed
const server = listen({ ip, port }, { timeout, warn, signal: interruptSignal() });
log(`Waiting for connections at ${server.address.ip}, ${server.address.port}`);
log(server.hint);

// Accept each client that connects, and attend to it while others connect
let connections = 0;
for await (const client of throughProxies(server, proxies)) {
  connections++;
  attend(client, connections);
}
log("Server stopped by the user");

async function attend(client: Connection, number: number) {
  log(`CONNECTION: ${number}. From the IP: ${formatAddress(client.peer)}`);
  try {
    // Receive the message: its beginning is enough to answer
    const beginning = await client.recv(2048);

    // Send the answer, and say that no more will come
    await client.send(encode("Hello from the teacher's server"));
    await client.shutdown();

    // The network may have cut the message: print it when the rest is here
    const { text, more } = await restOfMessage(client, beginning);
    log(`Message from client ${number}:`, text);
    if (more > 0) log(`Client ${number}: bytes that are not shown: ${more}`);
  } catch (error) {
    log(`Client ${number}: ${(error as Error).message}`);
  }

  // Close the connection
  const unread = await client.close();
  if (unread > 0) log(`Client ${number}: bytes after the message: ${unread}`);
}
