/**
 * The network interfaces of this computer: each has an IP of its own.
 *
 * @module
 */
import { isLoopback } from "./address.ts";

/** One IP of one interface, as `Deno.networkInterfaces` gives it. */
export type Interface = Deno.NetworkInterfaceInfo;

/**
 * The interfaces that others could reach, IPv4 first: no loopback, no link-local address
 * (169.254.0.0/16, fe80::/10: RFC 3927, RFC 4291). Empty without the permission
 * `--allow-sys=networkInterfaces`: nobody is asked for it.
 *
 * ```ts
 * import { interfaces } from "./interfaces.ts";
 * for (const { name, address } of interfaces()) console.log(name, address);
 * ```
 */
export function interfaces(): Interface[] {
  const permission = { name: "sys", kind: "networkInterfaces" } as const;
  if (Deno.permissions.querySync(permission).state !== "granted") return [];
  return Deno.networkInterfaces()
    .filter(({ address }) => !isLoopback(address) && !isLinkLocal(address))
    .sort((a, b) => a.family.localeCompare(b.family));
}

/** The IPs of this computer that others could reach, IPv4 first. */
export function ownIPs(): string[] {
  return interfaces().map(({ address }) => address);
}

function isLinkLocal(ip: string): boolean {
  return ip.startsWith("169.254.") || /^fe[89ab]/i.test(ip);
}
