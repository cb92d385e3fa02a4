/* Loaded in front of the system's connect, send and recv: the call that FAIL_CALL names fails, with
 * the error of the number FAIL_ERRNO. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int fails(const char *call, int family) {
  const char *name = getenv("FAIL_CALL");
  if (family != AF_INET || !name || strcmp(name, call)) return 0;
  errno = atoi(getenv("FAIL_ERRNO"));
  return 1;
}

static int family_of(int fd) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  return getsockname(fd, (struct sockaddr *)&address, &length) == 0 ? address.ss_family : 0;
}

#define REAL(call) real = dlsym(RTLD_NEXT, #call)

int connect(int fd, const struct sockaddr *address, socklen_t length) {
  static int (*real)(int, const struct sockaddr *, socklen_t);
  if (fails("connect", address->sa_family)) return -1;
  return (REAL(connect))(fd, address, length);
}

ssize_t send(int fd, const void *bytes, size_t length, int flags) {
  static ssize_t (*real)(int, const void *, size_t, int);
  if (fails("send", family_of(fd))) return -1;
  return (REAL(send))(fd, bytes, length, flags);
}

ssize_t recv(int fd, void *bytes, size_t length, int flags) {
  static ssize_t (*real)(int, void *, size_t, int);
  if (fails("recv", family_of(fd))) return -1;
  return (REAL(recv))(fd, bytes, length, flags);
}
