import { assert, assertEquals } from "@std/assert";
import jsQR from "jsqr";
import type { BrowserContextOptions, Page } from "playwright-core";
import { delay } from "../../../lib/time.ts";
import { Table } from "../../../lib/tools/notes/table.ts";
import { peerTest } from "../../peers.ts";
import { run, to } from "../../scripts.ts";
import { open } from "../../sockets.ts";
import { launchBoard, type LaunchedBoard, say } from "./board.ts";
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
  { args = [], ...options }: BrowserContextOptions & { args?: string[] } = {},
) {
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

const COLUMNS = ["Machine", "Interface", "Date", "Place", "IP"];
const NEWEST = "#list li:first-child";

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
  const texts = await page.locator("#list .text").allTextContents();
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
  const texts = await page.locator("#list .text").allTextContents();
  assertEquals(texts.every((text) => /^message \d+$/.test(text)), true);
});

pageTest("a server that starts again is found again, and the page says so", async (page, board) => {
  await say(board.port, "before");
  await shows(page, `${NEWEST} .text`, "before");
  board.kill();
  await board.ended;
  await shows(page, "#status", "Not connected to the server. Trying again…");
  assertEquals(await page.locator("#list li").count(), 1);
  const ports = ["--port", String(board.port), "--web-port", String(board.webPort)];
  await using again = await launchBoard(...ports);
  await shows(page, "#status", "The server was started again: its numbers begin at 1.");
  assertEquals(await page.locator("#list li").count(), 0);
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
    // Whoever is on the way gets the time to arrive
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
  assertEquals([relay.count, await page.locator("#list li").count()], [before, 0]);
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
  assertEquals(await page.locator("#list .text").allTextContents(), ["one"]);
  await page.keyboard.press("Enter");
  await shows(page, "#pause", "Pause");
  await shows(page, "#status", "Live.");
  await shows(page, "#waiting", "");
  assertEquals(await page.locator("#list .text").allTextContents(), ["three", "two", "one"]);
});

pageTest("clear empties the list, and only what comes then is shown", async (page, board) => {
  await say(board.port, "old");
  using silent = await open(board.port);
  await shows(page, `${NEWEST} .number`, "#2");
  await page.click("#clear");
  assertEquals(await page.locator("#list li").count(), 0);
  await shows(page, "#empty", "Cleared: what comes next appears here.");
  await say(board.port, "new");
  await shows(page, `${NEWEST} .text`, "new");
  // Who was there already, and speaks now, is news
  await silent.write(new TextEncoder().encode("at last"));
  await silent.closeWrite();
  await shows(page, "#list li:nth-child(2) .text", "at last");
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

const OWN = Deno.networkInterfaces().find(({ family, address }) =>
  family === "IPv4" && !address.startsWith("127.")
)?.address;

pageTest("the page shows its address as a QR code", async (page, board) => {
  if (!OWN) return;
  const url = await page.locator("#page a").textContent();
  assertEquals(url, `http://${OWN}:${board.webPort}/`);
  const gray = await page.evaluate(`(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 200;
    const context = canvas.getContext("2d");
    context.drawImage(document.querySelector("#enlarge img"), 0, 0, 200, 200);
    const { data } = context.getImageData(0, 0, 200, 200);
    return [...data].filter((_, i) => i % 4 === 0).join();
  })()`) as string;
  const pixels = gray.split(",").flatMap((
    value,
  ) => [Number(value), Number(value), Number(value), 255]);
  assertEquals(jsQR.default(new Uint8ClampedArray(pixels), 200, 200)?.data, url);
}, { args: ["--ip", "0.0.0.0"] });

const SIZES: [string, BrowserContextOptions][] = [
  ["phone", { viewport: { width: 320, height: 640 }, colorScheme: "light" }],
  ["phone-dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
  ["projector", { viewport: { width: 1920, height: 1080 }, colorScheme: "light" }],
  ["projector-dark", { viewport: { width: 1280, height: 720 }, colorScheme: "dark" }],
];
for (const [name, options] of SIZES) {
  pageTest(`the page fits on a ${name}, and can be read`, async (page, board) => {
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
    // On a phone the text is large; on a projector it is read from the back row
    const size = await page.evaluate(`parseFloat(getComputedStyle(
      document.querySelector("#list li:nth-child(2) .text")).fontSize)`) as number;
    const { width, height } = options.viewport!;
    assert(size >= (width < 900 ? 20 : height / 30), `a message is ${size} px high`);
    const folder = Deno.env.get("SCREENSHOTS");
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  }, options);
}

pageTest("what is new is marked for a while, and moves nothing", async (page, board) => {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await say(board.port, "first");
  await shows(page, `${NEWEST} .text`, "first");
  assertEquals(await page.locator("#list .fresh .text").allTextContents(), ["first"]);
  assertEquals(await page.locator("#chips .fresh").count(), 1);
  assertEquals(await page.evaluate("document.getAnimations().length"), 0);
  await page.clock.runFor(2000);
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
