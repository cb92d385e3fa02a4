#!/usr/bin/env -S deno run -N -S=networkInterfaces
/**
 * The class on a web page: the teacher's server, and what happens at it on a page for the projector
 * and for every phone. Ctrl-C stops it.
 *
 *     deno run -N -S=networkInterfaces session-08/board.ts --ip 192.168.1.36
 */
import { formatAddress } from "../lib/address.ts";
import { parseOptions } from "../lib/cli.ts";
import { type Connection, listen } from "../lib/server/listen.ts";
import { log, warn } from "../lib/server/log.ts";
import { restOfMessage } from "../lib/server/message.ts";
import { proxyIPs, throughProxies } from "../lib/server/proxy.ts";
import { interruptSignal } from "../lib/signal.ts";
import { encode } from "../lib/text.ts";
import { openBoard } from "../lib/tools/board/web-server.ts";

// The IP and the ports of the server and of the page: change them here, or on the command line
const { ip, port, "web-port": webPort, timeout, proxy } = parseOptions({
  ip: "127.0.0.1",
  port: 8080,
  "web-port": 8008,
  timeout: 60,
  proxy: "",
}, { listens: true, help: { "web-port": "the port of the page; 0 takes any free one" } });
const proxies = proxyIPs(proxy);

// Create the socket and listen, until Ctrl-C is pressed
const server = listen({ ip, port }, { timeout, warn, signal: interruptSignal() });

// Open the page on which the whole class sees what happens
const board = openBoard({ ip, port: webPort }, server.address);
console.log(board.poster);
log(`Waiting for connections at ${server.address.ip}, ${server.address.port}`);
log(server.hint);

// Accept each client that connects, and attend to it while others connect
for await (const client of throughProxies(server, proxies)) attend(client);
await board.close();
log("Server stopped by the user");

async function attend(client: Connection) {
  const row = board.feed.connected(client.peer);
  const { number } = row;
  log(`CONNECTION: ${number}. From the IP: ${formatAddress(client.peer)}`);
  try {
    // Receive the message: its beginning is enough to answer
    const beginning = await client.recv(2048);

    // Send the answer, and say that no more will come
    await client.send(encode("Hello from the teacher's server"));
    await client.shutdown();

    // The network may have cut the message: show it when the rest is here
    const { text, more } = await restOfMessage(client, beginning);
    log(`Message from client ${number}:`, text);
    if (more > 0) log(`Client ${number}: bytes that are not shown: ${more}`);
    board.feed.received(row, text, more);
  } catch (error) {
    log(`Client ${number}: ${(error as Error).message}`);
    board.feed.failed(row, (error as Error).message);
  }

  // Close the connection
  const unread = await client.close();
  if (unread > 0) log(`Client ${number}: bytes after the message: ${unread}`);
  board.feed.closed(row);
}
