/**
 * The drawing: what passes between a client and a server, as rows of a terminal. Nothing waits for
 * the terminal.
 *
 * @module
 */
import { type Address, formatAddress } from "../../address.ts";
import { escapeControls } from "../../escape.ts";
import { Output } from "../../server/output.ts";
import { interrupted } from "../../signal.ts";
import { reasonOf } from "../../socket-error.ts";
import {
  blue,
  columnsOf,
  cyan,
  graphemes,
  green,
  magenta,
  mostColumnsOf,
  screenWidth,
  yellow,
} from "../../system/screen.ts";
import { characters, hexRows } from "./bytes.ts";

/** What is seen on the wire. */
export type Seen =
  | { what: "connect"; client: Address; server: Address }
  | { what: "piece"; from: Side; bytes: Uint8Array }
  | { what: "end"; from: Side }
  | { what: "failure"; from: Side; error: Error };

export type Side = "client" | "server";

/** How it is drawn. */
export interface Look {
  /** The client's number. */
  number: number;
  /** How many columns a row has. */
  width: number;
  /** Whether the bytes are shown in hex. */
  hex: boolean;
}

/** Narrower screens get rows that do not fit. */
const LEAST_WIDTH = 30;
/** What stands beside an arrow: the client's number and its line, the server's line and the time. */
const BESIDE = "  1 | ".length + " |".length + " 12345 ms".length;
/** What an arrow has at least beside its label. */
const LEAST_ARROW = "-  ->".length;

const COLORS = [cyan, green, yellow, magenta, blue];

// Without a reader there is nothing left to do
const output = new Output(Deno.stdout, (error) => reportError(error));

/** Writes a line. */
export function say(line: string): void {
  output.write(line);
}

/** Draws what is seen of one client, in a colour of its own; `hex` shows the bytes too. */
export function drawing(number: number, hex: boolean): (seen: Seen) => void {
  const color = COLORS[(number - 1) % COLORS.length];
  const start = performance.now();
  return (seen) => {
    // What ends with this program has not ended by itself
    if (interrupted.aborted) return;
    const rows = draw(seen, performance.now() - start, { number, width: screenWidth(), hex });
    output.write(rows.map(color).join("\n"));
  };
}

/**
 * The rows for what was seen, `ms` milliseconds after the client had connected.
 *
 * ```ts
 * import { draw } from "./drawing.ts";
 * const rows = draw({ what: "end", from: "client" }, 3, { number: 1, width: 50, hex: false });
 * console.log(rows); // [ "  1 |  ------- I send no more ------->  |     3 ms" ]
 * ```
 */
export function draw(seen: Seen, ms: number, { number, width, hex }: Look): string[] {
  const room = Math.max(width, LEAST_WIDTH) - BESIDE;
  const start = `${String(number).padStart(3)} | `;
  const time = ms < 99_999.5 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1000)} s`;
  const row = (label: string, from: Side) =>
    `${start}${arrow(label, from, room)} |${time.padStart(9)}`;
  switch (seen.what) {
    case "connect":
      return [...head(number, seen, start.length + room + 2), row("connect", "client")];
    case "end":
      return [row("I send no more", seen.from)];
    case "piece": {
      const { bytes, from } = seen;
      const rows = hex ? hexRows(bytes, room < 48 ? 8 : 16).map((row) => `${start}${row}`) : [];
      return [row(pieceLabel(bytes, room - LEAST_ARROW), from), ...rows];
    }
    case "failure":
      if (reasonOf(seen.error) === "reset") return [row("Connection reset", seen.from)];
      return folded(seen.error.message, room + BESIDE - start.length).map((row) => start + row);
  }
}

/** Who they are: the client at the left, the server at the right, of so many columns. */
function head(number: number, { client, server }: Record<Side, Address>, width: number) {
  // The system does not tell the address of a client that has broken off already
  const left = `client ${number} ${client.ip ? formatAddress(client) : "that has left"}`;
  const right = `server ${formatAddress(server)}`;
  return left.length + 2 + right.length <= width
    ? [left + right.padStart(width - left.length)]
    : [left, right.padStart(width)];
}

function arrow(label: string, from: Side, width: number): string {
  const dashes = Math.max(width - columnsOf(label) - 3, 2);
  const [left, right] = ["-".repeat(dashes >> 1), "-".repeat((dashes + 1) >> 1)];
  return from === "client" ? `${left} ${label} ${right}>` : `<${left} ${label} ${right}`;
}

/** How many bytes, and the text that they make as far as it fits; the rest is counted. */
function pieceLabel(bytes: Uint8Array, room: number): string {
  const count = `${bytes.length} ${bytes.length === 1 ? "byte" : "bytes"}`;
  // A character has four bytes at the most
  const begun = characters(bytes.subarray(0, 4 * room));
  let [label, text, columns] = [count, `${count}: `, count.length + 2];
  let [next, rest] = [0, bytes.length];
  for (const one of graphemes(begun.map(({ text }) => text).join(""))) {
    const shown = escapeControls(one);
    text += shown;
    columns += mostColumnsOf(shown);
    if (columns > room) break;
    for (const _ of one) rest -= begun[next++].length;
    const more = rest > 0 ? `… +${rest}` : "";
    if (columns + more.length <= room) label = text + more;
  }
  return label;
}

/** A text of several lines in rows of so many columns, cut between words. */
function folded(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const rows = [""];
    for (const word of escapeControls(line).split(" ")) {
      const longer = `${rows.at(-1)} ${word}`.trimStart();
      if (mostColumnsOf(longer) <= width) rows[rows.length - 1] = longer;
      else rows.push(word);
    }
    return rows.filter((row) => row !== "");
  });
}
