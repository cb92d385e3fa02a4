import { assert, assertEquals } from "@std/assert";
import { find, peerTest } from "../peers.ts";
import { command, launchServer, pathOf } from "../scripts.ts";
import { open, receiveAll } from "../sockets.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const HANDOUT = Deno.readTextFileSync(pathOf("README.md"));

/** The blocks of a language, each with the comment above it, if there is one. */
function blocks(language: string): { comment?: string; text: string }[] {
  const pattern = new RegExp(
    `(?:<!-- (.*) -->\\n\\n)?^\`\`\`${language}\\n([^]*?)^\`\`\`$`,
    "gm",
  );
  return [...HANDOUT.matchAll(pattern)].map(([, comment, text]) => ({ comment, text }));
}

/** What cannot be run here: it needs the internet, another computer, or somebody to talk to. */
const NOT_HERE = [
  "ping 8.8.8.8",
  "ping www.urjc.es",
  "ping 212.128.240.50",
  "deno run -N session-08/nc.ts -l -p 8000",
  "deno run -N session-08/nc.ts 192.168.1.36 8000",
  "deno run -S=networkInterfaces -R -W session-08/IPs.ts --place home",
  "deno run -S=networkInterfaces -R -W session-08/IPs.ts --machine mobile " +
  "--interface Wifi --ip 10.1.128.39 --place home",
  "deno run --allow-run=ping -S=networkInterfaces -R -W session-08/Ex2.ts",
  "deno run -N -S=networkInterfaces session-08/server.ts --ip 192.168.1.36",
  "deno run -N session-08/Ex3.ts --ip 192.168.1.36",
];

Deno.test("the handout's code is the scripts' code", () => {
  const whole = blocks("ts").filter(({ comment }) => comment?.startsWith("whole: "));
  assertEquals(whole.map(({ comment }) => comment?.slice(7)), [
    "server.ts",
    "client.ts",
    "client-2.ts",
  ]);
  for (const { comment, text } of whole) {
    assertEquals(text, Deno.readTextFileSync(pathOf(comment!.slice(7))));
  }
});

Deno.test("the skeleton of exercise 3 is its solution with the steps left out", () => {
  const [{ text }] = blocks("ts").filter(({ comment }) => comment === "skeleton: Ex3.ts");
  const solution = Deno.readTextFileSync(pathOf("Ex3.ts")).split("\n").map((line) => line.trim());
  let at = 0;
  for (const line of text.split("\n").map((line) => line.trim()).filter(Boolean)) {
    const next = solution.indexOf(line, at);
    assert(next >= 0, `"${line}" is not in Ex3.ts, or not in this order`);
    at = next + 1;
  }
  // Its steps are there to be filled in
  for (const word of ["connect(", "send(", "close("]) {
    assertEquals(text.includes(word), false);
  }
});

Deno.test("every block of code belongs to a script", () => {
  assertEquals(blocks("ts").filter(({ comment }) => comment === undefined), []);
});

Deno.test("the skeleton of exercise 3 can be typed in and checked", async () => {
  const [{ text }] = blocks("ts").filter(({ comment }) => comment === "skeleton: Ex3.ts");
  const file = `${ROOT}session-08/skeleton-${crypto.randomUUID()}.ts`;
  try {
    await Deno.writeTextFile(file, text);
    const { code, stderr } = await command(Deno.execPath(), ["check", file]);
    assertEquals(code, 0, stderr);
  } finally {
    await Deno.remove(file);
  }
});

/** Runs a command of the handout, with a server at another port than 8080. */
async function runs(line: string, port: number): Promise<string> {
  const nc = line.replace(/\| nc /, `| ${find("nc.openbsd") ?? "nc"} `);
  const own = / --port | nc\.ts | nc /.test(line) || !/client/.test(line);
  const here = (own ? nc : `${nc} --port ${port}`).replaceAll("8080", String(port))
    .replaceAll("deno run", `${Deno.execPath()} run -q`);
  const { stdout, stderr } = await command("sh", ["-c", `${here} 2>&1`], { cwd: ROOT });
  return stdout + stderr;
}

/** The text without what differs each time: ports, times, this computer's own IPs. */
function still(text: string): string {
  return text.replaceAll(/(127\.0\.0\.1:)\d+/g, "$1PORT")
    .replaceAll(/(127\.0\.0\.1, )\d+/g, "$1PORT")
    .replaceAll(/port \d{4,5}\b/g, "port PORT")
    .replaceAll(/= [\d./]+ ms/g, "= TIMES").replaceAll(/time \d+ms/g, "time")
    .replaceAll(/\d+\.\d+ ms/g, "TIME")
    .replaceAll(/(to let others in:).*/gi, "$1 --ip YOURS").trim();
}

const [SERVER] = blocks("console").filter(({ text }) => text.includes("session-08/server.ts"));
const [LOG] = blocks("text");

for (const { text } of blocks("console")) {
  if (text === SERVER.text) continue;
  const [first, ...output] = text.split("\n");
  const line = first.replace(/^\$ /, "");
  const program = line.includes("| nc ") ? "nc.openbsd" : line.startsWith("ping") ? "ping" : "sh";
  peerTest(program, `the handout's "${line}" prints what it says`, async () => {
    await using server = await launchServer();
    const printed = await runs(line, server.port);
    if (line.includes("--print")) {
      // The rows are those of this computer; the first two lines are the same everywhere
      assertEquals(printed.split("\n").slice(0, 2), output.slice(0, 2));
    } else assertEquals(still(printed), still(output.join("\n")));
  });
}

Deno.test("the handout's server prints what it says", async () => {
  await using server = await launchServer();
  using conn = await open(server.port);
  await conn.write(new TextEncoder().encode("Testing!!! :-)"));
  await receiveAll(conn);
  conn.closeWrite();
  await server.waitForLine("Message from");
  const expected = SERVER.text.split("\n").slice(1).join("\n") + LOG.text;
  assertEquals(still(server.printed.join("\n")), still(expected));
});

Deno.test("the commands that are not run here are named here, and are right", async () => {
  const shown = blocks("sh").flatMap(({ text }) => text.trim().split("\n"));
  assertEquals([...shown].sort(), [...NOT_HERE].sort());
  for (const line of shown.filter((line) => line.startsWith("deno"))) {
    const [, args, script] = line.match(/^deno run (.*)session-08\/(\S+)/)!;
    const [first] = Deno.readTextFileSync(pathOf(script)).split("\n");
    assertEquals(first.split("deno run ")[1], args.trim());
    const words = line.split(" ").slice(1);
    const { code, stderr } = await command(Deno.execPath(), [...words, "--help"], { cwd: ROOT });
    assertEquals(code, 0, stderr);
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

Deno.test("the handout's words for what goes wrong are the programs' own", async () => {
  const table = HANDOUT.match(/## When something goes wrong\n([^]*?)\n## /)![1];
  const words = [...table.matchAll(/^\| `([^`]*)`/gm)].map(([, words]) => words);
  assert(words.length >= 9);
  const errors = await Deno.readTextFile(`${ROOT}lib/socket-error.ts`);
  for (const word of words.filter((word) => !word.startsWith("Deno requests"))) {
    assert(errors.includes(word), `no error begins with "${word}"`);
  }
});

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
    const diagrams = blocks("mermaid");
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
