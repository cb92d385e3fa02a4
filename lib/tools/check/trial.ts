/**
 * A trial: a student's program runs against a real peer, and what happened is written down.
 *
 * @module
 */
import { tryChat } from "./exercises/chat.ts";
import { tryClient } from "./exercises/client.ts";
import { tryServer } from "./exercises/server.ts";
import { run } from "./sandbox/run.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import type { Source } from "./source.ts";

const TRIALS = { client: tryClient, chat: tryChat, server: tryServer };

/** What comes of each kind of trial. */
export type Records = { [K in keyof typeof TRIALS]: Awaited<ReturnType<typeof TRIALS[K]>> };

/**
 * Runs a program of a folder and tells what happened.
 *
 * @throws {NotRun} when it cannot be run here.
 */
export function runTrial<K extends keyof Records>(
  kind: K,
  source: Source,
  folder: string,
  sandbox: Sandbox,
): Promise<Records[K]> {
  const trial = TRIALS[kind] as (given: Parameters<typeof tryChat>[0]) => Promise<Records[K]>;
  return run(source, folder, sandbox, trial, [import.meta.filename!, kind]);
}

// In the network of a program with a room of its own, this is the main module
if (import.meta.main) {
  const kind = Deno.args[0] as keyof Records;
  const record = await TRIALS[kind](await new Response(Deno.stdin.readable).json());
  console.log(JSON.stringify(record));
  Deno.exit(0);
}
