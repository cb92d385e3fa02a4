import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Json, merge } from "../lib/jsonc.ts";
import { Problem } from "../lib/report.ts";

const WANTED = { tasks: { chat: "deno run" }, compilerOptions: { types: ["a"] } };

Deno.test("an empty text becomes an object", () => {
  assertEquals(JSON.parse(merge("", WANTED, "x").text), WANTED);
});

Deno.test("comments, order, other values and the manner stay", () => {
  const text = '\ufeff{\r\n\t// mine\r\n\t"tasks": {"x": "y"}, /* end */\r\n}\r\n';
  const { text: result, differing } = merge(text, WANTED, "x");
  assertEquals(differing, []);
  for (const part of ['\ufeff{\r\n\t// mine\r\n\t"tasks": {', '"x": "y"', "/* end */"]) {
    assertEquals(result.includes(part), true, result);
  }
  assertEquals(merge(result, WANTED, "x").text, result);
});

Deno.test("lists are added to, and what differs is named", () => {
  const text = '{"tasks":{"chat":"mine"},"compilerOptions":{"types":["b"],"strict":true}}';
  const kept = merge(text, WANTED, "x");
  assertEquals(kept.differing, ["tasks.chat"]);
  assertEquals(JSON.parse(kept.text), {
    tasks: { chat: "mine" },
    compilerOptions: { types: ["b", "a"], strict: true },
  });
  const replaced = JSON.parse(merge(text, WANTED, "x", { replace: true }).text);
  assertEquals(replaced.tasks.chat, "deno run");
});

for (const text of ["{ tasks", "[]", "null", '{"a":1}{"b":2}']) {
  Deno.test(`${text} is not the JSON of a configuration`, () => {
    assertThrows(() => merge(text, WANTED, "deno.json"), Problem, "deno.json is not right JSON");
  });
}

Deno.test("after a merge with replace all that is wanted is there, and nothing else has gone", () => {
  const object = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue(), { maxKeys: 4 });
  fc.assert(fc.property(object, object, (there, wanted) => {
    const { text } = merge(JSON.stringify(there), wanted as Json, "x", { replace: true });
    const result = JSON.parse(text);
    for (const key of Object.keys(there)) assertEquals(key in result, true);
    for (const [key, value] of Object.entries(wanted)) {
      if (typeof value !== "object" || value === null) assertEquals(result[key], value);
    }
    assertEquals(merge(text, wanted as Json, "x").differing, []);
  }));
});
