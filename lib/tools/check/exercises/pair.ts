/**
 * Exercise 5: the chat and the server of one student, with the same address.
 *
 * @module
 */
import { couldNotTell, done, type Verdict } from "../item.ts";
import type { Source } from "../source.ts";

/** Whether a chat would find the server as they stand; a note, no fault. */
export function checkPair(chat: Source, server: Source): Verdict {
  const [from, to] = [chat, server].map(({ address }) => address);
  if (!from.ip || !from.port || !to.ip || !to.port) {
    const reason = "An address is not to be found in the programs' texts.";
    return { ...couldNotTell(reason, ""), excused: true };
  }
  const wanted = `${from.ip.value}:${from.port.value}`, there = `${to.ip.value}:${to.port.value}`;
  const everywhere = ["", "0.0.0.0", "::"].includes(to.ip.value);
  const found = from.port.value === to.port.value &&
    (everywhere || reaches(from.ip.value, whereItListens(to.ip.value, server)));
  return found ? done(`Both have ${wanted}.`) : {
    status: "note",
    reason: `${chat.name} connects to ${wanted}, ${server.name} listens on ${there}.`,
    hint: "For exercise 5, write the same IP and port into both.",
  };
}

/** The IP of a name of this computer; Python's AF_INET knows no other than IPv4. */
function whereItListens(ip: string, { language }: Source): string {
  if (ip !== "localhost" || language === "python") return ip;
  try {
    using listener = Deno.listen({ hostname: ip, port: 0 });
    return listener.addr.hostname;
  } catch {
    return ip;
  }
}

function reaches(from: string, ip: string): boolean {
  // A name is tried with all its IPs
  if (["", "localhost"].includes(from)) return ["127.0.0.1", "::1", "localhost", ""].includes(ip);
  return from === (ip === "localhost" ? "127.0.0.1" : ip);
}
