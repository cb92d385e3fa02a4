#!/usr/bin/env -S deno run --allow-run
/**
 * The demo: starts the teacher's server and lets each client talk to it, for a first look.
 *
 *     deno run --allow-run session-08/demo.ts
 */
import { parseOptions } from "../lib/cli.ts";
import { bold, cyan, dim } from "../lib/system/colors.ts";
import { type Program, start } from "../lib/system/process.ts";

parseOptions({}, { about: "shows the teacher's server and its clients at work." });

// Start the server; at port 0 it takes any port that is free, and says which
title("The teacher's server", "server.ts");
const server = run("server.ts", ["--port", "0"], ["-N", "-S=networkInterfaces"], cyan);
const waiting = await server.waitForLine("Waiting for connections");
const port = waiting?.split(", ")[1] ?? fail("the server did not start");

title("Client 1 sends a message", "client.ts");
await talk("client.ts", [], ["Message from client 1: HELLO FROM THE CLIENT!!!"]);

title("Client 2 sends a message and prints the answer", "client-2.ts");
const client2 = await talk("client-2.ts", [], ["Message from client 2: HELLO FROM THE CLIENT!!!"]);
if (!await client2.waitForLine("Hello from the teacher's server")) {
  fail("client-2.ts got no answer");
}

title("The chat sends one message after the other", "Ex3.ts");
await talk("Ex3.ts", ["Hi, I am a student", "¡Adiós! 👋"], [
  "Message from client 3: Hi, I am a student",
  "Message from client 4: ¡Adiós! 👋",
]);

title("Ctrl-C stops the server", "Ctrl-C");
server.interrupt();
const status = await server.ended;
if (Deno.build.os !== "windows" && status !== 0) fail(`the server ended with status ${status}`);
console.log(
  "\nAll of it worked. Now start the server yourself, and a client in a second terminal.",
);

/** Runs a client to its end, and sees that the server prints what it should. */
async function talk(script: string, input: string[], expected: string[]): Promise<Program> {
  for (const line of input) console.log(dim(`${"you type".padStart(11)} | `) + line);
  const client = run(script, ["--port", port], ["-N"], bold, input.join("\n"));
  const status = await client.ended;
  if (status !== 0) fail(`${script} ended with status ${status}`);
  for (const line of expected) {
    if (!await server.waitForLine(line)) fail(`the server did not print "${line}"`);
  }
  return client;
}

/** Starts a script of the session and shows what it prints, with its name in front. */
function run(
  script: string,
  args: string[],
  flags: string[],
  color: (text: string) => string,
  input = "",
): Program {
  const path = `${import.meta.dirname}/${script}`;
  return start(Deno.execPath(), ["run", "--quiet", ...flags, path, ...args], {
    input,
    onLine: (line) => console.log(color(`${script.padStart(11)} | `) + line),
  });
}

function title(text: string, script: string): void {
  console.log(`\n${bold(text)} ${dim(`(${script})`)}`);
}

function fail(why: string): never {
  console.error(`demo.ts: ${why}`);
  server?.interrupt();
  Deno.exit(1);
}
