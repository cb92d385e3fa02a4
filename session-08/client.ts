#!/usr/bin/env -S deno run -N
/**
 * Client 1: sends one message to the teacher's server.
 *
 *     deno run -N session-08/client.ts
 */
import { parseOptions } from "../lib/cli.ts";
import { connect } from "../lib/socket.ts";
import { encode } from "../lib/text.ts";

// The IP and the port of the teacher's server: change them here, or say --ip and --port
const { ip, port, message } = parseOptions({
  ip: "127.0.0.1",
  port: 8080,
  message: "HELLO FROM THE CLIENT!!!",
});

// Create the socket and connect it to the server
const s = await connect({ ip, port });

// Send the message. Only bytes travel through a socket, so the text is encoded first
await s.send(encode(message));

// Close the socket
await s.close();
