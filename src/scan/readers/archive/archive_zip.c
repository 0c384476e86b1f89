// The reader for zip containers: office packages go to their own walkers, of any other every entry
// becomes a member.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/archive/archive_reader.h"
#include "scan/readers/book/book.h"
#include "scan/readers/failures.h"
#include "scan/readers/odf/odf.h"
#include "scan/readers/ooxml/ooxml.h"
#include "scan/readers/readers.h"

/// What stands in the way of one entry, as a fixed word.
static const char *why_of(enum unread_grade g) {
  return g == UNREAD_UNSUPPORTED ? "packed by a rare method" : "member";
}

// Entries packed by methods zip.c does not know go to libarchive; what is left is named one by one.
static void read_rest(struct zip *z, bool *wanted, size_t n_wanted, struct failures *f,
                      struct sink *s) {
  if (n_wanted && !f->refused) f->refused = !archive_read_zip(z, wanted, s);
  for (size_t i = 0; i < z->count && !f->refused; i++)
    if (wanted[i])
      f->refused = !s->member_unread(s, z->entries[i].name, UNREAD_UNSUPPORTED, false,
                                     why_of(UNREAD_UNSUPPORTED));
}

static void read_one(struct zip *z, size_t i, bool *wanted, const struct input *in,
                     struct failures *f, struct sink *s) {
  const struct zip_entry *e = &z->entries[i];
  char *p CLEANUP(base_freep) = NULL;
  size_t n = 0;
  const uint8_t *stored = zip_stored(z, e, &n);
  if (stored) {  // read where it stands, whatever its size
    struct input member = {.p = stored, .n = n, .name = e->name, .depth = in->depth + 1};
    f->refused = !s->member(s, &member);
    return;
  }
  enum unread_grade g = zip_read(z, e, &p, &n);
  if (g == UNREAD_UNSUPPORTED) {
    wanted[i] = true;
    return;
  }
  bool given = p && (g == UNREAD_NONE || n);
  if (given) {
    struct input member = {.p = (uint8_t *)p, .n = n, .name = e->name, .depth = in->depth + 1};
    f->refused = !s->member(s, &member);
  }
  if (g && !f->refused) f->refused = !s->member_unread(s, e->name, g, given, why_of(g));
}

static void read_entries(struct zip *z, const struct input *in, struct sink *s) {
  struct failures f = {0};
  bool *wanted CLEANUP(base_freep) = base_alloc(z->count + 1);
  memset(wanted, 0, z->count + 1);
  size_t n_wanted = 0, read = 0;
  if (z->recovered) failures_add(&f, UNREAD_DAMAGED, "directory");
  if (z->too_many) failures_add(&f, UNREAD_LIMIT, "too many members");
  for (size_t i = 0; i < z->count && !f.refused; i++) {
    if (z->entries[i].folder) continue;
    if (s->stop(s)) {
      failures_add(&f, UNREAD_LIMIT, "stopped");
      break;
    }
    read_one(z, i, wanted, in, &f, s);
    n_wanted += wanted[i];
    read++;
  }
  read_rest(z, wanted, n_wanted, &f, s);
  failures_tell(&f, s, read > 0);
}

void package_read(const struct input *in, struct sink *s) {
  struct zip z;
  if (!zip_open(in->p, in->n, &z)) {
    s->unread(s, UNREAD_DAMAGED, false, "zip");
    return;
  }
  if (epub_is_package(&z))
    epub_read_package(&z, s);
  else if (fixed_page_is_package(&z))
    fixed_page_read_package(&z, s);
  else if (odf_is_package(&z))
    odf_read_package(&z, s);
  else if (ooxml_is_package(&z))
    ooxml_read_package(&z, s);
  else
    read_entries(&z, in, s);
  zip_close(&z);
}

// A zip with something before it, such as the program of a self-extracting one: its end mark stands
// at the end of the file.
static bool is_behind_something(const struct input *in) {
  if (in->n < 128) return false;
  size_t tail = in->n < 1046 ? in->n : 1046, head = in->n < (4u << 20) ? in->n : (4u << 20);
  return memmem(in->p + in->n - tail, tail, "PK\5\6", 4) != NULL &&
         memmem(in->p, head, "PK\3\4", 4) != NULL;
}

static int bid(const struct input *in) {
  if (in->n >= 22 && memcmp(in->p, "PK\5\6", 4) == 0) return 60;
  if (in->n >= 8 && memcmp(in->p, "PK\7\10PK\3\4", 8) == 0) return 60;
  if (in->n >= 4 && memcmp(in->p, "PK\3\4", 4) == 0) return 60;
  return is_behind_something(in) ? 45 : 0;  // less than an archive that ends with a zip inside
}

const struct reader scan_reader_zip = {"zip", bid, package_read};
