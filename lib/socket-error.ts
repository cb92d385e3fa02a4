/**
 * The one error of the sockets: what went wrong, in the student's terms, and what to try.
 *
 * @module
 */
import { type Address, formatAddress, isIP } from "./address.ts";
import { UserError } from "./error.ts";
import { withLine } from "./mistakes.ts";

/** What went wrong, in a word or two: for programs; people read the message. */
export type Reason =
  | "address" // the system says that this is none
  | "refused"
  | "timeout"
  | "unknown name"
  | "unreachable"
  | "reset"
  | "closed"
  | "in use"
  | "not ours"
  | "not allowed"
  | "no permission"
  | "no memory"
  | "no files" // this program has as many open as it may
  | "failed" // in another way, which the system names
  | "protocol"; // the peer does not speak as it should

/**
 * Every failure of a socket that has a name. The message's first line says what happened, the
 * lines below what to try; `reason` is for programs, `cause` is the error that the system gave.
 *
 * ```ts
 * import { connect } from "./socket.ts";
 * import { SocketError } from "./socket-error.ts";
 * try {
 *   await connect({ ip: "127.0.0.1", port: 1 });
 * } catch (error) {
 *   if (error instanceof SocketError) console.log(error.reason); // refused
 * }
 * ```
 */
export class SocketError extends UserError {
  override name = "SocketError";
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, reason === "address" ? 2 : 1, options);
    this.reason = reason;
  }
}

/** The reason behind an error of Deno's, whatever the operating system calls it. */
export function reasonOf(error: unknown): Reason | undefined {
  if (error instanceof SocketError) return error.reason;
  const e = Deno.errors;
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (error instanceof e.NotCapable) return "no permission";
  if (error instanceof e.ConnectionRefused) return "refused";
  if (error instanceof e.TimedOut) return "timeout";
  if (error instanceof e.AddrInUse) return "in use";
  if (error instanceof e.AddrNotAvailable) return "not ours";
  if (error instanceof e.PermissionDenied) return "not allowed";
  if (error instanceof e.NetworkUnreachable || /^E(HOST|NET)(UNREACH|DOWN)$/.test(code)) {
    return "unreachable";
  }
  if (
    error instanceof e.ConnectionReset || error instanceof e.ConnectionAborted ||
    error instanceof e.BrokenPipe || error instanceof e.NotConnected
  ) return "reset";
  if (error instanceof e.BadResource || error instanceof e.Interrupted) return "closed";
  if (error instanceof URIError || code === "EINVAL") return "address";
  // The resolver's errors have neither a class nor a code of their own
  if (/lookup address|No such host|os error 1100[1-4]/i.test(message)) return "unknown name";
  const [, number] = message.match(/\(os error (\d+)\)/) ?? [];
  return number === undefined ? undefined : NUMBERS[Number(number) % 10_000] ?? "failed";
}

// What connect(2), send(2) and recv(2) fail with, where Deno gives no name. Windows' numbers are
// those of BSD and 10,000 more
const NUMBERS: Record<number, Reason> = Deno.build.os === "linux"
  ? {
    12: "no memory",
    23: "no files",
    24: "no files",
    97: "unreachable",
    100: "unreachable",
    102: "reset",
    105: "no memory",
    112: "unreachable",
  }
  : {
    12: "no memory",
    23: "no files",
    24: "no files",
    47: "unreachable",
    50: "unreachable",
    52: "reset",
    55: "no memory",
    64: "unreachable",
  };

/**
 * The error told in the words that are given for its reason. One that was not foreseen stays as it
 * is: nothing is swallowed.
 */
export function explain(error: unknown, words: Partial<Record<Reason, string>>): Error {
  if (error instanceof UserError) return error;
  const reason = reasonOf(error);
  if (!reason) return error as Error;
  const told = { ...COMMON, ...words }[reason];
  const failed = `The connection failed: ${(error as Error).message}.`;
  return new SocketError(told ? reason : "failed", told ?? failed, { cause: error });
}

const COMMON: Partial<Record<Reason, string>> = {
  "no permission": `No permission: Deno lets a program use the network only when you say so.
Put -N after "run": deno run -N …`,
  "no memory": `This computer has no memory left for a connection.
Close some programs, and try again.`,
  "no files": `No more files: this program has as many files and connections open as it may.
Close some programs, or raise the limit: see ulimit -n`,
};

/** What both those who connect and those who listen at port 0 may hear. */
export const NO_PORT = `No free port: this computer has none left for one more connection.
Wait a minute, until the system gives back those that were used, and try again.`;

/** What went wrong with a connection, told to the student who tried to reach `address`. */
export function connectError(error: unknown, address: Address, seconds: number): Error {
  const { ip, port } = address;
  const where = formatAddress(address);
  const noRoute = `No route to ${where}: this computer's network does not lead there.
Is the IP right? Is the Wi-Fi or the cable connected, to the right network?`;
  if (isIP(ip) && reasonOf(error) === "address") {
    // Linux says so where its own routes lead nowhere (a blackhole of ip-route(8))
    return new SocketError("unreachable", noRoute, { cause: error });
  }
  return explain(error, {
    "address": `"${ip}" is not an IP or a name that this computer understands.`,
    "refused": `Connection refused: nothing is listening on IP ${ip}, port ${port}.
Is the server running? Are these the IP and the port that it printed?`,
    "timeout": `Timed out: no answer from ${where} within ${seconds} s.
Is the IP right? Are both computers in the same network? Is a firewall in the way?`,
    "unknown name": `Unknown name: no IP was found for "${ip}".
Is it spelt right? Is this computer connected to the network?`,
    "unreachable": noRoute,
    // Of the client's own end: a computer without IPv6, or without a free port
    "not ours": ip.includes(":") ? noRoute : NO_PORT,
    "in use": NO_PORT,
    "not allowed": `Not allowed: this computer does not let programs connect to ${where}.
Is a firewall in the way?`,
    "reset": `Connection reset: ${where} ended the connection at once.
Is it the right program that is listening there? Is the port right?`,
  });
}

const SHUT = `Not sent: this end of the socket was closed before, by shutdown or close.
Is there an await in front of each send?`;

/**
 * What went wrong with an open connection to `peer`; `late` says what it has not done in time,
 * `isShut` that this end has said that no more will be sent.
 */
export function transferError(
  error: unknown,
  peer: Address,
  late?: string,
  isShut = false,
): Error {
  const who = formatAddress(peer);
  if (isShut && error instanceof Deno.errors.BrokenPipe) {
    return withLine(new SocketError("closed", SHUT, { cause: error }));
  }
  if (late) return new SocketError("timeout", `Timed out: ${who} ${late}.`, { cause: error });
  const told = explain(error, {
    "reset": `Connection reset: ${who} ended the connection abruptly.`,
    "timeout": `Timed out: the connection to ${who} has died.`,
    "unreachable": `Connection lost: there is no route to ${who} any more.`,
    "closed": "The socket is closed: nothing can be sent or received.",
    "not allowed": `Not allowed: this computer does not let programs talk to ${who}.
Is a firewall in the way?`,
  });
  return reasonOf(told) === "closed" ? withLine(told) : told;
}
