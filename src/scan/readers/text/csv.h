// Tables as text (CSV, TSV): told by rows with the same number of cells, handed on cell by cell.
// Format: RFC 4180.
#pragma once

#include "scan/readers/lines.h"

struct csv {
  struct sink *sink;
  char delimiter;
  struct buf cell;
  bool quoted, closing;  ///< inside quotes; the last letter was a quote that may end them
  int row, quoted_lines;
  bool refused;
};

/// The delimiter of a table by its first bytes of UTF-8; 0 when it is none. The name only lowers
/// what is asked.
char csv_delimiter_of(const char *p, size_t n, const char *name);
void csv_begin(struct csv *c, struct sink *s, char delimiter);
/// False when the sink refused.
bool csv_feed(struct csv *c, const char *p, size_t n);
void csv_end(struct csv *c);
