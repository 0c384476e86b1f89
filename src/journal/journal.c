// Changes: fold, rules, hash, re-read, sign, commit; in this order, all or nothing.
#include "journal/journal.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "journal/internal.h"

enum { BODY_MAX = 60000, FIELDS_MAX = 20 };

struct pending_private {
  const char *field;
  int64_t slot;
  uint8_t *box;
  size_t n;
};

struct change {
  struct journal *j;
  struct writer *w;
  struct arena *a;      ///< lives as long as the change
  struct arena *event;  ///< of the event being added; cleared after it, so that a change may hold any number
  char *actor, *reason;
  instant time;
  bool after_the_fact, wrote_private, failed;
  struct frontier f;
  tree_hash last;
  uint64_t size_before;
  struct erasure erase[ERASURES_MAX];
  size_t n_erase;
};

// ---- opening ---------------------------------------------------------------------------------------

/// Carries out a planned overwriting of keys whose entry was committed. Only under the lock of a writer: then whoever
/// planned it has committed, or never will.
static struct err *finish_erasures(struct journal *j, struct reader *r) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct erasure planned[ERASURES_MAX], due[ERASURES_MAX];
  size_t n, n_due = 0;
  TRY(private_planned(j->private_path, planned, &n));
  for (size_t i = 0; i < n; i++) {
    struct journal_entry *entry = NULL;
    TRY(journal_get(r, planned[i].entry, a, &entry));
    if (entry && entry->kind_id == EVENT_PRIVATE_REMOVED) due[n_due++] = planned[i];
  }
  return n ? private_erase(j->private_path, due, n_due) : NULL;
}

static struct err *recover(struct journal *j) {
  struct writer *w CLEANUP(store_rollback) = NULL;
  struct erasure planned[ERASURES_MAX];
  size_t n;
  TRY(private_planned(j->private_path, planned, &n));
  if (!n) return NULL;
  TRY(store_write(j->setup.store, &w));
  return finish_erasures(j, writer_reader(w));
}

struct err *journal_open(const struct journal_setup *setup, struct journal **ret) {
  struct journal *j = base_alloc(sizeof *j);
  j->setup = *setup;
  j->site_id = base_strdup(setup->site_id);
  j->profile = base_strdup(setup->profile);
  j->private_path = base_strdup(setup->private_path);
  j->checkpoints_path = base_strdup(setup->checkpoints_path);
  struct err *e = recover(j);
  if (e) {
    journal_free(j);
    return e;
  }
  *ret = j;
  return NULL;
}

void journal_free(struct journal *j) {
  if (!j) return;
  seal_wipe(&j->setup.signer, sizeof j->setup.signer);
  free(j->site_id);
  free(j->profile);
  free(j->private_path);
  free(j->checkpoints_path);
  free(j);
}

struct store *journal_store(struct journal *j) {
  return j->setup.store;
}

const char *journal_site_id(const struct journal *j) {
  return j->site_id;
}

enum event_kind event_kind_by_name(const char *name) {
  for (int i = 0; i < EVENT_COUNT; i++)
    if (!strcmp(event_kinds[i].name, name)) return (enum event_kind)i;
  return EVENT_COUNT;
}

void stored_leaf(const char *site_id, const struct stored *e, struct buf *ret) {
  char prev[65];
  hash_to_hex(e->prev, prev);
  buf_printf(ret, "kin-event/1\n%s\n%lld\n%lld\n%s\n%s\n%s\n%s\n", site_id, (long long)e->seq,
             (long long)e->time, e->actor, e->kind, e->subject, prev);
  buf_puts(ret, e->body);
}

static void copy_hash(struct bytes b, tree_hash ret) {
  memset(ret, 0, SEAL_HASH);
  if (b.n == SEAL_HASH) memcpy(ret, b.p, SEAL_HASH);
}

void stored_from_row(struct rows *rows, struct arena *a, struct stored *ret) {
  ret->seq = rows_int(rows, 0);
  ret->time = rows_int(rows, 1);
  ret->actor = rows_dup(rows, 2, a);
  ret->kind = rows_dup(rows, 3, a);
  ret->subject = rows_dup(rows, 4, a);
  copy_hash(rows_blob(rows, 5), ret->prev);
  ret->body = rows_dup(rows, 6, a);
  copy_hash(rows_blob(rows, 7), ret->hash);
}

// ---- a change --------------------------------------------------------------------------------------

struct err *change_begin(struct journal *j, const char *actor, struct change **ret) {
  struct change *c = base_alloc(sizeof *c);
  c->j = j;
  c->a = arena_new(16u << 20);
  c->event = arena_new(64u << 20);
  c->actor = arena_strdup(c->a, actor);
  struct err *e = store_write(j->setup.store, &c->w);
  if (!e) e = head_read(writer_reader(c->w), &c->f, c->last);
  if (e) {
    change_abort(&c);
    return e;
  }
  c->size_before = c->f.size;
  c->time = time_now();
  *ret = c;
  return NULL;
}

void change_abort(struct change **c) {
  if (!*c) return;
  store_rollback(&(*c)->w);
  arena_free((*c)->a);
  arena_free((*c)->event);
  free(*c);
  *c = NULL;
}

struct reader *change_reader(struct change *c) {
  return writer_reader(c->w);
}

instant change_time(const struct change *c) {
  return c->time;
}

void change_reason(struct change *c, const char *reason) {
  c->reason = reason && *reason ? arena_strdup(c->a, reason) : NULL;
}

void change_after_the_fact(struct change *c) {
  c->after_the_fact = true;
}

// ---- fields ----------------------------------------------------------------------------------------

static struct err *bad_field(const struct event_kind_info *k, const char *field, const char *why) {
  return err_detail(err_new(ERR_INPUT, MSG_ERR_EVENT_FIELD, MSG_NONE, "field", field, NULL), "%s: %s",
                    k->name, why);
}

static const struct val *find_value(const struct named_val *v, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (!strcmp(v[i].name, name)) return &v[i].v;
  return NULL;
}

/// No control characters but tab and line feed: they would hide in prints and break the leaf's lines.
static bool clean_text(const struct val *v) {
  const uint8_t *p = v->p;
  for (size_t i = 0; i < v->n; i++)
    if ((p[i] < 0x20 && p[i] != '\n' && p[i] != '\t') || p[i] == 0x7F) return false;
  return true;
}

static struct err *private_field(struct change *c, const char *field, const struct val *v,
                                 struct pending_private *ret, char ret_commit[68]) {
  uint8_t key[SEAL_KEY];
  uint8_t *plain = arena_alloc(c->event, 32 + v->n);
  seal_random(plain, 32);
  memcpy(plain + 32, v->p, v->n);
  seal_random(key, sizeof key);
  ret->field = field;
  ret->n = 32 + v->n + SEAL_BOX_EXTRA;
  ret->box = arena_alloc(c->event, ret->n);
  seal_box(key, plain, 32 + v->n, ret->box);
  private_commit(plain, v->p, v->n, ret_commit);
  seal_wipe(plain, 32 + v->n);
  c->wrote_private = true;
  return private_append(c->j->private_path, key, &ret->slot);
}

static struct err *add_field(struct change *c, const struct event_kind_info *k,
                             const struct event_field *f, const struct val *v, json_t *body,
                             struct pending_private *pending, size_t *n_pending) {
  bool absent = !v || v->type == VAL_NULL || (v->type == VAL_TEXT && v->n == 0);
  if (absent) return f->optional ? NULL : bad_field(k, f->name, "missing");
  if ((f->type == FIELD_INT) != (v->type == VAL_INT)) return bad_field(k, f->name, "wrong type");
  json_t *value = NULL;
  if (f->type == FIELD_INT) {
    value = json_integer(v->i);
  } else {
    if (v->n > BODY_MAX)
      return err_new(ERR_LIMIT, MSG_ERR_EVENT_TOO_LARGE, MSG_NONE, "field", f->name, NULL);
    if (!clean_text(v)) return bad_field(k, f->name, "control characters");
    value = json_stringn(v->p, v->n);
    if (!value) return bad_field(k, f->name, "not UTF-8");
    struct date d;
    if (f->type == FIELD_DAY && (v->n != 10 || !date_parse(json_string_value(value), &d))) {
      json_decref(value);
      return err_new(ERR_INPUT, MSG_ERR_EVENT_DAY, MSG_NONE, "field", f->name, NULL);
    }
    if (f->type == FIELD_PRIVATE) {
      char commit[68];
      json_decref(value);
      TRY(private_field(c, f->name, v, &pending[(*n_pending)++], commit));
      value = json_string(commit);
    }
  }
  json_object_set_new(body, f->name, value);
  return NULL;
}

static struct err *build_body(struct change *c, const struct event_kind_info *k,
                              const struct named_val *v, size_t n, json_t *body,
                              struct pending_private *pending, size_t *n_pending) {
  for (size_t i = 0; i < n; i++) {
    bool known = false;
    for (size_t f = 0; f < k->n_fields; f++)
      known = known || !strcmp(k->fields[f].name, v[i].name);
    if (!known)
      return err_detail(err_new(ERR_INTERNAL, MSG_ERR_EVENT_FIELD, MSG_NONE, "field", v[i].name, NULL),
                        "%s has no such field", k->name);
  }
  for (size_t f = 0; f < k->n_fields; f++)
    TRY(add_field(c, k, &k->fields[f], find_value(v, n, k->fields[f].name), body, pending, n_pending));
  return NULL;
}

// ---- folding ---------------------------------------------------------------------------------------

struct err *fold_event(struct writer *w, const struct stored *e, const json_t *body) {
  enum event_kind kind = event_kind_by_name(e->kind);
  if (kind == EVENT_COUNT) return NULL;
  const struct event_kind_info *k = &event_kinds[kind];
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char today[11];
  date_format_iso(time_to_date(e->time), today);
  struct named_val v[FIELDS_MAX + 5];
  size_t n = 0;
  v[n++] = (struct named_val){"seq", V_INT(e->seq)};
  v[n++] = (struct named_val){"time", V_INT(e->time)};
  v[n++] = (struct named_val){"actor", V_TEXT(e->actor)};
  v[n++] = (struct named_val){"subject", V_TEXT(e->subject)};
  v[n++] = (struct named_val){"today", V_TEXT(today)};
  for (size_t f = 0; f < k->n_fields; f++) {
    const struct event_field *field = &k->fields[f];
    const json_t *value = json_object_get(body, field->name);
    struct val bound = V_TEXT(json_is_string(value) ? json_string_value(value) : "");
    if (field->type == FIELD_INT) bound = V_INT(json_integer_value(value));
    if (field->type == FIELD_PRIVATE && value)
      bound = V_TEXT(arena_printf(a, "%lld.%s", (long long)e->seq, field->name));
    v[n++] = (struct named_val){field->name, bound};
  }
  for (size_t i = 0; i < k->n_folds; i++)
    TRY(store_run_named(w, k->folds[i], v, n));
  return NULL;
}

// ---- rules -----------------------------------------------------------------------------------------

static bool bound_to(const struct journal_rule *rule, enum event_kind kind) {
  for (size_t i = 0; i < rule->n_kinds; i++)
    if (rule->kinds[i] == kind) return true;
  return false;
}

static struct err *rule_breaks(struct change *c, const struct journal_rule *rule,
                               const struct stored *e, bool *ret_breaks) {
  char today[11];
  date_format_iso(time_to_date(c->time), today);
  struct named_val v[] = {{"subject", V_TEXT(e->subject)}, {"today", V_TEXT(today)},
                          {"actor", V_TEXT(c->actor)},     {"seq", V_INT(e->seq)},
                          {"time", V_INT(c->time)}};
  struct rows *rows = NULL;
  TRY(store_query_text(writer_reader(c->w), rule->sql, v, ARRAY_LEN(v), &rows));
  *ret_breaks = rows_next(rows);
  return rows_end(&rows);
}

static struct err *rule_error(const struct journal_rule *rule, bool refuse) {
  enum msg said = *rule->article ? MSG_ERR_RULE_SAYS : MSG_ERR_RULE_OWN;
  return err_new(ERR_REFUSED, said,
                 refuse ? MSG_NONE : MSG_ERR_RULE_WARNS_HINT, "explain.vi", rule->explain[LANG_VI],
                 "explain.en", rule->explain[LANG_EN], "article", rule->article, "rule", rule->id, NULL);
}

static void add_id(struct buf *list, const char *id) {
  if (list->n) buf_putc(list, ',');
  buf_puts(list, id);
}

/// Runs the rules of this kind; adds warned, reason and against to the body.
static struct err *check_rules(struct change *c, enum event_kind kind, const struct stored *e,
                               json_t *body) {
  struct buf warned CLEANUP(buf_free) = buf_init(4096), against CLEANUP(buf_free) = buf_init(4096);
  for (size_t i = 0; i < c->j->setup.n_rules; i++) {
    const struct journal_rule *rule = &c->j->setup.rules[i];
    if (!bound_to(rule, kind)) continue;
    enum rule_severity severity =
        c->j->setup.severity(c->j->setup.severity_arg, i, time_to_date(c->time));
    if (severity < RULE_WARN) continue;
    bool breaks = false;
    TRY(rule_breaks(c, rule, e, &breaks));
    if (!breaks) continue;
    if (c->after_the_fact)
      add_id(&against, rule->id);
    else if (severity == RULE_REFUSE)
      return rule_error(rule, true);
    else if (!c->reason)
      return rule_error(rule, false);
    else
      add_id(&warned, rule->id);
  }
  if (warned.n) {
    json_object_set_new(body, "warned", json_string(buf_str(&warned)));
    json_object_set_new(body, "reason", json_string(c->reason));
  }
  if (against.n) json_object_set_new(body, "against", json_string(buf_str(&against)));
  return NULL;
}

// ---- appending -------------------------------------------------------------------------------------

static struct err *insert_and_reread(struct change *c, struct stored *e) {
  struct buf leaf CLEANUP(buf_free) = buf_init(1 << 20);
  stored_leaf(c->j->site_id, e, &leaf);
  tree_leaf(leaf.p, leaf.n, e->hash);
  TRY(STORE_RUN(c->w, SQL_JOURNAL_EVENT_INSERT, V_INT(e->seq), V_INT(e->time), V_TEXT(e->actor),
                V_TEXT(e->kind), V_TEXT(e->subject), V_BLOB(e->prev, SEAL_HASH), V_TEXT(e->body),
                V_BLOB(e->hash, SEAL_HASH)));
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(writer_reader(c->w), SQL_JOURNAL_EVENT_GET, &rows, V_INT(e->seq)));
  struct stored again = {0};
  tree_hash hash = {0};
  if (rows_next(rows)) {
    stored_from_row(rows, c->event, &again);
    buf_clear(&leaf);
    stored_leaf(c->j->site_id, &again, &leaf);
    tree_leaf(leaf.p, leaf.n, hash);
  }
  if (memcmp(hash, e->hash, SEAL_HASH) != 0 || memcmp(again.hash, e->hash, SEAL_HASH) != 0)
    return err_detail(err_new(ERR_CORRUPT, MSG_ERR_EVENT_REREAD, MSG_NONE, NULL), "event %lld",
                      (long long)e->seq);
  return rows_end(&rows);
}

/// After 256^k leaves the root of that run is kept, for proofs.
static struct err *keep_tiles(struct change *c) {
  for (int level = 1; level <= 7; level++) {
    uint64_t run = 1ull << (8 * level);
    if (c->f.size % run) break;
    // The newest perfect subtree of 2^(8·level) leaves: the roots above it in the frontier are larger.
    tree_hash h;
    memcpy(h, c->f.roots[c->f.n - 1], SEAL_HASH);
    if ((c->f.size & -c->f.size) != run) {
      // It was already joined into a larger subtree; recompute it from the level below.
      struct frontier sub = {0};
      struct rows *rows CLEANUP(rows_drop) = NULL;
      uint64_t number = c->f.size / run - 1;
      if (level == 1)
        TRY(STORE_QUERY(writer_reader(c->w), SQL_JOURNAL_EVENT_HASHES, &rows,
                        V_INT((int64_t)(number * run + 1)), V_INT((int64_t)((number + 1) * run + 1))));
      else
        TRY(STORE_QUERY(writer_reader(c->w), SQL_JOURNAL_TILE_RANGE, &rows, V_INT(level - 1),
                        V_INT((int64_t)(number * 256)), V_INT((int64_t)((number + 1) * 256))));
      while (rows_next(rows)) {
        tree_hash leaf;
        copy_hash(rows_blob(rows, level == 1 ? 0 : 1), leaf);
        frontier_add(&sub, leaf);
      }
      TRY(rows_end(&rows));
      frontier_root(&sub, h);
    }
    TRY(STORE_RUN(c->w, SQL_JOURNAL_TILE_INSERT, V_INT(level), V_INT((int64_t)(c->f.size / run - 1)),
                  V_BLOB(h, SEAL_HASH)));
  }
  return NULL;
}

static bool clean_name(const char *s) {
  for (; *s; s++)
    if ((uint8_t)*s < 0x20 || *s == 0x7F) return false;
  return true;
}

static struct err *append(struct change *c, enum event_kind kind, const char *subject,
                          const struct named_val *values, size_t n, int64_t *ret_seq) {
  const struct event_kind_info *k = &event_kinds[kind];
  struct pending_private pending[FIELDS_MAX];
  size_t n_pending = 0;
  json_t *body CLEANUP(json_freep) = json_object();
  json_t *name CLEANUP(json_freep) = json_string(subject);
  if (!name || !clean_name(subject) || strlen(subject) > 512) return bad_field(k, "subject", "not clean");
  TRY(build_body(c, k, values, n, body, pending, &n_pending));
  struct stored e = {.seq = (int64_t)c->f.size + 1, .time = c->time, .actor = c->actor, .kind = k->name,
                     .subject = subject};
  memcpy(e.prev, c->last, SEAL_HASH);
  TRY(fold_event(c->w, &e, body));
  TRY(check_rules(c, kind, &e, body));
  e.body = json_canonical(c->event, body);
  if (strlen(e.body) > BODY_MAX)
    return err_new(ERR_LIMIT, MSG_ERR_EVENT_TOO_LARGE, MSG_NONE, "field", k->name, NULL);
  TRY(insert_and_reread(c, &e));
  for (size_t i = 0; i < n_pending; i++)
    TRY(STORE_RUN(c->w, SQL_JOURNAL_PRIVATE_INSERT, V_INT(e.seq), V_TEXT(pending[i].field),
                  V_INT(pending[i].slot), V_BLOB(pending[i].box, pending[i].n)));
  frontier_add(&c->f, e.hash);
  memcpy(c->last, e.hash, SEAL_HASH);
  TRY(keep_tiles(c));
  if (ret_seq) *ret_seq = e.seq;
  return NULL;
}

struct err *change_event(struct change *c, enum event_kind kind, const char *subject,
                         const struct named_val *values, size_t n, int64_t *ret_seq) {
  ASSERT(!c->failed);
  struct err *e = append(c, kind, subject, values, n, ret_seq);
  arena_clear(c->event);
  c->failed = e != NULL;
  return e;
}

struct err *change_remove_private(struct change *c, int64_t seq, const char *field, const char *basis) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(writer_reader(c->w), SQL_JOURNAL_PRIVATE_GET, &rows, V_INT(seq), V_TEXT(field)));
  if (!rows_next(rows))
    return err_new(ERR_NOT_FOUND, MSG_ERR_PRIVATE_NONE, MSG_NONE, "field", field, NULL);
  ASSERT(c->n_erase < ARRAY_LEN(c->erase));
  int64_t slot = rows_int(rows, 0);
  TRY(rows_end(&rows));
  TRY(CHANGE_EVENT(c, EVENT_PRIVATE_REMOVED, arena_printf(c->a, "%lld", (long long)seq),
                   {"field", V_TEXT(field)}, {"basis", V_TEXT(basis)}));
  c->erase[c->n_erase++] = (struct erasure){(int64_t)c->f.size, slot};
  return NULL;
}

static struct err *finish(struct change *c) {
  ASSERT(!c->failed);
  tree_hash root;
  frontier_root(&c->f, root);
  char *checkpoint = checkpoint_sign(c->j, c->a, c->f.size, root);
  struct val v[] = {V_INT((int64_t)c->f.size), V_BLOB(c->last, SEAL_HASH),
                    V_BLOB(c->f.roots, c->f.n * SEAL_HASH), V_TEXT(checkpoint)};
  TRY(store_run(c->w, c->size_before ? SQL_JOURNAL_HEAD_UPDATE : SQL_JOURNAL_HEAD_INSERT, v,
                ARRAY_LEN(v), NULL));
  if (c->wrote_private) TRY(private_sync(c->j->private_path));
  if (c->n_erase) TRY(finish_erasures(c->j, writer_reader(c->w)));
  if (c->n_erase) TRY(private_plan(c->j->private_path, c->erase, c->n_erase));
  TRY(store_commit(&c->w));
  return c->n_erase ? private_erase(c->j->private_path, c->erase, c->n_erase) : NULL;
}

struct err *change_commit(struct change **c) {
  struct err *e = (*c)->f.size == (*c)->size_before ? NULL : finish(*c);
  change_abort(c);
  return e;
}

struct err *journal_local_begin(struct journal *j, struct writer **ret) {
  return store_write(j->setup.store, ret);
}

struct err *journal_local_commit(struct writer **w) {
  return store_commit(w);
}
