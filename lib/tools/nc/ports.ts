/**
 * Ports as nc takes them: a number, a range, or the name of a service.
 *
 * @module
 */
import { UserError } from "../../error.ts";

// The best known ones of the list that IANA keeps (RFC 6335, service names and port numbers)
const SERVICES: Record<string, number> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  pop3: 110,
  ntp: 123,
  imap: 143,
  ldap: 389,
  https: 443,
  submission: 587,
  imaps: 993,
  pop3s: 995,
  mysql: 3306,
  postgresql: 5432,
  vnc: 5900,
  "http-alt": 8080,
};

/**
 * The ports that a word stands for: `"8000"`, `"20-30"` with both ends, `"http"`. `lowest` is 1 to
 * connect and 0 to listen.
 *
 * ```ts
 * import { parsePorts } from "./ports.ts";
 * console.log(parsePorts("20-22")); // [20, 21, 22]
 * ```
 *
 * @throws {UserError} for anything else; its exit status is 2.
 */
export function parsePorts(word: string, lowest: 0 | 1 = 1): number[] {
  const [first, last = first] = /^\d+(-\d+)?$/.test(word)
    ? word.split("-").map(Number)
    : [SERVICES[word.toLowerCase()]];
  const [from, to] = [Math.min(first, last), Math.max(first, last)];
  if (from >= lowest && to <= 65535) {
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  }
  throw new UserError(
    `"${word}" is not a port: a port is a number from ${lowest} to 65535, or a service such as http`,
    2,
  );
}

/** The service that usually has this port, in brackets, for people: `" (http)"`; or nothing. */
export function service(port: number): string {
  const name = Object.keys(SERVICES).find((name) => SERVICES[name] === port);
  return name ? ` (${name})` : "";
}
