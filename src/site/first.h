// What the files of this folder share: the first unit and persons of a new site, and small things about its files.
#pragma once

#include "site/site.h"

/// The agency as the root of the tree, and the persons of the plan with their posts.
struct err *site_first_unit(struct site *s, struct change *c, const struct site_plan *p) MUST_USE;
/// Staff number given to the person of a role in the plan; "" when the plan names nobody.
const char *site_person_of(int role, const struct site_plan *p);

/// The copy of a backup that lies in the folder while it is restored.
#define SITE_RESTORING "restoring.db"
/// Unlinks a SQLite database with its log; what is not there does not matter.
void site_remove_sqlite(struct arena *a, const char *db);
/// How many entries a store holds; 0 also when it has no tables yet.
struct err *site_store_entries(struct store *store, int64_t *ret) MUST_USE;
