#!/usr/bin/env -S deno run -N
/**
 * Exercise 3, the chat: asks for a message, sends it to the teacher's server, and again.
 * Ctrl-D or Ctrl-C ends it.
 *
 *     deno run -N session-08/Ex3.ts [--ip 127.0.0.1] [--port 8080]
 */
import { commandLine } from "../lib/cli.ts";
import { ask } from "../lib/input.ts";
import { connect } from "../lib/socket.ts";
import { encode } from "../lib/text.ts";

// Where the server is: write here the IP and the port of the teacher's server
const IP = "127.0.0.1";
const PORT = 8080;

// Each of these can also be given on the command line
const { ip, port } = commandLine("sends each line that you write to the server.", {
  ip: IP,
  port: PORT,
});

// Ask the user for a message, again and again
const messages = ask("Message: ");
for await (const message of messages) {
  try {
    // Create the socket and connect it to the server
    const s = await connect({ ip, port });

    // Send the user's message
    await s.send(encode(message));

    // Close the socket
    await s.close();
  } catch (error) {
    // It could not be sent: keep it, so that nobody has to write it again
    await messages.keep(error);
  }
}
