/**
 * What comes through a socket, as a terminal shows it.
 *
 * @module
 */
import { escapeLines } from "../../escape.ts";

/**
 * Bytes from the network as text for a terminal, whatever the pieces in which they come: what the
 * terminal would obey is written out, and only lines and tabs stay.
 */
export class TerminalText {
  #decoder = new TextDecoder();
  #held = "";

  /** What can be shown now. The first half of a character or of `\r\n` waits for the second. */
  show(bytes: Uint8Array): string {
    return this.#shown(this.#decoder.decode(bytes, { stream: true }), "\r");
  }

  /** What was held back. */
  end(): string {
    return this.#shown(this.#decoder.decode(), "");
  }

  #shown(piece: string, hold: string): string {
    const text = this.#held + piece;
    this.#held = hold && text.endsWith(hold) ? hold : "";
    return text.slice(0, text.length - this.#held.length)
      .split("\t").map(escapeLines).join("\t");
  }
}
