// Reads OLE compound files (.doc, .xls, .ppt, .msg and what is embedded in them) from memory within
// stated bounds. Loops and sectors beyond the end cost the rest of one stream. Format: [MS-CFB].
#pragma once

#include "base/arena.h"
#include "scan/reader.h"

#define CFB_MAX_ENTRIES 65536
#define CFB_MAX_STREAM ((size_t)256 << 20)
#define CFB_NAME_MAX 128  ///< bytes of a name in UTF-8 with its NUL (31 UTF-16 units)

enum cfb_kind { CFB_FREE, CFB_STORAGE, CFB_STREAM, CFB_ROOT };

/// One entry of the directory. Entries stand in the order of the file; [0] is the root.
struct cfb_entry {
  char name[CFB_NAME_MAX];  ///< UTF-8; control characters (\1CompObj, \5SummaryInformation) are kept
  enum cfb_kind kind;
  int parent;      ///< index of the storage it lies in; -1 for the root and for entries nobody refers to
  int child, next; ///< first entry inside it, next entry in the same storage, both in order of the file; -1 none
  uint64_t size;   ///< as stated; never more than the file holds
  uint32_t start;  ///< first sector
  uint8_t clsid[16];
  bool torn;  ///< the stated size is more than the file has
};

struct cfb {
  const uint8_t *p;
  size_t n;
  struct arena *a;
  struct cfb_entry *entries;
  size_t count;
  bool damaged;   ///< the directory loops or breaks off: what is left is listed. Torn streams: see cfb_read()
  bool too_many;  ///< more than CFB_MAX_ENTRIES
  void *inside;   ///< of cfb.c
};

/// True when the bytes begin like a compound file.
bool cfb_is(const uint8_t *p, size_t n);
/// Whether the root storage of these bytes holds an entry of this name; cheap enough for a bid.
bool cfb_has(const uint8_t *p, size_t n, const char *name);
/// False when no directory could be read at all.
bool cfb_open(const uint8_t *p, size_t n, struct cfb *ret) MUST_USE;
void cfb_close(struct cfb *c);
/// The entry of this name (ASCII case ignored) inside a storage; NULL when there is none.
const struct cfb_entry *cfb_find(const struct cfb *c, const struct cfb_entry *storage, const char *name);
/// The bytes of a stream: *ret is malloc'ed (free it) and NUL-terminated beyond *ret_n. UNREAD_NONE, or
/// DAMAGED (what could be followed is given, *ret may be empty but never NULL), or LIMIT.
enum unread_grade cfb_read(struct cfb *c, const struct cfb_entry *e, char **ret, size_t *ret_n);
