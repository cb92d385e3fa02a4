/**
 * The room of a program: namespaces of its own, made by `bwrap` (bubblewrap).
 *
 * @module
 */
import type { FolderCopy } from "./folder-copy.ts";
import type { Python, Sandbox } from "./sandbox.ts";

/** Where the Python of the sandbox is. */
export const PYTHON_FILES = `${import.meta.dirname}/python`;

/** Is loaded before a program of TypeScript. */
export const PROMPT = `${import.meta.dirname}/prompt.ts`;

// What a program may write, in memory (bytes)
const MOST_IN_FOLDER = 32 * 1024 * 1024;
const MOST_IN_TMP = 16 * 1024 * 1024;

/** The limits of a program (setrlimit(2)): soft and hard. */
export type Limits = Record<string, [soft: number, hard: number]>;

/** The command of the tester's side: in a network without a way out, where every IP is its own. */
export function networkCommand(python: Python, command: string[]): string[] {
  return [
    python.bwrap!,
    ...(python.isRoot ? [] : ["--unshare-user", "--uid", "0", "--gid", "0"]),
    "--unshare-net",
    // When the trial is over, no process of it is left
    "--unshare-pid",
    "--die-with-parent",
    "--cap-add",
    "ALL",
    "--dev-bind",
    "/",
    "/",
    "--proc",
    "/proc",
    "--",
    python.command,
    "-I",
    `${PYTHON_FILES}/network.py`,
    ...command,
  ];
}

/**
 * The command of the program's side: there is the system to read, a copy of its folder, its own
 * processes, and no more. Root becomes a user that owns nothing else.
 */
export function roomCommand(
  { python, denoDir }: Sandbox,
  command: string[],
  limits: Limits = {},
  copy?: FolderCopy,
): string[] {
  const { bwrap, isRoot, prefixes } = python!;
  const readable = [...prefixes, PYTHON_FILES, PROMPT, Deno.execPath(), `${denoDir}/npm`]
    .filter((path) => !/^\/(usr|bin|lib)(\/|$)/.test(path));
  return [
    bwrap!,
    ...(isRoot ? ["SETUID", "SETGID", "CHOWN"].flatMap((cap) => ["--cap-add", `CAP_${cap}`]) : [
      "--unshare-user",
    ]),
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-uts",
    "--hostname",
    "localhost",
    "--die-with-parent",
    "--new-session",
    "--ro-bind",
    "/usr",
    "/usr",
    ...["bin", "sbin", "lib", "lib64"].flatMap((name) => ["--ro-bind-try", `/${name}`, `/${name}`]),
    "--dev",
    "/dev",
    // Deno's modules of Node ask where Deno is
    "--perms",
    "755",
    "--dir",
    "/proc/self",
    "--symlink",
    Deno.execPath(),
    "/proc/self/exe",
    ...tmpfs("/tmp", MOST_IN_TMP),
    ...["/etc/hosts", ...readable, ...(copy ? [copy.root] : [])].flatMap(foldersAbove),
    ...["ld.so.cache", "alternatives", "localtime"]
      .flatMap((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
    "--ro-bind",
    `${PYTHON_FILES}/hosts.txt`,
    "/etc/hosts",
    ...readable.flatMap((path) => ["--ro-bind-try", path, path]),
    ...(copy
      ? [
        "--ro-bind",
        copy.root,
        "/copy",
        ...tmpfs(copy.root, MOST_IN_FOLDER),
        "--bind",
        copy.marks,
        copy.marks,
        "--chdir",
        copy.root,
      ]
      : []),
    "--remount-ro",
    "/dev",
    "--remount-ro",
    "/",
    "--",
    ...startCommand(python!, limits, {
      ...(copy ? { copy: "/copy", to: copy.root, in: copy.folder, own: [copy.marks] } : {}),
      // A number that counts its processes apart from those of all others
      ...(isRoot ? { user: 1e9 + crypto.getRandomValues(new Uint32Array(1))[0] % 1e9 } : {}),
    }, command),
  ];
}

/** The command that leaves all of this user's behind and becomes the program. */
export function startCommand(
  python: Python,
  limits: Limits,
  more: Record<string, unknown>,
  command: string[],
): string[] {
  const order = JSON.stringify({ limits, ...more });
  return [python.command, "-I", `${PYTHON_FILES}/start.py`, order, ...command];
}

/** The folders in which a path is, which others than their maker may enter, too. */
function foldersAbove(path: string): string[] {
  const names = path.split("/").slice(1, -1);
  return names.flatMap((
    _,
    i,
  ) => ["--perms", "755", "--dir", `/${names.slice(0, i + 1).join("/")}`]);
}

function tmpfs(path: string, size: number): string[] {
  return ["--perms", "1777", "--size", String(size), "--tmpfs", path];
}
