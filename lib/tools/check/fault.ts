/**
 * What speaks against any program, whatever it was to do.
 *
 * @module
 */
import { couldNotTell, type Evidence, notDone, type Verdict } from "./item.ts";
import type { Ending } from "./sandbox/student-process.ts";

// What ends a program from outside is no mistake of it
const NO_CRASH = /^(EOFError|KeyboardInterrupt|ConnectionResetError|BrokenPipeError)\b/;

/** What speaks against any program: something that was stopped, a crash, a module that is not here. */
export function faultOf(record: Ending, evidence: Evidence): Verdict | undefined {
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
  if (/--cached-only|--no-remote|lockfile is out of date/.test(record.output)) {
    return couldNotTell(
      "It imports what is not on this computer, and nothing is downloaded for it.",
      "Run it yourself once, or do without.",
      evidence,
    );
  }
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
export function crashOf({ output, code }: Ending): string | undefined {
  const python = output.match(
    /^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Exit|error|herror|gaierror|timeout)\b.*$/gm,
  );
  const last = python?.at(-1);
  if (code && /^Traceback|^\s+File "/m.test(output) && last && !NO_CRASH.test(last)) {
    const line = [...output.matchAll(/^\s*File "(?![\/<]|[A-Z]:)[^"]*", line (\d+)/gm)].at(-1)?.[1];
    return `${last.trim()}${line ? `, in line ${line}` : ""}`;
  }
  if (code && /^error: /m.test(output)) return output.match(/^error: .*$/m)![0];
  // `sys.exit("bye")` is 1, and says nothing of what the program did
  if (code && !last && code !== 1 && code !== 130) {
    return output.trim().split("\n")[0] || `it ended with exit status ${code}`;
  }
}
