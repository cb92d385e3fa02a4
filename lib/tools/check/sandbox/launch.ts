/**
 * How a student's program is started: its command, and all that it gets of the environment.
 *
 * @module
 */
import { FILES, PYTHON_FILES } from "./paths.ts";
import { roomArgs, type Walls } from "./walls.ts";

/** How a program is to be run: its command and all that it gets of the environment. */
export interface Launch {
  command: string[];
  env: Record<string, string>;
  /** The word with which the guard begins its lines. */
  mark: string;
}

/** The command of a Python program in a folder that is its own copy. */
export function launchPython(
  walls: Walls,
  { folder, file, args, ports, namespace }: {
    folder: string;
    file: string;
    args: string[];
    ports: number[];
    namespace: boolean;
  },
): Launch {
  const { command, prefixes } = walls.python!;
  const mark = `check:${crypto.randomUUID()}`;
  const python = [command, "-B", "-u", file, ...args];
  const inside = namespace && walls.files
    ? ["bwrap", ...roomArgs(walls, folder), ...python]
    : python;
  return {
    command: inside,
    mark,
    env: {
      ...bareEnvironment(folder),
      PYTHONPATH: FILES.guard.replace(/\/[^/]*$/, ""),
      PYTHONUTF8: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      CHECK_MARK: mark,
      CHECK_PORTS: ports.join(" "),
      CHECK_WALLED: namespace ? "1" : "0",
      CHECK_FILES: [PYTHON_FILES, ...prefixes].join(Deno.build.os === "windows" ? ";" : ":"),
      // In a namespace the count is its own; elsewhere it would be that of all the user's programs
      ...(namespace ? { CHECK_PROCESSES: "64" } : {}),
    },
  };
}

/** The command of a TypeScript program in a folder that is its own copy. */
export function launchTypeScript(
  walls: Walls,
  { folder, file, args, hosts }: { folder: string; file: string; args: string[]; hosts: string[] },
): Launch {
  const deno = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "--no-remote",
    "--cached-only",
    "--v8-flags=--max-old-space-size=256",
    `--allow-net=${hosts.join(",")}`,
    `--allow-read=${folder}`,
    `--preload=${FILES.prompt}`,
    file,
    ...args,
  ];
  // A limit of V8 does not count what buffers take, and none counts the time
  const command = Deno.build.os === "linux"
    ? ["sh", "-c", 'ulimit -d 1500000; ulimit -S -t 2; exec "$0" "$@"', ...deno]
    : deno;
  return { command, mark: "", env: { ...bareEnvironment(folder), DENO_DIR: walls.denoDir } };
}

/** All of the environment that a program gets. */
function bareEnvironment(folder: string): Record<string, string> {
  const env: Record<string, string> = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: folder,
    TMPDIR: folder,
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
  };
  if (Deno.build.os === "windows") {
    // Winsock and Python do not start without
    Object.assign(env, { SYSTEMROOT: "C:\\Windows", PATH: "C:\\Windows\\System32", TEMP: folder });
  }
  return env;
}
