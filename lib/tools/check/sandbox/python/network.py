"""Makes a new network namespace ready, then becomes the command that it is given.

Its loopback is up, and every IPv4 address is this computer's, so that any program finds its own IP
here and nothing leaves. Sources: rtnetlink(7), ip(7).

    bwrap --unshare-net ... python3 network.py command ...
"""
import os
import socket
import struct
import sys

RTM_NEWROUTE, NEW_WITH_ANSWER, RTA_OIF, LOOPBACK = 24, 0x605, 4, 1

# ip route add local 0.0.0.0/0 dev lo
route = struct.pack("=8BI", socket.AF_INET, 0, 0, 0, 255, 3, 254, 2, 0)
route += struct.pack("=HHI", 8, RTA_OIF, LOOPBACK)
with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as s:
    s.send(struct.pack("=IHHII", 16 + len(route), RTM_NEWROUTE, NEW_WITH_ANSWER, 1, 0) + route)
    error = struct.unpack_from("=i", s.recv(4096), 16)[0]
    if error:
        sys.exit(os.strerror(-error))

try:
    # Ports below 1024 ask for no privilege here
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "w") as file:
        file.write("0")
except OSError:
    pass

os.execvp(sys.argv[1], sys.argv[1:])
