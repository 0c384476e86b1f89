// Inside src/inspection only: a report as it is read, record by record, checked and typed.
#pragma once

#include "inspection/inspection.h"

enum {
  REPORT_PATH_MAX = 16384,
  REPORT_REASONS_MAX = 24,
  REPORT_DEPTH_MAX = 32,
  REPORT_TEXT_MAX = 512,
  REPORT_LISTED_MAX = 500,  ///< files not read that stand in the journal one by one
};

/// Where a file lies. Texts are borrowed.
struct report_place {
  const char *path, *members, *extension;  ///< NULL: not there (or removed from the report)
  bool has_path;                           ///< the field stands there, with or without its value
  bool cut;
  int64_t depth;
};
enum report_kind {
  REPORT_SCAN,
  REPORT_FINDING,
  REPORT_HINT,
  REPORT_UNREAD,
  REPORT_EXPOSURE,
  REPORT_SUMMARY,
  REPORT_MACHINE,
  REPORT_VOLUME,
  REPORT_RULE,
  REPORT_DECIDED_LIST,
  REPORT_OTHER
};
enum {
  REPORT_FACTS_ONE = 80,   ///< facts of one record
  REPORT_FACTS_MAX = 2000  ///< of a report
};

/// One record; which fields hold something depends on `kind`. Borrowed for the call.
struct report_record {
  enum report_kind kind;
  uint64_t number;  ///< of all records, from 1
  struct report_place place;
  // finding, hint
  enum inspection_level level;
  int64_t confidence, size, modified;
  bool has_modified, declassified;
  const char *sha256;
  const char *reasons;  ///< a line each: kind TAB where TAB words
  // unread
  enum inspection_grade grade;
  bool partial;
  const char *detail;
  // exposure
  const char *exposure, *what, *first, *last, *source, *certainty;
  // scan
  const char *authority, *machine, *names, *jail, *roots;
  int64_t started;
  // summary
  int64_t files, members, bytes, findings, hints, unread, exposures, links, special, gone, restarts;
  int64_t milliseconds, finished;
  bool stopped;
  enum inspection_level keep_as;
  // finding, hint: decided a false alarm before, by the list that was taken along
  bool decided;
  // machine, volume, rule, decided-list, summary: what they say as facts; `path` of a fact is plain
  struct inspection_fact *facts;
  size_t n_facts;
};

struct report {
  struct carried_reader *carried;
  struct reader *db;  ///< where keys are looked up, while opening
  enum inspection_trust trust;
  char signer[CARRIED_NAME_MAX + 1];
  const char *team;      ///< in the arena
  const char *software;  ///< the same
  const char *roots;     ///< the same, NULL: none; known after the first report_each()
  struct arena *a;
};
/// Opens and verifies; judges the signature by this site's keys on the day `today`.
struct err *report_open(struct reader *db, const struct inspection_source *s, instant today,
                        struct arena *a, struct report *ret) MUST_USE;
/// What the signature is worth at this site on that day; may be asked again.
struct err *report_judge(struct report *r, instant today) MUST_USE;
void report_close(struct report *r);  ///< fits CLEANUP
typedef struct err *report_callback(void *ctx, const struct report_record *record);
/// Gives every record, checked against docs/design/scan-report.md.
struct err *report_each(struct report *r, report_callback *f, void *ctx) MUST_USE;

/// Everything that must be known before the first event; shared by looking and taking in.
struct err *preview_fill(struct report *r, struct reader *db, const struct inspection_options *o,
                         struct arena *a, struct inspection_preview *ret) MUST_USE;
/// The newest decision of a person on a file: its finding and whether it was a false alarm. id
/// NULL: none.
struct err *decided_before(struct reader *db, const char *sha256, struct arena *a,
                           const char **ret_id, bool *ret_false_alarm) MUST_USE;
struct err *key_lookup(struct reader *db, const char *id, struct arena *a,
                       struct inspection_key **ret) MUST_USE;
/// "Q-2026-" and the like with the next number.
struct err *next_id(struct reader *db, enum sql count, const char *prefix, instant now,
                    struct arena *a, char **ret) MUST_USE;
/// Year of an instant in Việt Nam.
int year_of(instant t);
