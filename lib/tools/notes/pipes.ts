/**
 * Tables with a pipe between two cells: `| Name | IP |`, or `Name | IP`.
 *
 * @module
 */
import type { Manner } from "./manner.ts";

/**
 * The manner of a table whose column names stand in this line.
 *
 * ```ts
 * import { pipes } from "./pipes.ts";
 * const table = pipes("| Name | IP |");
 * console.log(table.cells("| mobile | 10.1.128.39 |")); // [ "mobile", "10.1.128.39" ]
 * ```
 */
export function pipes(header: string): Manner {
  const head = split(header);
  const count = head.cells.length;
  const parse = (line: string) => {
    // In a table without outer pipes, |github.com| is a name behind an empty cell
    const closed = head.outer || pipesIn(line) >= count;
    return split(line, closed);
  };
  return {
    names: head.cells.map((cell) => cell.trim()),
    isRow: (line) => pipesIn(line) > 0,
    isPlainlyRow: (line) => [count - 1, count + 1].includes(pipesIn(line)),
    cells(line) {
      const { cells } = parse(line);
      return head.cells.map((_, i) => unescape(cells[i] ?? ""));
    },
    set(line, at, value) {
      const { cells, outer, before, behind } = parse(line);
      while (cells.length <= at) cells.push("  ");
      cells[at] = ` ${escape(value)} `.padEnd(cells[at].length);
      const last = !outer && at === cells.length - 1;
      return before + (last ? cells.join("|").trimEnd() : cells.join("|")) + behind;
    },
    row(values) {
      const line = values.map((value, i) => ` ${escape(value)} `.padEnd(head.cells[i].length))
        .join("|");
      // An empty first cell needs the outer pipe to be seen
      return head.outer || values[0] === "" ? `|${line}|` : line.trim();
    },
  };
}

function split(line: string, mayBeOuter = true) {
  const before = mayBeOuter ? line.match(/^\s*\|/)?.[0] ?? "" : "";
  // Without a pipe at the beginning, one at the end stands before an empty cell
  const behind = before && (line.slice(before.length).match(/(?<!\\)\|\s*$/)?.[0] ?? "");
  const inner = line.slice(before.length, line.length - behind.length);
  return { cells: inner.split(/(?<!\\)\|/), outer: before !== "", before, behind };
}

function pipesIn(line: string): number {
  return line.match(/(?<!\\)\|/g)?.length ?? 0;
}

/** A cell as it is written: a pipe of its own does not end it. */
export function escape(value: string): string {
  return value.replaceAll("|", "\\|");
}

function unescape(cell: string): string {
  return cell.trim().replaceAll("\\|", "|");
}
