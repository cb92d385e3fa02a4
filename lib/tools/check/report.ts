/**
 * What the checker shows of a folder at a terminal, and of all of them as JSON or as CSV.
 *
 * @module
 */
import { escapeControls } from "../../escape.ts";
import { bold, cyan, dim, green, red, yellow } from "../../system/screen.ts";
import { CHECKLIST } from "./checklist.ts";
import type { Checked, Finding, Status } from "./item.ts";
import { describeSandbox, type Sandbox } from "./sandbox/sandbox.ts";

const ITEMS = CHECKLIST.map(({ item }) => item);

// The manner of check50: the face says it without colour, too
const FACES: Record<Status, string> = {
  "done": green(":)"),
  "not done": red(":("),
  "absent": red(":("),
  "could not tell": yellow(":|"),
  "note": yellow(":|"),
};

/** How wide the table of a class is at most, and what stands below it. */
export const WIDTH = 80;
const INDENT = "  ";

// What is shown of an output
const MOST_LINES = 8;
const LONGEST_LINE = 160;

/** Whether the whole checklist is ticked, but for what cannot be told. */
export function isAllDone({ items }: Checked): boolean {
  return items.every(({ status, excused }) => status === "done" || status === "note" || excused);
}

/** The checklist of a folder: a line for each item, and what to do next. */
export function formatFolder({ name, items, problem }: Checked, sandbox: Sandbox): string {
  const lines = [bold(escapeControls(name)), ""];
  if (problem) {
    lines.push(`${FACES.absent} ${escapeControls(problem.reason)}`);
    return [...lines, ...sandboxLines(sandbox)].join("\n");
  }
  for (const finding of items) {
    lines.push(formatItem(finding), ...formatHint(finding));
    const { status, evidence } = finding;
    if (status !== "not done" || !evidence) continue;
    lines.push(...column("your program printed", evidence.program.split("\n")));
    lines.push(...column("the tester saw", evidence.tester));
  }
  return [...lines, "", formatNext(items), ...sandboxLines(sandbox)].join("\n");
}

/** A line for an item: `:( Ex3 (Ex3.ts): not done: It does not connect.` */
export function formatItem(finding: Finding): string {
  const { status, reason } = finding;
  const word = status === "done" ? "" : status === "note" ? "a note: " : `${status}: `;
  return `${FACES[status]} ${escapeControls(`${nameOf(finding)}: ${word}${reason}`)}`;
}

/** An item, and the file that it is about: `Ex3 (Ex3.ts)`. */
export function nameOf({ item, file }: Finding): string {
  return file ? `${item} (${file})` : item;
}

/** What to try with an item: a line, or none. */
export function formatHint({ hint }: Finding): string[] {
  return hint ? [`   ${dim("try:")} ${escapeControls(hint)}`] : [];
}

/** What to do next, or that all is done. */
export function formatNext(items: Finding[]): string {
  const next = items.find(({ status, excused }) => !["done", "note"].includes(status) && !excused);
  if (next) return `${bold("Next:")} ${next.item}. ${escapeControls(next.hint || next.reason)}`;
  const pushed = items.find(({ item }) => item === "pushed");
  return green(pushed?.excused ? "Everything but pushed is done!" : "All done!");
}

/** What held the programs. */
export function sandboxLines(sandbox: Sandbox): string[] {
  return ["", ...wrap(`Sandbox: ${describeSandbox(sandbox)}.`)];
}

/** A text in lines that fit, the second and the others moved in. */
export function wrap(text: string): string[] {
  const [first, ...words] = text.match(new RegExp(`\\S{1,${WIDTH - INDENT.length}}`, "g")) ?? [""];
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(INDENT + word);
  }
  return lines;
}

function column(title: string, lines: string[]): string[] {
  const shown = lines.filter((line) => line.trim() !== "");
  const rows = shown.length > MOST_LINES ? ["...", ...shown.slice(-MOST_LINES)] : shown;
  return [
    `   ${dim(`${title}:`)}${rows.length === 0 ? " nothing" : ""}`,
    ...rows.map((row) => `   ${cyan("|")} ${escapeControls(row.slice(0, LONGEST_LINE))}`),
  ];
}

/** The results as JSON: an array with an object for each folder. */
export function formatJSON(checked: Checked[]): string {
  const plain = checked.map(({ name, items }) => ({
    folder: name,
    items: items.map((one) => ({ ...one, file: one.file ?? null })),
  }));
  const keys = ["folder", "items", "item", "status", "file", "reason", "hint"];
  // JSON.stringify leaves what a terminal obeys besides C0, and what turns text round
  return JSON.stringify(plain, keys, 2).replaceAll(
    /[\x7f-\x9f\p{Zl}\p{Zp}\p{DI}\p{Bidi_Control}]/gu,
    (character) =>
      character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
        .join(""),
  );
}

/** The results as CSV (RFC 4180), for a spreadsheet: a row for each folder, first how all stands. */
export function formatCSV(checked: Checked[]): string {
  const rows = [
    [
      "folder",
      ...ITEMS,
      ...ITEMS.flatMap((item) => [`${item} file`, `${item} reason`, `${item} hint`]),
    ],
    ...checked.map(({ name, items }) => [
      name,
      ...items.map(({ status }) => status),
      ...items.flatMap(({ file, reason, hint }) => [file ?? "", reason, hint]),
    ]),
  ];
  return rows.map((row) => row.map(csvCell).join(",")).join("\r\n");
}

function csvCell(text: string): string {
  // A spreadsheet takes what begins like this for a formula
  const safe = escapeControls(/^[=+\-@]/.test(text) ? `'${text}` : text);
  return /[",;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
