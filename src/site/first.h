// The first unit and persons of a new site, as events of the module people.
#pragma once

#include "site/site.h"

/// The agency as the root of the tree, and the persons of the plan with their posts.
struct err *site_first_unit(struct site *s, struct change *c, const struct site_plan *p) MUST_USE;
/// Staff number given to the person of a role in the plan; "" when the plan names nobody.
const char *site_person_of(int role, const struct site_plan *p);
