/**
 * The feed: what has happened at the server, as far as it is shown.
 *
 * @module
 */
import { type Address, normalizeIP } from "../../address.ts";
import { escapeControls } from "../../escape.ts";

/** A connection, as a page shows it. */
export interface Row {
  /** The first connection is number 1. */
  readonly number: number;
  readonly ip: string;
  readonly port: number;
  /** When it came, in milliseconds since 1970. */
  readonly time: number;
  /** Where it stands: the row with the highest place is the newest. 0 when it is not shown. */
  place: number;
  /** Whether it is still connected. */
  open: boolean;
  /** The beginning of what the client said, written out: `\n`, `\x1b`; a typed `\` is `\\`. */
  text?: string;
  /** How many bytes of the message are not shown. */
  more?: number;
  /** What went wrong with it. */
  error?: string;
  /** The teacher has hidden it: what it says is not sent. */
  hidden?: boolean;
}

/** A computer, as a page shows it. */
export interface Computer {
  readonly ip: string;
  connections: number;
  messages: number;
}

/** What a page hears: what is new to it. */
export interface News {
  /** Tells one start of the server from another. */
  run: string;
  /** These are all the rows and computers that there are. */
  whole?: boolean;
  /** How many different computers have connected; with `manyComputers`, at least so many. */
  computers: number;
  manyComputers: boolean;
  connections: number;
  now: number;
  /** How many computers connected in each ten seconds of the last ten minutes. */
  bars: number[];
  chips: Computer[];
  rows: Row[];
  /** The numbers of rows that are not shown any more. */
  gone: number[];
}

// What the feed knows besides: the version of the last change; what was said as it came, and how
// many bytes of it were not kept
type KeptRow = Row & { computer: KeptComputer; version: number; said?: string; lost?: number };
type KeptComputer = Computer & { bar: number; version: number };

/** How many rows are kept, and shown. */
export const ROWS = 300;

// So much of one message is shown, in characters: hundreds of them go to hundreds of viewers
const MOST_CHARACTERS = 500;

// The bars of the chart: so many, and so many milliseconds each, are ten minutes
const BARS = 60;
const BAR_MS = 10_000;

// One computer with IPv6 has more addresses than any program can remember; and so many are shown
const MOST_COMPUTERS = 10_000;
const MOST_CHIPS = 500;

/**
 * The last few hundred connections, and numbers about all of them.
 *
 * ```ts
 * import { Feed } from "./feed.ts";
 * const feed = new Feed();
 * const row = feed.connected({ ip: "192.0.2.7", port: 51234 });
 * feed.received(row, "hello");
 * feed.closed(row);
 * console.log(feed.changes(0)); // {"computers":1,"manyComputers":false,"connections":1,…"text":"hello"…}
 * ```
 */
export class Feed {
  /** Grows with each change. */
  version = 0;

  // The rows, the newest last; and the numbers of those that are on pages
  #rows: KeptRow[] = [];
  #told = new Set<number>();
  #place = 0;
  #connections = 0;
  #now = 0;
  #computers = new Map<string, KeptComputer>();
  #bars: number[] = new Array(BARS).fill(0);
  #bar = Math.floor(Date.now() / BAR_MS);

  /** A client has connected; its row has the next number. */
  connected({ ip, port }: Address): Row {
    const number = ++this.#connections;
    this.#now++;
    const computer = this.#computers.get(ip) ?? this.#computer(normalizeIP(ip));
    computer.connections++;
    this.#moveOn();
    if (computer.bar !== this.#bar) this.#bars[BARS - 1]++;
    computer.bar = this.#bar;
    const about = { number, ip: computer.ip, port, time: Date.now(), place: 0, open: true };
    const row = { ...about, computer, version: 0 };
    this.#show(row);
    return row;
  }

  /** Its message has come; `more` bytes of it were not kept. */
  received(row: Row, text: string, more = 0): void {
    const kept = row as KeptRow;
    kept.said = text;
    kept.lost = more;
    kept.computer.messages++;
    this.#show(kept);
  }

  /** Something went wrong with it. */
  failed(row: Row, why: string): void {
    row.error = escapeControls(why.replaceAll("\n", " "));
    this.#show(row as KeptRow);
  }

  /** It is closed. */
  closed(row: Row): void {
    if (!row.open) return;
    this.#now--;
    row.open = false;
    (row as KeptRow).version = ++this.version;
  }

  /** Hides what a row says from everybody, or shows it again; false when there is no such row. */
  hide(number: number, hidden: boolean): boolean {
    const row = this.#rows.find((row) => row.number === number);
    if (!row) return false;
    row.hidden = hidden;
    row.version = ++this.version;
    return true;
  }

  /**
   * What has changed since a version of the feed, or all of it for 0: JSON on one line, fit to be
   * shown. It lacks only the `run` of the news.
   */
  changes(since: number): string {
    this.#moveOn();
    this.#trim();
    const there = new Set(this.#rows.map(({ number }) => number));
    const gone = [...this.#told.difference(there)];
    // A page that is told all knows of no other
    this.#told = since === 0 ? this.#told.union(there) : there;
    const isNew = ({ version }: { version: number }) => version > since;
    const news: Omit<News, "run"> = {
      computers: this.#computers.size,
      manyComputers: this.#computers.size === MOST_COMPUTERS,
      connections: this.#connections,
      now: this.#now,
      bars: this.#bars,
      chips: [...this.#computers.values().take(MOST_CHIPS)].filter(isNew)
        .map(({ ip, connections, messages }) => ({ ip, connections, messages })),
      rows: this.#rows.filter(isNew).map(shown),
      gone,
    };
    return JSON.stringify(news);
  }

  #computer(ip: string): KeptComputer {
    const known = this.#computers.get(ip);
    if (known) return known;
    const computer = { ip, connections: 0, messages: 0, bar: -1, version: 0 };
    if (this.#computers.size < MOST_COMPUTERS) this.#computers.set(ip, computer);
    return computer;
  }

  /** Shows a row; one that is far down, or has left the page already, comes back as the newest. */
  #show(row: KeptRow): void {
    row.version = row.computer.version = ++this.version;
    if (row.place > Math.max(this.#place - ROWS, 0)) return;
    if (row.place > 0) this.#rows.splice(this.#rows.indexOf(row), 1);
    row.place = ++this.#place;
    this.#rows.push(row);
    // Not for each of them: that would cost the server a quarter of its clients
    if (this.#rows.length > 2 * ROWS) this.#trim();
  }

  /**
   * Drops the rows that are too many: first the oldest of the computer that has the most, so that
   * one that is loud costs its own, and the newest of each stays.
   */
  #trim(): void {
    if (this.#rows.length <= ROWS) return;
    const ranked = [...Map.groupBy(this.#rows.toReversed(), ({ computer }) => computer).values()]
      .flatMap((rows) => rows.map((row, rank) => ({ row, rank })))
      .sort((a, b) => a.rank - b.rank || b.row.place - a.row.place);
    for (const { row } of ranked.slice(ROWS)) row.place = 0;
    this.#rows = this.#rows.filter(({ place }) => place > 0);
  }

  /** Moves the chart on to the present. */
  #moveOn(): void {
    const bar = Math.floor(Date.now() / BAR_MS);
    const passed = Math.min(Math.max(bar - this.#bar, 0), BARS);
    this.#bar = bar;
    if (passed === 0) return;
    this.#bars = [...this.#bars.slice(passed), ...new Array(passed).fill(0)];
  }
}

const encoder = new TextEncoder();

function shown({ number, ip, port, time, place, open, hidden, error, said, lost }: KeptRow): Row {
  const row = { number, ip, port, time, place, open, hidden };
  if (hidden) return row;
  if (said === undefined) return { ...row, error };
  const start = beginning(said);
  const more = lost! + encoder.encode(said.slice(start.length)).length || undefined;
  return { ...row, error, text: written(start), more };
}

function written(text: string): string {
  return text.split("\\").map(escapeControls).join("\\\\");
}

/** So much of a text as is short enough when it is written out; no character is cut in two. */
function beginning(text: string): string {
  let start = text.slice(0, MOST_CHARACTERS);
  for (let length; (length = written(start).length) > MOST_CHARACTERS;) {
    start = start.slice(0, Math.floor(start.length * MOST_CHARACTERS / length));
  }
  return start.length < text.length ? start.replace(/[\ud800-\udbff]$/, "") : start;
}
