/**
 * What a whole client takes, the start of its runtime included: client-2.ts against one that is
 * written with Deno alone, and against Python's.
 *
 * @module
 */
import { find } from "../peers.ts";
import { command, flagsOf, launchServer, pathOf } from "../scripts.ts";
import { PYTHON } from "../sockets.ts";
import type { Row } from "./table.ts";

const RUNS = 41;

/** Time, processor time and memory against the bare client; time against each Python. */
export async function startup(): Promise<Row[]> {
  await using server = await launchServer();
  const port = String(server.port);
  const deno = [Deno.execPath(), "run"];
  const ours = [...deno, ...flagsOf("client-2.ts"), pathOf("client-2.ts"), "--port", port];
  const bare = [...deno, "-N", "--no-config", `${import.meta.dirname}/bare-client.ts`, port];
  const pythons = [...new Set(["/usr/bin/python3", find("python3")!])]
    .filter((path) => find(path.split("/").at(-1)!));
  const peers = pythons.map((path) => [path, `${PYTHON}/client.py`, port, "48454c4c4f", "recv"]);
  const input = JSON.stringify([ours, bare, ...peers]);
  const { stdout } = await command(pythons[0], [`${PYTHON}/rounds.py`, String(RUNS)], { input });
  const [mine, theirs, ...others]: number[][] = JSON.parse(stdout);
  const row = (what: string, a: number, b: number, unit: string, goal: string) => ({
    what,
    ours: `${a.toFixed(1)} ${unit}`,
    theirs: `${b.toFixed(1)} ${unit}`,
    ratio: a / b,
    goal,
  });
  return [
    row("time: client-2.ts / a bare client on Deno", mine[0], theirs[0], "ms", "<= 1.12"),
    row("processor time: the same", mine[1], theirs[1], "ms", ""),
    row("memory: the same", mine[2], theirs[2], "MiB", "33 MiB"),
    ...pythons.map((path, i) =>
      row(`time: client-2.ts / ${path} client.py`, mine[0], others[i][0], "ms", "<= 1.4")
    ),
  ];
}
