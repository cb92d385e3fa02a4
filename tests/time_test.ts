/** Waits that have an end. */
import { assert } from "@std/assert";
import { deadline, delay } from "../lib/time.ts";

Deno.test("100,000 waits that have ended hold no memory", () => {
  const before = Deno.memoryUsage().heapUsed;
  for (let i = 0; i < 100_000; i++) {
    using _ = deadline(10_000, () => {});
  }
  const held = Deno.memoryUsage().heapUsed - before;
  assert(held < 20_000_000, String(held));
});

Deno.test("of waits that begin one after the other none ends too soon", async () => {
  const waited = await Promise.all([0, 30, 60, 90, 120].map(async (start) => {
    await delay(start);
    const begun = performance.now();
    return await new Promise<number>((resolve) => {
      deadline(200, () => resolve(performance.now() - begun));
    });
  }));
  assert(waited.every((ms) => ms > 195), waited.join());
});
