/**
 * What a student handed in: a folder's files, and what comes of running its programs.
 *
 * @module
 */
import { filesCalled, isProgram, type Names, readFolder, type StudentFile } from "./folder.ts";
import { couldNotTell, notDone, type Verdict } from "./item.ts";
import { NotRun } from "./sandbox/run.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { faultOfSource } from "./source-fault.ts";
import { Source } from "./source.ts";
import { type Records, runTrial } from "./trial.ts";

/** Of files with similar names that many are looked at. */
export const MOST_CANDIDATES = 3;

/** A verdict, and the file that it is about. */
export interface Judged {
  file?: StudentFile;
  verdict: Verdict;
}

/** A folder that was handed in, read. */
export class HandedIn {
  readonly programs: Source[];
  /** What came of the programs that have been run. */
  #records: { [K in keyof Records]: Map<string, Promise<Records[K]>> } = {
    client: new Map(),
    chat: new Map(),
    server: new Map(),
  };

  constructor(readonly path: string, readonly files: StudentFile[], readonly sandbox: Sandbox) {
    this.programs = files.filter(({ name }) => isProgram(name)).map((file) => new Source(file));
  }

  /** Reads a folder. */
  static async read(path: string, sandbox: Sandbox): Promise<HandedIn> {
    return new HandedIn(path, await readFolder(path), sandbox);
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

  /** Runs a program, once for all verdicts on it, and judges what came of it. */
  async judge<K extends keyof Records>(
    kind: K,
    program: Source,
    verdict: (record: Records[K], program: Source) => Verdict,
  ): Promise<Verdict> {
    const fault = faultOfSource(program, kind === "server");
    if (fault) return fault;
    const records = this.#records[kind];
    let record = records.get(program.name);
    if (!record) {
      records.set(program.name, record = runTrial(kind, program, this.path, this.sandbox));
    }
    try {
      return verdict(await record, program);
    } catch (error) {
      if (error instanceof NotRun) return couldNotTell(error.message, error.hint);
      throw error;
    }
  }
}

/** Judges files until one is done. The verdict on the first stands when none is. */
export async function best<F extends StudentFile>(
  files: F[],
  judge: (file: F) => Verdict | Promise<Verdict>,
): Promise<Judged | undefined> {
  let first: Judged | undefined;
  for (const file of files) {
    const judged = { file, verdict: file.unread ? noText(file) : await judge(file) };
    if (judged.verdict.status === "done") return judged;
    // An empty file beside a fuller one is a leftover
    if (!first?.file?.text.trim()) first = judged;
  }
  return first;
}

function noText({ name, unread }: StudentFile): Verdict {
  return isProgram(name) || unread!.startsWith("cannot")
    ? couldNotTell(`${name} ${unread}.`, "")
    : notDone(`${name} ${unread}.`, "Type the table as text.");
}
