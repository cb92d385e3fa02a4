/**
 * Whether the files are in the student's remote repository, as far as this computer knows.
 *
 * @module
 */
import { couldNotTell, done, notDone, type Verdict } from "../item.ts";
import { output } from "../../../system/process.ts";

// A stranger's repository brings its own settings: none of them may start a program or a connection
const SAFE = [
  "-c",
  "protocol.allow=never",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
];
const ENV = {
  GIT_NO_LAZY_FETCH: "1",
  // The versions that do not know it ask what it is allowed to speak
  GIT_ALLOW_PROTOCOL: "none",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  LC_ALL: "C",
};

/** Compares files with the commits here and at the remote; nothing is fetched. */
export async function checkPushed(folder: string, names: string[]): Promise<Verdict> {
  const git = (...args: string[]) => output("git", [...SAFE, "-C", folder, ...args], { env: ENV });
  if (names.length === 0) return couldNotTell("There is nothing to push yet.", "");
  if (await git("rev-parse", "--is-inside-work-tree") === undefined) {
    return couldNotTell("The folder is in no Git repository.", "Keep it in your working repo.");
  }
  const head = await treeOf(git, "HEAD");
  const uncommitted = await differing(folder, names, head);
  if (uncommitted.length > 0) {
    return notDone(`Not committed: ${uncommitted.join(", ")}.`, "git add, git commit, git push.");
  }
  const remote = await treeOf(git, "@{upstream}") ?? await treeOf(git, "refs/remotes/origin/HEAD");
  if (!remote) {
    return couldNotTell(
      "It is committed, but its branch has no remote.",
      "git push --set-upstream origin HEAD",
    );
  }
  const unpushed = await differing(folder, names, remote);
  return unpushed.length === 0
    ? done("All files are committed and at the remote.")
    : notDone(`Committed, but not pushed: ${unpushed.join(", ")}.`, "git push");
}

/** The files of the folder in a commit: their names and the hashes of what is in them. */
async function treeOf(
  git: (...args: string[]) => Promise<string | undefined>,
  commit: string,
): Promise<Map<string, string> | undefined> {
  const listing = await git("ls-tree", "-z", commit, "./");
  if (listing === undefined) return undefined;
  const rows = listing.split("\0").filter(Boolean).map((row) =>
    row.match(/^\d+ \w+ ([0-9a-f]+)\t([^]*)$/)!
  );
  return new Map(rows.map(([, hash, path]) => [path, hash]));
}

async function differing(
  folder: string,
  names: string[],
  tree: Map<string, string> | undefined,
): Promise<string[]> {
  const result = [];
  for (const name of names) {
    const wanted = tree?.get(name);
    const bytes = await Deno.readFile(`${folder}/${name}`);
    // Git may have checked it out with Windows' line ends
    const plain = bytes.filter((byte, i) => byte !== 13 || bytes[i + 1] !== 10);
    const same = wanted !== undefined &&
      (await blobHash(bytes, wanted.length) === wanted ||
        await blobHash(plain, wanted.length) === wanted);
    if (!same) result.push(name);
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
