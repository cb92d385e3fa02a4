/**
 * A table in a text file, as a student writes it: with pipes or tabs, neatly or not. What is there
 * stays as it is, to the byte; rows are added and cells filled in.
 *
 * @module
 */
import { UserError } from "../error.ts";

/** A row: its cells by the names of their columns. */
export type Row = Record<string, string>;

// How wide the columns of a new table are
const WIDTH = 14;

interface Line {
  /** The line as it stands in the file, without its end. */
  text: string;
  /** Whether it is a row of the table. */
  row: boolean;
}

/**
 * A table within a text, with at least the given columns, found by its line of column names in
 * any order and case.
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
  #lines: Line[];
  #columns: string[];
  #header: number;
  #end: string;

  constructor(text: string, columns: string[], name: string) {
    this.#end = text.includes("\r\n") ? "\r\n" : "\n";
    this.#columns = columns;
    const lines = text.split(/\r?\n/).map((text) => ({ text, row: false }));
    this.#header = lines.findIndex(({ text }) => this.#isHeader(text));
    if (this.#header < 0) {
      if (text.replace("\ufeff", "").trim() !== "") {
        throw new UserError(
          `${name} has no line with the columns ${columns.join(", ")}.\n` +
            "It is left as it is. Write that line above your rows, or use --file for another file.",
        );
      }
      this.#header = 0;
      const line = columns.map((column) => ` ${column.padEnd(WIDTH)} `).join("|");
      lines.splice(
        0,
        lines.length,
        ...[`|${line}|`, `|${line.replaceAll(/[^|]/g, "-")}|`, ""]
          .map((text) => ({ text, row: false })),
      );
    }
    for (let i = this.#header + 1; i < lines.length; i++) {
      const { text } = lines[i];
      if (isRule(text)) continue;
      if (text.trim() === "" || split(text).cells.length < 2) break;
      lines[i].row = true;
    }
    this.#lines = lines;
  }

  /** The rows, their cells trimmed; a cell that is missing is empty. */
  get rows(): Row[] {
    const names = split(this.#lines[this.#header].text).cells.map((cell) => cell.trim());
    return this.#lines.filter(({ row }) => row).map(({ text }) => {
      const { cells } = split(text);
      return Object.fromEntries(this.#columns.map((column) => {
        const at = names.findIndex((name) => same(name, column));
        return [column, cells[at]?.trim().replaceAll("\\|", "|") ?? ""];
      }));
    });
  }

  /** The text, with everything that was not touched as it was. */
  get text(): string {
    return this.#lines.map(({ text }) => text).join(this.#end);
  }

  /** Adds a row below the others, in the manner of the column names. */
  add(row: Row): void {
    const { text } = this.#lines[this.#header];
    const { cells, separator, outer } = split(text);
    const values = cells.map((cell) => {
      const column = this.#columns.find((column) => same(column, cell.trim()));
      const value = column ? escape(row[column] ?? "") : "";
      return separator === "\t" ? value : ` ${value} `.padEnd(cell.length);
    });
    const line = values.join(separator);
    const after = this.#lines.findLastIndex(({ row }) => row);
    const rule = isRule(this.#lines[this.#header + 1]?.text ?? "") ? 1 : 0;
    const at = (after >= 0 ? after : this.#header + rule) + 1;
    // An empty first cell needs the outer pipe to be seen
    const piped = outer || (separator === "|" && values[0].trim() === "");
    this.#lines.splice(at, 0, {
      text: piped ? `|${line}|` : separator === "|" ? line.trim() : line,
      row: true,
    });
    // The last line of a text ends, too
    if (at === this.#lines.length - 1) this.#lines.push({ text: "", row: false });
  }

  /** Writes a cell of a row, counted from 0; the rest of its line stays as it is. */
  set(index: number, column: string, value: string): void {
    const line = this.#lines.filter(({ row }) => row)[index];
    const names = split(this.#lines[this.#header].text).cells;
    const at = names.findIndex((name) => same(name.trim(), column));
    const { cells, separator, outer, before, behind } = split(line.text);
    while (cells.length <= at) cells.push(separator === "\t" ? "" : "  ");
    cells[at] = separator === "\t" ? escape(value) : ` ${escape(value)} `.padEnd(cells[at].length);
    const last = !outer && at === cells.length - 1;
    const joined = cells.join(separator);
    line.text = before + (last ? joined.trimEnd() : joined) + behind;
  }

  #isHeader(line: string): boolean {
    const cells = split(line.replace("\ufeff", "")).cells.map((cell) => cell.trim());
    return this.#columns.every((column) => cells.some((cell) => same(cell, column)));
  }
}

/** Whether a text can stand in a cell: on one line, and of characters that can be seen. */
export function fitsCell(text: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

function split(line: string) {
  const separator = line.includes("|") || !line.includes("\t") ? "|" : "\t";
  if (separator === "\t") {
    return { cells: line.split("\t"), separator, outer: false, before: "", behind: "" };
  }
  const before = line.match(/^\ufeff?\s*\|/)?.[0] ?? "";
  // Without a pipe at the beginning, one at the end stands before an empty cell
  const behind = before && (line.slice(before.length).match(/(?<!\\)\|\s*$/)?.[0] ?? "");
  const inner = line.slice(before.length, line.length - behind.length);
  return { cells: inner.split(/(?<!\\)\|/), separator, outer: before !== "", before, behind };
}

function isRule(line: string): boolean {
  return /^[\s|:+=-]*-[\s|:+=-]*$/.test(line);
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function escape(value: string): string {
  return value.replaceAll("|", "\\|");
}
