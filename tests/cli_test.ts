import { assertEquals, assertStringIncludes } from "@std/assert";
import { command } from "./scripts.ts";

const CLI = import.meta.resolve("../lib/cli.ts");

/** What `commandLine` gives for these arguments; stdout is its JSON. */
function commandLine(about: string, defaults: Record<string, unknown>, args: string[]) {
  const code = `import { commandLine } from "${CLI}";
    console.log(JSON.stringify(commandLine(${JSON.stringify(about)}, ${
    JSON.stringify(defaults)
  })));`;
  return command(Deno.execPath(), ["run", "-", ...args], { input: code });
}

const TAKEN: [string, Record<string, unknown>, string[], unknown][] = [
  ["works", { ip: "1.2.3.4", port: 80 }, [], { ip: "1.2.3.4", port: 80 }],
  ["works", { ip: "1.2.3.4", port: 80 }, ["--port=0", "--ip", "::1"], { ip: "::1", port: 0 }],
  ["works", { print: false }, ["--print"], { print: true }],
  ["works", { count: 3 }, ["--count", "0.5"], { count: 0.5 }],
  ["works", { count: 3 }, ["--count", "1", "--count", "2"], { count: 2 }],
  ["[WORD] works", { word: "x" }, ["0x10"], { word: "0x10" }],
  ["[WORD] works", { word: "x" }, ["--", "--help"], { word: "--help" }],
  ["[A] [B] works", { a: "x", b: "y" }, ["1"], { a: "1", b: "y" }],
  ["[NAMES...] works", { names: ["x"] }, ["a", "b"], { names: ["a", "b"] }],
  ["[NAMES...] works", { names: ["x"] }, [], { names: ["x"] }],
];
for (const [about, defaults, args, values] of TAKEN) {
  Deno.test(`commandLine takes "${about}" ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await commandLine(about, defaults, args);
    assertEquals([code, stderr, JSON.parse(stdout)], [0, "", values]);
  });
}

const REFUSED: [string, Record<string, unknown>, string[], string][] = [
  ["works", { count: 3 }, ["--count", "-1"], "unknown option -1"],
  ["works", { count: 3 }, ["--count"], "--count needs a value, as in --count 3"],
  ["works", { count: 3 }, ["--count", "1e9"], '--count "1e9" is not a number'],
  ["works", { print: false }, ["--no-print"], "unknown option --no-print"],
  ["works", {}, ["x"], '"x" is one word too many'],
  ["works", {}, ["-lvp"], "unknown option -l"],
];
for (const [about, defaults, args, text] of REFUSED) {
  Deno.test(`commandLine refuses ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await commandLine(about, defaults, args);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, text);
    assertStringIncludes(stderr, "Usage: ");
  });
}

Deno.test("an error that nobody has foreseen is shown whole", async () => {
  const code = `import { commandLine } from "${CLI}"; commandLine("works", {});
    throw new TypeError("a mistake in the script");`;
  const { code: status, stderr } = await command(Deno.execPath(), ["eval", code]);
  assertEquals(status, 1);
  assertStringIncludes(stderr, "TypeError: a mistake in the script");
  assertStringIncludes(stderr, "    at ");
});
