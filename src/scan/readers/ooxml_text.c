// Text of OOXML parts other than sheets: paragraphs of word processing and drawing, headers, text
// boxes, notes, comments, tracked changes, slides and properties, each paragraph joined across its
// runs.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/ooxml.h"

#define MAX_NEST 12

/// A paragraph; text boxes put paragraphs inside paragraphs.
struct para {
  struct gather now;     ///< as it reads with changes accepted
  struct gather before;  ///< as it read before tracked changes
  bool ready;            ///< the gathers are initialised
  bool changed;          ///< something was deleted
  bool boxed;
  char style[48];
  enum scan_part part;
};

struct text_walk {
  struct ooxml *d;
  enum scan_part part;
  bool slide, loose;  ///< loose: every element with text is a line of its own
  struct para paras[MAX_NEST];
  int nest;  ///< paragraphs open
  int page, line;
  char font[64];
  bool red, in_run, in_text, in_inserted, in_deleted;
  int box_depth, comment_depth;
  int choice_depth;      ///< depth of an mc:Choice, 0 outside
  bool choice_had_text;  ///< then its mc:Fallback says the same again
  int skip_depth;        ///< inside a skipped element of this depth
  double x, y, cx, cy;   ///< of the shape on a slide; negative unknown
  bool has_picture;
  size_t letters;
};

static bool is(const char *a, const char *b) {
  return strcmp(a, b) == 0;
}

static struct para *top(struct text_walk *t) {
  return t->nest ? &t->paras[t->nest - 1] : NULL;
}

static void paragraph_begin(struct text_walk *t) {
  if (t->nest == MAX_NEST) return;
  struct para *p = &t->paras[t->nest++];
  if (!p->ready) {
    gather_init(&p->now);
    gather_init(&p->before);
    p->ready = true;
  }
  p->changed = p->boxed = false;
  strcpy(p->style, t->d->default_style);
  p->part = t->box_depth && t->part == PART_BODY ? PART_TEXTBOX
            : t->comment_depth                   ? PART_COMMENT
                                                 : t->part;
  t->red = false;
  t->font[0] = 0;
}

static struct line place_of(struct text_walk *t, const struct para *p) {
  struct line l = line_at(p->part, t->page, ++t->line);
  l.boxed = p->boxed || t->box_depth > 0;
  if (t->slide && t->x >= 0 && t->d->slide_width > 0 && t->d->slide_height > 0) {
    l.left = (float)(t->x / t->d->slide_width);
    l.top = (float)(t->y / t->d->slide_height);
    l.right = l.left + (float)(t->cx / t->d->slide_width);
    l.bottom = l.top + (float)(t->cy / t->d->slide_height);
  }
  return l;
}

static void paragraph_flush(struct xml_walk *x, struct para *p) {
  struct text_walk *t = x->user;
  gather_settle(&p->now);
  gather_settle(&p->before);
  bool differs =
      p->changed && (p->now.text.n != p->before.text.n ||
                     memcmp(buf_str(&p->now.text), buf_str(&p->before.text), p->now.text.n));
  t->letters += p->now.letters;
  struct line l = place_of(t, p);
  bool ok = gather_emit(&p->now, t->d->sink, &l);
  if (ok && differs) ok = gather_emit(&p->before, t->d->sink, &l);
  gather_clear(&p->before);
  p->changed = false;
  if (!ok) t->d->failures.refused = x->halt = true;
}

static void put(struct text_walk *t, const char *s, size_t n) {
  struct para *p = top(t);
  if (!p && t->loose) paragraph_begin(t), p = top(t);
  if (!p) return;
  struct run_look look = {t->font[0] ? t->font : NULL, t->red};
  if (t->in_deleted) p->changed = true;
  if (!t->in_deleted) gather_add(&p->now, s, n, &look);
  if (!t->in_inserted) gather_add(&p->before, s, n, &look);
  if (t->choice_depth) t->choice_had_text = true;
}

static void run_begin(struct text_walk *t) {
  t->in_run = true;
  const char *font = t->d->default_font;
  t->red = false;
  struct para *p = top(t);
  if (p) ooxml_style_look(t->d, p->style, &font, &t->red);
  strncpy(t->font, font, sizeof t->font - 1);
}

static void set_font(struct text_walk *t, const char *font) {
  if (!font) return;
  strncpy(t->font, font, sizeof t->font - 1);
  t->font[sizeof t->font - 1] = 0;
}

static void run_property(struct text_walk *t, const char *name, const char **attrs) {
  if (is(name, "rFonts")) {
    const char *f = xml_attr(attrs, "ascii");
    set_font(t, f ? f : xml_attr(attrs, "hAnsi"));
    if (xml_attr(attrs, "asciiTheme")) t->font[0] = 0;
  } else if (is(name, "rStyle")) {
    const char *font = NULL;
    ooxml_style_look(t->d, xml_attr(attrs, "val"), &font, &t->red);
    set_font(t, font);
  } else if (is(name, "latin")) {
    set_font(t, xml_attr(attrs, "typeface"));
  } else if (is(name, "rFont")) {
    set_font(t, xml_attr(attrs, "val"));
  } else if (is(name, "color")) {
    const char *v = xml_attr(attrs, "val");
    t->red = colour_is_red(v ? v : xml_attr(attrs, "rgb"));
  } else if (is(name, "srgbClr")) {
    t->red = colour_is_red(xml_attr(attrs, "val"));
  } else if (is(name, "bdr") && top(t)) {
    top(t)->boxed = true;
  }
}

static void emit_attribute(struct xml_walk *x, const char *s, bool boxed) {
  struct text_walk *t = x->user;
  if (!s) return;
  struct line l =
      line_at(boxed && t->part == PART_BODY ? PART_TEXTBOX : t->part, t->page, ++t->line);
  l.text = s;
  l.n = strlen(s);
  l.boxed = boxed;
  t->letters += l.n;
  if (l.n && !t->d->sink->line(t->d->sink, &l)) t->d->failures.refused = x->halt = true;
}

static void shape_place(struct text_walk *t, const char *name, const char **attrs) {
  if (is(name, "sp") || is(name, "pic") || is(name, "graphicFrame")) t->x = -1;
  if (is(name, "off") && t->x < 0) {
    t->x = (double)xml_attr_long(attrs, "x", -1);
    t->y = (double)xml_attr_long(attrs, "y", 0);
    t->cx = t->cy = 0;
  }
  if (is(name, "ext") && t->x >= 0 && xml_attr(attrs, "cx")) {
    t->cx = (double)xml_attr_long(attrs, "cx", 0);
    t->cy = (double)xml_attr_long(attrs, "cy", 0);
  }
}

static void start_place(struct xml_walk *x, const char *name, const char **attrs) {
  struct text_walk *t = x->user;
  if (is(name, "txbxContent") || is(name, "textbox")) t->box_depth++;
  if (is(name, "comment") || is(name, "cm")) t->comment_depth++;
  if (is(name, "Choice")) t->choice_depth = x->depth, t->choice_had_text = false;
  if (is(name, "Fallback") && t->choice_had_text) t->skip_depth = x->depth;
  if (is(name, "rPh")) t->skip_depth = x->depth;
  if (is(name, "textpath")) emit_attribute(x, xml_attr(attrs, "string"), true);
  if (is(name, "pic") || is(name, "blip") || is(name, "imagedata")) t->has_picture = true;
  if (is(name, "lastRenderedPageBreak")) t->page++;
  if (is(name, "ins") || is(name, "moveTo")) t->in_inserted = true;
  if (is(name, "del") || is(name, "moveFrom")) t->in_deleted = true;
  if (t->slide) shape_place(t, name, attrs);
}

static void start(struct xml_walk *x, const char *name, const char **attrs) {
  struct text_walk *t = x->user;
  if (t->skip_depth) return;
  start_place(x, name, attrs);
  struct para *p = top(t);
  if (is(name, "p") || (t->loose && !is(name, "r") && !is(name, "t"))) {
    if (t->loose && p) paragraph_flush(x, p), t->nest--;
    paragraph_begin(t);
    if (t->loose && is(name, "property") && xml_attr(attrs, "name")) {
      const char *label = xml_attr(attrs, "name");
      emit_attribute(x, label, false);
    }
    t->in_text = t->loose;
  } else if (p && is(name, "pStyle")) {
    const char *id = xml_attr(attrs, "val");
    if (id && strlen(id) < sizeof p->style) strcpy(p->style, id);
  } else if (p && is(name, "pBdr")) {
    p->boxed = true;
  } else if (is(name, "r") || is(name, "fld")) {
    run_begin(t);
  } else if (is(name, "t") || is(name, "delText") || (is(name, "text") && !p)) {
    if (!p) paragraph_begin(t);
    t->in_text = true;
  } else if (p && (is(name, "br") || is(name, "cr"))) {
    paragraph_flush(x, p);
    const char *type = xml_attr(attrs, "type");
    if (type && is(type, "page")) t->page++;
  } else if (p && t->in_run && (is(name, "tab") || is(name, "ptab"))) {
    put(t, "\t", 1);
  } else if (p && t->in_run && is(name, "noBreakHyphen")) {
    put(t, "-", 1);
  } else if (t->in_run) {
    run_property(t, name, attrs);
  }
}

static void end(struct xml_walk *x, const char *name) {
  struct text_walk *t = x->user;
  if (t->skip_depth) {
    if (x->depth == t->skip_depth) t->skip_depth = 0;
    return;
  }
  if (is(name, "t") || is(name, "delText")) t->in_text = t->loose;
  if (is(name, "r") || is(name, "fld")) t->in_run = false, t->font[0] = 0, t->red = false;
  if (is(name, "ins") || is(name, "moveTo")) t->in_inserted = false;
  if (is(name, "del") || is(name, "moveFrom")) t->in_deleted = false;
  if (is(name, "Choice")) t->choice_depth = 0;
  bool closes = is(name, "p") || is(name, "text") || (t->loose && !is(name, "r") && !is(name, "t"));
  if (closes && t->nest) {
    paragraph_flush(x, top(t));
    t->nest--;
    t->in_text = false;
  }
  if ((is(name, "txbxContent") || is(name, "textbox")) && t->box_depth) t->box_depth--;
  if ((is(name, "comment") || is(name, "cm")) && t->comment_depth) t->comment_depth--;
}

static void text(struct xml_walk *x, const char *s, size_t n) {
  struct text_walk *t = x->user;
  if (t->skip_depth || !t->in_text) return;
  put(t, s, n);
}

static const struct {
  const char *root;
  enum scan_part part;
  bool loose, visible;
} kinds[] = {
    {"document", PART_BODY, false, true},
    {"hdr", PART_HEADER, false, false},
    {"ftr", PART_FOOTER, false, false},
    {"footnotes", PART_NOTE, false, false},
    {"endnotes", PART_NOTE, false, false},
    {"comments", PART_COMMENT, false, false},
    {"glossaryDocument", PART_PROPERTY, false, false},
    {"sld", PART_SLIDE, false, true},
    {"notes", PART_NOTE, false, false},
    {"sldMaster", PART_HEADER, false, false},
    {"sldLayout", PART_HEADER, false, false},
    {"notesMaster", PART_HEADER, false, false},
    {"handoutMaster", PART_HEADER, false, false},
    {"cmLst", PART_COMMENT, true, false},
    {"coreProperties", PART_PROPERTY, true, false},
    {"Properties", PART_PROPERTY, true, false},
    {"chartSpace", PART_TEXTBOX, false, true},
    {"dataModel", PART_TEXTBOX, false, true},
    {"drawing", PART_TEXTBOX, false, true},
    {"wsDr", PART_TEXTBOX, false, true},
    {"userShapes", PART_TEXTBOX, false, true},
    {"xml", PART_TEXTBOX, true, true},
    {"ThreadedComments", PART_COMMENT, true, false},
};

enum unread_grade ooxml_read_text(struct ooxml *d, const char *p, size_t n, int ordinal) {
  char root[48];
  ooxml_root_name(p, n, root);
  size_t k = 0;
  while (k < ARRAY_LEN(kinds) && !is(kinds[k].root, root))
    k++;
  if (k == ARRAY_LEN(kinds)) return UNREAD_NONE;
  struct text_walk *t = base_alloc(sizeof *t);
  memset(t, 0, sizeof *t);
  t->d = d;
  t->part = kinds[k].part;
  t->loose = kinds[k].loose;
  t->slide = is(root, "sld");
  t->page = t->slide ? ordinal : is(root, "document") ? 1 : 0;
  t->x = -1;
  struct xml_walk x = {.start = start, .end = end, .text = text, .sink = d->sink, .user = t};
  enum unread_grade g = xml_walk_text(&x, p, n);
  while (t->nest && !d->failures.refused) {  // a part that breaks off keeps what was gathered
    paragraph_flush(&x, top(t));
    t->nest--;
  }
  d->text_parts++;
  if (kinds[k].visible) d->body_letters += t->letters;
  if (t->slide && t->has_picture && t->letters < 10) d->picture_slides++;
  for (int i = 0; i < MAX_NEST; i++)
    if (t->paras[i].ready) gather_free(&t->paras[i].now), gather_free(&t->paras[i].before);
  free(t);
  return g;
}
