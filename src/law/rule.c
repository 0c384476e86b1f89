// Reads rule files: comment lines `-- name: value` at the head, then one SELECT. Answers to which
// events a rule is bound, on which days it applies, and whether the certainty of the law lets it
// refuse.
#include "law/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define MAX_TEXT 4096  // of one header field
#define MAX_ITEMS 64

enum field {
  F_ID,
  F_SEVERITY,
  F_EVENTS,
  F_VALUES,
  F_FROM,
  F_TO,
  F_ARTICLE,
  F_CERTAINTY,
  F_TITLE_VI,
  F_TITLE_EN,
  F_EXPLAIN_VI,
  F_EXPLAIN_EN,
  F_COUNT
};
static const struct {
  const char *name;
  bool must_stand, may_be_empty;
} FIELDS[F_COUNT] = {
    [F_ID] = {"id", true, false},
    [F_SEVERITY] = {"severity", true, false},
    [F_EVENTS] = {"events", true, true},
    [F_VALUES] = {"values", true, true},
    [F_FROM] = {"from", false, false},
    [F_TO] = {"to", false, false},
    [F_ARTICLE] = {"article", true, true},
    [F_CERTAINTY] = {"certainty", true, false},
    [F_TITLE_VI] = {"title.vi", true, false},
    [F_TITLE_EN] = {"title.en", true, false},
    [F_EXPLAIN_VI] = {"explain.vi", true, false},
    [F_EXPLAIN_EN] = {"explain.en", true, false},
};
static const char *const SEVERITIES[] = {
    [LAW_AUDIT] = "audit", [LAW_WARN] = "warn", [LAW_REFUSE] = "refuse"};

/// The head of one file while it is read.
struct head {
  struct arena *a;
  const char *file;
  char *text[F_COUNT];
  int line[F_COUNT];
  int last;  ///< field that a continuation belongs to, -1 for none
};

const char *law_severity_name(enum law_severity s) {
  return SEVERITIES[s];
}

static int find_field(const char *s, size_t n) {
  for (int f = 0; f < F_COUNT; f++)
    if (strlen(FIELDS[f].name) == n && !memcmp(FIELDS[f].name, s, n)) return f;
  return -1;
}

/// `--   more words`: three or more spaces continue the field above. `--` alone separates.
static struct err *head_line(struct head *h, char *s, int line) {
  s += 2;
  size_t spaces = strspn(s, " \t");
  s += spaces;
  if (!*s) {
    h->last = -1;
    return NULL;
  }
  if (spaces >= 3 && h->last >= 0) {
    size_t have = strlen(h->text[h->last]), more = strlen(s);
    if (have + more > MAX_TEXT) return law_bad(MSG_LAW_TEXT_TOO_LONG, h->file, line, "");
    char *end = h->text[h->last] + have;  // the field stands before this line in one buffer
    if (have) *end++ = ' ';
    memmove(end, s, more + 1);
    return NULL;
  }
  char *colon = strchr(s, ':');
  int f = colon && spaces < 3 ? find_field(s, (size_t)(colon - s)) : -1;
  if (f < 0) return law_bad(MSG_LAW_UNKNOWN_KEY, h->file, line, s);
  if (h->text[f]) return law_bad(MSG_LAW_DOUBLE_KEY, h->file, line, FIELDS[f].name);
  char *value = colon + 1 + strspn(colon + 1, " \t");
  if (strlen(value) > MAX_TEXT) return law_bad(MSG_LAW_TEXT_TOO_LONG, h->file, line, "");
  h->text[f] = value;
  h->line[f] = line;
  h->last = f;
  return NULL;
}

static struct err *check_fields(const struct head *h) {
  for (int f = 0; f < F_COUNT; f++) {
    bool empty = !h->text[f] || !*h->text[f];
    if ((FIELDS[f].must_stand && !h->text[f]) || (h->text[f] && empty && !FIELDS[f].may_be_empty))
      return law_bad(MSG_LAW_MISSING_KEY, h->file, h->text[f] ? h->line[f] : 1, FIELDS[f].name);
  }
  return NULL;
}

static bool name_of(const char *s, const char *also) {
  for (; *s; s++)
    if (!((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || strchr(also, *s))) return false;
  return true;
}

/// One SELECT (or WITH … SELECT), the five parameters and no others, strings and comments left
/// alone.
struct sql_scan {
  const char *file;
  int line;
  bool ended;  ///< a semicolon was seen
};

static const char *skip_quoted(const char *s, struct sql_scan *scan) {
  char quote = *s++;
  for (; *s && *s != quote; s++)
    scan->line += *s == '\n';
  return *s ? s + 1 : NULL;
}

static bool word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static struct err *check_parameter(const char **s, struct sql_scan *scan) {
  static const char *const KNOWN[] = {"subject", "today", "actor", "seq", "time"};
  const char *from = *s + 1, *to = from;
  while (word_char(*to))
    to++;
  for (size_t i = 0; i < ARRAY_LEN(KNOWN); i++)
    if (strlen(KNOWN[i]) == (size_t)(to - from) && !memcmp(KNOWN[i], from, (size_t)(to - from))) {
      *s = to;
      return NULL;
    }
  char shown[64];
  snprintf(shown, sizeof shown, "%.*s", (int)(to - *s > 40 ? 40 : to - *s), *s);
  return law_bad(MSG_LAW_UNKNOWN_PARAMETER, scan->file, scan->line, shown);
}

static struct err *check_sql(const char *file, const char *s, int line) {
  struct sql_scan scan = {.file = file, .line = line};
  bool begun = false;
  while (*s) {
    if (*s == '\n') scan.line++;
    if (strchr(" \t\r\n", *s)) {
      s++;
    } else if (s[0] == '-' && s[1] == '-') {
      s += strcspn(s, "\n");
    } else if (scan.ended) {
      return law_bad(MSG_LAW_TWO_STATEMENTS, file, scan.line, "");
    } else if (!begun) {
      if (strncasecmp(s, "select", 6) && strncasecmp(s, "with", 4))
        return law_bad(MSG_LAW_NOT_A_SELECT, file, scan.line, "");
      s += strncasecmp(s, "with", 4) ? 6 : 4;
      if (word_char(*s)) return law_bad(MSG_LAW_NOT_A_SELECT, file, scan.line, "");
      begun = true;
    } else if (*s == '\'' || *s == '"') {
      if (!(s = skip_quoted(s, &scan))) return law_bad(MSG_LAW_OPEN_QUOTE, file, scan.line, "");
    } else if (strchr("?@$#`\\", *s) || (s[0] == '/' && s[1] == '*')) {
      char shown[2] = {*s, '\0'};
      return law_bad(MSG_LAW_UNKNOWN_PARAMETER, file, scan.line, shown);
    } else if (*s == ':') {
      TRY(check_parameter(&s, &scan));
    } else {
      scan.ended = *s == ';';
      s++;
    }
  }
  return begun ? NULL : law_bad(MSG_LAW_NOT_A_SELECT, file, scan.line, "");
}

static struct err *read_list(const struct head *h, enum field f, struct law_items *ret) {
  bool fits = law_split(h->a, h->text[f], ',', ret) && ret->n <= MAX_ITEMS;
  for (size_t i = 0; fits && i < ret->n; i++)
    fits = name_of(ret->p[i], f == F_EVENTS ? "._" : "._/-") &&
           !law_in((struct law_items){ret->p, i}, ret->p[i]);
  return fits ? NULL : law_bad(MSG_LAW_BAD_LIST, h->file, h->line[f], h->text[f]);
}

/// Every value named must exist: "vn-2018/key" there, "key" in some regime.
static struct err *check_values(const struct law *law, const struct head *h,
                                struct law_items values) {
  for (size_t i = 0; i < values.n; i++) {
    const char *slash = strchr(values.p[i], '/');
    bool found = false;
    for (size_t k = 0; k < law->n_regimes && !found; k++) {
      const struct law_regime *r = &law->regimes[k];
      if (slash && (strncmp(r->id, values.p[i], (size_t)(slash - values.p[i])) ||
                    strlen(r->id) != (size_t)(slash - values.p[i])))
        continue;
      found = law_value(r, slash ? slash + 1 : values.p[i]) != NULL;
    }
    if (!found) return law_bad(MSG_LAW_UNKNOWN_VALUE, h->file, h->line[F_VALUES], values.p[i]);
  }
  return NULL;
}

static struct err *read_head_days(const struct head *h, struct law_rule *r) {
  r->from = LAW_NO_DAY, r->to = LAW_LAST_DAY;
  if (h->text[F_FROM] && !law_parse_day(h->text[F_FROM], &r->from))
    return law_bad(MSG_LAW_BAD_DAY, h->file, h->line[F_FROM], h->text[F_FROM]);
  if (h->text[F_TO] && !law_parse_day(h->text[F_TO], &r->to))
    return law_bad(MSG_LAW_BAD_DAY, h->file, h->line[F_TO], h->text[F_TO]);
  return date_compare(r->from, r->to) > 0
             ? law_bad(MSG_LAW_BAD_SPAN, h->file, h->line[F_FROM], r->id)
             : NULL;
}

static struct err *fill_rule(const struct law *law, const struct head *h, struct law_rule *r) {
  r->id = h->text[F_ID];
  const char *name = strrchr(r->file, '/') ? strrchr(r->file, '/') + 1 : r->file;
  if (!name_of(r->id, "-") || strncmp(name, r->id, strlen(r->id)) ||
      strcmp(name + strlen(r->id), ".sql"))
    return law_bad(MSG_LAW_RULE_NAME, h->file, h->line[F_ID], r->id);
  size_t s = 0;
  while (s < ARRAY_LEN(SEVERITIES) && strcmp(SEVERITIES[s], h->text[F_SEVERITY]))
    s++;
  if (s == ARRAY_LEN(SEVERITIES))
    return law_bad(MSG_LAW_BAD_SEVERITY, h->file, h->line[F_SEVERITY], h->text[F_SEVERITY]);
  r->severity = (enum law_severity)s;
  TRY(read_list(h, F_EVENTS, &r->events));
  if (!r->events.n && r->severity != LAW_AUDIT)
    return law_bad(MSG_LAW_RULE_UNBOUND, h->file, h->line[F_EVENTS], r->id);
  TRY(read_list(h, F_VALUES, &r->values));
  TRY(check_values(law, h, r->values));
  TRY(read_head_days(h, r));
  r->article = h->text[F_ARTICLE];
  if (!law_parse_certainty(h->text[F_CERTAINTY], &r->certainty))
    return law_bad(MSG_LAW_BAD_CERTAINTY, h->file, h->line[F_CERTAINTY], h->text[F_CERTAINTY]);
  if (r->certainty == LAW_V && !*r->article)
    return law_bad(MSG_LAW_NO_ARTICLE, h->file, h->line[F_CERTAINTY], r->id);
  for (int l = 0; l < LANG_COUNT; l++) {
    r->title[l] = h->text[l == LANG_VI ? F_TITLE_VI : F_TITLE_EN];
    r->explain[l] = h->text[l == LANG_VI ? F_EXPLAIN_VI : F_EXPLAIN_EN];
  }
  return NULL;
}

static struct err *check_text(const struct law_file *f, const char *file) {
  int line = 1;
  for (size_t i = 0; i < f->n; line += f->p[i++] == '\n')
    if ((f->p[i] < 0x20 && !strchr("\t\r\n", f->p[i] ? f->p[i] : 1)) || f->p[i] == 0x7F)
      return law_bad(MSG_LAW_CONTROL_BYTE, file, line, "");
  return law_valid_utf8(f->p, f->n) ? NULL : law_bad(MSG_LAW_NOT_UTF8, file, 1, "");
}

struct err *rule_read(struct law *law, const struct law_file *f, struct law_rule *ret) {
  struct law_rule r = {.file = arena_strdup(law->a, f->path)};
  if (f->n > LAW_MAX_FILE_BYTES || arena_room(law->a) < f->n * 2 + (256u << 10))
    return err_new(ERR_LIMIT, MSG_LAW_TOO_LARGE, MSG_LAW_FILE_HINT, "file", f->path, NULL);
  TRY(check_text(f, r.file));
  struct head h = {.a = law->a, .file = r.file, .last = -1};
  char *s = arena_strndup(law->a, (const char *)f->p, f->n);
  int line = 1;
  while (s[0] == '-' && s[1] == '-') {  // the head ends at the first line that is no comment
    size_t n = strcspn(s, "\n");
    bool more = s[n] == '\n';
    s[n] = '\0';
    for (size_t k = n; k && strchr(" \t\r", s[k - 1]); k--)
      s[k - 1] = '\0';
    TRY(head_line(&h, s, line++));
    s += n + (more ? 1 : 0);
  }
  TRY(check_fields(&h));
  TRY(fill_rule(law, &h, &r));
  for (; *s && strchr(" \t\r\n", *s); s++)
    line += *s == '\n';
  r.sql = s;
  r.line = line;
  TRY(check_sql(r.file, s, line));
  *ret = r;
  return NULL;
}

// ---- using
// --------------------------------------------------------------------------------------------

struct law_rules law_rules(const struct law *law) {
  return (struct law_rules){law->rules, law->n_rules};
}

const struct law_rule *law_rule_by_id(const struct law *law, const char *id) {
  for (size_t i = 0; i < law->n_rules; i++)
    if (!strcmp(law->rules[i].id, id)) return &law->rules[i];
  return NULL;
}

bool law_rule_bound(const struct law_rule *rule, const char *event) {
  return law_in(rule->events, event);
}

/// The value a rule names, where it applies on the day.
static const struct law_value *named_value(const struct law *law, const char *name,
                                           struct date day) {
  const char *slash = strchr(name, '/');
  const struct law_value *v = law_value_at(law, slash ? slash + 1 : name, day);
  if (!v || !slash) return v;
  size_t n = (size_t)(slash - name);
  return !strncmp(v->regime->id, name, n) && !v->regime->id[n] ? v : NULL;
}

bool law_rule_applies(const struct law *law, const struct law_rule *rule, struct date day) {
  if (!law_within(day, rule->from, rule->to)) return false;
  bool any = !rule->values.n;
  for (size_t i = 0; i < rule->values.n; i++)
    any |= named_value(law, rule->values.p[i], day) != NULL;
  return any;
}

enum law_severity law_rule_severity(const struct law *law, const struct law_rule *rule,
                                    struct date day, const struct law_value **ret_why) {
  *ret_why = NULL;
  if (rule->severity != LAW_REFUSE) return rule->severity;
  if (rule->certainty != LAW_V && rule->certainty != LAW_V2) return LAW_WARN;
  size_t applying = 0;
  for (size_t i = 0; i < rule->values.n; i++) {
    const struct law_value *v = named_value(law, rule->values.p[i], day);
    if (!v) continue;
    applying++;
    if (law_certainty_refuses(v)) continue;
    *ret_why = v;
    return LAW_WARN;
  }
  return applying || !rule->values.n ? LAW_REFUSE : LAW_WARN;
}
