import { assert, assertEquals } from "@std/assert";
import { Feed, ROWS } from "../../../lib/tools/board/feed.ts";

const FROM = { ip: "192.0.2.7", port: 51234 };

function rows(feed: Feed, since = 0) {
  return JSON.parse(feed.changes(since)).rows;
}

Deno.test("the feed shows a connection, its message and its end", () => {
  const feed = new Feed();
  const row = feed.connected(FROM);
  const [{ time, ...shown }] = rows(feed);
  assert(Math.abs(time - Date.now()) < 60_000);
  assertEquals(shown, { number: 1, ip: "192.0.2.7", port: 51234, place: 1, open: true });
  feed.received(row, "hello");
  feed.closed(row);
  assertEquals([rows(feed)[0].text, rows(feed)[0].open], ["hello", false]);
});

Deno.test("the feed counts computers, connections and who is connected now", () => {
  const feed = new Feed();
  const first = feed.connected(FROM);
  feed.connected({ ...FROM, port: 2 });
  feed.connected({ ip: "2001:db8:0::7", port: 3 });
  feed.connected({ ip: "::ffff:192.0.2.7", port: 4 });
  feed.closed(first);
  feed.closed(first);
  feed.received(first, "hello");
  const { connections, computers, now, bars, chips } = JSON.parse(feed.changes(0));
  assertEquals([connections, computers, now], [4, 2, 3]);
  // One computer that connects a hundred times is one computer in the chart
  assertEquals([bars.length, bars.reduce((a: number, b: number) => a + b)], [60, 2]);
  assertEquals(chips, [
    { ip: "192.0.2.7", connections: 3, messages: 1 },
    { ip: "2001:db8::7", connections: 1, messages: 0 },
  ]);
});

Deno.test("the feed tells what has changed since a version, and nothing else", () => {
  const feed = new Feed();
  const first = feed.connected(FROM);
  feed.connected(FROM);
  const { version } = feed;
  assertEquals(rows(feed, version), []);
  assertEquals(JSON.parse(feed.changes(version)).chips, []);
  feed.received(first, "late");
  assertEquals(rows(feed, version).map(({ number }: { number: number }) => number), [1]);
});

Deno.test("the feed keeps the last few hundred rows of 10,000", () => {
  const feed = new Feed();
  for (let i = 1; i <= 10_000; i++) feed.received(feed.connected(FROM), `message ${i}`);
  const shown = rows(feed);
  assertEquals(shown.length, ROWS);
  assertEquals([shown[0].number, shown.at(-1).number], [10_001 - ROWS, 10_000]);
  assertEquals(JSON.parse(feed.changes(0)).connections, 10_000);
});

Deno.test("a message that comes when its row has left the page is the newest", () => {
  const feed = new Feed();
  const patient = feed.connected(FROM);
  for (let i = 2; i <= 2 + ROWS; i++) feed.connected(FROM);
  assertEquals(rows(feed)[0].number > 1, true);
  feed.received(patient, "at last");
  const shown = rows(feed);
  assertEquals([shown.length, shown.at(-1).number, shown.at(-1).text], [ROWS, 1, "at last"]);
});

Deno.test("the feed writes out what a terminal obeys or nobody sees", () => {
  const feed = new Feed();
  const row = feed.connected(FROM);
  feed.received(row, "\x1b[31m \u202e\u200b\n");
  feed.failed(row, "Connection reset:\nbad\x07");
  assertEquals(rows(feed)[0].text, "\\x1b[31m \\u202e\\u200b\\n");
  assertEquals(rows(feed)[0].error, "Connection reset: bad\\x07");
  // What was typed can be told from what was written out
  feed.received(row, "\\n\n\\x1b");
  assertEquals(rows(feed)[0].text, "\\\\n\\n\\\\x1b");
});

Deno.test("nobody's message makes the feed large, and no character is cut in two", () => {
  const feed = new Feed();
  for (let i = 1; i <= ROWS; i++) {
    feed.received(
      feed.connected(FROM),
      i % 2 ? "\x00".repeat(2048) : "a" + "😀".repeat(1000),
      7,
    );
  }
  const json = feed.changes(0);
  assert(new TextEncoder().encode(json).length < 512 * 1024, `${json.length}`);
  const [zeros, smiles] = JSON.parse(json).rows;
  // One tally, in bytes: what is not shown of what was kept, and what was not kept
  assertEquals([zeros.text, zeros.more], ["\\x00".repeat(125), 2048 - 125 + 7]);
  assertEquals([smiles.text, smiles.more], [`a${"😀".repeat(249)}`, 751 * 4 + 7]);
});

Deno.test("400 messages of one computer leave the others' newest on the page", () => {
  const feed = new Feed();
  for (let i = 1; i <= 30; i++) {
    feed.received(feed.connected({ ip: `10.0.0.${i}`, port: i }), "!");
  }
  for (let i = 31; i <= 430; i++) feed.received(feed.connected(FROM), "me, me, me");
  const shown = rows(feed).map(({ number }: { number: number }) => number);
  assertEquals(shown, [
    ...Array.from({ length: 30 }, (_, i) => i + 1),
    ...Array.from({ length: ROWS - 30 }, (_, i) => 430 - (ROWS - 30) + 1 + i),
  ]);
});

for (const step of [7, 40, 450, 1000]) {
  Deno.test(`a page told of the changes after each ${step} has the rows of one that comes now`, () =>
    followed(step));
}

function followed(step: number) {
  const feed = new Feed();
  const page = new Map<number, unknown>();
  let seen = 0;
  const patient = feed.connected(FROM);
  for (let i = 2; i <= 3000; i++) {
    const row = feed.connected({ ip: `10.0.${i % 7}.${i % 11}`, port: i });
    if (i % 3 > 0) feed.received(row, `message ${i}`);
    if (i % 5 > 0) feed.closed(row);
    if (i === 1700) feed.received(patient, "at last");
    if (i % step > 0 && i < 3000) continue;
    const { rows, gone } = JSON.parse(feed.changes(seen));
    seen = feed.version;
    for (const row of rows) page.set(row.number, row);
    for (const number of gone) page.delete(number);
  }
  const byNumber = (a: { number: number }, b: { number: number }) => a.number - b.number;
  assertEquals([...page.values()].sort(byNumber as never), rows(feed).sort(byNumber));
}

Deno.test("a row that is hidden says nothing, to those who come later either", () => {
  const feed = new Feed();
  const row = feed.connected(FROM);
  feed.received(row, "something rude", 7);
  feed.failed(row, "reset");
  assertEquals([feed.hide(1, true), feed.hide(2, true)], [true, false]);
  assertEquals(/rude|reset|more/.test(feed.changes(0)), false);
  assertEquals(rows(feed)[0].hidden, true);
  feed.hide(1, false);
  assertEquals(rows(feed)[0].text, "something rude");
});

Deno.test("the feed's chart moves on, and forgets after ten minutes", () => {
  const { now } = Date;
  const start = now();
  try {
    Date.now = () => start;
    const feed = new Feed();
    feed.connected(FROM);
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
