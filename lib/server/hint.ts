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
  const only = takesOnlyIPv6(ip) ? " Only IPv6 gets through here; for IPv4: --ip 0.0.0.0" : "";
  return `Others connect with: --ip ${ipsThatLeadTo(ip).join(" or --ip ")} --port ${port}${only}`;
}

/**
 * The IPs by which others reach a socket that listens on this one: itself, or for `0.0.0.0` and
 * `::` this computer's, as far as they may be seen.
 *
 * ```ts
 * import { ipsThatLeadTo } from "./hint.ts";
 * console.log(ipsThatLeadTo("192.0.2.2")); // [ "192.0.2.2" ]
 * ```
 */
export function ipsThatLeadTo(ip: string): string[] {
  if (ip !== "0.0.0.0" && ip !== "::") return [ip];
  const own = ownIPs().map(({ ip }) => ip)
    .filter((one) => isIPv4(one) ? !takesOnlyIPv6(ip) : ip === "::");
  return own.length > 0 ? own : [ip];
}

/** On Windows, a socket at `::` takes IPv6 alone (IPV6_V6ONLY). */
function takesOnlyIPv6(ip: string): boolean {
  return ip === "::" && Deno.build.os === "windows";
}
