// Making and opening an installation.
#include "site/site.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "site/first.h"

/// Marks an installation that is being made; it holds the line of "store" and gets that name when all stands.
static const char MAKING[] = "store.new";

static char *in_site(struct arena *a, const char *path, const char *name) {
  return file_join(a, path, name);
}

bool site_exists(const char *path) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  return file_exists(in_site(a, path, "store"));
}

void site_remove_sqlite(struct arena *a, const char *db) {
  static const char *const ENDINGS[] = {"", "-wal", "-shm", "-journal"};
  for (size_t i = 0; i < ARRAY_LEN(ENDINGS); i++)
    unlink(arena_printf(a, "%s%s", db, ENDINGS[i]));
}

struct journal *site_journal(struct site *s) {
  return s->journal;
}

void site_close(struct site *s) {
  if (!s) return;
  journal_free(s->journal);
  store_free(s->store);
  law_free(s->law);
  for (size_t i = 0; i < s->n_rules; i++)
    free((void *)s->rules[i].kinds);
  free(s->rules);
  arena_free(s->a);
  free(s);
}

void site_closep(struct site **s) {
  site_close(*s);
  *s = NULL;
}

// ---- rules -----------------------------------------------------------------------------------------

static enum rule_severity severity(const void *arg, size_t i, struct date day) {
  const struct site *s = arg;
  const struct law_rule *rule = &law_rules(s->law).p[i];
  const struct law_value *why;
  if (!law_rule_applies(s->law, rule, day)) return RULE_OFF;
  switch (law_rule_severity(s->law, rule, day, &why)) {
    case LAW_REFUSE: return RULE_REFUSE;
    case LAW_WARN: return RULE_WARN;
    default: return RULE_AUDIT;
  }
}

/// Rules as the journal runs them; a rule bound to an event that does not exist is refused here.
static struct err *bind_rules(struct site *s) {
  struct law_rules rules = law_rules(s->law);
  s->n_rules = rules.n;
  s->rules = base_alloc(sizeof *s->rules * (rules.n + 1));
  for (size_t i = 0; i < rules.n; i++) {
    const struct law_rule *rule = &rules.p[i];
    enum event_kind *kinds = base_alloc(sizeof *kinds * (rule->events.n + 1));
    s->rules[i] = (struct journal_rule){
        .id = rule->id, .sql = rule->sql, .kinds = kinds, .n_kinds = rule->events.n,
        .article = rule->article,
        .explain = {rule->explain[LANG_VI], rule->explain[LANG_EN]}};
    for (size_t k = 0; k < rule->events.n; k++) {
      kinds[k] = event_kind_by_name(rule->events.p[k]);
      if (kinds[k] == EVENT_COUNT)
        return err_new(ERR_INPUT, MSG_ERR_RULE_EVENT, MSG_NONE, "file", rule->file, "event",
                       rule->events.p[k], NULL);
    }
  }
  return NULL;
}

// ---- opening ---------------------------------------------------------------------------------------

static struct err *read_line(struct arena *a, const char *path, const char *name, size_t max, char **ret) {
  struct buf b CLEANUP(buf_free) = buf_init(max);
  TRY(file_read(in_site(a, path, name), &b));
  *ret = arena_strndup(a, buf_str(&b), strcspn(buf_str(&b), "\n"));
  return NULL;
}

/// "sqlite:kin.db" lies in the site's folder.
static char *absolute_url(struct arena *a, const char *path, const char *url) {
  if (strncmp(url, "sqlite:", 7) != 0 || url[7] == '/') return arena_strdup(a, url);
  return arena_printf(a, "sqlite:%s", in_site(a, path, url + 7));
}

static struct err *read_signer(struct arena *a, const char *path, struct seal_signer *ret) {
  char *hex = NULL;
  TRY(read_line(a, path, "site.key", 200, &hex));
  if (!seal_hex_decode(hex, ret->secret, sizeof ret->secret))
    return err_new(ERR_CORRUPT, MSG_ERR_SITE_KEY, MSG_NONE, "path", path, NULL);
  memcpy(ret->public_key, ret->secret + 32, SEAL_PUBLIC);
  seal_wipe(hex, strlen(hex));
  return NULL;
}

static struct err *open_journal(struct site *s, const struct seal_signer *signer) {
  struct journal_setup setup = {
      .store = s->store, .site_id = s->id, .profile = s->profile, .signer = *signer,
      .private_path = in_site(s->a, s->path, "private.keys"),
      .checkpoints_path = in_site(s->a, s->path, "checkpoints"),
      .rules = s->rules, .n_rules = s->n_rules, .severity = severity, .severity_arg = s};
  return journal_open(&setup, &s->journal);
}

static struct err *read_facts(struct site *s) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_read(s->store, &r));
  TRY(store_query(r, SQL_SITE_SITE_GET, NULL, 0, &rows));
  if (!rows_next(rows)) {
    TRY(rows_end(&rows));
    return err_new(ERR_CORRUPT, MSG_ERR_SITE_EMPTY, MSG_NONE, "path", s->path, NULL);
  }
  s->id = rows_dup(rows, 0, s->a);
  s->key = rows_dup(rows, 1, s->a);
  s->agency = rows_dup(rows, 2, s->a);
  s->agency_code = rows_dup(rows, 3, s->a);
  s->superior = rows_dup(rows, 4, s->a);
  s->tier = rows_dup(rows, 5, s->a);
  s->premises = rows_dup(rows, 6, s->a);
  s->profile = rows_dup(rows, 7, s->a);
  s->demo = rows_int(rows, 8) != 0;
  s->created = rows_int(rows, 9);
  return rows_end(&rows);
}

static struct err *key_fits(struct site *s, const struct seal_signer *signer) {
  char *mine = seal_base64(s->a, signer->public_key, SEAL_PUBLIC);
  if (strcmp(mine, s->key) == 0) return NULL;
  return err_new(ERR_CORRUPT, MSG_ERR_SITE_KEY, MSG_ERR_SITE_KEY_HINT, "path", s->path, NULL);
}

static struct site *site_new(const char *path) {
  struct site *s = base_alloc(sizeof *s);
  s->a = arena_new(4 << 20);
  s->path = arena_strdup(s->a, path);
  return s;
}

static struct err *open_parts(struct site *s) {
  char *url = NULL;
  struct seal_signer signer;
  if (!site_exists(s->path))
    return err_new(ERR_NOT_FOUND, MSG_ERR_SITE_NONE, MSG_ERR_SITE_NONE_HINT, "path", s->path, NULL);
  TRY(read_line(s->a, s->path, "store", 4096, &url));
  TRY(law_load_embedded(&s->law));
  TRY(bind_rules(s));
  TRY(store_open(absolute_url(s->a, s->path, url), &s->store));
  TRY(store_migrate(s->store));
  TRY(read_facts(s));
  TRY(read_signer(s->a, s->path, &signer));
  TRY(key_fits(s, &signer));
  if (time_is_fixed() && !s->demo)
    return err_new(ERR_REFUSED, MSG_ERR_SITE_CLOCK, MSG_NONE, NULL);
  site_remove_sqlite(s->a, in_site(s->a, s->path, SITE_RESTORING));
  return open_journal(s, &signer);
}

struct err *site_open(const char *path, struct site **ret) {
  struct site *s = site_new(path);
  struct err *e = open_parts(s);
  if (e) {
    site_close(s);
    return e;
  }
  *ret = s;
  return NULL;
}

// ---- making ----------------------------------------------------------------------------------------

static struct err *missing(const char *what_vi, const char *what_en) {
  return err_new(ERR_INPUT, MSG_ERR_PLAN_MISSING, MSG_NONE, "what.vi", what_vi, "what.en", what_en, NULL);
}

static struct err *check_plan(const char *path, const struct site_plan *p) {
  if (site_exists(path))
    return err_new(ERR_CONFLICT, MSG_ERR_SITE_EXISTS, MSG_ERR_SITE_EXISTS_HINT, "path", path, NULL);
  if (!p->agency || !*p->agency) return missing("tên cơ quan", "the agency's name");
  if (!p->agency_code || !*p->agency_code) return missing("mã cơ quan", "the agency's code");
  size_t code = strlen(p->agency_code);
  if (code > 40 || strspn(p->agency_code, "abcdefghijklmnopqrstuvwxyz0123456789-") != code)
    return err_new(ERR_INPUT, MSG_ERR_UNIT_CODE, MSG_ERR_UNIT_CODE_HINT, "unit", p->agency_code, NULL);
  if (strcmp(p->profile, "work") != 0 && strcmp(p->profile, "state-secret") != 0)
    return err_new(ERR_INPUT, MSG_ERR_PLAN_PROFILE, MSG_NONE, NULL);
  static const enum role REQUIRED[] = {ROLE_HEAD, ROLE_CLERK, ROLE_ADMINISTRATOR, ROLE_AUDITOR};
  for (size_t i = 0; i < ARRAY_LEN(REQUIRED); i++)
    if (!p->accounts[REQUIRED[i]].name || !*p->accounts[REQUIRED[i]].name)
      return missing(msg_text(LANG_VI, role_label(REQUIRED[i])), msg_text(LANG_EN, role_label(REQUIRED[i])));
  if (time_is_fixed() && !p->demo) return err_new(ERR_REFUSED, MSG_ERR_SITE_CLOCK, MSG_NONE, NULL);
  return NULL;
}

static struct err *write_key(struct site *s, const struct seal_signer *signer) {
  struct buf hex CLEANUP(buf_free) = buf_init(256);
  buf_put_hex(&hex, signer->secret, sizeof signer->secret);
  buf_putc(&hex, '\n');
  TRY(file_write(in_site(s->a, s->path, "site.key"), hex.p, hex.n, 0600));
  char *pub = arena_printf(s->a, "kin.site/%s %s\n", s->id, s->key);
  return file_write(in_site(s->a, s->path, "site.pub"), pub, strlen(pub), 0644);
}

static struct err *first_events(struct site *s, const struct site_plan *p) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(s->journal, "kin", &c));
  TRY(CHANGE_EVENT(c, EVENT_SITE_CREATED, s->id, {"key", V_TEXT(s->key)}, {"agency", V_TEXT(p->agency)},
                   {"agency_code", V_TEXT(p->agency_code)}, {"superior", V_TEXT(p->superior)},
                   {"tier", V_TEXT(p->tier)}, {"premises", V_TEXT(p->premises)},
                   {"profile", V_TEXT(p->profile)}, {"demo", V_INT(p->demo)}));
  for (size_t i = 0; i < ARRAY_LEN(p->settings) && p->settings[i].name; i++)
    TRY(CHANGE_EVENT(c, EVENT_SITE_SETTING_CHANGED, p->settings[i].name,
                     {"value", V_TEXT(p->settings[i].value)}));
  TRY(site_first_unit(s, c, p));
  for (int r = 0; r < ROLE_COUNT; r++)
    if (p->accounts[r].name)
      TRY(account_create(c, p->accounts[r].name, site_person_of(r, p), (enum role)r, p->accounts[r].password));
  return change_commit(&c);
}

struct err *site_store_entries(struct store *store, int64_t *ret) {
  int schema = 0;
  *ret = 0;
  TRY(store_schema(store, &schema));
  if (!schema) return NULL;
  struct reader *r CLEANUP(store_read_end) = NULL;
  TRY(store_read(store, &r));
  return store_int(r, SQL_JOURNAL_EVENT_LAST, NULL, 0, 0, ret);
}

/// The site stands from here on: "store" is the file that is looked for.
static struct err *stands(struct site *s) {
  char *store = in_site(s->a, s->path, "store");
  if (rename(in_site(s->a, s->path, MAKING), store)) return err_errno(errno, store);
  return file_sync_folder(s->path);
}

/// An attempt that was cut off left its mark. When its first entries were committed, everything but the name of
/// the mark was done; otherwise the new attempt takes its place.
static struct err *finish_interrupted(struct site *s) {
  struct store *store CLEANUP(store_freep) = NULL;
  char *url = NULL;
  int64_t entries = 0;
  TRY(read_line(s->a, s->path, MAKING, 4096, &url));
  if (!*url) return NULL;
  TRY(store_open(absolute_url(s->a, s->path, url), &store));
  TRY(site_store_entries(store, &entries));
  if (!entries) return NULL;
  TRY(stands(s));
  return err_new(ERR_CONFLICT, MSG_ERR_SITE_EXISTS, MSG_ERR_SITE_EXISTS_HINT, "path", s->path, NULL);
}

static struct err *create_parts(struct site *s, const struct site_plan *p) {
  struct seal_signer signer;
  const char *url = p->store_url ? p->store_url : "sqlite:kin.db";
  seal_signer_new(&signer);
  s->id = seal_random_text(s->a, 26);
  s->key = seal_base64(s->a, signer.public_key, SEAL_PUBLIC);
  s->profile = p->profile;
  TRY(law_load_embedded(&s->law));
  TRY(bind_rules(s));
  TRY(file_make_folder(s->path));
  char *line = arena_printf(s->a, "%s\n", url);
  TRY(file_write(in_site(s->a, s->path, MAKING), line, strlen(line), 0600));
  TRY(store_open(absolute_url(s->a, s->path, url), &s->store));
  int64_t entries = 0;
  TRY(site_store_entries(s->store, &entries));
  if (entries) return err_new(ERR_CONFLICT, MSG_ERR_STORE_USED, MSG_NONE, NULL);
  TRY(write_key(s, &signer));
  TRY(store_migrate(s->store));
  TRY(open_journal(s, &signer));
  TRY(first_events(s, p));
  TRY(read_facts(s));
  return stands(s);
}

/// What a failed site_create leaves is taken away again, so that the next try finds an empty folder.
static void remove_parts(struct site *s, const struct site_plan *p) {
  const char *const NAMES[] = {"store", "site.key", "site.pub", "private.keys", "checkpoints", MAKING};
  for (size_t i = 0; i < ARRAY_LEN(NAMES); i++)
    unlink(in_site(s->a, s->path, NAMES[i]));
  if (!p->store_url) site_remove_sqlite(s->a, in_site(s->a, s->path, "kin.db"));
}

struct err *site_create(const char *path, const struct site_plan *plan, struct site **ret) {
  TRY(check_plan(path, plan));
  struct site *s = site_new(path);
  struct err *e = NULL;
  if (file_exists(in_site(s->a, path, MAKING)))
    e = finish_interrupted(s);
  else if (!plan->store_url && file_exists(in_site(s->a, path, "kin.db")))
    e = err_new(ERR_CONFLICT, MSG_ERR_STORE_USED, MSG_NONE, NULL);
  if (e) {
    site_close(s);
    return e;
  }
  e = create_parts(s, plan);
  if (e) {
    store_freep(&s->store);
    remove_parts(s, plan);
    site_close(s);
    return e;
  }
  *ret = s;
  return NULL;
}

// ---- proving ---------------------------------------------------------------------------------------

struct err *site_verify(struct site *s, const char *actor, const char *against,
                        bool (*progress)(void *arg, int64_t done, int64_t all), void *arg,
                        struct verify_result *ret) {
  struct arena *a CLEANUP(arena_freep) = arena_new(64u << 20);
  struct buf kept CLEANUP(buf_free) = buf_init(32u << 20);
  char *path = in_site(a, s->path, "checkpoints");
  // Read before the tables: none speaks of entries that the tables then read do not have.
  if (file_exists(path)) TRY(file_read(path, &kept));
  kept.n = journal_checkpoints_whole(buf_str(&kept), kept.n);
  if (kept.p) kept.p[kept.n] = 0;
  if (against) buf_puts(&kept, against);
  struct reader *r CLEANUP(store_read_end) = NULL;
  TRY(store_read(s->store, &r));
  TRY(journal_verify(s->journal, r, buf_str(&kept), progress, arg, ret));
  store_read_end(&r);
  if (ret->fault != VERIFY_OK || !actor) return NULL;
  struct change *c CLEANUP(change_abort) = NULL;
  char *text = NULL;
  TRY(change_begin(s->journal, actor, &c));
  TRY(CHANGE_EVENT(c, EVENT_JOURNAL_VERIFIED, "", {"entries", V_INT(ret->entries)}, {"outcome", V_TEXT("ok")}));
  TRY(change_commit(&c));
  return journal_checkpoint(s->journal, a, &text);
}

struct err *site_rebuild(struct site *s, bool (*progress)(void *arg, int64_t done, int64_t all), void *arg,
                         struct arena *a, const char **ret_table, int *ret_tables) {
  char dir[] = "/tmp/kin-rebuild-XXXXXX";
  if (!mkdtemp(dir)) return err_errno(errno, dir);
  struct store *empty = NULL;
  struct reader *r = NULL;
  char *db = file_join(a, dir, "kin.db");
  struct err *e = store_open(arena_printf(a, "sqlite:%s", db), &empty);
  if (!e) e = store_migrate(empty);
  if (!e) e = store_read(s->store, &r);
  if (!e) e = store_check(r);
  if (!e) e = journal_rebuild(s->journal, r, empty, progress, arg, a, ret_table, ret_tables);
  store_read_end(&r);
  store_free(empty);
  site_remove_sqlite(a, db);
  rmdir(dir);
  return e;
}

// ---- audit -----------------------------------------------------------------------------------------

static struct err *run_rule(struct site *s, struct reader *r, struct arena *a, const struct law_rule *rule,
                            struct breach *list, size_t *n, size_t max) {
  char today[11];
  date_format_iso(time_to_date(time_now()), today);
  struct named_val v[] = {{"subject", V_TEXT("")}, {"today", V_TEXT(today)}, {"actor", V_TEXT("")},
                          {"seq", V_INT(0)}, {"time", V_INT(time_now())}};
  struct rows *rows CLEANUP(rows_drop) = NULL;
  (void)s;
  TRY(store_query_text(r, rule->sql, v, ARRAY_LEN(v), &rows));
  while (*n < max && rows_next(rows)) {
    list[*n] = (struct breach){rule, rows_dup(rows, 0, a), rows_dup(rows, 1, a)};
    ++*n;
  }
  return rows_end(&rows);
}

struct err *site_audit(struct site *s, struct reader *r, struct arena *a, struct breach **ret, size_t *ret_n) {
  enum { MAX = 50000 };
  struct law_rules rules = law_rules(s->law);
  struct breach *list = ARENA_ARRAY(a, struct breach, MAX);
  size_t n = 0;
  for (size_t i = 0; i < rules.n; i++)
    if (law_rule_applies(s->law, &rules.p[i], time_to_date(time_now())))
      TRY(run_rule(s, r, a, &rules.p[i], list, &n, MAX));
  *ret = list;
  *ret_n = n;
  return NULL;
}
