/**
 * How fast 1 GiB goes from standard input over loopback to standard output: nc.ts at both ends
 * beside OpenBSD's nc at both ends; and wire.ts between two of OpenBSD's beside nc.ts at the
 * receiving end.
 *
 * @module
 */
import { delay } from "../../lib/time.ts";
import { find } from "../peers.ts";
import { denoArgs, freePort } from "../scripts.ts";
import { listening } from "../sockets.ts";
import { median, type Row } from "./table.ts";

const BYTES = 1 << 30;
const ROUNDS = 5;

// Where the bytes come from and go to, as one writes it in a shell; "$@" is the program
const WAYS = {
  "pipe to pipe": {
    from: `head -c ${BYTES} /dev/zero | "$@"`,
    to: `"$@" </dev/null | cat >/dev/null`,
  },
  "file to file": { from: `exec "$@" <"$FILE"`, to: `exec "$@" </dev/null >"$FILE.received"` },
  "pipe into /dev/null": {
    from: `head -c ${BYTES} /dev/zero | "$@"`,
    to: `exec "$@" </dev/null >/dev/null`,
  },
};
type Way = keyof typeof WAYS;

/** A row for each way, ours and OpenBSD's in turn. */
export async function transfer(): Promise<Row[]> {
  const openbsd = find("nc.openbsd");
  if (!openbsd) return [];
  const ours = (args: string[]) => [Deno.execPath(), ...denoArgs("nc.ts", args)];
  const theirs = (args: string[]) => [openbsd, ...args];
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/file`;
    using big = await Deno.create(file);
    const piece = crypto.getRandomValues(new Uint8Array(65536));
    for (let i = 0; i < BYTES / piece.length; i++) await big.write(piece);
    const rows: Row[] = [];
    for (const way of Object.keys(WAYS) as Way[]) {
      const seconds: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        seconds[0].push(await once(way, ours, file));
        seconds[1].push(await once(way, theirs, file));
      }
      const [a, b] = seconds.map(median);
      rows.push({
        what: `nc.ts / nc.openbsd, ${way}`,
        ours: `${(1 / a).toFixed(2)} GiB/s`,
        theirs: `${(1 / b).toFixed(2)} GiB/s`,
        ratio: b / a,
        goal: ">= 1",
      });
    }
    rows.push(await throughWire(openbsd));
    return rows;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The wire between two of OpenBSD's nc, beside nc.ts at the end of one: one relay, two users. */
async function throughWire(openbsd: string): Promise<Row> {
  const seconds: [number[], number[]] = [[], []];
  let most = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const [from, to] = [freePort(), freePort()];
    const wire = new Deno.Command(Deno.execPath(), {
      args: denoArgs("wire.ts", ["--listen", String(from), "--port", String(to)]),
      stdout: "null",
    }).spawn();
    await listening(from);
    const openbsds = [openbsd, "-l", "127.0.0.1", String(to)];
    seconds[0].push(await received(openbsds, to, [openbsd, "-N", "127.0.0.1", String(from)]));
    const status = await Deno.readTextFile(`/proc/${wire.pid}/status`);
    most = Math.max(most, Number(status.match(/VmHWM:\s*(\d+) kB/)![1]) / 1024);
    wire.kill();
    await wire.status;
    const ours = [Deno.execPath(), ...denoArgs("nc.ts", ["-l", "127.0.0.1", String(from)])];
    seconds[1].push(await received(ours, from, [openbsd, "-N", "127.0.0.1", String(from)]));
  }
  const [wire, nc] = seconds.map(median);
  return {
    what: `nc through wire.ts (${most.toFixed(0)} MiB at most) / to nc.ts`,
    ours: `${(1 / wire).toFixed(2)} GiB/s`,
    theirs: `${(1 / nc).toFixed(2)} GiB/s`,
    ratio: nc / wire,
    goal: ">= 1",
  };
}

/** How many seconds it takes until a receiver, which listens at a port, has all from a sender. */
async function received(receiver: string[], port: number, sender: string[]): Promise<number> {
  const run = (script: string, program: string[]) =>
    new Deno.Command("sh", { args: ["-c", script, "sh", ...program] }).spawn();
  const receiving = run(WAYS["pipe to pipe"].to, receiver);
  await listening(port);
  await delay(300);
  const start = performance.now();
  const sending = run(WAYS["pipe to pipe"].from, sender);
  const statuses = await Promise.all([sending.status, receiving.status]);
  if (statuses.some(({ success }) => !success)) throw new Error("A transfer failed");
  return (performance.now() - start) / 1000;
}

async function once(way: Way, program: (args: string[]) => string[], file: string) {
  const address = ["127.0.0.1", String(freePort())];
  const run = (script: string, args: string[]) =>
    new Deno.Command("sh", {
      args: ["-c", script, "sh", ...program([...args, ...address])],
      env: { FILE: file },
    }).spawn();
  const receiver = run(WAYS[way].to, ["-l"]);
  await listening(Number(address[1]));
  // What its runtime does first is not the transfer's
  await delay(300);
  const start = performance.now();
  const sender = run(WAYS[way].from, ["-N"]);
  const statuses = await Promise.all([sender.status, receiver.status]);
  if (statuses.some(({ success }) => !success)) throw new Error("A transfer failed");
  return (performance.now() - start) / 1000;
}
