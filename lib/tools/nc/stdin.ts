/**
 * The input of nc: the bytes of standard input, read in the way that suits its kind.
 *
 * @module
 */
import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import process from "node:process";
import type { Source } from "../relay.ts";

/** How many bytes are read at once: a pipe has no more than 64 KiB, a file what one asks for. */
const FROM_PIPE = 64 * 1024;
const FROM_FILE = 1024 * 1024;

/** The bytes of standard input, as they come. */
export class Input {
  #source: Source;
  #next?: Promise<Uint8Array | undefined>;

  /** `crlf` puts `\r\n` where a line ends with `\n` alone. */
  constructor({ crlf = false, detached = false } = {}) {
    // Not before the first bytes are asked for: a program that reads a terminal from the background
    // is stopped (termios(3), SIGTTIN)
    this.#source = async () => {
      const source = detached ? nothing : open();
      this.#source = crlf ? withCRLF(source) : source;
      return await this.#source();
    };
  }

  /**
   * What comes next, the same until it is taken; undefined at the end. What cannot be read, such as
   * a folder, has ended.
   */
  next(): Promise<Uint8Array | undefined> {
    return this.#next ??= this.#source().catch(() => undefined);
  }

  /** Takes what `next` gave: it is good until `next` is called again. */
  take(): void {
    this.#next = undefined;
  }
}

function open(): Source {
  if (Deno.stdin.isTerminal()) return fromTerminal();
  const kind = Deno.build.os === "windows" ? undefined : fstatSync(0);
  if (kind?.isFIFO()) return fromPipe();
  // A file makes no program wait: it is read without another thread. One for each read is always
  // right, and the slowest
  return kind?.isFile()
    ? readWith((buffer) => Deno.stdin.readSync(buffer), FROM_FILE)
    : readWith((buffer) => Deno.stdin.read(buffer), FROM_PIPE);
}

const nothing: Source = () => Promise.resolve(undefined);

function readWith(
  read: (buffer: Uint8Array) => number | null | Promise<number | null>,
  size: number,
): Source {
  const buffer = new Uint8Array(size);
  return async () => {
    const count = await read(buffer);
    return count === null ? undefined : buffer.subarray(0, count);
  };
}

/**
 * Node's terminal waits until something is typed before it reads: a program in the background may
 * wait too. (And at a Windows console it gives UTF-8; denoland/deno issue 18240.)
 */
function fromTerminal(): Source {
  const typed = process.stdin.iterator({ destroyOnReturn: false });
  return async () => {
    const { value, done } = await typed.next();
    return done ? undefined : value;
  };
}

/**
 * A pipe is read as it fills, while what came before is sent. Node's socket makes it non-blocking
 * for that, for all who share it: at the end it is given back as it was.
 */
function fromPipe(): Source {
  let filling = new Uint8Array(4 * FROM_PIPE);
  let spare = new Uint8Array(4 * FROM_PIPE);
  let count = 0;
  let ended = false;
  let news = Promise.withResolvers<void>();
  const pipe = new Socket({
    fd: 0,
    readable: true,
    writable: false,
    onread: {
      buffer: new Uint8Array(FROM_PIPE),
      callback: (length, bytes) => {
        filling.set(bytes.subarray(0, length), count);
        count += length;
        news.resolve();
        return count + FROM_PIPE <= filling.length;
      },
    },
  });
  const end = () => {
    ended = true;
    news.resolve();
  };
  pipe.on("end", end).on("error", end).resume();
  restoreAtEnd(pipe);
  return async () => {
    if (count === 0 && !ended) await news.promise;
    if (count === 0) return undefined;
    [filling, spare] = [spare, filling];
    const bytes = spare.subarray(0, count);
    count = 0;
    news = Promise.withResolvers();
    if (!ended) pipe.resume();
    return bytes;
  };
}

/** The signals that end a program, with the numbers that they have on Linux and macOS. */
const ENDS = [
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGQUIT", 3],
  ["SIGALRM", 14],
  ["SIGTERM", 15],
] as const;

function restoreAtEnd(pipe: Socket): void {
  // Node has it for its own standard streams, and no other name for it
  const { _handle } = pipe as unknown as { _handle: { setBlocking(on: boolean): void } };
  const restore = () => _handle.setBlocking(true);
  globalThis.addEventListener("unload", restore);
  // Node closes what has ended
  pipe.on("end", restore);
  for (const [signal, number] of ENDS) {
    Deno.addSignalListener(signal, () => Deno.exit(128 + number));
  }
}

/**
 * Puts `\r` before each `\n` that has none, also where a piece ends between the two: SMTP, HTTP and
 * others of their age want it (`nc -C`).
 */
function withCRLF(next: Source): Source {
  let last = 0;
  return async () => {
    const bytes = await next();
    if (!bytes) return;
    const result = new Uint8Array(2 * bytes.length);
    let count = 0;
    for (const byte of bytes) {
      if (byte === 10 && last !== 13) result[count++] = 13;
      last = result[count++] = byte;
    }
    return result.subarray(0, count);
  };
}
