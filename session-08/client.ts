#!/usr/bin/env -S deno run -N
/**
 * Client 1: sends one message to the teacher's server.
 *
 *     deno run -N session-08/client.ts [MESSAGE] [--ip 127.0.0.1] [--port 8080]
 */
import { commandLine } from "../lib/cli.ts";
import { connect } from "../lib/socket.ts";
import { encode } from "../lib/text.ts";

// Where the server is: write here the IP and the port of the teacher's server
const IP = "127.0.0.1";
const PORT = 8080;

// Each of these can also be given on the command line
const { message, ip, port } = commandLine("[MESSAGE] sends one message to the server.", {
  message: "HELLO FROM THE CLIENT!!!",
  ip: IP,
  port: PORT,
});

// Create the socket and connect it to the server
const s = await connect({ ip, port });

// Send the message. Only bytes travel through a socket, so the text is encoded first
await s.send(encode(message));

// Close the socket
await s.close();
