# The peer of server.ts: sends a message, given in hex, and with "recv" prints the answer in hex.
import socket
import sys

port, message, receive = int(sys.argv[1]), bytes.fromhex(sys.argv[2]), "recv" in sys.argv
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", port))
s.send(message)
if receive:
    print(s.recv(2048).hex())
s.close()
