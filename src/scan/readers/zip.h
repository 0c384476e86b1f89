// Reads zip containers from memory within stated bounds. A damaged directory is recovered by
// walking the local headers. Format: PKWARE APPNOTE 6.3.
#pragma once

#include "base/arena.h"
#include "scan/reader.h"

#define ZIP_MAX_ENTRIES 20000
#define ZIP_MAX_ENTRY ((size_t)64 << 20)     ///< inflated bytes of one entry; of a longer one the beginning is given
#define ZIP_MAX_TOTAL ((uint64_t)2 << 30)    ///< inflated bytes of one container
#define ZIP_RATIO_FREE ((uint64_t)32 << 20)  ///< below this total no ratio is asked
#define ZIP_MAX_RATIO 250

struct zip_entry {
  const char *name;               ///< as stored, NUL-terminated; any bytes
  uint64_t packed, size, header;  ///< as the directory says; offset of the local header
  uint16_t method, flags;
  bool folder;
};

struct zip {
  const uint8_t *p;
  size_t n;
  struct arena *a;
  struct zip_entry *entries;
  size_t count;
  bool recovered;     ///< the directory was damaged; entries come from the local headers
  bool too_many;      ///< more than ZIP_MAX_ENTRIES: the rest is not listed
  uint64_t unpacked;  ///< inflated so far
};

/// False when nothing of a zip was found. Entries live in z->a until zip_close().
bool zip_open(const uint8_t *p, size_t n, struct zip *ret) MUST_USE;
void zip_close(struct zip *z);

/// The bytes of one entry: *ret is malloc'ed (free it) and NUL-terminated beyond *ret_n.
/// UNREAD_NONE, or why not: ENCRYPTED, DAMAGED, LIMIT, UNSUPPORTED. With DAMAGED and LIMIT a prefix may
/// be given.
enum unread_grade zip_read(struct zip *z, const struct zip_entry *e, char **ret, size_t *ret_n);
/// The bytes of an entry that is stored as it is, within z->p; NULL for any other.
const uint8_t *zip_stored(const struct zip *z, const struct zip_entry *e, size_t *ret_n);
/// The entry with this name (ASCII case ignored, '\\' is '/'), or NULL.
const struct zip_entry *zip_find(const struct zip *z, const char *name);
/// True when one of the first local headers within p[0..n) starts with `name`.
bool zip_names_start_with(const uint8_t *p, size_t n, const char *name);
/// Compares names as zip_find does, for a prefix.
bool zip_name_starts(const char *name, const char *prefix);
bool zip_name_ends(const char *name, const char *suffix);
/// The last part of the name.
const char *zip_name_base(const char *name);
