// What has changed since the scan of the same machine before: new findings, those no longer listed, what could be read
// only once. By SHA-256, and by place where names may be seen: then a file that was changed is told apart.
#include <string.h>

#include "inspection/inspection.h"
#include "people/people.h"
#include "site/site.h"
#include "web/layout.h"
#include "web/web.h"

enum { COMPARED_SHOWN = 200, COMPARED_LOOKED = 1000 };

struct compare_grade {
  enum inspection_grade grade;
  int64_t before, now;
};
struct compare_list {
  struct inspection_finding *p;
  size_t n;
};
// A file at the same place with other content.
struct compare_pair {
  const struct inspection_finding *before, *now;
};
struct scan_compare_view {
  struct request *r;
  struct inspection_scan *s, *before;
  struct compare_list added, gone;
  int64_t still, still_before;
  int64_t n_added, n_gone;
  struct compare_pair *changed;
  size_t n_changed;
  bool cut;  ///< more differ than were compared by place
  struct compare_grade grades[GRADE_COUNT];
  size_t n_grades;
  bool names, partial;
};

static const char *finding_name(const struct inspection_finding *f) {
  const char *path = f->name.path, *name = path;
  for (const char *p = path; p && *p; p++)
    if ((*p == '/' || *p == '\\') && p[1]) name = p + 1;
  return name;
}

static int finding_level(const struct inspection_finding *f) {
  int level = (int)inspection_level_by_name(f->level) - LEVEL_UNKNOWN;
  return level < 0 || level > 3 ? 0 : level;
}

#include "scan_compare.html.h"

static struct err *fill_grades(struct scan_compare_view *v, struct reader *db) {
  int64_t counts[2][GRADE_COUNT] = {{0}};
  const char *const scans[] = {v->before->id, v->s->id};
  for (size_t k = 0; k < 2; k++) {
    struct inspection_unread_count *list;
    size_t n;
    TRY(inspection_unread_counts(db, scans[k], v->r->a, &list, &n));
    for (size_t i = 0; i < n; i++) {
      enum inspection_grade g = inspection_grade_by_name(list[i].grade);
      if (g < GRADE_COUNT) counts[k][g] = list[i].count;
    }
  }
  for (int g = 0; g < GRADE_COUNT; g++)
    if (counts[0][g] || counts[1][g])
      v->grades[v->n_grades++] =
          (struct compare_grade){(enum inspection_grade)g, counts[0][g], counts[1][g]};
  return NULL;
}

// The newer scan may not have looked where the older one found something.
static struct err *fill_partial(struct scan_compare_view *v, struct journal *j, struct reader *db) {
  struct inspection_fact *facts;
  size_t n;
  TRY(inspection_facts(j, db, v->s->id, false, v->r->a, &facts, &n));
  v->partial = v->s->stopped;
  for (size_t i = 0; i < n; i++)
    if (!strcmp(facts[i].fact, "rule")) v->partial = true;
  return NULL;
}

static bool same_text(const char *a, const char *b) {
  return a == b || (a && b && !strcmp(a, b));
}

// Takes what stands at the same place in both lists out of them.
static void pair(struct scan_compare_view *v) {
  size_t left = 0, old = 0;
  v->changed = ARENA_ARRAY(v->r->a, struct compare_pair, v->added.n + 1);
  bool *taken = ARENA_ARRAY(v->r->a, bool, v->gone.n + 1);
  memset(taken, 0, v->gone.n + 1);
  for (size_t i = 0; i < v->added.n; i++) {
    struct inspection_finding *now = &v->added.p[i];
    size_t k = now->name.path && !now->cut ? 0 : v->gone.n;
    while (k < v->gone.n && (taken[k] || v->gone.p[k].cut ||
                             !same_text(v->gone.p[k].name.path, now->name.path) ||
                             !same_text(v->gone.p[k].name.members, now->name.members)))
      k++;
    if (k == v->gone.n) {
      v->added.p[left++] = *now;
      continue;
    }
    struct inspection_finding *both = ARENA_ARRAY(v->r->a, struct inspection_finding, 2);
    both[0] = v->gone.p[k], both[1] = *now;
    taken[k] = true;
    v->changed[v->n_changed++] = (struct compare_pair){&both[0], &both[1]};
  }
  for (size_t k = 0; k < v->gone.n; k++)
    if (!taken[k]) v->gone.p[old++] = v->gone.p[k];
  v->added.n = left;
  v->gone.n = old;
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct journal *j = site_journal(r->web->host->site);
  struct scan_compare_view v = {.r = r};
  const char *id = request_value(r, "scan");
  TRY(inspection_scan(db, id, r->a, &v.s));
  if (v.s) TRY(inspection_scan_before(db, v.s, r->a, &v.before));
  if (!v.before)
    return err_new(ERR_NOT_FOUND, MSG_CONDUCT_NO_BEFORE, MSG_INSPECTION_SCAN_NONE_HINT, "scan", id,
                   NULL);
  if (request_may(r, PERM_FINDINGS_DECIDE)) {
    bool before = false;
    TRY(inspection_names_recorded(db, r->user->user_name, id, &v.names));
    TRY(inspection_names_recorded(db, r->user->user_name, v.before->id, &before));
    v.names = v.names && before;
  }
  size_t looked = v.names ? COMPARED_LOOKED : COMPARED_SHOWN;
  TRY(inspection_findings_not_in(j, db, v.s->id, v.before->id, v.names, looked, r->a,
                                 &v.added.p, &v.added.n, &v.still));
  TRY(inspection_findings_not_in(j, db, v.before->id, v.s->id, v.names, looked, r->a,
                                 &v.gone.p, &v.gone.n, &v.still_before));
  v.cut = v.added.n == looked || v.gone.n == looked;
  if (v.names) pair(&v);
  v.n_added = v.s->findings - v.still - (int64_t)v.n_changed;
  v.n_gone = v.before->findings - v.still_before - (int64_t)v.n_changed;
  if (v.added.n > COMPARED_SHOWN) v.added.n = COMPARED_SHOWN;
  if (v.gone.n > COMPARED_SHOWN) v.gone.n = COMPARED_SHOWN;
  TRY(fill_grades(&v, db));
  TRY(fill_partial(&v, j, db));
  // Names of both scans stand on it: the page is of the higher level.
  const char *const kept[] = {v.s->keep_as, v.before->keep_as};
  for (size_t i = 0; v.names && i < ARRAY_LEN(kept); i++) {
    int level = (int)inspection_level_by_name(kept[i]) - LEVEL_UNKNOWN;
    if (level > (int)r->level && level <= 3) r->level = level;
  }
  scan_compare_html(o, &v);
  return NULL;
}

// Names of both scans are read.
static struct err *record(struct request *r, struct change *c) {
  struct inspection_scan *s = NULL, *before = NULL;
  if (!request_may(r, PERM_FINDINGS_DECIDE)) return NULL;
  TRY(inspection_scan(change_reader(c), request_value(r, "scan"), r->a, &s));
  if (s) TRY(inspection_scan_before(change_reader(c), s, r->a, &before));
  if (!before) return NULL;
  TRY(inspection_names_record(c, r->user->user_name, s->id));
  return inspection_names_record(c, r->user->user_name, before->id);
}

const struct page page_scan_compare = {
    "/ra-quet/{scan}/so-sanh", NAV_SCAN, PERM_SCANS_VIEW, MSG_CONDUCT_PAGE_COMPARE, get, NULL, 0,
    record};
