// What a scan keeps beside the files themselves: its state through kills, cuts and compaction, the rules that leave
// files out, the facts of the machine, and the records that tell them.
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "scan/filter.h"
#include "scan/machine.h"
#include "scan/state.h"
#include "seal/seal.h"

static char dir[64], path[96];
static const uint8_t PROGRAM[STATE_FINGERPRINT] = {1}, OTHER_PROGRAM[STATE_FINGERPRINT] = {2};

static int setup(void **test_state) {
  (void)test_state;
  strcpy(dir, "/tmp/kin-state-XXXXXX");
  if (!mkdtemp(dir)) return -1;
  snprintf(path, sizeof path, "%s/state", dir);
  struct err *e CLEANUP(err_freep) = seal_start();
  return e ? -1 : 0;
}

static int teardown(void **test_state) {
  (void)test_state;
  char other[104];
  snprintf(other, sizeof other, "%s.new", path);
  unlink(other);
  unlink(path);
  return rmdir(dir);
}

// ---- the state

static struct state_options options(void) {
  return (struct state_options){.path = path, .machine = "MAY-01", .fingerprint = PROGRAM};
}

static struct state *opened(const struct state_options *o) {
  struct state *s = NULL;
  assert_ok(state_open(o, &s));
  return s;
}

static struct scan_mark mark_of(int n) {
  struct scan_mark m = {.stamp = {7}, .content = {9}};
  memcpy(m.stamp + 4, &n, sizeof n);
  memcpy(m.content + 4, &n, sizeof n);
  return m;
}

// Keeps file number n: what was said of it has `bytes` bytes, none means that there was nothing to tell.
static void keep(struct state *s, int n, size_t bytes) {
  struct buf replies CLEANUP(buf_free) = buf_init(1 << 20);
  for (size_t i = 0; i < bytes; i++)
    buf_putc(&replies, (char)(n + (int)i));
  char name[32];
  snprintf(name, sizeof name, "/disk/f%d", n);
  struct pool_file f = {.size = (uint64_t)n * 10, .modified = n * 1000};
  const struct pool_result r = {.file = &f, .members = (uint32_t)n, .format = "plain"};
  const struct scan_mark m = mark_of(n);
  assert_ok(state_add(s, &m, &r, name, &replies));
}

static bool knows(struct state *s, int n, bool by_content, size_t bytes) {
  const struct scan_mark m = mark_of(n);
  struct state_entry e;
  bool found;
  assert_ok(state_find(s, &m, by_content, &found, &e));
  if (!found) return false;
  assert_int_equal(e.size, n * 10);
  assert_int_equal(e.members, n);
  assert_int_equal(e.modified, n * 1000);
  assert_string_equal(e.format, "plain");
  assert_int_equal(e.replies->n, bytes);
  for (size_t i = 0; i < bytes; i++)
    assert_int_equal((uint8_t)e.replies->p[i], (uint8_t)(n + (int)i));
  char name[32];
  snprintf(name, sizeof name, "/disk/f%d", n);
  assert_string_equal(e.path, bytes ? name : "");
  return true;
}

static void test_kept_and_known_again(void **test_state) {
  (void)test_state;
  struct state_options o = options();
  struct state *s = opened(&o);
  uint8_t salt[STATE_SALT];
  memcpy(salt, state_salt(s), sizeof salt);
  assert_int_equal(state_continues(s), 0);
  assert_ok(state_begin(s, 1000));
  keep(s, 1, 0);
  keep(s, 2, 100);
  assert_true(knows(s, 2, false, 100));  // in the same scan too
  assert_ok(state_end(s, true));
  state_free(s);
  s = opened(&o);
  assert_memory_equal(state_salt(s), salt, sizeof salt);
  assert_int_equal(state_continues(s), 0);
  assert_int_equal(state_files(s), 2);
  assert_true(knows(s, 1, false, 0) && knows(s, 2, true, 100));
  assert_false(knows(s, 3, false, 0));
  // A mark that is not used finds nothing.
  struct state_entry e;
  bool found;
  assert_ok(state_find(s, &(struct scan_mark){0}, false, &found, &e));
  assert_false(found);
  state_free(s);
  o.fingerprint = OTHER_PROGRAM;
  s = opened(&o);
  assert_int_equal(state_files(s), 0);
  assert_false(knows(s, 1, false, 0));
  state_free(s);
}

static void test_refused(void **test_state) {
  (void)test_state;
  struct state_options o = options();
  struct state *s = opened(&o), *second = NULL;
  assert_err(state_open(&o, &second), ERR_BUSY);
  state_free(s);
  o.machine = "MAY-02";
  assert_err(state_open(&o, &second), ERR_INPUT);
  o.machine = "MAY-01";
  o.names_hashed = true;
  assert_err(state_open(&o, &second), ERR_INPUT);
  o.names_hashed = false;
  const char *const roots[] = {"/nowhere", dir};
  o.roots = roots;
  o.n_roots = 2;
  assert_err(state_open(&o, &second), ERR_USAGE);
  o.n_roots = 0;
  assert_ok(file_write(path, "kin-scan-state/2\nxxxxxxxxxxxx", 28, 0600));
  assert_err(state_open(&o, &second), ERR_INPUT);
  assert_ok(file_write(path, "kin-scan-state/1\n", 17, 0600));
  assert_err(state_open(&o, &second), ERR_INPUT);
  assert_null(second);
}

static struct err *count_left(void *ctx, const struct state_entry *e) {
  assert_int_equal(e->replies->n, 50);
  ++*(int *)ctx;
  return NULL;
}

static void test_goes_on_after_a_kill(void **test_state) {
  (void)test_state;
  const struct state_options o = options();
  struct state *s = opened(&o);
  assert_ok(state_begin(s, 1000));
  for (int n = 1; n <= 6; n++)
    keep(s, n, n % 2 ? 50 : 0);
  assert_ok(state_flush(s));
  state_free(s);  // nothing says that it ended
  s = opened(&o);
  assert_int_equal(state_continues(s), 1000);
  assert_ok(state_begin(s, 1000));
  assert_true(knows(s, 1, false, 50) && knows(s, 2, false, 0));
  int left = 0;
  assert_ok(state_left(s, count_left, &left));
  assert_int_equal(left, 2);  // 3 and 5: there was something to tell, and they were not met again
  assert_ok(state_end(s, true));
  state_free(s);
  s = opened(&o);
  assert_int_equal(state_continues(s), 0);
  state_free(s);
}

// However it was cut and whatever byte of it has changed: it opens, knows a beginning of what was kept, and goes on.
static void test_cut_and_changed(void **test_state) {
  (void)test_state;
  const struct state_options o = options();
  struct state *s = opened(&o);
  assert_ok(state_begin(s, 1000));
  assert_ok(state_flush(s));
  struct stat st;
  assert_int_equal(stat(path, &st), 0);
  size_t head = (size_t)st.st_size;
  for (int n = 1; n <= 3; n++)
    keep(s, n, 40);
  assert_ok(state_end(s, false));
  state_free(s);
  struct buf whole CLEANUP(buf_free) = buf_init(1 << 20);
  assert_ok(file_read(path, &whole));
  for (size_t k = 0; k < 2 * (whole.n - head); k++) {
    size_t at = head + k / 2;
    if (k % 2) whole.p[at] ^= 0x41;
    assert_ok(file_write(path, whole.p, k % 2 ? whole.n : at, 0600));
    if (k % 2) whole.p[at] ^= 0x41;
    s = opened(&o);
    int known = (int)state_files(s);
    assert_in_range(known, 0, 2);
    for (int n = 1; n <= 3; n++)
      assert_int_equal(knows(s, n, false, 40), n <= known);
    keep(s, 9, 40);
    assert_ok(state_flush(s));
    state_free(s);
    s = opened(&o);
    assert_true(knows(s, 9, false, 40));
    state_free(s);
  }
}

// A frame that is whole but says nonsense about its own lengths.
static void test_frames_that_lie(void **test_state) {
  (void)test_state;
  const struct state_options o = options();
  struct state *s = opened(&o);
  assert_ok(state_begin(s, 1000));
  keep(s, 1, 40);
  assert_ok(state_end(s, false));
  state_free(s);
  struct buf whole CLEANUP(buf_free) = buf_init(1 << 20);
  assert_ok(file_read(path, &whole));
  uint32_t n = 0;
  size_t last = 17;  // the frame of the file: the last one
  for (size_t at = 17; at + 8 < whole.n; at += 8 + n) {
    memcpy(&n, whole.p + at, 4);
    last = at;
  }
  char *body = whole.p + last + 8;
  for (size_t i = 0; i < n; i++)
    for (int v = 0; v < 3; v++) {
      char was = body[i];
      uint8_t hash[SEAL_HASH];
      body[i] = v == 0 ? (char)0xff : v == 1 ? 0 : (char)(was + 1);
      seal_hash(body, n, hash);
      memcpy(whole.p + last + 4, hash, 4);
      assert_ok(file_write(path, whole.p, whole.n, 0600));
      s = opened(&o);
      struct scan_mark m = mark_of(1);
      struct state_entry e;
      bool found;
      assert_ok(state_find(s, &m, false, &found, &e));
      if (found) assert_true(strlen(e.format) < SCAN_FORMAT_NAME && e.replies->n <= n);
      assert_ok(state_flush(s));
      state_free(s);
      body[i] = was;
    }
}

// Above 16 MiB, mostly of files that are gone: the file is rewritten with what is still there.
static void test_compaction(void **test_state) {
  (void)test_state;
  enum { GONE = 300, BYTES = 60000 };
  const struct state_options o = options();
  struct stat before, after;
  struct state *s = opened(&o);
  assert_ok(state_begin(s, 1000));
  for (int n = 1; n <= GONE; n++)
    keep(s, n, BYTES);
  assert_ok(state_end(s, true));
  state_free(s);
  assert_int_equal(stat(path, &before), 0);
  assert_true(before.st_size > 16 << 20);  // all of it was met: it stays
  s = opened(&o);
  assert_ok(state_begin(s, 2000));
  assert_true(knows(s, 7, false, BYTES) && knows(s, 8, true, BYTES));
  keep(s, 1000, 50);
  assert_ok(state_end(s, false));  // stopped: nothing is thrown away yet
  state_free(s);
  assert_int_equal(stat(path, &after), 0);
  assert_true(after.st_size >= before.st_size);
  s = opened(&o);
  assert_ok(state_begin(s, 2000));
  assert_true(knows(s, 7, false, BYTES) && knows(s, 8, false, BYTES) && knows(s, 1000, false, 50));
  assert_ok(state_end(s, true));
  state_free(s);
  assert_int_equal(stat(path, &after), 0);
  assert_in_range(after.st_size, 2 * BYTES, 3 * BYTES);
  assert_int_equal(after.st_mode & 0777, 0600);
  char other[104];
  snprintf(other, sizeof other, "%s.new", path);
  assert_int_equal(access(other, F_OK), -1);
  s = opened(&o);
  assert_int_equal(state_continues(s), 0);
  assert_int_equal(state_files(s), 3);
  assert_true(knows(s, 7, false, BYTES) && knows(s, 8, true, BYTES) && knows(s, 1000, false, 50));
  assert_false(knows(s, 9, false, BYTES));
  state_free(s);
}

// ---- rules

static void test_filter(void **test_state) {
  (void)test_state;
  static const char *const patterns[] = {"*.iso", "/disk/cache/*", "bỏ qua"};
  struct filter f;
  struct scan_options o = {.since = 5000, .since_day = "2026-03-01", .excludes = patterns, .n_excludes = 3};
  assert_ok(filter_make(&o, &f));
  assert_int_equal(f.n, 4);
  assert_string_equal(f.rules[0].text, "2026-03-01");
  const instant old = 4999, day = 5000;
  assert_int_equal(filter_rule(&f, "/disk/a.txt", 6, false, &old), 0);
  assert_int_equal(filter_rule(&f, "/disk/a.txt", 6, false, &day), -1);
  assert_int_equal(filter_rule(&f, "/disk/a", 6, true, &old), -1);  // a folder's own time says nothing
  assert_int_equal(filter_rule(&f, "/disk/x.iso", 6, false, NULL), 1);
  assert_int_equal(filter_rule(&f, "/x.iso/a.txt", 7, false, NULL), -1);
  assert_int_equal(filter_rule(&f, "/disk/cache/a", 12, false, NULL), 2);
  assert_int_equal(filter_rule(&f, "/other/disk/cache/a", 18, false, NULL), -1);
  assert_int_equal(filter_rule(&f, "/disk/bỏ qua", 6, true, NULL), 3);
  const char *bad[] = {"", "\xff", NULL};
  char *huge CLEANUP(base_freep) = base_alloc(SCAN_PATTERN_MAX + 2);
  memset(huge, 'x', SCAN_PATTERN_MAX + 1);
  huge[SCAN_PATTERN_MAX + 1] = 0;
  bad[2] = huge;
  for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
    o = (struct scan_options){.excludes = &bad[i], .n_excludes = 1};
    assert_err(filter_make(&o, &f), ERR_USAGE);
  }
  static const char *many[SCAN_RULES_MAX + 1];
  for (size_t i = 0; i < ARRAY_LEN(many); i++)
    many[i] = "x";
  o = (struct scan_options){.excludes = many, .n_excludes = SCAN_RULES_MAX};
  assert_ok(filter_make(&o, &f));
  o.n_excludes++;
  assert_err(filter_make(&o, &f), ERR_USAGE);
}

// ---- the machine, and the records that tell all this

static struct err *count_volume(void *ctx, const struct scan_volume *v) {
  assert_true(*v->kind && *v->mount && v->bytes);
  ++*(int *)ctx;
  return NULL;
}

static json_t *told(const struct scan_record *r) {
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  json_t *j = NULL;
  scan_record_json(&b, r);
  assert_ok(json_parse(b.p, b.n, &j));
  return j;
}

static void test_machine(void **test_state) {
  (void)test_state;
  struct scan_machine m;
  machine_facts(&m);
  assert_true(*m.kernel && m.processors && m.memory && m.clock > m.booted);
  int n = 0;
  const char *const paths[] = {dir, dir, "/nowhere/at/all"};
  assert_ok(machine_volumes(paths, 3, count_volume, &n));
  assert_int_equal(n, 1);
  json_t *j CLEANUP(json_freep) = told(&(struct scan_record){.kind = SCAN_MACHINE, .facts = &m});
  assert_string_equal(json_get_text(j, "type"), "machine");
  assert_string_equal(json_get_text(j, "kernel"), m.kernel);
}

static void test_records(void **test_state) {
  (void)test_state;
  const struct scan_volume v = {.kind = "ext4", .device = "/dev/sda2", .mount = "/m\xff", .bytes = 10};
  const struct scan_rule rule = {.kind = "exclude", .text = "*.iso", .files = 3, .folders = 1};
  json_t *j = told(&(struct scan_record){.kind = SCAN_VOLUME, .volume = &v});
  assert_int_equal(json_get_int(j, "size", 0), 10);
  json_decref(j);
  j = told(&(struct scan_record){.kind = SCAN_RULE, .rule = &rule});
  assert_string_equal(json_get_text(j, "rule"), "*.iso");
  assert_int_equal(json_get_int(j, "files", 0), 3);
  json_decref(j);
  j = told(&(struct scan_record){.kind = SCAN_START, .version = "1", .machine = "M", .authority = "",
                                 .rules_agency = "Cơ quan mẫu", .rules_sha256 = "00"});
  assert_string_equal(json_get_text(json_object_get(j, "rules"), "agency"), "Cơ quan mẫu");
  json_decref(j);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_kept_and_known_again), TEST(test_refused),         TEST(test_goes_on_after_a_kill),
      TEST(test_cut_and_changed),      TEST(test_frames_that_lie), TEST(test_compaction),
      TEST(test_filter),               TEST(test_machine),         TEST(test_records)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
