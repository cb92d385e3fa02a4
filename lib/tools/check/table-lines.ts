/**
 * The lines of a table that a student typed: with tabs, blanks, pipes, or in a `.py` file.
 *
 * @module
 */
import { isIPv4, isIPv6 } from "../../address.ts";

// A table of this session has a screen of short lines; what is longer would only take its time
const MOST_LINES = 1000;
const LONGEST_LINE = 400;

/** The lines with something to read in them, without the dress of a Python string or comment. */
export function tableLines(text: string): string[] {
  return text.split(/\r?\n/, MOST_LINES)
    .map((line) => undress(line.slice(0, LONGEST_LINE)))
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
}

function undress(line: string): string {
  return line
    .replace(/^(\s*)(#+|\/\/|["']{3})/, "$1")
    .replace(/^\s*print\s*\(\s*[fr]?["']{1,3}/i, "")
    .replace(/["']{1,3}\s*\)\s*;?\s*$/, "")
    .replaceAll("\\t", "\t");
}

/** Four numbers with dots between them, right or wrong, with what may stand around them. */
export const DOTTED = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/g;

/** The IPs in a line, IPv4 and IPv6, and the line without them and what looks like one. */
export function takeIPs(line: string): { ips: string[]; rest: string } {
  const ips: string[] = [];
  const rest = line
    .replace(/[\da-f]*:[\da-f:.]*:[\da-f:.]*(%\w+)?/gi, (word) => {
      // A MAC address has its colons, too, but neither eight groups nor a pair of colons
      const ip = word.replace(/[.:]$/, (end) => word.endsWith("::") ? end : "");
      if (isIPv6(ip)) ips.push(ip);
      return " ";
    })
    .replace(DOTTED, (word) => {
      // Zeros before a number are no mistake of a student who copies what a router shows
      if (isIPv4(word.replaceAll(/\b0+(?=\d)/g, ""))) ips.push(word);
      return " ";
    });
  return { ips, rest };
}
