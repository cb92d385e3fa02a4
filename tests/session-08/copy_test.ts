import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { peerTest } from "../peers.ts";
import { command, flagsOf, run } from "../scripts.ts";

const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const listed = (folder: string) =>
  [...Deno.readDirSync(`${ROOT}/${folder}`)].filter(({ name }) => /\.(ts|md)$/.test(name))
    .map(({ name }) => `${folder}/${name}`);
const FILES = [...listed("session-08"), ...listed("lib")];
const SCRIPTS = listed("session-08").filter((path) => path.endsWith(".ts"))
  .map((path) => path.split("/")[1]);

/** Runs a test in a folder with these files. */
async function inFolder(
  files: Record<string, string>,
  test: (
    folder: string,
    copy: (...args: string[]) => ReturnType<typeof run>,
  ) => Promise<void>,
) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    await test(folder, (...args) => run("copy.ts", [folder, ...args]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All the files of a folder with their texts. */
async function snapshot(folder: string, below = ""): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    const path = below ? `${below}/${name}` : name;
    if (name === ".git") continue;
    if (isDirectory) Object.assign(result, await snapshot(folder, path));
    else result[path] = await Deno.readTextFile(`${folder}/${path}`);
  }
  return result;
}

/** Runs every script there, from the root and from inside the folder, without a network. */
async function everyScriptRuns(folder: string) {
  for (const cwd of [folder, `${folder}/session-08`]) {
    const path = cwd === folder ? "session-08/" : "";
    await Promise.all(SCRIPTS.map(async (script) => {
      const flags = ["run", "--cached-only", "--no-prompt", ...flagsOf(script)];
      const args = [...flags, `${path}${script}`, "--help"];
      const { code, stdout, stderr } = await command(Deno.execPath(), args, { cwd });
      assertEquals([code, stderr], [0, ""]);
      assertStringIncludes(stdout, `Usage: ${script}`);
    }));
  }
  const demo = ["run", "--cached-only", "--allow-run", "session-08/demo.ts"];
  const { code, stderr } = await command(Deno.execPath(), demo, { cwd: folder });
  assertEquals([code, stderr], [0, ""]);
}

Deno.test("copied into an empty folder, everything is there and runs", () =>
  inFolder({}, async (folder, copy) => {
    const { code, stderr } = await copy();
    assertEquals([code, stderr], [0, ""]);
    const there = await snapshot(folder);
    assertEquals(Object.keys(there).sort(), [...FILES, "deno.json"].sort());
    for (const path of FILES) assertEquals(there[path], await Deno.readTextFile(`${ROOT}/${path}`));
    const config = JSON.parse(there["deno.json"]);
    assertEquals(Object.keys(config.tasks).sort(), SCRIPTS.map((s) => s.replace(".ts", "")).sort());
    assertEquals("fast-check" in config.imports, false);
    await everyScriptRuns(folder);
    const check = await command(Deno.execPath(), ["check", "session-08", "lib"], { cwd: folder });
    assertEquals(check.code, 0, check.stderr);
  }));

Deno.test("copied twice, nothing changes", () =>
  inFolder({}, async (folder, copy) => {
    await copy();
    const before = await snapshot(folder);
    const { code, stdout } = await copy();
    assertEquals(code, 0);
    assertMatch(stdout, /^(\d+) of \1 files were there already\.\n$/);
    assertEquals(await snapshot(folder), before);
  }));

peerTest("git", "copied into a repository of the Python course, its files stay", async (git) => {
  const python = { "Session-08/client.py": "import socket\n", "README.md": "# PNE\n" };
  await inFolder(python, async (folder, copy) => {
    const run = (...args: string[]) => command(git, args, { cwd: folder });
    await run("init", "-q");
    await run("add", "-A");
    await run("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "mine");
    assertEquals((await copy()).code, 0);
    assertEquals(
      (await run("status", "--porcelain")).stdout,
      "?? deno.json\n?? lib/\n?? session-08/\n",
    );
    await everyScriptRuns(folder);
  });
});

Deno.test("copied beside a deno.json of one's own, both work", () => {
  const own = '{\n    "tasks": { "mine": "echo hi" },\n    "imports": { "x": "npm:x@1" }\n}\n';
  return inFolder({ "deno.json": own }, async (folder, copy) => {
    const { code, stdout } = await copy();
    assertEquals(code, 0);
    assertStringIncludes(stdout, "added to deno.json\n");
    const config = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
    assertEquals([config.tasks.mine, config.imports.x], ["echo hi", "npm:x@1"]);
    assertEquals(config.tasks.client, "deno run -N session-08/client.ts");
    await Deno.writeTextFile(
      `${folder}/deno.json`,
      JSON.stringify({ ...config, imports: { ...config.imports, x: undefined } }),
    );
    await everyScriptRuns(folder);
  });
});

Deno.test("the comments of a deno.jsonc stay", () => {
  const own =
    '// my project\n{\n  "tasks": {\n    // says hi\n    "mine": "echo hi", // hi\n  },\n  /* the end */\n}\n';
  return inFolder({ "deno.jsonc": own }, async (folder, copy) => {
    const { code, stderr } = await copy("--only", "client.ts");
    assertEquals([code, stderr], [0, ""]);
    const text = await Deno.readTextFile(`${folder}/deno.jsonc`);
    for (const part of ["// my project\n", "    // says hi\n", "// hi\n", "/* the end */"]) {
      assertStringIncludes(text, part);
    }
    assertEquals(await Deno.stat(`${folder}/deno.json`).catch(() => "none"), "none");
    const client = ["run", "--cached-only", "-N", "session-08/client.ts", "--help"];
    assertEquals((await command(Deno.execPath(), client, { cwd: folder })).code, 0);
    const before = await snapshot(folder);
    await copy("--only", "client.ts");
    assertEquals(await snapshot(folder), before);
  });
});

Deno.test("what differs is named and not touched, unless forced", () => {
  const mine = {
    "session-08/client.ts": "// my own client\n",
    "lib/text.ts": "// my own lib\n",
    "deno.json": '{ "tasks": { "server": "my own server" } }\n',
  };
  return inFolder(mine, async (folder, copy) => {
    const { code, stderr } = await copy();
    assertEquals(code, 1);
    for (const name of ["session-08/client.ts", "lib/text.ts", "deno.json: tasks.server"]) {
      assertStringIncludes(stderr, `  ${name}\n`);
    }
    assertEquals(await snapshot(folder), mine);
    const forced = await copy("--force");
    assertEquals([forced.code, forced.stderr], [0, ""]);
    const there = await snapshot(folder);
    for (const [path, text] of Object.entries(mine)) assertEquals(there[`${path}.bak`], text);
    assertEquals(there["lib/text.ts"], await Deno.readTextFile(`${ROOT}/lib/text.ts`));
    // A second copy that was kept does not replace the first
    await Deno.writeTextFile(`${folder}/lib/text.ts`, "// again\n");
    await copy("--force");
    const again = await snapshot(folder);
    assertEquals([again["lib/text.ts.bak"], again["lib/text.ts.bak2"]], [
      "// my own lib\n",
      "// again\n",
    ]);
  });
});

Deno.test("--only copies a script and what it imports", () =>
  inFolder({}, async (folder, copy) => {
    const { code, stderr } = await copy("--only", "Ex3.ts");
    assertEquals([code, stderr], [0, ""]);
    const there = Object.keys(await snapshot(folder));
    assert(there.includes("session-08/Ex3.ts") && there.includes("lib/input.ts"));
    assertEquals(there.filter((path) => /server|table|client|README/.test(path)), [
      "lib/server-socket.ts",
    ]);
    const config = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
    assertEquals(Object.keys(config.tasks), ["Ex3"]);
    assertEquals(Object.keys(config.imports), ["@std/cli/parse-args"]);
    const args = ["run", "--cached-only", "-N", "session-08/Ex3.ts", "--port", "1"];
    const chat = await command(Deno.execPath(), args, { cwd: folder, input: "hi\n" });
    assertStringIncludes(chat.stderr, "Not sent: line 1: hi");
    const check = await command(Deno.execPath(), ["check", "session-08", "lib"], { cwd: folder });
    assertEquals(check.code, 0, check.stderr);
  }));

Deno.test("a copy that stops half-way leaves what it found", () => {
  // A folder stands where the last file would go
  const mine = { "session-08/server.ts/x": "", "lib/socket.ts": "// mine\n" };
  return inFolder(mine, async (folder, copy) => {
    const { code, stderr } = await copy("--force");
    assertEquals(code, 1);
    assertMatch(stderr, /^copy\.ts: .*(a folder is in the way of a file|cannot be written)/);
    assertEquals(await snapshot(folder), mine);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "lib",
      "session-08",
    ]);
  });
});

Deno.test("copy.ts explains where it cannot copy to", () =>
  inFolder({ "a-file": "", "broken/deno.json": "{ tasks" }, async (folder) => {
    const wrong: [string[], number, RegExp][] = [
      [[], 2, /the folder of your repository is missing/],
      [[`${folder}/a-file`], 1, /a-file is not a folder/],
      [[`${folder}/none`], 1, /none does not exist: make it first/],
      [[ROOT], 1, /lies inside this project/],
      [[`${ROOT}/tests`], 1, /lies inside this project/],
      [[`${folder}/broken`], 1, /deno\.json is not right JSON \(line 1\): nothing was written/],
      [[folder, "--only", "Ex9.ts"], 2, /there is no session-08\/Ex9\.ts/],
      [[folder, "--only", "../../lib/cli.ts"], 2, /there is no session-08/],
    ];
    const before = await snapshot(folder);
    for (const [args, code, text] of wrong) {
      const outcome = await run("copy.ts", args);
      assertMatch(outcome.stderr, text);
      assertEquals(outcome.code, code);
    }
    assertEquals(await snapshot(folder), before);
  }));

Deno.test("a folder is looked for from where the student is", () =>
  inFolder({ "repo/README.md": "", "here/x": "" }, async (folder) => {
    const env = { INIT_CWD: `${folder}/here` };
    assertEquals((await run("copy.ts", ["../repo", "--only", "client.ts"], { env })).code, 0);
    assertEquals((await Deno.stat(`${folder}/repo/session-08/client.ts`)).isFile, true);
  }));
