// Sheets of OOXML workbooks: shared and inline strings, cells, page headers and footers, sheet
// names.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/legacy.h"
#include "scan/readers/ooxml/ooxml.h"

enum { SHARED_RED = 1, SHARED_SETTLED = 2 };

struct sheet_walk {
  struct ooxml *d;
  struct gather g;
  bool in_text, in_item, has_fonts;
  char font[64];
  bool red;
  int sheet, row;
  char cell_type;  ///< 's' shared, 'i' inline, 't' formula text or error, 'b' truth, 'n' number
  long format;
  enum scan_part hf;  ///< PART_HEADER or PART_FOOTER while in one, else PART_BODY
  int skip_depth;
};

static bool is(const char *a, const char *b) {
  return strcmp(a, b) == 0;
}

static void rich_run(struct sheet_walk *t, const char *name, const char **attrs) {
  if (is(name, "rFont")) {
    const char *f = xml_attr(attrs, "val");
    strncpy(t->font, f ? f : "", sizeof t->font - 1);
    t->has_fonts = true;
  }
  if (is(name, "color")) t->red = colour_is_red(xml_attr(attrs, "rgb"));
  if (is(name, "r")) t->font[0] = 0, t->red = false;
}

static void add(struct sheet_walk *t, const char *s, size_t n) {
  struct run_look look = {t->font[0] ? t->font : NULL, t->red};
  gather_add(&t->g, s, n, &look);
}

static void shared_start(struct xml_walk *x, const char *name, const char **attrs) {
  struct sheet_walk *t = x->user;
  if (t->skip_depth) return;
  if (is(name, "rPh")) t->skip_depth = x->depth;
  if (is(name, "si"))
    gather_clear(&t->g), t->font[0] = 0, t->red = t->has_fonts = false, t->in_item = true;
  rich_run(t, name, attrs);
  t->in_text = t->in_item && is(name, "t");
}

static void shared_end(struct xml_walk *x, const char *name) {
  struct sheet_walk *t = x->user;
  if (t->skip_depth) {
    if (x->depth == t->skip_depth) t->skip_depth = 0;
    return;
  }
  t->in_text = false;
  if (!is(name, "si")) return;
  t->in_item = false;
  gather_settle(&t->g);
  struct ooxml_shared *s = &t->d->shared;
  if (s->count + 1 >= s->room) {
    s->room = s->room ? s->room * 2 : 256;
    s->starts = base_realloc(s->starts, s->room * sizeof *s->starts);
    s->flags = base_realloc(s->flags, s->room);
  }
  s->starts[s->count] = s->text.n;
  s->flags[s->count++] = (uint8_t)((t->g.red_letters * 2 > t->g.letters ? SHARED_RED : 0) |
                                   (t->has_fonts ? SHARED_SETTLED : 0));
  buf_put(&s->text, buf_str(&t->g.text), t->g.text.n);
  s->starts[s->count] = s->text.n;
  if (s->text.over || s->count > 8000000) x->over = x->halt = true;
}

static void any_text(struct xml_walk *x, const char *s, size_t n) {
  struct sheet_walk *t = x->user;
  if (t->in_text && !t->skip_depth) add(t, s, n);
}

static enum unread_grade walk(struct sheet_walk *t, struct xml_walk *x, const char *p, size_t n) {
  gather_init(&t->g);
  x->text = any_text;
  x->sink = t->d->sink;
  x->user = t;
  enum unread_grade g = xml_walk_text(x, p, n);
  gather_free(&t->g);
  t->d->text_parts++;
  return g;
}

enum unread_grade ooxml_read_shared(struct ooxml *d, const char *p, size_t n) {
  d->shared.text = buf_init(OOXML_MAX_SHARED);
  struct sheet_walk t = {.d = d};
  struct xml_walk x = {.start = shared_start, .end = shared_end};
  return walk(&t, &x, p, n);
}

static void refuse(struct xml_walk *x) {
  struct sheet_walk *t = x->user;
  t->d->failures.refused = x->halt = true;
}

static void cell_font(struct sheet_walk *t) {
  struct ooxml *d = t->d;
  t->font[0] = 0;
  t->red = false;
  if (t->format < 0 || (size_t)t->format >= d->n_cell_formats) return;
  size_t font = d->cell_formats[t->format];
  if (font >= d->n_cell_fonts) return;
  strncpy(t->font, d->cell_fonts[font].font, sizeof t->font - 1);
  t->red = d->cell_fonts[font].red > 0;
}

static void emit_cell(struct xml_walk *x) {
  struct sheet_walk *t = x->user;
  struct ooxml *d = t->d;
  if (t->cell_type == 's') {
    gather_settle(&t->g);
    long i = strtol(buf_str(&t->g.text), NULL, 10);
    gather_clear(&t->g);
    if (i < 0 || (size_t)i >= d->shared.count) return;
    const char *s = d->shared.text.p + d->shared.starts[i];
    size_t n = d->shared.starts[i + 1] - d->shared.starts[i];
    if (!n) return;
    cell_font(t);
    if (d->shared.flags[i] & SHARED_SETTLED) t->font[0] = 0;
    if (d->shared.flags[i] & SHARED_RED) t->red = true;
    add(t, s, n);
  }
  if (t->cell_type == 'b') {
    gather_settle(&t->g);
    bool yes = buf_str(&t->g.text)[0] == '1';
    gather_clear(&t->g);
    gather_puts(&t->g, yes ? "TRUE" : "FALSE");
  }
  d->body_letters += t->g.letters;
  struct line l = line_at(PART_SHEET, t->sheet, t->row);
  if (!gather_emit(&t->g, d->sink, &l)) refuse(x);
}

// Page headers hold codes: &L &C &R begin a section, &"font" &12 &K… set the look, && is &.
struct margin {
  struct gather g;
  struct run_look look;
  char font[64];
};

// The code that begins at s (after '&'); returns its last byte.
static const char *margin_code(struct margin *m, const char *s) {
  if (*s == '&') gather_puts(&m->g, "&");
  if (*s == '"') {
    const char *close = strchr(s + 1, '"');
    if (!close) return s + strlen(s) - 1;
    size_t n = strcspn(s + 1, ",\"");
    if (n >= sizeof m->font) n = sizeof m->font - 1;
    memcpy(m->font, s + 1, n);
    m->font[n] = 0;
    return close;
  }
  if (*s == 'K') {
    char hex[7] = {0};
    strncpy(hex, s + 1, 6);
    m->look.red = colour_is_red(hex);
    for (int i = 0; i < 6 && s[1]; i++)
      s++;
    return s;
  }
  while (*s >= '0' && *s <= '9' && s[1] >= '0' && s[1] <= '9')
    s++;
  return s;
}

bool ooxml_sheet_margin(struct sink *sink, const char *text, enum scan_part part) {
  struct margin m = {0};
  gather_init(&m.g);
  struct line l = line_at(part, 0, 0);
  bool ok = true;
  for (const char *s = text; *s && ok; s++) {
    if (*s == '&' && s[1]) {
      if (strchr("LCR", s[1])) ok = gather_emit(&m.g, sink, &l);
      s = margin_code(&m, s + 1);
      continue;
    }
    if (*s == '\n') ok = gather_emit(&m.g, sink, &l);
    m.look.font = m.font[0] ? m.font : NULL;
    gather_add(&m.g, s, 1, &m.look);
  }
  ok = ok && gather_emit(&m.g, sink, &l);
  gather_free(&m.g);
  return ok;
}

static void emit_header(struct xml_walk *x) {
  struct sheet_walk *t = x->user;
  gather_settle(&t->g);
  char *copy CLEANUP(base_freep) = base_strdup(buf_str(&t->g.text));
  gather_clear(&t->g);
  if (!ooxml_sheet_margin(t->d->sink, copy, t->hf)) refuse(x);
}

// What a cell says when it is chosen or filled in wrongly.
static void emit_prompts(struct xml_walk *x, const char **attrs) {
  static const char *const names[] = {"promptTitle", "prompt", "errorTitle", "error"};
  struct sheet_walk *t = x->user;
  for (size_t i = 0; i < ARRAY_LEN(names); i++) {
    const char *s = xml_attr(attrs, names[i]);
    if (s && !line_emit_text(t->d->sink, s, strlen(s), PART_COMMENT, t->sheet, 0)) refuse(x);
  }
}

static void sheet_start(struct xml_walk *x, const char *name, const char **attrs) {
  struct sheet_walk *t = x->user;
  if (t->skip_depth) return;
  if (is(name, "dataValidation")) emit_prompts(x, attrs);
  if (is(name, "rPh")) t->skip_depth = x->depth;
  if (is(name, "row")) t->row = (int)xml_attr_long(attrs, "r", t->row + 1);
  if (is(name, "c")) {
    const char *type = xml_attr(attrs, "t");
    t->cell_type = !type                   ? 'n'
                   : is(type, "s")         ? 's'
                   : is(type, "inlineStr") ? 'i'
                   : is(type, "str")       ? 't'
                   : is(type, "e")         ? 't'
                   : is(type, "b")         ? 'b'
                                           : 'n';
    t->format = xml_attr_long(attrs, "s", 0);
    gather_clear(&t->g);
    if (t->cell_type == 'i' || t->cell_type == 't') cell_font(t);
    t->in_item = true;
  }
  if (t->in_item && t->cell_type == 'i' && (is(name, "rFont") || is(name, "color")))
    rich_run(t, name, attrs);
  if (is(name, "sheet")) {
    const char *title = xml_attr(attrs, "name");
    if (title && !line_emit_text(t->d->sink, title, strlen(title), PART_PROPERTY, 0, 0)) refuse(x);
  }
  size_t n = strlen(name);
  if (n > 6 && is(name + n - 6, "Header")) t->hf = PART_HEADER;
  if (n > 6 && is(name + n - 6, "Footer") && !is(name, "headerFooter")) t->hf = PART_FOOTER;
  t->in_text = t->hf || (t->in_item && t->cell_type != 'n' && (is(name, "t") || is(name, "v")));
  if (t->hf) t->font[0] = 0, t->red = false;
}

static void sheet_end(struct xml_walk *x, const char *name) {
  struct sheet_walk *t = x->user;
  if (t->skip_depth) {
    if (x->depth == t->skip_depth) t->skip_depth = 0;
    return;
  }
  t->in_text = false;
  if (t->hf) emit_header(x), t->hf = PART_BODY;
  if (is(name, "c")) {
    if (t->cell_type != 'n') emit_cell(x);
    t->in_item = false;
  }
}

enum unread_grade ooxml_read_sheet(struct ooxml *d, const char *p, size_t n, int ordinal) {
  struct sheet_walk t = {.d = d, .sheet = ordinal};
  struct xml_walk x = {.start = sheet_start, .end = sheet_end};
  return walk(&t, &x, p, n);
}
