import { assertEquals } from "@std/assert";
import { Output } from "../../lib/server/output.ts";
import { decode } from "../../lib/text.ts";

/** An output that takes nothing until it is let go, and tells what it took once that has all lines. */
function paused(lines: number, show: (line: string) => string) {
  const { promise: free, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: written, resolve: hasAll } = Promise.withResolvers<string[]>();
  const text: string[] = [];
  let count = 0;
  const stream = {
    async write(bytes: Uint8Array) {
      await free;
      text.push(decode(bytes));
      count += text.at(-1)!.split("\n").length - 1;
      // And its writer hears of it
      if (count === lines) setTimeout(() => hasAll(text.join("").split("\n").slice(0, -1)));
      return bytes.length;
    },
    isTerminal: () => false,
  };
  return { output: new Output(stream, () => {}, show), letGo, written };
}

Deno.test("what waits for an output is as short as it came, and is shown in full", async () => {
  const show = (line: string) => line.repeat(6);
  const lines = Array.from({ length: 1500 }, (_, i) => `${i} ${"x".repeat(2048)}`);
  const { output, letGo, written } = paused(lines.length, show);
  for (const line of lines) output.write(line);
  letGo();
  assertEquals(await written, lines.map(show));
});

Deno.test("what does not fit is counted in its place", async () => {
  const line = "x".repeat(1024 * 1024 - 1);
  const { output, letGo, written } = paused(4, (line) => line);
  for (let i = 0; i < 10; i++) output.write(`${i}${line}`);
  letGo();
  const shown = await written;
  assertEquals(shown.map((line) => line.slice(0, 25)), [
    ...["0", "1", "2"].map((i) => `${i}${"x".repeat(24)}`),
    "… 7 lines are missing here".slice(0, 25),
  ]);
});
