import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decode, encode, wholeCharacters } from "../lib/text.ts";

Deno.test("text comes back from its bytes", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    assertEquals(decode(encode(text)), text);
  }));
});

Deno.test("bytes that are not UTF-8 become U+FFFD and harm nobody", () => {
  assertEquals(decode(new Uint8Array([65, 0xff, 0xc3])), "A\ufffd\ufffd");
  fc.assert(fc.property(fc.uint8Array(), (bytes) => decode(bytes).length <= bytes.length));
});

Deno.test("a byte order mark is a character like any other", () => {
  assertEquals(decode(encode("\ufeffx")), "\ufeffx");
});

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
