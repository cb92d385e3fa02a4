import { assert, assertEquals } from "@std/assert";
import { Feed, ROWS } from "../../../lib/tools/board/feed.ts";

const FROM = { ip: "192.0.2.7", port: 51234 };

function rows(feed: Feed, since = 0) {
  return JSON.parse(feed.changes(since)).rows;
}

Deno.test("the feed shows a connection, its message and its end", () => {
  const feed = new Feed();
  const row = feed.connected(1, FROM);
  const [{ time, ...shown }] = rows(feed);
  assert(Math.abs(time - Date.now()) < 60_000);
  assertEquals(shown, { number: 1, from: "192.0.2.7:51234", place: 1, open: true });
  feed.received(row, "hello");
  feed.closed(row);
  assertEquals([rows(feed)[0].text, rows(feed)[0].open], ["hello", false]);
});

Deno.test("the feed counts clients, addresses and who is there now", () => {
  const feed = new Feed();
  const first = feed.connected(1, FROM);
  feed.connected(2, { ...FROM, port: 2 });
  feed.connected(3, { ip: "2001:db8::7", port: 3 });
  feed.closed(first);
  feed.closed(first);
  const { clients, addresses, now, bars } = JSON.parse(feed.changes(0));
  assertEquals([clients, addresses, now], [3, 2, 2]);
  assertEquals([bars.length, bars.reduce((a: number, b: number) => a + b)], [60, 3]);
  assertEquals(rows(feed).at(-1).from, "[2001:db8::7]:3");
});

Deno.test("the feed tells what has changed since a version, and nothing else", () => {
  const feed = new Feed();
  const first = feed.connected(1, FROM);
  feed.connected(2, FROM);
  const { version } = feed;
  assertEquals(rows(feed, version), []);
  feed.received(first, "late");
  assertEquals(rows(feed, version).map(({ number }: { number: number }) => number), [1]);
});

Deno.test("the feed keeps the last few hundred rows of 10,000", () => {
  const feed = new Feed();
  for (let i = 1; i <= 10_000; i++) feed.received(feed.connected(i, FROM), `message ${i}`);
  const shown = rows(feed);
  assertEquals(shown.length, ROWS);
  assertEquals([shown[0].number, shown.at(-1).number], [10_001 - ROWS, 10_000]);
  assertEquals(JSON.parse(feed.changes(0)).clients, 10_000);
});

Deno.test("a message that comes when its row has left the page is the newest", () => {
  const feed = new Feed();
  const patient = feed.connected(1, FROM);
  for (let i = 2; i <= 2 + ROWS; i++) feed.connected(i, FROM);
  assertEquals(rows(feed)[0].number > 1, true);
  feed.received(patient, "at last");
  const shown = rows(feed);
  assertEquals([shown.length, shown.at(-1).number, shown.at(-1).text], [ROWS, 1, "at last"]);
});

Deno.test("the feed writes out what a terminal obeys or nobody sees", () => {
  const feed = new Feed();
  const row = feed.connected(1, FROM);
  feed.received(row, "\x1b[31m \u202e\u200b\n");
  feed.failed(row, "Connection reset:\nbad\x07");
  assertEquals(rows(feed)[0].text, "\\x1b[31m \\u202e\\u200b\\n");
  assertEquals(rows(feed)[0].note, "Connection reset: bad\\x07");
});

Deno.test("nobody's message makes the feed large, and no character is cut in two", () => {
  const feed = new Feed();
  for (let i = 1; i <= ROWS; i++) {
    feed.received(
      feed.connected(i, FROM),
      i % 2 ? "\x00".repeat(2048) : "a" + "😀".repeat(1000),
      7,
    );
  }
  const json = feed.changes(0);
  assert(new TextEncoder().encode(json).length < 512 * 1024, `${json.length}`);
  const [zeros, smiles] = JSON.parse(json).rows;
  assertEquals(zeros.text, `${"\\x00".repeat(125)} … (7692 more characters)`);
  assertEquals(smiles.text, `a${"😀".repeat(249)} … (1502 more characters)`);
  assertEquals(smiles.note, "and 7 more bytes");
});

Deno.test("the feed's chart moves on, and forgets after ten minutes", () => {
  const { now } = Date;
  const start = now();
  try {
    Date.now = () => start;
    const feed = new Feed();
    feed.connected(1, FROM);
    const bars = (after: number) => {
      Date.now = () => start + after;
      return JSON.parse(feed.changes(0)).bars;
    };
    assertEquals(bars(0).indexOf(1), 59);
    assertEquals(bars(30_000).indexOf(1), 56);
    // A clock that is set back must not lose anything
    assertEquals(bars(-30_000).indexOf(1), 56);
    assertEquals(bars(3_600_000), new Array(60).fill(0));
  } finally {
    Date.now = now;
  }
});
