# Clients that reset their connection: at once, after sending, or instead of reading the answer.
import socket
import struct
import sys

port, when, clients = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for i in range(clients):
    s = socket.create_connection(("127.0.0.1", port))
    if when != "at-once":
        s.send(b"reset %d" % i)
    if when == "answered":
        s.recv(1, socket.MSG_PEEK)
    # Closing with a linger time of 0 sends a reset (socket(7), SO_LINGER)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
