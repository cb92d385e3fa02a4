/**
 * How a student's program is started: its command, and all that it gets of the environment.
 *
 * @module
 */
import type { FolderCopy } from "./folder-copy.ts";
import { type Limits, PROMPT, PYTHON_FILES, roomCommand, startCommand } from "./room.ts";
import type { Source } from "../source.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Start } from "./student-process.ts";

// Nothing here computes (seconds of a computer that is neither busy nor slow)
const CPU = 2;
const MOST_PROCESSES = 128;

export const LOOPBACK = "127.0.0.1";

/** How to start a program in a copy of its folder, with the ports that it may use. */
export function launch(
  sandbox: Sandbox,
  copy: FolderCopy,
  source: Source,
  ports: number[],
): Start {
  const { python, room, patience } = sandbox;
  const { language, name, takesOptions } = source;
  const ofPython = language === "python";
  const command = ofPython
    ? [python!.command, "-B", "-u"]
    : denoCommand(sandbox, copy, hosts(source, ports, room));
  const args = takesOptions ? ["--ip", LOOPBACK, "--port", String(ports[0])] : [];
  return {
    command: held(sandbox, copy, [...command, `${copy.folder}/${name}`, ...args], ofPython),
    language,
    isInRoom: room,
    cwd: copy.folder,
    env: {
      ...bareEnvironment(copy),
      ...(ofPython ? pythonEnvironment(sandbox, copy, ports) : {}),
    },
    marks: copy.marks,
    addresses: ports.map((port) => ({ hostname: room ? "0.0.0.0" : LOOPBACK, port })),
    patience,
  };
}

/** Where a TypeScript program may go: to its peer. A server may listen at all IPs. */
function hosts(
  { address, listens, takesOptions }: Source,
  ports: number[],
  room: boolean,
): string[] {
  const ip = address.ip?.value || LOOPBACK;
  const own = takesOptions || !room ? ["localhost", "[::1]"] : [ip.includes(":") ? `[${ip}]` : ip];
  const all = listens ? ["0.0.0.0", "[::]"] : [];
  return ports.flatMap((port) => [LOOPBACK, ...own, ...all].map((ip) => `${ip}:${port}`));
}

/** The command that runs another one within what holds it here. */
export function held(
  sandbox: Sandbox,
  copy: FolderCopy,
  command: string[],
  ofPython = false,
): string[] {
  const { python, room, denoDir } = sandbox;
  const limits = limitsOf(ofPython, sandbox);
  if (room) return roomCommand(python!, denoDir, copy, limits, command);
  if (python && Deno.build.os !== "windows") return startCommand(python, { limits }, command);
  if (Deno.build.os !== "linux") return command;
  return ["sh", "-c", 'ulimit -d 1500000; ulimit -S -t 2; exec "$0" "$@"', ...command];
}

function denoCommand({ room }: Sandbox, copy: FolderCopy, hosts: string[]): string[] {
  return [
    Deno.execPath(),
    ..."run --quiet --no-prompt --no-remote --cached-only".split(" "),
    ...copy.settings,
    "--v8-flags=--max-old-space-size=256",
    `--allow-net=${hosts.join(",")}`,
    `--allow-read=${copy.root}`,
    // Without a room nothing bounds what it would write
    ...(room ? [`--allow-write=${copy.folder}`] : []),
    // There is nothing in it but what stands below
    "--allow-env",
    `--preload=${PROMPT}`,
  ];
}

function limitsOf(ofPython: boolean, { patience, room }: Sandbox): Limits {
  const seconds = Math.ceil(CPU * patience / 5000);
  return {
    // The first second too many is told (SIGXCPU), the next one is the last
    CPU: [seconds, seconds + 1],
    CORE: [0, 0],
    FSIZE: [1 << 22, 1 << 22],
    // Elsewhere the count would be that of all the user's programs
    ...(room ? { NPROC: [MOST_PROCESSES, MOST_PROCESSES] } : {}),
    ...(ofPython
      ? { AS: [1 << 30, 1 << 30], DATA: [1 << 29, 1 << 29], NOFILE: [256, 256] }
      // V8's own limit does not count what buffers take
      : { DATA: [1.5e9, 1.5e9] }),
  };
}

function pythonEnvironment({ python, room }: Sandbox, copy: FolderCopy, ports: number[]) {
  return {
    PYTHONPATH: `${PYTHON_FILES}/guard`,
    PYTHONUTF8: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    CHECK_MARKS: copy.marks,
    CHECK_PORTS: ports.join(" "),
    CHECK_ROOM: room ? "1" : "",
    CHECK_FILES: [PYTHON_FILES, copy.root, ...python!.prefixes]
      .join(Deno.build.os === "windows" ? ";" : ":"),
  };
}

/** All of the environment that a program gets. */
export function bareEnvironment({ folder, denoDir }: FolderCopy): Record<string, string> {
  const env: Record<string, string> = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: folder,
    TMPDIR: folder,
    USER: "student",
    LOGNAME: "student",
    TERM: "xterm",
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    DENO_DIR: denoDir,
    DENO_NO_UPDATE_CHECK: "1",
  };
  if (Deno.build.os === "windows") {
    // Winsock and Python do not start without
    Object.assign(env, { SYSTEMROOT: "C:\\Windows", PATH: "C:\\Windows\\System32", TEMP: folder });
  }
  return env;
}
