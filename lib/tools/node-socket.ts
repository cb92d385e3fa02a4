/**
 * A socket of Node's. `Deno.connect` leaves this end's IP and port to the system, and a socket of
 * Deno's cannot be reset; Node's can do both.
 *
 * @module
 */
import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { type Address, normalizeIP } from "../address.ts";
import type { Sink } from "./relay.ts";

const { errors } = Deno;
const ERRORS: Record<string, new (message: string) => Error> = {
  EACCES: errors.PermissionDenied,
  EADDRINUSE: errors.AddrInUse,
  EADDRNOTAVAIL: errors.AddrNotAvailable,
  // What Deno makes of an IP that is not this computer's
  EINVAL: errors.AddrNotAvailable,
  ECONNREFUSED: errors.ConnectionRefused,
  ECONNRESET: errors.ConnectionReset,
  EPIPE: errors.BrokenPipe,
  ERR_STREAM_DESTROYED: errors.BadResource,
  ERR_STREAM_PREMATURE_CLOSE: errors.BadResource,
  ETIMEDOUT: errors.TimedOut,
};

/** A socket of Node's, for a relay. Its errors are Deno's. */
export class NodeSocket implements Sink {
  /** What broke the connection. */
  error?: Error;
  /** Resolves when the system has it back. */
  readonly closed: Promise<void>;

  #socket: Socket;
  #pieces: AsyncIterator<Uint8Array>;

  /** The socket allows half of it to be open. */
  constructor(socket: Socket) {
    this.#socket = socket.setNoDelay().on("error", (error) => this.error ??= asDeno(error));
    this.#pieces = socket.iterator({ destroyOnReturn: false });
    this.closed = new Promise((resolve) => socket.on("close", () => resolve()));
  }

  /** This end. */
  get address(): Address {
    const { localAddress = "", localPort = 0 } = this.#socket;
    return { ip: normalizeIP(localAddress), port: localPort };
  }

  /** The other end. */
  get peer(): Address {
    const { remoteAddress = "", remotePort = 0 } = this.#socket;
    return { ip: normalizeIP(remoteAddress), port: remotePort };
  }

  /** The next piece; undefined when the peer has ended. */
  async next(): Promise<Uint8Array | undefined> {
    try {
      return (await this.#pieces.next()).value;
    } catch (error) {
      // Node tells what broke it only after it is broken
      await this.closed;
      throw this.error ?? asDeno(error);
    }
  }

  /** Sends all the bytes. */
  async send(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error) reject(this.error ??= asDeno(error));
        else resolve();
      });
    });
  }

  /** Says that no more will be sent. */
  async shutdown(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.end(() => resolve()));
  }

  /** Breaks the connection off: the peer gets a reset (RFC 9293, section 3.10.4). */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Closes the socket at once. */
  destroy(): void {
    this.#socket.destroy();
  }
}

/** Connects to an address, from an IP and a port of one's own choice. */
export async function connectNode(
  { ip: host, port }: Address,
  signal: AbortSignal,
  from: Partial<Address> = {},
): Promise<NodeSocket> {
  const own = { localAddress: from.ip, localPort: from.port };
  const socket = connect({ host, port, ...own, allowHalfOpen: true } as NetConnectOpts);
  try {
    await once(socket, "connect", { signal });
    return new NodeSocket(socket);
  } catch (error) {
    socket.destroy();
    throw asDeno(error);
  }
}

/** The error as Deno would give it. */
export function asDeno(error: unknown): Error {
  const { code = "", message } = error as { code?: string; message: string };
  if (/^(ENOTFOUND|EAI_)/.test(code)) return new Error(`failed to lookup address: ${message}`);
  return ERRORS[code] ? new ERRORS[code](message) : error as Error;
}
