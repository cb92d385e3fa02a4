import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { delay } from "../../lib/time.ts";
import { peerTest, posixTest } from "../peers.ts";
import {
  command,
  flagsOf,
  launch,
  launchServer,
  NOBODY,
  pathOf,
  run,
  stop,
  to,
} from "../scripts.ts";
import { GREETING, open, receiveAll } from "../sockets.ts";

const SYS = "-S=networkInterfaces";

Deno.test("server.ts prints what its clients send and greets them", async () => {
  await using server = await launchServer();
  for (const message of ["Testing!!! :-)", "second"]) {
    const conn = await open(server.port);
    await conn.write(new TextEncoder().encode(message));
    assertEquals(await receiveAll(conn), GREETING);
    conn.close();
    await server.waitForLine(message);
  }
  const [waiting, reach, ...rest] = await stop(server, "second");
  assertEquals(waiting, `Waiting for connections at 127.0.0.1, ${server.port}`);
  assertMatch(reach, /^Only this computer can connect. To let others in:/);
  const log = rest.filter((line) => !line.startsWith("  --ip "));
  for (const i of [0, 2]) assertMatch(log[i], /^CONNECTION: \d. From the IP: 127\.0\.0\.1:\d+$/);
  assertEquals(log.filter((_, i) => i !== 0 && i !== 2), [
    "Message from client 1: Testing!!! :-)",
    "Message from client 2: second",
  ]);
});

Deno.test("server.ts names this computer's IPs to others", async () => {
  const own = Deno.networkInterfaces().find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  await using server = await launchServer();
  if (own) assertMatch(await server.waitForLine("--ip ") ?? "", new RegExp(`--ip ${own.address}$`));
  await using open = await launchServer("--ip", "0.0.0.0");
  assertMatch(await open.waitForLine("--ip ") ?? "", /--ip \S+ --port \d+/);
});

Deno.test("server.ts at :: takes IPv4 too, or says that it does not", async () => {
  await using server = await launchServer("--ip", "::");
  await server.waitForLine("--ip ");
  const reached = await open(server.port).then((conn) => conn.close(), () => "not reached");
  assertEquals(reached, server.output.includes("Only IPv6") ? "not reached" : undefined);
  using conn = await Deno.connect({ hostname: "::1", port: server.port });
  await conn.closeWrite();
  assertEquals(await receiveAll(conn), GREETING);
});

Deno.test("server.ts runs without the permission to see this computer's IPs", async () => {
  const args = ["run", "-N", "--no-prompt", pathOf("server.ts"), "--ip", "203.0.113.7"];
  const { code, stderr } = await command(Deno.execPath(), args);
  assertEquals(code, 1);
  assertMatch(stderr, /Not this computer's IP: 203\.0\.113\.7/);
});

Deno.test("server.ts serves many clients at once: nobody waits for anybody", async () => {
  await using server = await launchServer();
  using silent = await open(server.port);
  assertEquals((await run("client-2.ts", to(server))).code, 0);
  assertEquals(
    await server.waitForLine("Message"),
    "Message from client 2: HELLO FROM THE CLIENT!!!",
  );
  await silent.write(new TextEncoder().encode("at last"));
  assertEquals(await receiveAll(silent), GREETING);
});

const MESSAGES: [string, Uint8Array, string][] = [
  ["nothing", new Uint8Array(0), ""],
  ["one byte", new Uint8Array([65]), "A"],
  ["2048 bytes", new Uint8Array(2048).fill(66), "B".repeat(2048)],
  ["binary", new Uint8Array([0, 255, 128, 10]), "\\x00\ufffd\ufffd\\n"],
  [
    "2049 bytes",
    new Uint8Array(2049).fill(67),
    `${"C".repeat(2048)}\nClient 1: bytes that are not shown: 1`,
  ],
];
for (const [what, bytes, shown] of MESSAGES) {
  Deno.test(`server.ts prints and answers ${what}`, async () => {
    await using server = await launchServer();
    using conn = await open(server.port);
    if (bytes.length > 0) await conn.write(bytes);
    await conn.closeWrite();
    assertEquals(await receiveAll(conn), GREETING);
    const expected = `Message from client 1: ${shown}`.split("\n");
    const log = await stop(server, expected.at(-1)!.slice(0, 40));
    assertEquals(log.slice(log.findIndex((line) => line.startsWith("CONNECTION")) + 1), expected);
  });
}

for (const receive of [["recv"], []]) {
  peerTest("python3", `server.ts talks to the Python client ${receive}`, async (path) => {
    await using server = await launchServer();
    const client = new URL("../python/client.py", import.meta.url).pathname;
    const hex = new TextEncoder().encode("ñ €  😀").toHex();
    const { code, stdout } = await command(path, [client, String(server.port), hex, ...receive]);
    assertEquals(code, 0);
    assertEquals(stdout, receive[0] ? new TextEncoder().encode(GREETING).toHex() + "\n" : "");
    assertEquals(await server.waitForLine("Message"), "Message from client 1: ñ €  😀");
  });
}

const NC = [["nc.openbsd"], ["nc.openbsd", "-N"], ["nc.traditional"], ["ncat"], ["socat"]];
for (const [nc, ...flags] of NC) {
  peerTest(nc, `server.ts answers printf | ${nc} ${flags}`, async (path) => {
    await using server = await launchServer();
    const args = nc === "socat"
      ? ["-", `TCP:127.0.0.1:${server.port}`]
      : [...flags, "127.0.0.1", String(server.port)];
    const outcome = await command(path, args, { input: "Testing!!! :-)" });
    assertEquals(outcome, { code: 0, stdout: GREETING, stderr: "" });
    assertEquals(await server.waitForLine("Message"), "Message from client 1: Testing!!! :-)");
  });
}

Deno.test("server.ts explains a port in use, and says who listens", async () => {
  await using server = await launchServer();
  const { code, stdout, stderr } = await run("server.ts", to(server));
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^server\.ts: Port in use: .* 127\.0\.0\.1:\d+\.\n/);
  assertStringIncludes(stderr, `such as ${server.port + 1}.`);
  assertStringIncludes(stderr, String(server.port));
});

Deno.test("server.ts explains an IP that is not this computer's", async () => {
  const { code, stderr } = await run("server.ts", ["--ip", "203.0.113.7", "--port", "0"]);
  assertEquals(code, 1);
  assertMatch(stderr, /^server\.ts: Not this computer's IP: 203\.0\.113\.7\./);
  assertStringIncludes(stderr, "127.0.0.1 (only itself)");
  for (const { address, scopeid } of Deno.networkInterfaces()) {
    if (!scopeid && address !== "127.0.0.1" && address !== "::1") {
      assertStringIncludes(stderr, address);
    }
  }
});

peerTest("setpriv", "server.ts explains a port below 1024 without the right", async (path) => {
  const cap = "-net_bind_service";
  const args = [`--bounding-set=${cap}`, `--inh-caps=${cap}`, Deno.execPath(), "run", "-N", SYS];
  const drop = Deno.uid() === 0 ? [path, ...args] : args.slice(2);
  const { code, stderr } = await command(drop[0], [
    ...drop.slice(1),
    pathOf("server.ts"),
    "--port",
    "80",
  ]);
  assertEquals(code, 1);
  assertMatch(stderr, /^server\.ts: Not allowed: the ports below 1024, such as 80, /);
});

const WRONG: [string[], RegExp][] = [
  [["--port", "70000"], /70000 is not a port: a port is a number from 0 to 65535/],
  [["--port", "abc"], /"abc" is not a port/],
  [["--ip", "224.0.0.1"], /not one computer's IP/],
  [["--ip", "255.255.255.255"], /not one computer's IP/],
  [["--ip", "fe80::1"], /needs its zone/],
  [["--ip", "a..b"], /is not an IP or a name/],
  [["--timeout", "soon"], /--timeout "soon" is not a number/],
  [["--flag"], /unknown option --flag\n/],
  [["word"], /unexpected word "word"\n/],
];
for (const [args, text] of WRONG) {
  Deno.test(`server.ts refuses ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await run("server.ts", args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, text);
    assertStringIncludes(stderr, "\nUsage: server.ts [--ip 127.0.0.1] [--port 8080]");
  });
}

Deno.test("server.ts explains a missing permission", async () => {
  const { code, stderr } = await run("server.ts", [], { flags: [] });
  assertEquals(code, 1);
  assertMatch(stderr, /^server\.ts: No permission: .*\n.* -N /);
});

/** A server that ends does not wait as long (ms) as it would for a client, ten seconds. */
const TIMEOUT = 8000;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  posixTest(
    "signals",
    `server.ts ends in order at ${signal}, and can start again at once`,
    async () => {
      await using server = await launchServer();
      using conn = await open(server.port);
      await conn.write(new TextEncoder().encode("the last message"));
      assertEquals(await receiveAll(conn), GREETING);
      const start = performance.now();
      server.interrupt(signal);
      assertEquals(await server.ended, 0);
      assertEquals(performance.now() - start < TIMEOUT, true);
      assertEquals(server.printed.slice(-2), [
        "Message from client 1: the last message",
        "Server stopped by the user",
      ]);
      await using again = launch("server.ts", to(server));
      assertMatch(await again.waitForLine("Waiting") ?? "", /Waiting for connections/);
    },
  );
}

posixTest(
  "signals",
  "server.ts ends in order when Ctrl-C comes twice, as it does under deno task",
  async () => {
    await using server = await launchServer();
    using _silent = await open(server.port);
    await server.waitForLine("CONNECTION: 1.");
    const start = performance.now();
    server.interrupt();
    await delay(50);
    server.interrupt();
    assertEquals(await server.ended, 0);
    assertEquals(performance.now() - start < TIMEOUT, true);
    assertEquals(server.printed.at(-1), "Server stopped by the user");
  },
);

Deno.test("server.ts is where the clients look for it without arguments", async () => {
  for (const script of ["client.ts", "client-2.ts", "Ex3.ts", "server.ts"]) {
    const { stdout } = await run(script, ["--help"]);
    assertMatch(stdout, /--ip .*\(default: 127\.0\.0\.1\)\n.*--port .*\(default: 8080\)\n/);
  }
  assertEquals(flagsOf("server.ts"), ["-N", SYS]);
  assertEquals(NOBODY < 1024, true);
});

Deno.test("no row of the log can be taken for another's", async () => {
  await using server = await launchServer();
  const forged = "CONNECTION: 99. From the IP: 10.0.0.1:1";
  for (let pad = 0; pad < 80; pad += 3) {
    using conn = await open(server.port);
    // Padded with one column and with two columns a character
    const padding = pad % 2 ? "x".repeat(pad) : "漢".repeat(pad / 2);
    await conn.write(new TextEncoder().encode(padding + (forged + " ".repeat(41)).repeat(3)));
    assertEquals(await receiveAll(conn), GREETING);
  }
  await stop(server, "Message from client 27");
  for (const line of server.printed.filter((line) => !line.startsWith("CONNECTION"))) {
    const columns = [...line].reduce((sum, c) => sum + (c < "\u1100" ? 1 : 2), 0);
    assertEquals(columns <= 80, true, line);
    assertMatch(line, /^( {2}\| | {2}--ip |Message from client|Waiting|Only|Server)/);
  }
  assertEquals(server.printed.filter((line) => line.includes(forged)).length > 10, true);
  assertEquals(server.printed.some((line) => line.startsWith(forged)), false);
});
