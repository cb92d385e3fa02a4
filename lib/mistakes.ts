/**
 * The teacher's voice: what is wrong with what a program gives to the library, in which line that
 * is, and what to write instead. TypeScript knows all this, but `deno run` does not ask it.
 *
 * @module
 */
import { scriptName, UserError } from "./error.ts";

/** A slip in the program itself. */
export function mistake(message: string): UserError {
  return withLine(new UserError(message));
}

/** The error, and in which line of the student's file it is. */
export function withLine<E extends Error>(error: E): E {
  // A frame of the stack names its place last: `at file:///home/me/Ex3.ts:21:11`
  const place = error.stack?.split("\n").find((frame) => frame.includes(Deno.mainModule + ":"));
  const line = place?.match(/:(\d+):\d+\)?$/)?.[1];
  if (line) error.message += `\nIt is line ${line} of ${scriptName()}.`;
  return error;
}

/** @throws {UserError} when `encode` is given no text. */
export function needText(text: string): void {
  if (typeof text === "string") return;
  throw mistake(
    isBytes(text)
      ? "encode takes a text, and these are bytes already: send them as they are."
      : `encode takes a text, and this is ${kindOf(text)}.`,
  );
}

/** @throws {UserError} when a call is given no bytes. */
export function needBytes(bytes: Uint8Array, call: "send" | "decode"): void {
  if (isBytes(bytes)) return;
  const text = {
    send: `Only bytes travel through a socket, and this is a text: encode it first,
as in: await s.send(encode(message))`,
    decode: "decode takes bytes, and this is a text already: print it as it is.",
  };
  throw mistake(
    typeof bytes === "string" ? text[call] : `${call} takes bytes, and this is ${kindOf(bytes)}.`,
  );
}

/** @throws {UserError} when a call is given no number of bytes. */
export function needSize(max: number, call: "recv" | "recvAll"): void {
  if (Number.isInteger(max) && max > 0 && max <= 2 ** 30) return;
  throw mistake(`${call} is told how many bytes it may receive, as in: await s.${call}(2048)`);
}

/** @throws {UserError} when a call is given no time to wait. */
export function needSeconds(timeout: number, call: "connect" | "listen"): void {
  if (timeout >= 0) return;
  throw mistake(`the timeout is a number of seconds: ${call}({ ip, port }, { timeout: 10 })`);
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

/** What a value is, for a student who expected another one. */
function kindOf(value: unknown): string {
  if (value instanceof Promise) {
    return `a promise: what it promises is not here yet.
Write await in front of the call that gives it, as in: await s.recv(2048)`;
  }
  if (typeof value === "function") return `a function: write () after it, as in ${value.name}()`;
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  return { string: "a text", number: "a number", boolean: "true or false" }[
    typeof value as string
  ] ?? "something else";
}
