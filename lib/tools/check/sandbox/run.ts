/**
 * Prepares a student's program, and lets it run in the sandbox.
 *
 * @module
 */
import { start } from "../../../system/process.ts";
import { withTimeout } from "../../../time.ts";
import { Turns } from "../class.ts";
import type { Source } from "../source.ts";
import { copyFolder } from "./folder-copy.ts";
import { strangeImport } from "./imports.ts";
import { launch } from "./launch.ts";
import { networkCommand } from "./room.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Ending, Start } from "./student-process.ts";

const LONGEST_TRIAL = 45_000;
// What a trial tells is short
const LONGEST_RECORD = 16 * 1024 * 1024;
// Most of a trial is waiting; with more at once, programs would be late on a small computer
const turns = new Turns(4 * navigator.hardwareConcurrency);
const LOOPBACK = "127.0.0.1";
const ANY_PORT = 8080;

/** What a trial is given: a program to start, and where its peer is. */
export interface Trial {
  start: Start;
  /** Where a client will connect to: the tester listens there. */
  listenAt: Address[];
  /** Where a server will listen; undefined in a network of its own, whose table tells it. */
  connectTo?: Address;
}

export interface Address {
  hostname: string;
  port: number;
}

/** Why a program was not run. */
export class NotRun extends Error {
  constructor(message: string, readonly hint: string) {
    super(message);
  }
}

/**
 * Runs a program of a folder. The tester's side, `trial`, is done here, or, when the program has a
 * room of its own, by `module` in its network: a module that reads a trial as JSON from its
 * standard input and prints what came of it.
 *
 * @throws {NotRun} when it cannot be run here.
 */
export async function run<R extends Ending>(
  source: Source,
  folder: string,
  sandbox: Sandbox,
  trial: (trial: Trial) => Promise<R>,
  [module, ...args]: string[],
): Promise<R> {
  const { language, takesOptions, name } = source;
  if (language === "python" && sandbox.whyNoPython) {
    const { reason, hint } = sandbox.whyNoPython;
    throw new NotRun(`It is a Python program, and ${reason}.`, hint);
  }
  await using _turn = await turns.take();
  // A copy for each run: what one program leaves behind is not there for the next one
  using copy = await copyFolder(folder, sandbox.folder, sandbox.denoDir);
  const strange = language === "typescript" ? await strangeImport(sandbox, copy, name) : undefined;
  if (strange) {
    throw new NotRun(strange, "Import from its own folder only.");
  }
  const { room } = sandbox;
  const port = !room ? freePort() : takesOptions ? ANY_PORT : 0;
  if (port && !takesOptions) {
    const changed = source.withAddress(LOOPBACK, port);
    if (changed === undefined) {
      throw new NotRun(
        "Its IP and its port are not to be found in its text.",
        'Write them at the top, as the handout does: IP = "…" and PORT = ….',
      );
    }
    await Deno.writeTextFile(`${copy.folder}/${name}`, changed);
  }
  const ports = port ? [port] : source.ports.length > 0 ? source.ports : [ANY_PORT];
  const start = launch(sandbox, copy, source, {
    args: takesOptions ? ["--ip", LOOPBACK, "--port", String(port)] : [],
    ports,
    hosts: hosts(source, ports, port),
  });
  const given: Trial = {
    start,
    listenAt: ports.map((port) => ({ hostname: room ? "0.0.0.0" : LOOPBACK, port })),
    connectTo: room ? undefined : { hostname: LOOPBACK, port },
  };
  const record = room ? await runInNetwork<R>(sandbox, given, module, args) : await trial(given);
  if (!room && language === "typescript") {
    // The line that Deno shows of an error may be, by a source map, of any file
    record.output = record.output.replaceAll(/^.*\n *\^+$/gm, "");
  }
  record.output = record.output.replaceAll(`${copy.folder}/`, "").replaceAll(`${copy.root}/`, "");
  return record;
}

async function runInNetwork<R>(
  { python, denoDir }: Sandbox,
  trial: Trial,
  module: string,
  more: string[],
): Promise<R> {
  const [command, ...args] = networkCommand(python!, [
    Deno.execPath(),
    // It is ours, in a network without a way out; only so it may read that network's table
    ..."run --quiet --allow-all --no-prompt --no-config --no-lock".split(" "),
    module,
    ...more,
  ]);
  const tester = start(command, args, {
    input: JSON.stringify(trial),
    env: { DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1" },
    most: LONGEST_RECORD,
  });
  // A shell's signal to end would not reach what is inside
  const code = await withTimeout(LONGEST_TRIAL, tester.ended);
  tester.kill();
  await tester.ended;
  if (code === 0) return JSON.parse(tester.stdout);
  throw new NotRun(
    `The trial did not come to its end. ${tester.stderr.slice(0, 500)}`,
    "Try again.",
  );
}

/** Where a TypeScript program may go: to its peer. A server may listen at all IPs. */
function hosts({ address, listens }: Source, ports: number[], port: number): string[] {
  const ip = address.ip?.value || LOOPBACK;
  const own = port ? ["localhost", "[::1]"] : [ip.includes(":") ? `[${ip}]` : ip];
  const all = listens ? ["0.0.0.0", "[::]"] : [];
  return ports.flatMap((port) => [LOOPBACK, ...own, ...all].map((ip) => `${ip}:${port}`));
}

/** A port of loopback that nobody has at the moment. */
function freePort(): number {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
