/** Folders that could take down a check, or falsify it for a whole class. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { start } from "../../../lib/system/process.ts";
import { withTimeout } from "../../../lib/time.ts";
import { checkIPs } from "../../../lib/tools/check/exercises/ips.ts";
import { checkPings } from "../../../lib/tools/check/exercises/pings.ts";
import { faultOfSource } from "../../../lib/tools/check/source-fault.ts";
import { Source } from "../../../lib/tools/check/source.ts";
import { Peer } from "../../../lib/tools/check/peer.ts";
import { peerTest, posixTest } from "../../peers.ts";
import { command, denoArgs, freePort } from "../../scripts.ts";
import { check, ENDS, makeFolders, WAYS } from "./folders.ts";
import { checkKinds, type Kind } from "./hostile.ts";
import { CLIENT, CLIENT_2 } from "./programs.ts";

// Each of these took hours, or seconds a folder, for an expression that is not linear
const LONG = 200_000;
const TEXTS = {
  "an IPv6 address that is none": `fe80::${"a".repeat(40)}g`,
  "colons": `IP = "${":".repeat(LONG)}`,
  "blanks after a year": `laptop 2020${" ".repeat(LONG)}x`,
  "line ends": "\n".repeat(LONG),
  "quotes": `"\\`.repeat(LONG / 2),
  "names": `IP = "${"a-".repeat(LONG / 2)}!"\nPORT = 8080\ns.connect((IP, PORT))\n`,
  "calls": "connect((a, ".repeat(LONG / 12),
  "blocks of a table": "Machine: a\n".repeat(LONG / 10),
  "keys": "ip:".repeat(LONG / 3),
};

for (const [what, text] of Object.entries(TEXTS)) {
  Deno.test(`a text that takes its time does not: ${what}`, () => {
    for (const judge of [checkIPs, checkPings]) assert(judge(text).status === "not done");
    for (const name of ["client.py", "client.ts"]) {
      const source = new Source({ name, text });
      faultOfSource(source, false);
      assert(!source.listens && !source.takesOptions && !source.chats);
      assert(source.ports.length < 17);
      source.withAddress("127.0.0.1", 8080);
    }
  });
}

const BROKEN: Record<string, Kind> = {
  "a file that may not be read": {
    files: () => ({ "client.py": CLIENT, "Ex3.py": "" }),
    make: (folder) => Deno.chmod(`${folder}/Ex3.py`, 0),
    says: /^It cannot be read: you do not have the right to\.$/,
    item: "Ex3",
  },
  "a folder that may not be read": {
    files: () => ({ "client.py": CLIENT }),
    make: (folder) => Deno.chmod(folder, 0),
    says: /session-08 cannot be read: you do not have the right to/,
  },
  "a link to a neighbour's folder": {
    files: () => ({}),
    make: async (folder) => {
      await Deno.remove(folder);
      await Deno.symlink(folder.replace(/[^/]*.session-08$/, "honest/session-08"), folder);
    },
    says: /session-08 is a link to another folder/,
  },
};

const HONEST: Kind = {
  files: () => ({ "client.py": CLIENT_2 }),
  says: /^It sends, closes, and prints the answer\.$/,
  status: "done",
};

// Root may read everything
const ORDINARY = WAYS.filter((held) =>
  held !== "room" || Deno.build.os === "linux" && Deno.uid() !== 0
);

for (const held of ORDINARY) {
  peerTest(
    "python3",
    `a folder that cannot be checked is one that nobody can tell about (${held})`,
    async () => {
      const { items, temporary } = await checkKinds({ honest: HONEST, ...BROKEN }, held);
      for (
        const [name, { says, item = "client", status = "could not tell" }] of Object.entries({
          honest: HONEST,
          ...BROKEN,
        })
      ) {
        const found = items[name][item];
        assertEquals([name, found.status], [name, status]);
        assert(says.test(found.reason), `${name}: ${found.reason}`);
      }
      assertEquals(temporary, []);
    },
  );
}

Deno.test("a folder that is called like an option switches nothing on", async () => {
  await using made = await makeFolders({ "--python": {}, "one": { "client.py": CLIENT } });
  const { code, stdout, stderr } = await check(["--python", "one"], "room", made.root);
  assertEquals([code, stdout], [2, ""]);
  assertStringIncludes(stderr, '"--python" is also the name of a folder here');
});

const LIBRARIES: Record<string, Kind> = {
  "the files of a process": {
    files: () => ({ "client.py": CLIENT }),
    make: (folder) => Deno.symlink("/proc/self", `${folder}/../lib`),
    says: /^It connects, sends and closes\.$/,
  },
  "a virtual environment": {
    files: () => ({ "client.py": "import names\n" + CLIENT }),
    make: async (folder) => {
      for (const name of ["a", "b"]) await Deno.mkdir(`${folder}/${name}`);
      for (let i = 0; i < 400; i++) await Deno.writeTextFile(`${folder}/a/${i}.py`, "");
      await Deno.writeTextFile(`${folder}/names.py`, "");
    },
    says: /^It connects, sends and closes\.$/,
  },
  "sparse files": {
    files: () => ({
      "client.py": `import os
total = sum(os.path.getsize(name) for name in os.listdir("."))
assert total < 9 * 1024 * 1024, total
` + CLIENT,
    }),
    make: async (folder) => {
      for (let i = 0; i < 100; i++) {
        await Deno.writeTextFile(`${folder}/${i}.txt`, "");
        await Deno.truncate(`${folder}/${i}.txt`, 1024 * 1024);
      }
    },
    says: /^It connects, sends and closes\.$/,
  },
  "folders in folders without end": {
    files: () => ({
      "client.py": CLIENT + `import os
for i in range(3000):
    os.mkdir("a")
    os.chdir("a")
os.chdir("/")
`,
    }),
    says: /./,
  },
  "a folder that may not be entered": {
    files: () => ({ "client.py": CLIENT + `import os\nos.makedirs("a/b")\nos.chmod("a", 0)\n` }),
    says: /^It connects, sends and closes\.$/,
  },
};

for (const held of ENDS) {
  peerTest(
    "python3",
    `what a folder brings or leaves does not stop the check (${held})`,
    async () => {
      const { items, temporary } = await checkKinds(LIBRARIES, held);
      for (const [name, { says }] of Object.entries(LIBRARIES)) {
        const { reason } = items[name].client;
        assert(says.test(reason), `${name}: ${reason}`);
      }
      assertEquals(temporary, []);
    },
  );
}

posixTest(
  "signals",
  "no copy is left at Ctrl-C, and that of a killed check goes with the next",
  async () => {
    const slow = "import time\ntime.sleep(60)\n";
    await using made = await makeFolders({
      "one/session-08": { "client.py": CLIENT + slow },
      temporary: {},
    });
    const TMPDIR = `${made.root}/temporary`;
    const left = async () => (await Array.fromAsync(Deno.readDir(TMPDIR))).length;
    const args = denoArgs("check.ts", ["--python=unsafe", `${made.root}/one`]);
    const started = async (signal: Deno.Signal) => {
      const program = start(Deno.execPath(), args, { env: { TMPDIR } });
      while (await left() === 0) {
        assertEquals(await withTimeout(20, program.ended), undefined, program.output);
      }
      program.interrupt(signal);
      return await program.ended;
    };
    assertEquals(await started("SIGINT"), 130);
    assertEquals(await left(), 0);
    assertEquals(await started("SIGTERM"), 130);
    assertEquals(await left(), 0);
    await started("SIGKILL");
    assert(await left() > 0);
    await check([`${made.root}/one`], undefined, undefined, { TMPDIR });
    assertEquals(await left(), 0);
  },
);

Deno.test("a flood of clients does not fill the tester", async () => {
  const port = freePort();
  using peer = new Peer([{ hostname: "127.0.0.1", port }], "answer");
  const piece = new Uint8Array(1 << 16).fill(97);
  const flood = async () => {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port });
    try {
      for (let i = 0; i < 64; i++) await conn.write(piece);
    } catch {
      // The tester has heard enough
    }
  };
  for (let i = 0; i < 4; i++) await flood();
  const heard = peer.heard.reduce((sum, { text }) => sum + text.length, 0);
  assert(heard > 0 && heard < 2 << 20, String(heard));
});

peerTest("git", "a version of Git that knows fewer settings starts nothing either", async (git) => {
  await using made = await makeFolders({ bin: {}, "repo/Session-08": { "IPs.txt": "x" } });
  const repo = `${made.root}/repo`;
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await command(git, ["-C", repo, ...args]);
    assertEquals(code, 0, stderr);
    return stdout.trim();
  };
  await run("init", "--quiet", "--initial-branch=main");
  await run("add", ".");
  await run("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "a");
  // A clone whose missing objects come from a program
  const settings = {
    "remote.origin.url": `ext::sh -c touch% ${made.root}/sprung`,
    "remote.origin.promisor": "true",
    "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1",
    "protocol.ext.allow": "always",
  };
  for (const [name, value] of Object.entries(settings)) await run("config", name, value);
  const tree = await run("rev-parse", "HEAD:Session-08");
  await Deno.remove(`${repo}/.git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`);
  const old = `#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec ${git} "$@"\n`;
  await Deno.writeTextFile(`${made.root}/bin/git`, old, { mode: 0o755 });
  const PATH = `${made.root}/bin:${Deno.env.get("PATH")}`;
  const { stdout } = await check(["--json", `${repo}/Session-08`], undefined, undefined, { PATH });
  assertEquals(JSON.parse(stdout)[0].items[7].status, "not done");
  const names = (await Array.fromAsync(Deno.readDir(made.root))).map(({ name }) => name);
  assert(!names.includes("sprung"), names.join());
});

Deno.test("JSON and CSV write out what turns text round or a terminal obeys", async () => {
  await using made = await makeFolders({ "a\u009b;b\u202e": {} });
  const [json, csv] = await Promise.all(
    ["--json", "--csv"].map((flag) => check([flag, "a\u009b;b\u202e"], undefined, made.root)),
  );
  assert(json.stdout.includes('"a\\u009b;b\\u202e"'), json.stdout);
  assertEquals(JSON.parse(json.stdout)[0].folder, "a\u009b;b\u202e");
  assertStringIncludes(csv.stdout, '"a\\x9b;b\\u202e",absent');
});
