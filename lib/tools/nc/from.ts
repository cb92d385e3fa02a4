/**
 * A connection from an IP and a port of one's own choice: `Deno.connect` leaves both to the system,
 * `node:net` does not.
 *
 * @module
 */
import { connect } from "node:net";
import type { Address } from "../../address.ts";

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
  ETIMEDOUT: errors.TimedOut,
};

/**
 * Connects from `from` to `to`, and gives what `Deno.connect` gives; its errors are Deno's.
 *
 * ```ts ignore
 * const conn = await connectFrom({ port: 31337 }, { ip: "127.0.0.1", port: 8080 }, signal);
 * ```
 */
export async function connectFrom(
  from: Partial<Address>,
  to: Address,
  signal: AbortSignal,
): Promise<Deno.Conn<Deno.NetAddr>> {
  const socket = connect({
    host: to.ip,
    port: to.port,
    localAddress: from.ip,
    localPort: from.port,
    allowHalfOpen: true,
  });
  const stop = () => socket.destroy(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve).once("error", (error) => reject(asDeno(error)));
    });
  } finally {
    signal.removeEventListener("abort", stop);
  }

  // Who waits hears of an error from its call
  socket.on("error", () => {});
  const pieces = socket.iterator({ destroyOnReturn: false });
  let rest: Uint8Array | undefined;
  const conn = {
    localAddr: address(socket.localAddress!, socket.localPort!),
    remoteAddr: address(socket.remoteAddress!, socket.remotePort!),
    async read(buffer: Uint8Array): Promise<number | null> {
      rest ??= await pieces.next().then(
        ({ value }) => value,
        (error) => Promise.reject(asDeno(error)),
      );
      if (!rest) return null;
      const now = rest.subarray(0, buffer.length);
      buffer.set(now);
      rest = now.length < rest.length ? rest.subarray(now.length) : undefined;
      return now.length;
    },
    write: (bytes: Uint8Array) =>
      new Promise<number>((resolve, reject) => {
        socket.write(bytes, (error) => error ? reject(asDeno(error)) : resolve(bytes.length));
      }),
    closeWrite: () => new Promise<void>((resolve) => socket.end(() => resolve())),
    close: () => socket.destroy(),
  };
  return conn as unknown as Deno.Conn<Deno.NetAddr>;
}

function address(hostname: string, port: number): Deno.NetAddr {
  return { transport: "tcp", hostname, port };
}

/** The error as `Deno.connect` would give it. */
function asDeno(error: unknown): unknown {
  const { code = "", message } = error as { code?: string; message: string };
  return ERRORS[code] ? new ERRORS[code](message) : error;
}
