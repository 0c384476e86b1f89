// The reader for docx, xlsx, pptx, their templates and macro variants: goes over the parts of the
// package, hands text parts to the walkers and everything embedded on as members.
#include "scan/readers/ooxml/ooxml.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/picture.h"
#include "scan/readers/readers.h"
#include "scan/readers/ooxml/xlsb.h"

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

bool ooxml_read_broken(const char *p, size_t n, struct sink *s) {
  char root[48], close[64];
  ooxml_root_name(p, n, root);
  while (n && (unsigned char)p[n - 1] <= ' ')
    n--;
  size_t k = (size_t)snprintf(close, sizeof close, "%s>", root);
  if (!root[0] || n < k + 2 || memcmp(p + n - k, close, k) != 0) return false;
  const char *tag = memrchr(p, '<', n);
  if (!tag || tag[1] != '/' || memchr(p, 0, n < 64 ? n : 64)) return false;
  plain_read_text(p, n, s);
  return true;
}

bool ooxml_is_package(const struct zip *z) {
  return zip_find(z, "[Content_Types].xml") || zip_find(z, "word/document.xml") ||
         zip_find(z, "xl/workbook.xml") || xlsb_is(z) || zip_find(z, "ppt/presentation.xml");
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

static const char *number_after(const char *p, const char *end, const char *what) {
  const char *hit = memmem(p, (size_t)(end - p), what, strlen(what));
  return hit ? hit + strlen(what) : NULL;
}

static void take_slide_size(struct ooxml *d, const char *p, size_t n) {
  const char *end = p + n, *size = number_after(p, end, "sldSz");
  const char *cx = size ? number_after(size, end, "cx=\"") : NULL;
  const char *cy = size ? number_after(size, end, "cy=\"") : NULL;
  if (cx && cy) d->slide_width = strtod(cx, NULL), d->slide_height = strtod(cy, NULL);
}

static bool is_member_root(const char *root) {
  return strcmp(root, "package") == 0 || strcmp(root, "wordDocument") == 0 ||
         strcmp(root, "html") == 0 || strcmp(root, "Workbook") == 0;
}

static void hand_on(struct ooxml *d, const char *name, const char *p, size_t n) {
  struct input in = {.p = (const uint8_t *)p, .n = n, .name = zip_name_base(name)};
  if (n && !d->sink->member(d->sink, &in)) d->failures.refused = true;
}

static void read_xml(struct ooxml *d, const char *name, const char *p, size_t n) {
  char root[48];
  ooxml_root_name(p, n, root);
  enum unread_grade g = UNREAD_NONE;
  if (strcmp(root, "worksheet") == 0 || strcmp(root, "workbook") == 0 ||
      strcmp(root, "chartsheet") == 0 || strcmp(root, "dialogsheet") == 0 ||
      strcmp(root, "macrosheet") == 0) {
    d->workbook = true;
    g = ooxml_read_sheet(d, p, n, ordinal_of(name));
  } else if (is_member_root(root)) {  // a document of another kind taken in (w:altChunk)
    hand_on(d, name, p, n);
  } else if (strcmp(root, "schema") != 0 && strcmp(root, "contentTypeSchema") != 0) {
    g = ooxml_read_text(d, p, n, ordinal_of(name));
  }
  if (!root[0] && n) g = UNREAD_DAMAGED;
  // Office itself writes VML that is no XML (an open <br>): nothing of it is lost.
  if (g == UNREAD_DAMAGED && ooxml_read_broken(p, n, d->sink) && zip_name_ends(name, ".vml"))
    g = UNREAD_NONE;
  failures_add(&d->failures, g, "part");
}

void ooxml_part(struct ooxml *d, const char *name, const char *p, size_t n) {
  if (is_machinery(name) || is_plumbing(name) || zip_name_ends(name, "ppt/presentation.xml"))
    return;
  if (is_picture(name)) {
    bool thumbnail = zip_name_starts(zip_name_base(name), "thumbnail");
    d->pictures += !thumbnail;
    d->page_pictures += !thumbnail && picture_is_page((const uint8_t *)p, n);
    return;
  }
  d->document = d->document || !zip_name_starts(name, "docProps/");
  if (is_xml(name))
    read_xml(d, name, p, n);
  else
    hand_on(d, name, p, n);
}

void ooxml_part_first(struct ooxml *d, const char *name, const char *p, size_t n) {
  enum unread_grade g = UNREAD_NONE;
  if (zip_name_ends(name, "styles.xml")) g = ooxml_read_styles(d, p, n);
  if (zip_name_ends(name, "sharedStrings.xml") && !d->shared.count) g = ooxml_read_shared(d, p, n);
  if (zip_name_ends(name, "presentation.xml")) {
    take_slide_size(d, p, n);
    read_xml(d, name, p, n);
  }
  failures_add(&d->failures, g, "part");
}

static bool comes_first(const char *name) {
  return zip_name_ends(name, "styles.xml") || zip_name_ends(name, "sharedStrings.xml") ||
         zip_name_ends(name, "presentation.xml");
}

static void read_entry(struct ooxml *d, const struct zip_entry *e, bool first) {
  if (e->folder || is_machinery(e->name) || first != comes_first(e->name)) return;
  if (d->binary && xlsb_owns(e->name)) return;
  if (!first && is_plumbing(e->name)) return;
  char *p = NULL;
  size_t n = 0;
  enum unread_grade g = zip_read(&d->zip, e, &p, &n);
  failures_add(&d->failures, g, is_picture(e->name) ? "picture" : "part");
  if (p && first) ooxml_part_first(d, e->name, p, n);
  if (p && !first && (n || g == UNREAD_NONE)) ooxml_part(d, e->name, p, n);
  free(p);
}

static void read_all(struct ooxml *d) {
  for (int round = 0; round < 2; round++)
    for (size_t i = 0; i < d->zip.count && !d->failures.refused; i++) {
      if (d->sink->stop(d->sink)) {
        failures_add(&d->failures, UNREAD_LIMIT, "stopped");
        return;
      }
      read_entry(d, &d->zip.entries[i], round == 0);
    }
}

struct ooxml *ooxml_new(struct sink *s) {
  struct ooxml *d = base_alloc(sizeof *d);
  memset(d, 0, sizeof *d);
  d->sink = s;
  return d;
}

void ooxml_end(struct ooxml *d) {
  if (!d->document) failures_add(&d->failures, UNREAD_DAMAGED, "no document inside");
  if ((d->pictures && d->body_letters < 30 && !d->workbook) || d->page_pictures ||
      d->picture_slides)
    failures_add(&d->failures, UNREAD_PICTURE, "pictures");
  failures_tell(&d->failures, d->sink, d->text_parts > 0);
  buf_free(&d->shared.text);
  free(d->shared.starts);
  free(d->shared.flags);
  free(d->styles);
  free(d->cell_fonts);
  free(d->cell_formats);
  free(d);
}

void ooxml_read_package(struct zip *z, struct sink *s) {
  struct ooxml *d = ooxml_new(s);
  d->zip = *z;
  if (z->recovered) failures_add(&d->failures, UNREAD_DAMAGED, "directory");
  if (z->too_many) failures_add(&d->failures, UNREAD_LIMIT, "too many members");
  d->binary = xlsb_is(z);
  if (d->binary) xlsb_read(d);
  read_all(d);
  z->unpacked = d->zip.unpacked;
  ooxml_end(d);
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
