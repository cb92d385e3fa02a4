/**
 * Exercise 1: the table of the IPs, in any of the shapes that students give it.
 *
 * @module
 */
import { PHONE } from "../../handout.ts";
import { done, notDone, type Verdict } from "../item.ts";
import { takeDate } from "./date.ts";
import { DOTTED, tableLines, takeIPs, turnedRows } from "./table.ts";

const COMPUTER =
  /\b(((my|home|lab\w*|personal) )?(computer|laptop|pc|desktop|ordenador|port[aá]til|notebook|mac ?book( ?(pro|air))?|imac)( (at|in) (the )?(lab|home))?)\b/i;
const MACHINE = new RegExp(`${PHONE.source}|${COMPUTER.source}`, "i");
const INTERFACE =
  /\b(wi-?fi|wireless|wired?|ethernet|eth\d*|wlan\d*|cable|lan|enp?\d\w*|[345]g|lte|mobile data|interface)\b/gi;

const COLUMNS = {
  machine: /^(machine|device|m[aá]quina)$/i,
  interface: /^(interface|interfaz)$/i,
  date: /^(date|fecha)$/i,
  place: /^(place|lugar)$/i,
  ip: /^(ip|ip address)$/i,
};

// Networks that programs make within a computer: nothing outside reaches an IP there
const WITHIN: [RegExp, string][] = [
  [/^192\.168\.(56|99)\./, "VirtualBox"],
  [/^192\.168\.122\./, "virtual machines"],
  [/^172\.17\./, "Docker"],
];

/** A row of the table: what was found in it. */
interface Row {
  kind: "phone" | "computer";
  machine: string;
  date: string;
  /** A month without its day. */
  month: string;
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
  const rows = readRows(text).filter(({ date, month, place, ip }) => date || month || place || ip);
  const unfinished = rows.flatMap((row) => {
    const missing = missingOf(row);
    if (missing.length === 0) return [];
    return `The row of "${row.machine}" has no ${missing.join(" and no ")}${whyNoIP(row, text)}.`;
  });
  if (unfinished.length > 0) {
    return notDone(unfinished.join(" "), "Fill in the row, or take it out.");
  }
  const absent = (["computer", "phone"] as const).filter((kind) =>
    !rows.some((row) => row.kind === kind)
  );
  if (absent.length > 0) {
    return notDone(
      absent.map((kind) => `There is no complete row for your ${kind}.`).join(" "),
      `Add a row with machine, interface, date, place and IP of your ${absent[0]}.`,
    );
  }
  return done([`${rows.length} rows, each with its date, place and IP.`, ...notes(rows)].join(" "));
}

function missingOf({ date, month, place, ip }: Row): string[] {
  return [
    ...(ip ? [] : ["IP"]),
    ...(date ? [] : [month ? `day (${month})` : "date"]),
    ...(place ? [] : ["place"]),
  ];
}

function whyNoIP({ ip }: Row, text: string): string {
  const odd = ip === "" ? text.match(DOTTED)?.find((found) => !isHost(found)) : undefined;
  return odd ? ` (${odd} cannot be the IP of a machine)` : "";
}

function notes(rows: Row[]): string[] {
  return rows.flatMap(({ ip }) =>
    WITHIN.filter(([network]) => network.test(ip)).map(([, program]) =>
      `A note: ${ip} looks like one that ${program} made up within the computer; IPs.ts shows the computer's own.`
    )
  );
}

function readRows(text: string): Row[] {
  const lines = tableLines(text);
  const turned = turnedRows(lines, COLUMNS);
  if (turned) {
    return turned.filter(({ machine }) => /\p{L}/u.test(machine)).map((row) => ({
      ...readLine([row.date, row.place, row.ip].join(" | ")),
      machine: row.machine,
      kind: kindOf(row.machine),
    }));
  }
  const rows: Row[] = [];
  for (const line of lines) {
    if (/\bmachine\b/i.test(line) && /\bIP\b/i.test(line) || TITLE.test(line)) continue;
    const { machine, kind, ...cells } = readLine(line);
    const last = rows.at(-1);
    if (machine) {
      rows.push({ machine, kind, ...cells });
    } else if (last && continues(line, cells)) {
      // Under its machine stands a second place, or the rest of a row that has only begun
      const date = cells.date || cells.month ? cells : { date: last.date, month: last.month };
      if (last.ip === "" && last.place === "") Object.assign(last, { ...cells, ...date });
      else rows.push({ ...last, ...cells, ...date });
    }
  }
  return rows;
}

function continues(line: string, { ip, place }: { ip: string; place: string }): boolean {
  return ip !== "" || place !== "" && (/^[\s|]/.test(line) || HOME.test(place));
}

const TITLE = /\b(exercise|ejercicio|session)\b/i;
const HOME = /^(home|house|casa|my house|lab|urjc|universi|alcorc)/i;

function readLine(line: string): Row {
  const { ips, rest: words } = takeIPs(line);
  const { date, month, rest: undated } = takeDate(words);
  const cells = undated.replaceAll(/mobile data/gi, " | ");
  const first = cells.match(MACHINE)?.[0];
  let machine = first?.trim() ?? "";
  let rest = cells.replace(MACHINE, " ");
  // A name that is no word for a machine stands before its interface or date, and the place after
  const [name, ...others] = rest.replaceAll(INTERFACE, " | ").split(/\s*\|\s*|\t+|\s{2,}/)
    .filter((cell) => /\p{L}{2}/u.test(plain(cell)));
  if (!first && /^\S/.test(rest) && (date || ips.length > 0) && others.length > 0) {
    machine = name.trim();
    rest = others.join(" ");
  }
  const kind = kindOf(first ?? "");
  return { machine, kind, date, month, place: placeIn(rest), ip: ips.find(isHost) ?? "" };
}

function kindOf(machine: string): Row["kind"] {
  return PHONE.test(machine) ? "phone" : "computer";
}

function placeIn(rest: string): string {
  const place = plain(rest.replaceAll(INTERFACE, " "));
  // The handout's own words are no place yet
  if (/^home ?\/ ?alcorc[oó]n( lab)?$/i.test(place)) return "";
  return /\p{L}{2}/u.test(place) ? place : "";
}

/** A cell without the names of the columns and what stands around it. */
function plain(cell: string): string {
  return cell
    .replaceAll(/\b(ip|ips|address|date|place|machine|fecha|lugar)\b\s*:?/gi, " ")
    .replaceAll(/^[\s|.,:;()_=-]+|[\s|.,:;(_=-]+$/g, "")
    .replaceAll(/[\s|]+/g, " ");
}

/** Whether an address can be a host's: no network mask, no group address, not this host itself. */
function isHost(text: string): boolean {
  if (text.includes(":")) return !/^(::1?|ff.*)$/i.test(text);
  const [first, ...others] = text.split(".").map(Number);
  return first > 0 && first < 224 && first !== 127 && others.every((byte) => byte <= 255);
}
