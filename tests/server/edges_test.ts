/**
 * The third hostile class: machines that stand still, the edges of the network and of the output.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { encode } from "../../lib/text.ts";
import { delay } from "../../lib/time.ts";
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
import { answered, hold } from "./help.ts";

// The end, on a machine that stands still

posixTest("signals", "who spoke while the end was frozen is answered", async () => {
  await using server = await launchServer();
  const conns = await Promise.all(Array.from({ length: 50 }, () => open(server.port)));
  await server.waitForLine("CONNECTION: 50.");
  server.interrupt();
  await delay(50);
  Deno.kill(server.pid, "SIGSTOP");
  for (const conn of conns) await conn.write(encode("still here"));
  await delay(2000);
  Deno.kill(server.pid, "SIGCONT");
  for (const conn of conns) {
    assertEquals(await receiveAll(conn), GREETING);
    conn.close();
  }
  assertEquals(await server.ended, 0);
  assertEquals(server.printed.at(-1), "Server stopped by the user");
});

peerTest("python3", "the last word is the last line, frozen or not", async (python) => {
  await using server = await launchServer();
  await using _silent = await hold(python, server.port, 3000);
  await server.waitForLine("CONNECTION: 3000.");
  server.interrupt();
  // In the middle of what it says of them
  await server.waitForLine("Disconnected: the server stops.");
  Deno.kill(server.pid, "SIGSTOP");
  await delay(6000);
  Deno.kill(server.pid, "SIGCONT");
  assertEquals(await server.ended, 0);
  assertEquals(server.printed.at(-1), "Server stopped by the user");
});

// Outputs

const LIBRARY = Deno.makeTempDirSync();
globalThis.addEventListener("unload", () => Deno.removeSync(LIBRARY, { recursive: true }));

peerTest("gcc", "an error of the log's drive does not end the class", async (gcc) => {
  const library = `${LIBRARY}/write.so`;
  const source = `${ROOT}tests/server/write.c`;
  assertEquals((await command(gcc, ["-shared", "-fPIC", "-o", library, source, "-ldl"])).code, 0);
  const log = `${LIBRARY}/log`;
  const EIO = 5;
  const env = [`LD_PRELOAD=${library}`, `FAIL_ERRNO=${EIO}`, "FAIL_FROM=2", "FAIL_TO=3"];
  const args = ["-c", `exec env "$@" > ${log}`, "sh", ...env, Deno.execPath()];
  await using server = launchProgram("sh", [...args, ...denoArgs("server.ts", ["--port", "0"])]);
  const port = await portIn(log);
  await answered({ port }, "lost?");
  assert(await server.waitForLine("The log cannot be written"));
  assert(await server.waitForLine("The log is written again."));
  await answered({ port });
  server.interrupt();
  assertEquals(await server.ended, 0);
  assertMatch(await Deno.readTextFile(log), /: lost\?\n(.*\n)*.*: next\n.*stopped by the user\n$/);
});

posixTest(
  "limits of files",
  "a log that has reached its limit does not end the class",
  async () => {
    const log = `${LIBRARY}/limited`;
    // Deno's own files are smaller than that
    const kib = 512 * 1024;
    using file = await Deno.open(log, { create: true, write: true });
    await file.truncate(kib * 1024 - 200);
    const shell = `ulimit -f ${2 * kib}; exec "$@" >> ${log}`;
    const args = ["-c", shell, "sh", Deno.execPath(), ...denoArgs("server.ts", ["--port", "0"])];
    await using server = launchProgram("sh", args);
    const port = await portIn(log, kib * 1024 - 200);
    for (let i = 0; i < 5; i++) await answered({ port });
    assert(await server.waitForLine("The log cannot be written"));
    await answered({ port });
    server.interrupt();
    assertEquals(await server.ended, 0);
  },
);

/** The port that a server tells in a log, from a byte on. */
async function portIn(log: string, from = 0): Promise<number> {
  for (const end = performance.now() + 10_000; performance.now() < end; await delay(10)) {
    const text = new TextDecoder().decode(await tail(log, from));
    const [, port] = text.match(/connections at .*, (\d+)\n/) ?? [];
    if (port) return Number(port);
  }
  throw new Error(`No port in ${log}`);
}

async function tail(path: string, from: number): Promise<Uint8Array> {
  try {
    using file = await Deno.open(path);
    await file.seek(from, Deno.SeekMode.Start);
    const bytes = new Uint8Array(4096);
    return bytes.subarray(0, await file.read(bytes) ?? 0);
  } catch {
    return new Uint8Array(0);
  }
}

Deno.test("a warning cannot forge a row of the terminal", async () => {
  await using server = await launchServer("--proxy", "127.0.0.1");
  using conn = await open(server.port);
  const start = 'From the proxy 127.0.0.1: "';
  const forged = "CONNECTION: 99. From the IP: 10.0.0.1:1";
  await conn.write(encode("x".repeat(80 - start.length) + forged));
  await conn.closeWrite();
  await receiveAll(conn);
  await server.waitForLine("is not a PROXY header");
  assert(server.printed.includes(`  | ${forged}" is not a PROXY header`), server.output);
  assertEquals(server.printed.filter((line) => line.startsWith(forged)), []);
});

peerTest("python3", "a flood of control characters is logged or counted", async (python) => {
  const log = `${LIBRARY}/flood`;
  const words = [Deno.execPath(), ...denoArgs("server.ts", ["--port", "0"])];
  await using server = launchProgram("sh", ["-c", `exec "$@" > ${log}`, "sh", ...words]);
  const port = await portIn(log);
  const args = [`${PYTHON}/burst.py`, `${port}`, "63", "2048", "\x01", "5000"];
  assertEquals(JSON.parse((await command(python, args)).stdout).answered, 5000);
  server.interrupt();
  assertEquals(await server.ended, 0);
  const text = await Deno.readTextFile(log);
  const logged = text.match(/^(CONNECTION|Message from client)/gm)!.length;
  const missing = [...text.matchAll(/^… (\d+) lines are missing/gm)];
  const counted = missing.reduce((sum, [, count]) => sum + Number(count), logged);
  assertEquals(counted, 2 * 5000);
});

// The network

/** A server in a network of its own, where the computer has these IPs; undefined where none can be. */
async function inNetwork(ips: string, args: string[], { env = {}, flags = ["-N", SYS] } = {}) {
  const variables = Object.entries({ IPS: ips, ...env }).map(([name, value]) => `${name}=${value}`);
  const words = [...variables, "unshare", "-rnm", "python3", `${PYTHON}/network.py`];
  const program = [Deno.execPath(), ...denoArgs("server.ts", ["--port", "8080", ...args], flags)];
  const server = launchProgram("env", [...words, ...program]);
  await server.waitForLine("Waiting");
  // Some computers do not let everybody make a network of their own
  return server.output.includes("unshare:") ? undefined : server;
}
const SYS = "-S=networkInterfaces";

const HINTS: [string, string, string[], object, string[]][] = [
  ["one IP", "192.0.2.7", ["--ip", "0.0.0.0"], {}, [
    "Others connect with: --ip 192.0.2.7 --port 8080",
  ]],
  ["several IPs", "192.0.2.7 198.51.100.7", ["--ip", "0.0.0.0"], {}, [
    "Others connect with:",
    "  --ip 192.0.2.7 --port 8080",
    "  --ip 198.51.100.7 --port 8080",
  ]],
  ["only itself, several IPs", "192.0.2.7 198.51.100.7", [], {}, [
    "Only this computer can connect. To let others in:",
    "  --ip 192.0.2.7",
    "  --ip 198.51.100.7",
  ]],
  ["no permission to see the IPs", "192.0.2.7", ["--ip", "::"], { flags: ["-N"] }, [
    "Others connect with: --ip IP --port 8080 (IPs.ts shows your IP)",
  ]],
  ["IPv6 for itself", "192.0.2.7", ["--ip", "::"], { env: { ONLY_IPV6: "1" } }, [
    "Others connect with: --ip IP --port 8080 (IPs.ts shows your IP)",
    "Only IPv6 gets through here; for IPv4: --ip 0.0.0.0",
  ]],
  ["a link-local IP with its zone", "fe80::7", ["--ip", "fe80::7%lo"], {}, [
    "Others connect with: --ip fe80::7%lo --port 8080",
    "After the % they say their own interface.",
  ]],
  ["IPv6 with IPv4", "192.0.2.7", ["--ip", "::"], {}, [
    "Others connect with: --ip 192.0.2.7 --port 8080",
  ]],
];
for (const [what, ips, args, options, hint] of HINTS) {
  peerTest("unshare", `the hint: ${what}`, async () => {
    await using server = await inNetwork(ips, args, options);
    if (!server) return;
    await server.waitForLine(hint.at(-1)!.slice(0, 40));
    assertEquals(lines(server).slice(1), hint);
  });
}

peerTest("unshare", "who listens on a name says at which of its IPs", async () => {
  const [ips, HOSTS] = ["192.0.2.7 192.0.2.8", "192.0.2.8 class.test\n192.0.2.7 class.test\n"];
  await using server = await inNetwork(ips, ["--ip", "class.test"], { env: { HOSTS } });
  if (!server) return;
  await server.waitForLine("Others");
  const [, ip] = server.printed[0].match(/^Waiting for connections at (192\.0\.2\.[78]), 8080$/)!;
  assertEquals(server.printed[1], `Others connect with: --ip ${ip} --port 8080`);
});

peerTest("unshare", "an IP that the computer loses and has again is told", async () => {
  await using server = await inNetwork("192.0.2.7", ["--ip", "192.0.2.7"]);
  if (!server) return;
  await server.waitForLine("Others");
  await server.write("remove 192.0.2.7\n");
  assert(
    await server.waitForLine("This computer has lost the IP 192.0.2.7: others cannot connect."),
  );
  await server.write("add 192.0.2.7\n");
  assert(await server.waitForLine("This computer has the IP 192.0.2.7 again."));
});

peerTest("python3", "whether the IP is still there is asked, files or not", async (python) => {
  const limited = ["-c", 'ulimit -n 64; exec "$@"', "sh", Deno.execPath()];
  const words = denoArgs("server.ts", ["--port", "0", "--ip", "0.0.0.0"]);
  await using server = await asServer(launchProgram("sh", [...limited, ...words]));
  // As soon as some are let go, those who wait take their files
  await using _silent = await hold(python, server.port, 200);
  await server.waitForLine("Too many clients at once");
  // It is looked at every two seconds, and Linux needs a file for that (getifaddrs(3))
  await delay(2500);
  await answered(server, "still there?", 15_000);
});

peerTest("unshare", "who listens on localhost listens at the class's 127.0.0.1", async () => {
  const HOSTS = "::1 localhost\n";
  await using server = await inNetwork("", ["--ip", "localhost"], { env: { HOSTS } });
  if (!server) return;
  assertEquals(server.printed[0], "Waiting for connections at 127.0.0.1, 8080");
});

// Proxies

peerTest(
  "python3",
  "a proxy that looks whether the server is there is told once",
  async (python) => {
    await using server = await launchServer("--proxy", "127.0.0.1");
    const looks = [`${PYTHON}/resets.py`, `${server.port}`, "at-once", "30"];
    assertEquals((await command(python, looks)).code, 0);
    // Silent ones that then reset, and those that name no client, by an end or by a reset
    await using silent = await hold(python, server.port, 10, { end: "reset" });
    await silent.endInput();
    await silent.ended;
    const unknown = "PROXY UNKNOWN\r\n";
    for (const end of ["close", "reset"]) {
      await using named = await hold(python, server.port, 10, { word: unknown, end });
      await named.endInput();
      await named.ended;
    }
    server.interrupt();
    assertEquals(await server.ended, 0);
    const told = server.printed.filter((line) => line.includes("proxy"));
    assertEquals(told[0], "The proxy 127.0.0.1 looks whether the server is there: told once.");
    assertMatch(told[1], /^The proxy 127\.0\.0\.1 has looked \d+ times\.$/);
    assertEquals(told.length, 2, told.join("\n"));
  },
);
