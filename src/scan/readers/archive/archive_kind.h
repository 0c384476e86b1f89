// Tells archives and compressed files by their first bytes.
#pragma once

#include "base/base.h"

enum archive_kind {
  ARCHIVE_KIND_NONE,
  ARCHIVE_KIND_ARCHIVE,
  ARCHIVE_KIND_FILTER,  ///< a compressed file, which may hold a tar
  ARCHIVE_KIND_WEAK,    ///< an archive whose signature says little
};

/// *ret_start: where it begins, after the program of a self-extracting archive.
enum archive_kind archive_kind_of(const uint8_t *p, size_t n, size_t *ret_start);

/// For a RAR 5 archive whether each of its files, in their order, is encrypted: malloc'ed, NULL for
/// other archives.
bool *archive_rar5_locked(const uint8_t *p, size_t n, size_t *ret_n);
