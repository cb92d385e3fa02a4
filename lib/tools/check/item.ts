/**
 * What the checker finds out about each item of the session's checklist.
 *
 * @module
 */

export type ItemName =
  | "IPs"
  | "Ex2"
  | "Ex3"
  | "server"
  | "client"
  | "client-2"
  | "pair"
  | "pushed";

/** A note is no fault: only the pair of exercise 5 has one. */
export type Status = "done" | "not done" | "absent" | "could not tell" | "note";

/** An item of a student's folder, as `--json` shows it. */
export interface Item {
  item: ItemName;
  status: Status;
  /** The file that was looked at, by its name in the folder. */
  file: string | null;
  /** Why it is not done, or what was seen; a sentence. */
  reason: string;
  /** What to try next; empty when there is nothing to do. */
  hint: string;
}

/** What the two sides said when a program failed. */
export interface Evidence {
  /** What the program printed. */
  program: string;
  /** What the tester did and saw, a line for each step. */
  tester: string[];
}

/** A verdict without its item's name and file, which only the caller knows. */
export interface Verdict {
  status: Status;
  reason: string;
  hint: string;
  evidence?: Evidence;
  /** It cannot be told, and all the rest is done: that is enough. */
  excused?: true;
}

/** An item with what was seen, for the terminal. */
export type Finding = Item & Pick<Verdict, "evidence" | "excused">;

/** Why nothing of a folder was checked, in a word and in a sentence. */
export interface Problem {
  word: "absent" | "unreadable";
  reason: string;
}

/** A session's folder, found or not. */
export interface SessionFolder {
  /** What it is called: the path that was given, or within it that of a student. */
  name: string;
  path: string;
  problem?: Problem;
}

/** A folder with what was found in it. */
export interface Checked {
  folder: string;
  items: Finding[];
  problem?: Problem;
}

export function done(reason: string): Verdict {
  return { status: "done", reason, hint: "" };
}

export function notDone(reason: string, hint: string, evidence?: Evidence): Verdict {
  return { status: "not done", reason, hint, evidence };
}

export function couldNotTell(reason: string, hint: string, evidence?: Evidence): Verdict {
  return { status: "could not tell", reason, hint, evidence };
}
