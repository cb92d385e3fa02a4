/** Chats in Python, exercise 3: each way of being right, each way of being wrong. */
import { assertEquals } from "@std/assert";
import { peerTest } from "../../peers.ts";
import { ENDS, itemsOf, statuses } from "./folders.ts";
import { address, chat, CHAT_TURN, CLIENT, CLIENT_2, server } from "./programs.ts";

const SOCKET = "s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\n";
const ASK = `msg = input("Message: ")\n`;
const CONNECT = `s.connect((IP, PORT))\n`;
const SEND = `s.send(str.encode(msg))\n`;
const READ = `print(s.recv(2048).decode("utf-8"))\n`;
const CLOSE = `s.close()`;

const RIGHT: Record<string, string> = {
  "as in the handout": chat(),
  "connects before asking": chat(SOCKET + CONNECT + ASK + SEND + CLOSE),
  "reads the answer, too": chat(ASK + SOCKET + CONNECT + SEND + READ + CLOSE),
  "reads the answer to its end": chat(
    ASK + SOCKET + CONNECT + SEND + `while s.recv(10):\n    pass\n` + CLOSE,
  ),
  "a prompt of its own, localhost": chat(CHAT_TURN.replace("Enter a message: ", ">> "), {
    top: address("localhost", 21000),
  }),
  "never closes": chat(ASK + SOCKET + CONNECT + SEND),
  "stops at an exit word": chat(
    ASK + `if msg == "exit":\n    break\n` + SOCKET + CONNECT + SEND + CLOSE,
  ),
  "a while with a condition": chat(ASK + SOCKET + CONNECT + SEND + CLOSE, {
    top: address() + `msg = ""\n`,
    loop: `while msg != "bye":`,
  }),
  "functions": address() + `def send(msg):\n    s = socket.socket()\n    s.connect((IP, PORT))\n` +
    `    s.send(msg.encode())\n    s.close()\n\nwhile True:\n    send(input("? "))\n`,
  "with": chat(
    `with socket.socket() as s:\n    ` + CONNECT + `    s.sendall(input().encode("utf-8"))`,
  ),
  "colours": `from termcolor import colored\n` +
    chat(CHAT_TURN.replace(`"Enter`, `colored("hi", "blue") + "Enter`)),
  "the name goes with each message": chat(
    ASK + SOCKET + CONNECT + `s.send(str.encode(name + ": " + msg))\n` + CLOSE,
    { top: address() + `name = input("Your name: ")\n` },
  ),
  "an address in an argument": address() + `import sys\n` + chat(CHAT_TURN, { top: "" }),
};

const WRONG: Record<string, [program: string, reason: string]> = {
  "an empty file": ["", "There is no program in it yet."],
  "the handout's beginning, with nothing in the loop": [
    address() + "while True:\n  # -- Ask the user for the message\n",
    "It breaks off: IndentationError:",
  ],
  "a loop that runs once": [
    chat(ASK + SOCKET + CONNECT + SEND + CLOSE + "\nbreak"),
    "It ends or stops sending after the first message.",
  ],
  "three messages": [
    chat(CHAT_TURN, { loop: "for i in range(3):" }),
    "It ends or stops sending after three messages.",
  ],
  "no loop": [
    address() + ASK + SOCKET + CONNECT + SEND + CLOSE,
    "It ends or stops sending after the first message.",
  ],
  "no loop, no question": [CLIENT, 'It sends "HELLO FROM THE CLIENT!!!", not what was typed.'],
  "a fixed text in a loop": [
    chat(CHAT_TURN.replace("str.encode(msg)", `str.encode("HELLO")`)),
    'It sends "HELLO", not what was typed.',
  ],
  "one socket for all": [
    address() + SOCKET + CONNECT + `while True:\n    ${ASK}    ${SEND}`,
    "All messages go through one connection.",
  ],
  "the socket is made before the loop": [
    chat(ASK + CONNECT + SEND + CLOSE, { top: address() + SOCKET }),
    "The first message arrives, the next one does not. It breaks off: OSError:",
  ],
  "only the beginning": [
    chat(CHAT_TURN.replace("str.encode(msg)", "str.encode(msg[:3])")),
    "Only a part of what was typed arrives.",
  ],
  "asks and does not connect": [
    address() +
    `while True:\n    msg = input()\n    print(msg)\n    s = socket.socket()\n    if not msg: s.connect((IP, PORT))\n`,
    "It does not connect.",
  ],
  "connects and sends nothing": [
    chat(ASK + SOCKET + CONNECT + CLOSE),
    "It connects, but what was typed never arrives.",
  ],
  "a malformed IP": [chat(CHAT_TURN, { top: address("127.0.0") }), '"127.0.0" is no IP.'],
  "does not encode": [
    chat(CHAT_TURN.replace("str.encode(msg)", "msg")),
    "It breaks off: TypeError: a bytes-like object is required, not 'str', in line 11.",
  ],
  "a second message that is cut": [
    chat(CHAT_TURN.replace("str.encode(msg)", "str.encode(msg[:100])")),
    "A long message does not arrive whole.",
  ],
};

for (const held of ENDS) {
  peerTest("python3", `chats that are right (${held})`, async () => {
    const found = await statuses("Ex3", "Ex3.py", RIGHT, held);
    for (const [name, verdict] of Object.entries(found)) {
      assertEquals([name, ...verdict], [
        name,
        "done",
        "Each message arrives whole, in a connection of its own.",
      ]);
    }
  });

  peerTest("python3", `chats that are wrong (${held})`, async () => {
    const programs = Object.fromEntries(
      Object.entries(WRONG).map(([name, [text]]) => [name, text]),
    );
    const found = await statuses("Ex3", "Ex3.py", programs, held);
    for (const [name, [, reason]] of Object.entries(WRONG)) {
      const [status, said] = found[name];
      assertEquals([name, status, said.slice(0, reason.length)], [name, "not done", reason]);
    }
  });
}

peerTest("python3", "which file is the chat", async () => {
  const broken = chat(CHAT_TURN + "\nbreak");
  const others = { "client.py": CLIENT, "client2.py": CLIENT_2, "server.py": server() };
  const names = [
    "Ex3.py",
    "Ex.3.py",
    "EX3.py",
    "Ex 3.py",
    "Exercise3.py",
    "exercise3.py",
    "Ex3client.py",
    // These by what they do
    "client3.py",
    "Ex4_client.py",
    "my chat.py",
  ];
  const items = await itemsOf({
    ...Object.fromEntries(names.map((name) => [`only ${name}`, { ...others, [name]: chat() }])),
    "the exact name first": { "Ex3.py": broken, "Ex.3.py": chat() },
    "the fullest": { "Ex.3.py": "", "Exercise3.py": chat() },
    "none": others,
  });
  for (const name of names) {
    const { status, file } = items[`only ${name}`].Ex3;
    assertEquals([status, file], ["done", name]);
  }
  assertEquals(items["the exact name first"].Ex3.status, "not done");
  assertEquals(items["the fullest"].Ex3.file, "Exercise3.py");
  assertEquals(items["none"].Ex3.status, "absent");
});
