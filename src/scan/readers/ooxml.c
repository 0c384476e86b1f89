// The reader for docx, xlsx, pptx, their templates and macro variants: goes over the parts of the
// package, hands text parts to the walkers and everything embedded on as members.
#include "scan/readers/ooxml.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/picture.h"
#include "scan/readers/readers.h"

void ooxml_root_name(const char *p, size_t n, char out[48]) {
  out[0] = 0;
  const char *end = p + n;
  if (n >= 2 && ((unsigned char)p[0] >= 0xFE || !p[0] || !p[1])) {  // UTF-16: fold to bytes
    static const size_t look = 2048;
    char narrow[1024];
    size_t k = 0;
    for (size_t i = 0; i < n && i < look && k < sizeof narrow; i++)
      if (p[i] > 0) narrow[k++] = p[i];
    if (memchr(narrow, 0, k) == NULL && k) ooxml_root_name(narrow, k, out);
    return;
  }
  while (p < end) {
    const char *open = memchr(p, '<', (size_t)(end - p));
    if (!open || open + 1 >= end) return;
    p = open + 1;
    if (*p == '?' || *p == '!') continue;
    size_t k = 0;
    while (p + k < end && !strchr(" \t\r\n/>", p[k]) && k < 100)
      k++;
    const char *colon = memchr(p, ':', k);
    if (colon) k -= (size_t)(colon + 1 - p), p = colon + 1;
    if (k > 47) k = 47;
    memcpy(out, p, k);
    out[k] = 0;
    return;
  }
}

bool ooxml_is_package(const struct zip *z) {
  return zip_find(z, "[Content_Types].xml") || zip_find(z, "word/document.xml") ||
         zip_find(z, "xl/workbook.xml") || zip_find(z, "ppt/presentation.xml");
}

static int ordinal_of(const char *name) {
  const char *base = zip_name_base(name);
  while (*base && !isdigit((unsigned char)*base))
    base++;
  return *base ? atoi(base) % 100000 : 0;
}

static bool is_xml(const char *name) {
  return zip_name_ends(name, ".xml") || zip_name_ends(name, ".vml");
}

// Parts without a word for people, or read on their own.
static bool is_plumbing(const char *name) {
  return zip_name_ends(name, ".rels") || zip_name_starts(name, "[Content_Types]") ||
         zip_name_starts(zip_name_base(name), "theme") || zip_name_ends(name, "styles.xml") ||
         zip_name_ends(name, "sharedStrings.xml") || zip_name_ends(name, "settings.xml") ||
         zip_name_ends(name, "fontTable.xml") || zip_name_ends(name, "calcChain.xml");
}

static bool is_picture(const char *name) {
  static const char *const ends[] = {".png", ".jpg",  ".jpeg", ".gif",  ".bmp",
                                     ".tif", ".tiff", ".emf",  ".wmf",  ".svg",
                                     ".wdp", ".emz",  ".wmz",  ".webp", ".ico"};
  for (size_t i = 0; i < ARRAY_LEN(ends); i++)
    if (zip_name_ends(name, ends[i])) return true;
  return false;
}

// Parts that hold nothing to read: fonts, printer settings, signatures, macros.
static bool is_machinery(const char *name) {
  return zip_name_ends(name, ".odttf") || zip_name_ends(name, ".fntdata") ||
         zip_name_starts(zip_name_base(name), "printerSettings") ||
         zip_name_starts(zip_name_base(name), "vbaProject") || zip_name_ends(name, ".sigs") ||
         zip_name_starts(name, "_xmlsignatures/");
}

static void read_xml(struct ooxml *d, const struct zip_entry *e, const char *p, size_t n) {
  char root[48];
  ooxml_root_name(p, n, root);
  enum unread_grade g;
  if (strcmp(root, "worksheet") == 0 || strcmp(root, "workbook") == 0 ||
      strcmp(root, "chartsheet") == 0 || strcmp(root, "dialogsheet") == 0 ||
      strcmp(root, "macrosheet") == 0)
    g = ooxml_read_sheet(d, p, n, ordinal_of(e->name));
  else
    g = ooxml_read_text(d, p, n, ordinal_of(e->name));
  if (!root[0]) g = UNREAD_DAMAGED;
  if (g != UNREAD_NONE) failures_add(&d->failures, g, "part");
  if (strcmp(root, "presentation") == 0) {
    const char *size = memmem(p, n, "sldSz", 5);
    const char *cx = size ? memmem(size, (size_t)(p + n - size), "cx=\"", 4) : NULL;
    const char *cy = size ? memmem(size, (size_t)(p + n - size), "cy=\"", 4) : NULL;
    if (cx && cy) d->slide_width = strtod(cx + 4, NULL), d->slide_height = strtod(cy + 4, NULL);
  }
}

struct pictures {
  size_t any, pages;
};

static void read_entry(struct ooxml *d, const struct zip_entry *e, struct pictures *pictures) {
  if (e->folder || is_machinery(e->name)) return;
  char *p = NULL;
  size_t n = 0;
  enum unread_grade g = zip_read(&d->zip, e, &p, &n);
  bool picture = is_picture(e->name);
  if (g != UNREAD_NONE) failures_add(&d->failures, g, picture ? "picture" : "part");
  if (!p) return;
  if (picture) {
    bool thumbnail = zip_name_starts(zip_name_base(e->name), "thumbnail");
    if (!thumbnail) pictures->any++;
    if (!thumbnail && picture_is_page((uint8_t *)p, n)) pictures->pages++;
  } else if (is_xml(e->name)) {
    read_xml(d, e, p, n);
  } else if (g == UNREAD_NONE && n) {
    struct input in = {.p = (uint8_t *)p, .n = n, .name = zip_name_base(e->name)};
    if (!d->sink->member(d->sink, &in)) d->failures.refused = true;
  }
  free(p);
}

// What other parts refer to comes first.
static void read_first(struct ooxml *d) {
  static const char *const first[] = {"styles.xml", "sharedStrings.xml", "presentation.xml"};
  for (size_t k = 0; k < ARRAY_LEN(first); k++)
    for (size_t i = 0; i < d->zip.count; i++) {
      const struct zip_entry *e = &d->zip.entries[i];
      if (!zip_name_ends(e->name, first[k])) continue;
      char *p = NULL;
      size_t n = 0;
      enum unread_grade g = zip_read(&d->zip, e, &p, &n);
      if (p && k == 0) g = g ? g : ooxml_read_styles(d, p, n);
      if (p && k == 1 && !d->shared.count) {
        enum unread_grade broken = ooxml_read_shared(d, p, n);
        if (!g) g = broken;
      }
      if (p && k == 2) read_xml(d, e, p, n);
      if (g) failures_add(&d->failures, g, "part");
      free(p);
    }
}

static bool has_text_part(const struct zip *z) {
  for (size_t i = 0; i < z->count; i++)
    if (is_xml(z->entries[i].name) && !is_plumbing(z->entries[i].name) &&
        (zip_name_starts(z->entries[i].name, "word/") ||
         zip_name_starts(z->entries[i].name, "xl/") ||
         zip_name_starts(z->entries[i].name, "ppt/") ||
         !zip_name_starts(z->entries[i].name, "docProps/")))
      return true;
  return false;
}

static void read_all(struct ooxml *d) {
  struct pictures pictures = {0};
  read_first(d);
  bool sheet = zip_find(&d->zip, "xl/workbook.xml") != NULL;
  for (size_t i = 0; i < d->zip.count && !d->failures.refused; i++) {
    const struct zip_entry *e = &d->zip.entries[i];
    if (d->sink->stop(d->sink)) {
      failures_add(&d->failures, UNREAD_LIMIT, "stopped");
      break;
    }
    if (!is_plumbing(e->name) && !zip_name_ends(e->name, "ppt/presentation.xml"))
      read_entry(d, e, &pictures);
  }
  if (!has_text_part(&d->zip)) failures_add(&d->failures, UNREAD_DAMAGED, "no document inside");
  if ((pictures.any && d->body_letters < 30 && !sheet) || pictures.pages || d->picture_slides)
    failures_add(&d->failures, UNREAD_PICTURE, "pictures");
}

void ooxml_read_package(struct zip *z, struct sink *s) {
  struct ooxml *d = base_alloc(sizeof *d);
  memset(d, 0, sizeof *d);
  d->zip = *z;
  d->sink = s;
  if (z->recovered) failures_add(&d->failures, UNREAD_DAMAGED, "directory");
  if (z->too_many) failures_add(&d->failures, UNREAD_LIMIT, "too many members");
  read_all(d);
  failures_tell(&d->failures, s, d->text_parts > 0);
  z->unpacked = d->zip.unpacked;
  buf_free(&d->shared.text);
  free(d->shared.starts);
  free(d->shared.flags);
  free(d->styles);
  free(d->cell_fonts);
  free(d->cell_formats);
  free(d);
}

static int bid(const struct input *in) {
  size_t n = in->n < 65536 ? in->n : 65536;
  if (n < 30 || memcmp(in->p, "PK\3\4", 4) != 0) return 0;
  if (zip_names_start_with(in->p, n, "[Content_Types].xml")) return 95;
  return zip_names_start_with(in->p, n, "word/") || zip_names_start_with(in->p, n, "xl/") ||
                 zip_names_start_with(in->p, n, "ppt/")
             ? 90
             : 0;
}

const struct reader scan_reader_ooxml = {"ooxml", bid, package_read};
