/**
 * What an IP is good for: the answer to exercise 1, in a sentence.
 *
 * @module
 */
import { isIPv4, isLoopback } from "../../address.ts";

/**
 * Says what kind of address an IP is (RFC 6890, special-purpose addresses).
 *
 * ```ts
 * import { kindOfIP } from "./kind.ts";
 * console.log(kindOfIP("10.1.128.39")); // A private IP (IPv4): … only inside its network …
 * ```
 */
export function kindOfIP(ip: string): string {
  if (isLoopback(ip)) {
    return "The loopback IP: you are at the very computer on which the server runs.";
  }
  if (isIPv4(ip)) {
    const [a, b] = ip.split(".").map(Number);
    if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) {
      return "A private IP (IPv4): it is yours inside this network; in another one you get another.";
    }
    if (a === 169 && b === 254) {
      return "A link-local IP (IPv4): your device took it itself, since the network gave it none.";
    }
    if (a === 100 && b >= 64 && b < 128) {
      return "A shared IP (IPv4): it is known only inside your provider's network.";
    }
    return "A public IP (IPv4): it is known in the whole Internet.";
  }
  if (/^fe[89ab]/i.test(ip)) {
    return "A link-local IP (IPv6): it works only in this very network.";
  }
  if (/^f[cd]/i.test(ip)) {
    return "A private IP (IPv6, unique local): it is yours only inside this network.";
  }
  return "A public IP (IPv6): it is known in the whole Internet.";
}
