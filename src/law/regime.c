// Reads the regimes and their values and checks them against schema.ini: nothing unknown, nothing
// missing, nothing twice, no two regimes claiming one day.
#include "law/internal.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_REGIMES 16
#define MAX_VALUES 2048  // of one regime
#define MAX_REGIME_NAME 32

static struct err *limit(const char *file) {
  return err_new(ERR_LIMIT, MSG_LAW_TOO_LARGE, MSG_LAW_FILE_HINT, "file", file, NULL);
}

/// Refuses keys that no reader of this section knows.
static struct err *only_known(const char *file, const struct ini_section *s,
                              const char *const *known) {
  for (size_t i = 0; i < s->n; i++) {
    const char *const *k = known;
    while (*k && strcmp(*k, s->entries[i].key))
      k++;
    if (!*k) return law_bad(MSG_LAW_UNKNOWN_KEY, file, s->entries[i].line, s->entries[i].key);
  }
  return NULL;
}

static struct err *need(const char *file, const struct ini_section *s, const char *key,
                        const char **ret) {
  const struct ini_entry *e = ini_get(s, key);
  char what[MAX_REGIME_NAME * 4 + 128];
  snprintf(what, sizeof what, "[%s] %s", s->name, key);
  if (!e || !*e->value) return law_bad(MSG_LAW_MISSING_KEY, file, e ? e->line : s->line, what);
  *ret = e->value;
  return NULL;
}

static const char *maybe(const struct ini_section *s, const char *key) {
  const struct ini_entry *e = ini_get(s, key);
  return e ? e->value : NULL;
}

static struct err *read_day(const char *file, const struct ini_section *s, const char *key,
                            struct date otherwise, struct date *ret) {
  const struct ini_entry *e = ini_get(s, key);
  *ret = otherwise;
  if (e && !law_parse_day(e->value, ret)) return law_bad(MSG_LAW_BAD_DAY, file, e->line, e->value);
  return NULL;
}

static struct err *read_span(const char *file, const struct ini_section *s, struct date *from,
                             struct date *to) {
  TRY(read_day(file, s, "from", *from, from));
  TRY(read_day(file, s, "to", *to, to));
  return date_compare(*from, *to) > 0 ? law_bad(MSG_LAW_BAD_SPAN, file, s->line, s->name) : NULL;
}

static struct err *read_certainty(const char *file, const struct ini_section *s,
                                  enum law_certainty *ret) {
  const char *mark = NULL;
  TRY(need(file, s, "certainty", &mark));
  if (!law_parse_certainty(mark, ret))
    return law_bad(MSG_LAW_BAD_CERTAINTY, file, ini_get(s, "certainty")->line, mark);
  return NULL;
}

/// Notes stand in both languages or in none.
static struct err *read_notes(const char *file, const struct ini_section *s,
                              const char *note[LANG_COUNT]) {
  note[LANG_VI] = maybe(s, "note.vi"), note[LANG_EN] = maybe(s, "note.en");
  if (!note[LANG_VI] != !note[LANG_EN])
    return law_bad(MSG_LAW_MISSING_KEY, file, s->line, note[LANG_VI] ? "note.en" : "note.vi");
  for (int l = 0; l < LANG_COUNT; l++)
    if (!note[l]) note[l] = "";
  return NULL;
}

static struct err *read_yes(const char *file, const struct ini_section *s, const char *key,
                            bool *ret) {
  const struct ini_entry *e = ini_get(s, key);
  *ret = e && !strcmp(e->value, "yes");
  if (e && !*ret && strcmp(e->value, "no"))
    return law_bad(MSG_LAW_BAD_BOOL, file, e->line, e->value);
  return NULL;
}

static struct err *read_instrument(const char *file, const struct ini_section *s,
                                   struct law_instrument *ret) {
  static const char *const KNOWN[] = {"kind", "number",    "title.vi", "title.en", "from",
                                      "to",   "certainty", "note.vi",  "note.en",  NULL};
  static const char *const KINDS[] = {"law", "decree", "forms", "sanction", "directive"};
  TRY(only_known(file, s, KNOWN));
  struct law_instrument i = {
      .id = s->name + strlen("instrument."), .from = LAW_NO_DAY, .to = LAW_LAST_DAY};
  const char *from;
  TRY(need(file, s, "kind", &i.kind));
  if (!law_in((struct law_items){KINDS, ARRAY_LEN(KINDS)}, i.kind))
    return law_bad(MSG_LAW_UNKNOWN_WORD, file, ini_get(s, "kind")->line, i.kind);
  TRY(need(file, s, "number", &i.number));
  TRY(need(file, s, "title.vi", &i.title[LANG_VI]));
  TRY(need(file, s, "title.en", &i.title[LANG_EN]));
  TRY(need(file, s, "from", &from));
  TRY(read_span(file, s, &i.from, &i.to));
  TRY(read_certainty(file, s, &i.certainty));
  TRY(read_notes(file, s, i.note));
  *ret = i;
  return NULL;
}

static struct err *read_header(struct law *law, const struct ini *ini, const char *folder,
                               struct law_regime *ret) {
  static const char *const KNOWN[] = {"id",        "name.vi", "name.en", "from", "to",
                                      "certainty", "note.vi", "note.en", NULL};
  struct law_regime r = {.file = ini->file, .from = LAW_NO_DAY, .to = LAW_LAST_DAY};
  struct law_instrument *instruments = ARENA_ARRAY(law->a, struct law_instrument, ini->n + 1);
  const char *from;
  for (size_t i = 0; i < ini->n; i++) {
    const struct ini_section *s = &ini->sections[i];
    if (!strcmp(s->name, "regime")) {
      TRY(only_known(ini->file, s, KNOWN));
      TRY(need(ini->file, s, "id", &r.id));
      if (strcmp(r.id, folder)) return law_bad(MSG_LAW_WRONG_FOLDER, ini->file, s->line, r.id);
      TRY(need(ini->file, s, "name.vi", &r.name[LANG_VI]));
      TRY(need(ini->file, s, "name.en", &r.name[LANG_EN]));
      TRY(need(ini->file, s, "from", &from));
      TRY(read_span(ini->file, s, &r.from, &r.to));
      TRY(read_certainty(ini->file, s, &r.certainty));
      TRY(read_notes(ini->file, s, r.note));
    } else if (!strncmp(s->name, "instrument.", 11) && s->name[11]) {
      TRY(read_instrument(ini->file, s, &instruments[r.n_instruments++]));
    } else {
      return law_bad(MSG_LAW_UNKNOWN_SECTION, ini->file, s->line, s->name);
    }
  }
  if (!r.id) return law_bad(MSG_LAW_MISSING_SECTION, ini->file, 1, "regime");
  r.instruments = instruments;
  *ret = r;
  return NULL;
}

static struct err *check_source(const char *file, const struct ini_section *s,
                                const struct law_value *v) {
  if (v->certainty == LAW_V && !*v->article)
    return law_bad(MSG_LAW_NO_ARTICLE, file, s->line, s->name);
  if (v->certainty == LAW_D && *v->article)
    return law_bad(MSG_LAW_OWN_HAS_ARTICLE, file, s->line, s->name);
  return NULL;
}

static struct err *read_value(struct law *law, const struct law_regime *r, const char *file,
                              const struct ini_section *s, struct law_value *ret) {
  static const char *const KNOWN[] = {"value",      "value.en", "unit",      "from",
                                      "to",         "article",  "certainty", "needs_check",
                                      "taken_from", "note.vi",  "note.en",   NULL};
  TRY(only_known(file, s, KNOWN));
  const struct law_schema *schema = schema_find(law, s->name);
  if (!schema) return law_bad(MSG_LAW_UNKNOWN_SECTION, file, s->line, s->name);
  struct law_value v = {.key = s->name, .file = file, .regime = r, .from = r->from, .to = r->to};
  TRY(need(file, s, "value", &v.raw));
  v.line = ini_get(s, "value")->line;
  v.text_en = maybe(s, "value.en");
  if (v.text_en && (schema->kind != LAW_TEXT || !*v.text_en))
    return law_bad(MSG_LAW_UNKNOWN_KEY, file, ini_get(s, "value.en")->line, "value.en");
  TRY(value_parse(law, schema, &v));
  v.unit = maybe(s, "unit") ? maybe(s, "unit") : "";
  if (strcmp(v.unit, v.word ? "" : schema->unit))
    return law_bad(MSG_LAW_BAD_UNIT, file, v.line, v.unit);
  v.article = maybe(s, "article");
  if (!v.article) return law_bad(MSG_LAW_MISSING_KEY, file, s->line, "article");
  TRY(read_span(file, s, &v.from, &v.to));
  TRY(read_certainty(file, s, &v.certainty));
  TRY(read_yes(file, s, "needs_check", &v.needs_check));
  TRY(read_notes(file, s, v.note));
  TRY(check_source(file, s, &v));
  v.taken_from = maybe(s, "taken_from");
  for (int l = 0; l < LANG_COUNT; l++)
    v.label[l] = schema->label[l];
  *ret = v;
  return NULL;
}

static int compare_slots(const void *x, const void *y) {
  return strcmp((*(const struct law_value *const *)x)->key,
                (*(const struct law_value *const *)y)->key);
}

static struct err *index_values(struct law *law, struct law_regime *r) {
  const struct law_value **slots = ARENA_ARRAY(law->a, const struct law_value *, r->n_values + 1);
  for (size_t i = 0; i < r->n_values; i++)
    slots[i] = &r->values[i];
  if (r->n_values) qsort(slots, r->n_values, sizeof *slots, compare_slots);
  for (size_t i = 1; i < r->n_values; i++)
    if (!strcmp(slots[i - 1]->key, slots[i]->key)) {
      const struct law_value *later = slots[i - 1] > slots[i] ? slots[i - 1] : slots[i];
      return law_bad(MSG_LAW_DOUBLE_SECTION, later->file, later->line, later->key);
    }
  r->by_key = slots;
  return NULL;
}

static bool stands_in(const struct ini *ini, const char *folder) {
  size_t n = strlen(folder);
  return !strncmp(ini->file, folder, n) && ini->file[n] == '/';
}

static struct err *read_values(struct law *law, struct law_regime *r, const struct ini *files,
                               size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    if (stands_in(&files[i], r->id)) count += files[i].n;
  if (count > MAX_VALUES) return limit(r->file);
  struct law_value *values = ARENA_ARRAY(law->a, struct law_value, count + 1);
  for (size_t i = 0; i < n; i++) {
    if (!stands_in(&files[i], r->id) || files[i].file == r->file) continue;
    for (size_t k = 0; k < files[i].n; k++)
      TRY(read_value(law, r, files[i].file, &files[i].sections[k], &values[r->n_values++]));
  }
  r->values = values;
  return index_values(law, r);
}

/// Names the file and section of a required value that a regime does not give.
static struct err *check_required(const struct law *law, const struct law_regime *r) {
  for (size_t i = 0; i < law->n_schema; i++) {
    const struct law_schema *s = &law->schema[i];
    if (!s->required || date_compare(r->from, s->required_from) < 0) continue;
    const char *star = strchr(s->key, '*');
    for (size_t k = 0; k < (star ? s->each.n : 1); k++) {
      char key[256];
      snprintf(key, sizeof key, "%.*s%s%s", star ? (int)(star - s->key) : (int)strlen(s->key),
               s->key, star ? s->each.p[k] : "", star ? star + 1 : "");
      if (!law_value(r, key)) return law_bad(MSG_LAW_MISSING_SECTION, r->file, 1, key);
    }
  }
  return NULL;
}

static struct err *check_taken_from(const struct law *law, const struct law_value *v) {
  if (!v->taken_from) return NULL;
  const struct law_regime *source = law_regime_by_id(law, v->taken_from);
  const struct law_value *from = source && source != v->regime ? law_value(source, v->key) : NULL;
  return from && !strcmp(from->raw, v->raw) ? NULL
                                            : law_bad(MSG_LAW_NOT_TAKEN, v->file, v->line, v->key);
}

/// Two regimes, or one key of two regimes, must not claim the same day.
static struct err *check_overlaps(const struct law *law) {
  for (size_t i = 0; i < law->n_regimes; i++) {
    const struct law_regime *r = &law->regimes[i];
    if (i && date_compare(r->from, r[-1].to) <= 0)
      return law_bad(MSG_LAW_OVERLAP, r->file, 1, r->id);
    for (size_t k = 0; k < r->n_values; k++) {
      const struct law_value *v = &r->values[k];
      TRY(check_taken_from(law, v));
      for (size_t other = 0; other < i; other++) {
        const struct law_value *w = law_value(&law->regimes[other], v->key);
        if (w && date_compare(v->from, w->to) <= 0 && date_compare(w->from, v->to) <= 0)
          return law_bad(MSG_LAW_OVERLAP, v->file, v->line, v->key);
      }
    }
  }
  return NULL;
}

static int compare_regimes(const void *x, const void *y) {
  return date_compare(((const struct law_regime *)x)->from, ((const struct law_regime *)y)->from);
}

struct err *regimes_read(struct law *law, const struct ini *files, size_t n) {
  law->regimes = ARENA_ARRAY(law->a, struct law_regime, MAX_REGIMES);
  for (size_t i = 0; i < n; i++) {
    const char *slash = strchr(files[i].file, '/');
    if (!slash || strcmp(slash, "/regime.ini")) continue;
    if (law->n_regimes == MAX_REGIMES) return limit(files[i].file);
    const char *folder = arena_strndup(law->a, files[i].file, (size_t)(slash - files[i].file));
    TRY(read_header(law, &files[i], folder, &law->regimes[law->n_regimes]));
    law->n_regimes++;
  }
  if (!law->n_regimes) return law_bad(MSG_LAW_NO_REGIME, "law", 1, "");
  qsort(law->regimes, law->n_regimes, sizeof *law->regimes, compare_regimes);
  size_t owned = 0;
  for (size_t i = 0; i < law->n_regimes; i++) {
    TRY(read_values(law, &law->regimes[i], files, n));
    TRY(check_required(law, &law->regimes[i]));
  }
  for (size_t i = 0; i < n; i++, owned = 0) {
    const char *slash = strchr(files[i].file, '/');
    for (size_t k = 0; slash && k < law->n_regimes; k++)
      owned += stands_in(&files[i], law->regimes[k].id);
    if (slash && !owned) return law_bad(MSG_LAW_NO_HEADER, files[i].file, 1, "regime.ini");
  }
  return check_overlaps(law);
}

// ---- finding
// ------------------------------------------------------------------------------------------

size_t law_regime_count(const struct law *law) {
  return law->n_regimes;
}

const struct law_regime *law_regime_nth(const struct law *law, size_t i) {
  return i < law->n_regimes ? &law->regimes[i] : NULL;
}

const struct law_regime *law_regime_by_id(const struct law *law, const char *id) {
  for (size_t i = 0; i < law->n_regimes; i++)
    if (!strcmp(law->regimes[i].id, id)) return &law->regimes[i];
  return NULL;
}

const struct law_regime *law_regime_at(const struct law *law, struct date day,
                                       enum msg *ret_reason) {
  *ret_reason = MSG_NONE;
  if (!date_valid(day))
    *ret_reason = MSG_LAW_NOT_A_DAY;
  else if (date_compare(day, law->regimes[0].from) < 0)
    *ret_reason = MSG_LAW_BEFORE_FIRST;
  else if (date_compare(day, law->regimes[law->n_regimes - 1].to) > 0)
    *ret_reason = MSG_LAW_AFTER_LAST;
  if (*ret_reason != MSG_NONE) return NULL;
  for (size_t i = 0; i < law->n_regimes; i++)
    if (law_within(day, law->regimes[i].from, law->regimes[i].to)) return &law->regimes[i];
  *ret_reason = MSG_LAW_IN_GAP;
  return NULL;
}

const struct law_instrument *law_instrument_at(const struct law *law, const char *kind,
                                               struct date day) {
  const struct law_instrument *best = NULL;
  for (size_t i = 0; i < law->n_regimes; i++)
    for (size_t k = 0; k < law->regimes[i].n_instruments; k++) {
      const struct law_instrument *x = &law->regimes[i].instruments[k];
      if (strcmp(x->kind, kind) || !law_within(day, x->from, x->to)) continue;
      if (!best || date_compare(x->from, best->from) >= 0) best = x;
    }
  return best;
}
