// The tree of units on a day, and what one unit was and became.
#include <stdlib.h>
#include <string.h>

#include "people/internal.h"
#include "viet/viet.h"

enum { UNITS_MAX = 200000, UNIT_BYTES = 800 };  // bytes: with keys and order, measured 600

struct unit *people_unit_row(struct rows *rows, struct arena *a, struct unit *ret) {
  *ret = (struct unit){.code = rows_dup(rows, 0, a),
                       .name = rows_dup(rows, 1, a),
                       .kind = unit_kind_by_name(rows_text(rows, 2)),
                       .parent = rows_dup(rows, 3, a),
                       .since = rows_dup(rows, 4, a),
                       .until = rows_dup(rows, 5, a),
                       .ended_by = rows_dup(rows, 6, a),
                       .successor = rows_dup(rows, 7, a)};
  return ret;
}

static struct err *one_unit(struct rows **rows, struct arena *a, struct unit **ret) {
  *ret = rows_next(*rows) ? people_unit_row(*rows, a, ARENA_NEW(a, struct unit)) : NULL;
  return rows_end(rows);
}

struct err *people_unit_get(struct reader *r, const char *code, struct arena *a,
                            struct unit **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_PEOPLE_UNIT_GET, &rows, V_TEXT(code)));
  return one_unit(&rows, a, ret);
}

struct err *people_unit_at(struct reader *r, const char *code, const char *day, struct arena *a,
                           struct unit **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_PEOPLE_UNIT_AT, &rows, V_TEXT(code), V_TEXT(day)));
  return one_unit(&rows, a, ret);
}

/// All rows of a list of units; grows by doubling inside the arena.
static struct err *unit_rows(struct rows **rows, struct arena *a, struct unit **ret,
                             size_t *ret_n) {
  struct unit *list = NULL;
  size_t n = 0, room = 0;
  while (rows_next(*rows)) {
    if (n == UNITS_MAX) return err_new(ERR_LIMIT, MSG_ERR_UNITS_MANY, MSG_NONE, NULL);
    if (n == room) {
      if (arena_room(a) < 2 * (room + 32) * UNIT_BYTES)
        return err_new(ERR_LIMIT, MSG_ERR_UNITS_MANY, MSG_NONE, NULL);
      struct unit *more = ARENA_ARRAY(a, struct unit, room = room ? 2 * room : 64);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    people_unit_row(*rows, a, &list[n++]);
  }
  *ret = list;
  *ret_n = n;
  return rows_end(rows);
}

struct err *people_units_ended(struct reader *r, const char *day, struct arena *a,
                               struct unit **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_PEOPLE_UNITS_ENDED, &rows, V_TEXT(day)));
  return unit_rows(&rows, a, ret, ret_n);
}

// ---- order
// -----------------------------------------------------------------------------------------

static char *order_key(struct arena *a, const char *name) {
  struct buf key CLEANUP(buf_free) = buf_init(1 << 14);
  viet_sort_key((struct bytes){(const uint8_t *)name, strlen(name)}, &key);
  return arena_strdup(a, buf_str(&key));
}

struct keyed {
  const char *key, *code;
  size_t at;
};

static int compare_keyed(const void *left, const void *right) {
  const struct keyed *l = left, *r = right;
  int by_name = strcmp(l->key, r->key);
  return by_name ? by_name : strcmp(l->code, r->code);
}

struct err *people_missing_officer(struct reader *r, const char *day, struct arena *a,
                                   struct unit **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct unit *list = NULL;
  size_t n = 0;
  TRY(STORE_QUERY(r, SQL_PEOPLE_MISSING_OFFICER, &rows, V_TEXT(day)));
  TRY(unit_rows(&rows, a, &list, &n));
  struct keyed *order = ARENA_ARRAY(a, struct keyed, n + 1);
  for (size_t i = 0; i < n; i++)
    order[i] = (struct keyed){order_key(a, list[i].name), list[i].code, i};
  qsort(order, n, sizeof *order, compare_keyed);
  *ret = ARENA_ARRAY(a, struct unit, n + 1);
  for (size_t i = 0; i < n; i++)
    (*ret)[i] = list[order[i].at];
  *ret_n = n;
  return NULL;
}

// ---- the tree
// --------------------------------------------------------------------------------------

struct raw {
  struct unit_node node;
  const char *parent;
  size_t first_child, next_sibling;  ///< indexes in order of name; SIZE_MAX: none
};

static struct err *read_raw(struct reader *r, const char *day, struct arena *a, struct raw **ret,
                            size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct raw *list = NULL;
  size_t n = 0, room = 0;
  TRY(STORE_QUERY(r, SQL_PEOPLE_TREE, &rows, V_TEXT(day)));
  while (rows_next(rows)) {
    if (n == UNITS_MAX) return err_new(ERR_LIMIT, MSG_ERR_UNITS_MANY, MSG_NONE, NULL);
    if (n == room) {
      if (arena_room(a) < 2 * (room + 32) * UNIT_BYTES)
        return err_new(ERR_LIMIT, MSG_ERR_UNITS_MANY, MSG_NONE, NULL);
      struct raw *more = ARENA_ARRAY(a, struct raw, room = room ? 2 * room : 64);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    list[n++] = (struct raw){.node = {.code = rows_dup(rows, 0, a),
                                      .name = rows_dup(rows, 1, a),
                                      .kind = unit_kind_by_name(rows_text(rows, 2)),
                                      .since = rows_dup(rows, 4, a),
                                      .parent = SIZE_MAX,
                                      .persons = rows_int(rows, 5),
                                      .officers = rows_int(rows, 6)},
                             .parent = rows_dup(rows, 3, a),
                             .first_child = SIZE_MAX,
                             .next_sibling = SIZE_MAX};
  }
  *ret = list;
  *ret_n = n;
  return rows_end(&rows);
}

static int compare_code(const void *left, const void *right) {
  return strcmp(((const struct keyed *)left)->code, ((const struct keyed *)right)->code);
}

/// Links every unit under its parent; returns the first unit at the top (SIZE_MAX: none).
static size_t link_children(struct raw *raw, size_t n, struct arena *a) {
  struct keyed *by_name = ARENA_ARRAY(a, struct keyed, n + 1),
               *by_code = ARENA_ARRAY(a, struct keyed, n + 1);
  for (size_t i = 0; i < n; i++)
    by_name[i] = by_code[i] = (struct keyed){order_key(a, raw[i].node.name), raw[i].node.code, i};
  qsort(by_name, n, sizeof *by_name, compare_keyed);
  qsort(by_code, n, sizeof *by_code, compare_code);
  size_t top = SIZE_MAX;
  for (size_t i = n; i-- > 0;) {  // from the last name, so that each list ends in order
    struct raw *u = &raw[by_name[i].at];
    struct keyed wanted = {.code = u->parent};
    const struct keyed *p =
        *u->parent ? bsearch(&wanted, by_code, n, sizeof *by_code, compare_code) : NULL;
    size_t *head = p ? &raw[p->at].first_child : &top;
    u->next_sibling = *head;
    *head = by_name[i].at;
  }
  return top;
}

/// Lays the linked units out in the order of reading, without recursion.
static size_t lay_out(struct raw *raw, size_t top, struct unit_node *out, size_t n,
                      struct arena *a) {
  size_t *place = ARENA_ARRAY(a, size_t, n + 1), *above = ARENA_ARRAY(a, size_t, n + 1), count = 0;
  size_t at = top, parent = SIZE_MAX;
  int depth = 0;
  while (at != SIZE_MAX && count < n) {
    above[at] = parent;
    place[at] = count;
    out[count] = raw[at].node;
    out[count].depth = depth;
    out[count++].parent = parent == SIZE_MAX ? SIZE_MAX : place[parent];
    if (raw[at].first_child != SIZE_MAX) {
      parent = at;
      at = raw[at].first_child;
      depth++;
      continue;
    }
    while (raw[at].next_sibling == SIZE_MAX && parent != SIZE_MAX) {
      at = parent;
      parent = above[at];
      depth--;
    }
    at = raw[at].next_sibling;
  }
  return count;
}

struct err *people_tree(struct reader *r, const char *day, struct arena *a, struct unit_node **ret,
                        size_t *ret_n) {
  struct raw *raw = NULL;
  size_t n = 0;
  TRY(read_raw(r, day, a, &raw, &n));
  struct unit_node *list = ARENA_ARRAY(a, struct unit_node, n + 1);
  size_t laid = lay_out(raw, link_children(raw, n, a), list, n, a);
  if (laid != n)
    return err_detail(err_new(ERR_CORRUPT, MSG_ERR_UNIT_TREE, MSG_NONE, NULL), "%zu of %zu", laid,
                      n);
  for (size_t i = 0; i < n; i++) {
    list[i].persons_below += list[i].persons;
    list[i].missing_below += list[i].officers ? 0 : 1;
  }
  for (size_t i = n; i-- > 0;) {
    if (list[i].parent == SIZE_MAX) continue;
    struct unit_node *p = &list[list[i].parent];
    p->persons_below += list[i].persons_below;
    p->missing_below += list[i].missing_below;
    p->below += list[i].below + 1;
  }
  *ret = list;
  *ret_n = n;
  return NULL;
}

// ---- history
// ---------------------------------------------------------------------------------------

static const struct {
  const char *name;
  enum msg sentence;
} WHAT[UNIT_WHAT_COUNT] = {
    [UNIT_CREATED] = {"created", MSG_PEOPLE_HISTORY_CREATED},
    [UNIT_RENAMED] = {"renamed", MSG_PEOPLE_HISTORY_RENAMED},
    [UNIT_MOVED] = {"moved", MSG_PEOPLE_HISTORY_MOVED},
    [UNIT_MERGED] = {"merged", MSG_PEOPLE_HISTORY_MERGED},
    [UNIT_JOINED] = {"joined", MSG_PEOPLE_HISTORY_JOINED},
    [UNIT_SPLIT] = {"split", MSG_PEOPLE_HISTORY_SPLIT},
    [UNIT_SPLIT_FROM] = {"split_from", MSG_PEOPLE_HISTORY_SPLIT_FROM},
    [UNIT_DISSOLVED] = {"dissolved", MSG_PEOPLE_HISTORY_DISSOLVED},
};

static enum unit_what what_by_name(const char *name) {
  int i = 0;
  while (i < UNIT_WHAT_COUNT - 1 && strcmp(WHAT[i].name, name))
    i++;
  return (enum unit_what)i;
}

struct err *people_unit_history(struct reader *r, const char *code, struct arena *a,
                                struct unit_history **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct unit_history *list = NULL;
  size_t n = 0, room = 0;
  TRY(STORE_QUERY(r, SQL_PEOPLE_HISTORY, &rows, V_TEXT(code)));
  while (rows_next(rows)) {
    if (n == room) {
      struct unit_history *more = ARENA_ARRAY(a, struct unit_history, room = room ? 2 * room : 16);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    list[n++] = (struct unit_history){.day = rows_dup(rows, 0, a),
                                      .seq = rows_int(rows, 1),
                                      .what = what_by_name(rows_text(rows, 2)),
                                      .name = rows_dup(rows, 3, a),
                                      .kind = unit_kind_by_name(rows_text(rows, 4)),
                                      .parent = rows_dup(rows, 5, a),
                                      .parent_name = rows_dup(rows, 6, a),
                                      .other = rows_dup(rows, 7, a),
                                      .other_name = rows_dup(rows, 8, a),
                                      .basis = rows_dup(rows, 9, a)};
  }
  *ret = list;
  *ret_n = n;
  return rows_end(&rows);
}

char *people_history_sentence(struct arena *a, enum lang lang, const struct unit_history *h) {
  const char *parent = *h->parent ? h->parent_name : msg_text(lang, MSG_PEOPLE_TOP);
  const char *other = *h->other ? h->other_name : msg_text(lang, MSG_PEOPLE_NOBODY);
  return msg_fill(a, lang, WHAT[h->what].sentence, "name", h->name, "parent", parent, "other",
                  other, NULL);
}
