// Inside src/scan only: the rules by which the person who scans leaves files out, and how often each did.
#pragma once

#include "scan/scan.h"

struct filter {
  size_t n;
  struct scan_rule rules[SCAN_RULES_MAX];
  instant since;  ///< 0: any
};

/// ERR_USAGE for a pattern that is empty, too long or one too many. Texts stay the caller's.
struct err *filter_make(const struct scan_options *o, struct filter *ret) MUST_USE;
/// Fits walk_rule with a filter as context: a pattern with a '/' is held against the whole path,
/// any other against the last part.
int filter_rule(void *ctx, const char *path, size_t name_at, bool folder, const instant *modified);
