/**
 * What the two sides of a trial said, in words.
 *
 * @module
 */
import type { Evidence } from "./item.ts";
import type { Heard } from "./peer.ts";
import type { Ending } from "./sandbox/student-process.ts";

/** What to try with a program that does nothing. */
export function whyNot({ output }: Ending): string {
  return output.trim() === ""
    ? "Run it yourself beside the server, and see where it waits."
    : "Read what it printed: it says why.";
}

/** What the program printed, beside what the tester did and saw. */
export function evidenceOf({ output }: Ending, tester: string[]): Evidence {
  return { program: output.trim(), tester };
}

/** The connections that the tester heard, a line for each. */
export function heardWords(heard: Heard[]): string[] {
  if (heard.length === 0) return ["no connection came"];
  return heard.slice(0, 6).map(({ text, closed, to }, i) =>
    `connection ${i + 1} to ${to}: ${text ? `"${short(text)}"` : "nothing"}${
      closed ? ", closed" : ""
    }`
  );
}

/** The beginning of a text. */
export function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
