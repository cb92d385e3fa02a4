/**
 * The feed: what has happened at the server, as far as it is shown.
 *
 * @module
 */
import { type Address, formatAddress } from "../../address.ts";
import { escapeControls } from "../../escape.ts";

/** A connection as a row of the page shows it. */
export interface Row {
  /** The first connection is number 1. */
  readonly number: number;
  readonly ip: string;
  readonly port: number;
  /** When it came, in milliseconds since 1970. */
  readonly time: number;
  /** Where it stands: the row with the highest place is the newest. */
  place: number;
  /** Whether it is still connected. */
  open: boolean;
  /** What the client said: the beginning of it, as it came. */
  text?: string;
  /** What else there is to say about it. */
  note?: string;
  /** The version of the feed that changed it last. */
  version: number;
}

/** A row as a page hears of it: the client's text is written out. */
export type ShownRow = ReturnType<typeof shown>;

/** What a page hears: what is new to it. */
export interface News {
  /** Tells one start of the server from another. */
  run: string;
  /** These are all the rows that there are. */
  whole?: boolean;
  clients: number;
  addresses: number;
  manyAddresses: boolean;
  now: number;
  /** Connections in each ten seconds of the last ten minutes. */
  bars: number[];
  rows: ShownRow[];
}

/** How many rows are kept, and shown. */
export const ROWS = 300;

// So much of one message is shown, in characters: hundreds of them go to hundreds of viewers
const LONGEST = 500;

// The bars of the chart: so many, and so many milliseconds each, are ten minutes
const BARS = 60;
const BAR = 10_000;

// Somebody with IPv6 has more addresses than anybody can remember
const MOST_ADDRESSES = 10_000;

/**
 * The last few hundred connections, and numbers about all of them.
 *
 * ```ts
 * import { Feed } from "./feed.ts";
 * const feed = new Feed();
 * const row = feed.connected(1, { ip: "192.0.2.7", port: 51234 });
 * feed.received(row, "hello");
 * feed.closed(row);
 * console.log(feed.changes(0)); // {"clients":1,"addresses":1,"now":0,…"text":"hello"…}
 * ```
 */
export class Feed {
  /** Grows with each change. */
  version = 0;

  #rows: Row[] = [];
  #place = 0;
  #clients = 0;
  #now = 0;
  #addresses = new Set<string>();
  #bars: number[] = new Array(BARS).fill(0);
  #bar = Math.floor(Date.now() / BAR);

  /** A client has connected. */
  connected(number: number, { ip, port }: Address): Row {
    this.#clients++;
    this.#now++;
    if (this.#addresses.size < MOST_ADDRESSES) this.#addresses.add(ip);
    this.#moveOn();
    this.#bars[BARS - 1]++;
    const row = { number, ip, port, time: Date.now(), place: 0, open: true, version: 0 };
    this.#show(row);
    return row;
  }

  /** Its message has come; `more` bytes of it were not kept. */
  received(row: Row, text: string, more = 0): void {
    row.text = text;
    if (more > 0) row.note = `and ${more} more ${more === 1 ? "byte" : "bytes"}`;
    this.#show(row);
  }

  /** Something went wrong with it. */
  failed(row: Row, why: string): void {
    row.note = why;
    this.#show(row);
  }

  /** It is closed. */
  closed(row: Row): void {
    if (!row.open) return;
    this.#now--;
    row.open = false;
    row.version = ++this.version;
  }

  /**
   * What has changed since a version of the feed, or all of it for 0: JSON on one line, fit to be
   * shown.
   */
  changes(since: number): string {
    this.#moveOn();
    const first = this.#place - ROWS;
    const rows = this.#rows.filter(({ place, version }) => place > first && version > since)
      .sort((a, b) => a.place - b.place);
    return JSON.stringify({
      clients: this.#clients,
      addresses: this.#addresses.size,
      manyAddresses: this.#addresses.size === MOST_ADDRESSES,
      now: this.#now,
      bars: this.#bars,
      rows: rows.map(shown),
    });
  }

  /** Shows a row; one that has left the page already comes back as the newest. */
  #show(row: Row): void {
    row.version = ++this.version;
    if (row.place > 0 && row.place > this.#place - ROWS) return;
    row.place = ++this.#place;
    this.#rows[row.place % ROWS] = row;
  }

  /** Moves the chart on to the present. */
  #moveOn(): void {
    const bar = Math.floor(Date.now() / BAR);
    const passed = Math.min(Math.max(bar - this.#bar, 0), BARS);
    this.#bar = bar;
    if (passed === 0) return;
    this.#bars = [...this.#bars.slice(passed), ...new Array(passed).fill(0)];
  }
}

function shown({ number, ip, port, time, place, open, text, note }: Row) {
  return {
    number,
    from: escapeControls(formatAddress({ ip, port })),
    time,
    place,
    open,
    text: text === undefined ? undefined : beginning(text),
    note: note && escapeControls(note.replaceAll("\n", " ")),
  };
}

/** The beginning of a long text, written out; no character is cut in two. */
function beginning(text: string): string {
  // Written out it is longer, so that the limit holds for what is sent
  const whole = escapeControls(text);
  if (whole.length <= LONGEST) return whole;
  const start = whole.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "");
  return `${start} … (${whole.length - start.length} more characters)`;
}
