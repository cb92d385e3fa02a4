/**
 * A copy that meets what it did not expect, or is killed.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { peerTest } from "../../peers.ts";
import { command, pathOf, run } from "../../scripts.ts";
import { original, repository } from "./repositories.ts";

const unix = Deno.build.os !== "windows";

Deno.test("a folder in the place of a file stops the copy before it begins", async () => {
  const mine = { "session-08/nc.ts/x": "", "lib/socket.ts": "// mine\n" };
  await using repo = await repository(mine);
  const { code, stderr } = await repo.copy("--force");
  assertEquals(code, 1);
  assertMatch(stderr, /^copy\.ts: session-08\/nc\.ts is a folder; nothing was copied\.\n$/);
  assertEquals(await repo.files(), mine);
});

Deno.test("a file in the place of a folder stops it, too", async () => {
  await using repo = await repository({ lib: "mine" });
  const { code, stderr } = await repo.copy();
  assertEquals(code, 1);
  assertMatch(stderr, /^copy\.ts: lib is not a folder; nothing was copied\.\n$/);
  assertEquals(await repo.files(), { lib: "mine" });
});

Deno.test({
  name: "a link that leads nowhere is the student's: named, and kept",
  ignore: !unix,
  async fn() {
    await using repo = await repository({ "lib/x": "" });
    const link = `${repo.path}/lib/text.ts`;
    await Deno.symlink(`${repo.path}/gone.ts`, link);
    const { code, stderr } = await repo.copy("--only", "client.ts");
    assertEquals(code, 1);
    assertMatch(stderr, /\n {2}lib\/text\.ts\n/);
    assertEquals(await Deno.readLink(link), `${repo.path}/gone.ts`);
    assertEquals((await repo.copy("--only", "client.ts", "--force")).code, 0);
    assertEquals(await Deno.readLink(`${link}.bak`), `${repo.path}/gone.ts`);
    assertEquals((await Deno.lstat(link)).isFile, true);
    assertEquals(await Deno.readTextFile(link), original("lib/text.ts"));
  },
});

Deno.test({
  name: "a link to a file elsewhere: that file is not written",
  ignore: !unix,
  async fn() {
    await using repo = await repository({ "lib/x": "", "elsewhere.ts": "// mine\n" });
    await Deno.symlink(`${repo.path}/elsewhere.ts`, `${repo.path}/lib/text.ts`);
    assertEquals((await repo.copy("--only", "client.ts")).code, 1);
    assertEquals((await repo.copy("--only", "client.ts", "--force")).code, 0);
    assertEquals(await Deno.readTextFile(`${repo.path}/elsewhere.ts`), "// mine\n");
    assertEquals(await Deno.readLink(`${repo.path}/lib/text.ts.bak`), `${repo.path}/elsewhere.ts`);
  },
});

Deno.test({
  name: "when a file cannot be written half-way, the repository is again as it was",
  ignore: Deno.build.os !== "linux",
  async fn() {
    // To /proc nothing can be moved (proc(5)): it shows when lib is written already
    const mine = { "lib/socket.ts": "// mine\n", "lib/text.ts": "// mine, too\n" };
    await using repo = await repository(mine);
    await Deno.symlink("/proc", `${repo.path}/week-8`);
    const { code, stderr } = await repo.copy("--force", "--into", "week-8");
    assertEquals(code, 1);
    assertMatch(stderr, /^copy\.ts: week-8\/.* cannot be written: .+ Everything is as it was\.\n$/);
    await Deno.remove(`${repo.path}/week-8`);
    assertEquals(await repo.files(), mine);
    assertEquals([...Deno.readDirSync(repo.path)].map(({ name }) => name), ["lib"]);
  },
});

Deno.test({
  name: "a folder that is a link to nowhere stops the copy before it begins",
  ignore: !unix,
  async fn() {
    await using repo = await repository();
    await Deno.symlink(`${repo.path}/gone`, `${repo.path}/lib`);
    const { code, stderr } = await repo.copy("--force");
    assertEquals(code, 1);
    assertMatch(stderr, /^copy\.ts: lib is not a folder; nothing was copied\.\n$/);
    assertEquals(await Deno.readLink(`${repo.path}/lib`), `${repo.path}/gone`);
  },
});

/** What may stand where a file belongs, and is none that could be read to its end. */
const STRANGE: [string, (path: string) => Promise<unknown>][] = [
  ["a FIFO", (path) => command("mkfifo", [path])],
  ["a link to a device", (path) => Deno.symlink("/dev/zero", path)],
  ["a socket", (path) => {
    const code = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])";
    return command("python3", ["-c", code, path]);
  }],
  ["a file of 3 GB", async (path) => {
    using file = await Deno.open(path, { write: true, create: true });
    await file.truncate(3 * 1024 ** 3);
  }],
];
for (const [what, make] of STRANGE) {
  peerTest("python3", `${what} in a file's place is the student's: named, and kept`, async () => {
    if (!unix) return;
    await using repo = await repository({ "session-08/x": "" });
    const place = `${repo.path}/session-08/nc.ts`;
    await make(place);
    const { isFile, isSymlink, size } = await Deno.lstat(place);
    const { code, stderr } = await repo.copy("--only", "nc.ts");
    assertEquals([code, stderr.split("\n")[1]], [1, "  session-08/nc.ts"]);
    const forced = await repo.copy("--only", "nc.ts", "--force");
    assertEquals([forced.code, forced.stderr], [0, ""]);
    const kept = await Deno.lstat(`${place}.bak`);
    assertEquals([kept.isFile, kept.isSymlink, kept.size], [isFile, isSymlink, size]);
    assertEquals(await Deno.readTextFile(place), original("session-08/nc.ts"));
    await Deno.remove(`${place}.bak`);
  });
}

/** Lets the call number `at` to the disk fail, as one does when a quota is used up. */
const FULL = (at: number) => `
let count = 0;
for (const name of ["mkdir", "makeTempDir", "open", "rename", "writeTextFile", "copyFile"]) {
  const call = Deno[name];
  Deno[name] = (...args) =>
    count++ === ${at}
      ? Promise.reject(new Error("Disk quota exceeded (os error 122), " + name))
      : call(...args);
}
globalThis.addEventListener("unload", () => count <= ${at} && console.log("It did not fail"));`;

Deno.test("whatever call to a full disk fails, the repository is as it was, and one line says why", async () => {
  const mine = { "lib/text.ts": "// mine\n", "session-08/mine.ts": "" };
  for (let at = 0;; at++) {
    await using repo = await repository(mine);
    await using elsewhere = await repository({ "full.ts": FULL(at) });
    const flags = ["-R", "-W", `--preload=${elsewhere.path}/full.ts`];
    const args = [repo.path, "--only", "client.ts", "--force"];
    const { code, stdout, stderr } = await run("copy.ts", args, { flags });
    if (stdout.includes("It did not fail")) {
      assert(at > 20, `${at} calls`);
      break;
    }
    const told =
      /^copy\.ts: [\w./-]+ cannot be written: your part of the disk is full\. Everything is as it was\.\n$/;
    assertMatch(stderr, told);
    assertEquals([at, code], [at, 1]);
    assertEquals(await repo.files(), mine);
    assertEquals([...Deno.readDirSync(repo.path)].map(({ name }) => name).sort(), [
      "lib",
      "session-08",
    ]);
  }
});

/** Kills a copy as soon as so many of the files that it writes are in their places. */
async function killedAfter(count: number, path: string, args: string[], paths: string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-R", "-W", pathOf("copy.ts"), path, ...args],
    stdout: "null",
    stderr: "null",
  }).spawn();
  let over = false;
  child.status.then(() => over = true);
  const staged = () => [...Deno.readDirSync(path)].some(({ name }) => name.startsWith(".session"));
  const placed = () => paths.filter((name) => isNew(`${path}/${name}`)).length;
  while (!over && (count === 0 ? !staged() : placed() < count)) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  try {
    child.kill("SIGKILL");
  } catch {
    // It was faster
  }
  await child.status;
}

function isNew(path: string): boolean {
  try {
    return !Deno.readTextFileSync(path).startsWith("// mine");
  } catch {
    return false;
  }
}

for (const count of [0, 1, 3, 10, 20]) {
  Deno.test(`killed with ${count} files in their places, the next copy finishes it`, async () => {
    const mine = { "lib/address.ts": "// mine 1\n", "lib/text.ts": "// mine 2\n" };
    await using done = await repository();
    await done.copy();
    const wanted = await done.files();
    await using repo = await repository(mine);
    await killedAfter(count, repo.path, ["--force"], Object.keys(wanted));

    // Each file is the old one or the new one
    const there = await repo.files();
    for (const path of Object.keys(mine)) assert(path in there, path);
    for (const [path, text] of Object.entries(there)) {
      if (path.startsWith(".session-08-copy-")) continue;
      const old: Record<string, string> = mine;
      const right = [wanted[path], old[path], old[path.replace(/\.bak$/, "")]];
      assert(right.includes(text), `${path}: ${text.slice(0, 20)}`);
      if (path in mine && text === wanted[path]) {
        assertEquals(await Deno.readTextFile(`${repo.path}/${path}.bak`), old[path]);
      }
    }
    const { code, stderr } = await repo.copy("--force");
    assertEquals([code, stderr], [0, ""]);
    const after = await repo.files();
    for (const [path, text] of Object.entries(wanted)) assertEquals(after[path], text);
    // Nothing is left but what the student had
    const more = Object.keys(after).filter((path) => !(path in wanted));
    assertEquals(more.filter((path) => !/^lib\/(address|text)\.ts\.bak2?$/.test(path)), []);
  });
}

Deno.test("two copies at once are one copy", async () => {
  await using repo = await repository();
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => repo.copy()));
  for (const { code, stderr } of outcomes) assertEquals([code, stderr], [0, ""]);
  const paths = Object.keys(await repo.files());
  assertEquals(paths.filter((path) => /^(?!lib\/check\/).*(copy|bak)/.test(path)), []);
  assertMatch((await repo.copy()).stdout, new RegExp(`^All ${paths.length} files are there`));
});
