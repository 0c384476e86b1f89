// The life of a child: find the role, prepare, put up the layers, report them, and only then run.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jail/frame.h"
#include "jail/jail.h"
#include "jail/lock.h"

struct jail_link {
  int fd;
  uint8_t buf[JAIL_HEADER + JAIL_FRAME_MAX];
};

bool jail_link_receive(struct jail_link *l, struct jail_frame *ret, int *fds, size_t *ret_n_fds) {
  return jail_frame_receive(l->fd, 0, l->buf, ret, fds, ret_n_fds) == JAIL_GOT_FRAME;
}

bool jail_link_send(struct jail_link *l, uint16_t type, const void *p, size_t n) {
  return jail_frame_send(l->fd, 0, type, p, n, NULL, 0);
}

bool jail_is_child(int argc, char **argv) {
  return argc >= 2 && strcmp(argv[1], "--jailed") == 0;
}

static bool report(int type, int a, int b) {
  int32_t v[3] = {a, b, 0};
  return jail_frame_send(JAIL_CHILD_FD, 0, (uint16_t)type, v, sizeof v, NULL, 0);
}

static bool number(const char *s, uint64_t *ret) {
  char *end;
  errno = 0;
  *ret = strtoull(s, &end, 10);
  return *s >= '0' && *s <= '9' && !*end && !errno;
}

int jail_child_main(int argc, char **argv, const struct jail_role *roles) {
  static struct jail_link link = {.fd = JAIL_CHILD_FD};
  uint64_t v[5];
  clearenv();
  if (argc != 8) return 64;
  for (int i = 0; i < 5; i++)
    if (!number(argv[3 + i], &v[i])) return 64;
  const struct jail_role *role = roles;
  while (role->name && strcmp(role->name, argv[2]) != 0)
    role++;
  if (!role->name) return 64;
  jail_close_from(JAIL_CHILD_FD + 1);
  const struct jail_limits limits = {v[0], v[1], v[2], v[3]};
  struct jail_layers layers;
  errno = 0;
  if ((role->prepare && !role->prepare()) || !jail_lock(&limits, (unsigned)v[4], &layers)) {
    report(JAIL_TYPE_REFUSED, errno, 0);
    _exit(1);
  }
  if (!report(JAIL_TYPE_HELLO, (int)layers.bits, layers.landlock_abi)) _exit(1);
  _exit(role->run(&link));
}
