// The scanner's engine with readers of its own: what is walked, what a crash or a hang costs, which
// caps hold, what a hostile worker can make the parent believe, and the form of every record.
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "scan/place.h"
#include "scan/pool.h"
#include "scan/scan.h"
#include "scan/walk.h"
#include "seal/seal.h"

// ---- a kit of its own: the first line of a file says what its reader does

// A judge that believes: "MARK <per cent>" is a verdict of that confidence.
struct judge {
  struct verdict v;
};

static struct judge *fake_new(const char *file_name) {
  (void)file_name;
  struct judge *j = base_alloc(sizeof *j);
  memset(j, 0, sizeof *j);
  return j;
}

static void fake_line(struct judge *j, const struct line *l) {
  int percent;
  if (l->n > 40 || sscanf(l->text, "MARK %d", &percent) != 1) return;
  j->v.marked = true;
  j->v.level = SCAN_TOI_MAT;
  j->v.confidence = percent;
  j->v.n_reasons = 1;
  j->v.reasons[0] = (struct reason){REASON_MARK_ALONE, PART_HEADER, 1, 2, "TỐI MẬT"};
}

static void fake_end(struct judge *j, struct verdict *ret) {
  *ret = j->v;
}

static void fake_free(struct judge *j) {
  free(j);
}

static int word_bid(const struct input *in) {
  return in->n >= 4 && memcmp(in->p, "NONE", 4) != 0 ? 50 : 0;
}

static void feed_line(const struct input *in, struct sink *s) {
  struct line l = {.text = (const char *)in->p, .n = in->n, .part = PART_BODY};
  char text[64];
  snprintf(text, sizeof text, "%.*s", (int)(in->n > 60 ? 60 : in->n), (const char *)in->p);
  l.text = text;
  l.n = strlen(text);
  s->line(s, &l);
}

static void nest(struct sink *s, int depth) {
  char text[32];
  int n = snprintf(text, sizeof text, "NEST %d", depth);
  struct input m = {.p = (const uint8_t *)text, .n = (size_t)n, .name = "inner"};
  s->member(s, &m);
}

static void many_members(struct sink *s, int count, size_t size) {
  uint8_t *p = base_alloc(size);
  memset(p, 'x', size);
  struct input m = {.p = p, .n = size, .name = "part"};
  for (int i = 0; i < count; i++)
    if (!s->member(s, &m)) break;
  free(p);
}

// A reader that takes its time, and then has something to tell.
static void wait_ms(struct sink *s, int ms) {
  for (int64_t until = time_monotonic() + ms; time_monotonic() < until && !s->stop(s);)
    continue;
  feed_line(&(struct input){.p = (const uint8_t *)"MARK 90", .n = 7}, s);
}

// As many parts not read as asked, and then a verdict over what was read.
static void many_notes(struct sink *s, int count) {
  feed_line(&(struct input){.p = (const uint8_t *)"MARK 90", .n = 7}, s);
  for (int i = 0; i < count; i++)
    if (!s->unread(s, UNREAD_ENCRYPTED, true, "sealed")) break;
}

// Members without bytes, each under the longest name.
static void long_names(struct sink *s, int count) {
  char name[1025];
  memset(name, 'n', sizeof name - 1);
  name[1024] = 0;
  feed_line(&(struct input){.p = (const uint8_t *)"MARK 90", .n = 7}, s);
  for (int i = 0; i < count; i++)
    if (!s->member_unread(s, name, UNREAD_DAMAGED, false, "")) break;
}

// A member so large that a second one inside it no longer fits beside it.
static void hold(struct sink *s) {
  const size_t n = 40 << 20;
  uint8_t *p = base_alloc(n);
  memset(p, ' ', n);
  memcpy(p, "HOLD", 4);
  struct input m = {.p = p, .n = n, .name = "large"};
  s->member(s, &m);
  free(p);
}

static bool word_is(const struct input *in, const char *word, int *ret) {
  size_t n = strlen(word);
  char number[16] = "";
  if (in->n > n + 1)
    snprintf(number, sizeof number, "%.*s", (int)(in->n - n - 1 > 15 ? 15 : in->n - n - 1),
             (const char *)in->p + n + 1);
  *ret = atoi(number);
  return in->n >= n && memcmp(in->p, word, n) == 0;
}

static struct jail_link *the_link;

// What a worker taken over by its input might send: another file's number, a frame of the parent's,
// an end that came too early, a finding cut in the middle, the largest frame full of nothing.
static void send_evil(int which) {
  uint8_t body[JAIL_FRAME_MAX] = {0};
  struct wire_reply r = {.type = WIRE_DONE, .seq = 4000000000u, .detail = ""};
  size_t n = which == 0 ? wire_put_reply(body, &r) : which == 4 ? sizeof body : 9;
  static const int types[] = {WIRE_DONE, WIRE_FILES, WIRE_DONE, WIRE_FINDING, WIRE_UNREAD};
  jail_link_send(the_link, (uint16_t)types[which], body, n);
}

static void word_read(const struct input *in, struct sink *s) {
  int v;
  if (word_is(in, "EVIL", &v)) send_evil(v);
  if (word_is(in, "MARK", &v)) feed_line(in, s);
  if (word_is(in, "CRASH", &v)) raise(SIGSEGV), *(volatile int *)0 = 0;
  if (word_is(in, "EXIT", &v)) _exit(0);
  if (word_is(in, "HANG", &v))
    for (volatile int go = 1; go;)
      continue;
  if (word_is(in, "TOUCH",
              &v))  // reads the last byte until the file is cut, which ends the process
    while (!s->stop(s))
      (void)*(const volatile uint8_t *)(in->p + in->n - 1);
  if (word_is(in, "SLOW", &v))
    while (!s->stop(s))
      continue;
  if (word_is(in, "NEST", &v)) {
    if (v) nest(s, v - 1);
    if (!v) feed_line(&(struct input){.p = (const uint8_t *)"MARK 90", .n = 7}, s);
  }
  if (word_is(in, "PARTS", &v)) many_members(s, v, 8);
  if (word_is(in, "BLOAT", &v)) many_members(s, v, 8 << 20);
  if (word_is(in, "HOLD", &v)) hold(s);
  if (word_is(in, "WAIT", &v)) wait_ms(s, v);
  if (word_is(in, "NOTES", &v)) many_notes(s, v);
  if (word_is(in, "LONG", &v)) long_names(s, v);
  if (word_is(in, "BADPART", &v)) {
    feed_line(&(struct input){.p = (const uint8_t *)"MARK 90", .n = 7}, s);
    s->unread(s, UNREAD_ENCRYPTED, true, "needs \xff a\npassword");
  }
  if (word_is(in, "OPEN", &v) && open("/etc/passwd", O_RDONLY) >= 0)
    feed_line(&(struct input){.p = (const uint8_t *)"MARK 99", .n = 7}, s);
  if (word_is(in, "LAST", &v) && in->p[in->n - 1] == 'Z')
    feed_line(&(struct input){.p = (const uint8_t *)"MARK 90", .n = 7}, s);
}

static const struct reader WORD_READER = {"word", word_bid, word_read};
static const struct reader *const READERS[] = {&WORD_READER, NULL};

static int run_worker(struct jail_link *l) {
  the_link = l;
  const struct scan_kit kit = {READERS, fake_new, fake_line, fake_end, fake_free};
  return scan_worker_run(l, &kit);
}

static bool prepare_worker(void) {
  struct err *e CLEANUP(err_freep) = seal_start();
  return e == NULL;
}

static const struct jail_role ROLES[] = {{SCAN_WORKER_ROLE, prepare_worker, run_worker},
                                         {NULL, NULL, NULL}};

// ---- a folder for each test, and what a scan of it told

struct seen {
  json_t *records;
  struct scan_summary sum;
  bool cancel;
  int cancel_after;  // records
  char *root;
};

static struct err *see(void *ctx, const struct scan_record *r) {
  struct seen *s = ctx;
  struct buf b CLEANUP(buf_free) = buf_init(16 << 20);
  scan_record_json(&b, r);
  json_t *j = NULL;
  TRY(json_parse(b.p, b.n, &j));
  json_array_append_new(s->records, j);
  if (s->cancel_after && json_array_size(s->records) >= (size_t)s->cancel_after) s->cancel = true;
  return NULL;
}

static bool asked_to_stop(void *ctx) {
  return ((struct seen *)ctx)->cancel;
}

static void seen_free(struct seen *s) {
  json_decref(s->records);
}

static char root[64];

static int setup(void **state) {
  (void)state;
  strcpy(root, "/tmp/kin-scan-XXXXXX");
  return mkdtemp(root) ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  char command[256];
  snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", root, root);
  return system(command);
}

static const char *in_root(const char *name) {
  static char path[4096];
  snprintf(path, sizeof path, "%s/%s", root, name);
  return path;
}

static void put_file(const char *name, const char *text) {
  int fd = open(in_root(name), O_CREAT | O_WRONLY | O_TRUNC, 0644);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
}

static struct scan_options options(struct seen *s) {
  static const char *paths[1];
  paths[0] = root;
  *s = (struct seen){.records = json_array()};
  return (struct scan_options){.paths = paths,
                               .n_paths = 1,
                               .jobs = 2,
                               .record = see,
                               .ctx = s,
                               .cancelled = asked_to_stop,
                               .authority = "Quyết định 12"};
}

static void scan(struct seen *s, const struct scan_options *o) {
  assert_ok(scan_run(o, &s->sum));
  json_t *first = json_array_get(s->records, 0);
  json_t *last = json_array_get(s->records, json_array_size(s->records) - 1);
  assert_string_equal(json_get_text(first, "type"), "scan");
  assert_string_equal(json_get_text(last, "type"), "summary");
  assert_int_equal(json_get_int(last, "files", -1), s->sum.files);
}

// The i-th record of a type whose path ends with `name` ("" any).
static json_t *record(const struct seen *s, const char *type, const char *name, int i) {
  size_t k;
  json_t *r;
  json_array_foreach(s->records, k, r) {
    const char *path = json_get_text(r, "path");
    if (strcmp(json_get_text(r, "type"), type) != 0) continue;
    size_t n = strlen(name);
    if (n && (!path || strlen(path) < n || strcmp(path + strlen(path) - n, name) != 0)) continue;
    if (i-- == 0) return r;
  }
  return NULL;
}

static void expect_unread(const struct seen *s, const char *name, const char *grade, bool partial) {
  json_t *r = record(s, "unread", name, 0);
  assert_non_null(r);
  assert_string_equal(json_get_text(r, "grade"), grade);
  assert_int_equal(json_is_true(json_object_get(r, "partial")), partial);
}

// ---- findings

static void test_finding_hint_and_unsupported(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  put_file("a.txt", "MARK 85");
  put_file("b.txt", "MARK 49");
  put_file("c.txt", "MARK 50");
  put_file("d.bin", "NONE");
  put_file("e.txt", "nothing here");
  put_file("empty", "");
  scan(&s, &o);
  assert_int_equal(s.sum.files, 6);
  assert_int_equal(s.sum.findings, 2);
  assert_int_equal(s.sum.hints, 1);
  assert_int_equal(s.sum.unread, 1);
  json_t *f = record(&s, "finding", "/a.txt", 0);
  assert_non_null(f);
  assert_non_null(record(&s, "hint", "/b.txt", 0));
  assert_non_null(record(&s, "finding", "/c.txt", 0));
  expect_unread(&s, "/d.bin", "unsupported", false);
  assert_string_equal(json_get_text(f, "level"), "TOI_MAT");
  assert_true(json_real_value(json_object_get(f, "confidence")) == 0.85);
  assert_int_equal(json_get_int(f, "size", 0), 7);
  uint8_t h[SEAL_HASH];
  seal_hash("MARK 85", 7, h);
  struct buf hex CLEANUP(buf_free) = buf_init(64);
  buf_put_hex(&hex, h, sizeof h);
  assert_string_equal(json_get_text(f, "sha256"), buf_str(&hex));
  json_t *why = json_array_get(json_object_get(f, "reasons"), 0);
  assert_string_equal(json_get_text(why, "where"), "header page 1 line 2");
  assert_string_equal(json_get_text(why, "words"), "TỐI MẬT");
  json_t *first = json_array_get(s.records, 0);
  assert_string_equal(json_get_text(first, "authority"), "Quyết định 12");
  assert_true(json_array_size(json_object_get(first, "jail")) >= 2);
}

static void test_places_are_reasons_never_findings(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  assert_int_equal(mkdir(in_root("Zalo Received Files"), 0700), 0);
  put_file("Zalo Received Files/a", "MARK 60");
  put_file("Zalo Received Files/b", "no mark");
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 1);
  json_t *reasons = json_object_get(record(&s, "finding", "/a", 0), "reasons");
  assert_int_equal(json_array_size(reasons), 2);
  assert_string_equal(json_get_text(json_array_get(reasons, 1), "where"), "Zalo Received Files");
}

static void count_place(void *ctx, const char *place) {
  (void)place;
  ++*(int *)ctx;
}

static void test_place_words(void **state) {
  (void)state;
  const struct {
    const char *path;
    int places;
  } cases[] = {{"/a/OneDrive - Sở X/b", 1},
               {"/a/OneDriver/b", 0},
               {"Downloads/Telegram Desktop/x", 2},
               {"/Downloads2/x", 0},
               {"/x/mail.pst", 1},
               {"/DCIM/DCIM/a.jpg", 1},
               {"/x/dropbox/y", 1},
               {"", 0}};
  for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
    int n = 0;
    place_of_path(cases[i].path, count_place, &n);
    assert_int_equal(n, cases[i].places);
  }
}

// ---- what goes wrong costs one file

static void test_crash_costs_one_file(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  for (int i = 0; i < 60; i++) {
    char name[16];
    snprintf(name, sizeof name, "f%02d", i);
    put_file(name, i % 20 == 7 ? "CRASH" : i % 20 == 13 ? "EXIT" : "MARK 70");
  }
  scan(&s, &o);
  assert_int_equal(s.sum.files, 60);
  assert_int_equal(s.sum.findings, 54);
  assert_int_equal(s.sum.unread, 6);
  expect_unread(&s, "/f07", "crash", false);
  expect_unread(&s, "/f13", "crash", false);
}

static int open_descriptors(void) {
  int n = 0;
  DIR *d = opendir("/proc/self/fd");
  while (readdir(d))
    n++;
  closedir(d);
  return n;
}

static void test_hostile_worker_costs_one_file(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  int before = open_descriptors();
  for (int i = 0; i < 50; i++) {
    char name[16], text[16];
    snprintf(name, sizeof name, "f%02d", i);
    snprintf(text, sizeof text, "EVIL %d", i / 10);
    put_file(name, i % 10 == 3 ? text : "MARK 70");
  }
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 45);
  assert_int_equal(s.sum.unread, 5);
  assert_int_equal(s.sum.restarts, 5);
  for (int i = 3; i < 50; i += 10) {
    char name[16];
    snprintf(name, sizeof name, "/f%02d", i);
    expect_unread(&s, name, "crash", false);
  }
  assert_int_equal(open_descriptors(), before);
}

static void test_hang_is_a_timeout(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.limits.file_seconds = 1;
  put_file("a", "MARK 70");
  put_file("hang", "HANG");
  put_file("slow", "SLOW");
  put_file("z", "MARK 70");
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 2);
  expect_unread(&s, "/hang", "timeout", false);
  expect_unread(&s, "/slow", "timeout", true);
  assert_int_equal(s.sum.unread, 2);
}

// Paused longer than a file may take: the pause is no file's time, and nothing more is begun meanwhile.
static int64_t pause_from, pause_until;

static bool pause_a_while(void *ctx) {
  (void)ctx;
  int64_t now = time_monotonic();
  if (!pause_from) pause_from = now + 300, pause_until = now + 3300;
  return now >= pause_from && now < pause_until;
}

static void test_pause_is_nobodys_time(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.limits.file_seconds = 2;
  o.paused = pause_a_while;
  pause_from = 0;
  put_file("a", "WAIT 800");  // at work when the pause begins
  put_file("b", "WAIT 200");
  int64_t began = time_monotonic();
  scan(&s, &o);
  assert_true(time_monotonic() - began >= 3000);
  assert_int_equal(s.sum.findings, 2);
  assert_int_equal(s.sum.unread, 0);
  assert_int_equal(s.sum.restarts, 0);
  assert_true(s.sum.milliseconds < time_monotonic() - began - 2500);
}

// While a mapped file is being read it is cut, one that was listed goes away, and one grows.
static void disturb(void *ctx, const struct scan_progress *p) {
  (void)ctx, (void)p;
  assert_int_equal(truncate(in_root("touch"), 10), 0);
}

static void test_file_cut_while_read(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.progress = disturb;
  put_file("touch", "TOUCH");
  assert_int_equal(truncate(in_root("touch"), 4 << 20), 0);
  put_file("a", "MARK 70");
  scan(&s, &o);
  expect_unread(&s, "/touch", "crash", false);
  assert_int_equal(s.sum.findings, 1);
}

// The first record makes every file not opened yet go away.
static struct err *see_and_remove(void *ctx, const struct scan_record *r) {
  if (r->kind == SCAN_START) {
    char command[256];
    snprintf(command, sizeof command, "rm -rf %s/sub/folder %s/b", root, root);
    assert_int_equal(system(command), 0);
  }
  return see(ctx, r);
}

static void test_files_removed_meanwhile(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.record = see_and_remove;
  assert_int_equal(mkdir(in_root("sub"), 0700), 0);
  assert_int_equal(mkdir(in_root("sub/folder"), 0700), 0);
  put_file("sub/folder/x", "MARK 70");
  put_file("a", "MARK 70");
  put_file("b", "MARK 70");
  char b[80];
  snprintf(b, sizeof b, "%.60s/b", root);
  const char *paths[] = {b, root};
  o.paths = paths;
  o.n_paths = 2;
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 1);
  assert_int_equal(s.sum.gone, 1);
  assert_int_equal(s.sum.unread, 0);
}

// Ends the first worker it sees by SIGKILL, once, in the middle of the scan.
struct killer {
  struct seen s;
  bool done;
};

static void kill_one_child(void) {
  char path[64], line[4096];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
  FILE *f = fopen(path, "r");
  assert_non_null(f);
  assert_non_null(fgets(line, sizeof line, f));
  fclose(f);
  // The newest: older ones may be ended workers of another test that nobody collected yet.
  char *newest = line;
  for (char *p = strtok(line, " "); p; p = strtok(NULL, " "))
    newest = p;
  assert_int_equal(kill(atoi(newest), SIGKILL), 0);
}

static struct err *see_and_kill(void *ctx, const struct scan_record *r) {
  struct killer *k = ctx;
  if (r->kind == SCAN_FINDING && !k->done && json_array_size(k->s.records) > 50) {
    kill_one_child();
    k->done = true;
  }
  return see(&k->s, r);
}

static void test_killed_worker_costs_one_file(void **state) {
  (void)state;
  struct killer k = {0};
  struct scan_options o = options(&k.s);
  o.record = see_and_kill;
  o.ctx = &k;
  for (int i = 0; i < 2000; i++) {
    char name[16];
    snprintf(name, sizeof name, "f%04d", i);
    put_file(name, "MARK 70");
  }
  scan(&k.s, &o);
  assert_true(k.done);
  assert_int_equal(k.s.sum.files, 2000);
  assert_int_equal(k.s.sum.restarts, 1);
  // The worker may have finished its queue at that very moment: then it costs nothing.
  assert_true(k.s.sum.unread <= 1);
  assert_int_equal(k.s.sum.findings + k.s.sum.unread, 2000);
  seen_free(&k.s);
}

static void test_fails_closed_without_seccomp(void **state) {
  (void)state;
  const unsigned tests[] = {JAIL_TEST_SECCOMP_FAILS, JAIL_TEST_SECCOMP_OFF};
  for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
    struct seen s CLEANUP(seen_free);
    struct scan_options o = options(&s);
    put_file("a", "MARK 85");
    o.jail_test = tests[i];
    assert_err(scan_run(&o, &s.sum), ERR_UNSUPPORTED);
    assert_int_equal(json_array_size(s.records), 0);
  }
}

static void test_reader_cannot_open_files(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.jail_test = JAIL_TEST_LANDLOCK_ABSENT;
  put_file("a", "OPEN");
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 0);
  assert_int_equal(s.sum.unread, 0);
}

static void test_workers_are_replaced(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.limits.worker_files = 7;
  for (int i = 0; i < 300; i++) {
    char name[16];
    snprintf(name, sizeof name, "f%04d", i);
    put_file(name, "MARK 70");
  }
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 300);
  assert_int_equal(s.sum.restarts, 0);
}

// ---- members and caps

static void test_members_within_members(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  put_file("a", "NEST 3");
  put_file("deep", "NEST 40");
  scan(&s, &o);
  json_t *f = record(&s, "finding", "/a", 0);
  assert_int_equal(json_array_size(json_object_get(f, "members")), 3);
  assert_string_equal(json_string_value(json_array_get(json_object_get(f, "members"), 2)), "inner");
  assert_int_equal(json_get_int(f, "size", 0), 6);
  expect_unread(&s, "/deep", "limit", false);
  assert_int_equal(json_array_size(json_object_get(record(&s, "unread", "/deep", 0), "members")),
                   17);
  assert_int_equal(s.sum.members, 3 + 17);
}

static void test_caps_say_partial(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.limits.members = 100;
  o.limits.inflated_bytes = 100 << 20;
  put_file("many", "PARTS 101");
  put_file("fits", "PARTS 100");
  put_file("bloat", "BLOAT 5");
  put_file("ratio", "BLOAT 12");
  put_file("bad", "BADPART");
  scan(&s, &o);
  expect_unread(&s, "/many", "limit", true);
  assert_null(record(&s, "unread", "/fits", 0));
  assert_null(record(&s, "unread", "/bloat", 0));
  expect_unread(&s, "/ratio", "limit", true);
  assert_string_equal(json_get_text(record(&s, "unread", "/ratio", 0), "detail"),
                      "inflates too far");
  expect_unread(&s, "/bad", "encrypted", true);
  assert_string_equal(json_get_text(record(&s, "unread", "/bad", 0), "detail"),
                      "needs ? a?password");
  assert_non_null(record(&s, "finding", "/bad", 0));
}

// Records of one file end at a bound, in number and in bytes; a finding of what was read is told all the same.
static void test_records_have_a_bound(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.limits.members = 1000000;
  put_file("few", "NOTES 20000");
  put_file("more", "NOTES 20001");
  put_file("wide", "LONG 19000");
  put_file("too-wide", "LONG 30000");
  put_file("mailbox", "LONG 30000");
  assert_int_equal(truncate(in_root("mailbox"), 256 << 20), 0);
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 5);
  assert_int_equal(s.sum.restarts, 0);
  size_t told[5] = {0}, bounded[5] = {0}, i;
  static const char *const names[] = {"/few", "/more", "/wide", "/too-wide", "/mailbox"};
  json_t *r;
  json_array_foreach(s.records, i, r) {
    const char *path = json_get_text(r, "path"), *slash = path ? strrchr(path, '/') : NULL;
    if (strcmp(json_get_text(r, "type"), "unread") != 0 || !slash) continue;
    for (size_t k = 0; k < ARRAY_LEN(names); k++)
      if (!strcmp(slash, names[k])) {
        told[k]++;
        bounded[k] += !strcmp(json_get_text(r, "detail"), "too many records");
      }
  }
  assert_int_equal(told[0], 20000);
  assert_int_equal(told[1], 20001);
  assert_int_equal(bounded[0], 0);
  assert_int_equal(bounded[1], 1);
  assert_int_equal(told[2], 19000);
  assert_int_equal(told[3], 20001);  // by number
  assert_int_equal(bounded[4], 1);   // by bytes
  assert_in_range(told[4], 20002, 30000);
}

// A large file may hold more and take longer than a small one.
static void test_limits_grow_with_the_file(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.limits.file_seconds = 1;
  o.limits.members = 100;
  o.limits.inflated_bytes = 8 << 20;
  put_file("short", "WAIT 1500");
  put_file("long", "WAIT 1500");
  assert_int_equal(truncate(in_root("long"), 12 << 20), 0);
  put_file("few", "PARTS 4000");
  put_file("many", "PARTS 4000");
  assert_int_equal(truncate(in_root("many"), 16 << 20), 0);
  put_file("bloat", "BLOAT 5");
  put_file("fits", "BLOAT 5");
  assert_int_equal(truncate(in_root("fits"), 10 << 20), 0);
  scan(&s, &o);
  expect_unread(&s, "/short", "timeout", true);
  assert_non_null(record(&s, "finding", "/long", 0));
  assert_null(record(&s, "unread", "/long", 0));
  expect_unread(&s, "/few", "limit", true);
  assert_null(record(&s, "unread", "/many", 0));
  expect_unread(&s, "/bloat", "limit", true);
  assert_null(record(&s, "unread", "/fits", 0));
  // The same for 2 GiB: time below that of a worker's life, counts that fit.
  assert_int_equal(wire_time(60000, UINT64_C(2) << 30), 60000 + 512000);
  assert_true(wire_inflated(UINT64_C(1) << 30, UINT64_C(2) << 30) == UINT64_C(8) << 30);
  assert_true(wire_inflated(5, UINT64_MAX) == UINT64_MAX);
  assert_int_equal(wire_count(20000, UINT64_C(2) << 30), 524288);
  assert_int_equal(wire_count(20000, 1000), 20000);
}

static void test_large_and_sparse_files(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  int fd = open(in_root("sparse"), O_CREAT | O_WRONLY, 0644);
  assert_int_equal(ftruncate(fd, (off_t)5 << 30), 0);
  close(fd);
  fd = open(in_root("mapped"), O_CREAT | O_WRONLY, 0644);
  assert_int_equal(write(fd, "LAST", 4), 4);
  assert_int_equal(pwrite(fd, "Z", 1, (300 << 20) - 1), 1);
  close(fd);
  scan(&s, &o);
  expect_unread(&s, "/sparse", "limit", false);
  assert_non_null(record(&s, "finding", "/mapped", 0));
  assert_int_equal(s.sum.findings, 1);
}

static void test_members_held_together(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.limits.ratio = UINT64_C(1) << 40;
  put_file("hold", "HOLD");
  scan(&s, &o);
  expect_unread(&s, "/hold", "limit", false);
  json_t *r = record(&s, "unread", "/hold", 0);
  assert_string_equal(json_get_text(r, "detail"), "too large inside");
  assert_int_equal(json_array_size(json_object_get(r, "members")), 2);
}

// ---- the walk

static void test_special_files_are_skipped(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  put_file("a", "MARK 60");
  assert_int_equal(mkfifo(in_root("fifo"), 0600), 0);
  assert_int_equal(symlink("a", in_root("link")), 0);
  assert_int_equal(symlink("..", in_root("loop")), 0);
  assert_int_equal(symlink("/no/such", in_root("broken")), 0);
  int sock = socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  snprintf(at.sun_path, sizeof at.sun_path, "%.60s/sock", root);
  assert_int_equal(bind(sock, (struct sockaddr *)&at, sizeof at), 0);
  scan(&s, &o);
  close(sock);
  assert_int_equal(s.sum.files, 1);
  assert_int_equal(s.sum.links, 3);
  assert_int_equal(s.sum.special, 2);
  assert_int_equal(s.sum.findings, 1);
}

static void test_names_are_bytes(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  put_file("new\nline \"q\" \\", "MARK 60");
  put_file("bad\xff\\name", "MARK 60");
  put_file("\xE1\xBA\xAC", "MARK 60");
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 3);
  json_t *plain = record(&s, "finding", "new\nline \"q\" \\", 0);
  assert_non_null(plain);
  assert_null(json_object_get(plain, "path_escaped"));
  assert_non_null(record(&s, "finding", "/Ậ", 0));
  json_t *bad = record(&s, "finding", "/bad\\xff\\x5cname", 0);
  assert_non_null(bad);
  assert_true(json_is_true(json_object_get(bad, "path_escaped")));
}

static void test_hashed_names(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.hash_names = true;
  assert_int_equal(mkdir(in_root("Downloads"), 0700), 0);
  put_file("Downloads/canary.DocX", "NEST 1");
  put_file("canary.DocX", "NEST 1");
  scan(&s, &o);
  char *all = json_dumps(s.records, 0);
  assert_null(strstr(all, "canary"));
  assert_null(strstr(all, "inner"));
  free(all);
  json_t *f = record(&s, "finding", "", 0), *g = record(&s, "finding", "", 1);
  // One of the two has the reason of its place besides.
  assert_int_equal(json_array_size(json_object_get(f, "reasons")) +
                       json_array_size(json_object_get(g, "reasons")), 3);
  // The extension stays; equal names are equal within one run, and no other run tells the same.
  const char *path = json_get_text(f, "path"), *other = json_get_text(g, "path");
  assert_non_null(strstr(path, ".DocX"));
  assert_string_equal(strrchr(path, '/'), strrchr(other, '/'));
  struct seen again CLEANUP(seen_free);
  struct scan_options o2 = options(&again);
  o2.hash_names = true;
  scan(&again, &o2);
  assert_string_not_equal(strrchr(json_get_text(record(&again, "finding", "", 0), "path"), '/'), strrchr(path, '/'));
}

static void test_no_right_to_read(void **state) {
  (void)state;
  if (geteuid() == 0) skip();
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  put_file("locked", "MARK 60");
  chmod(in_root("locked"), 0);
  assert_int_equal(mkdir(in_root("closed"), 0), 0);
  scan(&s, &o);
  expect_unread(&s, "/locked", "denied", false);
  expect_unread(&s, "/closed", "denied", false);
  assert_int_equal(s.sum.files, 1);
}

// A tree deeper than any path the kernel takes, with a file at the bottom and one beside every
// folder.
static void test_deep_tree(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.limits.open_folders = 16;
  enum { LEVELS = 2000 };
  int at = open(root, O_RDONLY | O_DIRECTORY);
  for (int i = 0; i < LEVELS; i++) {
    assert_int_equal(mkdirat(at, "folder", 0700), 0);
    int f = openat(at, "beside", O_CREAT | O_WRONLY, 0644);
    close(f);
    int next = openat(at, "folder", O_RDONLY | O_DIRECTORY);
    close(at);
    at = next;
    assert_true(at >= 0);
  }
  int f = openat(at, "bottom", O_CREAT | O_WRONLY, 0644);
  assert_int_equal(write(f, "MARK 60", 7), 7);
  close(f);
  close(at);
  scan(&s, &o);
  assert_int_equal(s.sum.files, LEVELS + 1);
  assert_int_equal(s.sum.unread, 0);
  json_t *found = record(&s, "finding", "/folder/bottom", 0);
  assert_non_null(found);
  assert_int_equal(strlen(json_get_text(found, "path")), strlen(root) + LEVELS * 7 + 7);
}

static void test_paths_as_given(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  put_file("a", "MARK 60");
  char with_slash[80], file[80];
  snprintf(with_slash, sizeof with_slash, "%s/", root);
  snprintf(file, sizeof file, "%s/./a", root);
  const char *paths[] = {with_slash, file};
  o.paths = paths;
  o.n_paths = 2;
  scan(&s, &o);
  assert_int_equal(s.sum.findings, 2);
  assert_string_equal(json_get_text(record(&s, "finding", "", 0), "path"), in_root("a"));
  assert_non_null(record(&s, "finding", "/./a", 0));
  const char *none[] = {root, "/no/such/path"};
  o.paths = none;
  assert_err(scan_run(&o, &s.sum), ERR_NOT_FOUND);
}

static void test_cancel_stops(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  for (int i = 0; i < 500; i++) {
    char name[16];
    snprintf(name, sizeof name, "f%04d", i);
    put_file(name, "MARK 70");
  }
  s.cancel_after = 20;
  scan(&s, &o);
  assert_true(s.sum.stopped);
  assert_true(s.sum.files < 500 || s.sum.findings < 500);
  json_t *last = json_array_get(s.records, json_array_size(s.records) - 1);
  assert_true(json_is_true(json_object_get(last, "stopped")));
}

// Each file's records stand together, whatever the workers do.
static void test_records_of_a_file_stand_together(void **state) {
  (void)state;
  struct seen s CLEANUP(seen_free);
  struct scan_options o = options(&s);
  o.jobs = 4;
  for (int i = 0; i < 200; i++) {
    char name[16];
    snprintf(name, sizeof name, "f%04d", i);
    put_file(name, "BADPART");
  }
  scan(&s, &o);
  // The scan, its machine and its volume come before, the summary after.
  assert_int_equal(json_array_size(s.records), 404);
  for (size_t i = 3; i + 1 < 403; i += 2)
    assert_string_equal(json_get_text(json_array_get(s.records, i), "path"),
                        json_get_text(json_array_get(s.records, i + 1), "path"));
}

// ---- the decoder against a hostile worker

static size_t good_reply(uint8_t *p, int type) {
  struct wire_reply r = {.type = type,
                         .seq = 7,
                         .n_members = 2,
                         .members = {"a.zip", "b"},
                         .level = SCAN_MAT,
                         .confidence = 80,
                         .size = 10,
                         .n_reasons = 1,
                         .grade = UNREAD_LIMIT,
                         .detail = "too deep",
                         .member_count = 4};
  r.reasons[0].kind = REASON_LABEL;
  r.reasons[0].words = "ĐỘ MẬT: MẬT";
  return wire_put_reply(p, &r);
}

static void check_ranges(const struct wire_reply *r) {
  assert_true(r->n_members <= SCAN_DEPTH_MAX && r->n_reasons <= ARRAY_LEN(r->reasons));
  for (size_t i = 0; i < r->n_members; i++)
    assert_true(strlen(r->members[i]) <= SCAN_NAME_MAX);
  if (r->type == WIRE_UNREAD) {
    assert_true(r->grade > UNREAD_NONE && r->grade < UNREAD_COUNT);
    assert_true(strlen(r->detail) <= WIRE_DETAIL_MAX);
  }
  if (r->type != WIRE_FINDING) return;
  assert_true(r->level <= SCAN_TUYET_MAT && r->confidence >= 0 && r->confidence <= 100);
  for (size_t i = 0; i < r->n_reasons; i++) {
    assert_true(r->reasons[i].kind < REASON_COUNT && r->reasons[i].part < PART_COUNT);
    assert_true(strlen(r->reasons[i].words) < WIRE_WORDS_MAX);
    assert_true(scan_is_utf8(r->reasons[i].words, strlen(r->reasons[i].words)));
    assert_true(r->reasons[i].page >= 0 && r->reasons[i].line >= 0);
  }
}

static void test_decoder_survives_anything(void **state) {
  (void)state;
  static uint8_t good[JAIL_FRAME_MAX], bad[JAIL_FRAME_MAX];
  struct wire_reply r;
  unsigned seed = 12345;
  for (int type = WIRE_FINDING; type <= WIRE_DONE; type++) {
    size_t n = good_reply(good, type);
    assert_true(wire_get_reply(type, good, n, &r));
    check_ranges(&r);
    for (size_t cut = 0; cut < n; cut++)
      assert_false(wire_get_reply(type, good, cut, &r));
    good[n] = 0;
    assert_false(wire_get_reply(type, good, n + 1, &r));
    int accepted = 0;
    for (int i = 0; i < 200000; i++) {
      memcpy(bad, good, n);
      for (int k = rand_r(&seed) % 3; k >= 0; k--)
        bad[(size_t)rand_r(&seed) % n] = (uint8_t)rand_r(&seed);
      // An exact copy in its own block, so that the sanitizer sees one byte too far.
      uint8_t *exact = base_alloc(n);
      memcpy(exact, bad, n);
      if (wire_get_reply(type, exact, n, &r)) check_ranges(&r), accepted++;
      free(exact);
    }
    assert_true(accepted < 200000);
  }
  assert_false(wire_get_reply(WIRE_FILES, good, 8, &r));
}

static void test_utf8(void **state) {
  (void)state;
  const struct {
    const char *s;
    bool good;
  } cases[] = {{"", true},
               {"a\xC3\xA1", true},
               {"\xC0\x80", false},
               {"\xED\xA0\x80", false},
               {"\xF4\x90\x80\x80", false},
               {"\xE1\xBA", false},
               {"\xF0\x9F\x98\x80", true},
               {"\x80", false},
               {"\xE0\x80\x80", false}};
  for (size_t i = 0; i < ARRAY_LEN(cases); i++)
    assert_int_equal(scan_is_utf8(cases[i].s, strlen(cases[i].s)), cases[i].good);
  struct buf b CLEANUP(buf_free) = buf_init(100);
  scan_put_shown(&b, "a\n\x1b[1m\xC2\x9B\\é");
  assert_string_equal(buf_str(&b), "a\\x0a\\x1b[1m\\xc2\\x9b\\é");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(int argc, char **argv) {
  if (jail_is_child(argc, argv)) return jail_child_main(argc, argv, ROLES);
  const struct CMUnitTest tests[] = {
      TEST(test_finding_hint_and_unsupported),
      TEST(test_places_are_reasons_never_findings),
      cmocka_unit_test(test_place_words),
      TEST(test_crash_costs_one_file),
      TEST(test_hostile_worker_costs_one_file),
      TEST(test_hang_is_a_timeout),
      TEST(test_pause_is_nobodys_time),
      TEST(test_file_cut_while_read),
      TEST(test_files_removed_meanwhile),
      TEST(test_killed_worker_costs_one_file),
      TEST(test_fails_closed_without_seccomp),
      TEST(test_reader_cannot_open_files),
      TEST(test_workers_are_replaced),
      TEST(test_members_within_members),
      TEST(test_caps_say_partial),
      TEST(test_members_held_together),
      TEST(test_records_have_a_bound),
      TEST(test_limits_grow_with_the_file),
      TEST(test_large_and_sparse_files),
      TEST(test_special_files_are_skipped),
      TEST(test_names_are_bytes),
      TEST(test_hashed_names),
      TEST(test_no_right_to_read),
      TEST(test_deep_tree),
      TEST(test_paths_as_given),
      TEST(test_cancel_stops),
      TEST(test_records_of_a_file_stand_together),
      cmocka_unit_test(test_decoder_survives_anything),
      cmocka_unit_test(test_utf8),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
