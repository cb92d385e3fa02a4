/**
 * Exercise 1: the table of the IPs, in any of the shapes that students give it.
 *
 * @module
 */
import { PHONE } from "../../handout.ts";
import { done, notDone, type Verdict } from "../item.ts";
import { DOTTED, tableLines } from "../table-lines.ts";

const COMPUTER =
  /\b(((my|home|lab\w*|personal) )?(computer|laptop|pc|desktop|ordenador|port[aá]til|notebook|mac ?book( ?(pro|air))?|imac)( (at|in) (the )?(lab|home))?)\b/i;
const INTERFACE =
  /\b(wi-?fi|wireless|wired?|ethernet|eth\d*|wlan\d*|cable|lan|enp?\d\w*|[345]g|lte|mobile data|interface)\b/gi;

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-zé]*\\.?";
const DATE = new RegExp(
  [
    `\\d{4}\\s*[-/. ]\\s*(?:\\d{1,2}|${MONTH})\\s*[-/. ]\\s*\\d{1,2}(?:st|nd|rd|th)?`,
    `\\d{1,2}(?:st|nd|rd|th)?[-/. ]*(?:(?:of|de)\\s+)?${MONTH}(?:[-/., ]*(?:(?:of|de)\\s+)?\\d{2,4})?`,
    `${MONTH}[-/. ]*\\d{1,2}(?:st|nd|rd|th)?(?:[-/., ]+\\d{4})?`,
    `\\d{1,2}\\s*[-/]\\s*\\d{1,2}(?:\\s*[-/]\\s*\\d{2,4})?`,
    `\\d{1,2}\\.\\d{1,2}\\.\\d{2,4}`,
  ].map((date) => `(?<![\\p{L}\\d])${date}(?![\\p{L}\\d])`).join("|"),
  "giu",
);

// RFC 4291: groups with colons, at least one pair together or all eight; a MAC address has neither
const IPV6 =
  /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:)*:(?:[0-9a-f]{1,4}:?)*)(?![\w:])/gi;

/** A row of the table: what was found in it. */
interface Row {
  kind: "phone" | "computer";
  machine: string;
  date: string;
  place: string;
  ip: string;
}

/**
 * Whether the table is complete: a computer's row and a phone's, each with date, place and IP, and
 * no row begun and left.
 *
 * ```ts
 * import { checkIPs } from "./ips.ts";
 * const table = "mobile | Wifi | 25/02/2020 | Home | 192.168.1.7\nlaptop | Wifi | 25/02/2020 | Home |";
 * console.log(checkIPs(table).reason); // The row of "laptop" has no IP.
 * ```
 */
export function checkIPs(text: string): Verdict {
  if (text.trim() === "") {
    return notDone("The file is empty.", "Write the table of exercise 1 into it, a row a machine.");
  }
  const rows = readRows(text).filter(({ date, place, ip }) => date || place || ip);
  for (const row of rows) {
    const missing = (["IP", "date", "place"] as const)
      .filter((what) => row[what.toLowerCase() as "ip" | "date" | "place"] === "");
    if (missing.length > 0) {
      return notDone(
        `The row of "${row.machine}" has no ${missing.join(" and no ")}${whyNoIP(row, text)}.`,
        "Fill in the row, or take it out.",
      );
    }
  }
  for (const [kind, name] of [["computer", "your computer"], ["phone", "your phone"]]) {
    if (rows.some((row) => row.kind === kind)) continue;
    return notDone(
      `There is no complete row for ${name}.`,
      `Add a row with machine, interface, date, place and IP of ${name}.`,
    );
  }
  return done(`${rows.length} rows, each with its date, place and IP.`);
}

function whyNoIP({ ip }: Row, text: string): string {
  const odd = ip === "" ? text.match(DOTTED)?.find((found) => !isHost(found)) : undefined;
  return odd ? ` (${odd} cannot be the IP of a machine)` : "";
}

function readRows(text: string): Row[] {
  const rows: Row[] = [];
  for (const line of tableLines(text)) {
    if (/\bmachine\b/i.test(line) && /\bIP\b/i.test(line) || isTitle(line)) continue;
    const { machine, kind, ...cells } = readLine(line);
    const last = rows.at(-1);
    if (machine) {
      rows.push({ machine, kind, ...cells });
    } else if (last && continues(line, cells)) {
      // Under its machine stands a second place, or the rest of a row that has only begun
      if (last.ip === "" && last.place === "") {
        Object.assign(last, { ...cells, date: cells.date || last.date });
      } else rows.push({ ...last, ...cells, date: cells.date || last.date });
    }
  }
  return rows;
}

function isTitle(line: string): boolean {
  return /\b(exercise|ejercicio|session)\b/i.test(line);
}

function continues(line: string, { ip, place }: { ip: string; place: string }): boolean {
  if (ip) return true;
  return place !== "" &&
    (/^[\s|]/.test(line) || /^(home|house|casa|my house|lab|urjc|universi|alcorc)/i.test(place));
}

function readLine(line: string) {
  const ips = [...line.match(DOTTED) ?? [], ...line.match(IPV6) ?? []];
  let rest = line.replace(DOTTED, " ").replace(IPV6, " ");
  const date = rest.match(DATE)?.[0].trim() ?? "";
  rest = rest.replace(DATE, " ").replaceAll(/mobile data/gi, " ");
  const [phone, computer] = [PHONE, COMPUTER].map((words) => rest.match(words));
  const first = phone && computer
    ? (phone.index! <= computer.index! ? phone : computer)
    : phone ?? computer;
  const kind: Row["kind"] = first !== null && first === phone ? "phone" : "computer";
  const machine = first?.[0].trim() ?? "";
  if (first) rest = rest.slice(0, first.index) + " " + rest.slice(first.index! + first[0].length);
  return { machine, kind, date, place: placeIn(rest), ip: ips.find(isHost) ?? "" };
}

function placeIn(rest: string): string {
  const place = rest
    .replaceAll(INTERFACE, " ")
    .replaceAll(/\b(ip|ips|address|date|place|machine|fecha|lugar)\b\s*:?/gi, " ")
    .replaceAll(/^[\s|.,:;()_=-]+|[\s|.,:;(_=-]+$/g, "")
    .replaceAll(/[\s|]+/g, " ");
  // The handout's own words are no place yet
  if (/^home ?\/ ?alcorc[oó]n( lab)?$/i.test(place)) return "";
  return /\p{L}{2}/u.test(place) ? place : "";
}

/** Whether an address can be a host's: no network mask, no group address, not this host itself. */
function isHost(text: string): boolean {
  if (text.includes(":")) return !/^(::1?|ff.*)$/i.test(text) && /[0-9a-f]/i.test(text);
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) && bytes[0] > 0 && bytes[0] < 224 && bytes[0] !== 127;
}
