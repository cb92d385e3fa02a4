/** check.ts --watch: what it says when a file is saved. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { peerTest } from "../../peers.ts";
import { launch, run } from "../../scripts.ts";
import { makeFolders } from "./folders.ts";
import { chat, chatTS, CLIENT, CLIENT_TS } from "./programs.ts";

const WAITING = "Waiting until you save a file in ";

/** A client and a chat, right and wrong, in one language. */
interface Programs {
  extension: string;
  client: string;
  right: string;
  wrong: string;
  /** What is said of the wrong one. */
  error: string;
  flags: string[];
}

/** Saves programs in the ways of several editors; what was said of it, without the list before. */
async function saves(
  { extension, client, right, wrong, error, flags }: Programs,
): Promise<string[]> {
  // Nothing is there at first
  await using made = await makeFolders({ "my folder": {} });
  const folder = `${made.root}/my folder`;
  await using program = launch("check.ts", ["--watch", ...flags, folder]);
  const said = async (text: string) =>
    assert(await program.waitForLine(text, 60_000), program.output);
  await said(WAITING);

  // One writes a file in pieces
  const file = await Deno.open(`${folder}/client.${extension}`, { write: true, create: true });
  for (const line of client.split(/(?<=\n)/)) await file.write(new TextEncoder().encode(line));
  file.close();
  await said("client: done now");

  // Another writes a new file, gives it the name of the old one, and tries first whether it may
  const rename = async (text: string) => {
    await Deno.writeTextFile(`${folder}/4913`, "");
    await Deno.remove(`${folder}/4913`);
    await Deno.writeTextFile(`${folder}/.Ex3.new`, text);
    await Deno.rename(`${folder}/.Ex3.new`, `${folder}/Ex3.${extension}`);
  };
  await rename(wrong);
  await said(error);
  await rename(right);
  await said("Ex3: done now");

  // The same text once more is no news
  await rename(right);
  await Deno.writeTextFile(`${folder}/client.${extension}`, `\n${client}`);
  await said("client: still done");

  program.interrupt();
  await program.ended;
  return program.output.slice(program.output.indexOf(WAITING)).trimEnd().split("\n").slice(1);
}

/** Looks at what was said: one save is one, and an error of syntax is one short line. */
async function inspect(programs: Programs): Promise<void> {
  const said = await saves(programs);
  const times = said.filter((line) => /^\d\d:\d\d:\d\d /.test(line)).map((line) => line.slice(9));
  const names = ["client", "Ex3", "Ex3", "client"].map((name) => `${name}.${programs.extension}`);
  assertEquals(times, names, said.join("\n"));
  const [line, ...more] = said.filter((line) => /^Ex3: (?!done)/.test(line));
  assertStringIncludes(line, programs.error);
  assert(line.length <= 120, line);
  assertEquals(more, []);
}

Deno.test("a save is checked once, however the editor does it", async () => {
  const right = chatTS();
  const wrong = right.replace("while (true) {", "while (true {");
  const error = "Ex3: SyntaxError: Expected ')', got '{', in line 1.";
  await inspect({ extension: "ts", client: CLIENT_TS, right, wrong, error, flags: [] });
});

peerTest("python3", "a save is checked once, in Python", async () => {
  const wrong = chat().replace("while True:", "while True");
  const error = "Ex3: SyntaxError: ";
  await inspect({
    extension: "py",
    client: CLIENT,
    right: chat(),
    wrong,
    error,
    flags: ["--python"],
  });
});

Deno.test("--watch is for the list of one folder", async () => {
  await using made = await makeFolders({ a: { "client.ts": "" }, b: { "client.ts": "" } });
  const [a, b] = ["a", "b"].map((name) => `${made.root}/${name}`);
  for (const args of [[a, b], ["--json", a], ["--csv", a]]) {
    const { code, stderr } = await run("check.ts", ["--watch", ...args]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "check.ts: --watch shows the list of one folder, and neither ");
  }
});
