/**
 * What nc is asked to do, and what does not go together.
 *
 * @module
 */
import { type Address, checkIP, isIPv4, isIPv6 } from "../../address.ts";
import { showUsage, UserError } from "../../error.ts";
import { parsePorts } from "./ports.ts";
import { help, sortWords, usage } from "./usage.ts";

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
  showUsage(usage());
  const { flags: { s: ownIP, p: ownPort, ...flags }, words } = sortWords(args);
  if (flags.h !== undefined) {
    console.log(help());
    Deno.exit(0);
  }
  const has = (flag: string) => flags[flag] !== undefined;
  const listen = has("l");
  // Where it listens may be said either way
  if (listen && ownPort) words.push(ownPort);
  if (listen && ownIP) words.unshift(ownIP);

  const [, ip, port] = words[0]?.match(/^([^:]+):(\d+)$/) ?? [];
  refuse(ip, `the IP and the port are two words, as in nc.ts ${ip} ${port}`);
  refuse(has("4") && has("6"), "-4 and -6 exclude each other");
  refuse(has("k") && !listen, "-k goes with -l");
  refuse(has("z") && listen, "-z does not go with -l");
  refuse(listen && words.length === 0, "the port is missing, as in nc.ts -l 8000");
  refuse(listen && words.length > 2, `unexpected word "${words[2]}"`);
  if (listen && words.length === 1) words.unshift(has("6") ? "::" : "0.0.0.0");
  refuse(words.length < 2, "the IP or the port is missing, as in nc.ts 127.0.0.1 8000");

  const [host, ...places] = words;
  const ports = places.flatMap((word) => parsePorts(word, listen ? 0 : 1));
  refuse(listen && ports.length > 1, `-l listens on one port, not on ${places[0]}`);
  const family = has("4") ? 4 : has("6") ? 6 : undefined;
  checkHost(host, family, has("n"));

  const from: Partial<Address> = {};
  if (ownIP && !listen) {
    checkHost(ownIP, family, has("n"));
    from.ip = bare(ownIP);
  }
  if (ownPort && !listen) {
    const [port, another] = parsePorts(ownPort);
    refuse(another, `-p takes one port, not ${ownPort}`);
    refuse(ports.length > 1, "-p, this end's port, goes with one port of the other end");
    from.port = port;
  }

  const quit = seconds("q", flags.q ?? "-1");
  return {
    addresses: ports.map((port) => ({ ip: bare(host), port })),
    listen,
    keep: has("k"),
    verbose: has("v"),
    zero: has("z"),
    from,
    family,
    detached: has("d"),
    crlf: has("C"),
    halfClose: has("N") || quit >= 0,
    quit: Math.max(0, quit),
    wait: Math.max(0, seconds("w", flags.w ?? "0")),
  };
}

/** Checks an IP or a name, and whether -4, -6 and -n allow it. */
function checkHost(host: string, family: 4 | 6 | undefined, onlyIP: boolean): void {
  checkIP(host);
  const kind = isIPv4(bare(host)) ? 4 : isIPv6(bare(host)) ? 6 : undefined;
  refuse(
    family && kind && family !== kind,
    `-${family} is for IPv${family}, and ${host} is IPv${kind}`,
  );
  refuse(onlyIP && !kind, `-n takes an IP, and "${host}" is a name`);
}

/** The IP without the brackets in which one writes it beside a port. */
function bare(ip: string): string {
  return ip.replace(/^\[(.*)\]$/, "$1");
}

function seconds(flag: string, text: string): number {
  refuse(
    !/^-?\d+(\.\d+)?$/.test(text),
    `-${flag} "${text}" is not a number of seconds, as in -${flag} 5`,
  );
  return Number(text);
}

function refuse(wrong: unknown, why: string): void {
  if (wrong) throw new UserError(why, 2);
}
