/**
 * The flags of nc: what it is asked to do, in a letter each, and several in one word
 * (`-nlvp 8000`).
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type Address, checkIP, isIP, isIPv4, isIPv6 } from "../../address.ts";
import { showUsage, UserError } from "../../error.ts";
import { parsePorts } from "./ports.ts";

// Those that take a value say of what kind
const FLAGS: Record<string, [help: string, value?: string]> = {
  "4": ["only IPv4"],
  "6": ["only IPv6"],
  C: ["ends the lines that it sends with \\r\\n, as old protocols want it"],
  d: ["does not read the input: for an nc in the background"],
  k: ["with -l: keeps listening when the client has left"],
  l: ["listens for a client instead of connecting"],
  N: ["tells the other side when the input has ended"],
  n: ["takes IPs only, no names"],
  p: ["this end's port; with -l the one to listen on", "PORT"],
  q: ["like -N, and ends so many seconds later (0: with the other side)", "SECONDS"],
  s: ["this end's IP; with -l the one to listen on", "IP"],
  v: ["says what happens"],
  w: ["ends after so long without a connection or any bytes", "SECONDS"],
  z: ["only looks whether the port is open"],
};

const NO_PROGRAM = "would start a program and hand it to the peer: this nc starts none";
const REFUSED: Record<string, string> = {
  u: "-u is for UDP, which has no connections: this nc speaks TCP, like everything in the session",
  e: `-e ${NO_PROGRAM}`,
  c: `-c ${NO_PROGRAM}`,
};

const letters = Object.entries(FLAGS);
const bare = letters.filter(([, [, value]]) => !value).map(([letter]) => letter).join("");
const valued = letters.filter(([, [, value]]) => value)
  .map(([letter, [, value]]) => `[-${letter} ${value}]`).join(" ");
const USAGE = `Usage: nc.ts [-${bare}h] ${valued} [IP] PORT…`;
const rows = letters.map(([letter, [help, value = ""]]) =>
  `  ${`-${letter} ${value}`.padEnd(12)}${help}`
);
const HELP =
  `nc.ts connects to IP PORT, or with -l listens on [IP] PORT: what is typed goes through a
socket, and what comes through the socket is shown. A port is a number, a range such as
20-30, or a service such as http.

${USAGE}

${rows.join("\n")}
  -h, --help  shows this and ends`;

/** What nc is asked to do. */
export interface Flags {
  /** Where it connects, one after the other; or with `listen` the one place where it listens. */
  addresses: Address[];
  listen: boolean;
  /** Keeps listening when the client has left. */
  keep: boolean;
  verbose: boolean;
  /** Only looks whether the port is open. */
  zero: boolean;
  /** The IP and the port of this end; what is left out the system chooses. */
  from: Partial<Address>;
  /** Only this kind of IP. */
  family?: 4 | 6;
  /** Does not read the input. */
  detached: boolean;
  /** Sends `\r\n` where the input has `\n`. */
  crlf: boolean;
  /** Tells the other side when the input has ended. */
  halfClose: boolean;
  /** Ends so many seconds after the input; 0 does not. */
  quit: number;
  /** Ends after so many seconds without a connection or any bytes; 0 never. */
  wait: number;
}

/**
 * Reads what was typed; `-h` shows what there is, and ends.
 *
 * ```ts
 * import { parseFlags } from "./flags.ts";
 * console.log(parseFlags(["-nlvp", "8000"]).addresses); // [{ ip: "0.0.0.0", port: 8000 }]
 * ```
 *
 * @throws {UserError} with what is wrong, in a sentence.
 */
export function parseFlags(args: string[] = Deno.args): Flags {
  showUsage(USAGE);
  const { flags, words } = sortWords(args);
  if (flags.has("h")) {
    console.log(HELP);
    Deno.exit(0);
  }
  const [ownIP, ownPort, listen] = [flags.get("s"), flags.get("p"), flags.has("l")];
  // Where it listens may be said either way
  if (listen && ownPort) words.push(ownPort);
  if (listen && ownIP) words.unshift(ownIP);

  const [, ip, port] = words[0]?.match(/^([^:]+):(\d+)$/) ?? [];
  refuse(ip, `the IP and the port are two words, as in nc.ts ${ip} ${port}`);
  refuse(flags.has("4") && flags.has("6"), "-4 and -6 exclude each other");
  refuse(flags.has("k") && !listen, "-k goes with -l");
  refuse(flags.has("z") && listen, "-z does not go with -l");
  refuse(listen && words.length === 0, "the port is missing, as in nc.ts -l 8000");
  refuse(listen && words.length > 2, `unexpected word "${words[2]}"`);
  if (listen && words.length === 1) words.unshift(flags.has("6") ? "::" : "0.0.0.0");
  refuse(words.length < 2, "the IP or the port is missing, as in nc.ts 127.0.0.1 8000");

  const [host, ...places] = words;
  const ports = places.flatMap((word) => parsePorts(word, listen ? 0 : 1));
  refuse(listen && ports.length > 1, `-l listens on one port, not on ${places[0]}`);
  const family = flags.has("4") ? 4 : flags.has("6") ? 6 : undefined;
  checkHost(host, family, flags.has("n"));

  const from: Partial<Address> = {};
  if (ownIP && !listen) {
    checkHost(ownIP, family, false);
    from.ip = withoutBrackets(ownIP);
    refuse(!isIP(from.ip), `-s takes an IP of this computer, and "${ownIP}" is a name`);
  }
  if (ownPort && !listen) {
    const [port, another] = parsePorts(ownPort);
    refuse(another, `-p takes one port, not ${ownPort}`);
    refuse(ports.length > 1, "-p, this end's port, goes with one port of the other end");
    from.port = port;
  }

  const quit = seconds("q", flags.get("q") ?? "-1");
  return {
    addresses: ports.map((port) => ({ ip: withoutBrackets(host), port })),
    listen,
    keep: flags.has("k"),
    verbose: flags.has("v"),
    zero: flags.has("z"),
    from,
    family,
    detached: flags.has("d"),
    crlf: flags.has("C"),
    halfClose: flags.has("N") || quit >= 0,
    quit: Math.max(0, quit),
    wait: Math.max(0, seconds("w", flags.get("w") ?? "0")),
  };
}

/** The flags with their values (`""` for those without), and the other words. */
function sortWords(args: string[]): { flags: Map<string, string>; words: string[] } {
  const options = letters.map(([short, [, value]]) =>
    [short, { type: value ? "string" : "boolean", short }] as const
  );
  const { tokens, positionals: words } = parseArgs({
    args,
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value = "" } = token;
    const [help, kind] = rawName === `-${name}` && FLAGS[name] || [];
    if (name === "help" || rawName === "-h") flags.set("h", "");
    else if (rawName === `-${name}` && REFUSED[name]) throw new UserError(REFUSED[name], 2);
    else if (!help) throw new UserError(`unknown option ${rawName}`, 2);
    else if (kind && !value) {
      throw new UserError(`${rawName} needs a value: ${rawName} ${kind}`, 2);
    } else flags.set(name, value);
  }
  return { flags, words };
}

/** Checks an IP or a name, and whether -4, -6 and -n allow it. */
function checkHost(host: string, family: 4 | 6 | undefined, onlyIP: boolean): void {
  checkIP(host);
  const ip = withoutBrackets(host);
  const kind = isIPv4(ip) ? 4 : isIPv6(ip) ? 6 : undefined;
  const isOther = family && kind && family !== kind;
  refuse(isOther, `-${family} is for IPv${family}, and ${host} is IPv${kind}`);
  refuse(onlyIP && !kind, `-n takes an IP, and "${host}" is a name`);
}

/** The IP without the brackets in which one writes it beside a port. */
function withoutBrackets(ip: string): string {
  return ip.replace(/^\[(.*)\]$/, "$1");
}

function seconds(flag: string, text: string): number {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  refuse(!isNumber, `-${flag} "${text}" is not a number of seconds, as in -${flag} 5`);
  return Number(text);
}

function refuse(wrong: unknown, why: string): void {
  if (wrong) throw new UserError(why, 2);
}
