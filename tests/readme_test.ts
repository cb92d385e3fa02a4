import { assertEquals, assertMatch } from "@std/assert";
import { flagsOf, pathOf, run } from "./scripts.ts";

const ROOT = new URL("..", import.meta.url);
const README = Deno.readTextFileSync(new URL("README.md", ROOT));
const CONFIG = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
/** The skeleton is none: it becomes Ex3.ts in a copy. */
const SCRIPTS = [...Deno.readDirSync(new URL("session-08", ROOT))]
  .map(({ name }) => name).filter((name) => /(?<!-start)\.ts$/.test(name)).sort();

/** The commands of the README: the lines of its sh blocks, and what its table has in backticks. */
const COMMANDS = [
  ...[...README.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block]) => block.trim().split("\n")),
  ...[...README.matchAll(/`((?:PEERS=required |npx -y )?deno(?:@\S+)? (?:run|task) [^`]*)`/g)]
    .map(([, command]) => command),
];

Deno.test("the README has commands", () => assertEquals(COMMANDS.length > 8, true));

for (const command of new Set(COMMANDS)) {
  Deno.test(`the README's "${command}" is right`, async () => {
    const [, verb, rest] = command.match(
      /^(?:PEERS=required )?(?:npx -y deno@2\.9\.6|deno) (run|task) (.+)$/,
    )!;
    const words = rest.split(" ");
    if (verb === "task") return assertEquals(words[0] in CONFIG.tasks, true);
    if (words[0].startsWith("-P=")) {
      return assertEquals(words[0].slice(3) in CONFIG.permissions, true);
    }
    const at = words.findIndex((word) => word.startsWith("session-08/"));
    const script = words[at].replace("session-08/", "");
    assertEquals(words.slice(0, at), flagsOf(script));
    assertEquals((await run(script, [...words.slice(at + 1), "--help"])).code, 0);
  });
}

Deno.test("the README's links lead somewhere", async () => {
  for (const [, link] of README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    await Deno.stat(new URL(link, ROOT));
  }
});

Deno.test("the README's JSON is JSON", () => {
  for (const [, json] of README.matchAll(/^```json\n(.*?)^```/gms)) JSON.parse(json);
});

Deno.test("the README names the version of Deno that CI runs", async () => {
  const ci = await Deno.readTextFile(new URL(".ci/run", ROOT));
  const versions = new Set(`${README}${ci}`.match(/deno@[\d.]+/g));
  assertEquals([...versions], ["deno@2.9.6"]);
});

const LONG: Record<string, string> = {
  "-N": "net",
  "-S": "sys",
  "-E": "env",
  "-R": "read",
  "-W": "write",
  "--allow-run": "run",
};

for (const script of SCRIPTS) {
  Deno.test(`${script} has the same flags wherever it is named`, () => {
    const flags = flagsOf(script);
    const command = ["deno run", ...flags, `session-08/${script}`].join(" ");
    const source = Deno.readTextFileSync(pathOf(script));
    // Its own text, the README's table and the task
    assertMatch(source, new RegExp(`^ \\*     ${command.replaceAll(/[.$]/g, "\\$&")}( |$)`, "m"));
    assertEquals(README.includes(`\`${command}\``), true);
    const name = script.replace(".ts", "");
    assertEquals(CONFIG.tasks[name], command);
    // The permission set
    const set = Object.fromEntries(flags.map((flag) => {
      const [option, values] = flag.split("=");
      return [LONG[option], values ? values.split(",") : true];
    }));
    assertEquals(CONFIG.permissions[name], set);
  });
}

for (const script of ["client.ts", "client-2.ts", "Ex3.ts", "server.ts"]) {
  Deno.test(`${script} fits on a screen`, () => {
    const code = Deno.readTextFileSync(pathOf(script)).replaceAll(
      /^\s*(\/\/.*|\/?\*.*|#!.*)?\n/gm,
      "",
    );
    assertEquals(code.split("\n").length <= 41, true, code);
  });
}
