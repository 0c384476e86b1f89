// The pieces of the reader for Rich Text Format: its words and the objects inside it. Format:
// RTF 1.9.1.
#pragma once

#include "scan/readers/failures.h"
#include "scan/readers/lines.h"

/// Reads RTF text as lines; what could not be read is told to the sink.
void rtf_read(const uint8_t *p, size_t n, struct sink *s);

/// What a control word asks for.
enum rtf_act {
  RTF_NONE,
  RTF_SKIP,    ///< a destination without readable text
  RTF_IGNORE,  ///< a destination whose own text is none, but whose groups may hold some
  RTF_PASS,    ///< a destination to read as the text around it
  RTF_TEXT,    ///< readable text inside an ignored destination
  RTF_FLOW,    ///< a text of its own; value: enum scan_part
  RTF_FONTS,
  RTF_COLOURS,
  RTF_STYLES,
  RTF_PICTURE,
  RTF_OBJECT,
  RTF_FIELD_CODE,    ///< what computes a field
  RTF_FIELD_RESULT,  ///< what it shows
  RTF_SHAPE_NAME,
  RTF_SHAPE_VALUE,
  RTF_BOTH,     ///< \upr: the same text twice, in bytes and in Unicode
  RTF_UNICODE,  ///< \ud: its Unicode half
  RTF_LAST_DESTINATION = RTF_UNICODE,
  RTF_LINE,
  RTF_NEW_PAGE,
  RTF_LETTER,  ///< value: code point
  RTF_CODE,
  RTF_CODE_SKIP,
  RTF_BYTES,  ///< \bin
  RTF_PAGE,   ///< value: code page, 0 the parameter
  RTF_DEFAULT_FONT,
  RTF_FONT,
  RTF_CHARSET,
  RTF_FONT_PAGE,
  RTF_CHARACTER_SET,
  RTF_STYLE,
  RTF_COLOUR,
  RTF_RGB,  ///< value: 0 red, 1 green, 2 blue
  RTF_PLAIN,
  RTF_PARAGRAPH,
  RTF_FRAME,
  RTF_CAPITALS,
  RTF_DELETED,
  RTF_REVISED,
};

struct rtf_word {
  char name[20];
  uint8_t act;
  uint16_t value;
};

/// The word of this name; NULL when it asks for nothing here.
const struct rtf_word *rtf_word_find(const char *name);

/// What a field without a result shows: EQ the text inside its brackets ("EQ \x(…)" draws a frame),
/// SYMBOL a letter. Taken in place; false when it is another field.
bool rtf_equation(struct buf *code, bool *ret_framed);

/// The code page that the end of a font's name tells ("Arial CE"); 0 none.
int rtf_page_of_font(const char *name);

/// An embedded object as the bytes of \objdata hold it ([MS-OLEDS] 2.2): what it packs becomes a
/// member. UNREAD_NONE or why not; *ret_refused: the sink wants no more.
enum unread_grade rtf_read_object(const uint8_t *p, size_t n, struct sink *s, bool *ret_refused);
