// Signatures of archives and compressed files; see archive_kind.h.
#include "scan/readers/archive/archive_kind.h"

#include <string.h>

#define STUB ((size_t)1 << 20)  ///< the program before a self-extracting archive is shorter

static const struct {
  uint16_t offset, n;
  const char *bytes;
  enum archive_kind kind;
} signatures[] = {
    {0, 6, "7z\xBC\xAF\x27\x1C", ARCHIVE_KIND_ARCHIVE},
    {0, 6, "Rar!\x1a\x07", ARCHIVE_KIND_ARCHIVE},
    {0, 8, "MSCF\0\0\0\0", ARCHIVE_KIND_ARCHIVE},
    {32769, 5, "CD001", ARCHIVE_KIND_ARCHIVE},
    {0, 8, "!<arch>\n", ARCHIVE_KIND_ARCHIVE},
    {0, 4, "xar!", ARCHIVE_KIND_ARCHIVE},
    {0, 6, "070701", ARCHIVE_KIND_WEAK},
    {0, 6, "070702", ARCHIVE_KIND_WEAK},
    {0, 6, "070707", ARCHIVE_KIND_WEAK},
    {0, 3, "\x1f\x8b\x08", ARCHIVE_KIND_FILTER},
    {0, 2, "\x1f\x9d", ARCHIVE_KIND_FILTER},
    {0, 6,
     "\xFD"
     "7zXZ\0",
     ARCHIVE_KIND_FILTER},
    {0, 4, "\x28\xB5\x2F\xFD", ARCHIVE_KIND_FILTER},
    {0, 4, "\x04\x22\x4D\x18", ARCHIVE_KIND_FILTER},
    {0, 5, "LZIP\1", ARCHIVE_KIND_FILTER},
    {0, 4, "\xED\xAB\xEE\xDB", ARCHIVE_KIND_FILTER},
    {0, 2, "\x71\xC7", ARCHIVE_KIND_WEAK},
    {0, 2, "\xC7\x71", ARCHIVE_KIND_WEAK},
};

// The sum of a tar header's bytes, its own field taken as spaces (POSIX.1-1988, ustar).
static bool is_tar(const uint8_t *p, size_t n) {
  if (n < 512 || !p[0]) return false;
  unsigned long stated = 0, sum = 0;
  size_t i = 148;
  while (i < 156 && p[i] == ' ')
    i++;
  size_t first = i;
  for (; i < 156 && p[i] >= '0' && p[i] <= '7'; i++)
    stated = stated * 8 + (p[i] - '0');
  for (size_t k = 0; k < 512; k++)
    sum += k >= 148 && k < 156 ? ' ' : p[k];
  return i > first && stated == sum;
}

static bool is_lha(const uint8_t *p, size_t n) {
  return n > 22 && p[2] == '-' && p[3] == 'l' && (p[4] == 'h' || p[4] == 'z') && p[6] == '-' &&
         p[20] <= 3;
}

// The old .lzma form has no signature: properties 5D, a size of dictionary that is a power of two
// or near, a length that is not absurd.
static bool is_lzma(const uint8_t *p, size_t n) {
  if (n < 20 || (p[0] != 0x5D && p[0] != 0x5E) || p[13]) return false;
  uint32_t dictionary =
      (uint32_t)p[1] | (uint32_t)p[2] << 8 | (uint32_t)p[3] << 16 | (uint32_t)p[4] << 24;
  if (dictionary < 4096 || __builtin_popcount(dictionary) > 2) return false;
  bool open_end = true;
  for (int i = 5; i < 13; i++)
    open_end = open_end && p[i] == 0xFF;
  return open_end || (!p[10] && !p[11] && !p[12]);
}

static bool is_bzip2(const uint8_t *p, size_t n) {
  return n >= 14 && memcmp(p, "BZh", 3) == 0 && p[3] >= '1' && p[3] <= '9' &&
         (memcmp(p + 4, "1AY&SY", 6) == 0 || memcmp(p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

static const uint8_t *find(const uint8_t *p, size_t n, const char *bytes, size_t k) {
  return memmem(p, n < STUB ? n : STUB, bytes, k);
}

static size_t behind_program(const uint8_t *p, size_t n) {
  if (!p || n <= 4096 || memcmp(p, "MZ", 2) != 0) return 0;
  const uint8_t *hit = find(p, n, "7z\xBC\xAF\x27\x1C\0", 7);
  if (!hit) hit = find(p, n, "Rar!\x1a\x07\0", 7);
  if (!hit) hit = find(p, n, "Rar!\x1a\x07\1\0", 8);
  return hit ? (size_t)(hit - p) : 0;
}

enum archive_kind archive_kind_of(const uint8_t *p, size_t n, size_t *ret_start) {
  *ret_start = 0;
  for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
    size_t end = (size_t)signatures[i].offset + signatures[i].n;
    if (n >= end && memcmp(p + signatures[i].offset, signatures[i].bytes, signatures[i].n) == 0)
      return signatures[i].kind;
  }
  // Frames to be skipped, as zstd and lz4 may begin with.
  if (n > 8 && (p[0] & 0xF0) == 0x50 && memcmp(p + 1, "\x2A\x4D\x18", 3) == 0)
    return ARCHIVE_KIND_FILTER;
  if (is_bzip2(p, n)) return ARCHIVE_KIND_FILTER;
  if (n >= 512 && memcmp(p + 257, "ustar", 5) == 0) return ARCHIVE_KIND_ARCHIVE;
  if (is_tar(p, n) || is_lha(p, n)) return ARCHIVE_KIND_ARCHIVE;
  if (is_lzma(p, n)) return ARCHIVE_KIND_FILTER;
  *ret_start = behind_program(p, n);
  return *ret_start ? ARCHIVE_KIND_ARCHIVE : ARCHIVE_KIND_NONE;
}
