// The pieces of the reader for PowerPoint 97 to 2003: records, the directory of what is alive,
// texts with their fonts, slides. Format: [MS-PPT].
#pragma once

#include "scan/readers/ole/compound.h"
#include "scan/readers/failures.h"
#include "scan/readers/lines.h"

#define PPT_MAX_DEPTH 24
#define PPT_MAX_FONTS 4096
#define PPT_MAX_PERSIST 0x100000u
#define PPT_MAX_SLIDES 65536
#define PPT_MAX_OBJECT ((size_t)64 << 20)  ///< inflated bytes of one embedded object
#define PPT_TEXT_KINDS 9

enum ppt_type {
  PPT_DOCUMENT = 0x03E8,
  PPT_DOCUMENT_ATOM = 0x03E9,
  PPT_SLIDE = 0x03EE,
  PPT_NOTES = 0x03F0,
  PPT_NOTES_ATOM = 0x03F1,
  PPT_ENVIRONMENT = 0x03F2,
  PPT_SLIDE_PERSIST = 0x03F3,
  PPT_MAIN_MASTER = 0x03F8,
  PPT_FONTS = 0x07D5,
  PPT_SCHEME = 0x07F0,
  PPT_OUTLINE_REF = 0x0F9E,
  PPT_TEXT_HEADER = 0x0F9F,
  PPT_TEXT_CHARS = 0x0FA0,
  PPT_TEXT_STYLE = 0x0FA1,
  PPT_MASTER_STYLE = 0x0FA3,
  PPT_TEXT_BYTES = 0x0FA8,
  PPT_FONT = 0x0FB7,
  PPT_STRING = 0x0FBA,
  PPT_HANDOUT = 0x0FC9,
  PPT_HEADERS_FOOTERS = 0x0FD9,
  PPT_SLIDE_LIST = 0x0FF0,
  PPT_USER_EDIT = 0x0FF5,
  PPT_EMBEDDED = 0x1011,
  PPT_TAG_BLOB = 0x138B,
  PPT_PERSIST = 0x1772,
  PPT_COMMENT = 0x2EE0,
  PPT_ENCRYPTION = 0x2F14,
};

struct ppt_record {
  unsigned type, instance;
  bool container, cut;  ///< cut: it says it is longer than what holds it
  const uint8_t *p;
  size_t n;
};

/// A text and its style, where they stand in the stream.
struct ppt_text {
  unsigned kind;  ///< title, body, notes, …
  const uint8_t *p, *style;
  size_t n, n_style;
  bool wide, used;
};

/// A list of texts of one slide as the outline keeps them.
struct ppt_outline {
  struct ppt_text *texts;
  size_t n, room;
};

struct ppt_look {
  int font;  ///< -1 not said
  int red;   ///< -1 not said
};

/// A record at the top of the stream.
struct ppt_top {
  uint32_t at;
  uint16_t type;
  bool seen;
};

struct ppt_slide {
  uint32_t persist, id;
};

struct ppt {
  struct sink *sink;
  struct failures failures;
  const uint8_t *p;
  size_t n;
  struct ppt_top *tops;
  size_t n_tops;
  uint32_t *persist;  ///< id → offset; 0 unknown
  size_t n_persist;
  uint32_t document;  ///< persist id
  char (*fonts)[40];
  size_t n_fonts;
  struct ppt_look defaults[PPT_TEXT_KINDS];
  uint8_t scheme[8][3];
  struct ppt_slide *slides;
  size_t n_slides, n_comments;
  float width, height;  ///< of a slide
  // the place at hand
  enum scan_part part;
  int page, number;
  bool anchored, picture;
  float anchor[4];  ///< left, top, right, bottom
  struct ppt_outline *outline;
  size_t letters;
  int n_seen;           ///< slides of PowerPoint 95 so far
  int page_of_letters;  ///< code page of texts in bytes
  // figures of the whole
  size_t lines, body_letters, picture_slides;
  uint64_t spent;  ///< bytes walked
  struct gather line;
  struct buf scratch;
};

uint16_t ppt_get16(const uint8_t *p);
uint32_t ppt_get32(const uint8_t *p);
/// The record at *at; moves *at behind it. False at the end.
bool ppt_next(const uint8_t *p, size_t n, size_t *at, struct ppt_record *ret);

// ppt_text.c
void ppt_read_font(struct ppt *d, const struct ppt_record *r);
void ppt_read_master_style(struct ppt *d, const struct ppt_record *r);
void ppt_read_scheme(struct ppt *d, const uint8_t *p, size_t n);
/// Hands on one text, a line for each of its paragraphs.
void ppt_emit_text(struct ppt *d, struct ppt_text *t);
/// A text without style (CString).
void ppt_emit_string(struct ppt *d, const struct ppt_record *r, enum scan_part part);
/// Takes a record that may be of a text into *t; when another text begins, *t is done and ready.
/// True when *t holds a whole text that `r` does not belong to.
bool ppt_gather_text(struct ppt_text *t, const struct ppt_record *r);

// ppt_old.c
bool ppt_is_95(const uint8_t *p, size_t n);
bool ppt_is_bare(const uint8_t *p, size_t n);
/// The "PowerPoint Document" of PowerPoint 95, whose records are others.
void ppt_read_95(struct ppt *d);
/// PowerPoint 2 to 4, without container or as the stream "PP40".
void ppt_read_bare(struct ppt *d);

// ppt_slide.c
/// Walks what a slide, a master, notes or a part of them hold.
void ppt_walk(struct ppt *d, const uint8_t *p, size_t n, int depth);
/// One slide, master, notes page: its own scheme of colours, then what it holds, then texts of its
/// outline that no shape refers to.
void ppt_read_page(struct ppt *d, const struct ppt_record *r, enum scan_part part, int page,
                   struct ppt_outline *outline);

// ppt_document.c
/// Finds what is alive: top records, the last edit, the directory. False when the file is
/// encrypted.
bool ppt_index(struct ppt *d, const uint8_t *user, size_t n_user);
/// Reads the document and all its pages in their order, then what is left of older edits.
void ppt_read_document(struct ppt *d);
