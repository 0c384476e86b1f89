// The reader for PDF: text through poppler, from memory and without rendering. Lines are rebuilt
// from the boxes of the letters so that a mark stands alone on its line; scanned pages are named as
// pictures. The file is above 400 lines of geometry and poppler's objects because a page is read in
// one go.
#include <math.h>
#include <poppler.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/failures.h"
#include "scan/readers/lines.h"
#include "scan/readers/readers.h"

#define MAX_PAGES 20000
#define MAX_LETTERS ((size_t)400000)  ///< on one page
#define MAX_ATTACHMENT ((size_t)128 << 20)
#define MAX_ATTACHMENTS 1000
#define MARGIN 0.09f  ///< shares of the page's height
#define EDGE 0.06f

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

// Sorts the glyphs of one row by x and cuts it at wide gaps.
static size_t cut_row(struct page *p, size_t from, size_t to, size_t row, struct piece *out) {
  struct glyph *g = p->glyphs;
  qsort(g + from, to - from, sizeof *g, by_x);
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

static bool emit_piece(struct page *p, struct gather *line, const struct piece *c, int number) {
  const struct glyph *g = p->glyphs;
  for (size_t i = c->from; i < c->to; i++) {
    bool gap = i > c->from && g[i].x1 - g[i - 1].x2 > 0.12f * height_of(&g[i]);
    if (i > c->from && gap) gather_puts(line, " ");
    struct run_look look = {g[i].font, g[i].red};
    gather_add(line, g[i].s, g[i].n, &look);
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
  qsort(g, p->n_glyphs, sizeof *g, by_place);
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
    if (to - i >= 3 && fabsf(a->x1 - b->x1) < 2 && fabsf(a->y1 - b->y1) > 2 * (a->x2 - a->x1)) {
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

static bool emit_notes(struct page *p) {
  GList *annots = poppler_page_get_annot_mapping(p->poppler);
  bool ok = true;
  for (GList *i = annots; ok && i; i = i->next) {
    const PopplerAnnotMapping *m = i->data;
    gchar *s = poppler_annot_get_contents(m->annot);
    if (s) ok = line_emit_text(p->sink, s, strlen(s), PART_COMMENT, p->number, 0) || page_refuse(p);
    g_free(s);
  }
  poppler_page_free_annot_mapping(annots);
  return ok;
}

struct counts {
  size_t text_pages, picture_pages, odd_pages;
};

static void read_page(PopplerPage *page, int number, struct sink *s, struct failures *f,
                      struct counts *c) {
  struct page p = {.sink = s, .failures = f, .poppler = page, .number = number};
  poppler_page_get_size(page, &p.width, &p.height);
  if (p.width < 1 || p.height < 1) p.width = p.height = 1;
  p.text = poppler_page_get_text(page);
  count_letters(&p);
  bool boxes = p.letters && take_glyphs(&p);
  if (boxes ? emit_turned(&p) && emit_rows(&p) : emit_plain(&p)) emit_notes(&p);
  if (p.letters > 20)
    c->text_pages++;
  else if (picture_share(page, p.width, p.height) >= 0.4)
    c->picture_pages++;
  if (p.letters > 20 && p.odd * 3 > p.letters) c->odd_pages++;
  free(p.glyphs);
  g_free(p.text);
}

struct collected {
  struct buf bytes;
};

static gboolean collect(const gchar *bytes, gsize n, gpointer data, GError **error) {
  struct collected *c = data;
  buf_put(&c->bytes, bytes, n);
  if (!c->bytes.over) return TRUE;
  g_set_error(error, g_quark_from_static_string("kin"), 1, "limit");
  return FALSE;
}

static void read_attachments(PopplerDocument *doc, const struct input *in, struct sink *s,
                             struct failures *f) {
  GList *list =
      poppler_document_has_attachments(doc) ? poppler_document_get_attachments(doc) : NULL;
  int count = 0;
  for (GList *i = list; i; i = i->next) {
    PopplerAttachment *a = i->data;
    if (!f->refused && ++count <= MAX_ATTACHMENTS) {
      struct collected c = {buf_init(MAX_ATTACHMENT)};
      GError *error = NULL;
      bool ok = poppler_attachment_save_to_callback(a, collect, &c, &error);
      if (!ok) failures_add(f, c.bytes.over ? UNREAD_LIMIT : UNREAD_DAMAGED, "attachment");
      g_clear_error(&error);
      struct input m = {.p = (const uint8_t *)buf_str(&c.bytes),
                        .n = c.bytes.n,
                        .name = a->name ? a->name : "",
                        .depth = in->depth + 1};
      if (ok && !s->member(s, &m)) f->refused = true;
      buf_free(&c.bytes);
    } else if (count > MAX_ATTACHMENTS) {
      failures_add(f, UNREAD_LIMIT, "attachments");
    }
    g_object_unref(a);
  }
  g_list_free(list);
}

static void read_properties(PopplerDocument *doc, struct sink *s, struct failures *f) {
  gchar *texts[] = {poppler_document_get_title(doc), poppler_document_get_subject(doc),
                    poppler_document_get_keywords(doc)};
  for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
    if (texts[i] && !f->refused &&
        !line_emit_text(s, texts[i], strlen(texts[i]), PART_PROPERTY, 0, 0))
      f->refused = true;
    g_free(texts[i]);
  }
}

static void read_document(PopplerDocument *doc, const struct input *in, struct sink *s) {
  struct failures f = {0};
  struct counts c = {0};
  int n = poppler_document_get_n_pages(doc), last = n < MAX_PAGES ? n : MAX_PAGES;
  if (n <= 0) failures_add(&f, UNREAD_DAMAGED, "pages");
  if (last < n) failures_add(&f, UNREAD_LIMIT, "pages");
  read_properties(doc, s, &f);
  for (int i = 0; i < last && !f.refused; i++) {
    if (s->stop(s)) {
      failures_add(&f, UNREAD_LIMIT, "stopped");
      break;
    }
    PopplerPage *page = poppler_document_get_page(doc, i);
    if (!page) {
      failures_add(&f, UNREAD_DAMAGED, "page");
      continue;
    }
    read_page(page, i + 1, s, &f, &c);
    g_object_unref(page);
  }
  read_attachments(doc, in, s, &f);
  if (c.picture_pages) failures_add(&f, UNREAD_PICTURE, "pages");
  if (c.odd_pages) failures_add(&f, UNREAD_UNSUPPORTED, "letters without Unicode");
  failures_tell(&f, s, c.text_pages > 0 && c.odd_pages < c.text_pages);
}

// Offset of "%PDF-" within the first kilobyte (readers accept bytes before it); -1 none.
static long pdf_start(const struct input *in) {
  size_t n = in->n < 1024 ? in->n : 1024;
  const uint8_t *hit = n >= 5 ? memmem(in->p, n, "%PDF-", 5) : NULL;
  return hit ? (long)(hit - in->p) : -1;
}

static int bid(const struct input *in) {
  long at = pdf_start(in);
  return at == 0 ? 95 : at > 0 ? 55 : 0;
}

static void read_pdf(const struct input *in, struct sink *s) {
  long start = pdf_start(in);
  if (start < 0) start = 0;
  GBytes *bytes = g_bytes_new_static(in->p + start, in->n - (size_t)start);
  GError *error = NULL;
  PopplerDocument *doc = poppler_document_new_from_bytes(bytes, NULL, &error);
  if (doc) {
    // A file cut short is repaired by poppler from what is left; the end mark tells.
    size_t tail = in->n < 2048 ? in->n : 2048;
    if (!memmem(in->p + in->n - tail, tail, "%%EOF", 5))
      s->unread(s, UNREAD_DAMAGED, true, "cut short");
    read_document(doc, in, s);
    g_object_unref(doc);
  } else {
    bool locked = error && error->domain == POPPLER_ERROR && error->code == POPPLER_ERROR_ENCRYPTED;
    s->unread(s, locked ? UNREAD_ENCRYPTED : UNREAD_DAMAGED, false, "pdf");
  }
  g_clear_error(&error);
  g_bytes_unref(bytes);
}

const struct reader scan_reader_pdf = {"pdf", bid, read_pdf};
