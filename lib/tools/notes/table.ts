/**
 * A table in a text file, as a student writes it: with pipes, tabs or blanks, neatly or not. Rows
 * are added and cells filled in; every other line stays as it is, to the byte.
 *
 * @module
 */
import { UserError } from "../../error.ts";
import { columnsOf } from "../../system/screen.ts";
import { blanks } from "./blanks.ts";
import { escape, indexOf, pipes, type TableFormat } from "./format.ts";

/** A row: its cells by the names of their columns. */
export type Row = Record<string, string>;

/** How wide the columns of a new table are at least. */
const WIDTH = 14;

interface Line {
  /** The line as it stands in the file, without its end. */
  text: string;
  /** What ends it; nothing, where the file ends without. */
  end: string;
  /** Whether it is a row of the table. */
  row: boolean;
}

/**
 * A table within a text, with at least the given columns, found by its line of column names in
 * any order and case. A text of nothing but blank lines gets a new table with its first row.
 *
 * ```ts
 * import { Table } from "./table.ts";
 * const table = new Table("Name | IP\nmobile | 10.1.128.39\n", ["Name", "IP"], "IPs.txt");
 * table.add({ Name: "laptop", IP: "192.0.2.7" });
 * console.log(table.rows.length); // 2
 * console.log(table.text); // the two lines, and: laptop | 192.0.2.7
 * ```
 *
 * @throws {UserError} when there is text, but no such line in it.
 */
export class Table {
  #columns: string[];
  #start: string;
  #lines: Line[];
  #header = -1;
  #format?: TableFormat;
  /** The text before a new table, whose columns become as wide as they need. */
  #blank?: string;

  constructor(text: string, columns: string[], name: string) {
    this.#columns = columns;
    // The byte order mark that some editors of Windows write
    this.#start = text.startsWith("\ufeff") ? "\ufeff" : "";
    this.#lines = [...text.slice(this.#start.length).matchAll(/([^\r\n]*)(\r*\n|\r+)|[^\r\n]+/g)]
      .map(([line, text = line, end = ""]) => ({ text, end, row: false }));
    this.#findHeader();
    if (this.#format) this.#findRows(this.#format);
    else if (text.trim() === "") {
      const header = `|${columns.join("|")}|`;
      this.#blank = text;
      this.#header = this.#lines.push({ text: header, end: "\n", row: false }) - 1;
      this.#format = pipes(header);
    } else {
      throw new UserError(
        `${name} has no line with the columns ${columns.join(", ")}: left as it is.
Write this line above your rows, or use --file for another file:
${text.includes("|") ? `| ${columns.join(" | ")} |` : columns.join("    ")}`,
      );
    }
  }

  /** The rows, their cells trimmed; a cell that is missing is empty. */
  get rows(): Row[] {
    const { names, cells } = this.#format!;
    return this.#lines.filter(({ row }) => row).map(({ text }) => {
      const values = cells(text);
      return Object.fromEntries(
        this.#columns.map((column) => [column, values[indexOf(names, column)]]),
      );
    });
  }

  /** The text, with everything that was not touched as it was. */
  get text(): string {
    if (this.#blank !== undefined) return this.#blank + this.#evenTable(this.#blank, this.rows);
    return this.#start + this.#lines.map(({ text, end }) => text + end).join("");
  }

  /** Adds a row below the others, in the format of the column names. */
  add(row: Row): void {
    const { names, row: write } = this.#format!;
    const values = names.map((_, i) => {
      const column = this.#columns.find((column) => indexOf(names, column) === i);
      return column ? row[column] ?? "" : "";
    });
    const rule = isRule(this.#lines[this.#header + 1]?.text ?? "") ? 1 : 0;
    const last = Math.max(this.#lines.findLastIndex(({ row }) => row), this.#header + rule);
    const above = this.#lines[last];
    above.end ||= this.#lines[last - 1]?.end || "\n";
    this.#lines.splice(last + 1, 0, { text: write(values), end: above.end, row: true });
  }

  /** Writes a cell of a row, counted from 0; the others keep what they have. */
  set(index: number, column: string, value: string): void {
    const { names, set } = this.#format!;
    const line = this.#lines.filter(({ row }) => row)[index];
    line.text = set(line.text, indexOf(names, column), value);
  }

  /** Writes those cells of a row that are still open. */
  fill(index: number, row: Row): void {
    const known = this.rows[index];
    for (const column in row) {
      if (isOpen(known[column])) this.set(index, column, row[column]);
    }
  }

  #findHeader(): void {
    for (const [i, { text }] of this.#lines.entries()) {
      const format = this.#formatOf(text, this.#lines.slice(i + 1));
      if (!format || this.#columns.some((column) => indexOf(format.names, column) < 0)) continue;
      this.#header = i;
      this.#format = format;
      return;
    }
  }

  #formatOf(header: string, below: Line[]): TableFormat | undefined {
    if (!header.includes("|")) return blanks(header, this.#columns);
    const first = below.find(({ text }) => !isRule(text))?.text ?? "";
    if (first.trim() === "" || first.includes("|")) return pipes(header);
    // Pipes between the names alone, and blanks between the cells
    const format = blanks(header.replaceAll("|", " "), this.#columns);
    return format?.isPlainlyRow(first, true) ? format : pipes(header);
  }

  #findRows({ isRow, isPlainlyRow }: TableFormat): void {
    const lines = this.#lines;
    let isFirst = true;
    for (let i = this.#header + 1; i < lines.length; i++) {
      const { text } = lines[i];
      if (isRule(text)) continue;
      // Below a blank line the table goes on only with a row that is plainly its own
      const isBelow = lines[i - 1].text.trim() !== "";
      if (isBelow ? isRow(text) : isPlainlyRow(text, isFirst)) {
        lines[i].row = true;
        isFirst = false;
      } else if (text.trim() !== "") break;
    }
  }

  /** A new table with these rows, in the line ends of the blank text before it. */
  #evenTable(blank: string, rows: Row[]): string {
    if (rows.length === 0) return "";
    const cells = [
      this.#columns,
      ...rows.map((row) => this.#columns.map((column) => escape(row[column]))),
    ];
    const widths = this.#columns.map((_, i) =>
      Math.max(WIDTH, ...cells.map((row) => columnsOf(row[i])))
    );
    const [head, ...lines] = cells.map((row) =>
      `|${row.map((cell, i) => ` ${cell}${" ".repeat(widths[i] - columnsOf(cell))} `).join("|")}|`
    );
    const above = blank.match(/(\r*\n|\r+)$/)?.[0];
    const begin = above || /^\ufeff?$/.test(blank) ? "" : "\n";
    const all = [head, head.replaceAll(/[^|]/g, "-"), ...lines];
    return begin + all.map((line) => line + (above ?? "\n")).join("");
  }
}

/** Whether a cell is still to be filled in; dots are the handout's. */
export function isOpen(cell: string): boolean {
  return /^[.…\s]*$/.test(cell);
}

/** Whether a text can stand in a cell: on one line, and of characters that can be seen. */
export function fitsCell(text: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

function isRule(line: string): boolean {
  return /^[\s|:+=-]*-[\s|:+=-]*$/.test(line);
}
