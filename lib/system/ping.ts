/**
 * Ping: how long a small message takes to another computer and back, as the system's `ping` says.
 *
 * @module
 */
import { checkIP } from "../address.ts";
import { UserError } from "../error.ts";
import { parsePing, type PingResult } from "./ping-output.ts";
import { type Program, start } from "./process.ts";
import { withTimeout } from "../time.ts";

/** How to ping. */
export interface PingOptions {
  /** How many messages are sent, from 1 to 100. */
  count: number;
  /** How long to wait for an answer, in seconds, up to 60. */
  timeout: number;
}

/** So much is read of what a ping prints (bytes); a hundred answers are 10,000. */
const MOST_OUTPUT = 64 * 1024;
/** How long a ping that was asked to end may take for it (ms). */
const LAST_WORDS = 500;

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

/** Refuses what cannot be counted or waited for. @throws {UserError} with exit status 2 */
export function checkPingOptions({ count, timeout }: PingOptions): void {
  if (!Number.isInteger(count) || count < 1 || count > 100) {
    throw new UserError(`--count ${count}: a ping sends from 1 to 100 messages`, 2);
  }
  if (!(timeout > 0 && timeout <= 60)) {
    throw new UserError(
      `--timeout ${timeout}: a ping waits for up to 60 seconds, and not for 0`,
      2,
    );
  }
}

/**
 * Pings a destination, an IP or a name. Needs the permission to run `ping`.
 *
 * ```ts ignore
 * const { times } = await ping("127.0.0.1", { count: 3, timeout: 2 });
 * console.log(times); // [ "0.020 ms", "0.017 ms", "0.018 ms" ]
 * ```
 *
 * @throws {UserError} when there is no `ping` on this computer, or it is called wrongly.
 */
export async function ping(destination: string, options: PingOptions): Promise<PingResult> {
  checkDestination(destination);
  checkPingOptions(options);
  const program = startPing([...pingArgs(options), destination]);

  // A ping that does not end by itself (no option says so everywhere) is asked to, and then made to
  if (await withTimeout(limitOf(options), program.ended) === undefined) {
    program.interrupt();
    await withTimeout(LAST_WORDS, program.ended);
    program.kill();
  }
  const code = await program.ended;
  const result = parsePing(destination, program.stdout, program.stderr);
  const isSilent = code !== 0 && program.output === "";
  return isSilent ? { ...result, problem: "no answer" } : result;
}

function pingArgs({ count, timeout }: PingOptions): string[] {
  const [seconds, ms] = [Math.max(1, Math.ceil(timeout)), Math.ceil(timeout * 1000)].map(String);
  if (Deno.build.os === "windows") return ["-n", String(count), "-w", ms];
  return ["-c", String(count), "-W", Deno.build.os === "darwin" ? ms : seconds];
}

/** When a ping must have ended (ms). Windows' waits for each answer before it sends again. */
export function limitOf({ count, timeout }: PingOptions, os = Deno.build.os): number {
  const seconds = Math.max(1, timeout);
  return 1000 * (os === "windows" ? count * seconds + 2 : count + seconds + 1);
}

function startPing(args: string[]): Program {
  try {
    // In English where the system can
    return start("ping", args, { input: "", env: { LC_ALL: "C" }, most: MOST_OUTPUT });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UserError(NO_PING);
    if (error instanceof Deno.errors.NotCapable) {
      throw new UserError(`This script may not run ping, or there is none: ${NO_PING}
If it is installed, put --allow-run=ping after "run".`);
    }
    throw new UserError(`ping cannot be run: ${(error as Error).message}`, 1, { cause: error });
  }
}

const NO_PING = `The ping command is not installed.
On Debian or Ubuntu: sudo apt install iputils-ping. On Fedora: sudo dnf install iputils.`;
