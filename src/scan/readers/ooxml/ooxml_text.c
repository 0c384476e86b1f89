// Text of OOXML parts other than sheets: paragraphs of word processing and drawing, headers, text
// boxes, notes, comments, tracked changes, slides, charts and properties, each paragraph joined
// across its runs. Word 2003 XML has the same elements and is read here, too.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/legacy.h"
#include "scan/readers/ooxml/ooxml_tags.h"

#define MAX_NEST 12
#define MAX_ALTERNATIVES 16
#define MAX_ANNOTATIONS 32

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
  bool slide, chart, pivot;
  bool loose;  ///< every element with text outside of paragraphs is a line of its own
  struct para paras[MAX_NEST];
  int nest;  ///< paragraphs open
  int real;  ///< w:p or a:p open
  int page, line;
  char font[64];
  bool red, in_run, in_text, in_numbers, in_comment_text, word2003;
  int inserted, deleted;  ///< depth of tracked changes
  int box_depth, comment_depth, note_depth;
  enum scan_part
      margin;  ///< PART_HEADER or PART_FOOTER inside one that stands in the body, else PART_BODY
  bool said[MAX_ALTERNATIVES];  ///< this mc:AlternateContent's mc:Choice held text: mc:Fallback
                                ///< repeats it
  int alternatives;
  int *annotations[MAX_ANNOTATIONS];  ///< what each open aml:annotation counts up; NULL nothing
  int n_annotations;
  int skip_depth;       ///< inside a skipped element of this depth
  long entry, chosen;   ///< of a drop-down list
  double x, y, cx, cy;  ///< of the shape on a slide; negative unknown
  bool has_picture;
  size_t letters;
};

static bool is(const char *a, const char *b) {
  return a && strcmp(a, b) == 0;
}

static struct para *top(struct text_walk *t) {
  return t->nest ? &t->paras[t->nest - 1] : NULL;
}

static enum scan_part part_now(const struct text_walk *t) {
  if (t->comment_depth) return PART_COMMENT;
  if (t->note_depth) return PART_NOTE;
  if (t->margin != PART_BODY) return t->margin;
  return t->box_depth && t->part == PART_BODY ? PART_TEXTBOX : t->part;
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
  p->part = part_now(t);
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

static void paragraph_close(struct xml_walk *x) {
  struct text_walk *t = x->user;
  if (!t->nest) return;
  paragraph_flush(x, top(t));
  t->nest--;
}

static void put(struct text_walk *t, const char *s, size_t n) {
  struct para *p = top(t);
  if (!p && t->loose) paragraph_begin(t), p = top(t);
  if (!p) return;
  struct run_look look = {t->font[0] ? t->font : NULL, t->red};
  if (t->deleted) p->changed = true;
  if (!t->deleted) gather_add(&p->now, s, n, &look);
  if (!t->inserted) gather_add(&p->before, s, n, &look);
  for (int i = 0; i < t->alternatives && i < MAX_ALTERNATIVES; i++)
    t->said[i] = true;
}

static void set_font(struct text_walk *t, const char *font) {
  if (!font) return;
  strncpy(t->font, font, sizeof t->font - 1);
  t->font[sizeof t->font - 1] = 0;
}

static void run_begin(struct text_walk *t) {
  t->in_run = true;
  const char *font = t->d->default_font;
  t->red = false;
  struct para *p = top(t);
  if (p) ooxml_style_look(t->d, p->style, &font, &t->red);
  set_font(t, font);
}

static void run_property(struct text_walk *t, enum tag tag, const char **attrs) {
  if (tag == TAG_rFonts) {
    const char *f = xml_attr(attrs, "ascii"), *high = xml_attr(attrs, "hAnsi");
    set_font(t, !f || legacy_font_known(high) ? high : f);
    if (!f && xml_attr(attrs, "asciiTheme")) t->font[0] = 0;
  } else if (tag == TAG_rStyle) {
    const char *font = NULL;
    ooxml_style_look(t->d, xml_attr(attrs, "val"), &font, &t->red);
    set_font(t, font);
  } else if (tag == TAG_latin) {
    set_font(t, xml_attr(attrs, "typeface"));
  } else if (tag == TAG_rFont) {
    set_font(t, xml_attr(attrs, "val"));
  } else if (tag == TAG_color) {
    const char *v = xml_attr(attrs, "val");
    t->red = colour_is_red(v ? v : xml_attr(attrs, "rgb"));
  } else if (tag == TAG_srgbClr) {
    t->red = colour_is_red(xml_attr(attrs, "val"));
  } else if (tag == TAG_bdr && top(t)) {
    top(t)->boxed = true;
  }
}

static void emit_attribute(struct xml_walk *x, const char *s, enum scan_part part, bool boxed) {
  struct text_walk *t = x->user;
  if (!s || !*s) return;
  struct line l = line_at(part, t->page, part == PART_PROPERTY ? 0 : ++t->line);
  l.text = s;
  l.n = strlen(s) < LINES_MAX_LINE ? strlen(s) : LINES_MAX_LINE;
  l.boxed = boxed;
  if (part != PART_PROPERTY) t->letters += l.n;
  if (!t->d->sink->line(t->d->sink, &l)) t->d->failures.refused = x->halt = true;
}

// A letter given by its number: codes of symbol fonts lie at U+F000 (ECMA-376 part 1, 17.3.3.30).
static void put_symbol(struct text_walk *t, const char **attrs) {
  const char *hex = xml_attr(attrs, "char"), *font = xml_attr(attrs, "font");
  unsigned long c = hex ? strtoul(hex, NULL, 16) : 0;
  if (c < 0x20 || c > 0xFFFF) return;
  if (legacy_font_known(font) && c >= 0xF000 && c <= 0xF0FF) c -= 0xF000;
  char kept[sizeof t->font];
  memcpy(kept, t->font, sizeof kept);
  set_font(t, font);
  struct buf letter CLEANUP(buf_free) = buf_init(8);
  buf_put_utf8(&letter, (uint32_t)c);
  put(t, buf_str(&letter), letter.n);
  memcpy(t->font, kept, sizeof kept);
}

static void shape_place(struct text_walk *t, enum tag tag, const char **attrs) {
  if (tag == TAG_sp || tag == TAG_pic || tag == TAG_graphicFrame) t->x = -1;
  if (tag == TAG_off && t->x < 0) {
    t->x = (double)xml_attr_long(attrs, "x", -1);
    t->y = (double)xml_attr_long(attrs, "y", 0);
    t->cx = t->cy = 0;
  }
  if (tag == TAG_ext && t->x >= 0 && xml_attr(attrs, "cx")) {
    t->cx = (double)xml_attr_long(attrs, "cx", 0);
    t->cy = (double)xml_attr_long(attrs, "cy", 0);
  }
}

// Word 2003 marks changes and comments by one element (aml:annotation).
static int *annotation_depth(struct text_walk *t, const char *type) {
  if (is(type, "Word.Insertion")) return &t->inserted;
  if (is(type, "Word.Deletion")) return &t->deleted;
  return is(type, "Word.Comment") ? &t->comment_depth : NULL;
}

static void start_annotation(struct text_walk *t, const char **attrs) {
  const char *type = xml_attr(attrs, "type");
  int *depth = annotation_depth(t, type);
  if (depth) ++*depth;
  if (t->n_annotations < MAX_ANNOTATIONS) t->annotations[t->n_annotations] = depth;
  t->n_annotations++;
}

static void end_annotation(struct text_walk *t) {
  if (!t->n_annotations) return;
  t->n_annotations--;
  int *depth = t->n_annotations < MAX_ANNOTATIONS ? t->annotations[t->n_annotations] : NULL;
  if (depth && *depth) --*depth;
}

// Word's old drop-down fields name the chosen entry by its number, which stands before the list.
static void list_entry(struct text_walk *t, enum tag tag, const char **attrs) {
  if (tag == TAG_ddList) t->entry = t->chosen = 0;
  if (tag == TAG_result) t->chosen = xml_attr_long(attrs, "val", 0);
  const char *v = xml_attr(attrs, "val");
  if (tag == TAG_listEntry && t->entry++ == t->chosen && v) put(t, v, strlen(v));
}

// Words that stand in attributes: art letters, names of pictures, controls, the cache of a pivot
// table.
static void start_attributes(struct xml_walk *x, enum tag tag, const char **attrs) {
  struct text_walk *t = x->user;
  switch (tag) {
    case TAG_textpath:
      emit_attribute(x, xml_attr(attrs, "string"), t->part == PART_BODY ? PART_TEXTBOX : t->part,
                     true);
      break;
    case TAG_docPr:
    case TAG_cNvPr:
      emit_attribute(x, xml_attr(attrs, "title"), PART_PROPERTY, false);
      emit_attribute(x, xml_attr(attrs, "descr"), PART_PROPERTY, false);
      break;
    case TAG_shape:
      emit_attribute(x, xml_attr(attrs, "alt"), PART_PROPERTY, false);
      break;
    case TAG_ocxPr:
      if (is(xml_attr(attrs, "name"), "Caption") || is(xml_attr(attrs, "name"), "Value"))
        emit_attribute(x, xml_attr(attrs, "value"), PART_TEXTBOX, false);
      break;
    case TAG_s:
      if (t->pivot) emit_attribute(x, xml_attr(attrs, "v"), PART_SHEET, false);
      break;
    default:
      break;
  }
}

// The depth an element counts up while it is open, or NULL.
static int *depth_of(struct text_walk *t, enum tag tag) {
  switch (tag) {
    case TAG_txbxContent:
    case TAG_textbox:
      return &t->box_depth;
    case TAG_comment:
    case TAG_cm:
      return &t->comment_depth;
    case TAG_footnote:
    case TAG_endnote:
      return &t->note_depth;
    case TAG_ins:
    case TAG_moveTo:
      return &t->inserted;
    case TAG_del:
    case TAG_moveFrom:
      return &t->deleted;
    case TAG_AlternateContent:
      return &t->alternatives;
    default:
      return NULL;
  }
}

// Whether what stands inside is no text, or says again what was said.
static bool is_skipped(struct text_walk *t, enum tag tag) {
  if (tag == TAG_docOleData) failures_add(&t->d->failures, UNREAD_UNSUPPORTED, "embedded object");
  if (tag == TAG_Fallback)
    return t->alternatives && t->alternatives <= MAX_ALTERNATIVES && t->said[t->alternatives - 1];
  return tag == TAG_rPh || tag == TAG_ClientData || tag == TAG_binData || tag == TAG_docOleData ||
         (t->word2003 && (tag == TAG_styles || tag == TAG_fonts));
}

static bool is_properties(const struct text_walk *t, enum tag tag) {
  return t->word2003 && (tag == TAG_DocumentProperties || tag == TAG_CustomDocumentProperties);
}

static void start_place(struct xml_walk *x, enum tag tag, const char **attrs) {
  struct text_walk *t = x->user;
  if (is_skipped(t, tag)) {
    t->skip_depth = x->depth;
    return;
  }
  int *depth = depth_of(t, tag);
  if (depth) ++*depth;
  if (tag == TAG_AlternateContent && t->alternatives <= MAX_ALTERNATIVES)
    t->said[t->alternatives - 1] = false;
  if (tag == TAG_pic || tag == TAG_blip || tag == TAG_imagedata) t->has_picture = true;
  if (tag == TAG_lastRenderedPageBreak) t->page++;
  if (tag == TAG_annotation) start_annotation(t, attrs);
  if ((tag == TAG_hdr || tag == TAG_ftr) && x->depth > 1)
    t->margin = tag == TAG_hdr ? PART_HEADER : PART_FOOTER;
  if (is_properties(t, tag)) t->loose = true, t->part = PART_PROPERTY;
  if (t->slide) shape_place(t, tag, attrs);
}

// Elements that only dress letters do not end a loose line.
static bool is_dress(enum tag tag) {
  return tag == TAG_r || tag == TAG_t || tag == TAG_font || tag == TAG_span || tag == TAG_b ||
         tag == TAG_i || tag == TAG_u || tag == TAG_rPr;
}

static void start_chart(struct text_walk *t, enum tag tag) {
  if (tag == TAG_numCache) paragraph_begin(t), t->in_numbers = true;
  if (tag != TAG_v && tag != TAG_pt) return;
  if (!t->in_numbers) paragraph_begin(t);
  if (!t->in_numbers || tag == TAG_v) t->in_text = true;
}

static void end_chart(struct xml_walk *x, enum tag tag) {
  struct text_walk *t = x->user;
  if (tag == TAG_numCache) paragraph_close(x), t->in_numbers = false;
  if (tag != TAG_v && tag != TAG_pt) return;
  t->in_text = false;
  if (!t->in_numbers)
    paragraph_close(x);
  else if (tag == TAG_v)
    put(t, "\t", 1);
}

static void start_loose(struct xml_walk *x, enum tag tag, const char **attrs) {
  struct text_walk *t = x->user;
  if (!is_dress(tag)) {
    paragraph_close(x);
    t->font[0] = 0;
    t->red = false;
    if (tag == TAG_property || t->word2003)
      emit_attribute(x, xml_attr(attrs, "name"), t->part, false);
  }
  if (tag == TAG_font) {
    if (!t->nest) paragraph_begin(t);
    set_font(t, xml_attr(attrs, "face"));
    t->red = colour_is_red(xml_attr(attrs, "color"));
  }
}

// Signs inside a paragraph that are elements of their own.
static void start_mark(struct xml_walk *x, enum tag tag, const char **attrs) {
  struct text_walk *t = x->user;
  if (tag == TAG_br || tag == TAG_cr) {
    paragraph_flush(x, top(t));
    if (is(xml_attr(attrs, "type"), "page")) t->page++;
  }
  if (tag == TAG_ddList || tag == TAG_result || tag == TAG_listEntry) list_entry(t, tag, attrs);
  if (!t->in_run) return;
  if (tag == TAG_tab || tag == TAG_ptab) put(t, "\t", 1);
  if (tag == TAG_noBreakHyphen) put(t, "-", 1);
  if (tag == TAG_sym) put_symbol(t, attrs);
}

static void start_text(struct xml_walk *x, enum tag tag, const char **attrs) {
  struct text_walk *t = x->user;
  struct para *p = top(t);
  switch (tag) {
    case TAG_p:
      paragraph_begin(t);
      t->real++;
      t->in_text = false;
      break;
    case TAG_rt:
      paragraph_begin(t);
      break;
    case TAG_pStyle: {
      const char *id = xml_attr(attrs, "val");
      if (p && id && strlen(id) < sizeof p->style) strcpy(p->style, id);
      break;
    }
    case TAG_pBdr:
      if (p) p->boxed = true;
      break;
    case TAG_framePr:
      if (p && p->part == PART_BODY && !xml_attr(attrs, "dropCap") && !xml_attr(attrs, "drop-cap"))
        p->part = PART_TEXTBOX;
      break;
    case TAG_r:
    case TAG_fld:
      run_begin(t);
      break;
    case TAG_t:
    case TAG_delText:
      if (!p) paragraph_begin(t);
      t->in_text = true;
      break;
    case TAG_text:
      if (!t->comment_depth || p || t->loose) break;
      paragraph_begin(t);
      t->in_text = t->in_comment_text = true;
      break;
    default:
      if (p) start_mark(x, tag, attrs);
      if (t->in_run && tag) run_property(t, tag, attrs);
  }
}

static void start(struct xml_walk *x, const char *name, const char **attrs) {
  struct text_walk *t = x->user;
  if (t->skip_depth) return;
  enum tag tag = ooxml_tag_of(t->d, name);
  if (!tag && !t->loose) return;
  if (t->loose && !t->real) start_loose(x, tag, attrs);
  start_place(x, tag, attrs);
  if (t->skip_depth) return;
  start_attributes(x, tag, attrs);
  if (t->chart) start_chart(t, tag);
  start_text(x, tag, attrs);
}

static void end_place(struct xml_walk *x, enum tag tag) {
  struct text_walk *t = x->user;
  int *depth = depth_of(t, tag);
  if (depth && *depth) --*depth;
  if (tag == TAG_annotation) end_annotation(t);
  if (tag == TAG_hdr || tag == TAG_ftr) t->margin = PART_BODY;
  if (is_properties(t, tag)) t->loose = false, t->part = PART_BODY;
}

static void end(struct xml_walk *x, const char *name) {
  struct text_walk *t = x->user;
  if (t->skip_depth) {
    if (x->depth == t->skip_depth) t->skip_depth = 0;
    return;
  }
  enum tag tag = ooxml_tag_of(t->d, name);
  if (t->loose && !t->real && !is_dress(tag)) paragraph_close(x);
  if (!tag) return;
  if (t->chart) end_chart(x, tag);
  if (tag == TAG_t || tag == TAG_delText) t->in_text = false;
  if (tag == TAG_r || tag == TAG_fld || tag == TAG_font)
    t->in_run = false, t->font[0] = 0, t->red = false;
  if (tag == TAG_p || tag == TAG_rt || (tag == TAG_text && t->in_comment_text)) {
    paragraph_close(x);
    t->in_text = t->in_comment_text = false;
    if (tag == TAG_p) t->real -= t->real > 0;
  }
  end_place(x, tag);
}

// Word's own fonts of symbols and fonts installed as such show the codes of old text at U+F000.
static void put_legacy(struct text_walk *t, const char *s, size_t n) {
  struct buf low CLEANUP(buf_free) = buf_init(n + 16);
  for (size_t i = 0; i < n;) {
    const unsigned char *u = (const unsigned char *)s + i;
    if (i + 2 < n && u[0] == 0xEF && (u[1] & 0xFC) == 0x80) {
      buf_put_utf8(&low, (uint32_t)(u[1] & 3) << 6 | (u[2] & 0x3F));
      i += 3;
    } else {
      buf_putc(&low, s[i++]);
    }
  }
  put(t, buf_str(&low), low.n);
}

static void text(struct xml_walk *x, const char *s, size_t n) {
  struct text_walk *t = x->user;
  if (t->skip_depth || !(t->in_text || (t->loose && !t->real))) return;
  if (t->font[0] && memchr(s, 0xEF, n) && legacy_font_known(t->font))
    put_legacy(t, s, n);
  else
    put(t, s, n);
}

static const struct {
  const char *root;
  enum scan_part part;
  bool loose, visible;
} kinds[] = {
    {"document", PART_BODY, false, true},       {"wordDocument", PART_BODY, false, true},
    {"hdr", PART_HEADER, false, false},         {"ftr", PART_FOOTER, false, false},
    {"footnotes", PART_NOTE, false, false},     {"endnotes", PART_NOTE, false, false},
    {"comments", PART_COMMENT, false, false},   {"glossaryDocument", PART_PROPERTY, false, false},
    {"sld", PART_SLIDE, false, true},           {"notes", PART_NOTE, false, false},
    {"sldMaster", PART_HEADER, false, false},   {"sldLayout", PART_HEADER, false, false},
    {"notesMaster", PART_HEADER, false, false}, {"handoutMaster", PART_HEADER, false, false},
    {"cmLst", PART_COMMENT, true, false},       {"ThreadedComments", PART_COMMENT, true, false},
    {"chartSpace", PART_TEXTBOX, false, true},  {"dataModel", PART_TEXTBOX, false, true},
    {"drawing", PART_TEXTBOX, false, true},     {"wsDr", PART_TEXTBOX, false, true},
    {"userShapes", PART_TEXTBOX, false, true},  {"xml", PART_TEXTBOX, true, true},
};

static void text_begin(struct text_walk *t, struct ooxml *d, const char *root, int ordinal) {
  memset(t, 0, sizeof *t);
  t->d = d;
  t->part = PART_PROPERTY;  // document properties, custom XML and whatever else has words
  t->loose = true;
  for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
    if (is(kinds[k].root, root)) t->part = kinds[k].part, t->loose = kinds[k].loose;
  t->slide = is(root, "sld");
  t->chart = is(root, "chartSpace");
  t->pivot = is(root, "pivotCacheDefinition") || is(root, "pivotCacheRecords");
  t->word2003 = is(root, "wordDocument");
  t->margin = PART_BODY;
  t->page = t->slide ? ordinal : t->part == PART_BODY ? 1 : 0;
  t->x = -1;
  ooxml_tags_prepare(d);
}

enum unread_grade ooxml_read_text(struct ooxml *d, const char *p, size_t n, int ordinal) {
  char root[48];
  ooxml_root_name(p, n, root);
  struct text_walk *t = base_alloc(sizeof *t);
  text_begin(t, d, root, ordinal);
  struct xml_walk x = {.start = start, .end = end, .text = text, .sink = d->sink, .user = t};
  enum unread_grade g = xml_walk_text(&x, p, n);
  while (t->nest && !d->failures.refused)  // a part that breaks off keeps what was gathered
    paragraph_close(&x);
  d->text_parts++;
  for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
    if (is(kinds[k].root, root) && kinds[k].visible) d->body_letters += t->letters;
  if (t->word2003 && t->has_picture) d->pictures++;
  if (t->slide && t->has_picture && t->letters < 10) d->picture_slides++;
  for (int i = 0; i < MAX_NEST; i++)
    if (t->paras[i].ready) gather_free(&t->paras[i].now), gather_free(&t->paras[i].before);
  free(t);
  return g;
}
