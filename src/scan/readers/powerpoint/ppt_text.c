// Texts of presentations: fonts, colours and the runs they are set in; see ppt.h.
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/powerpoint/ppt.h"

#define MAX_RUNS 20000

// [MS-PPT] 2.9.20: the size of a paragraph's properties behind their mask; 0 when they break off.
static size_t paragraph_size(const uint8_t *p, size_t n) {
  if (n < 4) return 0;
  uint32_t mask = ppt_get32(p);
  static const struct {
    uint32_t bits;
    uint8_t size;
  } fields[] = {{0xF, 2},    {0x80, 2},   {0x10, 2},   {0x40, 2},  {0x20, 4},  {0x800, 2},
                {0x1000, 2}, {0x2000, 2}, {0x4000, 2}, {0x100, 2}, {0x400, 2}, {0x8000, 2}};
  size_t at = 4;
  for (size_t i = 0; i < ARRAY_LEN(fields); i++)
    if (mask & fields[i].bits) at += fields[i].size;
  if (mask & 0x100000) {
    if (at + 2 > n) return 0;
    at += 2 + 4 * (size_t)ppt_get16(p + at);
  }
  if (mask & 0x10000) at += 2;
  if (mask & 0xE0000) at += 2;
  if (mask & 0x200000) at += 2;
  return at <= n ? at : 0;
}

// [MS-PPT] 2.9.13: font and colour among a run's properties; returns their size, 0 when they break
// off.
static size_t letters_look(const struct ppt *d, const uint8_t *p, size_t n, struct ppt_look *ret) {
  if (n < 4) return 0;
  uint32_t mask = ppt_get32(p);
  size_t at = 4;
  if (mask & 0xFFFF) at += 2;
  size_t font = at;
  if (mask & 0x10000) at += 2;
  size_t ansi = at + (mask & 0x200000 ? 2 : 0);
  for (uint32_t bit = 0x200000; bit <= 0x800000; bit <<= 1)
    if (mask & bit) at += 2;
  if (mask & 0x20000) at += 2;
  size_t colour = at;
  if (mask & 0x40000) at += 4;
  if (mask & 0x80000) at += 2;
  if (at > n) return 0;
  if (mask & 0x400000) ret->font = ppt_get16(p + ansi);
  if (mask & 0x10000) ret->font = ppt_get16(p + font);
  if (mask & 0x40000) {
    const uint8_t *rgb = p + colour;
    if (rgb[3] < 8) rgb = d->scheme[rgb[3]];
    ret->red = colour_rgb_is_red(rgb[0], rgb[1], rgb[2]);
  }
  return at;
}

void ppt_read_font(struct ppt *d, const struct ppt_record *r) {
  if (r->n < 64 || d->n_fonts >= PPT_MAX_FONTS) return;
  if (!d->fonts) d->fonts = base_alloc(PPT_MAX_FONTS * sizeof *d->fonts);
  size_t n = 0;
  while (n < 64 && ppt_get16(r->p + n))
    n += 2;
  buf_clear(&d->scratch);
  codepage_decode(1200, r->p, n, &d->scratch);
  size_t k = d->scratch.n < sizeof *d->fonts ? d->scratch.n : sizeof *d->fonts - 1;
  memcpy(d->fonts[d->n_fonts], buf_str(&d->scratch), k);
  d->fonts[d->n_fonts++][k] = 0;
}

void ppt_read_scheme(struct ppt *d, const uint8_t *p, size_t n) {
  for (size_t i = 0; i < 8 && 4 * i + 4 <= n; i++)
    memcpy(d->scheme[i], p + 4 * i, 3);
}

// The looks of the first level of a kind of text; the first master that says something counts.
void ppt_read_master_style(struct ppt *d, const struct ppt_record *r) {
  if (r->instance >= PPT_TEXT_KINDS || r->n < 2 || !ppt_get16(r->p)) return;
  size_t at = r->instance >= 5 ? 4 : 2;
  if (at > r->n) return;
  size_t paragraph = paragraph_size(r->p + at, r->n - at);
  if (!paragraph) return;
  struct ppt_look look = {-1, -1};
  if (!letters_look(d, r->p + at + paragraph, r->n - at - paragraph, &look)) return;
  struct ppt_look *to = &d->defaults[r->instance];
  if (to->font < 0) to->font = look.font;
  if (to->red < 0) to->red = look.red;
}

static void add(struct ppt *d, const struct ppt_text *t, size_t from, size_t n,
                const struct ppt_look *look) {
  struct run_look how = {.red = look->red > 0};
  if (look->font >= 0 && (size_t)look->font < d->n_fonts) how.font = d->fonts[look->font];
  size_t unit = t->wide ? 2 : 1;
  buf_clear(&d->scratch);
  codepage_decode(t->wide ? 1200 : d->page_of_letters, t->p + from * unit, n * unit, &d->scratch);
  gather_add(&d->line, buf_str(&d->scratch), d->scratch.n, &how);
  d->letters += n;
}

static void end_line(struct ppt *d) {
  struct line l = line_at(d->part, d->page, ++d->number);
  if (d->anchored)
    l.left = d->anchor[0], l.top = d->anchor[1], l.right = d->anchor[2], l.bottom = d->anchor[3];
  if (d->line.letters) d->lines++;
  if (!d->failures.refused && !gather_emit(&d->line, d->sink, &l)) d->failures.refused = true;
}

static unsigned letter(const struct ppt_text *t, size_t i) {
  return t->wide ? ppt_get16(t->p + 2 * i) : t->p[i];
}

// Adds letters [from, to) and ends a line at each paragraph mark (13) and line break (11).
static void add_lines(struct ppt *d, const struct ppt_text *t, size_t from, size_t to,
                      const struct ppt_look *look) {
  while (from < to && !d->failures.refused) {
    size_t k = from;
    while (k < to && letter(t, k) != 13 && letter(t, k) != 11 && k - from < 8192)
      k++;
    if (k > from) add(d, t, from, k - from, look);
    from = k;
    if (k < to && (letter(t, k) == 13 || letter(t, k) == 11)) end_line(d), from++;
  }
}

// The runs of letters begin behind those of paragraphs, which must be walked over. 0: no runs.
static size_t first_run(const struct ppt_text *t, size_t letters) {
  size_t at = 0, covered = 0;
  while (covered <= letters) {
    if (at + 6 > t->n_style) return 0;
    size_t count = ppt_get32(t->style + at);
    size_t size = paragraph_size(t->style + at + 6, t->n_style - at - 6);
    if (!size || !count) return 0;
    covered += count;
    at += 6 + size;
  }
  return at;
}

void ppt_emit_text(struct ppt *d, struct ppt_text *t) {
  size_t letters = t->wide ? t->n / 2 : t->n, from = 0;
  t->used = true;
  struct ppt_look base = {-1, -1};
  if (t->kind < PPT_TEXT_KINDS) base = d->defaults[t->kind];
  if (base.font < 0) base.font = d->defaults[4].font;
  size_t at = t->style ? first_run(t, letters) : 0;
  for (int runs = 0; at && at + 4 <= t->n_style && from < letters && runs < MAX_RUNS; runs++) {
    struct ppt_look look = base;
    size_t count = ppt_get32(t->style + at);
    size_t size = letters_look(d, t->style + at + 4, t->n_style - at - 4, &look);
    if (!size || !count) break;
    size_t to = count > letters - from ? letters : from + count;
    add_lines(d, t, from, to, &look);
    from = to;
    at += 4 + size;
  }
  add_lines(d, t, from, letters, &base);
  end_line(d);
}

void ppt_emit_string(struct ppt *d, const struct ppt_record *r, enum scan_part part) {
  enum scan_part before = d->part;
  bool anchored = d->anchored;
  struct ppt_text t = {.kind = PPT_TEXT_KINDS, .p = r->p, .n = r->n, .wide = true};
  d->part = part;
  d->anchored = false;
  ppt_emit_text(d, &t);
  d->part = before;
  d->anchored = anchored;
}

bool ppt_gather_text(struct ppt_text *t, const struct ppt_record *r) {
  bool text = r->type == PPT_TEXT_CHARS || r->type == PPT_TEXT_BYTES;
  if (t->p && (text || r->type == PPT_TEXT_HEADER || r->type == PPT_SLIDE_PERSIST)) return true;
  if (r->type == PPT_TEXT_HEADER && r->n >= 4) t->kind = ppt_get32(r->p);
  if (text) t->p = r->p, t->n = r->n, t->wide = r->type == PPT_TEXT_CHARS;
  if (r->type == PPT_TEXT_STYLE && t->p) t->style = r->p, t->n_style = r->n;
  return false;
}
