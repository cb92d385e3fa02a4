/**
 * Clients 1 and 2: the client connects to the tester's server, which answers.
 *
 * @module
 */
import { evidenceOf, heardWords, whyNot } from "../evidence.ts";
import { faultOf } from "../fault.ts";
import { done, notDone, type Verdict } from "../item.ts";
import { type Heard, Peer } from "../peer.ts";
import type { Trial } from "../sandbox/run.ts";
import { type Ending, StudentProcess, until } from "../sandbox/student-process.ts";
import type { Source } from "../source.ts";

/** What came of a client's trial. */
export interface ClientRecord extends Ending {
  heard: Heard[];
  /** What the tester answered. */
  answer: string;
}

/** Runs a client against the tester's server. */
export async function tryClient({ start, listenAt }: Trial): Promise<ClientRecord> {
  const answer = `Hello from the checker ${crypto.randomUUID().slice(0, 8)}`;
  using peer = new Peer(listenAt, answer);
  const program = new StudentProcess(start);
  // A client may ask for the text to send
  await program.type("A message from the keyboard");
  const spoken = () => peer.heard.some(({ text }) => text !== "");
  const heard = () => peer.heard.some(({ text, closed }) => text !== "" && closed);
  await until(() => program.hasEnded || spoken(), start.patience);
  await until(() => program.hasEnded || heard(), start.patience / 2);
  await until(() => program.hasEnded, start.patience / 3);
  // The last bytes may still be on their way to the tester
  if (program.hasEnded) {
    await until(
      () => peer.heard.every(({ closed }) => closed) && (spoken() || program.code !== 0),
      start.patience / 4,
    );
  }
  const closed = structuredClone(peer.heard);
  return { ...await program.finish({ wasIdle: !spoken() }), heard: closed, answer };
}

/** A client done: it connects, sends and closes; at its exit counts. */
export function judgeClient(record: ClientRecord, program: Source): Verdict {
  const { heard, answer, output } = record;
  const sent = heard.find(({ text }) => text !== "");
  const evidence = evidenceOf(record, heardWords(record.heard));
  const fault = faultOf(record, evidence);
  if (fault) return fault;
  if (!sent) {
    return heard.length > 0
      ? notDone(
        "It connects, but sends nothing.",
        "Send a message, encoded, before closing.",
        evidence,
      )
      : notDone("It does not connect.", whyNot(output), evidence);
  }
  if (!sent.closed) {
    return notDone(
      "It never closes its socket.",
      `Close the socket: ${program.language === "python" ? "" : "await "}s.close()`,
      evidence,
    );
  }
  return done(
    output.includes(answer)
      ? "It sends, closes, and prints the answer."
      : "It connects, sends and closes.",
  );
}

/** A client 2 done: it prints the answer, too. */
export function judgeClient2(record: ClientRecord, program: Source): Verdict {
  const verdict = judgeClient(record, program);
  if (verdict.status !== "done" || record.output.includes(record.answer)) return verdict;
  const tester = [...heardWords(record.heard), `the tester answered "${record.answer}"`];
  return notDone(
    "It does not print the server's answer.",
    "Receive the answer before closing, decode it and print it.",
    evidenceOf(record, tester),
  );
}
