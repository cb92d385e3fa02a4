#!/usr/bin/env -S deno run -N
/**
 * Client 2: sends one message to the teacher's server and prints what it answers.
 *
 *     deno run -N session-08/client-2.ts [MESSAGE] [--ip 127.0.0.1] [--port 8080]
 */
import { commandLine } from "../lib/cli.ts";
import { connect } from "../lib/socket.ts";
import { decode, encode } from "../lib/text.ts";
import { visible } from "../lib/visible.ts";

// Where the server is: write here the IP and the port of the teacher's server
const IP = "127.0.0.1";
const PORT = 8080;

// Each of these can also be given on the command line
const { message, ip, port } = commandLine(
  "[MESSAGE] sends one message to the server and prints the answer.",
  { message: "HELLO FROM THE CLIENT!!!", ip: IP, port: PORT },
);

// Create the socket and connect it to the server
const s = await connect({ ip, port });

// Send the message. Only bytes travel through a socket, so the text is encoded first
await s.send(encode(message));

// Receive the answer, at most 2048 bytes of it, and decode it into text
const answer = await s.recv(2048);
console.log("MESSAGE FROM THE SERVER:\n");
console.log(visible(decode(answer), { lines: true }));

// Close the socket
await s.close();
