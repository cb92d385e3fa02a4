# A server that resets its first connection instead of answering.
import socket
import struct

serversocket = socket.create_server(("127.0.0.1", 0))
print("port", serversocket.getsockname()[1], flush=True)
clientsocket, address = serversocket.accept()
clientsocket.recv(1)
# Closing with a linger time of 0 sends a reset (socket(7), SO_LINGER)
clientsocket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
clientsocket.close()
