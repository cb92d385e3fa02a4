/**
 * A folder that is checked again whenever a file in it is saved.
 *
 * @module
 */
import { escapeControls } from "../../escape.ts";
import { bold, dim } from "../../system/screen.ts";
import { delay } from "../../time.ts";
import { checkFolders } from "./check-folders.ts";
import { CHECKLIST } from "./checklist.ts";
import { filesCalled, isProgram, readFolder } from "./folder.ts";
import type { Finding, ItemName, SessionFolder } from "./item.ts";
import { formatFolder, formatHint, formatItem, formatNext } from "./report.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";

// An editor writes a file in several steps: so long after the first, all are done (milliseconds)
const ONE_SAVE = 200;
// What editors write beside a file
const TEMPORARY = /~$|\.sw\w$|^4913$|\.(tmp|bak)$/i;
const LONGEST_ERROR = 100;

/**
 * Shows the list, waits for saves, checks what the saved files are for, and says what has changed,
 * without end: Ctrl-C ends the program.
 *
 * @param known what is not looked at.
 */
export async function watchFolder(
  { name, path }: SessionFolder,
  sandbox: Sandbox,
  known: Finding[],
): Promise<void> {
  // What it lacks at first may come
  const folder = { name, path };
  // The folder and not its files: some editors write a new file, and give it the name of the old
  using watcher = Deno.watchFs(path, { recursive: false });
  let texts = await readTexts(path);
  const [first] = await checkFolders([folder], sandbox, known);
  let { items } = first;
  console.log(formatFolder(first, sandbox));
  console.log(
    `\nWaiting until you save a file in ${escapeControls(name)}. ${dim("Ctrl-C ends it.")}`,
  );
  let looking = Promise.resolve();
  let isDue = false;
  const look = async () => {
    await delay(ONE_SAVE);
    isDue = false;
    const now = await readTexts(path);
    const saved = [...new Set([...now.keys(), ...texts.keys()])]
      .filter((name) => now.get(name) !== texts.get(name) && !TEMPORARY.test(name));
    texts = now;
    if (saved.length === 0) return;
    const stale = itemsOf(saved, items);
    const kept = items.filter(({ item }) => !stale.includes(item));
    const [{ items: fresh }] = await checkFolders([folder], sandbox, [...known, ...kept]);
    console.log(`\n${bold(time())} ${escapeControls(saved.join(", "))}`);
    for (const line of changes(items, fresh, stale)) console.log(line);
    items = fresh;
  };
  for await (const { kind } of watcher) {
    if (kind === "access" || isDue) continue;
    isDue = true;
    looking = looking.then(look);
  }
}

async function readTexts(path: string): Promise<Map<string, string>> {
  const files = await readFolder(path).catch(() => []);
  return new Map(files.map(({ name, text, unread = "" }) => [name, text + unread]));
}

/** The items that files of these names are for; a program of no exercise may be part of any. */
function itemsOf(saved: string[], items: Finding[]): ItemName[] {
  const isFor = ({ item, file }: Finding, name: string) =>
    file === name ||
    filesCalled(CHECKLIST.find((one) => one.item === item)!.names, [{ name, text: "" }]).length > 0;
  const named = items.filter((one) => saved.some((name) => isFor(one, name)));
  const programs = saved.some((name) => isProgram(name) && !items.some((one) => isFor(one, name)));
  return [
    ...named.map(({ item }) => item),
    ...(programs ? ["Ex3", "server", "client", "client-2"] as const : []),
    "pair",
    "pushed",
  ];
}

function changes(before: Finding[], after: Finding[], stale: ItemName[]): string[] {
  const lines = after.flatMap((one, i) => {
    const was = before[i];
    const isNew = was.status !== one.status || was.reason !== one.reason;
    const isOwn = stale.includes(one.item) && one.item !== "pair" && one.item !== "pushed";
    if (!isNew && !isOwn) return [];
    if (one.status === "done") return [isNew ? `${one.item}: done now` : `${one.item}: still done`];
    const error = one.reason.match(/(Syntax|Indentation|Tab)Error.*|could not be parsed.*/)?.[0];
    if (error) return [`${one.item}: ${escapeControls(error.slice(0, LONGEST_ERROR))}`];
    return [formatItem(one), ...formatHint(one)];
  });
  const next = formatNext(after);
  return next === formatNext(before) ? lines : [...lines, next];
}

function time(): string {
  return new Date().toTimeString().slice(0, 8);
}
