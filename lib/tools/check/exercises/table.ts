/**
 * What stands in a table that a student typed: with tabs, blanks, pipes, turned, or in a `.py` file.
 *
 * @module
 */
import { isIPv4, isIPv6 } from "../../../address.ts";

// A table of this session has a screen of short lines; what is longer would only take its time
const MOST_LINES = 1000;
const LONGEST_LINE = 400;

/** The lines with something to read in them, without the dress of a Python string or comment. */
export function tableLines(text: string): string[] {
  return text.split(/\r?\n/, MOST_LINES)
    .map((line) => undress(line.slice(0, LONGEST_LINE)))
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
}

function undress(line: string): string {
  return line
    .replace(/^(\s*)(#+|\/\/|["']{3})/, "$1")
    .replace(/^\s*print\s*\(\s*[fr]?["']{1,3}/i, "")
    .replace(/["']{1,3}\s*\)\s*;?\s*$/, "")
    .replaceAll("\\t", "\t");
}

/** Four numbers with dots between them, right or wrong, with what may stand around them. */
export const DOTTED = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/g;

/** The IPs in a line, IPv4 and IPv6, and the line without them and what looks like one. */
export function takeIPs(line: string): { ips: string[]; rest: string } {
  const ips: string[] = [];
  const rest = line
    .replace(/[\da-f]*:[\da-f:.]*:[\da-f:.]*(%\w+)?/gi, (word) => {
      // A MAC address has its colons, too, but neither eight groups nor a pair of colons
      const ip = word.replace(/[.:]$/, (end) => word.endsWith("::") ? end : "");
      if (isIPv6(ip)) ips.push(ip);
      return " ";
    })
    .replace(DOTTED, (word) => {
      // Zeros before a number are no mistake of a student who copies what a router shows
      if (isIPv4(word.replaceAll(/\b0+(?=\d)/g, ""))) ips.push(word);
      return " ";
    });
  return { ips, rest };
}

/**
 * The rows of a table whose lines are its columns (`Machine | mobile | laptop`), or that has a
 * block of lines for each row (`Machine: mobile`); undefined when it is an ordinary one.
 *
 * @param columns what the names of the columns look like; the first one may be a block's heading.
 *
 * ```ts
 * import { turnedRows } from "./table.ts";
 * const lines = ["Machine: mobile", "Place: home", "IP: 10.1.128.39"];
 * console.log(turnedRows(lines, { machine: /^machine$/i, place: /^place$/i, ip: /^ip$/i })?.[0].place); // home
 * ```
 */
export function turnedRows<Column extends string>(
  lines: string[],
  columns: Record<Column, RegExp>,
): Record<Column, string>[] | undefined {
  const names = Object.keys(columns) as Column[];
  const find = (text: string) => names.find((name) => columns[name].test(text));
  const blocks: Partial<Record<Column, string[]>>[] = [{}];
  let heading = false;
  for (const line of lines) {
    const [, first = "", text = ""] = line.replaceAll(/\*\*|`/g, "")
      .match(/^[\s|*•-]*(\p{L}[^:=|\t]*?)\s*(?:[:=|\t]|\s\s|$)(.*)/u) ?? [];
    const cells = text.replace(/[\s|]+$/, "").split(/\s*\|\s*|\t+|\s{2,}/).map((cell) =>
      cell.trim()
    );
    const column = find(first);
    const block = blocks.at(-1)!;
    const count = Object.keys(block).length;
    if (column) {
      // The line of the names of an ordinary table begins with one of them, too
      if (cells.some(find)) return undefined;
      if (column in block) blocks.push({});
      blocks.at(-1)![column] = cells;
      heading = false;
    } else if (text.trim() === "" && !/\d/.test(first) && (count === 0 || count > 2 || heading)) {
      // The last heading before a block is its own
      heading = true;
      blocks.push({ [names[0]]: [first] } as Partial<Record<Column, string[]>>);
    }
  }
  const full = blocks.filter((block) => Object.keys(block).length > 2);
  if (full.length === 0) return undefined;
  return full.flatMap((block) => {
    const longest = Math.max(...names.map((name) => block[name]?.length ?? 0));
    return Array.from(
      { length: longest },
      (_, i) => Object.fromEntries(names.map((name) => [name, block[name]?.[i] ?? ""])),
    ) as Record<Column, string>[];
  });
}
