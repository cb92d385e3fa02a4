/**
 * The Host header: the name under which a browser has found this computer (RFC 9110, section 7.2).
 *
 * @module
 */
import { isIP, isLoopback, normalizeIP } from "../../address.ts";
import { allInterfaces, maySeeIPs } from "../../system/interfaces.ts";

/**
 * The name of this computer in a Host header: one of its own IPs, `localhost`, or `ip`, at which it
 * listens; at any port, since another one may lead here. Undefined when the header names another
 * computer.
 *
 * A page elsewhere can bend a name of its own to this computer's IP (DNS rebinding), and would then
 * read what is here through a student's browser; but the browser still says that name.
 *
 * ```ts
 * import { ownName } from "./host.ts";
 * console.log(ownName("localhost:8008", "127.0.0.1")); // localhost
 * console.log(ownName("evil.example:8008", "127.0.0.1")); // undefined
 * ```
 */
export function ownName(header: string | null, ip: string): string | undefined {
  const [, host = ""] = header?.toLowerCase().match(/^(\[[\da-f:.]+\]|[^[\]:\s]+)(?::\d{1,5})?$/) ??
    [];
  const name = normalizeIP(host.replace(/^\[(.*)\]$/, "$1"));
  if (name === "") return undefined;
  if (name === normalizeIP(ip.toLowerCase())) return name;
  // Without the permission to see its IPs, any IP will do: it is names that can be bent
  const own = isLoopback(name) || (isIP(name) && (isOwnIP(name) ?? true));
  return own ? name : undefined;
}

/**
 * Whether an IP is one of this computer's; undefined without the permission to see them. Deno is
 * not made to ask the teacher for it, in the middle of the class and because a stranger wants it.
 */
export function isOwnIP(ip: string): boolean | undefined {
  const one = normalizeIP(ip);
  if (isLoopback(one)) return true;
  if (!maySeeIPs()) return undefined;
  return allInterfaces().some(({ address }) => normalizeIP(address) === one);
}
