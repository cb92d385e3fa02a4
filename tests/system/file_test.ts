import { assertEquals, assertRejects } from "@std/assert";
import { change, readFile } from "../../lib/system/file.ts";
import { UserError } from "../../lib/error.ts";

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("a file that is not there is empty, and is made", () =>
  inFolder(async (folder) => {
    assertEquals(await readFile(`${folder}/a.txt`), "");
    await change(`${folder}/a.txt`, () => "ñ\r\n");
    assertEquals(await readFile(`${folder}/a.txt`), "ñ\r\n");
    assertEquals(names(folder), ["a.txt"]);
  }));

Deno.test("a file is replaced as a whole: who has it open still reads the old one", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "old", { mode: 0o600 });
    using old = await Deno.open(`${folder}/a.txt`);
    await change(`${folder}/a.txt`, () => "new");
    assertEquals(await new Response(old.readable).text(), "old");
    assertEquals(await readFile(`${folder}/a.txt`), "new");
    if (Deno.build.os !== "windows") {
      assertEquals((await Deno.stat(`${folder}/a.txt`)).mode! & 0o777, 0o600);
    }
  }));

Deno.test({
  name: "a link stays a link",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/real.txt`, "old");
      await Deno.symlink(`${folder}/real.txt`, `${folder}/link.txt`);
      await change(`${folder}/link.txt`, () => "new");
      assertEquals((await Deno.lstat(`${folder}/link.txt`)).isSymlink, true);
      assertEquals(await readFile(`${folder}/real.txt`), "new");
      assertEquals(names(folder), ["link.txt", "real.txt"]);
    }),
});

Deno.test("what cannot be written is explained, and nothing is left behind", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/sub`);
    await assertRejects(() => change(`${folder}/sub`, () => "x"), UserError, "it is a folder");
    await assertRejects(() => readFile(`${folder}/sub`), UserError, "it is a folder");
    await assertRejects(
      () => change(`${folder}/no/a.txt`, () => "x"),
      UserError,
      "its folder does not",
    );
    await Deno.writeFile(`${folder}/binary`, new Uint8Array([255, 0]));
    await assertRejects(() => readFile(`${folder}/binary`), UserError, "not a text in UTF-8");
    assertEquals(names(folder), ["binary", "sub"]);
  }));
