/**
 * A student's program as a text: its language, the address that it carries, what it seems to do.
 *
 * @module
 */
import { isIP } from "../../address.ts";
import {
  type Literal,
  pythonAddresses,
  type SourceAddress,
  typescriptAddress,
} from "./source-address.ts";
import type { StudentFile } from "./folder.ts";

// A program of this session has a screen or two of lines. What is longer is not looked at: an
// expression takes a long time for some texts
const LONGEST_PROGRAM = 32 * 1024;
const LONGEST_LINE = 400;
const LONGEST_NAME = 253;

/** A student's program, read but not run. */
export class Source {
  readonly name: string;
  readonly text: string;
  readonly language: "python" | "typescript";
  /** The address that it connects to, or listens at. */
  readonly address: SourceAddress;
  /** The text without comments, to look for words in. */
  #code: string;
  #addresses: SourceAddress[];

  constructor({ name, text }: StudentFile) {
    this.name = name;
    this.text = text;
    this.language = /\.py$/i.test(name) ? "python" : "typescript";
    this.#code = blankComments(blankLong(text), this.language);
    this.#addresses = this.language === "python"
      ? pythonAddresses(this.#code)
      : [typescriptAddress(this.#code)];
    this.address = this.#addresses[0];
  }

  get isEmpty(): boolean {
    return this.#code.trim() === "";
  }

  get listens(): boolean {
    return this.language === "python"
      ? /\.listen\s*\(|(create|start)_server\s*\(|\bsocketserver\b/.test(this.#code)
      : /\blisten\s*\(/.test(this.#code);
  }

  get connects(): boolean {
    return /\b(connect(_ex)?|(create|open)_connection)\s*\(/.test(this.#code) && !this.listens;
  }

  /** Whether it asks the user for text, again and again. */
  get chats(): boolean {
    const asks = this.language === "python"
      ? /\binput\s*\(|\bstdin\b/
      : /\bprompt\s*\(|\breadMessages\s*\(|\bstdin\b|\breadline\b/;
    return this.connects && asks.test(this.#code) && /\b(while|for)\b/.test(this.#code);
  }

  /** Whether it takes `--ip` and `--port`. */
  get takesOptions(): boolean {
    if (/["'`]-{0,2}port["'`]/.test(this.#code) && /["'`]-{0,2}ip["'`]/.test(this.#code)) {
      return true;
    }
    const options = this.#code.match(/\bparseOptions\s*\(\s*\{([^}]*)\}/)?.[1] ?? "";
    return /\bip\b/.test(options) && /\bport\b/.test(options);
  }

  /** All numbers of the text that can be ports. */
  get ports(): number[] {
    const numbers = this.#code.match(/(?<![\w.])\d{1,5}(?![\w.])/g) ?? [];
    const ports = numbers.map(Number).filter((port) => port > 0 && port < 65_536);
    const own = Number(this.address.port?.value);
    return [...new Set([...(own ? [own] : []), ...ports])].slice(0, 16);
  }

  /** What is wrong with its IP, if that is no address and no name either. */
  get malformedIP(): string | undefined {
    const ip = this.address.ip?.value;
    // Zeros before a number are no mistake
    if (!ip || isIP(ip.replaceAll(/\b0+(?=\d)/g, ""))) return undefined;
    // RFC 1123: the labels of a name, the last of which is not a number
    const labels = ip.replace(/\.$/, "").split(".");
    const isName = ip.length <= LONGEST_NAME && /[a-z_]/i.test(labels.at(-1)!) &&
      labels.every((label) => /^[a-z0-9_-]+$/i.test(label) && !/^-|-$/.test(label));
    return isName ? undefined : ip;
  }

  /**
   * The text with another address in place of its own; undefined if its own is not to be found.
   * What has nothing to do with sockets stays as it is.
   */
  withAddress(ip: string, port: number): string | undefined {
    if (!/\b(connect|bind|listen|create_|open_connection|start_server)\w*\s*\(/.test(this.#code)) {
      return this.text;
    }
    if (!this.address.ip || !this.address.port) return undefined;
    const changes = new Map<number, Literal & { by: string }>();
    for (const address of this.#addresses) {
      if (address.ip) changes.set(address.ip.start, { ...address.ip, by: ip });
      if (address.port) changes.set(address.port.start, { ...address.port, by: String(port) });
    }
    let text = this.text;
    for (const { start, end, by } of [...changes.values()].sort((a, b) => b.start - a.start)) {
      text = text.slice(0, start) + by + text.slice(end);
    }
    return text;
  }
}

/** The text with what is too long as blanks: everything else keeps its place. */
function blankLong(text: string): string {
  return text.slice(0, LONGEST_PROGRAM)
    .split("\n")
    .map((line) => line.length > LONGEST_LINE ? " ".repeat(line.length) : line)
    .join("\n");
}

/** The text with its comments as blanks: everything else keeps its place. */
function blankComments(text: string, language: Source["language"]): string {
  const strings = `"""[^]*?"""|'''[^]*?'''|"(?:\\\\.|[^"\\\\\\n])*"|'(?:\\\\.|[^'\\\\\\n])*'`;
  const pattern = language === "python"
    ? new RegExp(`(${strings})|#[^\\n]*`, "g")
    : new RegExp(`(${strings}|\`(?:\\\\.|[^\`\\\\])*\`)|//[^\\n]*|/\\*[^]*?\\*/`, "g");
  return text.replace(
    pattern,
    (all, string?: string) =>
      // A Python text of three quotes that nobody uses is a comment, too
      string && !/^("""|''')/.test(string) ? string : all.replaceAll(/[^\n]/g, " "),
  );
}
