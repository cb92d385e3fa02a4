/**
 * Verdicts on servers: what the record of a trial means.
 *
 * @module
 */
import { evidenceOf, short, whyNot } from "../evidence.ts";
import { crashOf, faultOf } from "../fault.ts";
import { done, notDone, type Verdict } from "../item.ts";
import type { ServerRecord } from "./server-trial.ts";

/** A server done: it serves a first and a second client, shows, answers, closes, ends on Ctrl-C. */
export function judgeServer(record: ServerRecord): Verdict {
  const { listened, visits, stoppable, endedEarly, output } = record;
  const evidence = evidenceOf(
    record,
    listened
      ? visits.flatMap(({ sent, answer, closed }, i) => [
        `client ${i + 1} sent "${sent}"`,
        `client ${i + 1} received ${answer ? `"${short(answer)}"` : "nothing"}${
          closed ? ", then the end" : ""
        }`,
      ])
      : ["nobody listened"],
  );
  if (record.stopped.length > 0) return faultOf(record, evidence)!;
  if (!listened) {
    return faultOf(record, evidence) ?? notDone("It does not listen.", whyNot(output), evidence);
  }
  const complete = visits.length === 2 &&
    visits.every(({ answer, shown }) => answer !== "" && shown);
  const crash = crashOf(record);
  if (!complete && crash) return notDone(`It breaks off: ${crash}.`, "Mend that line.", evidence);
  // A second client may still be let in by a server that is about to end
  const served = visits.length === 2 && (visits[1].answer !== "" || !endedEarly);
  if (visits[0].answer !== "" && visits[0].shown && !served) {
    return notDone("It serves one client only.", "Accept in a loop: while True.", evidence);
  }
  for (const [i, { answer, shown }] of visits.entries()) {
    const which = i === 0 ? "first" : "second";
    if (answer === "") {
      return notDone(
        `The ${which} client gets no answer.`,
        "Send an answer to each client.",
        evidence,
      );
    }
    if (!shown) {
      return notDone(
        `The message of the ${which} client is not shown.`,
        "Print what recv gives, decoded.",
        evidence,
      );
    }
  }
  if (!visits[0].closed) {
    return notDone(
      "It does not close the connection.",
      "Close the client's socket at the end.",
      evidence,
    );
  }
  if (endedEarly) {
    return notDone("It ends after two clients.", "Accept in a loop: while True.", evidence);
  }
  if (!stoppable) {
    return notDone("It does not end on Ctrl-C.", "Let KeyboardInterrupt end it.", evidence);
  }
  return done("It serves one client after the other, shows each message and answers.");
}
