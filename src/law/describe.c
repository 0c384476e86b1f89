// The law in words for people: levels, certainty, values with their units, in Vietnamese and
// English.
#include "law/internal.h"

#include <stdio.h>

#include "base/buf.h"

static const struct {
  const char *code, *key;
  const char *spellings[2];  ///< lower case, capitals: letters with marks have no ASCII folding
} LEVELS[LAW_LEVEL_COUNT] = {
    [LAW_LEVEL_NONE] = {"", "", {"", ""}},
    [LAW_MAT] = {"MAT", "mat", {"mật", "MẬT"}},
    [LAW_TOI_MAT] = {"TOI_MAT", "toi_mat", {"tối mật", "TỐI MẬT"}},
    [LAW_TUYET_MAT] = {"TUYET_MAT", "tuyet_mat", {"tuyệt mật", "TUYỆT MẬT"}},
};
static const char *const MARKS[LAW_CERTAINTY_COUNT] = {
    [LAW_V] = "V", [LAW_V2] = "V2", [LAW_K] = "K", [LAW_K_WEAK] = "K?", [LAW_D] = "D"};
static const enum msg CERTAINTIES[LAW_CERTAINTY_COUNT] = {[LAW_V] = MSG_LAW_CERTAINTY_V,
                                                          [LAW_V2] = MSG_LAW_CERTAINTY_V2,
                                                          [LAW_K] = MSG_LAW_CERTAINTY_K,
                                                          [LAW_K_WEAK] = MSG_LAW_CERTAINTY_K_WEAK,
                                                          [LAW_D] = MSG_LAW_CERTAINTY_D};

const char *law_level_code(enum law_level level) {
  return LEVELS[level].code;
}

const char *law_level_key(enum law_level level) {
  return LEVELS[level].key;
}

/// Whether s is the word, each letter in either case. Both spellings have the same number of bytes
/// per letter but not the same bytes, so letters are compared one by one against either.
static bool same_word(const char *s, const char *lower, const char *upper) {
  while (*s && *lower && *upper) {
    size_t n = 1, u = 1;
    while (((unsigned char)lower[n] & 0xC0) == 0x80)
      n++;
    while (((unsigned char)upper[u] & 0xC0) == 0x80)
      u++;
    if (!strncmp(s, lower, n))
      s += n;
    else if (!strncmp(s, upper, u))
      s += u;
    else
      return false;
    lower += n, upper += u;
  }
  return !*s && !*lower && !*upper;
}

enum law_level law_level_parse(const char *s) {
  for (int l = LAW_MAT; s && *s && l < LAW_LEVEL_COUNT; l++)
    if (!strcmp(s, LEVELS[l].code) || same_word(s, LEVELS[l].spellings[0], LEVELS[l].spellings[1]))
      return (enum law_level)l;
  return LAW_LEVEL_NONE;
}

const char *law_level_label(const struct law_regime *regime, enum law_level level) {
  if (level <= LAW_LEVEL_NONE || level >= LAW_LEVEL_COUNT) return "";
  char key[64];
  snprintf(key, sizeof key, "level.%s.label", LEVELS[level].key);
  const struct law_value *v = regime ? law_value(regime, key) : NULL;
  return v ? v->raw : LEVELS[level].code;
}

const char *law_certainty_mark(enum law_certainty c) {
  return MARKS[c];
}

bool law_parse_certainty(const char *s, enum law_certainty *ret) {
  for (int c = 0; c < LAW_CERTAINTY_COUNT; c++)
    if (!strcmp(s, MARKS[c])) {
      *ret = (enum law_certainty)c;
      return true;
    }
  return false;
}

const char *law_certainty_text(enum lang lang, enum law_certainty c) {
  return msg_text(lang, CERTAINTIES[c]);
}

const char *law_word_label(const struct law *law, const struct law_value *v, const char *word,
                           enum lang lang) {
  const struct law_schema *s = schema_find(law, v->key);
  bool plain = !s || v->word || v->kind == LAW_BOOL;
  const struct law_word *w = word_find(law, plain ? "answer" : s->words, word);
  return w ? w->label[lang] : word;
}

static const char *unit_shown(const struct law *law, const struct law_value *v, enum lang lang) {
  const struct law_word *w = word_find(law, "unit", v->unit);
  return w ? w->label[lang] : v->unit;
}

/// 20000000 as 20.000.000 in Vietnamese, 20,000,000 in English.
static void put_number(struct buf *b, int64_t n, enum lang lang) {
  char digits[32];
  int length = snprintf(digits, sizeof digits, "%lld", (long long)(n < 0 ? -n : n));
  if (n < 0) buf_putc(b, '-');
  for (int i = 0; i < length; i++) {
    if (i && (length - i) % 3 == 0) buf_putc(b, lang == LANG_VI ? '.' : ',');
    buf_putc(b, digits[i]);
  }
}

static void put_pair(struct buf *b, const struct law_value *v, const char *between,
                     enum lang lang) {
  put_number(b, v->number, lang);
  buf_puts(b, between);
  put_number(b, v->high, lang);
}

static void put_value(struct buf *b, const struct law *law, const struct law_value *v,
                      enum lang lang) {
  char day[11];
  switch (v->kind) {
    case LAW_INT:
      if (v->word)
        buf_puts(b, law_word_label(law, v, v->raw, lang));
      else
        put_number(b, v->number, lang);
      break;
    case LAW_BOOL:
      buf_puts(b, law_word_label(law, v, v->raw, lang));
      break;
    case LAW_WORD:
    case LAW_WORDS:
      for (size_t i = 0; i < v->items.n; i++)
        buf_printf(b, "%s%s", i ? "; " : "", law_word_label(law, v, v->items.p[i], lang));
      break;
    case LAW_MONTH_DAY:
      buf_printf(b, "%02d/%02d", (int)v->high, (int)v->number);
      break;
    case LAW_DATE:
      date_format_shown(v->day, day);
      buf_puts(b, day);
      break;
    case LAW_SIZE:
      put_pair(b, v, " x ", lang);
      break;
    case LAW_RANGE:
      put_pair(b, v, " – ", lang);
      break;
    default:
      buf_puts(b, lang == LANG_EN && v->text_en ? v->text_en : v->raw);
  }
  if (*v->unit) buf_printf(b, " %s", unit_shown(law, v, lang));
}

char *law_value_shown(struct arena *a, const struct law *law, const struct law_value *v,
                      enum lang lang) {
  struct buf b CLEANUP(buf_free) = buf_init(LAW_MAX_FILE_BYTES * 4);
  put_value(&b, law, v, lang);
  return arena_strdup(a, buf_str(&b));
}

char *law_value_sureness(struct arena *a, const struct law_value *v, enum lang lang) {
  const char *text = law_certainty_text(lang, v->certainty);
  if (v->confirmation) {
    char day[11];
    date_format_shown(v->confirmation->on, day);
    return msg_fill(a, lang, MSG_LAW_CONFIRMED, "by", v->confirmation->by, "day", day, "article",
                    v->confirmation->article, NULL);
  }
  if (!v->needs_check) return arena_strdup(a, text);
  return arena_printf(a, "%s; %s", text, msg_text(lang, MSG_LAW_NEEDS_CHECK));
}
