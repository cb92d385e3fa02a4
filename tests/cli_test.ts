import { assertEquals, assertStringIncludes } from "@std/assert";
import { program } from "./scripts.ts";

/** What `parseOptions` gives for these arguments; stdout is its JSON. */
function parseOptions(options: string, args: string[]) {
  return program(
    `import { parseOptions } from "lib/cli.ts";
    console.log(JSON.stringify(parseOptions(${options})));`,
    args,
  );
}

const TAKEN: [string, string[], unknown][] = [
  ['{ ip: "1.2.3.4", port: 80 }', [], { ip: "1.2.3.4", port: 80 }],
  ['{ ip: "1.2.3.4", port: 80 }', ["--port=9", "--ip", "::1"], { ip: "::1", port: 9 }],
  ["{ port: 80 }, { listens: true }", ["--port", "0"], { port: 0 }],
  ["{ print: false }", ["--print"], { print: true }],
  ["{ count: 3 }", ["--count", "0.5"], { count: 0.5 }],
  ['{ message: "x" }', ["0x10"], { message: "0x10" }],
  ['{ message: "x" }', ["--message", "two words"], { message: "two words" }],
  ['{ message: "x" }', ["--", "--help"], { message: "--help" }],
  ['{ message: "x" }', [""], { message: "" }],
  ['{ message: "x", ip: "::1" }', ["—hello"], { message: "—hello", ip: "::1" }],
  ['{ message: "x", ip: "" }', ["--message", "::1"], { message: "::1", ip: "" }],
  ['{ folder: "" }, { word: "folder" }', ["a"], { folder: "a" }],
  ["{ names: [], h: false }", ["a", "-h", "b"], { names: ["a", "b"], h: true }],
  ['{ names: ["x"] }', [], { names: ["x"] }],
];
for (const [options, args, values] of TAKEN) {
  Deno.test(`parseOptions(${options}) takes ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await parseOptions(options, args);
    assertEquals([code, stderr, JSON.parse(stdout)], [0, "", values]);
  });
}

Deno.test("of an option that is given twice the last one counts, and that is said", async () => {
  const { code, stdout, stderr } = await parseOptions("{ count: 3 }", [
    "--count=1",
    "--count",
    "2",
  ]);
  assertEquals([code, JSON.parse(stdout)], [0, { count: 2 }]);
  assertEquals(stderr, "student.ts: --count is given twice: the last one counts.\n");
});

const REFUSED: [string, string[], string][] = [
  ["{ count: 3 }", ["--count=-1"], '--count "-1" is not a number, as in --count 3'],
  ["{ count: 3 }", ["--count"], "--count needs a value, as in --count 3"],
  ["{ count: 3 }", ["--count", "1e9"], '--count "1e9" is not a number'],
  ["{ print: false }", ["--no-print"], "unknown option --no-print"],
  ["{ port: 80 }", ["--port", "0"], "0 is not a port: a port is a number from 1 to 65535"],
  ["{ port: 80 }", ["--port", "70000"], "70000 is not a port: a port is a number from 1 to 65535"],
  ["{ port: 80 }, { listens: true }", ["--port", "x"], "a port is a number from 0 to 65535"],
  ['{ ip: "::1" }', ["--ip", "1.2.3"], '"1.2.3" is not an IP'],
  ["{}", ["x"], 'unexpected word "x"'],
  ['{ message: "", port: 80 }', ["a", "9000"], 'unexpected word "9000": say --port 9000'],
  ['{ message: "x" }', ["--message"], "--message needs a value, as in --message x"],
  ['{ message: "" }', ["a", "b"], 'unexpected word "b": put quotes around a text'],
  ['{ message: "" }', ["-x"], "unknown option -x (a text that begins with - goes after --)"],
  ["{}", ["-lvp"], "unknown option -lvp"],
  ['{ message: "" }', ["--_", "x"], "unknown option --_"],
  ["{ port: 80 }", ["-_=x"], "unknown option -_=x"],
  ['{ ip: "::1", port: 80 }', ["-ip", "::1"], "unknown option -ip: do you mean --ip?"],
  ['{ ip: "::1", port: 80 }', ["-p", "80"], "unknown option -p: do you mean --port?"],
  ["{ port: 80 }", ["--prot=80"], "unknown option --prot=80: do you mean --port?"],
  ["{ timeout: 60 }", ["--time-out"], "do you mean --timeout?"],
  ['{ ip: "::1", message: "" }', ["–ip", "::1"], "unknown option –ip: do you mean --ip?"],
  ["{ print: false }", ["--print=yes"], "unknown option --print=yes: do you mean --print?"],
  ["{ port: 80 }", ["-N"], "put -N before the file's name, as in: deno run -N student.ts"],
  ["{ port: 80 }", ["--allow-net"], "put --allow-net before the file's name"],
  ["{ port: 80 }", ["--cached-only"], "put --cached-only before the file's name"],
  ['{ ip: "::1" }', ["127.0.0.1"], 'unexpected word "127.0.0.1": say --ip 127.0.0.1'],
  [
    '{ ip: "::1", message: "x" }',
    ["127.0.0.1"],
    "is 127.0.0.1 the server's IP? Say --ip 127.0.0.1",
  ],
];
for (const [options, args, text] of REFUSED) {
  Deno.test(`parseOptions(${options}) refuses ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await parseOptions(options, args);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, text);
    assertStringIncludes(stderr, "Usage: ");
  });
}

for (const help of ["-h", "--help"]) {
  Deno.test(`${help} shows the options, what they mean and their defaults`, async () => {
    const options = `{ port: 80, count: 3, print: false, message: "hi" }, {
      about: "does it all.", help: { count: "how often" } }`;
    const { code, stdout, stderr } = await parseOptions(options, [help]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(
      stdout,
      `student.ts does it all.

Usage: student.ts [MESSAGE] [--port 80] [--count 3] [--print] [--help]

  --port      a number from 1 to 65535 (default: 80)
  --count     how often (default: 3)
  --print
  --message   the text to send (default: hi)
  -h, --help  shows this and ends
`,
    );
  });
}
