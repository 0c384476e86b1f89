// Collects what could not be read inside one container and tells it once per kind at the end.
#pragma once

#include <string.h>

#include "scan/reader.h"

struct failures {
  unsigned count[UNREAD_COUNT];
  const char *detail[UNREAD_COUNT];  ///< a fixed word naming what; never content
  bool refused;                      ///< the sink wants no more
};

static inline void failures_add(struct failures *f, enum unread_grade g, const char *detail) {
  if (g == UNREAD_NONE) return;
  if (!f->count[g]++) f->detail[g] = detail;
}

/// partial: other parts of the file were read.
static inline void failures_tell(const struct failures *f, struct sink *s, bool partial) {
  for (int g = UNREAD_NONE + 1; g < UNREAD_COUNT; g++)
    if (f->count[g] && !s->unread(s, (enum unread_grade)g, partial, f->detail[g])) return;
}
