/**
 * Verdicts on programs: what a record of a trial means.
 *
 * @module
 */
import { couldNotTell, done, type Evidence, notDone, type Verdict } from "./item.ts";
import type { Ending } from "./process.ts";
import type { Records } from "./trial.ts";

// What ends a program from outside is no mistake of it
const NO_CRASH = /^(EOFError|KeyboardInterrupt|ConnectionResetError|BrokenPipeError)\b/;

/** A client done: it connects, sends and closes; at its exit counts. */
export function judgeClient(record: Records["client"]): Verdict {
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
export function judgeClient2(record: Records["client"]): Verdict {
  const verdict = judgeClient(record);
  if (verdict.status !== "done" || record.output.includes(record.answer)) return verdict;
  const tester = [...heardWords(record.heard), `the tester answered "${record.answer}"`];
  return notDone(
    "It does not print the server's answer.",
    "Receive the answer before closing, decode it and print it.",
    evidenceOf(record, tester),
  );
}

/** A chat done: a connection for each typed message, the message whole, closed. */
export function judgeChat(record: Records["chat"]): Verdict {
  const { heard, typed, endedAfter, output } = record;
  const evidence = evidenceOf(record, [
    ...typed.map((message) => `the tester typed "${short(message)}"`),
    ...heardWords(heard),
  ]);
  const spoken = heard.filter(({ text }) => text !== "");
  // A name that was asked for first may stand in every message: the last one counts
  const arrivals = typed.map((message) =>
    heard.findLastIndex(({ text }) => text.includes(message.trim()))
  )
    .filter((index) => index >= 0);
  const apart = new Set(arrivals).size;
  const fault = faultOf(record, evidence);
  if (fault && !(apart >= 2 && record.code === undefined)) {
    if (apart === 1 && fault.status === "not done" && !record.stopped.length) {
      return {
        ...fault,
        reason: `The first message arrives, the next one does not. ${fault.reason}`,
      };
    }
    return fault;
  }
  if (spoken.length === 0) {
    return heard.length > 0
      ? notDone(
        "It connects, but what was typed never arrives.",
        "Send the typed text, encoded.",
        evidence,
      )
      : notDone("It does not connect.", whyNot(output), evidence);
  }
  if (arrivals.length === 0) {
    const whole = typed.some((message) =>
      spoken.some(({ text }) => text && message.includes(text))
    );
    return whole
      ? notDone("Only a part of what was typed arrives.", "Send the whole text.", evidence)
      : notDone(
        `It sends "${short(spoken[0].text)}", not what was typed.`,
        "Ask with input(), and send what it gives.",
        evidence,
      );
  }
  if (arrivals.length > 1 && apart === 1) {
    return notDone(
      "All messages go through one connection.",
      "Create the socket, connect and close inside the loop: a connection for each message.",
      evidence,
    );
  }
  if (endedAfter !== undefined && arrivals.length < 3 || arrivals.length < 2) {
    return notDone(
      `It ends or stops sending after ${
        arrivals.length === 1 ? "the first message" : "two messages"
      }.`,
      "Repeat all of it: while True, with the question inside.",
      evidence,
    );
  }
  const last = typed.at(-1)!;
  const lastIsCut = !spoken.some(({ text }) => text.includes(last)) &&
    spoken.some(({ text }) => last.includes(text));
  if (lastIsCut) {
    return notDone("A long message does not arrive whole.", "Send all of the text.", evidence);
  }
  // A chat that never closes lets go of a socket when it makes the next one
  if (!spoken.slice(0, -1).every(({ closed }) => closed)) {
    return notDone(
      "It does not close its connections.",
      "Close the socket at the end of each turn.",
      evidence,
    );
  }
  return done("Each message arrives whole, in a connection of its own.");
}

/** A server done: it serves a first and a second client, shows, answers, closes, ends on Ctrl-C. */
export function judgeServer(record: Records["server"]): Verdict {
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
  if (visits.length < 2) {
    return notDone("It serves one client only.", "Accept in a loop: while True.", evidence);
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

/** What speaks against any program: something that was stopped, a crash, a module that is not here. */
function faultOf(record: Ending, evidence: Evidence): Verdict | undefined {
  const denied = record.output.match(/NotCapable: Requires (\w+) access(?: to (.+?))?,/);
  const stopped = [
    ...record.stopped,
    ...(denied ? [`asked for ${denied[1]} ${denied[2] ?? ""}`.trim()] : []),
  ];
  if (stopped.length > 0) {
    return notDone(
      `It was stopped: it ${stopped[0]}.`,
      "A program of this session needs its socket and nothing else.",
      evidence,
    );
  }
  if (cpuTimeOver(record)) {
    return notDone(
      "It was stopped: it was busy without end.",
      "Look for a loop that never waits.",
      evidence,
    );
  }
  const crash = crashOf(record);
  if (!crash) return undefined;
  const module = crash.match(/No module named '([\w.]+)'/)?.[1];
  if (module && !/^(so?c|ter|col)/i.test(module)) {
    return couldNotTell(
      `It needs the module ${module}, which is not installed here.`,
      `Install ${module}, or do without.`,
      evidence,
    );
  }
  return notDone(`It breaks off: ${crash}.`, "Mend that line and run it again.", evidence);
}

function cpuTimeOver({ code, busy }: Ending): boolean {
  // A shell's 128 and the signal SIGXCPU
  return busy || code === 128 + 24;
}

/** The error with which a program ended, and its line; undefined when that is no crash. */
function crashOf({ output, code }: Ending): string | undefined {
  const python = output.match(
    /^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Exit|error|herror|gaierror|timeout)\b.*$/gm,
  );
  const last = python?.at(-1);
  if (code && /^Traceback|^\s+File "/m.test(output) && last && !NO_CRASH.test(last)) {
    const line = [...output.matchAll(/^\s*File "(?!\/|[A-Z]:)[^"]*", line (\d+)/gm)].at(-1)?.[1];
    return `${last.trim()}${line ? `, in line ${line}` : ""}`;
  }
  if (code && /^error: /m.test(output)) return output.match(/^error: .*$/m)![0];
  if (code && !last && code !== 130) {
    return output.trim().split("\n")[0] || `it ended with exit status ${code}`;
  }
}

function whyNot(output: string): string {
  return output.trim() === ""
    ? "Run it yourself beside the server, and see where it waits."
    : "Read what it printed: it says why.";
}

function evidenceOf({ output }: Ending, tester: string[]): Evidence {
  return { program: output.trim(), tester };
}

function heardWords(heard: Records["client"]["heard"]): string[] {
  if (heard.length === 0) return ["nobody connected"];
  return heard.slice(0, 6).map(({ text, closed, to }, i) =>
    `connection ${i + 1} to ${to}: ${text ? `"${short(text)}"` : "nothing"}${
      closed ? ", closed" : ""
    }`
  );
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
