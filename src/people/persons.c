// Acts on persons and their duties.
#include <string.h>

#include "people/internal.h"

static struct err *read_person(struct reader *r, const char *id, struct arena *a,
                               struct person *ret, bool *ret_found) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_PEOPLE_PERSON_GET, &rows, V_TEXT(id)));
  *ret_found = rows_next(rows);
  if (*ret_found)
    *ret = (struct person){.id = rows_dup(rows, 0, a),
                           .unit = rows_dup(rows, 2, a),
                           .post = rows_dup(rows, 4, a),
                           .since = rows_dup(rows, 5, a),
                           .until = rows_dup(rows, 6, a)};
  return rows_end(&rows);
}

/// Somebody who is here: cleans the number and refuses who is unknown or has left.
static struct err *living_person(struct change *c, struct arena *a, const char *typed,
                                 struct person *ret) {
  char *id;
  bool found;
  TRY(people_clean_person_id(a, typed, &id));
  TRY(read_person(change_reader(c), id, a, ret, &found));
  if (!found)
    return err_new(ERR_NOT_FOUND, MSG_ERR_PERSON_NONE, MSG_ERR_PERSON_NONE_HINT, "person", id,
                   NULL);
  if (*ret->until)
    return err_new(ERR_CONFLICT, MSG_ERR_PERSON_LEFT, MSG_ERR_PERSON_LEFT_HINT, "person", id, NULL);
  return NULL;
}

struct err *people_person_add(struct change *c, const struct person_new *p) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct reader *r = change_reader(c);
  char *id, *name, *post, *on, *basis, *last;
  struct person old;
  bool found;
  TRY(people_clean_person_id(a, p->id, &id));
  TRY(people_clean_text(a, p->name, MSG_ERR_PERSON_NAME, &name));
  TRY(people_clean_text(a, p->post, MSG_ERR_PERSON_POST, &post));
  TRY(people_clean_day(a, c, p->on, &on));
  TRY(people_clean_optional(a, p->basis, MSG_ERR_PEOPLE_BASIS, &basis));
  TRY(read_person(r, id, a, &old, &found));
  if (found && !*old.until)
    return err_new(ERR_CONFLICT, MSG_ERR_PERSON_EXISTS, MSG_ERR_PERSON_EXISTS_HINT, "person", id,
                   "unit", old.unit, NULL);
  TRY(people_living_unit(r, p->unit, on, a, NULL));
  TRY(PEOPLE_TEXT(r, SQL_PEOPLE_PERSON_LAST_DAY, a, &last, V_TEXT(id)));
  TRY(people_in_order(on, last, id));
  return CHANGE_EVENT(c, EVENT_PERSON_ADDED, id, {"name", V_TEXT(name)}, {"unit", V_TEXT(p->unit)},
                      {"post", V_TEXT(post)}, {"on", V_TEXT(on)}, {"basis", V_TEXT(basis)});
}

struct err *people_person_rename(struct change *c, const char *typed, const char *name,
                                 const char *given_basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *id, *clean, *basis;
  struct person p;
  bool found;
  TRY(people_clean_person_id(a, typed, &id));
  TRY(people_clean_text(a, name, MSG_ERR_PERSON_NAME, &clean));
  TRY(people_clean_optional(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  TRY(read_person(change_reader(c), id, a, &p, &found));
  if (!found)
    return err_new(ERR_NOT_FOUND, MSG_ERR_PERSON_NONE, MSG_ERR_PERSON_NONE_HINT, "person", id,
                   NULL);
  return CHANGE_EVENT(c, EVENT_PERSON_RENAMED, id, {"name", V_TEXT(clean)},
                      {"basis", V_TEXT(basis)});
}

// ---- duties that end
// -------------------------------------------------------------------------------

struct held {
  const char *person, *unit, *duty;
};

static struct err *end_duties(struct change *c, const struct held *h, size_t n, const char *on,
                              const char *basis) {
  for (size_t i = 0; i < n; i++)
    TRY(CHANGE_EVENT(c, EVENT_DUTY_ENDED, h[i].person, {"unit", V_TEXT(h[i].unit)},
                     {"duty", V_TEXT(h[i].duty)}, {"on", V_TEXT(on)}, {"basis", V_TEXT(basis)}));
  return NULL;
}

struct err *people_end_unit_duties(struct change *c, const char *unit, const char *on,
                                   const char *basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(PEOPLE_ARENA);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct held *list = NULL;
  size_t n = 0, room = 0;
  TRY(STORE_QUERY(change_reader(c), SQL_PEOPLE_DUTIES_LIVING_OF_UNIT, &rows, V_TEXT(unit)));
  while (rows_next(rows)) {
    if (n == room) {
      struct held *more = ARENA_ARRAY(a, struct held, room = room ? 2 * room : 32);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    list[n++] = (struct held){rows_dup(rows, 0, a), unit, rows_dup(rows, 1, a)};
  }
  TRY(rows_end(&rows));
  return end_duties(c, list, n, on, basis);
}

/// Ends the living duties of one person, all or those in one unit (unit NULL: all).
static struct err *end_person_duties(struct change *c, const char *person, const char *unit,
                                     const char *on, const char *basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct held list[256];
  size_t n = 0;
  TRY(STORE_QUERY(change_reader(c), SQL_PEOPLE_DUTIES_LIVING_OF_PERSON, &rows, V_TEXT(person)));
  while (rows_next(rows)) {
    if (unit && strcmp(unit, rows_text(rows, 0))) continue;
    if (n == ARRAY_LEN(list))
      return err_new(ERR_LIMIT, MSG_ERR_DUTY_MANY, MSG_NONE, "person", person, NULL);
    TRY(people_in_order(on, rows_text(rows, 2), person));
    list[n++] = (struct held){person, rows_dup(rows, 0, a), rows_dup(rows, 1, a)};
  }
  TRY(rows_end(&rows));
  return end_duties(c, list, n, on, basis);
}

// ---- moving, leaving
// -------------------------------------------------------------------------------

struct err *people_carry_person(struct change *c, const char *id, const char *to, const char *post,
                                const char *on, const char *basis) {
  return CHANGE_EVENT(c, EVENT_PERSON_MOVED, id, {"unit", V_TEXT(to)}, {"post", V_TEXT(post)},
                      {"on", V_TEXT(on)}, {"basis", V_TEXT(basis)});
}

struct err *people_person_move(struct change *c, const char *typed, const char *unit,
                               const char *given_post, const char *given_on,
                               const char *given_basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct reader *r = change_reader(c);
  char *on, *basis, *post, *last;
  struct person p;
  TRY(living_person(c, a, typed, &p));
  TRY(people_clean_day(a, c, given_on, &on));
  TRY(people_clean_optional(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  TRY(people_clean_optional(a, given_post, MSG_ERR_PERSON_POST, &post));
  if (!*post) post = arena_strdup(a, p.post);
  if (!unit || !*unit) unit = p.unit;
  TRY(people_living_unit(r, unit, on, a, NULL));
  if (!strcmp(unit, p.unit) && !strcmp(post, p.post))
    return err_new(ERR_CONFLICT, MSG_ERR_PERSON_SAME_PLACE, MSG_NONE, "person", p.id, NULL);
  TRY(PEOPLE_TEXT(r, SQL_PEOPLE_PERSON_POST_DAY, a, &last, V_TEXT(p.id)));
  TRY(people_in_order(on, last, p.id));
  if (strcmp(unit, p.unit)) TRY(end_person_duties(c, p.id, p.unit, on, basis));
  return people_carry_person(c, p.id, unit, post, on, basis);
}

struct err *people_person_leave(struct change *c, const char *typed, const char *given_on,
                                const char *given_why) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *on, *why, *last;
  struct person p;
  TRY(living_person(c, a, typed, &p));
  TRY(people_clean_day(a, c, given_on, &on));
  TRY(people_clean_optional(a, given_why, MSG_ERR_PEOPLE_BASIS, &why));
  TRY(PEOPLE_TEXT(change_reader(c), SQL_PEOPLE_PERSON_LAST_DAY, a, &last, V_TEXT(p.id)));
  TRY(people_in_order(on, last, p.id));
  TRY(end_person_duties(c, p.id, NULL, on, why));
  return CHANGE_EVENT(c, EVENT_PERSON_LEFT, p.id, {"on", V_TEXT(on)}, {"why", V_TEXT(why)});
}

// ---- duties
// ----------------------------------------------------------------------------------------

static struct err *check_duty(struct arena *a, const char *duty) {
  if (duty_by_name(duty) != DUTY_COUNT) return NULL;
  char *choices = "";
  for (int d = 0; d < DUTY_COUNT; d++)
    choices = arena_printf(a, "%s%s%s", choices, d ? ", " : "", duty_name((enum duty)d));
  return err_new(ERR_INPUT, MSG_ERR_DUTY_UNKNOWN, MSG_ERR_DUTY_UNKNOWN_HINT, "duty",
                 duty ? duty : "", "choices", choices, NULL);
}

struct err *people_duty_assign(struct change *c, const struct duty_new *d) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct reader *r = change_reader(c);
  char *on, *decision, *holder = NULL;
  struct person p;
  int64_t n = 0;
  TRY(check_duty(a, d->duty));
  const char *mode = d->mode && *d->mode ? d->mode : duty_mode_name(DUTY_PART);
  if (duty_mode_by_name(mode) == DUTY_MODE_COUNT)
    return err_new(ERR_INPUT, MSG_ERR_DUTY_MODE, MSG_ERR_DUTY_MODE_HINT, "mode", mode, NULL);
  TRY(people_clean_day(a, c, d->on, &on));
  TRY(people_clean_optional(a, d->decision, MSG_ERR_PEOPLE_BASIS, &decision));
  TRY(living_person(c, a, d->person, &p));
  TRY(people_in_order(on, p.since, p.id));
  const char *unit = d->unit && *d->unit ? d->unit : p.unit;
  TRY(people_living_unit(r, unit, on, a, NULL));
  TRY(STORE_INT(r, SQL_PEOPLE_DUTY_OVERLAP, 0, &n, V_TEXT(p.id), V_TEXT(unit), V_TEXT(d->duty),
                V_TEXT(on)));
  if (n)
    return err_new(ERR_CONFLICT, MSG_ERR_DUTY_HAS, MSG_ERR_DUTY_HAS_HINT, "person", p.id, "unit",
                   unit, NULL);
  if (duty_by_name(d->duty) == DUTY_HEAD)
    TRY(PEOPLE_TEXT(r, SQL_PEOPLE_DUTY_OTHER_HOLDER, a, &holder, V_TEXT(unit), V_TEXT(d->duty),
                    V_TEXT(on)));
  if (holder && *holder)
    return err_new(ERR_CONFLICT, MSG_ERR_DUTY_TAKEN, MSG_ERR_DUTY_TAKEN_HINT, "person", holder,
                   "unit", unit, NULL);
  return CHANGE_EVENT(c, EVENT_DUTY_ASSIGNED, p.id, {"unit", V_TEXT(unit)},
                      {"duty", V_TEXT(d->duty)}, {"mode", V_TEXT(mode)}, {"on", V_TEXT(on)},
                      {"decision", V_TEXT(decision)});
}

struct err *people_duty_end(struct change *c, const char *typed, const char *given_unit,
                            const char *duty, const char *given_on, const char *given_basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct reader *r = change_reader(c);
  char *on, *basis, *since;
  struct person p;
  TRY(check_duty(a, duty));
  TRY(living_person(c, a, typed, &p));
  TRY(people_clean_day(a, c, given_on, &on));
  TRY(people_clean_optional(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  const char *unit = given_unit && *given_unit ? given_unit : p.unit;
  TRY(PEOPLE_TEXT(r, SQL_PEOPLE_DUTY_SINCE, a, &since, V_TEXT(p.id), V_TEXT(unit), V_TEXT(duty)));
  if (!*since)
    return err_new(ERR_CONFLICT, MSG_ERR_DUTY_NONE, MSG_ERR_DUTY_NONE_HINT, "person", p.id, "unit",
                   unit, NULL);
  TRY(people_in_order(on, since, p.id));
  return CHANGE_EVENT(c, EVENT_DUTY_ENDED, p.id, {"unit", V_TEXT(unit)}, {"duty", V_TEXT(duty)},
                      {"on", V_TEXT(on)}, {"basis", V_TEXT(basis)});
}
