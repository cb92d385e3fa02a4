import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import jsQR from "jsqr";
import { UserError } from "../../../lib/error.ts";
import { delay } from "../../../lib/time.ts";
import { Feed } from "../../../lib/tools/board/feed.ts";
import { respond } from "../../../lib/tools/board/respond.ts";
import { openBoard } from "../../../lib/tools/board/web-server.ts";
import { Viewers } from "../../../lib/tools/board/viewers.ts";
import { peerTest, posixTest } from "../../peers.ts";
import { denoArgs, flagsOf, freePort, launchProgram, pathOf, ROOT, run } from "../../scripts.ts";
import { GREETING, open, receiveAll } from "../../sockets.ts";
import { events, get, launchBoard, type LaunchedBoard, raw, say } from "./board.ts";

const OWN = Deno.networkInterfaces().find(({ family, address }) =>
  family === "IPv4" && !address.startsWith("127.")
)?.address;

posixTest("signals", "board.ts is the teacher's server, with the same console", async () => {
  await using board = await launchBoard();
  assertEquals(await say(board.port, "Testing!!! :-)"), GREETING);
  await board.waitForLine("Message from");
  board.interrupt();
  assertEquals(await board.ended, 0);
  const [poster, page, waiting, hint, ...log] = board.printed;
  const [connection, message, ...rest] = log.filter((line) => !line.startsWith("  --ip "));
  assertEquals(poster, "With --ip, phones find the page by a QR code that stands here.");
  assertEquals(page, `The page, for this computer only: ${board.url}`);
  assertEquals(waiting, `Waiting for connections at 127.0.0.1, ${board.port}`);
  assertMatch(hint, /^Only this computer can connect\. To let others in:/);
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

Deno.test("HEAD gets what GET gets, without the page, and is no viewer", async () => {
  await using board = await launchBoard("--ip", "0.0.0.0");
  const about = async (request: string) => {
    const [head, body] = (await raw(board.webPort, request)).split("\r\n\r\n");
    return {
      lines: head.split("\r\n").filter((line) =>
        !/^(date|content-length|vary|transfer)/.test(line)
      ),
      body,
    };
  };
  for (const path of ["/", "/qr.svg", "/nothing"]) {
    const { lines, body } = await about(`HEAD ${path} HTTP/1.1\nHost: localhost`);
    assertEquals(body, "");
    assertEquals(lines, (await about(`GET ${path} HTTP/1.1\nHost: localhost`)).lines);
  }
  // It would not end if it were told what happens
  const { lines, body } = await about("HEAD /events HTTP/1.1\nHost: localhost");
  assertEquals([lines[0], body], ["HTTP/1.1 200 OK", ""]);
});

/** A POST as a page at an origin sends it. */
function post(board: LaunchedBoard, path: string, origin: string): Promise<string> {
  const about = `Host: 127.0.0.1:${board.webPort}\nOrigin: ${origin}\nContent-Length: 0`;
  return raw(board.webPort, `POST ${path} HTTP/1.1\n${about}`);
}

Deno.test("the page on the server's own computer hides a row from everybody, no other page does", async () => {
  await using board = await launchBoard();
  await say(board.port, "something rude");
  const heard = events(board.url);
  await heard.next();
  const hide = "/hide?number=1&hidden=true";
  const here = `http://127.0.0.1:${board.webPort}`;
  assertMatch(await post(board, hide, "http://evil.example"), /^HTTP\/1\.1 403 /);
  assertMatch(await post(board, hide, "null"), /^HTTP\/1\.1 403 /);
  assertMatch(
    await raw(board.webPort, `GET ${hide} HTTP/1.1\nHost: localhost`),
    /^HTTP\/1\.1 403 /,
  );
  const nameless = `POST ${hide} HTTP/1.1\nHost: 127.0.0.1:${board.webPort}\nContent-Length: 0`;
  assertMatch(await raw(board.webPort, nameless), /^HTTP\/1\.1 403 /);
  assertMatch(await post(board, "/hide?number=2&hidden=true", here), /^HTTP\/1\.1 404 /);
  assertMatch(await post(board, hide, here), /^HTTP\/1\.1 200 /);
  for await (const { rows } of heard) {
    if (rows.length === 0) continue;
    assertEquals([rows[0].hidden, rows[0].text], [true, undefined]);
    break;
  }
});

Deno.test("another computer's page is told its own IP, and hides nothing from others", async () => {
  const { ask } = site();
  const page = await ask("/").text();
  assertStringIncludes(page, `<body class="lobby">`);
  assertStringIncludes(page, `<strong id="ip">192.0.2.7</strong>`);
  assertMatch(page, /<section id="you"[^>]* >/);
  assertEquals((await ask("/hide?number=1&hidden=true", { method: "POST" })).status, 403);
});

Deno.test("whoever sits at the server's own computer is told no IP as theirs", async () => {
  const { ask } = site();
  for (const ip of ["127.0.0.1", "::1", ...(OWN ? [OWN] : [])]) {
    const page = await ask("/", { ip }).text();
    assertStringIncludes(page, `<body class="lobby own">`);
    assertMatch(page, /<section id="you"[^>]* hidden>/);
  }
});

Deno.test("the name under which a browser has found this computer is the one for others", async () => {
  const { ask } = site();
  // A browser here says nothing about which IP others reach: then it is the best one
  assertStringIncludes(
    await ask("/", { host: "localhost:8008" }).text(),
    'href="http://192.0.2.1:8008/"',
  );
  if (!OWN) return;
  const page = await ask("/", { host: `${OWN}:9009` }).text();
  assertStringIncludes(page, `href="http://${OWN}:9009/"`);
  assertStringIncludes(page, `--ip ${OWN} --port 8080`);
  const [there, elsewhere] = await Promise.all(
    [`${OWN}:9009`, "localhost"].map((host) => ask("/qr.svg", { host }).text()),
  );
  assert(there !== elsewhere);
});

/** A site at all IPs, as another computer sees it. */
function site() {
  const feed = new Feed();
  using viewers = new Viewers(feed);
  const server = { ip: "0.0.0.0", port: 8080 };
  const about = { ip: "0.0.0.0", url: "http://192.0.2.1:8008/", server, feed, viewers };
  const ask = (path: string, { host = "127.0.0.1:8008", ip = "192.0.2.7", method = "GET" } = {}) =>
    respond(
      about,
      new Request(`http://${host}${path}`, { method, headers: { host, origin: `http://${host}` } }),
      { ip, port: 51234 },
      new Promise(() => {}),
    );
  return { ask };
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

Deno.test({
  name: "for everybody, the page's address is printed, and as a QR code too",
  ignore: !OWN,
  async fn() {
    await using board = await launchBoard("--ip", "0.0.0.0");
    const url = `http://${OWN}:${board.webPort}/`;
    const line = board.printed.findIndex((line) => line.startsWith("The page, for everybody: "));
    // With several IPs, each has a line of its own
    assert(board.printed.slice(line).some((printed) => printed.endsWith(url)));
    assertEquals(/\[/.test(board.printed[line]), false);
    assertEquals(readQR(board.printed.slice(0, line)), board.printed[line].split(" ")[4]);
    const html = (await get(board.url)).text;
    assertStringIncludes(html, `href="${board.printed[line].split(" ")[4]}"`);
    const { headers } = await get(`${board.url}qr.svg`);
    assertMatch(headers.get("content-type")!, /^image\/svg\+xml;/);
  },
});

const WRONG: [string[], RegExp][] = [
  [["--web-port", "abc"], /"abc" is not a port/],
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
      "\nUsage: board.ts [--ip 127.0.0.1] [--port 8080] [--web-port 8008]",
    );
  });
}

Deno.test("board.ts looks at the page's port before it listens", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const { stderr } = await run("board.ts", ["--port", String(port), "--web-port", "70000"]);
  assertMatch(stderr, /^board\.ts: 70000 is not a port/);
});

Deno.test("board.ts wants two ports, and says so", async () => {
  const port = String(freePort());
  const { code, stderr } = await run("board.ts", ["--port", port, "--web-port", port]);
  assertEquals(code, 2);
  assertMatch(
    stderr,
    /^board\.ts: the page needs a port of its own: \d+ is the server's\.\nGive it another --web-port\n/,
  );
});

Deno.test("board.ts explains that the page's port is in use", async () => {
  await using board = await launchBoard();
  const { code, stderr } = await run("board.ts", ["--port", "0", "--web-port", `${board.webPort}`]);
  assertEquals(code, 1);
  assertMatch(stderr, new RegExp(`^board\\.ts: Port in use: .*:${board.webPort}\\.\n`));
  assertStringIncludes(stderr, `or use another port, such as --web-port ${board.webPort + 1}.`);
});

Deno.test("board.ts says its options, and runs without the permission to see the IPs", async () => {
  assertEquals(flagsOf("board.ts"), ["-N", "-S=networkInterfaces"]);
  const help = await run("board.ts", ["--help"]);
  assertEquals(help.code, 0);
  assertMatch(
    help.stdout,
    /--web-port +the port of the page; 0 takes any free one \(default: 8008\)/,
  );
  const args = ["run", "-N", "--no-prompt", pathOf("board.ts"), "--port", "0", "--web-port", "0"];
  await using board = launchProgram(Deno.execPath(), args);
  const page = await board.waitForLine("The page,");
  assertStringIncludes((await get(page!.match(/http\S+/)![0])).text, ">127.0.0.1<");
});

Deno.test("where its IPs may not be seen, board.ts says who shows them, and draws no code", async () => {
  const args = ["--ip", "0.0.0.0", "--port", "0", "--web-port", "0"];
  const run = ["run", "-N", "--no-prompt", pathOf("board.ts"), ...args];
  await using board = launchProgram(Deno.execPath(), run);
  const page = (await board.waitForLine("The page,"))!;
  assertMatch(page, /^The page, for everybody: http:\/\/IP:\d+\/ \(IPs\.ts shows your IP\)$/);
  assertEquals(board.printed, [page]);
  const { text } = await get(page.match(/http\S+/)![0].replace("IP", "127.0.0.1"));
  assertStringIncludes(text, "own IP (IPs.ts shows it) the class sees this page too");
  assertMatch(text, /<p id="page" hidden>/);
});

peerTest("unshare", "where :: takes only IPv6, the page is at no IPv4", async () => {
  const network = ["IPS=192.0.2.7 2001:db8::7", "ONLY_IPV6=1", "unshare", "-rnm", "python3"];
  const program = [Deno.execPath(), ...denoArgs("board.ts", ["--ip", "::"])];
  const words = [...network, `${ROOT}tests/python/network.py`, ...program];
  await using board = launchProgram("env", words);
  const page = await board.waitForLine("The page,");
  // Some computers do not let everybody make a network of their own
  if (board.output.includes("unshare:")) return;
  assertEquals(page, "The page, for everybody: http://[2001:db8::7]:8008/");
  assertEquals(
    await board.waitForLine("Others"),
    "Others connect with: --ip 2001:db8::7 --port 8080",
  );
});

Deno.test("there is no page at an IP with a zone: no URL has a place for it", () => {
  assertThrows(
    () => openBoard({ ip: "fe80::1%eth0", port: 0 }, { ip: "fe80::1%eth0", port: 8080 }),
    UserError,
    "no browser opens a page at an IP with a zone: fe80::1%eth0.\nGive another --ip",
  );
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
    // Once it is told why, and the page is there again, at the same port
    assert(await board.waitForLine("The page had to start again"));
    assertMatch(board.stderr, /^The page had to start again: Too many open files .+\n$/);
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
