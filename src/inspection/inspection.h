// Scans as evidence: a report of `kin scan` is taken into the journal, a person decides on every
// finding, and teams get keys with which they sign reports. The report is specified in
// docs/design/scan-report.md.
#pragma once

#include "carried/carried.h"
#include "journal/journal.h"

// ---- words as they are stored
// ----------------------------------------------------------------------

enum inspection_level {
  LEVEL_NONE,
  LEVEL_UNKNOWN,
  LEVEL_MAT,
  LEVEL_TOI_MAT,
  LEVEL_TUYET_MAT,
  LEVEL_COUNT
};
enum inspection_grade {
  GRADE_ENCRYPTED,
  GRADE_DAMAGED,
  GRADE_UNSUPPORTED,
  GRADE_LIMIT,
  GRADE_TIMEOUT,
  GRADE_DENIED,
  GRADE_CRASH,
  GRADE_PICTURE,
  GRADE_COUNT
};
enum inspection_decision {
  DECISION_NONE,
  DECISION_CONFIRMED,
  DECISION_FALSE_ALARM,
  DECISION_UNCLEAR,
  DECISION_COUNT
};
/// What the signature of a report was on the day of import.
enum inspection_trust {
  TRUST_KNOWN,  ///< signed with a key this site issued, neither revoked nor run out
  TRUST_UNSIGNED,
  TRUST_UNKNOWN,    ///< a name this site does not know
  TRUST_OTHER_KEY,  ///< a name of this site, another key
  TRUST_REVOKED,
  TRUST_EXPIRED,
  TRUST_COUNT
};
/// "NONE", "UNKNOWN", "MAT", "TOI_MAT", "TUYET_MAT"; LEVEL_COUNT when there is no such word.
const char *inspection_level_name(enum inspection_level l);
enum inspection_level inspection_level_by_name(const char *s);
const char *inspection_grade_name(enum inspection_grade g);
enum inspection_grade inspection_grade_by_name(const char *s);
enum msg inspection_grade_label(enum inspection_grade g);
/// "", "confirmed", "false-alarm", "unclear".
const char *inspection_decision_name(enum inspection_decision d);
enum inspection_decision inspection_decision_by_name(const char *s);
enum msg inspection_decision_label(enum inspection_decision d);
const char *inspection_trust_name(enum inspection_trust t);
enum inspection_trust inspection_trust_by_name(const char *s);
enum msg inspection_trust_label(enum inspection_trust t);

// ---- keys of teams
// ---------------------------------------------------------------------------------

struct inspection_key {
  const char *id;  ///< "kt-2026-0001-x7ab": the name in signatures
  const char *team, *public_key, *issued_by, *revoked_by, *grounds;
  const char *valid_until;  ///< last day, "2027-03-01"
  instant issued, revoked;  ///< revoked: 0 not
};
struct inspection_key_order {
  const char *team;
  const char *valid_until;  ///< NULL: one year from today
  const char *passphrase;   ///< at least CARRIED_PASSPHRASE_MIN characters
  const char
      *path;  ///< where the key file is written, never over another; NULL: only its text is given
};
/// Issues a key: event and file, both or none. ret_text (may be NULL) is the key file's text.
struct err *inspection_key_issue(struct journal *j, const char *actor,
                                 const struct inspection_key_order *o, struct arena *a,
                                 char **ret_id, char **ret_text) MUST_USE;
/// ERR_NOT_FOUND, ERR_CONFLICT when it was revoked before.
struct err *inspection_key_revoke(struct journal *j, const char *actor, const char *id,
                                  const char *grounds) MUST_USE;
/// Newest first.
struct err *inspection_keys(struct reader *r, struct arena *a, struct inspection_key **ret,
                            size_t *ret_n) MUST_USE;

// ---- taking a report in
// ----------------------------------------------------------------------------

struct inspection_source {
  const char *path;  ///< of the report; NULL: fd is used
  int fd;            ///< stays the caller's
  const char *what;  ///< name for messages; NULL: path
};
struct inspection_options {
  const char *machine;  ///< code in the register; NULL: the name the report gives
  const char *unit;     ///< for a machine that is not registered; NULL: the machine must be
  bool as_unsigned;     ///< a person takes a report in although its signature is not acceptable
  /// Now and then with records done and all; false stops, nothing is recorded. May be NULL.
  bool (*progress)(void *ctx, uint64_t done, uint64_t all);
  void *ctx;
};
struct inspection_preview {
  struct err *
      refusal;  ///< why it cannot be taken in as it stands; NULL: it can. inspection_preview_free()
  char file_hash[65], content_hash[65];
  uint64_t bytes, records;
  enum inspection_trust trust;
  const char *signer, *team;  ///< "" when unsigned; team also for keys revoked or run out
  const char *authority, *host, *software, *names, *jail;
  const char *machine, *unit;  ///< as it would be recorded; machine "" when not registered
  const char *matched;         ///< "name", "person", "unregistered"; "" when unknown
  const char *keep_as;
  instant made, started, finished;
  int64_t files, members, file_bytes, findings, hints, unread, exposures, links, special, gone,
      restarts;
  int64_t milliseconds;
  bool stopped;
  int64_t by_level[LEVEL_COUNT];  ///< findings only
  int64_t by_grade[GRADE_COUNT], partial_by_grade[GRADE_COUNT];
  int64_t listed_by_grade[GRADE_COUNT];  ///< how many of them would stand in the journal one by one
  int64_t without_names;  ///< findings and hints whose path was removed from the report
  int64_t false_alarm_before, confirmed_before;  ///< same file decided on earlier
};
/// Reads and checks everything, records nothing. An error means the file is no readable report.
struct err *inspection_look(struct journal *j, struct reader *r, const struct inspection_source *s,
                            const struct inspection_options *o, struct arena *a,
                            struct inspection_preview *ret) MUST_USE;
void inspection_preview_free(struct inspection_preview *p);
/// Takes the report in, in one commit; ret_scan is its id, "Q-2026-0007". The errors of
/// inspection_look() and its refusal.
struct err *inspection_import(struct journal *j, const char *actor,
                              const struct inspection_source *s, const struct inspection_options *o,
                              struct arena *a, char **ret_scan) MUST_USE;

// ---- reading
// ---------------------------------------------------------------------------------------

struct inspection_scan {
  const char *id, *machine, *unit, *authority, *team, *signing_key, *keep_as, *report, *names,
      *jail;
  const char *imported_by, *host, *matched, *trust, *signer, *content, *software;
  const char *roots;  ///< reference for journal_private()
  int64_t seq, files, members, bytes, findings, hints, unread, seconds, exposures, links, special,
      gone;
  int64_t restarts, milliseconds;
  bool is_signed, stopped;
  instant started, finished, imported, made;
  int64_t undecided, confirmed, false_alarm, unclear;  ///< of the findings; hints are not counted
};
/// Which scans a list holds: all, those where a finding waits for a decision, those with findings,
/// those without a usable signature.
enum inspection_view { VIEW_ALL, VIEW_WAITING, VIEW_FOUND, VIEW_UNSIGNED, VIEW_COUNT };
struct inspection_filter {
  const char *machine, *unit;  ///< "" or NULL: any
  enum inspection_view view;
  size_t limit, offset;
};
/// Newest first.
struct err *inspection_scans(struct reader *r, const struct inspection_filter *f, struct arena *a,
                             struct inspection_scan **ret, size_t *ret_n) MUST_USE;
/// How many scans each view holds with this machine and unit; limit, offset and view do not matter.
struct err *inspection_view_counts(struct reader *r, const struct inspection_filter *f,
                                   int64_t ret[VIEW_COUNT]) MUST_USE;
/// Units of which scans were taken in, by code, at most `limit`.
struct inspection_unit {
  const char *code, *name;
};
struct err *inspection_units(struct reader *r, size_t limit, struct arena *a,
                             struct inspection_unit **ret, size_t *ret_n) MUST_USE;
/// NULL when there is none.
struct err *inspection_scan(struct reader *r, const char *id, struct arena *a,
                            struct inspection_scan **ret) MUST_USE;
/// The newest import for a machine; NULL when there is none.
struct err *inspection_machine_last_scan(struct reader *r, const char *machine, struct arena *a,
                                         struct inspection_scan **ret) MUST_USE;

/// A name: shown only to those who decide. Without the right all three are NULL.
struct inspection_name {
  const char *path, *members;  ///< NULL: not asked for, or removed
  bool removed;                ///< was asked for and is no longer there
};
struct inspection_finding {
  const char *id, *scan, *level, *sha256, *extension, *reasons, *met;
  const char *decision, *decided_by, *grounds, *measure, *same_as;
  int64_t number, confidence, size, depth;
  bool hint, declassified, cut;
  instant modified, recorded, decided;  ///< 0 unknown, not yet
  struct inspection_name name;
};
/// Undecided first, then by confidence. `names` needs PERM_FINDINGS_DECIDE and
/// inspection_names_read().
struct err *inspection_findings(struct journal *j, struct reader *r, const char *scan, bool hints,
                                bool names, size_t limit, size_t offset, struct arena *a,
                                struct inspection_finding **ret, size_t *ret_n) MUST_USE;
/// NULL when there is none.
struct err *inspection_finding(struct journal *j, struct reader *r, const char *id, bool names,
                               struct arena *a, struct inspection_finding **ret) MUST_USE;
/// One reason of a finding's `reasons` at *at (begin with 0); false at the end.
struct inspection_reason {
  const char *kind, *where, *words;
};
bool inspection_reason_next(const char *reasons, size_t *at, struct arena *a,
                            struct inspection_reason *ret);
/// "Nhãn độ mật (trong bài, trang 1)"; what this program does not know stays as it is.
const char *inspection_reason_text(struct arena *a, enum lang lang,
                                   const struct inspection_reason *r);
/// Why a reason of this kind counts, in one sentence; MSG_NONE for a kind this program does not know.
enum msg inspection_reason_why(const struct inspection_reason *r);
/// The id of the agency's rule on which a reason rests (docs/design/scan-rules.md); NULL: on none.
const char *inspection_reason_rule(const struct inspection_reason *r);

/// The scan of the same machine before this one; *ret NULL when there is none.
struct err *inspection_scan_before(struct reader *r, const struct inspection_scan *s,
                                   struct arena *a, struct inspection_scan **ret) MUST_USE;
/// Findings of `scan` whose file (SHA-256) is not among those of `other`, at most `limit`; and how
/// many of its findings are.
struct err *inspection_findings_not_in(struct journal *j, struct reader *r, const char *scan,
                                       const char *other, bool names, size_t limit,
                                       struct arena *a, struct inspection_finding **ret,
                                       size_t *ret_n, int64_t *ret_both) MUST_USE;

struct inspection_unread_count {
  const char *grade;
  int64_t count, partial, listed;
};
struct err *inspection_unread_counts(struct reader *r, const char *scan, struct arena *a,
                                     struct inspection_unread_count **ret, size_t *ret_n) MUST_USE;
struct inspection_unread {
  const char *grade, *detail, *extension;
  int64_t depth;
  bool partial, cut;
  struct inspection_name name;
};
/// Of one grade, or of all ("").
struct err *inspection_unread(struct journal *j, struct reader *r, const char *scan,
                              const char *grade, bool names, size_t limit, size_t offset,
                              struct arena *a, struct inspection_unread **ret,
                              size_t *ret_n) MUST_USE;
/// What a report says about machine and coverage. Which numbers hold something depends on `fact`:
/// machine (name system, kernel, processor, user, time-zone, clock, booted, processors, memory),
/// volume (count free, amount size, path mount point), rule (count files, amount folders, path the
/// pattern), rule-file (name agency, said SHA-256), format (count files, amount bytes), coverage
/// (count), decided-list (count files).
struct inspection_fact {
  const char *fact, *name, *said;
  int64_t count, amount, milliseconds;
  const char *path;  ///< NULL: none, not asked for, or removed
};
struct err *inspection_facts(struct journal *j, struct reader *r, const char *scan, bool names,
                             struct arena *a, struct inspection_fact **ret,
                             size_t *ret_n) MUST_USE;

struct inspection_exposure {
  const char *exposure, *what, *first, *last, *source, *certainty;
  struct inspection_name name;
};
/// At most 1,000.
struct err *inspection_exposures(struct journal *j, struct reader *r, const char *scan, bool names,
                                 struct arena *a, struct inspection_exposure **ret,
                                 size_t *ret_n) MUST_USE;

/// Records that an account reads names of a scan: once per account, scan and day. Call before
/// showing them.
struct err *inspection_names_read(struct journal *j, const char *actor, const char *scan) MUST_USE;
/// The same inside a change of this actor; and whether it stands in the journal today.
struct err *inspection_names_record(struct change *c, const char *actor, const char *scan) MUST_USE;
struct err *inspection_names_recorded(struct reader *r, const char *actor, const char *scan,
                                      bool *ret) MUST_USE;

// ---- deciding
// --------------------------------------------------------------------------------------

/// ERR_NOT_FOUND; ERR_INPUT when a false alarm or an unclear case has no grounds.
struct err *inspection_decide(struct journal *j, const char *actor, const char *finding,
                              enum inspection_decision d, const char *grounds,
                              const char *measure) MUST_USE;

// ---- for Tổng quan
// ---------------------------------------------------------------------------------

struct inspection_counters {
  int64_t undecided, unclear;
  instant oldest_undecided;     ///< when it was recorded; 0: none
  int64_t confirmed_connected;  ///< confirmed findings on machines registered as connected
  int64_t machines_unscanned, units_unscanned;  ///< in use and not scanned since
};
struct err *inspection_counters(struct reader *r, instant since,
                                struct inspection_counters *ret) MUST_USE;
