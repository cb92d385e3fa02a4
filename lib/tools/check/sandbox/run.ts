/**
 * Runs a student's program against a real peer, held by what walls there are.
 *
 * @module
 */
import { output } from "../../../system/process.ts";
import { copyFolder, type FolderCopy } from "./folder-copy.ts";
import { Turns } from "../class.ts";
import type { Source } from "../source.ts";
import { type Records, runTrial, type Trial } from "../trial.ts";
import { FILES } from "./paths.ts";
import { launchPython, launchTypeScript } from "./launch.ts";
import { intoNamespace, type Walls } from "./walls.ts";

const LONGEST_TRIAL = 45_000;
// Most of a trial is waiting; with more at once, programs would be late on a small computer
const turns = new Turns(4 * navigator.hardwareConcurrency);
const LOOPBACK = "127.0.0.1";

/** Why a program was not run. */
export class NotRun extends Error {
  constructor(message: string, readonly hint: string) {
    super(message);
  }
}

/**
 * Runs a program of a folder and tells what happened.
 *
 * @throws {NotRun} when it cannot be run here.
 */
export async function run<K extends keyof Records>(
  kind: K,
  source: Source,
  folder: string,
  walls: Walls,
): Promise<Records[K]> {
  const { language, takesOptions } = source;
  if (language === "python" && !walls.mayRunPython) {
    throw new NotRun("It is a Python program, and those run only with --python.", "Say --python.");
  }
  if (language === "python" && !walls.python) {
    throw new NotRun(
      "It is a Python program, and Python is not installed here.",
      "Install Python.",
    );
  }
  await using _turn = await turns.take();
  // A copy for each run: what one program leaves behind is not there for the next one
  await using copy = await copyFolder(folder);
  if (language === "typescript") await refuseStrangeImports(source, copy, walls);
  const namespace = walls.network && (language === "python" || !takesOptions);
  const port = namespace && !takesOptions ? 0 : freePort();
  const ports = port ? [port] : source.ports;
  const file = `${copy.folder}/${source.name}`;
  if (port && !takesOptions) {
    const changed = source.withAddress(LOOPBACK, port);
    if (changed === undefined) {
      throw new NotRun(
        "Its IP and its port are not to be found in its text.",
        'Write them at the top, as the handout does: IP = "…" and PORT = ….',
      );
    }
    await Deno.writeTextFile(file, changed);
  }
  const args = takesOptions ? ["--ip", LOOPBACK, "--port", String(port)] : [];
  const { command, env, mark } = language === "python"
    ? launchPython(walls, { folder: copy.folder, file, args, ports, namespace })
    : launchTypeScript(walls, { folder: copy.root, file, args, hosts: hosts(source, ports, port) });
  const hostname = namespace ? "0.0.0.0" : LOOPBACK;
  const trial: Trial = {
    kind,
    start: { command, env, mark, cwd: copy.folder, patience: walls.patience },
    listenAt: kind === "server" ? [] : ports.map((port) => ({ hostname, port })),
    connectTo: kind === "server" && !namespace ? { hostname, port } : undefined,
  };
  const record = namespace ? await runInside(trial, walls) : await runTrial(trial);
  record.output = record.output.replaceAll(`${copy.folder}/`, "").replaceAll(`${copy.root}/`, "");
  return record as Records[K];
}

async function runInside(trial: Trial, walls: Walls): Promise<Records[Trial["kind"]]> {
  const [command, ...args] = intoNamespace(walls, [
    Deno.execPath(),
    "run",
    "--quiet",
    // It is ours, in a network without a way out; only so it may read that network's table
    "--allow-all",
    "--no-prompt",
    "--no-config",
    "--no-lock",
    FILES.inside,
  ])!;
  const child = new Deno.Command(command, {
    args,
    env: { DENO_DIR: walls.denoDir, DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // A shell's signal to end would not reach what is inside
  const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_TRIAL);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(trial)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  if (success) return JSON.parse(decoder.decode(stdout));
  throw new NotRun(
    `The trial did not come to its end. ${decoder.decode(stderr).slice(0, 500)}`,
    "Try again.",
  );
}

/** Where a TypeScript program may go: to its peer. */
function hosts(source: Source, ports: number[], port: number): string[] {
  if (port) return [`${LOOPBACK}:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const ip = source.address.ip?.value || LOOPBACK;
  const name = ip.includes(":") ? `[${ip}]` : ip;
  return ports.flatMap((port) => [`${name}:${port}`, `${LOOPBACK}:${port}`]);
}

/** Static imports need no permission in Deno, so a program could read a stranger's file by one. */
async function refuseStrangeImports(source: Source, copy: FolderCopy, walls: Walls): Promise<void> {
  const answer = await output(
    Deno.execPath(),
    ["info", "--json", "--no-remote", "--no-npm", `${copy.folder}/${source.name}`],
    { cwd: copy.root, env: { DENO_DIR: walls.denoDir } },
  );
  const modules: { specifier: string }[] = answer ? JSON.parse(answer).modules ?? [] : [];
  for (const { specifier } of modules) {
    if (!specifier.startsWith("file:")) continue;
    const path = decodeURIComponent(new URL(specifier).pathname);
    if (
      path.startsWith(`${copy.root}/`) || path.slice(1).replaceAll("/", "\\").startsWith(copy.root)
    ) continue;
    throw new NotRun(
      `It imports ${path}, which is not in its folder.`,
      "Import from its own folder only.",
    );
  }
}

/** A port of loopback that nobody has at the moment. */
function freePort(): number {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
