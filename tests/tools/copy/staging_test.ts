import { assertEquals } from "@std/assert";
import { openStaging } from "../../../lib/tools/copy/staging.ts";

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("a folder for staging goes with its block", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using staging = await openStaging(folder);
    await Deno.writeTextFile(`${staging.path}/1`, "text");
    assertEquals(names(folder).length, 1);
  }
  await Deno.remove(folder);
});

Deno.test("one that is in use stays, one that was left behind goes", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using one = await openStaging(folder);
    await using two = await openStaging(folder);
    assertEquals(names(folder).length, 2);
    // What a killed copy leaves: nobody holds its lock, or it had none yet
    await make(folder, "1", ["lock", "1"]);
    await make(folder, "2", ["lock"]);
    await make(folder, "3", []);
    await Deno.utime(`${folder}/.session-08-copy-3`, 0, 0);
    await Deno.mkdir(`${folder}/.session-08`);
    await using three = await openStaging(folder);
    const expected = [one.path, two.path, three.path, `${folder}/.session-08`];
    assertEquals(names(folder), expected.map((path) => path.slice(folder.length + 1)).sort());
    // Its copy has just begun, and locks it in a moment
    await make(folder, "4", []);
    await using _four = await openStaging(folder);
    assertEquals(names(folder).includes(".session-08-copy-4"), true);
    await Deno.remove(`${folder}/.session-08-copy-4`);
  }
  assertEquals(names(folder), [".session-08"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("those who begin at the same time do not take each other's away", async () => {
  const folder = await Deno.makeTempDir();
  for (let round = 0; round < 20; round++) {
    const all = await Promise.all(Array.from({ length: 8 }, () => openStaging(folder)));
    assertEquals(names(folder), all.map(({ path }) => path.slice(folder.length + 1)).sort());
    for (const { path } of all) assertEquals(names(path), ["lock"]);
    await Promise.all(all.map((staging) => staging[Symbol.asyncDispose]()));
  }
  await Deno.remove(folder);
});

async function make(folder: string, name: string, files: string[]): Promise<void> {
  const path = `${folder}/.session-08-copy-${name}`;
  await Deno.mkdir(path);
  for (const file of files) await Deno.writeTextFile(`${path}/${file}`, "");
}
