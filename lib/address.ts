/**
 * An address: where a socket connects to or listens at, as the pair (IP, port).
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
 * import { written } from "./address.ts";
 * console.log(written({ ip: "::1", port: 8080 })); // [::1]:8080
 * ```
 */
export function written({ ip, port }: Address): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/**
 * Says in a sentence what is wrong with a port, or nothing when it can be used.
 *
 * ```ts
 * import { wrongPort } from "./address.ts";
 * console.log(wrongPort(70000, 1)); // the port 70000 is not between 1 and 65535
 * ```
 */
export function wrongPort(port: number | string, min: 0 | 1): string | undefined {
  if (!/^\d+$/.test(String(port))) {
    return `the port "${port}" is not a number from ${min} to 65535`;
  }
  if (Number(port) < min || Number(port) > 65535) {
    return `the port ${port} is not between ${min} and 65535`;
  }
}

/**
 * Says in a sentence what is wrong with an IP or a name, or nothing when it can be tried.
 *
 * ```ts
 * import { wrongIP } from "./address.ts";
 * console.log(wrongIP("192.168.1")); // "192.168.1" is not an IP: …
 * ```
 */
export function wrongIP(ip: string): string | undefined {
  if (ip === "") return "the IP is empty";
  if (/^\[.*\]$/.test(ip) || isIPv6(ip)) return;
  if (/[\s/@]/.test(ip)) return `"${ip}" is not an IP or a name: write it alone, as in 127.0.0.1`;
  if (ip.includes(":")) {
    return `"${ip}" is not an IP: write the port apart, as in --ip 127.0.0.1 --port 8080`;
  }
  if (/^[\d.]+$/.test(ip) && !isIPv4(ip)) {
    return `"${ip}" is not an IP: it has four numbers from 0 to 255, as in 192.168.1.36`;
  }
}

/** Whether the text is an IPv4 address: four numbers from 0 to 255 (RFC 6943, section 3.1.1, strict form). */
export function isIPv4(text: string): boolean {
  return /^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}/.test(text) &&
    text.split(".").length === 4 && text.split(".").every((part) => Number(part) <= 255);
}

/** Whether the text is an IPv6 address, with or without a zone (RFC 4291, section 2.2; RFC 4007). */
export function isIPv6(text: string): boolean {
  const address = text.replace(/%[^%\s]+$/, "");
  return /^[\da-f:.]+$/i.test(address) && address.includes(":") &&
    URL.canParse(`http://[${address}]`);
}

/** Whether an IP can only be reached from this computer: 127.0.0.0/8 and ::1 (RFC 6890). */
export function isLoopback(ip: string): boolean {
  return ip === "localhost" || ip === "::1" || (isIPv4(ip) && ip.startsWith("127."));
}
