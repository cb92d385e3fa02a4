/**
 * What a student handed in: a folder's files, and what comes of running its programs.
 *
 * @module
 */
import { filesCalled, isProgram, type Names, type StudentFile } from "./folder.ts";
import { couldNotTell, notDone, type Verdict } from "./item.ts";
import { run } from "./run.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { faultOfSource } from "./source-fault.ts";
import { Source } from "./source.ts";
import type { Outcome } from "./trial.ts";
import { turns } from "./turns.ts";

// Most of a trial is waiting; with more at once, programs would be late on a small computer
const inTurn = turns(4 * navigator.hardwareConcurrency);

/** Of files with similar names that many are looked at. */
export const MOST_CANDIDATES = 3;

/** The items that are programs. */
export type ProgramItem = "Ex3" | "server" | "client" | "client-2";

/** A folder that was handed in, read. */
export class HandedIn {
  readonly programs: Source[];
  /** What came of the programs that have been run. */
  #outcomes = new Map<string, Promise<Outcome>>();

  constructor(readonly path: string, readonly files: StudentFile[], readonly sandbox: Sandbox) {
    this.programs = files.filter(({ name }) => isProgram(name)).map((file) => new Source(file));
  }

  /** The texts of these names that can hold a table; some are called `.py`. */
  tablesCalled(names: Names): StudentFile[] {
    const tables = this.files.filter(({ name }) => !/\.[cm]?[jt]sx?$/i.test(name));
    return filesCalled(names, tables).slice(0, MOST_CANDIDATES);
  }

  /** The programs of these names. */
  programsCalled(names: Names): Source[] {
    return filesCalled(names, this.programs).slice(0, MOST_CANDIDATES);
  }

  /** The program of exactly this name. */
  program(name?: string): Source | undefined {
    return this.programs.find((one) => one.name === name);
  }

  /** Judges a program by running it, once for both clients. */
  async judge(item: ProgramItem, program: Source): Promise<Verdict> {
    const fault = faultOfSource(program, item === "server");
    if (fault) return fault;
    const kind = item === "Ex3" ? "chat" : item === "server" ? "server" : "client";
    const key = `${kind} ${program.name}`;
    const outcome = this.#outcomes.get(key) ??
      inTurn(() => run(kind, program, this.path, this.sandbox));
    this.#outcomes.set(key, outcome);
    const verdicts = await outcome;
    return "status" in verdicts ? verdicts : verdicts[item === "client" ? "client" : "client-2"];
  }
}

/** Judges files until one is done. The verdict on the first stands when none is. */
export async function best<F extends StudentFile>(
  files: F[],
  judge: (file: F) => Verdict | Promise<Verdict>,
): Promise<Verdict | undefined> {
  let first: Verdict | undefined, isLeftover = true;
  for (const file of files) {
    const verdict = { ...file.unread ? noText(file) : await judge(file), file: file.name };
    if (verdict.status === "done") return verdict;
    // An empty file beside a fuller one is a leftover
    if (isLeftover) first = verdict;
    isLeftover &&= file.text.trim() === "";
  }
  return first;
}

function noText({ name, unread }: StudentFile): Verdict {
  return isProgram(name) || unread!.startsWith("cannot")
    ? couldNotTell(`${name} ${unread}.`, "")
    : notDone(`${name} ${unread}.`, "Type the table as text.");
}
