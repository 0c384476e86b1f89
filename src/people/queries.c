// Persons and duties as people look at them. Names are private values: each is opened by itself,
// then sorted or searched in memory.
#include <stdlib.h>
#include <string.h>

#include "people/internal.h"
#include "viet/viet.h"

enum { PERSONS_MAX = 100000, FOUND_MAX = 5000, PERSON_BYTES = 900 };

/// One person with the reference of the name instead of the name.
static void person_row(struct rows *rows, struct arena *a, struct person *ret) {
  *ret = (struct person){.id = rows_dup(rows, 0, a),
                         .name = rows_dup(rows, 1, a),
                         .unit = rows_dup(rows, 2, a),
                         .unit_name = rows_dup(rows, 3, a),
                         .post = rows_dup(rows, 4, a),
                         .since = rows_dup(rows, 5, a),
                         .until = rows_dup(rows, 6, a),
                         .why = rows_dup(rows, 7, a)};
}

static struct err *open_name(struct journal *j, struct reader *r, struct arena *a,
                             const char **name) {
  char *text = NULL;
  TRY(journal_private(j, r, *name, a, &text));
  *name = text;
  return NULL;
}

struct err *people_person_get(struct journal *j, struct reader *r, const char *typed,
                              struct arena *a, struct person **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct err *bad CLEANUP(err_freep) = NULL;
  char *id = NULL;
  *ret = NULL;
  bad = people_clean_person_id(a, typed, &id);
  if (bad) return NULL;
  TRY(STORE_QUERY(r, SQL_PEOPLE_PERSON_GET, &rows, V_TEXT(id)));
  if (!rows_next(rows)) return rows_end(&rows);
  struct person *p = ARENA_NEW(a, struct person);
  person_row(rows, a, p);
  TRY(rows_end(&rows));
  TRY(open_name(j, r, a, &p->name));
  *ret = p;
  return NULL;
}

// ---- lists
// -----------------------------------------------------------------------------------------

static struct err *all_persons(struct rows **rows, struct arena *a, struct person **ret,
                               size_t *ret_n) {
  struct person *list = NULL;
  size_t n = 0, room = 0;
  while (rows_next(*rows)) {
    if (n == PERSONS_MAX) return err_new(ERR_LIMIT, MSG_ERR_PERSONS_MANY, MSG_NONE, NULL);
    if (n == room) {
      if (arena_room(a) < 2 * (room + 16) * PERSON_BYTES)
        return err_new(ERR_LIMIT, MSG_ERR_PERSONS_MANY, MSG_NONE, NULL);
      struct person *more = ARENA_ARRAY(a, struct person, room = room ? 2 * room : 32);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    person_row(*rows, a, &list[n++]);
  }
  *ret = list;
  *ret_n = n;
  return rows_end(rows);
}

struct keyed {
  const char *key;
  const struct person *person;
};

static int compare_keyed(const void *left, const void *right) {
  const struct keyed *l = left, *r = right;
  int by_name = strcmp(l->key, r->key);
  return by_name ? by_name : strcmp(l->person->id, r->person->id);
}

/// In the order of Vietnamese lists of names; those without a name come last.
static struct person *sort_by_name(const struct person *list, size_t n, struct arena *a) {
  struct keyed *order = ARENA_ARRAY(a, struct keyed, n + 1);
  struct buf key CLEANUP(buf_free) = buf_init(1 << 14);
  for (size_t i = 0; i < n; i++) {
    buf_clear(&key);
    const char *name = list[i].name;
    if (name) viet_sort_key_of_person((struct bytes){(const uint8_t *)name, strlen(name)}, &key);
    order[i] = (struct keyed){name ? arena_strdup(a, buf_str(&key)) : "\x7f", &list[i]};
  }
  qsort(order, n, sizeof *order, compare_keyed);
  struct person *sorted = ARENA_ARRAY(a, struct person, n + 1);
  for (size_t i = 0; i < n; i++)
    sorted[i] = *order[i].person;
  return sorted;
}

struct err *people_persons(struct journal *j, struct reader *r, const char *unit, const char *day,
                           size_t first, size_t limit, struct arena *a, struct person **ret,
                           size_t *ret_n, size_t *ret_total) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct person *list = NULL;
  size_t n = 0;
  TRY(STORE_QUERY(r, SQL_PEOPLE_PERSONS_OF_UNIT, &rows, V_TEXT(unit), V_TEXT(day)));
  TRY(all_persons(&rows, a, &list, &n));
  for (size_t i = 0; i < n; i++)
    TRY(open_name(j, r, a, &list[i].name));
  list = sort_by_name(list, n, a);
  if (first > n) first = n;
  *ret = list + first;
  *ret_n = n - first < limit ? n - first : limit;
  *ret_total = n;
  return NULL;
}

static void fold(const char *text, struct buf *ret) {
  buf_clear(ret);
  viet_fold((struct bytes){(const uint8_t *)text, strlen(text)}, ret);
}

/// True when the number or the name holds what is wanted (already folded).
static bool matches(const struct person *p, const char *wanted, struct buf *folded) {
  fold(p->id, folded);
  if (strstr(buf_str(folded), wanted)) return true;
  if (!p->name) return false;
  fold(p->name, folded);
  return strstr(buf_str(folded), wanted) != NULL;
}

static struct person copy_person(const struct person *p, struct arena *a) {
  return (struct person){.id = arena_strdup(a, p->id),
                         .name = p->name ? arena_strdup(a, p->name) : NULL,
                         .unit = arena_strdup(a, p->unit),
                         .unit_name = arena_strdup(a, p->unit_name),
                         .post = arena_strdup(a, p->post),
                         .since = arena_strdup(a, p->since),
                         .until = arena_strdup(a, p->until),
                         .why = arena_strdup(a, p->why)};
}

/// One person at a time is held while searching; only the first FOUND_MAX that match are kept and
/// sorted.
struct err *people_search(struct journal *j, struct reader *r, const char *text, size_t limit,
                          struct arena *a, struct person **ret, size_t *ret_n, size_t *ret_total) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct arena *one CLEANUP(arena_freep) = arena_new(1 << 20);
  struct buf wanted CLEANUP(buf_free) = buf_init(1 << 12),
                    folded CLEANUP(buf_free) = buf_init(1 << 14);
  struct person *list = ARENA_ARRAY(a, struct person, FOUND_MAX);
  size_t found = 0, kept = 0;
  fold(text, &wanted);
  TRY(store_query(r, SQL_PEOPLE_PERSONS_ALL, NULL, 0, &rows));
  while (wanted.n && rows_next(rows)) {
    struct person p;
    arena_clear(one);
    person_row(rows, one, &p);
    TRY(open_name(j, r, one, &p.name));
    if (!matches(&p, buf_str(&wanted), &folded)) continue;
    if (kept < FOUND_MAX) list[kept++] = copy_person(&p, a);
    found++;
  }
  TRY(rows_end(&rows));
  *ret = sort_by_name(list, kept, a);
  *ret_n = kept < limit ? kept : limit;
  *ret_total = found;
  return NULL;
}

struct err *people_posts(struct reader *r, const char *id, struct arena *a,
                         struct person_post **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct person_post *list = NULL;
  size_t n = 0, room = 0;
  TRY(STORE_QUERY(r, SQL_PEOPLE_POSTS, &rows, V_TEXT(id)));
  while (rows_next(rows)) {
    if (n == room) {
      struct person_post *more = ARENA_ARRAY(a, struct person_post, room = room ? 2 * room : 8);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    list[n++] =
        (struct person_post){rows_dup(rows, 0, a), rows_dup(rows, 1, a), rows_dup(rows, 2, a),
                             rows_dup(rows, 3, a), rows_dup(rows, 4, a), rows_dup(rows, 5, a)};
  }
  *ret = list;
  *ret_n = n;
  return rows_end(&rows);
}

// ---- duties
// ----------------------------------------------------------------------------------------

static struct err *all_duties(struct journal *j, struct reader *r, struct rows **rows,
                              struct arena *a, struct duty_held **ret, size_t *ret_n) {
  struct duty_held *list = NULL;
  size_t n = 0, room = 0;
  while (rows_next(*rows)) {
    if (n == room) {
      struct duty_held *more = ARENA_ARRAY(a, struct duty_held, room = room ? 2 * room : 8);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    list[n++] = (struct duty_held){.seq = rows_int(*rows, 0),
                                   .person = rows_dup(*rows, 1, a),
                                   .person_name = rows_dup(*rows, 2, a),
                                   .unit = rows_dup(*rows, 3, a),
                                   .unit_name = rows_dup(*rows, 4, a),
                                   .duty = duty_by_name(rows_text(*rows, 5)),
                                   .mode = duty_mode_by_name(rows_text(*rows, 6)),
                                   .decision = rows_dup(*rows, 7, a),
                                   .since = rows_dup(*rows, 8, a),
                                   .until = rows_dup(*rows, 9, a)};
  }
  TRY(rows_end(rows));
  for (size_t i = 0; i < n; i++)
    TRY(open_name(j, r, a, &list[i].person_name));
  *ret = list;
  *ret_n = n;
  return NULL;
}

struct err *people_duties_of_person(struct journal *j, struct reader *r, const char *id,
                                    struct arena *a, struct duty_held **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_PEOPLE_DUTIES_OF_PERSON, &rows, V_TEXT(id)));
  return all_duties(j, r, &rows, a, ret, ret_n);
}

static int compare_duty(const void *left, const void *right) {
  const struct duty_held *l = left, *r = right;
  return l->duty != r->duty ? (int)l->duty - (int)r->duty : (l->seq > r->seq) - (l->seq < r->seq);
}

struct err *people_duties_of_unit(struct journal *j, struct reader *r, const char *unit,
                                  const char *day, struct arena *a, struct duty_held **ret,
                                  size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_PEOPLE_DUTIES_OF_UNIT, &rows, V_TEXT(unit), V_TEXT(day)));
  TRY(all_duties(j, r, &rows, a, ret, ret_n));
  if (*ret_n) qsort(*ret, *ret_n, sizeof **ret, compare_duty);
  return NULL;
}
