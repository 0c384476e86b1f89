// One value of the law: its text read as the kind that schema.ini gives it, found by key or by day.
#include "law/internal.h"

#include <stdio.h>
#include <stdlib.h>

bool law_parse_int(const char *s, size_t n, int64_t *ret) {
  bool negative = n && s[0] == '-';
  size_t i = negative;
  if (i == n || n - i > 15) return false;
  int64_t v = 0;
  for (; i < n; i++) {
    if (s[i] < '0' || s[i] > '9') return false;
    v = v * 10 + (s[i] - '0');
  }
  *ret = negative ? -v : v;
  return true;
}

bool law_in(struct law_items items, const char *word) {
  for (size_t i = 0; i < items.n; i++)
    if (!strcmp(items.p[i], word)) return true;
  return false;
}

bool law_split(struct arena *a, const char *s, char separator, struct law_items *ret) {
  size_t n = *s ? 1 : 0;
  for (const char *c = s; *c; c++)
    n += *c == separator;
  const char **p = ARENA_ARRAY(a, const char *, n + 1);
  for (size_t i = 0; i < n; i++) {
    const char *stop = strchr(s, separator);
    if (!stop) stop = s + strlen(s);
    const char *from = s, *to = stop;
    while (from < to && (*from == ' ' || *from == '\t'))
      from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
      to--;
    if (from == to) return false;
    p[i] = arena_strndup(a, from, (size_t)(to - from));
    s = stop + 1;
  }
  *ret = (struct law_items){p, n};
  return true;
}

bool law_parse_day(const char *s, struct date *ret) {
  return strlen(s) == 10 && s[4] == '-' && date_parse(s, ret);
}

bool law_within(struct date d, struct date from, struct date to) {
  return date_compare(d, from) >= 0 && date_compare(d, to) <= 0;
}

static struct err *bad(enum msg m, const struct law_value *v) {
  return law_bad(m, v->file, v->line, v->raw);
}

/// "40 x 8", "10 - 20": two numbers with one character between, the first not above the second in a
/// range.
static bool parse_pair(const char *s, char between, int64_t *first, int64_t *second) {
  const char *middle = *s ? strchr(s + 1, between) : NULL;
  if (!middle) return false;
  const char *left = middle, *right = middle + 1;
  while (left > s && left[-1] == ' ')
    left--;
  while (*right == ' ')
    right++;
  return law_parse_int(s, (size_t)(left - s), first) &&
         law_parse_int(right, strlen(right), second) && *first >= 0 && *second >= 0;
}

static bool parse_month_day(const char *s, int64_t *month, int64_t *day) {
  if (strlen(s) != 5 || s[2] != '-' || !law_parse_int(s, 2, month) || !law_parse_int(s + 3, 2, day))
    return false;
  return date_valid(
      (struct date){2001, (int)*month, (int)*day});  // a day of every year: no 29 February
}

static struct err *parse_int(const struct law_schema *s, struct law_value *v) {
  if (law_in(s->instead, v->raw)) {
    v->word = true;
    return NULL;
  }
  if (!law_parse_int(v->raw, strlen(v->raw), &v->number)) return bad(MSG_LAW_BAD_INT, v);
  return v->number < s->min || v->number > s->max ? bad(MSG_LAW_INT_RANGE, v) : NULL;
}

static struct err *parse_words(struct law *law, const struct law_schema *s, struct law_value *v) {
  if (!law_split(law->a, v->raw, ',', &v->items) || !v->items.n) return bad(MSG_LAW_BAD_LIST, v);
  if (v->kind == LAW_WORD && v->items.n != 1) return bad(MSG_LAW_BAD_LIST, v);
  for (size_t i = 0; i < v->items.n; i++) {
    if (!word_find(law, s->words, v->items.p[i]))
      return law_bad(MSG_LAW_UNKNOWN_WORD, v->file, v->line, v->items.p[i]);
    if (law_in((struct law_items){v->items.p, i}, v->items.p[i]))
      return law_bad(MSG_LAW_DOUBLE_WORD, v->file, v->line, v->items.p[i]);
  }
  return NULL;
}

struct err *value_parse(struct law *law, const struct law_schema *s, struct law_value *v) {
  v->kind = s->kind;
  if (!*v->raw) return bad(MSG_LAW_EMPTY_VALUE, v);
  switch (s->kind) {
    case LAW_INT:
      return parse_int(s, v);
    case LAW_BOOL:
      v->number = !strcmp(v->raw, "yes");
      return v->number || !strcmp(v->raw, "no") ? NULL : bad(MSG_LAW_BAD_BOOL, v);
    case LAW_WORD:
    case LAW_WORDS:
      return parse_words(law, s, v);
    case LAW_MONTH_DAY:
      return parse_month_day(v->raw, &v->number, &v->high) ? NULL : bad(MSG_LAW_BAD_DAY, v);
    case LAW_DATE:
      return law_parse_day(v->raw, &v->day) ? NULL : bad(MSG_LAW_BAD_DAY, v);
    case LAW_SIZE:
      return parse_pair(v->raw, 'x', &v->number, &v->high) ? NULL : bad(MSG_LAW_BAD_PAIR, v);
    case LAW_RANGE:
      return parse_pair(v->raw, '-', &v->number, &v->high) && v->number <= v->high
                 ? NULL
                 : bad(MSG_LAW_BAD_PAIR, v);
    case LAW_COLUMNS:
      return law_split(law->a, v->raw, '|', &v->items) && v->items.n ? NULL
                                                                     : bad(MSG_LAW_BAD_LIST, v);
    default:
      return NULL;
  }
}

// ---- finding
// ------------------------------------------------------------------------------------------

static int compare_key(const void *key, const void *slot) {
  return strcmp(key, (*(const struct law_value *const *)slot)->key);
}

const struct law_value *law_value(const struct law_regime *regime, const char *key) {
  const struct law_value *const *slot =
      bsearch(key, regime->by_key, regime->n_values, sizeof *slot, compare_key);
  return slot ? *slot : NULL;
}

const struct law_value *law_value_at(const struct law *law, const char *key, struct date day) {
  for (size_t i = law->n_regimes; i-- > 0;) {  // loading has made sure that at most one applies
    const struct law_value *v = law_value(&law->regimes[i], key);
    if (v && law_within(day, v->from, v->to)) return v;
  }
  return NULL;
}

const struct law_value *law_level_value_at(const struct law *law, const char *prefix,
                                           enum law_level level, const char *suffix,
                                           struct date day) {
  if (level <= LAW_LEVEL_NONE || level >= LAW_LEVEL_COUNT) return NULL;
  char key[128];
  int n = snprintf(key, sizeof key, "%s.%s%s%s", prefix, law_level_key(level), suffix ? "." : "",
                   suffix ? suffix : "");
  return n > 0 && (size_t)n < sizeof key ? law_value_at(law, key, day) : NULL;
}

static struct err *get(const struct law *law, const char *key, struct date day,
                       const struct law_value **ret) {
  char shown[11] = "?";
  if (date_valid(day)) date_format_shown(day, shown);
  *ret = law_value_at(law, key, day);
  if (*ret) return NULL;
  return err_new(ERR_NOT_FOUND, MSG_LAW_NO_VALUE_AT, MSG_NONE, "key", key, "day", shown, NULL);
}

static struct err *wrong_kind(const struct law_value *v) {
  return err_new(ERR_INTERNAL, MSG_LAW_WRONG_KIND, MSG_NONE, "key", v->key, "kind",
                 law_kind_name(v->kind), NULL);
}

struct err *law_int_at(const struct law *law, const char *key, struct date day, int64_t *ret) {
  const struct law_value *v;
  TRY(get(law, key, day, &v));
  if (v->kind != LAW_INT) return wrong_kind(v);
  if (v->word)
    return err_new(ERR_NOT_FOUND, MSG_LAW_NOT_A_NUMBER, MSG_NONE, "key", key, "value", v->raw,
                   NULL);
  *ret = v->number;
  return NULL;
}

struct err *law_bool_at(const struct law *law, const char *key, struct date day, bool *ret) {
  const struct law_value *v;
  TRY(get(law, key, day, &v));
  if (v->kind != LAW_BOOL) return wrong_kind(v);
  *ret = v->number;
  return NULL;
}

struct err *law_text_at(const struct law *law, const char *key, struct date day, const char **ret) {
  const struct law_value *v;
  TRY(get(law, key, day, &v));
  if (v->kind != LAW_TEXT && v->kind != LAW_WORD) return wrong_kind(v);
  *ret = v->raw;
  return NULL;
}

bool law_has(const struct law_value *v, const char *word) {
  return v && (law_in(v->items, word) || (v->word && !strcmp(v->raw, word)));
}

// ---- who may
// ------------------------------------------------------------------------------------------

/// The lowest tier of the copying authority that names the post.
static const struct law_value *tier_of(const struct law *law, const char *post, enum law_level from,
                                       struct date day, enum law_level *ret_level) {
  for (enum law_level l = from; l < LAW_LEVEL_COUNT; l++) {
    const struct law_value *v = law_level_value_at(law, "authority.copy", l, NULL, day);
    if (!law_has(v, post)) continue;
    *ret_level = l;
    return v;
  }
  return NULL;
}

const struct law_value *law_may_copy(const struct law *law, const char *post, enum law_level level,
                                     struct date day) {
  enum law_level tier;
  return level > LAW_LEVEL_NONE ? tier_of(law, post, level, day, &tier) : NULL;
}

const struct law_value *law_may_destroy(const struct law *law, const char *post, struct date day) {
  enum law_level tier;
  const struct law_value *v = law_value_at(law, "authority.destroy_tiers", day);
  if (!tier_of(law, post, LAW_MAT, day, &tier)) return NULL;
  return law_has(v, law_level_key(tier)) ? v : NULL;
}

bool law_certainty_refuses(const struct law_value *v) {
  if (v->confirmation) return true;
  return (v->certainty == LAW_V || v->certainty == LAW_V2) && !v->needs_check;
}

enum law_certainty law_value_certainty(const struct law_value *v) {
  return v->confirmation ? LAW_V : v->certainty;
}
