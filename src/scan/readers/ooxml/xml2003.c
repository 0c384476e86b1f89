// The reader for office documents kept as one XML file: Word 2003 XML (w:wordDocument), the
// spreadsheets of Excel 2003 (ss:Workbook) and packages of Office 2007 and later written flat
// (pkg:package).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/base64.h"
#include "scan/readers/codepage.h"
#include "scan/readers/ooxml/ooxml.h"
#include "scan/readers/readers.h"
#include "viet/viet.h"

#define HEAD ((size_t)4096)
#define MAX_STYLES 4000
#define MAX_BINARY ((size_t)128 << 20)

enum kind { KIND_NONE, KIND_WORD, KIND_SHEET, KIND_FLAT };

static bool is(const char *a, const char *b) {
  return a && strcmp(a, b) == 0;
}

// Whether `what` stands in the first bytes, in UTF-8 or UTF-16.
static bool head_has(const uint8_t *p, size_t n, const char *what) {
  char wide[64];
  size_t k = strlen(what);
  if (n > HEAD) n = HEAD;
  for (size_t i = 0; i < k; i++)
    wide[2 * i] = what[i], wide[2 * i + 1] = 0;
  return memmem(p, n, what, k) || memmem(p, n, wide, 2 * k - 1);
}

static enum kind kind_of(const uint8_t *p, size_t n) {
  char root[48];
  if (n < 20 || (p[0] != '<' && p[0] < 0xEF && p[0] > ' ' && p[1] != '<')) return KIND_NONE;
  ooxml_root_name((const char *)p, n < HEAD ? n : HEAD, root);
  if (is(root, "wordDocument") && head_has(p, n, "wordml")) return KIND_WORD;
  if (is(root, "Workbook") && head_has(p, n, "office:spreadsheet")) return KIND_SHEET;
  if (is(root, "package") && head_has(p, n, "xmlPackage")) return KIND_FLAT;
  return KIND_NONE;
}

static void read_word(const char *p, size_t n, struct sink *s) {
  struct ooxml *d = ooxml_new(s);
  d->document = true;
  (void)ooxml_read_styles(d, p, n);  // what is wrong with the file is told by the next call
  failures_add(&d->failures, ooxml_read_text(d, p, n, 0), "part");
  ooxml_end(d);
}

// ---- a package in one file ([MS-OFFMACRO]-style flat OPC: pkg:part with pkg:xmlData or
// pkg:binaryData)

struct flat {
  struct ooxml *d;
  const char *p, *end;
  char part[40], xml[40], xml_end[40], binary[40],
      binary_end[40];  ///< the tags with this file's prefix
};

static const char *find(const char *from, const char *to, const char *what) {
  return from && from < to ? memmem(from, (size_t)(to - from), what, strlen(what)) : NULL;
}

static bool flat_begin(struct flat *f) {
  const char *root = f->p;
  while ((root = find(root, f->end, "<")) && root + 1 < f->end &&
         (root[1] == '?' || root[1] == '!'))
    root++;
  if (!root) return false;
  size_t k = 0;
  while (root + 1 + k < f->end && k < 16 && root[1 + k] != ':' && root[1 + k] != ' ' &&
         root[1 + k] != '>')
    k++;
  char prefix[20] = "";
  if (root + 1 + k < f->end && root[1 + k] == ':') {
    memcpy(prefix, root + 1, k + 1);
    prefix[k + 1] = 0;
  }
  snprintf(f->part, sizeof f->part, "<%spart ", prefix);
  snprintf(f->xml, sizeof f->xml, "<%sxmlData", prefix);
  snprintf(f->xml_end, sizeof f->xml_end, "</%sxmlData>", prefix);
  snprintf(f->binary, sizeof f->binary, "<%sbinaryData", prefix);
  snprintf(f->binary_end, sizeof f->binary_end, "</%sbinaryData>", prefix);
  return true;
}

static void take_name(const char *tag, const char *end, char out[256]) {
  const char *name = find(tag, end, "name=");
  out[0] = 0;
  if (!name || name + 6 >= end) return;
  char quote = name[5];
  name += 6;
  if (*name == '/') name++;
  size_t k = 0;
  while (name + k < end && name[k] != quote && k < 255)
    k++;
  memcpy(out, name, k);
  out[k] = 0;
}

// The bytes between <open …> and its end tag; up to `end` when that is missing.
static bool take_inside(const char *from, const char *end, const char *open, const char *close,
                        const char **ret, size_t *ret_n) {
  const char *tag = find(from, end, open),
             *start = tag ? memchr(tag, '>', (size_t)(end - tag)) : NULL;
  if (!start) return false;
  const char *stop = find(++start, end, close);
  *ret = start;
  *ret_n = (size_t)((stop ? stop : end) - start);
  return true;
}

static void flat_part(struct flat *f, const char *tag, const char *end, bool first) {
  char name[256];
  const char *head_end = memchr(tag, '>', (size_t)(end - tag)), *p;
  size_t n;
  if (!head_end) return;
  take_name(tag, head_end, name);
  if (take_inside(head_end, end, f->xml, f->xml_end, &p, &n)) {
    if (first)
      ooxml_part_first(f->d, name, p, n);
    else
      ooxml_part(f->d, name, p, n);
  } else if (!first && take_inside(head_end, end, f->binary, f->binary_end, &p, &n)) {
    struct buf raw CLEANUP(buf_free) = buf_init(MAX_BINARY);
    base64_decode(p, n, &raw);
    if (raw.over) failures_add(&f->d->failures, UNREAD_LIMIT, "part");
    if (raw.n && !raw.over) ooxml_part(f->d, name, raw.p, raw.n);
  }
}

static void read_flat(const char *p, size_t n, struct sink *s) {
  struct flat f = {.d = ooxml_new(s), .p = p, .end = p + n};
  bool any = false;
  char close[40];
  if (flat_begin(&f))
    for (int round = 0; round < 2; round++)
      for (const char *at = find(p, f.end, f.part); at && !f.d->failures.refused;) {
        if (s->stop(s)) {
          failures_add(&f.d->failures, UNREAD_LIMIT, "stopped");
          break;
        }
        const char *next = find(at + 1, f.end, f.part);
        flat_part(&f, at, next ? next : f.end, round == 0);
        at = next;
        any = true;
      }
  snprintf(close, sizeof close, "</%.*sackage>",
           (int)(strlen(f.part) >= 6 ? strlen(f.part) - 5 : 0), f.part + 1);
  size_t tail = n < 200 ? n : 200;
  if (!any || !find(f.end - tail, f.end, close))
    failures_add(&f.d->failures, UNREAD_DAMAGED, "cut short");
  ooxml_end(f.d);
}

// ---- SpreadsheetML 2003

struct style {
  char id[32], font[48];
  bool red;
};

struct sheet {
  struct sink *sink;
  struct failures failures;
  struct gather g;
  struct style *styles;
  size_t n_styles, lines;
  struct style *style_now;
  struct style cell, look;  ///< how the cell is set; how the run at hand is
  bool in_data, in_comment, in_properties;
  int sheet, row;
};

static void sheet_refuse(struct xml_walk *x) {
  struct sheet *t = x->user;
  t->failures.refused = x->halt = true;
}

static void copy_text(char *to, size_t room, const char *from) {
  size_t n = from ? strlen(from) : 0;
  if (n >= room) n = room - 1;
  if (n) memcpy(to, from, n);
  to[n] = 0;
}

static void start_style(struct sheet *t, const char *name, const char **attrs) {
  if (is(name, "Style") && t->n_styles < MAX_STYLES) {
    t->style_now = &t->styles[t->n_styles++];
    *t->style_now = (struct style){0};
    copy_text(t->style_now->id, sizeof t->style_now->id, xml_attr(attrs, "ID"));
  }
  if (!is(name, "Font") || !t->style_now) return;
  copy_text(t->style_now->font, sizeof t->style_now->font, xml_attr(attrs, "FontName"));
  t->style_now->red = colour_is_red(xml_attr(attrs, "Color"));
}

static void start_cell(struct sheet *t, const char **attrs) {
  const char *id = xml_attr(attrs, "StyleID");
  t->cell = (struct style){0};
  for (size_t i = 0; i < t->n_styles && (id || i == 0); i++)
    if (is(t->styles[i].id, id ? id : "Default")) t->cell = t->styles[i];
}

static void start_data(struct sheet *t, const char **attrs) {
  const char *type = xml_attr(attrs, "Type");
  gather_clear(&t->g);
  t->in_data = !is(type, "Number") && !is(type, "DateTime");
  t->look = t->in_comment ? (struct style){0} : t->cell;
}

static void sheet_start(struct xml_walk *x, const char *name, const char **attrs) {
  struct sheet *t = x->user;
  start_style(t, name, attrs);
  const char *data = xml_attr(attrs, "Data"), *title = xml_attr(attrs, "Name");
  if (is(name, "Worksheet")) {
    t->sheet++;
    t->row = 0;
    if (title && !line_emit_text(t->sink, title, strlen(title), PART_PROPERTY, 0, 0))
      sheet_refuse(x);
  } else if (is(name, "Row")) {
    t->row = (int)xml_attr_long(attrs, "Index", t->row + 1);
  } else if (is(name, "Cell")) {
    start_cell(t, attrs);
  } else if (is(name, "Comment")) {
    t->in_comment = true;
  } else if (is(name, "Data")) {
    start_data(t, attrs);
  } else if (is(name, "Font") && t->in_data) {
    if (xml_attr(attrs, "Face"))
      copy_text(t->look.font, sizeof t->look.font, xml_attr(attrs, "Face"));
    if (xml_attr(attrs, "Color")) t->look.red = colour_is_red(xml_attr(attrs, "Color"));
  } else if ((is(name, "Header") || is(name, "Footer")) && data) {
    if (!ooxml_sheet_margin(t->sink, data, *name == 'H' ? PART_HEADER : PART_FOOTER))
      sheet_refuse(x);
  } else if (is(name, "DocumentProperties") || is(name, "CustomDocumentProperties")) {
    t->in_properties = true;
  } else if (t->in_properties) {
    gather_clear(&t->g);
  }
}

static void sheet_end(struct xml_walk *x, const char *name) {
  struct sheet *t = x->user;
  struct line l =
      line_at(t->in_comment ? PART_COMMENT : PART_SHEET, t->sheet, t->row < 0 ? 0 : t->row);
  bool emit = t->in_properties;
  if (emit) l = line_at(PART_PROPERTY, 0, 0);
  if (is(name, "Style")) t->style_now = NULL;
  if (is(name, "Comment")) t->in_comment = false;
  if (is(name, "Font") && t->in_data) t->look = t->in_comment ? (struct style){0} : t->cell;
  if (is(name, "DocumentProperties") || is(name, "CustomDocumentProperties"))
    t->in_properties = false;
  if (is(name, "Data")) emit = true, t->in_data = false;
  if (emit && !gather_emit(&t->g, t->sink, &l)) sheet_refuse(x);
}

static void sheet_text(struct xml_walk *x, const char *s, size_t n) {
  struct sheet *t = x->user;
  if (!t->in_data && !t->in_properties) return;
  struct run_look look = {t->in_data && t->look.font[0] ? t->look.font : NULL,
                          t->in_data && t->look.red};
  gather_add(&t->g, s, n, &look);
}

static void read_sheet(const char *p, size_t n, struct sink *s) {
  struct sheet t = {.sink = s, .styles = base_alloc(MAX_STYLES * sizeof(struct style))};
  gather_init(&t.g);
  struct xml_walk x = {
      .start = sheet_start, .end = sheet_end, .text = sheet_text, .sink = s, .user = &t};
  enum unread_grade g = xml_walk_text(&x, p, n);
  struct line l = line_at(PART_SHEET, t.sheet, 0);
  if (!t.failures.refused) gather_emit(&t.g, s, &l);  // what broke off in the middle of a cell
  failures_add(&t.failures, g, "part");
  failures_tell(&t.failures, s, t.sheet > 0);
  gather_free(&t.g);
  free(t.styles);
}

// ---- the reader

static int bid(const struct input *in) {
  return kind_of(in->p, in->n) == KIND_NONE ? 0 : 92;
}

// The code page an XML declaration names when it is an old one of Windows; 0 for what the XML
// walker knows itself.
static int page_named(const uint8_t *p, size_t n) {
  const char *end = (const char *)p + (n < 200 ? n : 200), *stop = find((const char *)p, end, "?>");
  const char *hit = stop ? find((const char *)p, stop, "windows-") : NULL;
  if (!hit && stop) hit = find((const char *)p, stop, "Windows-");
  int page = hit && stop - hit > 12 ? atoi(hit + 8) : 0;
  return page == 874 || (page >= 1250 && page <= 1258) ? page : 0;
}

static void read_kind(enum kind kind, const char *p, size_t n, struct sink *s) {
  if (kind == KIND_WORD) read_word(p, n, s);
  if (kind == KIND_SHEET) read_sheet(p, n, s);
  if (kind == KIND_FLAT) read_flat(p, n, s);
  if (kind == KIND_NONE) s->unread(s, UNREAD_DAMAGED, false, "xml");
}

static void read_xml2003(const struct input *in, struct sink *s) {
  const char *p = (const char *)in->p;
  size_t n = in->n;
  enum kind kind = kind_of(in->p, in->n);
  bool wide = n >= 2 && (in->p[0] == 0 || in->p[1] == 0 || in->p[0] >= 0xFE);
  int page = wide ? 0 : page_named(in->p, n);
  if (!page && !(wide && kind == KIND_FLAT)) {
    read_kind(kind, p, n, s);
    return;
  }
  struct buf text CLEANUP(buf_free) = buf_init(MAX_BINARY * 2);
  if (page) {
    size_t head = (size_t)(find(p, p + n, "?>") + 2 - p);  // without the declaration it is UTF-8
    codepage_decode(page, in->p + head, n - head, &text);
  } else {
    bool big = in->p[0] == 0xFE || in->p[0] == 0;
    viet_decode(big ? VIET_UTF16BE : VIET_UTF16LE, (struct bytes){in->p, n}, &text);
  }
  if (text.over) s->unread(s, UNREAD_LIMIT, true, "part");
  read_kind(kind, buf_str(&text), text.n, s);
}

const struct reader scan_reader_xml2003 = {"xml2003", bid, read_xml2003};
