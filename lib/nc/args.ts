/**
 * The arguments of nc, as people type them: flags in one word (`-lvp 8000`), and the address behind
 * them or between.
 *
 * @module
 */
import { type Address, checkAddress } from "../address.ts";
import { parseOptions } from "../cli.ts";
import { UserError } from "../error.ts";

/** What nc is asked to do. */
export interface Args {
  /** Where it connects, or with `listen` where it listens. */
  address: Address;
  listen: boolean;
  /** Keeps listening when the client has left. */
  keep: boolean;
  verbose: boolean;
  /** Ends after so many seconds without a connection or any bytes; 0 never. */
  wait: number;
  /** Only looks whether the port is open. */
  zero: boolean;
  /** Tells the other side when the input has ended. */
  halfClose: boolean;
}

/** Reads the arguments. @throws {UserError} with what is wrong, in a sentence. */
export function parseArgs(): Args {
  const { address: words, l, p, k, v, w, z, N } = parseOptions(
    { address: [], l: false, p: "", k: false, v: false, w: 0, z: false, N: false },
    {
      about: "connects to IP PORT, or with -l listens on [IP] PORT.",
      help: {
        address: "IP PORT, or with -l only PORT",
        l: "listens for a client instead of connecting",
        p: "the port to listen on",
        k: "keeps listening when the client has left",
        v: "says what happens",
        w: "ends after so many seconds without a connection or any bytes",
        z: "only looks whether the port is open",
        N: "tells the other side when the input has ended",
      },
    },
  );
  const all = p === "" ? words : [...words, p];
  if (all.length > 2) throw wrong(`unexpected word "${all[2]}"`);
  if (!l && p !== "") throw wrong("-p goes with -l");
  if (!l && k) throw wrong("-k goes with -l");
  if (l && z) throw wrong("-z does not go with -l");
  if (l && all.length < 1) throw wrong("the port is missing, as in nc.ts -l 8000");
  if (!l && all.length < 2) {
    throw wrong("the IP or the port is missing, as in nc.ts 127.0.0.1 8000");
  }
  const [ip, port] = all.length > 1 ? all : ["0.0.0.0", all[0]];
  if (!/^\d+$/.test(port)) throw wrong(`"${port}" is not a port`);
  const address = { ip, port: Number(port) };
  checkAddress(address, l ? "listen" : "connect");
  return { address, listen: l, keep: k, verbose: v, wait: w, zero: z, halfClose: N };
}

function wrong(text: string): UserError {
  return new UserError(text, 2);
}
