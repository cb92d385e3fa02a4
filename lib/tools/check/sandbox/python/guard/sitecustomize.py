"""Watches a program under check from within: Python imports this before the program starts.

It names what a stranger's program tries on its way out: a file of the user's, a connection
elsewhere, a swarm of processes. An audit hook (PEP 578) is a fence for the careless; the room around
this process, where the system has one, holds the others, too. Each finding is a line of a file that
is kept for it, and a program whose finding cannot be written there ends.
"""
import os
import sys

# These change nothing, and a program of this session may call them
HARMLESS = {"clear", "cls", "color", "file", "tput", "uname"}
CHANGES = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.chown", "os.link",
           "os.symlink", "os.truncate", "os.utime", "os.setxattr", "os.removexattr"}
STARTS = {"os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.exec", "os.system", "os.startfile",
          "subprocess.Popen"}
CALLS = {"os.kill", "os.killpg", "resource.prlimit", "sqlite3.connect"}
if os.name != "nt":
    CALLS.add("ctypes.dlsym")


def guard():
    marks = os.environ.pop("CHECK_MARKS")
    ports = {int(port) for port in os.environ.pop("CHECK_PORTS").split()}
    in_room = os.environ.pop("CHECK_ROOM") == "1"
    files = os.environ.pop("CHECK_FILES").split(os.pathsep)
    home = os.path.realpath(os.getcwd())
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.append(os.path.join(os.path.dirname(here), "standins"))

    real, absolute, isdir, sep, decode = os.path.realpath, os.path.abspath, os.path.isdir, os.sep, os.fsdecode
    readable = {real(path) for path in [home, *files, *sys.path, sys.prefix, sys.base_prefix] if path}
    readable |= {real(path) for path in ["/usr", "/lib", "/lib64", "/etc", "/dev", "/proc/self"]}
    readable |= {real(os.environ[name]) for name in ["SYSTEMROOT"] if name in os.environ}
    readable.discard(real("/"))
    writable = {home}
    streams = {"/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr"}
    open_file, write, close, end = os.open, os.write, os.close, os._exit
    flags, named, forks, naming = os.O_WRONLY | os.O_APPEND, set(), [0], []

    def name(what):
        if what in named or len(named) == 20:
            return
        named.add(what)
        naming.append(what)
        try:
            # Opened anew: the program may have closed all that was open, or put its own there
            file = open_file(marks, flags)
            write(file, (what.replace("\n", " ")[:300] + "\n").encode("utf-8", "replace"))
            close(file)
        except OSError:
            end(1)
        naming.pop()

    def refuse(what):
        name(what)
        raise PermissionError("the check stopped it: " + what)

    def check(path, how, places):
        if not path or not isinstance(path, (str, bytes)) or decode(path) in streams:
            return
        path = real(absolute(decode(path)))
        # A room has a /tmp of its own
        if in_room and path.rpartition("/")[0] == "/tmp":
            return
        if not any(path == place or path.startswith(place + sep) for place in places):
            refuse("%s %s" % (how, path))

    def opened(path, mode, flags):
        if any(c in (mode or "") for c in "wax+") or (flags or 0) & 3:
            check(path, "wrote to", writable)
        else:
            # Names can be looked up from an open folder (openat(2)), which no event tells
            check(path, "read", writable if mode is None and isdir(path) else readable)

    def changed(event, args):
        folders = args[-2:] if event in ("os.rename", "os.link") else args[-1:]
        for path in args[:2] if event in ("os.rename", "os.link") else args[event == "os.symlink":][:1]:
            if isinstance(path, int):
                refuse("changed an open file")
            if any(folder != -1 for folder in folders) and ".." in decode(path).split(sep):
                refuse("changed %s" % decode(path))
            check(path, "changed", writable)

    def peer(sock, address, how):
        if not isinstance(address, tuple):
            if address is not None:
                refuse("%s %s" % (how, address))
            return
        local = str(address[0]) in ("127.0.0.1", "localhost", "", "0.0.0.0", "::1")
        # A UDP socket that "connects" only asks which way it would go
        if how == "connected to" and sock.type == 2 and (in_room or local):
            return
        if address[1] not in ports or not (in_room or local):
            refuse("%s %s:%s" % (how, address[0], address[1]))

    def lookup(host):
        host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if not (in_room or not host or host == "localhost" or all(c in "0123456789.:abcdefABCDEF" for c in host)):
            refuse("looked up the name %s" % host)

    started = []

    def start(event, args):
        words = args[0] if event == "os.system" else args[1] if event == "subprocess.Popen" else ""
        if not isinstance(words, (str, bytes)):
            words = [decode(word) for word in words]
            # `shell=True`
            words = words[2:] if words[1:2] == ["-c"] else [words[0].rpartition("/")[2], *words[1:]]
        else:
            words = decode(words).split(" ")
        if words[0] in HARMLESS and not set("".join(words)) & set(";&|<>$`()\n"):
            started.append(words[0])
            return
        forks[0] += 1
        if event == "os.fork" and forks[0] <= 3 and in_room:
            return
        if event in ("os.fork", "os.forkpty"):
            refuse("started one process after another")
        refuse("started another program (%s)" % event)

    def hook(event, args):
        if naming:
            return
        if event == "open":
            opened(*args)
        elif event in ("os.listdir", "os.scandir"):
            check(args[0], "listed", readable)
        elif event in CHANGES:
            changed(event, args)
        elif event == "socket.connect":
            peer(args[0], args[1], "connected to")
        elif event in ("socket.sendto", "socket.sendmsg"):
            peer(args[0], args[1], "sent to")
        elif event == "socket.bind":
            if not in_room:
                peer(args[0], args[1], "listened at")
        elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
            lookup(args[0])
        elif event in STARTS:
            start(event, args)
        elif event in CALLS:
            refuse("called %s" % event)

    def fork_exec(*args):
        # No event tells of this one, which `multiprocessing` calls, too
        if not started:
            refuse("started another program (fork_exec)")
        started.pop()
        return real_fork_exec(*args)

    try:
        import _posixsubprocess as fork
        import _signal

        real_fork_exec, fork.fork_exec = fork.fork_exec, fork_exec
        vars(_signal).pop("pidfd_send_signal", None)
    except ImportError:
        pass
    os.get_terminal_size = lambda *_: os.terminal_size((80, 24))
    if not in_room:
        import socket

        # What asks for its own IP asks no server elsewhere, and opens no way to one
        socket.gethostname = lambda: "localhost"
        connect = socket.socket.connect
        socket.socket.connect = lambda s, address: connect(
            s, ("127.0.0.1", address[1]) if (s.family, s.type) == (2, 2) else address)
    sys.addaudithook(hook)


guard()
del guard
