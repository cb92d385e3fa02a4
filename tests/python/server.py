# The peer of client.ts, client-2.ts and Ex3.ts: a server with the calls of the course's first one.
import socket
import sys

serversocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serversocket.bind(("127.0.0.1", 0))
serversocket.listen(5)
print("port", serversocket.getsockname()[1], flush=True)
for number in range(int(sys.argv[1])):
    clientsocket, address = serversocket.accept()
    message = clientsocket.recv(2048)
    print("got", message.hex(), flush=True)
    clientsocket.send(str.encode("Hello from the teacher's server"))
    clientsocket.close()
serversocket.close()
