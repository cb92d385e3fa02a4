/**
 * A class at a terminal: a table, and below it why something is not done.
 *
 * @module
 */
import { escapeControls } from "../../escape.ts";
import { bold, green } from "../../system/screen.ts";
import { CHECKLIST } from "./checklist.ts";
import type { Checked, Status } from "./item.ts";
import { isAllDone, nameOf, sandboxLines, WIDTH, wrap } from "./report.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";

const ITEMS = CHECKLIST.map(({ item }) => item);

// With less, names could not be told apart
const LEAST_NAME = 20;
const GAP = "  ";
// Where the words of the list would not fit
const SHORT: Record<Status, string> = {
  "done": "done",
  "not done": "no",
  "absent": "-",
  "could not tell": "?",
  "note": "note",
};

/** A class: a row for each folder, a column for each item, a summary, and why what is not done. */
export function formatClass(checked: Checked[], sandbox: Sandbox): string {
  const folders = checked.map(({ name }) => name);
  const long = cellsOf(checked, (status) => status === "could not tell" ? "?" : status);
  const longest = Math.max(...shortNames(folders, Infinity).map(({ length }) => length));
  const cells = spaceFor(long) >= Math.min(longest, LEAST_NAME)
    ? long
    : cellsOf(checked, (status) => SHORT[status]);
  const names = shortNames(folders, Math.max(LEAST_NAME, spaceFor(cells))).map(escapeControls);
  const first = ["folder", ...names, "done"];
  const width = Math.max(...first.map(({ length }) => length));
  const rows = first.map((name, i) => {
    const one = checked[i - 1];
    const row = (name.padEnd(width) + GAP + (one?.problem?.word ?? cells[i])).trimEnd();
    return i === 0 ? bold(row) : one && isAllDone(one) ? green(row) : row;
  });
  const reasons = checked.flatMap(({ items, problem }, i) => {
    const all = problem
      ? [problem.reason]
      : items.filter(({ status }) => status === "not done").map((one) =>
        `${nameOf(one)}: ${one.reason}`
      );
    return all.flatMap((reason) => wrap(escapeControls(`${names[i]}: ${reason}`)));
  });
  const complete = checked.filter(isAllDone).length;
  return [
    ...rows,
    "",
    ...reasons,
    ...reasons.length > 0 ? [""] : [],
    `${complete} of ${checked.length} folders have everything done.`,
    ...sandboxLines(sandbox),
  ].join("\n");
}

/** The lines of the table without the names of the folders. */
function cellsOf(checked: Checked[], word: (status: Status) => string): string[] {
  const count = (i: number) => checked.filter(({ items }) => items[i].status === "done").length;
  const rows = [
    ITEMS,
    ...checked.map(({ items, problem }) => items.map(({ status }) => problem ? "" : word(status))),
    ITEMS.map((_, i) => `${count(i)}/${checked.length}`),
  ];
  const widths = ITEMS.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join(GAP));
}

function spaceFor([header]: string[]): number {
  return WIDTH - GAP.length - header.length;
}

/**
 * The names without what all of them begin with and end in; what is still too long loses its
 * middle.
 */
function shortNames(names: string[], longest: number): string[] {
  const [first] = names;
  // What is shared ends at a sign between two words
  const begins = [...first.matchAll(/[/\\_-]/g)].map(({ index }) => first.slice(0, index + 1));
  const ends = [...first.matchAll(/[/\\_-]/g)].map(({ index }) => first.slice(index));
  const begin = begins.findLast((text) => names.every((name) => name.startsWith(text))) ?? "";
  const end =
    ends.find((text) =>
      names.every((name) => name.endsWith(text) && name.length > begin.length + text.length)
    ) ?? "";
  const short = names.map((name) => name.slice(begin.length, name.length - end.length) || name);
  return short.map((name, i) => {
    if (name.length <= longest) return name;
    const half = Math.floor((longest - 3) / 2);
    const cut = `${name.slice(0, half)}...${name.slice(-half)}`;
    const isOther = (other: string) =>
      other.startsWith(name.slice(0, half)) && other.endsWith(name.slice(-half));
    // Where only the middle differs, the number of the row tells
    return short.filter(isOther).length > 1 ? `${cut.slice(0, -3)}#${i + 1}` : cut;
  });
}
