// The journal: the only way to change anything. A change builds events; each is folded into the tables by its
// declared statements, checked by the rules bound to its kind, hashed, re-read, signed and committed as one.
// The bytes are specified in docs/design/journal.md.
#pragma once

#include "base/clock.h"
#include "base/buf.h"
#include "base/json.h"
#include "journal/kinds.h"
#include "journal/tree.h"
#include "store/store.h"

enum rule_severity { RULE_OFF, RULE_AUDIT, RULE_WARN, RULE_REFUSE };

/// A rule of the law as the journal runs it. `sql` returns one row (subject, detail) per violation.
struct journal_rule {
  const char *id, *sql;
  const enum event_kind *kinds;
  size_t n_kinds;
  const char *article;
  const char *explain[LANG_COUNT];
};

struct journal_setup {
  struct store *store;
  const char *site_id;  ///< 26 characters
  const char *profile;  ///< "work" or "state-secret"
  struct seal_signer signer;
  const char *private_path;      ///< file of keys of private values
  const char *checkpoints_path;  ///< text file to which kept checkpoints are appended
  const struct journal_rule *rules;
  size_t n_rules;
  /// What rule number i may do on a day: its values and their certainty change with time.
  enum rule_severity (*severity)(const void *arg, size_t i, struct date day);
  const void *severity_arg;
};

struct journal;
struct err *journal_open(const struct journal_setup *setup, struct journal **ret) MUST_USE;
void journal_free(struct journal *j);
struct store *journal_store(struct journal *j);
const char *journal_site_id(const struct journal *j);

// ---- changing --------------------------------------------------------------------------------------

struct change;
/// Waits for other writers up to 5 s. `actor` is an account name or "kin".
struct err *change_begin(struct journal *j, const char *actor, struct change **ret) MUST_USE;
void change_abort(struct change **c);  ///< fits CLEANUP; NULL is fine
/// The state including what this change has done.
struct reader *change_reader(struct change *c);
instant change_time(const struct change *c);
/// The reason a person gave for going on in spite of a warning; recorded in the events that need it.
void change_reason(struct change *c, const char *reason);
/// What is recorded happened in the past (paper made, copy found): rules mark it, they do not refuse it.
void change_after_the_fact(struct change *c);
/// Adds an event. Values are checked against the declared fields. ERR_REFUSED when a rule refuses, or when one
/// warns and no reason was given; then nothing of the change can be committed any more.
struct err *change_event(struct change *c, enum event_kind kind, const char *subject,
                         const struct named_val *values, size_t n, int64_t *ret_seq) MUST_USE;
#define CHANGE_EVENT(c, kind, subject, ...)                                                      \
  change_event((c), (kind), (subject), (const struct named_val[]){__VA_ARGS__},                  \
               sizeof((const struct named_val[]){__VA_ARGS__}) / sizeof(struct named_val), NULL)
/// All events or none. *c is gone in every case.
struct err *change_commit(struct change **c) MUST_USE;

/// A change of this machine's own tables (local_…), which are no evidence: sessions, throttles.
struct err *journal_local_begin(struct journal *j, struct writer **ret) MUST_USE;
struct err *journal_local_commit(struct writer **w) MUST_USE;

// ---- private values --------------------------------------------------------------------------------

/// Fold statements see a private field as a reference "seq.field". Gives its text, or NULL when it was removed
/// (or ref is ""). ERR_CORRUPT when it does not open. Reading is the caller's to record.
struct err *journal_private(struct journal *j, struct reader *r, const char *ref, struct arena *a,
                            char **ret) MUST_USE;
/// Overwrites the key of a private value, with an event that says so. The chain still verifies.
struct err *change_remove_private(struct change *c, int64_t seq, const char *field, const char *basis) MUST_USE;

// ---- reading ---------------------------------------------------------------------------------------

struct journal_entry {
  int64_t seq;
  instant time;
  const char *actor, *kind, *subject, *body;
  enum event_kind kind_id;  ///< EVENT_COUNT when this program does not know it
};

struct journal_filter {
  const char *actor, *subject;  ///< "" any
  const char *kind;             ///< prefix such as "unit." or whole name; "" any
  int64_t before;               ///< only below this number; 0: from the newest
  instant from, to;             ///< 0 open; to is exclusive
  int64_t marked;               ///< 1: only entries with warned/against
};
/// Newest first, at most `limit` entries in the arena.
struct err *journal_list(struct reader *r, const struct journal_filter *f, size_t limit,
                         struct arena *a, struct journal_entry **ret, size_t *ret_n) MUST_USE;
/// NULL entry when there is none of that number.
struct err *journal_get(struct reader *r, int64_t seq, struct arena *a, struct journal_entry **ret) MUST_USE;
/// The sentence that tells an entry to a person. Private fields show as a fixed word.
char *journal_sentence(struct arena *a, enum lang lang, const struct journal_entry *e) MUST_USE;

struct journal_head {
  int64_t size;
  tree_hash root;
  const char *checkpoint;
  instant last_time;  ///< of the newest event; 0 when empty
};
struct err *journal_head(struct reader *r, struct arena *a, struct journal_head *ret) MUST_USE;

// ---- proving ---------------------------------------------------------------------------------------

/// What was wrong with the first bad entry.
enum verify_fault {
  VERIFY_OK, VERIFY_GAP, VERIFY_ORDER, VERIFY_HASH, VERIFY_CHAIN, VERIFY_MALFORMED, VERIFY_PRIVATE,
  VERIFY_TRUNCATED, VERIFY_ROOT, VERIFY_SIGNATURE, VERIFY_CHECKPOINT, VERIFY_TILE, VERIFY_ROLLED_BACK
};
struct verify_result {
  enum verify_fault fault;
  int64_t entries;    ///< read
  int64_t bad;        ///< number of the first bad entry; 0 when it is not one entry
  int64_t bad_last;   ///< when the place is only known between two checkpoints: its end, else 0
  int64_t private_values, private_removed, checkpoints;
};
/// Re-reads everything. progress may be NULL; it is called now and then and may return false to stop.
struct err *journal_verify(struct journal *j, struct reader *r, const char *against_checkpoints,
                           bool (*progress)(void *arg, int64_t done, int64_t all), void *arg,
                           struct verify_result *ret) MUST_USE;
enum msg verify_fault_message(enum verify_fault f);

/// Replays all events into `empty` (migrated, empty) and compares every fold table with this store.
/// ret_table: name of the first table that differs, NULL when all are equal; ret_tables: how many were compared.
struct err *journal_rebuild(struct journal *j, struct reader *r, struct store *empty,
                            bool (*progress)(void *arg, int64_t done, int64_t all), void *arg,
                            struct arena *a, const char **ret_table, int *ret_tables) MUST_USE;

/// Signs and keeps a checkpoint of the present state (table and file). Text in the arena.
struct err *journal_checkpoint(struct journal *j, struct arena *a, char **ret) MUST_USE;
/// How many bytes of a file of checkpoints are whole notes: what an interrupted writer left at the end is not.
size_t journal_checkpoints_whole(const char *text, size_t n);
/// The proof file of one event, as specified.
struct err *journal_prove(struct journal *j, struct reader *r, int64_t seq, struct buf *ret) MUST_USE;
/// All events and the newest checkpoint, as specified; streamed to `put`.
struct err *journal_export(struct journal *j, struct reader *r,
                           struct err *(*put)(void *arg, const void *p, size_t n), void *arg) MUST_USE;
