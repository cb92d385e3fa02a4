import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { delay } from "../../../lib/time.ts";
import { peerTest, posixTest } from "../../peers.ts";
import {
  denoArgs,
  freePort,
  launch,
  launchProgram,
  launchServer,
  NOBODY,
  run,
} from "../../scripts.ts";
import { GREETING, listening, open, python, receiveAll } from "../../sockets.ts";

interface Exchanged {
  code: number;
  stdout: Uint8Array;
  stderr: string;
}

/** Runs a program with bytes as its input, and gives its output as bytes. */
function exchange(program: string, args: string[], input: Uint8Array): Promise<Exchanged> {
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  stdin.write(input).then(() => stdin.close()).catch(() => {});
  return child.output().then(({ code, stdout, stderr }) => ({
    code,
    stdout,
    stderr: new TextDecoder().decode(stderr),
  }));
}

/** Bytes of all values, different for each seed. */
function bytes(length: number, seed: number): Uint8Array {
  return new Uint8Array(length).map((_, i) => (i * 31 + (i >> 8) * 17 + seed) & 255);
}

Deno.test("two nc.ts send to each other at the same time, byte for byte", async () => {
  const port = freePort();
  const [one, two] = [bytes(1 << 20, 1), bytes(1 << 20, 2)];
  const address = ["127.0.0.1", String(port)];
  const listens = exchange(Deno.execPath(), denoArgs("nc.ts", ["-lN", ...address]), one);
  await listening(port);
  const connects = await exchange(Deno.execPath(), denoArgs("nc.ts", ["-N", ...address]), two);
  const listened = await listens;
  assertEquals([connects.code, listened.code], [0, 0], connects.stderr + listened.stderr);
  assertEquals([connects.stdout.length, listened.stdout.length], [one.length, two.length]);
  assert(connects.stdout.every((byte, i) => byte === one[i]));
  assert(listened.stdout.every((byte, i) => byte === two[i]));
});

// The others end when their peer has ended, whatever they still had to send. So one of the two sends
// at a time, and the other one does not say that its input has ended
const ONE_WAY = {
  "nc.openbsd": { listen: ["-l", "127.0.0.1"], connect: ["127.0.0.1"], ends: ["-N"] },
  ncat: { listen: ["-l", "127.0.0.1"], connect: ["127.0.0.1"], ends: [] },
  "nc.traditional": {
    listen: ["-l", "-s", "127.0.0.1", "-p"],
    connect: ["127.0.0.1"],
    ends: ["-q0"],
  },
};
const SENT: [string, Uint8Array][] = [
  ["1 MiB", bytes(1 << 20, 4)],
  ["nothing", new Uint8Array(0)],
  ["text without an end of line", new TextEncoder().encode("ñ")],
];
for (const [name, peer] of Object.entries(ONE_WAY)) {
  for (const role of ["listen", "connect"] as const) {
    for (const sender of ["nc.ts", name]) {
      for (const [what, sent] of SENT) {
        peerTest(name, `${name} ${role}s, ${sender} sends ${what}`, async (path) => {
          const port = freePort();
          const fromOurs = sender === "nc.ts";
          const words = [...peer[role], String(port)];
          const theirs = () =>
            fromOurs
              ? exchange(path, words, new Uint8Array(0))
              : exchange(path, [...peer.ends, ...words], sent);
          const ours = () => {
            const flags = [fromOurs ? "-N" : "", role === "connect" ? "-l" : ""].filter(Boolean);
            const args = denoArgs("nc.ts", [...flags, "127.0.0.1", String(port)]);
            return exchange(Deno.execPath(), args, fromOurs ? sent : new Uint8Array(0));
          };
          const first = role === "listen" ? theirs() : ours();
          await listening(port);
          const second = role === "listen" ? ours() : theirs();
          const received = await (fromOurs === (role === "listen") ? first : second);
          const codes = (await Promise.all([first, second])).map(({ code }) => code);
          assertEquals(codes, [0, 0]);
          assertEquals(received.stdout.length, sent.length, received.stderr);
          assert(received.stdout.every((byte, i) => byte === sent[i]));
        });
      }
    }
  }
}

Deno.test("printf | nc.ts prints the teacher's answer and ends, without a flag", async () => {
  await using server = await launchServer();
  const args = ["127.0.0.1", String(server.port)];
  assertEquals(await run("nc.ts", args, { input: "Testing!!! :-)" }), {
    code: 0,
    stdout: GREETING,
    stderr: "",
  });
  assertEquals(await server.waitForLine("Message"), "Message from client 1: Testing!!! :-)");
});

Deno.test("nc.ts goes on sending when the other side only listens", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String((listener.addr as Deno.NetAddr).port);
  await using client = launch("nc.ts", ["-N", "127.0.0.1", port]);
  using conn = await listener.accept();
  await conn.closeWrite();
  await client.write("after the end");
  await client.endInput();
  assertEquals(await receiveAll(conn), "after the end");
  assertEquals(await client.ended, 0);
});

for (const words of [["-l", "PORT"], ["-l", "-p", "PORT"], ["-lp", "PORT"], ["-lvp", "PORT"]]) {
  Deno.test(`nc.ts ${words.join(" ")} listens`, async () => {
    const port = freePort();
    const args = words.map((word) => word === "PORT" ? String(port) : word);
    await using server = launch("nc.ts", args, "from the server");
    await listening(port);
    using conn = await open(port);
    await conn.write(new TextEncoder().encode("from the client\n"));
    await conn.closeWrite();
    assertEquals(await receiveAll(conn), "from the server");
    assertEquals(await server.ended, 0);
    assert(server.printed.includes("from the client"));
    assertEquals(
      server.output.includes("Listening on 0.0.0.0"),
      words[1] === undefined || words.join().includes("v"),
    );
  });
}

posixTest("signals", "nc.ts -k talks to one client after the other", async () => {
  await using server = launch("nc.ts", ["-lkv", "127.0.0.1", "0"]);
  const port = Number((await server.waitForLine("Listening on"))!.split(":")[1]);
  for (const word of ["one", "two", "three"]) {
    using conn = await open(port);
    await conn.write(new TextEncoder().encode(`${word}\n`));
    assertEquals(await server.waitForLine(word), word);
    // What is typed goes to the client that is there
    await server.write(`for ${word}`);
    const buffer = new Uint8Array(100);
    const count = await conn.read(buffer);
    assertEquals(new TextDecoder().decode(buffer.subarray(0, count!)), `for ${word}`);
    await conn.closeWrite();
    if (word === "three") await server.endInput();
    else await server.write("");
  }
  server.interrupt();
  assertEquals(await server.ended, 130);
});

Deno.test("nc.ts -v says what happens, on standard error", async () => {
  await using server = await launchServer();
  const args = ["-v", "127.0.0.1", String(server.port)];
  const { code, stdout, stderr } = await run("nc.ts", args, { input: "hi" });
  assertEquals([code, stdout], [0, GREETING]);
  assertMatch(
    stderr,
    /^Connected to 127\.0\.0\.1:\d+\n2 bytes sent, 31 bytes received, in [\d.]+ s\n$/,
  );
});

// Exit status: as OpenBSD's in the same case

/** The exit status of nc.ts, which must be that of OpenBSD's nc. */
async function status(openbsd: string, args: string[], input?: string): Promise<number> {
  const ours = await exchange(Deno.execPath(), denoArgs("nc.ts", args), encode(input));
  const theirs = await exchange(openbsd, args, encode(input));
  assertEquals(ours.code, theirs.code, ours.stderr + theirs.stderr);
  assertEquals(/\bat .*:\d+:\d+/.test(ours.stderr), false, ours.stderr);
  return ours.code;
}

const encode = (text = "") => new TextEncoder().encode(text);

peerTest("nc.openbsd", "nc.ts ends with the status of OpenBSD's: nobody listens", async (nc) => {
  assertEquals(await status(nc, ["127.0.0.1", String(NOBODY)]), 1);
  assertEquals(await status(nc, ["-z", "127.0.0.1", String(NOBODY)]), 1);
});

peerTest("nc.openbsd", "nc.ts ends with the status of OpenBSD's: a port is open", async (nc) => {
  await using server = await launchServer();
  assertEquals(await status(nc, ["-z", "127.0.0.1", String(server.port)]), 0);
  assertEquals(await status(nc, ["127.0.0.1", String(server.port)], "x"), 0);
});

peerTest(
  "nc.openbsd",
  "nc.ts ends with the status of OpenBSD's: nobody says anything",
  async (nc) => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = String((listener.addr as Deno.NetAddr).port);
    assertEquals(await status(nc, ["-w", "1", "127.0.0.1", port]), 0);
  },
);

peerTest("nc.openbsd", "nc.ts ends with the status of OpenBSD's: a reset", async (nc) => {
  for (const program of [nc, Deno.execPath()]) {
    await using peer = await python("reset.py");
    const args = ["127.0.0.1", String(peer.port)];
    const words = program === nc ? args : denoArgs("nc.ts", args);
    const { code, stderr } = await exchange(program, words, encode("x"));
    assertEquals([code, stderr], [0, ""]);
  }
});

peerTest("python3", "nc.ts -w gives up to connect", async () => {
  await using silent = await python("silent.py");
  const args = ["-w", "0.3", "127.0.0.1", String(silent.port)];
  const { code, stderr } = await run("nc.ts", args);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "nc.ts: Timed out");
});

Deno.test("nc.ts ends when nobody reads its output", async () => {
  const port = freePort();
  const listens = denoArgs("nc.ts", ["-lN", "127.0.0.1", String(port)]);
  const sending = exchange(Deno.execPath(), listens, new Uint8Array(10_000_000));
  await listening(port);
  const client = new Deno.Command(Deno.execPath(), {
    args: denoArgs("nc.ts", ["127.0.0.1", String(port)]),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = client.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const stderr = await new Response(client.stderr).text();
  assertEquals([(await client.status).code, stderr], [0, ""]);
  await sending;
});

posixTest("signals", "nc.ts ends with Ctrl-C, without a stack", async () => {
  await using server = launch("nc.ts", ["-lv", "127.0.0.1", "0"]);
  await server.waitForLine("Listening");
  server.interrupt();
  assertEquals(await server.ended, 130);
  assertEquals(server.printed.length, 1);
});

posixTest("/proc", "nc.ts does not fill memory when its output is read slowly", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const child = new Deno.Command(Deno.execPath(), {
    args: denoArgs("nc.ts", ["127.0.0.1", String((listener.addr as Deno.NetAddr).port)]),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  using conn = await listener.accept();
  // Nobody reads its output: soon nothing more can be sent to it either
  const piece = new Uint8Array(1 << 20);
  let sent = 0;
  const sending = (async () => {
    while (sent < 512 << 20) sent += await conn.write(piece);
  })().catch(() => {});
  let before = -1;
  while (before !== sent) {
    before = sent;
    await delay(300);
  }
  const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
  const mib = Number(status.match(/VmRSS:\s*(\d+) kB/)![1]) / 1024;
  child.kill("SIGKILL");
  await Promise.all([child.stdout.cancel(), child.status]);
  await sending;
  assert(sent < 100 << 20, `${sent} bytes sent`);
  assert(mib < 150, `${mib} MiB`);
});

Deno.test("nc.ts explains a port in use", async () => {
  await using server = await launchServer();
  const { code, stderr } = await run("nc.ts", ["-l", "127.0.0.1", String(server.port)]);
  assertEquals(code, 1);
  assertMatch(stderr, /^nc\.ts: Port in use/);
});

peerTest("sh", "nc.ts ends with the peer's bytes when its own input never ends", async (sh) => {
  // The writer of the pipe stays: as with OpenBSD's, the idle time ends it
  await using server = await launchServer();
  const args = denoArgs("nc.ts", ["-w", "1", "127.0.0.1", String(server.port)]);
  const pipe = `{ printf hi; exec sleep 30; } | { "$@"; kill 0; }`;
  await using client = launchProgram("setsid", [sh, "-c", pipe, "sh", Deno.execPath(), ...args]);
  assert(await client.waitForText(GREETING));
  await client.ended;
});
