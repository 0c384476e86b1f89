// A line of text as the matchers see it: capitals with and without diacritics, cut into words, the
// words of marks recognised. Internal to match.
#pragma once

#include "scan/match.h"

enum token { TOKEN_OTHER, TOKEN_MAT, TOKEN_TOI, TOKEN_TUYET, TOKEN_DO };

struct word {
  uint16_t at, n;
  enum match_case letters;
  bool number;
  bool plain;  ///< the token is written without diacritics
  enum token token;
};

struct text {
  uint16_t full[MATCH_MAX_CHARS + 1];  ///< capitals with diacritics
  char base[MATCH_MAX_CHARS + 1];  ///< capitals without; other characters as ' ', ASCII signs kept
  bool lower[MATCH_MAX_CHARS + 1];
  size_t n;
  struct word words[MATCH_MAX_WORDS];
  size_t n_words;
  bool has_mat;  ///< "MAT" stands somewhere in base
  bool boxed;    ///< box-drawing characters
  bool accents;  ///< some letter is not ASCII
};

/// A level in words [from, from + n).
struct level_at {
  enum scan_level level;
  size_t from, n;
  enum match_case letters;
  bool plain;
};

/// Fills the table of letters once; called before anything else.
void text_prepare(void);
/// Takes UTF-8 in NFC; what is beyond MATCH_MAX_CHARS is left out.
void text_set(struct text *t, const char *s, size_t n);
/// Puts letters set apart ("T Ố I  M Ậ T") and torn words together when the whole line is a level.
void text_join_spaced(struct text *t);
/// The token of word k; *plain is set when it is written without diacritics.
enum token text_token(const struct text *t, size_t k, bool *plain);
/// Whether a level begins at word k.
bool text_level_at(const struct text *t, size_t k, struct level_at *ret);
/// Whether only white space stands between two words.
bool text_joined(const struct text *t, size_t a, size_t b);
/// Whether word k is this one (capitals without diacritics); whether a phrase begins there.
bool text_word_is(const struct text *t, size_t k, const char *base);
bool text_words_are(const struct text *t, size_t k, const char *phrase);
/// Whether this phrase, capitals with diacritics, stands as whole words from word k on.
bool text_phrase_at(const struct text *t, size_t k, const uint16_t *phrase);
/// The same in a text typed without diacritics.
bool text_plain_phrase_at(const struct text *t, size_t k, const uint16_t *phrase);
/// Whether the phrase stands anywhere; whether one of the signs stands in [from, to).
bool text_has(const struct text *t, const char *base);
bool text_has_sign(const struct text *t, size_t from, size_t to, const char *signs);
/// The character after word k.
size_t text_end_of(const struct text *t, size_t k);
/// Words [from, to) as they stand, NFC, at most 63 bytes.
void text_take_words(const struct text *t, size_t from, size_t to, char out[64]);

/// Notes, kind of document, false friends, declassification (match_context.c).
void match_notes(const struct text *t, struct match *m);
void match_context_start(const struct text *t, struct match *m);
void match_context_words(const struct text *t, struct match *m);
void match_talk(const struct text *t, struct match *m);
void match_empty_label(const struct text *t, struct match *m);
void match_declassified(const struct text *t, struct match *m);
/// The kind of writing a line belongs to: office papers, trade, stories, examples, names
/// (match_genre.c).
void match_genre(const struct text *t, struct match *m);
