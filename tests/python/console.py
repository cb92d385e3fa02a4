# What a student types at a console of Windows, and what comes of it: the part of windows.sh that
# the tests cannot do, since no program of Windows presses another one's Ctrl-C. wine draws its
# console on the terminal that it is given, here a pty.
import os
import pty
import re
import select
import sys
import time

SERVER = "deno run -N -S=networkInterfaces session-08/server.ts"
# A server in the background, which ends with the box; its log is shown at the end
WITH_SERVER = f"""
{SERVER} --port 8080 </dev/null >/tmp/log 2>&1 &
until grep -q Waiting /tmp/log; do sleep 0.1; done
%s
sleep 1; echo; cat /tmp/log"""

CTRL_C, CTRL_D, CTRL_Z, ENTER = "\x03", "\x04", "\x1a", "\r"

# What is looked at, the commands, what is waited for and typed, what must be shown in the end
DIALOGUES = [
    (
        "Ctrl-C stops the server",
        SERVER,
        [("Only this computer", CTRL_C)],
        r"Server stopped by the user\s+exit 0\s*$",
    ),
    (
        "Ctrl-C stops deno task server, and it says so once",
        "deno task server",
        [("Only this computer", CTRL_C)],
        r"^(?!.*stopped.*stopped).*Server stopped by the user\s+exit 0\s*$",
    ),
    (
        "the chat sends ¡Adiós! and ñ as they are typed",
        WITH_SERVER % "deno run -N session-08/Ex3.ts",
        [("Message: ", "¡Adiós! ñ" + ENTER), ("Message: ", "👋" + ENTER), ("Message: ", CTRL_D)],
        r"client 1: ¡Adiós! ñ\s.*client 2: 👋",
    ),
    (
        "Ctrl-Z ends the chat",
        WITH_SERVER % 'deno run -N session-08/Ex3.ts; echo "exit $?"',
        [("Message: ", "hello" + ENTER), ("Message: ", CTRL_Z + ENTER)],
        r"exit 0.*client 1: hello(?!.*client 2)",
    ),
    (
        "Ctrl-C ends the chat, and what was not finished is not sent",
        WITH_SERVER % 'deno run -N session-08/Ex3.ts; echo "exit $?"',
        [("Message: ", "hello" + ENTER), ("Message: ", "unfinished"), ("unfinished", CTRL_C)],
        r"exit 0.*client 1: hello(?!.*client 2)",
    ),
    (
        "nc.ts sends ñ as it is typed, and shows the answer",
        WITH_SERVER % "deno run -N session-08/nc.ts -v 127.0.0.1 8080",
        [("Connected", "¡Adiós! ñ" + ENTER)],
        r"Hello from the teacher's server.*client 1: ¡Adiós! ñ",
    ),
    (
        "Ctrl-C ends nc.ts without a word",
        "deno run -N session-08/nc.ts -l -v 8080",
        [("isten", CTRL_C)],
        r"^(?!.* at ).*exit \d+\s*$",
    ),
    (
        "Ex2.ts reads the times that ping prints there",
        "deno run --allow-run=ping -S=networkInterfaces -R=. -W=. session-08/Ex2.ts --file t.txt"
        " 127.0.0.1 no-such-host.invalid; cat t.txt",
        [],
        r"127\.0\.0\.1 .*<1 ms, 2 ms.*no-such-host\.invalid .*unknown name",
    ),
    (
        "IPs.ts takes ñ as an answer",
        "deno run -S=networkInterfaces,hostname -R=. -W=. session-08/IPs.ts --file t.txt --machine pc"
        " --interface Wifi; cat t.txt",
        [("home", "Peñíscola" + ENTER)],
        r"Wifi\s.*Peñíscola.*192\.0\.2\.36",
    ),
    (
        "Ctrl-C at a question of IPs.ts writes nothing",
        "deno run -S=networkInterfaces,hostname -R=. -W=. session-08/IPs.ts --file t.txt --machine pc"
        " --interface Wifi; ls t.txt",
        [("home", CTRL_C)],
        r"cannot access 't.txt'",
    ),
]


def plain(shown):
    """What was drawn, without the escape sequences that move the cursor and clear lines."""
    spaced = re.sub(r"\x1b\[(\d+)C", lambda move: " " * int(move[1]), shown)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", spaced).replace("\r", "")


def talk(box, commands, steps):
    """Runs the commands at a console and types into it; gives all that it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        script = f"trap : INT\n{commands}\necho \"exit $?\"\n"
        os.execv(box, [box, "box", "bash", "-c", script])
    shown, seen = b"", 0

    def read(end):
        nonlocal shown
        if not select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
            return False
        try:
            data = os.read(terminal, 65536)
        except OSError:
            data = b""
        shown += data
        return data != b""

    for text, keys in steps:
        end = time.monotonic() + 30
        while (at := plain(shown.decode(errors="replace")).find(text, seen)) < 0 and read(end):
            pass
        if at >= 0:
            seen = at + len(text)
        # A program that has shown its question may not have turned to the keys yet
        quiet = time.monotonic() + 1
        while read(quiet):
            pass
        os.write(terminal, keys.encode())
    end = time.monotonic() + 30
    while read(end):
        pass
    os.close(terminal)
    os.waitpid(pid, 0)
    return plain(shown.decode(errors="replace"))


failed = 0
for name, commands, steps, expected in DIALOGUES:
    shown = talk(sys.argv[1], commands, steps)
    ok = re.search(expected, shown, re.DOTALL) is not None
    failed += not ok
    print(f"{name} ... {'ok' if ok else 'FAILED'}", flush=True)
    if not ok:
        print("".join(f"    {line}\n" for line in shown.splitlines() if line.strip()))
print(f"\n{'FAILED' if failed else 'ok'} | {len(DIALOGUES) - failed} passed | {failed} failed")
sys.exit(failed > 0)
