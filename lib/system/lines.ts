/**
 * Lines: text that arrives in pieces, cut where its lines end.
 *
 * @module
 */
import { UserError } from "../error.ts";

/** The longest line, in characters: a text of JavaScript ends at 512 MiB. */
const LONGEST = 64 * 1024 * 1024;

/**
 * The lines of a stream of bytes in UTF-8, as they become complete; the last one also without an
 * end. What ends a line, `\n` or `\r\n`, does not belong to it.
 *
 * ```ts
 * import { lines } from "./lines.ts";
 * for await (const line of lines(new Blob(["one\r\ntwo"]).stream())) console.log(line); // one, two
 * ```
 *
 * @throws {UserError} when a line is longer than 64 MiB.
 */
export async function* lines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // The beginning of a line, in the pieces that it came in
  let begun: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const parts = decoder.decode(piece, { stream: true }).split("\n");
    for (const end of parts.slice(0, -1)) {
      yield [...begun, end].join("").replace(/\r$/, "");
      begun = [];
      length = 0;
    }
    const rest = parts.at(-1)!;
    begun.push(rest);
    length += rest.length;
    if (length > LONGEST) throw new UserError("a line is longer than 64 MiB: that is too long");
  }
  const last = [...begun, decoder.decode()].join("");
  if (last !== "") yield last.replace(/\r$/, "");
}
