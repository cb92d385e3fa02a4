import { assert, assertEquals } from "@std/assert";
import { delay } from "../../../lib/time.ts";
import { Feed } from "../../../lib/tools/board/feed.ts";
import { MOST_VIEWERS, Viewers } from "../../../lib/tools/board/viewers.ts";

const FOR_EVER = new Promise<never>(() => {});
const FROM = { ip: "192.0.2.7", port: 51234 };

async function* heard(stream: ReadableStream<Uint8Array>) {
  for await (const bytes of stream) {
    yield JSON.parse(new TextDecoder().decode(bytes).replace(/^data: /, ""));
  }
}

Deno.test("a viewer first hears all, and then what changes, gathered", async () => {
  const feed = new Feed();
  feed.connected(FROM);
  using viewers = new Viewers(feed);
  const events = heard(viewers.join("127.0.0.1", FOR_EVER)!);
  const { value: first } = await events.next();
  assertEquals([first.whole, first.rows.length], [true, 1]);
  for (let i = 2; i <= 101; i++) feed.connected(FROM);
  const { value: second } = await events.next();
  assertEquals([second.whole, second.run], [undefined, first.run]);
  assertEquals(second.rows.at(-100).number, 2);
});

Deno.test("who joins between two updates misses nothing", async () => {
  const feed = new Feed();
  using viewers = new Viewers(feed);
  const early = heard(viewers.join("127.0.0.1", FOR_EVER)!);
  await early.next();
  feed.connected(FROM);
  // This one gets what was written down for the first one, and then the same update
  const late = heard(viewers.join("127.0.0.1", FOR_EVER)!);
  assertEquals((await late.next()).value.rows.length, 0);
  assertEquals((await late.next()).value.rows.length, 1);
});

Deno.test("viewers that are gone are forgotten, however they went", async () => {
  using viewers = new Viewers(new Feed());
  const gone = Promise.withResolvers<void>();
  const broken = Promise.withResolvers<void>();
  viewers.join("127.0.0.1", gone.promise);
  viewers.join("127.0.0.1", broken.promise);
  const third = viewers.join("127.0.0.1", FOR_EVER)!;
  assertEquals(viewers.count, 3);
  await third.cancel();
  gone.resolve();
  broken.reject(new Deno.errors.Interrupted());
  await Promise.allSettled([gone.promise, broken.promise]);
  assertEquals([viewers.count, viewers.stuck], [0, 0]);
});

Deno.test("a viewer that does not keep up is dropped, and holds up nobody", async () => {
  const feed = new Feed();
  using viewers = new Viewers(feed);
  const gone = Promise.withResolvers<void>();
  viewers.join("192.0.2.9", gone.promise);
  const events = heard(viewers.join("127.0.0.1", FOR_EVER)!);
  await events.next();
  for (let i = 0; i < 60 && viewers.count === 2; i++) {
    for (let j = 0; j < 300; j++) feed.received(feed.connected(FROM), "\x00".repeat(500));
    assertEquals((await events.next()).value.rows.length, 300);
  }
  assertEquals([viewers.count, viewers.stuck], [1, 1]);
  gone.resolve();
  feed.connected(FROM);
  await events.next();
  assertEquals([viewers.count, viewers.stuck], [1, 0]);
});

Deno.test("when too many hold their connections and take nothing, all are disconnected", async () => {
  const feed = new Feed();
  let stuck = 0;
  using viewers = new Viewers(feed, () => stuck = viewers.stuck);
  for (let i = 0; i < 101; i++) viewers.join("192.0.2.9", FOR_EVER);
  // Each event has about half a megabyte, and a viewer is dropped at one
  for (let round = 0; round < 200 && stuck === 0; round++) {
    for (let i = 0; i < 300; i++) feed.received(feed.connected(FROM), "\x00".repeat(500));
    await delay(50);
  }
  assertEquals(stuck, 101);
});

Deno.test("there is a bound to the viewers, and nobody can take all places", async () => {
  using viewers = new Viewers(new Feed());
  for (let i = 0; i < MOST_VIEWERS; i++) assert(viewers.join("192.0.2.66", FOR_EVER));
  assertEquals(viewers.join("192.0.2.66", FOR_EVER), undefined);
  const events = viewers.join("192.0.2.7", FOR_EVER);
  assert(events);
  assertEquals([viewers.count, viewers.stuck], [MOST_VIEWERS, 1]);
  await events.cancel();
  assertEquals(viewers.count, MOST_VIEWERS - 1);
});
