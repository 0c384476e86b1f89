// The pieces of the reader for docx, xlsx and pptx: the package, its styles, its texts, its sheets.
// Format: ECMA-376. Parts are recognised by their root element, not by their names.
#pragma once

#include "scan/readers/failures.h"
#include "scan/readers/lines.h"
#include "scan/readers/xml.h"
#include "scan/readers/zip.h"

#define OOXML_MAX_STYLES 4000
#define OOXML_MAX_SHARED ((size_t)64 << 20)
#define OOXML_TAG_SLOTS 509

struct ooxml_style {
  char id[48], based_on[48], font[40];
  signed char red;  ///< -1 not said
};

/// The shared strings of a workbook, one after another.
struct ooxml_shared {
  struct buf text;
  size_t *starts;
  size_t count, room;
  uint8_t *flags;  ///< bit 0 red, bit 1 fonts already seen to
};

/// One document being read.
struct ooxml {
  struct zip zip;
  struct sink *sink;
  bool binary;  ///< .xlsb: sheets stand in records
  struct failures failures;
  struct ooxml_style *styles;
  size_t n_styles;
  char default_style[48];
  char default_font[40];
  struct ooxml_style *cell_fonts;  ///< fonts of a workbook; only font and red are used
  size_t n_cell_fonts;
  uint16_t *cell_formats;  ///< cell format → font
  size_t n_cell_formats;
  struct ooxml_shared shared;
  double slide_width, slide_height;  ///< EMU; 0 unknown
  size_t body_letters;               ///< letters seen in the visible text
  size_t text_parts;                 ///< parts with text that were read
  size_t picture_slides;             ///< slides that hold a picture and no text
  size_t pictures, page_pictures;    ///< all, and those shaped like a page
  bool workbook, document;           ///< a workbook's part was read; any part that is a document's
  bool tags_ready;
  uint8_t tags[OOXML_TAG_SLOTS];  ///< names of elements by their hash (ooxml_text.c)
};

/// A document whose parts are handed in one by one; ooxml_end() tells what could not be read and
/// frees.
struct ooxml *ooxml_new(struct sink *s) MUST_USE;
void ooxml_end(struct ooxml *d);
/// What other parts refer to (styles, shared strings, the size of slides) comes before all else.
/// Parts that are none of these are left alone.
void ooxml_part_first(struct ooxml *d, const char *name, const char *p, size_t n);
/// One part: text is walked, what is embedded becomes a member, pictures are counted.
void ooxml_part(struct ooxml *d, const char *name, const char *p, size_t n);

/// Reads an opened package: docx, xlsx, pptx and their relatives.
void ooxml_read_package(struct zip *z, struct sink *s);
/// True when the package looks like one.
bool ooxml_is_package(const struct zip *z);

/// Styles: word/styles.xml and xl/styles.xml (told apart by the root element).
enum unread_grade ooxml_read_styles(struct ooxml *d, const char *p, size_t n);
/// The font and colour of a style after following what it is based on. *ret_font stays when
/// unknown.
void ooxml_style_look(const struct ooxml *d, const char *id, const char **ret_font, bool *ret_red);

/// Any text part: documents, headers, notes, comments, slides, properties, drawings, charts.
/// `ordinal` is the number in the part's name (slide4.xml → 4).
enum unread_grade ooxml_read_text(struct ooxml *d, const char *p, size_t n, int ordinal);
enum unread_grade ooxml_read_shared(struct ooxml *d, const char *p, size_t n);
enum unread_grade ooxml_read_sheet(struct ooxml *d, const char *p, size_t n, int ordinal);
/// The header or footer of a printed sheet, whose text holds codes (&L, &"font", …). False when the
/// sink refused.
bool ooxml_sheet_margin(struct sink *s, const char *text, enum scan_part part);
/// Reads an XML text that breaks the rules in its middle, though it ends as it should, without its
/// tags; one that was cut short has given what it has. True when it was read.
bool ooxml_read_broken(const char *p, size_t n, struct sink *s);
/// The root element's local name of an XML text, in out ("" when there is none).
void ooxml_root_name(const char *p, size_t n, char out[48]);
