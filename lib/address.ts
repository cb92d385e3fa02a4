/**
 * An address: where a socket connects or listens, as the pair (IP, port).
 *
 * @module
 */
import { UserError } from "./error.ts";
import { mistake } from "./mistakes.ts";

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

/** Whether an IP can only be reached from this computer: 127.0.0.0/8 and ::1 (RFC 6890). */
export function isLoopback(ip: string): boolean {
  const one = normalizeIP(ip.replace(/^\[(.*)\]$/, "$1"));
  return one === "localhost" || one === "::1" || (isIPv4(one) && one.startsWith("127."));
}

/**
 * Checks an address before it is used: an IP or a name that can be tried, and a port from 1 (0 to
 * listen) to 65535. It is given back as the network knows it: `xn--espaa-rta.es` for `españa.es`
 * (RFC 5891).
 *
 * ```ts
 * import { checkAddress } from "./address.ts";
 * console.log(checkAddress({ ip: "::1", port: 8080 }, "connect")); // { ip: "::1", port: 8080 }
 * ```
 *
 * @throws {UserError} when it is no address; the exit status is 2.
 */
export function checkAddress(address: Address, call: "connect" | "listen"): Address {
  checkShape(address, call);
  const { ip, port } = address;
  checkIP(ip, call === "listen");
  checkPort(port, call === "listen" ? 0 : 1);
  return ASCII.test(ip) ? address : { ip: new URL(`http://${ip}`).hostname, port };
}

const ASCII = /^[\x20-\x7e]*$/;

// TypeScript knows all this, but `deno run` does not ask it
function checkShape(address: Address, call: "connect" | "listen"): void {
  const right = `${call}({ ip: "127.0.0.1", port: 8080 })`;
  if (typeof address !== "object" || address === null) {
    throw mistake(`${call} takes the IP and the port together, in braces: ${right}`);
  }
  for (const key of ["ip", "port"] as const) {
    if (address[key] !== undefined) continue;
    const other = Object.keys(address).find((name) => OTHER_NAMES[key].test(name));
    throw mistake(
      key in address
        ? `${call} is given ${key}, and it is undefined. Is it called so where it is made?
As in: const { ip, port } = parseOptions({ … })`
        : other
        ? `${call} asks for ${key}, and here it is called ${other}: { ${key}: ${other} }`
        : `${call} asks for ip and port, and ${key} is missing: ${right}`,
    );
  }
  if (typeof address.ip !== "string") throw mistake(`the IP is a text, in quotes: ${right}`);
  if (typeof address.port !== "number") {
    throw mistake(`the port is a number, without quotes: ${right}`);
  }
}

const OTHER_NAMES = { ip: /^(ip|host(name)?|addr(ess)?|server)$/i, port: /^port$/i };

/** Checks an IP or a name, at which a program `listens` or to which it connects. @throws {UserError} */
export function checkIP(ip: string, listens = true): void {
  const wrong = wrongIP(ip) ?? (listens ? undefined : notToConnect(ip));
  if (wrong) throw new UserError(wrong, 2);
}

function notToConnect(ip: string): string | undefined {
  if (!/^(0\.0\.0\.0|\[?::\]?)$/.test(ip)) return;
  return `"${ip}" is no computer's IP: a server listens there to be reached at all of its own.
Use the one that it printed; on this computer, 127.0.0.1`;
}

/** Checks a port, a number or its digits. @throws {UserError} */
export function checkPort(port: number | string, lowest: 0 | 1 = 1): void {
  const range = `a port is a number from ${lowest} to 65535`;
  if (!/^\d{1,9}$/.test(String(port))) throw new UserError(`"${port}" is not a port: ${range}`, 2);
  if (Number(port) < lowest || Number(port) > 65535) {
    throw new UserError(`${port} is not a port: ${range}`, 2);
  }
}

function wrongIP(ip: string): string | undefined {
  if (isIPv4(ip)) {
    if (parseInt(ip) < 224) return;
    return `"${ip}" is not one computer's IP: from 224 on they are for groups (multicast)`;
  }
  if (ip === "") return "the IP is empty";
  const bare = ip.replace(/^\[(.*)\]$/, "$1");
  if (isIPv6(bare)) {
    if (/^ff/i.test(bare)) return `"${ip}" is a group of computers (multicast), not one of them`;
    // Every network has an fe80::1: alone it does not say in which (RFC 4007)
    if (!/^fe[89ab][^%]*$/i.test(bare)) return;
    return `"${ip}" needs its zone: the interface that leads there, as in fe80::1%eth0`;
  }
  if (/^[^\s/@]*:[^\s/@]*$/.test(ip)) {
    return `"${ip}" is not an IP: give the port separately, as in --ip 127.0.0.1 --port 8080`;
  }
  if (/^\d+([.,]\d*)+$/.test(ip)) {
    return `"${ip}" is not an IP: it has four numbers from 0 to 255, as in 192.168.1.36`;
  }
  // A name has letters, digits, dots and dashes, and 63 characters between two dots (RFC 1123);
  // others' letters are written with these (RFC 5891)
  const plain = ASCII.test(ip) ? /^[\w.-]+$/.test(ip) : /^[\p{L}\p{M}\p{N}.-]+$/u.test(ip);
  if (!plain || !URL.canParse(`http://${ip}`) || /^\.|\.\./.test(ip)) {
    return `"${ip}" is not an IP or a name: write it alone, as in 127.0.0.1`;
  }
  if (ip.length > 253 || ip.split(".").some((part) => part.length > 63)) {
    return "the name is too long: 253 characters at most, and 63 between two dots";
  }
}
