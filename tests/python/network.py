# A network of its own, without any other computer: brings its loopback up, gives it the IPs of the
# environment's IPS, bounds the ports that clients get to PORTS, knows the names of HOSTS, and runs a
# program in it. It runs under unshare -rnm. What it is told on standard input, a line each: "remove IP", "add IP".
import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile

SIOCSIFFLAGS, SIOCSIFADDR, UP, RUNNING = 0x8914, 0x8916, 1, 64  # netdevice(7)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
aliases = {}


def flags(name, value):
    fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sH14x", name.encode(), value))


def add(ip):
    if ":" in ip:
        # struct in6_ifreq (linux/ipv6.h): the IP, the bits of its network, the interface
        six = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        request = (socket.inet_pton(socket.AF_INET6, ip), 64, socket.if_nametoindex("lo"))
        fcntl.ioctl(six, SIOCSIFADDR, struct.pack("16sIi", *request))
        return
    name = aliases.setdefault(ip, "lo:%d" % len(aliases))
    address = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(ip))
    fcntl.ioctl(s, SIOCSIFADDR, struct.pack("16s16s", name.encode(), address))


flags("lo", UP | RUNNING)
for ip in os.environ.get("IPS", "").split():
    add(ip)
if "HOSTS" in os.environ:
    with tempfile.NamedTemporaryFile("w") as hosts:
        hosts.write(os.environ["HOSTS"])
        hosts.flush()
        subprocess.run(["mount", "--bind", hosts.name, "/etc/hosts"], check=True)
if "PORTS" in os.environ:
    open("/proc/sys/net/ipv4/ip_local_port_range", "w").write(os.environ["PORTS"])
if "ONLY_IPV6" in os.environ:
    open("/proc/sys/net/ipv6/bindv6only", "w").write("1")
# However this ends, the program ends with it (prctl(2): PR_SET_PDEATHSIG)
libc = ctypes.CDLL(None)
child = subprocess.Popen(
    sys.argv[1:], stdin=subprocess.DEVNULL, preexec_fn=lambda: libc.prctl(1, signal.SIGKILL)
)
for line in sys.stdin:
    word, ip = line.split()
    if word == "add":
        add(ip)
    else:
        flags(aliases[ip], 0)
child.terminate()
sys.exit(child.wait())
