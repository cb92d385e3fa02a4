# Many clients in the same instant: connect, send a message, read the answer to its end, close. When
# there are more in all, each makes room for the next one.
# Prints how many got the whole answer, how many did not, and how many had to ask twice for their
# connection (tcp(7), TCP_INFO: tcpi_total_retrans).
import json
import resource
import select
import socket
import sys

port, clients, size = (int(word) for word in sys.argv[1:4])
fill = sys.argv[4].encode() if len(sys.argv) > 4 else b"x"
total = int(sys.argv[5]) if len(sys.argv) > 5 else clients
answer = b"Hello from the teacher's server"
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

poll = select.epoll()
state = {}
waiting = iter(range(total))


def start():
    i = next(waiting, None)
    if i is None:
        return
    s = socket.socket()
    s.setblocking(False)
    s.connect_ex(("127.0.0.1", port))
    message = (b"I am number %d " % i).ljust(size, fill)
    state[s.fileno()] = [s, message, b""]
    poll.register(s, select.EPOLLOUT)


for _ in range(clients):
    start()

result = {"answered": 0, "wrong": 0, "errors": 0, "retried": 0}
while state:
    events = poll.poll(30)
    if not events:
        break
    for fd, event in events:
        s, message, got = state[fd]
        try:
            if message and event & select.EPOLLOUT:
                state[fd][1] = message[s.send(message):]
                if not state[fd][1]:
                    poll.modify(fd, select.EPOLLIN)
                continue
            piece = s.recv(65536)
            state[fd][2] += piece
            if piece:
                continue
            result["answered" if got == answer else "wrong"] += 1
            # total_retrans is the 32 bit word at 100 of struct tcp_info (linux/tcp.h)
            info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
            result["retried"] += int.from_bytes(info[100:104], "little") > 0
        except OSError:
            result["errors"] += 1
        poll.unregister(fd)
        s.close()
        del state[fd]
        start()
result["errors"] += len(state)
print(json.dumps(result))
