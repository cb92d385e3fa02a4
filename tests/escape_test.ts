import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { escapeControls, escapeLines } from "../lib/escape.ts";

const SHOWN: [string, string][] = [
  ["Testing!!! :-)", "Testing!!! :-)"],
  ["ñ €  😀 日本 العربية 👩‍🚀", "ñ €  😀 日本 العربية 👩‍🚀"],
  ["two\nlines\r\n", "two\\nlines\\r\\n"],
  ["tab\tbell\x07back\b", "tab\\tbell\\x07back\\x08"],
  ["\x1b[31mred\x1b]0;title\x07", "\\x1b[31mred\\x1b]0;title\\x07"],
  ["\x9b31m\x85\x7f\0", "\\x9b31m\\x85\\x7f\\x00"],
  ["\u2028\u2029\u202e\u2066\u200f\u061c", "\\u2028\\u2029\\u202e\\u2066\\u200f\\u061c"],
  ["zero\u200bwidth\ufeff\u00ad\u2060", "zero\\u200bwidth\\ufeff\\xad\\u2060"],
  ["a\u034fb\u2800c", "a\\u034fb\\u2800c"],
  ["\u3164\u115f\u1160\uffa0", "\\u3164\\u115f\\u1160\\uffa0"],
  ["\u{e0041}\u{e0042}", "\\u{e0041}\\u{e0042}"],
  ["हिन्दी می‌خواهم ❤️", "हिन्दी می‌خواهم ❤️"],
  ["\u200dx \ufe0fy", "\\u200dx \\ufe0fy"],
  ["e" + "\u0301".repeat(6), "e" + "\u0301".repeat(4) + "\\u0301\\u0301"],
  [
    "a" + "\u0300\u0300\u0300\u200d".repeat(2),
    "a\u0300\u0300\u0300\u200d" + "\\u0300\\u0300\\u0300\\u200d",
  ],
  ["👨‍👩‍👧‍👦 க்ஷ", "👨‍👩‍👧‍👦 க்ஷ"],
  ["x\u200d\u200d\u200dy", "x\u200d\\u200d\\u200dy"],
];
for (const [text, shown] of SHOWN) {
  Deno.test(`escapeControls shows ${JSON.stringify(shown)}`, () =>
    assertEquals(escapeControls(text), shown));
}

Deno.test("whatever comes, it stays on one line and the terminal obeys none of it", () => {
  const nasty = fc.constantFrom(..."\n\r\x1b\x07\b\t\0\x7f\x9b\x9d\u2028\u2029\u202e\u2067");
  const unit = fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 3 }));
  fc.assert(fc.property(fc.array(unit), (units) => {
    const shown = escapeControls(units.join(""));
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(shown), false);
  }));
});

Deno.test("harmless text is not touched", () => {
  fc.assert(fc.property(fc.string(), (text) => assertEquals(escapeControls(text), text)));
});

Deno.test("with lines, the ends of lines stay and nothing else", () => {
  assertEquals(escapeLines("a\r\nb\nc\rd\x1b"), "a\nb\nc\\rd\\x1b");
});
