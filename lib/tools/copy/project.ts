/**
 * The files of this project, as a copy takes them.
 *
 * @module
 */

/** The folder of this project, with a slash at its end. */
export const ROOT = new URL("../../../", import.meta.url);

/** A file as it shall be in the repository. */
export interface SourceFile {
  /** Its path, with `/`: `session-08/nc.ts`, `lib/tools/nc/flags.ts`. */
  path: string;
  text: string;
  /** Its permission bits (chmod(2)); Windows has none. */
  mode?: number;
  /** The student goes on from here: once it is there it is theirs, and is left as it is. */
  handIn?: boolean;
}

/**
 * A file of this project, by its path.
 *
 * ```ts
 * import { readSource } from "./project.ts";
 * const { text } = await readSource("session-08/client.ts");
 * console.log(text.split("\n")[0]); // #!/usr/bin/env -S deno run -N
 * ```
 */
export async function readSource(path: string): Promise<SourceFile> {
  const url = new URL(path, ROOT);
  const { mode } = await Deno.stat(url);
  return { path, text: await Deno.readTextFile(url), mode: mode ? mode & 0o777 : undefined };
}

/**
 * Files of this project and all that they name, and what those name, and so on: what they import,
 * and any other file whose path they give in quotes, relative to their own folder.
 *
 * ```ts
 * import { withImports } from "./project.ts";
 * const files = await withImports(["session-08/client.ts"]);
 * console.log(files.some(({ path }) => path === "lib/socket.ts")); // true
 * ```
 */
export async function withImports(paths: string[]): Promise<SourceFile[]> {
  const files = new Map<string, SourceFile>();
  for (const waiting = [...paths]; waiting.length > 0;) {
    const path = waiting.shift()!;
    if (files.has(path)) continue;
    const file = await readSource(path);
    files.set(path, file);
    if (path.endsWith(".ts")) waiting.push(...await namedIn(file));
  }
  return [...files.values()];
}

async function namedIn({ path, text }: SourceFile): Promise<string[]> {
  const named: string[] = [];
  const code = text.replaceAll(/^\s*(\/\/|\/\*|\*).*$/gm, "");
  for (const [, relative] of code.matchAll(/["'](\.{1,2}\/[\w./-]+\.\w+)["']/g)) {
    const url = new URL(relative, new URL(path, ROOT));
    const there = await Deno.stat(url).then(({ isFile }) => isFile, () => false);
    if (there && url.href.startsWith(ROOT.href)) named.push(url.href.slice(ROOT.href.length));
  }
  return named;
}
