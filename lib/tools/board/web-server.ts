/**
 * The board: a web page that shows to everybody what happens at the server.
 *
 * @module
 */
import { type Address, formatAddress, isLoopback } from "../../address.ts";
import { UserError } from "../../error.ts";
import { ipsThatLeadTo } from "../../server/hint.ts";
import { listenError } from "../../server/listen.ts";
import { warn } from "../../server/log.ts";
import { delay, withTimeout } from "../../time.ts";
import { Feed } from "./feed.ts";
import { terminalQR } from "./qr.ts";
import { respond, type Site } from "./respond.ts";
import { Viewers } from "./viewers.ts";

// Milliseconds: until the port is free again, and for the last words
const RESTART_AFTER = 100;
const CLOSE_WITHIN = 500;

/**
 * Serves the page at an address; port 0 takes any free one. `server` is where the clients connect,
 * and what happens there is told to the board's feed.
 *
 * ```ts
 * import { openBoard } from "./web-server.ts";
 * const server = { ip: "127.0.0.1", port: 8080 };
 * const board = openBoard({ ip: "127.0.0.1", port: 0 }, server);
 * board.feed.connected({ ip: "192.0.2.7", port: 51234 });
 * console.log(board.poster); // … The page, for this computer only: http://127.0.0.1:40123/
 * await board.close();
 * ```
 *
 * @throws {UserError} when the port is none, or the server's, or the IP has a zone.
 * @throws {SocketError} in use, not ours, not allowed, no permission, address …
 */
export function openBoard(address: Address, server: Address): Board {
  if (address.port === server.port) {
    const own = `the page needs a port of its own: ${server.port} is the server's`;
    throw new UserError(`${own}.\nGive it another --web-port`, 2);
  }
  if (address.ip.includes("%")) {
    // A URL has no place for a zone (WHATWG URL, section 3.5)
    const none = `no browser opens a page at an IP with a zone: ${address.ip}`;
    throw new UserError(`${none}.\nGive another --ip`, 2);
  }
  return new Board(address, server);
}

/** The web server of a page. */
export class Board {
  /** What it shows. */
  readonly feed = new Feed();
  /**
   * What hangs in the terminal: its URLs, one for each network when it listens at all of them; and
   * the first as a QR code, if phones can open it.
   */
  readonly poster: string;

  #viewers: Viewers;
  #site: Site;
  #web: Deno.HttpServer;
  #abort = new AbortController();
  #closed = false;

  constructor({ ip, port }: Address, server: Address) {
    this.#web = this.#serve({ ip, port });
    this.#viewers = new Viewers(this.feed, () => this.#closed || this.#abort.abort());
    const { addr } = this.#web as Deno.HttpServer<Deno.NetAddr>;
    const address = { ip: addr.hostname, port: addr.port };
    const urls = ipsThatLeadTo(address).map((ip) => `http://${formatAddress({ ...address, ip })}/`);
    const places = urls.join("\n  or ") || `http://IP:${address.port}/ (IPs.ts shows your IP)`;
    const url = isLoopback(address.ip) ? undefined : urls[0];
    const code = url && `${terminalQR(url, Deno.stdout.isTerminal() && !Deno.noColor)}\n`;
    this.poster = isLoopback(address.ip)
      ? `With --ip, phones find the page by a QR code that stands here.
The page, for this computer only: ${places}`
      : `${code ?? ""}The page, for everybody: ${places}`;
    this.#site = { ip, url, server, feed: this.feed, viewers: this.#viewers };
    this.#goOn(address);
  }

  /** Sends the viewers away and stops serving. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#viewers[Symbol.dispose]();
    for (const end = performance.now() + CLOSE_WITHIN; performance.now() < end; await delay(5)) {
      if (this.#viewers.stuck === 0) break;
    }
    this.#abort.abort();
    await withTimeout(CLOSE_WITHIN, this.#web.finished.catch(() => {}));
  }

  #serve({ ip, port }: Address): Deno.HttpServer {
    this.#abort = new AbortController();
    try {
      return Deno.serve({
        hostname: ip,
        port,
        signal: this.#abort.signal,
        onListen: () => {},
        onError: (error) => {
          // No case for this was foreseen: it is shown whole
          warn(`The page could not be sent: ${Deno.inspect(error)}`);
          return new Response("Something went wrong.\n", { status: 500 });
        },
      }, (request, { remoteAddr: { hostname, port }, completed }) => {
        return respond(this.#site, request, { ip: hostname, port }, completed);
      });
    } catch (error) {
      throw listenError(error, { ip, port }, "--web-port ");
    }
  }

  /**
   * Serves again whenever the web server ends. It does so by itself when browsers hold all files,
   * which leaves them to the clients: `Deno.serve` gives up when `accept(2)` fails.
   */
  async #goOn(address: Address): Promise<void> {
    let warned = false;
    while (!this.#closed) {
      await this.#web.finished.catch((error) => {
        if (!warned) warn(`The page had to start again: ${error.message.replace("Error: ", "")}`);
        warned = true;
        // It listens no more, so that there is nothing to abort, but it holds its connections
        this.#abort = new AbortController();
        this.#viewers.clear();
        this.#web.shutdown().catch(() => {});
      });
      if (!this.#closed) await delay(RESTART_AFTER);
      if (this.#closed) return;
      try {
        this.#web = this.#serve(address);
      } catch {
        // The port is not free yet, or no file is: next time
      }
    }
  }
}
