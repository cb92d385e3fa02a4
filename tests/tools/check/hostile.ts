/**
 * Folders of a stranger who means harm, and what came of checking them.
 *
 * @module
 */
import type { ItemName } from "../../../lib/tools/check/item.ts";
import { check, type Files, type Held, type Item, makeFolders } from "./folders.ts";

/** What no program may get to see. */
export const SECRET = "the user's own words";

/** A folder of a class: its files, given the path of what is not its own, and what is said of it. */
export interface Kind {
  files: (elsewhere: string) => Files;
  /** Makes what is no plain file. */
  make?: (folder: string, elsewhere: string) => Promise<void>;
  says: RegExp;
  item?: ItemName;
  status?: Item["status"];
}

/** What was left after a check. */
export interface Left {
  stdout: string;
  items: Record<string, Record<ItemName, Item>>;
  /** What there is elsewhere, by its name. */
  elsewhere: Files;
  /** The names in the folder for temporary files. */
  temporary: string[];
}

/** Checks folders of these kinds, all at once, each in a repository of its own. */
export async function checkKinds(
  kinds: Record<string, Kind>,
  held: Held,
  flags = ["--python"],
): Promise<Left> {
  const names = Object.keys(kinds);
  await using made = await makeFolders({
    elsewhere: { "secret.txt": SECRET, "secret.json": `"${SECRET}"` },
    temporary: {},
    ...Object.fromEntries(names.map((name) => [`${name}/session-08`, {}])),
  });
  const elsewhere = `${made.root}/elsewhere`;
  for (const [name, { files, make }] of Object.entries(kinds)) {
    const folder = `${made.root}/${name}/session-08`;
    for (const [file, text] of Object.entries(files(elsewhere))) {
      await Deno.writeTextFile(`${folder}/${file}`, text);
    }
    await make?.(folder, elsewhere);
  }
  const folders = names.map((name) => `${made.root}/${name}/session-08`);
  const temporary = { TMPDIR: `${made.root}/temporary` };
  const { stdout, stderr } = await check(
    [...flags, "--json", ...folders],
    held,
    undefined,
    temporary,
  );
  if (stdout === "") throw new Error(stderr);
  const results: { items: Item[] }[] = JSON.parse(stdout);
  return {
    stdout: stdout + stderr,
    items: Object.fromEntries(results.map(({ items }, i) => [
      names[i],
      Object.fromEntries(items.map((item) => [item.item, item])) as Record<ItemName, Item>,
    ])),
    elsewhere: await textsIn(elsewhere),
    temporary: Object.keys(await textsIn(`${made.root}/temporary`)),
  };
}

async function textsIn(folder: string): Promise<Files> {
  const texts: Files = {};
  for await (const { name, isFile } of Deno.readDir(folder)) {
    texts[name] = isFile ? await Deno.readTextFile(`${folder}/${name}`) : "";
  }
  return texts;
}
