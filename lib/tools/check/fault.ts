/**
 * What speaks against any program, whatever it was to do.
 *
 * @module
 */
import { couldNotTell, notDone, type Verdict } from "./item.ts";
import type { Ending } from "./sandbox/student-process.ts";

// What ends a program from outside is no mistake of it
const NO_CRASH = /^(EOFError|KeyboardInterrupt|ConnectionResetError|BrokenPipeError)\b/;

/** What speaks against any program: something that was stopped, a crash, a module that is not here. */
export function faultOf(record: Ending): Verdict | undefined {
  const denied = record.output.match(/NotCapable: Requires (\w+) access(?: to (.+?))?,/);
  const stopped = [
    ...record.stopped,
    ...(denied ? [`asked for ${denied[1]} ${denied[2] ?? ""}`.trim()] : []),
    ...(/^[^\s:]+: No permission: Deno lets/m.test(record.output)
      ? ["went to an address that is not the one in its text"]
      : []),
  ];
  if (stopped.length > 0) {
    return notDone(
      `It was stopped: it ${stopped[0]}.`,
      /^printed/.test(stopped[0])
        ? "Look for a loop that prints and never waits."
        : "A program of this session needs its socket and nothing else.",
    );
  }
  if (record.busy) {
    return notDone(
      "It was stopped: it was busy without end.",
      "Look for a loop that never waits: at the end recv gives nothing, and gives it at once.",
    );
  }
  const crash = crashOf(record);
  if (!crash) return undefined;
  const missing = crash.match(/Module not found "file:\/*([^"]+)"/)?.[1];
  if (missing) {
    return notDone(
      `It imports ${missing}, which is not there.`,
      missing.startsWith("lib/")
        ? "The folder lib belongs beside the session's folder."
        : "Look for the file, and for how its name is written.",
    );
  }
  if (/--cached-only|--no-remote|lockfile is out of date/.test(record.output)) {
    return couldNotTell(
      "It imports what is not on this computer, and nothing is downloaded for it.",
      "Run it yourself once, or do without.",
    );
  }
  const module = crash.match(/No module named '([\w.]+)'/)?.[1];
  if (module && !/^(so?c|ter|col)/i.test(module)) {
    return couldNotTell(
      `It needs the module ${module}, which is not installed here.`,
      `Install ${module}, or do without.`,
    );
  }
  return notDone(
    `It breaks off: ${crash.replace(/[.:\s]+$/, "")}.`,
    "Mend that line and run it again.",
  );
}

/** The error with which a program ended, and its line; undefined when that is no crash. */
function crashOf(record: Ending): string | undefined {
  const { output, code } = record;
  if (!code) return undefined;
  const python = output.match(
    /^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Exit|error|herror|gaierror|timeout)\b.*$/gm,
  );
  const last = python?.at(-1);
  if (/^Traceback|^[ \t]+File "/m.test(output) && last) {
    if (NO_CRASH.test(last)) return undefined;
    const line = [...output.matchAll(/^[ \t]*File "(?![\/<]|[A-Z]:)[^"\n]*", line (\d+)/gm)].at(-1);
    return inLine(last.trim(), line?.[1]);
  }
  // Deno's own errors, and those of the library: `client.ts: Nothing listens …`
  const error = output.match(/^error: .*$|^[^\s/\\:]+\.ts: .*$/m)?.[0];
  if (error) {
    return inLine(error, output.match(/^ +at .*?file:\/+(?!lib\/)[^\s:]+\.ts:(\d+):\d+/m)?.[1]);
  }
  // Ended from outside: a shell's 128 and the signal, of which Ctrl-C is none
  if (code > 128 && code !== 130) return `it ended with exit status ${code}`;
}

function inLine(error: string, line?: string): string {
  return line ? `${error.replace(/\.$/, "")}, in line ${line}` : error;
}
