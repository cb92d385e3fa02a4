/**
 * The room of a program: namespaces of its own, made by `bwrap` (bubblewrap).
 *
 * @module
 */
import type { FolderCopy } from "./folder-copy.ts";
import type { Python } from "./interpreter.ts";

/** Where the Python of the sandbox is. */
export const PYTHON_FILES = `${import.meta.dirname}/python`;

/** Python's arguments for what needs nothing installed: looking for it takes longer than all else. */
export const ALONE = ["-I", "-S"];

/** Is loaded before a program of TypeScript. */
export const PROMPT = `${import.meta.dirname}/prompt.ts`;

// What a program may write, in memory (bytes)
const MOST_IN_FOLDER = 32 * 1024 * 1024;
const MOST_IN_TMP = 16 * 1024 * 1024;

/** The limits of a program (setrlimit(2)): soft and hard. */
export type Limits = Record<string, [soft: number, hard: number]>;

// When the trial is over, no process of it is left
const NETWORK =
  "--unshare-net --unshare-pid --die-with-parent --cap-add ALL --dev-bind / / --proc /proc";
const ROOM = "--unshare-ipc --unshare-pid --unshare-uts --hostname localhost --die-with-parent " +
  "--new-session --dev /dev --ro-bind /usr /usr";
const SYSTEM = ["/bin", "/sbin", "/lib", "/lib64"];
const SETTINGS = ["/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"];
// What root needs to become another user, whose numbers are those of no one (systemd.exec(5))
const BECOME = "--cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_CHOWN";
const USERS = { first: 61_184, count: 4_336 };

/** The command of the tester's side: in a network without a way out, where every IP is its own. */
export function networkCommand({ bwrap, isRoot, command }: Python, inside: string[]): string[] {
  const user = isRoot ? [] : words("--unshare-user --uid 0 --gid 0");
  return [
    ...[bwrap!, ...user, ...words(NETWORK), "--"],
    ...[command, ...ALONE, `${PYTHON_FILES}/network.py`, ...inside],
  ];
}

/**
 * The command of the program's side: there is the system to read, a copy of its folder, its own
 * processes, and no more. Root becomes a user that owns nothing else.
 */
export function roomCommand(
  python: Python,
  denoDir: string,
  copy: FolderCopy,
  limits: Limits,
  command: string[],
): string[] {
  const { bwrap, isRoot, prefixes } = python;
  const { root, folder, marks } = copy;
  const readable = [...prefixes, PYTHON_FILES, PROMPT, Deno.execPath(), `${denoDir}/npm`]
    .filter((path) => !/^\/(usr|bin|lib)(\/|$)/.test(path));
  const user = isRoot ? { user: USERS.first + Math.floor(Math.random() * USERS.count) } : {};
  const order = { limits, copy: "/copy", to: root, in: folder, own: [root, marks], ...user };
  return [
    bwrap!,
    ...words(isRoot ? BECOME : "--unshare-user"),
    ...words(ROOM),
    ...SYSTEM.flatMap(asItIs),
    // Deno's modules of Node ask where Deno is
    ...words("--perms 755 --dir /proc/self --symlink"),
    Deno.execPath(),
    "/proc/self/exe",
    ...tmpfs("/tmp", MOST_IN_TMP),
    ...["/etc/hosts", ...readable, root].flatMap(foldersAbove),
    ...[...SETTINGS, ...readable].flatMap(asItIs),
    ...["--ro-bind", `${PYTHON_FILES}/hosts.txt`, "/etc/hosts"],
    ...["--ro-bind", root, "/copy", ...tmpfs(root, MOST_IN_FOLDER)],
    ...["--bind", marks, marks, "--chdir", root],
    ...words("--remount-ro /dev --remount-ro / --"),
    ...startCommand(python, order, command),
  ];
}

/** The command that leaves all of this user's behind and becomes the program. */
export function startCommand(
  python: Python,
  order: { limits: Limits; [more: string]: unknown },
  command: string[],
): string[] {
  return [
    ...[python.command, ...ALONE, `${PYTHON_FILES}/start.py`, JSON.stringify(order)],
    ...command,
  ];
}

function words(text: string): string[] {
  return text.split(" ");
}

function asItIs(path: string): string[] {
  return ["--ro-bind-try", path, path];
}

/** The folders in which a path is, which others than their maker may enter, too. */
function foldersAbove(path: string): string[] {
  const names = path.split("/").slice(1, -1);
  const paths = names.map((_, i) => `/${names.slice(0, i + 1).join("/")}`);
  return paths.flatMap((path) => ["--perms", "755", "--dir", path]);
}

function tmpfs(path: string, size: number): string[] {
  return ["--perms", "1777", "--size", String(size), "--tmpfs", path];
}
