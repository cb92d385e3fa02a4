/**
 * The Host header: the name under which a browser has found this computer (RFC 9110, section 7.2).
 *
 * @module
 */
import { isIP, isLoopback, normalizeIP } from "../../address.ts";
import { allInterfaces, maySeeIPs } from "../../system/interfaces.ts";

/**
 * Whether a Host header names this computer: one of its own IPs, `localhost`, or `ip`, at which it
 * listens; at any port, since another one may lead here.
 *
 * A page elsewhere can bend a name of its own to this computer's IP (DNS rebinding), and would then
 * read what is here through a student's browser; but the browser still says that name.
 *
 * ```ts
 * import { isOwnHost } from "./host.ts";
 * console.log(isOwnHost("localhost:8000", "127.0.0.1")); // true
 * console.log(isOwnHost("evil.example:8000", "127.0.0.1")); // false
 * ```
 */
export function isOwnHost(header: string | null, ip: string): boolean {
  const [, host = ""] = header?.toLowerCase().match(/^(\[[\da-f:.]+\]|[^[\]:\s]+)(?::\d{1,5})?$/) ??
    [];
  const name = normalizeIP(host.replace(/^\[(.*)\]$/, "$1"));
  if (name === "") return false;
  if (isLoopback(name) || name === normalizeIP(ip.toLowerCase())) return true;
  if (!isIP(name)) return false;
  // Without the permission to see its IPs, any IP will do: it is names that can be bent. Deno is
  // not made to ask the teacher for it, in the middle of the class and because a stranger wants it
  if (!maySeeIPs()) return true;
  return allInterfaces().some(({ address }) => normalizeIP(address) === name);
}
