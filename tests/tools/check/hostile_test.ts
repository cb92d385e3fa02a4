/** Python programs of a stranger who means harm: each is stopped, and named. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { find, peerTest } from "../../peers.ts";
import { check, itemsOf, makeFolders, WAYS } from "./folders.ts";
import { checkKinds, SECRET } from "./hostile.ts";
import { CLIENT, server } from "./programs.ts";

/** A program, given the path of a file that is not its own, and what is said of it. */
const PYTHON: Record<string, [text: (secret: string) => string, reason: RegExp]> = {
  "a fork bomb": [
    () => "import os\nwhile True:\n    os.fork()\n",
    /^It was stopped: it started one process after another\.$/,
  ],
  "programs without end": [
    () => `import subprocess\nwhile True:\n    subprocess.Popen(["sleep", "100"])\n`,
    /^It was stopped: it started another program \(subprocess.Popen\)\.$/,
  ],
  "an endless loop": [
    () => "while True:\n    pass\n",
    /^It was stopped: it was busy without end\.$/,
  ],
  "a gigabyte of output": [
    () => `while True:\n    print("x" * 100000)\n`,
    /^It was stopped: it printed more than a megabyte\.$/,
  ],
  "a gigabyte of memory": [
    () => `print(len(b"x" * (1 << 32)))\n`,
    /^It breaks off: MemoryError/,
  ],
  "a read of the user's files": [
    (secret) => `try:\n    print(open("${secret}").read())\nexcept OSError:\n    pass\n` + CLIENT,
    /^It was stopped: it read .*elsewhere\/secret\.txt\.$/,
  ],
  "a look into the user's folders": [
    (secret) => `import os\nprint(os.listdir("${secret}/..") )\n` + CLIENT,
    /^It was stopped: it listed .*elsewhere\.$/,
  ],
  "a file written elsewhere": [
    (secret) => `open("${secret}", "w").write("gone")\n` + CLIENT,
    /^It was stopped: it wrote to .*secret\.txt\.$/,
  ],
  "a file deleted elsewhere": [
    (secret) => `import os\nos.remove("${secret}")\n` + CLIENT,
    /^It was stopped: it changed .*secret\.txt\.$/,
  ],
  "a connection elsewhere": [
    () =>
      `import socket\ntry:\n    socket.create_connection(("127.0.0.9", 4000 + 444), 1)\nexcept OSError:\n    pass\n` +
      CLIENT,
    /^It was stopped: it connected to 127\.0\.0\.9:4444\.$/,
  ],
  "a file of its own in the place of another": [
    (secret) => `import os\nos.replace("client.py", "${secret}")\n` + CLIENT,
    /^It was stopped: it changed .*secret\.txt\.$/,
  ],
  "another name for a file": [
    (secret) => `import os\nos.link("${secret}", "mine.txt")\nprint(open("mine.txt").read())\n`,
    /^It was stopped: it changed .*secret\.txt\.$/,
  ],
  "a link to a file": [
    (secret) => `import os\nos.symlink("${secret}", "mine.txt")\nprint(open("mine.txt").read())\n`,
    /^It was stopped: it read .*secret\.txt\.$/,
  ],
  "a file in an open folder": [
    (secret) =>
      `import os
try:
    folder = os.open("${secret}".rpartition("/")[0], os.O_RDONLY)
    os.unlink("secret.txt", dir_fd=folder)
except OSError:
    pass
` + CLIENT,
    /^It was stopped: it read .*elsewhere\.$/,
  ],
  "a file above an open folder": [
    () =>
      `import os
os.makedirs("a/b")
os.unlink("../../../client.py", dir_fd=os.open("a/b", os.O_RDONLY))
` + CLIENT,
    /^It was stopped: it changed .*client\.py\.$/,
  ],
  "a database": [
    (secret) =>
      `import sqlite3\nsqlite3.connect("${secret}.db").execute("create table a (b)")\n` + CLIENT,
    /^It was stopped: it called sqlite3\.connect\.$/,
  ],
  "a packet elsewhere": [
    () =>
      `import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.9", 4000 + 444))\n` +
      CLIENT,
    /^It was stopped: it sent to 127\.0\.0\.9:4444\.$/,
  ],
  "a socket that is a file": [
    (secret) => `import socket\nsocket.socket(socket.AF_UNIX).connect("${secret}")\n` + CLIENT,
    /^It was stopped: it connected to .*secret\.txt\.$/,
  ],
  "a process that no event tells of": [
    () =>
      `import multiprocessing
if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    multiprocessing.Process(target=print).start()
`,
    /^It was stopped: it (called|started|wrote to) /,
  ],
  "harm without any output": [
    (secret) =>
      `import os
os.closerange(0, 200)
try:
    open("${secret}")
except OSError:
    pass
` + CLIENT,
    /^It was stopped: it read .*secret\.txt\.$/,
  ],
  "harm after a flood of errors": [
    (secret) =>
      `import sys
sys.stderr.write("x" * 200000)
try:
    open("${secret}")
except OSError:
    pass
` + CLIENT,
    /^It was stopped: it read .*secret\.txt\.$/,
  ],
  "functions of C": [
    () => `import ctypes\nctypes.CDLL(None).getpid()\n` + CLIENT,
    /^It was stopped: it called ctypes\.dlsym\.$/,
  ],
};

const KINDS = Object.fromEntries(
  Object.entries(PYTHON).map(([name, [text, says]]) => [name, {
    files: (elsewhere: string) => ({ "client.py": text(`${elsewhere}/secret.txt`) }),
    says,
  }]),
);

for (const held of WAYS) {
  peerTest("python3", `stopped and named (${held})`, async () => {
    const { stdout, items, elsewhere, temporary } = await checkKinds(KINDS, held);
    for (const [name, { says }] of Object.entries(KINDS)) {
      const { status, reason } = items[name].client;
      assert(says.test(reason), `${name}: ${reason}`);
      assertEquals(status, "not done");
    }
    assert(!stdout.includes(SECRET));
    assertEquals(elsewhere, { "secret.txt": SECRET, "secret.json": `"${SECRET}"` });
    assertEquals(temporary, []);
  });
}

peerTest("python3", "a chat and a server that do harm are named, too", async () => {
  const items = await itemsOf({
    "harm": {
      "Ex3.py": "import os\nos.system('echo harm')\n",
      "server.py": `import os\nos.kill(os.getppid(), 9)\n` + server(),
    },
  });
  assertStringIncludes(items.harm.Ex3.reason, "It was stopped: it started another program");
  assertStringIncludes(items.harm.server.reason, "It was stopped: it called os.kill");
});

Deno.test("TypeScript may look at its environment, which has nothing of the user's", async () => {
  await using made = await makeFolders({
    "Session-08": {
      "client.ts": `const IP = "127.0.0.1";
const PORT = 8080;
const s = await Deno.connect({ hostname: IP, port: PORT });
console.log("mine", Object.keys(Deno.env.toObject()).includes("CHECK_TEST_SECRET"), Deno.env.get("USER"));
`,
    },
  });
  for (const held of WAYS) {
    const { stdout } = await check([`${made.root}/Session-08`], held, undefined, {
      CHECK_TEST_SECRET: SECRET,
    });
    assertStringIncludes(stdout, "| mine false student");
  }
});

Deno.test("what held the programs is said", async () => {
  await using made = await makeFolders({ "Session-08": {} });
  for (const held of WAYS) {
    const { stdout } = await check(["--python", `${made.root}/Session-08`], held);
    const words = {
      "room": "every program: a room of its own (bwrap)",
      "an ordinary user's room": "every program: a room of its own (bwrap)",
      "fence": "an audit hook, which stops a careless program only.",
    };
    const lines = stdout.slice(stdout.indexOf("Sandbox: ")).split("\n");
    if (find("python3")) {
      assertStringIncludes(lines.map((line) => line.trim()).join(" "), words[held]);
    }
    for (const line of lines) assert(line.length <= 80, line);
  }
});
