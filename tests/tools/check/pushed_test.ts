/** Whether all is at the remote: the files, and what the programs need besides. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { checkPushed } from "../../../lib/tools/check/exercises/pushed.ts";
import { Source } from "../../../lib/tools/check/source.ts";
import { find, peerTest } from "../../peers.ts";
import { command, run } from "../../scripts.ts";
import { check, makeFolders, pushedFolder, solution } from "./folders.ts";
import { CLIENT, SERVER_TS } from "./programs.ts";

const IPS =
  "mobile | Wifi | 25/02/2020 | Home | 192.168.1.33\nlaptop | Wifi | 25/02/2020 | Home | 192.168.1.34";

/** What is said of "pushed" in a folder. */
async function pushed(folder: string, ...args: string[]) {
  const { stdout, stderr, code } = await check(["--json", ...args, folder]);
  assert(stdout !== "", stderr);
  const { status, reason, hint } = JSON.parse(stdout)[0].items[7];
  return { status, reason, hint, code };
}

peerTest("git", "pushed: what is changed, new, or not at the remote is named", async () => {
  await using made = await pushedFolder({ "IPs.txt": IPS, "client.py": CLIENT });
  const state = () => pushed(made.folder);
  await Deno.writeTextFile(`${made.folder}/IPs.txt`, IPS.replaceAll("\n", "\r\n"));
  assertEquals((await state()).status, "done");
  await Deno.writeTextFile(`${made.folder}/IPs.txt`, IPS + "\n");
  assertEquals((await state()).reason, "Not committed: IPs.txt.");
  await made.git("commit", "--quiet", "--all", "--message=more");
  assertEquals((await state()).reason, "Committed, but not pushed: IPs.txt.");
  await made.git("push", "--quiet", "origin", "main");
  assertEquals((await state()).status, "done");
  await made.git("branch", "--unset-upstream");
  await made.git("remote", "remove", "origin");
  assertEquals((await state()).status, "could not tell");
});

peerTest("git", "a repository's own settings start nothing", async () => {
  await using made = await pushedFolder({ "IPs.txt": IPS });
  const trap = `touch ${made.root}/sprung`;
  for (
    const key of [
      "core.fsmonitor",
      "core.sshCommand",
      "core.pager",
      "filter.x.clean",
      "diff.external",
    ]
  ) {
    await made.git("config", key, trap);
  }
  await Deno.writeTextFile(`${made.repo}/.gitattributes`, "* filter=x diff=x\n");
  await Deno.writeTextFile(`${made.folder}/IPs.txt`, IPS + "\n");
  await check(["--json", made.folder]);
  const names = (await Array.fromAsync(Deno.readDir(made.root))).map(({ name }) => name);
  assert(!names.includes("sprung"), names.join());
});

function clientOf(folder: string): Source {
  return new Source({ name: "client.ts", text: Deno.readTextFileSync(`${folder}/client.ts`) });
}

/** A copy of the session with a client, in a repository with this `.gitignore`. */
async function copied(ignore: string) {
  const made = await makeFolders({ repo: { ".gitignore": ignore } });
  const repo = `${made.root}/repo`;
  assertEquals((await run("copy.ts", [repo])).code, 0);
  await Deno.writeTextFile(`${repo}/session-08/client.ts`, solution("client.ts"));
  await Deno.remove(`${repo}/session-08/Ex3.ts`);
  const git = async (...args: string[]) => {
    const who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    const { code, stderr } = await command("git", [...who, "-C", repo, ...args]);
    assertEquals(code, 0, stderr);
  };
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", ".");
  await git("commit", "--quiet", "--message=all");
  return { ...made, repo, git };
}

peerTest("git", "pushed: the library is asked for, however .gitignore leaves it out", async () => {
  await using made = await copied("lib/\n");
  const folder = `${made.repo}/session-08`;
  const state = () => checkPushed(folder, ["client.ts"], [clientOf(folder)]);
  for (const pattern of ["lib/", "lib/*", "**/lib/", "[Ll]ib/", "lib", "/lib"]) {
    await Deno.writeTextFile(`${made.repo}/.gitignore`, `${pattern}\n`);
    const { status, reason, hint } = await state();
    assertEquals([pattern, status, reason], [pattern, "not done", "Not committed: lib."]);
    assertMatch(hint, /: git add -f lib, then git commit and git push\.$/);
  }
  await Deno.remove(`${made.repo}/.gitignore`);
  assertMatch((await state()).hint, /: git add lib, then /);
  // The command mends it
  await made.git("add", "-f", "lib");
  await made.git("commit", "--quiet", "--message=lib");
  assertEquals((await state()).reason, "It is committed, but its branch has no remote.");
});

peerTest("git", "pushed: the lock is asked for, too, and what a module imports", async () => {
  await using made = await copied("*.lock\n");
  assertEquals(await pushed(made.repo), {
    status: "not done",
    reason: "Not committed: deno.lock.",
    hint:
      "In the folder of your repository: git add -f session-08/deno.lock, then git commit and git push.",
    code: 1,
  });
  // client.ts imports socket.ts, which imports others
  await made.git("rm", "--quiet", "--cached", "lib/time.ts");
  await made.git("commit", "--quiet", "--message=less");
  assertEquals((await pushed(made.repo)).reason, "Not committed: lib/time.ts, deno.lock.");
});

peerTest("git", "pushed: a module of the student's own in Python", async () => {
  await using made = await pushedFolder({
    "client.py": "from tools import send\nimport socket\n" + CLIENT,
  });
  assertEquals((await pushed(made.folder)).status, "done");
  await Deno.writeTextFile(`${made.folder}/tools.py`, "def send(): pass\n");
  assertEquals((await pushed(made.folder)).reason, "Not committed: tools.py.");
});

peerTest("git", "pushed: a repository inside of the session's folder has no library", async () => {
  await using made = await copied("");
  await Deno.rename(`${made.repo}/.git`, `${made.repo}/session-08/.git`);
  const { status, reason, hint } = await pushed(made.repo);
  assertEquals(
    [status, reason, hint],
    [
      "not done",
      "Your programs need what is outside of your repository: ../lib.",
      "git init belongs into the folder that holds both.",
    ],
  );
});

peerTest("git", "pushed: a branch that is its own upstream is at no remote", async () => {
  await using made = await copied("");
  await made.git("config", "branch.main.remote", ".");
  await made.git("config", "branch.main.merge", "refs/heads/main");
  assertEquals((await pushed(made.repo)).reason, "It is committed, but its branch has no remote.");
});

peerTest("git", "pushed: another user's repository is no missing one", async () => {
  await using made = await copied("");
  const { stdout } = await check(["--json", made.repo], undefined, undefined, {
    GIT_TEST_ASSUME_DIFFERENT_OWNER: "1",
  });
  const { status, reason, hint } = JSON.parse(stdout)[0].items[7];
  assertEquals([status, reason], [
    "could not tell",
    "The repository belongs to another user of this computer, and Git does not look into it.",
  ]);
  assertMatch(hint, /^If you trust it: git config --global --add safe\.directory \/.*\/repo$/);
});

peerTest("git", "pushed: no Git in PATH is no missing repository", async () => {
  await using made = await copied("");
  await using nothing = await makeFolders({ bin: {} });
  const { stdout } = await check(["--json", made.repo], undefined, undefined, {
    PATH: `${nothing.root}/bin`,
  });
  const { status, reason } = JSON.parse(stdout)[0].items[7];
  assertEquals([status, reason], [
    "could not tell",
    "Git is not to be found: not installed, or not in PATH.",
  ]);
});

Deno.test("without a repository, or with --no-git, the rest is enough", async () => {
  const programs = ["client.ts", "client-2.ts", "Ex3.ts"];
  const EX2 = [
    "Self",
    "Google",
    "Mobile",
    "www.urjc.es",
    "github.com",
    "wikipedia.org",
    "newdomain",
  ]
    .map((name) => `${name} | 3 ms`).join("\n");
  await using made = await makeFolders({ repo: {} });
  const repo = `${made.root}/repo`;
  assertEquals((await run("copy.ts", [repo])).code, 0);
  for (const name of programs) {
    await Deno.writeTextFile(`${repo}/session-08/${name}`, solution(name));
  }
  await Deno.writeTextFile(`${repo}/session-08/server.ts`, SERVER_TS);
  await Deno.writeTextFile(`${repo}/session-08/IPs.txt`, IPS);
  await Deno.writeTextFile(`${repo}/session-08/Ex2.txt`, EX2);
  const zipped = await check([repo]);
  assertMatch(
    zipped.stdout,
    /pushed: could not tell: The folder is in no Git repository\.\n {3}try: .*git init/,
  );
  assertMatch(zipped.stdout, /\nEverything but pushed is done!\n/);
  assertEquals(zipped.code, 0);
  if (!find("git")) return;
  assertEquals((await command("git", ["-C", repo, "init", "--quiet"])).code, 0);
  assertEquals((await check([repo])).code, 1);
  const without = await check(["--no-git", repo]);
  assertMatch(without.stdout, /\nEverything but pushed is done!\n/);
  assertEquals(without.code, 0);
});
