// One installation: a folder with the address of its store, its signing key and the keys of private values.
//   store        one line: the address ("sqlite:kin.db" lies in the folder)
//   kin.db       the SQLite store, when that is the engine
//   site.key     the secret signing key, readable by its owner only; site.pub the public one
//   private.keys keys of private values; checkpoints kept checkpoints, one after another
#pragma once

#include "access/access.h"
#include "journal/journal.h"
#include "law/law.h"

struct site {
  struct arena *a;
  char *path;
  struct store *store;
  struct journal *journal;
  struct law *law;
  const char *id, *key, *agency, *agency_code, *superior, *tier, *premises, *profile;
  bool demo;
  instant created;
  struct journal_rule *rules;  ///< law_rules(law) as the journal runs them, same order
  size_t n_rules;
};

/// What only a person knows, asked by `kin init` and the first-run page.
struct site_plan {
  const char *store_url;    ///< NULL: "sqlite:kin.db"
  const char *agency;       ///< "Văn phòng UBND tỉnh Sơn Giang"
  const char *agency_code;  ///< code of the root unit: "vp-ubnd"
  const char *kind;         ///< kind of the root unit; NULL: "office"
  const char *since;        ///< day from which the agency exists, so that older units fit under it; NULL: 2000-01-01
  const char *superior;     ///< "" when there is none
  const char *tier;         ///< central, province, department, commune, enterprise
  const char *premises;     ///< the one address an independent LAN may not leave
  const char *profile;      ///< "work" or "state-secret"
  bool demo;
  struct {
    const char *name, *password, *person, *post;  ///< account, its password, the person's name and post
  } accounts[ROLE_COUNT];  ///< by role; name NULL: none. Head, clerk, administrator, auditor are required
  struct {
    const char *name, *value;
  } settings[8];  ///< "number.out", "number.in": patterns of numbers; ends with a NULL name
};
/// Makes the folder (which must not hold a site), the keys, the tables and the first events.
struct err *site_create(const char *path, const struct site_plan *plan, struct site **ret) MUST_USE;
/// Opens, applies migrations of a newer program, checks that the key belongs to the journal. A fixed clock is
/// refused on anything but a demo site.
struct err *site_open(const char *path, struct site **ret) MUST_USE;
void site_close(struct site *s);
void site_closep(struct site **s);
/// True when the folder holds a site.
bool site_exists(const char *path);
struct journal *site_journal(struct site *s);

/// Verifies everything, also against the checkpoints kept in the folder. When it holds and `actor` is given,
/// the verification is recorded and a checkpoint kept.
struct err *site_verify(struct site *s, const char *actor, const char *against,
                        bool (*progress)(void *arg, int64_t done, int64_t all), void *arg,
                        struct verify_result *ret) MUST_USE;
/// Checks the store's own structure, rebuilds into a temporary SQLite store and compares. ret_table as
/// journal_rebuild(); ERR_CORRUPT when pages or indexes of the store are damaged.
struct err *site_rebuild(struct site *s, bool (*progress)(void *arg, int64_t done, int64_t all), void *arg,
                         struct arena *a, const char **ret_table, int *ret_tables) MUST_USE;

/// Everything in one file while others work: written beside, read back and verified, then renamed.
/// The file holds the keys: it is kept as the highest level the site holds.
struct err *site_backup(struct site *s, const char *actor, const char *file, struct arena *a,
                        char **ret_hash, int64_t *ret_entries) MUST_USE;
/// Into a folder that holds no site; store_url NULL: SQLite in the folder. Verified and compared table by table.
struct err *site_restore(const char *file, const char *path, const char *store_url, struct arena *a,
                         int64_t *ret_entries) MUST_USE;

/// What breaks a rule now. One row per violation.
struct breach {
  const struct law_rule *rule;
  const char *subject, *detail;
};
struct err *site_audit(struct site *s, struct reader *r, struct arena *a, struct breach **ret, size_t *ret_n) MUST_USE;

/// A local setting: what the law leaves to the agency.
struct setting_info {
  const char *name;
  enum msg label;
  const char *otherwise;  ///< what holds until it is set
  int64_t least, most;    ///< of a whole number; most 0: a text
};
extern const struct setting_info site_settings[];  ///< ends with a NULL name
const struct setting_info *site_setting_info(const char *name);
struct err *site_setting(struct reader *r, const char *name, struct arena *a, char **ret) MUST_USE;
struct err *site_setting_change(struct change *c, const char *name, const char *value) MUST_USE;
