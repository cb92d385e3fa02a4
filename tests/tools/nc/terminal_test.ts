import { assertEquals } from "@std/assert";
import { TerminalText } from "../../../lib/tools/nc/stdout.ts";
import { find, peerTest } from "../../peers.ts";
import { denoArgs, freePort, launchProgram } from "../../scripts.ts";
import { atTerminal, listening, open, PYTHON } from "../../sockets.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const SHOWN: [string, string][] = [
  ["one\ntwo\n", "one\ntwo\n"],
  ["one\r\ntwo\r\n", "one\ntwo\n"],
  ["name\tport\n", "name\tport\n"],
  ["¿Qué? 😀 日本\n", "¿Qué? 😀 日本\n"],
  ["\x1b[31mred\x07\n", "\\x1b[31mred\\x07\n"],
  ["over\rwritten", "over\\rwritten"],
  ["the end\r", "the end\\r"],
  ["\r\r\n", "\\r\n"],
];
for (const [text, shown] of SHOWN) {
  Deno.test(`a terminal is shown ${JSON.stringify(text)} the same, however it is cut`, () => {
    const bytes = encode(text);
    for (let at = 0; at <= bytes.length; at++) {
      const terminal = new TerminalText();
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
      assertEquals(pieces.map((piece) => terminal.show(piece)).join("") + terminal.end(), shown);
    }
  });
}

Deno.test("a character that the end cuts is not kept from the terminal", () => {
  const terminal = new TerminalText();
  assertEquals(terminal.show(encode("ñ").subarray(0, 1)), "");
  assertEquals(terminal.end(), "\ufffd");
});

peerTest("python3", "nc.ts shows what a terminal would obey, and ends with its peer", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String((listener.addr as Deno.NetAddr).port);
  await using terminal = atTerminal(Deno.execPath(), denoArgs("nc.ts", ["127.0.0.1", port]));
  const conn = await listener.accept();
  await conn.write(encode("red \x1b[31m\x07\nnext\n"));
  assertEquals(await terminal.waitForLine("red"), "red \\x1b[31m\\x07");
  assertEquals(await terminal.waitForLine("next"), "next");
  await terminal.write("typed\n");
  const buffer = new Uint8Array(10);
  assertEquals(await conn.read(buffer), 6);
  conn.close();
  assertEquals(await terminal.ended, 0);
});

peerTest("python3", "nc.ts -l in the background is not stopped by its first client", async () => {
  const port = freePort();
  const args = denoArgs("nc.ts", ["-l", "127.0.0.1", String(port)]);
  await using job = launchProgram(find("python3")!, [
    `${PYTHON}/background.py`,
    Deno.execPath(),
    ...args,
  ]);
  await listening(port);
  using conn = await open(port);
  await conn.write(encode("from the client\n"));
  assertEquals(await job.waitForLine("from the client"), "from the client");
  await conn.closeWrite();
  await job.ended;
  assertEquals(job.printed, ["from the client", "ended 0"]);
});
