/**
 * Tables with blanks or tabs between two cells, lined up by eye.
 *
 * @module
 */
import { headingPattern, indexOf, type TableFormat } from "./format.ts";

/** A cell where it stands in its line: from `start` up to `end`. */
interface Piece {
  text: string;
  start: number;
  end: number;
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
  // Blanks in the singular between the names: then perhaps between the cells as well
  const isSingle = piecesOf(header).length < head.length;
  const starts = head.map(({ start }) => reach(header.slice(0, start)));
  // One tab between two names: as a spreadsheet writes it, where each tab begins a cell
  const tabs = header.includes("\t") && header.split("\t").length === head.length &&
    !/\t\s/.test(header);
  const gap = (width: number, start: number, line = "") =>
    header.includes("\t") && !/\S {2}/.test(line)
      ? "\t".repeat(Math.max(1, Math.ceil(start / TAB) - Math.floor(width / TAB)))
      : " ".repeat(Math.max(2, start - width));

  const isSpreadsheets = (line: string) =>
    tabs && line.includes("\t") && line.split("\t").length <= head.length &&
    piecesOf(line).some(({ start }) => !starts.includes(reach(line.slice(0, start))));

  const parse = (line: string): (Piece | undefined)[] => {
    if (isSpreadsheets(line)) {
      const cells = tabCells(line);
      return head.map((_, i) => cells[i]);
    }
    const words = isSingle && /^\S/.test(line) ? piecesOf(line, /\S+/g) : [];
    const pieces = words.length === head.length ? words : piecesOf(line);
    // Blanks in the singular between the names say nothing of where the cells stand
    const inOrder = isSingle && pieces[0]?.start === 0 && pieces.length < head.length;
    if (inOrder || pieces.length === head.length) return head.map((_, i) => pieces[i]);
    const found: (Piece | undefined)[] = head.map(() => undefined);
    let from = 0;
    for (const { start, end } of pieces) {
      const at = nearest(starts, reach(line.slice(0, start)), from);
      // More cells than columns: the last one has the rest
      const first = found[at]?.start ?? start;
      found[at] = { text: line.slice(first, end), start: first, end };
      from = Math.min(at + 1, head.length - 1);
    }
    return found;
  };

  return {
    names: head.map(({ text }) => text),
    // A sentence has blanks, but only one at a time
    isRow: (line) =>
      line.trim() !== "" && (isSingle || piecesOf(line).length > 1 || !/\S\s+\S/.test(line)),
    isPlainlyRow: (line, isFirst) => isFirst && parse(line).filter(Boolean).length > 1,
    cells: (line) => parse(line).map((piece) => piece?.text.trim() ?? ""),
    set(line, at, value) {
      const cells = parse(line);
      const text = value.replaceAll(/\s+/g, " ");
      if (isSingle && piecesOf(line).length < head.length && cells.every(Boolean)) {
        // What is written may have a blank of its own
        return cells.map((cell, i) => i === at ? text : cell!.text).join("  ");
      }
      if (isSpreadsheets(line)) {
        const texts = line.split("\t");
        while (texts.length <= at) texts.push("");
        texts[at] = text;
        return texts.join("\t");
      }
      const here = cells[at];
      const next = cells.find((cell, i) => i > at && cell);
      const before = here
        ? line.slice(0, here.start)
        : line.slice(0, cells.findLast((cell, i) => i < at && cell)?.end ?? 0);
      const width = reach(before);
      const first = before === "" && starts[at] === 0;
      const done = before + (here || first ? "" : gap(width, starts[at], line)) + text;
      if (!next) return done;
      const rest = line.slice(next.start);
      return done + gap(reach(done), reach(line.slice(0, next.start)), line) + rest;
    },
    row(values) {
      const texts = values.map((value) => value.replaceAll(/\s+/g, " "));
      if (tabs) return texts.join("\t");
      let line = "";
      for (const [i, text] of texts.entries()) {
        if (text !== "") line += (i === 0 ? "" : gap(reach(line), starts[i])) + text;
      }
      return line;
    },
  };
}

// What blanks in the singular hold together
const CELL = /[^\s]+(?: [^\s]+)*/g;

function piecesOf(line: string, pattern = CELL): Piece[] {
  return [...line.matchAll(pattern)]
    .map(({ 0: text, index }) => ({ text, start: index, end: index + text.length }));
}

function tabCells(line: string): Piece[] {
  let start = 0;
  return line.split("\t").map((text) => {
    const piece = { text, start, end: start + text.length };
    start = piece.end + 1;
    return piece;
  });
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
    const end = start + text.length;
    found.push({ text: column, start, end });
    rest = rest.slice(0, start) + " ".repeat(text.length) + rest.slice(end);
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

function nearest(starts: number[], column: number, from: number): number {
  let best = from;
  for (let i = from; i < starts.length; i++) {
    if (Math.abs(starts[i] - column) < Math.abs(starts[best] - column)) best = i;
  }
  return best;
}
