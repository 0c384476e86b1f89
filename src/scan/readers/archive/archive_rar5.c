// Which files of a RAR 5 archive are encrypted: libarchive does not look at that record. Format:
// RAR 5.0 technical note.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/archive/archive_kind.h"

enum { FILE_BLOCK = 2, END_BLOCK = 5, HAS_EXTRA = 1, HAS_DATA = 2, CRYPT_RECORD = 1 };

// A number of seven bits a byte; false at the end.
static bool take(const uint8_t **p, const uint8_t *end, uint64_t *ret) {
  *ret = 0;
  for (int shift = 0; shift < 63 && *p < end; shift += 7) {
    uint8_t b = *(*p)++;
    *ret |= (uint64_t)(b & 127) << shift;
    if (!(b & 128)) return true;
  }
  return false;
}

static bool has_crypt_record(const uint8_t *p, const uint8_t *end) {
  uint64_t n, type;
  while (take(&p, end, &n) && n && n <= (uint64_t)(end - p)) {
    const uint8_t *at = p;
    if (!take(&at, end, &type)) return false;
    if (type == CRYPT_RECORD) return true;
    p += n;
  }
  return false;
}

bool *archive_rar5_locked(const uint8_t *p, size_t n, size_t *ret_n) {
  *ret_n = 0;
  if (n < 8 || memcmp(p, "Rar!\x1a\x07\1\0", 8) != 0) return NULL;
  bool *locked = NULL;
  const uint8_t *end = p + n, *at = p + 8;
  while (end - at > 7) {
    uint64_t size, type, flags, extra = 0, data = 0;
    at += 4;
    if (!take(&at, end, &size) || size > (uint64_t)(end - at)) break;
    const uint8_t *block_end = at + size;
    if (!take(&at, block_end, &type) || !take(&at, block_end, &flags)) break;
    if ((flags & HAS_EXTRA) && !take(&at, block_end, &extra)) break;
    if ((flags & HAS_DATA) && !take(&at, block_end, &data)) break;
    if (type == END_BLOCK || extra > (uint64_t)(block_end - at)) break;
    if (type == FILE_BLOCK) {
      if (*ret_n % 256 == 0) locked = base_realloc(locked, *ret_n + 256);
      locked[(*ret_n)++] = has_crypt_record(block_end - extra, block_end);
    }
    if (data > (uint64_t)(end - block_end)) break;
    at = block_end + data;
  }
  return locked;
}
