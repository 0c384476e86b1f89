// Scan reports as evidence on both engines: keys of teams, reports good and forged, decisions that
// are remembered, names that only deciders see, and a journal that still verifies and rebuilds.
// Over 600 lines, because one site with its reports goes through all of it.
#include "engines.h"

#include <sys/resource.h>

#include "base/file.h"
#include "carried/keyfile.h"
#include "inspection/inspection.h"

#define PASSPHRASE "bốn từ rất ngẫu nhiên"
#define CANARY "Phương án nhân sự (mật thử)"

struct bed {
  char dir[64], private_path[128], checkpoints[128];
  struct store *store;
  struct journal *j;
  struct arena *a;
  int reports;
};

static void open_bed(struct bed *b, const char *postgres) {
  char url[160];
  memset(b, 0, sizeof *b);
  b->a = arena_new(512 << 20);
  assert_ok(seal_start());
  engines_folder(b->dir);
  snprintf(b->private_path, sizeof b->private_path, "%s/private.keys", b->dir);
  snprintf(b->checkpoints, sizeof b->checkpoints, "%s/checkpoints", b->dir);
  snprintf(url, sizeof url, "sqlite:%s/kin.db", b->dir);
  assert_ok(store_open(postgres ? postgres : url, &b->store));
  assert_ok(store_migrate(b->store));
  struct journal_setup setup = {.store = b->store,
                                .site_id = "abcdefghijkmnpqrstuvwxyz23",
                                .profile = "work",
                                .private_path = b->private_path,
                                .checkpoints_path = b->checkpoints};
  seal_signer_new(&setup.signer);
  assert_ok(journal_open(&setup, &b->j));
}

static void close_bed(struct bed *b) {
  char command[128];
  journal_free(b->j);
  store_free(b->store);
  arena_free(b->a);
  snprintf(command, sizeof command, "rm -rf %s", b->dir);
  assert_int_equal(system(command), 0);
}

static void equip(struct bed *b) {
  struct change *c = NULL;
  assert_ok(change_begin(b->j, "quan.tri", &c));
  static const char *const units[] = {"TA", "VP"};
  for (int i = 0; i < 2; i++)
    assert_ok(CHANGE_EVENT(c, EVENT_UNIT_CREATED, units[i], {"name", V_TEXT("Đơn vị thử")},
                           {"kind", V_TEXT("office")}, {"on", V_TEXT("2026-01-01")}));
  static const struct {
    const char *code, *unit, *network;
  } machines[] = {{"TA-VP-02", "TA", "connected"},
                  {"TA-VP-03", "TA", "standalone"},
                  {"VP-01", "VP", "standalone"}};
  for (int i = 0; i < 3; i++)
    assert_ok(CHANGE_EVENT(c, EVENT_MACHINE_REGISTERED, machines[i].code,
                           {"unit", V_TEXT(machines[i].unit)}, {"purpose", V_TEXT("drafting")},
                           {"network", V_TEXT(machines[i].network)}, {"on", V_TEXT("2026-01-02")}));
  assert_ok(change_commit(&c));
}

// ---- reports
// ---------------------------------------------------------------------------------------

#define HASH64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct draft {
  const char *authority, *machine;
  int findings, hints, unread, first;  ///< first: number from which hashes are made
  int stated_findings;                 ///< -1: the true number
  const char *keep_as;
  const char *extra;  ///< one more record, JSON text
  bool facts;         ///< with machine, volume, rules, decisions taken along and coverage
  const char *rules_sha256;
  const struct carried_key *key;
};
#define DRAFT                                                                                  \
  {                                                                                            \
    .authority = "Quyết định 61/QĐ-BCĐ ngày 10/11/2026", .machine = "TA-VP-02", .findings = 3, \
    .hints = 2, .unread = 4, .stated_findings = -1, .keep_as = "TOI_MAT"                       \
  }

static void add(struct carried_writer *w, json_t *record) {
  assert_non_null(record);
  assert_ok(carried_add(w, record));
  json_decref(record);
}

static json_t *finding(int i, bool hint, int number) {
  uint8_t hash[32];
  char text[16], path[256], hex[65] = "";
  snprintf(text, sizeof text, "tệp %d", number);
  seal_hash(text, strlen(text), hash);
  for (int k = 0; k < 32; k++)
    sprintf(hex + 2 * k, "%02x", hash[k]);
  snprintf(path, sizeof path, "D:/Luu tam/" CANARY " %d.zip", number);
  return json_pack("{s:s,s:s,s:i,s:s,s:I,s:I,s:s,s:i,s:o,s:o,s:[{s:s,s:s,s:s},{s:s,s:s}]}", "type",
                   hint ? "hint" : "finding", "level",
                   hint     ? "UNKNOWN"
                   : i == 0 ? "TOI_MAT"
                            : "MAT",
                   "confidence", hint ? 20 + i % 20 : 60 + i % 40, "sha256", hex, "size",
                   (json_int_t)46000 + i, "modified", (json_int_t)1789000000000, "extension",
                   "docx", "depth", 1, "path", carried_private(path), "members",
                   carried_private(CANARY "/bên trong.docx"), "reasons", "kind", "mark-alone",
                   "where", "header page 1 line 2", "words", "TỐI MẬT", "kind", "file-name",
                   "where", "");
}

static json_t *unread(int i) {
  static const char *const grades[] = {"encrypted", "damaged", "encrypted", "limit"};
  return json_pack("{s:s,s:s,s:i,s:s,s:i,s:o}", "type", "unread", "grade", grades[i % 4], "partial",
                   i % 2, "detail", "zip: password", "depth", 0, "path",
                   carried_private("E:/" CANARY ".zip"));
}

static void add_facts(struct carried_writer *w) {
  add(w, json_pack("{s:s,s:s,s:s,s:s,s:i,s:o,s:i}", "type", "machine", "system", "Debian GNU/Linux",
                   "version", "12", "kernel", "Linux 6.1", "utc_minutes", 420, "user",
                   carried_private("nguoi-quet " CANARY), "processors", 4));
  add(w, json_pack("{s:s,s:s,s:s,s:o,s:I,s:i,s:i}", "type", "volume", "file_system", "ext4",
                   "device", "/dev/sdb1", "mount", carried_private("/media/" CANARY), "size",
                   (json_int_t)500000000000, "free", 7, "read_only", 1));
  add(w, json_pack("{s:s,s:s,s:s,s:i}", "type", "rule", "kind", "since", "day", "2026-03-01",
                   "files", 12));
  add(w, json_pack("{s:s,s:s,s:o,s:i,s:i}", "type", "rule", "kind", "exclude", "pattern",
                   carried_private("*." CANARY), "files", 3, "folders", 1));
  add(w, json_pack("{s:s,s:s,s:s,s:i}", "type", "decided-list", "signer", "kt-2026-0001-abcd",
                   "sha256", HASH64, "files", 9));
}

static char *write_report(struct bed *b, const struct draft *d) {
  char *path = arena_printf(b->a, "%s/report-%d.kin", b->dir, ++b->reports);
  json_t *m CLEANUP(json_freep) = json_pack("{s:s,s:I,s:s}", "kind", "scan-report", "made",
                                            (json_int_t)1795242000000, "software", "kin thử");
  struct carried_writer *w CLEANUP(carried_writer_freep) = NULL;
  assert_ok(carried_write(path, m, &w));
  json_t *scan = json_pack("{s:s,s:s,s:I,s:s,s:[s,s],s:o}", "type", "scan", "machine", d->machine,
                           "started", (json_int_t)1795240000000, "names", "full", "jail", "seccomp",
                           "landlock", "roots", carried_private("C:/\nD:/" CANARY));
  if (d->authority) json_object_set_new(scan, "authority", json_string(d->authority));
  if (d->rules_sha256) {
    json_object_set_new(scan, "rules_agency", json_string("Ủy ban nhân dân tỉnh Mẫu"));
    json_object_set_new(scan, "rules_sha256", json_string(d->rules_sha256));
  }
  add(w, scan);
  if (d->facts) add_facts(w);
  for (int i = 0; i < d->findings; i++)
    add(w, finding(i, false, d->first + i));
  for (int i = 0; i < d->hints; i++)
    add(w, finding(i, true, d->first + d->findings + i));
  for (int i = 0; i < d->unread; i++)
    add(w, unread(i));
  add(w, json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "type", "exposure", "kind", "network", "what",
                   "Wi-Fi TanAn-Guest", "first", "2026-09-03T14:02", "last", "2026-09-11T09:36",
                   "source", "SOFTWARE hive", "certainty", "recorded"));
  if (d->extra) {
    json_t *extra = NULL;
    assert_ok(json_parse(d->extra, strlen(d->extra), &extra));
    add(w, extra);
  }
  json_t *summary =
         json_pack("{s:s,s:i,s:i,s:I,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:I,s:s}", "type",
                   "summary", "files", 18402, "members", 900, "bytes", (json_int_t)9000000000,
                   "findings", d->stated_findings < 0 ? d->findings : d->stated_findings, "hints",
                   d->hints, "unread", d->unread, "exposures", 1, "links", 3, "special", 1, "gone",
                   0, "restarts", 0, "milliseconds", 61500, "finished", (json_int_t)1795241000000,
                   "keep_as", d->keep_as);
  if (d->facts)
    json_object_update_new(
        summary, json_pack("{s:i,s:i,s:i,s:i,s:[{s:s,s:i,s:i,s:i}]}", "skipped", 15,
                           "skipped_folders", 1, "unchanged", 40, "decided", 1, "formats", "format",
                           "ooxml", "files", 30, "bytes", 9000, "milliseconds", 1500));
  add(w, summary);
  struct carried_hashes hashes;
  struct carried_signer s;
  if (d->key) s = (struct carried_signer){d->key->name, &d->key->signer};
  assert_ok(carried_end(w, &s, d->key ? 1 : 0, &hashes));
  return path;
}

static struct err *import(struct bed *b, const char *path, const char *machine, const char *unit,
                          bool as_unsigned, char **ret) {
  struct inspection_source s = {.path = path};
  struct inspection_options o = {.machine = machine, .unit = unit, .as_unsigned = as_unsigned};
  return inspection_import(b->j, "thang.vu", &s, &o, b->a, ret);
}

static struct reader *reading(struct bed *b) {
  struct reader *r = NULL;
  assert_ok(store_read(b->store, &r));
  return r;
}

static int64_t entries(struct bed *b) {
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct journal_head head;
  assert_ok(journal_head(r, b->a, &head));
  return head.size;
}

/// Nothing may change when a report is refused, and the message of the refusal has all its values.
static void refuse(struct bed *b, const char *path, const char *machine, const char *unit,
                   bool as_unsigned, enum msg expected) {
  int64_t before = entries(b);
  char *id = NULL;
  struct err *e CLEANUP(err_freep) = import(b, path, machine, unit, as_unsigned, &id);
  assert_non_null(e);
  for (int lang = 0; lang < LANG_COUNT; lang++) {
    assert_null(strchr(err_message(b->a, (enum lang)lang, e), '{'));
    if (e->hint) assert_null(strchr(err_hint(b->a, (enum lang)lang, e), '{'));
  }
  if (e->message != expected) print_error("%s\n", err_message(b->a, LANG_EN, e));
  assert_int_equal(e->message, expected);
  assert_int_equal(entries(b), before);
}

static struct inspection_preview look(struct bed *b, const char *path, const char *machine,
                                      const char *unit) {
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct inspection_source s = {.path = path};
  struct inspection_options o = {.machine = machine, .unit = unit};
  struct inspection_preview p;
  assert_ok(inspection_look(b->j, r, &s, &o, b->a, &p));
  return p;
}

static void verify_and_rebuild(struct bed *b) {
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct verify_result v;
  assert_ok(journal_verify(b->j, r, NULL, NULL, NULL, &v));
  assert_int_equal(v.fault, VERIFY_OK);
  struct bed empty;
  const char *table = NULL;
  int tables = 0;
  open_bed(&empty, NULL);
  assert_ok(journal_rebuild(b->j, r, empty.store, NULL, NULL, b->a, &table, &tables));
  if (table) fail_msg("table %s differs", table);
  close_bed(&empty);
}

// ---- keys
// ------------------------------------------------------------------------------------------

static struct carried_key issue(struct bed *b, const char *until) {
  struct inspection_key_order o = {.team = "Đội kiểm tra số 1",
                                   .passphrase = PASSPHRASE,
                                   .valid_until = until,
                                   .path = arena_printf(b->a, "%s/key-%d", b->dir, ++b->reports)};
  char *id = NULL;
  struct carried_key k;
  assert_ok(inspection_key_issue(b->j, "thang.vu", &o, b->a, &id, NULL));
  assert_err(carried_key_open(o.path, "một cụm khác hẳn thế", &k), ERR_DENIED);
  assert_ok(carried_key_open(o.path, PASSPHRASE, &k));
  assert_string_equal(k.name, id);
  return k;
}

static void keys(struct bed *b) {
  char *id = NULL, *text = NULL;
  struct inspection_key_order o = {.team = "Đội kiểm tra số 2", .passphrase = "ngắn"};
  assert_err(inspection_key_issue(b->j, "a", &o, b->a, &id, &text), ERR_INPUT);
  o.passphrase = PASSPHRASE;
  o.valid_until = "2026-02-30";
  assert_err(inspection_key_issue(b->j, "a", &o, b->a, &id, &text), ERR_INPUT);
  o.valid_until = "2001-01-01";
  assert_err(inspection_key_issue(b->j, "a", &o, b->a, &id, &text), ERR_INPUT);
  o.valid_until = NULL;
  o.team = "hai\ndòng";
  assert_err(inspection_key_issue(b->j, "a", &o, b->a, &id, &text), ERR_INPUT);
  o.team = "Đội kiểm tra số 2";
  o.path = arena_printf(b->a, "%s/nowhere/key", b->dir);
  int64_t before = entries(b);
  assert_err(inspection_key_issue(b->j, "a", &o, b->a, &id, &text), ERR_IO);
  assert_int_equal(entries(b), before);
  o.path = arena_printf(b->a, "%s/there", b->dir);  // a file that exists is never overwritten
  assert_ok(file_write(o.path, "x", 1, 0600));
  assert_err(inspection_key_issue(b->j, "a", &o, b->a, &id, &text), ERR_CONFLICT);
  o.path = NULL;
  assert_ok(inspection_key_issue(b->j, "a", &o, b->a, &id, &text));
  struct carried_key k;
  assert_ok(carried_key_parse(text, strlen(text), "thử", PASSPHRASE, &k));
  assert_string_equal(k.title, "Đội kiểm tra số 2");
  assert_err(inspection_key_revoke(b->j, "a", id, ""), ERR_INPUT);
  assert_ok(inspection_key_revoke(b->j, "a", id, "mất tệp khóa"));
  assert_err(inspection_key_revoke(b->j, "a", id, "lần nữa"), ERR_CONFLICT);
  assert_err(inspection_key_revoke(b->j, "a", "kt-2026-9999-aaaa", "x"), ERR_NOT_FOUND);
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct inspection_key *list;
  size_t n;
  assert_ok(inspection_keys(r, b->a, &list, &n));
  assert_int_equal(n, 1);
  assert_true(list[0].revoked > 0);
  assert_string_equal(list[0].grounds, "mất tệp khóa");
}

// ---- taking in
// -------------------------------------------------------------------------------------

static void no_name_in_journal(struct bed *b) {
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct journal_entry *list;
  size_t n;
  struct journal_filter f = {0};
  assert_ok(journal_list(r, &f, 5000, b->a, &list, &n));
  for (size_t i = 0; i < n; i++) {
    assert_null(strstr(list[i].body, "mật thử"));
    assert_null(strstr(journal_sentence(b->a, LANG_VI, &list[i]), "mật thử"));
  }
}

static void import_signed(struct bed *b, const struct carried_key *k) {
  struct draft d = DRAFT;
  d.key = k;
  d.unread = 3000;
  char *path = write_report(b, &d), *id = NULL;
  struct inspection_preview p = look(b, path, NULL, NULL);
  assert_null(p.refusal);
  assert_int_equal(p.trust, TRUST_KNOWN);
  assert_string_equal(p.team, "Đội kiểm tra số 1");
  assert_string_equal(p.unit, "TA");
  assert_string_equal(p.matched, "name");
  assert_int_equal(p.by_level[LEVEL_TOI_MAT], 1);
  assert_int_equal(p.by_level[LEVEL_MAT], 2);
  assert_int_equal(p.by_grade[GRADE_ENCRYPTED], 1500);
  // 500 places for grades of 1500, 750 and 750 files: each gets its share
  assert_int_equal(p.listed_by_grade[GRADE_ENCRYPTED], 167);
  assert_int_equal(p.listed_by_grade[GRADE_DAMAGED], 167);
  assert_int_equal(p.listed_by_grade[GRADE_LIMIT], 166);
  assert_ok(import(b, path, NULL, NULL, false, &id));
  char *expected = arena_printf(b->a, "Q-%d-0001", time_to_date(time_now()).year);
  assert_string_equal(id, expected);
  refuse(b, path, NULL, NULL, false, MSG_INSPECTION_IMPORTED_BEFORE);
  char *reduced = arena_printf(b->a, "%s-reduced", path);
  struct carried_hashes hashes;
  assert_ok(carried_redact(path, reduced, NULL, NULL, NULL, &hashes));
  refuse(b, reduced, NULL, NULL, false, MSG_INSPECTION_IMPORTED_BEFORE);

  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct inspection_scan *s;
  assert_ok(inspection_scan(r, id, b->a, &s));
  assert_non_null(s);
  assert_true(s->is_signed);
  assert_string_equal(s->signing_key, k->name);
  assert_string_equal(s->report, p.file_hash);
  assert_string_equal(s->keep_as, "TOI_MAT");
  assert_int_equal(s->undecided, 3);
  assert_int_equal(s->unread, 3000);
  assert_int_equal(s->bytes, 9000000000);
  assert_int_equal(s->seconds, 61);
  struct inspection_scan *last;
  assert_ok(inspection_machine_last_scan(r, "TA-VP-02", b->a, &last));
  assert_string_equal(last->id, id);
  assert_ok(inspection_machine_last_scan(r, "VP-01", b->a, &last));
  assert_null(last);

  struct inspection_finding *f;
  size_t n;
  assert_ok(inspection_findings(b->j, r, id, false, false, 50, 0, b->a, &f, &n));
  assert_int_equal(n, 3);
  assert_int_equal(f[0].confidence, 62);
  assert_null(f[0].name.path);
  assert_false(f[0].name.removed);
  assert_ok(inspection_findings(b->j, r, id, false, true, 50, 0, b->a, &f, &n));
  assert_string_equal(f[0].name.path, "D:/Luu tam/" CANARY " 2.zip");
  assert_string_equal(f[0].name.members, CANARY "/bên trong.docx");
  assert_string_equal(f[0].extension, "docx");
  assert_int_equal(f[0].depth, 1);
  size_t at = 0, reasons = 0;
  struct inspection_reason reason = {0};
  while (inspection_reason_next(f[0].reasons, &at, b->a, &reason))
    if (reasons++ == 0) {
      assert_string_equal(reason.kind, "mark-alone");
      assert_string_equal(reason.where, "header page 1 line 2");
      assert_string_equal(reason.words, "TỐI MẬT");
    }
  assert_int_equal(reasons, 2);
  assert_ok(inspection_findings(b->j, r, id, true, false, 50, 0, b->a, &f, &n));
  assert_int_equal(n, 2);
  assert_ok(inspection_findings(b->j, r, id, false, false, 1, 2, b->a, &f, &n));
  assert_int_equal(n, 1);
  assert_int_equal(f[0].confidence, 60);

  struct inspection_unread_count *counts;
  assert_ok(inspection_unread_counts(r, id, b->a, &counts, &n));
  int64_t total = 0, listed = 0;
  for (size_t i = 0; i < n; i++) {
    total += counts[i].count;
    listed += counts[i].listed;
  }
  assert_int_equal(total, 3000);
  assert_int_equal(listed, 500);
  struct inspection_unread *files;
  assert_ok(inspection_unread(b->j, r, id, "", true, 1000, 0, b->a, &files, &n));
  assert_int_equal(n, 500);
  assert_string_equal(files[0].name.path, "E:/" CANARY ".zip");
  assert_ok(inspection_unread(b->j, r, id, "limit", false, 1000, 0, b->a, &files, &n));
  assert_int_equal(n, 166);
  struct inspection_exposure *x;
  assert_ok(inspection_exposures(b->j, r, id, false, b->a, &x, &n));
  assert_int_equal(n, 1);
  assert_string_equal(x[0].what, "Wi-Fi TanAn-Guest");
  char *roots = NULL;
  assert_ok(journal_private(b->j, r, s->roots, b->a, &roots));
  assert_string_equal(roots, "C:/\nD:/" CANARY);
}

static void signatures(struct bed *b, const struct carried_key *k) {
  char *id = NULL;
  struct draft d = DRAFT;
  d.first = 100;
  struct carried_key stranger, impostor = *k, revoked = issue(b, NULL), expired = issue(b, NULL);
  assert_ok(carried_key_new("kt-2026-0001-zzzz", "Đội lạ", &stranger));
  seal_signer_new(&impostor.signer);
  assert_ok(inspection_key_revoke(b->j, "thang.vu", revoked.name, "mất tệp khóa"));
  d.key = &stranger;
  refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_TRUST_UNKNOWN);
  d.key = &impostor;
  refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_TRUST_OTHER_KEY);
  d.key = &revoked;
  char *path = write_report(b, &d);
  refuse(b, path, NULL, NULL, false, MSG_INSPECTION_TRUST_REVOKED);
  struct inspection_preview p = look(b, path, NULL, NULL);
  assert_non_null(p.refusal);
  assert_string_equal(p.team, "Đội kiểm tra số 1");
  inspection_preview_free(&p);
  assert_ok(import(b, path, NULL, NULL, true, &id));  // a person takes it in as unsigned
  struct inspection_scan *s;
  struct reader *r CLEANUP(store_read_end) = reading(b);
  assert_ok(inspection_scan(r, id, b->a, &s));
  assert_false(s->is_signed);
  assert_string_equal(s->trust, "revoked");
  assert_string_equal(s->signer, revoked.name);
  assert_string_equal(s->signing_key, "");
  time_fix(time_now() + INT64_C(400) * 86400000);
  d.key = &expired;
  refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_TRUST_EXPIRED);
  time_fix(0);
  d.key = NULL;
  d.first = 200;
  assert_ok(import(b, write_report(b, &d), NULL, NULL, false, &id));
  store_read_end(&r);
  r = reading(b);
  assert_ok(inspection_scan(r, id, b->a, &s));
  assert_false(s->is_signed);
  assert_string_equal(s->trust, "unsigned");
}

static void machines(struct bed *b) {
  char *id = NULL;
  struct draft d = DRAFT;
  struct inspection_scan *s;
  d.first = 300;
  d.authority = NULL;
  refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_NO_AUTHORITY);
  d.authority = "   ";
  refuse(b, write_report(b, &d), NULL, NULL, true, MSG_INSPECTION_NO_AUTHORITY);
  d.authority = "Kế hoạch 12/KH-BCĐ";
  d.machine = "DESKTOP-7Q2";
  char *path = write_report(b, &d);
  refuse(b, path, NULL, NULL, false, MSG_INSPECTION_MACHINE_UNKNOWN);
  refuse(b, path, "TA-VP-99", NULL, false, MSG_INSPECTION_MACHINE_NONE);
  refuse(b, path, NULL, "XX", false, MSG_INSPECTION_UNIT_NONE);
  refuse(b, path, "VP-01", "TA", false, MSG_INSPECTION_OTHER_UNIT);
  assert_ok(import(b, path, "VP-01", "VP", false, &id));
  struct reader *r = reading(b);
  assert_ok(inspection_scan(r, id, b->a, &s));
  assert_string_equal(s->machine, "VP-01");
  assert_string_equal(s->host, "DESKTOP-7Q2");
  assert_string_equal(s->matched, "person");
  store_read_end(&r);
  d.first = 310;
  assert_ok(import(b, write_report(b, &d), NULL, "VP", false, &id));
  r = reading(b);
  assert_ok(inspection_scan(r, id, b->a, &s));
  assert_string_equal(s->machine, "");
  assert_string_equal(s->unit, "VP");
  assert_string_equal(s->matched, "unregistered");
  struct inspection_filter f = {.unit = "VP", .limit = 10};
  struct inspection_scan *list;
  size_t n;
  assert_ok(inspection_scans(r, &f, b->a, &list, &n));
  assert_int_equal(n, 2);
  assert_string_equal(list[0].id, id);
  store_read_end(&r);
}

// ---- forged, broken, hostile
// -----------------------------------------------------------------------

static void damaged(struct bed *b, const struct carried_key *k) {
  struct draft d = DRAFT;
  d.first = 400;
  d.key = k;
  struct buf whole CLEANUP(buf_free) = buf_init(1 << 20);
  assert_ok(file_read(write_report(b, &d), &whole));
  char *path = arena_printf(b->a, "%s/damaged.kin", b->dir);
  int64_t before = entries(b);
  char *id = NULL;
  for (size_t cut = 0; cut < whole.n; cut += 97) {
    assert_ok(file_write(path, whole.p, cut, 0600));
    assert_err(import(b, path, NULL, NULL, true, &id), ERR_INPUT);
  }
  for (size_t at = 14; at < whole.n - 1; at += 61) {
    whole.p[at] ^= 1;
    assert_ok(file_write(path, whole.p, whole.n, 0600));
    struct err *e = import(b, path, NULL, NULL, true, &id);
    assert_non_null(e);
    err_free(e);
    whole.p[at] ^= 1;
  }
  assert_int_equal(entries(b), before);
}

#define PRIVATE "{\"commit\":\"" HASH64 "\"}"
static const char *const hostile[] = {
    "{\"type\":\"unread\",\"grade\":\"limit\",\"depth\":0}",
    "{\"type\":\"unread\",\"grade\":\"clean\",\"depth\":0,\"path\":" PRIVATE "}",
    "{\"type\":\"unread\",\"grade\":\"limit\",\"depth\":33,\"path\":" PRIVATE "}",
    "{\"type\":\"unread\",\"grade\":\"limit\",\"depth\":-1,\"path\":" PRIVATE "}",
    "{\"type\":\"unread\",\"grade\":\"limit\",\"depth\":0,\"path\":\"D:/không riêng\"}",
    "{\"type\":\"unread\",\"grade\":\"limit\",\"depth\":0,\"partial\":2,\"path\":" PRIVATE "}",
    "{\"type\":\"unread\",\"grade\":\"limit\",\"depth\":0,\"detail\":\"nội dung\",\"path\":" PRIVATE
    "}",
    "{\"type\":\"unread\",\"grade\":\"limit\",\"depth\":0,\"extension\":\"../x\",\"path\":" PRIVATE
    "}",
    "{\"type\":\"unread\",\"grade\":[],\"depth\":0,\"path\":" PRIVATE "}",
    "{\"type\":\"exposure\",\"kind\":\"network\",\"what\":\"a\\u001bb\"}",
    "{\"type\":\"exposure\",\"kind\":\"Network'; DROP TABLE scan\"}",
    "{\"type\":\"exposure\",\"what\":\"x\"}",
    "{\"type\":\"scan\",\"machine\":\"x\",\"started\":0,\"names\":\"full\",\"jail\":[]}",
    "{\"type\":\"summary\"}",
    "{\"type\":\"finding\",\"level\":\"MAT\"}",
    "{\"type\":\"finding\",\"level\":\"NONE\",\"confidence\":90,\"sha256\":\"" HASH64
    "\",\"size\":1,\"depth\":0,\"path\":" PRIVATE ",\"reasons\":[]}",
    "{\"type\":\"finding\",\"level\":\"MAT\",\"confidence\":101,\"sha256\":\"" HASH64
    "\",\"size\":1,\"depth\":0,\"path\":" PRIVATE ",\"reasons\":[]}",
    "{\"type\":\"finding\",\"level\":\"MAT\",\"confidence\":90,\"sha256\":\"ABC\",\"size\":1,"
    "\"depth\":0,\"path\":" PRIVATE ",\"reasons\":[]}",
    "{\"type\":\"finding\",\"level\":\"MAT\",\"confidence\":90,\"sha256\":\"" HASH64
    "\",\"size\":-1,\"depth\":0,\"path\":" PRIVATE ",\"reasons\":[]}",
    "{\"type\":\"finding\",\"level\":\"MAT\",\"confidence\":90,\"sha256\":\"" HASH64
    "\",\"size\":1,\"depth\":0,\"path\":" PRIVATE ",\"reasons\":[1]}",
    "{\"type\":\"finding\",\"level\":\"MAT\",\"confidence\":90,\"sha256\":\"" HASH64
    "\",\"size\":1,\"depth\":0,\"path\":" PRIVATE ",\"reasons\":[{\"kind\":\"\"}]}",
    "{\"type\":\"finding\",\"level\":\"MAT\",\"confidence\":90,\"sha256\":\"" HASH64
    "\",\"size\":1,\"depth\":0,\"path\":" PRIVATE
    ",\"reasons\":[{\"kind\":\"x\",\"where\":\"a\\tb\"}]}",
    "{\"type\":\"finding\",\"level\":\"MAT\",\"confidence\":90,\"sha256\":\"" HASH64
    "\",\"size\":1,\"depth\":0,\"path\":" PRIVATE
    ",\"modified\":9223372036854775807,\"reasons\":[]}",
};

static void hostile_records(struct bed *b) {
  struct draft d = DRAFT;
  d.first = 500;
  int64_t before = entries(b);
  char *id = NULL;
  for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
    d.extra = hostile[i];
    struct err *e = import(b, write_report(b, &d), NULL, NULL, false, &id);
    if (!e || e->code != ERR_INPUT) fail_msg("accepted: %s", hostile[i]);
    err_free(e);
  }
  // Values too long for what they are, one of them nearly a whole line.
  static const size_t lengths[] = {300, 17000, 60000};
  for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
    char *big = arena_alloc(b->a, lengths[i] + 1);
    memset(big, 'x', lengths[i]);
    d.extra =
        arena_printf(b->a, "{\"type\":\"exposure\",\"kind\":\"network\",\"what\":\"%s\"}", big);
    refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_RECORD);
    json_t *o = json_pack("{s:s,s:s,s:i,s:o}", "type", "unread", "grade", "limit", "depth", 0,
                          "path", carried_private(big));
    d.extra = json_canonical(b->a, o);
    json_decref(o);
    refuse(b, write_report(b, &d), NULL, NULL, false,
           i == 0 ? MSG_INSPECTION_COUNT : MSG_INSPECTION_RECORD);
  }
  d.extra = NULL;
  d.stated_findings = 2;
  refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_COUNT);
  d.stated_findings = -1;
  d.keep_as = "MAT";
  refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_COUNT);
  d.keep_as = "TOI_MAT";
  d.authority = arena_printf(b->a, "%0513d", 7);
  refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_RECORD);
  // Another kind of carried file, and a file of 100 kB in one line.
  char *path = arena_printf(b->a, "%s/other.kin", b->dir);
  json_t *m CLEANUP(json_freep) = json_pack("{s:s,s:i}", "kind", "checklist", "made", 1);
  struct carried_writer *w CLEANUP(carried_writer_freep) = NULL;
  struct carried_hashes hashes;
  assert_ok(carried_write(path, m, &w));
  assert_ok(carried_end(w, NULL, 0, &hashes));
  refuse(b, path, NULL, NULL, false, MSG_CARRIED_WRONG_KIND);
  char *line = arena_alloc(b->a, 100000);
  memset(line, 'x', 100000);
  path = arena_printf(b->a, "%s/line.kin", b->dir);
  assert_ok(file_write(path, line, 100000, 0600));
  assert_err(import(b, path, NULL, NULL, false, &id), ERR_INPUT);
  assert_int_equal(entries(b), before);
  // Strings that try to be something else stay what they are.
  d.authority = "<script>alert(1)</script>'; DROP TABLE scan; -- {subject} \xe2\x80\xae";
  d.machine = "TA-VP-02";
  assert_ok(import(b, write_report(b, &d), NULL, NULL, false, &id));
  struct reader *r CLEANUP(store_read_end) = reading(b);
  struct inspection_scan *s;
  assert_ok(inspection_scan(r, id, b->a, &s));
  assert_string_equal(s->authority, d.authority);
}

// ---- facts of machine and coverage

static const struct inspection_fact *fact_of(const struct inspection_fact *list, size_t n,
                                             const char *fact, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (!strcmp(list[i].fact, fact) && !strcmp(list[i].name, name)) return &list[i];
  fail_msg("no fact %s %s", fact, name);
  return NULL;
}

static const char *const hostile_facts[] = {
    "{\"type\":\"machine\",\"system\":7}",
    "{\"type\":\"machine\",\"utc_minutes\":100000}",
    "{\"type\":\"machine\",\"user\":\"plain\"}",
    "{\"type\":\"machine\",\"memory\":-1}",
    "{\"type\":\"volume\",\"file_system\":\"a file system with a name that is far too long\"}",
    "{\"type\":\"volume\",\"mount\":\"/plain\"}",
    "{\"type\":\"volume\",\"read_only\":2}",
    "{\"type\":\"rule\"}",
    "{\"type\":\"rule\",\"kind\":\"Since\"}",
    "{\"type\":\"rule\",\"kind\":\"exclude\",\"pattern\":\"*.iso\"}",
    "{\"type\":\"rule\",\"kind\":\"exclude\",\"files\":-3}",
    "{\"type\":\"decided-list\",\"sha256\":\"XYZ\"}",
    "{\"type\":\"decided-list\",\"files\":\"3\"}",
};

static void facts(struct bed *b) {
  struct draft d = DRAFT;
  d.first = 900;
  d.facts = true;
  d.rules_sha256 = HASH64;
  char *id = NULL;
  assert_ok(import(b, write_report(b, &d), NULL, NULL, false, &id));
  struct inspection_fact *list;
  size_t n;
  struct reader *r = reading(b);
  assert_ok(inspection_facts(b->j, r, id, true, b->a, &list, &n));
  assert_string_equal(fact_of(list, n, "machine", "system")->said, "Debian GNU/Linux 12");
  assert_int_equal(fact_of(list, n, "machine", "utc")->count, 420);
  assert_string_equal(fact_of(list, n, "machine", "user")->path, "nguoi-quet " CANARY);
  assert_int_equal(fact_of(list, n, "volume", "ext4")->amount, 500000000000);
  assert_string_equal(fact_of(list, n, "volume", "ext4")->path, "/media/" CANARY);
  assert_string_equal(fact_of(list, n, "rule", "since")->said, "2026-03-01");
  assert_string_equal(fact_of(list, n, "rule", "exclude")->path, "*." CANARY);
  assert_int_equal(fact_of(list, n, "rule", "exclude")->amount, 1);
  assert_int_equal(fact_of(list, n, "decided-list", "kt-2026-0001-abcd")->count, 9);
  assert_int_equal(fact_of(list, n, "coverage", "unchanged")->count, 40);
  assert_int_equal(fact_of(list, n, "format", "ooxml")->milliseconds, 1500);
  assert_string_equal(fact_of(list, n, "rule-file", "Ủy ban nhân dân tỉnh Mẫu")->said, HASH64);
  assert_ok(inspection_facts(b->j, r, id, false, b->a, &list, &n));
  for (size_t i = 0; i < n; i++)
    assert_null(list[i].path);
  store_read_end(&r);
  int64_t before = entries(b);
  d.first = 910;
  for (size_t i = 0; i < ARRAY_LEN(hostile_facts); i++) {
    d.extra = hostile_facts[i];
    struct err *e = import(b, write_report(b, &d), NULL, NULL, false, &id);
    if (!e || e->code != ERR_INPUT) fail_msg("accepted: %s", hostile_facts[i]);
    err_free(e);
  }
  d.extra = NULL;
  static const char *const hashes[] = {"0123", "Z123456789abcdef0123456789abcdef0123456789abcdef"};
  for (size_t i = 0; i < ARRAY_LEN(hashes); i++) {
    d.rules_sha256 = hashes[i];
    refuse(b, write_report(b, &d), NULL, NULL, false, MSG_INSPECTION_RECORD);
  }
  assert_int_equal(entries(b), before);
}

// Every reason the scanner gives has a label and a sentence why it counts; a rule's id is shown when it is one.
static void test_reasons(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  static const char *const kinds[] = {"mark-alone", "label",            "derived-notes", "phrase",      "file-name",
                                      "place",      "against-law-text", "against-form",  "declassified", "rule"};
  for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
    const struct inspection_reason r = {kinds[i], "body", ""};
    assert_int_not_equal(inspection_reason_why(&r), MSG_NONE);
    assert_null(strstr(inspection_reason_text(a, LANG_EN, &r), kinds[i][0] == 'r' ? "rule " : kinds[i]) &&
                strchr(kinds[i], '-'));
    assert_null(inspection_reason_rule(&r));
  }
  struct inspection_reason r = {"rule", "header page 1 line 2", "luu-hanh-han-che"};
  assert_string_equal(inspection_reason_rule(&r), "luu-hanh-han-che");
  assert_non_null(strstr(inspection_reason_text(a, LANG_EN, &r), "luu-hanh-han-che"));
  r.words = "Tên mã của đơn vị";  // no id: a scanner that says more than it may
  assert_null(inspection_reason_rule(&r));
  assert_null(strstr(inspection_reason_text(a, LANG_EN, &r), "mã"));
  r = (struct inspection_reason){"newer-than-this", "", ""};
  assert_int_equal(inspection_reason_why(&r), MSG_NONE);
}

// ---- deciding
// --------------------------------------------------------------------------------------

static void decisions(struct bed *b) {
  char *first = NULL, *second = NULL, *third = NULL;
  struct draft d = DRAFT;
  d.first = 600;
  assert_ok(import(b, write_report(b, &d), NULL, NULL, false, &first));
  char *f1 = arena_printf(b->a, "%s/1", first), *f2 = arena_printf(b->a, "%s/2", first),
       *f3 = arena_printf(b->a, "%s/3", first);
  assert_err(inspection_decide(b->j, "trang", "Q-1999-0001/1", DECISION_CONFIRMED, "", ""),
             ERR_NOT_FOUND);
  assert_err(inspection_decide(b->j, "trang", f1, DECISION_FALSE_ALARM, "", ""), ERR_INPUT);
  assert_err(inspection_decide(b->j, "trang", f1, DECISION_NONE, "x", ""), ERR_INPUT);
  assert_ok(inspection_decide(b->j, "trang", f1, DECISION_FALSE_ALARM,
                              "văn bản quy phạm, không phải tài liệu mật", ""));
  assert_ok(inspection_decide(b->j, "trang", f2, DECISION_CONFIRMED, "",
                              "Niêm phong ổ đĩa, lập biên bản"));
  assert_ok(inspection_decide(b->j, "trang", f3, DECISION_UNCLEAR, "hỏi người soạn", ""));

  // The same files on another machine: the false alarm comes in decided, the confirmed one says so.
  d.machine = "ta-vp-03";
  char *path = write_report(b, &d);
  struct inspection_preview p = look(b, path, NULL, NULL);
  assert_int_equal(p.false_alarm_before, 1);
  assert_int_equal(p.confirmed_before, 1);
  assert_ok(import(b, path, NULL, NULL, false, &second));
  struct reader *r = reading(b);
  struct inspection_finding *f;
  struct inspection_scan *s;
  assert_ok(inspection_finding(b->j, r, arena_printf(b->a, "%s/1", second), false, b->a, &f));
  assert_string_equal(f->decision, "false-alarm");
  assert_string_equal(f->same_as, f1);
  assert_ok(inspection_finding(b->j, r, arena_printf(b->a, "%s/2", second), false, b->a, &f));
  assert_string_equal(f->decision, "");
  assert_string_equal(f->met, f2);
  assert_ok(inspection_finding(b->j, r, arena_printf(b->a, "%s/3", second), false, b->a, &f));
  assert_string_equal(f->decision, "");
  assert_ok(inspection_scan(r, first, b->a, &s));
  assert_int_equal(s->undecided, 0);
  assert_int_equal(s->confirmed, 1);
  assert_int_equal(s->false_alarm, 1);
  assert_int_equal(s->unclear, 1);
  assert_ok(inspection_scan(r, second, b->a, &s));
  assert_int_equal(s->undecided, 2);
  size_t n;
  assert_ok(inspection_findings(b->j, r, second, false, false, 10, 0, b->a, &f, &n));
  assert_int_equal(n, 3);
  assert_string_equal(f[0].decision, "");
  assert_string_equal(f[2].decision, "false-alarm");  // decided ones last
  struct inspection_counters c;
  assert_ok(inspection_counters(r, 0, &c));
  assert_int_equal(c.confirmed_connected, 1);
  assert_int_equal(c.unclear, 1);
  assert_true(c.undecided >= 2 && c.oldest_undecided > 0);
  assert_int_equal(c.machines_unscanned, 0);
  assert_ok(inspection_counters(r, time_now(), &c));
  assert_int_equal(c.machines_unscanned, 3);
  assert_int_equal(c.units_unscanned, 2);
  store_read_end(&r);

  // The false alarm was a mistake: what followed it waits for a person again, and is met as
  // confirmed.
  assert_ok(inspection_decide(b->j, "trang", f1, DECISION_CONFIRMED, "", ""));
  r = reading(b);
  assert_ok(inspection_finding(b->j, r, arena_printf(b->a, "%s/1", second), false, b->a, &f));
  assert_string_equal(f->decision, "");
  assert_string_equal(f->same_as, "");
  store_read_end(&r);
  assert_ok(import(b, path = write_report(b, &d), NULL, NULL, false, &third));
  r = reading(b);
  assert_ok(inspection_finding(b->j, r, arena_printf(b->a, "%s/1", third), false, b->a, &f));
  assert_string_equal(f->met, f1);
  store_read_end(&r);

  // Reading names is recorded once a day for each account.
  int64_t before = entries(b);
  assert_ok(inspection_names_read(b->j, "trang", first));
  assert_ok(inspection_names_read(b->j, "trang", first));
  assert_int_equal(entries(b), before + 1);
  assert_ok(inspection_names_read(b->j, "khac", first));
  assert_ok(inspection_names_read(b->j, "trang", second));
  assert_int_equal(entries(b), before + 3);

  // A name removed from the journal is said to be removed; everything else stays.
  struct change *ch = NULL;
  struct journal_entry *list;
  r = reading(b);
  struct journal_filter filter = {.subject = f2, .kind = "finding.recorded"};
  assert_ok(journal_list(r, &filter, 1, b->a, &list, &n));
  store_read_end(&r);
  assert_ok(change_begin(b->j, "kin", &ch));
  assert_ok(change_remove_private(ch, list[0].seq, "path", "Quyết định 1/QĐ"));
  assert_ok(change_commit(&ch));
  r = reading(b);
  assert_ok(inspection_finding(b->j, r, f2, true, b->a, &f));
  assert_null(f->name.path);
  assert_true(f->name.removed);
  store_read_end(&r);
}

static void use(const char *postgres) {
  struct bed b;
  open_bed(&b, postgres);
  equip(&b);
  keys(&b);
  struct carried_key k = issue(&b, NULL);
  import_signed(&b, &k);
  no_name_in_journal(&b);
  signatures(&b, &k);
  machines(&b);
  damaged(&b, &k);
  hostile_records(&b);
  decisions(&b);
  facts(&b);
  no_name_in_journal(&b);
  verify_and_rebuild(&b);
  close_bed(&b);
}

static void test_sqlite(void **state) {
  (void)state;
  use(NULL);
}

static void test_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *url = engines_postgres(a);
  if (!url) skip();
  use(url);
}

static bool stop_at(void *ctx, uint64_t done, uint64_t all) {
  int *calls = ctx;
  assert_true(done <= all);
  return ++*calls < 3;
}

/// Memory of a large import stays bounded, and stopping it leaves nothing.
static void large(const char *postgres, int otherwise) {
  const char *wanted = getenv("KIN_TEST_FINDINGS");
  int n = wanted ? atoi(wanted) : otherwise, calls = 0;
  struct bed b;
  open_bed(&b, postgres);
  equip(&b);
  struct draft d = DRAFT;
  d.findings = n;
  char *path = write_report(&b, &d), *id = NULL;
  struct inspection_source s = {.path = path};
  struct inspection_options o = {.progress = stop_at, .ctx = &calls};
  int64_t before = entries(&b);
  assert_err(inspection_import(b.j, "thang.vu", &s, &o, b.a, &id), ERR_CONFLICT);
  assert_int_equal(entries(&b), before);
  o.progress = NULL;
  int64_t started = time_monotonic();
  assert_ok(inspection_import(b.j, "thang.vu", &s, &o, b.a, &id));
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  print_message("%d findings: %lld ms, %ld MB at most\n", n,
                (long long)(time_monotonic() - started), u.ru_maxrss / 1024);
  struct reader *r CLEANUP(store_read_end) = reading(&b);
  struct inspection_scan *scan;
  assert_ok(inspection_scan(r, id, b.a, &scan));
  assert_int_equal(scan->undecided, n);
  store_read_end(&r);
  close_bed(&b);
}

static void test_large_sqlite(void **state) {
  (void)state;
  large(NULL, 20000);
}

static void test_large_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *url = engines_postgres(a);
  if (!url) skip();
  large(url, 4000);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_reasons), cmocka_unit_test(test_sqlite), cmocka_unit_test(test_postgres),
                                     cmocka_unit_test(test_large_sqlite),
                                     cmocka_unit_test(test_large_postgres)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
