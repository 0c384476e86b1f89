// Machines: acts, and questions about a day.
#include "equipment/equipment.h"

#include <stdio.h>
#include <string.h>

#include "base/word.h"
#include "viet/viet.h"

enum { TEXT_MAX = 300, MACHINES_MAX = 500000, MACHINES_ARENA = 64 << 20 };

static const struct code_word PURPOSES[MACHINE_PURPOSE_COUNT] = {
    [MACHINE_DRAFTING] = {"drafting", MSG_EQUIPMENT_PURPOSE_DRAFTING},
    [MACHINE_REGISTER] = {"register", MSG_EQUIPMENT_PURPOSE_REGISTER},
    [MACHINE_ORDINARY] = {"ordinary", MSG_EQUIPMENT_PURPOSE_ORDINARY},
    [MACHINE_SERVER] = {"server", MSG_EQUIPMENT_PURPOSE_SERVER},
};
static const struct code_word NETWORKS[NETWORK_COUNT] = {
    [NETWORK_STANDALONE] = {"standalone", MSG_EQUIPMENT_NETWORK_STANDALONE},
    [NETWORK_LAN] = {"lan", MSG_EQUIPMENT_NETWORK_LAN},
    [NETWORK_CONNECTED] = {"connected", MSG_EQUIPMENT_NETWORK_CONNECTED},
    [NETWORK_UNKNOWN] = {"unknown", MSG_EQUIPMENT_NETWORK_UNKNOWN},
};
static const struct code_word WHAT[MACHINE_WHAT_COUNT] = {
    [MACHINE_REGISTERED] = {"registered", MSG_EQUIPMENT_HISTORY_REGISTERED},
    [MACHINE_CHANGED] = {"changed", MSG_EQUIPMENT_HISTORY_CHANGED},
    [MACHINE_MOVED] = {"moved", MSG_EQUIPMENT_HISTORY_MOVED},
    [MACHINE_RETIRED] = {"retired", MSG_EQUIPMENT_HISTORY_RETIRED},
};

const char *machine_purpose_name(enum machine_purpose p) {
  return PURPOSES[p].name;
}
enum machine_purpose machine_purpose_by_name(const char *name) {
  return (enum machine_purpose)code_word_find(PURPOSES, MACHINE_PURPOSE_COUNT, name);
}
enum msg machine_purpose_label(enum machine_purpose p) {
  return p < MACHINE_PURPOSE_COUNT ? PURPOSES[p].label : MSG_EQUIPMENT_UNKNOWN;
}
const char *machine_network_name(enum machine_network n) {
  return NETWORKS[n].name;
}
enum machine_network machine_network_by_name(const char *name) {
  return (enum machine_network)code_word_find(NETWORKS, NETWORK_COUNT, name);
}
enum msg machine_network_label(enum machine_network n) {
  return n < NETWORK_COUNT ? NETWORKS[n].label : MSG_EQUIPMENT_UNKNOWN;
}

// ---- checks
// ----------------------------------------------------------------------------------------

static struct err *clean_code(struct arena *a, const char *code, char **ret) {
  size_t n = code ? strlen(code) : 0;
  bool ok = n >= 1 && n <= 40;
  char *copy = arena_strdup(a, ok ? code : "");
  for (size_t i = 0; ok && i < n; i++) {
    if (copy[i] >= 'a' && copy[i] <= 'z') copy[i] = (char)(copy[i] - 'a' + 'A');
    char x = copy[i];
    ok = (x >= 'A' && x <= 'Z') || (x >= '0' && x <= '9') || (i && (x == '.' || x == '-'));
  }
  if (!ok)
    return err_new(ERR_INPUT, MSG_ERR_MACHINE_CODE, MSG_ERR_MACHINE_CODE_HINT, "machine",
                   code ? code : "", NULL);
  *ret = copy;
  return NULL;
}

/// Trimmed and in NFC; "" for nothing.
static struct err *clean_text(struct arena *a, const char *text, enum msg bad, char **ret) {
  size_t n = text ? strlen(text) : 0;
  while (n && *text == ' ')
    text++, n--;
  while (n && text[n - 1] == ' ')
    n--;
  bool ok = n <= TEXT_MAX;
  for (size_t i = 0; ok && i < n; i++)
    ok = (uint8_t)text[i] >= 0x20 && text[i] != 0x7F;
  struct buf nfc CLEANUP(buf_free) = buf_init(3 * TEXT_MAX + 8);
  if (ok && n) ok = viet_nfc((struct bytes){(const uint8_t *)text, n}, &nfc) == 0 && !nfc.over;
  if (!ok) return err_new(ERR_INPUT, bad, MSG_ERR_PEOPLE_TEXT_HINT, NULL);
  *ret = arena_strdup(a, buf_str(&nfc));
  return NULL;
}

static struct err *clean_day(struct arena *a, struct change *c, const char *day, char **ret) {
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

static struct err *check_word(struct arena *a, const struct code_word *words, int n, const char *name,
                              enum msg bad) {
  if (code_word_find(words, n, name) != n) return NULL;
  char *choices = "";
  for (int i = 0; i < n; i++)
    choices = arena_printf(a, "%s%s%s", choices, i ? ", " : "", words[i].name);
  return err_new(ERR_INPUT, bad, MSG_ERR_MACHINE_CHOICES_HINT, "given", name ? name : "", "choices",
                 choices, NULL);
}

/// The latest day told by a query must not be after `on`.
static struct err *in_order(struct reader *r, enum sql id, const char *key, const char *on) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct date last, given;
  TRY(store_query(r, id, (const struct val[]){V_TEXT(key)}, 1, &rows));
  if (rows_next(rows) && strcmp(on, rows_text(rows, 0)) < 0 &&
      date_parse(rows_text(rows, 0), &last) && date_parse(on, &given)) {
    char shown_last[11], shown_on[11];
    date_format_shown(last, shown_last);
    date_format_shown(given, shown_on);
    return err_new(ERR_CONFLICT, MSG_ERR_PEOPLE_ORDER, MSG_ERR_PEOPLE_ORDER_HINT, "what", key,
                   "day", shown_on, "last", shown_last, NULL);
  }
  return rows_end(&rows);
}

/// A machine in use, with nothing recorded after `on`.
static struct err *machine_for_change(struct change *c, struct arena *a, const char *code,
                                      const char *on, struct machine **ret) {
  struct machine *m = NULL;
  TRY(equipment_get(change_reader(c), code, a, &m));
  if (!m)
    return err_new(ERR_NOT_FOUND, MSG_ERR_MACHINE_NONE, MSG_ERR_MACHINE_NONE_HINT, "machine",
                   code ? code : "", NULL);
  if (*m->until)
    return err_new(ERR_CONFLICT, MSG_ERR_MACHINE_RETIRED, MSG_NONE, "machine", m->code, NULL);
  *ret = m;
  return in_order(change_reader(c), SQL_EQUIPMENT_MACHINE_DAY, m->code, on);
}

// ---- acts
// ------------------------------------------------------------------------------------------

struct err *equipment_register(struct change *c, const struct machine_new *m) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *code, *label, *on, *basis;
  struct machine *same = NULL;
  TRY(clean_code(a, m->code, &code));
  TRY(check_word(a, PURPOSES, MACHINE_PURPOSE_COUNT, m->purpose, MSG_ERR_MACHINE_PURPOSE));
  const char *network =
      m->network && *m->network ? m->network : machine_network_name(NETWORK_UNKNOWN);
  TRY(check_word(a, NETWORKS, NETWORK_COUNT, network, MSG_ERR_MACHINE_NETWORK));
  TRY(clean_text(a, m->label, MSG_ERR_MACHINE_LABEL, &label));
  TRY(clean_day(a, c, m->on, &on));
  TRY(clean_text(a, m->basis, MSG_ERR_PEOPLE_BASIS, &basis));
  TRY(equipment_get(change_reader(c), code, a, &same));
  if (same)
    return err_new(ERR_CONFLICT, MSG_ERR_MACHINE_EXISTS, MSG_ERR_MACHINE_EXISTS_HINT, "machine",
                   code, "unit", same->unit, NULL);
  return CHANGE_EVENT(c, EVENT_MACHINE_REGISTERED, code, {"unit", V_TEXT(m->unit ? m->unit : "")},
                      {"purpose", V_TEXT(m->purpose)}, {"network", V_TEXT(network)},
                      {"label", V_TEXT(label)}, {"on", V_TEXT(on)}, {"basis", V_TEXT(basis)});
}

struct err *equipment_change(struct change *c, const char *code, const char *purpose,
                             const char *network, const char *given_label, const char *given_on,
                             const char *given_basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *label, *on, *basis;
  struct machine *m = NULL;
  TRY(clean_day(a, c, given_on, &on));
  TRY(clean_text(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  TRY(machine_for_change(c, a, code, on, &m));
  if (!purpose || !*purpose) purpose = machine_purpose_name(m->purpose);
  if (!network || !*network) network = machine_network_name(m->network);
  TRY(check_word(a, PURPOSES, MACHINE_PURPOSE_COUNT, purpose, MSG_ERR_MACHINE_PURPOSE));
  TRY(check_word(a, NETWORKS, NETWORK_COUNT, network, MSG_ERR_MACHINE_NETWORK));
  TRY(clean_text(a, given_label ? given_label : m->label, MSG_ERR_MACHINE_LABEL, &label));
  if (machine_purpose_by_name(purpose) == m->purpose &&
      machine_network_by_name(network) == m->network && !strcmp(label, m->label))
    return err_new(ERR_CONFLICT, MSG_ERR_MACHINE_SAME, MSG_NONE, "machine", m->code, NULL);
  return CHANGE_EVENT(c, EVENT_MACHINE_CHANGED, m->code, {"purpose", V_TEXT(purpose)},
                      {"network", V_TEXT(network)}, {"label", V_TEXT(label)}, {"on", V_TEXT(on)},
                      {"basis", V_TEXT(basis)});
}

struct err *equipment_move(struct change *c, const char *code, const char *unit,
                           const char *given_on, const char *given_basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *on, *basis;
  struct machine *m = NULL;
  TRY(clean_day(a, c, given_on, &on));
  TRY(clean_text(a, given_basis, MSG_ERR_PEOPLE_BASIS, &basis));
  TRY(machine_for_change(c, a, code, on, &m));
  if (!unit) unit = "";
  if (!strcmp(unit, m->unit))
    return err_new(ERR_CONFLICT, MSG_ERR_MACHINE_SAME_UNIT, MSG_NONE, "machine", m->code, NULL);
  return CHANGE_EVENT(c, EVENT_MACHINE_MOVED, m->code, {"unit", V_TEXT(unit)}, {"on", V_TEXT(on)},
                      {"basis", V_TEXT(basis)});
}

struct err *equipment_retire(struct change *c, const char *code, const char *given_on,
                             const char *given_why) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *on, *why;
  struct machine *m = NULL;
  TRY(clean_day(a, c, given_on, &on));
  TRY(clean_text(a, given_why, MSG_ERR_PEOPLE_BASIS, &why));
  if (!*why) return err_new(ERR_INPUT, MSG_ERR_MACHINE_WHY, MSG_ERR_MACHINE_WHY_HINT, NULL);
  TRY(machine_for_change(c, a, code, on, &m));
  return CHANGE_EVENT(c, EVENT_MACHINE_RETIRED, m->code, {"on", V_TEXT(on)}, {"why", V_TEXT(why)});
}

struct err *equipment_follow_unit(struct change *c, const char *unit, const char *to,
                                  const char *on, const char *basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(MACHINES_ARENA);
  struct reader *r = change_reader(c);
  int64_t n = 0, i = 0;
  TRY(in_order(r, SQL_EQUIPMENT_UNIT_LAST_DAY, unit, on));
  TRY(STORE_INT(r, SQL_EQUIPMENT_LIVING_COUNT, 0, &n, V_TEXT(unit)));
  if (!n) return NULL;
  if (!to) {
    char count[24];
    snprintf(count, sizeof count, "%lld", (long long)n);
    return err_new(ERR_CONFLICT, MSG_ERR_UNIT_HOLDS_MACHINES, MSG_ERR_UNIT_HOLDS_MACHINES_HINT,
                   "unit", unit, "machines", count, NULL);
  }
  const char **code = ARENA_ARRAY(a, const char *, (size_t)n);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_EQUIPMENT_LIVING_OF_UNIT, &rows, V_TEXT(unit)));
  while (i < n && rows_next(rows))
    code[i++] = rows_dup(rows, 0, a);
  TRY(rows_end(&rows));
  for (i = 0; i < n; i++)
    TRY(CHANGE_EVENT(c, EVENT_MACHINE_MOVED, code[i], {"unit", V_TEXT(to)}, {"on", V_TEXT(on)},
                     {"basis", V_TEXT(basis)}));
  return NULL;
}

// ---- questions
// -------------------------------------------------------------------------------------

static void machine_row(struct rows *rows, struct arena *a, struct machine *ret) {
  *ret = (struct machine){.code = rows_dup(rows, 0, a),
                          .unit = rows_dup(rows, 1, a),
                          .purpose = machine_purpose_by_name(rows_text(rows, 2)),
                          .network = machine_network_by_name(rows_text(rows, 3)),
                          .label = rows_dup(rows, 4, a),
                          .since = rows_dup(rows, 5, a),
                          .until = rows_dup(rows, 6, a),
                          .reason = rows_dup(rows, 7, a)};
}

struct err *equipment_get(struct reader *r, const char *typed, struct arena *a,
                          struct machine **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct err *bad CLEANUP(err_freep) = NULL;
  char *code = NULL;
  *ret = NULL;
  bad = clean_code(a, typed, &code);
  if (bad) return NULL;
  TRY(STORE_QUERY(r, SQL_EQUIPMENT_MACHINE_GET, &rows, V_TEXT(code)));
  if (rows_next(rows)) {
    *ret = ARENA_NEW(a, struct machine);
    machine_row(rows, a, *ret);
  }
  return rows_end(&rows);
}

struct err *equipment_list(struct reader *r, const char *unit, const char *day, const char *after,
                           size_t limit, struct arena *a, struct machine **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  if (limit > MACHINES_MAX) limit = MACHINES_MAX;
  if (unit)
    TRY(STORE_QUERY(r, SQL_EQUIPMENT_MACHINES_OF_UNIT, &rows, V_TEXT(unit), V_TEXT(day),
                    V_TEXT(after), V_INT((int64_t)limit)));
  else
    TRY(STORE_QUERY(r, SQL_EQUIPMENT_MACHINES, &rows, V_TEXT(day), V_TEXT(after),
                    V_INT((int64_t)limit)));
  struct machine *list = NULL;
  size_t n = 0, room = 0;
  while (n < limit && rows_next(rows)) {
    if (n == room) {
      struct machine *more = ARENA_ARRAY(a, struct machine, room = room ? 2 * room : 16);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    machine_row(rows, a, &list[n++]);
  }
  *ret = list;
  *ret_n = n;
  return rows_end(&rows);
}

struct err *equipment_count(struct reader *r, const char *unit, const char *day, int64_t *ret) {
  return STORE_INT(r, SQL_EQUIPMENT_MACHINES_COUNT, 0, ret, V_TEXT(unit), V_TEXT(day));
}

struct err *equipment_counts(struct reader *r, const char *day, struct arena *a,
                             struct machine_count **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct machine_count *list = NULL;
  size_t n = 0, room = 0;
  TRY(STORE_QUERY(r, SQL_EQUIPMENT_COUNTS, &rows, V_TEXT(day)));
  while (rows_next(rows)) {
    if (n == room) {
      struct machine_count *more =
          ARENA_ARRAY(a, struct machine_count, room = room ? 2 * room : 64);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    list[n++] = (struct machine_count){rows_dup(rows, 0, a), rows_int(rows, 1), rows_int(rows, 2)};
  }
  *ret = list;
  *ret_n = n;
  return rows_end(&rows);
}

struct err *equipment_history(struct reader *r, const char *typed, struct arena *a,
                              struct machine_history **ret, size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct machine_history *list = NULL;
  size_t n = 0, room = 0;
  char *code;
  TRY(clean_code(a, typed, &code));
  TRY(STORE_QUERY(r, SQL_EQUIPMENT_HISTORY, &rows, V_TEXT(code)));
  while (rows_next(rows)) {
    if (n == room) {
      struct machine_history *more =
          ARENA_ARRAY(a, struct machine_history, room = room ? 2 * room : 8);
      if (n) memcpy(more, list, n * sizeof *list);
      list = more;
    }
    int what = code_word_find(WHAT, MACHINE_WHAT_COUNT, rows_text(rows, 2));
    list[n++] = (struct machine_history){
        .day = rows_dup(rows, 0, a),
        .seq = rows_int(rows, 1),
        .what = what < MACHINE_WHAT_COUNT ? (enum machine_what)what : MACHINE_CHANGED,
        .unit = rows_dup(rows, 3, a),
        .purpose = machine_purpose_by_name(rows_text(rows, 4)),
        .network = machine_network_by_name(rows_text(rows, 5)),
        .label = rows_dup(rows, 6, a),
        .basis = rows_dup(rows, 7, a)};
  }
  *ret = list;
  *ret_n = n;
  return rows_end(&rows);
}

char *equipment_history_sentence(struct arena *a, enum lang lang, const struct machine_history *h) {
  return msg_fill(a, lang, WHAT[h->what].label, "unit", h->unit, "purpose",
                  msg_text(lang, machine_purpose_label(h->purpose)), "network",
                  msg_text(lang, machine_network_label(h->network)), NULL);
}
