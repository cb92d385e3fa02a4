/**
 * JSON with comments, such as `deno.jsonc`: values are added, and what is there stays as it is.
 *
 * @module
 */
import { applyEdits, getNodeValue, modify, type ParseError, parseTree } from "jsonc-parser";
import { Problem } from "./report.ts";

/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What came of a merge. */
export interface Merged {
  text: string;
  /** Where another value stood: `tasks.server`. They were replaced only when that was asked for. */
  differing: string[];
}

/**
 * Adds values to a text of JSON: objects key by key, lists item by item. Comments and all other
 * values stay. A value that is there and differs is named, and replaced only with `replace`.
 *
 * ```ts
 * import { merge } from "./jsonc.ts";
 * const { text } = merge('{ "tasks": {} } // mine', { tasks: { chat: "deno run" } }, "deno.jsonc");
 * console.log(text.includes("// mine")); // true
 * ```
 *
 * @throws {Problem} when the text is not JSON.
 */
export function merge(text: string, wanted: Json, name: string, { replace = false } = {}): Merged {
  const differing: string[] = [];
  const bom = text.startsWith("\ufeff") ? "\ufeff" : "";
  let result = text.slice(bom.length);
  if (result.trim() === "") result = "{}\n";
  check(result, name);
  const options = {
    formattingOptions: {
      insertSpaces: !/^\t/m.test(result),
      tabSize: /^ {4}"/m.test(result) ? 4 : 2,
      eol: result.includes("\r\n") ? "\r\n" : "\n",
    },
  };
  const set = (path: string[], value: Json) => {
    result = applyEdits(result, modify(result, path, value, options));
  };
  const visit = (path: string[], wanted: Json) => {
    const there = at(read(result), path);
    if (there === undefined) return set(path, wanted);
    if (isObject(wanted) && isObject(there)) {
      for (const [key, value] of Object.entries(wanted)) visit([...path, key], value);
    } else if (Array.isArray(wanted) && Array.isArray(there)) {
      const missing = wanted.filter((item) => !there.some((one) => equal(one, item)));
      if (missing.length > 0) set(path, [...there, ...missing]);
    } else if (!equal(there, wanted)) {
      differing.push(path.join("."));
      if (replace) set(path, wanted);
    }
  };
  visit([], wanted);
  return { text: bom + result, differing };
}

function check(text: string, name: string): void {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || root?.type !== "object") {
    const line = text.slice(0, errors[0]?.offset ?? 0).split("\n").length;
    throw new Problem(`${name} is not right JSON (line ${line}): nothing was written.`);
  }
}

function read(text: string): Json {
  return getNodeValue(parseTree(text, [], { allowTrailingComma: true })!);
}

function at(value: Json, path: string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  return here;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function equal(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
