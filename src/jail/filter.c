// The seccomp filter: memory, clock and held descriptors pass, everything else returns EPERM, so
// that a library that asks for more meets an error and not a kill.
#include "jail/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>

// Calls that name nothing outside the process. Left out on purpose: newfstatat (glibc's fstat),
// because its filter could not see the path; writing to a held descriptor is limited by what was
// handed over.
static const int PASS[] = {
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(preadv),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(close),
    SCMP_SYS(sendmsg),
    SCMP_SYS(recvmsg),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getrusage),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static int add(scmp_filter_ctx f, int call) {
  int rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 0);
  return rc == -EDOM ? 0 : rc;  // -EDOM: this machine has no such call
}

static int add_if(scmp_filter_ctx f, int call, struct scmp_arg_cmp c) {
  return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, c);
}

static int fill(scmp_filter_ctx f) {
  int rc = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
  for (size_t i = 0; i < ARRAY_LEN(PASS) && !rc; i++)
    rc = add(f, PASS[i]);
  // Memory, but never memory that can be executed.
  if (!rc) rc = add_if(f, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  if (!rc) rc = add_if(f, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  // Looking at descriptor flags; F_SETOWN and its like name a process.
  if (!rc) rc = add_if(f, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFL));
  if (!rc) rc = add_if(f, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFD));
  // Reading one's own limits and processors, as allocators and OpenMP do.
  if (!rc)
    rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0),
                          SCMP_A2(SCMP_CMP_EQ, 0));
  if (!rc) rc = add_if(f, SCMP_SYS(sched_getaffinity), SCMP_A0(SCMP_CMP_EQ, 0));
  // "No such call" lets the C library fall back to clone, which is then refused like any other.
  if (!rc) rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  if (rc) return rc;
  // Threads only: a clone that is not a thread of this process is a new process.
  const scmp_datum_t thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
  const scmp_datum_t fresh = CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID |
                             CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP;
  return add_if(f, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, thread | fresh, thread));
}

bool jail_filter_load(void) {
  scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!f) {
    errno = ENOMEM;
    return false;
  }
  int rc = fill(f);
  if (!rc) rc = seccomp_load(f);
  seccomp_release(f);
  if (rc) errno = -rc;
  return rc == 0;
}
