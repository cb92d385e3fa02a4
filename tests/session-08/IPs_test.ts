import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { command, denoArgs, flagsOf, ROOT, run } from "../scripts.ts";
import { atTerminal, onScreen } from "../sockets.ts";
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

/** Runs IPs.ts on a computer with these interfaces. */
async function onComputer(
  all: { name: string; address: string; mac?: string }[],
  test: (IPs: (...args: string[]) => ReturnType<typeof run>) => Promise<void>,
) {
  const interfaces = all.map((one) => ({ family: "IPv4", mac: "3c:22:fb:00:00:01", ...one }));
  await inFolder(async (_, file) => {
    const folder = await Deno.makeTempDir();
    try {
      const code = `Deno.networkInterfaces = () => ${JSON.stringify(interfaces)};`;
      await Deno.writeTextFile(`${folder}/computer.ts`, code);
      const flags = [...flagsOf("IPs.ts"), `--preload=${folder}/computer.ts`];
      await test((...args) => run("IPs.ts", ["--file", file, ...HERE, ...args], { flags }));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
const CARD = { name: "wlan0", address: "192.168.1.36" };
const BOX = { name: "vboxnet0", address: "192.168.56.1", mac: "0a:00:27:00:00:00" };
const VPN = { name: "tun0", address: "10.8.0.2" };

Deno.test("IPs.ts leaves out virtual adapters, and says what they are", () =>
  onComputer([BOX, VPN, CARD], async (IPs) => {
    const { code, stdout, stderr } = await IPs();
    assertEquals(code, 0, stderr);
    assertEquals(stdout.match(/\d+\.\d+\.\d+\.\d+/g), [CARD.address]);
    assertStringIncludes(
      stderr,
      "vboxnet0 192.168.56.1, because others do not reach it (VirtualBox)\n",
    );
    assertStringIncludes(stderr, "tun0 10.8.0.2, because others do not reach it (a VPN)\n");
  }));

Deno.test("IPs.ts in a virtual machine writes the IP that there is", () =>
  onComputer([{ ...BOX, name: "enp0s3", address: "10.0.2.15" }], async (IPs) => {
    const { code, stdout } = await IPs();
    assertEquals(code, 0);
    assertStringIncludes(stdout, "10.0.2.15");
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
  [["--ip", "10.0.0.1", "--machine", "m"], /there is no terminal to ask at: "Where are you/],
  [["--ip", "10.0.0.1", ...HERE], /there is no terminal to ask at: "Is 10\.0\.0\.1 Wire or Wifi/],
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

Deno.test("IPs.ts explains a file that it cannot write", async () => {
  const args = ["--file", "no/such/folder/IPs.txt", "--place", "x", ...PHONE];
  const { code, stderr } = await run("IPs.ts", args);
  assertEquals(code, 1);
  assertMatch(stderr, /^IPs\.ts: no\/such\/folder\/IPs\.txt cannot be written: its folder does/m);
});

Deno.test("IPs.ts fills in the row that the handout begins", () =>
  inFolder(async (IPs, file) => {
    assertEquals((await IPs(...PHONE, "--place", "home")).code, 0);
    assertEquals(
      await Deno.readTextFile(file),
      `|Machine|Interface|Date|Place|IP|\n|mobile|Wifi| ${DATE} | home | 10.1.128.39 |\n`,
    );
  }, "|Machine|Interface|Date|Place|IP|\n|mobile|Wifi||||\n"));

Deno.test("IPs.ts shows the line to write above a table that it does not understand", () =>
  inFolder(async (IPs) => {
    const { code, stderr } = await IPs(...PHONE, "--place", "home");
    assertEquals(code, 1);
    assertStringIncludes(stderr, "\n| Machine | Interface | Date | Place | IP |\n");
  }, "|Máquina|Interfaz|Fecha|Lugar|IP|\n"));

Deno.test("six IPs.ts at once write six rows", () =>
  inFolder(async (IPs, file) => {
    const places = ["a", "b", "c", "d", "e", "f"];
    const all = await Promise.all(places.map((place) => IPs(...PHONE, "--place", place)));
    for (const { code, stderr } of all) {
      assertEquals([code, stderr], [0, "Written into IPs.txt: 10.1.128.39\n"]);
    }
    const rows = (await Deno.readTextFile(file)).trim().split("\n").slice(2);
    assertEquals(rows.map((row) => row.split("|")[4].trim()).sort(), places);
  }));

const NO_PERMISSION: [string, string[], RegExp][] = [
  [
    "-S",
    ["-R", "-W"],
    /does not let this script see this computer's IPs: add -S=networkInterfaces/,
  ],
  ["-R and -W", ["-S=networkInterfaces"], /IPs\.txt cannot be written: .* add -R -W after "run"/],
];
for (const [what, flags, text] of NO_PERMISSION) {
  Deno.test(`IPs.ts says that it was not given ${what}`, () =>
    inFolder(async (_, file) => {
      const { code, stderr } = await run("IPs.ts", ["--file", file, ...HERE], { flags });
      assertEquals(code, 1);
      assertMatch(stderr, text);
      assertEquals(stderr.trim().split("\n").length, 1, stderr);
    }));
}

Deno.test("a phone's IP needs no permission to see this computer's", () =>
  inFolder(async (_, file) => {
    const args = ["--file", file, ...PHONE, "--place", "home"];
    assertEquals((await run("IPs.ts", args, { flags: ["-R", "-W"] })).code, 0);
  }));

peerTest("unshare", "IPs.ts says when this computer has no IP", () =>
  inFolder(async (_, file) => {
    const args = ["-rn", Deno.execPath(), ...denoArgs("IPs.ts", ["--file", file, ...HERE])];
    const { code, stderr } = await command("unshare", args, { cwd: ROOT });
    // Some computers do not let everybody make a network of their own
    if (stderr.startsWith("unshare:")) return;
    assertEquals(code, 1);
    assertMatch(stderr, /^IPs\.ts: This computer has no IP that others could reach\./);
  }));

/** Starts IPs.ts at a terminal for a phone of which only the IP is known. */
function asking(file: string) {
  const args = denoArgs("IPs.ts", ["--file", file, "--ip", "10.1.128.39"]);
  return atTerminal(Deno.execPath(), args);
}
const WHOSE = "Whose IP is 10.1.128.39 (mobile, laptop, …)? ";
const WHERE = "Where are you (home, Lab, …)? ";

peerTest(
  "python3",
  "IPs.ts asks at a terminal, and takes only Wire or Wifi for these",
  () =>
    inFolder(async (_, file) => {
      await using terminal = asking(file);
      assert(await onScreen(terminal, WHOSE));
      await terminal.write("mobile\n");
      assert(await onScreen(terminal, WHERE));
      await terminal.write("\nAlcorcón Lab\n");
      assert(await onScreen(terminal, "Is 10.1.128.39 Wire or Wifi? "));
      await terminal.write("5G\n");
      assert(await terminal.waitForText("Please write Wire or Wifi."));
      await terminal.write("wi-fi\n");
      assertEquals(await terminal.ended, 0);
      const [row] = (await Deno.readTextFile(file)).trim().split("\n").slice(2);
      const cells = row.split("|").map((cell) => cell.trim());
      assertEquals(cells.slice(1, -1), ["mobile", "Wifi", DATE, "Alcorcón Lab", "10.1.128.39"]);
    }),
);

peerTest(
  "python3",
  "IPs.ts takes answers that are pasted with their Enter",
  () =>
    inFolder(async (_, file) => {
      await using terminal = asking(file);
      assert(await onScreen(terminal, WHOSE));
      await terminal.write("mobile\nhome\nWifi\n");
      assertEquals(await terminal.ended, 0, terminal.output);
      assertMatch(await Deno.readTextFile(file), /mobile +\| Wifi .*\| home +\| 10\.1\.128\.39/);
    }),
);

for (const [key, byte] of [["Ctrl-C", "\x03"], ["Ctrl-D", "\x04"]]) {
  peerTest(
    "python3",
    `IPs.ts writes nothing after ${key} at a question`,
    () =>
      inFolder(async (_, file) => {
        await using terminal = asking(file);
        assert(await onScreen(terminal, WHOSE));
        await terminal.write("mobile\n");
        assert(await onScreen(terminal, WHERE));
        await terminal.write(byte);
        await terminal.ended;
        assert(!terminal.output.includes("Written"), terminal.output);
        assertEquals(await Deno.stat(file).catch(() => "none"), "none");
      }),
  );
}

peerTest(
  "python3",
  "IPs.ts keeps what is written while a question waits",
  () =>
    inFolder(async (_, file) => {
      await using terminal = asking(file);
      assert(await onScreen(terminal, WHOSE));
      await Deno.writeTextFile(file, "Machine|Interface|Date|Place|IP\nmine|Wire|d|p|10.0.0.1\n");
      await terminal.write("mobile\nhome\nWifi\n");
      assertEquals(await terminal.ended, 0);
      const lines = (await Deno.readTextFile(file)).split("\n");
      assertEquals(lines[1], "mine|Wire|d|p|10.0.0.1");
      assertMatch(lines[2], /^mobile .*10\.1\.128\.39$/);
    }),
);
