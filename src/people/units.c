// Acts on units: checked against the tree on all days from the given one on, then written as
// events.
#include <stdio.h>
#include <string.h>

#include "people/internal.h"

static void shown_day(const char *iso, char ret[11]) {
  struct date d;
  ret[0] = '\0';
  if (date_parse(iso, &d)) date_format_shown(d, ret);
}

static struct err *check_code(const char *code) {
  size_t n = code ? strlen(code) : 0;
  bool ok = n >= 1 && n <= 40 && code[0] != '-';
  for (size_t i = 0; ok && i < n; i++)
    ok = (code[i] >= 'a' && code[i] <= 'z') || (code[i] >= '0' && code[i] <= '9') || code[i] == '-';
  if (ok) return NULL;
  return err_new(ERR_INPUT, MSG_ERR_UNIT_CODE, MSG_ERR_UNIT_CODE_HINT, "unit", code ? code : "",
                 NULL);
}

static struct err *check_kind(struct arena *a, const char *kind) {
  if (unit_kind_by_name(kind) != UNIT_KIND_COUNT) return NULL;
  char *choices = "";
  for (int k = 0; k < UNIT_KIND_COUNT; k++)
    choices = arena_printf(a, "%s%s%s", choices, k ? ", " : "", unit_kind_name((enum unit_kind)k));
  return err_new(ERR_INPUT, MSG_ERR_UNIT_KIND, MSG_ERR_UNIT_KIND_HINT, "kind", kind ? kind : "",
                 "choices", choices, NULL);
}

struct err *people_living_unit(struct reader *r, const char *code, const char *on, struct arena *a,
                               struct unit **ret) {
  struct unit *u = NULL;
  char day[11];
  TRY(people_unit_get(r, code ? code : "", a, &u));
  if (!u)
    return err_new(ERR_NOT_FOUND, MSG_ERR_UNIT_NONE, MSG_ERR_UNIT_NONE_HINT, "unit",
                   code ? code : "", NULL);
  if (*u->until) {
    shown_day(u->until, day);
    return err_new(ERR_CONFLICT, MSG_ERR_UNIT_ENDED,
                   *u->successor ? MSG_ERR_UNIT_ENDED_HINT : MSG_NONE, "unit", code, "day", day,
                   "successor", u->successor, NULL);
  }
  if (strcmp(on, u->since) < 0) {
    shown_day(u->since, day);
    return err_new(ERR_CONFLICT, MSG_ERR_UNIT_NOT_YET, MSG_ERR_PEOPLE_ORDER_HINT, "unit", code,
                   "day", day, NULL);
  }
  if (ret) *ret = u;
  return NULL;
}

struct err *people_unit_usable(struct reader *r, const char *code, const char *on) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  return people_living_unit(r, code, on, a, NULL);
}

/// Refuses when `code` stands above `below` (or is it) on any day from `on` on.
static struct err *check_not_above(struct reader *r, const char *code, const char *below,
                                   const char *on) {
  int64_t n = 0;
  TRY(STORE_INT(r, SQL_PEOPLE_UNIT_IS_ABOVE, 0, &n, V_TEXT(below), V_TEXT(on), V_TEXT(code)));
  if (!n) return NULL;
  return err_new(ERR_CONFLICT, MSG_ERR_UNIT_CYCLE, MSG_ERR_UNIT_CYCLE_HINT, "unit", code, "other",
                 below, NULL);
}

// ---- creating, renaming, moving
// --------------------------------------------------------------------

/// Checks a new unit; gives clean values.
static struct err *check_new(struct change *c, struct arena *a, const struct unit_new *u,
                             char **ret_name, char **ret_on, char **ret_basis) {
  struct reader *r = change_reader(c);
  struct unit *same = NULL;
  TRY(check_code(u->code));
  TRY(people_clean_text(a, u->name, MSG_ERR_UNIT_NAME, ret_name));
  TRY(check_kind(a, u->kind));
  TRY(people_clean_day(a, c, u->on, ret_on));
  TRY(people_clean_optional(a, u->basis, MSG_ERR_PEOPLE_BASIS, ret_basis));
  TRY(people_unit_get(r, u->code, a, &same));
  if (same)
    return err_new(ERR_CONFLICT, MSG_ERR_UNIT_EXISTS, MSG_ERR_UNIT_EXISTS_HINT, "unit", u->code,
                   "name", same->name, NULL);
  if (u->parent && *u->parent) TRY(people_living_unit(r, u->parent, *ret_on, a, NULL));
  return NULL;
}

struct err *people_unit_create(struct change *c, const struct unit_new *u) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *name, *on, *basis;
  TRY(check_new(c, a, u, &name, &on, &basis));
  return CHANGE_EVENT(c, EVENT_UNIT_CREATED, u->code, {"name", V_TEXT(name)},
                      {"kind", V_TEXT(u->kind)}, {"parent", V_TEXT(u->parent ? u->parent : "")},
                      {"on", V_TEXT(on)}, {"basis", V_TEXT(basis)});
}

/// A living unit whose last state is not after `on`.
static struct err *unit_for_change(struct change *c, struct arena *a, const char *code,
                                   const char *on, struct unit **ret) {
  char *last = NULL;
  TRY(people_living_unit(change_reader(c), code, on, a, ret));
  TRY(PEOPLE_TEXT(change_reader(c), SQL_PEOPLE_UNIT_STATE_DAY, a, &last, V_TEXT(code)));
  return people_in_order(on, last, code);
}

struct err *people_unit_rename(struct change *c, const char *code, const char *name,
                               const char *kind, const char *given_on, const char *given_basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *clean, *on, *basis;
  struct unit *u = NULL;
  TRY(people_clean_text(a, name, MSG_ERR_UNIT_NAME, &clean));
  TRY(people_clean_day(a, c, given_on, &on));
  TRY(people_clean_optional(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  TRY(unit_for_change(c, a, code, on, &u));
  if (!kind || !*kind) kind = unit_kind_name(u->kind);
  TRY(check_kind(a, kind));
  if (!strcmp(clean, u->name) && unit_kind_by_name(kind) == u->kind)
    return err_new(ERR_CONFLICT, MSG_ERR_UNIT_SAME_NAME, MSG_NONE, "unit", code, NULL);
  return CHANGE_EVENT(c, EVENT_UNIT_RENAMED, code, {"name", V_TEXT(clean)}, {"kind", V_TEXT(kind)},
                      {"on", V_TEXT(on)}, {"basis", V_TEXT(basis)});
}

static struct err *move_unit(struct change *c, struct arena *a, const char *code,
                             const char *parent, const char *on, const char *basis) {
  struct unit *u = NULL;
  TRY(unit_for_change(c, a, code, on, &u));
  if (!strcmp(u->parent, parent))
    return err_new(ERR_CONFLICT, MSG_ERR_UNIT_SAME_PARENT, MSG_NONE, "unit", code, NULL);
  if (*parent) {
    TRY(people_living_unit(change_reader(c), parent, on, a, NULL));
    TRY(check_not_above(change_reader(c), code, parent, on));
  }
  return CHANGE_EVENT(c, EVENT_UNIT_MOVED, code, {"parent", V_TEXT(parent)}, {"on", V_TEXT(on)},
                      {"basis", V_TEXT(basis)});
}

struct err *people_unit_move(struct change *c, const char *code, const char *parent,
                             const char *given_on, const char *given_basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *on, *basis;
  TRY(people_clean_day(a, c, given_on, &on));
  TRY(people_clean_optional(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  return move_unit(c, a, code, parent ? parent : "", on, basis);
}

struct err *people_unit_split(struct change *c, const char *code, const struct unit_new *given) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct unit_new u = *given;
  struct unit *old = NULL;
  char *name, *on, *basis;
  TRY(people_clean_day(a, c, u.on, &on));
  TRY(people_living_unit(change_reader(c), code, on, a, &old));
  if (!u.parent) u.parent = old->parent;
  if (!u.kind || !*u.kind) u.kind = unit_kind_name(old->kind);
  TRY(check_new(c, a, &u, &name, &on, &basis));
  return CHANGE_EVENT(c, EVENT_UNIT_SPLIT, code, {"into", V_TEXT(u.code)}, {"name", V_TEXT(name)},
                      {"kind", V_TEXT(u.kind)}, {"parent", V_TEXT(u.parent)}, {"on", V_TEXT(on)},
                      {"basis", V_TEXT(basis)});
}

// ---- ending
// ----------------------------------------------------------------------------------------

/// Sub-units and persons go to `to`; duties in the unit end.
static struct err *hand_over(struct change *c, struct arena *a, const char *code, const char *to,
                             const char *on, const char *basis) {
  struct reader *r = change_reader(c);
  const char **child = NULL, **person = NULL, **post = NULL;
  int64_t n_children = 0, n_persons = 0;
  TRY(STORE_INT(r, SQL_PEOPLE_CHILDREN_COUNT, 0, &n_children, V_TEXT(code)));
  TRY(STORE_INT(r, SQL_PEOPLE_PERSONS_COUNT, 0, &n_persons, V_TEXT(code)));
  child = ARENA_ARRAY(a, const char *, (size_t)n_children + 1);
  person = ARENA_ARRAY(a, const char *, (size_t)n_persons + 1);
  post = ARENA_ARRAY(a, const char *, (size_t)n_persons + 1);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  int64_t n = 0;
  TRY(STORE_QUERY(r, SQL_PEOPLE_CHILDREN, &rows, V_TEXT(code)));
  while (n < n_children && rows_next(rows))
    child[n++] = rows_dup(rows, 0, a);
  TRY(rows_end(&rows));
  for (n = 0; n < n_children; n++)
    TRY(move_unit(c, a, child[n], to, on, basis));
  TRY(people_end_unit_duties(c, code, on, basis));
  n = 0;
  TRY(STORE_QUERY(r, SQL_PEOPLE_PERSONS_LIVING, &rows, V_TEXT(code)));
  while (n < n_persons && rows_next(rows)) {
    person[n] = rows_dup(rows, 0, a);
    post[n++] = rows_dup(rows, 1, a);
  }
  TRY(rows_end(&rows));
  for (n = 0; n < n_persons; n++)
    TRY(people_carry_person(c, person[n], to, post[n], on, basis));
  return NULL;
}

static struct err *refuse_if_held(struct reader *r, const char *code) {
  int64_t units = 0, persons = 0;
  TRY(STORE_INT(r, SQL_PEOPLE_CHILDREN_COUNT, 0, &units, V_TEXT(code)));
  TRY(STORE_INT(r, SQL_PEOPLE_PERSONS_COUNT, 0, &persons, V_TEXT(code)));
  if (!units && !persons) return NULL;
  char n_units[24], n_persons[24];
  snprintf(n_units, sizeof n_units, "%lld", (long long)units);
  snprintf(n_persons, sizeof n_persons, "%lld", (long long)persons);
  return err_new(ERR_CONFLICT, MSG_ERR_UNIT_HOLDS, MSG_ERR_UNIT_HOLDS_HINT, "unit", code, "units",
                 n_units, "persons", n_persons, NULL);
}

/// What merging and dissolving share: `to` may be "". After it, only the event of the unit itself
/// is missing.
static struct err *end_unit(struct change *c, struct arena *a, const char *code, const char *to,
                            const char *on, const char *basis, people_follower *follow) {
  struct reader *r = change_reader(c);
  char *last = NULL;
  TRY(people_living_unit(r, code, on, a, NULL));
  if (*to) {
    if (!strcmp(code, to))
      return err_new(ERR_INPUT, MSG_ERR_UNIT_INTO_ITSELF, MSG_NONE, "unit", code, NULL);
    TRY(people_living_unit(r, to, on, a, NULL));
    TRY(check_not_above(r, code, to, on));
  } else {
    TRY(refuse_if_held(r, code));
  }
  TRY(PEOPLE_TEXT(r, SQL_PEOPLE_UNIT_LAST_DAY, a, &last, V_TEXT(code)));
  TRY(people_in_order(on, last, code));
  TRY(follow(c, code, *to ? to : NULL, on, basis));
  if (*to) return hand_over(c, a, code, to, on, basis);
  return people_end_unit_duties(c, code, on, basis);
}

struct err *people_unit_merge(struct change *c, const char *code, const char *into,
                              const char *given_on, const char *given_basis,
                              people_follower *follow) {
  struct arena *a CLEANUP(arena_freep) = arena_new(PEOPLE_ARENA);
  char *on, *basis;
  TRY(people_clean_day(a, c, given_on, &on));
  TRY(people_clean_optional(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  if (!into || !*into)
    return err_new(ERR_NOT_FOUND, MSG_ERR_UNIT_NONE, MSG_ERR_UNIT_NONE_HINT, "unit", "", NULL);
  TRY(end_unit(c, a, code, into, on, basis, follow));
  return CHANGE_EVENT(c, EVENT_UNIT_MERGED, code, {"into", V_TEXT(into)}, {"on", V_TEXT(on)},
                      {"basis", V_TEXT(basis)});
}

struct err *people_unit_dissolve(struct change *c, const char *code, const char *to,
                                 const char *given_on, const char *given_basis,
                                 people_follower *follow) {
  struct arena *a CLEANUP(arena_freep) = arena_new(PEOPLE_ARENA);
  char *on, *basis;
  if (!to) to = "";
  TRY(people_clean_day(a, c, given_on, &on));
  TRY(people_clean_optional(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  TRY(end_unit(c, a, code, to, on, basis, follow));
  return CHANGE_EVENT(c, EVENT_UNIT_DISSOLVED, code, {"into", V_TEXT(to)}, {"on", V_TEXT(on)},
                      {"basis", V_TEXT(basis)});
}
