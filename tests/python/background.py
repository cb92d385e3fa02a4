# A terminal with a program in its background, as a shell runs it behind an `&`. Says "stopped" when
# the program is stopped, as the system does to one that reads the terminal from there, or "ended"
# with its exit status. What comes on standard input is typed.
import os
import pty
import select
import signal
import sys

pid, terminal = pty.fork()
if pid == 0:
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.execvp(sys.argv[1], sys.argv[1:])
    _, status = os.waitpid(job, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        print("stopped", flush=True)
        os.kill(job, signal.SIGKILL)
    else:
        print("ended", os.waitstatus_to_exitcode(status), flush=True)
    os._exit(0)
sources = [terminal, 0]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:
            data = b""
        if not data:
            sources.remove(source)
        else:
            os.write(terminal if source == 0 else 1, data)
