import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { peerTest, posixTest } from "../peers.ts";
import { denoArgs, pathOf, run, type RunOptions } from "../scripts.ts";
import { atTerminal } from "../sockets.ts";

const HEADER = "| Destination IP | Name (if known) | Time |\n|---|---|---|\n";

/** Runs the test in a folder of its own, with Ex2.txt and other files as they are given. */
async function inFolder(
  files: Record<string, string>,
  test: (
    Ex2: (args: string[], options?: RunOptions) => ReturnType<typeof run>,
    read: () => Promise<string>,
    folder: string,
  ) => Promise<void>,
) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o755 });
    }
    await test(
      (args, options) => run("Ex2.ts", ["--file", "Ex2.txt", ...args], { cwd: folder, ...options }),
      () => Deno.readTextFile(`${folder}/Ex2.txt`),
      folder,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const cells = (text: string) =>
  text.trim().split("\n").slice(2).map((line) => line.split("|").slice(1, -1).map((c) => c.trim()));

peerTest(
  "ping",
  "Ex2.ts pings for real, and fills in what it finds",
  () =>
    inFolder({}, async (Ex2, read) => {
      const { code, stdout, stderr } = await Ex2([
        "127.0.0.1",
        "localhost",
        "no-such-host.invalid",
      ]);
      assertEquals(code, 0, stderr);
      const [ip, name, unknown] = cells(await read());
      assertMatch(ip.join(), /^127\.0\.0\.1,,\d+\.\d+ ms, \d+\.\d+ ms, \d+\.\d+ ms \(Ex2\.ts\)$/);
      assertMatch(name.join(), /^(127\.0\.0\.1|::1),localhost,\d+\.\d+ ms/);
      assertEquals(unknown, ["", "no-such-host.invalid", "unknown name (Ex2.ts)"]);
      assertMatch(stdout, /^127\.0\.0\.1: min\/avg\/max [\d./]+ ms, 0% lost$/m);
      assertMatch(stdout, /^no-such-host\.invalid: unknown name$/m);
      assertStringIncludes(
        stderr,
        "Written into Ex2.txt: 127.0.0.1, localhost, no-such-host.invalid\n",
      );
    }),
);

// A ping that answers by its last word, so that nobody outside is pinged
const PING = `#!/bin/sh
for destination; do :; done
case $destination in
  www.urjc.es) sleep 0.4; echo "PING www.urjc.es (212.128.240.50) x"; echo "x ttl=253 tiempo=2,14 ms";;
  8.8.8.8) sleep 0.4; echo "x: icmp_seq=1 ttl=1 time=9.5 ms"; echo "x: icmp_seq=2 ttl=1 time=8.5 ms";;
  github.com) echo "connect: Network is unreachable (140.82.121.4)"; exit 2;;
  10.1.128.39) echo "x ttl=1 time=30 ms";;
  wikipedia.org) echo "wikipedia.org: Name or service not known" >&2; exit 2;;
  *) echo "1 packets transmitted, 0 received (192.0.2.1)"; exit 1;;
esac
`;
const IPS = "Machine|Interface|Date|Place|IP\nmobile|Wifi|d|home|10.1.128.38\n" +
  "mobile|Wifi|d|Lab|10.1.128.39\n";

/** The environment in which the ping of the folder is found. */
const fake = (folder: string) => ({ env: { PATH: `${folder}:${Deno.env.get("PATH")}` } });

/** A test with a ping of its own. */
function fakeTest(name: string, test: () => Promise<void>) {
  posixTest("programs that sh runs", name, test);
}

fakeTest(
  "Ex2.ts fills the exercise's table, all destinations at once",
  () =>
    inFolder({ ping: PING, "IPs.txt": IPS }, async (Ex2, read, folder) => {
      const { code, stdout, stderr } = await Ex2([], fake(folder));
      assertEquals(code, 0, stderr);
      const rows = cells(await read());
      assertEquals(rows.map((row) => row[1]), [
        "Self",
        "f-l3208-pc01",
        "Google",
        "Mobile",
        "www.urjc.es",
        "github.com",
        "wikipedia.org",
        "newdomain.com.au",
      ]);
      assertEquals(rows[1], ["212.128.255.129", "f-l3208-pc01", "no answer (Ex2.ts)"]);
      assertEquals(rows[2], ["8.8.8.8", "Google", "9.5 ms, 8.5 ms (Ex2.ts)"]);
      assertEquals(rows[3], ["10.1.128.39", "Mobile", "30 ms (Ex2.ts)"]);
      assertEquals(rows[4], ["212.128.240.50", "www.urjc.es", "2.14 ms (Ex2.ts)"]);
      assertEquals(rows[5], ["140.82.121.4", "github.com", "no route (Ex2.ts)"]);
      assertEquals(rows[6], ["", "wikipedia.org", "unknown name (Ex2.ts)"]);
      assertEquals(stdout.trim().split("\n").length, 8);
      // All at once: the two that take their time come last
      assertMatch(stdout, /(8\.8\.8\.8|www\.urjc\.es).*\n.*(8\.8\.8\.8|212\.128\.240\.50).*\n$/);
    }),
);

fakeTest("Ex2.ts keeps what was filled in, and the student's own", () => {
  const before = `My times\n\n${HEADER}| 8.8.8.8 | Google | 7 ms, 7 ms (Ex2.ts) |  mine |\n` +
    "github.com is down\t|\n| 140.82.121.4 | github.com | 20 ms (Ex2.ts) |\n" +
    "|| wikipedia.org | fast!\n|| www.urjc.es |\n\nThe end";
  return inFolder({ ping: PING, "Ex2.txt": before }, async (Ex2, read, folder) => {
    const names = ["8.8.8.8", "github.com", "wikipedia.org", "www.urjc.es"];
    const { code, stderr } = await Ex2(names, fake(folder));
    assertEquals(code, 0);
    assertEquals(
      stderr,
      "Written into Ex2.txt: 8.8.8.8, www.urjc.es\n" +
        'Kept: github.com ("20 ms (Ex2.ts)" before, no route now)\n' +
        'Kept: wikipedia.org ("fast!" was written by hand; --again measures it)\n',
    );
    const after = await read();
    assertStringIncludes(after, "| 8.8.8.8 | Google | 9.5 ms, 8.5 ms (Ex2.ts) |  mine |\n");
    assertStringIncludes(
      after,
      "github.com is down\t|\n| 140.82.121.4 | github.com | 20 ms (Ex2.ts) |\n",
    );
    assertStringIncludes(after, "|| wikipedia.org | fast!\n");
    assertStringIncludes(after, "www.urjc.es | 2.14 ms (Ex2.ts) |");
    assert(after.startsWith("My times\n\n") && after.endsWith("\n\nThe end"));
    assertEquals(after.split("\n").length, before.split("\n").length);
    // Once more changes nothing
    assertMatch((await Ex2(names, fake(folder))).stderr, /^Nothing new for Ex2\.txt\n/);
    assertEquals(await read(), after);
  });
});

fakeTest("Ex2.ts keeps what was measured by hand, and --again says what it was", () => {
  const byHand = "| 10.0.0.7 | Self | 0.030 ms, 0.031 ms |\n| 8.8.8.8 | Google | no answer |\n";
  return inFolder({ ping: PING, "Ex2.txt": HEADER + byHand }, async (Ex2, read, folder) => {
    for (const _ of [1, 2]) {
      assertEquals((await Ex2([], fake(folder))).code, 0);
      assert((await read()).startsWith(HEADER + byHand));
    }
    const { stderr } = await Ex2(["8.8.8.8", "--again"], fake(folder));
    assertEquals(
      stderr,
      'Written into Ex2.txt: 8.8.8.8\nBefore: 8.8.8.8 ("no answer", written by hand)\n',
    );
    assertStringIncludes(await read(), "| 8.8.8.8 | Google | 9.5 ms, 8.5 ms (Ex2.ts) |\n");
  });
});

fakeTest(
  "Ex2.ts ends with 1 when nothing answers, and says so in the table",
  () =>
    inFolder({ ping: PING }, async (Ex2, read, folder) => {
      const { code, stderr } = await Ex2(["192.0.2.9"], fake(folder));
      assertEquals(code, 1);
      assertMatch(stderr, /Ex2\.ts: nothing answered/);
      assertEquals(cells(await read()), [["192.0.2.9", "", "no answer (Ex2.ts)"]]);
    }),
);

Deno.test("Ex2.ts says how to install ping, and touches nothing", () =>
  inFolder({}, async (Ex2, read, folder) => {
    const { code, stderr } = await Ex2(["127.0.0.1"], { env: { PATH: folder } });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "sudo apt install iputils-ping");
    assertEquals(await read().catch(() => "none"), "none");
  }));

const REFUSED = [
  ["--", "-f"],
  ["a b"],
  ["192.168.1"],
  ["--count", "x"],
  ["--count", "0"],
  ["--count", "1.5"],
  ["--timeout", "0"],
  ["--timeout", "1000000000"],
];
for (const args of REFUSED) {
  Deno.test(`Ex2.ts refuses ${args.join(" ")}`, () =>
    inFolder({}, async (Ex2, read) => {
      assertEquals((await Ex2(args)).code, 2);
      assertEquals(await read().catch(() => "none"), "none");
    }));
}

fakeTest("Ex2.ts keeps what is written while it pings", () => {
  // This ping writes into the table itself
  const ping = '#!/bin/sh\necho "| | github.com | mine |" >> Ex2.txt\n' +
    'echo "x (192.0.2.33) time=5 ms"\n';
  return inFolder({ ping, "Ex2.txt": HEADER }, async (Ex2, read, folder) => {
    const { code, stderr } = await Ex2(["github.com", "8.8.8.8"], fake(folder));
    assertEquals(code, 0);
    assertMatch(
      stderr,
      /^Written into Ex2\.txt: github\.com, 8\.8\.8\.8\nKept: github\.com \("mine"/,
    );
    assertEquals(cells(await read()), [
      ["192.0.2.33", "github.com", "mine"],
      ["", "github.com", "mine"],
      ["8.8.8.8", "", "5 ms (Ex2.ts)"],
    ]);
  });
});

fakeTest("Ex2.ts fills in the handout's own table", async () => {
  const handout = await Deno.readTextFile(pathOf("README.md"));
  const table = handout.match(/^\| Destination IP [^]*?(?=\n(\n|```))/m)![0];
  await inFolder({ ping: PING, "IPs.txt": IPS, "Ex2.txt": table }, async (Ex2, read, folder) => {
    // Self has an IP of its own, which the fake ping does not know
    const own = PING.replace(
      "*) echo",
      "*) case $destination in *newdomain*) exit 1;; esac\n" +
        '  echo "x time=0.5 ms"; exit;;\n  none) echo',
    );
    await Deno.writeTextFile(`${folder}/ping`, own, { mode: 0o755 });
    const { code, stderr } = await Ex2([], fake(folder));
    assertEquals(code, 0, stderr);
    const rows = cells(await read());
    assertEquals(rows.length, 8);
    assertMatch(rows[0].join(), /^[\da-f.:]+,Self,0\.5 ms \(Ex2\.ts\)$/);
    assertEquals(rows[3], ["10.1.128.39", "Mobile", "30 ms (Ex2.ts)"]);
    assertEquals(rows[7], ["", "newdomain.com.au", "no answer (Ex2.ts)"]);
    assert(!stderr.includes("Kept"), stderr);
  });
});

fakeTest("Ex2.ts tells why ping could not run, and writes nothing", () => {
  const ping = '#!/bin/sh\necho "ping: socket: Operation not permitted" >&2\nexit 2\n';
  return inFolder({ ping }, async (Ex2, read, folder) => {
    const { code, stdout, stderr } = await Ex2(["github.com", "8.8.8.8"], fake(folder));
    assertEquals(code, 1);
    assertMatch(stdout, /^github\.com: socket: Operation not permitted$/m);
    assertMatch(stderr, /^Ex2\.ts: ping could not run/m);
    assertEquals(await read().catch(() => "none"), "none");
  });
});

const ENDLESS: [string, string, string][] = [
  ["floods", 'while :; do echo "x (192.0.2.33) nothing"; done', "no answer"],
  ["floods with answers", 'while :; do echo "x time=5 ms"; done', "min/avg/max 5/5/5 ms, 0% lost"],
  ["does not end", "trap '' INT; while :; do sleep 0.1; done", "no answer"],
  [
    "leaves a child that holds its output",
    'echo "x time=5 ms"; (while :; do sleep 0.1; done) & echo $! > child',
    "min/avg/max 5/5/5 ms, 0% lost",
  ],
  [
    "tells what it knows when it is asked to end",
    "trap 'echo \"x time=5 ms\"; exit' INT; while :; do sleep 0.1; done",
    "min/avg/max 5/5/5 ms, 0% lost",
  ],
];
for (const [what, script, said] of ENDLESS) {
  fakeTest(
    `Ex2.ts cuts off a ping that ${what}`,
    () =>
      inFolder({ ping: `#!/bin/sh\n${script}\n` }, async (Ex2, _, folder) => {
        try {
          const args = ["--count", "1", "--timeout", "1", "192.0.2.33"];
          const { stdout } = await Ex2(args, fake(folder));
          assertEquals(stdout, `192.0.2.33: ${said}\n`);
        } finally {
          const child = await Deno.readTextFile(`${folder}/child`).catch(() => "");
          if (child) Deno.kill(Number(child), "SIGKILL");
        }
      }),
  );
}

fakeTest(
  "Ex2.ts names an IPs.txt that it cannot read, and goes on",
  () =>
    inFolder({ ping: PING }, async (Ex2, read, folder) => {
      await Deno.writeFile(`${folder}/IPs.txt`, new Uint8Array([255, 254, 65, 0]));
      const { code, stderr } = await Ex2([], fake(folder));
      assertEquals(code, 0, stderr);
      assertMatch(stderr, /IPs\.txt is not a text in UTF-8/);
      assertEquals(cells(await read())[3], ["", "Mobile", "no IP in IPs.txt yet"]);
    }),
);

Deno.test("Ex2.ts leaves alone what it does not understand", () =>
  inFolder({ "Ex2.txt": "my homework\n" }, async (Ex2, read) => {
    const { code, stderr } = await Ex2(["127.0.0.1"]);
    assertEquals(code, 1);
    assertMatch(stderr, /Ex2\.txt has no line with the columns Destination IP, Name/);
    assertEquals(await read(), "my homework\n");
  }));

fakeTest(
  "what one script writes the other reads",
  () =>
    inFolder({ ping: PING }, async (Ex2, read, folder) => {
      const phone = ["--machine", "mobile", "--interface", "Wifi", "--ip", "10.1.128.39"];
      const args = ["--file", "IPs.txt", "--place", "home", ...phone];
      assertEquals((await run("IPs.ts", args, { cwd: folder })).code, 0);
      await Ex2([], fake(folder));
      assertEquals(cells(await read())[3], ["10.1.128.39", "Mobile", "30 ms (Ex2.ts)"]);
    }),
);

peerTest(
  "python3",
  "Ex2.ts has a live line for each destination at a terminal",
  () =>
    inFolder({}, async (_Ex2, _read, folder) => {
      const args = denoArgs("Ex2.ts", ["--file", `${folder}/Ex2.txt`, "127.0.0.1", "::1"]);
      await using terminal = atTerminal(Deno.execPath(), args);
      assertEquals(await terminal.ended, 0, terminal.output);
      assertStringIncludes(terminal.output, "127.0.0.1: …\n::1: …\n");
      assertStringIncludes(terminal.output, "\x1b[2A\r\x1b[K127.0.0.1: min/avg/max ");
    }),
);
