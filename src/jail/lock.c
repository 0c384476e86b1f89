// Takes rights away one after the other: limits, network, user, Landlock, and at the end seccomp,
// which also forbids to undo any of it.
#include "jail/lock.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void jail_close_from(int first) {
  if (syscall(SYS_close_range, (unsigned)first, ~0U, 0) == 0) return;
  struct rlimit l;
  int last = getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_max < 1 << 20 ? (int)l.rlim_max : 1 << 20;
  for (int fd = first; fd < last; fd++)
    close(fd);
}

static bool limit(int what, uint64_t n) {
  struct rlimit l;
  if (getrlimit(what, &l) < 0) return false;
  rlim_t want = l.rlim_max != RLIM_INFINITY && n > l.rlim_max ? l.rlim_max : n;
  l.rlim_cur = l.rlim_max = want;
  return setrlimit(what, &l) == 0;
}

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#ifndef ADDRESS_SANITIZER
#define ADDRESS_SANITIZER 0
#endif

static bool set_limits(const struct jail_limits *l) {
  // The address sanitizer reserves terabytes of address space and cannot live under these two.
  bool memory =
      ADDRESS_SANITIZER || (limit(RLIMIT_AS, l->address_space) && limit(RLIMIT_DATA, l->data));
  return memory && limit(RLIMIT_CPU, l->cpu_seconds) && limit(RLIMIT_NOFILE, l->descriptors) &&
         limit(RLIMIT_NPROC, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0);
}

// An empty network namespace; without root it needs a user namespace around it.
static bool leave_network(void) {
  return unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

static bool drop_user(void) {
  struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {0};
  bool dropped = false;
  if (geteuid() == 0)
    dropped = setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
              setresuid(65534, 65534, 65534) == 0;
  // Inside a user namespace of our own, and as root that could not change its number.
  bool bare = syscall(SYS_capset, &h, none) == 0;
  return dropped && bare;
}

// The kernel's own words (linux/landlock.h) for newer versions than the header here may know.
struct landlock_attr {
  uint64_t handled_access_fs, handled_access_net, scoped;
};

static int landlock(void) {
  long abi =
      syscall(SYS_landlock_create_ruleset, NULL, 0, 1U /* LANDLOCK_CREATE_RULESET_VERSION */);
  if (abi < 1) return 0;
  struct landlock_attr a = {.handled_access_fs = (1ULL << 13) - 1};
  size_t size = sizeof a.handled_access_fs;
  if (abi >= 2) a.handled_access_fs |= 1ULL << 13;    // refer
  if (abi >= 3) a.handled_access_fs |= 1ULL << 14;    // truncate
  if (abi >= 4) a.handled_access_net = 3, size = 16;  // bind, connect
  if (abi >= 5) a.handled_access_fs |= 1ULL << 15;    // ioctl on devices
  if (abi >= 6) a.scoped = 3, size = 24;              // abstract sockets, signals
  long fd = syscall(SYS_landlock_create_ruleset, &a, size, 0U);
  if (fd < 0) return 0;
  // No rule is added: everything handled is refused.
  bool done = syscall(SYS_landlock_restrict_self, (int)fd, 0U) == 0;
  close((int)fd);
  return done ? (int)abi : 0;
}

bool jail_lock(const struct jail_limits *limits, unsigned test, struct jail_layers *ret) {
  struct jail_layers l = {0};
  if (leave_network()) l.bits |= JAIL_NETWORK;
  if (drop_user()) l.bits |= JAIL_UID;
  // After the change of user, which would clear both.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return false;
  if (!(test & JAIL_TEST_LANDLOCK_ABSENT)) l.landlock_abi = landlock();
  if (l.landlock_abi) l.bits |= JAIL_LANDLOCK;
  if (set_limits(limits)) l.bits |= JAIL_RLIMIT;
  if (test & JAIL_TEST_SECCOMP_FAILS) {
    errno = ENOSYS;
    return false;
  }
  if (!(test & JAIL_TEST_SECCOMP_OFF)) {
    if (!jail_filter_load()) return false;
    l.bits |= JAIL_SECCOMP;
  }
  *ret = l;
  return true;
}
