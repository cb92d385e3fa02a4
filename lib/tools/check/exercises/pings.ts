/**
 * Exercise 2: the table of the pings, in any of the shapes that students give it.
 *
 * @module
 */
import { DESTINATIONS } from "../../handout.ts";
import { done, notDone, type Verdict } from "../item.ts";
import { DOTTED, tableLines } from "../table-lines.ts";

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
  const wanted = DESTINATIONS.filter(({ isSilent }) => !isSilent);
  const noRow = wanted.filter(({ name }) => !answers.has(name)).map(({ name }) => name);
  const noTime = wanted.filter(({ name }) => answers.get(name) === false).map(({ name }) => name);
  if (noRow.length + noTime.length === 0) return done("Each destination has its time or its word.");
  const reasons = [];
  if (noRow.length > 0) reasons.push(`There is no row for ${noRow.join(", ")}.`);
  if (noTime.length > 0) reasons.push(`There is no time for ${noTime.join(", ")}.`);
  return notDone(
    reasons.join(" "),
    `ping ${[...noTime, ...noRow][0]} and write its times down, or "no answer" if none came.`,
  );
}

/** For each destination that has a row: whether there is a time or a word in it. */
function readAnswers(text: string): Map<string, boolean> {
  const answers = new Map<string, boolean>();
  // Rows under another name: the student's own computer, or their phone, by its IP alone
  const others: boolean[] = [];
  let current: string | undefined;
  for (const line of tableLines(text)) {
    if (/\bdestination\b|if known/i.test(line)) continue;
    const name = destinationOf(line);
    const elsewhere = name === undefined &&
      (line.match(DOTTED) || /\w\.(com|org|es|net)\b/.test(line));
    if (name !== undefined) current = name;
    else if (elsewhere) current = undefined;
    const answered = hasAnswer(line);
    if (elsewhere) others.push(answered);
    else if (current) answers.set(current, (answers.get(current) ?? false) || answered);
  }
  for (const name of ["Self", "Mobile"]) {
    const answered = others.shift();
    if (answered === undefined) break;
    if (answers.has(name)) others.unshift(answered);
    else answers.set(name, answered);
  }
  return answers;
}

function destinationOf(line: string): string | undefined {
  const byName = DESTINATIONS.find(({ words }) => words.test(line));
  // Dots of an IP must not be anything: 8.8.8.8 is not in 18.8.8.80
  const ips: string[] = line.match(DOTTED) ?? [];
  return (byName ?? DESTINATIONS.find(({ ip }) => ip && ips.includes(ip)))?.name;
}

function hasAnswer(line: string): boolean {
  // A line of ping itself is full of other numbers
  if (
    /icmp_seq|ttl\s*=|\bbytes (of|from|de)\b|^\s*PING\b|---/i.test(line) &&
    /ping|ttl|bytes/i.test(line)
  ) {
    return /(time|tiempo|zeit|temps)\s*[=<]\s*[\d.,]+/i.test(line) || SILENT.test(line);
  }
  let rest = line.replace(DOTTED, " ");
  for (const { words } of DESTINATIONS) rest = rest.replace(new RegExp(words, "gi"), " ");
  rest = rest
    .replaceAll(/(?<![\w:])[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,}(?![\w:])/gi, " ")
    .replaceAll(/\b[a-z][\w-]*(\.[a-z]\w*)+\b/gi, " ")
    .replaceAll(/\b(pc|eth|l)-?\d+\b|^\s*\d+[.)]\s/gi, " ");
  return /\d/.test(rest) || SILENT.test(rest);
}
