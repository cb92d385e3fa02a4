/**
 * Lines that end with `\r\n`, as SMTP, HTTP and others of their age want it (`nc -C`).
 *
 * @module
 */
import type { Source } from "../relay.ts";

/** Puts `\r` before each `\n` that has none, also where a piece ends between the two. */
export function withCRLF(next: Source): Source {
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
