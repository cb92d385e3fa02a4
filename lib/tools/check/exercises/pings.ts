/**
 * Exercise 2: the table of the pings, in any of the shapes that students give it.
 *
 * @module
 */
import { DESTINATIONS, NO_PHONE } from "../../handout.ts";
import { done, notDone, type Verdict } from "../item.ts";
import { DOTTED, tableLines, takeIPs, turnedRows } from "./table.ts";

const COLUMNS = {
  name: /^(name( \(if known\))?|machine)$/i,
  ip: /^(destination|destination ip|ip)$/i,
  time: /^times?$/i,
};

const SILENT =
  /\b(no|not|none|never|nothing|lost|loss|fail\w*|error|un(known|reach\w*|able|available|conn\w*)|time[d -]*out|out|offline|down|block\w*|perdid\w*|agotad\w*|inaccesible|ningun\w*|nada|sin|desconocid\w*|couldn'?t|can'?t|cannot|doesn'?t|didn'?t|inactive|disconnected|refused|x+)\b/i;

/**
 * Whether each destination has a time, or a word that it did not answer.
 *
 * ```ts
 * import { checkPings } from "./pings.ts";
 * console.log(checkPings("8.8.8.8 | Google | 3.9 ms").reason); // There is no row for Self, …
 * ```
 */
export function checkPings(text: string): Verdict {
  if (text.trim() === "") {
    return notDone(
      "The file is empty.",
      "Write the table of exercise 2 into it and ping each machine.",
    );
  }
  const answers = readAnswers(text);
  const wanted = DESTINATIONS.filter(({ isSilent }) => !isSilent).map(({ name }) => name);
  const noRow = wanted.filter((name) => !answers.has(name));
  const noTime = wanted.filter((name) => answers.get(name) === false);
  if (noRow.length + noTime.length === 0) return done("Each destination has its time or its word.");
  const reasons = [];
  if (noRow.length > 0) reasons.push(`There is no row for ${noRow.join(", ")}.`);
  if (noTime.length > 0) reasons.push(`There is no time for ${noTime.join(", ")}.`);
  const [first] = [...noTime, ...noRow];
  return notDone(
    reasons.join(" "),
    first === "Mobile" && text.includes(NO_PHONE)
      ? "Write your phone's IP into IPs.txt, and run Ex2.ts once more."
      : `ping ${OWN[first] ?? first} and write its times down, or "no answer" if none came.`,
  );
}

// What these two are pinged by
const OWN: Record<string, string> = {
  Self: "your computer's own IP",
  Mobile: "your phone's IP",
  Google: "8.8.8.8",
};

/** For each destination that has a row: whether there is a time or a word in it. */
function readAnswers(text: string): Map<string, boolean> {
  const answers = new Map<string, boolean>();
  // Rows under another name: the student's own computer, or their phone, by its IP alone
  const others: boolean[] = [];
  let current: string | undefined;
  const lines = tableLines(text);
  const turned = turnedRows(lines, COLUMNS)?.map((row) => Object.values(row).join(" | "));
  for (const line of turned ?? lines) {
    if (/\bdestination\b|if known/i.test(line)) continue;
    const name = destinationOf(line);
    const elsewhere = name === undefined &&
      (line.match(DOTTED) || /\w\.(com|org|es|net)\b/.test(line));
    if (name || elsewhere) current = name;
    const answered = hasAnswer(line.replace(NO_PHONE, ""));
    if (elsewhere) others.push(answered);
    // A heading between two rows has words and numbers of its own
    else if (current && (name || !isHeading(line))) {
      answers.set(current, (answers.get(current) ?? false) || answered);
    }
  }
  for (const name of ["Self", "Mobile"]) {
    if (!answers.has(name) && others.length > 0) answers.set(name, others.shift()!);
  }
  return answers;
}

function destinationOf(line: string): string | undefined {
  const byName = DESTINATIONS.find(({ words }) => words.test(line));
  // Dots of an IP must not be anything: 8.8.8.8 is not in 18.8.8.80
  const ips: string[] = line.match(DOTTED) ?? [];
  return (byName ?? DESTINATIONS.find(({ ip }) => ip && ips.includes(ip)))?.name;
}

/** Whether a line without a destination is no answer to the row above it, but a heading. */
function isHeading(line: string): boolean {
  const isAnswer = /\d\s*(ms|мс|s)\b|^[\s\d.,;|…]+$|=|%|->/i.test(line) || SILENT.test(line);
  return !isAnswer || /[:：]\s*$/.test(line) ||
    /\b(table|exercise|part|section|names?|machines?|with|following|below|these|ips?|urls?|dns)\b/i
      .test(line);
}

function hasAnswer(line: string): boolean {
  // A line of ping itself is full of other numbers
  if (
    /icmp_seq|ttl\s*=|\bbytes (of|from|de)\b|^\s*PING\b|---/i.test(line) &&
    /ping|ttl|bytes/i.test(line)
  ) {
    return /(time|tiempo|zeit|temps)\s*[=<]\s*[\d.,]+/i.test(line) || SILENT.test(line);
  }
  let { rest } = takeIPs(line);
  for (const { words } of DESTINATIONS) rest = rest.replace(new RegExp(words, "gi"), " ");
  rest = rest
    .replaceAll(/\b[a-z][\w-]*(\.[a-z]\w*)+\b/gi, " ")
    .replaceAll(/\b(pc|eth|l)-?\d+\b|^\s*\d+[.)]\s/gi, " ");
  return /\d/.test(rest) || SILENT.test(rest);
}
