# Runs a server at a terminal, closes the terminal when the server has told its port, and goes on:
# as when a window is closed under a program that ignores it (nohup).
import os
import pty
import re
import signal
import subprocess
import sys

terminal, other = pty.openpty()
child = subprocess.Popen(
    sys.argv[1:],
    stdin=subprocess.DEVNULL,
    stdout=other,
    preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
)
os.close(other)
text = b""
while not (port := re.search(rb"connections at [^,]*, (\d+)\r?\n.*\n", text)):
    text += os.read(terminal, 4096)
os.close(terminal)
print("port", int(port[1]), flush=True)
sys.exit(child.wait())
