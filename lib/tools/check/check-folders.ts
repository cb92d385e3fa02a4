/**
 * What is found in folders: for each item of the checklist whether it is done, and why not.
 *
 * @module
 */
import { escapeControls } from "../../escape.ts";
import { CHECKLIST, type Exercise, type Found } from "./checklist.ts";
import { readFolder, whyUnread } from "./folder.ts";
import { HandedIn } from "./handed-in.ts";
import type { Checked, Finding, SessionFolder } from "./item.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { turns } from "./turns.ts";

// The folders that are open at once; how many programs run is another matter
const MOST_FOLDERS = 8;
// A line that goes on in the next row could not be taken away (characters)
const MOST_OF_NAME = 60;

/**
 * Checks folders, some at a time; a terminal sees what is checked, and how far it is. What is given
 * is read and run, never written.
 *
 * @param known what is known already of all of them, and is not looked at once more.
 */
export async function checkFolders(
  folders: SessionFolder[],
  sandbox: Sandbox,
  known: Finding[],
): Promise<Checked[]> {
  const inTurn = turns(MOST_FOLDERS);
  let finished = 0;
  const show = () =>
    showProgress(
      folders.length === 1
        ? `Checking ${escapeControls(folders[0].name).slice(-MOST_OF_NAME)} …`
        : `Checking ${folders.length} folders: ${finished} done`,
    );
  show();
  const checked = await Promise.all(folders.map((folder) =>
    inTurn(async () => {
      const result = await checkFolder(folder, sandbox, known);
      finished++;
      show();
      return result;
    })
  ));
  showProgress("");
  return checked;
}

/** Shows a line at a terminal, in place of the one before. */
function showProgress(line: string): void {
  if (!Deno.stderr.isTerminal()) return;
  // Back to the line's beginning, and clear it (ECMA-48: EL)
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${line}`));
}

async function checkFolder(
  folder: SessionFolder,
  sandbox: Sandbox,
  known: Finding[],
): Promise<Checked> {
  const { path, problem } = folder;
  if (problem) {
    const { word, reason } = problem;
    const items = CHECKLIST.map(({ item, absent, hint }): Finding =>
      word === "absent"
        ? { item, status: word, reason: absent, hint }
        : { item, status: "could not tell", reason, hint: "" }
    );
    return { ...folder, items };
  }
  try {
    const handedIn = new HandedIn(path, await readFolder(path), sandbox);
    const found: Found = new Map();
    const find = async ({ item, names, absent, hint, check }: Exercise): Promise<Finding> =>
      known.find((one) => one.item === item) ??
        {
          item,
          ...await check(handedIn, names, found) ?? { status: "absent", reason: absent, hint },
        };
    for (const exercise of CHECKLIST) found.set(exercise.item, find(exercise));
    return { ...folder, items: await Promise.all(found.values()) };
  } catch (error) {
    // Whatever it is, the others are checked nevertheless
    const isOfFiles = "code" in (error as Error);
    if (!isOfFiles) console.error(error);
    const reason = `It cannot be ${isOfFiles ? "read" : "checked"}${whyUnread(path, error)}.`;
    return await checkFolder(
      { ...folder, problem: { word: "unreadable", reason } },
      sandbox,
      known,
    );
  }
}
