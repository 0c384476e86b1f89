// Reads the records of .xlsb parts with the means of the .xls reader; see xlsb.h.
#include "scan/readers/ooxml/xlsb.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/excel/xls.h"

enum { STOP_EVERY = 4096, NO_STRING = 0xFFFFFFFF, RICH = 1 };

/// Where the next field of a record stands.
struct field {
  const uint8_t *p;
  size_t n, at;
  bool broken;
};

struct xlsb {
  struct xls x;
  char *shared;  ///< the part with the shared strings
  size_t n_shared;
  bool in_cell_formats;
  unsigned row;
};

bool xlsb_is(const struct zip *z) {
  return zip_find(z, "xl/workbook.bin") != NULL;
}

bool xlsb_owns(const char *name) {
  return zip_name_starts(name, "xl/") && zip_name_ends(name, ".bin") &&
         !zip_name_starts(name, "xl/embeddings") && !zip_name_starts(name, "xl/activeX") &&
         !zip_name_starts(name, "xl/media") && !zip_name_starts(name, "xl/vbaProject") &&
         !zip_name_starts(name, "xl/printerSettings");
}

static const uint8_t *take(struct field *f, size_t n) {
  if (f->broken || f->n - f->at < n) {
    f->broken = true;
    return NULL;
  }
  f->at += n;
  return f->p + f->at - n;
}

static uint32_t take32(struct field *f) {
  const uint8_t *p = take(f, 4);
  return p ? xls_get32(p) : 0;
}

// A counted UTF-16 text into x->text. False when there is none.
static bool take_text(struct xlsb *b, struct field *f) {
  xls_text_clear(&b->x.text);
  b->x.text.wide = true;
  uint32_t n = take32(f);
  if (f->broken || n == NO_STRING || n > (f->n - f->at) / 2) return false;
  buf_put(&b->x.text.raw, take(f, 2 * (size_t)n), 2 * (size_t)n);
  return n > 0;
}

// [MS-XLSB] 2.5.122: flags, the text, then where which font begins.
static bool take_rich(struct xlsb *b, struct field *f) {
  const uint8_t *flags = take(f, 1);
  if (!flags || !take_text(b, f)) return false;
  struct xls_text *t = &b->x.text;
  if (!(*flags & RICH)) return true;
  if (!t->runs) t->runs = base_alloc(XLS_MAX_RUNS * sizeof *t->runs);
  for (uint32_t runs = take32(f); runs && t->n_runs < XLS_MAX_RUNS; runs--) {
    const uint8_t *p = take(f, 4);
    if (!p) break;
    t->runs[t->n_runs++] = (struct xls_run){xls_get16(p), xls_get16(p + 2)};
  }
  return true;
}

static void emit(struct xlsb *b, const struct xls_font *font, enum scan_part part, int number) {
  xls_emit(&b->x, font, line_at(part, part == PART_PROPERTY ? 0 : b->x.sheet, number));
}

// ---- looks

static void read_font(struct xlsb *b, struct field *f) {
  struct xls *x = &b->x;
  const uint8_t *p = take(f, 21);
  if (!p || x->n_fonts == XLS_MAX_FONTS || !take_text(b, f)) return;
  if (!x->fonts) x->fonts = base_alloc(XLS_MAX_FONTS * sizeof *x->fonts);
  struct xls_font *font = &x->fonts[x->n_fonts++];
  *font = (struct xls_font){.charset = p[10], .colour = 0x7FFF};
  font->red = (p[12] & 1) && colour_rgb_is_red(p[16], p[17], p[18]);
  xls_decode(x, NULL);
  size_t n = x->scratch.n < sizeof font->name ? x->scratch.n : sizeof font->name - 1;
  memcpy(font->name, buf_str(&x->scratch), n);
}

static void read_number_format(struct xlsb *b, struct field *f) {
  struct xls *x = &b->x;
  const uint8_t *id = take(f, 2);
  if (!id || !take_text(b, f) || x->n_formats == XLS_MAX_FONTS) return;
  if (!x->formats) x->formats = base_alloc(XLS_MAX_FONTS * sizeof *x->formats);
  xls_decode(x, NULL);
  x->formats[x->n_formats++] =
      (struct xls_format){.id = xls_get16(id), .code = base_strdup(buf_str(&x->scratch))};
}

static void read_cell_format(struct xlsb *b, struct field *f) {
  struct xls *x = &b->x;
  const uint8_t *p = take(f, 6);
  if (!p || !b->in_cell_formats || x->n_cell_formats == XLS_MAX_FORMATS) return;
  if (!x->cell_fonts) {
    x->cell_fonts = base_alloc(XLS_MAX_FORMATS * sizeof *x->cell_fonts);
    x->cell_formats = base_alloc(XLS_MAX_FORMATS * sizeof *x->cell_formats);
  }
  x->cell_formats[x->n_cell_formats] = xls_get16(p + 2);
  x->cell_fonts[x->n_cell_formats++] = xls_get16(p + 4);
}

// ---- cells

static void emit_value(struct xlsb *b, unsigned format, double v) {
  struct buf text CLEANUP(buf_free) = buf_init(1024);
  xls_number_text(v, xls_number_format(&b->x, format), b->x.from_1904, &text);
  xls_emit_utf8(&b->x, xls_font_of_cell(&b->x, format),
                line_at(PART_SHEET, b->x.sheet, (int)b->row + 1), buf_str(&text), text.n);
}

static void read_shared_cell(struct xlsb *b, struct field *f, const struct xls_font *font) {
  uint32_t i = take32(f);
  if (f->broken || i >= b->x.n_shared) return;
  struct field text = {
      .p = (const uint8_t *)b->shared, .n = b->x.shared[i].end, .at = b->x.shared[i].at};
  if (take_rich(b, &text)) emit(b, font, PART_SHEET, (int)b->row + 1);
}

static void read_cell(struct xlsb *b, unsigned type, struct field *f) {
  const uint8_t *head = take(f, 8), *p;
  if (!head) return;
  unsigned format = xls_get32(head + 4) & 0xFFFFFF;
  const struct xls_font *font = xls_font_of_cell(&b->x, format);
  const char *word;
  switch (type) {
    case 2:
      if ((p = take(f, 4))) emit_value(b, format, xls_rk(xls_get32(p)));
      break;
    case 5:
    case 9:
      if ((p = take(f, 8))) emit_value(b, format, xls_get_double(p));
      break;
    case 3:
    case 4:
    case 10:
    case 11:
      if (!(p = take(f, 1))) break;
      word = xls_truth_text(*p, type == 3 || type == 11);
      xls_emit_utf8(&b->x, font, line_at(PART_SHEET, b->x.sheet, (int)b->row + 1), word,
                    strlen(word));
      break;
    case 7:
      read_shared_cell(b, f, font);
      break;
    case 62:
      if (take_rich(b, f)) emit(b, font, PART_SHEET, (int)b->row + 1);
      break;
    default:
      if (take_text(b, f)) emit(b, font, PART_SHEET, (int)b->row + 1);
      break;
  }
}

// ---- the rest of a sheet and of the workbook

static void read_headers(struct xlsb *b, struct field *f) {
  struct xls *x = &b->x;
  const struct xls_font *font = xls_font(x, 0);
  if (!take(f, 2)) return;
  for (int i = 0; i < 6 && !f->broken && !x->failures.refused; i++) {
    if (!take_text(b, f)) continue;
    xls_decode(x, NULL);
    x->lines++;
    if (!xls_header_emit(x->sink, buf_str(&x->scratch), x->scratch.n, font ? font->name : NULL,
                         i & 1 ? PART_FOOTER : PART_HEADER, x->sheet))
      x->failures.refused = true;
  }
}

static void read_prompts(struct xlsb *b, struct field *f) {
  take32(f);
  uint32_t ranges = take32(f);
  if (!take(f, 16 * (size_t)ranges)) return;
  for (int i = 0; i < 4 && !f->broken; i++)
    if (take_text(b, f)) emit(b, NULL, PART_COMMENT, ++b->x.note);
}

static void read_sheet_name(struct xlsb *b, struct field *f) {
  if (!take(f, 8)) return;
  take_text(b, f);  // its relation
  if (take_text(b, f)) emit(b, NULL, PART_PROPERTY, 0);
}

static void add_shared(struct xlsb *b, const struct field *f, const char *part) {
  struct xls *x = &b->x;
  if ((x->n_shared & (x->n_shared - 1)) == 0) {
    size_t room = x->n_shared ? 2 * x->n_shared : 1;
    x->shared = base_realloc(x->shared, room * sizeof *x->shared);
  }
  size_t at = (size_t)((const char *)f->p - part);
  x->shared[x->n_shared++] = (struct xls_place){(uint32_t)at, (uint32_t)(at + f->n)};
}

// Records about the looks of cells. False: not one of them.
static bool read_look(struct xlsb *b, unsigned type, struct field *f) {
  if (type == 43)
    read_font(b, f);
  else if (type == 44)
    read_number_format(b, f);
  else if (type == 47)
    read_cell_format(b, f);
  else if (type == 617 || type == 618)
    b->in_cell_formats = type == 617;
  else
    return false;
  return true;
}

static void read_record(struct xlsb *b, unsigned type, struct field *f, const char *part) {
  const uint8_t *flags;
  if (read_look(b, type, f)) return;
  if ((type >= 2 && type <= 11) || type == 62) {
    read_cell(b, type, f);
    return;
  }
  switch (type) {
    case 0:
      b->row = take32(f) & 0xFFFFFF;
      break;
    case 19:
      if (part == b->shared) add_shared(b, f, part);
      break;
    case 24:  // of a pivot cache
      if (take_text(b, f)) emit(b, NULL, PART_SHEET, 0);
      break;
    case 64:
      read_prompts(b, f);
      break;
    case 153:
      flags = take(f, 4);
      b->x.from_1904 = flags && (*flags & 1);
      break;
    case 156:
      read_sheet_name(b, f);
      break;
    case 371:  // a kept value of another workbook
      if (take(f, 4) && take_text(b, f)) emit(b, NULL, PART_SHEET, 0);
      break;
    case 479:
      read_headers(b, f);
      break;
    case 637:
      if (take_rich(b, f)) emit(b, NULL, PART_COMMENT, ++b->x.note);
      break;
    default:
      break;
  }
}

// A number of at most `most` bytes with seven bits each, the low ones first.
static uint32_t take_packed(struct field *f, int most) {
  uint32_t v = 0;
  for (int i = 0; i < most; i++) {
    const uint8_t *p = take(f, 1);
    if (!p) return 0;
    v |= (uint32_t)(*p & 0x7F) << 7 * i;
    if (!(*p & 0x80)) break;
  }
  return v;
}

static void walk(struct xlsb *b, const char *p, size_t n) {
  struct field f = {.p = (const uint8_t *)p, .n = n};
  struct sink *s = b->x.sink;
  for (size_t count = 1; f.at < f.n && !b->x.failures.refused; count++) {
    const uint8_t *first = take(&f, 1);
    unsigned type = *first;
    if (type & 0x80) {
      const uint8_t *second = take(&f, 1);
      type = (type & 0x7F) | (second ? (unsigned)(*second & 0x7F) << 7 : 0);
    }
    size_t size = take_packed(&f, 4);
    if (f.broken || size > f.n - f.at) {
      failures_add(&b->x.failures, UNREAD_DAMAGED, "part");
      return;
    }
    struct field record = {.p = f.p + f.at, .n = size};
    read_record(b, type, &record, p);
    f.at += size;
    if (count % STOP_EVERY == 0 && s->stop(s)) {
      failures_add(&b->x.failures, UNREAD_LIMIT, "stopped");
      b->x.failures.refused = true;
    }
  }
}

static void read_part(struct xlsb *b, struct ooxml *d, const struct zip_entry *e, bool shared) {
  char *p = NULL;
  size_t n = 0;
  enum unread_grade g = zip_read(&d->zip, e, &p, &n);
  failures_add(&b->x.failures, g, "part");
  if (!p) return;
  if (shared && !b->shared)
    b->shared = p, b->n_shared = n < UINT32_MAX ? n : UINT32_MAX, n = b->n_shared;
  const char *base = zip_name_base(e->name);
  while (*base && !isdigit((unsigned char)*base))
    base++;
  b->x.sheet = *base ? atoi(base) % 100000 : 0;
  b->row = 0;
  b->x.note = 0;
  walk(b, p, n);
  d->text_parts++;
  if (p != b->shared) free(p);
}

static void xlsb_end(struct xlsb *b) {
  xls_free(&b->x);
  free(b->shared);
}

void xlsb_read(struct ooxml *d) {
  struct xlsb b = {.x = {.sink = d->sink, .biff = 12, .codepage = 1252}};
  b.x.text.raw = buf_init(4 * XLS_MAX_UNITS);
  b.x.scratch = buf_init(8 * XLS_MAX_UNITS);
  gather_init(&b.x.line);
  static const char *const first[] = {"xl/workbook.bin", "xl/styles.bin", "xl/sharedStrings.bin"};
  const struct zip_entry *done[ARRAY_LEN(first)];
  for (size_t i = 0; i < ARRAY_LEN(first); i++) {
    done[i] = zip_find(&d->zip, first[i]);
    if (done[i]) read_part(&b, d, done[i], i == 2);
  }
  for (size_t i = 0; i < d->zip.count && !b.x.failures.refused; i++) {
    const struct zip_entry *e = &d->zip.entries[i];
    bool again = e->folder;
    for (size_t k = 0; k < ARRAY_LEN(first); k++)
      again = again || e == done[k];
    if (!again && xlsb_owns(e->name)) read_part(&b, d, e, false);
  }
  d->workbook = d->document = true;
  d->body_letters += 10 * b.x.lines;
  for (int g = UNREAD_NONE + 1; g < UNREAD_COUNT; g++)
    if (b.x.failures.count[g])
      failures_add(&d->failures, (enum unread_grade)g, b.x.failures.detail[g]);
  d->failures.refused = d->failures.refused || b.x.failures.refused;
  xlsb_end(&b);
}
