/**
 * The one error of the sockets: what went wrong, in the student's terms, and what to try.
 *
 * @module
 */
import { type Address, isLoopback, written } from "./address.ts";
import { ownIPs } from "./interfaces.ts";

/** What went wrong, in one word: for programs; people read the message. */
export type Reason =
  | "address" // called wrongly: not an IP, not a port
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
  | "unexpected";

/**
 * Every failure of a socket. The message's first line says what happened, the lines below what
 * to try; `reason` is for programs, `cause` is the error that the system gave.
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
export class SocketError extends Error {
  override name = "SocketError";
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The reason behind an error of Deno's, whatever the operating system calls it. */
export function reasonOf(error: unknown): Reason {
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
  // The resolver's errors have neither a class nor a code of their own
  if (/lookup address|No such host|os error 1100[1-4]/i.test(message)) return "unknown name";
  return "unexpected";
}

/** What went wrong with a connection, told for somebody who tried to reach `address`. */
export function connectError(error: unknown, address: Address, seconds: number): SocketError {
  const { ip, port } = address;
  const where = written(address);
  const reason = reasonOf(error);
  return new SocketError(
    reason,
    {
      ...COMMON,
      "refused": `Connection refused: nobody listens at IP ${ip}, port ${port}.
Is the server running? Are these the IP and the port that it printed?`,
      "timeout": `Timed out: no answer from ${where} within ${seconds} s.
Is the IP right? Are both computers in the same network? Does a firewall stop it?`,
      "unknown name": `Unknown name: no IP was found for "${ip}".
Is it spelt right? Is this computer connected to the network?`,
      "unreachable": `No route to ${where}: this computer's network does not lead there.
Is the IP right? Is the Wi-Fi or the cable connected, to the right network?`,
      "not ours": `Not an IP to connect to: ${ip}.
Is it the IP that the server printed?`,
      "not allowed": `Not allowed: this computer does not let programs connect to ${where}.
Does a firewall stop it?`,
      "reset": `Connection reset: ${where} ended the connection at once.
Is the program that listens there the right one? Is the port right?`,
    }[reason as string] ?? unexpected(error),
    { cause: error },
  );
}

/** What went wrong with a server's socket, told for somebody who tried to listen at `address`. */
export function listenError(error: unknown, address: Address): SocketError {
  const { ip, port } = address;
  const reason = reasonOf(error);
  const elsewhere = port < 65535 ? port + 1 : port - 1;
  return new SocketError(
    reason,
    {
      ...COMMON,
      "in use": `Port in use: another program listens at ${written(address)} already.
Is a server still running in another terminal? Stop it with Ctrl-C there, or use --port ${elsewhere}.
To see which program it is: ${WHO_LISTENS(port)}`,
      "not ours": `Not this computer's IP: ${ip}. A server listens at an IP of its own computer.
${ownIPsListed()}`,
      "not allowed": port < 1024
        ? `Not allowed: the ports below 1024, such as ${port}, are for the administrator.
Use --port 8080, or another one from 1024 to 65535.`
        : `Not allowed: this computer does not let programs listen at ${written(address)}.
Try another --port. Does a firewall or another program hold it?`,
      "unknown name": `Unknown name: no IP was found for "${ip}".
${ownIPsListed()}`,
    }[reason as string] ?? unexpected(error),
    { cause: error },
  );
}

/** What went wrong with an open connection to `peer`. */
export function transferError(error: unknown, peer: Address): SocketError {
  const reason = reasonOf(error);
  const who = written(peer);
  return new SocketError(
    reason,
    {
      ...COMMON,
      "reset": `Connection reset: ${who} ended the connection abruptly.`,
      "timeout": `Timed out: the connection to ${who} has died.`,
      "unreachable": `Connection lost: there is no route to ${who} any more.`,
      "closed": `The socket is closed: nothing can be sent or received.`,
    }[reason as string] ?? unexpected(error),
    { cause: error },
  );
}

const COMMON: Record<string, string> = {
  "no permission": `No permission: Deno lets a script use the network only when you say so.
Add -N behind "run": deno run -N …`,
};

const unexpected = (error: unknown) => `Unexpected: ${error}`;

const WHO_LISTENS = (port: number) =>
  Deno.build.os === "windows" ? `netstat -ano | findstr :${port}` : `lsof -i :${port}`;

function ownIPsListed(): string {
  const ips = ownIPs().filter((ip) => !isLoopback(ip));
  return `Use --ip with one of this computer's: ${["127.0.0.1 (only itself)", ...ips].join(", ")}`;
}
