/**
 * What git leaves out of a repository, as its `.gitignore` says (gitignore(5)).
 *
 * @module
 */
import type { SourceFile } from "./project.ts";

/**
 * The lines that the `.gitignore` of a repository needs at its end, so that these files are not left
 * out.
 *
 * ```ts
 * import { missingRules } from "./ignored.ts";
 * const repository = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${repository}/.gitignore`, "*.pyc\nlib/\n");
 * const files = [{ path: "lib/cli.ts", text: "" }];
 * console.log(await missingRules(repository, files)); // [ "!/lib/" ]
 * await Deno.remove(repository, { recursive: true });
 * ```
 */
export async function missingRules(repository: string, files: SourceFile[]): Promise<string[]> {
  const gitignore = await Deno.readTextFile(`${repository}/.gitignore`).catch(() => "");
  const rules = gitignore.split(/\r?\n/);
  const missing: string[] = [];
  for (const { path } of files) {
    // A file in a folder that is left out cannot be brought back alone
    const steps = path.split("/").map((_, i, all) => all.slice(0, i + 1).join("/"));
    for (const [i, step] of steps.entries()) {
      const isFolder = i < steps.length - 1;
      if (!isIgnored([...rules, ...missing], step, isFolder)) continue;
      // All of lib is ours; of the session's folder only what was copied
      const rule = isFolder ? `!/${step}/` : path.startsWith("lib/") ? "!/lib/**" : `!/${path}`;
      missing.push(rule);
    }
  }
  return missing;
}

/** Whether the last rule that speaks of a path leaves it out. */
function isIgnored(rules: string[], path: string, isFolder: boolean): boolean {
  const last = rules.findLast((rule) => toPattern(rule, isFolder)?.test(path));
  return last !== undefined && !last.startsWith("!");
}

/** The paths of which a rule speaks; undefined for a comment, and for folders' rules at a file. */
function toPattern(rule: string, isFolder: boolean): RegExp | undefined {
  const [, glob, end] = rule.replace(/^!/, "").match(/^(?!#)(.*?[^/\s])(\/?)\s*$/) ?? [];
  if (glob === undefined || (end && !isFolder)) return undefined;
  const pattern = glob.replace(/^\//, "").replaceAll(
    /\*\*\/|\/\*\*$|\*+|\?|\[!?[^\]]+\]|\\?[^]/g,
    (part) =>
      ({ "**/": "(.*/)?", "/**": "/.+", "?": "[^/]" })[part] ??
        (part.startsWith("*")
          ? "[^/]*"
          : part.length > 2
          ? part.replace("[!", "[^")
          : RegExp.escape(part.at(-1)!)),
  );
  // Without a / before its end, a rule speaks of every folder
  return new RegExp(`^${glob.includes("/") ? "" : "(.*/)?"}${pattern}$`);
}
