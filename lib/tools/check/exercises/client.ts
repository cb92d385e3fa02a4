/**
 * Clients 1 and 2: the client connects to the tester's server, which answers.
 *
 * @module
 */
import { evidenceOf, heardWords, whyNot } from "../evidence.ts";
import { faultOf } from "../fault.ts";
import { done, notDone, type Verdict } from "../item.ts";
import { type Heard, Peer } from "../peer.ts";
import { type Ending, type Start, StudentProcess, until } from "../sandbox/student-process.ts";
import type { Source } from "../source.ts";

/** Runs a client against the tester's server: what it is as client 1, and as client 2. */
export async function tryClient(
  start: Start,
): Promise<Record<"client" | "client-2", Verdict>> {
  const answer = `Hello from the checker ${crypto.randomUUID().slice(0, 8)}`;
  using peer = new Peer(start.addresses, answer);
  const program = new StudentProcess(start);
  // A client may ask for the text to send
  await program.type("A message from the keyboard");
  const spoken = () => peer.heard.some(({ text }) => text !== "");
  const closed = () => peer.heard.some(({ text, closed }) => text !== "" && closed);
  await until(() => program.hasEnded || spoken(), start.patience);
  await until(() => program.hasEnded || closed(), start.patience / 2);
  await until(() => program.hasEnded, start.patience / 3);
  // The last bytes may still be on their way to the tester
  if (program.hasEnded) {
    await until(
      () => peer.heard.every(({ closed }) => closed) && (spoken() || program.code !== 0),
      start.patience / 4,
    );
  }
  const heard = structuredClone(peer.heard);
  const ending = await program.finish({ wasIdle: !spoken() });
  const prints = ending.output.includes(answer);
  const tester = heardWords(heard);
  const client = {
    ...judgeClient(ending, heard, prints, start.language),
    evidence: evidenceOf(ending, tester),
  };
  if (client.status !== "done" || prints) return { client, "client-2": client };
  const client2 = notDone(
    "It does not print the server's answer.",
    "Receive the answer before closing, decode it and print it.",
  );
  const evidence = evidenceOf(ending, [...tester, `the tester answered "${answer}"`]);
  return { client, "client-2": { ...client2, evidence } };
}

/** A client done: it connects, sends and closes; at its exit counts. */
function judgeClient(
  ending: Ending,
  heard: Heard[],
  prints: boolean,
  language: Source["language"],
): Verdict {
  const fault = faultOf(ending);
  if (fault) return fault;
  if (heard.length === 0) return notDone("It does not connect.", whyNot(ending));
  const sent = heard.find(({ text }) => text !== "");
  if (!sent) {
    return notDone("It connects, but sends nothing.", "Send a message, encoded, before closing.");
  }
  if (!sent.closed) {
    const wait = language === "python" ? "" : "await ";
    return notDone("It never closes its socket.", `Close the socket: ${wait}s.close()`);
  }
  return done(
    prints ? "It sends, closes, and prints the answer." : "It connects, sends and closes.",
  );
}
