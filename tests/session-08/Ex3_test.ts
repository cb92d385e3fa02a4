import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { peerTest } from "../peers.ts";
import {
  denoArgs,
  flagsOf,
  freePort,
  launch,
  launchServer,
  lines,
  NOBODY,
  pathOf,
  program,
  run,
  to,
} from "../scripts.ts";
import { atTerminal, onScreen, python, screen } from "../sockets.ts";

/** What the server logged of its clients' messages, in the order of the clients. */
async function messages(server: Awaited<ReturnType<typeof launchServer>>, count: number) {
  for (let i = 1; i <= count; i++) await server.waitForLine(`Message from client ${i}:`);
  return server.printed.filter((line) => line.startsWith("Message")).sort();
}

Deno.test("Ex3.ts sends each line of a pipe, without a prompt", async () => {
  await using server = await launchServer();
  const input = "one\r\n\ntwo\nñ €  😀";
  assertEquals(await run("Ex3.ts", to(server), { input }), { code: 0, stdout: "", stderr: "" });
  assertEquals(await messages(server, 4), [
    "Message from client 1: one",
    "Message from client 2: ",
    "Message from client 3: two",
    "Message from client 4: ñ €  😀",
  ]);
});

Deno.test("Ex3.ts sends nothing when there is nothing to send", async () => {
  assertEquals(await run("Ex3.ts"), { code: 0, stdout: "", stderr: "" });
});

Deno.test("Ex3.ts names a line that is not UTF-8, and destroys nothing", async () => {
  await using server = await launchServer();
  const input = new Uint8Array([...new TextEncoder().encode("one\nse"), 0xf1, 0x6f, 0x72, 10]);
  const { code, stderr } = await run("Ex3.ts", to(server), { input });
  assertEquals([code, stderr], [1, "Ex3.ts: line 2 of the input is not a text in UTF-8\n"]);
  assertEquals(await server.waitForLine("Message"), "Message from client 1: one");
});

Deno.test("Ex3.ts sends a line of 1 MiB whole", async () => {
  await using server = await launchServer();
  const input = "x".repeat(1024 * 1024);
  assertEquals(await run("Ex3.ts", to(server), { input }), { code: 0, stdout: "", stderr: "" });
  assertMatch(await server.waitForLine("Client 1:") ?? "", /not shown: 1046528$/);
  assertEquals(lines(server).find((line) => line.startsWith("Message"))?.match(/x/g)?.length, 2048);
});

Deno.test("Ex3.ts names the lines of a pipe that were not sent", async () => {
  const port = String(NOBODY);
  const { code, stdout, stderr } = await run("Ex3.ts", ["--port", port], {
    input: "a\nb\r\nc\x1b",
  });
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, "Connection refused");
  assertStringIncludes(
    stderr,
    "Not sent: line 1: a\nNot sent: line 2: b\nNot sent: line 3: c\\x1b\n",
  );
});

Deno.test("Ex3.ts names the lines that were not sent before one that is no text", async () => {
  const input = new Uint8Array([...new TextEncoder().encode("a\nb\n"), 0xff, 10]);
  for (const from of [0, 2]) {
    const { code, stderr } = await run("Ex3.ts", ["--port", String(NOBODY)], {
      input: input.subarray(from),
    });
    assertEquals(code, 1);
    const named = ["a", "b"].slice(from / 2).map((line, i) => `Not sent: line ${i + 1}: ${line}\n`);
    const last = `Ex3.ts: line ${named.length + 1} of the input is not a text in UTF-8\n`;
    assert(stderr.endsWith(named.join("") + last), stderr);
  }
});

Deno.test("Ex3.ts does not name a thousand lines", async () => {
  const input = Array.from({ length: 1000 }, (_, i) => i).join("\n");
  const { code, stderr } = await run("Ex3.ts", ["--port", String(NOBODY)], { input });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Not sent: line 10: 9\nNot sent: line 11 and all that follow\n");
});

Deno.test("Ex3.ts cuts a long line that was not sent, where it names it", async () => {
  for (const input of ["x".repeat(1_000_000), `a${"\u0301".repeat(1_000_000)}`]) {
    const { code, stderr } = await run("Ex3.ts", ["--port", String(NOBODY)], { input });
    assertEquals(code, 1);
    assertMatch(stderr, /\nNot sent: line 1: \S{200,1300}… \(100000[01] characters\)\n$/u);
  }
});

Deno.test("Ex3.ts asks also where a person types through a pipe, and offers a message again", async () => {
  const port = freePort();
  await using typed = launch("Ex3.ts", ["--port", String(port)]);
  assertEquals(await onScreen(typed, "Message: "), true);
  await typed.write("hello\n");
  assertEquals(await onScreen(typed, "Not sent: hello\nPress Enter"), true);
  await using server = await launchServer("--port", String(port));
  await typed.write("\n");
  assertEquals(await server.waitForLine("Message"), "Message from client 1: hello");
  await typed.endInput();
  assertEquals(await typed.ended, 0);
});

for (
  const [mistake, text] of [
    ["await s.send(message);", /this is a text: encode it first/],
    ["await s.send(encode(mesage));", /ReferenceError: mesage is not defined/],
    ["s.sent(message);", /TypeError: s\.sent is not a function/],
    ["s.destroy(); throw undefined;", /retry is told the error/],
  ] as const
) {
  Deno.test(`Ex3.ts with a mistake ends with its line, and does not offer: ${mistake}`, async () => {
    await using server = await launchServer();
    const outcome = await program(
      `import { connect } from "lib/socket.ts";
import { readMessages } from "lib/input.ts";
import { encode } from "lib/text.ts";
const messages = readMessages("Message: ");
for await (const message of messages) {
  try {
    const s = await connect({ ip: "127.0.0.1", port: ${server.port} });
    ${mistake}
  } catch (error) {
    await messages.retry(error);
  }
}
void encode;`,
      [],
      { input: "hi\n" },
    );
    assertEquals(outcome.code, 1);
    assertMatch(outcome.stderr, text);
    assertMatch(outcome.stderr, /line (8|10) of student\.ts|student\.ts:8:/);
    assertEquals(outcome.stderr.includes("Not sent"), false);
  });
}

peerTest("python3", "Ex3.ts talks to the Python server", async () => {
  await using server = await python("server.py", "2");
  assertEquals((await run("Ex3.ts", to(server), { input: "a\nb\n" })).code, 0);
  await server.ended;
  assertEquals(server.printed.slice(1), ["got 61", "got 62"]);
});

/** Starts the chat at a terminal. */
function chat(port: number) {
  const args = ["run", "--quiet", ...flagsOf("Ex3.ts"), pathOf("Ex3.ts"), "--port", String(port)];
  return atTerminal(Deno.execPath(), args);
}

peerTest("python3", "Ex3.ts asks at a terminal, until Ctrl-D", async () => {
  await using server = await launchServer();
  await using terminal = chat(server.port);
  assertEquals(await onScreen(terminal, "Message: "), true);
  await terminal.write("hello\n");
  assertEquals(await server.waitForLine("Message"), "Message from client 1: hello");
  // Nothing is connected while the user thinks
  assertEquals(await onScreen(terminal, "Message: hello\nMessage: "), true);
  assertEquals(connections(server.port), 0);
  await terminal.write("\x04");
  assertEquals(await terminal.ended, 0);
  assertEquals(screen(terminal), "Message: hello\nMessage: \n");
});

peerTest("python3", "Ex3.ts ends at a terminal with Ctrl-C", async () => {
  await using terminal = chat(NOBODY);
  await onScreen(terminal, "Message: ");
  await terminal.write("\x03");
  assertEquals(await terminal.ended, 0);
  assertEquals(screen(terminal), "Message: \n");
});

peerTest("python3", "Ex3.ts leaves its terminal as it was, at Ctrl-\\ too", async () => {
  const command = `trap : QUIT; "$@"; echo "status $?"; stty -a`;
  const args = ["run", "--quiet", ...flagsOf("Ex3.ts"), pathOf("Ex3.ts"), "--port", String(NOBODY)];
  await using terminal = atTerminal("sh", ["-c", command, "sh", Deno.execPath(), ...args]);
  await onScreen(terminal, "Message: ");
  await terminal.write("\x1c");
  await terminal.ended;
  assertMatch(screen(terminal), /status 131\n[^]* icanon [^]* echo /);
});

peerTest("python3", "Ex3.ts offers a message again that could not be sent", async () => {
  const port = freePort();
  await using terminal = chat(port);
  await onScreen(terminal, "Message: ");
  await terminal.write("hello\n");
  assertEquals(await onScreen(terminal, "another message.\nMessage: "), true);
  assertStringIncludes(terminal.printed.join("\n"), "Connection refused");
  assertStringIncludes(terminal.printed.join("\n"), "Not sent: hello");

  await using server = await launchServer("--port", String(port));
  await terminal.write("\n");
  assertEquals(await server.waitForLine("Message"), "Message from client 1: hello");
  await onScreen(terminal, "Message: \nMessage: ");
  await terminal.write("\x04");
  assertEquals(await terminal.ended, 0);
});

for (const [key, byte] of [["Ctrl-C", "\x03"], ["Ctrl-D", "\x04"]]) {
  peerTest("python3", `Ex3.ts names the message that was not sent, at ${key}`, async () => {
    await using terminal = chat(NOBODY);
    await onScreen(terminal, "Message: ");
    await terminal.write("hello\n");
    await onScreen(terminal, "another message.\nMessage: ");
    await terminal.write(byte);
    assertEquals(await terminal.ended, 1);
    assertEquals(terminal.printed.at(-1), "Not sent: hello");
  });
}

peerTest("python3", "Ex3.ts edits its lines, and remembers earlier ones", async () => {
  await using server = await launchServer();
  await using terminal = chat(server.port);
  await onScreen(terminal, "Message: ");
  // Left, left, left, an o; later Up
  await terminal.write("hello wrld\x1b[D\x1b[D\x1b[Do\r");
  assertEquals(await server.waitForLine("client 1:"), "Message from client 1: hello world");
  await terminal.write("\x1b[A!\r");
  assertEquals(await server.waitForLine("client 2:"), "Message from client 2: hello world!");
});

peerTest("python3", "Ex3.ts understands a key that comes in pieces", async () => {
  await using server = await launchServer();
  await using terminal = chat(server.port);
  await onScreen(terminal, "Message: ");
  // Left, cut in two, and then an Escape alone
  await terminal.write("ac\x1b");
  await onScreen(terminal, "ac");
  await terminal.write("[D");
  await terminal.write("b\x1b[");
  await onScreen(terminal, "b");
  await terminal.write("C!\r");
  assertEquals(await server.waitForLine("client 1:"), "Message from client 1: abc!");
});

peerTest("python3", "Ex3.ts says in a line that its terminal is full", async () => {
  const command = `exec "$@" >/dev/full`;
  const args = ["run", "--quiet", ...flagsOf("Ex3.ts"), pathOf("Ex3.ts"), "--port", String(NOBODY)];
  await using terminal = atTerminal("sh", ["-c", command, "sh", Deno.execPath(), ...args]);
  assertEquals(await terminal.ended, 1);
  assertMatch(screen(terminal), /^Ex3\.ts: the output cannot be written \(.*\)\.\n$/);
});

peerTest("python3", "Ex3.ts takes a pasted block line by line, long ones whole", async () => {
  await using server = await launchServer();
  await using terminal = chat(server.port);
  await onScreen(terminal, "Message: ");
  const long = "ñ".repeat(5000);
  await terminal.write(`one\rtwo\n\r\nlast ${long}\r`);
  assertEquals(
    await messages(server, 4),
    [
      "Message from client 1: one",
      "Message from client 2: two",
      "Message from client 3: ",
      `Message from client 4: last ${"ñ".repeat(1021)}`,
    ].map((line) => line.slice(0, 80)),
  );
  assertMatch(await server.waitForLine("Client 4:") ?? "", /not shown: 7958$/);
  assertEquals(
    await onScreen(terminal, "Message: one\nMessage: two\nMessage: \nMessage: last"),
    true,
  );
});

peerTest("python3", "Ex3.ts shows pasted code at once, and not key by key", async () => {
  await using server = await launchServer();
  const args = denoArgs("Ex3.ts", to(server));
  const narrow = ["-c", `stty cols 80; exec "$@"`, "sh", Deno.execPath(), ...args];
  await using terminal = atTerminal("sh", narrow);
  await onScreen(terminal, "Message: ");
  const code = "\tif (a)".repeat(100);
  await terminal.write(`${code}\r`);
  assertEquals(await onScreen(terminal, "if (a)\nMessage: "), true);
  assertEquals((await messages(server, 1))[0].slice(0, 33), "Message from client 1: \\tif (a)\\t");
  // Key by key, readline writes the whole line again in each row
  assert(terminal.output.length < 2 * code.length, terminal.output);
});

/** How many connections are open to a port, as the system counts them (proc(5): 01). */
function connections(port: number): number {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const table = Deno.readTextFileSync("/proc/net/tcp").split("\n");
  return table.filter((row) => / 01 /.test(row.slice(0, 40)) && row.includes(hex)).length;
}
