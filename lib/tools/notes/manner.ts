/**
 * The manner in which a student writes a table: what stands between its cells.
 *
 * @module
 */

/** How the lines of one table are written, as its line of column names shows it. */
export interface Manner {
  /** The names of the columns. */
  names: string[];
  /** Whether a line below the names is a row. */
  isRow(line: string): boolean;
  /** Whether it is one even below a blank line, where another table might begin. */
  isPlainlyRow(line: string): boolean;
  /** The cells of a row in the order of the names, trimmed; one that is missing is empty. */
  cells(line: string): string[];
  /** The row with another text in its cell number `at`, and all else as it was. */
  set(line: string, at: number, value: string): string;
  /** A new row. */
  row(values: string[]): string;
}

/** Whether two names of a column or a machine are the same to a reader. */
export function isSameName(a: string, b: string): boolean {
  const plain = (text: string) => text.trim().replaceAll(/\s+/g, " ").toLowerCase();
  return plain(a) === plain(b);
}
