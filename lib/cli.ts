/**
 * The command line: what may be written after a script's name.
 *
 * @module
 */
import { checkIP, checkPort, isIP } from "./address.ts";
import { scriptName, showUsage, UserError } from "./error.ts";

/** The options of a script with their defaults, which also say what kind of value each takes. */
export type Options = Record<string, string | number | boolean | string[]>;

type Widened<T> = {
  -readonly [K in keyof T]: T[K] extends string ? string
    : T[K] extends number ? number
    : T[K] extends boolean ? boolean
    : string[];
};

/** What a script may say about its options. */
export interface About {
  /** What the script does, in a sentence, for `--help`. */
  about?: string;
  /** What the options mean, by their names. */
  help?: Record<string, string>;
  /** The option that may be given without its name; `message` if left out. */
  word?: string;
  /** The script listens: the port 0 takes any free one. */
  listens?: boolean;
}

// Loaded only where there is something to read
const { parseArgs } = Deno.args.length > 0 ? await import("@std/cli/parse-args") : {};

const HELP: Record<string, string> = {
  ip: "an IP or a name",
  port: "a number from 1 to 65535",
  message: "the text to send",
  timeout: "seconds to wait for a client that is silent",
  proxy: "IPs of load balancers, with commas; they tell who the client is",
};

// `port`, and `web-port`
const PORT = /\bport$/;

// What Deno takes before the file's name: -N, --allow-net, --no-prompt …
const DENO_FLAG = /^-([A-Z]|-(allow|deny|cached|check|no-(check|prompt|lock|remote))\b)/;

/**
 * Reads the command line. The options come with their defaults: `{ port: 8080 }` makes
 * `--port 9000` possible and refuses `--port abc`, `{ print: false }` makes `--print` possible. A
 * text without a name is the `message`; an option whose default is a list takes all of them.
 * `--help` shows what there is, and ends.
 *
 * ```ts
 * import { parseOptions } from "./cli.ts";
 * const { ip, port } = parseOptions({ ip: "127.0.0.1", port: 8080 });
 * console.log(ip, port); // 127.0.0.1 8080
 * ```
 *
 * @throws {UserError} for what the script does not know; its exit status is 2.
 */
export function parseOptions<const T extends Options>(
  defaults: T,
  { about, help, word = "message", listens = false }: About = {},
): Widened<T> {
  const values: Options = { ...defaults };
  if (!parseArgs) return values as Widened<T>;
  const keys = Object.keys(defaults);
  const list = keys.find((key) => Array.isArray(defaults[key]));
  const bare = list ?? keys.find((key) => key === word);
  showUsage(usageLine(defaults, bare));

  const boolean = keys.filter((key) => typeof defaults[key] === "boolean");
  const named = keys.filter((key) => key !== list && !boolean.includes(key));
  for (const arg of Deno.args) {
    if (arg === "--") break;
    // `parseArgs` keeps the words under this name
    if (/^--?_/.test(arg)) throw unknown(arg, keys, bare);
  }
  const args = parseArgs(Deno.args, {
    boolean: ["help", ...boolean],
    string: ["_", ...named],
    collect: named,
    alias: keys.includes("h") ? {} : { help: "h" },
    unknown: (arg, key) => {
      if (key === undefined && !isPasted(arg, keys)) return true;
      throw unknown(arg, keys, bare);
    },
  });
  if (args.help) {
    const port = listens ? "a number from 0 to 65535; 0 takes any free one" : HELP.port;
    const rows = optionRows(defaults, { ...HELP, port, ...help });
    const title = about ? `${scriptName()} ${about}\n\n` : "";
    console.log(`${title}${usageLine(defaults, bare)}\n\n${rows}`);
    Deno.exit(0);
  }

  for (const key of boolean) {
    // One with a value is an option of its own: { python: false, "python=unsafe": false }
    values[key] = key.includes("=") ? Deno.args.includes(flag(key)) : args[key] as boolean;
    const valued = Deno.args.find((arg) =>
      arg.startsWith(`${flag(key)}=`) && !keys.includes(arg.slice(2))
    );
    if (valued) throw unknown(valued, keys, bare);
  }
  for (const key of named) {
    const given = args[key] as string[];
    if (given.length === 0) continue;
    if (given.length > 1) {
      console.error(`${scriptName()}: ${flag(key)} is given twice: the last one counts.`);
    }
    const value = values[key] = valueOf(key, given.at(-1)!, defaults[key]);
    if (key === "ip") checkIP(value as string, listens);
    if (PORT.test(key)) checkPort(value, listens ? 0 : 1);
  }

  const words = args._ as string[];
  const [first] = words;
  if (bare === "message" && "ip" in defaults && isIP(first ?? "")) {
    throw new UserError(
      `is ${first} the server's IP? Say --ip ${first} (and if it is the message: --message ${first})`,
      2,
    );
  }
  if (list && words.length > 0) values[list] = words.splice(0);
  else if (bare && words.length > 0) values[bare] = words.shift()!;
  if (words.length > 0) throw unexpected(words[0], defaults, bare);
  return values as Widened<T>;
}

function valueOf(key: string, text: string, standard: Options[string]): string | number {
  const example = `, as in ${flag(key)} ${standard === "" ? key.toUpperCase() : standard}`;
  const meant = key === "message" && (Deno.args.includes("") || Deno.args.includes("--message="));
  if (text === "" && !meant) {
    throw new UserError(`${flag(key)} needs a value${example}`, 2);
  }
  // A port that is no number has its own sentence
  if (typeof standard !== "number" || (PORT.test(key) && !/^\d+$/.test(text))) return text;
  if (/^(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  throw new UserError(`${flag(key)} "${text}" is not a number${example}`, 2);
}

function unknown(arg: string, keys: string[], bare?: string): UserError {
  const name = arg.replace(/^[-–—]+/, "").replace(/=.*$/s, "");
  const key = meant(name, keys);
  const hint = DENO_FLAG.test(arg)
    ? `: put ${arg} before the file's name, as in: deno run ${arg} ${scriptName()}`
    : key
    ? `: do you mean ${flag(key)}?`
    : bare
    ? " (a text that begins with - goes after --)"
    : "";
  return new UserError(`unknown option ${arg}${hint}`, 2);
}

// A printed page makes one long dash of two short ones
function isPasted(arg: string, keys: string[]): boolean {
  return /^[–—]/.test(arg) && meant(arg.slice(1), keys) !== undefined;
}

/** The option that has all the letters but one; of a single letter, the one that begins with it. */
function meant(name: string, keys: string[]): string | undefined {
  if (name.length === 1) return keys.find((key) => key.startsWith(name));
  return keys.find((key) => {
    const left = [...key];
    for (const letter of name.toLowerCase()) {
      const at = left.indexOf(letter);
      if (at >= 0) left.splice(at, 1);
    }
    const common = key.length - left.length;
    return common >= Math.max(key.length, name.length) - 1;
  });
}

function unexpected(word: string, defaults: Options, bare?: string): UserError {
  const hint = "ip" in defaults && isIP(word)
    ? `: say --ip ${word}`
    : "port" in defaults && /^\d+$/.test(word)
    ? `: say --port ${word}`
    : bare
    ? ": put quotes around a text of several words"
    : "";
  return new UserError(`unexpected word "${word}"${hint}`, 2);
}

function flag(key: string): string {
  return key.length === 1 ? `-${key}` : `--${key}`;
}

function usageLine(defaults: Options, bare?: string): string {
  const options = Object.entries(defaults).map(([key, standard]) => {
    if (key === bare) return `[${key.toUpperCase()}${Array.isArray(standard) ? "…" : ""}]`;
    if (typeof standard === "boolean") return `[${flag(key)}]`;
    return `[${flag(key)} ${standard === "" ? key.toUpperCase() : standard}]`;
  });
  const first = options.filter((option) => !option.startsWith("[-"));
  const rest = options.filter((option) => option.startsWith("[-"));
  return ["Usage:", scriptName(), ...first, ...rest, "[--help]"].join(" ");
}

function optionRows(defaults: Options, help: Record<string, string>): string {
  const rows = Object.entries(defaults).map(([key, standard]) => {
    const none = standard === "" || typeof standard === "boolean" || Array.isArray(standard);
    const name = Array.isArray(standard) ? `${key.toUpperCase()}…` : flag(key);
    return [name, `${help[key] ?? ""}${none ? "" : ` (default: ${standard})`}`];
  });
  rows.push([Object.hasOwn(defaults, "h") ? "--help" : "-h, --help", "shows this and ends"]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text.trim()}`.trimEnd()).join("\n");
}
