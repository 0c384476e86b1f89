// Papers for people: a document is put together once, as headings, paragraphs, facts, tables and signature lines, and
// printed as a PDF or as one HTML page. The same data always gives the same bytes.
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

struct paper;

struct paper_options {
  enum lang lang;
  const char *title;   ///< of the file, not printed by itself
  const char *running; ///< at the foot of every page beside its number; NULL: none
  const char *mark;    ///< words of the level at the head of every page, such as "TỐI MẬT"; NULL: none
  instant made;        ///< of the data: the only date the file carries
  bool landscape;      ///< A4 either way
};
/// Texts are copied. Control characters and those that turn the direction of text become visible.
struct paper *paper_new(const struct paper_options *o) MUST_USE;
void paper_free(struct paper *p);
void paper_freep(struct paper **p);

/// The head of Vietnamese papers (Decree 30/2020/NĐ-CP, annex I): agency left, state right; place and
/// day below. NULL leaves a line out.
void paper_state_head(struct paper *p, const char *above, const char *agency, const char *number,
                      const char *place_and_day);
/// The name of the paper in capitals as given, centred, and a line below it (NULL: none).
void paper_title(struct paper *p, const char *title, const char *below);
void paper_heading(struct paper *p, const char *text);

enum paper_style { PAPER_TEXT, PAPER_SMALL, PAPER_NOTE, PAPER_MONO };
/// A paragraph; '\n' begins a line. PAPER_NOTE is framed.
void paper_text(struct paper *p, enum paper_style style, const char *text);
/// A fact, label and value; those that follow each other are set as one list.
void paper_fact(struct paper *p, const char *label, const char *value);

enum paper_align { PAPER_LEFT, PAPER_RIGHT, PAPER_CENTRE };
struct paper_column {
  const char *title;
  int share;  ///< of the width, relative to the other columns
  enum paper_align align;
  bool mono;  ///< hashes and paths: may break anywhere
};
enum { PAPER_COLUMNS_MAX = 16, PAPER_CELL_MAX = 2000 };
/// Begins a table; its head is repeated on every page. `caption` NULL: none.
void paper_table(struct paper *p, const struct paper_column *columns, size_t n,
                 const char *caption);
/// A row of the table begun last; as many cells as columns, NULL is empty. Longer cells than
/// PAPER_CELL_MAX bytes are cut with "…".
void paper_row(struct paper *p, const char *const *cells);

/// Lines to sign, side by side: whose, and what is to be written below. Kept on one page.
struct paper_signature {
  const char *who, *how;
};
void paper_signatures(struct paper *p, const struct paper_signature *list, size_t n);

/// Prints. ERR_LIMIT when the document grew beyond its bound (256 MB), ERR_UNSUPPORTED without a font.
struct err *paper_pdf(const struct paper *p, struct buf *ret) MUST_USE;
struct err *paper_html(const struct paper *p, struct buf *ret) MUST_USE;
