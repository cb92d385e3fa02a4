/**
 * The output of nc: bytes to standard output, written in the way that suits its kind.
 *
 * @module
 */
import { fstatSync } from "node:fs";
import { delay } from "../../time.ts";
import { escapeLines } from "../../escape.ts";
import { encode } from "../../text.ts";

/** How long an output that has no room is left alone, in milliseconds. */
const NO_ROOM = 20;

/** Standard output. At a terminal it shows text, anywhere else it gives the bytes as they are. */
export class Output {
  /** Why something could not be written, in a sentence. That its reader is gone is no error. */
  error?: string;

  #broken = Promise.withResolvers<void>();
  #terminal = Deno.stdout.isTerminal() ? new TerminalText() : undefined;
  // A file makes no program wait, and is written without another thread. Another output may be
  // slow, and nc still has to listen to the rest
  #sync = !this.#terminal && Deno.build.os !== "windows" && fileLike();

  /** Resolves once nothing more can be written. */
  get broken(): Promise<void> {
    return this.#broken.promise;
  }

  /** Writes all of it; false when the output is broken. */
  async write(bytes: Uint8Array): Promise<boolean> {
    return await this.#write(this.#terminal ? encode(this.#terminal.show(bytes)) : bytes);
  }

  /** Nothing more comes: what a terminal still waits for is shown. */
  async end(): Promise<boolean> {
    return this.#terminal ? await this.#write(encode(this.#terminal.end())) : true;
  }

  async #write(bytes: Uint8Array): Promise<boolean> {
    for (let at = 0; at < bytes.length;) {
      const rest = bytes.subarray(at);
      try {
        at += this.#sync ? Deno.stdout.writeSync(rest) : await Deno.stdout.write(rest);
      } catch (error) {
        if (error instanceof Deno.errors.WouldBlock) {
          // Another program has made it non-blocking
          await delay(NO_ROOM);
          continue;
        }
        if (!(error instanceof Deno.errors.BrokenPipe)) {
          this.error ??= `What was received cannot be written: ${(error as Error).message}.`;
        }
        this.#broken.resolve();
        return false;
      }
    }
    return true;
  }
}

function fileLike(): boolean {
  const kind = fstatSync(1);
  return kind.isFile() || kind.isCharacterDevice();
}

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
