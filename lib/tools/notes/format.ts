/**
 * How a student writes a table: what stands between two cells. Here, a pipe: `| Name | IP |`.
 *
 * @module
 */

/** How the lines of one table are written, as its line of column names shows it. */
export interface TableFormat {
  /** The names of the columns. */
  names: string[];
  /** Whether a line below the names is a row. */
  isRow(line: string): boolean;
  /** Whether it is one, its first or not, even below a blank line: another table might begin there. */
  isPlainlyRow(line: string, isFirst: boolean): boolean;
  /** The cells of a row in the order of the names, trimmed; one that is missing is empty. */
  cells(line: string): string[];
  /** The row with another text in its cell number `at`; the other cells keep theirs. */
  set(line: string, at: number, value: string): string;
  /** A new row. */
  row(values: string[]): string;
}

/** Whether two names are the same to a reader, or to one who leaves out blanks. */
export function isSameName(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll(/\s/g, "").toLowerCase();
  return plain(a) === plain(b);
}

/** The pattern of a column's name: its blanks, and what it has in brackets, may be left out. */
export function headingPattern(column: string): string {
  const [name, remark] = column.split(/ (?=\()/).map((part) =>
    part.split(" ").map(RegExp.escape).join("\\s*")
  );
  return remark ? `${name}(?:\\s*${remark})?` : name;
}

/** Which of the columns' names, as they stand in a table, means this column; -1 for none. */
export function indexOf(names: string[], column: string): number {
  const pattern = new RegExp(`^${headingPattern(column)}$`, "i");
  return names.findIndex((name) => pattern.test(name));
}

/**
 * The format of a table with pipes, whose column names stand in this line.
 *
 * ```ts
 * import { pipes } from "./format.ts";
 * const table = pipes("| Name | IP |");
 * console.log(table.cells("| mobile | 10.1.128.39 |")); // [ "mobile", "10.1.128.39" ]
 * ```
 */
export function pipes(header: string): TableFormat {
  const head = split(header);
  const count = head.cells.length;
  const parse = (line: string) => {
    // In a table without outer pipes, |github.com| is a name after an empty cell
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
      const { cells, outer, before, after } = parse(line);
      while (cells.length <= at) cells.push("  ");
      cells[at] = ` ${escape(value)} `.padEnd(cells[at].length);
      const last = !outer && at === cells.length - 1;
      return before + (last ? cells.join("|").trimEnd() : cells.join("|")) + after;
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
  const after = before && (line.slice(before.length).match(/(?<!\\)\|\s*$/)?.[0] ?? "");
  const inner = line.slice(before.length, line.length - after.length);
  return { cells: inner.split(/(?<!\\)\|/), outer: before !== "", before, after };
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
