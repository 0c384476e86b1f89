// Inside src/paper only: a document as the two printers see it.
#pragma once

#include "paper/paper.h"

enum block_kind {
  BLOCK_STATE_HEAD,  ///< above, agency, number, place
  BLOCK_TITLE,       ///< title, line below
  BLOCK_HEADING,
  BLOCK_TEXT,
  BLOCK_FACT,   ///< label, value
  BLOCK_TABLE,  ///< columns; rows follow
  BLOCK_ROW,
  BLOCK_SIGNATURES,
};

struct block {
  enum block_kind kind;
  enum paper_style style;
  size_t n;                       ///< texts; NULL among them is nothing
  const char **texts;
  const struct paper_column *columns;  ///< of BLOCK_TABLE
  const struct block *table;           ///< of BLOCK_ROW
  struct block *next;
};

struct paper {
  struct arena *a;
  struct paper_options o;
  struct block *first, *last, *table;
  bool over;
};

/// "CỘNG HÒA…" and the motto in the language of the paper.
const char *paper_state(const struct paper *p);
const char *paper_motto(const struct paper *p);
