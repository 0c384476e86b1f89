// The journal as its page lists it: filters that people combine, newest first.
#include <ctype.h>
#include <string.h>

#include "report/report.h"

/// "%text%" in small letters (a-z), with what LIKE would take for a sign of its own escaped; "" for "".
static char *like_text(struct arena *a, const char *text) {
  size_t n = text ? strlen(text) : 0, k = 0;
  char *out = arena_alloc(a, 2 * n + 3);
  if (!n) return out;
  out[k++] = '%';
  for (size_t i = 0; i < n; i++) {
    if (strchr("%_\\", text[i])) out[k++] = '\\';
    out[k++] = (unsigned char)text[i] < 0x80 ? (char)tolower((unsigned char)text[i]) : text[i];
  }
  out[k] = '%';
  return out;
}

struct err *report_log(struct reader *r, const struct report_log_filter *f, size_t limit, struct arena *a,
                       struct journal_entry **ret, size_t *ret_n) {
  const char *kind = f->kind ? f->kind : "";
  struct rows *rows CLEANUP(rows_drop) = NULL;
  if (limit > REPORT_ROWS_MAX) limit = REPORT_ROWS_MAX;
  TRY(STORE_QUERY(r, SQL_REPORT_JOURNAL, &rows, V_INT(f->before ? f->before : INT64_MAX),
                  V_TEXT(f->actor ? f->actor : ""), V_TEXT(like_text(a, f->subject)), V_TEXT(kind),
                  V_TEXT(arena_printf(a, "%s\x7e", kind)), V_INT(f->from), V_INT(f->to ? f->to : INT64_MAX),
                  V_INT(f->marked), V_INT(f->admin), V_INT((int64_t)limit)));
  struct journal_entry *list = ARENA_ARRAY(a, struct journal_entry, limit + 1);
  size_t n = 0;
  while (n < limit && rows_next(rows)) {
    struct journal_entry *e = &list[n++];
    e->seq = rows_int(rows, 0);
    e->time = rows_int(rows, 1);
    e->actor = rows_dup(rows, 2, a);
    e->kind = rows_dup(rows, 3, a);
    e->subject = rows_dup(rows, 4, a);
    e->body = rows_dup(rows, 5, a);
    e->kind_id = event_kind_by_name(e->kind);
  }
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

static const char *hex(struct arena *a, struct bytes b) {
  struct buf text CLEANUP(buf_free) = buf_init(4096);
  buf_put_hex(&text, b.p, b.n);
  return arena_strdup(a, buf_str(&text));
}

struct err *report_log_hashes(struct reader *r, int64_t seq, struct arena *a, const char **ret_previous,
                              const char **ret_hash) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret_previous = *ret_hash = NULL;
  TRY(STORE_QUERY(r, SQL_REPORT_ENTRY_HASHES, &rows, V_INT(seq)));
  if (rows_next(rows)) {
    *ret_previous = hex(a, rows_blob(rows, 0));
    *ret_hash = hex(a, rows_blob(rows, 1));
  }
  return rows_end(&rows);
}
