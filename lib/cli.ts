/**
 * The command line: what may be written after a script's name.
 *
 * @module
 */

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
const { readArguments } = Deno.args.length > 0 ? await import("./arguments.ts") : {};

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
export function parseOptions<const T extends Options>(defaults: T, about?: About): Widened<T> {
  return (readArguments?.(defaults, about) ?? defaults) as Widened<T>;
}
