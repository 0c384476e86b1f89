// The reader for zip containers: office packages go to their own walkers, of any other every entry
// becomes a member.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/odf.h"
#include "scan/readers/ooxml.h"
#include "scan/readers/readers.h"

static void read_entries(struct zip *z, const struct input *in, struct sink *s) {
  struct failures f = {0};
  size_t read = 0;
  if (z->recovered) failures_add(&f, UNREAD_DAMAGED, "directory");
  if (z->too_many) failures_add(&f, UNREAD_LIMIT, "too many members");
  for (size_t i = 0; i < z->count && !f.refused; i++) {
    const struct zip_entry *e = &z->entries[i];
    if (e->folder) continue;
    if (s->stop(s)) {
      failures_add(&f, UNREAD_LIMIT, "stopped");
      break;
    }
    char *p = NULL;
    size_t n = 0;
    enum unread_grade g = zip_read(z, e, &p, &n);
    failures_add(&f, g, "member");
    if (p && (g == UNREAD_NONE || n)) {
      struct input member = {
          .p = (uint8_t *)p, .n = n, .name = e->name, .depth = in->depth + 1};
      f.refused = !s->member(s, &member);
      read++;
    }
    free(p);
  }
  failures_tell(&f, s, read > 0);
}

void package_read(const struct input *in, struct sink *s) {
  struct zip z;
  if (!zip_open(in->p, in->n, &z)) {
    s->unread(s, UNREAD_DAMAGED, false, "zip");
    return;
  }
  if (odf_is_package(&z))
    odf_read_package(&z, s);
  else if (ooxml_is_package(&z))
    ooxml_read_package(&z, s);
  else
    read_entries(&z, in, s);
  zip_close(&z);
}

static int bid(const struct input *in) {
  if (in->n >= 22 && memcmp(in->p, "PK\5\6", 4) == 0) return 60;
  if (in->n >= 8 && memcmp(in->p, "PK\7\10PK\3\4", 8) == 0) return 60;
  return in->n >= 4 && memcmp(in->p, "PK\3\4", 4) == 0 ? 60 : 0;
}

const struct reader scan_reader_zip = {"zip", bid, package_read};
