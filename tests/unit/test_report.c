// The questions of Tổng quan on both engines: documents on connected machines, units without an assigned person,
// units nobody scans, faults found again; and the journal as its page lists it.
#include "engines.h"

#include "people/people.h"
#include "report/report.h"

#define DAY ((instant)86400000)
#define NOW ((instant)1795244400000)  ///< 21/11/2026 14:00 Vietnamese time

struct bed {
  char dir[64], path[128];
  struct site *site;
  struct arena *a;
  int reports, scans;
};

static void open_bed(struct bed *b, const char *postgres) {
  memset(b, 0, sizeof *b);
  b->a = arena_new(256 << 20);
  assert_ok(seal_start());
  engines_folder(b->dir);
  snprintf(b->path, sizeof b->path, "%s/site", b->dir);
  time_fix(NOW - 900 * DAY);
  struct site_plan p = {.store_url = postgres, .agency = "Văn phòng thử", .agency_code = "vp", .superior = "",
                        .tier = "province", .premises = "", .profile = "work", .demo = true};
  static const enum role roles[] = {ROLE_HEAD, ROLE_CLERK, ROLE_ADMINISTRATOR, ROLE_AUDITOR};
  static const char *const names[] = {"truong", "van.thu", "quan.tri", "giam.sat"};
  for (size_t i = 0; i < 4; i++) {
    p.accounts[roles[i]].name = names[i];
    p.accounts[roles[i]].password = "mật khẩu đủ dài để thử";
  }
  assert_ok(site_create(b->path, &p, &b->site));
}

static void close_bed(struct bed *b) {
  char command[128];
  site_close(b->site);
  arena_free(b->a);
  time_fix(0);
  snprintf(command, sizeof command, "rm -rf %s", b->dir);
  assert_int_equal(system(command), 0);
}

static struct change *begin(struct bed *b, const char *actor) {
  struct change *c = NULL;
  assert_ok(change_begin(b->site->journal, actor, &c));
  change_reason(c, "dữ liệu thử");  // rules of the law that warn are not what is tested here
  return c;
}

static void unit(struct bed *b, const char *code, const char *name) {
  struct change *c = begin(b, "truong");
  assert_ok(people_unit_create(c, &(struct unit_new){.code = code, .name = name, .kind = "department", .parent = "vp"}));
  assert_ok(change_commit(&c));
}

static void machine(struct bed *b, const char *code, const char *unit_code, const char *network) {
  struct change *c = begin(b, "van.thu");
  assert_ok(CHANGE_EVENT(c, EVENT_MACHINE_REGISTERED, code, {"unit", V_TEXT(unit_code)}, {"purpose", V_TEXT("ordinary")},
                         {"network", V_TEXT(network)}, {"on", V_TEXT("2024-06-10")}));
  assert_ok(change_commit(&c));
}

struct found {
  const char *file, *level, *decision, *met;
};

/// A finished scan at the present time with findings; gives its id.
static const char *scan(struct bed *b, const char *code, const char *unit_code, int unread, bool stopped,
                        const struct found *found, size_t n) {
  char *id = arena_printf(b->a, "Q-2026-%04d", ++b->scans);
  struct change *c = begin(b, "van.thu");
  assert_ok(CHANGE_EVENT(c, EVENT_SCAN_IMPORTED, id, {"machine", V_TEXT(code)}, {"unit", V_TEXT(unit_code)},
                         {"authority", V_TEXT("Quyết định thử")}, {"signed", V_INT(0)}, {"started", V_INT(time_now())},
                         {"finished", V_INT(time_now())}, {"files", V_INT(100)}, {"members", V_INT(0)},
                         {"bytes", V_INT(1)}, {"findings", V_INT((int64_t)n)}, {"hints", V_INT(0)},
                         {"unread", V_INT(unread)}, {"seconds", V_INT(1)}, {"keep_as", V_TEXT("MAT")},
                         {"report", V_TEXT(id)}, {"names", V_TEXT("full")}, {"stopped", V_INT(stopped)}));
  for (size_t i = 0; i < n; i++) {
    char *finding = arena_printf(b->a, "%s-%zu", id, i + 1);
    assert_ok(CHANGE_EVENT(c, EVENT_FINDING_RECORDED, finding, {"scan", V_TEXT(id)}, {"number", V_INT((int64_t)i + 1)},
                           {"level", V_TEXT(found[i].level)}, {"confidence", V_INT(90)}, {"hint", V_INT(0)},
                           {"declassified", V_INT(0)}, {"sha256", V_TEXT(found[i].file)}, {"size", V_INT(1)},
                           {"depth", V_INT(0)}, {"cut", V_INT(0)}, {"met", V_TEXT(found[i].met)}));
    if (*found[i].decision)
      assert_ok(CHANGE_EVENT(c, EVENT_FINDING_DECIDED, finding, {"decision", V_TEXT(found[i].decision)},
                             {"grounds", V_TEXT("thử")}));
  }
  assert_ok(change_commit(&c));
  return id;
}

static struct reader *reading(struct bed *b) {
  struct reader *r = NULL;
  assert_ok(store_read(b->site->store, &r));
  return r;
}

/// Two connected machines in two units, one that stands alone, one retired; the past is 400 and 30 days old.
static void furnish(struct bed *b) {
  unit(b, "so-nv", "Sở Nội vụ");
  unit(b, "so-tc", "Sở Tài chính");
  unit(b, "so-yt", "Sở Y tế");
  machine(b, "NV-01", "so-nv", "connected");
  machine(b, "TC-01", "so-tc", "connected");
  machine(b, "TC-02", "so-tc", "standalone");
  machine(b, "YT-01", "so-yt", "lan");
  machine(b, "YT-02", "so-yt", "connected");
}

static void test_documents(struct bed *b) {
  furnish(b);
  time_fix(NOW - 400 * DAY);
  scan(b, "TC-01", "so-tc", 5, false, (struct found[]){{"aa", "MAT", "confirmed", ""}, {"bb", "TOI_MAT", "confirmed", ""}}, 2);
  scan(b, "TC-02", "so-tc", 9, false, (struct found[]){{"cc", "TUYET_MAT", "confirmed", ""}}, 1);
  time_fix(NOW - 30 * DAY);
  // "bb" is found again, "aa" is gone: it no longer stands. One finding waits, one was a false alarm.
  const char *last = scan(b, "TC-01", "so-tc", 7, false,
                          (struct found[]){{"bb", "TOI_MAT", "confirmed", "Q-2026-0001-2"}, {"dd", "MAT", "", ""},
                                           {"ee", "TUYET_MAT", "false-alarm", ""}}, 3);
  scan(b, "NV-01", "so-nv", 0, false, (struct found[]){{"dd", "UNKNOWN", "", ""}, {"dd", "MAT", "", ""}}, 2);
  // The same file in another unit has spread; it is not the same fault again.
  scan(b, "", "so-yt", 0, false, (struct found[]){{"bb", "MAT", "confirmed", "Q-2026-0001-2"}}, 1);
  // A scan that was stopped proves nothing about what it did not reach.
  scan(b, "TC-01", "so-tc", 2, true, NULL, 0);
  time_fix(NOW);
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct report_documents d;
  assert_ok(report_documents(r, 10, b->a, &d));
  assert_int_equal(d.machines, 2);
  assert_int_equal(d.units, 2);
  assert_int_equal(d.documents, 3);
  assert_int_equal(d.confirmed, 1);
  assert_int_equal(d.oldest, NOW - 30 * DAY);
  assert_int_equal(d.n, 2);
  assert_string_equal(d.rows[0].machine, "TC-01");
  assert_int_equal(d.rows[0].documents, 2);
  assert_int_equal(d.rows[0].level, 2);
  assert_string_equal(d.rows[1].machine, "NV-01");
  assert_int_equal(d.rows[1].documents, 1);  // the same file in two places is one document
  assert_int_equal(d.rows[1].level, 1);
  assert_string_not_equal(d.rows[0].scan, "");
  (void)last;
  // The limit cuts rows, never figures.
  struct report_documents one;
  assert_ok(report_documents(r, 1, b->a, &one));
  assert_int_equal(one.n, 1);
  assert_int_equal(one.documents, 3);
  struct report_recurring again;
  assert_ok(report_recurring(r, 10, b->a, &again));
  assert_int_equal(again.findings, 1);
  assert_string_equal(again.rows[0].met, "Q-2026-0001-2");
  assert_string_equal(again.rows[0].unit_name, "Sở Tài chính");
  struct report_undecided u;
  assert_ok(report_undecided(r, 10, b->a, &u));
  assert_int_equal(u.findings, 3);
  assert_int_equal(u.scans, 2);
  assert_true(u.rows[0].connected);
  store_read_end(&r);
  // A machine that is taken off the network, or out of use, leaves the figure.
  struct change *c = begin(b, "van.thu");
  assert_ok(CHANGE_EVENT(c, EVENT_MACHINE_CHANGED, "TC-01", {"purpose", V_TEXT("ordinary")},
                         {"network", V_TEXT("standalone")}, {"on", V_TEXT("2026-11-21")}));
  assert_ok(change_commit(&c));
  r = reading(b);
  assert_ok(report_documents(r, 10, b->a, &d));
  assert_int_equal(d.machines, 1);
  assert_int_equal(d.documents, 1);
}

static void test_officers(struct bed *b) {
  furnish(b);
  struct change *c = begin(b, "truong");
  assert_ok(people_person_add(c, &(struct person_new){.id = "101", .name = "Lê Văn Thử", .unit = "so-nv", .post = "Cán bộ"}));
  assert_ok(people_person_add(c, &(struct person_new){.id = "102", .name = "Trần Thị Mẫu", .unit = "so-tc", .post = "Cán bộ"}));
  assert_ok(people_duty_assign(c, &(struct duty_new){.person = "101", .duty = "security_officer", .mode = "part",
                                                     .decision = "12/QĐ-SNV"}));
  assert_ok(people_duty_assign(c, &(struct duty_new){.person = "102", .duty = "security_officer", .mode = "part"}));
  assert_ok(change_commit(&c));
  time_fix(NOW);
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct report_officers o;
  assert_ok(report_officers(r, "2026-11-21", 10, b->a, &o));
  assert_int_equal(o.of_units, 4);
  assert_int_equal(o.units, 3);  // vp, so-yt, and so-tc, where it is not in writing
  assert_int_equal(o.unwritten, 1);
  assert_string_equal(o.rows[2].unit, "so-tc");
  assert_true(o.rows[2].unwritten);
  assert_int_equal(o.rows[2].persons, 1);
  store_read_end(&r);
  c = begin(b, "truong");
  assert_ok(people_duty_end(c, "101", "so-nv", "security_officer", "2026-10-01", NULL));
  assert_ok(change_commit(&c));
  r = reading(b);
  assert_ok(report_officers(r, "2026-11-21", 10, b->a, &o));
  assert_int_equal(o.units, 4);
  for (size_t i = 0; i < o.n; i++)
    if (!strcmp(o.rows[i].unit, "so-nv")) {
      assert_true(o.rows[i].had);
      assert_string_equal(o.rows[i].since, "2026-10-01");
    }
  assert_ok(report_officers(r, "2026-09-30", 10, b->a, &o));
  assert_int_equal(o.units, 3);  // on that day the duty still held
}

static void test_unscanned(struct bed *b) {
  furnish(b);
  time_fix(NOW - 400 * DAY);
  scan(b, "NV-01", "so-nv", 0, false, NULL, 0);
  time_fix(NOW - 20 * DAY);
  scan(b, "TC-02", "so-tc", 0, false, NULL, 0);
  scan(b, "YT-01", "so-yt", 0, true, NULL, 0);  // stopped: does not count
  time_fix(NOW);
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct report_unscanned u;
  instant since = NOW - REPORT_SCAN_DAYS * DAY;
  assert_ok(report_unscanned(r, since, 10, b->a, &u));
  assert_int_equal(u.units, 2);
  assert_int_equal(u.never, 1);
  assert_string_equal(u.rows[0].unit, "so-yt");
  assert_int_equal(u.rows[0].machines, 2);
  assert_int_equal(u.rows[1].last, NOW - 400 * DAY);
  struct report_machines m;
  assert_ok(report_machines(r, since, 2, b->a, &m));
  assert_int_equal(m.machines, 4);
  assert_int_equal(m.never, 3);
  assert_int_equal(m.n, 2);
  assert_string_equal(m.rows[0].machine, "TC-01");  // connected ones first, never scanned before long ago
  struct report_steps s;
  assert_ok(report_steps(r, &s));
  assert_int_equal(s.units, 4);
  assert_int_equal(s.machines, 5);
  assert_int_equal(s.scans, 3);
  assert_int_equal(s.backups, 0);
}

static void test_health(struct bed *b) {
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct report_health h;
  assert_ok(report_health(b->site, r, &h));
  assert_false(h.verify_late || h.backup_late || h.clock_behind);  // it was made this moment
  time_fix(NOW);
  assert_ok(report_health(b->site, r, &h));
  assert_true(h.verify_late && h.backup_late);
  time_fix(NOW - 901 * DAY);
  assert_ok(report_health(b->site, r, &h));
  assert_true(h.clock_behind);
  store_read_end(&r);
  time_fix(NOW);
  struct verify_result v;
  assert_ok(site_verify(b->site, "giam.sat", NULL, NULL, NULL, &v));
  r = reading(b);
  assert_ok(report_health(b->site, r, &h));
  assert_true(h.verified_ok);
  assert_false(h.verify_late);
  assert_int_equal(h.verified_entries + 1, h.entries);
}

static size_t log_count(struct bed *b, const struct report_log_filter *f) {
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct journal_entry *list;
  size_t n;
  assert_ok(report_log(r, f, 100, b->a, &list, &n));
  for (size_t i = 1; i < n; i++)
    assert_true(list[i].seq < list[i - 1].seq);
  return n;
}

static void test_log(struct bed *b) {
  furnish(b);
  size_t all = log_count(b, &(struct report_log_filter){0});
  assert_int_equal(log_count(b, &(struct report_log_filter){.kind = "machine."}), 5);
  assert_int_equal(log_count(b, &(struct report_log_filter){.subject = "tc-0"}), 2);
  assert_int_equal(log_count(b, &(struct report_log_filter){.subject = "%"}), 0);
  assert_int_equal(log_count(b, &(struct report_log_filter){.subject = "_C-0"}), 0);
  assert_int_equal(log_count(b, &(struct report_log_filter){.actor = "van.thu"}), 5);
  assert_int_equal(log_count(b, &(struct report_log_filter){.before = 3}), 2);
  assert_int_equal(log_count(b, &(struct report_log_filter){.from = NOW}), 0);
  assert_int_equal(log_count(b, &(struct report_log_filter){.to = NOW}), all);
  assert_int_equal(log_count(b, &(struct report_log_filter){.marked = true}), 0);
  assert_int_equal(log_count(b, &(struct report_log_filter){.admin = true}), 4);  // the four first accounts
  struct reader *r CLEANUP(store_read_end) = reading(b);
  const char *previous, *hash, *first;
  assert_ok(report_log_hashes(r, 1, b->a, &previous, &first));
  assert_int_equal(strlen(first), 64);
  assert_ok(report_log_hashes(r, 2, b->a, &previous, &hash));
  assert_string_equal(previous, first);
  assert_ok(report_log_hashes(r, 99999, b->a, &previous, &hash));
  assert_null(hash);
}

static void on_engines(void (*test)(struct bed *b)) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  for (int engine = 0; engine < 2; engine++) {
    struct bed b;
    char *url = engine ? engines_postgres(a) : NULL;
    if (engine && !url) continue;
    open_bed(&b, url);
    test(&b);
    close_bed(&b);
  }
}

#define ON_ENGINES(name)                                                                         \
  static void name##_on_engines(void **state) {                                                  \
    (void)state;                                                                                 \
    on_engines(name);                                                                            \
  }
ON_ENGINES(test_documents)
ON_ENGINES(test_officers)
ON_ENGINES(test_unscanned)
ON_ENGINES(test_health)
ON_ENGINES(test_log)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_documents_on_engines), cmocka_unit_test(test_officers_on_engines),
      cmocka_unit_test(test_unscanned_on_engines), cmocka_unit_test(test_health_on_engines),
      cmocka_unit_test(test_log_on_engines)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
