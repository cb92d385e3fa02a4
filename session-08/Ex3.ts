#!/usr/bin/env -S deno run -N
/**
 * Exercise 3, the chat: asks for a message, sends it to the teacher's server, and again.
 * Ctrl-D or Ctrl-C ends it.
 *
 *     deno run -N session-08/Ex3.ts
 */
import { parseOptions } from "../lib/cli.ts";
import { connect } from "../lib/socket.ts";
import { readMessages } from "../lib/input.ts";
import { encode } from "../lib/text.ts";

// The IP and the port of the teacher's server: change them here, or say --ip and --port
const { ip, port } = parseOptions({
  ip: "127.0.0.1",
  port: 8080,
});

// Ask the user for a message, again and again
const messages = readMessages("Message: ");
for await (const message of messages) {
  try {
    // Create the socket and connect it to the server
    const s = await connect({ ip, port });

    // Send the user's message
    await s.send(encode(message));

    // Close the socket
    await s.close();
  } catch (error) {
    // It could not be sent: keep it, so that it need not be written again
    await messages.retry(error);
  }
}
