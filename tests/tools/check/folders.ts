/**
 * Students' folders that are made up for a test, and what check.ts says about them.
 *
 * @module
 */
import type { ItemName, Status } from "../../../lib/tools/check/item.ts";
import { assertEquals } from "@std/assert";
import { find } from "../../peers.ts";
import { command, denoArgs, type Outcome, pathOf, ROOT } from "../../scripts.ts";

/** The files of a folder, by their names. */
export type Files = Record<string, string>;

/** An item as `--json` shows it. */
export interface Item {
  item: ItemName;
  status: Status;
  file: string | null;
  reason: string;
  hint: string;
}

/** Makes folders in a temporary one, with these names; they last as long as the block. */
export async function makeFolders(folders: Record<string, Files>) {
  const root = await Deno.realPath(await Deno.makeTempDir());
  for (const [folder, files] of Object.entries(folders)) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      const path = `${root}/${folder}/${name}`;
      await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
  }
  return {
    root,
    async [Symbol.asyncDispose]() {
      await Deno.remove(root, { recursive: true });
    },
  };
}

/**
 * What holds a program: a room made by `bwrap` for the user who runs the tests, or for an ordinary
 * user if that is root; or a fence alone, where `bwrap` is not to be found. Root has no fence.
 */
export type Held = "room" | "an ordinary user's room" | "fence";

const LINUX = Deno.build.os === "linux";
const IS_ROOT = LINUX && Deno.uid() === 0;
const ORDINARY = ["unshare", "--user", "--map-user=1000", "--map-group=1000"];

/** The ways in which programs can be held here. */
export const WAYS: Held[] = [
  ...(LINUX && find("bwrap") ? ["room" as const] : []),
  ...(IS_ROOT && find("bwrap") && find("unshare") ? ["an ordinary user's room" as const] : []),
  ...(IS_ROOT && !find("unshare") ? [] : ["fence" as const]),
];

/** For what does not depend on who runs the check. */
export const ENDS: Held[] = WAYS.filter((held) => held !== "an ordinary user's room");

/** Runs check.ts as its user does. */
export async function check(
  args: string[],
  held: Held = WAYS[0],
  cwd?: string,
  env: Record<string, string> = {},
): Promise<Outcome> {
  await using programs = await makeFolders({ bin: {} });
  if (held === "fence") {
    args = args.map((arg) => arg === "--python" ? "--python=unsafe" : arg);
    // A PATH with nothing but what the check needs
    if (LINUX) env = { ...env, PATH: await makePath(`${programs.root}/bin`) };
  }
  const deno = [Deno.execPath(), ...denoArgs("check.ts", args)];
  const [program, ...rest] = IS_ROOT && held !== "room" ? [...ORDINARY, ...deno] : deno;
  return await command(find(program) ?? program, rest, { cwd, env });
}

async function makePath(folder: string): Promise<string> {
  // The name may be a script that looks for Python elsewhere
  const ask = ["-c", "import sys; print(sys.executable)"];
  const { stdout } = await command("python3", ask).catch(() => ({ stdout: "" }));
  const programs = [["git", find("git")], ["ps", find("ps")], ["python3", stdout.trim()]];
  for (const [name, path] of programs) {
    if (path) await Deno.symlink(path, `${folder}/${name}`);
  }
  return folder;
}

/** A folder in a repository whose remote has all that is committed. */
export async function pushedFolder(files: Record<string, string>) {
  const made = await makeFolders({ "repo/Session-08": files });
  const repo = `${made.root}/repo`;
  const git = async (...args: string[]) => {
    const { code, stderr } = await command("git", [
      "-c",
      "user.name=a",
      "-c",
      "user.email=a@example.org",
      "-C",
      repo,
      ...args,
    ]);
    assertEquals(code, 0, stderr);
  };
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", ".");
  await git("commit", "--quiet", "--message=all");
  await git("clone", "--quiet", "--bare", repo, `${made.root}/remote.git`);
  await git("remote", "add", "origin", `${made.root}/remote.git`);
  await git("fetch", "--quiet");
  await git("branch", "--quiet", "--set-upstream-to=origin/main");
  return { ...made, repo, git, folder: `${repo}/Session-08` };
}

/** The items of each folder, by the folders' names and the items'. */
export async function itemsOf(
  folders: Record<string, Files>,
  held?: Held,
  flags = ["--python"],
): Promise<Record<string, Record<ItemName, Item>>> {
  await using made = await makeFolders(folders);
  const names = Object.keys(folders);
  const { stdout, stderr } = await check(
    [...flags, "--json", ...names.map((name) => `${made.root}/${name}`)],
    held,
  );
  if (stdout === "") throw new Error(stderr);
  const results: { items: Item[] }[] = JSON.parse(stdout);
  return Object.fromEntries(results.map(({ items }, i) => [
    names[i],
    Object.fromEntries(items.map((item) => [item.item, item])) as Record<ItemName, Item>,
  ]));
}

/** The status of one item in folders that hold a single program each. */
export async function statuses(
  item: ItemName,
  file: string,
  programs: Record<string, string>,
  held?: Held,
): Promise<Record<string, [Status, string]>> {
  const names = Object.keys(programs);
  const folders = Object.fromEntries(names.map((name, i) => [`f${i}`, { [file]: programs[name] }]));
  const items = await itemsOf(folders, held);
  return Object.fromEntries(
    names.map((name, i) => [name, [items[`f${i}`][item].status, items[`f${i}`][item].reason]]),
  );
}

/** The session's own solution. */
export function solution(name: string): string {
  return Deno.readTextFileSync(pathOf(name));
}

/** Puts the library and the settings beside a session's folder, as a copy of the session has them. */
export async function copyLibrary(repo: string): Promise<void> {
  for (const folder of ["lib", "lib/system"]) {
    await Deno.mkdir(`${repo}/${folder}`);
    for await (const { name, isFile } of Deno.readDir(`${ROOT}${folder}`)) {
      if (isFile) await Deno.copyFile(`${ROOT}${folder}/${name}`, `${repo}/${folder}/${name}`);
    }
  }
  for (const name of ["deno.json", "deno.lock"]) {
    await Deno.copyFile(`${ROOT}${name}`, `${repo}/${name}`);
  }
}
