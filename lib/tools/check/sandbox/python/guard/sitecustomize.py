"""Watches a program under check from within: Python imports this before the program starts.

It sets limits, and names what a stranger's program tries on its way out: a file of the user's, a
connection elsewhere, a swarm of processes. An audit hook (PEP 578) can be got round by somebody who
means it; the walls around this process, where the system has them, cannot. Each finding is a line
of standard error that begins with a mark which the program does not know.
"""
import os
import sys


def guard():
    mark = os.environ.pop("CHECK_MARK", "")
    ports = {int(port) for port in os.environ.pop("CHECK_PORTS", "").split()}
    walled = os.environ.pop("CHECK_WALLED", "") == "1"
    files = os.environ.pop("CHECK_FILES", "").split(os.pathsep)
    home = os.path.realpath(os.getcwd())
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.append(os.path.join(os.path.dirname(here), "standins"))
    limit()

    real, absolute, sep = os.path.realpath, os.path.abspath, os.sep
    readable = {real(path) for path in [home, *files, *sys.path, sys.prefix, sys.base_prefix] if path}
    readable |= {real(path) for path in ["/usr", "/lib", "/lib64", "/etc", "/dev", "/proc/self"]}
    readable |= {real(os.environ[name]) for name in ["SYSTEMROOT"] if name in os.environ}
    readable.discard(real("/"))
    write, stderr, named, forks = os.write, 2, set(), [0]

    def name(what):
        if what not in named and len(named) < 20:
            named.add(what)
            write(stderr, ("\n%s %s\n" % (mark, what.replace("\n", " ")[:300])).encode())

    def refuse(what):
        name(what)
        raise PermissionError("the check stopped it: " + what)

    def inside(path, places):
        path = real(absolute(os.fsdecode(path)))
        return any(path == place or path.startswith(place + sep) for place in places)

    def file(path, how, places):
        if isinstance(path, (str, bytes)) and path and not inside(path, places):
            refuse("%s %s" % (how, os.fsdecode(path)))

    def peer(sock, address, how):
        if not isinstance(address, tuple) or len(address) < 2 or not isinstance(address[1], int):
            return
        # A UDP socket that "connects" only asks which way it would go: no packet leaves
        if how == "connected to" and sock.type == 2:
            return
        local = str(address[0]) in ("127.0.0.1", "localhost", "", "0.0.0.0", "::1")
        if address[1] not in ports or not (walled or local):
            refuse("%s %s:%s" % (how, address[0], address[1]))

    def lookup(host):
        host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if walled or not host or host == "localhost" or all(c in "0123456789.:abcdefABCDEF" for c in host):
            return
        refuse("looked up the name %s" % host)

    def hook(event, args):
        if event == "open":
            mode, flags = args[1], args[2]
            writes = any(c in (mode or "") for c in "wax+") or bool((flags or 0) & 3)
            if writes:
                file(args[0], "wrote to", {home, "/dev"})
            else:
                file(args[0], "read", readable)
        elif event in ("os.listdir", "os.scandir"):
            file(args[0], "listed", readable)
        elif event in ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.chown",
                       "os.link", "os.symlink", "os.truncate", "os.utime"):
            file(args[0], "changed", {home})
        elif event == "socket.connect":
            peer(args[0], args[1], "connected to")
        elif event == "socket.sendto":
            peer(args[0], args[1], "sent to")
        elif event == "socket.bind":
            if not walled:
                peer(args[0], args[1], "listened at")
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            lookup(args[0])
        elif event in ("os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "subprocess.Popen", "os.system",
                       "os.exec"):
            started(event, args)
        elif event == "ctypes.dlsym" and os.name != "nt" or event in ("os.kill", "os.killpg"):
            refuse("called %s" % event)

    def started(event, args):
        # Clearing the screen is no harm
        if event == "os.system" and os.fsdecode(args[0]).strip() in ("", "clear", "cls", "color"):
            return
        forks[0] += 1
        if event == "os.fork" and forks[0] <= 3 and walled:
            return
        if event == "os.fork" or event == "os.forkpty":
            refuse("started one process after another")
        refuse("started another program (%s)" % event)

    sys.addaudithook(hook)


def limit():
    try:
        import resource
    except ImportError:
        return
    for which, most in [("AS", 1 << 30), ("DATA", 1 << 29), ("FSIZE", 1 << 22), ("NOFILE", 256),
                        ("CORE", 0), ("NPROC", int(os.environ.pop("CHECK_PROCESSES", "0")))]:
        if most or which == "CORE":
            lower(resource, which, most, most)
    # Nothing here computes: the first second too many is told (SIGXCPU), the next one is the last
    lower(resource, "CPU", 2, 3)


def lower(resource, which, soft, hard):
    try:
        resource.setrlimit(getattr(resource, "RLIMIT_" + which), (soft, hard))
    except (AttributeError, ValueError, OSError):
        pass


guard()
del guard, limit, lower
