/**
 * What a program of TypeScript imports: static imports need no permission in Deno, so a program
 * could read a stranger's file by one.
 *
 * @module
 */
import { output } from "../../../system/process.ts";
import type { FolderCopy } from "./folder-copy.ts";
import { bareEnvironment, held } from "./launch.ts";
import type { Sandbox } from "./sandbox.ts";

const SEPARATOR = Deno.build.os === "windows" ? "\\" : "/";

/** What is wrong with the imports of a program, in a sentence; undefined when nothing is. */
export async function strangeImport(
  sandbox: Sandbox,
  copy: FolderCopy,
  name: string,
): Promise<string | undefined> {
  const info = [Deno.execPath(), "info", "--json", "--no-remote", "--no-npm", ...copy.settings];
  const [command, ...args] = held(sandbox, copy, [...info, `${copy.folder}/${name}`]);
  const env = bareEnvironment(copy);
  const answer = await output(command, args, { cwd: copy.root, env, clearEnv: true });
  // What cannot be looked at is not run
  if (!answer) return "What it imports cannot be found out.";
  const modules: { specifier: string }[] = JSON.parse(answer).modules;
  for (const { specifier } of modules.filter((one) => one.specifier.startsWith("file:"))) {
    // What is not there is not read
    const path = await Deno.realPath(new URL(specifier)).catch(() => copy.folder);
    if (path !== copy.folder && !path.startsWith(copy.root + SEPARATOR)) {
      return `It imports ${path}, which is not in its folder.`;
    }
  }
}
