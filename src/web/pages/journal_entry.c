// One entry of the journal with all its facts: sentence, fields, hashes, the proof that it stands in the tree.
#include <string.h>

#include "cite.h"
#include "journal_see.h"
#include "report/report.h"

enum { FIELDS_SHOWN = 40, PROOF_MAX = 256 << 10 };

struct journal_entry_field {
  const char *name, *value;
  bool is_private;
};
struct journal_entry_view {
  const struct request *r;
  const struct journal_entry *e;
  const char *number, *sentence, *hash, *previous_hash, *proof, *actor;
  enum msg audience;
  bool verified;
  struct journal_entry_field fields[FIELDS_SHOWN];
  size_t n;
  int64_t previous, next;  ///< 0: none
};

#include "journal_entry.html.h"

static const struct event_field *declared(const struct journal_entry *e, const char *name) {
  if (e->kind_id == EVENT_COUNT) return NULL;
  const struct event_kind_info *k = &event_kinds[e->kind_id];
  for (size_t i = 0; i < k->n_fields; i++)
    if (!strcmp(k->fields[i].name, name)) return &k->fields[i];
  return NULL;
}

/// A whole number; one that can only be an instant of this century is told as a time beside it.
static const char *shown_number(struct out *o, int64_t n) {
  const char *digits = arena_printf(o->a, "%lld", (long long)n);
  bool instant_like = n > 946684800000 && n < 4102444800000;
  return instant_like ? arena_printf(o->a, "%s (%s)", fmt_instant(o, n), digits) : digits;
}

/// What stands in the body; a private field only by its name.
static struct err *fill_fields(struct journal_entry_view *v, struct out *o) {
  json_t *body CLEANUP(json_freep) = NULL;
  const char *key;
  json_t *value;
  TRY(json_parse(v->e->body, strlen(v->e->body), &body));
  json_object_foreach(body, key, value) {
    if (v->n == FIELDS_SHOWN) break;
    const struct event_field *f = declared(v->e, key);
    struct journal_entry_field *x = &v->fields[v->n++];
    x->name = arena_strdup(o->a, key);
    x->is_private = (f && f->type == FIELD_PRIVATE) || (!json_is_string(value) && !json_is_integer(value));
    x->value = x->is_private ? "" : json_is_integer(value)
                   ? shown_number(o, json_integer_value(value))
                   : arena_strdup(o->a, json_string_value(value));
  }
  return NULL;
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  static const enum msg audiences[] = {[AUDIENCE_ALL] = MSG_PAGES_AUD_ALL, [AUDIENCE_ADMIN] = MSG_PAGES_AUD_ADMIN,
                                       [AUDIENCE_CASE] = MSG_PAGES_AUD_CASE};
  struct journal_entry *e;
  struct report_health health;
  struct buf proof CLEANUP(buf_free) = buf_init(PROOF_MAX);
  TRY(journal_find(r, db, &e));
  struct journal_entry_view v = {.r = r, .e = e, .number = fmt_count(o, e->seq),
                                 .sentence = journal_sentence(o->a, o->lang, e),
                                 .actor = strcmp(e->actor, "kin") ? e->actor : msg_text(o->lang, MSG_PAGES_BY_KIN)};
  v.audience = e->kind_id == EVENT_COUNT ? MSG_PAGES_AUD_CASE : audiences[event_kinds[e->kind_id].audience];
  TRY(fill_fields(&v, o));
  TRY(report_log_hashes(db, e->seq, o->a, &v.previous_hash, &v.hash));
  TRY(report_health(page_site(r), db, &health));
  v.verified = health.verified_ok && e->seq <= health.verified_entries;
  v.previous = e->seq - 1;
  v.next = e->seq < health.entries ? e->seq + 1 : 0;
  TRY(journal_prove(page_site(r)->journal, db, e->seq, &proof));
  v.proof = arena_strdup(o->a, buf_str(&proof));
  journal_entry_html(o, &v);
  return NULL;
}

const struct page page_journal_entry = {"/nhat-ky/{so}", NAV_JOURNAL, PERM_JOURNAL_VIEW, MSG_PAGES_ENTRY, get, NULL, 0,
                                        journal_record_one};
