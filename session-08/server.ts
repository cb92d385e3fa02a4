#!/usr/bin/env -S deno run -N -S=networkInterfaces
/**
 * Exercises 4 and 5, the teacher's server: prints each client's message and greets the client.
 * Ctrl-C stops it.
 *
 *     deno run -N -S=networkInterfaces session-08/server.ts [--ip 127.0.0.1] [--port 8080]
 */
import { written } from "../lib/address.ts";
import { commandLine } from "../lib/cli.ts";
import { interrupt } from "../lib/interrupt.ts";
import { answer, beginningOfMessage, restOfMessage, shown } from "../lib/message.ts";
import { print } from "../lib/print.ts";
import { whoCanConnect } from "../lib/reach.ts";
import { listen, type Socket } from "../lib/socket.ts";
import { encode } from "../lib/text.ts";

// Where the server listens: write here the IP of your computer, and a port
const IP = "127.0.0.1";
const PORT = 8080;

// Each of these can also be given on the command line
const { ip, port, ...options } = commandLine("prints the clients' messages and greets them.", {
  ip: IP,
  port: PORT,
  timeout: 60,
  proxy: "",
});

// Create the server's socket, which listens until Ctrl-C is pressed
const server = listen({ ip, port }, { ...options, signal: interrupt() });
print(`Waiting for connections at ${server.address.ip}, ${server.address.port}`);
print(whoCanConnect(server.address));

// Accept each client that connects, and attend to it while others connect
let connections = 0;
for await (const client of server) {
  connections++;
  const number = connections;
  attend(client, number).catch((error) => print(`Client ${number}: ${error.message}`));
}
print("Server stopped by the user");

async function attend(client: Socket, number: number) {
  print(`CONNECTION: ${number}. From the IP: ${written(client.peer)}`);

  // Read the beginning of the message: that is enough to answer
  const beginning = await beginningOfMessage(client);
  await answer(client, encode("Hello from the teacher's server"));

  // Read the rest, if it came in pieces, and print the whole message
  const message = await restOfMessage(client, beginning);
  print(`Message from client ${number}: ${shown(message)}`);
  await client.close();
}
