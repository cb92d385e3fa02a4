/**
 * How fast 1 GiB goes from standard input over loopback to standard output: nc.ts at both ends
 * beside OpenBSD's nc at both ends.
 *
 * @module
 */
import { find } from "../peers.ts";
import { denoArgs, freePort } from "../scripts.ts";
import { listening } from "../sockets.ts";
import { median, type Row } from "./table.ts";

const BYTES = 1 << 30;
const ROUNDS = 3;

/** One row, with the peak memory of ours behind it. */
export async function transfer(): Promise<Row[]> {
  const openbsd = find("nc.openbsd");
  if (!openbsd) return [];
  const seconds: [number[], number[]] = [[], []];
  let peak = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const ours = await once((args) => [Deno.execPath(), ...denoArgs("nc.ts", args)]);
    seconds[0].push(ours.seconds);
    peak = Math.max(peak, ours.peak);
    seconds[1].push((await once((args) => [openbsd, ...args])).seconds);
  }
  const [a, b] = seconds.map(median);
  return [{
    what: `nc.ts / nc.openbsd, ours with ${peak.toFixed(0)} MiB at the most`,
    ours: `${(1 / a).toFixed(2)} GiB/s`,
    theirs: `${(1 / b).toFixed(2)} GiB/s`,
    ratio: b / a,
    goal: ">= 1.3",
  }];
}

async function once(command: (args: string[]) => string[]) {
  const port = String(freePort());
  const script = 'head -c "$0" /dev/zero | "$@"';
  const [program, ...words] = command(["-lN", "127.0.0.1", port]);
  const receiver = new Deno.Command(program, { args: words, stdin: "null", stdout: "null" })
    .spawn();
  await listening(Number(port));
  const start = performance.now();
  const sender = new Deno.Command("sh", {
    args: ["-c", script, String(BYTES), ...command(["-N", "127.0.0.1", port])],
    stdout: "null",
  }).spawn();
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${receiver.pid}/status`);
      peak = Math.max(peak, Number(status.match(/VmHWM:\s*(\d+) kB/)![1]) / 1024);
    } catch {
      // It has ended
    }
  }, 50);
  const statuses = await Promise.all([sender.status, receiver.status]);
  clearInterval(watch);
  if (statuses.some(({ success }) => !success)) throw new Error("A transfer failed");
  return { seconds: (performance.now() - start) / 1000, peak };
}
