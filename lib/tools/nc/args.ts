/**
 * The arguments of nc: what goes together, and what it is asked to do.
 *
 * @module
 */
import { type Address, checkIP, isIPv4, isIPv6 } from "../../address.ts";
import { showUsage, UserError } from "../../error.ts";
import { help, parseFlags, usage } from "./flags.ts";
import { parsePorts } from "./ports.ts";

/** What nc is asked to do. */
export interface Args {
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
 * Reads the arguments; `-h` shows what there is, and ends.
 *
 * ```ts
 * import { parseArgs } from "./args.ts";
 * console.log(parseArgs(["-nlvp", "8000"]).addresses); // [{ ip: "0.0.0.0", port: 8000 }]
 * ```
 *
 * @throws {UserError} with what is wrong, in a sentence.
 */
export function parseArgs(args: string[] = Deno.args): Args {
  showUsage(usage());
  const { flags, words } = parseFlags(args);
  if (flags.h !== undefined) {
    console.log(help());
    Deno.exit(0);
  }
  const has = (flag: string) => flags[flag] !== undefined;
  const listen = has("l");
  if (listen && has("p")) words.push(flags.p!);
  if (listen && has("s")) words.unshift(flags.s!);

  const [, ip, port] = words[0]?.match(/^([^:]+):(\d+)$/) ?? [];
  if (ip) throw wrong(`the IP and the port are two words, as in nc.ts ${ip} ${port}`);
  if (has("4") && has("6")) throw wrong("-4 and -6 exclude each other");
  if (has("k") && !listen) throw wrong("-k goes with -l");
  if (has("z") && listen) throw wrong("-z does not go with -l");
  if (listen && words.length === 0) throw wrong("the port is missing, as in nc.ts -l 8000");
  if (listen && words.length > 2) throw wrong(`unexpected word "${words[2]}"`);
  if (!listen && words.length < 2) {
    throw wrong("the IP or the port is missing, as in nc.ts 127.0.0.1 8000");
  }
  if (listen && words.length === 1) words.unshift(has("6") ? "::" : "0.0.0.0");
  const [host, ...places] = words;
  checkHost(host, has);
  if (!listen && has("s")) checkHost(flags.s!, has);
  const ports = places.flatMap((word) => parsePorts(word, listen ? 0 : 1));
  if (listen && ports.length > 1) throw wrong(`-l listens on one port, not on ${places[0]}`);
  const own = !listen && has("p") ? parsePorts(flags.p!) : [];
  if (own.length > 1) throw wrong(`-p takes one port, not ${flags.p}`);
  if (own.length > 0 && ports.length > 1) {
    throw wrong("-p, this end's port, goes with one port of the other end");
  }

  const quit = seconds("q", flags.q ?? "-1");
  return {
    addresses: ports.map((port) => ({ ip: bare(host), port })),
    listen,
    keep: has("k"),
    verbose: has("v"),
    zero: has("z"),
    from: { ...(!listen && has("s") && { ip: bare(flags.s!) }), ...(own[0] && { port: own[0] }) },
    family: has("4") ? 4 : has("6") ? 6 : undefined,
    detached: has("d"),
    crlf: has("C"),
    halfClose: has("N") || quit >= 0,
    quit: Math.max(0, quit),
    wait: Math.max(0, seconds("w", flags.w ?? "0")),
  };
}

/** Checks an IP or a name, and whether the flags allow it. */
function checkHost(host: string, has: (flag: string) => boolean): void {
  checkIP(host);
  const [v4, v6] = [isIPv4(bare(host)), isIPv6(bare(host))];
  if (has("4") && v6) throw wrong(`-4 is for IPv4, and ${host} is IPv6`);
  if (has("6") && v4) throw wrong(`-6 is for IPv6, and ${host} is IPv4`);
  if (has("n") && !v4 && !v6) throw wrong(`-n takes an IP, and "${host}" is a name`);
}

/** The IP without the brackets in which one writes it beside a port. */
function bare(ip: string): string {
  return ip.replace(/^\[(.*)\]$/, "$1");
}

function seconds(flag: string, text: string): number {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw wrong(`-${flag} "${text}" is not a number of seconds, as in -${flag} 5`);
}

function wrong(text: string): UserError {
  return new UserError(text, 2);
}
