import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { everyScriptRuns, original, repository } from "../tools/copy/repositories.ts";
import { peerTest } from "../peers.ts";
import { command, flagsOf, NOBODY, pathOf, ROOT, run } from "../scripts.ts";

/** A copy has no more files: a student opens this folder. */
const MOST_FILES = 54;

/** What the students write themselves; a beginning comes as the program. */
const STUDENTS = ["client.ts", "client-2.ts", "Ex3.ts", "server.ts"];
const begun = (name: string) => exists(`${ROOT}session-08/${name.replace(".ts", "-start.ts")}`);

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const deno = (args: string[], cwd: string, input?: string) =>
  command(Deno.execPath(), args, { cwd, input });

Deno.test("copied into an empty folder, all that a student needs is there and runs", async () => {
  await using repo = await repository();
  const { code, stdout, stderr } = await repo.copy();
  assertEquals([code, stderr], [0, ""]);
  const there = await repo.files();
  const paths = Object.keys(there);
  assertEquals(stdout.split("\n")[0], `${paths.length} files copied.`);
  assert(paths.length <= MOST_FILES, `${paths.length} files: ${paths.join(" ")}`);
  const session = paths.filter((path) => path.startsWith("session-08/"));
  const tools = ["Ex2.ts", "IPs.ts", "README.md", "deno.json", "deno.lock", "nc.ts", "wire.ts"]
    .filter((name) => name.startsWith("deno.") || exists(`${ROOT}session-08/${name}`));
  assertEquals(
    session.sort(),
    [...tools, ...STUDENTS.filter(begun)].map((name) => `session-08/${name}`).sort(),
  );
  assertEquals(paths.filter((path) => !/^(session-08|lib)\//.test(path)), []);
  assertEquals(paths.filter((path) => /tools\/(check|board|copy|demo)/.test(path)), []);
  for (const [path, text] of Object.entries(there)) {
    const start = STUDENTS.includes(path.replace("session-08/", ""));
    if (/deno\.(json|lock)$/.test(path)) continue;
    assertEquals(text, original(start ? path.replace(".ts", "-start.ts") : path));
  }
  assertEquals(there["session-08/deno.lock"].includes("uqr"), false);
  await everyScriptRuns(repo);
  const format = await deno(["fmt", "--check", ".", "../lib"], `${repo.path}/session-08`);
  assertEquals(format.code, 0, format.stderr);
});

Deno.test("what is printed next can be typed", async () => {
  await using repo = await repository();
  const { stdout } = await repo.copy();
  const [cd, first] = stdout.split("\n").slice(-3, -1).map((line) => line.trim());
  assertEquals(cd, `cd ${repo.path}`);
  // The teacher's server, from this project's folder
  const [path, ...flags] = first.split(" ").slice(2).toReversed();
  assertEquals(flags.toReversed(), flagsOf("server.ts"));
  assertEquals(
    await Deno.realPath(`${repo.path}/${path}`),
    await Deno.realPath(pathOf("server.ts")),
  );
  const again = await repo.copy("--only", "nc.ts");
  assertEquals(again.stdout.trim().split("\n").at(-1), "    deno run -N session-08/nc.ts");
});

for (const [name, more] of [["all", []], ["nc.ts", ["--only", "nc"]]] as [string, string[]][]) {
  Deno.test(`a copy of ${name} has tasks for what is there`, async () => {
    await using repo = await repository();
    await repo.copy(...more);
    const there = await repo.files();
    const tasks = Object.values<string>(JSON.parse(there["session-08/deno.json"]).tasks);
    assert(tasks.length > 0);
    for (const task of tasks) assert(`session-08/${task.split(" ").at(-1)}` in there, task);
  });
}

Deno.test("the tasks of a copy run what is in its folder", async () => {
  await using repo = await repository();
  await repo.copy("--only", "client.ts");
  const inside = `${repo.path}/session-08`;
  const { tasks } = JSON.parse((await repo.files())["session-08/deno.json"]);
  assertEquals(tasks, { client: "deno run -N client.ts" });
  const { code, stdout } = await deno(["task", "client", "--help"], inside);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "Usage: client.ts");
});

Deno.test("what the student has added to the configuration stays, and is no difference", async () => {
  await using repo = await repository();
  await repo.copy("--only", "client.ts");
  const path = `${repo.path}/session-08/deno.json`;
  const config = JSON.parse(await Deno.readTextFile(path));
  config.tasks.mine = "echo hi";
  await Deno.writeTextFile(path, JSON.stringify(config));
  assertEquals((await repo.copy()).code, 0);
  assertEquals(await Deno.readTextFile(path), JSON.stringify(config));
  // One that lacks what is needed is another one
  delete config.imports["@std/cli/parse-args"];
  await Deno.writeTextFile(path, JSON.stringify(config));
  const { code, stderr } = await repo.copy();
  assertEquals(code, 1);
  assertStringIncludes(stderr, "  session-08/deno.json\n");
});

for (const folder of ["session-08", "Session-08", "session8"]) {
  Deno.test(`a copy into ${folder} itself goes into the repository around it`, async () => {
    await using repo = await repository({ [`${folder}/client.py`]: "" });
    const outcome = await run("copy.ts", [`${repo.path}/${folder}`]);
    assertEquals([outcome.code, outcome.stderr], [0, ""]);
    const paths = Object.keys(await repo.files());
    assert(paths.includes("lib/cli.ts"));
    assert(paths.includes(`${folder}/nc.ts`));
    assertEquals(paths.filter((path) => !new RegExp(`^(${folder}|lib)/`).test(path)), []);
    assertStringIncludes(
      outcome.stdout,
      `the session's folder: your repository is ${repo.path}.\n`,
    );
    assertStringIncludes(outcome.stdout, `cd ${repo.path}\n`);
  });
}

Deno.test("a repository may have the session's name", async () => {
  await using repo = await repository({ "session-08/.git/x": "" });
  await run("copy.ts", [`${repo.path}/session-08`]);
  assert(exists(`${repo.path}/session-08/session-08/nc.ts`));
});

Deno.test("copied twice, nothing changes", async () => {
  await using repo = await repository();
  await repo.copy();
  const before = await repo.files();
  const { code, stdout } = await repo.copy();
  assertEquals(code, 0);
  assertMatch(stdout, new RegExp(`^All ${Object.keys(before).length} files are there already\\.`));
  assertEquals(await repo.files(), before);
});

Deno.test("a file with Windows' line ends is the same file", async () => {
  await using repo = await repository();
  await repo.copy();
  const files = await repo.files();
  for (const [path, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${repo.path}/${path}`, text.replaceAll("\n", "\r\n"));
  }
  const before = await repo.files();
  const { code, stdout } = await repo.copy();
  assertEquals(code, 0);
  assertMatch(stdout, /^All \d+ files are there already\./);
  assertEquals(await repo.files(), before);
});

Deno.test("--solutions brings the programs that the student is to write, too", async () => {
  await using repo = await repository();
  const { code, stderr } = await repo.copy("--solutions");
  assertEquals([code, stderr], [0, ""]);
  const there = await repo.files();
  for (const name of STUDENTS) {
    assertEquals(there[`session-08/${name}`], original(`session-08/${name}`));
  }
  assertEquals("session-08/copy.ts" in there || "session-08/Ex3-start.ts" in there, false);
  await everyScriptRuns(repo);
  const check = await deno(["check", "."], `${repo.path}/session-08`);
  assertEquals(check.code, 0, check.stderr);
});

Deno.test("the student's own programs are left alone, and the rest is copied", async () => {
  const mine = Object.fromEntries(STUDENTS.map((name) => [`session-08/${name}`, "// mine\n"]));
  for (const more of [[], ["--force"]]) {
    await using repo = await repository(mine);
    const { code, stdout } = await repo.copy(...more);
    assertEquals(code, 0);
    const there = await repo.files();
    for (const [path, text] of Object.entries(mine)) assertEquals(there[path], text);
    assertStringIncludes(stdout, "session-08/Ex3.ts is yours now, and stays as it is.\n");
    assertEquals(there["session-08/nc.ts"], original("session-08/nc.ts"));
    assertEquals(Object.keys(there).filter((path) => path.includes(".bak")), []);
  }
});

const OWN: [string, Record<string, string>][] = [
  ["a deno.json", { "deno.json": '{\n    "tasks": { "mine": "echo hi" }\n}\n' }],
  ["a deno.jsonc", { "deno.jsonc": '// mine\n{ "imports": { "@std/": "npm:nothing@1/" }, }\n' }],
  ["a frozen lock", { "deno.json": '{ "lock": { "frozen": true } }', "deno.lock": "{}" }],
  ["a broken deno.json", { "deno.json": "{ tasks" }],
  ["a package.json", { "package.json": '{ "dependencies": { "chalk": "^5.0.0" } }' }],
  ["both", {
    "deno.json": '{ "nodeModulesDir": "manual" }',
    "package.json": '{ "dependencies": { "chalk": "^5.0.0" } }',
  }],
  ["a workspace of Deno's", {
    "deno.json": '{ "workspace": ["./mine"] }',
    "mine/deno.json": '{ "name": "@me/mine", "exports": "./mod.ts" }',
  }],
  ["a workspace of npm's", {
    "package.json": '{ "workspaces": ["mine"] }',
    "mine/package.json": '{ "name": "mine" }',
  }],
];
for (const [what, files] of OWN) {
  Deno.test(`copied beside ${what}, everything runs and that is not touched`, async () => {
    await using repo = await repository(files);
    const { code, stderr } = await repo.copy();
    assertEquals([code, stderr], [0, ""]);
    await everyScriptRuns(repo);
    const there = await repo.files();
    for (const [path, text] of Object.entries(files)) assertEquals(there[path], text);
    assertEquals(
      Object.keys(there).filter((path) => !/^(session-08|lib)\//.test(path)).sort(),
      Object.keys(files).sort(),
    );
  });
}

Deno.test("the student's own tasks run as before, in a workspace too", async () => {
  const mine = {
    "deno.json": '{ "workspace": ["./mine"], "tasks": { "mine": "echo hi" } }',
    "mine/deno.json": '{ "name": "@me/mine", "exports": "./mod.ts" }',
    "mine/mod.ts": 'console.log("mine");\n',
  };
  await using repo = await repository(mine);
  await repo.copy();
  assertEquals((await deno(["task", "--quiet", "mine"], repo.path)).stdout, "hi\n");
  const { stdout, stderr } = await deno(["run", "--check", "-q", "mine/mod.ts"], repo.path);
  assertEquals([stdout, stderr], ["mine\n", ""]);
});

peerTest(
  "git",
  "in a repository of the Python course, a second session's folder is asked for",
  async (git) => {
    await using repo = await repository({ "Session-08/client.py": "import socket\n" });
    const run = (...args: string[]) => command(git, args, { cwd: repo.path });
    await run("init", "-q");
    await run("add", "-A");
    await run("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "mine");
    const { code, stderr } = await repo.copy();
    assertEquals(code, 1);
    assertMatch(stderr, /^copy\.ts: your repository has a folder Session-08 already/);
    assertStringIncludes(stderr, "--into Session-08\n");
    assertEquals((await run("status", "--porcelain")).stdout, "");

    assertEquals((await repo.copy("--into", "Session-08")).code, 0);
    const { stdout } = await run("status", "--porcelain", "-uall");
    const rows = stdout.trim().split("\n");
    assertEquals(rows.filter((row) => !/^\?\? (Session-08|lib)\//.test(row)), []);
    // The hand-ins are not left out by anything that came along
    await Deno.writeTextFile(`${repo.path}/Session-08/IPs.txt`, "");
    await Deno.writeTextFile(`${repo.path}/Session-08/Ex2.txt`, "");
    const hands = (await run("status", "--porcelain", "-uall")).stdout;
    for (const name of ["IPs.txt", "Ex2.txt"]) {
      assertStringIncludes(
        hands,
        `?? Session-08/${name}\n`,
      );
    }
    await everyScriptRuns(repo, "Session-08");
  },
);

for (const name of ["session8", "Session_08", "Session 08", "SESSION-8", "session08"]) {
  Deno.test(`beside a folder ${name} no second one is made unasked`, async () => {
    await using repo = await repository({ [`${name}/x`]: "" });
    const { code, stderr } = await repo.copy();
    assertEquals(code, 1);
    assertStringIncludes(stderr, name.includes(" ") ? `--into "${name}"\n` : `--into ${name}\n`);
    assertEquals(await repo.files(), { [`${name}/x`]: "" });
    // The student says which one; afterwards the answer is known
    const { stdout } = await repo.copy("--only", "client.ts", "--into", name);
    assertStringIncludes(stdout, name.includes(" ") ? `"${name}/client.ts"` : `${name}/client.ts`);
    assertEquals((await repo.files())[`${name}/client.ts`], original("session-08/client.ts"));
    assertEquals((await repo.copy("--only", "client.ts", "--into", "session-08")).code, 0);
    assertEquals((await repo.copy("--only", "client.ts")).code, 0);
  });
}

Deno.test("other sessions' folders are none of ours", async () => {
  await using repo = await repository({
    "session-07/x": "",
    "session-18/x": "",
    "session-80/x": "",
  });
  assertEquals((await repo.copy("--only", "client.ts")).code, 0);
});

const LEFT_OUT = [
  "lib/",
  "lib",
  "/lib/",
  "**/lib/",
  "[Ll]ib/",
  "[!a]ib/",
  "lib/*",
  "/lib/**",
  "lib/**/*.ts",
  "l?b",
  "*.lock",
  "deno.*",
  "session-08/deno.lock",
  "session-*/",
  "*.ts",
  "tools",
  "*",
  "lib/\n!lib/cli.ts",
  "!lib/\nlib/",
];
const FINE = [
  "*.pyc\nlib64/\n",
  "# lib/",
  "lib/\n!/lib/",
  "/src/lib/",
  "\\!lib/",
  "libs",
  "/*.lock",
];
for (const rules of [...LEFT_OUT, ...FINE]) {
  const verdict = FINE.includes(rules) ? "leaves in what is needed" : "leaves out what is needed";
  peerTest(
    "git",
    `a .gitignore with ${JSON.stringify(rules)} ${verdict}`,
    async (git) => {
      await using repo = await repository({ ".gitignore": `${rules}\n` });
      await command(git, ["init", "-q"], { cwd: repo.path });
      const { stdout } = await repo.copy();
      const paths = Object.keys(await repo.files()).filter((path) => path !== ".gitignore");
      const ignored = async () =>
        (await command(git, ["check-ignore", ...paths], { cwd: repo.path })).stdout;
      assertEquals(await ignored() !== "", LEFT_OUT.includes(rules));
      const [, lines = ""] = stdout.match(/leaves out what is needed.*:\n((?: {4}.*\n)*)/) ?? [];
      assertEquals(lines !== "", LEFT_OUT.includes(rules), stdout);
      await Deno.writeTextFile(`${repo.path}/.gitignore`, lines.replaceAll("    ", ""), {
        append: true,
      });
      assertEquals(await ignored(), "");
      assertEquals((await repo.copy()).stdout.includes(".gitignore"), false);
    },
  );
}

Deno.test("what differs is named and not touched, unless forced", async () => {
  const mine = {
    "session-08/nc.ts": "// my own nc\n",
    "lib/text.ts": "// my own lib\n",
    "session-08/deno.json": '{ "tasks": { "server": "my own server" } }\n',
  };
  await using repo = await repository(mine);
  const { code, stderr } = await repo.copy();
  assertEquals(code, 1);
  for (const path of Object.keys(mine)) assertStringIncludes(stderr, `  ${path}\n`);
  assertEquals(await repo.files(), mine);
  const forced = await repo.copy("--force");
  assertEquals([forced.code, forced.stderr], [0, ""]);
  const there = await repo.files();
  for (const [path, text] of Object.entries(mine)) {
    assertEquals(there[`${path}.bak`], text);
    assertStringIncludes(forced.stdout, `${path}: yours is now ${path}.bak\n`);
  }
  assertEquals(there["lib/text.ts"], original("lib/text.ts"));
  // A second copy that was kept does not replace the first
  await Deno.writeTextFile(`${repo.path}/lib/text.ts`, "// again\n");
  await repo.copy("--force");
  const again = await repo.files();
  assertEquals([again["lib/text.ts.bak"], again["lib/text.ts.bak2"]], [
    "// my own lib\n",
    "// again\n",
  ]);
});

Deno.test("--only client.ts brings ten files of lib at most", async () => {
  await using repo = await repository();
  const { code, stderr } = await repo.copy("--only", "client.ts");
  assertEquals([code, stderr], [0, ""]);
  const there = Object.keys(await repo.files());
  const lib = there.filter((path) => /^lib\/.*(?<!\.d)\.ts$/.test(path));
  assert(lib.length <= 10, lib.join(" "));
  assertEquals(there.filter((path) => !path.startsWith("lib/")).sort(), [
    "session-08/client.ts",
    "session-08/deno.json",
    "session-08/deno.lock",
  ]);
  const args = ["run", "--cached-only", "-N", "session-08/client.ts", "--port", `${NOBODY}`];
  assertEquals((await deno(args, repo.path)).code, 1);
});

Deno.test("--only demo.ts brings the scripts that it starts", async () => {
  await using repo = await repository();
  assertEquals((await repo.copy("--only", "demo.ts")).code, 0);
  assertEquals(Object.keys(await repo.files()).includes("session-08/README.md"), false);
  const demo = ["run", "-q", "--cached-only", ...flagsOf("demo.ts"), "session-08/demo.ts"];
  const { code, stdout, stderr } = await deno(demo, repo.path);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "It all worked.");
});

/** The scripts that can be copied alone. */
const SCRIPTS = Object.values<string>(JSON.parse(original("deno.json")).tasks)
  .flatMap((task) => task.match(/(?<=session-08\/)\S+\.ts/) ?? [])
  .filter((script) => script !== "copy.ts");

for (const script of SCRIPTS) {
  Deno.test(`--only ${script} brings all that it needs`, async () => {
    await using repo = await repository();
    const { code, stderr } = await repo.copy("--only", script);
    assertEquals([code, stderr], [0, ""]);
    await everyScriptRuns(repo);
    // Another one beside it is no conflict
    assertEquals((await repo.copy("--only", "client.ts")).code, 0);
    assertEquals((await repo.copy()).code, 0);
  });
}

Deno.test("--only Ex3.ts brings the skeleton, with --solutions the program", async () => {
  for (const [more, source] of [[[], "Ex3-start.ts"], [["--solutions"], "Ex3.ts"]] as const) {
    await using repo = await repository();
    assertEquals((await repo.copy("--only", "Ex3", ...more)).code, 0);
    assertEquals((await repo.files())["session-08/Ex3.ts"], original(`session-08/${source}`));
  }
});

Deno.test("the skeleton of exercise 3 runs, and says what is missing", async () => {
  await using repo = await repository();
  await repo.copy();
  const args = ["run", "--check", "-q", "--cached-only", "-N", "session-08/Ex3.ts"];
  const { code, stdout, stderr } = await deno(args, repo.path, "hi\nho\n");
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.match(/Still missing: (connect|send|close)/g)?.length, 2 * 3);
});

Deno.test("copy.ts explains where it cannot copy to", async () => {
  await using repo = await repository({ "a-file": "", "lib/x": "" });
  const inside = /lies inside this project/;
  const wrong: [string[], number, RegExp][] = [
    [[], 2, /the folder of your repository is missing/],
    [[`${repo.path}/a-file`], 1, /a-file is not a folder/],
    [[`${repo.path}/none`], 1, /there is no folder .*none\. Make it first/],
    [[ROOT], 1, inside],
    [[`${ROOT}tests`], 1, inside],
    [[`${ROOT}lib/../lib`], 1, inside],
    [[repo.path, "--only", "Ex9.ts"], 2, /there is no script "Ex9\.ts"[^]*client\.ts/],
    [[repo.path, "--only", "copy.ts"], 2, /there is no script "copy\.ts" to copy/],
    [[repo.path, "--only", "../../lib/cli.ts"], 2, /there is no script/],
    [[repo.path, "--into", "a/b"], 2, /"a\/b" cannot be the session's folder/],
    [[repo.path, "--into", ".."], 2, /cannot be the session's folder/],
    [[repo.path, "--into", "lib"], 2, /cannot be the session's folder/],
    [[repo.path, "--into", "a-file"], 1, /not a folder/],
    [[repo.path, "--all"], 2, /unknown option --all/],
  ];
  const before = await repo.files();
  for (const [args, code, text] of wrong) {
    const outcome = await run("copy.ts", args);
    assertMatch(outcome.stderr, text);
    assertEquals([args, outcome.code], [args, code]);
    assertEquals(/\n +at /.test(outcome.stderr), false);
  }
  assertEquals(await repo.files(), before);
});

Deno.test({
  name: "a folder that leads into this project by a link is refused",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using repo = await repository();
    for (const [name, to] of [["session-08", "session-08"], ["lib", "lib"], ["all", ""]]) {
      await Deno.symlink(`${ROOT}${to}`, `${repo.path}/${name}`, { type: "dir" });
      const args = [name === "all" ? `${repo.path}/all` : repo.path];
      const { code, stderr } = await run("copy.ts", args);
      assertEquals(code, 1);
      assertMatch(stderr, /lies inside this project/);
      await Deno.remove(`${repo.path}/${name}`);
    }
  },
});

Deno.test("copy.ts without its permissions says which are missing", async () => {
  await using repo = await repository();
  for (const flags of [[], ["-R"], ["-E=INIT_CWD"]]) {
    const { code, stderr } = await run("copy.ts", [repo.path], { flags });
    assertEquals(code, 1);
    assertMatch(stderr, /^copy\.ts: .*add -R -W after "run"/);
    assertEquals(/\n +at /.test(stderr), false);
  }
  // Without -E it still copies
  assertEquals((await run("copy.ts", [repo.path], { flags: ["-R", "-W"] })).code, 0);
});

Deno.test("a folder is looked for from where the student is", async () => {
  await using repo = await repository({ "repo/README.md": "", "here/x": "" });
  const env = { INIT_CWD: `${repo.path}/here` };
  const { code, stdout } = await run("copy.ts", ["../repo", "--only", "client.ts"], { env });
  assertEquals(code, 0);
  assertStringIncludes(stdout, "cd ../repo\n");
  assertEquals((await Deno.stat(`${repo.path}/repo/session-08/client.ts`)).isFile, true);
});
