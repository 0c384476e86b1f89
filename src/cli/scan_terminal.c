// Keys while a scan runs, its pause and the priority it gives itself on a machine people are working on.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "cli/scan.h"

void scan_give_way(void) {
  enum { IOPRIO_WHO_PROCESS = 1, IOPRIO_CLASS_IDLE = 3, IOPRIO_CLASS_SHIFT = 13 };
  // Both only ask; where the kernel refuses the scan goes on at the priority it has.
  if (setpriority(PRIO_PROCESS, 0, 19) < 0) errno = 0;
  if (syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_CLASS_IDLE << IOPRIO_CLASS_SHIFT) < 0)
    errno = 0;
}

static struct termios before;
static volatile sig_atomic_t reading, asked_to_stop;
static bool paused;

static void on_suspend(int signal_number) {
  (void)signal_number;
  asked_to_stop = 1;
}

static void set_keys(bool on) {
  struct termios t = before;
  if (on) {
    t.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    t.c_cc[VMIN] = 0;
    t.c_cc[VTIME] = 0;
  }
  tcsetattr(STDIN_FILENO, TCSANOW, &t);
}

static void restore(void) {
  if (reading) set_keys(false);
}

void scan_keys_begin(void) {
  static bool once;
  struct sigaction sa = {.sa_handler = on_suspend};
  sigaction(SIGTSTP, &sa, NULL);
  if (!isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp() ||
      tcgetattr(STDIN_FILENO, &before) < 0)
    return;
  set_keys(true);
  reading = 1;
  if (!once) atexit(restore);
  once = true;
}

void scan_keys_end(void) {
  restore();
  reading = 0;
  signal(SIGTSTP, SIG_DFL);
}

bool scan_keys_on(void) {
  return reading;
}

// The workers already stand still: now the program itself stops, until somebody says fg.
static void suspend(void) {
  bool keys = reading;
  restore();
  asked_to_stop = 0;
  kill(getpid(), SIGSTOP);
  if (keys && tcgetpgrp(STDIN_FILENO) == getpgrp()) set_keys(true);
}

bool scan_keys_paused(void) {
  static bool suspending;
  if (suspending) {
    suspending = false;
    suspend();
    return paused;
  }
  if (asked_to_stop) {
    suspending = true;
    return true;
  }
  char key;
  if (reading && tcgetpgrp(STDIN_FILENO) == getpgrp())
    while (read(STDIN_FILENO, &key, 1) == 1)
      if (key == 'p' || key == 'P' || key == ' ') paused = !paused;
  return paused;
}
