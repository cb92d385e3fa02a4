#!/usr/bin/env -S deno run --allow-run
/**
 * The demo: starts the teacher's server and lets each client talk to it, for a first look.
 *
 *     deno run --allow-run session-08/demo.ts
 */
import { parseOptions } from "../lib/cli.ts";
import { expectEnd, expectLine, interrupt, start, title } from "../lib/tools/demo.ts";

parseOptions({}, { about: "shows the teacher's server and its clients at work." });

// Start the server; at port 0 it takes any port that is free, and says which
title("The teacher's server", "server.ts");
const server = start(import.meta.resolve("./server.ts"), {
  flags: ["-N", "-S=networkInterfaces"],
  args: ["--port", "0"],
});
const waiting = await expectLine(server, "Waiting for connections");
const client = { flags: ["-N"], args: ["--port", waiting.split(", ")[1]] };

// Each client talks to it, and the server says what it has received
title("Client 1 sends a message", "client.ts");
await expectEnd(start(import.meta.resolve("./client.ts"), client));
await expectLine(server, "Message from client 1: HELLO FROM THE CLIENT!!!");

title("Client 2 sends a message and prints the answer", "client-2.ts");
const client2 = start(import.meta.resolve("./client-2.ts"), client);
await expectLine(client2, "Hello from the teacher's server");
await expectEnd(client2);
await expectLine(server, "Message from client 2: HELLO FROM THE CLIENT!!!");

title("The chat sends one message after the other", "Ex3.ts");
const typed = ["Hi, I am a student", "¡Adiós! 👋"];
await expectEnd(start(import.meta.resolve("./Ex3.ts"), { ...client, typed }));
await expectLine(server, "Message from client 3: Hi, I am a student");
await expectLine(server, "Message from client 4: ¡Adiós! 👋");

// Stop the server. On Windows no program can press Ctrl-C for another one
const ctrlC = Deno.build.os !== "windows";
title(ctrlC ? "Ctrl-C stops the server" : "The end of the server", "server.ts");
await interrupt(server);
console.log("\nIt all worked. Now start the server yourself, and a client in another terminal.");
