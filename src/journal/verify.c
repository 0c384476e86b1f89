// Verification: re-reads every event, every private value, every checkpoint, and names the first that is wrong.
#include <stdlib.h>
#include <string.h>

#include "journal/internal.h"

enum { BATCH = 5000 };

struct checkpoint_row {
  uint64_t size;
  tree_hash root;
  bool good;
};

struct verifier {
  struct journal *j;
  struct reader *r;
  struct arena *a;            ///< lives through the whole run
  struct checkpoint_row *kept;
  size_t n_kept, next_kept;
  struct frontier f;
  tree_hash last;
  uint64_t proven;            ///< size of the last kept checkpoint that matched
  struct verify_result *ret;
};

enum msg verify_fault_message(enum verify_fault f) {
  static const enum msg m[] = {
      [VERIFY_OK] = MSG_VERIFY_OK, [VERIFY_GAP] = MSG_VERIFY_GAP, [VERIFY_ORDER] = MSG_VERIFY_ORDER,
      [VERIFY_HASH] = MSG_VERIFY_HASH, [VERIFY_CHAIN] = MSG_VERIFY_CHAIN,
      [VERIFY_MALFORMED] = MSG_VERIFY_MALFORMED, [VERIFY_PRIVATE] = MSG_VERIFY_PRIVATE,
      [VERIFY_TRUNCATED] = MSG_VERIFY_TRUNCATED, [VERIFY_ROOT] = MSG_VERIFY_ROOT,
      [VERIFY_SIGNATURE] = MSG_VERIFY_SIGNATURE, [VERIFY_CHECKPOINT] = MSG_VERIFY_CHECKPOINT,
      [VERIFY_TILE] = MSG_VERIFY_TILE, [VERIFY_ROLLED_BACK] = MSG_VERIFY_ROLLED_BACK,
  };
  return m[f];
}

static bool fault(struct verifier *v, enum verify_fault f, int64_t bad, int64_t bad_last) {
  if (v->ret->fault == VERIFY_OK) {
    v->ret->fault = f;
    v->ret->bad = bad;
    v->ret->bad_last = bad_last;
  }
  return false;
}

// ---- checkpoints -----------------------------------------------------------------------------------

static int by_size(const void *x, const void *y) {
  const struct checkpoint_row *a = x, *b = y;
  return (a->size > b->size) - (a->size < b->size);
}

static void add_checkpoint(struct verifier *v, const char *text) {
  struct checkpoint_row *c = &v->kept[v->n_kept++];
  c->good = checkpoint_read(v->j, text, &c->size, c->root);
  v->ret->checkpoints++;
  if (!c->good) {
    c->size = 0;
    fault(v, VERIFY_SIGNATURE, 0, 0);
  }
}

/// Splits a text of several checkpoints: each begins with our name line.
static void add_checkpoints_of(struct verifier *v, const char *text, size_t max) {
  char *start = arena_printf(v->a, "kin.site/");
  for (const char *p = text; (p = strstr(p, start)) && v->n_kept < max;) {
    const char *sig = strstr(p, "\n\n"), *end = sig ? strchr(sig + 2, '\n') : NULL;
    if (!end) {
      fault(v, VERIFY_SIGNATURE, 0, 0);
      return;
    }
    add_checkpoint(v, arena_strndup(v->a, p, (size_t)(end + 1 - p)));
    p = end;
  }
}

static struct err *read_checkpoints(struct verifier *v, const char *against) {
  size_t max = 200000;
  v->kept = ARENA_ARRAY(v->a, struct checkpoint_row, max);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_query(v->r, SQL_JOURNAL_CHECKPOINT_LIST, NULL, 0, &rows));
  while (v->n_kept < max && rows_next(rows))
    add_checkpoint(v, rows_text(rows, 2));
  TRY(rows_end(&rows));
  TRY(store_query(v->r, SQL_JOURNAL_HEAD, NULL, 0, &rows));
  if (v->n_kept < max && rows_next(rows)) add_checkpoint(v, rows_text(rows, 3));
  TRY(rows_end(&rows));
  if (against) add_checkpoints_of(v, against, max);
  qsort(v->kept, v->n_kept, sizeof *v->kept, by_size);
  return NULL;
}

/// Compares every kept checkpoint of the size just reached with the root that the events give.
static bool check_kept(struct verifier *v) {
  while (v->next_kept < v->n_kept && v->kept[v->next_kept].size <= v->f.size) {
    const struct checkpoint_row *c = &v->kept[v->next_kept++];
    if (!c->good || c->size != v->f.size) continue;
    tree_hash root;
    frontier_root(&v->f, root);
    if (memcmp(root, c->root, SEAL_HASH) != 0)
      return fault(v, VERIFY_ROOT, (int64_t)v->proven + 1, (int64_t)c->size);
    v->proven = c->size;
  }
  return true;
}

// ---- events ----------------------------------------------------------------------------------------

static bool check_event(struct verifier *v, const struct stored *e, struct buf *leaf,
                        json_t **ret_body) {
  int64_t expected = (int64_t)v->f.size + 1;
  if (e->seq > expected) return fault(v, VERIFY_GAP, expected, 0);
  if (e->seq < expected) return fault(v, VERIFY_ORDER, e->seq, 0);
  struct err *bad CLEANUP(err_freep) = json_parse(e->body, strlen(e->body), ret_body);
  tree_hash hash;
  buf_clear(leaf);
  stored_leaf(v->j->site_id, e, leaf);
  tree_leaf(leaf->p, leaf->n, hash);
  if (memcmp(hash, e->hash, SEAL_HASH) != 0) return fault(v, VERIFY_HASH, e->seq, 0);
  if (memcmp(e->prev, v->last, SEAL_HASH) != 0) return fault(v, VERIFY_CHAIN, e->seq, 0);
  if (bad || !json_is_object(*ret_body)) return fault(v, VERIFY_MALFORMED, e->seq, 0);
  frontier_add(&v->f, hash);
  memcpy(v->last, hash, SEAL_HASH);
  v->ret->entries++;
  return check_kept(v);
}

/// How many commitments a body holds: each must have its private value beside the journal.
static int count_commitments(const json_t *body) {
  const char *key;
  json_t *value;
  int n = 0;
  json_object_foreach((json_t *)body, key, value)
    n += json_is_string(value) && json_string_length(value) == 67 &&
         !strncmp(json_string_value(value), "c1:", 3);
  return n;
}

/// A private value must open and match the commitment in its event, or have been removed.
static bool private_opens(const struct rows *row, struct bytes box, const uint8_t key[SEAL_KEY],
                          const json_t *body) {
  if (box.n < SEAL_BOX_EXTRA + 32) return false;
  CLEANUP(base_freep) uint8_t *plain = base_alloc(box.n);
  char commit[68];
  if (!seal_unbox(key, box.p, box.n, plain)) return false;
  private_commit(plain, (char *)plain + 32, box.n - SEAL_BOX_EXTRA - 32, commit);
  const char *stated = json_get_text(body, rows_text(row, 1));
  return stated && !strcmp(stated, commit);
}

static struct err *check_private(struct verifier *v, int64_t first, int64_t after, json_t **bodies) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  int64_t at = first, missing = 0;
  TRY(STORE_QUERY(v->r, SQL_JOURNAL_PRIVATE_RANGE, &rows, V_INT(first), V_INT(after)));
  for (bool more = true; more && v->ret->fault == VERIFY_OK;) {
    more = rows_next(rows);
    int64_t seq = more ? rows_int(rows, 0) : after;
    for (; at < seq && !missing; at++) {
      missing = count_commitments(bodies[at - first]);
      if (missing) fault(v, VERIFY_PRIVATE, at, 0);
    }
    if (!more || missing) break;
    uint8_t key[SEAL_KEY];
    static const uint8_t zeros[SEAL_KEY];
    struct err *e CLEANUP(err_freep) = private_key(v->j->private_path, rows_int(rows, 2), key);
    json_t *body = bodies[seq - first];
    v->ret->private_values++;
    if (!e && !memcmp(key, zeros, SEAL_KEY))
      v->ret->private_removed++;
    else if (e || !private_opens(rows, rows_blob(rows, 3), key, body))
      fault(v, VERIFY_PRIVATE, seq, 0);
    json_object_del(body, rows_text(rows, 1));
  }
  return rows_end(&rows);
}

static struct err *check_events(struct verifier *v, int64_t first, json_t **bodies, int64_t *ret_n) {
  struct arena *a CLEANUP(arena_freep) = arena_new(512u << 20);
  struct buf leaf CLEANUP(buf_free) = buf_init(1 << 20);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(v->r, SQL_JOURNAL_EVENT_RANGE, &rows, V_INT(first), V_INT(first + BATCH)));
  while (v->ret->fault == VERIFY_OK && *ret_n < BATCH && rows_next(rows)) {
    struct stored e;
    stored_from_row(rows, a, &e);
    check_event(v, &e, &leaf, &bodies[(*ret_n)++]);
  }
  return rows_end(&rows);
}

static struct err *check_batch(struct verifier *v, int64_t first, int64_t *ret_n) {
  json_t **bodies = base_alloc(BATCH * sizeof *bodies);
  *ret_n = 0;
  struct err *e = check_events(v, first, bodies, ret_n);
  if (!e && v->ret->fault == VERIFY_OK) e = check_private(v, first, first + *ret_n, bodies);
  for (int i = 0; i < BATCH; i++)
    json_decref(bodies[i]);
  free(bodies);
  return e;
}

static struct err *check_tiles(struct verifier *v) {
  for (int level = 1; level <= 7 && v->ret->fault == VERIFY_OK; level++) {
    uint64_t full = v->f.size >> (8 * level);
    for (uint64_t number = 0; number < full && v->ret->fault == VERIFY_OK; number++) {
      struct rows *rows CLEANUP(rows_drop) = NULL;
      struct frontier f = {0};
      tree_hash h, stated = {0};
      if (level == 1)
        TRY(STORE_QUERY(v->r, SQL_JOURNAL_EVENT_HASHES, &rows, V_INT((int64_t)(number * 256 + 1)),
                        V_INT((int64_t)(number * 256 + 257))));
      else
        TRY(STORE_QUERY(v->r, SQL_JOURNAL_TILE_RANGE, &rows, V_INT(level - 1),
                        V_INT((int64_t)(number * 256)), V_INT((int64_t)(number * 256 + 256))));
      while (rows_next(rows)) {
        struct bytes b = rows_blob(rows, level == 1 ? 0 : 1);
        memset(h, 0, sizeof h);
        if (b.n == SEAL_HASH) memcpy(h, b.p, SEAL_HASH);
        frontier_add(&f, h);
      }
      TRY(rows_end(&rows));
      frontier_root(&f, h);
      TRY(STORE_QUERY(v->r, SQL_JOURNAL_TILE_RANGE, &rows, V_INT(level), V_INT((int64_t)number),
                      V_INT((int64_t)number + 1)));
      struct bytes b = {0};
      if (rows_next(rows)) b = rows_blob(rows, 1);
      if (b.n == SEAL_HASH) memcpy(stated, b.p, SEAL_HASH);
      TRY(rows_end(&rows));
      if (memcmp(h, stated, SEAL_HASH) != 0)
        fault(v, VERIFY_TILE, (int64_t)(number << (8 * level)) + 1, (int64_t)((number + 1) << (8 * level)));
    }
  }
  return NULL;
}

/// What the head says against what was read.
static struct err *check_end(struct verifier *v, int64_t last_seq) {
  struct frontier head;
  tree_hash last;
  struct err *bad = head_read(v->r, &head, last);
  if (bad) {
    err_free(bad);
    fault(v, VERIFY_CHECKPOINT, 0, 0);
    return NULL;
  }
  uint64_t promised = head.size;
  for (size_t i = 0; i < v->n_kept; i++)
    if (v->kept[i].good && v->kept[i].size > promised) promised = v->kept[i].size;
  if (v->f.size < head.size) fault(v, VERIFY_TRUNCATED, (int64_t)v->f.size + 1, (int64_t)head.size);
  if (v->f.size < promised) fault(v, VERIFY_ROLLED_BACK, (int64_t)v->f.size + 1, (int64_t)promised);
  if (!v->f.size) fault(v, VERIFY_TRUNCATED, 1, 0);
  if (last_seq > (int64_t)head.size) fault(v, VERIFY_CHECKPOINT, (int64_t)head.size + 1, last_seq);
  tree_hash mine, theirs;
  frontier_root(&v->f, mine);
  frontier_root(&head, theirs);
  if (memcmp(mine, theirs, SEAL_HASH) != 0 || memcmp(last, v->last, SEAL_HASH) != 0)
    fault(v, VERIFY_CHECKPOINT, 0, 0);
  if (v->proven != v->f.size) fault(v, VERIFY_CHECKPOINT, (int64_t)v->proven + 1, (int64_t)v->f.size);
  return NULL;
}

struct err *journal_verify(struct journal *j, struct reader *r, const char *against,
                           bool (*progress)(void *arg, int64_t done, int64_t all), void *arg,
                           struct verify_result *ret) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1u << 30);
  *ret = (struct verify_result){0};
  struct verifier v = {.j = j, .r = r, .a = a, .ret = ret};
  TRY(read_checkpoints(&v, against));
  int64_t last_seq = 0, n = BATCH;
  int64_t first_seq = 1;
  TRY(store_int(r, SQL_JOURNAL_EVENT_LAST, NULL, 0, 0, &last_seq));
  TRY(store_int(r, SQL_JOURNAL_EVENT_FIRST, NULL, 0, 1, &first_seq));
  enum verify_fault before = ret->fault;
  ret->fault = VERIFY_OK;  // a bad signature is told after the events: a bad event says more
  if (first_seq < 1) fault(&v, VERIFY_ORDER, first_seq, 0);
  for (int64_t first = 1; first <= last_seq && ret->fault == VERIFY_OK; first += BATCH) {
    if (progress && !progress(arg, first - 1, last_seq))
      return err_new(ERR_CONFLICT, MSG_ERR_STOPPED, MSG_NONE, NULL);
    TRY(check_batch(&v, first, &n));
    if (n < BATCH && first + BATCH <= last_seq && ret->fault == VERIFY_OK)
      fault(&v, VERIFY_GAP, (int64_t)v.f.size + 1, 0);
  }
  if (ret->fault == VERIFY_OK) TRY(check_end(&v, last_seq));
  if (ret->fault == VERIFY_OK) TRY(check_tiles(&v));
  if (ret->fault == VERIFY_OK) ret->fault = before;
  return NULL;
}

// ---- rebuilding ------------------------------------------------------------------------------------

static struct err *replay(struct reader *r, struct store *empty, int64_t first, int64_t after) {
  struct arena *a CLEANUP(arena_freep) = arena_new(512u << 20);
  struct writer *w CLEANUP(store_rollback) = NULL;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_write(empty, &w));
  TRY(STORE_QUERY(r, SQL_JOURNAL_EVENT_RANGE, &rows, V_INT(first), V_INT(after)));
  while (rows_next(rows)) {
    struct stored e;
    json_t *body CLEANUP(json_freep) = NULL;
    stored_from_row(rows, a, &e);
    TRY(json_parse(e.body, strlen(e.body), &body));
    TRY(fold_event(w, &e, body));
  }
  TRY(rows_end(&rows));
  return store_commit(&w);
}

struct err *journal_rebuild(struct journal *j, struct reader *r, struct store *empty,
                            bool (*progress)(void *arg, int64_t done, int64_t all), void *arg,
                            struct arena *a, const char **ret_table, int *ret_tables) {
  (void)j;
  int64_t last = 0;
  TRY(store_int(r, SQL_JOURNAL_EVENT_LAST, NULL, 0, 0, &last));
  for (int64_t first = 1; first <= last; first += BATCH) {
    if (progress && !progress(arg, first - 1, last))
      return err_new(ERR_CONFLICT, MSG_ERR_STOPPED, MSG_NONE, NULL);
    TRY(replay(r, empty, first, first + BATCH));
  }
  struct reader *rebuilt CLEANUP(store_read_end) = NULL;
  TRY(store_read(empty, &rebuilt));
  char **tables;
  size_t n;
  TRY(store_tables(r, a, &tables, &n));
  *ret_table = NULL;
  *ret_tables = 0;
  for (size_t i = 0; i < n && !*ret_table; i++) {
    if (!strncmp(tables[i], "journal_", 8) || !strncmp(tables[i], "local_", 6)) continue;
    uint8_t x[SEAL_HASH], y[SEAL_HASH];
    int64_t rows_x, rows_y;
    TRY(store_table_hash(r, tables[i], x, &rows_x));
    TRY(store_table_hash(rebuilt, tables[i], y, &rows_y));
    if (memcmp(x, y, SEAL_HASH) != 0) *ret_table = tables[i];
    ++*ret_tables;
  }
  return NULL;
}
