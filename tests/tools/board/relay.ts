/**
 * A path from a browser to a server that can die as real ones do: without a word.
 *
 * @module
 */

/** Passes what comes at a port of loopback on to another one, and back; it can stop passing. */
export class Relay implements Disposable {
  /** Takes connections and bytes, and lets none of them through. */
  swallows = false;
  /** How many connections have come. */
  count = 0;

  #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #open = new Set<Deno.TcpConn>();

  constructor(to: number) {
    this.#accept(to);
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#open.size;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const conn of this.#open) conn.close();
    this.#open.clear();
  }

  async #accept(to: number): Promise<void> {
    for await (const browser of this.#listener) {
      this.count++;
      this.#open.add(browser);
      const server = await Deno.connect({ hostname: "127.0.0.1", port: to });
      const back = this.#pass(server, browser);
      this.#pass(browser, server).finally(async () => {
        server.close();
        await back;
        if (this.#open.delete(browser)) browser.close();
      });
    }
  }

  async #pass(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(65536);
    try {
      for (let n; (n = await from.read(buffer)) !== null;) {
        for (let at = 0; at < n && !this.swallows;) at += await to.write(buffer.subarray(at, n));
      }
      if (!this.swallows) await to.closeWrite();
    } catch {
      // One of the two has ended
    }
  }
}
