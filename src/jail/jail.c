// The side with rights: starts a child in a role, sends it frames with descriptors, and believes
// nothing that comes back before its form is checked.
#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "jail/frame.h"

struct jail {
  pid_t pid;
  int fd;
  bool ready;
  struct jail_layers layers;
  int refused_errno;
  uint8_t buf[JAIL_HEADER + JAIL_FRAME_MAX];
};

// Children that were killed but had not ended yet when their jail was freed (a read from a hung
// disk cannot be interrupted). Bounded: when it is full the oldest is forgotten and stays a zombie
// until we end.
static _Thread_local pid_t waiting[256];
static _Thread_local size_t n_waiting;

size_t jail_layer_names(const struct jail_layers *l,
                        char names[JAIL_LAYER_NAMES][JAIL_LAYER_NAME]) {
  size_t n = 0;
  if (l->bits & JAIL_RLIMIT) strcpy(names[n++], "rlimit");
  if (l->bits & JAIL_SECCOMP) strcpy(names[n++], "seccomp");
  if (l->bits & JAIL_LANDLOCK)
    snprintf(names[n++], JAIL_LAYER_NAME, "landlock-abi-%d", l->landlock_abi);
  if (l->bits & JAIL_NETWORK) strcpy(names[n++], "network-namespace");
  if (l->bits & JAIL_UID) strcpy(names[n++], "uid-nobody");
  return n;
}

static int spawn_child(int socket_fd, char **argv, pid_t *ret) {
  posix_spawn_file_actions_t fa;
  posix_spawnattr_t at;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&fa);
  posix_spawnattr_init(&at);
  // The socket first: its number may be 0, 1 or 2 when the program was started with those closed.
  posix_spawn_file_actions_adddup2(&fa, socket_fd, JAIL_CHILD_FD);
  for (int fd = 0; fd < 3; fd++)
    posix_spawn_file_actions_addopen(&fa, fd, "/dev/null", fd ? O_WRONLY : O_RDONLY, 0);
  posix_spawnattr_setsigmask(&at, &none);
  posix_spawnattr_setsigdefault(&at, &all);
  // A session of its own: Ctrl-C on the terminal reaches us only, and we end the children.
  posix_spawnattr_setflags(&at,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  // Nothing of ours is passed on. What stands there is for the C library alone, which reads it before main: it keeps
  // more small blocks at hand (33 MB at most). The child takes it away before its role runs.
  static char allocator[] = "GLIBC_TUNABLES=glibc.malloc.tcache_count=1000:glibc.malloc.mxfast=0";
  char *environment[] = {allocator, NULL};
  int rc = posix_spawn(ret, "/proc/self/exe", &fa, &at, argv, environment);
  posix_spawn_file_actions_destroy(&fa);
  posix_spawnattr_destroy(&at);
  return rc;
}

struct err *jail_spawn(const struct jail_options *o, struct jail **ret) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
    return err_errno(errno, "socketpair");
  char numbers[5][24];
  const uint64_t values[5] = {o->limits.address_space, o->limits.data, o->limits.cpu_seconds,
                              o->limits.descriptors, o->test};
  for (int i = 0; i < 5; i++)
    snprintf(numbers[i], sizeof numbers[i], "%llu", (unsigned long long)values[i]);
  char *argv[] = {"kin",      "--jailed", (char *)o->role, numbers[0], numbers[1],
                  numbers[2], numbers[3], numbers[4],      NULL};
  pid_t pid = 0;
  int rc = spawn_child(pair[1], argv, &pid);
  close(pair[1]);
  if (rc) {
    close(pair[0]);
    return err_detail(
        err_new(ERR_UNSUPPORTED, MSG_JAIL_CANNOT_START, MSG_JAIL_CANNOT_START_HINT, NULL),
        "posix_spawn: errno %d", rc);
  }
  struct jail *j = base_alloc(sizeof *j);
  j->pid = pid;
  j->fd = pair[0];
  j->ready = false;
  j->refused_errno = 0;
  j->layers = (struct jail_layers){0};
  *ret = j;
  return NULL;
}

void jail_reap(void) {
  size_t kept = 0;
  for (size_t i = 0; i < n_waiting; i++)
    if (waitpid(waiting[i], NULL, WNOHANG) == 0) waiting[kept++] = waiting[i];
  n_waiting = kept;
}

void jail_free(struct jail *j) {
  if (!j) return;
  close(j->fd);
  kill(j->pid, SIGKILL);
  jail_reap();
  if (waitpid(j->pid, NULL, WNOHANG) == 0) {
    if (n_waiting == ARRAY_LEN(waiting)) memmove(waiting, waiting + 1, sizeof(pid_t) * --n_waiting);
    waiting[n_waiting++] = j->pid;
  }
  free(j);
}

void jail_freep(struct jail **j) {
  jail_free(*j);
  *j = NULL;
}

int jail_fd(const struct jail *j) {
  return j->fd;
}

int jail_pid(const struct jail *j) {
  return (int)j->pid;
}

struct jail_layers jail_standing(const struct jail *j) {
  return j->layers;
}

int jail_refused_errno(const struct jail *j) {
  return j->refused_errno;
}

struct err *jail_refused_error(const struct jail *j) {
  return err_detail(err_new(ERR_UNSUPPORTED, MSG_JAIL_NO_SECCOMP, MSG_JAIL_NO_SECCOMP_HINT, NULL),
                    "errno %d", j->refused_errno);
}

// The first packet of a child: three 32-bit numbers.
static enum jail_event take_hello(struct jail *j, const struct jail_frame *f) {
  int32_t v[3];
  if (f->n != sizeof v) return JAIL_BROKEN;
  memcpy(v, f->p, sizeof v);
  if (f->type == JAIL_TYPE_REFUSED) {
    j->refused_errno = v[0];
    return JAIL_REFUSED;
  }
  const int all = JAIL_RLIMIT | JAIL_SECCOMP | JAIL_LANDLOCK | JAIL_NETWORK | JAIL_UID;
  if (f->type != JAIL_TYPE_HELLO || (v[0] & ~all) || v[1] < 0 || v[1] > 1000) return JAIL_BROKEN;
  j->layers = (struct jail_layers){(unsigned)v[0], v[1]};
  j->ready = true;
  return JAIL_READY;
}

enum jail_event jail_receive(struct jail *j, struct jail_frame *ret) {
  struct jail_frame f;
  switch (jail_frame_receive(j->fd, MSG_DONTWAIT, j->buf, &f, NULL, NULL)) {
    case JAIL_GOT_NOTHING:
      return JAIL_NOTHING;
    case JAIL_GOT_END:
      return JAIL_ENDED;
    case JAIL_GOT_NONSENSE:
      return JAIL_BROKEN;
    case JAIL_GOT_FRAME:
      break;
  }
  if (!j->ready) return take_hello(j, &f);
  if (f.type < JAIL_TYPE_FIRST) return JAIL_BROKEN;
  *ret = f;
  return JAIL_FRAME;
}

enum jail_event jail_wait(struct jail *j, int ms, struct jail_frame *ret) {
  int64_t until = time_monotonic() + ms;
  for (;;) {
    enum jail_event e = jail_receive(j, ret);
    if (e != JAIL_NOTHING) return e;
    int64_t left = until - time_monotonic();
    if (left <= 0) return JAIL_NOTHING;
    struct pollfd p = {.fd = j->fd, .events = POLLIN};
    poll(&p, 1, (int)left);
  }
}

bool jail_send(struct jail *j, uint16_t type, const void *p, size_t n, const int *fds,
               size_t n_fds) {
  return jail_frame_send(j->fd, MSG_DONTWAIT, type, p, n, fds, n_fds);
}
