// Fonts, colours and formats of .xls cells, and their strings as lines of Unicode; see xls.h.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/legacy.h"
#include "scan/readers/excel/xls.h"

enum { CHARSET_DEFAULT = 1, CHARSET_SYMBOL = 2, COLOURS = 256 };

// The palette a workbook has when it states none: only these indices print red.
static bool default_red(unsigned colour) {
  return colour == 2 || colour == 10;
}

static bool is_red(const struct xls *x, unsigned colour) {
  return colour < COLOURS && (x->reds[colour / 32] >> colour % 32 & 1);
}

void xls_read_palette(struct xls *x, const uint8_t *p, size_t n) {
  size_t count = n >= 2 ? xls_get16(p) : 0;
  for (size_t i = 0; i < count && i + 8 < COLOURS && 2 + 4 * i + 4 <= n; i++) {
    const uint8_t *rgb = p + 2 + 4 * i;
    uint32_t bit = 1u << (i + 8) % 32, *word = &x->reds[(i + 8) / 32];
    *word = colour_rgb_is_red(rgb[0], rgb[1], rgb[2]) ? *word | bit : *word & ~bit;
  }
}

static void font_name(struct xls *x, struct xls_font *font, const uint8_t *p, size_t n) {
  struct xls_feed f = {.p = p, .n = n, .end = n};
  xls_feed_any(x, &f, true);
  buf_clear(&x->scratch);
  codepage_decode(x->text.wide ? 1200 : 1252, (const uint8_t *)buf_str(&x->text.raw), x->text.raw.n,
                  &x->scratch);
  size_t k = x->scratch.n < sizeof font->name ? x->scratch.n : sizeof font->name - 1;
  memcpy(font->name, buf_str(&x->scratch), k);
  font->name[k] = 0;
}

void xls_read_font(struct xls *x, const uint8_t *p, size_t n) {
  size_t name_at = x->biff >= 5 ? 14 : x->biff >= 3 ? 6 : 4;
  if (x->n_fonts == XLS_MAX_FONTS || n <= name_at) return;
  if (!x->fonts) {
    x->fonts = base_alloc(XLS_MAX_FONTS * sizeof *x->fonts);
    for (unsigned i = 0; i < 16; i++)
      if (default_red(i)) x->reds[0] |= 1u << i;
  }
  struct xls_font *font = &x->fonts[x->n_fonts++];
  *font = (struct xls_font){.colour = x->biff >= 3 ? xls_get16(p + 4) : 0x7FFF,
                            .charset = x->biff >= 5 ? p[12] : CHARSET_DEFAULT};
  font_name(x, font, p + name_at, n - name_at);
}

void xls_read_cell_format(struct xls *x, const uint8_t *p, size_t n) {
  if (x->n_cell_formats == XLS_MAX_FORMATS || n < 4) return;
  if (!x->cell_fonts) {
    x->cell_fonts = base_alloc(XLS_MAX_FORMATS * sizeof *x->cell_fonts);
    x->cell_formats = base_alloc(XLS_MAX_FORMATS * sizeof *x->cell_formats);
  }
  bool wide = x->biff >= 5;
  size_t k = x->n_cell_formats++;
  x->cell_fonts[k] = wide ? xls_get16(p) : p[0];
  x->cell_formats[k] = wide ? xls_get16(p + 2) : x->biff == 2 ? p[2] & 0x3F : p[1];
}

void xls_read_number_format(struct xls *x, struct xls_feed *f) {
  unsigned id = (unsigned)x->n_formats;  // BIFF2 and BIFF3 number them by their order
  if (x->biff >= 4) id = xls_feed16(f);
  if (x->biff == 4) id = (unsigned)x->n_formats;
  if (x->n_formats == XLS_MAX_FONTS) return;
  xls_feed_any(x, f, x->biff < 8);
  xls_decode(x, NULL);
  if (!x->formats) x->formats = base_alloc(XLS_MAX_FONTS * sizeof *x->formats);
  x->formats[x->n_formats++] =
      (struct xls_format){.id = (uint16_t)id, .code = base_strdup(buf_str(&x->scratch))};
}

const char *xls_number_format(const struct xls *x, unsigned cell_format) {
  if (cell_format >= x->n_cell_formats) return NULL;
  unsigned id = x->cell_formats[cell_format];
  if (id < x->n_formats && x->formats[id].id == id) return x->formats[id].code;
  for (size_t i = 0; i < x->n_formats; i++)
    if (x->formats[i].id == id) return x->formats[i].code;
  return x->biff >= 5 ? xls_number_builtin(id) : NULL;
}

const struct xls_font *xls_font(const struct xls *x, unsigned number) {
  if (number >= 4 && x->biff <= 8) number--;  // there is no font 4
  return number < x->n_fonts ? &x->fonts[number] : NULL;
}

const struct xls_font *xls_font_of_cell(const struct xls *x, unsigned cell_format) {
  return cell_format < x->n_cell_formats ? xls_font(x, x->cell_fonts[cell_format]) : NULL;
}

// The code page of bytes set in a font. Fonts of old Vietnamese text keep their bytes.
static int page_of(const struct xls *x, const struct xls_font *font) {
  if (!font) return x->codepage;
  if (legacy_font_known(font->name)) return 1252;
  if (font->charset <= CHARSET_SYMBOL) return x->codepage;
  return codepage_of_charset(font->charset);
}

static void decode(struct xls *x, const struct xls_font *font, size_t from, size_t n) {
  buf_clear(&x->scratch);
  const uint8_t *p = (const uint8_t *)buf_str(&x->text.raw);
  codepage_decode(x->text.wide ? 1200 : page_of(x, font), p + from, n, &x->scratch);
}

void xls_decode(struct xls *x, const struct xls_font *font) {
  decode(x, font, 0, x->text.raw.n);
}

// Adds decoded text; a line break inside a cell ends the line.
static bool add_lines(struct xls *x, const struct xls_font *font, const struct line *place) {
  struct run_look look = {0};
  if (font) look = (struct run_look){font->name, font->red || is_red(x, font->colour)};
  const char *p = buf_str(&x->scratch), *end = p + x->scratch.n;
  while (p < end) {
    size_t k = 0;
    while (p + k < end && p[k] != '\n' && p[k] != '\r')
      k++;
    gather_add(&x->line, p, k, &look);
    p += k;
    if (p == end) break;
    if (!gather_emit(&x->line, x->sink, place)) return false;
    p++;
  }
  return true;
}

bool xls_emit(struct xls *x, const struct xls_font *font, struct line place) {
  size_t unit = x->text.wide ? 2 : 1, n = x->text.raw.n / unit, at = 0;
  gather_clear(&x->line);
  bool ok = true;
  for (size_t k = 0; ok && k <= x->text.n_runs; k++) {
    bool last = k == x->text.n_runs;
    size_t to = last || x->text.runs[k].from > n ? n : x->text.runs[k].from;
    if (to > at) {
      decode(x, font, at * unit, (to - at) * unit);
      ok = add_lines(x, font, &place);
      at = to;
    }
    if (!last) {
      const struct xls_font *next = xls_font(x, x->text.runs[k].font);
      if (next) font = next;
    }
  }
  ok = ok && gather_emit(&x->line, x->sink, &place);
  x->lines++;
  if (!ok) x->failures.refused = true;
  return ok;
}

bool xls_emit_utf8(struct xls *x, const struct xls_font *font, struct line place, const char *s,
                   size_t n) {
  gather_clear(&x->line);
  buf_clear(&x->scratch);
  buf_put(&x->scratch, s, n);
  bool ok = add_lines(x, font, &place) && gather_emit(&x->line, x->sink, &place);
  x->lines++;
  if (!ok) x->failures.refused = true;
  return ok;
}
