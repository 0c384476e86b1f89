// The pieces of the reader for Word's binary documents: the file information block, the pieces of text, fonts
// and styles, the parts. Format: [MS-DOC]; for Word 2, 6 and 95 the published layouts of their time.
#pragma once

#include "scan/readers/ole/compound.h"
#include "scan/readers/failures.h"
#include "scan/readers/lines.h"

/// Pairs of the information block, as [MS-DOC] 2.5.6 numbers them; Word 2, 6 and 95 have the same order.
enum doc_pair {
  DOC_STSHF = 1,
  DOC_PLCF_SED = 6,
  DOC_PLCF_HDD = 11,
  DOC_BTE_CHPX = 12,
  DOC_BTE_PAPX = 13,
  DOC_STTBF_FFN = 15,
  DOC_DOP = 31,
  DOC_CLX = 33,
  DOC_PLC_SPA_MOM = 40,
  DOC_PLC_SPA_HDR = 41,
  DOC_DGG_INFO = 50,
  DOC_PLCF_TXBX = 56,
  DOC_PLCF_TXBX_HDR = 58,
};

/// The texts of one document, one behind the other in this order.
enum doc_story { DOC_MAIN, DOC_FOOTNOTES, DOC_HEADERS, DOC_MACROS, DOC_COMMENTS, DOC_ENDNOTES, DOC_BOXES,
                 DOC_HEADER_BOXES, DOC_STORIES };

enum doc_version { DOC_WORD2 = 2, DOC_WORD6 = 6, DOC_WORD97 = 8 };

/// A stretch of text that lies in one place of the stream.
struct doc_piece {
  uint32_t cp, end;  ///< letters of the document, from and up to
  uint32_t at;       ///< first byte in the stream
  bool wide;         ///< two bytes a letter (UTF-16LE)
  uint16_t change;   ///< properties put on the whole piece by a fast save ("prm")
};

/// Pages of 512 bytes that hold character or paragraph properties, in the order of the text they describe.
struct doc_pages {
  uint32_t *from, *page;
  size_t n;
};

/// The properties of one stretch of the stream: a list of changes to its style.
struct doc_props {
  uint32_t from, end;  ///< bytes of the stream
  struct bytes list;
  int style;  ///< of a paragraph
};

struct doc_font {
  char name[64];  ///< UTF-8
  int page;       ///< code page of its character set; 0 not said
};

/// How letters look.
struct doc_look {
  int font[3];  ///< for ASCII, for East Asian, for other letters
  bool red, deleted, inserted, special, boxed;
  int symbol_font, symbol;  ///< a letter put in from a font; 0 none
  bool picture;   ///< a picture stands here, or with `data` a form field
  uint32_t data;  ///< its place in the stream Data
};

struct doc_style {
  uint16_t base;
  bool there, done;
  struct bytes chars, paras;  ///< its changes to characters and to paragraphs
  struct doc_look look;       ///< resolved, when done
};

/// How a paragraph stands.
struct doc_para {
  int style;
  bool boxed, new_page;
};

/// A drawn object with words: a text box or WordArt.
struct doc_shape {
  uint32_t top;        ///< number of the outermost group, which the text refers to
  int box;             ///< number of its text box; -1 none
  struct bytes words;  ///< of WordArt, UTF-16LE; emptied when handed on
};

struct doc_shapes {
  struct doc_shape *at;  ///< by `top`
  size_t n;
};

/// Changes to a section that are looked at ([MS-DOC] 2.6.4).
enum {
  DOC_SECTION_BREAK = 0x3009,
  DOC_SECTION_WIDTH = 0xB01F,
  DOC_SECTION_HEIGHT = 0xB020,
  DOC_SECTION_LEFT = 0xB021,
  DOC_SECTION_TOP = 0x9023
};

/// One document being read.
struct doc {
  struct sink *sink;
  struct failures failures;
  const uint8_t *p;  ///< the stream WordDocument
  size_t n;
  const uint8_t *table;  ///< the table stream; the same as p in Word 95 and before
  size_t n_table;
  enum doc_version version;
  int page;            ///< code page of text of one byte a letter
  uint32_t first, last;  ///< fcMin, fcMac
  bool complex;
  bool old_wide;  ///< Word 95 of East Asia: two bytes a letter, but of a code page
  uint32_t ccp[DOC_STORIES];
  struct doc_piece *pieces;
  size_t n_pieces;
  struct bytes *lists;  ///< lists of changes that pieces refer to by number
  size_t n_lists;
  struct doc_pages chars, paras;
  struct doc_font *fonts;
  size_t n_fonts;
  struct doc_style *styles;
  size_t n_styles;
  int standard_font[3];
  bool painting;  ///< a style is being resolved
  struct doc_shapes shapes;
  bool *boxes_done[2];  ///< of the body and of the headers: text boxes handed on
  struct cfb *cfb;  ///< NULL for a bare stream
  const struct cfb_entry *storage;
  char *data;  ///< the stream Data, read when something refers to it
  size_t n_data;
  bool data_asked;
  bool stored_pictures;  ///< the drawings have pictures
  bool page_picture;  ///< a picture shaped like a page
  size_t letters;   ///< of visible text handed on
  bool pictures;    ///< there is a picture in the text
};

static inline uint32_t doc_get16(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}
static inline uint32_t doc_get32(const uint8_t *p) {
  return doc_get16(p) | doc_get16(p + 2) << 16;
}

// ---- doc_fib.c

/// The information block. False when the stream is no Word document that can be read.
bool doc_fib_read(struct doc *d);
/// The bytes a pair of the block points at, within the table stream; NULL when there are none.
const uint8_t *doc_pair(const struct doc *d, enum doc_pair which, size_t *ret_n);
/// Fills d->pieces. Without a usable table the text between fcMin and fcMac is one piece, told as damage.
void doc_pieces_read(struct doc *d);

// ---- doc_looks.c

void doc_looks_read(struct doc *d);
void doc_looks_free(struct doc *d);
/// The character properties that hold at a byte of the stream, up to where they end.
void doc_chars_at(const struct doc *d, uint32_t at, struct doc_props *ret);
/// The paragraph properties that hold at a byte of the stream.
void doc_paras_at(const struct doc *d, uint32_t at, struct doc_props *ret);
/// The look of letters: style of the paragraph, then the changes, then those of the piece.
void doc_look_of(struct doc *d, int style, const struct doc_props *props, unsigned change, struct doc_look *ret);
void doc_para_of(const struct doc *d, const struct doc_props *props, struct doc_para *ret);
/// Calls `each` for every change in a list ("grpprl"): its code, its operand and how many bytes it has.
/// Codes of Word 6 come as those of Word 97 where both mean the same.
typedef void doc_change_fn(void *user, unsigned code, const uint8_t *operand, size_t size);
void doc_changes(const struct doc *d, struct bytes list, doc_change_fn *each, void *user);

// ---- doc_text.c

/// Hands on all stories of the document.
void doc_text_read(struct doc *d);

// ---- doc_old.c

/// Whether the bytes begin like Windows Write, Word for DOS or an old Word for Macintosh.
bool doc_old_is(const uint8_t *p, size_t n);
void doc_old_read(const uint8_t *p, size_t n, struct sink *s);
