/**
 * The trial of a chat: the tester types messages and hears what arrives.
 *
 * @module
 */
import { type Heard, Peer } from "../peer.ts";
import { type Ending, type Start, StudentProcess, until } from "../sandbox/student-process.ts";

// Below the 2000 bytes that the shortest of the servers takes at once
const LONG = "and now a longer one, ".repeat(60);

/** What came of a chat's trial. */
export interface ChatRecord extends Ending {
  heard: Heard[];
  typed: string[];
  /** Whether it had ended by itself before all was typed, and behind which message. */
  endedAfter?: number;
}

/** Types messages into a chat, one when the last has arrived. */
export async function tryChat(
  start: Start,
  addresses: { hostname: string; port: number }[],
): Promise<ChatRecord> {
  const token = crypto.randomUUID().slice(0, 4);
  const messages = [`first message ${token}`, `message 2: how are you? ${token}`, LONG + token];
  using peer = new Peer(addresses, "Hello from the checker");
  const program = new StudentProcess(start);
  const typed: string[] = [];
  let endedAfter: number | undefined, missed = 0;
  for (const message of messages) {
    typed.push(message);
    await program.type(message);
    const arrived = () => peer.heard.find(({ text }) => text.includes(message.trim()));
    const patience = typed.length === 1 ? start.patience : start.patience / 2;
    // What arrived instead of the message settles it as well
    const before = peer.heard.filter(({ text }) => text !== "").length;
    const other = () =>
      peer.heard.filter(({ text, closed }) => text !== "" && closed).length > before;
    await until(() => program.hasEnded || arrived() !== undefined || other(), patience);
    if (program.hasEnded) await until(() => arrived()?.closed ?? false, 300);
    else if (arrived()) {
      await until(() => program.hasEnded || arrived()!.closed, start.patience / 4);
    } else missed++;
    // A program that ends takes a moment for it
    if (typed.length < messages.length) await until(() => program.hasEnded, 100);
    if (program.hasEnded) {
      endedAfter = typed.length;
      break;
    }
    if (missed === 2) break;
  }
  const heard = structuredClone(peer.heard);
  return {
    ...await program.finish({ wasIdle: peer.heard.every(({ text }) => text === "") }),
    heard,
    typed,
    endedAfter,
  };
}
