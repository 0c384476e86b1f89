// The pieces of the reader for workbooks of Excel 2 to 2003: strings that run over several records,
// fonts and colours of cells, sheets. Format: [MS-XLS]; BIFF2 to BIFF5 by their public
// descriptions.
#pragma once

#include "scan/readers/ole/compound.h"
#include "scan/readers/failures.h"
#include "scan/readers/lines.h"

#define XLS_MAX_FONTS 4096
#define XLS_MAX_FORMATS 65536
#define XLS_MAX_SHEETS 16384
#define XLS_MAX_RUNS 4096    ///< runs of one string whose fonts are kept
#define XLS_MAX_DEPTH 8      ///< substreams inside substreams
#define XLS_MAX_UNITS 65536  ///< letters of one string

/// Bytes of a record and of the CONTINUE records behind it, read as one.
struct xls_feed {
  const uint8_t *p;   ///< the whole stream
  size_t n, at, end;  ///< the place in it, and where the record at hand ends
  bool dry;           ///< more was asked than there is
};

struct xls_run {
  uint16_t from, font;
};

/// A string as it stands in the file: UTF-16LE (wide) or bytes of a code page, and its runs.
struct xls_text {
  struct buf raw;
  bool wide;
  struct xls_run *runs;
  size_t n_runs;
};

struct xls_font {
  char name[64];
  uint8_t charset;
  bool red;         ///< .xlsb; .xls says by the palette
  uint16_t colour;  ///< index into the palette
};

struct xls_format {
  uint16_t id;
  char *code;  ///< malloc'ed
};

struct xls_place {
  uint32_t at, end;  ///< of a shared string: where it begins, where its record ends
};

/// One workbook stream being read.
struct xls {
  struct sink *sink;
  struct failures failures;
  const uint8_t *p;
  size_t n;
  uint8_t *own;        ///< the stream without its protection
  int biff, codepage;  ///< biff: 2, 3, 4, 5 or 8; 12 in .xlsb
  struct xls_font *fonts;
  size_t n_fonts;
  uint16_t *cell_fonts, *cell_formats;
  size_t n_cell_formats;
  struct xls_format *formats;
  size_t n_formats;
  struct xls_place *shared;
  size_t n_shared;
  uint32_t *sheet_at;  ///< offsets of the sheets' first records, in the order of the tabs
  size_t n_sheets;
  uint32_t reds[8];  ///< bit per palette index that prints red
  bool from_1904, begun;
  int sheet, depth, chart_depth, object;
  int box, note;  ///< lines of text boxes and comments so far
  bool encrypted;
  size_t lines, pictures, picture_pages;
  struct xls_text text;
  struct gather line;
  struct buf scratch;
  uint16_t formula_row, formula_format;  ///< of the formula whose text comes in a record of its own
};

// xls_string.c
uint16_t xls_get16(const uint8_t *p);
uint32_t xls_get32(const uint8_t *p);
double xls_get_double(const uint8_t *p);
/// The number packed into four bytes ([MS-XLS] RkNumber).
double xls_rk(uint32_t rk);
struct xls_feed xls_feed_at(const struct xls *x, size_t at, size_t end);
uint8_t xls_feed8(struct xls_feed *f);
uint16_t xls_feed16(struct xls_feed *f);
uint32_t xls_feed32(struct xls_feed *f);
void xls_feed_skip(struct xls_feed *f, uint64_t n);
/// `n` letters; at the border to a CONTINUE record a byte says anew how wide they are. `out` may be
/// NULL.
void xls_feed_letters(struct xls_feed *f, size_t n, bool wide, struct buf *out);
/// A string of BIFF8 with its runs: length (one or two bytes wide), flags, letters. `ret` may be
/// NULL.
void xls_feed_string(struct xls_feed *f, bool short_length, struct xls_text *ret);
/// `n` bytes of text of BIFF2 to BIFF5.
void xls_feed_bytes(struct xls_feed *f, size_t n, struct xls_text *ret);
/// Either, as the workbook at hand is written.
void xls_feed_any(struct xls *x, struct xls_feed *f, bool short_length);
void xls_text_clear(struct xls_text *t);
/// Reads the record with the shared strings: remembers where each begins.
void xls_read_shared(struct xls *x, struct xls_feed *f);

// xls_look.c
void xls_read_font(struct xls *x, const uint8_t *p, size_t n);
void xls_read_cell_format(struct xls *x, const uint8_t *p, size_t n);
void xls_read_number_format(struct xls *x, struct xls_feed *f);
void xls_read_palette(struct xls *x, const uint8_t *p, size_t n);
/// NULL when there is none of this number.
const struct xls_font *xls_font(const struct xls *x, unsigned number);
const struct xls_font *xls_font_of_cell(const struct xls *x, unsigned cell_format);
const char *xls_number_format(const struct xls *x, unsigned cell_format);
/// Hands on x->text as lines of a place; `font` is for letters before the first run. False:
/// refused.
bool xls_emit(struct xls *x, const struct xls_font *font, struct line place);
/// Hands on UTF-8 set in a font as one line.
bool xls_emit_utf8(struct xls *x, const struct xls_font *font, struct line place, const char *s,
                   size_t n);
/// x->text as UTF-8 in x->scratch.
void xls_decode(struct xls *x, const struct xls_font *font);

// xls_number.c
/// A number as a cell shows it, as far as letters and dates go; `code` is its number format or
/// NULL.
void xls_number_text(double v, const char *code, bool from_1904, struct buf *ret);
/// The format a workbook need not state; NULL for General and the unknown.
const char *xls_number_builtin(unsigned id);
/// "TRUE", "#N/A".
const char *xls_truth_text(uint8_t value, bool error);

// xls_header.c
/// A page header or footer with its codes (&L &C &R &"font" …), UTF-8. False when refused.
bool xls_header_emit(struct sink *s, const char *text, size_t n, const char *font,
                     enum scan_part part, int page);

// xls_drawing.c
void xls_read_object(struct xls *x, const uint8_t *p, size_t n);
void xls_read_text_object(struct xls *x, struct xls_feed *f);
void xls_read_note(struct xls *x, struct xls_feed *f);
/// An MsoDrawing or MsoDrawingGroup record: WordArt and pictures.
void xls_read_drawing(struct xls *x, struct xls_feed *f);

// xls_sealed.c
/// Decrypts the stream behind a FILEPASS record when the password is the one of protected
/// workbooks. `from`: where the first encrypted record begins. False: it is encrypted with another.
bool xls_unseal(struct xls *x, size_t from, const uint8_t *p, size_t n);

// xls_sheet.c
/// Reads one workbook stream; x->sink, p and n are set.
void xls_read_stream(struct xls *x);

// xls.c
/// Frees what reading gathered; the fields of a workbook that were never set are NULL.
void xls_free(struct xls *x);
