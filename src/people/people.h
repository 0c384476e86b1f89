// Units as a dated tree, the persons in them with their posts, and their duties. Acts check what a
// person gave and add events to a change; questions read what holds today or held on another day.
//
// Days are given as "01/03/2026" or "2026-03-01" (NULL or "": the day of the change), never in the
// future, and stand in ISO form in every struct; "" is an open end. An end day is the first day on
// which it no longer holds.
#pragma once

#include "journal/journal.h"

enum unit_kind {
  UNIT_OFFICE,       ///< văn phòng
  UNIT_DEPARTMENT,   ///< sở, ban, ngành, phòng
  UNIT_COMMUNE,      ///< xã
  UNIT_WARD,         ///< phường
  UNIT_CITY,         ///< thành phố, tỉnh
  UNIT_DISTRICT,     ///< huyện, quận (đến 30/06/2025)
  UNIT_PARTY,        ///< cơ quan đảng
  UNIT_MASS,         ///< đoàn thể
  UNIT_ENTERPRISE,   ///< doanh nghiệp nhà nước
  UNIT_PUBLIC_UNIT,  ///< đơn vị sự nghiệp công lập
  UNIT_OTHER,
  UNIT_KIND_COUNT
};
const char *unit_kind_name(enum unit_kind k);        ///< "public_unit": as stored
enum unit_kind unit_kind_by_name(const char *name);  ///< UNIT_KIND_COUNT when there is none
enum msg unit_kind_label(enum unit_kind k);

enum duty {
  DUTY_SECURITY_OFFICER,  ///< cán bộ bảo mật, chuyên trách hoặc kiêm nhiệm (Nghị định 26/2020, điều
                          ///< 7)
  DUTY_HEAD,  ///< người đứng đầu; one in a unit
  DUTY_DEPUTY,
  DUTY_CLERK,     ///< văn thư, giữ sổ
  DUTY_ARCHIVE,   ///< lưu trữ
  DUTY_KEY_POST,  ///< vị trí trọng yếu khác
  DUTY_CIPHER,    ///< cơ yếu
  DUTY_COUNT
};
const char *duty_name(enum duty d);
enum duty duty_by_name(const char *name);  ///< DUTY_COUNT when there is none
enum msg duty_label(enum duty d);

enum duty_mode { DUTY_FULL, DUTY_PART, DUTY_MODE_COUNT };  ///< chuyên trách, kiêm nhiệm
const char *duty_mode_name(enum duty_mode m);
enum duty_mode duty_mode_by_name(const char *name);
enum msg duty_mode_label(enum duty_mode m);

// ---- acts: ERR_INPUT for a bad value, ERR_NOT_FOUND, ERR_CONFLICT when the state does not allow
// it --------

/// Takes along what another module keeps in a unit that ends: the faces pass
/// equipment_follow_unit(). `to` is NULL when nobody takes over; then it refuses if anything is
/// left. `on` is an ISO day.
typedef struct err *people_follower(struct change *c, const char *unit, const char *to,
                                    const char *on, const char *basis);

struct unit_new {
  const char *code;  ///< 1 to 40 of a-z 0-9 -; never used again for another unit
  const char *name, *kind;
  const char *parent;  ///< NULL or "": at the top
  const char *on, *basis;
};
struct err *people_unit_create(struct change *c, const struct unit_new *u) MUST_USE;
/// kind NULL: as before.
struct err *people_unit_rename(struct change *c, const char *code, const char *name,
                               const char *kind, const char *on, const char *basis) MUST_USE;
struct err *people_unit_move(struct change *c, const char *code, const char *parent, const char *on,
                             const char *basis) MUST_USE;
/// `code` ends; its units, persons and what `follow` finds go to `into`, duties in it end.
struct err *people_unit_merge(struct change *c, const char *code, const char *into, const char *on,
                              const char *basis, people_follower *follow) MUST_USE;
/// A new unit out of `code`, which goes on. parent NULL: beside it. Persons and machines stay until
/// moved.
struct err *people_unit_split(struct change *c, const char *code,
                              const struct unit_new *u) MUST_USE;
/// to NULL: ERR_CONFLICT that names how many units and persons are left, if any.
struct err *people_unit_dissolve(struct change *c, const char *code, const char *to, const char *on,
                                 const char *basis, people_follower *follow) MUST_USE;
/// NULL when the unit exists, has not ended and existed on that day: for modules that place things
/// in units.
struct err *people_unit_usable(struct reader *r, const char *code, const char *on) MUST_USE;

struct person_new {
  const char *id;  ///< staff number: 1 to 40 of A-Z 0-9 . -; letters are made capital
  const char *name, *unit, *post, *on, *basis;
};
/// A person who had left may be entered again under the same number.
struct err *people_person_add(struct change *c, const struct person_new *p) MUST_USE;
struct err *people_person_rename(struct change *c, const char *id, const char *name,
                                 const char *basis) MUST_USE;
/// post NULL: as before. Duties in the unit that is left end the same day.
struct err *people_person_move(struct change *c, const char *id, const char *unit, const char *post,
                               const char *on, const char *basis) MUST_USE;
/// All duties end the same day.
struct err *people_person_leave(struct change *c, const char *id, const char *on,
                                const char *why) MUST_USE;

struct duty_new {
  const char *person;
  const char *unit;  ///< NULL or "": the person's unit
  const char *duty, *mode, *decision, *on;
};
struct err *people_duty_assign(struct change *c, const struct duty_new *d) MUST_USE;
struct err *people_duty_end(struct change *c, const char *person, const char *unit,
                            const char *duty, const char *on, const char *basis) MUST_USE;

// ---- questions: everything lies in the arena; `day` is an ISO day
// -----------------------------------------

struct unit {
  const char *code, *name, *parent, *since, *until;
  const char *ended_by;   ///< "", "merged", "dissolved"
  const char *successor;  ///< code of the unit that took over, ""
  enum unit_kind kind;
};
/// As it is now (an ended one as it was last); NULL when there is none.
struct err *people_unit_get(struct reader *r, const char *code, struct arena *a,
                            struct unit **ret) MUST_USE;
/// As it was on that day; NULL when it did not exist then.
struct err *people_unit_at(struct reader *r, const char *code, const char *day, struct arena *a,
                           struct unit **ret) MUST_USE;

struct unit_node {
  const char *code, *name, *since;
  enum unit_kind kind;
  int depth;                        ///< 0 at the top
  size_t parent;                    ///< index in the same list, SIZE_MAX at the top
  size_t below;                     ///< how many nodes under it follow directly
  int64_t persons, persons_below;   ///< of this unit; of it and all units below
  int64_t officers, missing_below;  ///< security officers; units from here down without one
};
/// The whole tree on a day: every unit before its sub-units, siblings in Vietnamese order. One
/// query; sorting is n·log n in memory.
struct err *people_tree(struct reader *r, const char *day, struct arena *a, struct unit_node **ret,
                        size_t *ret_n) MUST_USE;
/// Units that had ended by that day, oldest end first.
struct err *people_units_ended(struct reader *r, const char *day, struct arena *a,
                               struct unit **ret, size_t *ret_n) MUST_USE;
/// Units of that day without a security officer, in order of name.
struct err *people_missing_officer(struct reader *r, const char *day, struct arena *a,
                                   struct unit **ret, size_t *ret_n) MUST_USE;

enum unit_what {
  UNIT_CREATED,
  UNIT_RENAMED,
  UNIT_MOVED,
  UNIT_MERGED,
  UNIT_JOINED,
  UNIT_SPLIT,
  UNIT_SPLIT_FROM,
  UNIT_DISSOLVED,
  UNIT_WHAT_COUNT
};
struct unit_history {
  const char *day, *name, *parent, *parent_name, *basis;
  const char *other,
      *other_name;  ///< the unit it was merged into, that joined it, that it was split from …
  int64_t seq;      ///< the entry of the journal
  enum unit_what what;
  enum unit_kind kind;
};
struct err *people_unit_history(struct reader *r, const char *code, struct arena *a,
                                struct unit_history **ret, size_t *ret_n) MUST_USE;
/// The sentence of one row, without its day.
char *people_history_sentence(struct arena *a, enum lang lang,
                              const struct unit_history *h) MUST_USE;

struct person {
  const char *id;
  const char *name;  ///< NULL when it was removed from the journal
  const char *unit, *unit_name, *post, *since, *until;
  const char *why;  ///< why this person left, ""
};
/// NULL when there is none. `id` in any letter case.
struct err *people_person_get(struct journal *j, struct reader *r, const char *id, struct arena *a,
                              struct person **ret) MUST_USE;
/// Who is in the unit on a day (since, until: of the post), ordered by name as Vietnamese lists
/// are; rows first… first+limit-1. All names of the unit are opened and sorted: linear in its
/// persons.
struct err *people_persons(struct journal *j, struct reader *r, const char *unit, const char *day,
                           size_t first, size_t limit, struct arena *a, struct person **ret,
                           size_t *ret_n, size_t *ret_total) MUST_USE;
/// Persons, also those who left, whose name or number holds `text` without regard to case and
/// diacritics. Names are private values, so all of them are opened: linear in all persons ever
/// entered.
struct err *people_search(struct journal *j, struct reader *r, const char *text, size_t limit,
                          struct arena *a, struct person **ret, size_t *ret_n,
                          size_t *ret_total) MUST_USE;
struct person_post {
  const char *unit, *unit_name, *post, *since, *until, *basis;
};
struct err *people_posts(struct reader *r, const char *id, struct arena *a,
                         struct person_post **ret, size_t *ret_n) MUST_USE;

struct duty_held {
  int64_t seq;
  const char *person;
  const char *person_name;  ///< NULL when it was removed
  const char *unit, *unit_name, *decision, *since, *until;
  enum duty duty;
  enum duty_mode mode;
};
/// All duties a person has or had, oldest first.
struct err *people_duties_of_person(struct journal *j, struct reader *r, const char *id,
                                    struct arena *a, struct duty_held **ret,
                                    size_t *ret_n) MUST_USE;
/// Duties that hold in a unit on a day, in the order of enum duty.
struct err *people_duties_of_unit(struct journal *j, struct reader *r, const char *unit,
                                  const char *day, struct arena *a, struct duty_held **ret,
                                  size_t *ret_n) MUST_USE;
