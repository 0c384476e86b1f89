// One walk over a stretch of a Word document's text, shared by what reads letters and what knows the parts.
#pragma once

#include "scan/readers/word/doc.h"

enum { DOC_FIELDS_MAX = 64 };

struct doc_walk {
  struct doc *d;
  enum doc_story story;
  struct line place;  ///< part, box and position of the lines to come
  int page, number;
  uint32_t cp;  ///< the letter at hand
  struct gather now, before;  ///< with tracked changes accepted, and as it was
  bool changed;
  struct doc_look look;
  int font;              ///< of `text`
  struct buf text, raw;  ///< letters of one look: as UTF-8, as bytes of a code page
  int nest, hidden;      ///< fields open; how many of them are at their code, which is not shown
  bool in_code[DOC_FIELDS_MAX];
  struct buf code;
  int code_paras;
  int data_shown;
};

void doc_walk_init(struct doc_walk *w, struct doc *d, enum doc_story story, enum scan_part part);
void doc_walk_free(struct doc_walk *w);
/// Hands on the letters of the document from one up to another as lines.
void doc_walk_range(struct doc_walk *w, uint32_t from, uint32_t to);
/// Shows what was taken for the code of a field.
void doc_walk_unhide(struct doc_walk *w);

/// How a section stands, in twips.
struct doc_section {
  int kind;  ///< 0 goes on where the one before ends, 2 and more begins a page
  int width, height, left, top;
};

// ---- doc_data.c

/// What the letter at hand stands for: the choice of a form field, WordArt, a picture.
void doc_walk_data(struct doc_walk *w);
/// Looks at a picture of the drawing store ([MS-ODRAW] OfficeArtFBSE): is it a page?
void doc_stored_picture(struct doc *d, struct bytes stored);

// ---- doc_shapes.c

/// One record of drawings.
struct doc_record {
  unsigned type, instance;
  struct bytes body;
};

/// The record at *at; moves on. What is cut off ends with the bytes.
bool doc_record_next(struct bytes b, size_t *at, struct doc_record *ret);
/// The words of WordArt in a shape, UTF-16LE; empty when there are none.
struct bytes doc_record_words(struct bytes shape);

void doc_shapes_read(struct doc *d);
void doc_shapes_free(struct doc *d);
/// The first shape of d->shapes that belongs to this number, or where it would stand.
size_t doc_shapes_of(const struct doc *d, uint32_t top);
/// Hands on the words of WordArt, once.
void doc_shape_words(struct doc *d, struct doc_shape *s, const struct line *place);
/// Where an anchored object stands on its page ([MS-DOC] 2.9.253, 26 bytes), when that can be told.
void doc_anchor_place(const uint8_t *spa, const struct doc_section *section, struct line *ret);

// ---- doc_parts.c

void doc_walk_new_page(struct doc_walk *w);
/// Whether the page break at hand begins a new page: the end of a section need not.
bool doc_walk_breaks_page(const struct doc_walk *w);
/// A drawn object stands at the letter at hand: its text box is handed on here.
void doc_walk_drawn(struct doc_walk *w);
