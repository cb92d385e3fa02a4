import { assertEquals } from "@std/assert";
import { answer, restOfMessage, shown } from "../lib/message.ts";
import { connect, listen } from "../lib/socket.ts";
import { decode, encode } from "../lib/text.ts";
import { pause } from "../lib/time.ts";
import { peerTest } from "./peers.ts";
import { python } from "./sockets.ts";

/** What a server makes of the segments that a client sends, with a pause before each. */
async function message(segments: Uint8Array[], end: "close" | "stay", quiet?: number) {
  const server = listen({ ip: "127.0.0.1", port: 0 });
  const s = await connect(server.address);
  const sending = (async () => {
    for (const segment of segments) {
      await s.send(segment);
      await pause(30);
    }
    if (end === "close") await s.shutdown();
  })();
  for await (const client of server) {
    const message = await restOfMessage(client, await client.recv(2048), { quiet });
    await sending;
    s[Symbol.dispose]();
    server.close();
    client[Symbol.dispose]();
    return message;
  }
}

Deno.test("a message ends where the client closes", async () => {
  const got = await message([encode("hello")], "close", 60_000);
  assertEquals(got, { bytes: encode("hello"), more: 0 });
});

Deno.test("a message ends where the client is quiet", async () => {
  assertEquals((await message([encode("hello")], "stay", 20))?.bytes, encode("hello"));
});

Deno.test("a character that the network cut in two is whole again", async () => {
  const [n, euro] = [encode("ñ"), encode("€")];
  const segments = [n.subarray(0, 1), n.subarray(1), euro.subarray(0, 2), euro.subarray(2)];
  assertEquals(decode((await message(segments, "close", 60_000))!.bytes), "ñ€");
});

Deno.test("what is beyond 2048 bytes is counted", async () => {
  const got = await message([new Uint8Array(1000), new Uint8Array(1024 * 1024)], "close", 60_000);
  assertEquals([got?.bytes.length, got?.more], [2048, 1000 + 1024 * 1024 - 2048]);
});

Deno.test("the character at the 2048th byte is not cut in two", async () => {
  const got = await message([encode("x".repeat(2047) + "€")], "close", 60_000);
  assertEquals([got?.bytes.length, got?.more], [2047, 3]);
});

Deno.test("a message is shown on one line, with what was not kept", () => {
  assertEquals(shown({ bytes: encode("a\nb"), more: 0 }), "a\\nb");
  assertEquals(shown({ bytes: encode("a"), more: 1_046_528 }), "a … and 1,046,528 more bytes");
  assertEquals(shown({ bytes: encode("a"), more: 1 }), "a … and 1 more byte");
});

peerTest("python3", "a client that is gone gets no answer, and its message counts", async () => {
  await using peer = await python("reset.py");
  using s = await connect({ ip: "127.0.0.1", port: peer.port });
  await s.send(encode("x"));
  await peer.ended;
  await answer(s, encode("hello"));
  await answer(s, encode("again"));
  assertEquals(await restOfMessage(s, encode("x")), { bytes: encode("x"), more: 0 });
});
