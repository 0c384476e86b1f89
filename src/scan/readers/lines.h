// Gathers runs of text into whole lines: joins runs without spaces, turns runs set in TCVN3 or VNI
// fonts into Unicode, remembers how much was red, and hands the finished line to the sink.
#pragma once

#include "base/buf.h"
#include "scan/reader.h"

/// More bytes than this in one line are handed on as several lines.
#define LINES_MAX_LINE ((size_t)32 << 10)

/// How a run of text looks.
struct run_look {
  const char *font;  ///< NULL unknown
  bool red;
};

/// One line being gathered.
struct gather {
  struct buf text;  ///< finished part, Unicode
  struct buf
      pending;    ///< run bytes (UTF-8 of the code page's letters) still to be turned into Unicode
  char font[64];  ///< the legacy font of `pending`; "" for Unicode fonts
  size_t letters, red_letters;
  bool boxed;
};

void gather_init(struct gather *g);
void gather_free(struct gather *g);
void gather_clear(struct gather *g);
void gather_add(struct gather *g, const char *s, size_t n, const struct run_look *look);
/// Adds text that needs no conversion (spaces, tabs).
void gather_puts(struct gather *g, const char *s);
/// Finishes pending runs; the text then stands in g->text.
void gather_settle(struct gather *g);
/// Hands on what was gathered (nothing when blank) and clears. `place` gives part, page, number,
/// box and position. False when the sink refused.
bool gather_emit(struct gather *g, struct sink *s, const struct line *place);

/// A line with unknown place in `part`.
struct line line_at(enum scan_part part, int page, int number) MUST_USE;
/// Hands on NUL-terminated or counted text as one line; blank text is skipped.
bool line_emit_text(struct sink *s, const char *text, size_t n, enum scan_part part, int page,
                    int number);
/// True for a colour that prints red: "FF0000", "#c00000".
bool colour_is_red(const char *hex);
/// The same from components 0..255.
bool colour_rgb_is_red(int r, int g, int b);
