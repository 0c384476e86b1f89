// Scans, findings, files not read and traces, as pages and commands show them; figures for Tổng
// quan.
#include <string.h>

#include "inspection/internal.h"

// ---- scans
// -----------------------------------------------------------------------------------------

static void scan_from_row(struct rows *q, struct arena *a, struct inspection_scan *s) {
  int i = 0;
  s->id = rows_dup(q, i++, a);
  s->seq = rows_int(q, i++);
  s->machine = rows_dup(q, i++, a);
  s->unit = rows_dup(q, i++, a);
  s->authority = rows_dup(q, i++, a);
  s->team = rows_dup(q, i++, a);
  s->signing_key = rows_dup(q, i++, a);
  s->is_signed = rows_int(q, i++);
  int64_t *const first[] = {&s->started,  &s->finished, &s->files,  &s->members, &s->bytes,
                            &s->findings, &s->hints,    &s->unread, &s->seconds};
  for (size_t k = 0; k < ARRAY_LEN(first); k++)
    *first[k] = rows_int(q, i++);
  s->keep_as = rows_dup(q, i++, a);
  s->report = rows_dup(q, i++, a);
  s->names = rows_dup(q, i++, a);
  s->jail = rows_dup(q, i++, a);
  s->stopped = rows_int(q, i++);
  s->imported = rows_int(q, i++);
  const char **const texts[] = {&s->imported_by, &s->host,    &s->matched, &s->trust,
                                &s->signer,      &s->content, &s->software};
  for (size_t k = 0; k < ARRAY_LEN(texts); k++)
    *texts[k] = rows_dup(q, i++, a);
  int64_t *const second[] = {&s->made, &s->exposures, &s->links,       &s->special,
                             &s->gone, &s->restarts,  &s->milliseconds};
  for (size_t k = 0; k < ARRAY_LEN(second); k++)
    *second[k] = rows_int(q, i++);
  s->roots = rows_dup(q, i++, a);
  s->undecided = rows_int(q, i++);
  s->confirmed = rows_int(q, i++);
  s->false_alarm = rows_int(q, i++);
  s->unclear = rows_int(q, i++);
}

static const char *view_name(enum inspection_view v) {
  static const char *const names[VIEW_COUNT] = {[VIEW_ALL] = "",
                                                [VIEW_WAITING] = "waiting",
                                                [VIEW_FOUND] = "found",
                                                [VIEW_UNSIGNED] = "unsigned"};
  ASSERT(v >= 0 && v < VIEW_COUNT);
  return names[v];
}

struct err *inspection_scans(struct reader *r, const struct inspection_filter *f, struct arena *a,
                             struct inspection_scan **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_SCANS, &rows, V_TEXT(f->machine ? f->machine : ""),
                  V_TEXT(f->unit ? f->unit : ""), V_TEXT(view_name(f->view)),
                  V_INT((int64_t)f->limit), V_INT((int64_t)f->offset)));
  struct inspection_scan *list = ARENA_ARRAY(a, struct inspection_scan, f->limit + 1);
  size_t n = 0;
  while (n < f->limit && rows_next(rows))
    scan_from_row(rows, a, &list[n++]);
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

struct err *inspection_view_counts(struct reader *r, const struct inspection_filter *f,
                                   int64_t ret[VIEW_COUNT]) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_SCAN_VIEWS, &rows, V_TEXT(f->machine ? f->machine : ""),
                  V_TEXT(f->unit ? f->unit : "")));
  if (rows_next(rows))
    for (int i = 0; i < VIEW_COUNT; i++)
      ret[i] = rows_int(rows, i);
  return rows_end(&rows);
}

struct err *inspection_units(struct reader *r, size_t limit, struct arena *a,
                             struct inspection_unit **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_SCAN_UNITS, &rows, V_INT((int64_t)limit)));
  struct inspection_unit *list = ARENA_ARRAY(a, struct inspection_unit, limit + 1);
  size_t n = 0;
  for (; n < limit && rows_next(rows); n++)
    list[n] = (struct inspection_unit){rows_dup(rows, 0, a), rows_dup(rows, 1, a)};
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

static struct err *one_scan(struct reader *r, enum sql id, const char *key, struct arena *a,
                            struct inspection_scan **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = NULL;
  TRY(STORE_QUERY(r, id, &rows, V_TEXT(key)));
  if (rows_next(rows)) {
    *ret = ARENA_NEW(a, struct inspection_scan);
    scan_from_row(rows, a, *ret);
  }
  return rows_end(&rows);
}

struct err *inspection_scan(struct reader *r, const char *id, struct arena *a,
                            struct inspection_scan **ret) {
  return one_scan(r, SQL_INSPECTION_SCAN_GET, id, a, ret);
}

struct err *inspection_machine_last_scan(struct reader *r, const char *machine, struct arena *a,
                                         struct inspection_scan **ret) {
  return one_scan(r, SQL_INSPECTION_SCAN_OF_MACHINE, machine, a, ret);
}

// ---- names
// -----------------------------------------------------------------------------------------

// Opens the private fields of one row when the caller may read names.
static struct err *read_name(struct journal *j, struct reader *r, bool names, const char *path,
                             const char *members, struct arena *a, struct inspection_name *ret) {
  *ret = (struct inspection_name){0};
  if (!names) return NULL;
  char *p = NULL, *m = NULL;
  TRY(journal_private(j, r, path, a, &p));
  TRY(journal_private(j, r, members, a, &m));
  ret->path = p;
  ret->members = m;
  ret->removed = !p;
  return NULL;
}

// ---- findings
// --------------------------------------------------------------------------------------

static struct err *finding_from_row(struct journal *j, struct reader *r, struct rows *q, bool names,
                                    struct arena *a, struct inspection_finding *f) {
  f->id = rows_dup(q, 0, a);
  f->scan = rows_dup(q, 1, a);
  f->number = rows_int(q, 2);
  f->level = rows_dup(q, 3, a);
  f->confidence = rows_int(q, 4);
  f->hint = rows_int(q, 5);
  f->declassified = rows_int(q, 6);
  f->sha256 = rows_dup(q, 7, a);
  f->size = rows_int(q, 8);
  f->modified = rows_int(q, 9);
  f->extension = rows_dup(q, 10, a);
  f->depth = rows_int(q, 11);
  f->cut = rows_int(q, 12);
  const char *path = rows_dup(q, 13, a), *members = rows_dup(q, 14, a);
  f->reasons = rows_dup(q, 15, a);
  f->met = rows_dup(q, 16, a);
  f->recorded = rows_int(q, 17);
  f->decision = rows_dup(q, 18, a);
  f->decided = rows_int(q, 19);
  f->decided_by = rows_dup(q, 20, a);
  f->grounds = rows_dup(q, 21, a);
  f->measure = rows_dup(q, 22, a);
  f->same_as = rows_dup(q, 23, a);
  return read_name(j, r, names, path, members, a, &f->name);
}

struct err *inspection_findings(struct journal *j, struct reader *r, const char *scan, bool hints,
                                bool names, size_t limit, size_t offset, struct arena *a,
                                struct inspection_finding **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_FINDINGS, &rows, V_TEXT(scan), V_INT(hints),
                  V_INT((int64_t)limit), V_INT((int64_t)offset)));
  struct inspection_finding *list = ARENA_ARRAY(a, struct inspection_finding, limit + 1);
  size_t n = 0;
  while (n < limit && rows_next(rows))
    TRY(finding_from_row(j, r, rows, names, a, &list[n++]));
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

struct err *inspection_finding(struct journal *j, struct reader *r, const char *id, bool names,
                               struct arena *a, struct inspection_finding **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_FINDING_GET, &rows, V_TEXT(id)));
  if (rows_next(rows)) {
    *ret = ARENA_NEW(a, struct inspection_finding);
    TRY(finding_from_row(j, r, rows, names, a, *ret));
  }
  return rows_end(&rows);
}

struct err *inspection_scan_before(struct reader *r, const struct inspection_scan *s,
                                   struct arena *a, struct inspection_scan **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  char *id = NULL;
  *ret = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_SCAN_BEFORE, &rows, V_TEXT(s->machine), V_TEXT(s->host),
                  V_TEXT(s->unit), V_INT(s->started), V_INT(s->seq)));
  if (rows_next(rows)) id = rows_dup(rows, 0, a);
  TRY(rows_end(&rows));
  return id ? inspection_scan(r, id, a, ret) : NULL;
}

struct err *inspection_findings_not_in(struct journal *j, struct reader *r, const char *scan,
                                       const char *other, bool names, size_t limit,
                                       struct arena *a, struct inspection_finding **ret,
                                       size_t *ret_n, int64_t *ret_both) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_FINDINGS_NOT_IN, &rows, V_TEXT(scan), V_TEXT(other),
                  V_INT((int64_t)limit)));
  struct inspection_finding *list = ARENA_ARRAY(a, struct inspection_finding, limit + 1);
  size_t n = 0;
  while (n < limit && rows_next(rows))
    TRY(finding_from_row(j, r, rows, names, a, &list[n++]));
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return STORE_INT(r, SQL_INSPECTION_FINDINGS_IN, 0, ret_both, V_TEXT(scan), V_TEXT(other));
}

// The part of s up to `end`, in the arena.
static const char *part(const char **s, const char *end, struct arena *a) {
  const char *tab = memchr(*s, '\t', (size_t)(end - *s));
  const char *stop = tab ? tab : end;
  const char *got = arena_strndup(a, *s, (size_t)(stop - *s));
  *s = tab ? tab + 1 : end;
  return got;
}

bool inspection_reason_next(const char *reasons, size_t *at, struct arena *a,
                            struct inspection_reason *ret) {
  const char *s = reasons + *at;
  if (!*s) return false;
  const char *end = s + strcspn(s, "\n");
  *at = (size_t)(end - reasons) + (*end == '\n');
  ret->kind = part(&s, end, a);
  ret->where = part(&s, end, a);
  ret->words = part(&s, end, a);
  return true;
}

// ---- files not read, traces
// ------------------------------------------------------------------------

struct err *inspection_unread_counts(struct reader *r, const char *scan, struct arena *a,
                                     struct inspection_unread_count **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_UNREAD_COUNTS, &rows, V_TEXT(scan)));
  struct inspection_unread_count *list =
      ARENA_ARRAY(a, struct inspection_unread_count, GRADE_COUNT);
  size_t n = 0;
  for (; n < GRADE_COUNT && rows_next(rows); n++)
    list[n] = (struct inspection_unread_count){rows_dup(rows, 0, a), rows_int(rows, 1),
                                               rows_int(rows, 2), rows_int(rows, 3)};
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

struct err *inspection_unread(struct journal *j, struct reader *r, const char *scan,
                              const char *grade, bool names, size_t limit, size_t offset,
                              struct arena *a, struct inspection_unread **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_UNREAD_FILES, &rows, V_TEXT(scan), V_TEXT(grade),
                  V_INT((int64_t)limit), V_INT((int64_t)offset)));
  struct inspection_unread *list = ARENA_ARRAY(a, struct inspection_unread, limit + 1);
  size_t n = 0;
  for (; n < limit && rows_next(rows); n++) {
    list[n].grade = rows_dup(rows, 0, a);
    list[n].partial = rows_int(rows, 1);
    list[n].detail = rows_dup(rows, 2, a);
    list[n].extension = rows_dup(rows, 3, a);
    list[n].depth = rows_int(rows, 4);
    list[n].cut = rows_int(rows, 5);
    const char *path = rows_dup(rows, 6, a), *members = rows_dup(rows, 7, a);
    TRY(read_name(j, r, names, path, members, a, &list[n].name));
  }
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

struct err *inspection_facts(struct journal *j, struct reader *r, const char *scan, bool names,
                             struct arena *a, struct inspection_fact **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_FACTS, &rows, V_TEXT(scan), V_INT(REPORT_FACTS_MAX)));
  struct inspection_fact *list = ARENA_ARRAY(a, struct inspection_fact, REPORT_FACTS_MAX);
  size_t n = 0;
  for (; n < REPORT_FACTS_MAX && rows_next(rows); n++) {
    list[n] = (struct inspection_fact){rows_dup(rows, 0, a), rows_dup(rows, 1, a),
                                       rows_dup(rows, 2, a), rows_int(rows, 3),
                                       rows_int(rows, 4),    rows_int(rows, 5),
                                       NULL};
    const char *path = rows_dup(rows, 6, a);
    char *value = NULL;
    if (names && *path) TRY(journal_private(j, r, path, a, &value));
    list[n].path = value;
  }
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

struct err *inspection_exposures(struct journal *j, struct reader *r, const char *scan, bool names,
                                 struct arena *a, struct inspection_exposure **ret, size_t *ret_n) {
  const size_t limit = 1000;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_EXPOSURES, &rows, V_TEXT(scan), V_INT((int64_t)limit)));
  struct inspection_exposure *list = ARENA_ARRAY(a, struct inspection_exposure, limit);
  size_t n = 0;
  for (; n < limit && rows_next(rows); n++) {
    struct inspection_exposure *e = &list[n];
    const char **const texts[] = {&e->exposure, &e->what,   &e->first,
                                  &e->last,     &e->source, &e->certainty};
    for (size_t k = 0; k < ARRAY_LEN(texts); k++)
      *texts[k] = rows_dup(rows, (int)k, a);
    const char *path = rows_dup(rows, 6, a);
    TRY(read_name(j, r, names, path, "", a, &e->name));
    e->name.removed = e->name.removed && *path;
  }
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

// ---- figures
// ---------------------------------------------------------------------------------------

struct err *inspection_counters(struct reader *r, instant since, struct inspection_counters *ret) {
  struct inspection_counters c = {0};
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_UNDECIDED, &rows));
  if (rows_next(rows)) {
    c.undecided = rows_int(rows, 0);
    c.oldest_undecided = rows_int(rows, 1);
  }
  TRY(rows_end(&rows));
  TRY(STORE_INT(r, SQL_INSPECTION_UNCLEAR, 0, &c.unclear));
  TRY(STORE_INT(r, SQL_INSPECTION_CONFIRMED_CONNECTED, 0, &c.confirmed_connected));
  TRY(STORE_INT(r, SQL_INSPECTION_MACHINES_UNSCANNED, 0, &c.machines_unscanned, V_INT(since)));
  TRY(STORE_INT(r, SQL_INSPECTION_UNITS_UNSCANNED, 0, &c.units_unscanned, V_INT(since)));
  *ret = c;
  return NULL;
}
