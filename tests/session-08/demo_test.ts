import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { original, repository } from "../tools/copy/repositories.ts";
import { command, flagsOf, run } from "../scripts.ts";

Deno.test("demo.ts shows who says what, and ends well", async () => {
  const { code, stdout, stderr } = await run("demo.ts");
  assertEquals([code, stderr], [0, ""]);
  const lines = [
    "  server.ts | Message from client 1: HELLO FROM THE CLIENT!!!",
    "client-2.ts | Hello from the teacher's server",
    "   you type | Hi, I am a student",
    "  server.ts | Message from client 4: ¡Adiós! 👋",
  ];
  if (Deno.build.os !== "windows") lines.push("  server.ts | Server stopped by the user");
  for (const line of lines) assertStringIncludes(stdout, `${line}\n`);
  assertEquals(stdout.includes("\x1b"), false);
});

Deno.test("demo.ts gives each script the permissions of its first line", () => {
  const demo = original("session-08/demo.ts");
  for (const script of ["server.ts", "client.ts"]) {
    assertStringIncludes(demo, `flags: ${JSON.stringify(flagsOf(script)).replaceAll(",", ", ")}`);
  }
  assertEquals([flagsOf("client-2.ts"), flagsOf("Ex3.ts")], [
    flagsOf("client.ts"),
    flagsOf("client.ts"),
  ]);
});

const BROKEN: [string, string, string, RegExp][] = [
  [
    "a server that does not start",
    "server.ts",
    "Deno.exit(3);",
    /^server\.ts did not say "Waiting/,
  ],
  [
    "a server that prints nothing of a client",
    "server.ts",
    silent(),
    /^server\.ts did not say "Mess/,
  ],
  ["a client that fails", "client.ts", "Deno.exit(3);", /^client\.ts failed with exit status 3\.$/],
  ["a client that throws", "client.ts", "throw new Error('x');", /^client\.ts failed with exit st/],
  ["a client that gets no answer", "client-2.ts", "", /^client-2\.ts did not say "Hello from/],
  ["a program that is no program", "Ex3.ts", "const = ;", /^Ex3\.ts failed with exit status 1\.$/],
  ["a script that is not there", "Ex3.ts", "-", /^Ex3\.ts failed with exit status 1\.$/],
];
for (const [what, script, code, line] of BROKEN) {
  Deno.test(`demo.ts tells of ${what} in one line`, async () => {
    await using repo = await repository();
    await repo.copy("--only", "demo.ts");
    const path = `${repo.path}/session-08/${script}`;
    if (code === "-") await Deno.remove(path);
    else await Deno.writeTextFile(path, code);
    const args = ["run", "-q", "--no-prompt", ...flagsOf("demo.ts"), "session-08/demo.ts"];
    const outcome = await command(Deno.execPath(), args, { cwd: repo.path });
    assertEquals(outcome.code, 1);
    const [told, ...more] = outcome.stderr.split("\n");
    assertMatch(told.replace("demo.ts: ", ""), line);
    assertEquals(more, [""]);
    assertEquals(outcome.stdout.includes("It all worked"), false);
  });
}

/** A server that takes one client to its end, and says nothing about it. */
function silent(): string {
  return `const server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
console.log(\`Waiting for connections at 127.0.0.1, \${server.addr.port}\`);
for await (const client of server) {
  for await (const _ of client.readable);
  Deno.exit(0);
}`;
}

Deno.test("when demo.ts fails, its server ends too", async () => {
  await using repo = await repository();
  await repo.copy("--only", "demo.ts");
  await Deno.writeTextFile(`${repo.path}/session-08/client.ts`, "Deno.exit(1);");
  const args = ["run", "-q", ...flagsOf("demo.ts"), "session-08/demo.ts"];
  const { stdout } = await command(Deno.execPath(), args, { cwd: repo.path });
  const [, port] = stdout.match(/Waiting for connections at 127\.0\.0\.1, (\d+)/)!;
  // Its port is free again as soon as the system has cleared away what was killed
  for (let i = 0; i < 1000; i++) {
    try {
      return Deno.listen({ hostname: "127.0.0.1", port: Number(port) }).close();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  throw new Error(`somebody still listens at ${port}`);
});

Deno.test("demo.ts without its permission says what is missing", async () => {
  const { code, stderr } = await run("demo.ts", [], { flags: ["-N"] });
  assertEquals(code, 1);
  assertMatch(stderr, /^demo\.ts: server\.ts cannot be started: put --allow-run after run\n$/);
});

Deno.test("demo.ts takes no arguments", async () => {
  assertEquals((await run("demo.ts", ["x"])).code, 2);
});
