import { assertEquals } from "@std/assert";
import { openStaging } from "../../lib/copy/staging.ts";

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
    for (const name of ["12345678", "abcdef"]) {
      await Deno.mkdir(`${folder}/.session-08-copy-${name}`);
      await Deno.writeTextFile(`${folder}/.session-08-copy-${name}/1`, "text");
    }
    await Deno.writeTextFile(`${folder}/.session-08-copy-12345678/lock`, "");
    await Deno.mkdir(`${folder}/.session-08`);
    await using three = await openStaging(folder);
    const expected = [one, two, three].map(({ path }) => path.slice(folder.length + 1));
    assertEquals(names(folder), [".session-08", ...expected.sort()]);
  }
  assertEquals(names(folder), [".session-08"]);
  await Deno.remove(folder, { recursive: true });
});
