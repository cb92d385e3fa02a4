/**
 * Lines: text that arrives in pieces, cut where its lines end.
 *
 * @module
 */
import { UserError } from "./error.ts";

/** The longest line, in bytes: a text of JavaScript ends at 512 MiB. */
const LONGEST = 64 * 1024 * 1024;

const NEWLINE = 10;

/** How lines are read. */
export interface LinesOptions {
  /** Bytes that are not UTF-8 are an error; else they become U+FFFD. */
  strict?: boolean;
}

/**
 * The lines of a stream of bytes in UTF-8, as they become complete; the last one also without an
 * end. What ends a line, `\n` or `\r\n`, does not belong to it.
 *
 * ```ts
 * import { lines } from "./lines.ts";
 * for await (const line of lines(new Blob(["one\r\ntwo"]).stream())) console.log(line); // one, two
 * ```
 *
 * @throws {UserError} when a line is longer than 64 MiB, or not UTF-8 where that is asked for.
 */
export async function* lines(
  pieces: AsyncIterable<Uint8Array>,
  { strict = false }: LinesOptions = {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: strict });
  let number = 0;
  const text = async (parts: Uint8Array[]) => {
    number++;
    const bytes = parts.length === 1 ? parts[0] : await new Blob(parts as BlobPart[]).bytes();
    try {
      return decoder.decode(bytes).replace(/\r$/, "");
    } catch {
      throw new UserError(`line ${number} of the input is not a text in UTF-8`);
    }
  };
  // The beginning of a line, in the pieces that it came in
  let begun: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    let start = 0;
    for (let end; (end = piece.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
      yield await text([...begun, piece.subarray(start, end)]);
      begun = [];
      length = 0;
    }
    if (start === piece.length) continue;
    // The piece may be written over when the next one is read
    begun.push(piece.slice(start));
    length += piece.length - start;
    if (length > LONGEST) throw new UserError(`line ${number + 1} is longer than 64 MiB`);
  }
  if (begun.length > 0) yield await text(begun);
}
