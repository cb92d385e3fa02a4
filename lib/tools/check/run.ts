/**
 * Prepares a student's program, and lets it run in the sandbox.
 *
 * @module
 */
import { start } from "../../system/process.ts";
import { withTimeout } from "../../time.ts";
import { couldNotTell } from "./item.ts";
import { copyFolder } from "./sandbox/folder-copy.ts";
import { strangeImport } from "./sandbox/imports.ts";
import { launch, LOOPBACK } from "./sandbox/launch.ts";
import { networkCommand } from "./sandbox/room.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import type { Start } from "./sandbox/student-process.ts";
import type { Source } from "./source.ts";
import { type Kind, type Outcome, TRIALS } from "./trial.ts";

const LONGEST_TRIAL = 45_000;
// What a trial tells is short
const LONGEST_OUTCOME = 4 * 1024 * 1024;
const ANY_PORT = 8080;

/**
 * Runs a program of a folder, and judges what it does. The tester's side is done here, or, when the
 * program has a room of its own, in that room's network.
 */
export async function run(
  kind: Kind,
  source: Source,
  folder: string,
  sandbox: Sandbox,
): Promise<Outcome> {
  const { language, takesOptions, name } = source;
  const { room, whyNoPython } = sandbox;
  if (language === "python" && whyNoPython) {
    return couldNotTell(`It is a Python program, and ${whyNoPython.reason}.`, whyNoPython.hint);
  }
  // A copy for each run: what one program leaves behind is not there for the next one
  using copy = copyFolder(folder, sandbox.folder, sandbox.denoDir);
  const strange = language === "typescript" ? await strangeImport(sandbox, copy, name) : undefined;
  if (strange) return couldNotTell(strange, "Import from its own folder only.");
  if (room) {
    const ports = takesOptions || source.ports.length === 0 ? [ANY_PORT] : source.ports;
    return await runInNetwork(sandbox, kind, launch(sandbox, copy, source, ports));
  }
  const port = freePort();
  if (!takesOptions) {
    const changed = source.withAddress(LOOPBACK, port);
    if (changed === undefined) {
      return couldNotTell(
        "Its IP and its port are not to be found in its text.",
        'Write them at the top, as the handout does: IP = "…" and PORT = ….',
      );
    }
    await Deno.writeTextFile(`${copy.folder}/${name}`, changed);
  }
  return await TRIALS[kind](launch(sandbox, copy, source, [port]));
}

async function runInNetwork(
  { python, denoDir }: Sandbox,
  kind: Kind,
  given: Start,
): Promise<Outcome> {
  const [command, ...args] = networkCommand(python!, [
    Deno.execPath(),
    // It is ours, in a network without a way out; only so it may read that network's table
    ..."run --quiet --allow-all --no-prompt --no-config --no-lock".split(" "),
    `${import.meta.dirname}/trial.ts`,
    kind,
  ]);
  const tester = start(command, args, {
    input: JSON.stringify(given),
    env: { DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1" },
    most: LONGEST_OUTCOME,
  });
  // A shell's signal to end would not reach what is inside
  const code = await withTimeout(LONGEST_TRIAL, tester.ended);
  tester.kill();
  await tester.ended;
  if (code === 0) return JSON.parse(tester.stdout);
  const why = tester.stderr.slice(0, 500);
  return couldNotTell(`The trial did not come to its end. ${why}`, "Try again.");
}

/** A port of loopback that nobody has at the moment. */
function freePort(): number {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
