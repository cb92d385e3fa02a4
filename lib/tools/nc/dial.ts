/**
 * Dialling: connecting as nc does, which may choose this end's IP and port, and the kind of IP.
 *
 * @module
 */
import { lookup } from "node:dns/promises";
import { type Address, formatAddress, isIP } from "../../address.ts";
import { UserError } from "../../error.ts";
import { Socket, tryToConnect } from "../../socket.ts";
import { explain, type Reason, reasonOf, SocketError } from "../../socket-error.ts";
import { connectNode } from "../node-socket.ts";

/** How to connect. */
export interface DialOptions {
  /** How long to wait for the connection, in seconds. */
  timeout: number;
  /** The IP and the port of this end; what is left out the system chooses. */
  from?: Partial<Address>;
  /** Which kind of IP a name stands for. */
  family?: 4 | 6;
}

/** Why a port is closed: it is, or a firewall lets no program through to it. */
const CLOSED: Reason[] = ["refused", "timeout", "unreachable", "not allowed", "reset"];

/** The socket of nc as a client: it can tell whether the peer has gone. */
export class DialledSocket extends Socket {
  /**
   * Whether the peer takes nothing any more. Who has only ended can still receive: sending nothing
   * asks the system, which knows when the peer has refused something (tcp(7), EPIPE).
   */
  async isGone(): Promise<boolean> {
    return await this.conn.write(new Uint8Array(0)).then(() => false, () => true);
  }
}

/**
 * Connects to one address after the other. Among several, those that are closed are left out, and
 * `say` is told why.
 *
 * @throws {UserError} when none of them is open; otherwise as `dial`.
 */
export async function* dialAll(
  addresses: Address[],
  options: DialOptions,
  say: (why: string) => void,
): AsyncGenerator<DialledSocket> {
  let open = 0;
  for (const address of addresses) {
    try {
      yield await dial(address, options);
      open++;
    } catch (error) {
      if (addresses.length === 1 || !CLOSED.includes(reasonOf(error)!)) throw error;
      say((error as Error).message.split("\n")[0]);
    }
  }
  if (open === 0) throw new UserError(`None of these ports of ${addresses[0].ip} is open.`);
}

/**
 * Connects to an address, which is checked already.
 *
 * ```ts ignore
 * const s = await dial({ ip: "localhost", port: 8080 }, { timeout: 10, family: 6 });
 * ```
 *
 * @throws {SocketError} refused, timeout, unknown name …; in use, not ours: of this end.
 */
export async function dial(address: Address, options: DialOptions): Promise<DialledSocket> {
  const { timeout, from = {}, family } = options;
  const own = from.ip !== undefined || from.port !== undefined;
  return await tryToConnect(address, timeout, async (signal) => {
    const { port } = address;
    const ip = await resolve(address.ip, family);
    if (!own) return new DialledSocket(await Deno.connect({ hostname: ip, port, signal }));
    try {
      return new DialledSocket(await connectFrom(from, { ip, port }, signal));
    } catch (error) {
      throw signal.aborted ? error : explain(error, ownEnd(from));
    }
  });
}

/** Connects from `from` to `to`, and gives what `Deno.connect` gives; its errors are Deno's. */
async function connectFrom(
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

/** The IP of one kind that a name stands for. @throws {SocketError} unknown name. */
export async function resolve(name: string, family?: 4 | 6): Promise<string> {
  if (!family || isIP(name)) return name;
  try {
    return (await lookup(name, family)).address;
  } catch (error) {
    const message = `Unknown name: no IPv${family} was found for "${name}".`;
    throw new SocketError("unknown name", message, { cause: error });
  }
}

function ownEnd({ ip, port }: Partial<Address>) {
  const where = port === undefined ? ip! : formatAddress({ ip: ip ?? "0.0.0.0", port });
  return {
    "in use": `Port in use: another program has the port ${port}, or had it a moment ago.
Use another one for this end, or none: then the system chooses.`,
    "not ours":
      `Not possible: ${ip} is not an IP of this computer, or not of the other end's kind.`,
    "not allowed": `Not allowed: this computer does not let programs connect from ${where}.`,
  };
}
