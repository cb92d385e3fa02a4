# Many clients that connect, say nothing (or one word) and stay, until standard input ends; then
# they close, or with "reset" reset their connections.
import resource
import socket
import struct
import sys

port, clients, word = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
held = []
for i in range(clients):
    s = socket.create_connection(("127.0.0.1", port))
    if word:
        s.send(word)
    held.append(s)
print("held", len(held), flush=True)
sys.stdin.read()
for s in held:
    if "reset" in sys.argv:
        # Closing with a linger time of 0 sends a reset (socket(7), SO_LINGER)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
