/** Programs that do more than the session asks for, and no harm: none is blamed for it. */
import { assertEquals, assertMatch } from "@std/assert";
import { peerTest } from "../../peers.ts";
import { ENDS, type Held, statuses } from "./folders.ts";
import { checkKinds, type Kind } from "./hostile.ts";
import { CLIENT } from "./programs.ts";

const PYTHON: Record<string, string> = {
  "which system":
    "import platform\nprint(platform.platform(), platform.processor(), platform.node())\n",
  "who its user is": `import getpass, os\nprint(getpass.getuser(), os.environ["USER"])\n`,
  "how wide the terminal is":
    "import os, shutil\nprint(os.get_terminal_size(), shutil.get_terminal_size())\n",
  "a clear screen": `import os, subprocess
subprocess.run(["clear"])
subprocess.run("clear", shell=True)
os.system("cls" if os.name == "nt" else "clear")
`,
  "the README beside its folder":
    `import os\nprint(open("../README.md").read(), os.listdir(".."))\n`,
  "a log in its folder":
    `import logging\nlogging.basicConfig(filename="log.txt")\nlogging.error("here")\n`,
  "files of its own, made and removed": `import shutil, tempfile, os
with tempfile.TemporaryDirectory() as folder:
    open(folder + "/a", "w").close()
os.makedirs("a/b/c")
shutil.rmtree("a")
`,
  "its own IP": `import socket\nprint(socket.gethostbyname(socket.gethostname()))\n`,
  "a thread":
    `import threading\nthread = threading.Thread(target=print)\nthread.start()\nthread.join()\n`,
};

const ASYNCIO = `import asyncio
IP = "127.0.0.1"
PORT = 8080

async def main():
    reader, writer = await asyncio.open_connection(IP, PORT)
    writer.write(b"hello")
    await writer.drain()
    print((await reader.read(2000)).decode())
    writer.close()

asyncio.run(main())
`;

const IN_A_ROOM = {
  "a log in /tmp": `open("/tmp/log", "a").write("here")\nprint(open("/tmp/log").read())\n`,
};

for (const held of ENDS) {
  peerTest("python3", `honest programs are not blamed (${held})`, async () => {
    const more = held === "room" ? IN_A_ROOM : {};
    const kinds: Record<string, Kind> = Object.fromEntries(
      Object.entries({ ...PYTHON, ...more }).map(([name, text]) => [name, {
        files: () => ({ "client.py": text + CLIENT }),
        make: (folder) => Deno.writeTextFile(`${folder}/../README.md`, "Read me"),
        says: /./,
      }]),
    );
    const { items } = await checkKinds(kinds, held);
    for (const name of Object.keys(kinds)) {
      assertEquals([name, items[name].client.reason], [name, "It connects, sends and closes."]);
    }
  });

  peerTest("python3", `ends that are no crash, and a client of asyncio (${held})`, async () => {
    const found = await statuses("client", "client.py", {
      "says bye": CLIENT + `import sys\nsys.exit("bye")\n`,
      "asyncio": ASYNCIO,
    }, held);
    assertEquals(found["says bye"], ["done", "It connects, sends and closes."]);
    assertEquals(found.asyncio, ["done", "It sends, closes, and prints the answer."]);
  });

  peerTest("python3", `a crash is in a line of the student's (${held})`, async () => {
    const { "a name": found } = await statuses("client", "client.py", {
      "a name": `import os\n\nprint(os.environ["NO SUCH NAME"])\n` + CLIENT,
    }, held);
    assertMatch(found[1], /^It breaks off: KeyError: 'NO SUCH NAME', in line 3\.$/);
  });
}

const TYPESCRIPT = `const IP = "127.0.0.1";
const PORT = 8080;
const s = await Deno.connect({ hostname: IP, port: PORT });
await s.write(new TextEncoder().encode(Deno.env.get("USER")));
s.close();
`;

for (const held of ENDS as Held[]) {
  Deno.test(`honest programs of TypeScript are not blamed (${held})`, async () => {
    const log = held === "room" ? `await Deno.writeTextFile("log.txt", "here");\n` : "";
    const { items } = await checkKinds({
      one: { files: () => ({ "client.ts": TYPESCRIPT + log }), says: /./ },
    }, held);
    assertEquals(items.one.client.reason, "It connects, sends and closes.");
  });
}
