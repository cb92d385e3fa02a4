import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import jsQR from "jsqr";
import { delay } from "../../../lib/time.ts";
import { peerTest, posixTest } from "../../peers.ts";
import { flagsOf, freePort, launchProgram, pathOf, run } from "../../scripts.ts";
import { GREETING, open, receiveAll } from "../../sockets.ts";
import { events, get, launchBoard, raw, say } from "./board.ts";

posixTest("signals", "board.ts is the teacher's server, with the same console", async () => {
  await using board = await launchBoard();
  assertEquals(await say(board.port, "Testing!!! :-)"), GREETING);
  await board.waitForLine("Message from");
  board.interrupt();
  assertEquals(await board.ended, 0);
  const [poster, page, waiting, hint, connection, message, ...rest] = board.printed;
  assertEquals(poster, "With --ip, phones find the page by a QR code that stands here.");
  assertEquals(page, `The page, for this computer only: ${board.url}`);
  assertEquals(waiting, `Waiting for connections at 127.0.0.1, ${board.port}`);
  assertMatch(hint, /^Only this computer can connect\. To let others in: --ip /);
  assertMatch(connection, /^CONNECTION: 1\. From the IP: 127\.0\.0\.1:\d+$/);
  assertEquals(message, "Message from client 1: Testing!!! :-)");
  assertEquals(rest, ["Server stopped by the user"]);
});

Deno.test("board.ts tells the page what its clients say, and how they leave", async () => {
  await using board = await launchBoard("--timeout", "1");
  const heard = events(board.url);
  await heard.next();
  await say(board.port, "hello");
  using _silent = await open(board.port);
  const rows = new Map<number, { text?: string; error?: string; open: boolean }>();
  for await (const { rows: changed } of heard) {
    for (const row of changed) rows.set(row.number, row);
    if (rows.get(2)?.open === false) break;
  }
  assertEquals(rows.get(1)?.text, "hello");
  assertEquals(rows.get(2)?.error, "Disconnected: nothing received for 1 s.");
});

Deno.test("the page answers with a policy that lets nothing else in", async () => {
  await using board = await launchBoard();
  const { headers, text: html } = await get(board.url);
  const policy = headers.get("content-security-policy")!;
  assertMatch(
    policy,
    /^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+';/,
  );
  assertEquals(/unsafe|\*|https?:/.test(policy), false);
  assertEquals(headers.get("x-content-type-options"), "nosniff");
  assertEquals(headers.get("access-control-allow-origin"), null);
  assertEquals(/\{\{|undefined/.test(html.replace(/<script>[^]*<\/script>/, "")), false);
  assertEquals(/(src|href)="(https?:)?\/\//.test(html), false);
  assertStringIncludes(html, ">127.0.0.1<");
  assertStringIncludes(html, `--ip 127.0.0.1 --port ${board.port}`);
  assertStringIncludes(html, "Only this computer sees this page.");
});

const REFUSED: [string, RegExp][] = [
  [
    "POST / HTTP/1.1\nHost: localhost\nContent-Length: 0",
    /^HTTP\/1\.1 405 .*\r\n(.*\r\n)*allow: GET, HEAD/,
  ],
  ["HEAD / HTTP/1.1\nHost: evil.example", /^HTTP\/1\.1 403 /],
  ["PUT /events HTTP/1.1\nHost: localhost\nContent-Length: 0", /^HTTP\/1\.1 405 /],
  ["GET / HTTP/1.1\nHost: evil.example", /^HTTP\/1\.1 403 /],
  ["GET /events HTTP/1.1\nHost: evil.example", /^HTTP\/1\.1 403 /],
  ["GET http://localhost/ HTTP/1.1\nHost: evil.example", /^HTTP\/1\.1 403 /],
  ["GET / HTTP/1.0", /^HTTP\/1\.0 403 /],
  ["GET /page.html HTTP/1.1\nHost: localhost", /^HTTP\/1\.1 404 /],
  ["GET /../deno.json HTTP/1.1\nHost: localhost", /^HTTP\/1\.1 404 /],
  ["GET //evil.example/ HTTP/1.1\nHost: localhost", /^HTTP\/1\.1 404 /],
  ["GET /qr.svg HTTP/1.1\nHost: localhost", /^HTTP\/1\.1 404 /],
  ["GET http://[bad/ HTTP/1.1\nHost: localhost", /^HTTP\/1\.1 404 /],
  ["GET http://localhost:99999/ HTTP/1.1\nHost: localhost", /^HTTP\/1\.1 404 /],
  ["nonsense", /^HTTP\/1\.1 400 /],
];
for (const [request, answer] of REFUSED) {
  Deno.test(`the page refuses ${request.replaceAll("\n", ", ")}`, async () => {
    await using board = await launchBoard();
    assertMatch(await raw(board.webPort, request), answer);
    // Whoever asks for something else harms nobody
    assertEquals((await get(board.url)).status, 200);
    assertEquals(await say(board.port, "still there"), GREETING);
    assertEquals(board.printed.some((line) => line.includes("could not be sent")), false);
  });
}

Deno.test("a 501st viewer is told that there are too many; the server does not mind", async () => {
  await using board = await launchBoard();
  const abort = new AbortController();
  const { signal } = abort;
  const viewers: Response[] = [];
  for (let i = 0; i < 500; i++) viewers.push(await fetch(`${board.url}events`, { signal }));
  assertEquals(new Set(viewers.map(({ status }) => status)), new Set([200]));
  const last = await get(`${board.url}events`);
  assertEquals([last.status, last.headers.get("retry-after")], [503, "10"]);
  assertEquals((await get(board.url)).text.includes(">127.0.0.1<"), true);
  assertEquals(await say(board.port, "hello"), GREETING);
  abort.abort();
  // Those who left have left their places
  let status = 503;
  for (const end = performance.now() + 10_000; status === 503 && performance.now() < end;) {
    const again = await fetch(`${board.url}events`);
    status = again.status;
    await again.body?.cancel();
    await delay(10);
  }
  assertEquals(status, 200);
});

posixTest(
  "signals",
  "Ctrl-C ends board.ts while pages are open, and they hear the last message",
  async () => {
    await using board = await launchBoard();
    const heard = events(board.url);
    await heard.next();
    using conn = await open(board.port);
    await conn.write(new TextEncoder().encode("the last message"));
    assertEquals(await receiveAll(conn), GREETING);
    board.interrupt();
    const texts: string[] = [];
    for await (const { rows } of heard) for (const { text } of rows) texts.push(text);
    assertEquals(texts.at(-1), "the last message");
    assertEquals(await board.ended, 0);
    assertEquals(board.printed.at(-1), "Server stopped by the user");
    await using again = await launchBoard(
      "--port",
      `${board.port}`,
      "--web-port",
      `${board.webPort}`,
    );
    assertEquals((await get(again.url)).text.includes(">127.0.0.1<"), true);
  },
);

/** What a QR code says, in the lines of a terminal: two rows of modules in each, light on dark. */
function readQR(lines: string[]): string | undefined {
  const SCALE = 4;
  const modules = lines.flatMap((line) => [
    [...line].map((half) => "█▀".includes(half)),
    [...line].map((half) => "█▄".includes(half)),
  ]);
  const [width, height] = [modules[0].length * SCALE, modules.length * SCALE];
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = modules[Math.floor(y / SCALE)][Math.floor(x / SCALE)];
      pixels.fill(light ? 255 : 0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return jsQR.default(pixels, width, height)?.data;
}

const OWN = Deno.networkInterfaces().find(({ family, address }) =>
  family === "IPv4" && !address.startsWith("127.")
)?.address;

Deno.test({
  name: "for everybody, the page's address is printed, and as a QR code too",
  ignore: !OWN,
  async fn() {
    await using board = await launchBoard("--ip", "0.0.0.0");
    const url = `http://${OWN}:${board.webPort}/`;
    const line = board.printed.findIndex((line) => line.startsWith("The page, for everybody: "));
    assertStringIncludes(board.printed[line], url);
    assertEquals(/\[/.test(board.printed[line]), false);
    assertEquals(readQR(board.printed.slice(0, line)), board.printed[line].split(" ")[4]);
    const html = (await get(board.url)).text;
    assertStringIncludes(html, `href="${board.printed[line].split(" ")[4]}"`);
    const { headers } = await get(`${board.url}qr.svg`);
    assertMatch(headers.get("content-type")!, /^image\/svg\+xml;/);
  },
});

const WRONG: [string[], RegExp][] = [
  [["--web-port", "abc"], /--web-port "abc" is not a number/],
  [["--web-port", "70000"], /70000 is not a port/],
  [["--web-port", "1.5"], /"1\.5" is not a port/],
  [["--web-port", "-1"], /./],
  [["--port", "70000"], /70000 is not a port/],
  [["--flag"], /unknown option --flag/],
  [["word"], /unexpected word "word"/],
];
for (const [args, text] of WRONG) {
  Deno.test(`board.ts refuses ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await run("board.ts", args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, text);
    assertStringIncludes(
      stderr,
      "\nUsage: board.ts [--ip 127.0.0.1] [--port 8080] [--web-port 8000]",
    );
  });
}

Deno.test("board.ts wants two ports, and says so", async () => {
  const port = String(freePort());
  const { code, stderr } = await run("board.ts", ["--port", port, "--web-port", port]);
  assertEquals(code, 2);
  assertMatch(stderr, /^board\.ts: the page needs a port of its own: \d+ is the server's\n/);
});

Deno.test("board.ts explains that the page's port is in use", async () => {
  await using board = await launchBoard();
  const { code, stderr } = await run("board.ts", ["--port", "0", "--web-port", `${board.webPort}`]);
  assertEquals(code, 1);
  assertMatch(stderr, new RegExp(`^board\\.ts: Port in use: .*:${board.webPort}\\.\n`));
});

Deno.test("board.ts says its options, and runs without the permission to see the IPs", async () => {
  assertEquals(flagsOf("board.ts"), ["-N", "-S=networkInterfaces"]);
  const help = await run("board.ts", ["--help"]);
  assertEquals(help.code, 0);
  assertMatch(
    help.stdout,
    /--web-port +the port of the page; 0 takes any free one \(default: 8000\)/,
  );
  const args = ["run", "-N", "--no-prompt", pathOf("board.ts"), "--port", "0", "--web-port", "0"];
  await using board = launchProgram(Deno.execPath(), args);
  const page = await board.waitForLine("The page,");
  assertStringIncludes((await get(page!.match(/http\S+/)![0])).text, ">127.0.0.1<");
});

peerTest("sh", "browsers that hold all files are let go, for the clients", async (sh) => {
  const deno = [Deno.execPath(), "run", "-N", "-S=networkInterfaces", "--no-prompt"];
  const args = [...deno, pathOf("board.ts"), "--port", "0", "--web-port", "0"];
  await using board = launchProgram(sh, ["-c", `ulimit -n 120; exec "$@"`, "sh", ...args]);
  const webPort = Number((await board.waitForLine("The page,"))!.match(/:(\d+)\//)![1]);
  const port = Number((await board.waitForLine("Waiting"))!.split(", ")[1]);
  const idle: Deno.TcpConn[] = [];
  try {
    for (let i = 0; i < 200; i++) idle.push(await open(webPort));
  } catch {
    // Refused: the web server has given up already
  }
  try {
    assertEquals(await say(port, "hello"), GREETING);
    // And the page is there again, at the same port
    let text = "";
    for (const end = performance.now() + 10_000; !text && performance.now() < end;) {
      text = await raw(webPort, "GET / HTTP/1.1\nHost: localhost").catch(() => "");
      if (!text) await delay(20);
    }
    assertMatch(text, /^HTTP\/1\.1 200 /);
  } finally {
    for (const conn of idle) conn.close();
  }
});
