/**
 * A table in a text file, as a student writes it: with pipes, tabs or blanks, neatly or not. What
 * is there stays as it is, to the byte; rows are added and cells filled in.
 *
 * @module
 */
import { UserError } from "../../error.ts";
import { blanks } from "./blanks.ts";
import { isSameName, type Manner } from "./manner.ts";
import { escape, pipes } from "./pipes.ts";

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
  #manner?: Manner;
  /** The rows of a new table, whose columns become as wide as they need. */
  #new?: Row[];

  constructor(text: string, columns: string[], name: string) {
    this.#columns = columns;
    // The byte order mark that some editors of Windows write
    this.#start = text.startsWith("\ufeff") ? "\ufeff" : "";
    this.#lines = [...text.slice(this.#start.length).matchAll(/([^\r\n]*)(\r*\n|\r+)|[^\r\n]+/g)]
      .map(([line, text = line, end = ""]) => ({ text, end, row: false }));
    this.#findHeader();
    if (this.#manner) this.#findRows(this.#manner);
    else if (this.#lines.every(({ text }) => text.trim() === "")) this.#new = [];
    else {
      throw new UserError(
        `${name} has no line with the columns ${columns.join(", ")}: left as it is.
Write this line above your rows, or use --file for another file:
${text.includes("|") ? `| ${columns.join(" | ")} |` : columns.join("    ")}`,
      );
    }
  }

  /** The rows, their cells trimmed; a cell that is missing is empty. */
  get rows(): Row[] {
    if (this.#new) return this.#new.map((row) => ({ ...row }));
    const { names, cells } = this.#manner!;
    return this.#lines.filter(({ row }) => row).map(({ text }) => {
      const values = cells(text);
      return Object.fromEntries(
        this.#columns.map((column) => [column, values[indexOf(names, column)]]),
      );
    });
  }

  /** The text, with everything that was not touched as it was. */
  get text(): string {
    const lines = this.#new?.length ? [...this.#lines, ...this.#evenLines(this.#new)] : this.#lines;
    return this.#start + lines.map(({ text, end }) => text + end).join("");
  }

  /** Adds a row below the others, in the manner of the column names. */
  add(row: Row): void {
    if (this.#new) {
      this.#new.push(
        Object.fromEntries(this.#columns.map((column) => [column, row[column] ?? ""])),
      );
      return;
    }
    const { names, row: write } = this.#manner!;
    const values = names.map((name) => {
      const column = this.#columns.find((column) => isSameName(column, name));
      return column ? row[column] ?? "" : "";
    });
    const rule = isRule(this.#lines[this.#header + 1]?.text ?? "") ? 1 : 0;
    const last = Math.max(this.#lines.findLastIndex(({ row }) => row), this.#header + rule);
    const above = this.#lines[last];
    above.end ||= this.#lines[last - 1]?.end || "\n";
    this.#lines.splice(last + 1, 0, { text: write(values), end: above.end, row: true });
  }

  /** Writes a cell of a row, counted from 0; the rest of its line stays as it is. */
  set(index: number, column: string, value: string): void {
    if (this.#new) {
      this.#new[index][column] = value;
      return;
    }
    const { names, set } = this.#manner!;
    const line = this.#lines.filter(({ row }) => row)[index];
    line.text = set(line.text, indexOf(names, column), value);
  }

  #findHeader(): void {
    for (const [i, { text }] of this.#lines.entries()) {
      const manner = text.includes("|") ? pipes(text) : blanks(text, this.#columns);
      if (!manner || this.#columns.some((column) => indexOf(manner.names, column) < 0)) continue;
      this.#header = i;
      this.#manner = manner;
      return;
    }
  }

  #findRows({ isRow, isPlainlyRow }: Manner): void {
    const lines = this.#lines;
    for (let i = this.#header + 1; i < lines.length; i++) {
      const { text } = lines[i];
      if (isRule(text)) continue;
      // Below a blank line the table goes on only with a row that is plainly its own
      const own = lines[i - 1].text.trim() === "" ? isPlainlyRow(text) : isRow(text);
      if (own) lines[i].row = true;
      else if (text.trim() !== "") break;
    }
  }

  #evenLines(rows: Row[]): Line[] {
    const widths = this.#columns.map((column) =>
      Math.max(WIDTH, ...[column, ...rows.map((row) => escape(row[column]))].map(width))
    );
    const line = (cells: string[]) =>
      `|${cells.map((cell, i) => ` ${cell}${" ".repeat(widths[i] - width(cell))} `).join("|")}|`;
    const head = line(this.#columns);
    const last = this.#lines.at(-1);
    const end = last?.end || "\n";
    if (last) last.end = end;
    return [
      head,
      head.replaceAll(/[^|]/g, "-"),
      ...rows.map((row) => line(this.#columns.map((column) => escape(row[column])))),
    ].map((text) => ({ text, end, row: true }));
  }
}

/** Whether a text can stand in a cell: on one line, and of characters that can be seen. */
export function fitsCell(text: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

function indexOf(names: string[], column: string): number {
  return names.findIndex((name) => isSameName(name, column));
}

function isRule(line: string): boolean {
  return /^[\s|:+=-]*-[\s|:+=-]*$/.test(line);
}

function width(text: string): number {
  return [...text.normalize("NFC")].length;
}
