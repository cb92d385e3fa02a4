import { assertEquals, assertThrows } from "@std/assert";
import { output, start } from "../../lib/system/process.ts";

/** Starts a program in Deno. */
function run(code: string, options = {}) {
  return start(Deno.execPath(), ["eval", "--quiet", code], options);
}

Deno.test("a program's outputs, its lines and its exit status are told apart", async () => {
  const program = run(`console.log("one\\ntwo"); console.error("three"); Deno.exit(7);`);
  assertEquals(program.code, undefined);
  assertEquals([await program.ended, program.code], [7, 7]);
  assertEquals([program.stdout, program.stderr], ["one\ntwo\n", "three\n"]);
  assertEquals(program.printed.toSorted(), ["one", "three", "two"]);
});

Deno.test("a program is given its input, which then ends", async () => {
  const code = `console.log(await new Response(Deno.stdin.readable).text());`;
  const programs = ["ñ", new Uint8Array([195, 177])].map((input) => run(code, { input }));
  for (const program of programs) {
    await program.ended;
    assertEquals(program.stdout, "ñ\n");
  }
});

Deno.test("a program's input stays open for more until it is ended", async () => {
  const program = run(`for await (const piece of Deno.stdin.readable) console.log(piece.length);`);
  await program.write("one");
  assertEquals(await program.waitForLine("3"), "3");
  await program.write("four");
  assertEquals(await program.waitForLine("4"), "4");
  await program.endInput();
  assertEquals(await program.ended, 0);
});

Deno.test("a program runs in the folder and with the variables that it is given", async () => {
  const cwd = await Deno.realPath(await Deno.makeTempDir());
  try {
    // Windows has another word for it
    const ours = `["HOME", "USERPROFILE"].some((name) => Deno.env.has(name))`;
    const code = `console.log(Deno.cwd(), Deno.env.get("A"), ${ours});`;
    const whole = run(code, { cwd, env: { A: "1" } });
    const { SYSTEMROOT } = Deno.env.toObject();
    const env = { A: "2", DENO_DIR: cwd, ...(SYSTEMROOT && { SYSTEMROOT }) };
    const bare = run(code, { cwd, env, clearEnv: true });
    await Promise.all([whole.ended, bare.ended]);
    assertEquals([whole.stdout, bare.stdout], [`${cwd} 1 true\n`, `${cwd} 2 false\n`]);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

Deno.test("a program that prints more than it may is ended", async () => {
  const program = run(`while (true) console.log("x".repeat(1000));`, { most: 10_000 });
  await program.ended;
  assertEquals(program.flooded, true);
  assertEquals(program.stdout.length <= 10_000, true);
});

Deno.test("a program that leaves another one with its output ends all the same", async () => {
  const program = run(`const args = ["eval", "setTimeout(() => {}, 60_000)"];
    const left = new Deno.Command(Deno.execPath(), { args }).spawn();
    console.log(left.pid);
    Deno.exit(0);`);
  assertEquals(await program.ended, 0);
  // It is still there to be killed
  Deno.kill(Number(program.stdout), "SIGKILL");
});

Deno.test("a program can be asked to end, and made to", async () => {
  const code = `Deno.build.os === "windows" || Deno.addSignalListener("SIGINT", () => Deno.exit(3));
    console.log("here"); setInterval(() => {}, 1000);`;
  const [asked, made] = [run(code), run(code)];
  await Promise.all([asked.waitForLine("here"), made.waitForLine("here")]);
  asked.interrupt();
  made.kill();
  const codes = await Promise.all([asked.ended, made.ended]);
  if (Deno.build.os !== "windows") assertEquals(codes, [3, 137]);
});

Deno.test("a program that is not there is an error at once", () => {
  assertThrows(() => start("there-is-no-such-program", []), Deno.errors.NotFound);
});

Deno.test("a command answers with what it prints, or not at all", async () => {
  const deno = Deno.execPath();
  assertEquals(await output(deno, ["eval", "console.log(1); console.error(2)"]), "1\n");
  assertEquals(await output(deno, ["eval", "console.log(1); Deno.exit(1)"]), undefined);
  assertEquals(await output("there-is-no-such-program", []), undefined);
});
