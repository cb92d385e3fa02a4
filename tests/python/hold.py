# Many clients that connect, say nothing (or one word) and stay, until standard input ends.
import resource
import socket
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
