// What the files of the reader for RTF share: the states of groups, the texts being gathered, the
// tables.
#pragma once

#include "scan/readers/rtf/rtf.h"

enum {
  RTF_MAX_GROUPS = 512,  ///< deeper groups share the state of the last
  RTF_MAX_FLOWS = 8,
  RTF_MAX_FONTS = 4096,
  RTF_MAX_COLOURS = 1024,
  RTF_MAX_STYLES = 1024,
  RTF_MAX_RAW = 4096,
};

enum rtf_target {
  TO_TEXT,
  TO_NOTHING,
  TO_SKIP,
  TO_FONTS,
  TO_COLOURS,
  TO_STYLES,
  TO_PICTURE,
  TO_OBJECT,
  TO_SHAPE_NAME
};

/// What a group inherits and gives back.
struct rtf_state {
  uint8_t target, both_target, code_skip;
  bool both;  ///< inside \upr, outside \ud
  bool red, deleted, revised, capitals, framed, font_said;
  bool opened_flow, opened_object, opened_picture, opened_table;
  int font, style, page;  ///< page: of \cchs, 0 the font's
};

/// A text of its own: the body, a header, a note, a box.
struct rtf_flow {
  struct gather now, before;  ///< with tracked changes accepted, and as it read before them
  bool changed, ready, code;  ///< code: of a field, not shown
  enum scan_part part;
};

struct rtf_font {
  int number, page;  ///< code page; 0 the document's
  char name[48];
};

struct rtf {
  const uint8_t *p, *end;
  struct sink *sink;
  struct failures failures;
  struct rtf_state stack[RTF_MAX_GROUPS];
  size_t depth, flattened;  ///< groups open; groups open beyond the stack
  struct rtf_flow flows[RTF_MAX_FLOWS];
  size_t n_flows;
  struct rtf_font *fonts;
  size_t n_fonts, last_font;
  int default_font, page;
  uint8_t red[RTF_MAX_COLOURS];
  size_t n_colours;
  int rgb[3];
  int styles[RTF_MAX_STYLES];  ///< style → font; -1 not said
  struct buf raw, text, object, picture;
  char shape_name[24];
  size_t n_shape_name;
  int nibble, skip, high;  ///< half a byte; bytes that repeat a \u; first half of a surrogate pair
  bool star, fresh;        ///< \* was read; nothing yet since a group's bracket
  int page_number, numbers[PART_COUNT];
  size_t lines, letters, pictures, page_pictures;
};

static inline struct rtf_state *rtf_top(struct rtf *r) {
  return &r->stack[r->depth ? r->depth - 1 : 0];
}

/// Decodes the bytes of text that wait.
void rtf_settle(struct rtf *r);
void rtf_end_line(struct rtf *r);
void rtf_put_letter(struct rtf *r, uint32_t c);
/// Begins a text of its own, which ends with the group at hand.
void rtf_flow_open(struct rtf *r, enum scan_part part);
void rtf_flow_close(struct rtf *r);
/// The code of a field is kept apart until its end: only equations show something of it.
void rtf_code_open(struct rtf *r);
void rtf_result_open(struct rtf *r);
