/* Loaded in front of the system's write: the writes to standard output from FAIL_FROM to FAIL_TO, as
 * they are counted from 1, fail with the error that FAIL_ERRNO names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

ssize_t write(int fd, const void *bytes, size_t count) {
  static ssize_t (*real)(int, const void *, size_t);
  static int calls;
  if (!real) real = dlsym(RTLD_NEXT, "write");
  if (fd == 1 && ++calls >= atoi(getenv("FAIL_FROM")) && calls <= atoi(getenv("FAIL_TO"))) {
    errno = atoi(getenv("FAIL_ERRNO"));
    return -1;
  }
  return real(fd, bytes, count);
}
