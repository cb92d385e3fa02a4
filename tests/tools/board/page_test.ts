import { assert, assertEquals } from "@std/assert";
import axe from "axe-core";
import jsQR from "jsqr";
import type { BrowserContextOptions, Page } from "playwright-core";
import { delay } from "../../../lib/time.ts";
import { Table } from "../../../lib/tools/notes/table.ts";
import { peerTest } from "../../peers.ts";
import { run, to } from "../../scripts.ts";
import { open } from "../../sockets.ts";
import { events, launchBoard, type LaunchedBoard, say } from "./board.ts";
import { Relay } from "./relay.ts";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A test with a board and a browser that has its page open; an error in the page is a failure. */
function pageTest(
  name: string,
  test: (page: Page, board: LaunchedBoard, errors: string[]) => Promise<void>,
  { args = [], ignored, ...options }: BrowserContextOptions & {
    args?: string[];
    ignored?: boolean;
  } = {},
) {
  if (ignored) return Deno.test.ignore(name, () => {});
  peerTest("chromium", name, async (executablePath) => {
    const { chromium } = await import("playwright-core");
    await using board = await launchBoard(...args);
    const browser = await chromium.launch({ executablePath, args: ARGS });
    try {
      const page = await (await browser.newContext(options)).newPage();
      page.setDefaultTimeout(20_000);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("dialog", (dialog) => {
        errors.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
      page.on("console", (message) => {
        // A server that is not there is no mistake of the page
        if (
          message.type() === "error" && !/ERR_(CONNECTION|EMPTY|INCOMPLETE)/.test(message.text())
        ) {
          errors.push(message.text());
        }
      });
      await page.goto(board.url);
      await shows(page, "#status", "Live.");
      await test(page, board, errors);
      assertEquals(errors, []);
    } finally {
      await browser.close();
    }
  });
}

/** Waits until an element has this text. (The page's policy forbids Playwright to wait in it.) */
async function shows(page: Page, selector: string, text: string): Promise<void> {
  let shown;
  for (const end = performance.now() + 20_000; performance.now() < end; await delay(20)) {
    [shown] = await page.locator(selector).allTextContents();
    if (shown === text) return;
  }
  assertEquals(shown, text);
}

const OWN = Deno.networkInterfaces().find(({ family, address }) =>
  family === "IPv4" && !address.startsWith("127.")
)?.address;

const COLUMNS = ["Machine", "Interface", "Date", "Place", "IP"];
// The rows that are seen: one that is cleared, or of another computer than the chosen one, is hidden
const SEEN = "#list li:not([hidden])";
const NEWEST = `:nth-match(${SEEN}, 1)`;

pageTest("what client.ts says appears on the page without a reload", async (page, board) => {
  await shows(page, "#empty", "No client has connected yet.");
  const { code } = await run("client.ts", [...to(board), "Hello, class!"]);
  assertEquals(code, 0);
  await shows(page, `${NEWEST} .text`, "Hello, class!");
  await shows(page, `${NEWEST} .number`, "#1");
  const from = await page.locator(`${NEWEST} .from`).textContent();
  assertEquals(board.printed.includes(`CONNECTION: 1. From the IP: ${from}`), true);
  assertEquals(
    /^\d\d:\d\d:\d\d$/.test(await page.locator(`${NEWEST} time`).textContent() ?? ""),
    true,
  );
  await say(board.port, "second");
  await shows(page, `${NEWEST} .text`, "second");
  await shows(page, "#connections", "2");
  await shows(page, "#computers", "1");
  await shows(page, "#now", "0");
  const chart = await page.locator("#chart").getAttribute("aria-label");
  assertEquals(
    chart,
    "Computers that connected in the last ten minutes: at most 1 in ten seconds",
  );
});

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  `"><svg onload=alert(1)>`,
  "<a href='javascript:alert(1)'>click</a>",
  "data: {}\n\ndata: {}",
  "\x1b[31mred\x1b[0m \x1b]0;title\x07",
  "\u202egnp.exe \u200b\u2028",
  "</script><style>*{display:none}</style>",
  "{{ ip }}",
];
pageTest("what a client sends is text, whatever it is, and runs nothing", async (page, board) => {
  for (const text of HOSTILE) await say(board.port, text);
  await shows(page, `${NEWEST} .text`, HOSTILE.at(-1)!);
  const texts = await page.locator(`${SEEN} .text`).allTextContents();
  assertEquals(texts.reverse(), [
    ...HOSTILE.slice(0, 4),
    "data: {}\\n\\ndata: {}",
    "\\x1b[31mred\\x1b[0m \\x1b]0;title\\x07",
    "\\u202egnp.exe \\u200b\\u2028",
    ...HOSTILE.slice(7),
  ]);
  const inside = "#list script, #list img, #list svg, #list a, #list style";
  assertEquals(await page.locator(inside).count(), 0);
  // It is there after a reload as well
  await page.reload();
  await shows(page, `${NEWEST} .text`, HOSTILE.at(-1)!);
});

pageTest(
  "the page refuses to make HTML from a text, even if it tried",
  async (page, _board, errors) => {
    const tried = await page.evaluate(`(() => {
    try { document.body.innerHTML = "<b>no</b>"; return "done"; }
    catch (error) { return error.name; }
  })()`);
    assertEquals(tried, "TypeError");
    const foreign = await page.evaluate(
      `fetch("http://127.0.0.1:1/").then(() => "", (e) => e.name)`,
    );
    assertEquals(foreign, "TypeError");
    assertEquals(
      errors.splice(0).every((error) => /TrustedHTML|Content Security/.test(error)),
      true,
    );
  },
);

pageTest("2,000 messages: the last few hundred are there, newest first", async (page, board) => {
  for (let i = 0; i < 2000; i += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, j) => say(board.port, `message ${i + j}`)));
  }
  await shows(page, "#connections", "2,000");
  await shows(page, "#now", "0");
  const numbers = (await page.locator("#list .number").allTextContents())
    .map((text) => Number(text.slice(1)));
  assertEquals(numbers, Array.from({ length: 300 }, (_, i) => 2000 - i));
  const texts = await page.locator(`${SEEN} .text`).allTextContents();
  assertEquals(texts.every((text) => /^message \d+$/.test(text)), true);
});

pageTest("a server that starts again is found again, and the page says so", async (page, board) => {
  await say(board.port, "before");
  await shows(page, `${NEWEST} .text`, "before");
  board.kill();
  await board.ended;
  await shows(page, "#status", "Not connected to the server. Trying again…");
  assertEquals(await page.locator(SEEN).count(), 1);
  const ports = ["--port", String(board.port), "--web-port", String(board.webPort)];
  await using again = await launchBoard(...ports);
  await shows(page, "#status", "The server was started again: its numbers begin at 1.");
  assertEquals(await page.locator(SEEN).count(), 0);
  await say(again.port, "after");
  await shows(page, `${NEWEST} .text`, "after");
  await shows(page, "#connections", "1");
  await shows(page, "#status", "Live.");
});

/** Waits until something is so. */
async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = performance.now() + 20_000; !await isSo();) {
    if (performance.now() > end) throw new Error(`not so after 20 s: ${what}`);
    await delay(20);
  }
}

const LOST = "Not connected to the server. Trying again…";

pageTest("a page whose path has died without a word comes back with it", async (page, board) => {
  using relay = new Relay(board.webPort);
  await page.clock.install();
  await page.goto(`http://127.0.0.1:${relay.port}/`);
  await shows(page, "#status", "Live.");
  relay.swallows = true;
  const before = relay.count;
  // The first silence is that of an open connection, the others are those of its successors
  await until(async () => {
    await page.clock.runFor(1000);
    return relay.count >= before + 3;
  }, "three tries");
  await shows(page, "#status", LOST);
  await say(board.port, "meanwhile");
  // The path is there again just after a try: from here on it takes 20 s of the page's at most
  relay.swallows = false;
  for (let seconds = 0; seconds < 20; seconds++) {
    await page.clock.runFor(1000);
    // What is on the way gets the time to arrive
    await delay(50);
  }
  await shows(page, `${NEWEST} .text`, "meanwhile");
  assertEquals(await page.locator("#status").getAttribute("class"), "");
});

/** What a browser does when its page is covered, or seen again. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, "hidden", {
    configurable: true, value: ${hidden} });
    document.dispatchEvent(new Event("visibilitychange"))`);
}

pageTest("a page that is not seen holds no connection, and misses nothing", async (page, board) => {
  using relay = new Relay(board.webPort);
  await page.goto(`http://127.0.0.1:${relay.port}/`);
  await shows(page, "#status", "Live.");
  await hide(page, true);
  await until(() => relay.open === 0, "no connection is open");
  const before = relay.count;
  await say(board.port, "unseen");
  await page.clock.install();
  await page.clock.runFor(120_000);
  assertEquals([relay.count, await page.locator(SEEN).count()], [before, 0]);
  await hide(page, false);
  await shows(page, `${NEWEST} .text`, "unseen");
  await shows(page, "#status", "Live.");
});

pageTest("pause holds the list, and going on shows what came", async (page, board) => {
  await say(board.port, "one");
  await shows(page, `${NEWEST} .text`, "one");
  // With the keyboard alone
  await page.focus("#pause");
  await page.keyboard.press("Space");
  assertEquals(await page.getAttribute("#pause", "aria-pressed"), "true");
  await shows(page, "#status", "Paused");
  await say(board.port, "two");
  await say(board.port, "three");
  await shows(page, "#waiting", " · 2 wait");
  assertEquals(await page.locator(`${SEEN} .text`).allTextContents(), ["one"]);
  await page.keyboard.press("Enter");
  await shows(page, "#pause", "Pause");
  await shows(page, "#status", "Live.");
  await shows(page, "#waiting", "");
  assertEquals(await page.locator(`${SEEN} .text`).allTextContents(), ["three", "two", "one"]);
});

pageTest(
  "a paused page holds its list, but lets go what the teacher hides",
  async (page, board) => {
    const texts = () => page.locator(`${SEEN} .text`).allTextContents();
    await say(board.port, "one");
    await say(board.port, "two");
    await shows(page, `${NEWEST} .text`, "two");
    await page.click("#pause");
    await say(board.port, "three");
    await shows(page, "#waiting", " · 1 wait");
    // Neither does a chip let in what waits
    await page.click("#chips button");
    assertEquals(await texts(), ["two", "one"]);
    await page.click("#all");
    assertEquals(await texts(), ["two", "one"]);
    await page.hover(NEWEST);
    await page.getByRole("button", { name: "Hide row 2" }).click();
    await shows(page, `${NEWEST} .quiet`, "hidden by the teacher");
    assertEquals(await texts(), ["one"]);
    await page.click("#pause");
    assertEquals(await texts(), ["three", "one"]);
  },
);

pageTest("clear empties the list, and only what comes then is shown", async (page, board) => {
  await say(board.port, "old");
  using silent = await open(board.port);
  await shows(page, `${NEWEST} .number`, "#2");
  await page.click("#clear");
  assertEquals(await page.locator(SEEN).count(), 0);
  await shows(page, "#empty", "Cleared: what comes next appears here.");
  await say(board.port, "new");
  await shows(page, `${NEWEST} .text`, "new");
  // Who was there already, and speaks now, is news
  await silent.write(new TextEncoder().encode("at last"));
  await silent.closeWrite();
  await shows(page, `:nth-match(${SEEN}, 2) .text`, "at last");
});

pageTest(
  "how to join fills the page until a client connects, then it is a strip",
  async (page, board) => {
    const sizes = () =>
      page.evaluate(
        `Object.fromEntries(["#enlarge img", "#connect", "#page a", "h2", ".text"].map((selector) => {
      const element = document.querySelector(selector);
      return [selector, element && {
        high: element.getBoundingClientRect().height,
        letters: parseFloat(getComputedStyle(element).fontSize),
      }];
    }))`,
      ) as Promise<Record<string, { high: number; letters: number }>>;
    const lobby = await sizes();
    assertEquals(Math.round(lobby["#enlarge img"].high), 540);
    assert(lobby["#connect"].letters > lobby["#page a"].letters);
    assert(lobby["#page a"].letters > 50);
    assertEquals(await page.evaluate("document.documentElement.scrollHeight <= innerHeight"), true);
    await shows(
      page,
      "#join code",
      `deno run -N session-08/client.ts --ip ${OWN} --port ${board.port}`,
    );
    await say(board.port, "first");
    await shows(page, "#computers", "1");
    await shows(page, `${NEWEST} .text`, "first");
    const strip = await sizes();
    assert(strip["#enlarge img"].high < 200);
    assert(strip["#connect"].letters >= 40);
    // The QR code is a click away
    assertEquals(await page.locator("#large").isVisible(), false);
    await page.click("#enlarge");
    const code = await page.locator("#large img").boundingBox();
    assert(code!.height > 700);
    await page.keyboard.press("Enter");
    assertEquals(await page.locator("#large").isVisible(), false);
  },
  { args: ["--ip", "0.0.0.0"], viewport: { width: 1920, height: 1080 }, ignored: !OWN },
);

/** Says something as a computer with this IP. */
function sayFrom(board: LaunchedBoard, ip: string, text: string): Promise<string> {
  const [family, to] = ip.includes(":") ? ["TCP6", "::1"] : ["TCP4", "127.0.0.1"];
  return say(board.port, `PROXY ${family} ${ip} ${to} 51234 8080\r\n${text}`);
}
const PROXY = { args: ["--proxy", "127.0.0.1"] };

pageTest(
  "each computer has a chip, which lights up and shows its messages",
  async (page, board) => {
    await sayFrom(board, "10.1.128.7", "one");
    await sayFrom(board, "10.1.128.39", "two");
    await sayFrom(board, "10.1.128.7", "three");
    using silent = await open(board.port);
    await silent.write(
      new TextEncoder().encode("PROXY TCP4 10.1.128.100 127.0.0.1 51234 8080\r\n"),
    );
    await shows(page, "#computers", "3");
    await shows(page, "#connections", "4");
    await shows(page, `${NEWEST} .quiet`, "has said nothing yet");
    const chips = page.locator("#chips button");
    assertEquals(await chips.allTextContents(), ["10.1.128.7", "10.1.128.39", "10.1.128.100"]);
    assertEquals(await page.locator("#chips .net").first().textContent(), "10.1.128.");
    assertEquals(await page.locator("#chips .through").allTextContents(), [
      "10.1.128.7",
      "10.1.128.39",
    ]);
    await chips.first().click();
    assertEquals(await page.locator(`${SEEN} .text`).allTextContents(), ["three", "one"]);
    await shows(page, "#only-ip", "Only 10.1.128.7");
    await sayFrom(board, "10.1.128.39", "four");
    await shows(page, "#connections", "5");
    assertEquals(await page.locator(`${SEEN} .text`).allTextContents(), ["three", "one"]);
    await page.click("#all");
    await shows(page, `${NEWEST} .text`, "four");
    assertEquals(await page.locator(SEEN).count(), 5);
  },
  PROXY,
);

pageTest(
  "the first computer's IP may begin where another one's does not: ::1",
  async (page, board) => {
    await sayFrom(board, "::1", "one");
    await shows(page, "#computers", "1");
    await sayFrom(board, "2001:db8::7", "two");
    await shows(page, "#computers", "2");
    assertEquals(await page.locator("#chips button").allTextContents(), ["::1", "2001:db8::7"]);
  },
  PROXY,
);

pageTest("the chips of hundreds of computers say only where they differ", async (page, board) => {
  const ips = Array.from({ length: 200 }, (_, i) => `10.1.128.${i + 1}`);
  for (let i = 0; i < 200; i += 20) {
    await Promise.all(ips.slice(i, i + 20).map((ip) => sayFrom(board, ip, "hello")));
  }
  // One with IPv6 does not make the others longer
  await sayFrom(board, "2001:db8::7", "hello");
  await shows(page, "#computers", "201");
  const texts = await page.evaluate(
    "[...document.querySelectorAll('#chips button')].map((chip) => chip.innerText)",
  );
  assertEquals(texts, [...ips.map((ip) => ip.split(".")[3]), "7"]);
  // All of them are seen at once, and can be hit (WCAG 2.2, 2.5.8)
  const { bottom, height } = await page.evaluate(
    "document.querySelector('#chips button:last-child').getBoundingClientRect().toJSON()",
  ) as DOMRect;
  assert(bottom <= 1080, `they end at ${bottom}`);
  assert(height >= 24, `they are ${height} px high`);
}, { ...PROXY, viewport: { width: 1920, height: 1080 } });

pageTest("the teacher hides a row from everybody, and shows it again", async (page, board) => {
  await say(board.port, "something rude");
  await shows(page, `${NEWEST} .text`, "something rude");
  const other = await page.context().newPage();
  await other.goto(board.url);
  await shows(other, `${NEWEST} .text`, "something rude");
  await page.hover(NEWEST);
  await page.getByRole("button", { name: "Hide row 1" }).click();
  await shows(page, `${NEWEST} .quiet`, "hidden by the teacher");
  await shows(other, `${NEWEST} .quiet`, "hidden by the teacher");
  await page.getByRole("button", { name: "Show row 1" }).click();
  await shows(other, `${NEWEST} .text`, "something rude");
});

pageTest("a row is hidden on a student's page alone, also after a reload", async (page, board) => {
  await page.route(board.url, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('own">', '">') });
  });
  await say(board.port, "boring");
  await page.reload();
  await shows(page, `${NEWEST} .text`, "boring");
  await page.hover(NEWEST);
  await page.getByRole("button", { name: "Hide row 1" }).click();
  await shows(page, `${NEWEST} .quiet`, "hidden on this page");
  await page.reload();
  await shows(page, `${NEWEST} .quiet`, "hidden on this page");
  const heard = events(board.url);
  assertEquals((await heard.next()).value.rows[0].text, "boring");
  await heard.return();
  await page.hover(NEWEST);
  await page.getByRole("button", { name: "Show row 1" }).click();
  await shows(page, `${NEWEST} .text`, "boring");
});

pageTest("what was typed and what was written out look different", async (page, board) => {
  const controls = () => page.locator(`${NEWEST} .control`).allTextContents();
  await say(board.port, "typed \\n and a real one\n");
  await shows(page, `${NEWEST} .text`, "typed \\n and a real one\\n");
  assertEquals(await controls(), ["\\n"]);
  await say(board.port, "\\x1b \x1b[0m \\\\ \u{e0001}C:\\temp");
  await shows(page, `${NEWEST} .text`, "\\x1b \\x1b[0m \\\\ \\u{e0001}C:\\temp");
  assertEquals(await controls(), ["\\x1b", "\\u{e0001}"]);
  await say(board.port, "   ");
  await shows(page, `${NEWEST} .quiet`, "only spaces: 3");
});

pageTest(
  "a long message shows its beginning, and all of it when it is asked for",
  async (page, board) => {
    const long = "0123456789".repeat(100);
    await say(board.port, long);
    await shows(page, `${NEWEST} .text`, `${long.slice(0, 160)}…`);
    await shows(page, `${NEWEST} > .dim`, "bytes not shown: 500");
    await page.getByRole("button", { name: "Show all" }).click();
    await shows(page, `${NEWEST} .text`, long.slice(0, 500));
    await page.getByRole("button", { name: "Show less" }).click();
    await shows(page, `${NEWEST} .text`, `${long.slice(0, 160)}…`);
    // Four lines are short enough, and their end is no more of them
    await say(board.port, "1\n2\n3\n4\n");
    await shows(page, `${NEWEST} .text`, "1\\n2\\n3\\n4\\n");
    assertEquals(await page.locator(`${NEWEST} > button`).count(), 0);
    await say(board.port, "1\n2\n3\n4\n5\n6");
    await shows(page, `${NEWEST} .text`, "1\\n2\\n3\\n4\\n…");
    await page.locator(NEWEST).getByRole("button", { name: "Show all" }).click();
    await shows(page, `${NEWEST} .text`, "1\\n2\\n3\\n4\\n5\\n6");
  },
);

pageTest("what comes while a viewer reads further down waits above", async (page, board) => {
  for (let i = 1; i <= 30; i++) await say(board.port, `message ${i}`);
  await shows(page, `${NEWEST} .text`, "message 30");
  await page.locator("#list li:nth-child(20)").scrollIntoViewIfNeeded();
  const where = () =>
    page.evaluate(
      "document.querySelectorAll('#list li .text')[" +
        "[...document.querySelectorAll('#list li .text')].findIndex((e) => e.textContent === 'message 11')" +
        "].getBoundingClientRect().top",
    ) as Promise<number>;
  // Until what has come into sight has its size
  let before = NaN;
  await until(async () => before === (before = await where()), "the page stands still");
  await say(board.port, "news");
  await say(board.port, "more news");
  await shows(page, "#newer", "▲ 2 new");
  assert(
    Math.abs(await where() - before) < 2,
    `it stood at ${before}, and now at ${await where()}`,
  );
  await page.click("#newer");
  await until(async () => !await page.locator("#newer").isVisible(), "nothing waits above");
  assertEquals(await page.locator(`${NEWEST} .text`).isVisible(), true);
});

for (const width of [320, 900]) {
  pageTest(`IPv6 addresses fit on a page ${width} px wide`, async (page, board) => {
    await sayFrom(board, "2001:db8:1234:5678:9abc:def0:1234:5678", "from the new Internet");
    await sayFrom(board, "fd12:3456:789a:bcde:f012:3456:789a:bcde", "and from home");
    await shows(page, `${NEWEST} .text`, "and from home");
    await shows(page, `${NEWEST} .from`, "[fd12:3456:789a:bcde:f012:3456:789a:bcde]:51234");
    assertEquals(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
  }, { ...PROXY, viewport: { width, height: 640 } });
}

peerTest("chromium", "without JavaScript the page says what is missing", async (executablePath) => {
  const { chromium } = await import("playwright-core");
  await using board = await launchBoard();
  const browser = await chromium.launch({ executablePath, args: ARGS });
  try {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(board.url);
    await page.getByText("Without JavaScript this page shows no messages.").waitFor();
    assertEquals(await page.getByRole("button", { name: "Pause" }).isVisible(), false);
    assertEquals(await page.getByText("Connecting").count(), 0);
  } finally {
    await browser.close();
  }
});

pageTest("the look can be chosen, and is remembered", async (page) => {
  const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
  const light = await background();
  await page.click("#look");
  const dark = await background();
  assert(dark !== light);
  await page.reload();
  await shows(page, "#look", "Light");
  assertEquals(await background(), dark);
}, { colorScheme: "light" });

/** How wide and high a QR code is drawn, in pixels. */
const SIDE = 200;

pageTest("the page shows its address as a QR code", async (page, board) => {
  if (!OWN) return;
  const url = await page.locator("#page a").textContent();
  assertEquals(url, `http://${OWN}:${board.webPort}/`);
  const gray = await page.evaluate(`(async () => {
    const image = document.querySelector("#enlarge img");
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = ${SIDE};
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, ${SIDE}, ${SIDE});
    const { data } = context.getImageData(0, 0, ${SIDE}, ${SIDE});
    return [...data].filter((_, i) => i % 4 === 0).join();
  })()`) as string;
  const pixels = gray.split(",").flatMap((
    value,
  ) => [Number(value), Number(value), Number(value), 255]);
  assertEquals(jsQR.default(new Uint8ClampedArray(pixels), SIDE, SIDE)?.data, url);
}, { args: ["--ip", "0.0.0.0"] });

/** What axe-core finds that keeps people from using the page. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + " " + nodes.map(({ html }) => html).join(" ")))`);
}

const SIZES: [string, BrowserContextOptions][] = [
  ["phone", { viewport: { width: 320, height: 640 }, colorScheme: "light" }],
  ["phone-dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
  ["projector", { viewport: { width: 1920, height: 1080 }, colorScheme: "light" }],
  ["projector-dark", { viewport: { width: 1280, height: 720 }, colorScheme: "dark" }],
];
for (const [name, options] of SIZES) {
  pageTest(`the page fits on a ${name}, and can be read`, async (page, board) => {
    assertEquals(await violations(page), []);
    await say(board.port, "A".repeat(2048));
    await say(board.port, "Hello from the first row, to the last one!");
    using _silent = await open(board.port);
    await shows(page, "#connections", "3");
    assertEquals(
      await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
      0,
    );
    // Contrast of text to what is behind it: 4.5 at least (WCAG 2.2, 1.4.3)
    const low = await page.evaluate(`(() => {
      const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
      const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const behind = (element) => {
        for (; element; element = element.parentElement) {
          const color = rgb(getComputedStyle(element).backgroundColor);
          if (color[3] !== 0) return color;
        }
        return [255, 255, 255];
      };
      return [...document.querySelectorAll("body *")]
        .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
        .filter((e) => e.checkVisibility())
        .map((e) => {
          const [a, b] = [luminance(rgb(getComputedStyle(e).color)), luminance(behind(e))];
          return [e.textContent.trim(), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
        }).filter(([, contrast]) => contrast < 4.5);
    })()`);
    assertEquals(low, []);
    assertEquals(await violations(page), []);
    // On a phone the text is large; on a projector it is read from the back row
    const size = await page.evaluate(`parseFloat(getComputedStyle(
      document.querySelector("#list li:nth-child(2) .text")).fontSize)`) as number;
    const { width, height } = options.viewport!;
    assert(size >= (width < 900 ? 20 : height / 30), `a message is ${size} px high`);
    // The longest IPv4 stands in one line: "192.168.100.10" and "0" are not the viewer's IP
    const lines = await page.evaluate(`(() => {
      document.querySelector("#you").hidden = false;
      document.querySelector("#ip").textContent = "192.168.100.100";
      const text = document.createRange();
      text.selectNodeContents(document.querySelector("#ip"));
      return text.getClientRects().length;
    })()`);
    assertEquals(lines, 1);
    const folder = Deno.env.get("SCREENSHOTS");
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  }, options);
}

pageTest("what is new is marked for a while, and moves nothing", async (page, board) => {
  // The marks go when this test says so: a busy machine may take longer than they last
  await page.evaluate(`{
    const { setTimeout } = globalThis;
    globalThis.ends = [];
    globalThis.setTimeout = (end, ms) => ms === 2000 ? ends.push(end) : setTimeout(end, ms);
  }`);
  await say(board.port, "first");
  await shows(page, `${NEWEST} .text`, "first");
  assertEquals(await page.locator("#list .fresh .text").allTextContents(), ["first"]);
  assertEquals(await page.locator("#chips .fresh").count(), 1);
  assertEquals(await page.evaluate("document.getAnimations().length"), 0);
  await page.evaluate("ends.forEach((end) => end())");
  assertEquals(await page.locator(".fresh").count(), 0);
});

pageTest("the row for IPs.txt can be copied, and fits there", async (page) => {
  const row = await page.locator("#row").textContent();
  const { rows } = new Table(
    `Machine | Interface | Date | Place | IP\n${row}\n`,
    COLUMNS,
    "IPs.txt",
  );
  const [{ Date: date, ...cells }] = rows;
  assertEquals(/^\d{4}-\d\d-\d\d$/.test(date), true);
  assertEquals(cells, { Machine: "mobile", Interface: "Wifi", Place: "Lab", IP: "127.0.0.1" });
  // It is hidden from the computer of the server itself: 127.0.0.1 is nobody's answer
  assertEquals(await page.locator("#row").isVisible(), false);
  await page.evaluate(`document.querySelector("#you").hidden = false`);
  await page.click("#copy");
  assertEquals(
    await page.evaluate("getSelection().toString()"),
    row,
  );
  await shows(page, "#copied", "Copied.");
}, { userAgent: "Mozilla/5.0 (Linux; Android 15) Mobile" });
