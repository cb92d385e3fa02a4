/**
 * The command line: what may be written behind a script's name.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { wrongIP, wrongPort } from "./address.ts";
import { reportErrors, scriptName, UsageError } from "./report.ts";

/** The options of a script with their default values, which also say what kind of value each takes. */
export type Options = Record<string, string | number | boolean | string[]>;

type Widened<T> = {
  -readonly [K in keyof T]: T[K] extends string ? string
    : T[K] extends number ? number
    : T[K] extends boolean ? boolean
    : string[];
};

const MEANING: Record<string, string> = {
  ip: "an IP or a name",
  port: "a number from 1 to 65535",
  timeout: "seconds to wait for somebody who is silent",
  proxy: "IPs of load balancers, with commas; they tell who the client is",
};

/**
 * Reads the command line. The options come with their defaults: `{ port: 8080 }` makes
 * `--port 9000` possible and refuses `--port abc`, `{ v: false }` makes `-v` possible. `about` says what the script does; words in
 * capitals before it name the options that are written without dashes: `[MESSAGE]` one, `[NAME...]`
 * many. `--help` shows all that and ends. From here on, errors are reported in the student's terms.
 *
 * ```ts
 * import { commandLine } from "./cli.ts";
 * const { ip, port, message } = commandLine("[MESSAGE] sends one message", {
 *   message: "HELLO",
 *   ip: "127.0.0.1",
 *   port: 8080,
 * });
 * console.log(message, ip, port); // HELLO 127.0.0.1 8080
 * ```
 *
 * @throws {UsageError} for what the script does not know; it ends with exit status 2.
 */
export function commandLine<const T extends Options>(
  about: string,
  defaults: T,
  meaning: Record<string, string> = {},
): Widened<T> {
  const [usage] = about.match(/^(\[?[A-Z]+(\.\.\.)?\]? )*/)!;
  const operands: string[] = usage.toLowerCase().match(/[a-z]+/g) ?? [];
  const flags = Object.keys(defaults).filter((key) => !operands.includes(key));
  const line = usageLine(usage, flags, defaults);
  reportErrors(line);
  if (Deno.args.length === 0) return defaults as Widened<T>;

  const boolean = flags.filter((key) => typeof defaults[key] === "boolean");
  const args = parseArgs(Deno.args, {
    boolean: ["help", ...boolean],
    string: ["_", ...flags.filter((key) => !boolean.includes(key))],
    unknown: (arg, key) => {
      if (key === undefined) return true;
      throw new UsageError(`unknown option ${arg}${operands.length ? BEHIND_DASHES : ""}`);
    },
  });
  if (args.help) {
    const rows = optionRows(flags, defaults, { ...MEANING, ...meaning });
    console.log(`${scriptName()} ${about.slice(usage.length)}\n\n${line}\n\n${rows}`);
    Deno.exit(0);
  }
  const values: Options = { ...defaults };
  for (const key of flags) {
    if (args[key] !== undefined) values[key] = value(key, args[key], defaults[key]);
  }
  const words = args._ as string[];
  for (const key of operands) {
    if (Array.isArray(defaults[key])) values[key] = words.splice(0);
    else if (words.length > 0) values[key] = words.shift()!;
  }
  if (words.length > 0) {
    throw new UsageError(
      `"${words[0]}" is one word too many${operands.length ? ": put quotes around the text" : ""}`,
    );
  }
  return values as Widened<T>;
}

const BEHIND_DASHES = " (a text that begins with - goes behind --)";

function value(key: string, given: unknown, standard: Options[string]) {
  if (typeof given === "boolean") return given;
  const text = String(Array.isArray(given) ? given.at(-1) : given);
  if (text === "") {
    throw new UsageError(`${flag(key)} needs a value, as in ${example(key, standard)}`);
  }
  const wrong = key === "ip" ? wrongIP(text) : key === "port" ? wrongPort(text, 0) : undefined;
  if (wrong) throw new UsageError(wrong);
  if (typeof standard !== "number") return text;
  if (!/^\d+(\.\d+)?$/.test(text)) {
    throw new UsageError(`${flag(key)} "${text}" is not a number, as in ${example(key, standard)}`);
  }
  return Number(text);
}

function flag(key: string): string {
  return key.length === 1 ? `-${key}` : `--${key}`;
}

function example(key: string, standard: Options[string]): string {
  return `${flag(key)} ${standard === "" ? key.toUpperCase() : standard}`;
}

function usageLine(usage: string, flags: string[], defaults: Options): string {
  const options = flags.map((key) =>
    typeof defaults[key] === "boolean" ? `[${flag(key)}]` : `[${example(key, defaults[key])}]`
  );
  return ["Usage:", scriptName(), usage.trim(), ...options, "[--help]"].filter(Boolean).join(" ");
}

function optionRows(flags: string[], defaults: Options, meaning: Record<string, string>): string {
  const rows = flags.map((key) => {
    const none = defaults[key] === "" || typeof defaults[key] === "boolean";
    const standard = none ? "" : ` (${defaults[key]} if left out)`;
    return [flag(key), `${meaning[key] ?? ""}${standard}`];
  });
  rows.push(["--help", "shows this and ends"]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`).join("\n");
}
