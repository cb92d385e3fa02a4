/**
 * An address: where a socket connects or listens, as the pair (IP, port).
 *
 * @module
 */

/** The pair that names one program on one computer. */
export interface Address {
  /** An IPv4 or IPv6 address, or a name: `"127.0.0.1"`, `"::1"`, `"localhost"`. */
  ip: string;
  /** 1 to 65535; 0 asks for any free port, and only makes sense to listen. */
  port: number;
}

/**
 * The address as people write it: `127.0.0.1:8080`, `[::1]:8080` (RFC 3986, section 3.2.2).
 *
 * ```ts
 * import { formatAddress } from "./address.ts";
 * console.log(formatAddress({ ip: "::1", port: 8080 })); // [::1]:8080
 * ```
 */
export function formatAddress({ ip, port }: Address): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** Whether the text is an IPv4 address: four numbers from 0 to 255 (RFC 6943, section 3.1.1). */
export function isIPv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => part === String(Number(part) & 255));
}

/** Whether the text is an IPv6 address, with or without a zone (RFC 4291, section 2.2; RFC 4007). */
export function isIPv6(text: string): boolean {
  const address = text.replace(/%[\w.-]+$/, "");
  return /^[\da-f:.]+$/i.test(address) && address.includes(":") &&
    URL.canParse(`http://[${address}]`);
}

/** Whether the text is an IP, and not a name. */
export function isIP(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}

/**
 * The one way to write an IP (RFC 5952): `::1` for `0:0:0:0:0:0:0:1`, and IPv4 where it stands in
 * IPv6, `192.0.2.7` for `::ffff:192.0.2.7` (RFC 4291, section 2.5.5.2). A name stays as it is.
 *
 * ```ts
 * import { normalizeIP } from "./address.ts";
 * console.log(normalizeIP("::ffff:192.0.2.7")); // 192.0.2.7
 * ```
 */
export function normalizeIP(ip: string): string {
  if (!ip.includes(":") || ip.includes("%") || !isIPv6(ip)) return ip;
  const short = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [, high, low] = short.match(/^::ffff:([\da-f]+):([\da-f]+)$/) ?? [];
  if (!high) return short;
  const pairs = high.padStart(4, "0") + low.padStart(4, "0");
  return pairs.match(/../g)!.map((pair) => parseInt(pair, 16)).join(".");
}
