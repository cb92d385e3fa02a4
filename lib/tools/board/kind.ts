/**
 * What an IP is good for: the answer to exercise 1, in a sentence.
 *
 * @module
 */

// RFC 6890, special-purpose addresses
const KINDS: [ips: RegExp, kind: string][] = [
  [/^127\.|^::1$/, "The loopback IP: you are at the very computer on which the server runs."],
  [
    /^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./,
    "A private IP (IPv4): it is yours inside this network; in another one you get another.",
  ],
  [
    /^169\.254\./,
    "A link-local IP (IPv4): your device took it itself, since the network gave it none.",
  ],
  [
    /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
    "A shared IP (IPv4): it is known only inside your provider's network.",
  ],
  [/^[\d.]+$/, "A public IP (IPv4): it is known in the whole Internet."],
  [/^fe[89ab]/i, "A link-local IP (IPv6): it works only in this very network."],
  [/^f[cd]/i, "A private IP (IPv6, unique local): it is yours only inside this network."],
  [/:/, "A public IP (IPv6): it is known in the whole Internet."],
];

/**
 * Says what kind of address an IP is.
 *
 * ```ts
 * import { kindOfIP } from "./kind.ts";
 * console.log(kindOfIP("10.1.128.39")); // A private IP (IPv4): … only inside its network …
 * ```
 */
export function kindOfIP(ip: string): string {
  return KINDS.find(([ips]) => ips.test(ip))![1];
}
