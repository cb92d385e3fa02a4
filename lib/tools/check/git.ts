/**
 * Git, asked about a stranger's repository.
 *
 * @module
 */
import { start } from "../../system/process.ts";
import { withTimeout } from "../../time.ts";

// A stranger's repository brings its own settings: none of them may start a program or a connection
const SAFE = ["protocol.allow=never", "core.fsmonitor=false", "core.hooksPath=/dev/null"];
const ENV = {
  GIT_NO_LAZY_FETCH: "1",
  // The versions that do not know it ask what it is allowed to speak
  GIT_ALLOW_PROTOCOL: "none",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  LC_ALL: "C",
};
// What Git does here takes it a moment (milliseconds, bytes)
const PATIENCE = 10_000;
const MOST_OUTPUT = 1024 * 1024;

/** What Git prints about a folder; without `out` it failed, or there is none. */
export async function runGit(
  folder: string,
  args: string[],
): Promise<{ out?: string; error: string }> {
  try {
    const options = { input: "", env: ENV, most: MOST_OUTPUT };
    const program = start(
      "git",
      [...SAFE.flatMap((one) => ["-c", one]), "-C", folder, ...args],
      options,
    );
    const code = await withTimeout(PATIENCE, program.ended);
    program.kill();
    await program.ended;
    return { out: code === 0 ? program.stdout : undefined, error: program.stderr };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { error: "" };
    throw error;
  }
}
