/**
 * Exercise 4: the server. A few clients visit it, then comes Ctrl-C.
 *
 * @module
 */
import { evidenceOf, short, whyNot } from "../evidence.ts";
import { faultOf } from "../fault.ts";
import { done, notDone, type Verdict } from "../item.ts";
import {
  type Address,
  type Ending,
  type Start,
  StudentProcess,
  tell,
  until,
} from "../sandbox/student-process.ts";
import { delay, withTimeout } from "../../../time.ts";
import { NUMBERS, randomBetween } from "../peer.ts";
import type { Source } from "../source.ts";

// How many clients there will be, a server cannot know
const FEWEST_CLIENTS = 3;
const MOST_CLIENTS = 5;
const FEWEST_LOOKS = 3;

/** What came of one of the clients. */
interface Visit {
  sent: string;
  answer: string;
  /** Whether the server closed the connection. */
  closed: boolean;
  /** Whether the server showed the message. */
  shown: boolean;
}

/** What came of a server's trial. */
interface ServerRecord extends Ending {
  /** Whether it has listened. */
  listened: boolean;
  /** How many clients were to visit it. */
  clients: number;
  visits: Visit[];
  /** Whether it had ended by itself before it was asked to. */
  endedEarly: boolean;
  /** Whether it ended on Ctrl-C. */
  stoppable: boolean;
}

/** Runs a server, visits it a few times, stops it, and judges what came of it. */
export async function tryServer(start: Start): Promise<Verdict> {
  const program = new StudentProcess(start);
  // One of the servers asks its keyboard for every answer
  for (let i = 1; i <= 8; i++) await program.type(`answer ${i} from the keyboard`);
  const token = crypto.randomUUID().slice(0, 8);
  const visits: Visit[] = [];
  using open = new DisposableStack();
  // Where its network's table can be read, nothing touches it before the first client; elsewhere the
  // connection that succeeds is that of the first client
  const connectTo = start.isInRoom ? undefined : start.addresses[0];
  const address = connectTo ?? await find(readListener, program, start.patience);
  const connect = (ms: number) => find(() => connectSoon(address!), program, ms);
  let conn = connectTo && await connect(start.patience);
  const listened = connectTo ? conn !== undefined : address !== undefined;
  const clients = randomBetween(FEWEST_CLIENTS, MOST_CLIENTS);
  for (let number = 1; listened && number <= clients; number++) {
    // A server that opens its socket anew for each client takes a moment
    conn ??= await connect(1000);
    if (!conn) break;
    open.use(conn);
    const sent = `hello ${number} from the checker ${token}`;
    const visit = { sent, answer: "", closed: false, shown: false };
    visits.push(visit);
    await converse(conn, visit, start.patience / 2);
    await program.waitForText(sent, start.patience / 4);
    conn = undefined;
    // It is known by now what is wrong
    if (number > 1 && visits.some(({ answer }) => answer === "")) break;
  }
  // The last connection may end a moment after the answer
  await until(() => visits.every(({ closed }) => closed), 200);
  if (Deno.build.os !== "windows") await until(() => program.hasEnded, 50);
  const endedEarly = program.hasEnded;
  // What its end closes or prints does not count
  const { output } = program;
  const seen = visits.map((visit) => ({ ...visit, shown: output.includes(visit.sent) }));
  if (listened) program.interrupt();
  const stoppable = await until(() => program.hasEnded, listened ? start.patience / 2 : 0);
  const ending = await program.finish({ wasIdle: seen.every(({ answer }) => answer === "") });
  const record = { ...ending, listened, clients, visits: seen, endedEarly, stoppable };
  const tester = seen.flatMap(({ sent, answer, closed }, i) => [
    `client ${i + 1} sent "${sent}"`,
    `client ${i + 1} received ${answer ? `"${short(answer)}"` : "nothing"}${
      closed ? ", then the end" : ""
    }`,
  ]);
  const evidence = evidenceOf(ending, listened ? tester : ["no server listened"]);
  return { ...judgeServer(record, start.language), evidence };
}

/** Looks for something until it is there, the program has ended, or it has taken so many milliseconds. */
async function find<T>(
  look: () => T | undefined | Promise<T | undefined>,
  program: StudentProcess,
  ms: number,
): Promise<T | undefined> {
  const end = performance.now() + ms;
  // Where the computer stood still, time that has passed proves nothing
  for (let looks = 0; looks < FEWEST_LOOKS || performance.now() < end; looks++) {
    if (looks > 0) await delay(20);
    const found = await look();
    if (found || program.hasEnded) return found;
  }
}

/** Who listens in this network: proc_net(5), state 0A. */
function readListener(): Address | undefined {
  for (const [file, words] of [["/proc/net/tcp", 1], ["/proc/net/tcp6", 4]] as const) {
    const row = Deno.readTextFileSync(file)
      .match(/^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:0000 0A/m);
    if (!row) continue;
    const bytes = row[1].match(/../g)!.map((byte) => parseInt(byte, 16));
    const any = bytes.every((byte) => byte === 0);
    const port = parseInt(row[2], 16);
    if (words === 4) return { hostname: "::1", port };
    return { hostname: any ? "127.0.0.1" : bytes.reverse().join("."), port };
  }
}

/** Connects, or not: a server whose queue is full would keep its client waiting for minutes. */
function connectSoon(address: Address): Promise<Deno.Conn | undefined> {
  const signal = AbortSignal.timeout(1000);
  return Deno.connect({ ...address, signal }).catch(() => undefined);
}

/** Sends a message and reads the answer, as client 2 does. */
async function converse(conn: Deno.Conn, visit: Visit, patience: number): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  const decoder = new TextDecoder();
  const read = async () => {
    try {
      await conn.write(new TextEncoder().encode(visit.sent));
      for (let n; (n = await conn.read(buffer)) !== null && visit.answer.length < 64 * 1024;) {
        visit.answer += decoder.decode(buffer.subarray(0, n), { stream: true });
        tell();
      }
    } catch {
      // A reset is a close
    }
    visit.closed = true;
    tell();
  };
  const reading = read();
  await until(() => visit.closed || visit.answer !== "", patience);
  await withTimeout(visit.answer ? 400 : 0, reading);
  if (visit.closed) return;
  // The server may wait for the end of what the client says
  await (conn as Deno.TcpConn).closeWrite().catch(() => {});
  await until(() => visit.closed || visit.answer !== "", patience / 3);
}

/** A server done: it serves a first and a second client, shows, answers, closes, ends on Ctrl-C. */
function judgeServer(record: ServerRecord, language: Source["language"]): Verdict {
  const { listened, visits, stoppable, endedEarly } = record;
  const ofPython = language === "python";
  const loop = `Accept in a loop: ${
    ofPython ? "while True:" : "for await (const connection of server)"
  }`;
  const complete = visits.length === record.clients &&
    visits.every(({ answer, shown }) => answer !== "" && shown);
  const fault = complete && record.stopped.length === 0 ? undefined : faultOf(record);
  if (fault) return fault;
  if (!listened) return notDone("It does not listen.", whyNot(record));
  // A second client may still be let in by a server that is about to end
  const served = visits.length > 1 && (visits[1].answer !== "" || !endedEarly);
  if (visits[0]?.answer && visits[0].shown && !served) {
    return notDone("It serves one client only.", loop);
  }
  for (const [i, which] of ["first", "second"].entries()) {
    if (!visits[i]?.answer) {
      return notDone(`The ${which} client gets no answer.`, "Send an answer to each client.");
    }
    if (!visits[i].shown) {
      return notDone(
        `The message of the ${which} client is not shown.`,
        "Print what recv gives, decoded.",
      );
    }
  }
  if (!visits[0].closed) {
    return notDone("It does not close the connection.", "Close the client's socket at the end.");
  }
  if (endedEarly || !complete) {
    const count = visits.filter(({ answer }) => answer !== "").length;
    return notDone(`It ends after ${NUMBERS[count]} clients.`, loop);
  }
  if (!stoppable) {
    const hint = ofPython ? "Let KeyboardInterrupt end it." : "Let Ctrl-C end it.";
    return notDone("It does not end on Ctrl-C.", hint);
  }
  return done("It serves one client after the other, shows each message and answers.");
}
