// What pst.c needs beside libpff: the bytes of the store as a file, and text from a store that can
// no longer be opened.
#pragma once

#include <libbfio.h>

#include "scan/readers/failures.h"

/// Where libpff stands in the bytes. libbfio's own memory range reads beyond its end after a seek
/// there.
struct pst_bytes {
  struct bytes all;
  uint64_t at;
  bool open;
};

/// NULL when memory is out. Free with libbfio_handle_free(); `b` outlives it.
libbfio_handle_t *pst_bytes_handle(struct pst_bytes *b);

/// Hands on runs of text found anywhere in the store: long ones as members, short ones as lines.
/// False when nothing was found, or the store is coded in a way that needs its index.
bool pst_salvage(struct bytes store, struct sink *s, struct failures *f);
