/**
 * What a student says for one cell of a table, on the command line or when asked.
 *
 * @module
 */
import { isIP } from "../../address.ts";
import { UserError } from "../../error.ts";
import { escapeControls } from "../../escape.ts";
import { question } from "../../input.ts";
import { openTerminal } from "../../terminal.ts";
import { fitsCell } from "./table.ts";

/** What may be said. */
export interface Kind {
  /** What it is, for a user who said something else. */
  what: string;
  /** How it stands in the table; undefined for something else. */
  read(answer: string): string | undefined;
}

export const text: Kind = {
  what: "one line of plain text",
  read: (answer) => fitsCell(answer) && answer.trim() || undefined,
};

export const wireOrWifi: Kind = {
  what: "Wire or Wifi",
  read: (answer) => ({ wire: "Wire", wifi: "Wifi", "wi-fi": "Wifi" })[answer.trim().toLowerCase()],
};

export const anyIP: Kind = {
  what: "an IP, as in --ip 10.1.128.39",
  read: (answer) => isIP(answer) ? answer : undefined,
};

/**
 * What an option says, as it stands in the table; empty when it was left out.
 *
 * @throws {UserError} when it is something else; the exit status is 2.
 */
export function readOption(option: string, value: string, { what, read }: Kind): string {
  const cell = value === "" ? "" : read(value);
  if (cell !== undefined) return cell;
  throw new UserError(`--${option} "${escapeControls(value)}" is not ${what}`, 2);
}

let asked = false;

/**
 * Asks at a terminal, once more if need be.
 *
 * @param option what says the same on the command line: `--place home`.
 * @throws {UserError} when there is no terminal to ask at; the exit status is 2.
 */
export async function ask(text: string, option: string, { what, read }: Kind): Promise<string> {
  if (!Deno.stdin.isTerminal()) {
    throw new UserError(`there is no terminal to ask at: "${text}" Say it with ${option}`, 2);
  }
  asked = true;
  while (true) {
    const answer = await question(`${text} `);
    if (answer === undefined) {
      await stopAsking();
      throw new UserError("No answer: nothing was written.");
    }
    const cell = read(answer);
    if (cell !== undefined) return cell;
    console.error(`Please write ${what}.`);
  }
}

/** Leaves the terminal as it was: a program that could still ask does not end. */
export async function stopAsking(): Promise<void> {
  if (asked) (await openTerminal()).close();
}
