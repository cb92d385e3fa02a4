/** What is said when something is missing: the right reason, in the language of the program. */
import { assert, assertEquals } from "@std/assert";
import type { ItemName } from "../../../lib/tools/check/item.ts";
import { peerTest } from "../../peers.ts";
import { type Files, type Item, itemsOf } from "./folders.ts";
import {
  address,
  chat,
  CHAT_TURN,
  chatTS,
  CLIENT,
  CLIENT_2,
  CLIENT_TS,
  server,
  SERVER_TS,
  SERVER_TURN,
  serverTS,
} from "./programs.ts";

type Expected = [
  files: Files,
  item: ItemName,
  status: Item["status"],
  reason: string,
  hint?: string,
];

const RECV_WITHOUT_END = `while True:\n    msg = clientsocket.recv(2048)\n`;

const PYTHON: Record<string, Expected> = {
  "an endless recv loop of a server": [
    { "server.py": server(`${RECV_WITHOUT_END}    if msg: print("Message:", msg.decode())`) },
    "server",
    "not done",
    "It was stopped: it was busy without end.",
    "Look for a loop that never waits: at the end recv gives nothing, and gives it at once.",
  ],
  "a client that prints, and then fails": [
    { "client-2.py": CLIENT_2.replace("s.close()", "print('Error: none so far')\ns.clos()") },
    "client-2",
    "not done",
    "It breaks off: AttributeError: 'socket' object has no attribute 'clos'.",
  ],
  "printed without end": [
    { "client.py": `while True:\n    print("x" * 1000)\n` },
    "client",
    "not done",
    "It was stopped: it printed more than a megabyte.",
    "Look for a loop that prints and never waits.",
  ],
  "everything commented out": [
    { "Ex3.py": "import socket\nPORT = 8080\nIP = '127.0.0.1'\n" + chat().replaceAll(/^/gm, "# ") },
    "Ex3",
    "not done",
    "There is no program in it yet.",
  ],
  "the address the wrong way round": [
    { "client.py": CLIENT.replace("(IP, PORT)", "(PORT, IP)") },
    "client",
    "not done",
    "IP and port are the wrong way round.",
    "First the IP, then the port: connect((IP, PORT)).",
  ],
  "a fixed word that is part of what was typed": [
    { "Ex3.py": chat(CHAT_TURN.replace("encode(msg)", `encode("message")`)) },
    "Ex3",
    "not done",
    'It sends "message", not what was typed.',
    "Ask with input(), and send what it gives.",
  ],
  "cut at 20 characters": [
    { "Ex3.py": chat(CHAT_TURN.replace("encode(msg)", "encode(msg[:20])")) },
    "Ex3",
    "not done",
    "Only the first 20 characters of a message arrive.",
  ],
  "a chat that ends": [
    { "Ex3.py": chat(CHAT_TURN + "\nbreak") },
    "Ex3",
    "not done",
    "It ends or stops sending after the first message.",
    "Repeat all of it: while True, with the question inside.",
  ],
  "the server handed in as a client": [
    { "Client.py": server() },
    "client",
    "not done",
    "This is the server, not a client.",
  ],
  "a client handed in as the server": [
    { "server.py": CLIENT },
    "server",
    "not done",
    "This is a client, not the server.",
  ],
  "a client 2 that crashes beside a client that does both": [
    { "client.py": CLIENT_2, "client-2.py": CLIENT.replace("s.connect", "s.conect") },
    "client-2",
    "done",
    "It sends, closes, and prints the answer. A note: client-2.py is not done. It breaks off: " +
    "AttributeError: 'socket' object has no attribute 'conect'",
  ],
  "a server at localhost in Python listens at 127.0.0.1": [
    {
      "Ex3.py": chat(CHAT_TURN, { top: address("127.0.0.1") }),
      "server.py": server(SERVER_TURN, { top: address("localhost") }),
    },
    "pair",
    "done",
    "Both have 127.0.0.1:8080.",
  ],
};

/** What comes first of "localhost" here: there a server in TypeScript listens. */
function localhost(): string {
  using listener = Deno.listen({ hostname: "localhost", port: 0 });
  return listener.addr.hostname;
}
const OTHER = localhost() === "127.0.0.1" ? "::1" : "127.0.0.1";

const TYPESCRIPT: Record<string, Expected> = {
  "a server at all IPs": [
    { "server.ts": serverTS("{ port: 8080 }") },
    "server",
    "done",
    "It serves one client after the other, shows each message and answers.",
  ],
  "a server of Node's": [
    {
      "server.ts": `import { createServer } from "node:net";
const PORT = 8081;
createServer((s) => s.on("data", (data) => {
  console.log(String(data));
  s.end("hello");
})).listen(PORT);
`,
    },
    "server",
    "done",
    "It serves one client after the other, shows each message and answers.",
  ],
  "a program without an address": [
    { "client.ts": `console.log("hello");\n` },
    "client",
    "not done",
    "It does not connect.",
  ],
  "an address that stands beside the options": [
    {
      "client.ts": `import { parseOptions } from "../lib/cli.ts";
import { connect } from "../lib/socket.ts";
const { ip, port } = parseOptions({ ip: "127.0.0.1", port: 8080 });
const s = await connect({ ip: "127.0.0.1", port: 8080 });
await s.close();
`,
    },
    "client",
    "not done",
    "It goes to 127.0.0.1:8080, whatever --ip and --port say.",
    "Give connect what parseOptions has read: connect({ ip, port }).",
  ],
  "everything commented out": [
    { "client.ts": `const IP = "127.0.0.1";\n/*\n${CLIENT_TS}*/\n` },
    "client",
    "not done",
    "There is no program in it yet.",
  ],
  "a fixed word": [
    { "Ex3.ts": chatTS(`"hello"`) },
    "Ex3",
    "not done",
    'It sends "hello", not what was typed.',
    "Ask with readMessages, and send what it gives.",
  ],
  "cut at 20 characters": [
    { "Ex3.ts": chatTS("message.slice(0, 20)") },
    "Ex3",
    "not done",
    "Only the first 20 characters of a message arrive.",
  ],
  "a chat that ends": [
    { "Ex3.ts": chatTS("message", { ends: "break;" }) },
    "Ex3",
    "not done",
    "It ends or stops sending after the first message.",
    "Repeat all of it: for await (const message of messages), with the socket inside.",
  ],
  "a client that never closes": [
    { "client.ts": CLIENT_TS.replace("s.close();", "setInterval(() => {}, 1000);") },
    "client",
    "not done",
    "It never closes its socket.",
    "Close the socket: await s.close()",
  ],
  "the server handed in as a client": [
    { "client.ts": SERVER_TS },
    "client",
    "not done",
    "This is the server, not a client.",
  ],
  "an import that is not there": [
    {
      "client.ts":
        `import { connect } from "../lib/socket.ts";\nawait connect({ ip: "127.0.0.1", port: 8080 });\n`,
    },
    "client",
    "not done",
    "It imports lib/socket.ts, which is not there.",
    "The folder lib belongs beside the session's folder.",
  ],
  "printed without end": [
    { "client.ts": `while (true) console.log("x".repeat(1000));\n` },
    "client",
    "not done",
    "It was stopped: it printed more than a megabyte.",
    "Look for a loop that prints and never waits.",
  ],
  "an error that ends in a full stop": [
    { "client.ts": `throw new Error("It was not to be.");\n` },
    "client",
    "not done",
    "It breaks off: error: Uncaught (in promise) Error: It was not to be, in line 1.",
  ],
  "a server at localhost, and a client that goes to the other IP": [
    {
      "Ex3.ts": chatTS().replace("192.168.1.5", OTHER).replace("8081", "8080"),
      "server.ts": serverTS(`{ hostname: "localhost", port: 8080 }`),
    },
    "pair",
    "note",
    `Ex3.ts connects to ${OTHER}:8080, server.ts listens on localhost:8080.`,
  ],
  "a server at localhost, and a client that goes to its IP": [
    {
      "Ex3.ts": chatTS().replace("192.168.1.5", localhost()).replace("8081", "8080"),
      "server.ts": serverTS(`{ hostname: "localhost", port: 8080 }`),
    },
    "pair",
    "done",
    `Both have ${localhost()}:8080.`,
  ],
};

async function compare(cases: Record<string, Expected>, flags: string[]): Promise<void> {
  const folders = Object.fromEntries(Object.values(cases).map(([files], i) => [`f${i}`, files]));
  const items = await itemsOf(folders, undefined, flags);
  for (const [i, [name, [, item, status, reason, hint]]] of Object.entries(cases).entries()) {
    const found = items[`f${i}`][item];
    assertEquals([name, found.status, found.reason.slice(0, reason.length)], [
      name,
      status,
      reason,
    ]);
    if (hint !== undefined) assertEquals([name, found.hint], [name, hint]);
    for (
      const text of Object.values(items[`f${i}`]).map(({ reason, hint }) => `${reason} ${hint}`)
    ) {
      assert(!/\.\. |\.\.$/.test(text.replaceAll("...", "")), text);
    }
  }
}

peerTest("python3", "reasons, in Python", () => compare(PYTHON, ["--python"]));

Deno.test("reasons, in TypeScript", () => compare(TYPESCRIPT, []));
