import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { columnsOf } from "../../../lib/system/screen.ts";
import { SocketError, transferError } from "../../../lib/socket-error.ts";
import { draw, type Seen } from "../../../lib/tools/wire/drawing.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const piece = (from: "client" | "server", text: string): Seen => ({
  what: "piece",
  from,
  bytes: encode(text),
});
const client = { ip: "127.0.0.1", port: 52344 };
const server = { ip: "127.0.0.1", port: 8080 };
const RESET = transferError(new Deno.errors.ConnectionReset(), server);
const TIMEOUT = transferError(new Deno.errors.TimedOut(), server);
const REFUSED = new SocketError("refused", "Connection refused: nothing is listening on it.\nWhy?");

const DRAWN: [number, Seen, string[]][] = [
  [80, { what: "connect", client, server }, [
    "client 1 127.0.0.1:52344                          server 127.0.0.1:8080",
    "  1 | -------------------------- connect ---------------------------> |     7 ms",
  ]],
  [80, { what: "connect", client: { ip: "::1", port: 5 }, server: { ip: "::1", port: 80 } }, [
    "client 1 [::1]:5                                        server [::1]:80",
    "  1 | -------------------------- connect ---------------------------> |     7 ms",
  ]],
  [80, piece("client", "HELLO FROM THE CLIENT!!!"), [
    "  1 | ------------- 24 bytes: HELLO FROM THE CLIENT!!! -------------> |     7 ms",
  ]],
  [80, piece("server", "x"), [
    "  1 | <------------------------- 1 byte: x -------------------------- |     7 ms",
  ]],
  [80, piece("server", "one\ntwo\x1b[31m"), [
    "  1 | <----------------- 12 bytes: one\\ntwo\\x1b[31m ----------------- |     7 ms",
  ]],
  [80, piece("client", "€ and ñ, 日本 and 😀"), [
    "  1 | --------------- 27 bytes: € and ñ, 日本 and 😀 ---------------> |     7 ms",
  ]],
  [80, piece("client", "0123456789".repeat(10)), [
    "  1 | - 100 bytes: 012345678901234567890123456789012345678901… +58 -> |     7 ms",
  ]],
  [80, { what: "end", from: "client" }, [
    "  1 | ----------------------- I send no more -----------------------> |     7 ms",
  ]],
  [80, { what: "end", from: "server" }, [
    "  1 | <----------------------- I send no more ----------------------- |     7 ms",
  ]],
  [80, { what: "failure", from: "client", error: RESET }, [
    "  1 | ---------------------- Connection reset ----------------------> |     7 ms",
  ]],
  [80, { what: "failure", from: "server", error: RESET }, [
    "  1 | <---------------------- Connection reset ---------------------- |     7 ms",
  ]],
  [80, { what: "failure", from: "server", error: TIMEOUT }, [
    "  1 | Timed out: the connection to 127.0.0.1:8080 has died.",
  ]],
  [80, { what: "failure", from: "server", error: REFUSED }, [
    "  1 | Connection refused: nothing is listening on it.",
    "  1 | Why?",
  ]],
  [40, { what: "connect", client, server }, [
    "client 1 127.0.0.1:52344",
    "          server 127.0.0.1:8080",
    "  1 | ------ connect -------> |     7 ms",
  ]],
  [40, piece("server", "Hello from the teacher's server"), [
    "  1 | <- 31 bytes: Hel… +28 - |     7 ms",
  ]],
  [40, { what: "failure", from: "server", error: REFUSED }, [
    "  1 | Connection refused: nothing is",
    "  1 | listening on it.",
    "  1 | Why?",
  ]],
  [200, piece("client", "0123456789".repeat(10)), [
    `  1 | ${"-".repeat(34)} 100 bytes: ${"0123456789".repeat(10)} ${"-".repeat(35)}> |     7 ms`,
  ]],
];
for (const [width, seen, rows] of DRAWN) {
  Deno.test(`at ${width} columns: ${rows.at(-1)}`, () => {
    assertEquals(draw(seen, 7, { number: 1, width, hex: false }), rows);
  });
}

Deno.test("on a screen that is too narrow the rows do not fit, but are drawn", () => {
  const look = { number: 1, width: 10, hex: false };
  assertEquals(draw({ what: "end", from: "client" }, 7, look), [
    "  1 | - I send no more -> |     7 ms",
  ]);
  assertEquals(draw(piece("server", "x".repeat(1_000_000)), 7, look), [
    "  1 | <- 1000000 bytes - |     7 ms",
  ]);
});

Deno.test("the number, the time and the columns keep their places as long as they can", () => {
  const look = { number: 123, width: 40, hex: false };
  const end = (ms: number) => draw({ what: "end", from: "client" }, ms, look)[0];
  assertEquals(end(0.4), "123 | --- I send no more ---> |     0 ms");
  assertEquals(end(99_999), "123 | --- I send no more ---> | 99999 ms");
  assertEquals(end(3_600_000), "123 | --- I send no more ---> |   3600 s");
});

const FROM = fc.constantFrom("client" as const, "server" as const);
const WIDTH = fc.constantFrom(40, 80, 200);
const BYTES = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.string({ unit: "grapheme", maxLength: 300 }).map(encode),
).filter(({ length }) => length > 0);

Deno.test("a piece is one row of the whole width, whatever its bytes", () => {
  fc.assert(fc.property(FROM, WIDTH, BYTES, (from, width, bytes) => {
    const rows = draw({ what: "piece", from, bytes }, 7, { number: 1, width, hex: false });
    assertEquals([rows.length, columnsOf(rows[0])], [1, width]);
    const start = from === "client" ? "- " : "<- ";
    const end = from === "client" ? " -> |     7 ms" : " - |     7 ms";
    assertEquals(
      rows[0].replace(/ -+/, " -").replace(/<-+/, "<-").slice(6, 6 + start.length),
      start,
    );
    assertEquals(rows[0].replace(/-+(>?) \|/, "-$1 |").slice(-end.length), end);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x1f\x7f-\x9f\u2028\u202e]/.test(rows[0]), false);
  }));
});

Deno.test("what is shown of a piece and what is counted make the whole", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "ñ", "€", "日", "😀"), minLength: 1 });
  fc.assert(fc.property(FROM, WIDTH, letters, (from, width, text) => {
    const [row] = draw(piece(from, text), 7, { number: 1, width, hex: false });
    const [, count, , shown = "", rest = "0"] = row
      .match(/ (\d+) (bytes?)(?:: (.*?)(?:… \+(\d+))?)? -/)!;
    assertEquals(Number(count), encode(text).length);
    if (row.includes(":")) assertEquals(encode(shown).length + Number(rest), Number(count));
    assert(text.startsWith(shown));
  }));
});

/** The rows of bytes in hex, without what stands before each. */
const hex = (bytes: Uint8Array, width: number) =>
  draw({ what: "piece", from: "client", bytes }, 7, { number: 1, width, hex: true })
    .slice(1).map((row) => row.slice("  1 | ".length));

const IN_HEX: [string, Uint8Array, string[]][] = [
  ["año", encode("año"), ["a  ñ     o", "61 c3-b1 6f"]],
  ["an emoji", encode("a😀b"), ["a  😀          b", "61 f0-9f-98-80 62"]],
  ["ends of lines", encode("a\r\n\tb"), ["a  \\r \\n \\t b", "61 0d 0a 09 62"]],
  ["what a terminal obeys", encode("\x1b[m\u202e"), [".  [  m  \\u202e", "1b 5b 6d e2-80-ae"]],
  ["a mark of its own", encode("e\u0301"), ["e  ◌\u0301", "65 cc-81"]],
  ["no UTF-8", new Uint8Array([0xff, 0x61, 0xb1, 0xc3]), [
    "\ufffd  a  \ufffd  \ufffd",
    "ff 61 b1 c3",
  ]],
];
for (const [what, bytes, rows] of IN_HEX) {
  Deno.test(`bytes in hex: ${what}`, () => assertEquals(hex(bytes, 80), rows));
}

Deno.test("bytes in hex: 16 in a row, 8 where the screen is narrow, a character over two rows", () => {
  const bytes = encode("0123456ñ89abcde😀");
  assertEquals(hex(bytes, 80), [
    "0  1  2  3  4  5  6  ñ     8  9  a  b  c  d  e",
    "30 31 32 33 34 35 36 c3-b1 38 39 61 62 63 64 65",
    "😀",
    "f0-9f-98-80",
  ]);
  assertEquals(hex(bytes, 40), [
    "0  1  2  3  4  5  6  ñ",
    "30 31 32 33 34 35 36 c3-",
    "   8  9  a  b  c  d  e",
    "b1 38 39 61 62 63 64 65",
    "😀",
    "f0-9f-98-80",
  ]);
});

Deno.test("bytes in hex: all of them up to 256, and the others are counted", () => {
  fc.assert(fc.property(WIDTH, BYTES, (width, bytes) => {
    const rows = hex(bytes, width);
    const rest = bytes.length - 256;
    if (rest > 0) assertEquals(rows.pop(), `… and ${rest} more`);
    const shown = rows.filter((_, i) => i % 2 === 1).join(" ").split(/[ -]+/).join("");
    assertEquals(shown, bytes.slice(0, 256).toHex());
    for (const row of rows) assert(columnsOf(row) <= width - 6, row);
  }));
});
