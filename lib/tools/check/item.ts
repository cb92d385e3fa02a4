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

/** What the two sides said when a program failed. */
export interface Evidence {
  /** What the program printed. */
  program: string;
  /** What the tester did and saw, a line for each step. */
  tester: string[];
}

/** What is said of an item. */
export interface Verdict {
  status: Status;
  /** The file that was looked at, by its name in the folder. */
  file?: string;
  /** Why it is not done, or what was seen; a sentence. */
  reason: string;
  /** What to try next; empty when there is nothing to do. */
  hint: string;
  evidence?: Evidence;
  /** It cannot be told, and all the rest is done: that is enough. */
  excused?: true;
}

/** An item of a student's folder, and what is said of it. */
export interface Finding extends Verdict {
  item: ItemName;
}

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
export interface Checked extends SessionFolder {
  items: Finding[];
}

export function done(reason: string): Verdict {
  return { status: "done", reason, hint: "" };
}

export function notDone(reason: string, hint: string): Verdict {
  return { status: "not done", reason, hint };
}

export function couldNotTell(reason: string, hint: string): Verdict {
  return { status: "could not tell", reason, hint };
}
