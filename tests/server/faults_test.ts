/**
 * What the teacher's server stands up to. After each fault the next client is answered within a
 * second, and nothing was lost or forged.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { encode } from "../../lib/text.ts";
import { delay, withTimeout } from "../../lib/time.ts";
import { peerTest, posixTest } from "../peers.ts";
import { asServer, command, denoArgs, launchProgram, launchServer, stop } from "../scripts.ts";
import { GREETING, open, PYTHON, receiveAll } from "../sockets.ts";
import { answered, burst, hold, memory, withPausedOutput } from "./help.ts";

// 1: silent clients

Deno.test("a silent client stops nobody, and is let go", async () => {
  await using server = await launchServer("--timeout", "0.3");
  using silent = await open(server.port);
  await answered(server);
  assertEquals(await receiveAll(silent), "");
  assertEquals(
    await server.waitForLine("Client 1"),
    "Client 1: Disconnected: nothing received for 0.3 s.",
  );
});

peerTest("python3", "2,000 silent clients stop nobody, and are let go", async (python) => {
  await using server = await launchServer("--timeout", "1");
  await using _silent = await hold(python, server.port, 2000);
  await answered(server);
  assert(await server.waitForLine("Client 2000: Disconnected", 20_000));
  await answered(server);
});

// 2: resets

for (const when of ["at-once", "sent", "answered"]) {
  peerTest("python3", `20 resets in a row (${when}) harm nobody`, async (python) => {
    await using server = await launchServer();
    const args = [`${PYTHON}/resets.py`, `${server.port}`, when, "20"];
    assertEquals((await command(python, args)).code, 0);
    await answered(server);
    await server.waitForLine(": next");
    // Deno tells nothing of a client that resets before its address could be asked; each one
    // that the server has met is in the log with what it said
    const count = (text: string) => server.printed.filter((line) => line.includes(text)).length;
    if (when === "answered") assertEquals(count("CONNECTION"), 21);
    if (when !== "at-once") assertEquals(count(": reset "), count("CONNECTION") - 1);
  });
}

peerTest("python3", "20 resets of clients that said nothing harm nobody", async (python) => {
  await using server = await launchServer();
  await using silent = await hold(python, server.port, 20, { end: "reset" });
  await server.waitForLine("CONNECTION: 20.");
  await silent.endInput();
  assertMatch(
    await server.waitForLine("Client 20:") ?? "",
    /Connection reset: 127\.0\.0\.1:\d+ ended/,
  );
  await answered(server);
});

peerTest("python3", "20 resets before they are accepted harm nobody", async (python) => {
  await using server = await launchServer();
  Deno.kill(server.pid, "SIGSTOP");
  const args = [`${PYTHON}/resets.py`, `${server.port}`, "at-once", "20"];
  const { code } = await command(python, args);
  Deno.kill(server.pid, "SIGCONT");
  assertEquals(code, 0);
  await answered(server);
});

// 3: bytes

Deno.test("bytes that are not UTF-8 harm nobody", async () => {
  await using server = await launchServer();
  {
    using conn = await open(server.port);
    await conn.write(new Uint8Array([0xff, 0xfe, 0x80, 65]));
    assertEquals(await receiveAll(conn), GREETING);
  }
  assertEquals(await server.waitForLine("client 1:"), "Message from client 1: \ufffd\ufffd\ufffdA");
  await answered(server);
});

Deno.test("a message in segments 100 ms apart is logged whole, once", async () => {
  await using server = await launchServer();
  using conn = await open(server.port);
  const bytes = encode("ñ €  😀 the end");
  // Characters are cut in two, and the answer does not wait for the rest
  await conn.write(bytes.subarray(0, 1));
  assertEquals(await receiveAll(conn), GREETING);
  for (const [from, to] of [[1, 5], [5, 10], [10, bytes.length]]) {
    await delay(100);
    await conn.write(bytes.subarray(from, to));
  }
  assertEquals(await server.waitForLine("client 1:"), "Message from client 1: ñ €  😀 the end");
  await answered(server);
  await server.waitForLine("client 2:");
  assertEquals(server.printed.filter((line) => line.startsWith("Message")).length, 2);
});

// 4: more than anybody wants to read

peerTest("python3", "1 MiB sent before reading, 200 times at once", async (python) => {
  await using server = await launchServer();
  await answered(server, "warm up");
  const before = memory(server);
  const result = await burst(python, server.port, 200, 1024 * 1024);
  assertEquals([result.answered, result.wrong, result.errors], [200, 0, 0]);
  const grown = (memory(server) - before) / 1024 / 1024;
  assert(grown < 50, `grown by ${grown} MiB`);
  // On a busy computer a part of them may come after a pause: all are counted
  server.interrupt();
  await server.ended;
  const counts = server.printed.map((line) => line.match(/^Client \d+: bytes .*: (\d+)$/));
  const counted = counts.reduce((sum, match) => sum + Number(match?.[1] ?? 0), 0);
  assertEquals(counted, 200 * (1024 * 1024 - 2048));
});

// 5: forgeries

Deno.test("what a terminal would obey is shown, and no line of the log can be forged", async () => {
  await using server = await launchServer();
  const forged = "CONNECTION: 99. From the IP: 6.6.6.6";
  {
    using conn = await open(server.port);
    await conn.write(encode(`a\n${forged}\r\x1b[2J\x07\b\x9b\u2028${forged}\u202e`));
    assertEquals(await receiveAll(conn), GREETING);
  }
  await answered(server);
  const log = await stop(server, "Message from client 2");
  assertEquals(
    log.find((line) => line.startsWith("Message from client 1")),
    `Message from client 1: a\\n${forged}\\r\\x1b[2J\\x07\\x08\\x9b\\u2028${forged}\\u202e`,
  );
  assertEquals(server.printed.filter((line) => line.startsWith(forged)), []);
});

// 6: bad manners

Deno.test("a client that closes without a word, and one that never closes", async () => {
  await using server = await launchServer();
  (await open(server.port)).close();
  assertEquals(await server.waitForLine("client 1:"), "Message from client 1: ");
  using rude = await open(server.port);
  await rude.write(encode("I never read and never close"));
  assertEquals(
    await server.waitForLine("client 2:"),
    "Message from client 2: I never read and never close",
  );
  await answered(server);
});

Deno.test("a client that sends a byte at a time, for ever, is let go", async () => {
  await using server = await launchServer();
  using slow = await open(server.port);
  const start = performance.now();
  // The message has ended where the client was quiet; the rest of its bytes keeps nobody busy
  const writing = (async () => {
    while (performance.now() - start < 20_000) {
      await slow.write(encode("x"));
      await delay(700);
    }
  })().catch(() => performance.now() - start);
  assertEquals(await server.waitForLine("client 1:"), "Message from client 1: x");
  await answered(server);
  const ms = await writing;
  assert(ms && ms < 20_000, "it was never let go");
});

// 7: the whole class at once

for (const clients of [512, 4000]) {
  peerTest("python3", `${clients} clients in the same instant are all answered`, async (python) => {
    await using server = await launchServer();
    assertEquals(await burst(python, server.port, clients, 20), {
      answered: clients,
      wrong: 0,
      errors: 0,
      retried: 0,
    });
    for (let n = 1; n <= clients; n++) await server.waitForLine(`Message from client ${n}:`);
    const messages = server.printed.filter((line) => line.startsWith("Message"));
    assertEquals(new Set(messages.map((line) => line.split(": ")[1])).size, clients);
  });
}

peerTest("python3", "with 10,000 connections open, the next client is answered", async (python) => {
  await using server = await launchServer();
  await answered(server);
  const before = memory(server);
  await using _held = await hold(python, server.port, 10_000);
  assert(await server.waitForLine("CONNECTION: 10001."));
  const each = (memory(server) - before) / 10_000;
  assert(each < 10 * 1024, `${each} bytes for each`);
  await answered(server);
});

// 8: no files left

peerTest("python3", "with too few files for all, all are answered in the end", async (python) => {
  const limited = ["-c", 'ulimit -n 64; exec "$@"', "sh", Deno.execPath()];
  const args = [...limited, ...denoArgs("server.ts", ["--port", "0"])];
  await using server = await asServer(launchProgram("sh", args));
  const result = await burst(python, server.port, 200, 20);
  assertEquals([result.answered, result.wrong, result.errors], [200, 0, 0]);
  await answered(server);
  const told = server.printed.filter((line) => line.startsWith("Too many clients at once"));
  assertEquals(told.length, 1, server.printed.join("\n"));
});

peerTest("python3", "silent clients that hold all files give way to others", async (python) => {
  const limited = ["-c", 'ulimit -n 64; exec "$@"', "sh", Deno.execPath()];
  const args = [...limited, ...denoArgs("server.ts", ["--port", "0"])];
  await using server = await asServer(launchProgram("sh", args));
  await using _silent = await hold(python, server.port, 80);
  using conn = await open(server.port);
  await conn.write(encode("let me in"));
  // Long before the minute that a silent client has otherwise
  assertEquals(await withTimeout(15_000, receiveAll(conn)), GREETING);
  assert(await server.waitForLine("Disconnected: others are waiting."));
});

// 9: standard output

peerTest(
  "python3",
  "a paused terminal stops nobody, and what it missed is counted",
  async (python) => {
    await using server = await withPausedOutput();
    // What comes while nothing has been taken for thirty rounds is counted only: three seconds, and
    // more on a busy computer
    let clients = 0;
    for (const start = performance.now(); performance.now() - start < 12_000; clients += 1000) {
      assertEquals((await burst(python, server.port, 1000, 2048)).answered, 1000);
    }
    const last = `Message from client ${clients}:`;
    while (!/… ([\d,]+) lines are missing here\n/.test(server.text())) {
      assert(!server.text().includes(last) && await server.more(), "no line is missing");
    }
    // The log goes on after it, and each line stands there or is counted
    assertEquals((await burst(python, server.port, 1, 20)).answered, 1);
    while (!server.text().includes(`Message from client ${clients + 1}:`)) {
      assert(await server.more());
    }
    const missing = [...server.text().matchAll(/… ([\d,]+) lines are missing here\n/g)]
      .reduce((sum, [, count]) => sum + Number(count.replaceAll(",", "")), 0);
    const logged = server.text().split("\n").filter((line) => /^(CONN|Message)/.test(line));
    assertEquals(logged.length + missing, 2 * (clients + 1));
    server.child.kill("SIGINT");
    while (await server.more());
    assertMatch(server.text(), /Server stopped by the user\n$/);
    assertEquals((await server.child.status).code, 0);
  },
);

peerTest("python3", "Ctrl-C ends a server whose terminal is paused", async (python) => {
  await using server = await withPausedOutput();
  assertEquals((await burst(python, server.port, 100, 2048)).answered, 100);
  const start = performance.now();
  server.child.kill("SIGINT");
  assertEquals((await server.child.status).code, 0);
  assert(performance.now() - start < 8000);
  await server.reader.cancel();
});

// 10: the end

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  posixTest(
    "signals",
    `${signal} with clients connected: they get a moment, new ones are refused`,
    async () => {
      await using server = await launchServer();
      using silent = await open(server.port);
      using late = await open(server.port);
      await server.waitForLine("CONNECTION: 2.");
      const start = performance.now();
      server.interrupt(signal);
      const refused = async () => {
        try {
          (await open(server.port)).close();
          return false;
        } catch (error) {
          return error instanceof Deno.errors.ConnectionRefused;
        }
      };
      while (!await refused()) await delay(1);
      // In progress: it may still say what it has to say, and is answered
      await late.write(encode("wait for me"));
      assertEquals(await receiveAll(late), GREETING);
      assertEquals(await server.ended, 0);
      assert(performance.now() - start < 8000);
      assertEquals(await withTimeout(1000, receiveAll(silent)), "");
      assertEquals(server.printed.at(-1), "Server stopped by the user");
      assert(server.printed.includes("Message from client 2: wait for me"));
      assert(server.printed.includes("Client 1: Disconnected: the server stops."));
      await using again = await launchServer("--port", String(server.port));
      await answered(again);
    },
  );
}
