// Reads OpenDocument packages and flat files: text, headers, footers, boxes, notes, sheets, slides.
#include "scan/readers/odf.h"

#include <stdlib.h>
#include <string.h>

#include "scan/readers/failures.h"
#include "scan/readers/lines.h"
#include "scan/readers/picture.h"
#include "scan/readers/readers.h"
#include "scan/readers/xml.h"

#define MAX_STYLES 8000
#define MAX_NEST 12
#define MAX_SPANS 24

struct style {
  uint32_t hash;  ///< of the name: documents hold thousands of automatic styles
  char name[40], parent[40], font[40];
  signed char red;  ///< -1 not said
};

struct face {
  char name[40], family[40];
};

struct look {
  char font[40];
  bool red;
};

struct odf {
  struct sink *sink;
  struct failures failures;
  struct style *styles;
  size_t n_styles;
  struct face faces[256];
  size_t n_faces;
  struct style *style_now;
  struct gather nest[MAX_NEST];
  bool ready[MAX_NEST];
  int n_nest;
  struct look spans[MAX_SPANS];  ///< looks of the paragraph and the spans open in it
  int n_spans;
  enum scan_part base, hf;
  bool in_hf, sheet_document, in_meta, in_body;
  int box_depth, note_depth, comment_depth, page, line;
  size_t letters, parts, pictures;
};

static bool is(const char *a, const char *b) {
  return strcmp(a, b) == 0;
}

static void copy_text(char *to, size_t room, const char *from) {
  size_t n = from ? strlen(from) : 0;
  if (n >= room) n = room - 1;
  if (n) memcpy(to, from, n);
  to[n] = 0;
}

static uint32_t hash_of(const char *s) {
  uint32_t h = 2166136261u;
  while (*s)
    h = (h ^ (uint8_t)*s++) * 16777619u;
  return h;
}

static void look_of(const struct odf *d, const char *name, struct look *l) {
  bool font = false, red = false;
  for (int hops = 0; name && *name && hops < 12; hops++) {
    const struct style *s = NULL;
    uint32_t hash = hash_of(name);
    for (size_t i = d->n_styles; i-- > 0 && !s;)
      if (d->styles[i].hash == hash && is(d->styles[i].name, name)) s = &d->styles[i];
    if (!s) return;
    if (!font && s->font[0]) memcpy(l->font, s->font, sizeof l->font), font = true;
    if (!red && s->red >= 0) l->red = s->red, red = true;
    name = s->parent;
  }
}

static enum scan_part part_now(const struct odf *d) {
  if (d->in_hf) return d->hf;
  if (d->comment_depth) return PART_COMMENT;
  if (d->note_depth) return PART_NOTE;
  if (d->box_depth && d->base == PART_BODY) return PART_TEXTBOX;
  return d->base;
}

static void flush(struct xml_walk *x) {
  struct odf *d = x->user;
  if (!d->n_nest) return;
  struct gather *g = &d->nest[d->n_nest - 1];
  d->letters += g->letters;
  struct line l = line_at(part_now(d), d->page, ++d->line);
  l.boxed = d->box_depth > 0 && !d->in_hf && d->base == PART_BODY;
  if (!gather_emit(g, d->sink, &l)) d->failures.refused = x->halt = true;
}

static void open_paragraph(struct odf *d) {
  if (d->n_nest == MAX_NEST) return;
  if (!d->ready[d->n_nest]) gather_init(&d->nest[d->n_nest]), d->ready[d->n_nest] = true;
  d->n_nest++;
}

static void push_look(struct odf *d, const char *style) {
  if (d->n_spans == MAX_SPANS) return;
  struct look l = d->n_spans ? d->spans[d->n_spans - 1] : (struct look){0};
  look_of(d, style, &l);
  d->spans[d->n_spans++] = l;
}

static void put(struct odf *d, const char *s, size_t n) {
  if (!d->n_nest) return;
  const struct look *l = d->n_spans ? &d->spans[d->n_spans - 1] : NULL;
  struct run_look look = {l && l->font[0] ? l->font : NULL, l && l->red};
  gather_add(&d->nest[d->n_nest - 1], s, n, &look);
}

static void start_style(struct odf *d, const char *name, const char **attrs) {
  if (is(name, "font-face") && d->n_faces < ARRAY_LEN(d->faces)) {
    struct face *f = &d->faces[d->n_faces++];
    copy_text(f->name, sizeof f->name, xml_attr(attrs, "name"));
    const char *family = xml_attr(attrs, "font-family");
    if (family && *family == '\'') family++;
    copy_text(f->family, sizeof f->family, family);
    f->family[strcspn(f->family, "'")] = 0;
  }
  if (is(name, "style") && d->n_styles < MAX_STYLES) {
    d->style_now = &d->styles[d->n_styles++];
    *d->style_now = (struct style){.red = -1};
    copy_text(d->style_now->name, sizeof d->style_now->name, xml_attr(attrs, "name"));
    d->style_now->hash = hash_of(d->style_now->name);
    copy_text(d->style_now->parent, sizeof d->style_now->parent,
              xml_attr(attrs, "parent-style-name"));
  }
  if (is(name, "text-properties") && d->style_now) {
    const char *font = xml_attr(attrs, "font-name");
    for (size_t i = 0; font && i < d->n_faces; i++)
      if (is(d->faces[i].name, font)) {
        font = d->faces[i].family;
        break;
      }
    if (!font) font = xml_attr(attrs, "font-family");
    if (font) copy_text(d->style_now->font, sizeof d->style_now->font, font);
    const char *colour = xml_attr(attrs, "color");
    if (colour) d->style_now->red = colour_is_red(colour);
  }
}

static bool is_hf(const char *name) {
  return strncmp(name, "header", 6) == 0 || strncmp(name, "footer", 6) == 0;
}

static void start_place(struct odf *d, const char *name, const char **attrs) {
  if (is(name, "body")) d->in_body = true;
  if (is(name, "spreadsheet")) d->base = PART_SHEET, d->sheet_document = true;
  if (is(name, "presentation")) d->base = PART_SLIDE;
  if (is(name, "text-box")) d->box_depth++;
  if (is(name, "note") || is(name, "notes")) d->note_depth++;
  if (is(name, "annotation")) d->comment_depth++;
  if (is(name, "image")) d->pictures++;
  if (is(name, "soft-page-break") && d->base == PART_BODY) d->page++;
  if (is(name, "page") && d->base == PART_SLIDE) d->page++;
  if (is(name, "meta")) d->in_meta = true;
  if (!d->in_body && is_hf(name) && !strstr(name, "style"))
    d->in_hf = true, d->hf = name[0] == 'h' ? PART_HEADER : PART_FOOTER;
  if (is(name, "table") && d->sheet_document) {
    d->page++;
    const char *title = xml_attr(attrs, "name");
    if (title) line_emit_text(d->sink, title, strlen(title), PART_PROPERTY, 0, 0);
  }
}

static void start(struct xml_walk *x, const char *name, const char **attrs) {
  struct odf *d = x->user;
  start_style(d, name, attrs);
  start_place(d, name, attrs);
  if (is(name, "p") || is(name, "h")) {
    open_paragraph(d);
    push_look(d, xml_attr(attrs, "style-name"));
  } else if (is(name, "span") || is(name, "a")) {
    push_look(d, xml_attr(attrs, "style-name"));
  } else if (is(name, "line-break")) {
    flush(x);
  } else if (is(name, "tab")) {
    put(d, "\t", 1);
  } else if (is(name, "s")) {
    long n = xml_attr_long(attrs, "c", 1);
    for (long i = 0; i < n && i < 200; i++)
      put(d, " ", 1);
  } else if (d->in_meta && (is(name, "title") || is(name, "subject") || is(name, "description") ||
                            is(name, "keyword") || is(name, "user-defined"))) {
    const char *label = xml_attr(attrs, "name");
    if (label) line_emit_text(d->sink, label, strlen(label), PART_PROPERTY, 0, 0);
    open_paragraph(d);
  }
}

static void end(struct xml_walk *x, const char *name) {
  struct odf *d = x->user;
  if (is(name, "style")) d->style_now = NULL;
  if (is(name, "span") || is(name, "a")) d->n_spans -= d->n_spans > 0;
  bool meta = d->in_meta && (is(name, "title") || is(name, "subject") || is(name, "description") ||
                             is(name, "keyword") || is(name, "user-defined"));
  if (is(name, "p") || is(name, "h") || meta) {
    flush(x);
    d->n_nest -= d->n_nest > 0;
    if (!meta) d->n_spans -= d->n_spans > 0;
  }
  if (is(name, "text-box")) d->box_depth--;
  if (is(name, "note") || is(name, "notes")) d->note_depth--;
  if (is(name, "annotation")) d->comment_depth--;
  if (is(name, "body")) d->in_body = false;
  if (is(name, "meta")) d->in_meta = false;
  if (d->in_hf && is_hf(name)) d->in_hf = false;
}

static void text(struct xml_walk *x, const char *s, size_t n) {
  struct odf *d = x->user;
  // White space that lays out the XML is one space at most (ODF 1.2, 6.1.2).
  for (size_t at = 0; at < n;) {
    size_t k = at;
    while (k < n && s[k] != '\n' && s[k] != '\r' && s[k] != '\t')
      k++;
    put(d, s + at, k - at);
    if (k < n) put(d, " ", 1);
    at = k + 1;
  }
}

static void read_part(struct odf *d, const char *p, size_t n, enum scan_part base) {
  d->base = base;
  d->in_hf = d->in_body = d->in_meta = false;
  d->box_depth = d->note_depth = d->comment_depth = d->n_spans = d->n_nest = d->line = 0;
  d->page = base == PART_BODY ? 1 : 0;
  d->style_now = NULL;
  d->sheet_document = false;
  struct xml_walk x = {.start = start, .end = end, .text = text, .sink = d->sink, .user = d};
  enum unread_grade g = xml_walk_text(&x, p, n);
  while (d->n_nest && !d->failures.refused)
    flush(&x), d->n_nest--;
  failures_add(&d->failures, g, "part");
  d->parts++;
}

static struct odf *odf_new(struct sink *s) {
  struct odf *d = base_alloc(sizeof *d);
  memset(d, 0, sizeof *d);
  d->sink = s;
  d->styles = base_alloc(MAX_STYLES * sizeof *d->styles);
  return d;
}

static void odf_end(struct odf *d) {
  if (d->pictures && d->letters < 30 && !d->sheet_document)
    failures_add(&d->failures, UNREAD_PICTURE, "pictures");
  failures_tell(&d->failures, d->sink, d->parts > 0);
  for (int i = 0; i < MAX_NEST; i++)
    if (d->ready[i]) gather_free(&d->nest[i]);
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
    read_part(d, p, n, strchr(e->name, '/') ? PART_TEXTBOX : PART_BODY);
  } else if (zip_name_ends(e->name, "meta.xml") || zip_name_ends(e->name, "styles.xml")) {
    read_part(d, p, n, PART_PROPERTY);
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
  if (memcmp(in->p + 30, "mimetype", 8) == 0 &&
      memmem(in->p, in->n < 200 ? in->n : 200, "application/vnd.oasis.opendocument", 34))
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
  read_part(d, (const char *)in->p, in->n, PART_BODY);
  odf_end(d);
}

const struct reader scan_reader_odf_flat = {"odf-flat", bid_flat, read_flat};
