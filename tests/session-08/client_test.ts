import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { find, peerTest } from "../peers.ts";
import {
  command,
  freePort,
  launchProgram,
  launchServer,
  NOBODY,
  pathOf,
  run,
  to,
} from "../scripts.ts";
import { listening, python } from "../sockets.ts";

Deno.test("client.ts sends its message to the server", async () => {
  await using server = await launchServer();
  assertEquals(await run("client.ts", to(server)), { code: 0, stdout: "", stderr: "" });
  assertEquals(
    await server.waitForLine("Message"),
    "Message from client 1: HELLO FROM THE CLIENT!!!",
  );
});

Deno.test("client.ts sends the message that it is given", async () => {
  await using server = await launchServer();
  await run("client.ts", ["ñ €  😀", ...to(server)]);
  assertEquals(await server.waitForLine("client 1:"), "Message from client 1: ñ €  😀");
  await run("client.ts", [...to(server), "--", "-x"]);
  assertEquals(await server.waitForLine("client 2:"), "Message from client 2: -x");
  await run("client.ts", ["007", ...to(server)]);
  assertEquals(await server.waitForLine("client 3:"), "Message from client 3: 007");
  await run("client.ts", ["", ...to(server)]);
  assertEquals(await server.waitForLine("client 4:"), "Message from client 4: ");
});

for (const ip of ["localhost", "127.0.0.1", "::1", "[::1]"]) {
  Deno.test(`client.ts reaches a server at ${ip}`, async () => {
    await using server = await launchServer("--ip", ip);
    assertEquals(await run("client.ts", ["--ip", ip, ...to(server)]), {
      code: 0,
      stdout: "",
      stderr: "",
    });
  });
}

const WRONG: [string, string[], number, RegExp][] = [
  ["an IP where nobody listens", ["--ip", "::1"], 1, /refused: .* IP ::1, port \d+/],
  [
    "an unknown name",
    ["--ip", "no-such-host.invalid"],
    1,
    /Unknown name: .*"no-such-host.invalid"/,
  ],
  ["an IP with a number too big", ["--ip", "192.168.1.300"], 2, /"192.168.1.300" is not an IP/],
  ["an IP with a port in it", ["--ip", "127.0.0.1:80"], 2, /give the port separately/],
  ["an address of the web", ["--ip", "http://127.0.0.1"], 2, /write it alone/],
  ["a comma for a point", ["--ip", "192.168.1,36"], 2, /"192.168.1,36" is not an IP: it has four/],
  ["an address without its zone", ["--ip", "fe80::1"], 2, /needs its zone: .* fe80::1%eth0/],
  ["a name with an empty part", ["--ip", "a..b"], 2, /"a\.\.b" is not an IP or a name/],
  ["a name with a letter of its own", ["--ip", "ñ.invalid"], 1, /no IP was found for "ñ.invalid"/],
  ["a name that is a sign", ["--ip", "→.invalid"], 2, /"→.invalid" is not an IP or a name/],
  ["where only a server listens", ["--ip", "0.0.0.0"], 2, /no computer's IP: .*\n.* it printed/],
  ["the same in IPv6", ["--ip", "::"], 2, /"::" is no computer's IP/],
  ["the place of an IP", ["--ip", "<IP>"], 2, /"<IP>" is not an IP or a name/],
  ["a star", ["--ip", "*"], 2, /"\*" is not an IP or a name/],
  ["a name of 300 letters", ["--ip", "x".repeat(300)], 2, /the name is too long/],
  ["a group of computers", ["--ip", "224.0.0.1"], 2, /not one computer's IP/],
  ["all computers", ["--ip", "255.255.255.255"], 2, /not one computer's IP/],
  ["a group of IPv6", ["--ip", "ff02::1"], 2, /a group of computers/],
  ["the port 0", ["--port", "0"], 2, /0 is not a port: a port is a number from 1 to 65535/],
  ["the port 70000", ["--port", "70000"], 2, /70000 is not a port/],
  ["a port that is no number", ["--port", "abc"], 2, /"abc" is not a port/],
  ["a port with a comma", ["--port", "80,5"], 2, /"80,5" is not a port/],
  ["an option that does not exist", ["--prot", "80"], 2, /unknown option --prot/],
  ["a short option", ["-x"], 2, /unknown option -x \(a text that begins with - goes after --\)/],
  ["an option without its value", ["--port"], 2, /--port needs a value, as in --port 8080/],
  ["an option followed by another", ["--ip", "--port", "80"], 2, /--ip needs a value/],
  ["two words without quotes", ["two", "words"], 2, /unexpected word "words": put quotes/],
];
for (const [what, args, code, text] of WRONG) {
  Deno.test(`client.ts explains ${what}`, async () => {
    const port = args.includes("--port") ? [] : ["--port", String(NOBODY)];
    const outcome = await run("client.ts", [...args, ...port]);
    assertMatch(outcome.stderr, text);
    assertMatch(outcome.stderr, /^client\.ts: /);
    assertEquals(
      outcome.stderr.includes("Usage: client.ts [MESSAGE] [--ip 127.0.0.1]"),
      code === 2,
    );
    assertEquals(/\bat .*:\d+:\d+/.test(outcome.stderr), false, outcome.stderr);
    assertEquals([outcome.code, outcome.stdout], [code, ""]);
  });
}

Deno.test("client.ts explains a server that is not running", async () => {
  assertEquals(await run("client.ts", ["--port", String(NOBODY)]), {
    code: 1,
    stdout: "",
    stderr:
      `client.ts: Connection refused: nothing is listening on IP 127.0.0.1, port ${NOBODY}.\n` +
      "Is the server running? Are these the IP and the port that it printed?\n",
  });
});

Deno.test("client.ts explains a missing permission", async () => {
  const { code, stderr } = await run("client.ts", [], { flags: [] });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "client.ts: No permission");
  assertStringIncludes(stderr, "deno run -N");
  assertEquals(stderr.split("\n").length, 3);
});

Deno.test("client.ts shows its help", async () => {
  const { code, stdout, stderr } = await run("client.ts", ["-h"]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^Usage: client\.ts \[MESSAGE\]/);
  for (const part of ["[MESSAGE]", "--ip", "--port", "--help", "127.0.0.1", "8080"]) {
    assertStringIncludes(stdout, part);
  }
});

peerTest("python3", "client.ts talks to the Python server", async () => {
  await using server = await python("server.py", "1");
  assertEquals((await run("client.ts", to(server))).code, 0);
  const hello = "HELLO FROM THE CLIENT!!!";
  assertEquals(await server.waitForLine("got"), `got ${new TextEncoder().encode(hello).toHex()}`);
});

const NC: [string, (port: string) => string[]][] = [
  ["nc.openbsd", (port) => ["-l", "127.0.0.1", port]],
  ["nc.openbsd", (port) => ["-lN", "127.0.0.1", port]],
  ["nc.traditional", (port) => ["-l", "-s", "127.0.0.1", "-p", port]],
  ["ncat", (port) => ["-l", "127.0.0.1", port]],
];
for (const [nc, args] of NC) {
  peerTest(nc, `client.ts sends to ${nc} ${args("PORT").join(" ")}`, async (path) => {
    const port = freePort();
    await using server = launchProgram(path, args(String(port)));
    await listening(port);
    assertEquals(await run("client.ts", ["hello nc", ...to({ port })]), {
      code: 0,
      stdout: "",
      stderr: "",
    });
    assertEquals(await server.waitForLine("hello nc"), "hello nc");
  });
}

Deno.test("find knows the programs of this computer", () => {
  assertEquals(find("no-such-program"), undefined);
});

Deno.test("a client needs eight files of lib at most, of 44 KB", async () => {
  const { stdout } = await command(Deno.execPath(), ["info", "--json", pathOf("client.ts")]);
  const { modules }: { modules: { specifier: string; size: number }[] } = JSON.parse(stdout);
  const needed = modules.filter(({ specifier }) => /\/lib\/[^.]*\.ts$/.test(specifier));
  const size = needed.reduce((sum, { size }) => sum + size, 0);
  assert(needed.length > 3 && needed.length <= 8, needed.map((one) => one.specifier).join(" "));
  assert(size <= 44 * 1024, String(size));
});
