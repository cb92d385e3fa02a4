/**
 * Tables with blanks or tabs between two cells, lined up by eye.
 *
 * @module
 */
import { headingPattern, indexOf, type TableFormat } from "./format.ts";

/** A text where it stands in its line. */
interface Piece {
  text: string;
  start: number;
}

/** How far tabs go, in most editors and terminals. */
const TAB = 8;

/**
 * The format of a table whose column names, these and perhaps others, stand in this line;
 * undefined when they do not.
 *
 * Two blanks or a tab part two cells, for there are blanks within names and places. A row with
 * fewer cells than the table has columns is read as the eye reads it: a cell belongs to the name
 * that it stands below.
 *
 * ```ts
 * import { blanks } from "./blanks.ts";
 * const table = blanks("Name      IP\tPlace", ["Name", "IP"]);
 * console.log(table?.cells("mobile    10.1.128.39")); // [ "mobile", "10.1.128.39", "" ]
 * ```
 */
export function blanks(header: string, columns: string[]): TableFormat | undefined {
  const head = headPieces(header, columns);
  if (!head) return undefined;
  const last = head.length - 1;
  const starts = head.map(({ start }) => reach(header.slice(0, start)));
  // Blanks in the singular between the names: then perhaps between the cells as well
  const isSingle = piecesOf(header).length < head.length;
  // One tab between two names: as a spreadsheet writes it, where each tab begins a cell
  const tabs = header.includes("\t") && header.split("\t").length === head.length &&
    !/\t\s/.test(header);
  const isSpreadsheets = (line: string) =>
    tabs && line.includes("\t") && line.split("\t").length <= head.length &&
    piecesOf(line).some(({ start }) => !starts.includes(reach(line.slice(0, start))));

  const read = (line: string): string[] => {
    if (isSpreadsheets(line)) return line.split("\t");
    const words = isSingle && /^\S/.test(line) ? line.match(/\S+/g)! : [];
    if (words.length === head.length) return words;
    const pieces = piecesOf(line);
    // Blanks in the singular between the names say nothing of where the cells stand
    const inOrder = isSingle && pieces[0]?.start === 0 && pieces.length < head.length;
    if (inOrder || pieces.length === head.length) return pieces.map(({ text }) => text);
    const cells: string[] = [];
    for (const { text, start } of pieces) {
      const at = nearest(starts, reach(line.slice(0, start)), cells.length);
      cells[at] = text;
      if (at < last) continue;
      // More cells than columns: the last one has the rest
      cells[at] = line.slice(start);
      break;
    }
    return cells;
  };
  const cells = (line: string) => {
    const found = read(line);
    return head.map((_, i) => found[i]?.trim() ?? "");
  };

  /** The cells below their names, parted as in `line`. */
  const write = (cells: string[], line = "") => {
    const texts = cells.map((cell) => cell.replaceAll(/\s+/g, " "));
    if (line === "" ? tabs : isSpreadsheets(line)) return texts.join("\t");
    const byTabs = header.includes("\t") && !/\S {2}/.test(line);
    let row = "";
    for (const [i, text] of texts.entries()) {
      if (text === "") continue;
      const width = reach(row);
      const start = isSingle && row !== "" ? 0 : starts[i];
      if (i > 0) {
        row += byTabs
          ? "\t".repeat(Math.max(1, Math.ceil(start / TAB) - Math.floor(width / TAB)))
          : " ".repeat(Math.max(2, start - width));
      }
      row += text;
    }
    return row;
  };

  return {
    names: head.map(({ text }) => text),
    // A sentence has blanks, but only one at a time
    isRow: (line) =>
      line.trim() !== "" && (isSingle || piecesOf(line).length > 1 || !/\S\s+\S/.test(line)),
    isPlainlyRow: (line, isFirst) => isFirst && read(line).filter(Boolean).length > 1,
    cells,
    set: (line, at, value) => write(cells(line).with(at, value), line),
    row: (values) => write(values),
  };
}

// What blanks in the singular hold together
const CELL = /[^\s]+(?: [^\s]+)*/g;

function piecesOf(line: string): Piece[] {
  return [...line.matchAll(CELL)].map(({ 0: text, index: start }) => ({ text, start }));
}

function headPieces(line: string, columns: string[]): Piece[] | undefined {
  const pieces = piecesOf(line);
  const names = pieces.map(({ text }) => text);
  if (columns.every((column) => indexOf(names, column) >= 0)) return pieces;
  // Single blanks between the names; a longer name first, for it may hold a shorter one
  let rest = line;
  const found: Piece[] = [];
  for (const column of columns.toSorted((a, b) => b.length - a.length)) {
    const match = rest.match(new RegExp(`(?<!\\S)${headingPattern(column)}(?!\\S)`, "i"));
    if (!match) return undefined;
    const [text] = match;
    const start = match.index!;
    found.push({ text: column, start });
    rest = rest.slice(0, start) + " ".repeat(text.length) + rest.slice(start + text.length);
  }
  return rest.trim() === "" ? found.toSorted((a, b) => a.start - b.start) : undefined;
}

/** The column on the screen that a text reaches, tabs and all. */
function reach(text: string): number {
  let column = 0;
  for (const character of text) {
    column = character === "\t" ? column - column % TAB + TAB : column + 1;
  }
  return column;
}

/** Which column, from the one number `from` on, begins nearest. */
function nearest(starts: number[], column: number, from: number): number {
  const distances = starts.map((start, i) => i < from ? Infinity : Math.abs(start - column));
  return distances.indexOf(Math.min(...distances));
}
