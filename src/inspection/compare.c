// Compares two reports: by SHA-256 and place, then by SHA-256, then by place; files not read by place.
#include "inspection/compare.h"

#include <stdlib.h>
#include <string.h>

#include "inspection/internal.h"

const char *compare_change_name(enum compare_change c) {
  static const char *const names[COMPARE_COUNT] = {
      "new",        "gone",     "still",      "moved",        "changed",
      "unread-now", "read-now", "unread-new", "unread-still", "unread-gone"};
  return names[c];
}

enum msg compare_change_label(enum compare_change c) {
  static const enum msg labels[COMPARE_COUNT] = {
      MSG_CONDUCT_COMPARE_NEW,        MSG_CONDUCT_COMPARE_GONE,
      MSG_CONDUCT_COMPARE_STILL,      MSG_CONDUCT_COMPARE_MOVED,
      MSG_CONDUCT_COMPARE_CHANGED,    MSG_CONDUCT_COMPARE_UNREAD_NOW,
      MSG_CONDUCT_COMPARE_READ_NOW,   MSG_CONDUCT_COMPARE_UNREAD_NEW,
      MSG_CONDUCT_COMPARE_UNREAD_STILL, MSG_CONDUCT_COMPARE_UNREAD_GONE};
  return labels[c];
}

struct entry {
  const char *sha256, *level, *grade, *extension, *path, *members;
  int confidence;
  bool hint, matched;
};
struct list {
  struct entry *p;
  size_t n, room;
};
struct side {
  struct compare_side *facts;
  struct list found, unread;
  const char *roots;
  struct arena *a;
};

static struct entry *add(struct list *l) {
  if (l->n == l->room) {
    l->room = l->room ? l->room * 2 : 1024;
    l->p = base_realloc(l->p, l->room * sizeof *l->p);
  }
  l->p[l->n] = (struct entry){.sha256 = "", .level = "", .grade = ""};
  return &l->p[l->n++];
}

static const char *kept(struct arena *a, const char *s) {
  return s ? arena_strdup(a, s) : NULL;
}

static struct err *take(void *ctx, const struct report_record *r) {
  struct side *s = ctx;
  bool found = r->kind == REPORT_FINDING || r->kind == REPORT_HINT;
  if (arena_room(s->a) < (1 << 20))
    return err_new(ERR_LIMIT, MSG_CONDUCT_COMPARE_LARGE, MSG_NONE, NULL);
  if (r->kind == REPORT_SCAN) {
    s->facts->machine = arena_strdup(s->a, r->machine);
    s->facts->authority = arena_strdup(s->a, r->authority);
    s->facts->started = r->started;
    s->facts->hashed = !strcmp(r->names, "hash");
    s->roots = kept(s->a, r->roots);
  } else if (r->kind == REPORT_SUMMARY) {
    s->facts->finished = r->finished;
    s->facts->stopped = r->stopped;
    s->facts->files = r->files;
    s->facts->findings = r->findings, s->facts->hints = r->hints, s->facts->unread = r->unread;
    for (size_t i = 0; i < r->n_facts; i++)
      if (!strncmp(r->facts[i].name, "skipped", 7)) s->facts->skipped += r->facts[i].count;
  } else if (found || r->kind == REPORT_UNREAD) {
    struct entry *e = add(found ? &s->found : &s->unread);
    e->path = kept(s->a, r->place.path);
    e->members = kept(s->a, r->place.members);
    e->extension = arena_strdup(s->a, r->place.extension ? r->place.extension : "");
    e->hint = r->kind == REPORT_HINT;
    e->confidence = (int)r->confidence;
    if (found) e->level = inspection_level_name(r->level), e->sha256 = arena_strdup(s->a, r->sha256);
    if (!found) e->grade = inspection_grade_name(r->grade);
  }
  return NULL;
}

static struct err *read_side(const char *path, struct arena *a, struct compare_side *facts,
                             struct side *s) {
  struct report report CLEANUP(report_close) = {0};
  const struct inspection_source source = {.path = path};
  *s = (struct side){.facts = facts, .a = a};
  TRY(report_open(NULL, &source, time_now(), a, &report));
  const struct carried_facts *f = carried_facts(report.carried);
  struct buf hex CLEANUP(buf_free) = buf_init(64);
  buf_put_hex(&hex, f->hashes.file, SEAL_HASH);
  strcpy(facts->file_hash, buf_str(&hex));
  facts->signer = f->n_signatures ? arena_strdup(a, f->signatures[0].name) : "";
  return report_each(&report, take, s);
}

// ---- orders

static int text_order(const char *a, const char *b) {
  return strcmp(a ? a : "", b ? b : "");
}

static int place_order(const struct entry *a, const struct entry *b) {
  int d = text_order(a->path, b->path);
  return d ? d : text_order(a->members, b->members);
}

static int by_hash_and_place(const void *pa, const void *pb) {
  const struct entry *a = *(const struct entry *const *)pa, *b = *(const struct entry *const *)pb;
  int d = strcmp(a->sha256, b->sha256);
  return d ? d : place_order(a, b);
}

static int by_hash(const void *pa, const void *pb) {
  const struct entry *a = *(const struct entry *const *)pa, *b = *(const struct entry *const *)pb;
  return strcmp(a->sha256, b->sha256);
}

static int by_place(const void *pa, const void *pb) {
  const struct entry *a = *(const struct entry *const *)pa, *b = *(const struct entry *const *)pb;
  return place_order(a, b);
}

static int by_path(const void *pa, const void *pb) {
  const struct entry *a = *(const struct entry *const *)pa, *b = *(const struct entry *const *)pb;
  return text_order(a->path, b->path);
}

// ---- matching

struct matching {
  struct compare *c;
  struct arena *a;
  size_t room;
};

static void tell(struct matching *m, enum compare_change change, const struct entry *e,
                 const struct entry *old) {
  struct compare *c = m->c;
  if (c->n == m->room) {
    m->room = m->room ? m->room * 2 : 1024;
    c->items = base_realloc(c->items, m->room * sizeof *c->items);
  }
  c->counts[change]++;
  c->items[c->n++] = (struct compare_item){.change = change,
                                           .hint = e->hint,
                                           .level = e->level,
                                           .grade = e->grade,
                                           .sha256 = e->sha256,
                                           .extension = e->extension,
                                           .confidence = e->confidence,
                                           .path = e->path,
                                           .members = e->members,
                                           .old_path = old ? old->path : NULL,
                                           .old_members = old ? old->members : NULL};
}

// Entries that are not matched yet, sorted; those without a path are left out where places count.
static const struct entry **unmatched(const struct list *l, bool places,
                                      int (*order)(const void *, const void *), size_t *ret_n) {
  const struct entry **p = base_alloc((l->n + 1) * sizeof *p);
  size_t n = 0;
  for (size_t i = 0; i < l->n; i++)
    if (!l->p[i].matched && (!places || l->p[i].path)) p[n++] = &l->p[i];
  if (n) qsort(p, n, sizeof *p, order);
  *ret_n = n;
  return p;
}

static void mark(const struct entry *e) {
  ((struct entry *)(uintptr_t)e)->matched = true;
}

// Pairs what is equal in both lists by one order.
static void pair(struct matching *m, struct list *old, struct list *now, bool places,
                 int (*order)(const void *, const void *), enum compare_change change) {
  size_t n_old, n_now, i = 0, k = 0;
  CLEANUP(base_freep) const struct entry **a = unmatched(old, places, order, &n_old);
  CLEANUP(base_freep) const struct entry **b = unmatched(now, places, order, &n_now);
  while (i < n_old && k < n_now) {
    int d = order(&a[i], &b[k]);
    if (d < 0) {
      i++;
    } else if (d > 0) {
      k++;
    } else {
      tell(m, change, b[k], change == COMPARE_MOVED ? a[i] : NULL);
      mark(a[i++]);
      mark(b[k++]);
    }
  }
}

// What stands unmatched in `list` at a path that `others` hold: told, and no longer looked for.
static void meet(struct matching *m, struct list *list, struct list *others, bool all_others,
                 enum compare_change change) {
  size_t n = 0;
  CLEANUP(base_freep) const struct entry **p = base_alloc((others->n + 1) * sizeof *p);
  for (size_t i = 0; i < others->n; i++)
    if (others->p[i].path && (all_others || !others->p[i].matched)) p[n++] = &others->p[i];
  if (n) qsort(p, n, sizeof *p, by_path);
  for (size_t i = 0; n && i < list->n; i++) {
    const struct entry *e = &list->p[i];
    if (e->matched || !e->path) continue;
    const struct entry **hit = bsearch(&e, p, n, sizeof *p, by_path);
    if (!hit) continue;
    tell(m, change, e, NULL);
    mark(e);
    // An unread file that explains a change is not told a second time by itself.
    while (hit > p && by_path(hit - 1, &e) == 0)
      hit--;
    for (; hit < p + n && by_path(hit, &e) == 0; hit++)
      mark(*hit);
  }
}

static void rest(struct matching *m, const struct list *l, enum compare_change change) {
  for (size_t i = 0; i < l->n; i++)
    if (!l->p[i].matched) tell(m, change, &l->p[i], NULL);
}

static int item_order(const void *pa, const void *pb) {
  const struct compare_item *a = pa, *b = pb;
  if (a->change != b->change) return a->change < b->change ? -1 : 1;
  if (a->hint != b->hint) return a->hint ? 1 : -1;
  int d = text_order(a->path, b->path);
  return d ? d : text_order(a->members, b->members);
}

static void match(struct matching *m, struct side *old, struct side *now) {
  pair(m, &old->found, &now->found, false, by_hash_and_place, COMPARE_STILL);
  pair(m, &old->found, &now->found, false, by_hash, COMPARE_MOVED);
  pair(m, &old->found, &now->found, true, by_place, COMPARE_CHANGED);
  pair(m, &old->unread, &now->unread, true, by_place, COMPARE_UNREAD_STILL);
  meet(m, &old->found, &now->unread, true, COMPARE_UNREAD_NOW);
  meet(m, &now->found, &old->unread, false, COMPARE_READ_NOW);
  rest(m, &now->found, COMPARE_NEW);
  rest(m, &old->found, COMPARE_GONE);
  rest(m, &now->unread, COMPARE_UNREAD_NEW);
  rest(m, &old->unread, COMPARE_UNREAD_GONE);
}

struct err *compare_reports(const char *old_path, const char *new_path, struct arena *a,
                            struct compare *ret) {
  struct side old, now = {0};
  *ret = (struct compare){0};
  struct err *e = read_side(old_path, a, &ret->old_side, &old);
  if (!e) e = read_side(new_path, a, &ret->new_side, &now);
  if (!e) {
    struct matching m = {.c = ret, .a = a};
    ret->same_machine = !strcmp(ret->old_side.machine, ret->new_side.machine);
    ret->partial = ret->new_side.stopped || ret->new_side.skipped ||
                   text_order(old.roots, now.roots) != 0;
    match(&m, &old, &now);
    if (ret->n) qsort(ret->items, ret->n, sizeof *ret->items, item_order);
  }
  free(old.found.p), free(old.unread.p);
  free(now.found.p), free(now.unread.p);
  // The items live as long as the arena.
  if (!e && ret->n && arena_room(a) < ret->n * sizeof *ret->items + (1 << 16))
    e = err_new(ERR_LIMIT, MSG_CONDUCT_COMPARE_LARGE, MSG_NONE, NULL);
  if (!e && ret->n) {
    struct compare_item *own = ARENA_ARRAY(a, struct compare_item, ret->n);
    memcpy(own, ret->items, ret->n * sizeof *own);
    free(ret->items);
    ret->items = own;
  } else {
    free(ret->items);
    ret->items = NULL;
  }
  return e;
}
