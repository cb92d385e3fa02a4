/**
 * The command line: what may be written behind a script's name.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { checkIP, checkPort } from "./address.ts";
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

const HELP: Record<string, string> = {
  ip: "an IP or a name",
  port: "a number from 1 to 65535",
  message: "the text to send",
  timeout: "seconds to wait for somebody who is silent",
  proxy: "IPs of load balancers, with commas; they tell who the client is",
};

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
  { about, help = {}, word = "message", listens = false }: About = {},
): Widened<T> {
  const keys = Object.keys(defaults);
  const list = keys.find((key) => Array.isArray(defaults[key]));
  const bare = list ?? keys.find((key) => key === word);
  const usage = usageLine(defaults, bare);
  showUsage(usage);
  if (Deno.args.length === 0) return defaults as Widened<T>;

  const named = keys.filter((key) => key !== list);
  const boolean = named.filter((key) => typeof defaults[key] === "boolean");
  const args = parseArgs(Deno.args, {
    boolean: ["help", ...boolean],
    string: ["_", ...named.filter((key) => !boolean.includes(key))],
    alias: keys.includes("h") ? {} : { help: "h" },
    unknown: (arg, key) => {
      if (key === undefined) return true;
      const behind = bare ? ` (a text that begins with - goes after --)` : "";
      throw new UserError(`unknown option ${arg}${behind}`, 2);
    },
  });
  if (args.help) {
    const port = listens ? "a number from 0 to 65535; 0 takes any free one" : HELP.port;
    const rows = optionRows(defaults, { ...HELP, port, ...help });
    console.log(`${about ? `${scriptName()} ${about}\n\n` : ""}${usage}\n\n${rows}`);
    Deno.exit(0);
  }

  const values: Options = { ...defaults };
  for (const key of named) {
    if (args[key] === undefined) continue;
    values[key] = typeof args[key] === "boolean"
      ? args[key]
      : valueOf(key, args[key], defaults[key]);
    if (key === "ip") checkIP(values.ip as string);
    if (key === "port") checkPort(values.port as number, listens ? 0 : 1);
  }
  const words = args._ as string[];
  if (list && words.length > 0) values[list] = words.splice(0);
  else if (bare && words.length > 0) values[bare] = words.shift()!;
  if (words.length > 0) {
    const quotes = /^\d+$/.test(words[0]) && "port" in defaults
      ? `: say --port ${words[0]}`
      : bare
      ? ": put quotes around a text of several words"
      : "";
    throw new UserError(`unexpected word "${words[0]}"${quotes}`, 2);
  }
  return values as Widened<T>;
}

function valueOf(key: string, given: unknown, standard: Options[string]): string | number {
  // Said twice, the last one counts
  const text = String(Array.isArray(given) ? given.at(-1) : given);
  const meant = key === "message" && (Deno.args.includes("") || Deno.args.includes("--message="));
  if (text === "" && !meant) {
    throw new UserError(`${flag(key)} needs a value, as in ${example(key, standard)}`, 2);
  }
  if (typeof standard !== "number") return text;
  if (key === "port" && !/^\d+$/.test(text)) return text;
  if (!/^(\d+\.?\d*|\.\d+)$/.test(text)) {
    throw new UserError(
      `${flag(key)} "${text}" is not a number, as in ${example(key, standard)}`,
      2,
    );
  }
  return Number(text);
}

function flag(key: string): string {
  return key.length === 1 ? `-${key}` : `--${key}`;
}

function example(key: string, standard: Options[string]): string {
  return `${flag(key)} ${standard === "" ? key.toUpperCase() : standard}`;
}

function usageLine(defaults: Options, bare?: string): string {
  const options = Object.entries(defaults).map(([key, standard]) => {
    if (key === bare) return `[${key.toUpperCase()}${Array.isArray(standard) ? "…" : ""}]`;
    return typeof standard === "boolean" ? `[${flag(key)}]` : `[${example(key, standard)}]`;
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
