import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../lib/error.ts";
import { SocketError } from "../lib/socket-error.ts";
import { type Connection, listen, type Listener, listenError } from "../lib/server/listen.ts";
import { type Address, connect, type Socket } from "../lib/socket.ts";
import { decode, encode } from "../lib/text.ts";
import { peerTest } from "./peers.ts";
import { delay } from "../lib/time.ts";
import { launchProgram, NOBODY } from "./scripts.ts";
import { firstOf, PYTHON, python } from "./sockets.ts";

const ANY: Address = { ip: "127.0.0.1", port: 0 };

/** A connected pair: the client's socket and the server's socket for it. */
async function pair(): Promise<{ client: Socket; server: Connection } & AsyncDisposable> {
  const listener = listen(ANY);
  const [client, server] = await Promise.all([connect(listener.address), firstOf(listener)]);
  return {
    client,
    server,
    [Symbol.asyncDispose]() {
      client.destroy();
      server.destroy();
      return Promise.resolve();
    },
  };
}

/** All that a socket receives until the end. */
async function receiveAll(s: Socket): Promise<Uint8Array> {
  const pieces = [];
  for (let piece; (piece = await s.recv()).length > 0;) pieces.push(piece);
  return new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
}

Deno.test("bytes go both ways, and each end knows the other's address", async () => {
  await using sockets = await pair();
  const { client, server } = sockets;
  assertEquals(client.address, server.peer);
  assertEquals(client.peer, server.address);
  assertEquals(client.peer.ip, "127.0.0.1");
  await client.send(encode("ñ"));
  assertEquals([...await server.recv()], [0xc3, 0xb1]);
  await server.send(encode("answer"));
  assertEquals(decode(await client.recv()), "answer");
});

Deno.test("recv gives what has arrived, at most max bytes, and then the rest", async () => {
  await using sockets = await pair();
  const { client, server } = sockets;
  await client.send(encode("hello"));
  assertEquals(decode(await server.recv(2)), "he");
  assertEquals(decode(await server.recv(2048)), "llo");
});

Deno.test("recv is empty at end of file, again and again", async () => {
  await using sockets = await pair();
  const { client, server } = sockets;
  await client.send(encode("x"));
  await client.shutdown();
  assertEquals((await server.recv()).length, 1);
  assertEquals((await server.recv()).length, 0);
  assertEquals((await server.recv()).length, 0);
});

Deno.test("after shutdown the answer still comes", async () => {
  await using sockets = await pair();
  const { client, server } = sockets;
  await client.shutdown();
  await client.shutdown();
  assertEquals((await server.recv()).length, 0);
  await server.send(encode("still here"));
  assertEquals(decode(await client.recv()), "still here");
});

for (const size of [0, 1, 2048, 1024 * 1024, 8 * 1024 * 1024]) {
  Deno.test(`send sends all of ${size} bytes, byte for byte`, async () => {
    await using sockets = await pair();
    const { client, server } = sockets;
    const bytes = new Uint8Array(size).map((_, i) => i * 31 + (i >> 8));
    const received = receiveAll(server);
    await client.send(bytes);
    await client.shutdown();
    const got = await received;
    assertEquals(got.length, size);
    assertEquals(got.every((byte, i) => byte === bytes[i]), true);
  });
}

Deno.test("recvWithin gives up after a while, and loses nothing", async () => {
  await using sockets = await pair();
  const { client, server } = sockets;
  assertEquals(await server.recvWithin(1, new Uint8Array(10)), undefined);
  assertEquals(await server.recvWithin(1, new Uint8Array(10)), undefined);
  await client.send(encode("abcdef"));
  const small = new Uint8Array(4);
  assertEquals(await server.recvInto(small), 4);
  assertEquals(decode(small), "abcd");
  assertEquals(decode(await server.recv()), "ef");
});

Deno.test("close does not destroy what the peer has not read yet", async () => {
  await using sockets = await pair();
  const { client, server } = sockets;
  // The server answers and closes while the client still sends: a plain close would reset the
  // connection, and the client could neither send the rest nor read the answer
  const sending = client.send(new Uint8Array(4 * 1024 * 1024));
  await server.recv(1);
  await server.send(encode("the answer"));
  const closed = server.close();
  await sending;
  assertEquals(decode(await receiveAll(client)), "the answer");
  await client.close();
  await closed;
});

Deno.test("close waits a second at most for a peer that never ends", async () => {
  await using sockets = await pair();
  const start = performance.now();
  await sockets.client.close();
  const waited = performance.now() - start;
  assertEquals(waited > 900 && waited < 3000, true, `${waited} ms`);
});

Deno.test("a closed socket says so", async () => {
  await using sockets = await pair();
  const { client } = sockets;
  client.destroy();
  await client.close();
  for (const use of [() => client.send(encode("x")), () => client.recv()]) {
    const error = await assertRejects(use, SocketError, "The socket is closed");
    assertEquals(error.reason, "closed");
  }
});

Deno.test("using closes a socket at the end of its block", async () => {
  await using sockets = await pair();
  {
    using client = sockets.client;
    await client.send(encode("x"));
  }
  assertEquals(decode(await receiveAll(sockets.server)), "x");
  await assertRejects(() => sockets.client.recv(), SocketError);
});

Deno.test("await using closes a socket in order", async () => {
  const listener = listen(ANY);
  const serving = (async () => {
    const client = await firstOf(listener);
    const bytes = await receiveAll(client);
    await client.close();
    return bytes.length;
  })();
  {
    await using s = await connect(listener.address);
    await s.send(new Uint8Array(1_000_000));
  }
  assertEquals(await serving, 1_000_000);
});

peerTest("python3", "a reset is an error of the socket", async () => {
  await using server = await python("reset.py");
  using s = await connect({ ip: "127.0.0.1", port: server.port });
  await s.send(encode("hello"));
  const error = await assertRejects(() => s.recv(), SocketError, "Connection reset");
  assertEquals(error.reason, "reset");
});

Deno.test("recvAll gives the whole answer, however the network cut it", async () => {
  await using sockets = await pair();
  const { client, server } = sockets;
  const received = client.recvAll(2048);
  for (const letter of "Hello") {
    await server.send(encode(letter));
    await delay(1);
  }
  await server.shutdown();
  assertEquals([decode(await received), client.unfinished], ["Hello", undefined]);
});

for (const [size, unfinished] of [[2048, undefined], [2049, "The answer is longer"]] as const) {
  Deno.test(`recvAll(2048) of ${size} bytes: ${unfinished}`, async () => {
    await using sockets = await pair();
    const { client, server } = sockets;
    await server.send(new Uint8Array(size));
    await server.shutdown();
    assertEquals((await client.recvAll(2048)).length, 2048);
    assertEquals(client.unfinished?.slice(0, 20), unfinished);
  });
}

/** A client that is connected to a plain listener, with little patience. */
async function impatient() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const [s, conn] = await Promise.all([
    connect({ ip: "127.0.0.1", port }, { timeout: 0.2 }),
    listener.accept(),
  ]);
  const end = () => {
    listener.close();
    conn.close();
    s.destroy();
  };
  return { s, conn, [Symbol.dispose]: end };
}

Deno.test("recvAll gives what came from a server that does not end, and says so", async () => {
  using peers = await impatient();
  await peers.conn.write(encode("Hello"));
  assertEquals(decode(await peers.s.recvAll()), "Hello");
  assertMatch(peers.s.unfinished ?? "", /^The answer had not ended after 0\.2 s/);
});

Deno.test("recvAll does not wait for ever for a server that says nothing", async () => {
  using peers = await impatient();
  const error = await assertRejects(
    () => peers.s.recvAll(),
    SocketError,
    "has not answered within",
  );
  assertEquals(error.reason, "timeout");
});

Deno.test("send does not wait for ever for a server that never reads", async () => {
  using peers = await impatient();
  const much = new Uint8Array(8 * 1024 * 1024);
  // Windows takes a first piece of any size
  const send = async () => {
    for (let i = 0; i < 8; i++) await peers.s.send(much);
  };
  const error = await assertRejects(send, SocketError, "does not read");
  assertEquals(error.reason, "timeout");
});

peerTest("python3", "close tells of a reset that came before an answer", async () => {
  await using server = await python("reset.py");
  const s = await connect({ ip: "127.0.0.1", port: server.port });
  await s.send(encode("hello"));
  const error = await assertRejects(() => s.close(), SocketError, "may not have arrived");
  assertEquals([error.reason, s.closed], ["reset", true]);
});

peerTest("python3", "after an answer, a reset is a close", async (python) => {
  using server = listen(ANY);
  const args = [`${PYTHON}/hold.py`, String(server.address.port), "1", "hi", "reset"];
  await using peer = launchProgram(python, args);
  const client = await firstOf(server);
  assertEquals(decode(await client.recv()), "hi");
  await peer.waitForLine("held");
  await peer.endInput();
  await peer.ended;
  assertEquals(await client.close(), 0);
});

peerTest("python3", "connect gives up after its timeout", async () => {
  await using server = await python("silent.py");
  const start = performance.now();
  const error = await assertRejects(
    () => connect({ ip: "127.0.0.1", port: server.port }, { timeout: 0.2 }),
    SocketError,
    `Timed out: no answer from 127.0.0.1:${server.port} within 0.2 s.`,
  );
  assertEquals(error.reason, "timeout");
  assertMatch(error.message, /Is the IP right\? .*same network\? .*firewall/);
  assertEquals(performance.now() - start < 5000, true);
});

const UNREACHED: [Address, string, string][] = [
  [{ ip: "127.0.0.1", port: NOBODY }, "refused", "Is the server running?"],
  [{ ip: "::1", port: NOBODY }, "refused", "nothing is listening on IP ::1, port 1"],
  [{ ip: "no-such-host.invalid", port: 80 }, "unknown name", 'for "no-such-host.invalid"'],
  [{ ip: "", port: 80 }, "address", "the IP is empty"],
  [{ ip: "1.2.3", port: 80 }, "address", "four numbers"],
  [{ ip: "127.0.0.1", port: 0 }, "address", "a number from 1 to 65535"],
  [{ ip: "127.0.0.1", port: 65536 }, "address", "a number from 1 to 65535"],
  [{ ip: "127.0.0.1", port: NaN }, "address", '"NaN" is not a port'],
  [{ ip: "127.0.0.1", port: 1.5 }, "address", '"1.5" is not a port'],
];
for (const [address, reason, text] of UNREACHED) {
  Deno.test(`connect explains ${JSON.stringify(address)}: ${reason}`, async () => {
    const error = await assertRejects(() => connect(address), UserError, text);
    assertEquals(error instanceof SocketError ? error.reason : "address", reason);
    assertEquals(error.exitCode, reason === "address" ? 2 : 1);
  });
}

const UNHEARD: [Address, string, string][] = [
  [{ ip: "203.0.113.7", port: 0 }, "not ours", "Use one of this computer's: 127.0.0.1"],
  [{ ip: "no-such-host.invalid", port: 0 }, "unknown name", "Use one of this"],
  [{ ip: "127.0.0.1", port: -1 }, "address", "a number from 0 to 65535"],
];
for (const [address, reason, text] of UNHEARD) {
  Deno.test(`listen explains ${JSON.stringify(address)}: ${reason}`, () => {
    const error = assertThrows(() => listen(address), UserError, text);
    assertEquals(error instanceof SocketError ? error.reason : "address", reason);
    assertEquals(error.exitCode, reason === "address" ? 2 : 1);
  });
}

Deno.test("who listens at port 0 is told when no port is free", () => {
  const { message } = listenError(new Deno.errors.AddrInUse(), ANY);
  assertEquals(message.split(":")[0], "No free port");
});

Deno.test("listen explains a port in use", () => {
  using server = listen(ANY);
  const error = assertThrows(() => listen(server.address), SocketError, "Port in use");
  assertEquals(error.reason, "in use");
  assertMatch(error.message, new RegExp(`such as ${server.address.port + 1}\\.`));
  assertMatch(error.message, /paused there with Ctrl-Z/);
});

Deno.test("a server's loop ends when it is closed or its signal is aborted", async () => {
  const aborted = new AbortController();
  for (const end of [(s: Listener) => s.close(), () => aborted.abort()]) {
    const server = listen(ANY, { signal: aborted.signal });
    const s = await connect(server.address);
    for await (const client of server) {
      await client.send(encode("bye"));
      end(server);
      client.close();
    }
    assertEquals(decode(await receiveAll(s)), "bye");
    await s.close();
    await assertRejects(() => connect(server.address), SocketError, "refused");
  }
});

peerTest(
  "sh",
  "what arrived while a client stood still is read, though its time is over",
  async () => {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/student.ts`;
    const lib = new URL("../lib/", import.meta.url);
    await Deno.writeTextFile(
      file,
      `import { connect } from "${lib}socket.ts";
    import { decode } from "${lib}text.ts";
    const s = await connect({ ip: "127.0.0.1", port: Number(Deno.args[0]) }, { timeout: 2 });
    console.log("connected");
    console.log(decode(await s.recvAll(10)));`,
    );
    await Promise.all(Array.from({ length: 8 }, async () => {
      using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const args = ["run", "--quiet", "-N", file, String(server.addr.port)];
      await using client = launchProgram(Deno.execPath(), args);
      using conn = await server.accept();
      await client.waitForLine("connected");
      client.interrupt("SIGSTOP");
      await conn.write(encode("hello"));
      await conn.closeWrite();
      // As long as the client waits at most, and a little longer
      await delay(2100);
      client.interrupt("SIGCONT");
      assertEquals([await client.ended, client.printed], [0, ["connected", "hello"]]);
    }));
    await Deno.remove(folder, { recursive: true });
  },
);
