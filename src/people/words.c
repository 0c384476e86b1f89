// The closed lists of this module: kinds of units, duties, modes; and the checks of what a person
// typed.
#include <string.h>

#include "base/word.h"
#include "people/internal.h"
#include "viet/viet.h"

static const struct code_word KINDS[UNIT_KIND_COUNT] = {
    [UNIT_OFFICE] = {"office", MSG_PEOPLE_KIND_OFFICE},
    [UNIT_DEPARTMENT] = {"department", MSG_PEOPLE_KIND_DEPARTMENT},
    [UNIT_COMMUNE] = {"commune", MSG_PEOPLE_KIND_COMMUNE},
    [UNIT_WARD] = {"ward", MSG_PEOPLE_KIND_WARD},
    [UNIT_CITY] = {"city", MSG_PEOPLE_KIND_CITY},
    [UNIT_DISTRICT] = {"district", MSG_PEOPLE_KIND_DISTRICT},
    [UNIT_PARTY] = {"party", MSG_PEOPLE_KIND_PARTY},
    [UNIT_MASS] = {"mass", MSG_PEOPLE_KIND_MASS},
    [UNIT_ENTERPRISE] = {"enterprise", MSG_PEOPLE_KIND_ENTERPRISE},
    [UNIT_PUBLIC_UNIT] = {"public_unit", MSG_PEOPLE_KIND_PUBLIC_UNIT},
    [UNIT_OTHER] = {"other", MSG_PEOPLE_KIND_OTHER},
};
static const struct code_word DUTIES[DUTY_COUNT] = {
    [DUTY_SECURITY_OFFICER] = {"security_officer", MSG_PEOPLE_DUTY_SECURITY_OFFICER},
    [DUTY_HEAD] = {"head", MSG_PEOPLE_DUTY_HEAD},
    [DUTY_DEPUTY] = {"deputy", MSG_PEOPLE_DUTY_DEPUTY},
    [DUTY_CLERK] = {"clerk", MSG_PEOPLE_DUTY_CLERK},
    [DUTY_ARCHIVE] = {"archive", MSG_PEOPLE_DUTY_ARCHIVE},
    [DUTY_KEY_POST] = {"key_post", MSG_PEOPLE_DUTY_KEY_POST},
    [DUTY_CIPHER] = {"cipher", MSG_PEOPLE_DUTY_CIPHER},
};
static const struct code_word MODES[DUTY_MODE_COUNT] = {
    [DUTY_FULL] = {"full", MSG_PEOPLE_MODE_FULL},
    [DUTY_PART] = {"part", MSG_PEOPLE_MODE_PART},
};

const char *unit_kind_name(enum unit_kind k) {
  return KINDS[k].name;
}
enum unit_kind unit_kind_by_name(const char *name) {
  return (enum unit_kind)code_word_find(KINDS, UNIT_KIND_COUNT, name);
}
enum msg unit_kind_label(enum unit_kind k) {
  return k < UNIT_KIND_COUNT ? KINDS[k].label : MSG_PEOPLE_KIND_OTHER;
}
const char *duty_name(enum duty d) {
  return DUTIES[d].name;
}
enum duty duty_by_name(const char *name) {
  return (enum duty)code_word_find(DUTIES, DUTY_COUNT, name);
}
enum msg duty_label(enum duty d) {
  return d < DUTY_COUNT ? DUTIES[d].label : MSG_PEOPLE_DUTY_KEY_POST;
}
const char *duty_mode_name(enum duty_mode m) {
  return MODES[m].name;
}
enum duty_mode duty_mode_by_name(const char *name) {
  return (enum duty_mode)code_word_find(MODES, DUTY_MODE_COUNT, name);
}
enum msg duty_mode_label(enum duty_mode m) {
  return m < DUTY_MODE_COUNT ? MODES[m].label : MSG_PEOPLE_MODE_PART;
}

// ---- checks
// ----------------------------------------------------------------------------------------

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct err *people_clean_text(struct arena *a, const char *text, enum msg bad, char **ret) {
  if (!text) text = "";
  size_t n = strlen(text);
  while (n && is_space(*text))
    text++, n--;
  while (n && is_space(text[n - 1]))
    n--;
  bool ok = n > 0 && n <= PEOPLE_TEXT_MAX;
  for (size_t i = 0; ok && i < n; i++)
    ok = (uint8_t)text[i] >= 0x20 && text[i] != 0x7F;
  struct buf nfc CLEANUP(buf_free) = buf_init(3 * PEOPLE_TEXT_MAX + 8);
  if (ok) ok = viet_nfc((struct bytes){(const uint8_t *)text, n}, &nfc) == 0 && !nfc.over;
  if (!ok) return err_new(ERR_INPUT, bad, MSG_ERR_PEOPLE_TEXT_HINT, NULL);
  *ret = arena_strdup(a, buf_str(&nfc));
  return NULL;
}

struct err *people_clean_optional(struct arena *a, const char *text, enum msg bad, char **ret) {
  size_t at = 0;
  while (text && is_space(text[at]))
    at++;
  if (text && text[at]) return people_clean_text(a, text, bad, ret);
  *ret = arena_strdup(a, "");
  return NULL;
}

struct err *people_clean_day(struct arena *a, struct change *c, const char *day, char **ret) {
  struct date today = time_to_date(change_time(c)), d = today;
  if (day && *day && !date_parse(day, &d))
    return err_new(ERR_INPUT, MSG_ERR_PEOPLE_DAY, MSG_ERR_PEOPLE_DAY_HINT, "day", day, NULL);
  char *text = arena_alloc(a, 11), shown[11];
  date_format_iso(d, text);
  date_format_shown(d, shown);
  if (date_compare(d, today) > 0)
    return err_new(ERR_INPUT, MSG_ERR_PEOPLE_DAY_FUTURE, MSG_ERR_PEOPLE_DAY_FUTURE_HINT, "day",
                   shown, NULL);
  *ret = text;
  return NULL;
}

struct err *people_clean_person_id(struct arena *a, const char *id, char **ret) {
  size_t n = id ? strlen(id) : 0;
  bool ok = n >= 1 && n <= 40;
  char *copy = arena_strdup(a, ok ? id : "");
  for (size_t i = 0; ok && i < n; i++) {
    if (copy[i] >= 'a' && copy[i] <= 'z') copy[i] = (char)(copy[i] - 'a' + 'A');
    char x = copy[i];
    ok = (x >= 'A' && x <= 'Z') || (x >= '0' && x <= '9') || (i && (x == '.' || x == '-'));
  }
  if (!ok)
    return err_new(ERR_INPUT, MSG_ERR_PERSON_ID, MSG_ERR_PERSON_ID_HINT, "person", id ? id : "",
                   NULL);
  *ret = copy;
  return NULL;
}

struct err *people_text(struct reader *r, enum sql id, const struct val *v, size_t n,
                        struct arena *a, char **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_query(r, id, v, n, &rows));
  *ret = rows_next(rows) ? rows_dup(rows, 0, a) : arena_strdup(a, "");
  return rows_end(&rows);
}

struct err *people_in_order(const char *on, const char *last, const char *what) {
  if (strcmp(on, last) >= 0) return NULL;
  struct date d = {0}, l = {0};
  char given[11] = "", later[11] = "";
  if (date_parse(on, &d)) date_format_shown(d, given);
  if (date_parse(last, &l)) date_format_shown(l, later);
  return err_new(ERR_CONFLICT, MSG_ERR_PEOPLE_ORDER, MSG_ERR_PEOPLE_ORDER_HINT, "what", what, "day",
                 given, "last", later, NULL);
}
