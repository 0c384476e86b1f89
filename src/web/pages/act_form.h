// One form for every act on units, persons and machines: an act is a row of a table, this draws its
// fields, reads them, runs it as one change and goes to where the result stands.
#pragma once

#include "web/web.h"

enum act_type {
  ACT_TEXT,
  ACT_DAY,
  ACT_UNIT,          ///< a unit that exists today
  ACT_UNIT_OR_NONE,  ///< the same, or none
  ACT_PERSON,        ///< a person of the unit that the page came from
  ACT_KIND,
  ACT_DUTY,
  ACT_MODE,
  ACT_PURPOSE,
  ACT_NETWORK
};

struct act_field {
  const char *name;
  enum act_type type;
  enum msg label, hint;  ///< hint MSG_NONE: none
  const char *from;      ///< query parameter that fills it at first; NULL: none
};

struct act {
  const char *word;  ///< last segment of the address
  enum msg title, lead, button;
  struct act_field fields[8];  ///< ends with a NULL name
  /// Makes the events. `ma` is the thing acted on, "" when it is new.
  struct err *(*run)(struct change *c, const struct request *r, const char *ma);
  /// What a field shows at first, NULL or "" when it is empty. May be NULL.
  struct err *(*fill)(struct request *r, struct reader *db, const char *ma, const char *field,
                      const char **ret);
  /// Where to go afterwards; NULL: to the unit `don-vi` or `ma`.
  const char *(*after)(struct request *r, const char *ma);
};

/// The act of this address among `acts` (ends with a NULL word); NULL when there is none.
const struct act *act_find(const struct request *r, const struct act *acts);
struct err *act_get(struct request *r, struct reader *db, struct out *o, const struct act *act);
struct err *act_post(struct request *r, struct site *site, const struct act *act);
/// A form field, NULL when it is empty.
const char *act_value(const struct request *r, const char *name);
