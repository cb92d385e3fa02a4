/**
 * A socket of Node's. `Deno.connect` leaves this end's IP and port to the system, and a socket of
 * Deno's cannot be reset; Node's can do both.
 *
 * @module
 */
import { once } from "node:events";
import { connect, type NetConnectOpts, Socket } from "node:net";
import { type Address, normalizeIP } from "../address.ts";
import { MOST_AT_ONCE, type Sink } from "./relay.ts";

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
  ETIMEDOUT: errors.TimedOut,
};

// Where all sockets receive: Node calls back before it reads for another one. A place for each would
// be a quarter of a megabyte for every client
const ARRIVED = new Uint8Array(MOST_AT_ONCE);

/** How Node makes a socket that gives what it receives into a buffer. */
interface Options {
  allowHalfOpen: true;
  onread: { buffer: Uint8Array; callback(length: number, buffer: Uint8Array): boolean };
}

/** A socket of Node's, for a relay. Its errors are Deno's. */
export class NodeSocket implements Sink {
  /** What broke the connection. */
  error?: Error;
  /** Resolves when the system has it back. */
  readonly closed: Promise<void>;

  #socket: Socket;
  #piece?: Uint8Array;
  #ended = false;
  #news = Promise.withResolvers<void>();

  constructor(open: (options: Options) => Socket) {
    const callback = (length: number, buffer: Uint8Array) => {
      this.#piece = buffer.slice(0, length);
      this.#news.resolve();
      // Nothing more is read before the piece is passed on
      return false;
    };
    const onread = { buffer: ARRIVED, callback };
    this.#socket = open({ allowHalfOpen: true, onread }).setNoDelay()
      .on("end", () => {
        this.#ended = true;
        this.#news.resolve();
      })
      .on("error", (error) => {
        this.error ??= asDeno(error);
      });
    this.closed = new Promise((resolve) => this.#socket.on("close", () => resolve()));
    this.closed.then(() => this.#news.resolve());
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
    while (!this.#piece && !this.#ended && !this.#socket.destroyed) {
      this.#news = Promise.withResolvers();
      this.#socket.resume();
      await this.#news.promise;
    }
    const piece = this.#piece;
    this.#piece = undefined;
    if (!piece && !this.#ended) {
      // Node tells what broke it only after it is broken
      await this.closed;
      throw this.error ?? new errors.BadResource("The socket is closed");
    }
    return piece;
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
  let socket: Socket;
  const made = new NodeSocket((options) => {
    return socket = connect({ host, port, ...own, ...options } as object as NetConnectOpts);
  });
  try {
    await once(socket!, "connect", { signal });
    return made;
  } catch (error) {
    made.destroy();
    throw asDeno(error);
  }
}

/** The error as Deno would give it. */
export function asDeno(error: unknown): Error {
  const { code = "", errno, message } = error as { code?: string; errno?: number; message: string };
  if (/^(ENOTFOUND|EAI_)/.test(code)) return new Error(`failed to lookup address: ${message}`);
  if (ERRORS[code]) return new ERRORS[code](message);
  return errno
    ? Object.assign(new Error(`${message} (os error ${-errno})`), { code })
    : error as Error;
}
