// Tries, from inside a jail, everything a reader of a malicious document might be turned to: each
// act must be refused with EPERM. Run as a test it starts itself as the jailed child and judges the
// answers; with the layer switched off by a test-only flag the same judgement must fail, or it
// would prove nothing.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "jail/jail.h"

enum { TYPE_GO = JAIL_TYPE_FIRST, TYPE_ANSWER };
#define NONE "/tmp/kin-no-such-name"

// Arguments are harmless on purpose: where the layer is off, nothing worse than a new descriptor
// happens.
struct act {
  const char *name;
  long call, a[6];
};
#define ACT(call_name, ...)        \
  {                                \
#call_name, SYS_##call_name, { \
      __VA_ARGS__                  \
    }                              \
  }
#define P(x) (long)(x)

static const struct act ACTS[] = {
    ACT(open, P("/etc/passwd"), O_RDONLY),
    ACT(openat, AT_FDCWD, P("/etc/passwd"), O_RDONLY),
    ACT(openat2, AT_FDCWD, P("/etc/passwd"), 0, 0),
    ACT(creat, P(NONE), 0600),
    ACT(stat, P("/"), 0),
    ACT(lstat, P("/"), 0),
    ACT(newfstatat, AT_FDCWD, P("/"), 0, 0),
    ACT(statx, AT_FDCWD, P("/"), 0, 0, 0),
    ACT(statfs, P("/"), 0),
    ACT(access, P("/"), F_OK),
    ACT(faccessat, AT_FDCWD, P("/"), F_OK),
    ACT(readlink, P("/proc/self/exe"), 0, 0),
    ACT(getdents64, 3, 0, 0),
    ACT(unlink, P(NONE)),
    ACT(unlinkat, AT_FDCWD, P(NONE), 0),
    ACT(rename, P(NONE), P(NONE)),
    ACT(mkdir, P(NONE "/x"), 0700),
    ACT(rmdir, P(NONE)),
    ACT(link, P(NONE), P(NONE)),
    ACT(symlink, P(NONE), P(NONE "/x")),
    ACT(mknod, P(NONE "/x"), S_IFIFO, 0),
    ACT(chmod, P(NONE), 0600),
    ACT(chown, P(NONE), 0, 0),
    ACT(truncate, P(NONE), 0),
    ACT(utimensat, AT_FDCWD, P(NONE), 0, 0),
    ACT(setxattr, P(NONE), P("user.x"), P("x"), 1, 0),
    ACT(chdir, P("/")),
    ACT(fchdir, 3),
    ACT(chroot, P(NONE)),
    ACT(mount, P("none"), P(NONE), P("tmpfs"), 0, 0),
    ACT(umount2, P(NONE), 0),
    ACT(pivot_root, P(NONE), P(NONE)),
    ACT(socket, AF_INET, SOCK_STREAM, 0),
    ACT(socket, AF_INET6, SOCK_DGRAM, 0),
    ACT(socket, AF_UNIX, SOCK_STREAM, 0),
    ACT(socket, AF_NETLINK, SOCK_RAW, 0),
    ACT(socketpair, AF_UNIX, SOCK_STREAM, 0, 0),
    ACT(connect, 3, 0, 0),
    ACT(bind, 3, 0, 0),
    ACT(listen, 3, 1),
    ACT(accept, 3, 0, 0),
    ACT(sendto, 3, 0, 1, 0, 0, 0),
    ACT(execve, P(NONE), 0, 0),
    ACT(execveat, AT_FDCWD, P(NONE), 0, 0, 0),
    ACT(kill, 1, 0),
    ACT(tkill, 1, 0),
    ACT(tgkill, 1, 1, 0),
    ACT(rt_sigqueueinfo, 1, 0, 0),
    ACT(pidfd_open, 1, 0),
    ACT(ptrace, 0 /* TRACEME */, 0, 0, 0),
    ACT(process_vm_readv, 1, 0, 0, 0, 0, 0),
    ACT(process_vm_writev, 1, 0, 0, 0, 0, 0),
    ACT(setns, 3, 0),
    ACT(unshare, 0),
    ACT(setuid, 0),
    ACT(setgid, 0),
    ACT(setresuid, -1, -1, -1),
    ACT(setgroups, 0, 0),
    ACT(prctl, 4 /* SET_DUMPABLE */, 1),
    ACT(seccomp, 2 /* GET_ACTION_AVAIL */, 0, 0),
    ACT(bpf, 0, 0, 0),
    ACT(perf_event_open, 0, 0, 0, 0, 0),
    ACT(add_key, P("user"), P("x"), P("x"), 1, -2),
    ACT(keyctl, 0, -3, 0),
    ACT(io_uring_setup, 1, 0),
    ACT(userfaultfd, 0),
    ACT(memfd_create, P("x"), 0),
    ACT(inotify_init1, 0),
    ACT(fanotify_init, 0, 0),
    ACT(epoll_create1, 0),
    ACT(shmget, 1, 0, 0),
    ACT(msgget, 1, 0),
    ACT(semget, 1, 0, 0),
    ACT(mq_open, P("/kin-no-such"), 0, 0, 0),
    ACT(personality, 0xffffffff),
    ACT(prlimit64, 1, RLIMIT_CORE, 0, 0),
    ACT(setrlimit, RLIMIT_CORE, 0),
    ACT(sched_setscheduler, 1, 0, 0),
    ACT(setpriority, 0, 0, 0),
    ACT(ioctl, 3, 0x5413 /* TIOCGWINSZ */, 0),
    ACT(fcntl, 3, F_SETOWN, 1),
    ACT(fcntl, 3, F_DUPFD, 10),
    ACT(dup, 3),
    ACT(name_to_handle_at, AT_FDCWD, P("/"), 0, 0, 0),
    ACT(open_by_handle_at, 3, 0, 0),
    ACT(settimeofday, 0, 0),
    ACT(clock_settime, 0, 0),
    ACT(sethostname, P("x"), -1),
    ACT(syslog, 10, 0, 0),
    ACT(swapon, P(NONE), 0),
    ACT(init_module, 0, 0, 0),
    ACT(quotactl, 0, 0, 0, 0),
    ACT(landlock_create_ruleset, 0, 0, 1),
    ACT(mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
    ACT(mprotect, 0, 0, PROT_EXEC),
};
#define FORKS 3

// A process that would really be made ends at once.
static long try_fork(int which) {
  long pid = which == 0   ? syscall(SYS_fork)
             : which == 1 ? syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)
                          : syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) _exit(0);
  return pid;
}

static int run(struct jail_link *l) {
  struct jail_frame f;
  size_t n_fds;
  int fds[JAIL_FRAME_FDS];
  if (!jail_link_receive(l, &f, fds, &n_fds)) return 1;
  int32_t answers[ARRAY_LEN(ACTS) + FORKS];
  for (size_t i = 0; i < ARRAY_LEN(ACTS); i++) {
    const long *a = ACTS[i].a;
    errno = 0;
    answers[i] = syscall(ACTS[i].call, a[0], a[1], a[2], a[3], a[4], a[5]) < 0 ? errno : 0;
  }
  for (int i = 0; i < FORKS; i++) {
    errno = 0;
    answers[ARRAY_LEN(ACTS) + (size_t)i] = try_fork(i) < 0 ? errno : 0;
  }
  return jail_link_send(l, TYPE_ANSWER, answers, sizeof answers) ? 0 : 1;
}

static const struct jail_role ROLES[] = {{"acts", NULL, run}, {NULL, NULL, NULL}};

/// Returns how many acts were not refused with EPERM; -1 when the child could not be asked at all.
static int not_refused(unsigned test, bool tell, struct jail_layers *ret_layers) {
  struct jail_options o = {
      .role = "acts", .test = test, .limits = {UINT64_C(4) << 30, 512 << 20, 60, 64}};
  struct jail *j CLEANUP(jail_freep) = NULL;
  struct err *e CLEANUP(err_freep) = jail_spawn(&o, &j);
  struct jail_frame f;
  if (e || jail_wait(j, 30000, &f) != JAIL_READY || !jail_send(j, TYPE_GO, "", 0, NULL, 0))
    return -1;
  *ret_layers = jail_standing(j);
  int32_t answers[ARRAY_LEN(ACTS) + FORKS];
  if (jail_wait(j, 30000, &f) != JAIL_FRAME || f.n != sizeof answers) return -1;
  memcpy(answers, f.p, f.n);
  int open = 0;
  for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
    if (answers[i] == EPERM) continue;
    open++;
    if (tell)
      printf("# %s was not refused: %s\n", i < ARRAY_LEN(ACTS) ? ACTS[i].name : "a new process",
             answers[i] ? strerror(answers[i]) : "it succeeded");
  }
  return open;
}

static int say(int number, bool ok, const char *what) {
  printf("%s %d - %s\n", ok ? "ok" : "not ok", number, what);
  return ok ? 0 : 1;
}

int main(int argc, char **argv) {
  if (jail_is_child(argc, argv)) return jail_child_main(argc, argv, ROLES);
  struct jail_layers l = {0};
  int bad = 0;
  printf("1..6\n# %zu acts\n", ARRAY_LEN(ACTS) + FORKS);
  int open = not_refused(0, true, &l);
  bad += say(1, open == 0, "every act is refused inside the jail");
  bad +=
      say(2, (l.bits & JAIL_SECCOMP) && (l.bits & JAIL_RLIMIT), "limits and seccomp are reported");
  open = not_refused(JAIL_TEST_LANDLOCK_ABSENT, true, &l);
  bad +=
      say(3, open == 0 && !(l.bits & JAIL_LANDLOCK), "every act is refused without Landlock too");
  open = not_refused(JAIL_TEST_SECCOMP_OFF | JAIL_TEST_LANDLOCK_ABSENT, false, &l);
  printf("# without seccomp %d acts were not refused\n", open);
  bad += say(4, open >= 20, "without seccomp the same judgement fails");
  bad += say(5, open >= 0 && !(l.bits & JAIL_SECCOMP), "a layer that is off is not reported");
  open = not_refused(JAIL_TEST_SECCOMP_FAILS, false, &l);
  bad += say(6, open == -1, "a child whose seccomp fails does nothing at all");
  return bad ? 1 : 0;
}
