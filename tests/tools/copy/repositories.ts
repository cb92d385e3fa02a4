/**
 * Repositories of students, to copy into.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { command, flagsOf, type Outcome, ROOT, run } from "../../scripts.ts";

/** A repository that goes with its block. */
export interface Repository extends AsyncDisposable {
  /** Its folder, with links followed. */
  path: string;
  /** Copies the session into it. */
  copy(...args: string[]): Promise<Outcome>;
  /** All its files with their texts, by their paths. */
  files(): Promise<Record<string, string>>;
}

/** Makes a repository with these files in it, by their paths. */
export async function repository(files: Record<string, string> = {}): Promise<Repository> {
  const path = await Deno.realPath(await Deno.makeTempDir());
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(`${path}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${path}/${name}`, text);
  }
  return {
    path,
    copy: (...args) => run("copy.ts", [path, ...args]),
    files: () => texts(path),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function texts(folder: string, below = ""): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    if (name === ".git") continue;
    const path = `${below}${name}`;
    if (isDirectory) Object.assign(result, await texts(folder, `${path}/`));
    else result[path] = await Deno.readTextFile(`${folder}/${path}`);
  }
  return result;
}

/** The text of a file of this project. */
export function original(path: string): string {
  return Deno.readTextFileSync(`${ROOT}${path}`);
}

/**
 * Runs every script in the repository's session folder, from the repository and from inside the
 * folder, and without a network. Nothing in the repository changes by that.
 */
export async function everyScriptRuns({ path, files }: Repository, folder = "session-08") {
  const before = await files();
  const scripts = [...Deno.readDirSync(`${path}/${folder}`)].map(({ name }) => name)
    .filter((name) => name.endsWith(".ts"));
  for (const [cwd, below] of [[path, `${folder}/`], [`${path}/${folder}`, ""]]) {
    await Promise.all(scripts.map(async (script) => {
      const source = script === "Ex3.ts" ? "Ex3-start.ts" : script;
      const args = ["run", "--quiet", "--cached-only", "--no-prompt", "--frozen"];
      const line = [...args, ...flagsOf(source), `${below}${script}`, "--help"];
      const { code, stdout, stderr } = await command(Deno.execPath(), line, { cwd });
      assertEquals([script, code, stderr], [script, 0, ""]);
      assertStringIncludes(stdout, `Usage: ${script}`);
    }));
  }
  assertEquals(await files(), before);
}
