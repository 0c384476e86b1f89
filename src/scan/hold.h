// Lines of one document held back until one of them may hold a mark. Only then is the judge begun, with every
// line from the first on, so that its verdict is what it would have been.
#pragma once

#include "scan/scan.h"

struct hold {
  size_t bytes;  ///< of memory that depends on the lines
  struct buf text;  ///< the lines one after another, each ended by '\n'
  struct held_line *lines;
  size_t n, room;
  size_t swept;  ///< bytes of `text` already looked at
  char fonts[16][64];
  size_t n_fonts;
  bool candidate;
};

void hold_init(struct hold *h);
void hold_free(struct hold *h);
/// Takes a copy and looks at it sooner or later; then `candidate` says that the lines are to be judged. False, and not
/// taken, when there is no room left.
bool hold_add(struct hold *h, const struct line *l, const struct scan_kit *kit) MUST_USE;
/// Whether one of the lines so far may hold a mark.
bool hold_has_candidate(struct hold *h, const struct scan_kit *kit);
/// Hands all lines to the judge in order and forgets them.
void hold_release(struct hold *h, const struct scan_kit *kit, struct judge *j);
