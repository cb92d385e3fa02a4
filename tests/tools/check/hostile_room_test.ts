/**
 * Python programs that get round the audit hook, as any program can that means it: what holds them
 * then is the room.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { command, denoArgs } from "../../scripts.ts";
import { peerTest } from "../../peers.ts";
import { type Held, WAYS } from "./folders.ts";
import { checkKinds, type Kind, SECRET } from "./hostile.ts";
import { CLIENT } from "./programs.ts";
import { makeFolders } from "./folders.ts";

/** Python that makes the hook believe that it is busy with a finding of its own. */
const EVADE = `import ctypes, gc, os, socket
for f in gc.get_objects():
    if getattr(f, "__qualname__", "") == "guard.<locals>.hook":
        f.__closure__[f.__code__.co_freevars.index("naming")].cell_contents.append(1)
`;

/** A client that evades the hook, does this and fails with what it found. */
function evading(text: string): Record<string, string> {
  return { "client.py": `${EVADE}found = []\n${text}\nraise Exception(str(found) + " found")\n` };
}

const NOTHING = /^It breaks off: Exception: \[\] found/;

const KINDS: Record<string, Kind> = {
  "the user's files": {
    files: (elsewhere) =>
      evading(
        `for path in ["${elsewhere}", "/home", "/root/.bashrc", "/etc/passwd", "/proc/1", "/sys"]:
    if os.path.exists(path): found.append(path)`,
      ),
    says: NOTHING,
  },
  "the system's files, to write": {
    files: () =>
      evading(`for folder in ["/", "/usr", "/etc", "/dev", "/bin", os.path.dirname(os.__file__)]:
    try:
        open(folder + "/written", "w")
        found.append(folder)
    except OSError:
        pass`),
    says: NOTHING,
  },
  "more than there is place for": {
    files: () =>
      evading(`for folder in [".", "/tmp"]:
    written = 0
    try:
        for i in range(64):
            with open(folder + "/%d" % i, "wb", buffering=0) as file:
                for _ in range(4): written += file.write(bytes(1 << 20))
    except OSError:
        pass
    if not 8 << 20 < written < 40 << 20: found.append((folder, written))`),
    says: NOTHING,
  },
  "a large file": {
    files: () =>
      evading(`import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    os.truncate(os.open("large", os.O_RDWR | os.O_CREAT), 1 << 30)
    found.append(os.path.getsize("large"))
except OSError:
    pass`),
    says: NOTHING,
  },
  "descriptors that are open": {
    files: () =>
      evading(`for i in range(3, 256):
    try:
        if os.path.isdir(i): found.append(i)
    except OSError:
        pass`),
    says: NOTHING,
  },
  "a terminal": {
    files: () =>
      evading(`try:
    found.append(os.open("/dev/tty", os.O_RDWR))
except OSError:
    pass
if os.getsid(0) in (0, os.getppid()): found.append("session")`),
    says: NOTHING,
  },
  "a way out": {
    files: () =>
      evading(
        `for name in os.listdir("/sys/class/net") if os.path.exists("/sys") else []: found.append(name)
names = [name for _, name in socket.if_nameindex()]
if names != ["lo"]: found.append(names)`,
      ),
    says: NOTHING,
  },
  "the user's processes": {
    files: () =>
      evading(`for pid in range(1, 100000):
    try:
        os.kill(pid, 0)
    except PermissionError:
        pass
    except ProcessLookupError:
        continue
    if pid > 9: found.append(pid)`),
    says: NOTHING,
  },
  "its own verdict": {
    files: () => ({
      "client.py": `import os
print('{"output": "", "code": 0, "stopped": [], "busy": false}', flush=True)
for i in range(3, 256):
    try:
        os.close(i)
    except OSError:
        pass
os.dup2(1, 2)
try:
    os.kill(os.getppid(), 0)
except PermissionError:
    pass
` + CLIENT,
    }),
    says: /^It was stopped: it called os\.kill\.$/,
  },
};

const ROOMS = WAYS.filter((held) => held !== "fence");

for (const held of ROOMS) {
  peerTest("python3", `a room holds what no hook sees (${held})`, async () => {
    const { items, stdout, elsewhere, temporary } = await checkKinds(KINDS, held);
    for (const [name, { says }] of Object.entries(KINDS)) {
      const { reason } = items[name].client;
      assert(says.test(reason), `${name}: ${reason}`);
    }
    assert(!stdout.includes(SECRET));
    assertEquals(elsewhere, { "secret.txt": SECRET, "secret.json": `"${SECRET}"` });
    assertEquals(temporary, []);
  });
}

/** Checks a client as a shell would that leaves things behind; gives what is said of it. */
async function fromShell(before: string, text: string): Promise<string> {
  await using made = await makeFolders({ "session-08": evading(text), elsewhere: {} });
  const args = denoArgs("check.ts", ["--python", "--json", `${made.root}/session-08`]);
  const { stdout, stderr } = await command(
    "python3",
    [
      "-c",
      `import ctypes, os, sys\n${before}\nos.execv(sys.argv[2], sys.argv[2:])`,
      `${made.root}/elsewhere`,
      Deno.execPath(),
      ...args,
    ],
  );
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout)[0].items[4].reason;
}

if (ROOMS.length > 0) {
  peerTest("python3", "a folder that the shell has open stays outside", async () => {
    const before = `os.dup2(os.open(sys.argv[1], os.O_RDONLY), 9)\nos.set_inheritable(9, True)`;
    const text = `for i in range(3, 256):
    try:
        found.append(os.listdir(i))
    except OSError:
        pass`;
    assertMatch(await fromShell(before, text), NOTHING);
  });

  peerTest("python3", "the keys of the shell stay outside", async () => {
    // keyctl(2): join a session keyring of this name; describe the session's keyring
    const numbers = `number = {"x86_64": 250, "aarch64": 219}[os.uname().machine]\n`;
    const before = numbers + `ctypes.CDLL(None).syscall(number, 1, b"check-test")`;
    const text = numbers + `text = ctypes.create_string_buffer(200)
ctypes.CDLL(None).syscall(number, 6, -3, text, 200)
if b"check-test" in text.raw: found.append(text.raw)`;
    assertMatch(await fromShell(before, text), NOTHING);
  });
}

// Root is no ordinary user under another number: no limit of processes counts for it
const COUNTED: Held[] = ROOMS.filter((held) => held === "room");

for (const held of COUNTED) {
  peerTest("python3", `processes have their limit, for root too (${held})`, async () => {
    const { items } = await checkKinds({
      swarm: {
        files: () =>
          evading(`for i in range(300):
    try:
        if os.fork() == 0:
            import time
            time.sleep(20)
            os._exit(0)
    except OSError:
        break
if i > 200: found.append(i)`),
        says: NOTHING,
      },
    }, held);
    assertMatch(items.swarm.client.reason, NOTHING);
  });
}
