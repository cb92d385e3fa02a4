/**
 * The reach of a server: from where its IP can be connected to.
 *
 * @module
 */
import { type Address, isLoopback } from "./address.ts";
import { ownIPs } from "./interfaces.ts";

/**
 * Tells in a line who can connect to a server that listens at this address, and how.
 *
 * ```ts
 * import { whoCanConnect } from "./reach.ts";
 * console.log(whoCanConnect({ ip: "127.0.0.1", port: 8080 }));
 * // Only this computer can connect. To let others in: --ip 192.0.2.2
 * ```
 */
export function whoCanConnect({ ip, port }: Address): string {
  const own = ownIPs();
  if (isLoopback(ip)) {
    const choice = own.length > 0 ? own.join(" or --ip ") : "this computer's IP";
    return `Only this computer can connect. To let others in: --ip ${choice}`;
  }
  const everywhere = ip === "0.0.0.0" || ip === "::";
  const there = everywhere && own.length > 0 ? own.join(" or --ip ") : ip;
  return `Others connect with: --ip ${there} --port ${port}`;
}
