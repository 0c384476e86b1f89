// Marks in bytes no reader understands: programs, databases, swap, damaged files. What stands around a mark is
// cut out as text and judged; the layout of the paper is lost, so that such a verdict is never sure.
#pragma once

#include "scan/scan.h"

enum {
  RAW_CONFIDENCE_MAX = 60,   ///< of the best verdict raw bytes can give
  RAW_PHRASE_CONFIDENCE = 25 ///< of a two-word mark in capitals of which nothing more is known
};

/// Builds the tables; called by itself on first use.
void raw_prepare(void);
/// Looks at all bytes. `stop` is asked now and then.
void raw_sweep(const struct scan_kit *kit, const uint8_t *p, size_t n, struct sink *stop, struct verdict *ret);
