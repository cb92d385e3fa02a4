// The types of what is used of @std: the npm package `deno-std` is the same code without them.

declare module "@std/cli/parse-args" {
  export interface ParseOptions {
    string?: string[];
    boolean?: string[];
    alias?: Record<string, string>;
    unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  }
  export function parseArgs(
    args: string[],
    options?: ParseOptions,
  ): Record<string, unknown> & { _: (string | number)[] };
}
