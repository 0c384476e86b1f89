// The summary of a scan for the minutes of an inspection: what was looked at under what authority, what was found, what
// was not read. Without content; names of files only when they are asked for.
#pragma once

#include "inspection/inspection.h"
#include "paper/paper.h"

enum { MINUTES_LISTED = 5000 };

struct minutes_finding {
  enum inspection_level level;
  int64_t confidence, size, depth;
  bool declassified, decided;  ///< decided: a false alarm by the list that was taken along
  const char *sha256, *extension, *path, *members;
  const char *decision;  ///< of a person at the site; "" none, or no site
};
struct minutes {
  const char *agency;          ///< the site's; NULL without a site
  const char *scan, *machine, *host, *unit, *authority;  ///< "" when not known
  const char *signature;       ///< in words, in the language of the minutes
  const char *software, *jail, *names, *roots;           ///< roots NULL: none or not asked for
  char file_hash[65], content_hash[65];
  enum inspection_level keep_as;
  instant started, finished;
  int64_t milliseconds, files, members, bytes, findings, hints, unread, links, special, gone;
  bool stopped, with_paths;
  int64_t by_level[LEVEL_COUNT], by_grade[GRADE_COUNT], partial_by_grade[GRADE_COUNT];
  struct minutes_finding *list;  ///< the first MINUTES_LISTED
  size_t n;
  struct inspection_fact *facts;
  size_t n_facts;
};
/// From a report, without a site.
struct err *minutes_of_report(const char *path, enum lang lang, bool with_paths, struct arena *a,
                              struct minutes *ret) MUST_USE;
/// From what a site took in. `names` as for inspection_findings(). ERR_NOT_FOUND.
struct err *minutes_of_scan(struct journal *j, struct reader *r, const char *scan, enum lang lang,
                            bool names, struct arena *a, struct minutes *ret) MUST_USE;
/// The paper, ready to print.
struct err *minutes_paper(const struct minutes *m, enum lang lang, struct paper **ret) MUST_USE;
