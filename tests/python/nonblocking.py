# Runs a program whose standard output is a pipe in non-blocking mode: what is written while it is
# full fails with EAGAIN. The pipe is read slowly, a piece at a time.
import os
import signal
import subprocess
import sys
import time

read, write = os.pipe()
os.set_blocking(write, False)
child = subprocess.Popen(sys.argv[1:], stdout=write)
os.close(write)
signal.signal(signal.SIGINT, lambda *_: child.send_signal(signal.SIGINT))
while data := os.read(read, 4096):
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
    time.sleep(0.002)
sys.exit(child.wait())
