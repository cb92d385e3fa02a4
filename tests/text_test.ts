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

Deno.test("a character whose end is missing is not whole", () => {
  for (const text of ["a€", "€ñ", "a😀", "ñ", ""]) {
    const bytes = encode(text);
    assertEquals(wholeCharacters(bytes), bytes.length);
    const before = encode([...text].slice(0, -1).join("")).length;
    for (let end = before; end < bytes.length; end++) {
      assertEquals(wholeCharacters(bytes.subarray(0, end)), before, `${text} ${end}`);
    }
  }
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const whole = wholeCharacters(bytes);
    return whole <= bytes.length && whole >= bytes.length - 3;
  }));
});

Deno.test("a byte order mark is a character like any other", () => {
  assertEquals(decode(encode("\ufeffx")), "\ufeffx");
});
