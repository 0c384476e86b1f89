// Goes over the records of one workbook stream: sheet names, cells, headers, charts; see xls.h.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/excel/xls.h"

enum {
  GLOBALS = 0x0005,
  CHART = 0x0020,
  STOP_EVERY = 4096,
  RESULT_TEXT = 0,
  RESULT_TRUTH = 1,
  RESULT_ERROR = 2,
};

struct record {
  unsigned type;
  size_t at, end;
  const uint8_t *p;
  size_t n;
};

static struct line cell_place(const struct xls *x, unsigned row) {
  return line_at(x->chart_depth ? PART_TEXTBOX : PART_SHEET, x->sheet, (int)row + 1);
}

// Where a sheet stands in the order of its tabs is known by the offset of its first record.
static void begin_sheet(struct xls *x, size_t at) {
  for (size_t i = 0; i < x->n_sheets; i++)
    if (x->sheet_at[i] == at) {
      x->sheet = (int)i + 1;
      x->box = x->note = 0;
      return;
    }
  x->sheet++;
  x->box = x->note = 0;
}

static void read_begin(struct xls *x, const struct record *r) {
  unsigned version = r->n >= 2 ? xls_get16(r->p) : 0, kind = r->n >= 4 ? xls_get16(r->p + 2) : 0;
  if (!x->begun) {  // the first tells for all: some writers are careless with the others
    x->biff = r->type == 0x0009               ? 2
              : r->type == 0x0209             ? 3
              : r->type == 0x0409             ? 4
              : version == 0x0200             ? 2
              : version == 0x0300             ? 3
              : version == 0x0400             ? 4
              : version == 0x0500 || !version ? 5
                                              : 8;
    x->begun = true;
  }
  if (!x->depth && kind != GLOBALS && kind != 0x0100) begin_sheet(x, r->at - 4);
  x->depth++;
  if (kind == CHART && !x->chart_depth) x->chart_depth = x->depth;
  x->object = 0;
}

static void read_end(struct xls *x) {
  if (x->chart_depth == x->depth) x->chart_depth = 0;
  if (x->depth) x->depth--;
}

static void read_sheet_name(struct xls *x, struct xls_feed *f) {
  uint32_t at = xls_feed32(f);
  xls_feed16(f);  // hidden or not, kind of sheet
  if (x->n_sheets < XLS_MAX_SHEETS) {
    if (!x->sheet_at) x->sheet_at = base_alloc(XLS_MAX_SHEETS * sizeof *x->sheet_at);
    x->sheet_at[x->n_sheets++] = at;
  }
  xls_feed_any(x, f, true);
  xls_emit(x, NULL, line_at(PART_PROPERTY, 0, 0));
}

// The number of the cell's format, in BIFF2 in the low bits of a byte of its attributes.
static unsigned format_of(const struct xls *x, const uint8_t *p) {
  return x->biff == 2 ? p[4] & 0x3F : xls_get16(p + 4);
}

static void emit_number(struct xls *x, unsigned row, unsigned format, double v) {
  if (x->chart_depth) return;
  struct buf text CLEANUP(buf_free) = buf_init(1024);
  xls_number_text(v, xls_number_format(x, format), x->from_1904, &text);
  xls_emit_utf8(x, xls_font_of_cell(x, format), cell_place(x, row), buf_str(&text), text.n);
}

static void emit_truth(struct xls *x, unsigned row, unsigned format, uint8_t value, bool error) {
  const char *s = xls_truth_text(value, error);
  if (!x->chart_depth)
    xls_emit_utf8(x, xls_font_of_cell(x, format), cell_place(x, row), s, strlen(s));
}

static void read_formula(struct xls *x, const struct record *r) {
  size_t at = x->biff == 2 ? 7 : 6;
  if (r->n < at + 8) return;
  const uint8_t *v = r->p + at;
  x->formula_row = xls_get16(r->p);
  x->formula_format = (uint16_t)format_of(x, r->p);
  if (v[6] != 0xFF || v[7] != 0xFF)
    emit_number(x, x->formula_row, x->formula_format, xls_get_double(v));
  else if (v[0] == RESULT_TRUTH || v[0] == RESULT_ERROR)
    emit_truth(x, x->formula_row, x->formula_format, v[2], v[0] == RESULT_ERROR);
}

// LABEL and RSTRING; the runs of the latter stand behind its letters.
static void read_label(struct xls *x, const struct record *r, struct xls_feed *f) {
  size_t head = x->biff == 2 ? 7 : 6;
  if (r->n <= head) return;
  unsigned row = xls_get16(r->p), format = format_of(x, r->p);
  f->at += head;
  xls_feed_any(x, f, x->biff == 2);
  if (r->type == 0x00D6) {
    unsigned runs = x->biff >= 8 ? xls_feed16(f) : xls_feed8(f);
    if (!x->text.runs) x->text.runs = base_alloc(XLS_MAX_RUNS * sizeof *x->text.runs);
    x->text.n_runs = 0;
    for (; runs && x->text.n_runs < XLS_MAX_RUNS; runs--) {
      unsigned from = x->biff >= 8 ? xls_feed16(f) : xls_feed8(f);
      unsigned font = x->biff >= 8 ? xls_feed16(f) : xls_feed8(f);
      if (f->dry) break;
      x->text.runs[x->text.n_runs++] = (struct xls_run){(uint16_t)from, (uint16_t)font};
    }
  }
  xls_emit(x, xls_font_of_cell(x, format), cell_place(x, row));
}

static void read_shared_label(struct xls *x, const struct record *r) {
  if (r->n < 10) return;
  uint32_t i = xls_get32(r->p + 6);
  if (i >= x->n_shared) return;
  struct xls_feed f = xls_feed_at(x, x->shared[i].at, x->shared[i].end);
  xls_feed_string(&f, false, &x->text);
  xls_emit(x, xls_font_of_cell(x, format_of(x, r->p)), cell_place(x, xls_get16(r->p)));
}

static void read_many_numbers(struct xls *x, const struct record *r) {
  for (size_t at = 4; at + 8 <= r->n && !x->failures.refused; at += 6)
    emit_number(x, xls_get16(r->p), xls_get16(r->p + at), xls_rk(xls_get32(r->p + at + 2)));
}

static void emit_header(struct xls *x, enum scan_part part) {
  const struct xls_font *font = xls_font(x, 0);
  xls_decode(x,
             !x->text.wide && memmem(buf_str(&x->text.raw), x->text.raw.n, "&\"", 2) ? NULL : font);
  x->lines++;
  if (!xls_header_emit(x->sink, buf_str(&x->scratch), x->scratch.n, font ? font->name : NULL, part,
                       x->sheet))
    x->failures.refused = true;
}

static void read_header(struct xls *x, struct xls_feed *f, enum scan_part part) {
  if (f->at == f->end) return;
  xls_feed_any(x, f, x->biff < 8);
  emit_header(x, part);
}

// [MS-XLS] 2.4.137: headers and footers of even and of first pages.
static void read_more_headers(struct xls *x, const struct record *r, struct xls_feed *f) {
  static const enum scan_part parts[] = {PART_HEADER, PART_FOOTER, PART_HEADER, PART_FOOTER};
  if (r->n < 38) return;
  f->at += 38;
  for (size_t i = 0; i < 4 && !x->failures.refused; i++) {
    if (!xls_get16(r->p + 30 + 2 * i)) continue;
    xls_feed_string(f, false, &x->text);
    emit_header(x, parts[i]);
  }
}

// [MS-XLS] 2.4.92: the prompts of a cell with rules for what may be entered: two titles, two texts.
static void read_prompts(struct xls *x, struct xls_feed *f) {
  xls_feed32(f);
  for (int i = 0; i < 4 && !f->dry && !x->failures.refused; i++) {
    xls_feed_string(f, false, &x->text);
    if (x->text.raw.n <= 2) continue;  // a single NUL stands for none
    xls_emit(x, NULL, line_at(PART_COMMENT, x->sheet, ++x->note));
  }
}

// [MS-XLS] 2.4.65: values of cells in another workbook, kept from when it was last open.
static void read_kept_values(struct xls *x, struct xls_feed *f) {
  unsigned last = xls_feed8(f), first = xls_feed8(f), row = xls_feed16(f);
  for (unsigned i = first; i <= last && !f->dry && !x->failures.refused; i++) {
    if (xls_feed8(f) != 2) {
      xls_feed_skip(f, 8);
      continue;
    }
    xls_feed_any(x, f, x->biff < 8);
    if (!f->dry || x->text.raw.n) xls_emit(x, NULL, line_at(PART_SHEET, 0, (int)row + 1));
  }
}

static void read_series_text(struct xls *x, const struct record *r, struct xls_feed *f) {
  if (r->n < 4) return;
  f->at += 2;
  xls_feed_any(x, f, true);
  xls_emit(x, NULL, line_at(PART_TEXTBOX, x->sheet, ++x->box));
}

static void read_code_page(struct xls *x, unsigned page) {
  x->codepage = page == 0x8000 ? 10000 : page == 0x8001 || page == 0x04E4 ? 1252 : (int)page;
}

// Records about the workbook and the looks of cells. False: not one of them.
static bool read_look(struct xls *x, const struct record *r, struct xls_feed *f) {
  switch (r->type) {
    case 0x0031:
    case 0x0231:
      xls_read_font(x, r->p, r->n);
      return true;
    case 0x0045:  // colour of the font before, BIFF2
      if (x->n_fonts && r->n >= 2) x->fonts[x->n_fonts - 1].colour = xls_get16(r->p);
      return true;
    case 0x0043:
    case 0x0243:
    case 0x0443:
    case 0x00E0:
      xls_read_cell_format(x, r->p, r->n);
      return true;
    case 0x001E:
    case 0x041E:
      xls_read_number_format(x, f);
      return true;
    case 0x0092:
      xls_read_palette(x, r->p, r->n);
      return true;
    case 0x0022:
      x->from_1904 = r->n && r->p[0];
      return true;
    case 0x0042:
      if (r->n >= 2) read_code_page(x, xls_get16(r->p));
      return true;
    case 0x0085:
      read_sheet_name(x, f);
      return true;
    case 0x00FC:
      xls_read_shared(x, f);
      return true;
    case 0x002F:
      x->encrypted = !xls_unseal(x, r->end, r->p, r->n);
      return true;
    default:
      return false;
  }
}

static void read_cell(struct xls *x, const struct record *r, struct xls_feed *f) {
  size_t value = x->biff == 2 ? 7 : 6;
  unsigned row = r->n >= value ? xls_get16(r->p) : 0,
           format = r->n >= value ? format_of(x, r->p) : 0;
  switch (r->type) {
    case 0x0004:
    case 0x0204:
    case 0x00D6:
      read_label(x, r, f);
      break;
    case 0x00FD:
      read_shared_label(x, r);
      break;
    case 0x0006:
    case 0x0206:
    case 0x0406:
      read_formula(x, r);
      break;
    case 0x0007:
    case 0x0207:
      xls_feed_any(x, f, x->biff == 2);
      xls_emit(x, xls_font_of_cell(x, x->formula_format), cell_place(x, x->formula_row));
      break;
    case 0x0002:
      if (r->n >= 9) emit_number(x, row, format, xls_get16(r->p + 7));
      break;
    case 0x0003:
    case 0x0203:
      if (r->n >= value + 8) emit_number(x, row, format, xls_get_double(r->p + value));
      break;
    case 0x027E:
      if (r->n >= 10) emit_number(x, row, format, xls_rk(xls_get32(r->p + 6)));
      break;
    case 0x00BD:
      read_many_numbers(x, r);
      break;
    case 0x0005:
    case 0x0205:
      if (r->n >= value + 2) emit_truth(x, row, format, r->p[value], r->p[value + 1]);
      break;
    default:
      break;
  }
}

static void read_record(struct xls *x, const struct record *r) {
  struct xls_feed f = xls_feed_at(x, r->at, r->end);
  if (read_look(x, r, &f)) return;
  switch (r->type) {
    case 0x0009:
    case 0x0209:
    case 0x0409:
    case 0x0809:
      read_begin(x, r);
      break;
    case 0x000A:
      read_end(x);
      break;
    case 0x0014:
      read_header(x, &f, PART_HEADER);
      break;
    case 0x0015:
      read_header(x, &f, PART_FOOTER);
      break;
    case 0x089C:
      read_more_headers(x, r, &f);
      break;
    case 0x100D:
      read_series_text(x, r, &f);
      break;
    case 0x005D:
      xls_read_object(x, r->p, r->n);
      break;
    case 0x01B6:
      xls_read_text_object(x, &f);
      break;
    case 0x001C:
      xls_read_note(x, &f);
      break;
    case 0x00EB:
    case 0x00EC:
      xls_read_drawing(x, &f);
      break;
    case 0x01BE:
      if (x->biff >= 8) read_prompts(x, &f);
      break;
    case 0x005A:
      read_kept_values(x, &f);
      break;
    case 0x00CD:  // SXString of a pivot cache
      xls_feed_any(x, &f, false);
      xls_emit(x, NULL, line_at(PART_SHEET, 0, 0));
      break;
    default:
      read_cell(x, r, &f);
  }
}

void xls_read_stream(struct xls *x) {
  size_t at = 0, count = 0;
  while (at + 4 <= x->n && !x->failures.refused && !x->encrypted) {
    struct record r = {.type = xls_get16(x->p + at), .at = at + 4, .n = xls_get16(x->p + at + 2)};
    bool cut = r.n > x->n - r.at;
    if (cut) r.n = x->n - r.at;
    r.end = r.at + r.n;
    r.p = x->p + r.at;
    if (cut && x->depth) failures_add(&x->failures, UNREAD_DAMAGED, "breaks off");
    read_record(x, &r);
    at = r.end;
    if (++count % STOP_EVERY == 0 && x->sink->stop(x->sink)) {
      failures_add(&x->failures, UNREAD_LIMIT, "stopped");
      return;
    }
  }
  if (x->depth && !x->encrypted && !x->failures.refused && !x->failures.count[UNREAD_DAMAGED])
    failures_add(&x->failures, UNREAD_DAMAGED, "breaks off");
}
