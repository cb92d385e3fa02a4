/**
 * The files that programs cannot run without: what they import, and Deno's configuration beside it.
 *
 * @module
 */
import { normalize } from "node:path/posix";
import { Source } from "./source.ts";

const MOST_FILES = 300;

/**
 * The paths of the programs and of all that they import, as seen from their folder:
 * `client.ts`, `../lib/socket.ts`, `deno.json`. What is not there is left out.
 */
export async function neededFiles(folder: string, programs: Source[]): Promise<string[]> {
  const needed = new Set(programs.map(({ name }) => name));
  const waiting = [...programs];
  for (let program; needed.size < MOST_FILES && (program = waiting.pop());) {
    const directory = program.name.replace(/[^/]*$/, "");
    for (const path of program.imports.map((path) => normalize(`./${directory}${path}`))) {
      if (needed.has(path) || !await isFile(`${folder}/${path}`)) continue;
      needed.add(path);
      const text = await Deno.readTextFile(`${folder}/${path}`).catch(() => "");
      waiting.push(new Source({ name: path, text }));
    }
  }
  if (programs.some(({ language }) => language === "typescript")) {
    for (const name of ["deno.json", "deno.jsonc", "deno.lock"]) {
      const path = await isFile(`${folder}/${name}`) ? name : `../${name}`;
      if (await isFile(`${folder}/${path}`)) needed.add(path);
    }
  }
  return [...needed];
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(({ isFile }) => isFile, () => false);
}
