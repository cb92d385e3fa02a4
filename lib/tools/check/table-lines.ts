/**
 * The lines of a table that somebody typed: with tabs, blanks, pipes, or in a `.py` file.
 *
 * @module
 */

/** A dotted IPv4 address, right or wrong, with what may stand around it. */
export const DOTTED = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/g;

/** The lines with something to read in them, without the dress of a Python string or comment. */
export function tableLines(text: string): string[] {
  return text.split(/\r?\n/).map(undress).filter((line) => /[\p{L}\p{N}]/u.test(line));
}

function undress(line: string): string {
  return line
    .replace(/^(\s*)(#+|\/\/|["']{3})/, "$1")
    .replace(/^\s*print\s*\(\s*[fr]?["']{1,3}/i, "")
    .replace(/["']{1,3}\s*\)\s*;?\s*$/, "")
    .replaceAll("\\t", "\t");
}
