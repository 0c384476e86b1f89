// The journal as people read it: entries by filter, each told as a sentence.
#include <stdlib.h>
#include <string.h>

#include "journal/internal.h"

static void entry_from_row(struct rows *rows, struct arena *a, struct journal_entry *e) {
  e->seq = rows_int(rows, 0);
  e->time = rows_int(rows, 1);
  e->actor = rows_dup(rows, 2, a);
  e->kind = rows_dup(rows, 3, a);
  e->subject = rows_dup(rows, 4, a);
  e->kind_id = event_kind_by_name(e->kind);
}

struct err *journal_list(struct reader *r, const struct journal_filter *f, size_t limit,
                         struct arena *a, struct journal_entry **ret, size_t *ret_n) {
  const char *kind = f->kind ? f->kind : "";
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_JOURNAL_LIST, &rows, V_INT(f->before ? f->before : INT64_MAX),
                  V_TEXT(f->actor ? f->actor : ""), V_TEXT(f->subject ? f->subject : ""), V_TEXT(kind),
                  V_TEXT(arena_printf(a, "%s\x7e", kind)), V_INT(f->from),
                  V_INT(f->to ? f->to : INT64_MAX), V_INT(f->marked), V_INT((int64_t)limit)));
  struct journal_entry *list = ARENA_ARRAY(a, struct journal_entry, limit);
  size_t n = 0;
  while (n < limit && rows_next(rows)) {
    entry_from_row(rows, a, &list[n]);
    list[n++].body = rows_dup(rows, 5, a);
  }
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

struct err *journal_get(struct reader *r, int64_t seq, struct arena *a, struct journal_entry **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = NULL;
  TRY(STORE_QUERY(r, SQL_JOURNAL_EVENT_GET, &rows, V_INT(seq)));
  if (!rows_next(rows)) return rows_end(&rows);
  struct journal_entry *e = ARENA_NEW(a, struct journal_entry);
  entry_from_row(rows, a, e);
  e->body = rows_dup(rows, 6, a);
  TRY(rows_end(&rows));
  *ret = e;
  return NULL;
}

/// The word for people of a code such as "connected" or "TOI_MAT": message "word.<field>.<code>" or "word.<code>";
/// NULL when it has none.
static const char *word_of(struct arena *a, enum lang lang, const char *field, const char *code) {
  size_t n = strlen(code);
  if (n < 2 || n > 40) return NULL;
  char *key = arena_strdup(a, code);
  for (char *p = key; *p; p++) {
    *p = *p == '-' ? '_' : *p;
    if (*p >= 'A' && *p <= 'Z') *p = (char)(*p - 'A' + 'a');
    if (*p != '_' && (*p < 'a' || *p > 'z')) return NULL;
  }
  enum msg m = msg_by_key(arena_printf(a, "word.%s.%s", field, key));
  if (m == MSG_NONE) m = msg_by_key(arena_printf(a, "word.%s", key));
  return m == MSG_NONE ? NULL : msg_text(lang, m);
}

static const char *shown_value(struct arena *a, enum lang lang, const struct event_field *f, const json_t *v) {
  enum field_type type = f->type;
  if (!v) return msg_text(lang, MSG_LOG_NONE);
  if (type == FIELD_PRIVATE) return msg_text(lang, MSG_LOG_PRIVATE);
  if (json_is_integer(v)) return arena_printf(a, "%lld", (long long)json_integer_value(v));
  const char *s = json_is_string(v) ? json_string_value(v) : "";
  struct date d;
  const char *word = type == FIELD_TEXT ? word_of(a, lang, f->name, s) : NULL;
  if (word) return word;
  if (type != FIELD_DAY || !date_parse(s, &d)) return arena_strdup(a, s);
  char *day = arena_alloc(a, 11);
  date_format_shown(d, day);
  return day;
}

char *journal_sentence(struct arena *a, enum lang lang, const struct journal_entry *e) {
  if (e->kind_id == EVENT_COUNT)
    return msg_fill(a, lang, MSG_LOG_UNKNOWN_KIND, "kind", e->kind, "subject", e->subject, NULL);
  const struct event_kind_info *k = &event_kinds[e->kind_id];
  json_t *body CLEANUP(json_freep) = NULL;
  err_free(json_parse(e->body, strlen(e->body), &body));  // a body that cannot be read shows its fields as not stated
  struct msg_arg args[24];
  size_t n = 0;
  args[n++] = (struct msg_arg){"actor", e->actor};
  args[n++] = (struct msg_arg){"subject", e->subject};
  for (size_t i = 0; i < k->n_fields; i++)
    args[n++] = (struct msg_arg){k->fields[i].name,
                                 shown_value(a, lang, &k->fields[i],
                                             json_object_get(body, k->fields[i].name))};
  char *text = msg_fill_text(a, lang, k->sentence[lang], args, n);
  const char *against = json_get_text(body, "against"), *reason = json_get_text(body, "reason");
  if (against)
    text = arena_printf(a, "%s %s", text,
                        msg_fill(a, lang, MSG_LOG_AGAINST, "rules", against, NULL));
  if (reason)
    text = arena_printf(a, "%s %s", text,
                        msg_fill(a, lang, MSG_LOG_WARNED, "rules", json_get_text(body, "warned"),
                                 "reason", reason, NULL));
  return text;
}

struct err *journal_head(struct reader *r, struct arena *a, struct journal_head *ret) {
  struct frontier f;
  tree_hash last;
  TRY(head_read(r, &f, last));
  *ret = (struct journal_head){.size = (int64_t)f.size, .checkpoint = ""};
  frontier_root(&f, ret->root);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_query(r, SQL_JOURNAL_HEAD, NULL, 0, &rows));
  if (rows_next(rows)) ret->checkpoint = rows_dup(rows, 3, a);
  TRY(rows_end(&rows));
  return STORE_INT(r, SQL_JOURNAL_EVENT_TIME, 0, &ret->last_time, V_INT(ret->size));
}
