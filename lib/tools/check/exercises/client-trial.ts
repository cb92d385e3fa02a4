/**
 * A client's trial: it connects to the tester's server, which answers.
 *
 * @module
 */
import { type Heard, Peer } from "../peer.ts";
import { type Ending, type Start, StudentProcess, until } from "../sandbox/student-process.ts";

/** What came of a client's trial. */
export interface ClientRecord extends Ending {
  heard: Heard[];
  /** What the tester answered. */
  answer: string;
}

/** Runs a client against the tester's server. */
export async function tryClient(
  start: Start,
  addresses: { hostname: string; port: number }[],
): Promise<ClientRecord> {
  const answer = `Hello from the checker ${crypto.randomUUID().slice(0, 8)}`;
  using peer = new Peer(addresses, answer);
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
      300,
    );
  }
  const closed = structuredClone(peer.heard);
  return { ...await program.finish({ wasIdle: !spoken() }), heard: closed, answer };
}
