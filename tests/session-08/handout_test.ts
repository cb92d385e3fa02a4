import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { isIPv4 } from "../../lib/address.ts";
import { listenError } from "../../lib/server/listen.ts";
import { connectError, transferError } from "../../lib/socket-error.ts";
import { parsePing } from "../../lib/system/ping.ts";
import { type Block, blocksOf } from "../commands.ts";
import { find, peerTest } from "../peers.ts";
import { command, denoArgs, launchServer, NOBODY, pathOf, program, run } from "../scripts.ts";
import { atTerminal, GREETING } from "../sockets.ts";
import { Student } from "../student.ts";

const HANDOUT = Deno.readTextFileSync(pathOf("README.md"));
const BLOCKS = blocksOf(HANDOUT);
const source = (script: string) => Deno.readTextFileSync(pathOf(script));

/** The blocks whose comment begins with a word, with what it says behind the colon. */
function commented(word: string): (Block & { about: string })[] {
  return BLOCKS.filter(({ comment }) => comment?.split(/[: ]/)[0] === word)
    .map((block) => ({ ...block, about: block.comment!.split(": ")[1] }));
}

Deno.test("every block of the handout is one that a test knows", () => {
  const known: Record<string, RegExp> = {
    ts: /^(imports|(whole|part|file|end|instead of): .*)$/,
    text: /^(|server|wire(: begins|: sometimes)?|prints|typed|ping|(output|table|after): .*)$/,
    sh: /^(|stays|waits|(watches|done): .*)$/,
    console: /^(|stays|stopped)$/,
    bash: /^(|silent)$/,
  };
  for (const { language, comment = "", line } of BLOCKS) {
    assertMatch(comment, known[language] ?? /^$/, `line ${line}`);
  }
});

Deno.test("the handout shows whole scripts as they are", () => {
  const whole = commented("whole");
  assertEquals(whole.map(({ about }) => about), ["client.ts", "client-2.ts", "Ex3-start.ts"]);
  for (const { about, text } of whole) assertEquals(text, source(about));
});

Deno.test("the handout reads lines of Ex3.ts as they are", () => {
  const unindented = (text: string) => text.replaceAll(/^ +/gm, "");
  const parts = commented("part");
  assertEquals(parts.map(({ about }) => about), ["Ex3.ts"]);
  for (const { about, text } of parts) {
    assertStringIncludes(unindented(source(about)), unindented(text));
  }
});

Deno.test("what the teacher's server does besides is in it", () => {
  const items = HANDOUT.match(/\*\*What ours does besides\.\*\*[^]*?\n\n(- [^]*?)\n\n/)![1];
  const named = [...items.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  assert(named.length > 5);
  for (const name of named) assertStringIncludes(source("server.ts"), name);
});

Deno.test("the skeleton of exercise 3 is its solution with the steps left out", () => {
  const steps = (script: string) => source(script).match(/^ *\/\/ (Create|Send|Close)[^.\n]*/gm);
  const skeleton = source("Ex3-start.ts");
  assertEquals(steps("Ex3-start.ts")?.length, 3);
  assertEquals(
    steps("Ex3-start.ts")!.map((step) => step.trim()),
    steps("Ex3.ts")!.map((step) => step.trim()),
  );
  const code = skeleton.replaceAll(/\/\/.*|\/\*[^]*?\*\//g, "");
  for (const step of [/ connect\(/, /\.send\(/, /\.close\(/]) assertEquals(step.test(code), false);
});

/** Answers instead of ping, so that nobody outside is asked: with the handout's own samples. */
function fakePing(): string {
  const samples = commented("ping").map(({ text }) => {
    const [first, ...output] = text.trimEnd().split("\n");
    return `${first.split(" ").at(-1)}) cat <<'END'\n${output.join("\n")}\nEND\n;;`;
  });
  return `#!/bin/sh
for destination; do :; done
case $destination in
127.0.0.1) exec ${find("ping")} "$@";;
${samples.join("\n")}
*) echo "64 bytes from $destination: icmp_seq=1 ttl=53 time=9.5 ms";;
esac
`;
}

const NEEDS = ["nc.openbsd", "ping", "bash", "git"];
peerTest(NEEDS.find((program) => !find(program)) ?? "bash", "the handout, followed", async () => {
  await using student = await Student.withPing(fakePing());
  for (const block of BLOCKS) {
    try {
      await student.follow(block);
    } catch (error) {
      throw new Error(`line ${block.line} of the handout: ${(error as Error).message}`);
    }
  }
});

peerTest(
  "nc.openbsd",
  "plain nc stays open until it is used again, as the handout says",
  async (nc) => {
    await using server = await launchServer();
    await using terminal = atTerminal(nc, ["127.0.0.1", String(server.port)]);
    await server.waitForLine("CONNECTION");
    await terminal.write("hello\n");
    assert(await terminal.waitForText(GREETING));
    assert(await server.waitForLine("Message from client 1: hello\\n"));
    // By now the server has closed; only the next line makes nc notice
    const ended = terminal.ended.then(() => true);
    const stop = setInterval(() => terminal.write("\n"), 300);
    assertEquals(await ended, true);
    clearInterval(stop);
  },
);

peerTest("python3", "our nc ends by itself when the server does, as the handout says", async () => {
  await using server = await launchServer();
  const args = denoArgs("nc.ts", ["127.0.0.1", String(server.port)]);
  await using terminal = atTerminal(Deno.execPath(), args);
  await server.waitForLine("CONNECTION");
  await terminal.write("hello\n");
  assertEquals(await terminal.ended, 0, terminal.output);
  assertStringIncludes(terminal.output, GREETING);
});

Deno.test("the handout's pings are read as the text says", () => {
  const read = commented("ping").map(({ text }) => {
    const [first, ...output] = text.split("\n");
    const { ip, times, problem } = parsePing(first.split(" ").at(-1)!, output.join("\n"));
    return [ip, times.length, problem];
  });
  assertEquals(read, [
    ["212.128.240.50", 3, undefined],
    ["212.128.240.50", 3, undefined],
    [undefined, 0, "unknown name"],
  ]);
});

Deno.test("the handout points at the IP in the output of each system", () => {
  const outputs = commented("output");
  assertEquals(outputs.map(({ about }) => about), [
    "ip address",
    "ifconfig",
    "ifconfig",
    "ipconfig",
  ]);
  for (const { text } of outputs) {
    const rows = text.split("\n");
    const at = rows.findIndex((row) => /^ *\^+ your IP/.test(row));
    const pointed = rows[at - 1].slice(rows[at].indexOf("^"), rows[at].lastIndexOf("^") + 1);
    assert(isIPv4(pointed), `"${pointed}" is not an IP`);
    assertEquals(/[\d.]/.test(rows[at - 1][rows[at].lastIndexOf("^") + 1] ?? " "), false);
  }
});

Deno.test("the handout's drawings fit into any editor", () => {
  const drawings = BLOCKS.filter(({ language, comment }) => language === "text" && !comment);
  assert(drawings.length >= 6);
  for (const { text, line } of drawings) {
    for (const row of text.split("\n")) {
      assert(/^[ -~…]*$/.test(row) && row.length <= 80, `line ${line}: ${row}`);
    }
  }
});

Deno.test("the handout's contents lead to its sections", () => {
  const sections = [...HANDOUT.matchAll(/^#{2,3} (.*)$/gm)].map(([, title]) =>
    title.toLowerCase().replaceAll(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-")
  );
  const links = [...HANDOUT.matchAll(/\]\(#([^)]*)\)/g)].map(([, link]) => link);
  assertEquals(links.filter((link) => !sections.includes(link)), []);
  const contents = HANDOUT.match(/## Contents\n([^]*?)\n## /)![1];
  const listed = [...contents.matchAll(/\(#([^)]*)\)/g)].map(([, link]) => link);
  const chapters = [...HANDOUT.matchAll(/^## (.*)$/gm)].length - 1;
  assertEquals(listed.length, chapters);
});

// --- When something goes wrong: each of its rows is provoked

const AT = { ip: "192.0.2.7", port: 8080 };
const system = (code: string) => Object.assign(new Error(code), { code });
const e = Deno.errors;

/** The message that a program of a student ends with. */
const student = async (code: string) => {
  const { stdout, stderr } = await program(code);
  return stdout + stderr;
};
const IMPORTS = `import { connect } from "lib/socket.ts";
import { decode, encode } from "lib/text.ts";
import { listen } from "lib/server/listen.ts";
const server = listen({ ip: "127.0.0.1", port: 0 });
const { ip, port } = server.address;
`;
const CONNECTED = `${IMPORTS}const s = await connect({ ip, port });\n`;

const MESSAGES: Record<string, () => string | Promise<string>> = {
  "Connection refused": () => connectError(new e.ConnectionRefused(), AT, 10).message,
  "Timed out": () => connectError(new e.TimedOut(), AT, 10).message,
  "has not answered within": () =>
    student(
      `${IMPORTS}const s = await connect({ ip, port }, { timeout: 0.1 });\nawait s.recvAll(2048);`,
    ),
  "Unknown name": () =>
    connectError(new Error("failed to lookup address information"), AT, 10).message,
  "No route to": () => connectError(system("EHOSTUNREACH"), AT, 10).message,
  "Connection reset": () => transferError(new e.ConnectionReset(), AT).message,
  "Port in use": () => listenError(new e.AddrInUse(), AT).message,
  "Not this computer's IP": () => listenError(new e.AddrNotAvailable(), AT).message,
  "Not allowed": () => listenError(new e.PermissionDenied(), { ...AT, port: 80 }).message,
  "No permission": async () => (await run("client.ts", [], { flags: [] })).stderr,
  "Disconnected": async () => {
    await using server = await launchServer("--timeout", "1");
    using _silent = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    return (await server.waitForLine("Disconnected"))!.split("1: ")[1];
  },
  "Only bytes travel through a socket": () => student(`${CONNECTED}await s.send("hello");`),
  "(these are bytes: decode them": () =>
    student(`${IMPORTS}setTimeout(() => Deno.exit(), 100);
      const s = await connect({ ip, port });
      for await (const client of server) {
        await client.send(encode("hi"));
        console.log(await s.recv());
        Deno.exit();
      }`),
  "decode takes bytes, and this is a promise": () =>
    student(`${CONNECTED}console.log(decode(s.recv(2048)));`),
  "takes the IP and the port together": () => student(`${IMPORTS}await connect(ip, port);`),
  "and here it is called IP": () => student(`${IMPORTS}await connect({ IP: ip, PORT: port });`),
  "the port is a number, without quotes": () =>
    student(`${IMPORTS}await connect({ ip, port: "8080" });`),
  "Promise { <pending> }": () => student(`${CONNECTED}console.log(s.recv(2048));\nDeno.exit();`),
  "is not iterable": () => student(`${IMPORTS}for (const client of server) await client.close();`),
  "Unexpected reserved word": () =>
    student(`${IMPORTS}function attend(client) {\nawait client.close();\n}`),
  "s.send is not a function": () =>
    student(`${IMPORTS}const s = connect({ ip, port });\nawait s.send(encode("hello"));`),
  "connect is not defined": () => student("await connect({});"),
  "SyntaxError": () => student(`await connect({ ip: "127.0.0.1", port: 8080 };`),
  "The socket is closed": () => student(`${CONNECTED}s.destroy();\nawait s.send(encode("hello"));`),
  "unknown option": async () => (await run("client.ts", ["--colour"])).stderr,
  "unexpected word": async () => (await run("client.ts", ["two", "words"])).stderr,
  'Module not found "file:///…/session-08/client.ts"': () => missing("session-08/client.ts", ""),
  'Module not found "file:///…/lib/socket.ts"': () =>
    missing("client.ts", 'import "../lib/socket.ts";'),
  "unexpected argument '-n'": () => deno(["run", "-n", "client.ts"]),
  "Failed caching npm package": async () => {
    const empty = await Deno.makeTempDir();
    const env = { DENO_DIR: empty, NPM_CONFIG_REGISTRY: `http://127.0.0.1:${NOBODY}/` };
    try {
      return await deno(["run", "-N", pathOf("server.ts")], env);
    } finally {
      await Deno.remove(empty, { recursive: true });
    }
  },
};

/** What Deno says of a command line. */
const deno = async (args: string[], env?: Record<string, string>) =>
  (await command(Deno.execPath(), args, { env })).stderr;

/** What Deno says where a file is missing; the folders above it are different everywhere. */
async function missing(file: string, text: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    if (text) await Deno.writeTextFile(`${folder}/${file}`, text);
    const { stderr } = await command(Deno.execPath(), ["run", file], { cwd: folder });
    return stderr.replace(/(?<=file:\/\/\/).*?(?=\/(session-08|lib)\/)/, "…");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Those that only a keyboard, a terminal, another program or a Windows can show. */
const ELSEWHERE = [
  "Deno requests net access to",
  "deno: command not found",
  "not recognized",
  "running scripts is disabled on this system",
  "Node.js v",
  "npm error",
  "(END)",
];

const TROUBLE = HANDOUT.match(/## When something goes wrong\n([^]*?)\n## /)![1];
const SAID = [...TROUBLE.matchAll(/^\| (`.*?) +\|/gm)]
  .flatMap(([, cell]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, words]) => words));

Deno.test("each message that the handout explains is one that a test provokes", () => {
  assertEquals([...SAID].sort(), [...Object.keys(MESSAGES), ...ELSEWHERE].sort());
});

for (const [words, provoke] of Object.entries(MESSAGES)) {
  Deno.test(`the handout's "${words}" is what is said`, async () => {
    assertStringIncludes(await provoke(), words);
  });
}

peerTest("node", "node says what the handout says", async (node) => {
  // What it says depends on its version, but how it ends does not
  assertStringIncludes((await command(node, [pathOf("client.ts")])).stderr, "Node.js v");
});

peerTest("python3", "Deno asks at a terminal in the words of the handout", async () => {
  await using terminal = atTerminal(Deno.execPath(), [
    "run",
    pathOf("client.ts"),
    "--port",
    String(NOBODY),
  ]);
  assert(await terminal.waitForText("Allow?"), terminal.output);
  // deno-lint-ignore no-control-regex
  const plain = terminal.output.replaceAll(/\x1b\[[\d;]*m/g, "");
  assertStringIncludes(plain, "Deno requests net access to");
});

// --- The diagrams

peerTest("chromium", "the handout's diagrams can be drawn", async (executablePath) => {
  // A computer without Chromium need not even have the packages
  const { chromium } = await import("playwright-core");
  const { default: mermaid } = await import("mermaid/dist/mermaid.min.js", {
    with: { type: "text" },
  });
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage();
    await page.setContent("<body></body>");
    await page.addScriptTag({ content: mermaid });
    const diagrams = BLOCKS.filter(({ language }) => language === "mermaid");
    assertEquals(diagrams.length, 4);
    for (const { text } of diagrams) {
      const picture = await page.evaluate(async (text: string) => {
        // deno-lint-ignore no-explicit-any
        const { document, mermaid } = globalThis as any;
        mermaid.initialize({ startOnLoad: false });
        const { svg } = await mermaid.render(`d${Math.random().toString(36).slice(2)}`, text);
        document.body.insertAdjacentHTML("beforeend", svg);
        return svg as string;
      }, text);
      assertEquals(/Syntax error/.test(picture), false);
      assert(picture.startsWith("<svg"));
    }
    const file = Deno.env.get("DIAGRAMS");
    if (file) await page.screenshot({ path: file, fullPage: true });
  } finally {
    await browser.close();
  }
});
