/**
 * The tables of the measurements.
 *
 * @module
 */

/** A measurement of ours beside a peer's, in the same run. */
export interface Row {
  what: string;
  ours: string;
  theirs: string;
  ratio: number;
  /** What we want to reach. */
  goal: string;
}

/** The middle one of some numbers. */
export function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Prints rows as a Markdown table. */
export function table(title: string, rows: Row[]): void {
  console.log(`\n## ${title}\n`);
  console.log("| what | ours | theirs | ratio | goal |\n| --- | --- | --- | --- | --- |");
  for (const { what, ours, theirs, ratio, goal } of rows) {
    console.log(`| ${what} | ${ours} | ${theirs} | ${ratio.toFixed(2)} | ${goal} |`);
  }
}
