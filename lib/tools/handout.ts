/**
 * What the handout says and several tools need to know.
 *
 * @module
 */

/** This session's folder, however it is written: `Session-08`, `session8`, `Sesion 08.bis`. */
export const SESSION = /^sess?i[oó]n[-_. ]*0?8(?!\d)/i;

/** What students call their phone. */
export const PHONE =
  /\b(mobile( ?phone)?|(my|smart|cell|tele)? ?phone|m[oó]vil|android|iphone|tel[eé]fono|tablet|ipad|samsung|galaxy|xiaomi|redmi|huawei|oneplus|pixel)(s|\d+)?\b/i;

/** A destination of exercise 2. */
export interface Destination {
  /** Its name in the handout's table. */
  name: string;
  /** Its IP there; the others are found out by their name. */
  ip?: string;
  /** How students write its name. */
  words: RegExp;
  /** It never answers: its row may stay blank. */
  isSilent?: true;
}

/** The eight destinations of exercise 2, in the order of its table. */
export const DESTINATIONS: Destination[] = [
  {
    name: "Self",
    ip: "192.168.124.179",
    words: /\b(self|my (own )?(computer|pc|laptop)|localhost)\b/i,
  },
  { name: "f-l3208-pc01", ip: "212.128.255.129", words: /\bf-?l+-?3208\S*/i, isSilent: true },
  { name: "Google", ip: "8.8.8.8", words: /\bgoogle\b/i },
  { name: "Mobile", ip: "10.1.128.39", words: PHONE },
  { name: "www.urjc.es", words: /\burjc\b/i },
  { name: "github.com", words: /\bgit ?hub\b/i },
  { name: "wikipedia.org", words: /\bwikipedia\b/i },
  { name: "newdomain.com.au", words: /\bnew-?domain\b/i },
];

/** In place of a time: the table of exercise 1 does not tell the phone's IP yet. */
export const NO_PHONE = "no IP in IPs.txt yet";

/** The date of today, where this computer is, as the handout writes it: `2026-11-22`. */
export function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((number) => String(number).padStart(2, "0")).join("-");
}
