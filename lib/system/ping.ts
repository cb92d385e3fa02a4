/**
 * Ping: how long a small message takes to another computer and back, as the system's `ping` says.
 *
 * @module
 */
import { checkIP, isIPv4, isIPv6 } from "../address.ts";
import { UserError } from "../error.ts";

/** What came of pinging a destination. */
export interface PingResult {
  /** The IP that was pinged; undefined when the name is unknown. */
  ip?: string;
  /** The times, as they were printed: `"0.020 ms"`, `"<1 ms"`. */
  times: string[];
  /** Why there are no times: `unknown name`, `no route`, `no answer`. */
  problem?: string;
}

/** How to ping. */
export interface PingOptions {
  /** How many messages are sent. */
  count: number;
  /** How long to wait for an answer, in seconds. */
  timeout: number;
}

/**
 * Refuses what is not a destination, and above all what `ping` would take for an option.
 *
 * @throws {UserError} with exit status 2
 */
export function checkDestination(destination: string): void {
  if (/^-/.test(destination)) {
    throw new UserError(`"${destination}" is not a destination: it begins with -`, 2);
  }
  checkIP(destination);
}

/**
 * Pings a destination, an IP or a name. Needs the permission to run `ping`.
 *
 * ```ts ignore
 * const { times } = await ping("127.0.0.1", { count: 3, timeout: 2 });
 * console.log(times); // [ "0.020 ms", "0.017 ms", "0.018 ms" ]
 * ```
 *
 * @throws {UserError} when there is no `ping` on this computer.
 */
export async function ping(destination: string, options: PingOptions): Promise<PingResult> {
  checkDestination(destination);
  const command = new Deno.Command("ping", {
    args: [...pingOptions(options), destination],
    // In English where the system can
    env: { LC_ALL: "C" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  let child;
  try {
    child = command.spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UserError(NO_PING);
    if (error instanceof Deno.errors.NotCapable) {
      throw new UserError(`This script may not run ping, or there is none: ${NO_PING}
If it is installed, add --allow-run=ping behind "run".`);
    }
    throw error;
  }
  // A ping that does not end by itself (no option says so everywhere) is ended
  const { count, timeout } = options;
  const late = setTimeout(() => child.kill("SIGKILL"), (count + timeout + 1) * 1000);
  const { stdout, stderr } = await child.output();
  clearTimeout(late);
  const decoder = new TextDecoder();
  return parsePing(destination, `${decoder.decode(stdout)}\n${decoder.decode(stderr)}`);
}

/**
 * Reads what `ping` printed: that of iputils, BusyBox, macOS and Windows, in any language, for it
 * looks for numbers before `ms` and not for words. (A Spanish Windows writes `tiempo<1m`.)
 *
 * ```ts
 * import { parsePing } from "./ping.ts";
 * const output = "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 tiempo=0.020 ms";
 * console.log(parsePing("127.0.0.1", output).times); // [ "0.020 ms" ]
 * ```
 */
export function parsePing(destination: string, output: string): PingResult {
  // In the lines of an answer the number stands right behind = or <, in the summary it does not
  const times = [...output.matchAll(/([=<])(\d+(?:[.,]\d+)?)\s?ms?(?=\s|$)/g)]
    .map(([, sign, number]) => `${sign === "<" ? "<" : ""}${number.replace(",", ".")} ms`);
  const ip = isIP(destination)
    ? destination
    : [...output.matchAll(/[([]([\da-fA-F:.%]+)[)\]]/g)].map(([, ip]) => ip).find(isIP);
  if (times.length > 0) return { ip, times };
  const noRoute =
    /unreachable|no route|inaccesible|inalcanzable|nicht erreichbar|impossible.*joindre|inaccessible/i
      .test(output);
  return { ip, times, problem: !ip ? "unknown name" : noRoute ? "no route" : "no answer" };
}

/** The smallest, the mean and the largest of the times, and how many of `count` were lost. */
export function formatPing({ times, problem }: PingResult, count: number): string {
  if (problem) return problem;
  const numbers = times.map((time) => parseFloat(time.replace("<", "")));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const [min, avg, max] = [Math.min(...numbers), mean, Math.max(...numbers)]
    .map((number) => String(Number(number.toFixed(3))));
  const loss = Math.max(0, Math.round(100 * (count - times.length) / count));
  return `min/avg/max ${min}/${avg}/${max} ms, ${loss}% lost`;
}

function pingOptions({ count, timeout }: PingOptions): string[] {
  const [seconds, ms] = [Math.max(1, Math.ceil(timeout)), Math.ceil(timeout * 1000)].map(String);
  switch (Deno.build.os) {
    case "windows":
      return ["-n", String(count), "-w", ms];
    case "darwin":
      return ["-c", String(count), "-W", ms];
    default:
      return ["-c", String(count), "-W", seconds];
  }
}

function isIP(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}

const NO_PING = `The ping command is not installed.
On Debian or Ubuntu: sudo apt install iputils-ping. On Fedora: sudo dnf install iputils.`;
