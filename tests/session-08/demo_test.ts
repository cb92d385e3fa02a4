import { assertEquals, assertStringIncludes } from "@std/assert";
import { run } from "../scripts.ts";

Deno.test("demo.ts shows who says what, and ends well", async () => {
  const { code, stdout, stderr } = await run("demo.ts");
  assertEquals([code, stderr], [0, ""]);
  for (
    const line of [
      "  server.ts | Message from client 1: HELLO FROM THE CLIENT!!!",
      "client-2.ts | Hello from the teacher's server",
      "   you type | Hi, I am a student",
      "  server.ts | Message from client 4: ¡Adiós! 👋",
      "  server.ts | Server stopped by the user",
    ]
  ) assertStringIncludes(stdout, line + "\n");
  assertEquals(stdout.includes("\x1b"), false);
});

Deno.test("demo.ts takes no arguments", async () => {
  assertEquals((await run("demo.ts", ["x"])).code, 2);
});
