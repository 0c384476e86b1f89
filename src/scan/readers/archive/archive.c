// The reader for archives and compressed files through libarchive, from memory: every entry becomes
// a member, and one that cannot be read is named. Nothing is asked for a password, no program is
// started.
#include "scan/readers/archive/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "scan/readers/archive/archive_kind.h"
#include "scan/readers/failures.h"
#include "scan/readers/readers.h"

enum { MAX_ENTRIES = 100000, STEP = 256 << 10 };
#define MAX_DICTIONARY ((uint32_t)256 << 20)

// Names in UTF-16 (7z, rar, Joliet) are given in the letters of the locale; "C" knows only ASCII.
static locale_t utf8_locale(void) {
  static locale_t utf8;
  if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  return utf8;
}

void archive_prepare(void) {
  utf8_locale();
}

static const char *no_passphrase(struct archive *a, void *user) {
  (void)a, (void)user;
  return NULL;
}

// One archive being read.
struct opened {
  struct archive *a;
  struct sink *sink;
  size_t n;           ///< packed bytes
  uint64_t unpacked;  ///< so far
  size_t members;     ///< handed on, whole or in part
  bool refused, over;
  bool *locked;  ///< of a RAR 5 archive: files that are encrypted
  size_t n_locked;
};

static enum unread_grade grade_of(struct archive *a) {
  const char *why = archive_error_string(a);
  if (archive_errno(a) == ENOMEM) return UNREAD_LIMIT;
  if (!why) return UNREAD_DAMAGED;
  if (strstr(why, "ncrypt") || strstr(why, "assphrase")) return UNREAD_ENCRYPTED;
  if (strstr(why, "nsupported") || strstr(why, "not supported") || strstr(why, "unavailable"))
    return UNREAD_UNSUPPORTED;
  if (strstr(why, "allocate") || strstr(why, "memory") || strstr(why, "emory limit"))
    return UNREAD_LIMIT;
  return UNREAD_DAMAGED;
}

static bool over_ratio(struct opened *o) {
  o->over = o->over || o->unpacked > ZIP_MAX_TOTAL ||
            (o->unpacked > ZIP_RATIO_FREE && o->unpacked / ZIP_MAX_RATIO > o->n);
  return o->over;
}

// Reads the bytes of the entry at hand. *ret_fatal: nothing after it can be read.
static enum unread_grade read_data(struct opened *o, struct buf *b, bool *ret_fatal) {
  char *step CLEANUP(base_freep) = base_alloc(STEP);
  for (;;) {
    if (o->sink->stop(o->sink)) return UNREAD_LIMIT;
    la_ssize_t got = archive_read_data(o->a, step, STEP);
    if (got == 0) return UNREAD_NONE;
    if (got < 0) {
      if (got == ARCHIVE_RETRY) continue;
      *ret_fatal = got == ARCHIVE_FATAL;
      return grade_of(o->a);
    }
    o->unpacked += (uint64_t)got;
    if (over_ratio(o)) return UNREAD_LIMIT;
    buf_put(b, step, (size_t)got);
    if (b->over) return UNREAD_LIMIT;
  }
}

/// Reads one entry and hands it on. False when nothing after it can be read.
static bool read_entry(struct opened *o, struct archive_entry *e, const char *name, bool locked) {
  struct buf b CLEANUP(buf_free) = buf_init(ZIP_MAX_ENTRY);
  bool fatal = false;
  enum unread_grade g = locked || archive_entry_is_encrypted(e) ? UNREAD_ENCRYPTED : UNREAD_NONE;
  if (!g) g = read_data(o, &b, &fatal);
  if (b.n || g == UNREAD_NONE) {
    struct input member = {.p = (const uint8_t *)buf_str(&b), .n = b.n, .name = name};
    o->members++;
    if (!o->sink->member(o->sink, &member)) o->refused = true;
  }
  if (g && !o->refused && !o->sink->member_unread(o->sink, name, g, b.n > 0, "member"))
    o->refused = true;
  return !fatal && !o->refused && !o->over;
}

static const char *name_of(struct archive_entry *e) {
  const char *name = archive_entry_pathname(e);
  if (!name) name = archive_entry_pathname_utf8(e);
  return name ? name : "";
}

// The name of what a single compressed file holds: the one stored, or the file's own without its
// ending.
static void bare_name(const char *stored, const char *file, char *out, size_t room) {
  const char *from = stored;
  bool own = *stored && strcmp(stored, "data") != 0;
  if (!own) {
    const char *slash = strrchr(file, '/');
    from = slash ? slash + 1 : file;
  }
  size_t n = strlen(from);
  const char *dot = own ? NULL : strrchr(from, '.');
  if (dot && dot != from) n = (size_t)(dot - from);
  if (n >= room) n = room - 1;
  memcpy(out, from, n);
  out[n] = 0;
}

static int next_header(struct opened *o, struct archive_entry **ret) {
  for (int tries = 0; tries < 16; tries++) {
    int r = archive_read_next_header(o->a, ret);
    if (r != ARCHIVE_RETRY) return r;
  }
  return ARCHIVE_FATAL;
}

/// Returns how many entries there were.
static size_t read_entries(struct opened *o, const struct input *in, bool raw) {
  struct archive_entry *e;
  int r;
  size_t entries = 0;
  while ((r = next_header(o, &e)) == ARCHIVE_OK || r == ARCHIVE_WARN) {
    if (o->sink->stop(o->sink) || ++entries > MAX_ENTRIES) {
      o->sink->unread(o->sink, UNREAD_LIMIT, o->members > 0, "too many members");
      return entries;
    }
    bool file = archive_entry_filetype(e) == AE_IFREG || archive_entry_filetype(e) == 0;
    if (!file || archive_entry_hardlink(e) || archive_entry_symlink(e)) continue;
    char name[512];
    const char *stored = name_of(e);
    bool single = raw && archive_format(o->a) == ARCHIVE_FORMAT_RAW;
    if (single) bare_name(stored, in->name, name, sizeof name);
    bool locked = entries <= o->n_locked && o->locked[entries - 1];
    if (!read_entry(o, e, single ? name : stored, locked)) {
      if (!o->refused)
        o->sink->unread(o->sink, o->over ? UNREAD_LIMIT : UNREAD_DAMAGED, o->members > 0,
                        "rest of the archive");
      return entries;
    }
  }
  if (r != ARCHIVE_EOF) o->sink->unread(o->sink, grade_of(o->a), o->members > 0, "archive");
  return r == ARCHIVE_EOF ? entries : entries + 1;
}

static void support(struct archive *a, bool compressed, bool tar) {
  if (compressed) {
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_lzma(a);
    archive_read_support_filter_lzip(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_filter_lz4(a);
    archive_read_support_filter_compress(a);
    archive_read_support_filter_rpm(a);
    archive_read_support_format_raw(a);
    archive_read_support_format_empty(a);
    if (!tar) return;
    archive_read_support_format_tar(a);
    archive_read_support_format_cpio(a);
    return;
  }
  archive_read_support_format_7zip(a);
  archive_read_support_format_rar(a);
  archive_read_support_format_rar5(a);
  archive_read_support_format_tar(a);
  archive_read_support_format_gnutar(a);
  archive_read_support_format_cab(a);
  archive_read_support_format_iso9660(a);
  archive_read_support_format_cpio(a);
  archive_read_support_format_ar(a);
  archive_read_support_format_lha(a);
  archive_read_support_format_xar(a);
}

/// Opens and reads; `tar`: what is compressed may be a tar. False when it held no entry at all.
static bool read_as(struct opened *o, const struct input *in, size_t start, bool compressed,
                    bool tar) {
  size_t entries = 1;
  o->a = archive_read_new();
  if (!o->a) {
    o->sink->unread(o->sink, UNREAD_LIMIT, false, "memory");
    return true;
  }
  support(o->a, compressed, tar);
  archive_read_set_passphrase_callback(o->a, NULL, no_passphrase);
  if (archive_read_open_memory(o->a, in->p + start, in->n - start) == ARCHIVE_OK)
    entries = read_entries(o, in, compressed);
  else
    o->sink->unread(o->sink, grade_of(o->a), false, "archive");
  archive_read_free(o->a);
  return entries > 0;
}

static void read_archive(const struct input *in, struct sink *s) {
  size_t start = 0;
  bool compressed = archive_kind_of(in->p, in->n, &start) == ARCHIVE_KIND_FILTER;
  locale_t before = utf8_locale() ? uselocale(utf8_locale()) : (locale_t)0;
  struct opened o = {.sink = s, .n = in->n - start};
  o.locked = archive_rar5_locked(in->p + start, in->n - start, &o.n_locked);
  // Zeros look like the end of a tar, and are more than that in the image of a disk.
  if (!read_as(&o, in, start, compressed, true) && compressed && !o.refused)
    read_as(&o, in, start, compressed, false);
  free(o.locked);
  if (before) uselocale(before);
}

// ---- zip entries packed by rare methods

// The dictionary an entry packed by LZMA asks for stands before its data (APPNOTE 5.8.8).
static bool asks_too_much(const struct zip *z, const struct zip_entry *e) {
  if (e->method != 14 || e->header + 30 > z->n) return false;
  const uint8_t *h = z->p + e->header;
  size_t at = (size_t)e->header + 30 + (size_t)(h[26] | h[27] << 8) + (size_t)(h[28] | h[29] << 8);
  if (at + 9 > z->n) return false;
  const uint8_t *d = z->p + at + 5;
  return ((uint32_t)d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16 | (uint32_t)d[3] << 24) >
         MAX_DICTIONARY;
}

static size_t entry_of(const struct zip *z, const bool *wanted, const char *name) {
  size_t i = 0;
  while (i < z->count && (!wanted[i] || strcmp(z->entries[i].name, name) != 0))
    i++;
  return i;
}

bool archive_read_zip(const struct zip *z, bool *wanted, struct sink *s) {
  struct opened o = {.a = archive_read_new(), .sink = s, .n = z->n, .unpacked = z->unpacked};
  if (!o.a) return true;
  locale_t before = utf8_locale() ? uselocale(utf8_locale()) : (locale_t)0;
  archive_read_support_format_zip(o.a);
  archive_read_set_passphrase_callback(o.a, NULL, no_passphrase);
  struct archive_entry *e;
  int r = archive_read_open_memory(o.a, z->p, z->n);
  while (r == ARCHIVE_OK && !s->stop(s)) {
    r = next_header(&o, &e);
    if (r != ARCHIVE_OK && r != ARCHIVE_WARN) break;
    r = ARCHIVE_OK;
    const char *name = name_of(e);
    size_t i = entry_of(z, wanted, name);
    if (i == z->count) continue;
    wanted[i] = false;
    if (asks_too_much(z, &z->entries[i])) {
      o.refused = !s->member_unread(s, z->entries[i].name, UNREAD_LIMIT, false, "dictionary");
      if (o.refused) break;
      continue;
    }
    if (!read_entry(&o, e, z->entries[i].name, false)) break;
  }
  archive_read_free(o.a);
  if (before) uselocale(before);
  return !o.refused;
}

static int bid(const struct input *in) {
  size_t start = 0;
  enum archive_kind kind = archive_kind_of(in->p, in->n, &start);
  if (kind == ARCHIVE_KIND_NONE) return 0;
  return start || kind == ARCHIVE_KIND_WEAK ? 50 : 75;
}

const struct reader scan_reader_archive = {"archive", bid, read_archive};
