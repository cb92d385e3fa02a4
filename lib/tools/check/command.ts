/**
 * Commands of the system that are asked for something.
 *
 * @module
 */

/** What a command of the system prints; undefined when there is none, or it fails. */
export async function output(
  command: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(10_000);
    const { success, stdout } = await new Deno.Command(command, {
      args,
      ...options,
      signal,
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}
