/* Loaded in front of the system's accept: each fifth one fails, with the error that the environment
 * names (FAIL_ERRNO), and the client that was next in the queue stays there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) {
  static int (*real)(int, struct sockaddr *, socklen_t *, int);
  static int count;
  if (!real) real = dlsym(RTLD_NEXT, "accept4");
  if (++count % 5 == 0) {
    errno = atoi(getenv("FAIL_ERRNO"));
    return -1;
  }
  return real(fd, address, length, flags);
}
