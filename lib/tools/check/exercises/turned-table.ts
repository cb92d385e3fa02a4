/**
 * A table that is turned: the name of a column begins each line, and its cells follow.
 *
 * @module
 */

/**
 * The rows of a table whose lines are its columns (`Machine | mobile | laptop`), or that has a
 * block of lines for each row (`Machine: mobile`); undefined when it is an ordinary one.
 *
 * @param columns what the names of the columns look like; the first one may be a block's heading.
 *
 * ```ts
 * import { turnedRows } from "./turned-table.ts";
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
