// One page of a PDF: its lines are rebuilt from the boxes of the letters so that a mark stands
// alone on its line; what was written beside the text (notes, fields of forms) follows. Pages that
// are only pictures are counted.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/pdf/pdf.h"
#include "scan/sweep.h"

#define MAX_LETTERS ((size_t)400000)  ///< on one page
#define MARGIN 0.09f                  ///< shares of the page's height
#define EDGE 0.06f
#define SCANNED_LETTERS \
  60  ///< a page with fewer and a picture over most of it is a scanned page with a caption

/// A letter with its box in points, y downwards.
struct glyph {
  const char *s;  ///< UTF-8, not terminated
  float x1, y1, x2, y2;
  uint8_t n;
  bool red, space;
  const char *font;
};

/// A run of glyphs on one line without a wide gap.
struct piece {
  size_t from, to;  ///< glyphs
  float x1, y1, x2, y2;
  size_t row;
  bool singles;  ///< consists of single letters set apart
  bool apart;    ///< a gap of nearly a line lies between its row and the text
};

struct page {
  struct sink *sink;
  struct failures *failures;
  PopplerPage *poppler;
  int number;
  double width, height;
  char *text;
  struct glyph *glyphs;
  size_t n_glyphs, letters, odd;  ///< odd: letters without a Unicode value
};

static float middle(const struct glyph *g) {
  return (g->y1 + g->y2) / 2;
}

static int by_place(const void *a, const void *b) {
  const struct glyph *p = a, *q = b;
  if (middle(p) != middle(q)) return middle(p) < middle(q) ? -1 : 1;
  return p->x1 < q->x1 ? -1 : p->x1 > q->x1;
}

static int by_x(const void *a, const void *b) {
  const struct glyph *p = a, *q = b;
  return p->x1 < q->x1 ? -1 : p->x1 > q->x1;
}

// Most rows come in order already; then nothing is moved.
static void sort_glyphs(struct glyph *g, size_t n, int (*order)(const void *, const void *)) {
  size_t i = 1;
  while (i < n && order(&g[i - 1], &g[i]) <= 0)
    i++;
  if (i < n) qsort(g, n, sizeof *g, order);
}

static bool page_refuse(struct page *p) {
  p->failures->refused = true;
  return false;
}

static bool is_odd(uint32_t c) {
  return c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || (c < 32 && c != '\n' && c != '\t') ||
         c >= 0xF0000;
}

// Fonts and colours come as ranges of character positions (inclusive).
static void set_looks(struct page *p, size_t *position) {
  GList *ranges = poppler_page_get_text_attributes(p->poppler);
  size_t g = 0;
  for (GList *r = ranges; r; r = r->next) {
    const PopplerTextAttributes *a = r->data;
    bool red = colour_rgb_is_red(a->color.red >> 8, a->color.green >> 8, a->color.blue >> 8);
    const char *name = a->font_name;
    if (name && strlen(name) > 7 && name[6] == '+') name += 7;
    const char *font = name ? g_intern_string(name) : NULL;
    while (g < p->n_glyphs && position[g] < (size_t)a->start_index)
      g++;
    for (; g < p->n_glyphs && position[g] <= (size_t)a->end_index; g++)
      p->glyphs[g].red = red, p->glyphs[g].font = font;
  }
  poppler_page_free_text_attributes(ranges);
}

// Takes poppler's text and boxes; false when they do not belong together.
static bool take_glyphs(struct page *p) {
  PopplerRectangle *boxes = NULL;
  guint n_boxes = 0;
  if (!p->text || !poppler_page_get_text_layout(p->poppler, &boxes, &n_boxes)) return false;
  size_t chars = (size_t)g_utf8_strlen(p->text, -1);
  bool fits = chars == n_boxes && chars <= MAX_LETTERS;
  size_t *position = NULL;
  if (fits) {
    p->glyphs = base_alloc((chars + 1) * sizeof *p->glyphs);
    position = base_alloc((chars + 1) * sizeof *position);
    const char *s = p->text;
    for (size_t i = 0; i < chars; i++, s = g_utf8_next_char(s)) {
      struct glyph g = {.s = s,
                        .n = (uint8_t)(g_utf8_next_char(s) - s),
                        .x1 = (float)boxes[i].x1,
                        .y1 = (float)boxes[i].y1,
                        .x2 = (float)boxes[i].x2,
                        .y2 = (float)boxes[i].y2};
      if (*s == '\n' || *s == ' ' || *s == '\t' || !isfinite(g.x1) || !isfinite(g.y1)) continue;
      position[p->n_glyphs] = i;
      p->glyphs[p->n_glyphs++] = g;
    }
    set_looks(p, position);
  }
  free(position);
  g_free(boxes);
  return fits;
}

static void count_letters(struct page *p) {
  for (const char *s = p->text; s && *s; s = g_utf8_next_char(s)) {
    gunichar c = g_utf8_get_char(s);
    if (c <= ' ') continue;
    p->letters++;
    p->odd += is_odd(c);
  }
}

static bool emit_plain(struct page *p) {
  int line = 0;
  for (const char *s = p->text; s && *s;) {
    size_t n = strcspn(s, "\n");
    if (!line_emit_text(p->sink, s, n, PART_BODY, p->number, ++line)) return page_refuse(p);
    s += n + (s[n] == '\n');
  }
  return true;
}

static float height_of(const struct glyph *g) {
  float h = g->y2 - g->y1;
  return h > 1 ? h : 1;
}

// Whether a gap lies between a letter and the one before it in its row.
static bool gap_before(const struct glyph *g) {
  return g->x1 - g[-1].x2 > 0.12f * height_of(g);
}

// Sorts the glyphs of one row by x and cuts it at wide gaps.
static size_t cut_row(struct page *p, size_t from, size_t to, size_t row, struct piece *out) {
  struct glyph *g = p->glyphs;
  sort_glyphs(g + from, to - from, by_x);
  size_t n = 0;
  for (size_t i = from; i < to; i++) {
    bool cut = i == from || g[i].x1 - g[i - 1].x2 > 1.1f * height_of(&g[i]);
    if (cut) out[n++] = (struct piece){i, i, g[i].x1, g[i].y1, g[i].x2, g[i].y2, row, true, false};
    struct piece *now = &out[n - 1];
    if (!cut && g[i].x1 - g[i - 1].x2 < 0.12f * height_of(&g[i])) now->singles = false;
    now->to = i + 1;
    if (g[i].y1 < now->y1) now->y1 = g[i].y1;
    if (g[i].y2 > now->y2) now->y2 = g[i].y2;
    if (g[i].x2 > now->x2) now->x2 = g[i].x2;
  }
  size_t kept = 0;  // letters set far apart belong together: "T Ố I    M Ậ T"
  for (size_t i = 0; i < n; i++) {
    struct piece *last = kept ? &out[kept - 1] : NULL;
    if (last && last->singles && out[i].singles &&
        out[i].x1 - last->x2 < 4 * height_of(&g[out[i].from]) && to - from < 40) {
      last->to = out[i].to;
      last->x2 = out[i].x2;
    } else {
      out[kept++] = out[i];
    }
  }
  return kept;
}

static bool continues(const struct glyph *a, const struct glyph *b) {
  return b->s == a->s + a->n && b->font == a->font && b->red == a->red;
}

// Letters that follow each other in poppler's text, too, are taken as one run.
static bool emit_piece(struct page *p, struct gather *line, const struct piece *c, int number) {
  const struct glyph *g = p->glyphs;
  for (size_t i = c->from, to; i < c->to; i = to) {
    size_t bytes = g[i].n;
    for (to = i + 1; to < c->to && continues(&g[to - 1], &g[to]) && !gap_before(&g[to]); to++)
      bytes += g[to].n;
    if (i > c->from && gap_before(&g[i])) gather_puts(line, " ");
    struct run_look look = {g[i].font, g[i].red};
    gather_add(line, g[i].s, bytes, &look);
  }
  struct line l = line_at(PART_BODY, p->number, number);
  l.left = (float)(c->x1 / p->width);
  l.right = (float)(c->x2 / p->width);
  l.top = (float)(c->y1 / p->height);
  l.bottom = (float)(c->y2 / p->height);
  // Margins are 20 to 25 mm of 297 (Decree 30/2020). What stands in them, apart from the text, is
  // header or footer.
  if (l.bottom < EDGE || (l.bottom < MARGIN && c->apart)) l.part = PART_HEADER;
  if (l.top > 1 - EDGE || (l.top > 1 - MARGIN && c->apart)) l.part = PART_FOOTER;
  return gather_emit(line, p->sink, &l) || page_refuse(p);
}

static size_t row_end(const struct page *p, size_t from) {
  const struct glyph *g = p->glyphs;
  float limit = middle(&g[from]) + 0.45f * height_of(&g[from]);
  size_t to = from + 1;
  while (to < p->n_glyphs && middle(&g[to]) <= limit)
    to++;
  return to;
}

// Whether the row at `from` keeps a distance from the row towards the middle of the page.
static bool row_is_apart(const struct page *p, size_t before, size_t from, size_t to) {
  const struct glyph *g = p->glyphs;
  float gap = 1e9f, h = height_of(&g[from]);
  if (g[from].y1 < p->height / 2) {
    if (to < p->n_glyphs) gap = middle(&g[to]) - middle(&g[from]);
  } else if (before < from) {
    gap = middle(&g[from]) - middle(&g[before]);
  }
  return gap > 1.7f * h;
}

static bool emit_rows(struct page *p) {
  struct glyph *g = p->glyphs;
  sort_glyphs(g, p->n_glyphs, by_place);
  struct piece *pieces = base_alloc((p->n_glyphs + 1) * sizeof *pieces);
  struct gather line;
  gather_init(&line);
  int number = 0;
  bool ok = true;
  for (size_t before = 0, from = 0, row = 0; ok && from < p->n_glyphs; row++) {
    size_t to = row_end(p, from);
    bool apart = row_is_apart(p, before, from, to);
    size_t n = cut_row(p, from, to, row, pieces);
    for (size_t i = 0; ok && i < n; i++) {
      pieces[i].apart = apart;
      ok = emit_piece(p, &line, &pieces[i], ++number);
    }
    before = from;
    from = to;
  }
  gather_free(&line);
  free(pieces);
  return ok;
}

// Words set along the page's side: poppler's own line runs downwards, so its letters' boxes pile
// up.
static bool emit_turned(struct page *p) {
  size_t kept = 0, i = 0;
  struct gather line;
  gather_init(&line);
  bool ok = true;
  while (i < p->n_glyphs) {
    size_t to = i + 1;
    const char *end = p->glyphs[i].s + p->glyphs[i].n;
    while (to < p->n_glyphs && !memchr(end, '\n', (size_t)(p->glyphs[to].s - end)))
      end = p->glyphs[to].s + p->glyphs[to].n, to++;
    const struct glyph *a = &p->glyphs[i], *b = &p->glyphs[to - 1];
    float steps = (float)(to - i - 1);
    if (to - i >= 2 && fabsf(a->x1 - b->x1) < 2 &&
        fabsf(a->y1 - b->y1) > 0.5f * steps * height_of(a)) {
      for (size_t k = i; k < to; k++) {
        if (k > i && p->glyphs[k].s > p->glyphs[k - 1].s + p->glyphs[k - 1].n)
          gather_puts(&line, " ");
        struct run_look look = {p->glyphs[k].font, p->glyphs[k].red};
        gather_add(&line, p->glyphs[k].s, p->glyphs[k].n, &look);
      }
      struct line l = line_at(PART_BODY, p->number, 0);
      if (!gather_emit(&line, p->sink, &l)) ok = page_refuse(p);
    } else {
      memmove(&p->glyphs[kept], &p->glyphs[i], (to - i) * sizeof *p->glyphs);
      kept += to - i;
    }
    i = to;
    if (!ok) break;
  }
  p->n_glyphs = kept;
  gather_free(&line);
  return ok;
}

// The share of the page that pictures cover, at most 1.
static double picture_share(PopplerPage *page, double width, double height) {
  GList *images = poppler_page_get_image_mapping(page);
  double area = 0;
  for (GList *i = images; i; i = i->next) {
    const PopplerImageMapping *m = i->data;
    double w = fabs(m->area.x2 - m->area.x1), h = fabs(m->area.y2 - m->area.y1);
    area += (w > width ? width : w) * (h > height ? height : h);
  }
  poppler_page_free_image_mapping(images);
  double share = width * height > 0 ? area / (width * height) : 0;
  return share > 1 ? 1 : share;
}

// Notes, text typed onto the page, stamps: their words; a stamp without words is a picture.
static bool emit_notes(struct page *p, struct pdf_counts *c) {
  GList *annots = poppler_page_get_annot_mapping(p->poppler);
  bool ok = true;
  for (GList *i = annots; ok && i; i = i->next) {
    const PopplerAnnotMapping *m = i->data;
    PopplerAnnotType type = poppler_annot_get_annot_type(m->annot);
    gchar *s = poppler_annot_get_contents(m->annot);
    gchar *subject = POPPLER_IS_ANNOT_MARKUP(m->annot)
                         ? poppler_annot_markup_get_subject(POPPLER_ANNOT_MARKUP(m->annot))
                         : NULL;
    bool on_page = type == POPPLER_ANNOT_FREE_TEXT || type == POPPLER_ANNOT_STAMP;
    struct line l = line_at(on_page ? PART_TEXTBOX : PART_COMMENT, p->number, 0);
    if (on_page) {
      l.left = (float)(m->area.x1 / p->width), l.right = (float)(m->area.x2 / p->width);
      l.top = 1 - (float)(m->area.y2 / p->height), l.bottom = 1 - (float)(m->area.y1 / p->height);
      l.boxed = true;
    }
    ok = pdf_emit_lines(p->sink, s, &l) && pdf_emit_lines(p->sink, subject, &l);
    if (type == POPPLER_ANNOT_STAMP && (!s || !*s)) c->stamps++;
    g_free(s);
    g_free(subject);
  }
  poppler_page_free_annot_mapping(annots);
  return ok || page_refuse(p);
}

static bool emit_field(struct page *p, PopplerFormField *f, const struct line *place) {
  PopplerFormFieldType type = poppler_form_field_get_field_type(f);
  bool ok = true;
  if (type == POPPLER_FORM_FIELD_TEXT) {
    gchar *s = poppler_form_field_text_get_text(f);
    ok = pdf_emit_lines(p->sink, s, place);
    g_free(s);
  } else if (type == POPPLER_FORM_FIELD_CHOICE) {
    gchar *s =
        poppler_form_field_choice_is_editable(f) ? poppler_form_field_choice_get_text(f) : NULL;
    ok = pdf_emit_lines(p->sink, s, place);
    g_free(s);
    int n = poppler_form_field_choice_get_n_items(f);
    for (int i = 0; ok && i < n && i < 10000; i++) {
      if (!poppler_form_field_choice_is_item_selected(f, i)) continue;
      gchar *item = poppler_form_field_choice_get_item(f, i);
      ok = pdf_emit_lines(p->sink, item, place);
      g_free(item);
    }
  }
  return ok;
}

// What was filled into the fields of a form, where it stands on the page.
static bool emit_fields(struct page *p) {
  GList *fields = poppler_page_get_form_field_mapping(p->poppler);
  bool ok = true;
  for (GList *i = fields; ok && i; i = i->next) {
    const PopplerFormFieldMapping *m = i->data;
    struct line l = line_at(PART_BODY, p->number, 0);
    l.left = (float)(m->area.x1 / p->width), l.right = (float)(m->area.x2 / p->width);
    l.top = 1 - (float)(m->area.y2 / p->height), l.bottom = 1 - (float)(m->area.y1 / p->height);
    ok = emit_field(p, m->field, &l);
  }
  poppler_page_free_form_field_mapping(fields);
  return ok || page_refuse(p);
}

static void count_page(struct page *p, struct pdf_counts *c) {
  bool scanned = p->letters <= SCANNED_LETTERS &&
                 picture_share(p->poppler, p->width, p->height) >= (p->letters <= 20 ? 0.4 : 0.75);
  if (p->letters > 20) c->text_pages++;
  if (scanned) c->picture_pages++;
  if (p->letters > 20 && p->odd * 3 > p->letters) c->odd_pages++;
}

// Whether "mật" stands somewhere, also inside a longer word: poppler's text joins neighbouring
// cells of a table.
static bool holds_level(const char *s) {
  static const char *const vowels[] = {"\u1EAC",
                                       "\u1EAD",
                                       "\u00C2\u0323",
                                       "\u00E2\u0323",
                                       "A\u0323\u0302",
                                       "a\u0323\u0302",
                                       "\u1EA0\u0302",
                                       "\u1EA1\u0302",
                                       "A\u0302\u0323",
                                       "a\u0302\u0323",
                                       "A",
                                       "\u00CB",
                                       "A\u00C4",
                                       "a\u00E4"};
  for (; (s = strpbrk(s, "Mm")); s++)
    for (size_t i = strchr("Aa\xC3\xE1", s[1]) ? 0 : ARRAY_LEN(vowels); i < ARRAY_LEN(vowels);
         i++) {
      size_t n = strlen(vowels[i]);
      if (strncmp(s + 1, vowels[i], n) == 0 && (s[1 + n] == 'T' || s[1 + n] == 't')) return true;
    }
  return false;
}

// Where no word of a mark stands on a page, the places of its letters change nothing and are not
// asked for. The first page is the head of the paper.
static bool wants_places(const struct page *p) {
  return p->letters &&
         (p->number == 1 || sweep_text(p->text, strlen(p->text)) || holds_level(p->text));
}

void pdf_read_page(PopplerPage *page, int number, struct sink *s, struct failures *f,
                   struct pdf_counts *c) {
  struct page p = {.sink = s, .failures = f, .poppler = page, .number = number};
  poppler_page_get_size(page, &p.width, &p.height);
  if (p.width < 1 || p.height < 1) p.width = p.height = 1;
  p.text = poppler_page_get_text(page);
  count_letters(&p);
  bool boxes = wants_places(&p) && take_glyphs(&p);
  if ((boxes ? emit_turned(&p) && emit_rows(&p) : emit_plain(&p)) && emit_notes(&p, c))
    emit_fields(&p);
  count_page(&p, c);
  free(p.glyphs);
  g_free(p.text);
}
