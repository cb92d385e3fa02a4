/**
 * Names of folders, as short as they can be told apart.
 *
 * @module
 */

/**
 * The names without what all of them begin with and end in; what is still too long loses its
 * middle.
 *
 * ```ts
 * import { shortNames } from "./short-names.ts";
 * console.log(shortNames(["pne-ana/Session-08", "pne-ben/Session-08"], 20)); // [ "ana", "ben" ]
 * ```
 */
export function shortNames(names: string[], longest: number): string[] {
  const [first] = names;
  // What is shared ends at a sign between two words
  const begins = [...first.matchAll(/[/\\_-]/g)].map(({ index }) => first.slice(0, index + 1));
  const ends = [...first.matchAll(/[/\\_-]/g)].map(({ index }) => first.slice(index));
  const begin = begins.findLast((text) => names.every((name) => name.startsWith(text))) ?? "";
  const end =
    ends.find((text) =>
      names.every((name) => name.endsWith(text) && name.length > begin.length + text.length)
    ) ?? "";
  const short = names.map((name) => name.slice(begin.length, name.length - end.length) || name);
  return short.map((name, i) => {
    if (name.length <= longest) return name;
    const half = Math.floor((longest - 3) / 2);
    const cut = `${name.slice(0, half)}...${name.slice(-half)}`;
    const isOther = (other: string) =>
      other.startsWith(name.slice(0, half)) && other.endsWith(name.slice(-half));
    // Where only the middle differs, the number of the row tells
    return short.filter(isOther).length > 1 ? `${cut.slice(0, -3)}#${i + 1}` : cut;
  });
}
