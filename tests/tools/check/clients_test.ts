/** Clients in Python: each way of being right, each way of being wrong. */
import { assertEquals } from "@std/assert";
import { peerTest } from "../../peers.ts";
import { ENDS, itemsOf, statuses } from "./folders.ts";
import { address, CLIENT, CLIENT_2 } from "./programs.ts";

const CONNECT = `s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.connect((IP, PORT))\n`;
const SEND = `s.send(str.encode("HELLO FROM THE CLIENT!!!"))\n`;
const PRINT = `print(s.recv(2048).decode("utf-8"))\n`;

const RIGHT: Record<string, [program: string, answer: boolean]> = {
  "client 1 of the handout": [CLIENT, false],
  "client 2 of the handout": [CLIENT_2, true],
  "localhost": [address("localhost", 21000) + CONNECT + SEND + PRINT, true],
  "127.0.0.1 and single quotes": [
    `import socket\nIP= '127.0.0.1'\nPORT =8000\n` + CONNECT + SEND + PRINT,
    true,
  ],
  "an empty text for the IP": [address("", 6123) + CONNECT + SEND + PRINT, true],
  "SERVER_IP and SERVER_PORT": [
    `import socket\nSERVER_IP = "10.0.0.7"\nSERVER_PORT = 8099\n` +
    CONNECT.replace("IP, PORT", "SERVER_IP, SERVER_PORT") + SEND,
    false,
  ],
  "a literal in connect, beside a name that is not used": [
    `import socket\nip = "10.0.0.9"\n` + CONNECT.replace("IP, PORT", '"192.168.1.5", 2345') + SEND +
    PRINT,
    true,
  ],
  "lines commented out, and an IP in a comment": [
    `import socket\n# IP = "1.2.3.4"\nIP = "10.0.0.7"  # "10.0.0.8" at home\n#IP = "5.6.7.8"\nPORT = 8080\n` +
    CONNECT + SEND + PRINT,
    true,
  ],
  "an address with a name of its own": [
    `import socket\nADDRESS = ("10.0.0.7", 8082)\n` + CONNECT.replace("(IP, PORT)", "ADDRESS") +
    SEND,
    false,
  ],
  "two names at once": [
    `import socket\nIP, PORT = "10.0.0.7", 8082\n` + CONNECT + SEND,
    false,
  ],
  "a main function": [
    `import socket\ndef main():\n    PORT = 8080\n    IP = "10.0.0.7"\n` +
    (CONNECT + SEND + PRINT).replaceAll(/^(?=.)/gm, "    ") + `main()\n`,
    true,
  ],
  "never closes": [address() + CONNECT + SEND, false],
  "termcolor and colorama": [
    `from termcolor import cprint, colored\nfrom colorama import init, Fore\ninit()\n` + address() +
    CONNECT + SEND +
    `cprint(s.recv(2000).decode(), 'green')\nprint(Fore.LIGHTMAGENTA_EX + colored("bye", "red"))\n`,
    true,
  ],
  "an import that is never used": ["import termcolor\n" + CLIENT, false],
  "another text": [address() + CONNECT + `s.send(b".")\ns.close()\n`, false],
  "asks for the text": [address() + CONNECT + `s.send(input(">> ").encode())\n` + PRINT, true],
  "sends twice and reads between": [
    address() + CONNECT + SEND + PRINT + SEND + PRINT + "s.close()\n",
    true,
  ],
  "reads to the end": [
    address() + CONNECT + SEND +
    `while True:\n    data = s.recv(100)\n    if not data: break\n    print("got", data)\n`,
    true,
  ],
  "closes one direction and reads": [
    address() + CONNECT + SEND + `s.shutdown(socket.SHUT_WR)\n` + PRINT,
    true,
  ],
  "reads its folder, clears the screen, asks for its own IP": [
    `import os\nos.system("clear")\nprint(os.listdir("."), open(__file__).readline())\n` +
    address() +
    `u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nu.connect(("8.8.8.8", 80))\nu.getsockname()\n` +
    CONNECT + SEND + PRINT,
    true,
  ],
};

const WRONG: Record<string, [program: string, reason: string]> = {
  "an empty file": ["", "There is no program in it yet."],
  "comments only": ["# client\n\n", "There is no program in it yet."],
  "an IP with three numbers": [
    CLIENT.replace("192.168.124.179", "192.168.124"),
    '"192.168.124" is no IP.',
  ],
  "an IP with a number too large": [
    CLIENT.replace(".179", ".1179"),
    '"192.168.124.1179" is no IP.',
  ],
  "an IP with commas": [
    CLIENT.replaceAll("192.168.124.179", "192,168,1,2"),
    '"192,168,1,2" is no IP.',
  ],
  "a blank in the IP": [
    CLIENT.replace("192.168.124.179", "192.168.124. 9"),
    '"192.168.124. 9" is no IP.',
  ],
  "does not parse": [
    CLIENT.replace('"))', '")'),
    "It breaks off: SyntaxError: '(' was never closed",
  ],
  "a misspelt attribute": [
    `import colorama\n` + CLIENT_2.replace("print(msg", "print(colorama.Rore.RED + msg"),
    "It breaks off: AttributeError: module 'colorama' has no attribute 'Rore'",
  ],
  "a misspelt name": [
    CLIENT.replace("s.connect((IP", "s.connect((Ip"),
    "It breaks off: NameError: name 'Ip' is not defined.",
  ],
  "a text where bytes are needed": [
    CLIENT.replace("str.encode(", "str("),
    "It breaks off: TypeError: a bytes-like object is required, not 'str', in line 9.",
  ],
  "a port that is a text": [
    CLIENT.replace("8080", '"8080"'),
    "It breaks off: TypeError: 'str' object cannot be interpreted as an integer, in line 8.",
  ],
  "sends nothing": [address() + CONNECT + "s.close()\n", "It connects, but sends nothing."],
  "prints and does not connect": [`print("hello")\n`, "It does not connect."],
  "another port than its own": [
    CLIENT.replace("PORT))", "PORT + 1))"),
    "It was stopped: it connected to ",
  ],
  "catches what goes wrong, and ends well": [
    `import sys\n` +
    CLIENT.replace("s.connect((IP, PORT))", "sys.exit(print('Problems using port'))"),
    "It does not connect.",
  ],
};

for (const held of ENDS) {
  peerTest("python3", `clients that are right (${held})`, async () => {
    const programs = Object.fromEntries(
      Object.entries(RIGHT).map(([name, [text]]) => [name, text]),
    );
    const found = await statuses("client", "client.py", programs, held);
    for (const [name, [, prints]] of Object.entries(RIGHT)) {
      const reason = prints
        ? "It sends, closes, and prints the answer."
        : "It connects, sends and closes.";
      assertEquals([name, ...found[name]], [name, "done", reason]);
    }
  });

  peerTest("python3", `clients that are wrong (${held})`, async () => {
    const programs = Object.fromEntries(
      Object.entries(WRONG).map(([name, [text]]) => [name, text]),
    );
    const found = await statuses("client", "client.py", programs, held);
    for (const [name, [, reason]] of Object.entries(WRONG)) {
      // Without a network of its own it has no port that it may have reached
      const said = found[name][1].replace("127.0.0.1:1.", "192.168.124.179:1.");
      assertEquals([name, found[name][0], said.slice(0, reason.length)], [
        name,
        "not done",
        reason,
      ]);
    }
  });
}

peerTest("python3", "which file is client 1, and which is client 2", async () => {
  const broken = CLIENT.replace("s.connect", "s.conect");
  const items = await itemsOf({
    "one file for both": { "client.py": CLIENT_2 },
    "one file that prints nothing": { "client1.py": CLIENT },
    "client1 beside client is client 2": { "client.py": CLIENT, "client1.py": CLIENT_2 },
    "client1 and client2": { "client1.py": CLIENT, "client2.py": CLIENT_2 },
    "blanks and lines": { "Client_1.py": CLIENT, "client 2.py": CLIENT_2 },
    "client 2 alone": { "Client2.py": CLIENT_2 },
    "client 2 is wrong": { "client.py": CLIENT, "client-2.py": broken },
    "client 2 is wrong, but client does both": { "client.py": CLIENT_2, "client-2.py": broken },
    "client is wrong": { "client.py": broken, "client2.py": CLIENT_2 },
    "other files": {
      "client.py": CLIENT,
      "client type.py": "print(1)",
      "cliente prueba.py": CLIENT_2,
    },
    "a name that says nothing": { "sender.py": CLIENT },
    "nothing": { "notes.txt": "hello" },
  });
  const seen = Object.fromEntries(
    Object.entries(items).map(([name, { client, "client-2": client2 }]) => [
      name,
      [client.status, client.file, client2.status, client2.file],
    ]),
  );
  assertEquals(seen, {
    "one file for both": ["done", "client.py", "done", "client.py"],
    "one file that prints nothing": ["done", "client1.py", "absent", null],
    "client1 beside client is client 2": ["done", "client.py", "done", "client1.py"],
    "client1 and client2": ["done", "client1.py", "done", "client2.py"],
    "blanks and lines": ["done", "Client_1.py", "done", "client 2.py"],
    "client 2 alone": ["done", "Client2.py", "done", "Client2.py"],
    "client 2 is wrong": ["done", "client.py", "not done", "client-2.py"],
    "client 2 is wrong, but client does both": ["done", "client.py", "done", "client.py"],
    "client is wrong": ["not done", "client.py", "done", "client2.py"],
    "other files": ["done", "client.py", "absent", null],
    "a name that says nothing": ["done", "sender.py", "absent", null],
    "nothing": ["absent", null, "absent", null],
  });
});
