// A scanner of one file without jail or walk, for tests: picks the reader, reads members, judges
// each.
#pragma once

#include "scan/judge.h"

struct pick_result {
  struct verdict best;  ///< of the file and its members, the most sure one
  unsigned unread;      ///< bit per grade that was reported
  bool whole_unread;    ///< something was unread that was not partial
  size_t lines, members, bytes;
  unsigned long stop_after;  ///< set before: stop() turns true after so many calls; 0 never
  bool refuse;               ///< set before: the sink refuses every line
  char *text;                ///< every line as "part:page:text\n", malloc'ed when want_text; a member that
                        ///< was not read as "filename:GRADE:name\n"
  size_t n_text;
  bool want_text;
  const char *last_reader;
};

void pick_scan(const void *p, size_t n, const char *name, struct pick_result *r);
void pick_free(struct pick_result *r);
