/**
 * Exercise 5: the chat and the server of one student, with the same address.
 *
 * @module
 */
import { couldNotTell, done, notDone, type Verdict } from "../item.ts";
import type { Source } from "../source.ts";

/** Whether a chat would find the server as they stand; a note, no fault. */
export function checkPair(chat: Source, server: Source): Verdict {
  const [from, to] = [chat, server].map(({ address }) => address);
  if (!from.ip || !from.port || !to.ip || !to.port) {
    return couldNotTell("An address is not to be found in the programs' texts.", "");
  }
  const wanted = `${from.ip.value}:${from.port.value}`, there = `${to.ip.value}:${to.port.value}`;
  const everywhere = ["", "0.0.0.0", "::"].includes(to.ip.value);
  const same = from.port.value === to.port.value &&
    (everywhere || host(from.ip.value) === host(to.ip.value));
  return same ? done(`Both have ${wanted}.`) : notDone(
    `${chat.name} connects to ${wanted}, ${server.name} listens on ${there}.`,
    "For exercise 5, write the same IP and port into both.",
  );
}

function host(ip: string): string {
  return ["", "localhost", "::1"].includes(ip) ? "127.0.0.1" : ip;
}
