/**
 * Exercise 3: the chat. The tester types messages and hears what arrives.
 *
 * @module
 */
import { evidenceOf, heardWords, short, whyNot } from "../evidence.ts";
import { faultOf } from "../fault.ts";
import { done, notDone, type Verdict } from "../item.ts";
import { type Heard, NUMBERS, Peer, randomBetween } from "../peer.ts";
import { type Ending, type Start, StudentProcess, until } from "../sandbox/student-process.ts";
import type { Source } from "../source.ts";

// Below the 2000 bytes that the shortest of the servers takes at once
const LONG = "and now a longer one, ".repeat(60);

/** What came of a chat's trial. */
interface ChatRecord extends Ending {
  heard: Heard[];
  typed: string[];
  /** Whether it had ended by itself before all was typed. */
  endedEarly: boolean;
}

/** Types messages into a chat, one when the last has arrived, and judges what came of it. */
export async function tryChat(start: Start): Promise<Verdict> {
  const token = crypto.randomUUID().slice(0, 4);
  // How many there will be, a chat cannot know
  const middle = Array.from(
    { length: randomBetween(1, 3) },
    (_, i) => `message ${i + 2}: how are you? ${token}`,
  );
  const messages = [`first message ${token}`, ...middle, LONG + token];
  using peer = new Peer(start.addresses, "Hello from the checker");
  const program = new StudentProcess(start);
  const typed: string[] = [];
  let missed = 0;
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
    await until(() => program.hasEnded, 100);
    if (program.hasEnded || missed === 2) break;
  }
  const heard = structuredClone(peer.heard);
  const endedEarly = program.hasEnded;
  const ending = await program.finish({ wasIdle: heard.every(({ text }) => text === "") });
  const evidence = evidenceOf(ending, [
    ...typed.map((message) => `the tester typed "${short(message)}"`),
    ...heardWords(heard),
  ]);
  return { ...judgeChat({ ...ending, heard, typed, endedEarly }, start.language), evidence };
}

/** A chat done: a connection for each typed message, the message whole, closed. */
function judgeChat(record: ChatRecord, language: Source["language"]): Verdict {
  const { heard, typed, endedEarly } = record;
  const spoken = heard.filter(({ text }) => text !== "");
  // A name that was asked for first may stand in every message: the last one counts
  const indexOf = (message: string) =>
    heard.findLastIndex(({ text }) => text.includes(message.trim()));
  const arrivals = typed.map(indexOf).filter((index) => index >= 0);
  const apart = new Set(arrivals).size;
  const fault = faultOf(record);
  if (fault && !(apart >= 2 && record.code === undefined)) {
    if (apart !== 1 || fault.status !== "not done" || record.stopped.length > 0) return fault;
    const reason = `The first message arrives, the next one does not. ${fault.reason}`;
    return { ...fault, reason };
  }
  if (heard.length === 0) return notDone("It does not connect.", whyNot(record));
  if (spoken.length === 0) {
    return notDone(
      "It connects, but what was typed never arrives.",
      "Send the typed text, encoded.",
    );
  }
  const isFixed = spoken.length > 1 && spoken.every(({ text }) => text === spoken[0].text);
  // The beginning of what was typed: how much of it
  const cut = isFixed ? undefined : typed.filter((message) => indexOf(message) < 0)
    .flatMap((message) => spoken.filter(({ text }) => message.startsWith(text)))
    .at(0)?.text.length;
  if (arrivals.length === 0) {
    const isPart = typed.some((message) => spoken.some(({ text }) => message.includes(text)));
    if (isPart && !isFixed) {
      return notDone("Only a part of what was typed arrives.", "Send the whole text.");
    }
    return notDone(
      `It sends "${short(spoken[0].text)}", not what was typed.`,
      `Ask with ${language === "python" ? "input()" : "readMessages"}, and send what it gives.`,
    );
  }
  if (arrivals.length > 1 && apart === 1) {
    return notDone(
      "All messages go through one connection.",
      "Create the socket, connect and close inside the loop: a connection for each message.",
    );
  }
  if (cut && arrivals.length < typed.length) {
    return notDone(
      cut < 100
        ? `Only the first ${cut} characters of a message arrive.`
        : "A long message does not arrive whole.",
      "Send all of the text.",
    );
  }
  if (endedEarly || arrivals.length < 2) {
    const count = arrivals.length === 1
      ? "the first message"
      : `${NUMBERS[arrivals.length]} messages`;
    return notDone(
      `It ends or stops sending after ${count}.`,
      language === "python"
        ? "Repeat all of it: while True, with the question inside."
        : "Repeat all of it: for await (const message of messages), with the socket inside.",
    );
  }
  // A chat that never closes lets go of a socket when it makes the next one
  if (!spoken.slice(0, -1).every(({ closed }) => closed)) {
    return notDone(
      "It does not close its connections.",
      "Close the socket at the end of each turn.",
    );
  }
  return done("Each message arrives whole, in a connection of its own.");
}
