// What stands out: questions over several modules at once, for Tổng quan and the pages of the journal. They only
// read; every list is bounded by what the caller asks for and says how many there are in all.
#pragma once

#include "site/site.h"

enum {
  REPORT_SCAN_DAYS = 365,      ///< a machine is to be scanned at least this often
  REPORT_BACKUP_DAYS = 7,
  REPORT_VERIFY_DAYS = 7,
  REPORT_ROWS_MAX = 500
};

// ---- the three problems ----------------------------------------------------------------------------

/// One machine registered as connected to a network, on which documents bearing marks of secrecy stand: nobody has
/// decided on them, or they are confirmed and no later finished scan has missed them.
struct report_documents_row {
  const char *machine, *unit, *unit_name;
  const char *scan;  ///< newest scan of the machine
  int64_t documents, confirmed, unread;
  instant oldest;    ///< when the first of them was recorded
  int level;         ///< 0 unknown to 3 Tuyệt mật
};
struct report_documents {
  struct report_documents_row *rows;
  size_t n;  ///< rows given, at most the limit
  int64_t machines, units, documents, confirmed;
  int64_t unread, unread_machines;  ///< files nobody could read at the newest scan of connected machines
  instant oldest;
};
struct err *report_documents(struct reader *r, size_t limit, struct arena *a, struct report_documents *ret) MUST_USE;

/// A unit without a person assigned in writing to protect secrets.
struct report_officer_row {
  const char *unit, *name;
  const char *since;   ///< day since which there is none: the end of the last duty, else the day the unit was made
  bool had;            ///< there was one before
  bool unwritten;      ///< somebody does it, but no decision is recorded
  int64_t persons;
};
struct report_officers {
  struct report_officer_row *rows;
  size_t n;
  int64_t units, of_units, unwritten;
};
struct err *report_officers(struct reader *r, const char *day, size_t limit, struct arena *a,
                            struct report_officers *ret) MUST_USE;

/// A unit none of whose machines in use was scanned to the end since `since`.
struct report_unscanned_row {
  const char *unit, *name;
  int64_t machines;
  instant last;  ///< 0: never
};
struct report_unscanned {
  struct report_unscanned_row *rows;
  size_t n;
  int64_t units, never;
};
struct err *report_unscanned(struct reader *r, instant since, size_t limit, struct arena *a,
                             struct report_unscanned *ret) MUST_USE;

/// A file found again in a unit after a person had confirmed it there.
struct report_recurring_row {
  const char *finding, *scan, *met;  ///< met: the first finding of the file in this unit
  const char *machine, *unit, *unit_name, *decision;
  instant recorded;
  int level;
};
struct report_recurring {
  struct report_recurring_row *rows;
  size_t n;
  int64_t findings, units;
};
struct err *report_recurring(struct reader *r, size_t limit, struct arena *a, struct report_recurring *ret) MUST_USE;

// ---- work ------------------------------------------------------------------------------------------

struct report_machine_row {
  const char *machine, *unit, *unit_name, *purpose, *network;
  instant last;  ///< 0: never scanned to the end
};
struct report_machines {
  struct report_machine_row *rows;
  size_t n;
  int64_t machines, never;
};
struct err *report_machines(struct reader *r, instant since, size_t limit, struct arena *a,
                            struct report_machines *ret) MUST_USE;

/// Findings of one scan on which nobody has decided.
struct report_undecided_row {
  const char *scan, *machine, *unit, *unit_name;
  int64_t findings;
  instant oldest;
  int level;
  bool connected;
};
struct report_undecided {
  struct report_undecided_row *rows;
  size_t n;
  int64_t scans, findings;
  instant oldest;
};
struct err *report_undecided(struct reader *r, size_t limit, struct arena *a, struct report_undecided *ret) MUST_USE;

/// Breaches of site_audit() by rule, in the order of the rules.
struct report_breaches_row {
  const struct law_rule *rule;
  size_t first, n;  ///< in `list`
};
struct report_breaches {
  struct report_breaches_row *rows;
  size_t n;
  struct breach *list;
  size_t breaches;
};
struct err *report_breaches(struct site *s, struct reader *r, struct arena *a, struct report_breaches *ret) MUST_USE;

// ---- the installation ------------------------------------------------------------------------------

struct report_health {
  instant verified_at;  ///< 0: never
  bool verified_ok;
  int64_t verified_entries, entries;
  bool verify_late, backup_late;
  instant backup_at;    ///< 0: never
  instant last_event;
  bool clock_behind;    ///< the clock stands before the newest event
  uint64_t disk_free;
  bool disk_low;        ///< less than a gigabyte
};
struct err *report_health(struct site *s, struct reader *r, struct report_health *ret) MUST_USE;

struct report_steps {
  int64_t units, persons, machines, keys, scans, backups, verifications;
};
struct err *report_steps(struct reader *r, struct report_steps *ret) MUST_USE;

// ---- the journal as its page lists it --------------------------------------------------------------

struct report_log_filter {
  const char *actor, *subject;  ///< "" any; subject: part of it, without regard to case of a-z
  const char *kind;             ///< "unit." or a whole name; "" any
  int64_t before;               ///< 0: from the newest
  instant from, to;             ///< 0 open; to is exclusive
  bool marked, admin;
};
struct err *report_log(struct reader *r, const struct report_log_filter *f, size_t limit, struct arena *a,
                       struct journal_entry **ret, size_t *ret_n) MUST_USE;
/// Hexadecimal hashes of one entry and of the one before it; *ret_hash stays NULL when there is none.
struct err *report_log_hashes(struct reader *r, int64_t seq, struct arena *a, const char **ret_previous,
                              const char **ret_hash) MUST_USE;
