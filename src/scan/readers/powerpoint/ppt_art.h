// Office drawings inside .ppt and .xls files: the words of WordArt and how many pictures there are.
// Format: [MS-ODRAW].
#pragma once

#include "scan/readers/lines.h"

struct art {
  struct sink *sink;
  struct line place;       ///< where WordArt is told to stand
  size_t words;            ///< lines handed on
  size_t pictures, pages;  ///< pictures; those that may be scanned pages
  bool refused;
};

/// Walks drawing records; pieces that break off are read as far as they go.
void art_walk(struct art *a, const uint8_t *p, size_t n);
/// One property table (OfficeArtFOPT) with `count` properties: WordArt is handed on.
void art_properties(struct art *a, const uint8_t *p, size_t n, unsigned count);
