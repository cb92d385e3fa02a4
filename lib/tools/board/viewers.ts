/**
 * The viewers: the browsers that look at the page. Each is sent what happens as server-sent events
 * (HTML Living Standard, section 9.2), a few times a second and not at once.
 *
 * @module
 */
import type { Feed } from "./feed.ts";

/** How many may look at the same time. */
export const MOST_VIEWERS = 500;

// What happens is gathered for so long; and so often a viewer hears something in any case, so
// that the chart moves on, and both ends know that the other one is still there (milliseconds)
const TELL_EVERY = 250;
const MOST_SILENCE = 5000;

// So much may wait for a viewer that takes nothing; then it is dropped, but keeps its connection
// until it reads or leaves, and so many may
const MOST_WAITING_BYTES = 1024 * 1024;
const MOST_STUCK = 100;

interface Viewer {
  ip: string;
  controller: ReadableStreamDefaultController<Uint8Array>;
}

/**
 * The browsers that look at a feed. One that does not keep up is dropped, and no other waits for it.
 * `disconnect` is called when too many of those hold their connections: those who are alive come
 * back by themselves.
 *
 * ```ts
 * import { Feed } from "./feed.ts";
 * import { Viewers } from "./viewers.ts";
 * using viewers = new Viewers(new Feed());
 * const events = viewers.join("127.0.0.1", new Promise(() => {}));
 * console.log(events instanceof ReadableStream, viewers.count); // true 1
 * ```
 */
export class Viewers implements Disposable {
  #feed: Feed;
  #disconnect: () => void;
  #viewers = new Set<Viewer>();
  #stuck = new Set<Viewer>();
  #run = crypto.randomUUID();
  #sent = 0;
  #sentAt = 0;
  #whole?: Uint8Array;
  #timer: ReturnType<typeof setInterval>;

  constructor(feed: Feed, disconnect = () => {}) {
    this.#feed = feed;
    this.#disconnect = disconnect;
    this.#timer = setInterval(() => this.#tell(), TELL_EVERY);
  }

  /** How many there are. */
  get count(): number {
    return this.#viewers.size;
  }

  /** How many were dropped, and still hold their connection: they do not even read its end. */
  get stuck(): number {
    return this.#stuck.size;
  }

  /**
   * The events for a viewer at an IP, until `gone`; undefined when there are too many viewers.
   * No IP can take all the places: when they are full, the IP with the most of them gives one up
   * for an IP that has fewer.
   */
  join(ip: string, gone: Promise<unknown>): ReadableStream<Uint8Array> | undefined {
    if (this.count >= MOST_VIEWERS && !this.#makeRoom(ip)) return undefined;
    // Many may come in the same moment: for all of them it is written once
    this.#whole ??= event({ run: this.#run, whole: true }, this.#feed.changes(0));
    const whole = this.#whole;
    let viewer!: Viewer;
    const leave = () => {
      this.#viewers.delete(viewer);
      this.#stuck.delete(viewer);
    };
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        viewer = { ip, controller };
        controller.enqueue(whole);
      },
      cancel: leave,
    }, { highWaterMark: 0, size: (bytes) => bytes!.length });
    this.#viewers.add(viewer);
    gone.then(leave, leave);
    return stream;
  }

  /** Tells the last news, and sends everybody away. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#tell();
    for (const viewer of this.#viewers) this.#drop(viewer);
  }

  /** Sends all viewers away, and counts none of them any more. */
  clear(): void {
    for (const viewer of this.#viewers) this.#drop(viewer);
    this.#stuck.clear();
  }

  #tell(): void {
    const { version } = this.#feed;
    const silence = performance.now() - this.#sentAt;
    if (version === this.#sent && silence < MOST_SILENCE) return;
    this.#whole = undefined;
    const bytes = event({ run: this.#run }, this.#feed.changes(this.#sent));
    for (const viewer of this.#viewers) {
      viewer.controller.enqueue(bytes);
      if (viewer.controller.desiredSize! < -MOST_WAITING_BYTES) this.#drop(viewer);
    }
    this.#sent = version;
    this.#sentAt = performance.now();
  }

  #drop(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    this.#stuck.add(viewer);
    viewer.controller.close();
    if (this.#stuck.size > MOST_STUCK) this.#disconnect();
  }

  #makeRoom(ip: string): boolean {
    const byIP = Map.groupBy(this.#viewers, ({ ip }) => ip);
    const [most] = [...byIP.values()].sort((a, b) => b.length - a.length);
    if ((byIP.get(ip)?.length ?? 0) + 1 >= most.length) return false;
    this.#drop(most[0]);
    return true;
  }
}

const encoder = new TextEncoder();

/** One event: two JSON objects in one. */
function event(about: Record<string, unknown>, changes: string): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify(about).slice(0, -1)},${changes.slice(1)}\n\n`);
}
