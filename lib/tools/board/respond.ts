/**
 * What the web server answers: the page, its QR code and its events, to browsers that have found
 * this computer under a name of its own.
 *
 * @module
 */
import { type Address, isLoopback, normalizeIP } from "../../address.ts";
import { ipsThatLeadTo } from "../../server/hint.ts";
import { ownIPs } from "../../system/interfaces.ts";
import { today } from "../handout.ts";
import type { Feed } from "./feed.ts";
import { isOwnIP, ownName } from "./host.ts";
import { kindOfIP } from "./kind.ts";
import { fillPage, POLICY } from "./page.ts";
import { svgQR } from "./qr.ts";
import type { Viewers } from "./viewers.ts";

/** What is served, and where. */
export interface Site {
  /** The IP or the name at which the web server listens. */
  ip: string;
  /** Where the class finds the page; undefined when it does not, or this computer's IP is not known. */
  url?: string;
  /** Where the clients connect. */
  server: Address;
  feed: Feed;
  viewers: Viewers;
}

/** The answer to a request from `peer`; `gone` settles when its connection has ended. */
export function respond(
  site: Site,
  request: Request,
  peer: Address,
  gone: Promise<unknown>,
): Response {
  const headers = new Headers({
    "content-security-policy": POLICY,
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store, no-transform",
    "connection": "close",
  });
  const answer = (status: number, type: string, body: BodyInit | null) => {
    headers.set("content-type", `${type}; charset=utf-8`);
    return new Response(head ? null : body, { status, headers });
  };
  const refuse = (status: number, why: string) => answer(status, "text/plain", `${why}\n`);

  // A program may ask for a URL that is none
  const url = URL.parse(request.url);
  const head = request.method === "HEAD";
  const hides = request.method === "POST" && url?.pathname === "/hide";
  if (request.method !== "GET" && !head && !hides) {
    headers.set("allow", "GET, HEAD");
    return refuse(405, "Only GET and HEAD are answered here.");
  }
  const host = request.headers.get("host");
  const name = ownName(host, site.ip);
  if (!name) return refuse(403, "Open this page by the IP of its computer, not by a name.");
  const seen = isLoopback(name) ? site.url : `http://${host}/`;
  switch (url?.pathname) {
    case "/":
      return answer(200, "text/html", fillPage(valuesFor(site, request, peer, name, seen)));
    case "/qr.svg":
      if (seen) return answer(200, "image/svg+xml", svgQR(seen));
      break;
    case "/events": {
      const events = head ? null : site.viewers.join(peer.ip, gone);
      if (events !== undefined) return answer(200, "text/event-stream", events);
      headers.set("retry-after", "10");
      return refuse(503, "Too many are looking at the page already.");
    }
    case "/hide": {
      // A page elsewhere can make the teacher's browser ask; but the browser says who asks
      if (!hides || !isOwnIP(peer.ip) || request.headers.get("origin") !== `http://${host}`) {
        return refuse(403, "Only the page on the server's own computer can do this.");
      }
      const [number, hidden] = ["number", "hidden"].map((key) => url.searchParams.get(key));
      const done = site.feed.hide(Number(number), hidden === "true");
      return done ? answer(200, "text/plain", "Done.\n") : refuse(404, "There is no such row.");
    }
  }
  return refuse(404, "There is nothing here: the page is at /");
}

function valuesFor(
  site: Site,
  request: Request,
  peer: Address,
  name: string,
  url = "",
): Record<string, string> {
  const ip = normalizeIP(peer.ip);
  const hidden = (yes: boolean) => yes ? "hidden" : "";
  const own = isOwnIP(ip) ? "own" : "";
  const ips = ipsThatLeadTo(site.server);
  const [first = isLoopback(name) ? "127.0.0.1" : name] = ips;
  return {
    // Their own computer's IP is the others' answer to exercise 1, and not that of who sits at it
    state: `${site.feed.version === 0 ? "lobby" : ""} ${own}`.trim(),
    youHidden: hidden(own !== ""),
    ip,
    port: String(peer.port),
    kind: kindOfIP(ip),
    row: rowFor(ip, request.headers.get("user-agent") ?? ""),
    url,
    urlHidden: hidden(!url),
    server: ips.includes(name) ? name : first,
    serverPort: String(site.server.port),
    only: isLoopback(site.ip)
      ? `Only this computer sees this page. With --ip ${ownIPs()[0]?.ip ?? "and its own IP"}`
      : "At this computer's own IP (IPs.ts shows it)",
    onlyHidden: hidden(url !== ""),
  };
}

/** A row of IPs.txt; what cannot be known here is left to the student. */
function rowFor(ip: string, userAgent: string): string {
  const phone = /Mobi|Android|iPhone|iPad/i.test(userAgent);
  const cells = [...(phone ? ["mobile", "Wifi"] : ["computer", ""]), today(), "Lab", ip];
  return `| ${cells.join(" | ")} |`;
}
