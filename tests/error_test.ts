/** What a student's own program says, that only imports what it needs. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { peerTest } from "./peers.ts";
import { command, flagsOf, NOBODY, pathOf, program } from "./scripts.ts";

const IMPORTS = `import { connect } from "lib/socket.ts";
import { decode, encode } from "lib/text.ts";
import { listen } from "lib/server/listen.ts";
const server = listen({ ip: "127.0.0.1", port: 0 });
const { ip, port } = server.address;
`;

Deno.test("a program that only imports connect tells a refused connection in two lines", async () => {
  const { code, stderr } = await program(
    `import { connect } from "lib/socket.ts";
    await connect({ ip: "127.0.0.1", port: ${NOBODY} });`,
  );
  assertEquals([code, stderr], [
    1,
    `student.ts: Connection refused: nothing is listening on IP 127.0.0.1, port ${NOBODY}.\n` +
    "Is the server running? Are these the IP and the port that it printed?\n",
  ]);
});

const SLIPS: [string, RegExp][] = [
  ['await (await connect({ ip, port })).send("hi");', /this is a text: encode it first,\nas in: /],
  ["await (await connect({ ip, port })).send([1]);", /send takes bytes, and this is a list/],
  ["encode(new Uint8Array(2));", /these are bytes already: send them as they are/],
  ["encode(7);", /encode takes a text, and this is a number/],
  ['decode("hi");', /this is a text already: print it as it is/],
  ["decode((await connect({ ip, port })).recv());", /a promise: .*\n.*await s\.recv\(2048\)/],
  ["decode(undefined);", /this is undefined/],
  ["decode(encode);", /a function: write \(\) after it, as in encode\(\)/],
  ["await (await connect({ ip, port })).send(encode);", /send takes bytes, .* as in encode\(\)/],
  ["await connect(ip, port);", /together, in braces: connect\(\{ ip: "127.0.0.1", port: 8080 \}\)/],
  ["await connect({ IP: ip, PORT: port });", /asks for ip, .* called IP: \{ ip: IP \}/],
  ["await connect({ ip });", /connect asks for ip and port, and port is missing/],
  ["await connect({ ip, port: String(port) });", /the port is a number, without quotes/],
  ["await connect({ ip: 127, port });", /the IP is a text, in quotes/],
  ["await connect({ ip: undefined, port });", /connect is given ip, and it is undefined/],
  ["await connect({ host: ip, port });", /asks for ip, .* called host: \{ ip: host \}/],
  ["decode((await connect({ ip, port })).recv);", /a function: write \(\) .* as in recv\(\)/],
  ["await connect();", /in braces/],
  ["await (await connect({ ip, port })).recv(-1);", /how many bytes .* s\.recv\(2048\)/],
  ["await (await connect({ ip, port })).recvAll('all');", /how many bytes/],
  [
    "await connect({ ip, port }, { timeout: -1 });",
    /the timeout is a number of seconds: connect\(/,
  ],
  ["await connect({ ip, port }, { timeout: NaN });", /the timeout is a number of seconds/],
  ["listen(ip, port);", /listen takes the IP and the port together, in braces: listen\(/],
  ["listen({ ip, port: 0 }, { timeout: -1 });", /timeout is a number of seconds: listen\(/],
  ["connect({ ip, port }); for await (const c of server) await c.recv(0);", /how many bytes/],
  ["listen({ IP: ip, port });", /listen asks for ip/],
];
for (const [code, text] of SLIPS) {
  Deno.test(`a slip is explained, with its line: ${code}`, async () => {
    const outcome = await program(`${IMPORTS}${code}`);
    assertMatch(outcome.stderr, text);
    assertStringIncludes(outcome.stderr, "\nIt is line 6 of student.ts.\n");
    assertMatch(outcome.stderr, /^student\.ts: /);
    assertEquals(/\n {4}at /.test(outcome.stderr), false, outcome.stderr);
    assertEquals(outcome.code, 1);
  });
}

Deno.test("bytes that are printed say how they are read", async () => {
  const { stdout } = await program(`${IMPORTS}
    const s = await connect({ ip, port });
    for await (const client of server) {
      await client.send(encode("hi"));
      const bytes = await s.recv();
      console.log(bytes);
      console.log("answer: " + bytes);
      console.log(decode(bytes), bytes.length, bytes[0]);
      Deno.exit();
    }`);
  assertEquals(stdout.split("\n"), [
    "Uint8Array(2) [ 104, 105 ] (these are bytes: decode them to read the text)",
    "answer: 104,105 (these are bytes: decode them to read the text)",
    "hi 2 104",
    "",
  ]);
});

for (
  const slip of [
    "const s = connect({ ip, port }); s.send(encode('x'));",
    "setTimeout(() => nothing());",
    "(async () => { await 0; nothing(); })();",
  ]
) {
  Deno.test(`what nobody has foreseen is shown whole, with a last line: ${slip}`, async () => {
    const { code, stderr } = await program(`${IMPORTS}${slip}`);
    assertEquals(code, 1);
    assertMatch(stderr, /^error: Uncaught .*(TypeError: s\.send|ReferenceError: nothing)/);
    assertMatch(stderr, /\n {4}at .*student\.ts:6:/);
    assertMatch(stderr, /\n\nIs the reason .*: deno run --check \S+\/student\.ts\n$/);
  });
}

const CLOSED = "const s = await connect({ ip, port });\nawait s.close();\n";
for (const call of ["send(encode('x'))", "recv()", "recvAll()"]) {
  Deno.test(`a socket that is closed says in which line it is used: ${call}`, async () => {
    const { code, stderr } = await program(`${IMPORTS}${CLOSED}await s.${call};`);
    const line = `${IMPORTS}${CLOSED}`.split("\n").length;
    assertEquals(
      [code, stderr],
      [
        1,
        `student.ts: The socket is closed: nothing can be sent or received.
It is line ${line} of student.ts.
`,
      ],
    );
  });
}

for (
  const [use, line] of [[
    "await s.shutdown();\nawait s.send(encode('x'));",
    "It is line 8 of student.ts.\n",
  ], [
    "s.send(new Uint8Array(30_000_000));\nawait s.close();",
    "",
  ]]
) {
  Deno.test(`what is sent after the end is no fault of the peer's: ${use}`, async () => {
    const { code, stderr } = await program(
      `${IMPORTS}const s = await connect({ ip, port });\n${use}`,
    );
    assertEquals(
      [code, stderr],
      [
        1,
        `student.ts: Not sent: this end of the socket was closed before, by shutdown or close.
Is there an await in front of each send?
${line}`,
      ],
    );
  });
}

Deno.test("an error that is printed shows its message, and no stack", async () => {
  const { stdout } = await program(`${IMPORTS}
    await connect({ ip, port: ${NOBODY} }).catch((error) => console.log(error));
    Deno.exit();`);
  assertMatch(
    stdout,
    /^Connection refused: nothing is listening on .*\nIs the server running\? .*\n$/,
  );
});

Deno.test("a socket that is printed says where it leads", async () => {
  const code = `${IMPORTS}const s = await connect({ ip, port });
    console.log(s);
    Deno.exit();`;
  const { stdout } = await program(code);
  assertMatch(stdout, /^Socket from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+\n$/);
});

for (
  const name of [...Deno.readDirSync(new URL("../session-08", import.meta.url))]
    .map(({ name }) => name).filter((name) => /^\w.*\.ts$/.test(name) && !/-start/.test(name))
    .sort()
) {
  peerTest("sh", `${name} says in a sentence that its output has no room`, async () => {
    const args = ["run", "--quiet", ...flagsOf(name), pathOf(name), "--help"];
    const full = ["-c", `exec "$@" > /dev/full`, "sh", Deno.execPath(), ...args];
    const { code, stderr } = await command("sh", full);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^[\w-]+\.ts: the output cannot be written \(No space left on device\)\.\n$/,
    );
  });
}
