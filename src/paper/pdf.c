// Prints a document as PDF: pango shapes the words, cairo draws them, page by page, once to count the pages and once for
// good. No date but the document's own and no setting of the machine goes into the file.
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "paper/blocks.h"

// Points. Margins as Decree 30/2020/NĐ-CP, annex I: left 30 mm, right 15 mm, top and bottom 20 mm.
static const double SHORT_SIDE = 595.28, LONG_SIDE = 841.89, LEFT = 85, RIGHT = 43, TOP = 57,
                    BOTTOM = 57, PAD = 3.5;
enum { SIZE_TEXT = 13, SIZE_SMALL = 11, SIZE_CELL = 10, SIZE_FOOT = 9 };

struct press {
  const struct paper *p;
  cairo_t *cr;
  PangoLayout *layout;
  double width, height, y;
  int page, pages;
  bool draws;                 // false: only counting
  const struct block *table;  // whose head is to be repeated
};

struct set {
  double size;
  bool bold, italic, mono;
  enum paper_align align;
};

static double left(void) {
  return LEFT;
}

static double inner(const struct press *s) {
  return s->width - LEFT - RIGHT;
}

static double bottom(const struct press *s) {
  return s->height - BOTTOM;
}

// ---- words

static void set_words(struct press *s, const char *text, double width, const struct set *how) {
  PangoFontDescription *f = pango_font_description_new();
  pango_font_description_set_family_static(f, how->mono ? "Liberation Mono" : "Liberation Serif");
  // Absolute: points of the page, whatever resolution the machine believes in.
  pango_font_description_set_absolute_size(f, (how->mono ? how->size * 0.86 : how->size) *
                                                  PANGO_SCALE);
  pango_font_description_set_weight(f, how->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style(f, how->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_layout_set_font_description(s->layout, f);
  pango_font_description_free(f);
  pango_layout_set_width(s->layout, (int)(width * PANGO_SCALE));
  pango_layout_set_height(s->layout, -1);
  pango_layout_set_ellipsize(s->layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_wrap(s->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(s->layout, how->align == PAPER_CENTRE  ? PANGO_ALIGN_CENTER
                                        : how->align == PAPER_RIGHT ? PANGO_ALIGN_RIGHT
                                                                    : PANGO_ALIGN_LEFT);
  pango_layout_set_line_spacing(s->layout, 1.12F);
  pango_layout_set_text(s->layout, text ? text : "", -1);
}

static double words_height(const struct press *s) {
  int h = 0;
  pango_layout_get_size(s->layout, NULL, &h);
  return (double)h / PANGO_SCALE;
}

static double measure(struct press *s, const char *text, double width, const struct set *how) {
  set_words(s, text, width, how);
  return words_height(s);
}

static void show_at(struct press *s, double x, double y) {
  if (!s->draws) return;
  cairo_move_to(s->cr, x, y);
  pango_cairo_show_layout(s->cr, s->layout);
}

// Words in a box that must not be higher than `most`.
static void box_words(struct press *s, const char *text, double x, double y, double width,
                      double most, const struct set *how) {
  set_words(s, text, width, how);
  if (words_height(s) > most) {
    pango_layout_set_height(s->layout, (int)(most * PANGO_SCALE));
    pango_layout_set_ellipsize(s->layout, PANGO_ELLIPSIZE_END);
  }
  show_at(s, x, y);
}

static void rule(struct press *s, double x1, double y1, double x2, double y2, double thick) {
  if (!s->draws) return;
  cairo_set_line_width(s->cr, thick);
  cairo_move_to(s->cr, x1, y1);
  cairo_line_to(s->cr, x2, y2);
  cairo_stroke(s->cr);
}

// ---- pages

static void page_foot(struct press *s) {
  const struct set small = {.size = SIZE_FOOT, .align = PAPER_LEFT};
  const struct set right = {.size = SIZE_FOOT, .align = PAPER_RIGHT};
  char number[16], all[16];
  snprintf(number, sizeof number, "%d", s->page);
  snprintf(all, sizeof all, "%d", s->pages);
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  double y = s->height - BOTTOM + 18;
  rule(s, left(), y - 5, s->width - RIGHT, y - 5, 0.4);
  box_words(s, s->p->o.running, left(), y, inner(s) * 0.78, 24, &small);
  box_words(s, msg_fill(a, s->p->o.lang, MSG_PAPER_PAGE, "page", number, "pages", all, NULL),
            left() + inner(s) * 0.8, y, inner(s) * 0.2, 12, &right);
}

static void page_begin(struct press *s) {
  s->page++;
  s->y = TOP;
  if (!s->p->o.mark || !*s->p->o.mark) return;
  const struct set bold = {.size = SIZE_SMALL, .bold = true, .align = PAPER_RIGHT};
  box_words(s, s->p->o.mark, left(), TOP - 24, inner(s), 16, &bold);
}

static void page_end(struct press *s) {
  page_foot(s);
  if (s->draws) cairo_show_page(s->cr);
}

static void table_head(struct press *s);

static void page_next(struct press *s) {
  page_end(s);
  page_begin(s);
  if (s->table) table_head(s);
}

static void need(struct press *s, double h) {
  if (s->y + h > bottom(s) && s->y > TOP + 1) page_next(s);
}

// A paragraph, which may go over pages line by line.
static void flow(struct press *s, const char *text, double x, double width, const struct set *how,
                 double after) {
  set_words(s, text, width, how);
  PangoLayout *own = pango_layout_copy(s->layout);  // page_next() sets other words meanwhile
  PangoLayoutIter *i = pango_layout_get_iter(own);
  do {
    PangoRectangle at;
    pango_layout_iter_get_line_extents(i, NULL, &at);
    double h = (double)at.height / PANGO_SCALE;
    need(s, h);
    if (s->draws) {
      double base = (double)(pango_layout_iter_get_baseline(i) - at.y) / PANGO_SCALE;
      cairo_move_to(s->cr, x + (double)at.x / PANGO_SCALE, s->y + base);
      pango_cairo_show_layout_line(s->cr, pango_layout_iter_get_line_readonly(i));
    }
    s->y += h;
  } while (pango_layout_iter_next_line(i));
  pango_layout_iter_free(i);
  g_object_unref(own);
  s->y += after;
}

// ---- blocks

static void state_head(struct press *s, const struct block *b) {
  const struct set plain = {.size = 12, .align = PAPER_CENTRE};
  const struct set bold = {.size = 12, .bold = true, .align = PAPER_CENTRE};
  const struct set motto = {.size = 13, .bold = true, .align = PAPER_CENTRE};
  const struct set day = {.size = 13, .italic = true, .align = PAPER_CENTRE};
  double w1 = inner(s) * 0.40, w2 = inner(s) * 0.58, x2 = left() + inner(s) - w2, y = s->y, h;
  if (b->texts[0]) flow(s, b->texts[0], left(), w1, &plain, 0);
  if (b->texts[1]) flow(s, b->texts[1], left(), w1, &bold, 2);
  rule(s, left() + w1 * 0.33, s->y, left() + w1 * 0.67, s->y, 0.7);
  s->y += 5;
  if (b->texts[2]) flow(s, b->texts[2], left(), w1, &plain, 0);
  double end = s->y;
  h = measure(s, paper_state(s->p), w2, &bold);
  show_at(s, x2, y);
  y += h;
  h = measure(s, paper_motto(s->p), w2, &motto);
  show_at(s, x2, y);
  y += h + 2;
  rule(s, x2 + w2 * 0.22, y, x2 + w2 * 0.78, y, 0.7);
  y += 5;
  if (b->texts[3]) {
    h = measure(s, b->texts[3], w2, &day);
    show_at(s, x2, y);
    y += h;
  }
  s->y = (end > y ? end : y) + 14;
}

static void title(struct press *s, const struct block *b) {
  const struct set bold = {.size = 15, .bold = true, .align = PAPER_CENTRE};
  const struct set below = {.size = 13, .bold = true, .align = PAPER_CENTRE};
  flow(s, b->texts[0], left(), inner(s), &bold, 2);
  if (b->texts[1]) flow(s, b->texts[1], left(), inner(s), &below, 0);
  s->y += 12;
}

static size_t in_row_of(size_t signatures) {
  return signatures > 3 ? 2 : signatures;
}

static double signatures_height(size_t n) {
  return n ? (double)((n + in_row_of(n) - 1) / in_row_of(n)) * 116 : 0;
}

static void heading(struct press *s, const struct block *b) {
  const struct set bold = {.size = SIZE_TEXT, .bold = true}, words = {.size = SIZE_TEXT};
  const struct block *text = b->next && b->next->kind == BLOCK_TEXT ? b->next : NULL;
  s->y += s->y > TOP + 1 ? 9 : 0;
  double h = 64;  // never alone at the foot of a page
  // Nobody signs a page without words: the last section stays with the signatures.
  if (text && text->next && text->next->kind == BLOCK_SIGNATURES)
    h += measure(s, text->texts[0], inner(s), &words) + signatures_height(text->next->n / 2);
  need(s, h);
  flow(s, b->texts[0], left(), inner(s), &bold, 4);
}

static void text(struct press *s, const struct block *b) {
  bool small = b->style == PAPER_SMALL || b->style == PAPER_MONO;
  const struct set how = {.size = small ? SIZE_SMALL : SIZE_TEXT, .mono = b->style == PAPER_MONO};
  if (b->style != PAPER_NOTE) {
    flow(s, b->texts[0], left(), inner(s), &how, 5);
    return;
  }
  double w = inner(s) - 16, h = measure(s, b->texts[0], w, &how) + 12;
  if (h > bottom(s) - TOP) h = bottom(s) - TOP;
  need(s, h);
  if (s->draws) {
    cairo_set_line_width(s->cr, 0.8);
    cairo_rectangle(s->cr, left(), s->y, inner(s), h);
    cairo_stroke(s->cr);
  }
  box_words(s, b->texts[0], left() + 8, s->y + 5, w, h - 10, &how);
  s->y += h + 8;
}

static void fact(struct press *s, const struct block *b) {
  const struct set label = {.size = 12}, value = {.size = 12, .bold = false};
  double w1 = inner(s) * 0.31, w2 = inner(s) - w1 - 8;
  double h1 = measure(s, b->texts[0], w1, &label), h2 = measure(s, b->texts[1], w2, &value);
  double h = h1 > h2 ? h1 : h2, most = bottom(s) - TOP;
  if (h > most) h = most;
  need(s, h + 3);
  box_words(s, b->texts[0], left(), s->y, w1, h, &label);
  box_words(s, b->texts[1], left() + w1 + 8, s->y, w2, h, &value);
  s->y += h + 3;
}

// ---- tables

static double column_width(const struct press *s, const struct block *t, size_t i) {
  int sum = 0;
  for (size_t k = 0; k < t->n; k++)
    sum += t->columns[k].share > 0 ? t->columns[k].share : 1;
  return inner(s) * (t->columns[i].share > 0 ? t->columns[i].share : 1) / sum;
}

static double cells_height(struct press *s, const struct block *t, const char *const *cells,
                           bool head, double most) {
  double h = 0;
  for (size_t i = 0; i < t->n; i++) {
    const struct set how = {.size = SIZE_CELL, .bold = head, .mono = !head && t->columns[i].mono};
    const char *cell = cells ? cells[i] : t->columns[i].title;
    double one = measure(s, cell, column_width(s, t, i) - 2 * PAD, &how);
    if (one > h) h = one;
  }
  return h > most ? most : h;
}

static void cells(struct press *s, const struct block *t, const char *const *list, bool head) {
  double most = (bottom(s) - TOP) * 0.6, h = cells_height(s, t, list, head, most);
  double x = left(), full = h + 2 * PAD;
  if (!head) need(s, full);
  for (size_t i = 0; i < t->n; i++) {
    double w = column_width(s, t, i);
    const struct set how = {.size = SIZE_CELL,
                            .bold = head,
                            .mono = !head && t->columns[i].mono,
                            .align = head ? PAPER_CENTRE : t->columns[i].align};
    box_words(s, list ? list[i] : t->columns[i].title, x + PAD, s->y + PAD, w - 2 * PAD, h, &how);
    if (s->draws) {
      cairo_set_line_width(s->cr, 0.5);
      cairo_rectangle(s->cr, x, s->y, w, full);
      cairo_stroke(s->cr);
    }
    x += w;
  }
  s->y += full;
}

static void table_head(struct press *s) {
  cells(s, s->table, NULL, true);
}

static void table(struct press *s, const struct block *b) {
  const struct set caption = {.size = SIZE_SMALL, .italic = true};
  const struct block *row = b->next && b->next->kind == BLOCK_ROW ? b->next : NULL;
  double most = (bottom(s) - TOP) * 0.6;
  double h = cells_height(s, b, NULL, true, most) + 30;
  if (row) h += cells_height(s, b, row->texts, false, most);
  s->table = NULL;
  need(s, h);
  if (b->texts[0]) flow(s, b->texts[0], left(), inner(s), &caption, 3);
  s->table = b;
  table_head(s);
}

static void signatures(struct press *s, const struct block *b) {
  const struct set who = {.size = SIZE_TEXT, .bold = true, .align = PAPER_CENTRE};
  const struct set how = {.size = 11, .italic = true, .align = PAPER_CENTRE};
  size_t n = b->n / 2;
  if (!n) return;
  size_t in_row = in_row_of(n);
  double w = inner(s) / (double)in_row;
  need(s, signatures_height(n));
  for (size_t at = 0; at < n; at += in_row) {
    s->y += 12;
    for (size_t k = 0; k < in_row && at + k < n; k++) {
      double x = left() + w * (double)k;
      double h = measure(s, b->texts[2 * (at + k)], w - 8, &who);
      show_at(s, x + 4, s->y);
      box_words(s, b->texts[2 * (at + k) + 1], x + 4, s->y + h, w - 8, 30, &how);
    }
    s->y += 104;
  }
}

static void print(struct press *s) {
  page_begin(s);
  for (const struct block *b = s->p->first; b; b = b->next) {
    if (s->table && b->kind != BLOCK_ROW) {
      s->table = NULL;
      s->y += 8;
    }
    switch (b->kind) {
      case BLOCK_STATE_HEAD:
        state_head(s, b);
        break;
      case BLOCK_TITLE:
        title(s, b);
        break;
      case BLOCK_HEADING:
        heading(s, b);
        break;
      case BLOCK_TEXT:
        text(s, b);
        break;
      case BLOCK_FACT:
        fact(s, b);
        break;
      case BLOCK_TABLE:
        table(s, b);
        break;
      case BLOCK_ROW:
        cells(s, b->table, b->texts, false);
        break;
      case BLOCK_SIGNATURES:
        signatures(s, b);
        break;
    }
  }
  page_end(s);
  s->table = NULL;
}

// ---- the file

static cairo_status_t take(void *ctx, const unsigned char *p, unsigned n) {
  struct buf *b = ctx;
  buf_put(b, p, n);
  return b->over ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void describe(const struct paper *p, cairo_surface_t *pdf) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 12);
  cairo_pdf_surface_restrict_to_version(pdf, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, p->o.title);
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "kin " KIN_VERSION);
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE,
                                 time_format_iso(a, p->o.made));
}

// The same words on every machine: no hints, no grid.
static PangoLayout *new_layout(cairo_t *cr) {
  PangoLayout *layout = pango_cairo_create_layout(cr);
  cairo_font_options_t *plain = cairo_font_options_create();
  cairo_font_options_set_hint_style(plain, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(plain, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(plain, CAIRO_ANTIALIAS_GRAY);
  PangoContext *context = pango_layout_get_context(layout);
  pango_cairo_context_set_font_options(context, plain);
  pango_cairo_context_set_resolution(context, 72);
  pango_context_set_round_glyph_positions(context, FALSE);
  pango_context_set_language(context, pango_language_from_string("vi"));
  pango_layout_context_changed(layout);
  // A hash broken over lines must not gain a hyphen.
  PangoAttrList *attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
  cairo_font_options_destroy(plain);
  return layout;
}

static bool has_font(PangoLayout *layout) {
  PangoFontFamily **families = NULL;
  int n = 0;
  pango_context_list_families(pango_layout_get_context(layout), &families, &n);
  g_free(families);
  return n > 0;
}

struct err *paper_pdf(const struct paper *p, struct buf *ret) {
  if (p->over) return err_new(ERR_LIMIT, MSG_PAPER_TOO_LARGE, MSG_NONE, NULL);
  double w = p->o.landscape ? LONG_SIDE : SHORT_SIDE, h = p->o.landscape ? SHORT_SIDE : LONG_SIDE;
  cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(take, ret, w, h);
  cairo_t *cr = cairo_create(pdf);
  describe(p, pdf);
  struct press s = {.p = p, .cr = cr, .layout = new_layout(cr), .width = w, .height = h};
  bool font = has_font(s.layout);
  if (font) {
    print(&s);
    s.pages = s.page;
    s.page = 0;
    s.draws = true;
    print(&s);
  }
  g_object_unref(s.layout);
  cairo_destroy(cr);
  cairo_surface_finish(pdf);
  bool good = cairo_surface_status(pdf) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy(pdf);
  if (!font) return err_new(ERR_UNSUPPORTED, MSG_PAPER_NO_FONT, MSG_PAPER_NO_FONT_HINT, NULL);
  return good && !ret->over ? NULL : err_new(ERR_LIMIT, MSG_PAPER_TOO_LARGE, MSG_NONE, NULL);
}
