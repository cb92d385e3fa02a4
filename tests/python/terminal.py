# A terminal for a program: what comes on standard input is typed there, and what the program
# shows goes to standard output. Ctrl-C and Ctrl-D do what they do at a real one.
import os
import pty
import select
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
os.set_blocking(terminal, False)
sources, typed = [terminal, 0], b""
while terminal in sources:
    # A real terminal shows and takes keys at once: neither waits for the other
    readable, writable, _ = select.select(sources, [terminal] if typed else [], [])
    if writable:
        typed = typed[os.write(terminal, typed) :]
    for source in readable:
        try:
            data = os.read(source, 65536)
        except OSError:
            data = b""
        if not data:
            sources.remove(source)
        elif source == 0:
            typed += data
        else:
            os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
