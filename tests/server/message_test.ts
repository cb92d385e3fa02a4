import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { listen } from "../../lib/server/listen.ts";
import { restOfMessage } from "../../lib/server/message.ts";
import { connect } from "../../lib/socket.ts";
import { decode, encode, wholeCharacters } from "../../lib/text.ts";
import { delay } from "../../lib/time.ts";
import { peerTest } from "../peers.ts";
import { launchProgram } from "../scripts.ts";
import { firstOf, PYTHON } from "../sockets.ts";

/** What a server makes of the segments that a client sends, with a pause before each. */
async function message(segments: Uint8Array[], end: "close" | "stay", quiet?: number) {
  const server = listen({ ip: "127.0.0.1", port: 0 });
  const s = await connect(server.address);
  const sending = (async () => {
    for (const segment of segments) {
      await s.send(segment);
      await delay(30);
    }
    if (end === "close") await s.shutdown();
  })();
  for await (const client of server) {
    const message = await restOfMessage(client, await client.recv(2048), { quiet });
    await sending;
    s.destroy();
    server.close();
    client.destroy();
    return message;
  }
}

Deno.test("a message ends where the client closes", async () => {
  const got = await message([encode("hello")], "close", 60_000);
  assertEquals(got, { text: "hello", more: 0 });
});

Deno.test("a message ends where the client is quiet", async () => {
  assertEquals((await message([encode("hello")], "stay", 20))?.text, "hello");
});

Deno.test("a character that the network cut in two is whole again", async () => {
  const [n, euro] = [encode("ñ"), encode("€")];
  const segments = [n.subarray(0, 1), n.subarray(1), euro.subarray(0, 2), euro.subarray(2)];
  assertEquals((await message(segments, "close", 60_000))?.text, "ñ€");
});

Deno.test("what is beyond 2048 bytes is counted", async () => {
  const got = await message([new Uint8Array(1000), new Uint8Array(1024 * 1024)], "close", 60_000);
  assertEquals([got?.text.length, got?.more], [2048, 1000 + 1024 * 1024 - 2048]);
});

Deno.test("the character at the 2048th byte is not cut in two", async () => {
  const got = await message([encode("x".repeat(2047) + "€")], "close", 60_000);
  assertEquals([got?.text.length, got?.more], [2047, 3]);
});

peerTest(
  "python3",
  "a client that is gone gets no answer, and its message counts",
  async (python) => {
    using server = listen({ ip: "127.0.0.1", port: 0 });
    const args = [`${PYTHON}/hold.py`, String(server.address.port), "1", "hi", "reset"];
    await using peer = launchProgram(python, args);
    const client = await firstOf(server);
    const beginning = await client.recv();
    await peer.waitForLine("held");
    await peer.endInput();
    await peer.ended;
    await client.send(encode("hello"));
    await client.shutdown();
    await client.send(encode("again"));
    assertEquals(await restOfMessage(client, beginning), { text: "hi", more: 0 });
    assertEquals(await client.close(), 0);
  },
);

Deno.test("no character is cut in two", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(fc.property(text, fc.nat(40), (text, max) => {
    const bytes = encode(text).subarray(0, max);
    const whole = bytes.subarray(0, wholeCharacters(bytes));
    assertEquals(bytes.length - whole.length < 4, true);
    assertEquals(decode(encode(text)).startsWith(decode(whole)), true);
  }));
  assertEquals(wholeCharacters(encode("a€")), 4);
  assertEquals(wholeCharacters(encode("a€").subarray(0, 3)), 1);
  assertEquals(wholeCharacters(new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x80])), 5);
});
