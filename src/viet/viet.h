// Vietnamese text: reads its old encodings, tells which one some bytes are in, normalises, folds
// for search, and makes keys that sort as a Vietnamese dictionary does. Pure functions over bytes.
#pragma once

#include "base/base.h"
#include "base/buf.h"

enum viet_encoding {
  VIET_UNKNOWN,  ///< text, but in no encoding known here
  VIET_BINARY,   ///< no text
  VIET_UTF8,
  VIET_UTF16LE,
  VIET_UTF16BE,
  VIET_TCVN3,     ///< TCVN 5712-3 as .VnTime and other ABC fonts hold it
  VIET_TCVN5712,  ///< TCVN 5712-1 (VN1), as iconv and recode write it
  VIET_VNI,       ///< VNI-Windows, two bytes for most letters
  VIET_VISCII,    ///< RFC 1456
  VIET_VPS,
  VIET_CP1258,  ///< Windows Vietnamese, tones as combining marks
  VIET_VIQR,    ///< RFC 1456, ASCII: "Ma^.t"
  VIET_TELEX,   ///< keystrokes left in the text: "Maajt"
  VIET_CP1252,  ///< Western text; bytes it leaves open are invalid
  VIET_ENCODING_COUNT
};

/// "UTF-8", "TCVN3", …: a stable name for records and messages.
const char *viet_encoding_name(enum viet_encoding e);

/// Decodes `in` and appends UTF-8 in NFC to `out` (bounded by out->max; out->over says it was cut,
/// at a letter). What the encoding does not know, and U+0000, become U+FFFD; returns how many did.
/// A BOM is dropped. TCVN3 capitals are restored from their neighbours ("MËT" is MẬT). UNKNOWN and
/// BINARY are read as CP1252. VIQR and Telex change only words that become Vietnamese syllables.
size_t viet_decode(enum viet_encoding e, struct bytes in, struct buf *out);

/// Encodes UTF-8 (any normal form) as the raw bytes of an encoding, for search patterns and tests.
/// Characters without a code become '?'; returns how many did.
size_t viet_encode(enum viet_encoding e, struct bytes utf8, struct buf *out);

struct viet_guess {
  enum viet_encoding encoding;
  int confidence;  ///< 0..100; below VIET_SURE the text is too short or ambiguous to rely on it
                   ///< alone
};
enum { VIET_SURE = 70 };

/// Tells the encoding of a file's bytes by BOM, validity and the statistics of Vietnamese
/// syllables. Looks at the first 64 KiB and at eight samples of 4 KiB from the rest.
struct viet_guess viet_detect(struct bytes in);

/// As much of it as the form of the bytes shows, much sooner: VIET_BINARY, VIET_UTF8 and UTF-16 as viet_detect() would
/// say, VIET_UNKNOWN where it would go on to weigh syllables.
enum viet_encoding viet_detect_form(struct bytes in);

/// The same for UTF-8 text whose code points may be legacy bytes read as CP1252, as office files
/// hold it: "TèI MËT". VIET_UTF8 means that the text is what it seems to be.
struct viet_guess viet_detect_codepoints(struct bytes utf8);

/// Turns such text into true Unicode for a known encoding; with `capitals` all letters become
/// capitals. Code points that are no CP1252 character are kept as they are.
void viet_text_from_codepoints(enum viet_encoding e, bool capitals, struct bytes utf8,
                               struct buf *out);

/// The encoding a font's name promises: ".VnTime", "VNI-Times", …; VIET_UTF8 for all others.
/// *ret_capitals says that the font shows every letter as a capital (".VnTimeH"). It may be NULL.
enum viet_encoding viet_encoding_of_font(const char *name, bool *ret_capitals);

/// One run of office text, with its font when it is known (may be NULL): decides by font and by
/// statistics, appends NFC, and returns the encoding that was used. A font's name is not believed
/// against the letters, and letters are believed without a font when they are sure.
enum viet_encoding viet_text_of_run(struct bytes utf8, const char *font, struct buf *out);

/// Normal forms of UTF-8; invalid bytes become U+FFFD. They return how many did.
size_t viet_nfc(struct bytes utf8, struct buf *out);
size_t viet_nfd(struct bytes utf8, struct buf *out);

/// For search: NFC, lower case, no diacritics, đ→d, every run of white space one space, none at the
/// ends; soft hyphens and zero-width characters dropped.
void viet_fold(struct bytes utf8, struct buf *out);
/// Case mapping of whole text, form and diacritics kept.
void viet_upper(struct bytes utf8, struct buf *out);
void viet_lower(struct bytes utf8, struct buf *out);

/// A key in plain ASCII whose byte order is the order of Vietnamese dictionaries (a ă â b c d đ e ê
/// …), syllable by syllable, tones (ngang huyền hỏi ngã sắc nặng) deciding between equal letters;
/// case and punctuation do not count, "hòa" equals "hoà", numbers go by value. For columns
/// `…_order`.
void viet_sort_key(struct bytes utf8, struct buf *out);
/// The same for a person's name, which Vietnamese lists order by the last word first.
void viet_sort_key_of_person(struct bytes utf8, struct buf *out);

/// Resolves Telex or VIQR keystrokes left in otherwise true UTF-8 text, word by word, where the
/// result is a Vietnamese syllable: "TOOIS MAAJT" → TỐI MẬT. Returns how many words changed.
size_t viet_resolve_typed(enum viet_encoding e, struct bytes utf8, struct buf *out);
/// VIET_TELEX or VIET_VIQR with a confidence, or VIET_UTF8 when the text shows neither.
struct viet_guess viet_detect_typed(struct bytes utf8);
