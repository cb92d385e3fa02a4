# A server that never accepts, and whose queue is full: who connects to it gets no answer.
import socket
import time

serversocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serversocket.bind(("127.0.0.1", 0))
serversocket.listen(0)
address = serversocket.getsockname()
waiting = socket.create_connection(address)
print("port", address[1], flush=True)
time.sleep(60)
