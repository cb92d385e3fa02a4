/**
 * What a program of TypeScript imports: static imports need no permission in Deno, so a program
 * could read a stranger's file by one.
 *
 * @module
 */
import { output } from "../../../system/process.ts";
import type { FolderCopy } from "./folder-copy.ts";

/** The first of its modules that is not in the copy; undefined when there is none. */
export async function strangeImport(copy: FolderCopy, name: string): Promise<string | undefined> {
  const answer = await output(
    Deno.execPath(),
    [
      "info",
      "--json",
      "--no-remote",
      "--no-npm",
      `--config=${copy.config}`,
      `--lock=${copy.lock}`,
      `${copy.folder}/${name}`,
    ],
    { cwd: copy.root, env: { DENO_DIR: copy.denoDir } },
  );
  // What cannot be looked at is not run
  if (!answer) return "what cannot be found out";
  const modules: { specifier: string; local?: string }[] = JSON.parse(answer).modules;
  for (const { specifier, local } of modules) {
    if (!specifier.startsWith("file:")) continue;
    const path = local ? await Deno.realPath(local).catch(() => local) : pathOf(specifier);
    const inside = path.replaceAll("\\", "/").startsWith(`${copy.root.replaceAll("\\", "/")}/`);
    if (!inside) return path;
  }
}

function pathOf(specifier: string): string {
  const { pathname } = new URL(specifier);
  try {
    const path = decodeURIComponent(pathname);
    // The path of a URL cannot leave by itself, that of a file can
    const plain = new URL(`file://${path.replaceAll(/[?#%]/g, "_")}`).pathname;
    return Deno.build.os === "windows" ? plain.slice(1) : plain;
  } catch {
    return pathname;
  }
}
