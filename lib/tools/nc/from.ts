/**
 * A connection from an IP and a port of one's own choice.
 *
 * @module
 */
import type { Address } from "../../address.ts";
import { connectNode } from "../node-socket.ts";

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
  const socket = await connectNode(to, signal, from);
  let rest: Uint8Array | undefined;
  const conn = {
    localAddr: ofDeno(socket.address),
    remoteAddr: ofDeno(socket.peer),
    async read(buffer: Uint8Array): Promise<number | null> {
      rest ??= await socket.next();
      if (!rest) return null;
      const now = rest.subarray(0, buffer.length);
      buffer.set(now);
      rest = now.length < rest.length ? rest.subarray(now.length) : undefined;
      return now.length;
    },
    write: (bytes: Uint8Array) => socket.send(bytes).then(() => bytes.length),
    closeWrite: () => socket.shutdown(),
    close: () => socket.destroy(),
  };
  return conn as unknown as Deno.Conn<Deno.NetAddr>;
}

function ofDeno({ ip, port }: Address): Deno.NetAddr {
  return { transport: "tcp", hostname: ip, port };
}
