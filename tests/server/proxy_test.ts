import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseHeader, proxyIPs } from "../../lib/server/proxy.ts";
import { UserError } from "../../lib/error.ts";
import { SocketError } from "../../lib/socket-error.ts";
import { encode } from "../../lib/text.ts";
import { delay } from "../../lib/time.ts";
import { peerTest } from "../peers.ts";
import { freePort, launchProgram, launchServer, lines, run, stop, to } from "../scripts.ts";
import { GREETING, listening, open, receiveAll } from "../sockets.ts";

const LINE = "PROXY TCP4 192.0.2.7 192.0.2.1 51234 8080";

Deno.test("a PROXY line tells who the client is", () => {
  assertEquals(parseHeader(LINE), { ip: "192.0.2.7", port: 51234 });
  assertEquals(parseHeader("PROXY TCP6 2001:db8::7 ::1 1 65535"), { ip: "2001:db8::7", port: 1 });
  assertEquals(parseHeader("PROXY UNKNOWN"), undefined);
  assertEquals(parseHeader("PROXY UNKNOWN ffff::1 ffff::2 1 2"), undefined);
});

for (
  const line of [
    "",
    "HELLO",
    "proxy TCP4 192.0.2.7 192.0.2.1 51234 8080",
    "PROXY TCP4 192.0.2.7 192.0.2.1 51234",
    "PROXY TCP4 192.0.2.7 192.0.2.1 51234 8080 9",
    "PROXY TCP4 192.0.2.300 192.0.2.1 51234 8080",
    "PROXY TCP4 2001:db8::7 192.0.2.1 51234 8080",
    "PROXY TCP6 192.0.2.7 ::1 51234 8080",
    "PROXY TCP4 192.0.2.7 192.0.2.1 70000 8080",
    "PROXY UNKNOWNS",
  ]
) {
  Deno.test(`"${line}" is not a PROXY header`, () => {
    assertThrows(() => parseHeader(line), SocketError, "is not a PROXY header");
  });
}

Deno.test("whatever a proxy says is a client or a clear error", () => {
  const word = fc.constantFrom("PROXY", "TCP4", "TCP6", "UNKNOWN", "1.2.3.4", "::1", "80", "x\r");
  const lines = fc.oneof(fc.string(), fc.array(word).map((words) => words.join(" ")));
  fc.assert(fc.property(lines, (line) => {
    try {
      parseHeader(line);
    } catch (error) {
      assertEquals(error instanceof SocketError, true);
    }
  }));
});

Deno.test("proxies are named by their IPs", () => {
  assertEquals(proxyIPs(" 127.0.0.1, ::1,"), ["127.0.0.1", "::1"]);
  assertEquals(proxyIPs(""), []);
  assertThrows(() => proxyIPs("127.0.0.1,haproxy"), UserError, '"haproxy" is not the IP');
});

const HINT = /^(Waiting|Only this|To let| {2}--ip)/;

/**
 * What the server logs, up to this line, of a client that sends these segments through a proxy that
 * it trusts, and what it answers.
 */
async function logged(segments: string[], line: string, proxy = "127.0.0.1"): Promise<string[]> {
  await using server = await launchServer("--proxy", proxy);
  using conn = await open(server.port);
  const own = (conn.localAddr as Deno.NetAddr).port;
  for (const segment of segments) {
    await conn.write(encode(segment.replace("$PORT", String(own))));
    await delay(20);
  }
  await conn.closeWrite();
  // Windows tells a client of the reset before it gives it the end of what it was sent
  const answer = await receiveAll(conn).catch((error) => {
    if (Deno.build.os === "windows") return "";
    throw error;
  });
  const log = await stop(server, line);
  const said = log.filter((line) => !HINT.test(line));
  return [...said, answer].map((line) => line.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:PORT"));
}

const [CONNECTION, FROM] = ["CONNECTION: 1. From the IP:", "Message from client 1:"];
const LOOKS = [
  "The proxy 127.0.0.1 looks whether the server is there: told once.",
  "The proxy 127.0.0.1 has looked 1 times.",
  "",
];
const LOGGED: [string, string[], string[]][] = [
  ["all in one segment", [`${LINE}\r\nhello`], [
    `${CONNECTION} 192.0.2.7:51234`,
    `${FROM} hello`,
    GREETING,
  ]],
  ["cut in pieces", [LINE.slice(0, 9), `${LINE.slice(9)}\r`, "\nhel", "lo"], [
    `${CONNECTION} 192.0.2.7:51234`,
    `${FROM} hello`,
    GREETING,
  ]],
  ["no message", [`${LINE}\r\n`], [`${CONNECTION} 192.0.2.7:51234`, `${FROM} `, GREETING]],
  ["an unknown client", ["PROXY UNKNOWN\r\n", "hello"], [
    `${CONNECTION} 127.0.0.1:PORT`,
    `${FROM} hello`,
    GREETING,
  ]],
  ["a look whether it is there", ["PROXY UNKNOWN\r\n"], LOOKS],
  ["a look without a word", [], LOOKS],
  ["a look that names the proxy", ["PROXY TCP4 127.0.0.1 127.0.0.1 $PORT 8080\r\n"], LOOKS],
  ["no PROXY line", ["hello\r\n"], [
    'From the proxy 127.0.0.1: "hello" is not a PROXY header',
    "",
  ]],
];
for (const [what, segments, log] of LOGGED) {
  Deno.test(`behind a proxy: ${what}`, async () =>
    assertEquals(await logged(segments, log === LOOKS ? LOOKS[0] : log.at(-2)!), log));
}

Deno.test("a line that is too long is none", async () => {
  const [error] = await logged([`PROXY ${"x".repeat(2000)}`], "From the proxy");
  assertEquals(error.startsWith('From the proxy 127.0.0.1: "PROXY xxx'), true);
});

Deno.test("who is not named as a proxy is not believed", async () => {
  assertEquals(await logged([`${LINE}\r\nhello`], FROM, "192.0.2.200"), [
    `${CONNECTION} 127.0.0.1:PORT`,
    `${FROM} ${LINE}\\r\\nhello`,
    GREETING,
  ]);
});

Deno.test("server.ts refuses a proxy that is no IP", async () => {
  const { code, stderr } = await run("server.ts", ["--proxy", "haproxy"]);
  assertEquals([code, stderr.split("\n")[0]], [
    2,
    'server.ts: "haproxy" is not the IP of a proxy, as in --proxy 127.0.0.1',
  ]);
});

/** HAProxy with this configuration, until its block ends. */
async function balancer(haproxy: string, config: string) {
  const file = await Deno.makeTempFile({ suffix: ".cfg" });
  await Deno.writeTextFile(file, config);
  const program = launchProgram(haproxy, ["-db", "-f", file]);
  return {
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await Deno.remove(file);
    },
  };
}

for (const version of ["send-proxy", "send-proxy-v2"]) {
  peerTest("haproxy", `HAProxy's looks (${version}) are told once`, async (haproxy) => {
    await using server = await launchServer("--proxy", "127.0.0.1");
    const port = freePort();
    const config = `defaults
  mode tcp
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend class
  bind 127.0.0.1:${port}
  default_backend server
backend server
  server one 127.0.0.1:${server.port} ${version}
backend looks
  option tcp-check
  tcp-check expect string never
  timeout check 100ms
  server one 127.0.0.1:${server.port} ${version} check check-send-proxy inter 50ms
`;
    await using _balancer = await balancer(haproxy, config);
    await listening(port);
    await server.waitForLine("looks");
    // Between more looks; one of version 2 is told of
    for (let i = 0; i < 3; i++) {
      await delay(300);
      using conn = await open(port);
      await conn.write(encode("hello"));
      const answer = await receiveAll(conn).catch(() => "");
      assertEquals(answer, version === "send-proxy" ? GREETING : "");
    }
    server.interrupt();
    assertEquals(await server.ended, 0);
    const [looks, ...told] = server.printed.filter((line) => line.includes("roxy"));
    assertEquals(looks, "The proxy 127.0.0.1 looks whether the server is there: told once.");
    const [, count] = told.pop()!.match(/^The proxy 127\.0\.0\.1 has looked (\d+) times\.$/)!;
    assertEquals(Number(count) > 1, true, count);
    const refused = "From the proxy 127.0.0.1: it speaks version 2 of the PROXY protocol, not 1 " +
      "(HAProxy: send-proxy)";
    assertEquals(
      lines(server).filter((line) => line === refused).length,
      version === "send-proxy" ? 0 : 3,
    );
  });
}

peerTest("haproxy", "the README's HAProxy spreads the class over two servers", async (haproxy) => {
  await using one = await launchServer("--proxy", "127.0.0.1");
  await using two = await launchServer("--proxy", "127.0.0.1");
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const port = freePort();
  const config = readme.match(/^```haproxy\n(.*?)^```/ms)![1]
    .replace("bind :8080", `bind 127.0.0.1:${port}`)
    .replace("127.0.0.1:8081", `127.0.0.1:${one.port}`)
    .replace("127.0.0.1:8082", `127.0.0.1:${two.port}`);
  await using _balancer = await balancer(haproxy, config);
  await listening(port);
  for (let i = 0; i < 6; i++) {
    const { code, stdout } = await run("client-2.ts", [`student ${i}`, ...to({ port })]);
    assertEquals([code, stdout.endsWith(`${GREETING}\n`)], [0, true]);
  }
  // The client's own address, at the balancer's front: here too it has a port of its own
  using conn = await open(port);
  const { port: own } = conn.localAddr as Deno.NetAddr;
  await conn.write(encode("who am I?"));
  assertEquals(await receiveAll(conn), GREETING);
  for (const server of [one, two]) {
    server.interrupt();
    await server.ended;
  }
  const log = [...one.printed, ...two.printed];
  const count = (server: typeof one) =>
    server.printed.filter((line) => line.startsWith("CONNECTION")).length;
  assertEquals(count(one) + count(two), 7, log.join("\n"));
  assertEquals([count(one) > 0, count(two) > 0], [true, true]);
  assertEquals(log.some((line) => line.endsWith(`From the IP: 127.0.0.1:${own}`)), true);
});
