// Jails: frames with descriptors, hostile frames, a child that fails closed, limits that hold.
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jail/frame.h"
#include "jail/jail.h"

enum {
  TYPE_ECHO = JAIL_TYPE_FIRST,
  TYPE_READ,
  TYPE_CRASH,
  TYPE_EAT,
  TYPE_MANY,
  TYPE_ENV,
  TYPE_RAW
};

// Sends a packet that is no frame, past the face of jail.h.
static void send_raw(const uint8_t *p, size_t n) {
  struct iovec io = {(void *)p, n};
  struct msghdr m = {.msg_iov = &io, .msg_iovlen = 1};
  if (sendmsg(JAIL_CHILD_FD, &m, 0) < 0) _exit(3);
}

static void answer_read(struct jail_link *l, const int *fds, size_t n_fds) {
  char text[256];
  size_t n = 0;
  for (size_t i = 0; i < n_fds; i++) {
    ssize_t got = pread(fds[i], text + n, sizeof text - n, 0);
    if (got > 0) n += (size_t)got;
    close(fds[i]);
  }
  jail_link_send(l, TYPE_READ, text, n);
}

static void eat_memory(struct jail_link *l) {
  uint64_t held = 0;
  for (void *p; held < UINT64_C(8) << 30 && (p = malloc(16 << 20)); held += 16 << 20)
    memset(p, 1, 16 << 20);
  jail_link_send(l, TYPE_EAT, &held, sizeof held);
}

static int run(struct jail_link *l) {
  struct jail_frame f;
  int fds[JAIL_FRAME_FDS];
  size_t n_fds;
  while (jail_link_receive(l, &f, fds, &n_fds)) {
    if (f.type == TYPE_ECHO) jail_link_send(l, TYPE_ECHO, f.p, f.n);
    if (f.type == TYPE_READ) answer_read(l, fds, n_fds);
    if (f.type == TYPE_CRASH) abort();
    if (f.type == TYPE_EAT) eat_memory(l);
    if (f.type == TYPE_RAW) send_raw(f.p, f.n);
    if (f.type == TYPE_MANY)
      for (uint32_t i = 0; i < 5000; i++)
        jail_link_send(l, TYPE_MANY, &i, sizeof i);
    if (f.type == TYPE_ENV) {
      extern char **environ;
      int32_t v[2] = {environ && environ[0] ? 1 : 0, (int32_t)write(9, "x", 1)};
      jail_link_send(l, TYPE_ENV, v, sizeof v);
    }
  }
  return 0;
}

static const struct jail_role ROLES[] = {{"test", NULL, run}, {NULL, NULL, NULL}};

static struct jail *start(unsigned test) {
  struct jail_options o = {
      .role = "test", .test = test, .limits = {UINT64_C(1) << 30, 256 << 20, 60, 80}};
  struct jail *j = NULL;
  struct jail_frame f;
  assert_ok(jail_spawn(&o, &j));
  assert_int_equal(jail_wait(j, 30000, &f), JAIL_READY);
  return j;
}

static void test_echo_up_to_the_largest_frame(void **state) {
  (void)state;
  struct jail *j CLEANUP(jail_freep) = start(0);
  struct jail_frame f;
  uint8_t *big CLEANUP(base_freep) = base_alloc(JAIL_FRAME_MAX + 1);
  memset(big, 7, JAIL_FRAME_MAX + 1);
  const size_t sizes[] = {0, 1, 8, 4096, JAIL_FRAME_MAX};
  for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
    assert_true(jail_send(j, TYPE_ECHO, big, sizes[i], NULL, 0));
    assert_int_equal(jail_wait(j, 30000, &f), JAIL_FRAME);
    assert_int_equal(f.n, sizes[i]);
    assert_memory_equal(f.p, big, f.n);
  }
  assert_false(jail_send(j, TYPE_ECHO, big, JAIL_FRAME_MAX + 1, NULL, 0));
}

static void test_layers_have_names(void **state) {
  (void)state;
  struct jail *j CLEANUP(jail_freep) = start(0);
  struct jail_layers l = jail_standing(j);
  assert_true(l.bits & JAIL_SECCOMP);
  assert_true(l.bits & JAIL_RLIMIT);
  char names[JAIL_LAYER_NAMES][JAIL_LAYER_NAME];
  size_t n = jail_layer_names(&l, names);
  assert_true(n >= 2);
  assert_string_equal(names[0], "rlimit");
  assert_string_equal(names[1], "seccomp");
}

static void test_descriptors_are_read(void **state) {
  (void)state;
  struct jail *j CLEANUP(jail_freep) = start(0);
  char path[] = "/tmp/kin-jail-XXXXXX";
  int fd = mkstemp(path);
  assert_int_equal(write(fd, "giấy", 6), 6);
  const int fds[3] = {fd, fd, fd};
  struct jail_frame f;
  assert_true(jail_send(j, TYPE_READ, "", 0, fds, 3));
  assert_int_equal(jail_wait(j, 30000, &f), JAIL_FRAME);
  assert_int_equal(f.n, 18);
  assert_memory_equal(f.p, "giấygiấygiấy", 18);
  close(fd);
  unlink(path);
}

static void test_no_environment_and_no_descriptor(void **state) {
  (void)state;
  assert_int_equal(setenv("KIN_TEST_WORD", "x", 1), 0);
  int leak = fcntl(2, F_DUPFD, 9);  // open across exec on purpose
  assert_int_equal(leak, 9);
  struct jail *j CLEANUP(jail_freep) = start(0);
  close(leak);
  struct jail_frame f;
  assert_true(jail_send(j, TYPE_ENV, "", 0, NULL, 0));
  assert_int_equal(jail_wait(j, 30000, &f), JAIL_FRAME);
  int32_t v[2];
  memcpy(v, f.p, sizeof v);
  assert_int_equal(v[0], 0);
  assert_int_equal(v[1], -1);
}

static void test_fails_closed(void **state) {
  (void)state;
  struct jail_options o = {.role = "test",
                           .test = JAIL_TEST_SECCOMP_FAILS,
                           .limits = {UINT64_C(1) << 30, 256 << 20, 60, 80}};
  struct jail *j CLEANUP(jail_freep) = NULL;
  struct jail_frame f;
  assert_ok(jail_spawn(&o, &j));
  assert_int_equal(jail_wait(j, 30000, &f), JAIL_REFUSED);
  assert_int_equal(jail_refused_errno(j), ENOSYS);
  assert_err(jail_refused_error(j), ERR_UNSUPPORTED);
  assert_int_equal(jail_wait(j, 30000, &f), JAIL_ENDED);
}

static void test_unknown_role_ends(void **state) {
  (void)state;
  struct jail_options o = {.role = "nobody-knows",
                           .limits = {UINT64_C(1) << 30, 256 << 20, 60, 80}};
  struct jail *j CLEANUP(jail_freep) = NULL;
  struct jail_frame f;
  assert_ok(jail_spawn(&o, &j));
  assert_int_equal(jail_wait(j, 30000, &f), JAIL_ENDED);
}

static void test_crash_is_an_end_after_all_frames(void **state) {
  (void)state;
  struct jail *j CLEANUP(jail_freep) = start(0);
  struct jail_frame f;
  // The frame after the crash stays unread by the child: what it sent before must still arrive.
  assert_true(jail_send(j, TYPE_ECHO, "a", 1, NULL, 0));
  assert_true(jail_send(j, TYPE_CRASH, "", 0, NULL, 0));
  assert_true(jail_send(j, TYPE_ECHO, "b", 1, NULL, 0));
  assert_int_equal(jail_wait(j, 30000, &f), JAIL_FRAME);
  assert_memory_equal(f.p, "a", 1);
  assert_int_equal(jail_wait(j, 30000, &f), JAIL_ENDED);
}

static void test_memory_is_limited(void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  struct jail *j CLEANUP(jail_freep) = start(0);
  struct jail_frame f;
  assert_true(jail_send(j, TYPE_EAT, "", 0, NULL, 0));
  assert_int_equal(jail_wait(j, 60000, &f), JAIL_FRAME);
  uint64_t held;
  memcpy(&held, f.p, sizeof held);
  assert_true(held <= 256 << 20);
  assert_true(held >= 64 << 20);
}

static void test_many_frames_wait_for_a_slow_parent(void **state) {
  (void)state;
  struct jail *j CLEANUP(jail_freep) = start(0);
  struct jail_frame f;
  assert_true(jail_send(j, TYPE_MANY, "", 0, NULL, 0));
  for (uint32_t i = 0; i < 5000; i++) {
    uint32_t v;
    assert_int_equal(jail_wait(j, 30000, &f), JAIL_FRAME);
    memcpy(&v, f.p, sizeof v);
    assert_int_equal(v, i);
  }
}

static void test_hostile_packets_break_the_link(void **state) {
  (void)state;
  struct packet {
    uint8_t bytes[16];
    size_t n;
  };
  const struct packet bad[] = {
      {{0}, 1},                                     // shorter than a header
      {{1, 0, 0, 0, 16, 0, 0, 0}, 8},               // says one byte more than came
      {{0, 0, 0, 0, 16, 0, 0, 0, 9}, 9},            // one byte more than it says
      {{0xff, 0xff, 0xff, 0xff, 16, 0, 0, 0}, 8},   // a length that would wrap
      {{0, 0, 0, 0, 16, 0, 1, 0}, 8},               // announces a descriptor
      {{0, 0, 0, 0, JAIL_TYPE_HELLO, 0, 0, 0}, 8},  // a second hello
      {{12, 0, 0, 0, 0, 0, 0, 0}, 8},               // type 0
  };
  for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
    struct jail *j CLEANUP(jail_freep) = start(0);
    struct jail_frame f;
    assert_true(jail_send(j, TYPE_RAW, bad[i].bytes, bad[i].n, NULL, 0));
    assert_int_equal(jail_wait(j, 30000, &f), JAIL_BROKEN);
  }
}

static void test_freed_children_are_collected(void **state) {
  (void)state;
  int pid;
  {
    struct jail *j CLEANUP(jail_freep) = start(0);
    pid = jail_pid(j);
  }
  for (int i = 0; i < 30000 && kill(pid, 0) == 0; i++) {
    jail_reap();
    usleep(1000);
  }
  assert_int_equal(kill(pid, 0), -1);
}

int main(int argc, char **argv) {
  if (jail_is_child(argc, argv)) return jail_child_main(argc, argv, ROLES);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_echo_up_to_the_largest_frame),
      cmocka_unit_test(test_layers_have_names),
      cmocka_unit_test(test_descriptors_are_read),
      cmocka_unit_test(test_no_environment_and_no_descriptor),
      cmocka_unit_test(test_fails_closed),
      cmocka_unit_test(test_unknown_role_ends),
      cmocka_unit_test(test_crash_is_an_end_after_all_frames),
      cmocka_unit_test(test_memory_is_limited),
      cmocka_unit_test(test_many_frames_wait_for_a_slow_parent),
      cmocka_unit_test(test_hostile_packets_break_the_link),
      cmocka_unit_test(test_freed_children_are_collected),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
