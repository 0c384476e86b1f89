// Inside the module: the table of letters, what a letter is made of, and syllables.
#pragma once

#include "base/base.h"

enum viet_shape {
  VIET_SHAPE_NONE,
  VIET_SHAPE_CIRCUMFLEX,  ///< â ê ô
  VIET_SHAPE_BREVE,       ///< ă
  VIET_SHAPE_HORN,        ///< ơ ư
  VIET_SHAPE_BAR,         ///< đ
  VIET_SHAPE_COUNT
};

/// In the order of Vietnamese dictionaries.
enum viet_tone {
  VIET_TONE_NGANG,
  VIET_TONE_HUYEN,
  VIET_TONE_HOI,
  VIET_TONE_NGA,
  VIET_TONE_SAC,
  VIET_TONE_NANG,
  VIET_TONE_COUNT
};

enum { VIET_LETTER_COUNT = 134 };

struct viet_letter {
  uint16_t unicode;
  char plain;  ///< the ASCII letter under it; its case is the letter's case
  uint8_t shape, tone;
  uint8_t tcvn3, tcvn5712, viscii, vps;
  uint8_t vni[2], cp1258[2];  ///< a second byte 0 is none
  const char *viqr, *telex;
};

extern const struct viet_letter viet_letters[VIET_LETTER_COUNT];

/// The row of a code point; NULL when it is not one of the 134.
const struct viet_letter *viet_letter_find(uint32_t c);
/// The code point made of these parts; 0 when Vietnamese has no such letter.
uint32_t viet_letter_code(char plain, enum viet_shape shape, enum viet_tone tone);
/// The letter's name inside a syllable, without case and tone: a b … z, and A=ă B=â D=đ E=ê O=ô P=ơ
/// U=ư. 0 when it is no letter of this alphabet.
char viet_letter_name(uint32_t c, uint8_t *ret_tone);
/// The tone or shape a combining mark stands for; the zero value for any other code point.
int viet_letter_mark_tone(uint32_t c);
int viet_letter_mark_shape(uint32_t c);

enum { VIET_SYLLABLE_MAX = 7 };  ///< nghiêng

/// Whether letters (names as above) and tones could be a written Vietnamese syllable: onset and
/// rime exist, the tone is where it may be written, and c, ch, p, t at the end have sắc or nặng.
bool viet_syllable_plausible(const char *names, const uint8_t *tones, size_t n);
/// Where the tone is written in a syllable (old style: hòa); n when the letters are no syllable.
size_t viet_syllable_tone_place(const char *names, size_t n);
