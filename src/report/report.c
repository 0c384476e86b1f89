// What stands out over several modules: documents on connected machines, units without an assigned person,
// machines that nobody scans, and the work that follows from it.
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Units are counted once: one name per row of the result, sorted and compared, in memory of their own.
struct names {
  struct arena *a;
  const char **p;
  size_t n, room;
};
enum { NAMES_MEMORY = 512 << 20 };

static void names_free(struct names *l) {
  arena_free(l->a);
}

static int compare_names(const void *x, const void *y) {
  return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static struct err *names_add(struct names *l, const char *name) {
  if (!l->a) l->a = arena_new(NAMES_MEMORY);
  if (l->n && !strcmp(l->p[l->n - 1], name)) return NULL;
  if (arena_room(l->a) < 2 * l->room * sizeof *l->p + strlen(name) + 4096)
    return err_new(ERR_LIMIT, MSG_PAGES_TOO_MUCH, MSG_NONE, NULL);
  if (l->n == l->room) {
    size_t room = l->room ? 2 * l->room : 64;
    const char **p = ARENA_ARRAY(l->a, const char *, room);
    if (l->n) memcpy(p, l->p, l->n * sizeof *p);
    l->p = p;
    l->room = room;
  }
  l->p[l->n++] = arena_strdup(l->a, name);
  return NULL;
}

static int64_t names_different(struct names *l) {
  int64_t n = 0;
  if (l->n) qsort(l->p, l->n, sizeof *l->p, compare_names);
  for (size_t i = 0; i < l->n; i++)
    n += i == 0 || strcmp(l->p[i], l->p[i - 1]) != 0;
  return n;
}

/// The unread files of connected machines, and the newest scan of those that are shown.
static struct err *add_unread(struct reader *r, struct arena *a, struct report_documents *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  char last[64] = "";
  TRY(store_query(r, SQL_REPORT_DOCUMENTS_UNREAD, NULL, 0, &rows));
  while (rows_next(rows)) {
    const char *machine = rows_text(rows, 0);
    if (!strcmp(machine, last)) continue;  // two scans that began in the same millisecond: the later import
    snprintf(last, sizeof last, "%s", machine);
    int64_t unread = rows_int(rows, 2);
    ret->unread += unread;
    ret->unread_machines += unread > 0;
    for (size_t i = 0; i < ret->n; i++)
      if (!strcmp(ret->rows[i].machine, machine)) {
        ret->rows[i].unread = unread;
        ret->rows[i].scan = rows_dup(rows, 1, a);
      }
  }
  return rows_end(&rows);
}

struct err *report_documents(struct reader *r, size_t limit, struct arena *a, struct report_documents *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct names units CLEANUP(names_free) = {0};
  *ret = (struct report_documents){.rows = ARENA_ARRAY(a, struct report_documents_row, limit + 1)};
  TRY(store_query(r, SQL_REPORT_DOCUMENTS, NULL, 0, &rows));
  while (rows_next(rows)) {
    struct report_documents_row row = {.documents = rows_int(rows, 3), .confirmed = rows_int(rows, 4),
                                       .oldest = rows_int(rows, 5), .level = (int)rows_int(rows, 6), .scan = ""};
    ret->machines++;
    ret->documents += row.documents;
    ret->confirmed += row.confirmed;
    if (!ret->oldest || row.oldest < ret->oldest) ret->oldest = row.oldest;
    TRY(names_add(&units, rows_text(rows, 1)));
    if (ret->n == limit) continue;
    row.machine = rows_dup(rows, 0, a);
    row.unit = rows_dup(rows, 1, a);
    row.unit_name = rows_dup(rows, 2, a);
    ret->rows[ret->n++] = row;
  }
  TRY(rows_end(&rows));
  ret->units = names_different(&units);
  return add_unread(r, a, ret);
}

struct err *report_officers(struct reader *r, const char *day, size_t limit, struct arena *a,
                            struct report_officers *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = (struct report_officers){.rows = ARENA_ARRAY(a, struct report_officer_row, limit + 1)};
  TRY(STORE_QUERY(r, SQL_REPORT_OFFICERS, &rows, V_TEXT(day)));
  while (rows_next(rows)) {
    bool unwritten = rows_int(rows, 6) > 0;
    ret->units++;
    ret->unwritten += unwritten;
    if (ret->n == limit) continue;
    struct report_officer_row *row = &ret->rows[ret->n++];
    row->unit = rows_dup(rows, 0, a);
    row->name = rows_dup(rows, 1, a);
    row->had = *rows_text(rows, 4) != 0;
    row->since = rows_dup(rows, row->had ? 4 : 3, a);
    row->persons = rows_int(rows, 5);
    row->unwritten = unwritten;
  }
  TRY(rows_end(&rows));
  return STORE_INT(r, SQL_REPORT_UNITS_COUNT, 0, &ret->of_units, V_TEXT(day));
}

struct err *report_unscanned(struct reader *r, instant since, size_t limit, struct arena *a,
                             struct report_unscanned *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = (struct report_unscanned){.rows = ARENA_ARRAY(a, struct report_unscanned_row, limit + 1)};
  TRY(STORE_QUERY(r, SQL_REPORT_UNITS_UNSCANNED, &rows, V_INT(since)));
  while (rows_next(rows)) {
    instant last = rows_int(rows, 3);
    ret->units++;
    ret->never += last == 0;
    if (ret->n == limit) continue;
    ret->rows[ret->n++] = (struct report_unscanned_row){rows_dup(rows, 0, a), rows_dup(rows, 1, a),
                                                        rows_int(rows, 2), last};
  }
  return rows_end(&rows);
}

struct err *report_recurring(struct reader *r, size_t limit, struct arena *a, struct report_recurring *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct names units CLEANUP(names_free) = {0};
  *ret = (struct report_recurring){.rows = ARENA_ARRAY(a, struct report_recurring_row, limit + 1)};
  TRY(store_query(r, SQL_REPORT_RECURRING, NULL, 0, &rows));
  while (rows_next(rows)) {
    ret->findings++;
    TRY(names_add(&units, rows_text(rows, 4)));
    if (ret->n == limit) continue;
    ret->rows[ret->n++] = (struct report_recurring_row){
        .finding = rows_dup(rows, 0, a), .scan = rows_dup(rows, 1, a), .met = rows_dup(rows, 2, a),
        .machine = rows_dup(rows, 3, a), .unit = rows_dup(rows, 4, a), .unit_name = rows_dup(rows, 5, a),
        .recorded = rows_int(rows, 6), .decision = rows_dup(rows, 7, a), .level = (int)rows_int(rows, 8)};
  }
  TRY(rows_end(&rows));
  ret->units = names_different(&units);
  return NULL;
}

struct err *report_machines(struct reader *r, instant since, size_t limit, struct arena *a,
                            struct report_machines *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = (struct report_machines){.rows = ARENA_ARRAY(a, struct report_machine_row, limit + 1)};
  TRY(STORE_QUERY(r, SQL_REPORT_MACHINES_OVERDUE, &rows, V_INT(since)));
  while (rows_next(rows)) {
    instant last = rows_int(rows, 5);
    ret->machines++;
    ret->never += last == 0;
    if (ret->n == limit) continue;
    ret->rows[ret->n++] = (struct report_machine_row){
        .machine = rows_dup(rows, 0, a), .unit = rows_dup(rows, 1, a), .unit_name = rows_dup(rows, 2, a),
        .purpose = rows_dup(rows, 3, a), .network = rows_dup(rows, 4, a), .last = last};
  }
  return rows_end(&rows);
}

struct err *report_undecided(struct reader *r, size_t limit, struct arena *a, struct report_undecided *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = (struct report_undecided){.rows = ARENA_ARRAY(a, struct report_undecided_row, limit + 1)};
  TRY(store_query(r, SQL_REPORT_UNDECIDED, NULL, 0, &rows));
  while (rows_next(rows)) {
    instant oldest = rows_int(rows, 5);
    int64_t findings = rows_int(rows, 4);
    ret->scans++;
    ret->findings += findings;
    if (!ret->oldest || oldest < ret->oldest) ret->oldest = oldest;
    if (ret->n == limit) continue;
    ret->rows[ret->n++] = (struct report_undecided_row){
        .scan = rows_dup(rows, 0, a), .machine = rows_dup(rows, 1, a), .unit = rows_dup(rows, 2, a),
        .unit_name = rows_dup(rows, 3, a), .findings = findings, .oldest = oldest,
        .level = (int)rows_int(rows, 6), .connected = rows_int(rows, 7) != 0};
  }
  return rows_end(&rows);
}

struct err *report_breaches(struct site *s, struct reader *r, struct arena *a, struct report_breaches *ret) {
  size_t n = 0;
  *ret = (struct report_breaches){.rows = ARENA_ARRAY(a, struct report_breaches_row, law_rules(s->law).n + 1)};
  TRY(site_audit(s, r, a, &ret->list, &n));
  ret->breaches = n;
  for (size_t i = 0; i < n; i++) {
    if (!ret->n || ret->rows[ret->n - 1].rule != ret->list[i].rule)
      ret->rows[ret->n++] = (struct report_breaches_row){ret->list[i].rule, i, 0};
    ret->rows[ret->n - 1].n++;
  }
  return NULL;
}
