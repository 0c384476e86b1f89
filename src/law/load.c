// Loads the law: schema and words first, then the regimes, then the rules. All of it lives in one
// arena; nothing half-read is ever returned.
#include "law/internal.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

#define ARENA_CAP ((size_t)160 << 20)
#define KEPT_FREE ((size_t)96 << 20)  // for what is built from the files once they are read
#define MAX_BYTES ((size_t)4 << 20)

static const char *const KINDS[LAW_KIND_COUNT] = {
    [LAW_INT] = "int",         [LAW_TEXT] = "text",   [LAW_WORD] = "word",
    [LAW_WORDS] = "words",     [LAW_BOOL] = "bool",   [LAW_DATE] = "date",
    [LAW_SIZE] = "size",       [LAW_RANGE] = "range", [LAW_MONTH_DAY] = "month_day",
    [LAW_COLUMNS] = "columns",
};

const char *law_kind_name(enum law_kind kind) {
  return KINDS[kind];
}

const char *law_edition(const struct law *law) {
  return law->edition;
}

void law_free(struct law *law) {
  if (!law) return;
  struct arena *a = law->a;
  arena_free(a);
}

void law_freep(struct law **law) {
  law_free(*law);
  *law = NULL;
}

// ---- schema.ini, words.ini, law.ini
// --------------------------------------------------------------------

static struct err *need(const struct ini *ini, const struct ini_section *s, const char *key,
                        const char **ret) {
  const struct ini_entry *e = ini_get(s, key);
  if (!e || !*e->value) return law_bad(MSG_LAW_MISSING_KEY, ini->file, s->line, key);
  *ret = e->value;
  return NULL;
}

static struct err *read_bound(const struct ini *ini, const struct ini_section *s, const char *key,
                              int64_t otherwise, int64_t *ret) {
  const struct ini_entry *e = ini_get(s, key);
  *ret = otherwise;
  if (e && !law_parse_int(e->value, strlen(e->value), ret))
    return law_bad(MSG_LAW_BAD_INT, ini->file, e->line, e->value);
  return NULL;
}

static struct err *read_items(struct law *law, const struct ini *ini, const struct ini_section *s,
                              const char *key, struct law_items *ret) {
  const struct ini_entry *e = ini_get(s, key);
  if (e && (!law_split(law->a, e->value, ',', ret) || !ret->n))
    return law_bad(MSG_LAW_BAD_LIST, ini->file, e->line, e->value);
  return NULL;
}

static struct err *read_schema_entry(struct law *law, const struct ini *ini,
                                     const struct ini_section *s, struct law_schema *ret) {
  static const char *const KNOWN[] = {"kind", "unit",          "or",       "words",   "each", "min",
                                      "max",  "required_from", "label.vi", "label.en"};
  for (size_t i = 0; i < s->n; i++)
    if (!law_in((struct law_items){KNOWN, ARRAY_LEN(KNOWN)}, s->entries[i].key))
      return law_bad(MSG_LAW_UNKNOWN_KEY, ini->file, s->entries[i].line, s->entries[i].key);
  struct law_schema x = {.key = s->name, .unit = "", .words = "", .line = s->line};
  const char *kind = "";
  TRY(need(ini, s, "kind", &kind));
  int k = 0;
  while (k < LAW_KIND_COUNT && strcmp(KINDS[k], kind))
    k++;
  if (k == LAW_KIND_COUNT) return law_bad(MSG_LAW_UNKNOWN_WORD, ini->file, s->line, kind);
  x.kind = (enum law_kind)k;
  TRY(need(ini, s, "label.vi", &x.label[LANG_VI]));
  TRY(need(ini, s, "label.en", &x.label[LANG_EN]));
  if (ini_get(s, "unit")) TRY(need(ini, s, "unit", &x.unit));
  if (ini_get(s, "words") || k == LAW_WORD || k == LAW_WORDS) TRY(need(ini, s, "words", &x.words));
  TRY(read_bound(ini, s, "min", 0, &x.min));
  TRY(read_bound(ini, s, "max", 999999999999, &x.max));
  TRY(read_items(law, ini, s, "or", &x.instead));
  TRY(read_items(law, ini, s, "each", &x.each));
  const struct ini_entry *from = ini_get(s, "required_from");
  x.required = from != NULL;
  if (from && !law_parse_day(from->value, &x.required_from))
    return law_bad(MSG_LAW_BAD_DAY, ini->file, from->line, from->value);
  for (const char *c = x.key; *c; c++)
    x.stars += *c == '*';
  if (x.required && (x.stars > 1 || (x.stars == 1) != (x.each.n > 0)))
    return law_bad(MSG_LAW_BAD_SCHEMA, ini->file, s->line, x.key);
  *ret = x;
  return NULL;
}

static int compare_words(const void *x, const void *y) {
  return strcmp(((const struct law_word *)x)->name, ((const struct law_word *)y)->name);
}

static struct err *read_words(struct law *law, const struct ini *ini) {
  law->words = ARENA_ARRAY(law->a, struct law_word, ini->n + 1);
  for (size_t i = 0; i < ini->n; i++) {
    const struct ini_section *s = &ini->sections[i];
    struct law_word *w = &law->words[law->n_words++];
    w->name = s->name;
    TRY(need(ini, s, "label.vi", &w->label[LANG_VI]));
    TRY(need(ini, s, "label.en", &w->label[LANG_EN]));
    if (s->n != 2) return law_bad(MSG_LAW_UNKNOWN_KEY, ini->file, s->line, s->name);
  }
  if (law->n_words) qsort(law->words, law->n_words, sizeof *law->words, compare_words);
  return NULL;
}

static struct err *read_schema(struct law *law, const struct ini *ini) {
  law->schema = ARENA_ARRAY(law->a, struct law_schema, ini->n + 1);
  for (size_t i = 0; i < ini->n; i++)
    TRY(read_schema_entry(law, ini, &ini->sections[i], &law->schema[law->n_schema++]));
  for (size_t i = 0; i < law->n_schema; i++) {  // what it names must have a name for people
    const struct law_schema *x = &law->schema[i];
    if (*x->unit && !word_find(law, "unit", x->unit))
      return law_bad(MSG_LAW_UNKNOWN_WORD, ini->file, x->line, x->unit);
    for (size_t k = 0; k < x->instead.n; k++)
      if (!word_find(law, "answer", x->instead.p[k]))
        return law_bad(MSG_LAW_UNKNOWN_WORD, ini->file, x->line, x->instead.p[k]);
  }
  return NULL;
}

static struct err *read_edition(struct law *law, const struct ini *ini) {
  if (ini->n != 1 || strcmp(ini->sections[0].name, "law"))
    return law_bad(MSG_LAW_MISSING_SECTION, ini->file, 1, "law");
  return need(ini, &ini->sections[0], "edition", &law->edition);
}

/// Does key fall under pattern, where * stands for one word between points?
static bool matches(const char *pattern, const char *key) {
  for (;; pattern++, key++) {
    if (*pattern == '*') {
      size_t n = strcspn(key, ".");
      if (!n) return false;
      key += n, pattern++;
    }
    if (*pattern != *key) return false;
    if (!*key) return true;
  }
}

static bool each_fits(const struct law_schema *s, const char *key) {
  if (!s->each.n) return true;
  const char *star = strchr(s->key, '*');
  if (!star) return true;
  const char *word = key + (star - s->key);
  size_t n = strcspn(word, ".");
  for (size_t i = 0; i < s->each.n; i++)
    if (strlen(s->each.p[i]) == n && !memcmp(s->each.p[i], word, n)) return true;
  return false;
}

const struct law_schema *schema_find(const struct law *law, const char *key) {
  const struct law_schema *best = NULL;
  for (size_t i = 0; i < law->n_schema; i++) {
    const struct law_schema *s = &law->schema[i];
    if (best && best->stars <= s->stars) continue;
    if (!strchr(key, '*') && matches(s->key, key) && each_fits(s, key)) best = s;
  }
  return best;
}

const struct law_word *word_find(const struct law *law, const char *group, const char *word) {
  char name[256];
  int n = snprintf(name, sizeof name, "%s.%s", group, word);
  if (n < 0 || (size_t)n >= sizeof name) return NULL;
  struct law_word key = {.name = name};
  return bsearch(&key, law->words, law->n_words, sizeof key, compare_words);
}

// ---- the files as a whole
// --------------------------------------------------------------------------------

static bool ends_with(const char *s, const char *end) {
  size_t n = strlen(s), m = strlen(end);
  return n > m && !strcmp(s + n - m, end);
}

static bool path_ok(const char *path) {
  const char *slash = strchr(path, '/');
  if (strlen(path) > 200 || !*path || *path == '.' || *path == '/') return false;
  if (ends_with(path, ".sql")) return !strncmp(path, "rules/", 6) && !strchr(path + 6, '/');
  if (!ends_with(path, ".ini")) return false;
  return !slash || (!strchr(slash + 1, '/') && slash[1] != '.' && strncmp(path, "rules/", 6));
}

static const struct ini *find(const struct ini *files, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (!strcmp(files[i].file, name)) return &files[i];
  return NULL;
}

static int compare_rules(const void *x, const void *y) {
  return strcmp(((const struct law_rule *)x)->id, ((const struct law_rule *)y)->id);
}

static struct err *read_rules(struct law *law, const struct law_file *files, size_t n) {
  law->rules = ARENA_ARRAY(law->a, struct law_rule, n + 1);
  for (size_t i = 0; i < n; i++) {
    if (!ends_with(files[i].path, ".sql")) continue;
    struct law_rule *r = &law->rules[law->n_rules];
    TRY(rule_read(law, &files[i], r));
    if (law_rule_by_id(law, r->id)) return law_bad(MSG_LAW_DOUBLE_RULE, r->file, 1, r->id);
    law->n_rules++;
  }
  if (law->n_rules) qsort(law->rules, law->n_rules, sizeof *law->rules, compare_rules);
  return NULL;
}

static struct err *read_all(struct law *law, const struct law_file *files, size_t n) {
  struct ini *inis = ARENA_ARRAY(law->a, struct ini, n + 1);
  size_t n_inis = 0;
  for (size_t i = 0; i < n; i++) {
    if (!path_ok(files[i].path)) return law_bad(MSG_LAW_UNKNOWN_FILE, files[i].path, 1, "");
    if (!ends_with(files[i].path, ".ini")) continue;
    if (find(inis, n_inis, files[i].path))
      return law_bad(MSG_LAW_UNKNOWN_FILE, files[i].path, 1, "");
    TRY(ini_read(law->a, files[i].path, files[i].p, files[i].n, &inis[n_inis++]));
  }
  if (arena_room(law->a) < KEPT_FREE)
    return err_new(ERR_LIMIT, MSG_LAW_TOO_LARGE, MSG_LAW_FILE_HINT, "file", "law", NULL);
  static const char *const MUST[] = {"law.ini", "words.ini", "schema.ini"};
  static struct err *(*const READ[])(struct law *, const struct ini *) = {read_edition, read_words,
                                                                          read_schema};
  for (size_t i = 0; i < ARRAY_LEN(MUST); i++) {
    const struct ini *ini = find(inis, n_inis, MUST[i]);
    if (!ini) return law_bad(MSG_LAW_MISSING_FILE, MUST[i], 1, "");
    TRY(READ[i](law, ini));
  }
  for (size_t i = 0; i < n_inis; i++)
    if (!strchr(inis[i].file, '/') &&
        !law_in((struct law_items){MUST, ARRAY_LEN(MUST)}, inis[i].file))
      return law_bad(MSG_LAW_UNKNOWN_FILE, inis[i].file, 1, "");
  TRY(regimes_read(law, inis, n_inis));
  return read_rules(law, files, n);
}

struct err *law_load(const struct law_file *files, size_t n, struct law **ret) {
  size_t bytes = 0;
  for (size_t i = 0; i < n && bytes <= MAX_BYTES; i++)
    bytes += files[i].n;
  if (n > LAW_MAX_FILES || bytes > MAX_BYTES)
    return err_new(ERR_LIMIT, MSG_LAW_TOO_LARGE, MSG_LAW_FILE_HINT, "file", "law", NULL);
  struct arena *a = arena_new(ARENA_CAP);
  struct law *law = ARENA_NEW(a, struct law);
  law->a = a;
  struct err *e = read_all(law, files, n);
  if (e) {
    law_free(law);
    return e;
  }
  *ret = law;
  return NULL;
}

struct err *law_load_embedded(struct law **ret) {
  return law_load(law_embedded, law_embedded_count, ret);
}

// ---- from a folder
// ---------------------------------------------------------------------------------------

struct folder {
  struct arena *a;
  const char *root;
  struct law_file *files;
  size_t n, bytes;
};

static struct err *take_file(struct folder *f, const char *relative) {
  struct buf b CLEANUP(buf_free) = buf_init(LAW_MAX_FILE_BYTES);
  TRY(file_read(file_join(f->a, f->root, relative), &b));
  f->bytes += b.n;
  if (f->n == LAW_MAX_FILES || f->bytes > MAX_BYTES)
    return err_new(ERR_LIMIT, MSG_LAW_TOO_LARGE, MSG_LAW_FILE_HINT, "file", relative, NULL);
  uint8_t *p = arena_alloc(f->a, b.n + 1);
  if (b.n) memcpy(p, b.p, b.n);
  f->files[f->n++] = (struct law_file){arena_strdup(f->a, relative), p, b.n};
  return NULL;
}

/// One folder, and where deep is set the folders in it. Entries are sorted by law_load_folder().
static struct err *take_folder(struct folder *f, const char *relative, bool deep) {
  DIR *d = opendir(*relative ? file_join(f->a, f->root, relative) : f->root);
  if (!d)
    return deep ? err_new(ERR_NOT_FOUND, MSG_ERR_FILE_NOT_FOUND, MSG_NONE, "what", f->root, NULL)
                : NULL;
  struct err *e = NULL;
  size_t seen = 0;
  for (struct dirent *x; !e && (x = readdir(d));) {
    if (x->d_name[0] == '.') continue;
    const char *name =
        *relative ? file_join(f->a, relative, x->d_name) : arena_strdup(f->a, x->d_name);
    if (++seen > LAW_MAX_FILES)
      e = err_new(ERR_LIMIT, MSG_LAW_TOO_LARGE, MSG_LAW_FILE_HINT, "file", f->root, NULL);
    else if (ends_with(name, ".ini") || ends_with(name, ".sql"))
      e = take_file(f, name);
    else if (deep)
      e = take_folder(f, name, false);
  }
  closedir(d);
  return e;
}

static int compare_files(const void *x, const void *y) {
  return strcmp(((const struct law_file *)x)->path, ((const struct law_file *)y)->path);
}

struct err *law_load_folder(const char *path, struct law **ret) {
  struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_CAP);
  struct folder f = {.a = a, .root = path, .files = ARENA_ARRAY(a, struct law_file, LAW_MAX_FILES)};
  TRY(take_folder(&f, "", true));
  if (f.n) qsort(f.files, f.n, sizeof *f.files, compare_files);
  return law_load(f.files, f.n, ret);
}

// ---- confirming
// ------------------------------------------------------------------------------------------

struct err *law_confirm(struct law *law, const struct law_confirmation *c) {
  const struct law_regime *r = law_regime_by_id(law, c->regime);
  const struct law_value *found = r ? law_value(r, c->key) : NULL;
  if (!found)
    return err_new(ERR_NOT_FOUND, MSG_LAW_NO_SUCH_VALUE, MSG_LAW_NO_SUCH_VALUE_HINT, "key", c->key,
                   NULL);
  if (strcmp(found->raw, c->raw))
    return err_new(ERR_CONFLICT, MSG_LAW_CONFIRMED_OTHER, MSG_LAW_CONFIRMED_OTHER_HINT, "key",
                   c->key, "value", found->raw, "confirmed", c->raw, NULL);
  size_t need_bytes = strlen(c->regime) + strlen(c->key) + strlen(c->raw) + strlen(c->article) +
                      strlen(c->by) + 512;
  if (arena_room(law->a) < need_bytes)
    return err_new(ERR_LIMIT, MSG_LAW_TOO_LARGE, MSG_NONE, "file", "law", NULL);
  struct law_confirmation *kept = ARENA_NEW(law->a, struct law_confirmation);
  *kept = (struct law_confirmation){
      arena_strdup(law->a, c->regime),  arena_strdup(law->a, c->key), arena_strdup(law->a, c->raw),
      arena_strdup(law->a, c->article), arena_strdup(law->a, c->by),  c->on};
  ((struct law_value *)found)->confirmation =
      kept;  // the law owns its values; callers see them const
  return NULL;
}
