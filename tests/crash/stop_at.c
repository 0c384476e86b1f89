// Runs a command and stops it at its n-th call that changes a file, as a power cut, a full disk or a broken disk would.
//
//   stop_at kill|torn|full|broken N REPORT COMMAND…
//
// kill: ended before the call. torn: half of a write is done, then it is ended. full, broken: this call fails with
// ENOSPC or EIO and the command goes on. N = 0: nothing happens, the calls are only counted. REPORT receives one line:
// how many such calls were seen, and the name of the one that was hit. Exit code: the command's, 128 + signal when it
// was ended. Linux, x86-64: the registers of a stopped call are changed by hand (ptrace(2), "Syscall-stops").
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
#error "stop_at changes the registers of x86-64"
#endif

enum how { KILL, TORN, FULL, BROKEN };

static const struct {
  long number;
  const char *name;
} CALLS[] = {{SYS_write, "write"}, {SYS_pwrite64, "pwrite"}, {SYS_writev, "writev"}, {SYS_fsync, "fsync"},
             {SYS_fdatasync, "fdatasync"}, {SYS_rename, "rename"}, {SYS_renameat, "rename"}, {SYS_renameat2, "rename"},
             {SYS_ftruncate, "ftruncate"}, {SYS_fallocate, "fallocate"}, {SYS_mkdir, "mkdir"}, {SYS_mkdirat, "mkdir"},
             {SYS_unlink, "unlink"}, {SYS_unlinkat, "unlink"}, {SYS_linkat, "link"}, {SYS_open, "create"},
             {SYS_openat, "create"}};

// The name of a call that changes a file; NULL for all others.
static const char *changes(const struct user_regs_struct *r) {
  long number = (long)r->orig_rax;
  for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
    if (CALLS[i].number != number) continue;
    if (number == SYS_open && !(r->rsi & O_CREAT)) return NULL;
    if (number == SYS_openat && !(r->rdx & O_CREAT)) return NULL;
    if ((number == SYS_write || number == SYS_writev) && r->rdi <= 2) return NULL;
    return CALLS[i].name;
  }
  return NULL;
}

static int die(const char *what) {
  fprintf(stderr, "stop_at: %s: %s\n", what, strerror(errno));
  return 125;
}

static void report(const char *path, long seen, const char *name) {
  FILE *f = fopen(path, "w");
  if (!f) exit(die(path));
  fprintf(f, "%ld %s\n", seen, name);
  fclose(f);
}

// What happens at the call that was chosen. True when the process is to be ended at once.
static int act(pid_t pid, enum how how, struct user_regs_struct *r, int *ret_kill_after) {
  int is_write = r->orig_rax == SYS_write || r->orig_rax == SYS_pwrite64;
  if (how == KILL || (how == TORN && !is_write)) return 1;
  if (how == TORN) {
    r->rdx = (r->rdx + 1) / 2;
    *ret_kill_after = 1;
  } else {
    r->orig_rax = (unsigned long long)-1;  // no such call: the kernel does nothing; the answer is set at its end
  }
  ptrace(PTRACE_SETREGS, pid, 0, r);
  return 0;
}

static void answer(pid_t pid, enum how how) {
  struct user_regs_struct r;
  ptrace(PTRACE_GETREGS, pid, 0, &r);
  r.rax = (unsigned long long)(how == FULL ? -ENOSPC : -EIO);
  ptrace(PTRACE_SETREGS, pid, 0, &r);
}

static int follow(pid_t pid, enum how how, long n, const char *path) {
  long seen = 0;
  const char *hit = "-";
  int status = 0, inside = 0, failing = 0, kill_after = 0, signal_number = 0;
  for (;;) {
    if (ptrace(PTRACE_SYSCALL, pid, 0, signal_number) && errno != ESRCH) return die("ptrace");  // ESRCH: it was killed
    if (waitpid(pid, &status, 0) != pid) return die("wait");
    signal_number = 0;
    if (WIFEXITED(status) || WIFSIGNALED(status)) break;
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      if (!(status >> 16)) signal_number = WSTOPSIG(status);  // else: a new program was started
      continue;
    }
    inside = !inside;
    if (!inside) {
      if (failing) answer(pid, how);
      failing = 0;
      if (kill_after) kill(pid, SIGKILL);
      continue;
    }
    struct user_regs_struct r;
    ptrace(PTRACE_GETREGS, pid, 0, &r);
    const char *name = changes(&r);
    if (!name || ++seen != n) continue;
    hit = name;
    if (act(pid, how, &r, &kill_after)) kill(pid, SIGKILL);
    failing = how == FULL || how == BROKEN;
  }
  report(path, seen, hit);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv) {
  static const char *const HOW[] = {"kill", "torn", "full", "broken"};
  int how = 0;
  while (argc > 4 && how < 4 && strcmp(argv[1], HOW[how]) != 0)
    how++;
  if (argc < 5 || how == 4) {
    fprintf(stderr, "usage: stop_at kill|torn|full|broken N REPORT COMMAND...\n");
    return 125;
  }
  pid_t pid = fork();
  if (pid < 0) return die("fork");
  if (!pid) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execv(argv[4], argv + 4);
    _exit(die(argv[4]));
  }
  int status;
  if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)) return die("start");
  if (ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)) return die("options");
  return follow(pid, (enum how)how, strtol(argv[2], NULL, 10), argv[3]);
}
