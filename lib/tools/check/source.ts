/**
 * A student's program as a text: its language, the address that it carries, what it seems to do.
 *
 * @module
 */
import { addressesIn, type SourceAddress } from "./source-address.ts";
import type { StudentFile } from "./folder.ts";

// A program of this session has a screen or two of lines. What is longer is not looked at: an
// expression takes a long time for some texts
const LONGEST_PROGRAM = 32 * 1024;
const LONGEST_LINE = 400;

/** A student's program, read but not run. */
export class Source {
  readonly name: string;
  readonly text: string;
  readonly unread?: string;
  readonly language: "python" | "typescript";
  /** The address that it connects to, or listens at. */
  readonly address: SourceAddress;
  /** The text without comments, to look for words in. */
  #code: string;
  #addresses: SourceAddress[];

  constructor({ name, text, unread }: StudentFile) {
    this.name = name;
    this.text = text;
    this.unread = unread;
    this.language = /\.py$/i.test(name) ? "python" : "typescript";
    this.#code = blankComments(blankLong(text), this.language);
    this.#addresses = addressesIn(this.#code, this.language);
    this.address = this.#addresses[0];
  }

  /** Whether it does nothing: all of it is comments, imports and an address. */
  get isEmpty(): boolean {
    const nothing =
      /^\s*((import|from)\b.*|((const|let)\s+)?\w+\s*=\s*("[^"]*"|'[^']*'|\d+);?|pass|)\s*$/;
    return this.#code.split("\n").every((line) => nothing.test(line));
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

  /** The files of its own that it may import, as paths from its folder. */
  get imports(): string[] {
    if (this.language === "typescript") {
      return [...this.#code.matchAll(/\b(?:from|import)\s*\(?\s*["'`](\.{1,2}\/[^"'`\n]*)["'`]/g)]
        .map(([, path]) => path);
    }
    return [
      ...this.#code.matchAll(
        /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w., \t]+))/gm,
      ),
    ]
      .flatMap(([, from, list = ""]) =>
        from ?? list.split(",").map((name) => name.trim().split(" ")[0])
      )
      .map((name) => name.replace(/^\./, "").replaceAll(".", "/"))
      .flatMap((path) => [`${path}.py`, `${path}/__init__.py`]);
  }

  /** All numbers of the text that can be ports. */
  get ports(): number[] {
    const numbers = this.#code.match(/(?<![\w.])\d{1,5}(?![\w.])/g) ?? [];
    const ports = numbers.map(Number).filter((port) => port > 0 && port < 65_536);
    const own = Number(this.address.port?.value);
    return [...new Set([...(own ? [own] : []), ...ports])].slice(0, 16);
  }

  /** The address that is written into its call, although it takes `--ip` and `--port`. */
  get fixedAddress(): { ip: string; port: string } | undefined {
    const [, ip, port] = this.#code.match(
      /\bconnect\s*\(\s*\{\s*(?:ip|hostname)\s*:\s*["']([^"'\n]*)["']\s*,\s*port\s*:\s*(\d+)/,
    ) ?? [];
    return this.takesOptions && port ? { ip, port } : undefined;
  }

  /**
   * The text with another address in place of its own; undefined if its own is not to be found.
   * What has nothing to do with sockets stays as it is.
   */
  withAddress(ip: string, port: number): string | undefined {
    if (!/\b(connect|bind|listen|create_|open_connection|start_server)\w*\s*\(/.test(this.#code)) {
      return this.text;
    }
    // A server without an IP listens at all of them
    if (!this.address.port || !this.address.ip && !this.listens) return undefined;
    // What stands in several calls is changed once, the last in the text first
    const changes = new Map<number, { end: number; by: string }>();
    for (const address of this.#addresses) {
      if (address.ip) changes.set(address.ip.start, { end: address.ip.end, by: ip });
      if (address.port) changes.set(address.port.start, { end: address.port.end, by: `${port}` });
    }
    return [...changes].sort(([a], [b]) => b - a)
      .reduce(
        (text, [start, { end, by }]) => text.slice(0, start) + by + text.slice(end),
        this.text,
      );
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
      // A Python text of three quotes that is not used is a comment, too
      string && !/^("""|''')/.test(string) ? string : all.replaceAll(/[^\n]/g, " "),
  );
}
