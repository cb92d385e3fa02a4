// The types of what is used of @std: the npm package `deno-std` is the same code without them.

declare module "@std/cli/parse-args" {
  export interface ParseOptions {
    string?: string[];
    boolean?: string[];
    collect?: string[];
    alias?: Record<string, string>;
    unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  }
  export function parseArgs(
    args: string[],
    options?: ParseOptions,
  ): Record<string, unknown> & { _: (string | number)[] };
}

declare module "@std/fmt/colors" {
  export function setColorEnabled(value: boolean): void;
  export function blue(text: string): string;
  export function bold(text: string): string;
  export function cyan(text: string): string;
  export function dim(text: string): string;
  export function green(text: string): string;
  export function magenta(text: string): string;
  export function red(text: string): string;
  export function yellow(text: string): string;
}

declare module "@std/assert" {
  // deno-lint-ignore no-explicit-any
  type ErrorClass<E extends Error> = new (...args: any[]) => E;
  export function assert(condition: unknown, message?: string): asserts condition;
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertThrows<E extends Error>(
    fn: () => unknown,
    errorClass: ErrorClass<E>,
    messageIncludes?: string,
  ): E;
  export function assertRejects<E extends Error>(
    fn: () => PromiseLike<unknown>,
    errorClass: ErrorClass<E>,
    messageIncludes?: string,
  ): Promise<E>;
}
