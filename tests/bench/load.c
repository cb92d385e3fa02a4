// A class: keeps so many clients in flight until TOTAL of them have connected, sent a message, read
// the answer to its end and closed. Loopback only; it gives up after 10 s without any progress.
//
//   load PORT IN_FLIGHT TOTAL
//
// Prints: connections a second, the latency's median, 99th percentile and maximum in milliseconds,
// how many were done, how many answers were wrong, how many connections failed.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, READING };

struct client {
  int fd, state, got;
  double start;
};

static const int answer_length = 31;
static int port, poll_fd, started, total;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void watch(int operation, struct client *c, int events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  epoll_ctl(poll_fd, operation, c->fd, &event);
}

static void start(struct client *c) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct sockaddr_in own = {.sin_family = AF_INET};
  int one = 1;

  // Clients from 127.0.0.2 to 127.0.0.33, so that the ports of one IP do not run out
  own.sin_addr.s_addr = htonl(0x7f000002 + started % 32);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  bind(c->fd, (struct sockaddr *)&own, sizeof own);
  c->state = CONNECTING;
  c->got = 0;
  c->start = now();
  started++;
  connect(c->fd, (struct sockaddr *)&address, sizeof address);
  watch(EPOLL_CTL_ADD, c, EPOLLOUT);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int count, char **words) {
  if (count != 4) return 2;
  port = atoi(words[1]);
  total = atoi(words[3]);
  int in_flight = atoi(words[2]), done = 0, wrong = 0, failed = 0;
  struct client *clients = calloc(in_flight, sizeof *clients);
  double *latency = calloc(total, sizeof *latency), begin = now();
  struct epoll_event events[256];

  poll_fd = epoll_create1(0);
  for (int i = 0; i < in_flight && started < total; i++) start(&clients[i]);
  while (done < total) {
    int ready = epoll_wait(poll_fd, events, 256, 10000);
    if (ready <= 0) break;
    for (int i = 0; i < ready; i++) {
      struct client *c = events[i].data.ptr;
      char buffer[4096];
      if (c->state == CONNECTING) {
        int length = sprintf(buffer, "HELLO FROM THE CLIENT!!! %d", started);
        if (write(c->fd, buffer, length) == length) {
          c->state = READING;
          watch(EPOLL_CTL_MOD, c, EPOLLIN);
          continue;
        }
        failed++;
      } else {
        int got = read(c->fd, buffer, sizeof buffer);
        if (got > 0) c->got += got;
        if (got > 0 || (got < 0 && errno == EAGAIN)) continue;
        if (got < 0) failed++;
        else if (c->got != answer_length) wrong++;
      }
      latency[done++] = now() - c->start;
      close(c->fd);
      if (started < total) start(c);
    }
  }
  double seconds = now() - begin;
  qsort(latency, done, sizeof *latency, by_size);
  printf("%.0f %.3f %.3f %.3f %d %d %d\n", done / seconds, latency[done / 2] * 1e3,
         latency[(int)(done * .99)] * 1e3, latency[done ? done - 1 : 0] * 1e3, done, wrong,
         failed + (total - done));
}
