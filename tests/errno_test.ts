/**
 * Every error of connect(2), send(2) and recv(2) has its sentence.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { peerTest } from "./peers.ts";
import { command, denoArgs, launchProgram, launchServer, ROOT } from "./scripts.ts";
import { PYTHON } from "./sockets.ts";

// Their numbers on Linux (errno(3)), and how the sentence begins for each call
const ERRORS: [number, connect: string, transfer: string][] = [
  [1, "Not allowed", "Not allowed"],
  [5, "The connection failed: Input/output error", "The connection failed: Input/output error"],
  [9, "The connection failed: Bad file descriptor", "The connection failed: Bad file descriptor"],
  [12, "This computer has no memory left", "This computer has no memory left"],
  [13, "Not allowed", "Not allowed"],
  [14, "The connection failed: Bad address", "The connection failed: Bad address"],
  [22, "No route to", "The connection failed: Invalid argument"],
  [23, "No more files", "No more files"],
  [24, "No more files", "No more files"],
  [32, "Connection reset", "Connection reset"],
  [88, "The connection failed", "The connection failed"],
  [89, "The connection failed", "The connection failed"],
  [90, "The connection failed: Message too long", "The connection failed: Message too long"],
  [91, "The connection failed", "The connection failed"],
  [95, "The connection failed", "The connection failed"],
  [97, "No route to", "Connection lost"],
  [98, "No free port", "The connection failed: Address already in use"],
  [99, "No free port", "The connection failed: Cannot assign requested address"],
  [100, "No route to", "Connection lost"],
  [101, "No route to", "Connection lost"],
  [102, "Connection reset", "Connection reset"],
  [103, "Connection reset", "Connection reset"],
  [104, "Connection reset", "Connection reset"],
  [105, "This computer has no memory left", "This computer has no memory left"],
  [106, "The connection failed", "The connection failed"],
  [107, "Connection reset", "Connection reset"],
  [110, "Timed out", "Timed out"],
  [111, "Connection refused", "The connection failed: Connection refused"],
  [112, "No route to", "Connection lost"],
  [113, "No route to", "Connection lost"],
  [114, "The connection failed", "The connection failed"],
];

const FOLDER = Deno.makeTempDirSync();
globalThis.addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

peerTest("gcc", "every error of connect, send and recv is told in a sentence", async (gcc) => {
  const library = `${FOLDER}/errno.so`;
  const source = `${ROOT}tests/errno.c`;
  assertEquals((await command(gcc, ["-shared", "-fPIC", "-o", library, source, "-ldl"])).code, 0);
  await using server = await launchServer();
  const args = denoArgs("client-2.ts", ["--port", String(server.port)]);
  for (const [number, connect, transfer] of ERRORS) {
    const told = await Promise.all(["connect", "send", "recv"].map(async (call) => {
      const env = { LD_PRELOAD: library, FAIL_CALL: call, FAIL_ERRNO: String(number) };
      const { code, stderr } = await command(Deno.execPath(), args, { env });
      assertEquals(code, 1, `${call} ${number}: ${stderr}`);
      assert(!/^ +at /m.test(stderr), stderr);
      return stderr;
    }));
    for (const [i, text] of told.entries()) {
      assertStringIncludes(text, `client-2.ts: ${i === 0 ? connect : transfer}`);
    }
  }
});

/** What a program tells in a network of its own, where clients get one port. */
async function withOnePort(code: string): Promise<string> {
  const file = `${FOLDER}/one.ts`;
  const lib = new URL("../lib/", import.meta.url);
  Deno.writeTextFileSync(
    file,
    `import { connect } from "${lib}socket.ts";
    const tell = (error: Error) => console.log("Told:", error.message);
    ${code}`,
  );
  const deno = [Deno.execPath(), "run", "--quiet", "-N", file];
  const words = ["PORTS=40000 40000", "NO_COLOR=1", "unshare", "-rn", "python3"];
  await using program = launchProgram("env", [...words, `${PYTHON}/network.py`, ...deno]);
  const line = await program.waitForLine("Told: ");
  assert(line, program.stderr);
  return line;
}

peerTest("unshare", "a computer without a free port says so", async () => {
  const line = await withOnePort(`
    const server = Deno.listen({ port: 8080 });
    const address = { ip: "127.0.0.1", port: 8080 };
    const first = await connect(address);
    await server.accept();
    await connect(address).catch(tell);`);
  assertMatch(
    line,
    /^Told: No free port: this computer has none left for one more connection/,
  );
});

peerTest("unshare", "a socket that is connected to itself is no server", async () => {
  const line = await withOnePort(`
    await connect({ ip: "127.0.0.1", port: 40000 }).catch(tell);`);
  assertMatch(
    line,
    /^Told: Connection refused: nothing is listening on IP 127.0.0.1, port 40000/,
  );
});
