/** Servers in Python, exercise 4: each way of being right, each way of being wrong. */
import { assertEquals } from "@std/assert";
import { peerTest } from "../../peers.ts";
import { ENDS, itemsOf, statuses } from "./folders.ts";
import { address, CLIENT, server, SERVER_END, SERVER_TURN } from "./programs.ts";

const RIGHT: Record<string, string> = {
  "the handout's": server(),
  "localhost": server(SERVER_TURN, { top: address("localhost", 8080) }),
  "everywhere": server(SERVER_TURN, { top: address("", 8000) }),
  "another IP, that is not this computer's": server(SERVER_TURN, {
    top: address("10.1.128.77", 21000),
  }),
  "no word about Ctrl-C": server(SERVER_TURN, { ends: "finally:\n    serversocket.close()\n" }),
  "SO_REUSEADDR": server().replace(
    "try:\n",
    "serversocket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ntry:\n",
  ),
  "its keyboard gives each answer": server(
    SERVER_TURN.replace(
      `message = "Hello from the teacher's server"`,
      `message = input("Answer: ")`,
    ),
  ),
  "colours, the message on the next line": `import termcolor, colorama\ncolorama.init()\n` + server(
    SERVER_TURN.replace(
      'print("Message from client: {}".format(msg))',
      'print("Message from client:")\ntermcolor.cprint(msg, "green")',
    ),
  ),
  "shows bytes": server(SERVER_TURN.replace('.decode("utf-8")', "")),
  "an answer with blank lines around": server(
    SERVER_TURN.replace("Hello from", "\\n\\nHello from"),
  ),
  "echoes": server(
    `msg = clientsocket.recv(2000)\nprint(msg.decode())\nclientsocket.send(msg)\nclientsocket.close()`,
  ),
  "reads until the client is quiet": server(
    `while True:\n    msg = clientsocket.recv(2048)\n    if not msg:\n        break\n` +
      `    print(msg.decode())\n    clientsocket.send(b"hello")\nclientsocket.close()`,
  ),
  "answers at the end of the message": server(
    `msg = b""\nwhile True:\n    piece = clientsocket.recv(100)\n    if not piece:\n        break\n    msg += piece\n` +
      `print(msg.decode())\nclientsocket.send(b"hello")\nclientsocket.close()`,
  ),
  "lets go of a client with the next one": server(
    SERVER_TURN.replace("\nclientsocket.close()", ""),
  ),
  "threads": `import threading\n` + server(
    `def attend(c):\n    print(c.recv(2048).decode())\n    c.send(b"hi")\n    c.close()\n` +
      `threading.Thread(target=attend, args=(clientsocket,)).start()`,
  ),
  "finds its own IP": server(SERVER_TURN, {
    top:
      `import socket\nPORT = 8081\nIP = "192.168.1.36"\nprint(socket.gethostbyname("localhost"))\n`,
  }),
};

const WRONG: Record<string, [program: string, reason: string]> = {
  "an empty file": ["\n", "There is no program in it yet."],
  "never shows the message": [
    server(SERVER_TURN.replace('print("Message from client: {}".format(msg))', "pass")),
    "The message of the first client is not shown.",
  ],
  "shows another thing": [
    server(SERVER_TURN.replace(".format(msg)", ".format(address)")),
    "The message of the first client is not shown.",
  ],
  "a misspelt name at the first client": [
    server(SERVER_TURN.replace("str.encode(message)", "str.encode(mesage)")),
    "It breaks off: NameError: name 'mesage' is not defined",
  ],
  "never answers": [
    server(SERVER_TURN.replace("clientsocket.send(send_bytes)", "pass")),
    "The first client gets no answer.",
  ],
  "serves one client": [
    server(SERVER_TURN, { loop: "for once in [1]:" }),
    "It serves one client only.",
  ],
  "serves two clients": [
    server(SERVER_TURN, { loop: "for twice in [1, 2]:" }),
    "It ends after two clients.",
  ],
  "serves as many as a check would send at least": [
    server(SERVER_TURN, { loop: "for i in range(3):" }),
    "It ends after three clients.",
  ],
  "never listens": [
    server().replace("    serversocket.listen(MAX_OPEN_REQUESTS)\n", ""),
    "It does not listen.",
  ],
  "tells of problems and ends well": [
    server().replace("bind((IP, PORT))", "bind((IP, PORT)); raise OSError"),
    "It does not listen.",
  ],
  "does not end on Ctrl-C": [
    server().replace("    while True:\n", "    while True:\n      try:\n").replaceAll(
      /^ {8}/gm,
      "         ",
    )
      .replace(
        SERVER_END,
        "      except KeyboardInterrupt:\n          print('no')\nfinally:\n    pass\n",
      ),
    "It does not end on Ctrl-C.",
  ],
  "keeps all connections open": [
    server(SERVER_TURN.replace("clientsocket.close()", "kept.append(clientsocket)"), {
      top: address() + "kept = []\n",
    }),
    "It does not close the connection.",
  ],
  "a malformed IP": [
    server(SERVER_TURN, { top: address("192.168.1.256") }),
    '"192.168.1.256" is no IP.',
  ],
  "does not parse": [server().replace("try:", "try"), "It breaks off: SyntaxError: expected ':'"],
};

for (const held of ENDS) {
  peerTest("python3", `servers that are right (${held})`, async () => {
    const found = await statuses("server", "server.py", RIGHT, held);
    for (const [name, verdict] of Object.entries(found)) {
      assertEquals([name, ...verdict], [
        name,
        "done",
        "It serves one client after the other, shows each message and answers.",
      ]);
    }
  });

  peerTest("python3", `servers that are wrong (${held})`, async () => {
    const programs = Object.fromEntries(
      Object.entries(WRONG).map(([name, [text]]) => [name, text]),
    );
    const found = await statuses("server", "server.py", programs, held);
    for (const [name, [, reason]] of Object.entries(WRONG)) {
      const [status, said] = found[name];
      assertEquals([name, status, said.slice(0, reason.length)], [name, "not done", reason]);
    }
  });
}

peerTest("python3", "which file is the server", async () => {
  const deaf = server(SERVER_TURN.replace("print(", "str("));
  const names = [
    "server.py",
    "Server.py",
    "server1.py",
    "Teacher-server.py",
    "Teacher's_server.py",
    "IP test.py",
  ];
  const items = await itemsOf({
    ...Object.fromEntries(
      names.map((name) => [`only ${name}`, { "client.py": CLIENT, [name]: server() }]),
    ),
    "the exact name first": { "server.py": deaf, "server1.py": server() },
    "beside one that needs what is not here": {
      "server.py": server(),
      "server-serial.py": "import serial\n" + server(),
    },
    "trials beside it": { "server.py": server(), "server prueba.py": deaf, "prueba.py": deaf },
    "what is not here is needed": { "server.py": "import serial_of_nobody\n" + server() },
    "none": { "client.py": CLIENT },
  });
  for (const name of names) {
    const { status, file } = items[`only ${name}`].server;
    assertEquals([status, file], ["done", name]);
  }
  assertEquals(items["the exact name first"].server.status, "not done");
  assertEquals(items["beside one that needs what is not here"].server.status, "done");
  assertEquals(items["trials beside it"].server.file, "server.py");
  assertEquals(items["what is not here is needed"].server.status, "could not tell");
  assertEquals(items["none"].server.status, "absent");
});
