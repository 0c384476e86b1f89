// The reader for OpenDocument and OpenOffice.org 1: goes over the parts of the package or the flat
// file, hands XML to the walker and what is embedded on as members.
#include "scan/readers/odf/odf.h"

#include <stdlib.h>
#include <string.h>

#include "scan/readers/odf/odf_inside.h"
#include "scan/readers/picture.h"
#include "scan/readers/readers.h"

static struct odf *odf_new(struct sink *s) {
  struct odf *d = base_alloc(sizeof *d);
  memset(d, 0, sizeof *d);
  d->sink = s;
  d->styles = base_alloc(ODF_MAX_STYLES * sizeof *d->styles);
  d->changes = base_alloc(ODF_MAX_CHANGES * sizeof *d->changes);
  d->default_style.red = -1;
  d->cell = buf_init(LINES_MAX_LINE);
  d->binary = buf_init(ODF_MAX_BINARY);
  gather_init(&d->before);
  return d;
}

static void odf_end(struct odf *d) {
  if (d->pictures && d->letters < 30 && !d->sheet_document)
    failures_add(&d->failures, UNREAD_PICTURE, "pictures");
  failures_tell(&d->failures, d->sink, d->parts > 0);
  for (int i = 0; i < ODF_MAX_NEST; i++)
    if (d->ready[i]) gather_free(&d->nest[i]);
  gather_free(&d->before);
  buf_free(&d->cell);
  buf_free(&d->binary);
  free(d->changes);
  free(d->styles);
  free(d);
}

bool odf_is_package(const struct zip *z) {
  const struct zip_entry *m = zip_find(z, "mimetype");
  return (m && zip_find(z, "META-INF/manifest.xml")) ||
         (zip_find(z, "content.xml") &&
          (m || zip_find(z, "styles.xml") || zip_find(z, "meta.xml")));
}

static bool is_passive(const char *name) {
  return zip_name_starts(name, "ObjectReplacements/") || zip_name_starts(name, "Thumbnails/") ||
         zip_name_starts(name, "Configurations2/") || zip_name_starts(name, "META-INF/") ||
         zip_name_starts(name, "layout-cache") || zip_name_starts(name, "mimetype") ||
         zip_name_starts(name, "Fonts/") || zip_name_ends(name, "settings.xml") ||
         zip_name_ends(name, "manifest.rdf") || zip_name_starts(name, "Basic/");
}

static void read_entry(struct odf *d, struct zip *z, const struct zip_entry *e) {
  if (e->folder || is_passive(e->name)) return;
  char *p = NULL;
  size_t n = 0;
  enum unread_grade g = zip_read(z, e, &p, &n);
  failures_add(&d->failures, g, "part");
  if (!p) return;
  if (zip_name_starts(e->name, "Pictures/")) {
    if (picture_is_page((uint8_t *)p, n)) failures_add(&d->failures, UNREAD_PICTURE, "pictures");
  } else if (zip_name_ends(e->name, "content.xml")) {
    odf_read_part(d, p, n, strchr(e->name, '/') ? PART_TEXTBOX : PART_BODY);
  } else if (zip_name_ends(e->name, "meta.xml") || zip_name_ends(e->name, "styles.xml")) {
    odf_read_part(d, p, n, PART_PROPERTY);
  } else if (g == UNREAD_NONE && n) {
    struct input in = {.p = (uint8_t *)p, .n = n, .name = zip_name_base(e->name)};
    if (!d->sink->member(d->sink, &in)) d->failures.refused = true;
  }
  free(p);
}

static bool is_encrypted(struct zip *z) {
  const struct zip_entry *e = zip_find(z, "META-INF/manifest.xml");
  char *p = NULL;
  size_t n = 0;
  if (!e || (zip_read(z, e, &p, &n), !p)) return false;
  bool yes = memmem(p, n, "encryption-data", 15) != NULL;
  free(p);
  return yes;
}

void odf_read_package(struct zip *z, struct sink *s) {
  if (is_encrypted(z)) {
    s->unread(s, UNREAD_ENCRYPTED, false, "odf");
    return;
  }
  struct odf *d = odf_new(s);
  if (z->recovered) failures_add(&d->failures, UNREAD_DAMAGED, "directory");
  if (z->too_many) failures_add(&d->failures, UNREAD_LIMIT, "too many members");
  bool content = false;
  for (int round = 0; round < 2; round++)  // styles and headers first, then what uses them
    for (size_t i = 0; i < z->count && !d->failures.refused; i++) {
      bool styles = zip_name_ends(z->entries[i].name, "styles.xml");
      content = content || zip_name_ends(z->entries[i].name, "content.xml");
      if (styles == (round == 0)) read_entry(d, z, &z->entries[i]);
      if (s->stop(s)) {
        failures_add(&d->failures, UNREAD_LIMIT, "stopped");
        d->failures.refused = true;
      }
    }
  if (!content) failures_add(&d->failures, UNREAD_DAMAGED, "no document inside");
  odf_end(d);
}

static int bid(const struct input *in) {
  if (in->n < 60 || memcmp(in->p, "PK\3\4", 4) != 0) return 0;
  size_t n = in->n < 200 ? in->n : 200;
  if (memcmp(in->p + 30, "mimetype", 8) == 0 &&
      (memmem(in->p, n, "application/vnd.oasis.opendocument", 34) ||
       memmem(in->p, n, "application/vnd.sun.xml.", 24)))
    return 95;
  return 0;
}

const struct reader scan_reader_odf = {"odf", bid, package_read};

static int bid_flat(const struct input *in) {
  size_t n = in->n < 4096 ? in->n : 4096;
  return n && memmem(in->p, n, "<office:document", 16) && memmem(in->p, n, "opendocument", 12) ? 90
                                                                                               : 0;
}

static void read_flat(const struct input *in, struct sink *s) {
  struct odf *d = odf_new(s);
  odf_read_part(d, (const char *)in->p, in->n, PART_BODY);
  odf_end(d);
}

const struct reader scan_reader_odf_flat = {"odf-flat", bid_flat, read_flat};
