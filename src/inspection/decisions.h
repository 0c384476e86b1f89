// Decisions taken along to a machine: the hashes of files that were decided false alarms, and nothing else of them.
// A carried file of kind scan-decisions (docs/design/scan-report.md §8).
#pragma once

#include "carried/keyfile.h"
#include "store/store.h"

struct decided_list;
struct decided_facts {
  uint64_t n;
  char signer[CARRIED_NAME_MAX + 1];  ///< "" when it is not signed
  bool own;                           ///< signed with the key that was given at opening
  char file_hash[65];
};
/// Reads and verifies. `own` (may be NULL): the key at hand; a list signed in its name with another
/// key is ERR_DENIED.
struct err *decided_open(const char *path, const struct carried_key *own,
                         struct decided_list **ret) MUST_USE;
const struct decided_facts *decided_facts(const struct decided_list *l);
bool decided_has(const struct decided_list *l, const uint8_t sha256[SEAL_HASH]);
void decided_free(struct decided_list *l);

/// Writes the site's list to a new file; `key` NULL: unsigned.
struct err *inspection_decisions_write(struct reader *r, const char *path,
                                       const struct carried_key *key, uint64_t *ret_n,
                                       struct carried_hashes *ret) MUST_USE;
