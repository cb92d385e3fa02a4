/**
 * A student's program as a text: its language, the address that it carries, what it seems to do.
 *
 * @module
 */
import type { StudentFile } from "./folder.ts";

/** A value in the text, and where it stands. */
interface Literal {
  value: string;
  start: number;
  end: number;
}

/** Where a program connects to, or listens, as far as its text says. */
export interface SourceAddress {
  ip?: Literal;
  port?: Literal;
}

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
    this.#code = blankComments(text, this.language);
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
      ? /\.listen\s*\(|create_server\s*\(|\bsocketserver\b/.test(this.#code)
      : /\blisten\s*\(/.test(this.#code);
  }

  get connects(): boolean {
    return /\b(connect(_ex)?|create_connection)\s*\(/.test(this.#code) && !this.listens;
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
    if (
      ip === undefined || ip === "" || isIPv4(ip) ||
      /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.%\w]*$/i.test(ip)
    ) {
      return undefined;
    }
    // RFC 1123: the labels of a name, the last of which is not a number
    const name =
      /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]*[a-z_]([a-z0-9_-]*[a-z0-9_])?\.?$/i;
    return name.test(ip) ? undefined : ip;
  }

  /**
   * The text with another address in place of its own; undefined if its own is not to be found.
   * What has nothing to do with sockets stays as it is.
   */
  withAddress(ip: string, port: number): string | undefined {
    if (!/\b(connect|bind|listen|create_)\w*\s*\(/.test(this.#code)) return this.text;
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

/** Whether a text is a dotted IPv4 address (four numbers up to 255). */
export function isIPv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) &&
    text.split(".").every((byte) => Number(byte) <= 255);
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

const CALL = /\b(?:connect|connect_ex|bind|create_connection|create_server)\s*\(\s*/g;
// An expression that a beginner writes there: a text, a number, a name
const WORD = String.raw`"[^"\n]*"|'[^'\n]*'|\d+|[A-Za-z_]\w*`;
const PAIR = new RegExp(
  String.raw`^[(\[]\s*(${WORD})\s*,\s*(?:int\s*\(\s*)?(${WORD})\s*[,)\]]`,
  "d",
);

/** The addresses in the calls of a program, that with the names of the handout first. */
function pythonAddresses(code: string): SourceAddress[] {
  const usual = { ip: assigned(code, "(?:SERVER_)?IP"), port: assigned(code, "(?:SERVER_)?PORT") };
  const found = [...code.matchAll(CALL)].flatMap((call) =>
    pairAt(code, call.index + call[0].length) ?? []
  )
    .filter(({ ip, port }) => ip || port)
    // One of the two may be misspelt: it is there nevertheless
    .map(({ ip, port }) => ({ ip: ip ?? usual.ip, port: port ?? usual.port }));
  const own = found.findIndex(({ port }) => port && port.start === usual.port?.start);
  return own > 0 ? [found[own], ...found.toSpliced(own, 1)] : [...found, usual];
}

function pairAt(code: string, at: number, depth = 0): SourceAddress | undefined {
  const pair = PAIR.exec(code.slice(at));
  if (pair) {
    const [, ip, port] = pair.indices!;
    return {
      ip: resolve(code, pair[1], at + ip![0]),
      port: resolve(code, pair[2], at + port![0]),
    };
  }
  // The pair may have a name of its own: ADDRESS = (IP, PORT)
  const name = code.slice(at).match(/^[A-Za-z_]\w*/)?.[0];
  const value = name && depth < 3
    ? [...code.matchAll(new RegExp(`^[ \\t]*${name}\\s*=\\s*`, "gm"))].at(-1)
    : undefined;
  return value && pairAt(code, value.index + value[0].length, depth + 1);
}

function resolve(code: string, word: string, at: number): Literal | undefined {
  if (/^\d/.test(word)) return { value: word, start: at, end: at + word.length };
  if (/^["']/.test(word)) {
    return { value: word.slice(1, -1), start: at + 1, end: at + word.length - 1 };
  }
  return assigned(code, word);
}

/** The last value that a name is given. */
function assigned(code: string, name: string): Literal | undefined {
  const pattern =
    String.raw`^[ \t]*(?:(?:export\s+)?(?:const|let|var)\s+)?(?:${name})\b\s*(?::\s*\w+\s*)?=\s*` +
    String.raw`(?:int\s*\(\s*|str\s*\(\s*)?(?:"([^"\n]*)"|'([^'\n]*)'|(\d+)\b)`;
  const found = [...code.matchAll(new RegExp(pattern, "gmdi"))]
    .filter((match) => new RegExp(`\\b(?:${name})\\b`, /\(/.test(name) ? "i" : "").test(match[0]))
    .at(-1);
  if (found) {
    const group = [1, 2, 3].find((i) => found[i] !== undefined)!;
    const [start, end] = found.indices![group]!;
    return { value: found[group], start, end };
  }
  return together(code, name);
}

/** `IP, PORT = "127.0.0.1", 8080` */
function together(code: string, name: string): Literal | undefined {
  const pattern = new RegExp(
    String.raw`^[ \t]*\(?(\w+)\s*,\s*(\w+)\)?\s*=\s*\(?\s*(${WORD})\s*,\s*(${WORD})`,
    "gmd",
  );
  for (const match of [...code.matchAll(pattern)].reverse()) {
    const which = [1, 2].find((i) => new RegExp(`^(?:${name})$`, "i").test(match[i]));
    if (which && /^["'\d]/.test(match[which + 2])) {
      return resolve(code, match[which + 2], match.indices![which + 2]![0]);
    }
  }
}

function typescriptAddress(code: string): SourceAddress {
  const key = (names: string): Literal | undefined => {
    const pattern = new RegExp(String.raw`\b(?:${names})\s*:\s*(${WORD}|\x60[^\x60$]*\x60)`, "gd");
    for (const match of code.matchAll(pattern)) {
      const at = match.indices![1]![0];
      const found = /^[A-Za-z_]/.test(match[1])
        ? assigned(code, match[1])
        : resolve(code, match[1].replace(/^`|`$/g, '"'), at);
      if (found) return found;
    }
    return assigned(code, names);
  };
  return { ip: key("ip|hostname|IP"), port: key("port|PORT") };
}
