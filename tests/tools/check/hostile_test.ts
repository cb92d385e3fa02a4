/** Programs of a stranger who means harm: each is stopped, and named. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { find, peerTest } from "../../peers.ts";
import { check, copyLibrary, itemsOf, makeFolders, WAYS } from "./folders.ts";
import { CLIENT, server } from "./programs.ts";

const SECRET = "the user's own words";

/** Makes a folder for each program, with secret files beside them. */
async function makeHostile(names: string[], program: (name: string, secret: string) => string) {
  const folders = Object.fromEntries(names.map((name) => [`class/${name}`, {}]));
  const elsewhere = { "secret.txt": SECRET, "secret.json": `"${SECRET}"` };
  const made = await makeFolders({ ...folders, elsewhere });
  for (const name of names) {
    const text = program(name, `${made.root}/elsewhere/secret.txt`);
    await Deno.writeTextFile(`${made.root}/class/${name}/client.py`, text);
  }
  return { ...made, folders: names.map((name) => `${made.root}/class/${name}`) };
}

async function list(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

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
  "functions of C": [
    () => `import ctypes\nctypes.CDLL(None).getpid()\n` + CLIENT,
    /^It was stopped: it called ctypes\.dlsym\.$/,
  ],
};

for (const held of WAYS) {
  peerTest("python3", `stopped and named (${held})`, async () => {
    const names = Object.keys(PYTHON);
    await using made = await makeHostile(names, (name, secret) => PYTHON[name][0](secret));
    const { stdout } = await check(["--python", "--json", ...made.folders], held);
    assert(!stdout.includes(SECRET));
    const results: { items: { status: string; reason: string }[] }[] = JSON.parse(stdout);
    for (const [i, name] of names.entries()) {
      const { status, reason } = results[i].items[4];
      assertEquals(status, "not done");
      assert(PYTHON[name][1].test(reason), `${name}: ${reason}`);
      assertEquals(await list(made.folders[i]), ["client.py"]);
    }
    assertEquals(await Deno.readTextFile(`${made.root}/elsewhere/secret.txt`), SECRET);
  });
}

// This one gets round the audit hook, so what stops it is the room
peerTest("bwrap", "a room holds what no hook sees", async () => {
  const program = (_: string, secret: string) =>
    `import sys
import _posixsubprocess as fork
sys.audit = lambda *args: None
cells = [cell.cell_contents for cell in fork.fork_exec.__closure__]
fork.fork_exec = [what for what in cells if "built-in" in repr(what)][0]
import subprocess
print("got", subprocess.run(["cat", "${secret}"], capture_output=True, text=True))
`;
  await using made = await makeHostile(["one"], program);
  const { stdout } = await check(["--python", ...made.folders]);
  assertStringIncludes(stdout, `returncode=1, stdout=''`);
  assert(!stdout.includes(SECRET), stdout);
});

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

const TYPESCRIPT: Record<string, [text: (secret: string) => string, reason: RegExp]> = {
  "a read of the user's files": [
    (secret) => `console.log(await Deno.readTextFile("${secret}"));`,
    /^It was stopped: it asked for read ".*secret\.txt"\.$/,
  ],
  "an import of the user's files": [
    (secret) =>
      `import text from "${
        secret.replace(".txt", ".json")
      }" with { type: "json" };\nconsole.log(text);`,
    /^It imports .*secret\.json, which is not in its folder\.$/,
  ],
  "another program": [
    () => `while (true) new Deno.Command("sleep", { args: ["9"] }).spawn();`,
    /^It was stopped: it asked for run "sleep"\.$/,
  ],
  "a connection elsewhere": [
    () => `await Deno.connect({ hostname: "127.0.0.9", port: 4444 });\n//`,
    /^It was stopped: it asked for net "127\.0\.0\.9:4444"\.$/,
  ],
  "an endless loop": [
    () => "while (true);",
    Deno.build.os === "linux"
      ? /^It was stopped: it was busy without end\.$/
      : /^It does not connect\.$/,
  ],
  "a gigabyte of output": [
    () => `while (true) console.log("x".repeat(100_000));`,
    /^It was stopped: it printed more than a megabyte\.$/,
  ],
};

for (const [what, [text, reason]] of Object.entries(TYPESCRIPT)) {
  Deno.test(`stopped and named in TypeScript: ${what}`, async () => {
    // Options of its own, so that no address has to be replaced
    const options =
      `import { parseOptions } from "../lib/cli.ts";\nparseOptions({ ip: "", port: 1 });\n`;
    await using made = await makeFolders({
      "repo/session-08": {},
      elsewhere: { "secret.txt": SECRET, "secret.json": `"${SECRET}"` },
    });
    await copyLibrary(`${made.root}/repo`);
    const program = text(`${made.root}/elsewhere/secret.txt`);
    await Deno.writeTextFile(`${made.root}/repo/session-08/client.ts`, options + program);
    const { stdout } = await check(["--json", `${made.root}/repo/session-08`]);
    const item = JSON.parse(stdout)[0].items[4];
    assert(reason.test(item.reason), JSON.stringify(item));
    assert(item.status === (what.startsWith("an import") ? "could not tell" : "not done"));
    assert(!stdout.includes(SECRET));
  });
}

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
    if (find("python3")) assertStringIncludes(stdout, words[held]);
  }
});
