/**
 * Whether the files are in the student's remote repository, as far as this computer knows.
 *
 * @module
 */
import { normalize } from "node:path/posix";
import { quoted } from "../../copy/repository.ts";
import { runGit } from "../git.ts";
import { couldNotTell, done, type Finding, notDone, type Verdict } from "../item.ts";
import { neededFiles } from "../needed-files.ts";
import type { Source } from "../source.ts";

// From so many files of the library on, its folder is named
const MANY = 3;

/** What is found when Git is not to be asked. */
export const GIT_LEFT_OUT: Finding = {
  item: "pushed",
  ...couldNotTell("Git was not asked (--no-git).", ""),
  excused: true,
};

/**
 * Compares the files, and what the programs among them need, with the commits here and at the
 * remote; nothing is fetched.
 */
export async function checkPushed(
  folder: string,
  names: string[],
  programs: Source[],
): Promise<Verdict> {
  if (names.length === 0) return couldNotTell("There is nothing to push yet.", "");
  if (!await isInRepository(folder)) {
    return {
      ...couldNotTell(
        "The folder is in no Git repository.",
        "In the folder above it: git init, git add, git commit; then push it to GitHub.",
      ),
      excused: true,
    };
  }
  const git = (...args: string[]) => runGit(folder, args);
  const inside = await git("rev-parse", "--show-prefix");
  if (inside.out === undefined) return notAsked(inside.error);
  const prefix = inside.out.trim();
  const up = "../".repeat(prefix.split("/").length - 1);
  const needed = new Set([
    ...names,
    ...await neededFiles(folder, programs.filter(({ name }) => names.includes(name))),
  ]);
  const paths = [...needed].map((name) => normalize(`./${prefix}${name}`));
  const outside = paths.filter((path) => path.startsWith("../"));
  if (outside.length > 0) {
    return notDone(
      `Your programs need what is outside of your repository: ${tell(outside, prefix).join(", ")}.`,
      "git init belongs into the folder that holds both.",
    );
  }
  const differing = async (commit: string) => {
    const { out } = await git("ls-tree", "-z", "--full-tree", commit, "--", ...paths);
    return out === undefined ? undefined : await differingFrom(out, `${folder}/${up}`, paths);
  };

  const uncommitted = await differing("HEAD") ?? paths;
  if (uncommitted.length > 0) {
    const ignored = await git("check-ignore", "--", ...uncommitted.map((path) => up + path));
    const add = tell(uncommitted, "").map(quoted).join(" ");
    return notDone(
      `Not committed: ${tell(uncommitted, prefix).join(", ")}.`,
      `In the folder of your repository: git add ${
        ignored.out ? "-f " : ""
      }${add}, then git commit and git push.`,
    );
  }
  const { out: upstream } = await git("rev-parse", "--symbolic-full-name", "@{upstream}");
  // A branch may have itself, or another one here, for its upstream
  const remote = upstream?.startsWith("refs/remotes/")
    ? upstream.trim()
    : "refs/remotes/origin/HEAD";
  const unpushed = await differing(remote);
  if (!unpushed) {
    return couldNotTell(
      "It is committed, but its branch has no remote.",
      "git push --set-upstream origin HEAD",
    );
  }
  return unpushed.length === 0
    ? done("All files are committed and at the remote.")
    : notDone(`Committed, but not pushed: ${tell(unpushed, prefix).join(", ")}.`, "git push");
}

async function isInRepository(folder: string): Promise<boolean> {
  for (let path = await Deno.realPath(folder);; path = path.replace(/[\\/][^\\/]*$/, "")) {
    if (await Deno.lstat(`${path}/.git`).then(() => true, () => false)) return true;
    if (!/[\\/]/.test(path)) return false;
  }
}

/** Why Git could not say anything about the repository. */
function notAsked(error: string): Verdict {
  if (error === "") {
    return couldNotTell(
      "Git is not to be found: not installed, or not in PATH.",
      "Look at your repository on GitHub, or install Git. To do without, say --no-git.",
    );
  }
  if (/dubious ownership/.test(error)) {
    return couldNotTell(
      "The repository belongs to another user of this computer, and Git does not look into it.",
      `If you trust it: ${
        error.match(/git config .*/)?.[0] ?? "see git help config, safe.directory"
      }`,
    );
  }
  return couldNotTell(`Git cannot read the repository: ${error.trim().split("\n")[0]}`, "");
}

/** Paths as they are told: without the session's folder, and `lib` for many files in it. */
function tell(paths: string[], prefix: string): string[] {
  const inLib = /^((\.\.\/)*lib)\/.*/;
  const isMany = paths.filter((path) => inLib.test(path)).length >= MANY;
  const short = paths.map((path) => isMany ? path.replace(inLib, "$1") : path);
  return [...new Set(short)].map((path) =>
    path.startsWith(prefix) ? path.slice(prefix.length) : path
  );
}

/** The files whose content is not that of the listing, as `git ls-tree -z` gives it. */
async function differingFrom(
  listing: string,
  root: string,
  paths: string[],
): Promise<string[]> {
  const hashes = new Map(
    listing.split("\0").filter(Boolean)
      .map((row) => row.match(/^\d+ \w+ ([0-9a-f]+)\t([^]*)$/)!)
      .map(([, hash, path]) => [path, hash]),
  );
  const result = [];
  for (const path of paths) {
    const wanted = hashes.get(path);
    const bytes = await Deno.readFile(`${root}${path}`);
    // Git may have checked it out with Windows' line ends
    const plain = bytes.filter((byte, i) => byte !== 13 || bytes[i + 1] !== 10);
    const same = wanted !== undefined &&
      (await blobHash(bytes, wanted.length) === wanted ||
        await blobHash(plain, wanted.length) === wanted);
    if (!same) result.push(path);
  }
  return result;
}

/** The name that Git gives to a file's content (git-hash-object(1)): of SHA-1 or SHA-256. */
async function blobHash(content: Uint8Array, length: number): Promise<string> {
  const header = new TextEncoder().encode(`blob ${content.length}\0`);
  const blob = new Uint8Array(header.length + content.length);
  blob.set(header);
  blob.set(content, header.length);
  const digest = await crypto.subtle.digest(length === 64 ? "SHA-256" : "SHA-1", blob);
  return new Uint8Array(digest).toHex();
}
