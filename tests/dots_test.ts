import { assertEquals } from "@std/assert";
import { stripVTControlCharacters } from "node:util";
import { command } from "./scripts.ts";

for (
  const [colours, env] of [["with", { NO_COLOR: "" }], ["without", { NO_COLOR: "1" }]] as const
) {
  Deno.test(`the dots of a test run stand in rows, also ${colours} colours in a pipe`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const tests =
        `for (let i = 0; i < 100; i++) Deno.test({ name: "" + i, ignore: i > 90, fn() {} });
        Deno.test("bad", () => { throw "this one"; });`;
      await Deno.writeTextFile(`${folder}/some_test.ts`, tests);
      const args = ["run", "-A", `${import.meta.dirname}/dots.ts`, "--no-config", folder];
      const { code, stdout } = await command(Deno.execPath(), args, { env, cwd: folder });
      const rows = stripVTControlCharacters(stdout).split("\n");
      assertEquals(rows.slice(0, 2), [".".repeat(80), `${".".repeat(11)}${",".repeat(9)}!`]);
      assertEquals(rows.some((row) => row.includes("this one")), true);
      assertEquals(stdout.includes("\x1b["), colours === "with");
      assertEquals(code, 1);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
