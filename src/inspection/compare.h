// Two scans of one machine held against each other: what is new, what is gone, what is still there, and what could be
// read only once.
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

enum compare_change {
  COMPARE_NEW,         ///< found now, not before
  COMPARE_GONE,        ///< found before, not listed now
  COMPARE_STILL,       ///< the same file at the same place
  COMPARE_MOVED,       ///< the same file at another place
  COMPARE_CHANGED,     ///< another file at the same place, still a finding
  COMPARE_UNREAD_NOW,  ///< found before, not readable now: neither gone nor clean
  COMPARE_READ_NOW,    ///< not readable before, found now
  COMPARE_UNREAD_NEW,  ///< not readable now, not listed before
  COMPARE_UNREAD_STILL,
  COMPARE_UNREAD_GONE,  ///< not readable before, not listed now: read since, or gone
  COMPARE_COUNT
};
/// "new", "gone", …
const char *compare_change_name(enum compare_change c);
enum msg compare_change_label(enum compare_change c);

/// One file. Of a finding: level, confidence, sha256; of one not read: grade.
struct compare_item {
  enum compare_change change;
  bool hint;
  const char *level, *grade, *sha256, *extension;  ///< "" where it says nothing
  int confidence;
  const char *path, *members;          ///< NULL: removed or hashed differently
  const char *old_path, *old_members;  ///< of COMPARE_MOVED
};
struct compare_side {
  const char *machine, *authority, *signer;  ///< signer "" when unsigned
  char file_hash[65];
  instant started, finished;
  bool stopped, hashed;  ///< hashed: names are hashes of one run
  int64_t files, findings, hints, unread, skipped;
};
struct compare {
  struct compare_side old_side, new_side;
  bool same_machine;
  /// "Gone" may mean not looked at: the newer scan was stopped, left files out by rule, or looked elsewhere.
  bool partial;
  int64_t counts[COMPARE_COUNT];
  struct compare_item *items;  ///< in the order of the changes, then by path
  size_t n;
};
/// Reads and verifies both reports. ERR_LIMIT when they hold more than memory allows (about 2 million files).
struct err *compare_reports(const char *old_path, const char *new_path, struct arena *a,
                            struct compare *ret) MUST_USE;
