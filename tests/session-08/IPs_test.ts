import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { denoArgs, run } from "../scripts.ts";
import { atTerminal } from "../sockets.ts";
import { peerTest } from "../peers.ts";

const DATE = new Date().toLocaleDateString("sv");
const HERE = ["--machine", "laptop", "--place", "home"];
const PHONE = ["--machine", "mobile", "--interface", "Wifi", "--ip", "10.1.128.39"];

/** Runs IPs.ts in a folder of its own; `file` is what IPs.txt holds before. */
async function inFolder(
  test: (IPs: (...args: string[]) => ReturnType<typeof run>, file: string) => Promise<void>,
  before?: string,
) {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/IPs.txt`;
  try {
    if (before !== undefined) await Deno.writeTextFile(file, before);
    await test((...args) => run("IPs.ts", ["--file", "IPs.txt", ...args], { cwd: folder }), file);
    assertEquals([...Deno.readDirSync(folder)].filter(({ name }) => name !== "IPs.txt"), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const own = Deno.networkInterfaces()
  .filter(({ address }) => !/^(127\.|::1$|169\.254\.|fe[89ab])/.test(address))
  .sort((a, b) => a.family.localeCompare(b.family)).map(({ address }) => address);

Deno.test("IPs.ts writes this computer's IPs, IPv4 first, and shows them", () =>
  inFolder(async (IPs, file) => {
    const { code, stdout, stderr } = await IPs(...HERE, "--interface", "wire");
    assertEquals(code, 0, stderr);
    const text = await Deno.readTextFile(file);
    assertEquals(stdout, text);
    const rows = text.trim().split("\n").slice(2).map((line) =>
      line.split("|").map((cell) => cell.trim())
    );
    assertEquals(rows.map((cells) => cells[5]), own);
    for (const cells of rows) assertEquals(cells.slice(1, 5), ["laptop", "Wire", DATE, "home"]);
    // Every column is even
    const bars = (line: string) => [...line].flatMap((c, i) => c === "|" ? [i] : []).join();
    assertEquals(new Set(text.trim().split("\n").map(bars)).size, 1);
    assertStringIncludes(stderr, "127.0.0.1, because only this computer itself can use it");
    assertStringIncludes(stderr, `Written into IPs.txt: ${own.join(", ")}\n`);
  }));

Deno.test("IPs.ts adds nothing that is there already", () =>
  inFolder(async (IPs, file) => {
    await IPs("--place", "home", ...PHONE);
    const text = await Deno.readTextFile(file);
    const { code, stderr } = await IPs("--place", "home", ...PHONE);
    assertEquals(code, 0);
    assertMatch(stderr, /Nothing new/);
    assertEquals(await Deno.readTextFile(file), text);
    await IPs("--place", "Lab", ...PHONE);
    assertEquals((await Deno.readTextFile(file)).trim().split("\n").length, 4);
  }));

Deno.test("IPs.ts keeps what the student wrote", () => {
  const text = "my IPs!!\r\n\r\nmachine\tinterface\tdate\tplace\tip\r\nphone\tWifi\tyesterday\r\n";
  return inFolder(async (IPs, file) => {
    assertEquals((await IPs("--place", "home", ...PHONE)).code, 0);
    assertEquals(
      await Deno.readTextFile(file),
      `${text}mobile\tWifi\t${DATE}\thome\t10.1.128.39\r\n`,
    );
  }, text);
});

for (const text of ["my homework\n", "\xff"]) {
  Deno.test(`IPs.ts leaves alone what it does not understand: ${JSON.stringify(text)}`, () =>
    inFolder(async (IPs, file) => {
      const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
      await Deno.writeFile(file, bytes);
      const { code, stderr } = await IPs("--place", "home", ...PHONE);
      assertEquals(code, 1);
      assertMatch(stderr, /^IPs\.ts: .*left as it is/s);
      assertEquals(await Deno.readFile(file), bytes);
    }));
}

const WRONG: [string[], RegExp][] = [
  [["--ip", "10.1.128.390", "--place", "x"], /"10\.1\.128\.390" is not an IP/],
  [["--ip", "mobile", "--place", "x"], /"mobile" is not an IP, as in --ip/],
  [
    ["--ip", "10.0.0.1", "--place", "x"],
    /"Whose IP is 10\.0\.0\.1 .* Say it with --machine mobile\n/,
  ],
  [["--ip", "10.0.0.1", "--machine", "m"], /nobody is there to ask: "Where are you/],
  [["--ip", "10.0.0.1", ...HERE], /nobody is there to ask: "Is 10\.0\.0\.1 Wire or Wifi/],
  [["--place", "two\nlines"], /--place "two\\nlines" is not one line of plain text/],
  [["--machine", "\x1b[2J"], /--machine "\\x1b\[2J" is not one line/],
  [["--interface", "eth0", ...HERE], /--interface "eth0" is not Wire or Wifi/],
];
for (const [args, text] of WRONG) {
  Deno.test(`IPs.ts refuses ${JSON.stringify(args)}, and writes nothing`, () =>
    inFolder(async (IPs, file) => {
      const { code, stderr } = await IPs(...args);
      assertEquals(code, 2);
      assertMatch(stderr, text);
      assertEquals(await Deno.stat(file).catch(() => "none"), "none");
    }));
}

Deno.test("IPs.ts --print only shows", () =>
  inFolder(async (IPs, file) => {
    const { code, stdout } = await IPs("--print");
    assertEquals(code, 0);
    for (const ip of own) assertStringIncludes(stdout, ip);
    assertEquals(await Deno.stat(file).catch(() => "none"), "none");
  }));

Deno.test("IPs.ts explains a file that it cannot write", () =>
  inFolder(async (IPs) => {
    const { code, stderr } = await IPs(
      "--file",
      "no/such/folder/IPs.txt",
      "--place",
      "x",
      ...PHONE,
    );
    assertEquals(code, 1);
    assertMatch(stderr, /^IPs\.ts: no\/such\/folder\/IPs\.txt cannot be written: its folder does/);
  }));
