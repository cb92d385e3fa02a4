#!/usr/bin/env -S deno run -N
/**
 * Client 2: sends one message to the teacher's server and prints the answer.
 *
 *     deno run -N session-08/client-2.ts
 */
import { parseOptions } from "../lib/cli.ts";
import { escapeLines } from "../lib/escape.ts";
import { connect } from "../lib/socket.ts";
import { decode, encode } from "../lib/text.ts";

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

// Receive the whole answer, at most 2048 bytes of it, and decode it into text
const answer = await s.recvAll(2048);
console.log("MESSAGE FROM THE SERVER:\n");
console.log(escapeLines(decode(answer)));

// Say so if the server had more to tell
if (s.unfinished) console.error(s.unfinished);

// Close the socket
await s.close();
