// What the files of this folder share.
#pragma once

#include "base/buf.h"
#include "journal/journal.h"

struct journal {
  struct journal_setup setup;
  char *site_id, *profile, *private_path, *checkpoints_path;
};

/// A stored event with everything that is hashed.
struct stored {
  int64_t seq;
  instant time;
  const char *actor, *kind, *subject, *body;
  tree_hash prev, hash;
};
void stored_from_row(struct rows *rows, struct arena *a, struct stored *ret);
/// The leaf bytes of docs/design/journal.md §1.
void stored_leaf(const char *site_id, const struct stored *e, struct buf *ret);

void hash_to_hex(const tree_hash h, char ret[65]);

/// Runs the fold statements of a kind with the event's fields.
struct err *fold_event(struct writer *w, const struct stored *e, const json_t *body) MUST_USE;

/// Checkpoint text for a size and root, signed.
char *checkpoint_sign(const struct journal *j, struct arena *a, uint64_t size, const tree_hash root);
/// Checks form and signature; gives size and root. False when it is not ours or was changed.
bool checkpoint_read(const struct journal *j, const char *text, uint64_t *ret_size, tree_hash ret_root);

/// The file of keys (docs/design/journal.md §2).
struct err *private_append(const char *path, const uint8_t key[SEAL_KEY], int64_t *ret_slot) MUST_USE;
struct err *private_sync(const char *path) MUST_USE;
/// All zeros when it was removed.
struct err *private_key(const char *path, int64_t slot, uint8_t ret[SEAL_KEY]) MUST_USE;
/// Overwriting keys and committing the entry that says so are two acts. Before the commit the plan is written beside
/// the keys; whoever opens the journal next carries out what was committed and not finished.
struct erasure {
  int64_t entry, slot;  ///< number of the private.removed entry; slot of the key
};
enum { ERASURES_MAX = 64 };
struct err *private_plan(const char *path, const struct erasure *list, size_t n) MUST_USE;
/// *ret_n is 0 when there is no plan.
struct err *private_planned(const char *path, struct erasure ret[ERASURES_MAX], size_t *ret_n) MUST_USE;
/// Overwrites the keys and takes the plan away.
struct err *private_erase(const char *path, const struct erasure *list, size_t n) MUST_USE;
void private_commit(const uint8_t salt[32], const char *value, size_t n, char ret[3 + 64 + 1]);

struct err *head_read(struct reader *r, struct frontier *ret_f, tree_hash ret_last) MUST_USE;
