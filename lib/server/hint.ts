/**
 * The hint: from where a server can be reached.
 *
 * @module
 */
import { type Address, isIPv4, isLoopback } from "../address.ts";
import { ownIPs } from "../system/interfaces.ts";

/**
 * Tells in a line who can connect to a server that listens on this address, and how.
 *
 * ```ts
 * import { hintFor } from "./hint.ts";
 * console.log(hintFor({ ip: "127.0.0.1", port: 8080 }));
 * // Only this computer can connect. To let others in: --ip 192.0.2.2
 * ```
 */
export function hintFor({ ip, port }: Address): string {
  const own = ownIPs().map(({ ip }) => ip);
  if (isLoopback(ip)) {
    const choice = own.length > 0 ? own.join(" or --ip ") : "this computer's IP";
    return `Only this computer can connect. To let others in: --ip ${choice}`;
  }
  // On Windows, a socket at :: takes IPv6 alone (IPV6_V6ONLY)
  const onlyIPv6 = ip === "::" && Deno.build.os === "windows";
  const everywhere = ip === "0.0.0.0" || ip === "::";
  const there = own.filter((one) => isIPv4(one) ? !onlyIPv6 : ip === "::");
  const ips = everywhere && there.length > 0 ? there.join(" or --ip ") : ip;
  const only = onlyIPv6 ? " Only IPv6 gets through here; for IPv4: --ip 0.0.0.0" : "";
  return `Others connect with: --ip ${ips} --port ${port}${only}`;
}
