// What the files of the law module share: the INI reader, the loaded law, errors with file and
// line.
#pragma once

#include <string.h>

#include "law/law.h"

#define LAW_LAST_DAY ((struct date){9999, 12, 31})
#define LAW_NO_DAY ((struct date){0, 0, 0})

// ---- INI (ini.c): sections, keys, values; comments and continuation lines; nothing else
// -----------------

struct ini_entry {
  const char *key, *value;
  int line;
};
struct ini_section {
  const char *name;
  int line;
  struct ini_entry *entries;
  size_t n;
};
struct ini {
  const char *file;
  struct ini_section *sections;
  size_t n;
};

/// Reads one file. ERR_INPUT with file and line for bad UTF-8, control bytes, lines of no form,
/// doubled sections and keys; ERR_LIMIT for too much.
struct err *ini_read(struct arena *a, const char *file, const uint8_t *p, size_t n,
                     struct ini *ret);
const struct ini_entry *ini_get(const struct ini_section *s, const char *key);

// ---- the loaded law
// ------------------------------------------------------------------------------------

struct law_schema {
  const char *key;  ///< with * for one word
  const char *unit, *words;
  struct law_items instead;  ///< words that may stand for a number
  struct law_items each;
  enum law_kind kind;
  const char *label[LANG_COUNT];
  int64_t min, max;
  bool required;
  struct date required_from;
  int stars, line;
};

struct law_word {
  const char *name;  ///< "post.minister"
  const char *label[LANG_COUNT];
};

struct law {
  struct arena *a;
  const char *edition;
  struct law_schema *schema;
  size_t n_schema;
  struct law_word *words;  ///< sorted by name
  size_t n_words;
  struct law_regime *regimes;  ///< sorted by from
  size_t n_regimes;
  struct law_rule *rules;
  size_t n_rules;
};

/// The schema entry a key falls under: exact before one star before two. NULL when unknown.
const struct law_schema *schema_find(const struct law *law, const char *key);
const struct law_word *word_find(const struct law *law, const char *group, const char *word);
/// "toi_mat": the word of a level in keys and values.
const char *law_level_key(enum law_level level);

/// An error at a place in a law file; what is named {what} in the message.
struct err *law_bad(enum msg message, const char *file, int line, const char *what) MUST_USE;
bool law_valid_utf8(const uint8_t *p, size_t n);
/// Splits at a separator, trims; empty parts make it fail. An empty text gives no parts.
bool law_split(struct arena *a, const char *s, char separator, struct law_items *ret);
bool law_parse_certainty(const char *s, enum law_certainty *ret);
bool law_parse_int(const char *s, size_t n, int64_t *ret);
bool law_in(struct law_items items, const char *word);
/// A day of its own form only ("2026-03-01").
bool law_parse_day(const char *s, struct date *ret);
bool law_within(struct date d, struct date from, struct date to);

/// regime.c: reads values, checks them against the schema.
struct err *regimes_read(struct law *law, const struct ini *files, size_t n);
/// value.c: turns the raw text into number, day, items.
struct err *value_parse(struct law *law, const struct law_schema *s, struct law_value *v);
/// rule.c
struct err *rule_read(struct law *law, const struct law_file *f, struct law_rule *ret);
