# Runs commands, given as JSON on standard input, in alternating rounds, and prints for each the
# milliseconds that it took, those of processor time, and the most memory that it held, in MiB:
# the median of its runs.
import json
import os
import statistics
import sys
import time

commands, runs = json.load(sys.stdin), [[] for _ in range(100)]
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
for _ in range(int(sys.argv[1])):
    for command, spent in zip(commands, runs):
        start = time.perf_counter()
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
        _, status, used = os.wait4(pid, 0)
        if status != 0:
            sys.exit(f"{command} ended with {status}")
        took = time.perf_counter() - start
        spent.append((took * 1e3, (used.ru_utime + used.ru_stime) * 1e3, used.ru_maxrss / 1024))
print(json.dumps([[statistics.median(column) for column in zip(*spent)] for spent in runs if spent]))
