// Reads an agency's rule file, strictly: what is not understood is refused with its line, never
// skipped.
#include "scan/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1000 };
enum section { SECTION_NONE, SECTION_AGENCY, SECTION_MARK, SECTION_WORD, SECTION_DOCUMENT };
enum key {
  KEY_FORMAT = 1 << 0,
  KEY_NAME = 1 << 1,
  KEY_PHRASE = 1 << 2,
  KEY_LEVEL = 1 << 3,
  KEY_STANDS = 1 << 4,
  KEY_DIACRITICS = 1 << 5,
  KEY_GIVES = 1 << 6,
};
static const struct {
  const char *name;
  enum key key;
} keys[] = {{"format", KEY_FORMAT}, {"name", KEY_NAME},     {"phrase", KEY_PHRASE},
            {"level", KEY_LEVEL},   {"stands", KEY_STANDS}, {"diacritics", KEY_DIACRITICS},
            {"gives", KEY_GIVES}};
// Which keys each section may and must have.
static const struct {
  const char *name;
  unsigned may, must;
} sections[] = {
    [SECTION_AGENCY] = {"agency", KEY_FORMAT | KEY_NAME, KEY_FORMAT | KEY_NAME},
    [SECTION_MARK] = {"mark", KEY_PHRASE | KEY_LEVEL | KEY_STANDS | KEY_DIACRITICS | KEY_GIVES,
                      KEY_PHRASE | KEY_LEVEL | KEY_STANDS},
    [SECTION_WORD] = {"word", KEY_PHRASE | KEY_LEVEL | KEY_STANDS | KEY_DIACRITICS | KEY_GIVES,
                      KEY_PHRASE},
    [SECTION_DOCUMENT] = {"document", KEY_PHRASE | KEY_DIACRITICS, KEY_PHRASE},
};

struct reading {
  struct rules *r;
  enum section section;
  unsigned line, section_line, seen;
};

static const struct rules *active;
static unsigned generation;

void rules_use(const struct rules *r) {
  active = r;
  generation++;
}

unsigned rules_generation(void) {
  return generation;
}

const struct rules *rules_in_use(void) {
  return active;
}

void rules_free(struct rules *r) {
  free(r);
}

void rules_freep(struct rules **r) {
  rules_free(*r);
}

static struct err *bad(unsigned line, enum msg what, enum msg hint, const char *key) {
  char number[16];
  snprintf(number, sizeof number, "%u", line);
  return err_new(ERR_INPUT, what, hint, "line", number, "key", key, NULL);
}

static struct rule *last(struct reading *f) {
  return &f->r->list[f->r->n - 1];
}

static size_t letters(const char *s) {
  struct buf folded CLEANUP(buf_free) = buf_init(4096);
  size_t n = 0;
  viet_fold((struct bytes){(const uint8_t *)s, strlen(s)}, &folded);
  for (const char *p = buf_str(&folded); *p; p++)
    n += (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
  return n;
}

static size_t words(const char *s) {
  size_t n = 0;
  for (const char *p = s; *p; p++)
    n += *p != ' ' && (p == s || p[-1] == ' ');
  return n;
}

// A section ends: whether it says all it must.
static struct err *end_section(struct reading *f) {
  if (f->section == SECTION_NONE) return NULL;
  unsigned missing = sections[f->section].must & ~f->seen;
  for (size_t i = 0; i < ARRAY_LEN(keys); i++)
    if (missing & keys[i].key)
      return bad(f->section_line, MSG_RULES_MISSING, MSG_RULES_MISSING_HINT, keys[i].name);
  if (f->section == SECTION_AGENCY) return NULL;
  const struct rule *r = last(f);
  size_t least = r->stand == RULE_ANYWHERE ? 4 : 2;  // shorter ones stand in every second text
  if (letters(r->phrase) < least)
    return bad(f->section_line, MSG_RULES_SHORT, MSG_RULES_SHORT_HINT, "phrase");
  return NULL;
}

static struct err *new_rule(struct reading *f, const char *id, size_t n) {
  bool good = n > 0 && n <= RULES_ID_MAX;
  for (size_t i = 0; i < n && good; i++)
    good = (id[i] >= 'a' && id[i] <= 'z') || (id[i] >= '0' && id[i] <= '9') || id[i] == '-';
  if (!good) return bad(f->line, MSG_RULES_BAD_ID, MSG_RULES_BAD_ID_HINT, "");
  if (f->r->n == RULES_MAX) return bad(f->line, MSG_RULES_MANY, MSG_RULES_MANY_HINT, "");
  for (size_t i = 0; i < f->r->n; i++)
    if (strlen(f->r->list[i].id) == n && !memcmp(f->r->list[i].id, id, n))
      return bad(f->line, MSG_RULES_TWICE_ID, MSG_RULES_TWICE_ID_HINT, "");
  struct rule *r = &f->r->list[f->r->n++];
  memset(r, 0, sizeof *r);
  memcpy(r->id, id, n);
  r->kind = f->section == SECTION_MARK   ? RULE_MARK
            : f->section == SECTION_WORD ? RULE_WORD
                                         : RULE_DOCUMENT;
  r->stand = r->kind == RULE_MARK ? RULE_ALONE : RULE_ANYWHERE;
  if (r->kind == RULE_DOCUMENT) r->stand = RULE_ALONE;
  r->exact = true;
  r->finding = r->kind == RULE_MARK;
  return NULL;
}

// "[mark noi-bo]"
static struct err *begin_section(struct reading *f, const char *s, size_t n) {
  TRY(end_section(f));
  if (n < 3 || s[n - 1] != ']') return bad(f->line, MSG_RULES_SECTION, MSG_RULES_SECTION_HINT, "");
  s++, n -= 2;
  const char *blank = memchr(s, ' ', n);
  size_t word = blank ? (size_t)(blank - s) : n;
  enum section to = SECTION_NONE;
  for (enum section i = SECTION_AGENCY; i <= SECTION_DOCUMENT; i++)
    if (strlen(sections[i].name) == word && !memcmp(sections[i].name, s, word)) to = i;
  bool first = f->section == SECTION_NONE;
  if (to == SECTION_NONE || (to == SECTION_AGENCY) != first || (to == SECTION_AGENCY && blank))
    return bad(f->line, MSG_RULES_SECTION, MSG_RULES_SECTION_HINT, "");
  f->section = to;
  f->section_line = f->line;
  f->seen = 0;
  if (to == SECTION_AGENCY) return NULL;
  if (!blank) return bad(f->line, MSG_RULES_BAD_ID, MSG_RULES_BAD_ID_HINT, "");
  return new_rule(f, blank + 1, n - word - 1);
}

static int one_of(const char *value, const char *const *words_of, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!strcmp(value, words_of[i])) return (int)i;
  return -1;
}

static struct err *set_phrase(struct reading *f, const char *value) {
  if (strlen(value) > RULES_PHRASE_MAX || words(value) > RULES_WORDS_MAX)
    return bad(f->line, MSG_RULES_LONG, MSG_RULES_LONG_HINT, "phrase");
  strcpy(last(f)->phrase, value);
  return NULL;
}

static struct err *set_value(struct reading *f, enum key key, const char *name, const char *value) {
  static const char *const levels[] = {"UNKNOWN", "MAT", "TOI_MAT", "TUYET_MAT"},
                           *const stands[] = {"alone", "label", "anywhere"},
                           *const marks[] = {"exact", "any"}, *const gives[] = {"finding", "hint"};
  int v = 0;
  switch (key) {
    case KEY_FORMAT:
      v = strcmp(value, "1") ? -1 : 0;
      break;
    case KEY_NAME:
      if (strlen(value) > RULES_AGENCY_MAX)
        return bad(f->line, MSG_RULES_LONG, MSG_RULES_LONG_HINT, name);
      strcpy(f->r->agency, value);
      break;
    case KEY_PHRASE:
      return set_phrase(f, value);
    case KEY_LEVEL:
      v = one_of(value, levels, ARRAY_LEN(levels));
      if (v >= 0) last(f)->level = (enum scan_level)v;
      break;
    case KEY_STANDS:
      v = one_of(value, stands, ARRAY_LEN(stands));
      if (v >= 0) last(f)->stand = (enum rule_stand)v;
      break;
    case KEY_DIACRITICS:
      v = one_of(value, marks, ARRAY_LEN(marks));
      last(f)->exact = v == 0;
      break;
    case KEY_GIVES:
      v = one_of(value, gives, ARRAY_LEN(gives));
      last(f)->finding = v == 0;
      break;
  }
  return v < 0 ? bad(f->line, MSG_RULES_VALUE, MSG_RULES_VALUE_HINT, name) : NULL;
}

static size_t trimmed(const char **s, size_t n) {
  while (n && ((*s)[n - 1] == ' ' || (*s)[n - 1] == '\t' || (*s)[n - 1] == '\r'))
    n--;
  while (n && (**s == ' ' || **s == '\t'))
    (*s)++, n--;
  return n;
}

// "phrase = SAO MAI"
static struct err *take_key(struct reading *f, const char *s, size_t n) {
  const char *equals = memchr(s, '=', n);
  if (!equals || f->section == SECTION_NONE)
    return bad(f->line, MSG_RULES_NO_KEY, MSG_RULES_NO_KEY_HINT, "");
  const char *name = s, *value = equals + 1;
  size_t n_name = trimmed(&name, (size_t)(equals - s)),
         n_value = trimmed(&value, n - (size_t)(equals - s) - 1);
  for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
    if (strlen(keys[i].name) != n_name || memcmp(keys[i].name, name, n_name) != 0) continue;
    if (!(sections[f->section].may & keys[i].key)) break;
    if (f->seen & keys[i].key)
      return bad(f->line, MSG_RULES_TWICE_KEY, MSG_RULES_TWICE_KEY_HINT, keys[i].name);
    f->seen |= keys[i].key;
    struct buf nfc CLEANUP(buf_free) = buf_init(8 * LINE_MAX_BYTES);
    viet_nfc((struct bytes){(const uint8_t *)value, n_value}, &nfc);
    if (!n_value) return bad(f->line, MSG_RULES_VALUE, MSG_RULES_VALUE_HINT, keys[i].name);
    return set_value(f, keys[i].key, keys[i].name, buf_str(&nfc));
  }
  return bad(f->line, MSG_RULES_KEY, MSG_RULES_KEY_HINT, "");
}

static struct err *take_line(struct reading *f, const char *s, size_t n) {
  n = trimmed(&s, n);
  if (n > LINE_MAX_BYTES) return bad(f->line, MSG_RULES_LONG, MSG_RULES_LONG_HINT, "");
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F)
      return bad(f->line, MSG_RULES_TEXT, MSG_RULES_TEXT_HINT, "");
  if (!n || *s == '#') return NULL;
  return *s == '[' ? begin_section(f, s, n) : take_key(f, s, n);
}

// Strict UTF-8 (RFC 3629) from s; 0 when the character there is none.
static size_t character(const uint8_t *s, size_t n) {
  if (s[0] < 0x80) return 1;
  size_t len = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
  if (s[0] < 0xC2 || s[0] > 0xF4 || len > n) return 0;
  uint32_t c = s[0] & (0xFFu >> (len + 1));
  for (size_t i = 1; i < len; i++) {
    if ((s[i] & 0xC0) != 0x80) return 0;
    c = c << 6 | (s[i] & 63u);
  }
  bool good = c >= (len == 2   ? 0x80u
                    : len == 3 ? 0x800u
                               : 0x10000u) &&
              c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
  return good ? len : 0;
}

static struct err *check_text(struct bytes text) {
  unsigned line = 1;
  if (text.n > RULES_BYTES_MAX)
    return err_new(ERR_LIMIT, MSG_RULES_LARGE, MSG_RULES_LARGE_HINT, NULL);
  for (size_t i = 0; i < text.n;) {
    size_t n = character(text.p + i, text.n - i);
    if (!n || !text.p[i]) return bad(line, MSG_RULES_TEXT, MSG_RULES_TEXT_HINT, "");
    line += text.p[i] == '\n';
    i += n;
  }
  return NULL;
}

struct err *rules_parse(struct bytes text, struct rules **ret) {
  TRY(check_text(text));
  struct rules *r CLEANUP(rules_freep) = base_alloc(sizeof *r);
  memset(r, 0, sizeof *r);
  struct reading f = {.r = r};
  const char *s = (const char *)text.p, *end = s + text.n;
  if (text.n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3)) s += 3;
  while (s < end) {
    const char *stop = memchr(s, '\n', (size_t)(end - s));
    if (!stop) stop = end;
    f.line++;
    TRY(take_line(&f, s, (size_t)(stop - s)));
    s = stop + (stop < end);
  }
  TRY(end_section(&f));
  if (f.section == SECTION_NONE || !r->n)
    return bad(f.line, MSG_RULES_EMPTY, MSG_RULES_EMPTY_HINT, "");
  *ret = r;
  r = NULL;
  return NULL;
}
