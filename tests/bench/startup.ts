/**
 * How long a whole client takes, the start of its runtime included: client-2.ts against Python's.
 *
 * @module
 */
import { find } from "../peers.ts";
import { flagsOf, launchServer, pathOf } from "../scripts.ts";
import { median, type Row } from "./table.ts";

const RUNS = 31;

/** One row for each Python that is found: its time, ours, and the ratio. */
export async function startup(): Promise<Row[]> {
  await using server = await launchServer();
  const port = String(server.port);
  const script = new URL("../python/client.py", import.meta.url).pathname;
  const ours = [Deno.execPath(), "run", ...flagsOf("client-2.ts"), pathOf("client-2.ts")];
  const rows: Row[] = [];
  for (const python of new Set(["/usr/bin/python3", find("python3")])) {
    if (!python || !find(python.split("/").at(-1)!)) continue;
    const theirs = [python, script, port, "48454c4c4f", "recv"];
    const times: [number[], number[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      times[0].push(await time([...ours, "--port", port]));
      times[1].push(await time(theirs));
    }
    const [a, b] = times.map(median);
    rows.push({
      what: `client-2.ts / ${python} client.py`,
      ours: `${a.toFixed(1)} ms`,
      theirs: `${b.toFixed(1)} ms`,
      ratio: a / b,
      goal: "<= 1.4",
    });
  }
  return rows;
}

async function time([program, ...args]: string[]): Promise<number> {
  const start = performance.now();
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return performance.now() - start;
}
