"""Becomes a stranger's program, and leaves behind what is not that program's.

The first argument is JSON: `limits` (setrlimit(2): soft and hard), `copy`, `to`
and `in` (a folder that is copied, so that no more is written than its place can hold, and where to
start), `user` (a number that no one else has; only root can become it) and `own` (what is that
user's). The command follows.
"""
import ctypes
import json
import os
import sys

JOIN_SESSION_KEYRING, SET_DEATH_SIGNAL, KILL = 1, 1, 9
KEYCTL = {"x86_64": 250, "aarch64": 219}


def main(order, *command):
    order = json.loads(order)
    # Not the files of the shell, not its terminal (TIOCSTI), not its keys
    os.closerange(3, min(os.sysconf("SC_OPEN_MAX"), 1 << 20))
    try:
        os.setsid()
    except OSError:
        pass
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        machine = os.uname().machine
        if machine in KEYCTL:
            libc.syscall(KEYCTL[machine], JOIN_SESSION_KEYRING, None)
        libc.prctl(SET_DEATH_SIGNAL, KILL)
    if "copy" in order:
        copy(order["copy"], order["to"])
        os.chdir(order["in"])
    if "user" in order:
        become(order["user"], order["own"])
    limit(order["limits"])
    os.execv(command[0], command)


def copy(source, to):
    # Loading shutil, or platform, takes longer than all else here
    os.makedirs(to, exist_ok=True)
    for entry in os.scandir(source):
        path = os.path.join(to, entry.name)
        if entry.is_symlink():
            os.symlink(os.readlink(entry.path), path)
        elif entry.is_dir():
            copy(entry.path, path)
        else:
            with open(entry.path, "rb") as file, open(path, "wb") as copied:
                copied.write(file.read())


def become(user, paths):
    for path in paths:
        os.chown(path, user, user)
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(os.path.join(folder, name), user, user, follow_symlinks=False)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def limit(limits):
    import resource

    for name, (soft, hard) in limits.items():
        try:
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (soft, hard))
        except (AttributeError, ValueError, OSError):
            # macOS knows some of them only, and not all numbers
            pass


main(*sys.argv[1:])
