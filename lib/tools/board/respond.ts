/**
 * What the web server answers: the page, its QR code and its events, to browsers that have found
 * this computer under a name of its own.
 *
 * @module
 */
import { type Address, isLoopback, normalizeIP } from "../../address.ts";
import { ownIPs } from "../../system/interfaces.ts";
import { isOwnHost } from "./host.ts";
import { kindOfIP } from "./kind.ts";
import { fillPage } from "./page.ts";
import { svgQR } from "./qr.ts";
import type { Viewers } from "./viewers.ts";

/** What is served, and where. */
export interface Site {
  /** The IP or the name at which the web server listens. */
  ip: string;
  /** Where everybody finds the page; undefined when only this computer does. */
  url?: string;
  /** Where the clients connect. */
  server: Address;
  /** The Content-Security-Policy. */
  policy: string;
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
    "content-security-policy": site.policy,
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store, no-transform",
    "connection": "close",
  });
  const answer = (status: number, type: string, body: BodyInit) => {
    headers.set("content-type", `${type}; charset=utf-8`);
    return new Response(body, { status, headers });
  };
  const refuse = (status: number, why: string) => answer(status, "text/plain", `${why}\n`);

  if (request.method !== "GET") {
    headers.set("allow", "GET");
    return refuse(405, "Only GET is answered here.");
  }
  if (!isOwnHost(request.headers.get("host"), site.ip)) {
    return refuse(403, "Open this page by the IP of its computer, not by a name.");
  }
  // A program may ask for a URL that is none
  switch (URL.parse(request.url)?.pathname) {
    case "/":
      return answer(200, "text/html", fillPage(valuesFor(site, request, peer)));
    case "/qr.svg":
      if (site.url) return answer(200, "image/svg+xml", svgQR(site.url));
      break;
    case "/events": {
      const events = site.viewers.join(peer.ip, gone);
      if (events) return answer(200, "text/event-stream", events);
      headers.set("retry-after", "10");
      return refuse(503, "Too many are looking at the page already.");
    }
  }
  return refuse(404, "There is nothing here: the page is at /");
}

function valuesFor(site: Site, request: Request, peer: Address): Record<string, string> {
  const ip = normalizeIP(peer.ip);
  const hidden = (yes: boolean) => yes ? "hidden" : "";
  const everywhere = /^(0\.0\.0\.0|::)$/.test(site.server.ip);
  const server = everywhere ? ownIPs()[0]?.ip ?? "127.0.0.1" : site.server.ip;
  const own = ownIPs()[0]?.ip;
  return {
    ip,
    port: String(peer.port),
    kind: kindOfIP(ip),
    row: rowFor(ip, request.headers.get("user-agent") ?? ""),
    rowHidden: hidden(isLoopback(ip)),
    url: site.url ?? "",
    joinHidden: hidden(!site.url),
    reach: `--ip ${server} --port ${site.server.port}`,
    only: `Only this computer sees this page. ${
      own ? `With --ip ${own}` : "With --ip"
    } the class sees it too, and here stands its QR code.`,
    onlyHidden: hidden(site.url !== undefined),
  };
}

/** A row of IPs.txt; what nobody can know here is left to the student. */
function rowFor(ip: string, userAgent: string): string {
  const phone = /Mobi|Android|iPhone|iPad/i.test(userAgent);
  const today = new Date();
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
    .map((number) => String(number).padStart(2, "0")).join("-");
  return `| ${[...(phone ? ["mobile", "Wifi"] : ["computer", ""]), date, "Lab", ip].join(" | ")} |`;
}
