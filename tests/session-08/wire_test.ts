import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect, createServer, type Socket } from "node:net";
import { delay, withTimeout } from "../../lib/time.ts";
import { peerTest, posixTest } from "../peers.ts";
import {
  denoArgs,
  freePort,
  launch,
  type Launched,
  launchProgram,
  launchServer,
  NOBODY,
  run,
  to,
} from "../scripts.ts";
import { atTerminal, GREETING, listening, open, PYTHON, python } from "../sockets.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Bytes of all values, different for each seed. */
const bytes = (length: number, seed: number) =>
  new Uint8Array(length).map((_, i) => (i * 31 + (i >> 8) * 17 + seed) & 255);

type Wire = Launched & { port: number };

/** Starts the wire to a server. */
async function launchWire(server: { port: number }, ...args: string[]): Promise<Wire> {
  const wire = launch("wire.ts", ["--listen", "0", ...to(server), ...args]);
  const first = await wire.waitForLine("Now start a client with --port ");
  return Object.assign(wire, { port: Number(first!.match(/--port (\d+):/)![1]) });
}

/** A server at a free port, and its connections. */
function listener() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return {
    port: listener.addr.port,
    accept: () => listener.accept(),
    [Symbol.dispose]: () => listener.close(),
  };
}

/** A client of the wire, and the server's socket for it. */
async function pair(wire: Wire, server: ReturnType<typeof listener>) {
  return await Promise.all([open(wire.port), server.accept()]);
}

/** What the wire drew of a client, without ports and times, which differ. */
function drawn({ printed }: Launched, number = 1): string[] {
  return printed.filter((row) =>
    row.startsWith(`client ${number} `) || row.startsWith(`  ${number} |`)
  )
    .map((row) =>
      row.replace(/ +\d+ ms$/, " ms").replaceAll(/:\d+/g, ":PORT").replace(/ {3,}server/, " server")
    );
}

const CONNECT = [
  "client 1 127.0.0.1:PORT server 127.0.0.1:PORT",
  "  1 | -------------------------- connect ---------------------------> | ms",
];
const CLIENT_ENDS = "  1 | ----------------------- I send no more -----------------------> | ms";
const SERVER_ENDS = "  1 | <----------------------- I send no more ----------------------- | ms";
const CLIENT_RESETS = "  1 | ---------------------- Connection reset ----------------------> | ms";
const SERVER_RESETS = "  1 | <---------------------- Connection reset ---------------------- | ms";
const HELLO = "  1 | ------------- 24 bytes: HELLO FROM THE CLIENT!!! -------------> | ms";
const ANSWER = "  1 | <--------- 31 bytes: Hello from the teacher's server ---------- | ms";

Deno.test("wire.ts draws the conversation of client-2.ts with the server", async () => {
  await using server = await launchServer();
  await using wire = await launchWire(server);
  const { code, stdout } = await run("client-2.ts", to(wire));
  assertEquals([code, stdout], [0, `MESSAGE FROM THE SERVER:\n\n${GREETING}\n`]);
  await ended(wire, 2);
  assertEquals(drawn(wire), [...CONNECT, HELLO, ANSWER, SERVER_ENDS, CLIENT_ENDS]);
  assertEquals(
    await server.waitForLine("Message"),
    "Message from client 1: HELLO FROM THE CLIENT!!!",
  );
});

/** Waits until so many ends are drawn. */
async function ended(wire: Launched, count: number): Promise<void> {
  const deadline = performance.now() + 30_000;
  const ends = () => wire.printed.filter((row) => row.includes("I send no more"));
  while (ends().length < count && performance.now() < deadline) {
    await delay(5);
  }
}

Deno.test("wire.ts passes on each piece as it comes, and each end", async () => {
  using server = listener();
  await using wire = await launchWire(server);
  const [client, conn] = await pair(wire, server);
  const buffer = new Uint8Array(100);
  const hear = async (from: Deno.Conn, to: Deno.Conn, text: string) => {
    await from.write(encode(text));
    const count = await to.read(buffer);
    assertEquals(new TextDecoder().decode(buffer.subarray(0, count!)), text);
  };
  await hear(client, conn, "one");
  await hear(client, conn, "two");
  await hear(conn, client, "three");
  await client.closeWrite();
  assertEquals(await conn.read(buffer), null);
  // A half is closed, the other one is not
  await hear(conn, client, "four");
  await conn.closeWrite();
  assertEquals(await client.read(buffer), null);
  client.close();
  conn.close();
  await ended(wire, 2);
  assertEquals(drawn(wire).slice(2), [
    "  1 | ------------------------ 3 bytes: one ------------------------> | ms",
    "  1 | ------------------------ 3 bytes: two ------------------------> | ms",
    "  1 | <----------------------- 5 bytes: three ----------------------- | ms",
    CLIENT_ENDS,
    "  1 | <----------------------- 4 bytes: four ------------------------ | ms",
    SERVER_ENDS,
  ]);
});

for (const seed of [1, 2, 4]) {
  Deno.test(`wire.ts changes no byte, both ways at once: seed ${seed}`, async () => {
    using server = listener();
    await using wire = await launchWire(server, "--bytes");
    const [client, conn] = await pair(wire, server);
    const [up, down] = [bytes(3 << 20, seed), bytes(3 << 20, seed + 10)];
    const send = async (to: Deno.Conn, all: Uint8Array) => {
      for (let at = 0; at < all.length;) at += await to.write(all.subarray(at));
      await to.closeWrite();
    };
    const receive = async (from: Deno.Conn) =>
      new Uint8Array(await new Response(from.readable).arrayBuffer());
    const [, , heard, answer] = await Promise.all([
      send(client, up),
      send(conn, down),
      receive(conn),
      receive(client),
    ]);
    assertEquals([heard.length, answer.length], [up.length, down.length]);
    assert(heard.every((byte, i) => byte === up[i]));
    assert(answer.every((byte, i) => byte === down[i]));
  });
}

// Deno's own sockets send no reset: Node's do
Deno.test("wire.ts passes on a client's reset", async () => {
  using server = listener();
  await using wire = await launchWire(server);
  const client = connect({ port: wire.port, host: "127.0.0.1" }).on("error", () => {});
  using conn = await server.accept();
  client.write("x");
  assertEquals(await conn.read(new Uint8Array(9)), 1);
  client.resetAndDestroy();
  await assertRejects(() => conn.read(new Uint8Array(9)), Deno.errors.ConnectionReset);
  await wire.waitForLine("Connection reset");
  assertEquals(drawn(wire).at(-1), CLIENT_RESETS);
});

Deno.test("wire.ts passes on a server's reset", async () => {
  const met = Promise.withResolvers<Socket>();
  const server = createServer((socket) => met.resolve(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  {
    await using wire = await launchWire(server.address() as { port: number });
    using client = await open(wire.port);
    (await met.promise).resetAndDestroy();
    await assertRejects(() => client.read(new Uint8Array(9)), Deno.errors.ConnectionReset);
    await wire.waitForLine("Connection reset");
    assertEquals(drawn(wire).at(-1), SERVER_RESETS);
  }
  await new Promise((resolve) => server.close(resolve));
});

Deno.test("wire.ts draws a reset as one, however soon it comes", async () => {
  const server = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  {
    await using wire = await launchWire(server.address() as { port: number });
    for (let i = 0; i < 40; i++) {
      const client = connect({ port: wire.port, host: "127.0.0.1" }).on("error", () => {});
      await new Promise<void>((resolve) => client.once("connect", resolve));
      client.resetAndDestroy();
    }
    const resets = () => wire.output.split("Connection reset").length - 1;
    const end = performance.now() + 30_000;
    while (resets() < 40 && !wire.output.includes("closed") && performance.now() < end) {
      await delay(5);
    }
    assertEquals([wire.output.includes("closed"), resets()], [false, 40]);
  }
  await new Promise((resolve) => server.close(resolve));
});

Deno.test("wire.ts draws a server that refuses, and the client hears of a reset", async () => {
  await using wire = await launchWire({ port: NOBODY });
  using client = await open(wire.port);
  await assertRejects(() => client.read(new Uint8Array(9)), Deno.errors.ConnectionReset);
  await wire.waitForLine("Is the server running?");
  assertEquals(wire.printed.slice(-2), [
    `  1 | Connection refused: nothing is listening on IP 127.0.0.1, port ${NOBODY}.`,
    "  1 | Is the server running? Are these the IP and the port that it printed?",
  ]);
});

peerTest("python3", "wire.ts draws a server that does not answer", async () => {
  await using silent = await python("silent.py");
  await using wire = await launchWire(silent);
  using client = await open(wire.port);
  await assertRejects(() => client.read(new Uint8Array(9)), Deno.errors.ConnectionReset);
  assertEquals(
    await wire.waitForLine("Timed out"),
    `  1 | Timed out: no answer from 127.0.0.1:${silent.port} within 10 s.`,
  );
});

Deno.test("wire.ts numbers its clients, and keeps the rows of each piece together", async () => {
  using server = listener();
  await using wire = await launchWire(server, "--bytes");
  const pairs: Deno.TcpConn[][] = [];
  for (let i = 0; i < 3; i++) pairs.push(await pair(wire, server));
  const texts = ["one", "two", "three"].map((word) => word.repeat(20));
  await Promise.all(pairs.map(([client], i) => client.write(encode(texts[i]))));
  for (const [_, conn] of pairs) await conn.read(new Uint8Array(100));
  for (const [client, conn] of pairs) {
    client.close();
    conn.close();
  }
  await ended(wire, 6);
  const rows = wire.printed.slice(1);
  for (const [i, text] of texts.entries()) {
    const number = i + 1;
    const start = rows.findIndex((row) =>
      row.startsWith(`  ${number} |`) && row.includes(" bytes: ")
    );
    const count = 2 * Math.ceil(text.length / 16);
    const [above, ...below] = rows.slice(start + 1, start + 1 + count)
      .map((row) => row.replace(`  ${number} | `, ""));
    assertEquals(above, [...text.slice(0, 16)].join("  "));
    assertEquals(
      below.filter((_, row) => row % 2 === 0).join(" ").replaceAll(" ", ""),
      encode(text).toHex(),
    );
  }
});

posixTest("/proc", "wire.ts waits for no screen, and fills no memory", async () => {
  using server = listener();
  // It is not read what it draws
  const child = new Deno.Command(Deno.execPath(), {
    args: denoArgs("wire.ts", ["--bytes", ...to(server), "--listen", String(freePort())]),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const port = await portOf(child);
  const [client, conn] = await Promise.all([open(port), server.accept()]);
  // Pieces of a byte, each of which fills rows: more than the pipe of its output takes
  const [byte, buffer] = [new Uint8Array(1), new Uint8Array(1)];
  for (let i = 0; i < 2000; i++) {
    await client.write(byte);
    await conn.read(buffer);
    await conn.write(byte);
    await client.read(buffer);
  }
  // Nothing more comes through to a server that does not read: nothing is piled up between them
  const piece = new Uint8Array(1 << 20);
  let sent = 0;
  const sending = (async () => {
    while (sent < 512 << 20) sent += await client.write(piece);
  })().catch(() => {});
  for (let before = -1; before !== sent; await delay(300)) before = sent;
  const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
  const mib = Number(status.match(/VmRSS:\s*(\d+) kB/)![1]) / 1024;
  child.kill("SIGKILL");
  await Promise.all([child.stdout.cancel(), child.status, sending]);
  client.close();
  conn.close();
  assert(sent < 100 << 20, `${sent} bytes sent`);
  assert(mib < 150, `${mib} MiB`);
});

posixTest("ulimit", "wire.ts goes on when its files were used up, and says so", async () => {
  using server = listener();
  const script = `ulimit -n 48; exec "$0" "$@"`;
  const args = denoArgs("wire.ts", ["--listen", "0", ...to(server)]);
  await using wire = launchProgram("sh", ["-c", script, Deno.execPath(), ...args]);
  const first = await wire.waitForLine("Now start a client with --port ");
  const port = Number(first!.match(/--port (\d+):/)![1]);
  const clients: Deno.TcpConn[] = [];
  for (let i = 0; i < 60; i++) clients.push(await open(port));
  assert(await wire.waitForLine("No more files"), wire.output);
  for (const client of clients) client.close();
  (async () => {
    while (true) {
      using conn = await server.accept();
      await conn.write(encode("yes"));
    }
  })().catch(() => {});
  // The files of those that are gone are free again, soon
  const ask = async () => {
    using late = await open(port);
    return await late.read(new Uint8Array(9)).catch(() => null);
  };
  const answered = (async () => {
    let count = null;
    while (count === null) count = await ask();
    return count;
  })();
  assertEquals(await withTimeout(20_000, answered), 3, wire.output);
  assertEquals(wire.output.includes("EMFILE"), false, wire.output);
});

posixTest("/proc", "wire.ts keeps no memory of clients that are gone", async () => {
  using server = listener();
  await using wire = await launchWire(server, "--bytes");
  const buffer = new Uint8Array(100);
  for (let i = 0; i < 600; i++) {
    const [client, conn] = await pair(wire, server);
    await client.write(bytes(100, i));
    await conn.read(buffer);
    client.close();
    conn.close();
  }
  const status = await Deno.readTextFile(`/proc/${wire.pid}/status`);
  const mib = Number(status.match(/VmHWM:\s*(\d+) kB/)![1]) / 1024;
  assert(mib < 150, `${mib} MiB`);
});

posixTest("signals", "wire.ts says so when its output is gone", async () => {
  using server = listener();
  const args = denoArgs("wire.ts", ["--listen", "0", ...to(server)]);
  const script = '"$0" "$@" | head -n 1';
  await using wire = launchProgram("sh", ["-c", script, Deno.execPath(), ...args]);
  const first = await wire.waitForLine("Now start a client with --port ");
  const port = Number(first!.match(/--port (\d+):/)![1]);
  const said = wire.waitForLine("wire.ts: ");
  // Each client is a few rows; the reader may not be gone yet for the first
  while (await withTimeout(50, said) === undefined && wire.code === undefined) {
    await open(port).then((client) => client.close(), () => {});
  }
  assertEquals(await said, "wire.ts: the output cannot be written (Broken pipe).", wire.output);
});

/** The port in the first line that a wire has printed; nothing more is read of it. */
async function portOf(child: Deno.ChildProcess): Promise<number> {
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return Number(new TextDecoder().decode(value).match(/--port (\d+)/)![1]);
}

posixTest("signals", "wire.ts ends with Ctrl-C, and its connections with it", async () => {
  using server = listener();
  await using wire = await launchWire(server);
  const [client, conn] = await pair(wire, server);
  wire.interrupt();
  assertEquals(await client.read(new Uint8Array(9)).catch(() => null), null);
  assertEquals(await conn.read(new Uint8Array(9)).catch(() => null), null);
  assertEquals(await wire.ended, 0);
  assertEquals(drawn(wire), CONNECT);
  assertEquals(wire.printed.at(-1), "Stopped by the user");
  client.close();
  conn.close();
});

posixTest("signals", "wire.ts ends with Ctrl-C, though a server does not read", async () => {
  using server = listener();
  await using wire = await launchWire(server);
  const [client, conn] = await pair(wire, server);
  // Until nobody takes any more
  let writing: Promise<unknown> = Promise.resolve();
  while (
    await withTimeout(500, writing = client.write(new Uint8Array(1_000_000)).catch(() => {}))
  );
  wire.interrupt();
  assertEquals(await wire.ended, 0);
  await writing;
  client.close();
  conn.close();
});

Deno.test("wire.ts does not talk to itself", async () => {
  const port = freePort();
  await using wire = launch("wire.ts", ["--port", String(port), "--listen", String(port)]);
  await wire.waitForLine("Now start a client");
  using client = await open(port);
  assertEquals(await client.read(new Uint8Array(9)).catch(() => null), null);
  assertEquals(await wire.ended, 2);
  assert(
    wire.output.includes(`wire.ts: --ip 127.0.0.1 and --port ${port} lead to this program itself.`),
    wire.output,
  );
});

Deno.test("wire.ts explains a port in use, and a port that is none", async () => {
  using server = listener();
  const used = await run("wire.ts", ["--listen", String(server.port)]);
  assertEquals(used.code, 1);
  assertMatch(used.stderr, /^wire\.ts: Port in use/);
  const none = await run("wire.ts", ["--listen", "70000"]);
  assertEquals(none.code, 2);
  assertMatch(none.stderr, /^wire\.ts: 70000 is not a port: .*\nUsage: wire\.ts .*\n$/);
});

Deno.test("wire.ts writes no colours into a pipe", async () => {
  await using server = await launchServer();
  await using wire = await launchWire(server);
  await run("client-2.ts", to(wire));
  await ended(wire, 2);
  assertEquals(wire.output.includes("\x1b"), false);
});

peerTest(
  "python3",
  "wire.ts gives each client a colour at a terminal, without NO_COLOR",
  async () => {
    for (const plain of [false, true]) {
      await using server = await launchServer();
      const env = plain ? ["NO_COLOR=1"] : ["-u", "NO_COLOR"];
      const args = denoArgs("wire.ts", [...to(server), "--listen", "0"]);
      await using wire = atTerminal("env", [...env, Deno.execPath(), ...args]);
      const first = await wire.waitForLine("Now start a client");
      const port = Number(first!.match(/--port (\d+)/)![1]);
      for (let i = 0; i < 2; i++) await run("client-2.ts", to({ port }));
      await ended(wire, 4);
      const found = wire.printed.map((row) =>
        // deno-lint-ignore no-control-regex
        row.match(/^\x1b\[(\d+)m +(\d) \|.*\x1b\[39m$/)?.slice(1)
      );
      const colors = new Set(found.filter(Boolean).map(String));
      assertEquals([...colors], plain ? [] : ["36,1", "32,2"]);
    }
  },
);

// --- With other programs

peerTest("python3", "wire.ts between Python's client and Python's server", async (path) => {
  await using server = await python("server.py", "1");
  await using wire = await launchWire(server);
  const message = encode("¡Hola!").toHex();
  const args = [`${PYTHON}/client.py`, String(wire.port), message, "recv"];
  await using client = launchProgram(path, args);
  assertEquals(await client.ended, 0);
  assertEquals([server.printed.at(-1), client.printed], [`got ${message}`, [
    encode(GREETING).toHex(),
  ]]);
  await ended(wire, 2);
  // Both say that they send no more, in whatever order
  const [, , said, answer, ...ends] = drawn(wire);
  assertEquals(said, "  1 | ---------------------- 7 bytes: ¡Hola! -----------------------> | ms");
  assertEquals([answer, ...ends].sort(), [ANSWER, CLIENT_ENDS, SERVER_ENDS].sort());
});

peerTest("nc.openbsd", "wire.ts between OpenBSD's nc and itself", async (nc) => {
  const port = freePort();
  const sent = bytes(1 << 20, 3);
  const run = (args: string[], input: Uint8Array) => {
    const child = new Deno.Command(nc, { args, stdin: "piped", stdout: "piped" }).spawn();
    const stdin = child.stdin.getWriter();
    stdin.write(input).then(() => stdin.close()).catch(() => {});
    return child.output();
  };
  const listens = run(["-l", "127.0.0.1", String(port)], new Uint8Array(0));
  await listening(port);
  await using wire = await launchWire({ port });
  const connects = await run(["-N", "127.0.0.1", String(wire.port)], sent);
  const { code, stdout } = await listens;
  assertEquals([connects.code, code, stdout.length], [0, 0, sent.length]);
  assert(stdout.every((byte, i) => byte === sent[i]));
});
