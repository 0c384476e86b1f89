// Candidates before judging: finds, at the speed of reading, the places that could be part of a mark, a label or a
// derived note. Where nothing is found the judge has nothing to say; a document is judged only where
// something is. The words stand in sweep_words.c; their spellings and encodings are derived from them.
#pragma once

#include "base/base.h"
#include "viet/viet.h"

/// What a word must be for the judge to look at it.
enum sweep_how {
  SWEEP_PHRASE,  ///< these words anywhere, with any diacritics or none
  SWEEP_START,   ///< the same at the beginning of a line
  SWEEP_LEVEL,   ///< "mật": exactly these letters, in any spelling, set apart too
};
struct sweep_word {
  const char *text;  ///< SWEEP_LEVEL: one syllable, its vowel with two marks, NFC capitals; others: capitals without
                     ///< diacritics, words parted by one blank, # a digit, $ the end of the line, other signs as they stand
  enum sweep_how how;
};
/// The words of the program; text NULL at the end.
extern const struct sweep_word sweep_words[];

/// One more phrase that makes candidates, for the rest of the process's life: an agency's own markings and code words,
/// UTF-8 in any form. False when it holds no letter or there are too many (SWEEP_ADDED_MAX).
enum { SWEEP_ADDED_MAX = 256 };
bool sweep_add_word(const char *phrase);
/// The same for several; false when one of them was refused, the others count all the same.
bool sweep_add_words(const char *const *phrases, size_t n);

/// Builds the tables; called by itself on first use.
void sweep_prepare(void);

/// UTF-8 text as readers hand it on, lines ended by '\n': whether one of them may hold a mark. Letters of old
/// fonts may stand as the code points of their bytes.
bool sweep_text(const char *s, size_t n);
/// The same for the bytes of a text file, not decoded: an 8-bit encoding that need not be known (VIET_UNKNOWN), or
/// VIET_UTF16LE, VIET_UTF16BE.
bool sweep_bytes(enum viet_encoding e, const uint8_t *p, size_t n);
