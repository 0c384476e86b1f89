// The fixed words of scans as they are stored, and their labels for people.
#include <string.h>

#include "inspection/internal.h"

static const char *const LEVELS[LEVEL_COUNT] = {"NONE", "UNKNOWN", "MAT", "TOI_MAT", "TUYET_MAT"};
static const char *const GRADES[GRADE_COUNT] = {"encrypted", "damaged", "unsupported", "limit",
                                                "timeout",   "denied",  "crash",       "picture"};
static const char *const DECISIONS[DECISION_COUNT] = {"", "confirmed", "false-alarm", "unclear"};
static const char *const TRUSTS[TRUST_COUNT] = {"known",     "unsigned", "unknown",
                                                "other-key", "revoked",  "expired"};

static int find(const char *const *words, int n, const char *s) {
  for (int i = 0; i < n; i++)
    if (s && !strcmp(words[i], s)) return i;
  return n;
}

const char *inspection_level_name(enum inspection_level l) {
  return LEVELS[l];
}

enum inspection_level inspection_level_by_name(const char *s) {
  return (enum inspection_level)find(LEVELS, LEVEL_COUNT, s);
}

const char *inspection_grade_name(enum inspection_grade g) {
  return GRADES[g];
}

enum inspection_grade inspection_grade_by_name(const char *s) {
  return (enum inspection_grade)find(GRADES, GRADE_COUNT, s);
}

enum msg inspection_grade_label(enum inspection_grade g) {
  static const enum msg labels[GRADE_COUNT] = {
      MSG_INSPECTION_GRADE_ENCRYPTED,   MSG_INSPECTION_GRADE_DAMAGED,
      MSG_INSPECTION_GRADE_UNSUPPORTED, MSG_INSPECTION_GRADE_LIMIT,
      MSG_INSPECTION_GRADE_TIMEOUT,     MSG_INSPECTION_GRADE_DENIED,
      MSG_INSPECTION_GRADE_CRASH,       MSG_INSPECTION_GRADE_PICTURE};
  return labels[g];
}

const char *inspection_decision_name(enum inspection_decision d) {
  return DECISIONS[d];
}

enum inspection_decision inspection_decision_by_name(const char *s) {
  return (enum inspection_decision)find(DECISIONS, DECISION_COUNT, s);
}

enum msg inspection_decision_label(enum inspection_decision d) {
  static const enum msg labels[DECISION_COUNT] = {
      MSG_INSPECTION_DECISION_NONE, MSG_INSPECTION_DECISION_CONFIRMED,
      MSG_INSPECTION_DECISION_FALSE_ALARM, MSG_INSPECTION_DECISION_UNCLEAR};
  return labels[d];
}

const char *inspection_trust_name(enum inspection_trust t) {
  return TRUSTS[t];
}

enum inspection_trust inspection_trust_by_name(const char *s) {
  return (enum inspection_trust)find(TRUSTS, TRUST_COUNT, s);
}

enum msg inspection_trust_label(enum inspection_trust t) {
  static const enum msg labels[TRUST_COUNT] = {
      MSG_INSPECTION_TRUST_KNOWN,     MSG_INSPECTION_TRUST_UNSIGNED, MSG_INSPECTION_TRUST_UNKNOWN,
      MSG_INSPECTION_TRUST_OTHER_KEY, MSG_INSPECTION_TRUST_REVOKED,  MSG_INSPECTION_TRUST_EXPIRED};
  return labels[t];
}

// ---- reasons
// ---------------------------------------------------------------------------------------

// The words of the scanner's reasons and places (docs/design/scan-report.md) as people read them.
static enum msg known_word(const char *word, size_t n) {
  static const struct {
    const char *word;
    enum msg label;
  } words[] = {{"mark-alone", MSG_SCAN_REASON_MARK_ALONE},
               {"label", MSG_SCAN_REASON_LABEL},
               {"derived-notes", MSG_SCAN_REASON_DERIVED_NOTES},
               {"phrase", MSG_SCAN_REASON_PHRASE},
               {"file-name", MSG_SCAN_REASON_FILE_NAME},
               {"place", MSG_SCAN_REASON_PLACE},
               {"against-law-text", MSG_SCAN_REASON_AGAINST_LAW_TEXT},
               {"against-form", MSG_SCAN_REASON_AGAINST_FORM},
               {"declassified", MSG_SCAN_REASON_DECLASSIFIED},
               {"rule", MSG_RULES_REASON},
               {"body", MSG_SCAN_PART_BODY},
               {"header", MSG_SCAN_PART_HEADER},
               {"footer", MSG_SCAN_PART_FOOTER},
               {"textbox", MSG_SCAN_PART_TEXTBOX},
               {"note", MSG_SCAN_PART_NOTE},
               {"comment", MSG_SCAN_PART_COMMENT},
               {"sheet", MSG_SCAN_PART_SHEET},
               {"slide", MSG_SCAN_PART_SLIDE},
               {"property", MSG_SCAN_PART_PROPERTY},
               {"filename", MSG_SCAN_PART_FILENAME}};
  for (size_t i = 0; i < ARRAY_LEN(words); i++)
    if (strlen(words[i].word) == n && !strncmp(words[i].word, word, n)) return words[i].label;
  return MSG_NONE;
}

// " page 3" or " line 4" at *s; moves behind it.
static bool counted(const char **s, const char *name, struct arena *a, const char **ret) {
  size_t n = strlen(name);
  if (**s != ' ' || strncmp(*s + 1, name, n) != 0 || (*s)[n + 1] != ' ') return false;
  const char *digits = *s + n + 2;
  size_t k = strspn(digits, "0123456789");
  if (!k || k > 9 || (digits[k] && digits[k] != ' ')) return false;
  *ret = arena_strndup(a, digits, k);
  *s = digits + k;
  return true;
}

static const char *where_text(struct arena *a, enum lang lang, const char *where) {
  size_t n = strcspn(where, " ");
  enum msg part = known_word(where, n);
  const char *s = where + n, *page = NULL, *line = NULL;
  if (part == MSG_NONE) return where;
  counted(&s, "page", a, &page);
  counted(&s, "line", a, &line);
  if (*s) return where;
  const char *text = msg_text(lang, part);
  if (page)
    text =
        arena_printf(a, "%s, %s", text, msg_fill(a, lang, MSG_SCAN_WHERE_PAGE, "page", page, NULL));
  if (line)
    text =
        arena_printf(a, "%s, %s", text, msg_fill(a, lang, MSG_SCAN_WHERE_LINE, "line", line, NULL));
  return text;
}

enum msg inspection_reason_why(const struct inspection_reason *r) {
  static const struct {
    const char *kind;
    enum msg why;
  } known[] = {{"mark-alone", MSG_SCAN_WHY_MARK_ALONE},
               {"label", MSG_SCAN_WHY_LABEL},
               {"derived-notes", MSG_SCAN_WHY_DERIVED_NOTES},
               {"phrase", MSG_SCAN_WHY_PHRASE},
               {"file-name", MSG_SCAN_WHY_FILE_NAME},
               {"place", MSG_SCAN_WHY_PLACE},
               {"against-law-text", MSG_SCAN_WHY_AGAINST_LAW_TEXT},
               {"against-form", MSG_SCAN_WHY_AGAINST_FORM},
               {"declassified", MSG_SCAN_WHY_DECLASSIFIED},
               {"rule", MSG_SCAN_WHY_RULE}};
  for (size_t i = 0; i < ARRAY_LEN(known); i++)
    if (!strcmp(known[i].kind, r->kind)) return known[i].why;
  return MSG_NONE;
}

const char *inspection_reason_rule(const struct inspection_reason *r) {
  size_t n = strlen(r->words);
  bool id = n && n <= 24 && strspn(r->words, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
  return id && !strcmp(r->kind, "rule") ? r->words : NULL;
}

const char *inspection_reason_text(struct arena *a, enum lang lang,
                                   const struct inspection_reason *r) {
  enum msg kind = known_word(r->kind, strlen(r->kind));
  const char *what = kind == MSG_NONE ? r->kind : msg_text(lang, kind);
  const char *rule = inspection_reason_rule(r);
  if (rule) what = arena_printf(a, "%s “%s”", what, rule);
  return *r->where ? arena_printf(a, "%s (%s)", what, where_text(a, lang, r->where)) : what;
}
