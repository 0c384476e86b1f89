// Every rule of law/rules on both engines: one case that breaks it and one that does not, what happens at entry
// (nothing, a warning, a refusal, a mark on what is recorded after the fact), and what the audit lists. A rule
// file without a case here fails the test.
#include "engines.h"

#include "equipment/equipment.h"
#include "people/people.h"
#include "site/site.h"

/// What the act that breaks the rule meets at entry.
enum entry {
  ENTRY_NOTHING,  ///< audit only
  ENTRY_WARNS,    ///< goes on with a reason, which is recorded
  ENTRY_REFUSES,  ///< does not go on, unless it is recorded after the fact
  ENTRY_MARKS     ///< taken in after the fact and marked
};

struct rule_case {
  const char *rule, *day;
  enum entry entry;
  int days_later;  ///< days between the act and the audit
  struct err *(*bad)(struct change *c);
  const char *bad_subject;  ///< "": the site's id
  struct err *(*good)(struct change *c);
  const char *good_subject;
};

// ---- building blocks: units, persons, machines, scans ----------------------------------------------

static struct err *unit(struct change *c, const char *code) {
  struct unit_new u = {.code = code, .name = "Đơn vị thử", .kind = "department"};
  return people_unit_create(c, &u);
}

static struct err *person(struct change *c, const char *id, const char *unit_code) {
  struct person_new p = {.id = id, .name = "Người Thử", .unit = unit_code, .post = "chuyên viên"};
  return people_person_add(c, &p);
}

static struct err *duty(struct change *c, const char *id, const char *what, const char *mode, const char *decision) {
  struct duty_new d = {.person = id, .duty = what, .mode = mode, .decision = decision};
  return people_duty_assign(c, &d);
}

static struct err *machine(struct change *c, const char *code, const char *unit_code, const char *purpose,
                           const char *network) {
  struct machine_new m = {.code = code, .unit = unit_code, .purpose = purpose, .network = network};
  return equipment_register(c, &m);
}

static struct err *scan(struct change *c, const char *id, const char *of_machine, const char *of_unit, bool is_signed) {
  return CHANGE_EVENT(c, EVENT_SCAN_IMPORTED, id, {"machine", V_TEXT(of_machine)}, {"unit", V_TEXT(of_unit)},
                      {"authority", V_TEXT("Quyết định thử 01/QĐ")}, {"signed", V_INT(is_signed)},
                      {"started", V_INT(change_time(c))}, {"finished", V_INT(change_time(c))}, {"files", V_INT(1)},
                      {"members", V_INT(0)}, {"bytes", V_INT(1)}, {"findings", V_INT(1)}, {"hints", V_INT(0)},
                      {"unread", V_INT(0)}, {"seconds", V_INT(1)}, {"keep_as", V_TEXT("MAT")}, {"report", V_TEXT(id)},
                      {"names", V_TEXT("full")}, {"stopped", V_INT(0)});
}

static struct err *found(struct change *c, const char *id, const char *of_scan, const char *met) {
  return CHANGE_EVENT(c, EVENT_FINDING_RECORDED, id, {"scan", V_TEXT(of_scan)}, {"number", V_INT(1)},
                      {"level", V_TEXT("MAT")}, {"confidence", V_INT(90)}, {"hint", V_INT(0)},
                      {"declassified", V_INT(0)}, {"sha256", V_TEXT(id)}, {"size", V_INT(1)}, {"depth", V_INT(0)},
                      {"cut", V_INT(0)}, {"met", V_TEXT(met)});
}

static struct err *decided(struct change *c, const char *id, const char *decision, const char *measure) {
  return CHANGE_EVENT(c, EVENT_FINDING_DECIDED, id, {"decision", V_TEXT(decision)}, {"measure", V_TEXT(measure)});
}

/// A machine of a new unit, scanned, with one finding "<scan>/1".
static struct err *scanned(struct change *c, const char *unit_code, const char *code, const char *network,
                           const char *scan_id) {
  TRY(unit(c, unit_code));
  TRY(machine(c, code, unit_code, "ordinary", network));
  TRY(scan(c, scan_id, code, unit_code, true));
  char finding[40];
  snprintf(finding, sizeof finding, "%s/1", scan_id);
  return found(c, finding, scan_id, "");
}

// ---- the cases, in the order of their days ---------------------------------------------------------

#define BAD(name) static struct err *bad_##name(struct change *c)
#define GOOD(name) static struct err *good_##name(struct change *c)

BAD(two_years) { return unit(c, "cu-a"); }
GOOD(two_years) {
  TRY(unit(c, "cu-b"));
  return scan(c, "Q-CU", "", "cu-b", true);
}

BAD(officer) {
  TRY(unit(c, "cb10-a"));
  return machine(c, "CB10-A", "cb10-a", "drafting", "standalone");
}
GOOD(officer) {
  TRY(unit(c, "cb10-b"));
  TRY(machine(c, "CB10-B", "cb10-b", "drafting", "standalone"));
  TRY(person(c, "CB10", "cb10-b"));
  return duty(c, "CB10", "security_officer", "part", "12/QĐ");
}
BAD(full_time) {
  TRY(person(c, "CB20", "vp"));
  return duty(c, "CB20", "security_officer", "part", "13/QĐ");
}
GOOD(full_time) {
  TRY(person(c, "CB21", "vp"));
  return duty(c, "CB21", "security_officer", "full", "14/QĐ");
}
BAD(decision) {
  TRY(person(c, "CB30", "vp"));
  return duty(c, "CB30", "archive", "part", "");
}
GOOD(decision) {
  TRY(person(c, "CB31", "vp"));
  return duty(c, "CB31", "archive", "part", "15/QĐ");
}
BAD(key_post) {
  TRY(person(c, "CB40", "vp"));
  return duty(c, "CB40", "key_post", "full", "");
}
GOOD(key_post) {
  TRY(person(c, "CB41", "vp"));
  return duty(c, "CB41", "cipher", "full", "16/QĐ");
}
/// The people module ends duties of those who leave; what comes in another way is caught here.
BAD(leaver) {
  TRY(person(c, "CB50", "vp"));
  TRY(people_person_leave(c, "CB50", NULL, "nghỉ hưu"));
  return CHANGE_EVENT(c, EVENT_DUTY_ASSIGNED, "CB50", {"unit", V_TEXT("vp")}, {"duty", V_TEXT("archive")},
                      {"mode", V_TEXT("part")}, {"on", V_TEXT("2024-05-06")}, {"decision", V_TEXT("17/QĐ")});
}
GOOD(leaver) {
  TRY(person(c, "CB51", "vp"));
  TRY(duty(c, "CB51", "archive", "part", "18/QĐ"));
  return people_person_leave(c, "CB51", NULL, "nghỉ hưu");
}
BAD(connected) { return machine(c, "M10-A", "vp", "drafting", "connected"); }
GOOD(connected) { return machine(c, "M10-B", "vp", "drafting", "standalone"); }
BAD(connected_now) { return machine(c, "M10-C", "vp", "drafting", "connected"); }
GOOD(connected_now) { return machine(c, "M10-D", "vp", "drafting", "lan"); }
BAD(lan) { return machine(c, "M20-A", "vp", "drafting", "lan"); }
GOOD(lan) { return machine(c, "M20-B", "vp", "ordinary", "lan"); }
BAD(book) { return machine(c, "M30-A", "vp", "register", "connected"); }
GOOD(book) { return machine(c, "M30-B", "vp", "register", "standalone"); }
BAD(book_now) { return machine(c, "M30-C", "vp", "register", "connected"); }
GOOD(book_now) { return machine(c, "M30-D", "vp", "register", "standalone"); }
static struct err *once_connected(struct change *c, const char *code, const char *before) {
  TRY(machine(c, code, "vp", "ordinary", before));
  return equipment_change(c, code, "drafting", "standalone", NULL, NULL, NULL);
}
BAD(ever) { return once_connected(c, "M40-A", "connected"); }
GOOD(ever) { return once_connected(c, "M40-B", "standalone"); }
BAD(ever_now) { return once_connected(c, "M40-C", "connected"); }
GOOD(ever_now) { return once_connected(c, "M40-D", "standalone"); }
BAD(reuse) {
  TRY(scanned(c, "m50-a", "M50-A", "standalone", "Q50A"));
  return equipment_change(c, "M50-A", "server", NULL, NULL, NULL, NULL);
}
GOOD(reuse) {
  TRY(scanned(c, "m50-b", "M50-B", "standalone", "Q50B"));
  TRY(equipment_change(c, "M50-B", NULL, "connected", NULL, NULL, NULL));  // the use stays
  TRY(decided(c, "Q50B/1", "confirmed", "đã xóa an toàn, biên bản 3"));
  return equipment_change(c, "M50-B", "server", NULL, NULL, NULL, NULL);
}
BAD(retire_now) {
  TRY(scanned(c, "m50-c", "M50-C", "standalone", "Q50C"));
  TRY(decided(c, "Q50C/1", "confirmed", ""));
  return equipment_retire(c, "M50-C", NULL, "hỏng");
}
GOOD(retire_now) {
  TRY(scanned(c, "m50-d", "M50-D", "standalone", "Q50D"));
  TRY(decided(c, "Q50D/1", "false-alarm", ""));
  return equipment_retire(c, "M50-D", NULL, "hỏng");
}
BAD(unknown) { return machine(c, "M60-A", "vp", "drafting", "unknown"); }
GOOD(unknown) { return machine(c, "M60-B", "vp", "ordinary", "unknown"); }
BAD(on_connected) {
  TRY(scanned(c, "r10-a", "R10-A", "connected", "R10A"));
  return decided(c, "R10A/1", "confirmed", "đã ngắt mạng");
}
GOOD(on_connected) {
  TRY(scanned(c, "r10-b", "R10-B", "connected", "R10B"));
  TRY(decided(c, "R10B/1", "confirmed", "đã xóa"));
  return equipment_change(c, "R10-B", NULL, "standalone", NULL, NULL, NULL);
}
BAD(waiting) { return scanned(c, "r20-a", "R20-A", "standalone", "R20A"); }
GOOD(waiting) { return scanned(c, "r20-b", "R20-B", "standalone", "R20B"); }
BAD(measure) {
  TRY(scanned(c, "r30-a", "R30-A", "standalone", "R30A"));
  return decided(c, "R30A/1", "confirmed", "");
}
GOOD(measure) {
  TRY(scanned(c, "r30-b", "R30-B", "standalone", "R30B"));
  return decided(c, "R30B/1", "confirmed", "đã xóa an toàn");
}
BAD(again) {
  TRY(scan(c, "R40A", "", "vp", true));
  return found(c, "R40A/1", "R40A", "Q50A/1");
}
GOOD(again) {
  TRY(scan(c, "R40B", "", "vp", true));
  return found(c, "R40B/1", "R40B", "");
}
BAD(unsigned_report) { return scan(c, "R50A", "", "vp", false); }
GOOD(unsigned_report) { return scan(c, "R50B", "", "vp", true); }
BAD(year) {
  TRY(unit(c, "r60-a"));
  TRY(machine(c, "R60-A", "r60-a", "ordinary", "connected"));
  return scan(c, "R60A", "R60-A", "r60-a", true);
}
GOOD(year) {
  TRY(unit(c, "r60-b"));
  TRY(machine(c, "R60-B", "r60-b", "ordinary", "connected"));
  return scan(c, "R60B", "R60-B", "r60-b", true);
}
static struct err *account_of(struct change *c, const char *name, const char *id) {
  return CHANGE_EVENT(c, EVENT_ACCOUNT_CREATED, name, {"person", V_TEXT(id)}, {"role", V_TEXT("staff")},
                      {"password", V_TEXT("không đăng nhập được")});
}
BAD(account_left) {
  TRY(person(c, "TK10", "vp"));
  TRY(account_of(c, "tk10", "TK10"));
  return people_person_leave(c, "TK10", NULL, "chuyển công tác");
}
GOOD(account_left) {
  TRY(person(c, "TK11", "vp"));
  TRY(account_of(c, "tk11", "TK11"));
  TRY(account_close(c, "tk11", "chuyển công tác"));
  return people_person_leave(c, "TK11", NULL, "chuyển công tác");
}
BAD(nobody) { return account_of(c, "tk20", ""); }
GOOD(nobody) {
  TRY(person(c, "TK21", "vp"));
  return account_of(c, "tk21", "TK21");
}
/// Not verified, not backed up until the good act does it.
BAD(nothing) { return unit(c, "trong"); }
GOOD(verified) {
  return CHANGE_EVENT(c, EVENT_JOURNAL_VERIFIED, "", {"entries", V_INT(1)}, {"outcome", V_TEXT("ok")});
}
BAD(nothing_more) { return unit(c, "trong-2"); }
GOOD(backed_up) {
  return CHANGE_EVENT(c, EVENT_BACKUP_MADE, "", {"entries", V_INT(1)}, {"bytes", V_INT(1)}, {"hash", V_TEXT("00")});
}

static const struct rule_case CASES[] = {
    {"ra-quet-070", "2019-06-04", ENTRY_NOTHING, 0, bad_two_years, "cu-a", good_two_years, "cu-b"},
    {"can-bo-010", "2024-05-06", ENTRY_NOTHING, 0, bad_officer, "cb10-a", good_officer, "cb10-b"},
    {"can-bo-020", "2024-05-06", ENTRY_NOTHING, 0, bad_full_time, "vp", good_full_time, "vp"},
    {"can-bo-030", "2024-05-06", ENTRY_WARNS, 0, bad_decision, "CB30", good_decision, "CB31"},
    {"can-bo-040", "2024-05-06", ENTRY_WARNS, 0, bad_key_post, "CB40", good_key_post, "CB41"},
    {"can-bo-050", "2024-05-06", ENTRY_WARNS, 0, bad_leaver, "CB50", good_leaver, "CB51"},
    {"may-010", "2024-05-06", ENTRY_REFUSES, 0, bad_connected, "M10-A", good_connected, "M10-B"},
    {"may-020", "2024-05-06", ENTRY_WARNS, 0, bad_lan, "M20-A", good_lan, "M20-B"},
    {"may-030", "2024-05-06", ENTRY_REFUSES, 0, bad_book, "M30-A", good_book, "M30-B"},
    {"may-040", "2024-05-06", ENTRY_REFUSES, 0, bad_ever, "M40-A", good_ever, "M40-B"},
    {"may-050", "2024-05-06", ENTRY_REFUSES, 0, bad_reuse, "M50-A", good_reuse, "M50-B"},
    // The same rules under the law of 2025: where its text was not read, a refusal is lowered to a warning.
    {"may-010", "2026-11-20", ENTRY_REFUSES, 0, bad_connected_now, "M10-C", good_connected_now, "M10-D"},
    {"may-030", "2026-11-20", ENTRY_WARNS, 0, bad_book_now, "M30-C", good_book_now, "M30-D"},
    {"may-040", "2026-11-20", ENTRY_WARNS, 0, bad_ever_now, "M40-C", good_ever_now, "M40-D"},
    {"may-050", "2026-11-20", ENTRY_WARNS, 0, bad_retire_now, "M50-C", good_retire_now, "M50-D"},
    {"may-060", "2026-11-20", ENTRY_NOTHING, 0, bad_unknown, "M60-A", good_unknown, "M60-B"},
    {"ra-quet-010", "2026-11-20", ENTRY_NOTHING, 0, bad_on_connected, "R10A/1", good_on_connected, "R10B/1"},
    {"ra-quet-030", "2026-11-20", ENTRY_NOTHING, 0, bad_measure, "R30A/1", good_measure, "R30B/1"},
    {"ra-quet-040", "2026-11-20", ENTRY_MARKS, 0, bad_again, "R40A/1", good_again, "R40B/1"},
    {"ra-quet-050", "2026-11-20", ENTRY_MARKS, 0, bad_unsigned_report, "R50A", good_unsigned_report, "R50B"},
    {"tai-khoan-010", "2026-11-20", ENTRY_NOTHING, 0, bad_account_left, "tk10", good_account_left, "tk11"},
    {"tai-khoan-020", "2026-11-20", ENTRY_NOTHING, 0, bad_nobody, "tk20", good_nobody, "tk21"},
    {"nhat-ky-010", "2026-11-20", ENTRY_NOTHING, 0, bad_nothing, "", good_verified, ""},
    {"nhat-ky-020", "2026-11-20", ENTRY_NOTHING, 0, bad_nothing_more, "", good_backed_up, ""},
    {"ra-quet-020", "2026-11-20", ENTRY_NOTHING, 31, bad_waiting, "R20A/1", good_waiting, "R20B/1"},
    {"ra-quet-060", "2026-12-21", ENTRY_NOTHING, 366, bad_year, "r60-a", good_year, "r60-b"},
};

// ---- running them ----------------------------------------------------------------------------------

static struct site *site;
static struct arena *arena;

static bool audit_lists(const char *rule, const char *subject) {
  struct reader *r = NULL;
  struct breach *list;
  size_t n;
  bool listed = false;
  struct arena *a = arena_new(64u << 20);
  assert_ok(store_read(site->store, &r));
  assert_ok(site_audit(site, r, a, &list, &n));
  for (size_t i = 0; i < n; i++)
    listed = listed || (!strcmp(list[i].rule->id, rule) && !strcmp(list[i].subject, *subject ? subject : site->id));
  store_read_end(&r);
  arena_free(a);
  return listed;
}

enum way { PLAIN, WITH_REASON, AFTER_THE_FACT };

/// Runs an act as one change; *ret_first: the number its first event got or would have got.
static struct err *run_act(struct err *(*act)(struct change *), enum way way, int64_t *ret_first) {
  struct change *c CLEANUP(change_abort) = NULL;
  struct journal_head head;
  assert_ok(change_begin(site->journal, "thu.nghiem", &c));
  assert_ok(journal_head(change_reader(c), arena, &head));
  *ret_first = head.size + 1;
  if (way == WITH_REASON) change_reason(c, "đang chờ văn bản");
  if (way == AFTER_THE_FACT) change_after_the_fact(c);
  TRY(act(c));
  return change_commit(&c);
}

/// An event since `first` carries the rule in its member ("warned", "against").
static bool journal_tells(int64_t first, const char *member, const char *rule) {
  struct reader *r = NULL;
  struct journal_entry *e;
  size_t n;
  bool told = false;
  assert_ok(store_read(site->store, &r));
  assert_ok(journal_list(r, &(struct journal_filter){.actor = "", .subject = "", .kind = ""}, 20, arena, &e, &n));
  for (size_t i = 0; i < n && e[i].seq >= first; i++) {
    json_error_t bad;
    json_t *body CLEANUP(json_freep) = json_loads(e[i].body, 0, &bad);
    const char *list = json_string_value(json_object_get(body, member));
    told = told || (list && strstr(list, rule));
  }
  store_read_end(&r);
  return told;
}

/// The refusal names the article and says in both languages what is wrong and what to do.
static void check_refusal(const struct law_rule *rule, struct err *e) {
  assert_non_null(e);
  assert_int_equal(e->code, ERR_REFUSED);
  for (int l = 0; l < LANG_COUNT; l++) {
    char *text = err_message(arena, (enum lang)l, e);
    if (!strstr(text, rule->explain[l])) print_error("%s\n", text);
    assert_non_null(strstr(text, rule->explain[l]));
    assert_non_null(strstr(text, rule->article));
  }
  err_free(e);
}

static void run_bad(const struct rule_case *k, const struct law_rule *rule) {
  int64_t first;
  if (k->entry == ENTRY_WARNS || k->entry == ENTRY_REFUSES) check_refusal(rule, run_act(k->bad, PLAIN, &first));
  if (k->entry == ENTRY_REFUSES) check_refusal(rule, run_act(k->bad, WITH_REASON, &first));
  enum way way = k->entry == ENTRY_NOTHING ? PLAIN : k->entry == ENTRY_WARNS ? WITH_REASON : AFTER_THE_FACT;
  assert_ok(run_act(k->bad, way, &first));
  if (way == WITH_REASON) assert_true(journal_tells(first, "warned", k->rule));
  if (way == AFTER_THE_FACT) assert_true(journal_tells(first, "against", k->rule));
}

static void run_case(const struct rule_case *k) {
  const struct law_rule *rule = law_rule_by_id(site->law, k->rule);
  const struct law_value *why = NULL;
  struct date day;
  int64_t first;
  if (!rule) fail_msg("no rule %s", k->rule);
  assert_true(date_parse(k->day, &day));
  time_fix(time_from_date(day) + 9 * 3600000);
  enum law_severity severity = law_rule_severity(site->law, rule, day, &why);
  if (k->entry == ENTRY_WARNS && rule->severity == LAW_REFUSE) {
    assert_int_equal(severity, LAW_WARN);
    assert_non_null(why);
    assert_true(why->needs_check);
  }
  if (k->entry == ENTRY_REFUSES) assert_int_equal(severity, LAW_REFUSE);
  run_bad(k, rule);
  time_fix(time_now() + (int64_t)k->days_later * 86400000);
  if (!audit_lists(k->rule, k->bad_subject)) fail_msg("%s of %s does not list %s", k->rule, k->day, k->bad_subject);
  assert_ok(run_act(k->good, PLAIN, &first));
  if (audit_lists(k->rule, k->good_subject)) fail_msg("%s of %s lists %s", k->rule, k->day, k->good_subject);
}

static void every_rule_has_a_case_and_prepares(void) {
  struct law_rules rules = law_rules(site->law);
  assert_true(rules.n >= 12);
  for (size_t i = 0; i < rules.n; i++) {
    bool has = false;
    for (size_t k = 0; k < ARRAY_LEN(CASES); k++)
      has = has || !strcmp(CASES[k].rule, rules.p[i].id);
    if (!has) fail_msg("rule %s has no case in test_rules.c", rules.p[i].id);
    struct reader *r = NULL;
    struct rows *rows = NULL;
    struct named_val v[] = {{"subject", V_TEXT("x")}, {"today", V_TEXT("2026-11-20")}, {"actor", V_TEXT("")},
                            {"seq", V_INT(1)},        {"time", V_INT(1)}};
    assert_ok(store_read(site->store, &r));
    assert_ok(store_query_text(r, rules.p[i].sql, v, ARRAY_LEN(v), &rows));
    assert_int_equal(rows_columns(rows), 2);
    while (rows_next(rows)) {
    }
    assert_ok(rows_end(&rows));
    store_read_end(&r);
  }
}

static void rules_on(const char *postgres) {
  char dir[64], command[128];
  arena = arena_new(64u << 20);
  assert_ok(seal_start());
  engines_folder(dir);
  struct date day = {2019, 6, 3};
  time_fix(time_from_date(day) + 9 * 3600000);
  struct site_plan plan = {.store_url = postgres, .agency = "Văn phòng UBND tỉnh Sơn Giang", .agency_code = "vp",
                           .superior = "", .tier = "province", .premises = "", .profile = "work", .demo = true};
  static const enum role ROLES[] = {ROLE_HEAD, ROLE_CLERK, ROLE_ADMINISTRATOR, ROLE_AUDITOR};
  static const char *const NAMES[] = {"thu.truong", "van.thu", "quan.tri", "kiem.soat"};
  for (size_t i = 0; i < ARRAY_LEN(ROLES); i++) {
    plan.accounts[ROLES[i]].name = NAMES[i];
    plan.accounts[ROLES[i]].password = "mật khẩu dùng thử 2026";
    plan.accounts[ROLES[i]].person = "Người Thử";
    plan.accounts[ROLES[i]].post = "chuyên viên";
  }
  char *path = arena_printf(arena, "%s/site", dir);
  assert_ok(site_create(path, &plan, &site));
  every_rule_has_a_case_and_prepares();
  for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
    assert_true(i == 0 || strcmp(CASES[i - 1].day, CASES[i].day) <= 0);
    run_case(&CASES[i]);
  }
  struct verify_result v;
  assert_ok(site_verify(site, NULL, NULL, NULL, NULL, &v));
  assert_int_equal(v.fault, VERIFY_OK);
  const char *table = NULL;
  int tables = 0;
  assert_ok(site_rebuild(site, NULL, NULL, arena, &table, &tables));
  assert_null(table);
  site_close(site);
  time_fix(0);
  arena_free(arena);
  snprintf(command, sizeof command, "rm -rf %s", dir);
  assert_int_equal(system(command), 0);
}

static void test_rules_on_sqlite(void **state) {
  (void)state;
  rules_on(NULL);
}

static void test_rules_on_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *url = engines_postgres(a);
  if (!url) skip();
  rules_on(url);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rules_on_sqlite), cmocka_unit_test(test_rules_on_postgres)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
