import { assert, assertEquals, assertMatch } from "@std/assert";
import { blocksOf, commandsIn, commandsOf, type Shell, traps, words } from "./commands.ts";
import { peerTest } from "./peers.ts";
import { command, flagsOf, pathOf, ROOT, run } from "./scripts.ts";
import { atTerminal } from "./sockets.ts";

const README = Deno.readTextFileSync(`${ROOT}README.md`);
const HANDOUT = Deno.readTextFileSync(pathOf("README.md"));
const CONFIG = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
const SCRIPTS = [...Deno.readDirSync(`${ROOT}session-08`)]
  .map(({ name }) => name).filter((name) => name.endsWith(".ts")).sort();

/** What a student writes following the handout, besides a server that asks for less than ours. */
const WRITTEN = ["again.ts", "away.ts", "bare.ts", "bare-server.ts"];

// --- The commands of both texts

const COMMANDS = [...commandsOf(README), ...commandsOf(HANDOUT)];

Deno.test("every command does the same in every shell that it is shown for", () => {
  assert(COMMANDS.length > 50);
  const found = COMMANDS.flatMap(({ text, shells }) =>
    shells.flatMap((shell) => traps(text, shell).map((trap) => `${text}\n  ${shell}: ${trap}`))
  );
  assertEquals([...new Set(found)], []);
});

const TRAPS: [string, Shell[]][] = [
  ['printf "Testing!!! :-)"', ["bash", "zsh"]],
  ["deno run -S=networkInterfaces,hostname x.ts", ["PowerShell"]],
  ["deno run -R=. x.ts", ["PowerShell"]],
  ["deno run x.ts *.txt", ["bash", "zsh"]],
  ["deno run x.ts [MESSAGE]", ["bash", "zsh"]],
  ["deno run x.ts <IP>", ["bash", "zsh", "PowerShell", "cmd"]],
  ["deno run x.ts 'a message'", ["cmd"]],
  ['deno run x.ts "$HOME"', ["bash", "zsh", "PowerShell"]],
  ["PEERS=required deno task test", ["bash", "zsh", "PowerShell", "cmd"]],
  ["mkdir ../my-repo", ["cmd"]],
  ["cd lab && deno task demo", ["bash", "zsh", "PowerShell", "cmd"]],
  ['deno run -N session-08/client.ts "My first message" --ip 127.0.0.1', []],
];
for (const [text, shells] of TRAPS) {
  Deno.test(`a command that students cannot type as it stands is found: ${text}`, () => {
    const all: Shell[] = ["bash", "zsh", "PowerShell", "cmd"];
    assertEquals(all.filter((shell) => traps(text, shell).length > 0), shells);
  });
}

peerTest(
  "bash",
  "a bash at a terminal takes the words of each command as they stand",
  async (bash) => {
    const shown = [
      ...new Set(COMMANDS.filter(({ shells }) => shells.includes("bash")).map(({ text }) => text)),
    ];
    await using terminal = atTerminal(bash, ["--norc", "--noprofile", "--noediting", "-i"]);
    // What is typed comes back as well: the words are told by their brackets
    await terminal.write("PS1=; stty -echo; say() { printf '[%s]' \"$@\"; echo; }\n");
    for (const [i, text] of shown.entries()) {
      await terminal.write(`say ${i} ${text.replace("|", `; say ${i}`)}\n`);
    }
    await terminal.write("say the end\n");
    assert(await terminal.waitForText("[the][end]"), terminal.output);
    for (const [i, text] of shown.entries()) {
      for (const part of text.split("|")) {
        const said = [String(i), ...words(part).map(({ text }) => text)].map((word) => `[${word}]`);
        assert(terminal.output.includes(said.join("")), `${text}\n${terminal.output}`);
      }
    }
  },
);

for (const text of new Set(COMMANDS.map(({ text }) => text))) {
  const [, verb, rest] = text.match(/(?:^|\| ?)(?:npx -y deno@2\.9\.6|deno) (run|task) (.+)$/) ??
    [];
  if (verb === undefined) continue;
  Deno.test(`"${text}" is right`, async () => {
    const args = words(rest).map(({ text }) => text);
    if (verb === "task") return assertEquals(args[0] in CONFIG.tasks, true);
    const at = args.findIndex((word) => /^(\.\.\/lab\/)?session-08\//.test(word));
    const script = args[at].split("session-08/")[1];
    const flags = args.slice(0, at).filter((flag) => flag !== "--check");
    const own = script === "server.ts" && !text.includes("-S=") || WRITTEN.includes(script);
    if (own || flags.join() === "--no-prompt") return;
    assertEquals(flags, flagsOf(script));
    assertEquals((await run(script, [...args.slice(at + 1), "--help"])).code, 0);
  });
}

Deno.test("both texts give Deno its short name for the same version, which is CI's", async () => {
  const ci = await Deno.readTextFile(`${ROOT}.ci/run`);
  const versions = new Set(`${README}${HANDOUT}${ci}`.match(/deno@[\d.]+/g));
  assertEquals([...versions], ["deno@2.9.6"]);
  const definitions = blocksOf(HANDOUT).flatMap(commandsIn)
    .filter((line) => /^(alias|function|doskey) deno\b/.test(line));
  assertEquals(definitions.length, 3);
});

peerTest("bash", "the short name of Deno passes on what is typed", async (bash) => {
  const alias = HANDOUT.match(/^alias deno=.*$/m)![0];
  const script = `shopt -s expand_aliases; npx() { printf '[%s]' "$@"; }\n${alias}\n`;
  const { stdout } = await command(bash, ["-c", `${script}deno run -N session-08/client.ts "a b"`]);
  assertEquals(stdout, "[-y][deno@2.9.6][run][-N][session-08/client.ts][a b]");
});

// --- The README

Deno.test("the README's first screen has what a newcomer needs", () => {
  const screen = README.split("\n").slice(0, 40).join("\n");
  for (
    const part of ["task demo", "(session-08/README.md)", "session-08/client.ts", "## The scripts"]
  ) {
    assertEquals(screen.includes(part), true, part);
  }
});

Deno.test("the links of both texts lead somewhere", async () => {
  for (const [text, base] of [[README, ""], [HANDOUT, "session-08/"]]) {
    for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)) {
      await Deno.stat(`${ROOT}${base}${link}`);
    }
  }
});

Deno.test("the README's rooms are those of lib", () => {
  const rooms = [...Deno.readDirSync(`${ROOT}lib`)].filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => `lib/${name}/`);
  const named = [...README.matchAll(/^\| `(lib\/.*?)` +\|/gm)].map(([, room]) => room);
  assertEquals(named.sort(), ["lib/", ...rooms].sort());
});

Deno.test("lib imports none of its rooms", () => {
  const files = [...Deno.readDirSync(`${ROOT}lib`)].map(({ name }) => name)
    .filter((name) => name.endsWith(".ts"));
  assert(files.length > 0);
  for (const file of files) {
    const text = Deno.readTextFileSync(`${ROOT}lib/${file}`);
    assertEquals(text.match(/^(import|export) .* from "\.\/\w+\/.*"/m), null, file);
  }
});

Deno.test("the README's JSON is JSON", () => {
  for (const { text } of blocksOf(README).filter(({ language }) => language === "json")) {
    JSON.parse(text);
  }
});

// --- The scripts

const LONG: Record<string, string> = {
  "-N": "net",
  "-S": "sys",
  "-E": "env",
  "-R": "read",
  "-W": "write",
};
const longOf = (flag: string) => LONG[flag] ?? flag.replace("--allow-", "");

for (const script of SCRIPTS) {
  const name = script.replace(".ts", "");
  // A skeleton becomes the exercise, and is run as such
  const [own] = name.split("-start");
  Deno.test(`${script} has the same flags wherever it is named`, () => {
    const flags = flagsOf(script);
    const text = Deno.readTextFileSync(pathOf(script));
    const command = ["deno run", ...flags, `session-08/${own}.ts`].join(" ");
    assertMatch(text, new RegExp(`^ \\*     ${command.replaceAll(/[.$]/g, "\\$&")}( |$)`, "m"));
    assertEquals(README.includes(`\`${command}\``), true, "the README's table");
    assertEquals(README.includes(`(session-08/${script})`), true, "the README's link");
    assertEquals(CONFIG.tasks[own], command);
    const set = Object.fromEntries(flags.map((flag) => {
      const [option, values] = flag.split("=");
      return [longOf(option), values ? values.split(",") : true];
    }));
    assertEquals(CONFIG.permissions[own], set);
  });
}

for (const script of ["client.ts", "client-2.ts", "Ex3.ts", "Ex3-start.ts", "server.ts"]) {
  Deno.test(`${script} fits on a screen`, () => {
    const code = Deno.readTextFileSync(pathOf(script)).replaceAll(
      /^\s*(\/\/.*|\/?\*.*|#!.*)?\n/gm,
      "",
    );
    assertEquals(code.split("\n").length <= 41, true, code);
  });
}
