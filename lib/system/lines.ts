/**
 * Lines: text that arrives in pieces, cut where its lines end.
 *
 * @module
 */

/**
 * The lines of a stream of bytes in UTF-8, as they become complete; the last one also without an
 * end. What ends a line, `\n` or `\r\n`, does not belong to it.
 *
 * ```ts
 * import { lines } from "./lines.ts";
 * for await (const line of lines(new Blob(["one\r\ntwo"]).stream())) console.log(line); // one, two
 * ```
 */
export async function* lines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    if (!text.includes("\n")) continue;
    const complete = text.split("\n");
    text = complete.pop()!;
    for (const line of complete) yield line.replace(/\r$/, "");
  }
  text += decoder.decode();
  if (text !== "") yield text.replace(/\r$/, "");
}
