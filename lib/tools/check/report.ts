/**
 * What the checker shows: a folder at a terminal, a class as a table, as JSON or as CSV.
 *
 * @module
 */
import { escapeControls } from "../../escape.ts";
import { bold, cyan, dim, green, red, yellow } from "../../system/screen.ts";
import { CHECKLIST } from "./checklist.ts";
import type { Finding, Item, Status } from "./item.ts";

/** A folder with what was found in it. */
export interface Checked {
  folder: string;
  items: Finding[];
}

const ITEMS = CHECKLIST.map(({ item }) => item);

// A pair that is none is a note, no fault
const NOTES = ["pair"];

// The manner of check50: the face says it without colour, too
const FACES: Record<Status, string> = {
  "done": green(":)"),
  "not done": red(":("),
  "absent": red(":("),
  "could not tell": yellow(":|"),
};

const MOST_LINES = 8;

/** Whether the whole checklist is ticked. */
export function isAllDone(items: Item[]): boolean {
  return items.every(({ item, status }) => status === "done" || NOTES.includes(item));
}

/** The checklist of a folder: a line for each item, and what to do next. */
export function formatFolder({ folder, items }: Checked): string {
  const lines = [bold(escapeControls(folder)), ""];
  for (const { item, status, file, reason, hint, evidence } of items) {
    const name = `${item}${file ? ` (${escapeControls(file)})` : ""}`;
    const note = NOTES.includes(item) && status === "not done";
    const word = status === "done" ? "" : `${status}: `;
    lines.push(
      `${note ? yellow(":|") : FACES[status]} ${name}: ${note ? "a note: " : word}${
        escapeControls(reason)
      }`,
    );
    if (hint) lines.push(`   ${dim("try:")} ${escapeControls(hint)}`);
    if (status !== "not done" || !evidence) continue;
    lines.push(...column("your program printed", evidence.program.split("\n")));
    lines.push(...column("the tester saw", evidence.tester));
  }
  const next = items.find(({ item, status }) => status !== "done" && !NOTES.includes(item));
  lines.push(
    "",
    next
      ? `${bold("Next:")} ${next.item}. ${escapeControls(next.hint || next.reason)}`
      : green("All done!"),
  );
  return lines.join("\n");
}

function column(title: string, lines: string[]): string[] {
  const shown = lines.filter((line) => line.trim() !== "");
  const rows = shown.length > MOST_LINES ? ["...", ...shown.slice(-MOST_LINES)] : shown;
  return [
    `   ${dim(`${title}:`)}${rows.length === 0 ? " nothing" : ""}`,
    ...rows.map((row) => `   ${cyan("|")} ${escapeControls(row.slice(0, 160))}`),
  ];
}

const SHORT: Record<Status, string> = {
  "done": "done",
  "not done": "not done",
  "absent": "absent",
  "could not tell": "?",
};

/** A class: a row for each folder, a column for each item, and a summary. */
export function formatClass(checked: Checked[]): string {
  const widest = Math.max(
    6,
    ...checked.map(({ folder }) => Math.min(40, escapeControls(folder).length)),
  );
  const widths = ITEMS.map((item) => Math.max(item.length, 8));
  const row = (first: string, cells: string[]) =>
    [first.padEnd(widest), ...cells.map((cell, i) => cell.padEnd(widths[i]))].join("  ").trimEnd();
  const lines = [bold(row("folder", ITEMS))];
  for (const { folder, items } of checked) {
    const name = escapeControls(folder);
    const cells = items.map(({ status }) => SHORT[status]);
    const paint = isAllDone(items) ? green : (text: string) => text;
    lines.push(paint(row(name.length > 40 ? `...${name.slice(-37)}` : name, cells)));
  }
  const counts = ITEMS.map((_, i) =>
    checked.filter(({ items }) => items[i].status === "done").length
  );
  const complete = checked.filter(({ items }) => isAllDone(items)).length;
  lines.push(
    row("done", counts.map((count) => `${count}/${checked.length}`)),
    "",
    `${complete} of ${checked.length} folders have everything done.`,
  );
  return lines.join("\n");
}

/** The results as JSON: an array with an object for each folder. */
export function formatJSON(checked: Checked[]): string {
  const plain = checked.map(({ folder, items }) => ({
    folder,
    items: items.map(({ item, status, file, reason, hint }) => ({
      item,
      status,
      file,
      reason,
      hint,
    })),
  }));
  // JSON.stringify leaves what a terminal obeys besides C0, and what turns text round
  return JSON.stringify(plain, null, 2).replaceAll(
    /[\x7f-\x9f\p{Zl}\p{Zp}\p{DI}\p{Bidi_Control}]/gu,
    (character) =>
      character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
        .join(""),
  );
}

/** The results as CSV (RFC 4180), for a spreadsheet. */
export function formatCSV(checked: Checked[]): string {
  const rows = [
    ["folder", ...ITEMS],
    ...checked.map(({ folder, items }) => [folder, ...items.map(({ status }) => status)]),
  ];
  return rows.map((row) => row.map(csvCell).join(",")).join("\r\n");
}

function csvCell(text: string): string {
  // A spreadsheet takes what begins like this for a formula
  const safe = escapeControls(/^[=+\-@]/.test(text) ? `'${text}` : text);
  return /[",;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
