import { assert, assertEquals, assertMatch } from "@std/assert";
import { dialAll } from "../../../lib/tools/nc/dial.ts";
import { peerTest } from "../../peers.ts";
import {
  command,
  denoArgs,
  freePort,
  launch,
  launchProgram,
  launchServer,
  NOBODY,
  run,
} from "../../scripts.ts";
import { GREETING, python, receiveAll } from "../../sockets.ts";

/** A listener at a free port, and the first connection to it. */
function listener(hostname = "127.0.0.1") {
  const listener = Deno.listen({ hostname, port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  return {
    port: String(port),
    accept: () => listener.accept(),
    [Symbol.dispose]: () => listener.close(),
  };
}

Deno.test("nc.ts -C ends each line with \\r\\n, wherever the input is cut", async () => {
  using server = listener();
  await using nc = launch("nc.ts", ["-CN", "127.0.0.1", server.port]);
  using conn = await server.accept();
  const buffer = new Uint8Array(100);
  const received = async (length: number) => {
    let text = "";
    while (text.length < length) {
      text += new TextDecoder().decode(buffer.subarray(0, (await conn.read(buffer))!));
    }
    return text;
  };
  await nc.write("one\ntwo\r");
  assertEquals(await received(9), "one\r\ntwo\r");
  await nc.write("\nthree\n\n");
  assertEquals(await received(10), "\nthree\r\n\r\n");
  await nc.endInput();
  assertEquals(await receiveAll(conn), "");
  await conn.closeWrite();
  assertEquals(await nc.ended, 0);
});

Deno.test("nc.ts -q ends so many seconds after its input, though the peer says nothing", async () => {
  using server = listener();
  const ended = run("nc.ts", ["-q", "0.2", "127.0.0.1", server.port], { input: "x" });
  using conn = await server.accept();
  assertEquals(await receiveAll(conn), "x");
  assertEquals((await ended).code, 0);
});

Deno.test("nc.ts -q waits longer than a timer can", async () => {
  using server = listener();
  const ended = run("nc.ts", ["-q", "3000000", "127.0.0.1", server.port], { input: "x" });
  using conn = await server.accept();
  assertEquals(await receiveAll(conn), "x");
  await conn.write(new TextEncoder().encode("answer"));
  await conn.closeWrite();
  assertEquals(await ended, { code: 0, stdout: "answer", stderr: "" });
});

Deno.test("nc.ts -q 0 still gives what the peer answers", async () => {
  using server = listener();
  const ended = run("nc.ts", ["-q", "0", "127.0.0.1", server.port], { input: "x" });
  using conn = await server.accept();
  assertEquals(await receiveAll(conn), "x");
  await conn.write(new TextEncoder().encode("answer"));
  await conn.closeWrite();
  assertEquals(await ended, { code: 0, stdout: "answer", stderr: "" });
});

peerTest("sh", "nc.ts takes an input that cannot be read for one that has ended", async () => {
  await using server = await launchServer();
  const file = await Deno.makeTempFile();
  const args = denoArgs("nc.ts", ["-N", "127.0.0.1", String(server.port)]);
  for (const from of [`0>${file}`, "</"]) {
    const { code, stdout } = await command("sh", [
      "-c",
      `exec "$@" ${from}`,
      "sh",
      Deno.execPath(),
      ...args,
    ]);
    assertEquals([code, stdout], [0, GREETING]);
  }
  await Deno.remove(file);
});

Deno.test("nc.ts -d leaves its input alone", async () => {
  using server = listener();
  await using nc = launch("nc.ts", ["-d", "127.0.0.1", server.port], "not for nc");
  using conn = await server.accept();
  await conn.closeWrite();
  assertEquals(await receiveAll(conn), "");
  assertEquals(await nc.ended, 0);
});

Deno.test("nc.ts -p and -s choose this end's port and IP", async () => {
  using server = listener();
  const own = freePort();
  // Every address of 127.0.0.0/8 is Linux's own; elsewhere there is one
  const ip = Deno.build.os === "linux" ? "127.0.0.2" : "127.0.0.1";
  const big = new Uint8Array(3_000_000).map((_, i) => i * 7);
  const args = ["-N", "-p", String(own), "-s", ip, "127.0.0.1", server.port];
  const ended = run("nc.ts", args, { input: big });
  using conn = await server.accept();
  assertEquals(conn.remoteAddr, { transport: "tcp", hostname: ip, port: own });
  const received = new Uint8Array(await new Response(conn.readable).arrayBuffer());
  assertEquals(received.length, big.length);
  assert(received.every((byte, i) => byte === big[i]));
  assertEquals((await ended).code, 0);
});

Deno.test("nc.ts -p receives, and hears of its peer's end", async () => {
  using server = listener();
  await using nc = launch("nc.ts", ["-p", String(freePort()), "127.0.0.1", server.port]);
  const conn = await server.accept();
  await conn.write(new TextEncoder().encode("from the server\n"));
  assertEquals(await nc.waitForLine("from"), "from the server");
  conn.close();
  await nc.endInput();
  assertEquals(await nc.ended, 0);
});

Deno.test("nc.ts -p says when the port is somebody else's, -s when the IP is", async () => {
  using server = listener();
  const port = ["-p", server.port, "-s", "127.0.0.1"];
  const used = await run("nc.ts", [...port, "127.0.0.1", server.port]);
  assertEquals(used.code, 1);
  assertMatch(used.stderr, /^nc\.ts: Port in use: another program has the port \d+/);
  // TEST-NET-1 (RFC 5737): nobody's, so that this never leaves the computer
  const foreign = await run("nc.ts", ["-s", "192.0.2.1", "127.0.0.1", server.port]);
  assertEquals(foreign.code, 1);
  assertMatch(foreign.stderr, /^nc\.ts: Not possible: 192\.0\.2\.1 is not an IP of this computer/);
});

peerTest("python3", "nc.ts -p gives up to connect", async () => {
  await using silent = await python("silent.py");
  const args = ["-w", "0.3", "-p", String(freePort()), "127.0.0.1", String(silent.port)];
  const { code, stderr } = await run("nc.ts", args);
  assertEquals(code, 1);
  assertMatch(stderr, /^nc\.ts: Timed out/);
});

for (const [flag, ip, any] of [["-4", "127.0.0.1", "0.0.0.0"], ["-6", "::1", "[::]"]]) {
  // A container may have no IPv6
  const ignore = !Deno.networkInterfaces().some(({ address }) => address === ip);
  Deno.test({ name: `nc.ts ${flag} listens, and connects`, ignore }, async () => {
    const port = freePort();
    await using server = launch("nc.ts", [`${flag}vlN`, String(port)], "x");
    assertEquals(await server.waitForLine("Listening"), `Listening on ${any}:${port}`);
    const { code, stdout } = await run("nc.ts", [flag, "-N", ip, String(port)]);
    assertEquals([code, stdout], [0, "x"]);
    assertEquals(await server.ended, 0);
  });
}

Deno.test("nc.ts -4 -l listens on the IPv4 of a name", async () => {
  await using server = launch("nc.ts", ["-4vl", "localhost", "0"]);
  assertMatch((await server.waitForLine("Listening"))!, /^Listening on 127\.0\.0\.1:\d+$/);
});

Deno.test("nc.ts -4 takes the IPv4 of a name", async () => {
  using server = listener();
  const { code, stderr } = await run("nc.ts", ["-zv4", "localhost", server.port]);
  assertEquals([code, stderr], [0, `Connected to 127.0.0.1:${server.port}\n`]);
});

Deno.test("nc.ts -z looks at a range of ports, and says with -v which is open", async () => {
  const port = freePort();
  using _ = Deno.listen({ hostname: "127.0.0.1", port });
  const words = ["127.0.0.1", `${port}-${port}`, String(NOBODY)];
  assertEquals(await run("nc.ts", ["-zv", ...words]), {
    code: 0,
    stdout: "",
    stderr: `Connected to 127.0.0.1:${port}\n` +
      `Connection refused: nothing is listening on IP 127.0.0.1, port ${NOBODY}.\n`,
  });
  assertEquals(await run("nc.ts", ["-z", ...words]), { code: 0, stdout: "", stderr: "" });
});

// A firewall that rejects answers like a network that does not lead there, or like one that forbids
for (const code of ["EHOSTUNREACH", "ENETUNREACH", "EACCES"]) {
  Deno.test(`nc -z goes on where a firewall answers ${code}, as OpenBSD's does`, async () => {
    using server = listener();
    const open = Number(server.port);
    const { connect } = Deno;
    const error = code === "EACCES"
      ? new Deno.errors.PermissionDenied("Permission denied (os error 13)")
      : Object.assign(new Error("No route"), { code });
    Deno.connect = ((options: Deno.ConnectOptions) =>
      options.port === open ? connect(options) : Promise.reject(error)) as typeof Deno.connect;
    try {
      const told: string[] = [];
      const addresses = [NOBODY, open, NOBODY].map((port) => ({ ip: "127.0.0.1", port }));
      const found: number[] = [];
      for await (
        const s of dialAll(addresses, { timeout: 10 }, (why) =>
          told.push(why))
      ) {
        found.push(s.peer.port);
        s.destroy();
      }
      assertEquals([found, told.length], [[open], 2]);
    } finally {
      Deno.connect = connect;
    }
  });
}

Deno.test("nc.ts -z says when no port is open", async () => {
  const { code, stderr } = await run("nc.ts", ["-z", "127.0.0.1", "1-3"]);
  assertEquals([code, stderr], [1, "nc.ts: None of these ports of 127.0.0.1 is open.\n"]);
});

const ignore = Deno.build.os !== "linux"; // It has a full device
Deno.test({ name: "nc.ts says what it could not write, and ends with 1", ignore }, async () => {
  using server = listener();
  const words = denoArgs("nc.ts", ["127.0.0.1", server.port]);
  const nc = new Deno.Command("sh", {
    args: ["-c", 'exec "$@" >/dev/full', "sh", Deno.execPath(), ...words],
    stdin: "null",
    stderr: "piped",
  }).spawn();
  using conn = await server.accept();
  await conn.write(new TextEncoder().encode("hello"));
  const { code, stderr } = await nc.output();
  assertEquals(code, 1);
  assertMatch(
    new TextDecoder().decode(stderr),
    /^nc\.ts: What was received cannot be written: No space left on device[^\n]*\n$/,
  );
});

Deno.test("nc.ts ends when the peer is gone altogether, though its input stays open", async () => {
  using server = listener();
  await using nc = launch("nc.ts", ["127.0.0.1", server.port]);
  const conn = await server.accept();
  conn.close();
  // The peer has only ended, for all that one can know; what is sent to it now shows the truth
  await nc.write("is anybody there?\n");
  assertEquals(await nc.ended, 0);
});

peerTest("python3", "nc.ts gives a pipe back as it was that has ended", async (python) => {
  using server = listener();
  const share = `import os, subprocess, sys
ours, theirs = os.pipe()
os.close(theirs)
print(subprocess.run(sys.argv[1:], stdin=ours).returncode, os.get_blocking(ours))`;
  const nc = [Deno.execPath(), ...denoArgs("nc.ts", ["127.0.0.1", server.port])];
  const outcome = command(python, ["-c", share, ...nc]);
  (await server.accept()).close();
  assertEquals((await outcome).stdout, "0 True\n");
});

peerTest("sh", "nc.ts gives a shared pipe back as it was", async (sh) => {
  for (const signal of [undefined, "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGALRM"] as const) {
    using server = listener();
    // A background program of sh has no input unless one says so
    const script =
      `exec 3<&0; "$@" <&3 & echo pid $!; wait; echo reads; read line; echo "line: $line"`;
    const nc = [Deno.execPath(), ...denoArgs("nc.ts", ["127.0.0.1", server.port])];
    await using shell = launchProgram(sh, ["-c", script, "sh", ...nc]);
    const pid = Number((await shell.waitForLine("pid"))!.split(" ")[1]);
    const conn = await server.accept();
    await shell.write("for nc\n");
    assertEquals(await conn.read(new Uint8Array(100)), 7);
    if (signal) Deno.kill(pid, signal);
    else conn.close();
    if (!signal) await shell.write("shows that nobody is there\n");
    await shell.waitForLine("reads");
    await shell.write("for the shell\n");
    assertEquals(await shell.waitForLine("line:"), "line: for the shell");
    if (signal) conn.close();
  }
});
