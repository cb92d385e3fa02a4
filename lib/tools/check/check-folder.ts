/**
 * What is found in one folder: each item of the checklist, and why.
 *
 * @module
 */
import { CHECKLIST, type Exercise, type Found } from "./checklist.ts";
import { whyUnread } from "./folder.ts";
import { HandedIn, type Judged } from "./handed-in.ts";
import {
  type Checked,
  couldNotTell,
  type Finding,
  type Problem,
  type SessionFolder,
} from "./item.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";

/**
 * Checks a folder. What is given is read and run, never written.
 *
 * @param known what is known already, and is not looked at once more.
 */
export async function checkFolder(
  { name, path, problem }: SessionFolder,
  sandbox: Sandbox,
  known: Finding[] = [],
): Promise<Checked> {
  if (problem) {
    return {
      folder: name,
      problem,
      items: CHECKLIST.map((it) => notLookedAt(it, problem)),
    };
  }
  try {
    const folder = await HandedIn.read(path, sandbox);
    const found: Found = new Map();
    for (const { item, names, check } of CHECKLIST) {
      const before = known.find((one) => one.item === item);
      found.set(
        item,
        before ? Promise.resolve(remembered(before, folder)) : check(folder, names, found),
      );
    }
    const items = await Promise.all(CHECKLIST.map(async ({ item, absent, hint }) => {
      const judged = await found.get(item);
      const verdict = judged?.verdict ?? { status: "absent" as const, reason: absent, hint };
      return { item, file: judged?.file?.name ?? null, ...verdict };
    }));
    return { folder: name, items };
  } catch (error) {
    // Whatever it is, the others are checked nevertheless
    const isOfFiles = "code" in (error as Error);
    if (!isOfFiles) console.error(error);
    const reason = `It cannot be ${isOfFiles ? "read" : "checked"}${whyUnread(path, error)}.`;
    return await checkFolder({ name, path, problem: { word: "unreadable", reason } }, sandbox);
  }
}

/** What was found before, as if it were found now. */
function remembered(finding: Finding, folder: HandedIn): Judged | undefined {
  const file = folder.files.find(({ name }) => name === finding.file);
  return finding.status === "absent" ? undefined : { file, verdict: finding };
}

function notLookedAt({ item, absent, hint }: Exercise, { word, reason }: Problem): Finding {
  return word === "absent"
    ? { item, file: null, status: word, reason: absent, hint }
    : { item, file: null, ...couldNotTell(reason, "") };
}
