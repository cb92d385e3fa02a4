/**
 * The second hostile class: what it did to the server, its computer and its terminal. Nothing is
 * lost and nobody is shut out.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { encode } from "../../lib/text.ts";
import { delay, withTimeout } from "../../lib/time.ts";
import { peerTest, posixTest } from "../peers.ts";
import {
  asServer,
  command,
  denoArgs,
  launchProgram,
  launchServer,
  lines,
  ROOT,
} from "../scripts.ts";
import { GREETING, open, PYTHON, receiveAll } from "../sockets.ts";
import { answered, burst, hold, openFiles, withPausedOutput } from "./help.ts";

/** Waits until it is so; false when that takes too long. */
async function until(it: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + 20_000; performance.now() < end; await delay(10)) {
    if (await it()) return true;
  }
  return false;
}

// Resets

for (const when of ["at-once", "sent", "answered"]) {
  peerTest("python3", `5,000 resets (${when}) leave no file behind`, async (python) => {
    await using server = await launchServer("--timeout", "0");
    await answered(server);
    const before = openFiles(server);
    const args = [`${PYTHON}/resets.py`, `${server.port}`, when, "5000"];
    assertEquals((await command(python, args)).code, 0);
    await answered(server);
    assert(await until(() => openFiles(server) <= before), `${openFiles(server)} of ${before}`);
  });
}

peerTest("python3", "silent clients that reset leave no file behind", async (python) => {
  await using server = await launchServer("--timeout", "0");
  await answered(server);
  const before = openFiles(server);
  await using silent = await hold(python, server.port, 200, { end: "reset" });
  await server.waitForLine("CONNECTION: 201.");
  await silent.endInput();
  await silent.ended;
  assert(await until(() => openFiles(server) <= before), `${openFiles(server)} of ${before}`);
});

// Errors of accept

const LIBRARY = Deno.makeTempDirSync();
globalThis.addEventListener("unload", () => Deno.removeSync(LIBRARY, { recursive: true }));
let compiled: Promise<unknown> | undefined;

/** All that accept(2) names, but for EAGAIN, which is no error; as Linux numbers them. */
const ERRORS: Record<string, number> = {
  EPERM: 1,
  EINTR: 4,
  EBADF: 9,
  ENOMEM: 12,
  EFAULT: 14,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENONET: 64,
  EPROTO: 71,
  ENOTSOCK: 88,
  ENOPROTOOPT: 92,
  EOPNOTSUPP: 95,
  ENETDOWN: 100,
  ENETUNREACH: 101,
  ECONNABORTED: 103,
  ECONNRESET: 104,
  ENOBUFS: 105,
  ETIMEDOUT: 110,
  EHOSTDOWN: 112,
  EHOSTUNREACH: 113,
};
for (const [name, number] of Object.entries(ERRORS)) {
  peerTest("gcc", `an accept that fails with ${name} shuts nobody out`, async (gcc) => {
    const library = `${LIBRARY}/accept.so`;
    const source = `${ROOT}tests/server/accept.c`;
    compiled ??= command(gcc, ["-shared", "-fPIC", "-o", library, source, "-ldl"]);
    await compiled;
    const env = ["env", `LD_PRELOAD=${library}`, `FAIL_ERRNO=${number}`];
    const args = [...env.slice(1), Deno.execPath(), ...denoArgs("server.ts", ["--port", "0"])];
    await using server = await asServer(launchProgram("env", args));
    for (let i = 0; i < 20; i++) await answered(server);
    server.interrupt();
    assertEquals(await server.ended, 0);
    assertEquals(server.printed.filter((line) => line.startsWith("Message")).length, 20);
    assertEquals(
      server.printed.filter((line) => line.includes("not be accepted")).length <= 1,
      true,
    );
  });
}

// Time

peerTest("python3", "who spoke while the server was stopped is answered", async () => {
  await using server = await launchServer("--timeout", "0.5");
  const conns = await Promise.all(Array.from({ length: 50 }, () => open(server.port)));
  await server.waitForLine("CONNECTION: 50.");
  Deno.kill(server.pid, "SIGSTOP");
  for (const conn of conns) await conn.write(encode("still here"));
  // Longer than the server's own patience
  await delay(1500);
  Deno.kill(server.pid, "SIGCONT");
  for (const conn of conns) {
    assertEquals(await receiveAll(conn), GREETING);
    conn.close();
  }
});

// The output

/** A server whose outputs go where the shell says. */
function withOutputs(outputs: string, ...args: string[]) {
  const words = denoArgs("server.ts", args);
  return launchProgram("sh", ["-c", `exec "$@" ${outputs}`, "sh", Deno.execPath(), ...words]);
}

/** A free port, which the log cannot tell here. */
function aPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

Deno.test({
  name: "a full disk is told once, and the class goes on",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const port = aPort();
    await using server = withOutputs(">/dev/full", "--port", `${port}`);
    await server.waitForLine("cannot be written");
    for (let i = 0; i < 5; i++) await answered({ port });
    server.interrupt();
    assertEquals(await server.ended, 0);
    assertMatch(
      server.output,
      /^The log cannot be written \(.*No space left.*\)\.\nThe program goes on/,
    );
    assertEquals(server.output.split("cannot be written").length, 2);
  },
});

peerTest(
  "python3",
  "a terminal that somebody has set to non-blocking loses no line",
  async (python) => {
    // Its output is a pipe that is full, then read: writing fails with EAGAIN meanwhile
    const args = [
      `${PYTHON}/nonblocking.py`,
      Deno.execPath(),
      ...denoArgs("server.ts", ["--port", "0"]),
    ];
    await using server = await asServer(launchProgram(python, args));
    assertEquals((await burst(python, server.port, 300, 2000)).answered, 300);
    server.interrupt();
    assertEquals(await server.ended, 0);
    assertEquals(server.printed.filter((line) => line.startsWith("Message")).length, 300);
    assertEquals(server.printed.at(-1), "Server stopped by the user");
  },
);

Deno.test("when nobody reads the log any more, the server says so and ends with 1", async () => {
  await using server = await withPausedOutput();
  await server.reader.cancel();
  await answered(server);
  assertEquals((await server.child.status).code, 1);
  const said = await new Response(server.child.stderr).text();
  assertMatch(said, /^The output is gone \(.*\): the server stops\.\n$/);
});

peerTest("python3", "a burst of control characters into a file loses no line", async (python) => {
  const log = await Deno.makeTempFile();
  try {
    const port = aPort();
    await using server = withOutputs(`>${log}`, "--port", `${port}`);
    await until(async () => (await Deno.readTextFile(log)).includes("Only this"));
    const args = [`${PYTHON}/burst.py`, `${port}`, "1500", "2000", "\x1b"];
    assertEquals(JSON.parse((await command(python, args)).stdout).answered, 1500);
    server.interrupt();
    await server.ended;
    const text = await Deno.readTextFile(log);
    assertEquals(text.match(/^.* lines are missing here/gm), null);
    assertEquals(text.match(/^Message from client/gm)?.length, 1500);
  } finally {
    await Deno.remove(log);
  }
});

Deno.test("with both outputs on a paused terminal, clients are served and Ctrl-C ends", async () => {
  await using server = await withPausedOutput("--proxy", "127.0.0.1");
  // A word that is no PROXY header is told on standard error, which nobody reads either
  for (let i = 0; i < 1500; i++) {
    using conn = await open(server.port);
    await conn.write(encode("x".repeat(107)));
    await receiveAll(conn).catch(() => {});
  }
  using conn = await open(server.port);
  await conn.write(encode(`PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\nhello`));
  assertEquals(await receiveAll(conn), GREETING);
  server.child.kill("SIGINT");
  assert(await withTimeout(10_000, server.child.status), "it hangs");
});

// The end

peerTest("python3", "the last word is the last line, whoever is connected", async (python) => {
  await using server = await launchServer();
  await using _silent = await hold(python, server.port, 1500);
  await server.waitForLine("CONNECTION: 1500.");
  server.interrupt();
  assertEquals(await server.ended, 0);
  assertEquals(server.printed.at(-1), "Server stopped by the user");
  const told = server.printed.filter((line) => line.endsWith("Disconnected: the server stops."));
  assertEquals(told.length, 1500);
});

peerTest(
  "python3",
  "who had connected before Ctrl-C is answered, accepted or not",
  async (python) => {
    await using server = await launchServer();
    await answered(server);
    Deno.kill(server.pid, "SIGSTOP");
    await using held = await hold(python, server.port, 1000, { word: "hello" });
    server.interrupt();
    Deno.kill(server.pid, "SIGCONT");
    assertEquals(await server.ended, 0);
    await held.endInput();
    assertEquals(server.printed.filter((line) => line.endsWith(": hello")).length, 1000);
    assertEquals(server.printed.at(-1), "Server stopped by the user");
  },
);

// PROXY headers

Deno.test("a proxy is believed however its address is written", async () => {
  const pairs = [["::1", "0:0:0:0:0:0:0:1"], ["127.0.0.1", "::FFFF:127.0.0.1"]];
  for (const [ip, proxy] of pairs) {
    await using server = await launchServer("--ip", ip, "--proxy", proxy);
    using conn = await Deno.connect({ hostname: ip, port: server.port });
    await conn.write(encode("PROXY TCP6 2001:DB8:0::7 ::1 5 6\r\nhello"));
    assertEquals(await receiveAll(conn), GREETING);
    assertEquals(
      await server.waitForLine("CONNECTION"),
      "CONNECTION: 1. From the IP: [2001:db8::7]:5",
    );
  }
});

Deno.test("a header is bytes: what stands behind it is whole", async () => {
  await using server = await launchServer("--proxy", "127.0.0.1");
  using conn = await open(server.port);
  await conn.write(encode("PROXY UNKNOWN ñ€ ñ€\r\n¡Adiós!"));
  assertEquals(await receiveAll(conn), GREETING);
  assertEquals(await server.waitForLine("Message"), "Message from client 1: ¡Adiós!");
});

Deno.test("a header with anything but an address is refused, and shown escaped", async () => {
  await using server = await launchServer("--proxy", "127.0.0.1");
  using conn = await open(server.port);
  await conn.write(encode("PROXY TCP6 fe80::1%\x1b[2J ::1 5 6\r\nhello"));
  assertEquals(await receiveAll(conn), "");
  assertMatch(
    await server.waitForLine("From the proxy") ?? "",
    /fe80::1%\\x1b\[2J .* is not a PROXY/,
  );
  assertEquals(server.output.includes("\x1b"), false);
});

// What comes late

Deno.test("what comes after the message is counted", async () => {
  await using server = await launchServer();
  using conn = await open(server.port);
  await conn.write(encode("first"));
  await server.waitForLine("Message");
  await conn.write(encode("second"));
  assertEquals(await server.waitForLine("Client 1:"), "Client 1: bytes after the message: 6");
});

Deno.test({
  name: "100 MB are counted to the last byte",
  // On a busy computer wine loses the end of much data when its sender shuts down
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = await launchServer();
    using conn = await open(server.port);
    const megabyte = new Uint8Array(1_000_000).fill(65);
    for (let i = 0; i < 100; i++) {
      for (let at = 0; at < megabyte.length;) at += await conn.write(megabyte.subarray(at));
    }
    assertEquals(await receiveAll(conn), GREETING);
    await server.waitForLine("Client 1:");
    await conn.closeWrite();
    // On a busy computer the message may end before the last byte; what comes then is counted too
    const counted = () =>
      [...server.output.matchAll(/^Client 1: bytes .*: (\d+)$/gm)]
        .reduce((sum, [, count]) => sum + Number(count), 0);
    assert(await until(() => counted() === 100_000_000 - 2048), `${counted()} were counted`);
    server.interrupt();
    await server.ended;
    assertEquals(lines(server).find((line) => line.includes("AAA"))?.match(/A/g)?.length, 2048);
  },
});

// What the third class found

peerTest("python3", "a log that is read slowly does not fill the memory", async (python) => {
  await using server = await withPausedOutput();
  // A piece now and then: the output moves, but never catches up
  let reading = true;
  const slowly = (async () => {
    while (reading && await server.more()) await delay(50);
  })();
  for (let i = 0; i < 12; i++) {
    const args = [`${PYTHON}/burst.py`, `${server.port}`, "1000", "2000", "\x01"];
    assertEquals(JSON.parse((await command(python, args)).stdout).answered, 1000);
  }
  const [, rss] = Deno.readTextFileSync(`/proc/${server.child.pid}/status`).match(
    /VmHWM:\s*(\d+)/,
  )!;
  assert(Number(rss) < 180 * 1024, `${rss} KiB`);
  reading = false;
  await slowly;
});

posixTest("signals", "a message that was cut by Ctrl-Z is whole", async () => {
  await using server = await launchServer();
  using conn = await open(server.port);
  await conn.write(encode("a".repeat(20)));
  await receiveAll(conn);
  Deno.kill(server.pid, "SIGSTOP");
  await conn.write(encode("b".repeat(20)));
  await conn.closeWrite();
  await delay(1500);
  Deno.kill(server.pid, "SIGCONT");
  assertEquals(
    await server.waitForLine("Message"),
    `Message from client 1: ${"a".repeat(20)}${"b".repeat(20)}`,
  );
});

peerTest(
  "python3",
  "a server whose terminal is gone says why, and answers to the end",
  async (python) => {
    await using server = launchProgram(python, [
      `${PYTHON}/gone.py`,
      Deno.execPath(),
      ...denoArgs("server.ts", ["--port", "0"]),
    ]);
    const port = Number((await server.waitForLine("port"))?.split(" ")[1]);
    await answered({ port });
    assertEquals(await server.ended, 1);
    assertMatch(server.output, /The output is gone .*: the server stops\./);
    assertEquals(server.output.includes("    at "), false, server.output);
  },
);
