/**
 * How many clients a second the teacher's server answers, and how long they wait: beside the limit
 * of this machine (a C loop that prints nothing), beside what others would write, and beside what Deno
 * itself costs.
 *
 * @module
 */
import { delay } from "../../lib/time.ts";
import { find } from "../peers.ts";
import { command, denoArgs, launchProgram, launchServer } from "../scripts.ts";
import { open, python, receiveAll } from "../sockets.ts";
import { median, type Row } from "./table.ts";

const IN_FLIGHT = [64, 512, 2000];
const TOTAL = 30_000;
const ROUNDS = 3;

// What we want to reach against each: rate, 99th percentile, CPU time
const GOALS: [string, string[]][] = [
  ["limit", [">= 0.85", "<= 2", ""]],
  ["node", [">= 2", "<= 0.5", ""]],
  ["bare", ["", "<= 1", "<= 1.15"]],
];

interface Load {
  rate: number;
  p99: number;
  /** The CPU time of the server, in microseconds for each connection. */
  cpu: number;
  broken: number;
}

/** One row for each number of clients in flight and each peer: rates, and 99th percentiles. */
export async function server(): Promise<Row[]> {
  const gcc = find("gcc");
  if (!gcc) throw new Error("gcc is needed for the limit and the load");
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["limit", "load"]) {
      const source = new URL(`${name}.c`, import.meta.url).pathname;
      const { code, stderr } = await command(gcc, ["-O2", "-o", `${folder}/${name}`, source]);
      if (code !== 0) throw new Error(stderr);
    }
    return await measure(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measure(folder: string): Promise<Row[]> {
  const serverArgs = denoArgs("server.ts", ["--port", "0"]);
  await using ours = await toFile(folder, Deno.execPath(), serverArgs);
  await using theLimit = await toFile(folder, `${folder}/limit`, []);
  const nodeServer = new URL("node-server.mjs", import.meta.url).pathname;
  const node = find("node");
  await using theNode = node ? await toFile(folder, node, [nodeServer]) : undefined;
  const bare = new URL("bare.ts", import.meta.url).pathname;
  await using theBare = await toFile(folder, Deno.execPath(), ["run", "--quiet", "-N", bare]);
  const load = `${folder}/load`;
  const servers = { ours, limit: theLimit, node: theNode, bare: theBare };

  const rows: Row[] = [];
  for (const inFlight of IN_FLIGHT) {
    const loads: Record<string, Load[]> = {};
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, server] of Object.entries(servers)) {
        if (server) (loads[name] ??= []).push(await run(load, server, inFlight, TOTAL));
      }
    }
    const result = (name: string) => ({
      rate: median(loads[name].map(({ rate }) => rate)),
      p99: median(loads[name].map(({ p99 }) => p99)),
      cpu: median(loads[name].map(({ cpu }) => cpu)),
      broken: loads[name].reduce((sum, { broken }) => sum + broken, 0),
    });
    const mine = result("ours");
    if (mine.broken > 0) throw new Error(`${mine.broken} clients were not answered`);
    for (const [name, goals] of GOALS) {
      if (!loads[name]) continue;
      const theirs = result(name);
      const what = `server.ts / ${name}, ${inFlight} in flight`;
      rows.push({
        what: `${what}: connections a second`,
        ours: mine.rate.toFixed(0),
        theirs: theirs.rate.toFixed(0),
        ratio: mine.rate / theirs.rate,
        goal: goals[0],
      }, {
        what: `${what}: 99th percentile`,
        ours: `${mine.p99.toFixed(1)} ms`,
        theirs: `${theirs.p99.toFixed(1)} ms`,
        ratio: mine.p99 / theirs.p99,
        goal: goals[1],
      }, {
        what: `${what}: CPU time a connection`,
        ours: `${mine.cpu.toFixed(1)} us`,
        theirs: `${theirs.cpu.toFixed(1)} us`,
        ratio: mine.cpu / theirs.cpu,
        goal: goals[2],
      });
    }
  }
  return [...rows, ...await pythons(load)];
}

/** Python's original serves one after the other, with a queue of 5: few clients are enough. */
async function pythons(load: string): Promise<Row[]> {
  if (!find("python3")) return [];
  await using ours = await launchServer();
  await using theirs = await python("server.py", "100000");
  const [a, b] = [await run(load, ours, 64, 2000), await run(load, theirs, 64, 2000)];
  return [{
    what: `server.ts / Python's, 64 in flight, 2,000 clients, of which not answered: ${b.broken}`,
    ours: a.rate.toFixed(0),
    theirs: b.rate.toFixed(0),
    ratio: a.rate / b.rate,
    goal: "",
  }];
}

/** How much memory a silent client holds, and how long the next one waits. */
export async function held(): Promise<string> {
  const clients = 10_000;
  await using server = await launchServer();
  const ask = async () => {
    const start = performance.now();
    using conn = await open(server.port);
    await conn.write(new Uint8Array([65]));
    await receiveAll(conn);
    return performance.now() - start;
  };
  await ask();
  const before = await memory(server.pid);
  const hold = new URL("../python/hold.py", import.meta.url).pathname;
  const start = performance.now();
  await using holder = launchProgram(find("python3")!, [hold, `${server.port}`, `${clients}`, ""]);
  await holder.waitForLine("held", 60_000);
  await server.waitForLine(`CONNECTION: ${clients + 1}.`, 60_000);
  const setUp = (performance.now() - start) / 1000;
  const each = (await memory(server.pid) - before) / clients;
  const times = [];
  for (let i = 0; i < 21; i++) times.push(await ask());
  return `${clients.toLocaleString("en")} silent clients: connected in ${setUp.toFixed(1)} s, ` +
    `${(each / 1024).toFixed(1)} KiB each; the next one is answered in ` +
    `${median(times).toFixed(1)} ms (median of ${times.length}).`;
}

async function run(
  load: string,
  { port, pid }: { port: number; pid: number },
  inFlight: number,
  total: number,
): Promise<Load> {
  const before = await cpuTime(pid);
  const { stdout } = await command(load, [port, inFlight, total].map(String));
  const cpu = (await cpuTime(pid) - before) / total;
  const [rate, , p99, , , wrong, failed] = stdout.trim().split(" ").map(Number);
  return { rate, p99, cpu, broken: wrong + failed };
}

/** The time that a process has used, in microseconds (proc(5): utime and stime, in ticks of 10 ms). */
async function cpuTime(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13);
  return (Number(user) + Number(system)) * 10_000;
}

/** A server that prints into a file, so that nobody's reading slows it; once it told its port. */
async function toFile(folder: string, program: string, args: string[]) {
  const log = `${folder}/${crypto.randomUUID()}.log`;
  const server = launchProgram("sh", ["-c", 'exec "$@" > "$0"', log, program, ...args]);
  while (true) {
    const [, port] = (await Deno.readTextFile(log).catch(() => "")).match(/(?:, |port )(\d+)\n/) ??
      [];
    if (port) return Object.assign(server, { port: Number(port) });
    await delay(5);
  }
}

async function memory(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(status.match(/VmRSS:\s*(\d+) kB/)![1]) * 1024;
}
