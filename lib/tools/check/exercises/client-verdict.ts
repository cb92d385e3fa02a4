/**
 * Verdicts on clients: what the record of a trial means.
 *
 * @module
 */
import { evidenceOf, heardWords, whyNot } from "../evidence.ts";
import { faultOf } from "../fault.ts";
import { done, notDone, type Verdict } from "../item.ts";
import type { ClientRecord } from "./client-trial.ts";

/** A client done: it connects, sends and closes; at its exit counts. */
export function judgeClient(record: ClientRecord): Verdict {
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
    return notDone("It never closes its socket.", "Close the socket: s.close()", evidence);
  }
  return done(
    output.includes(answer)
      ? "It sends, closes, and prints the answer."
      : "It connects, sends and closes.",
  );
}

/** A client 2 done: it prints the answer, too. */
export function judgeClient2(record: ClientRecord): Verdict {
  const verdict = judgeClient(record);
  if (verdict.status !== "done" || record.output.includes(record.answer)) return verdict;
  const tester = [...heardWords(record.heard), `the tester answered "${record.answer}"`];
  return notDone(
    "It does not print the server's answer.",
    "Receive the answer before closing, decode it and print it.",
    evidenceOf(record, tester),
  );
}
