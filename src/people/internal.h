// What the files of this folder share: checks of what a person gave.
#pragma once

#include "people/people.h"

enum { PEOPLE_TEXT_MAX = 300, PEOPLE_ARENA = 64 << 20 };

/// Trims, brings to NFC, refuses empty text, control characters and more than PEOPLE_TEXT_MAX
/// bytes.
struct err *people_clean_text(struct arena *a, const char *text, enum msg bad, char **ret) MUST_USE;
/// The same for text that may be missing: NULL and "" give "".
struct err *people_clean_optional(struct arena *a, const char *text, enum msg bad,
                                  char **ret) MUST_USE;
/// The ISO day; today when nothing was given; ERR_INPUT for no day and for a day after today.
struct err *people_clean_day(struct arena *a, struct change *c, const char *day,
                             char **ret) MUST_USE;
struct err *people_clean_person_id(struct arena *a, const char *id, char **ret) MUST_USE;
/// A query that gives one text; "" when there is no row or it is null.
struct err *people_text(struct reader *r, enum sql id, const struct val *v, size_t n,
                        struct arena *a, char **ret) MUST_USE;
#define PEOPLE_TEXT(r, id, a, ret, ...)                     \
  people_text((r), (id), (const struct val[]){__VA_ARGS__}, \
              sizeof((const struct val[]){__VA_ARGS__}) / sizeof(struct val), (a), (ret))
/// The unit, living and existing on that day; *ret may be NULL.
struct err *people_living_unit(struct reader *r, const char *code, const char *on, struct arena *a,
                               struct unit **ret) MUST_USE;
/// ERR_CONFLICT when `on` is before `last`: the entry of `what` of that day would be contradicted.
struct err *people_in_order(const char *on, const char *last, const char *what) MUST_USE;
/// Ends every living duty in a unit, as of `on`.
struct err *people_end_unit_duties(struct change *c, const char *unit, const char *on,
                                   const char *basis) MUST_USE;
/// Moves one person without further checks: for those who go along with their unit.
struct err *people_carry_person(struct change *c, const char *id, const char *to, const char *post,
                                const char *on, const char *basis) MUST_USE;
struct unit *people_unit_row(struct rows *rows, struct arena *a, struct unit *ret);
