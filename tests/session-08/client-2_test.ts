import { assertEquals, assertMatch } from "@std/assert";
import { delay } from "../../lib/time.ts";
import { peerTest, posixTest } from "../peers.ts";
import { launch, launchServer, NOBODY, run, to } from "../scripts.ts";
import { python } from "../sockets.ts";

const GREETING = "MESSAGE FROM THE SERVER:\n\nHello from the teacher's server\n";

Deno.test("client-2.ts prints the server's answer", async () => {
  await using server = await launchServer();
  assertEquals(await run("client-2.ts", to(server)), { code: 0, stdout: GREETING, stderr: "" });
  assertEquals(
    await server.waitForLine("client 1:"),
    "Message from client 1: HELLO FROM THE CLIENT!!!",
  );
  assertEquals((await run("client-2.ts", ["hi there", ...to(server)])).stdout, GREETING);
  assertEquals(await server.waitForLine("client 2:"), "Message from client 2: hi there");
});

/** A server that answers with these bytes and closes. */
async function answering(bytes: Uint8Array): Promise<string> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const running = run("client-2.ts", to(listener.addr as Deno.NetAddr));
  using conn = await listener.accept();
  await conn.read(new Uint8Array(2048));
  if (bytes.length > 0) await conn.write(bytes);
  await conn.closeWrite();
  await conn.read(new Uint8Array(1));
  const { code, stdout, stderr } = await running;
  assertEquals([code, stderr], [0, ""]);
  return stdout.slice("MESSAGE FROM THE SERVER:\n\n".length);
}

Deno.test("client-2.ts prints an answer that comes byte by byte, whole", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const running = run("client-2.ts", to(listener.addr as Deno.NetAddr));
  using conn = await listener.accept();
  for (const byte of new TextEncoder().encode("¡Hola!")) {
    await conn.write(new Uint8Array([byte]));
    await delay(1);
  }
  await conn.closeWrite();
  const { code, stdout, stderr } = await running;
  assertEquals([code, stdout, stderr], [0, "MESSAGE FROM THE SERVER:\n\n¡Hola!\n", ""]);
});

Deno.test("client-2.ts says when the answer is longer than what it prints", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const running = run("client-2.ts", to(listener.addr as Deno.NetAddr));
  using conn = await listener.accept();
  await conn.write(new Uint8Array(3000).fill(66));
  await conn.closeWrite();
  const { code, stdout, stderr } = await running;
  assertEquals([code, stdout.match(/B/g)?.length], [0, 2048]);
  assertEquals(stderr, "The answer is longer: these are its first 2048 bytes.\n");
});

peerTest("python3", "client.ts and Ex3.ts say when their message may be lost", async () => {
  for (const script of ["client.ts", "Ex3.ts"]) {
    await using server = await python("reset.py");
    const { code, stderr } = await run(script, to(server), { input: "hello\n" });
    assertEquals(code, 1);
    assertMatch(stderr, /Connection reset: .*\nWhat was sent may not have arrived\./);
  }
});

Deno.test("client-2.ts shows what a terminal would obey, and keeps the lines", async () => {
  const answer = new TextEncoder().encode("one\ntwo\x1b[2J\x07\u202e\r\nthree");
  assertEquals(await answering(answer), "one\ntwo\\x1b[2J\\x07\\u202e\nthree\n");
});

Deno.test("client-2.ts shows bytes that are not UTF-8 as U+FFFD", async () => {
  assertEquals(await answering(new Uint8Array([65, 255, 254, 66])), "A\ufffd\ufffdB\n");
});

Deno.test("client-2.ts shows an empty answer as an empty line", async () => {
  assertEquals(await answering(new Uint8Array(0)), "\n");
});

peerTest("python3", "client-2.ts explains a server that hangs up", async () => {
  await using server = await python("reset.py");
  const { code, stderr } = await run("client-2.ts", to(server));
  assertEquals(code, 1);
  assertMatch(stderr, /^client-2\.ts: Connection reset: 127\.0\.0\.1:\d+ ended .* abruptly\.\n$/);
});

Deno.test("client-2.ts explains a server that is not running", async () => {
  const { code, stdout, stderr } = await run("client-2.ts", ["--port", String(NOBODY)]);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^client-2\.ts: Connection refused: .*\nIs the server running\?/);
});

peerTest("python3", "client-2.ts talks to the Python server", async () => {
  await using server = await python("server.py", "1");
  assertEquals(await run("client-2.ts", ["ñ", ...to(server)]), {
    code: 0,
    stdout: GREETING,
    stderr: "",
  });
  assertEquals(await server.waitForLine("got"), "got c3b1");
});

posixTest("signals", "client-2.ts ends at once with Ctrl-C, wherever it is", async () => {
  // While it waits for the answer of a server that says nothing
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using client = launch("client-2.ts", to(listener.addr as Deno.NetAddr));
  using conn = await listener.accept();
  await conn.read(new Uint8Array(2048));
  const start = performance.now();
  client.interrupt();
  assertEquals(await client.ended, 130);
  // It does not wait until its ten seconds are over
  assertEquals(performance.now() - start < 8000, true);
  assertEquals(client.output, "");
});
