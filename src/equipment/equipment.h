// Machines: what each is for, how it is connected, in which unit it stands; now and on any day.
//
// Days as in people/people.h. Units are known by their code only: before it places a machine, a
// face asks people_unit_usable().
#pragma once

#include "journal/journal.h"

enum machine_purpose {
  MACHINE_DRAFTING,  ///< máy soạn thảo văn bản mật
  MACHINE_REGISTER,  ///< máy quản lý sổ (máy chạy Kín)
  MACHINE_ORDINARY,  ///< máy thường, không được soạn thảo bí mật nhà nước
  MACHINE_SERVER,
  MACHINE_PURPOSE_COUNT
};
const char *machine_purpose_name(enum machine_purpose p);
enum machine_purpose machine_purpose_by_name(
    const char *name);  ///< MACHINE_PURPOSE_COUNT when there is none
enum msg machine_purpose_label(enum machine_purpose p);

enum machine_network {
  NETWORK_STANDALONE,
  NETWORK_LAN,
  NETWORK_CONNECTED,
  NETWORK_UNKNOWN,
  NETWORK_COUNT
};
const char *machine_network_name(enum machine_network n);
enum machine_network machine_network_by_name(const char *name);
enum msg machine_network_label(enum machine_network n);

struct machine_new {
  const char
      *code;  ///< asset number: 1 to 40 of A-Z 0-9 . -; letters are made capital; never used again
  const char *unit, *purpose, *network;
  const char *label;  ///< what is written on it, may be missing
  const char *on, *basis;
};
struct err *equipment_register(struct change *c, const struct machine_new *m) MUST_USE;
/// NULL keeps a value as it was; label "" removes it.
struct err *equipment_change(struct change *c, const char *code, const char *purpose,
                             const char *network, const char *label, const char *on,
                             const char *basis) MUST_USE;
struct err *equipment_move(struct change *c, const char *code, const char *unit, const char *on,
                           const char *basis) MUST_USE;
/// `why` must be given.
struct err *equipment_retire(struct change *c, const char *code, const char *on,
                             const char *why) MUST_USE;
/// The people_follower of this module: machines of a unit that ends go to `to`; with to NULL it is
/// ERR_CONFLICT, which names how many are left, if there are any. `on` is an ISO day.
struct err *equipment_follow_unit(struct change *c, const char *unit, const char *to,
                                  const char *on, const char *basis) MUST_USE;

struct machine {
  const char *code, *unit, *label, *since, *until;
  const char *reason;  ///< why it was retired, ""
  enum machine_purpose purpose;
  enum machine_network network;
};
/// As it is now; NULL when there is none. `code` in any letter case.
struct err *equipment_get(struct reader *r, const char *code, struct arena *a,
                          struct machine **ret) MUST_USE;
/// Machines on a day, of one unit or (unit NULL) of all, by code, those after `after` ("": from the
/// first).
struct err *equipment_list(struct reader *r, const char *unit, const char *day, const char *after,
                           size_t limit, struct arena *a, struct machine **ret,
                           size_t *ret_n) MUST_USE;
struct err *equipment_count(struct reader *r, const char *unit, const char *day,
                            int64_t *ret) MUST_USE;
struct machine_count {
  const char *unit;
  int64_t machines, drafting;
};
/// For every unit that has machines on that day, by code of unit.
struct err *equipment_counts(struct reader *r, const char *day, struct arena *a,
                             struct machine_count **ret, size_t *ret_n) MUST_USE;

enum machine_what {
  MACHINE_REGISTERED,
  MACHINE_CHANGED,
  MACHINE_MOVED,
  MACHINE_RETIRED,
  MACHINE_WHAT_COUNT
};
struct machine_history {
  const char *day, *unit, *label, *basis;
  int64_t seq;
  enum machine_what what;
  enum machine_purpose purpose;
  enum machine_network network;
};
struct err *equipment_history(struct reader *r, const char *code, struct arena *a,
                              struct machine_history **ret, size_t *ret_n) MUST_USE;
/// The sentence of one row, without its day.
char *equipment_history_sentence(struct arena *a, enum lang lang,
                                 const struct machine_history *h) MUST_USE;
