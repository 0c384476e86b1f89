// The face of the store: the pool of connections, the names of parameters, transactions, comparison of tables.
// A long file: all of them share the connection and the transaction, which nobody else may see.
#include "store/store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "seal/seal.h"
#include "store/engine.h"

struct store {
  const struct engine *engine;
  char *where;
  pthread_mutex_t lock;
  struct connection *idle_readers, *idle_writers;
};

struct reader {
  struct store *store;
  struct connection *c;
};

struct writer {
  struct reader as_reader;  ///< first, so that a writer can be read through
};

// ---- statements ------------------------------------------------------------------------------------

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t parameter_index(struct parsed_sql *p, const char *name, size_t n) {
  for (size_t i = 0; i < p->n; i++)
    if (strlen(p->names[i]) == n && !memcmp(p->names[i], name, n)) return i;
  if (p->n == SQL_PARAMS_MAX) return SIZE_MAX;
  p->names[p->n] = base_alloc(n + 1);
  memcpy(p->names[p->n], name, n);
  return p->n++;
}

/// Skips a quoted string or a comment at s; returns s itself when there is none.
static const char *skip_quoted(const char *s) {
  if (*s == '\'' || *s == '"') {
    char q = *s++;
    while (*s && !(*s == q && s[1] != q))
      s += (*s == q && s[1] == q) ? 2 : 1;
    return *s ? s + 1 : s;
  }
  if (s[0] == '-' && s[1] == '-') {
    while (*s && *s != '\n')
      s++;
  }
  return s;
}

static struct parsed_sql *parse_sql(const char *sql, char marker) {
  struct parsed_sql *p = base_alloc(sizeof *p);
  struct buf b = buf_init(1 << 20);
  for (const char *s = sql; *s;) {
    const char *after = skip_quoted(s);
    if (after != s) {
      buf_put(&b, s, (size_t)(after - s));
      s = after;
    } else if (s[0] == ':' && is_word(s[1])) {
      const char *end = s + 1;
      while (is_word(*end))
        end++;
      size_t i = parameter_index(p, s + 1, (size_t)(end - s - 1));
      ASSERT(i != SIZE_MAX);
      buf_printf(&b, "%c%zu", marker, i + 1);
      s = end;
    } else if (s[0] == ':' && s[1] == ':') {
      buf_puts(&b, "::");
      s += 2;
    } else {
      buf_putc(&b, *s++);
    }
  }
  p->text = b.p ? b.p : base_strdup("");
  return p;
}

static void free_parsed(struct parsed_sql *p) {
  if (!p) return;
  for (size_t i = 0; i < p->n; i++)
    free(p->names[i]);
  free(p->text);
  free(p);
}

static const struct parsed_sql *parsed(struct connection *c, enum sql id) {
  if (!c->parsed[id]) c->parsed[id] = parse_sql(sql_table[id].text, c->engine->marker);
  return c->parsed[id];
}

const char *store_sql_name(enum sql id) {
  return sql_table[id].name;
}

const char *store_sql_scan(enum sql id) {
  return sql_table[id].scan;
}

struct val store_text_value(const char *s) {
  return s ? (struct val){.type = VAL_TEXT, .p = s, .n = strlen(s)} : V_NULL;
}

static struct err *bind_by_name(const char *statement, const struct parsed_sql *p,
                                const struct named_val *v, size_t n, struct val *ret) {
  for (size_t i = 0; i < p->n; i++) {
    size_t k = 0;
    while (k < n && strcmp(v[k].name, p->names[i]) != 0)
      k++;
    if (k == n)
      return err_detail(err_new(ERR_INTERNAL, MSG_ERR_STORE_PARAMETER, MSG_NONE, "name", p->names[i],
                                "statement", statement, NULL), "no value");
    ret[i] = v[k].v;
  }
  return NULL;
}

// ---- connections -----------------------------------------------------------------------------------

struct err *store_open(const char *url, struct store **ret) {
  struct store *s = base_alloc(sizeof *s);
  pthread_mutex_init(&s->lock, NULL);
  if (!strncmp(url, "sqlite:", 7)) {
    s->engine = &engine_sqlite;
    s->where = base_strdup(url + 7);
  } else if (!strncmp(url, "postgresql:", 11) || !strncmp(url, "postgres:", 9)) {
    s->engine = &engine_postgres;
    s->where = base_strdup(url);
  } else {
    free(s);
    return err_new(ERR_INPUT, MSG_ERR_STORE_URL, MSG_NONE, "url", url, NULL);
  }
  struct connection *c = NULL;
  struct err *e = s->engine->connect(s->where, false, &c);
  if (e) {
    store_free(s);
    return e;
  }
  s->idle_readers = c;
  *ret = s;
  return NULL;
}

static void close_connection(struct connection *c) {
  for (int i = 0; i < SQL_COUNT; i++)
    free_parsed(c->parsed[i]);
  c->engine->disconnect(c);
}

static void close_all(struct connection *c) {
  for (struct connection *next; c; c = next) {
    next = c->next;
    close_connection(c);
  }
}

void store_free(struct store *s) {
  if (!s) return;
  close_all(s->idle_readers);
  close_all(s->idle_writers);
  pthread_mutex_destroy(&s->lock);
  free(s->where);
  free(s);
}

void store_freep(struct store **s) {
  store_free(*s);
  *s = NULL;
}

bool store_is_postgres(const struct store *s) {
  return s->engine == &engine_postgres;
}

static struct err *take(struct store *s, bool for_writing, struct connection **ret) {
  struct connection **pool = for_writing ? &s->idle_writers : &s->idle_readers;
  pthread_mutex_lock(&s->lock);
  struct connection *c = *pool;
  if (c) *pool = c->next;
  pthread_mutex_unlock(&s->lock);
  if (!c) return s->engine->connect(s->where, for_writing, ret);
  *ret = c;
  return NULL;
}

static void give_back(struct store *s, struct connection *c, bool for_writing) {
  if (c->broken) {
    close_connection(c);
    return;
  }
  struct connection **pool = for_writing ? &s->idle_writers : &s->idle_readers;
  pthread_mutex_lock(&s->lock);
  c->next = *pool;
  *pool = c;
  pthread_mutex_unlock(&s->lock);
}

/// Takes a connection and begins; a connection that died in the pool is replaced once.
static struct err *take_begun(struct store *s, bool for_writing, struct connection **ret) {
  for (int attempt = 0;; attempt++) {
    struct connection *c = NULL;
    TRY(take(s, for_writing, &c));
    struct err *e = s->engine->begin(c, for_writing);
    if (!e) {
      *ret = c;
      return NULL;
    }
    bool died = c->broken;
    give_back(s, c, for_writing);
    if (!died || attempt >= 8) return e;
    err_free(e);
  }
}

struct err *store_read(struct store *s, struct reader **ret) {
  struct connection *c = NULL;
  TRY(take_begun(s, false, &c));
  struct reader *r = base_alloc(sizeof *r);
  *r = (struct reader){s, c};
  *ret = r;
  return NULL;
}

void store_read_end(struct reader **r) {
  if (!*r) return;
  struct err *e = (*r)->c->engine->exec((*r)->c, "ROLLBACK");
  if (e) (*r)->c->broken = true;
  err_free(e);
  give_back((*r)->store, (*r)->c, false);
  free(*r);
  *r = NULL;
}

struct err *store_write(struct store *s, struct writer **ret) {
  struct connection *c = NULL;
  TRY(take_begun(s, true, &c));
  struct writer *w = base_alloc(sizeof *w);
  w->as_reader = (struct reader){s, c};
  *ret = w;
  return NULL;
}

static void finish_writer(struct writer **w) {
  give_back((*w)->as_reader.store, (*w)->as_reader.c, true);
  free(*w);
  *w = NULL;
}

struct err *store_commit(struct writer **w) {
  struct connection *c = (*w)->as_reader.c;
  struct err *e = c->engine->exec(c, "COMMIT");
  if (e) {
    struct err *undo = c->engine->exec(c, "ROLLBACK");
    if (undo) c->broken = true;
    err_free(undo);
  }
  finish_writer(w);
  return e;
}

void store_rollback(struct writer **w) {
  if (!*w) return;
  struct connection *c = (*w)->as_reader.c;
  struct err *e = c->engine->exec(c, "ROLLBACK");
  if (e) c->broken = true;
  err_free(e);
  finish_writer(w);
}

struct reader *writer_reader(struct writer *w) {
  return &w->as_reader;
}

// ---- running ---------------------------------------------------------------------------------------

struct err *store_query(struct reader *r, enum sql id, const struct val *v, size_t n,
                        struct rows **ret) {
  const struct parsed_sql *p = parsed(r->c, id);
  ASSERT_EQ(p->n, n);
  return r->c->engine->query(r->c, (int)id, p, v, ret);
}

struct err *store_query_named(struct reader *r, enum sql id, const struct named_val *v, size_t n,
                              struct rows **ret) {
  const struct parsed_sql *p = parsed(r->c, id);
  struct val bound[SQL_PARAMS_MAX];
  TRY(bind_by_name(sql_table[id].name, p, v, n, bound));
  return r->c->engine->query(r->c, (int)id, p, bound, ret);
}

struct err *store_query_text(struct reader *r, const char *sql, const struct named_val *v, size_t n,
                             struct rows **ret) {
  struct parsed_sql *p = parse_sql(sql, r->c->engine->marker);
  struct val bound[SQL_PARAMS_MAX];
  struct err *e = bind_by_name("rule", p, v, n, bound);
  if (!e) e = r->c->engine->query(r->c, -1, p, bound, ret);
  free_parsed(p);
  return e;
}

struct err *store_run(struct writer *w, enum sql id, const struct val *v, size_t n,
                      int64_t *ret_changed) {
  struct connection *c = w->as_reader.c;
  const struct parsed_sql *p = parsed(c, id);
  ASSERT_EQ(p->n, n);
  return c->engine->run(c, (int)id, p, v, ret_changed);
}

struct err *store_run_named(struct writer *w, enum sql id, const struct named_val *v, size_t n) {
  struct connection *c = w->as_reader.c;
  const struct parsed_sql *p = parsed(c, id);
  struct val bound[SQL_PARAMS_MAX];
  TRY(bind_by_name(sql_table[id].name, p, v, n, bound));
  return c->engine->run(c, (int)id, p, bound, NULL);
}

bool rows_next(struct rows *rows) {
  return !rows->error && rows->c->engine->next(rows);
}

struct err *rows_end(struct rows **rows) {
  struct err *e = (*rows)->error;
  (*rows)->error = NULL;
  (*rows)->c->engine->free_rows(*rows);
  *rows = NULL;
  return e;
}

void rows_drop(struct rows **rows) {
  if (*rows) err_free(rows_end(rows));
}

int rows_columns(const struct rows *rows) {
  return rows->c->engine->columns(rows);
}

bool rows_null(const struct rows *rows, int column) {
  return rows->c->engine->is_null(rows, column);
}

int64_t rows_int(const struct rows *rows, int column) {
  return strtoll(rows->c->engine->text(rows, column), NULL, 10);
}

const char *rows_text(const struct rows *rows, int column) {
  const char *s = rows->c->engine->text(rows, column);
  return s ? s : "";
}

char *rows_dup(struct rows *rows, int column, struct arena *a) {
  return arena_strdup(a, rows_text(rows, column));
}

struct bytes rows_blob(struct rows *rows, int column) {
  return rows->c->engine->blob(rows, column);
}

struct err *store_int(struct reader *r, enum sql id, const struct val *v, size_t n,
                      int64_t otherwise, int64_t *ret) {
  struct rows *rows = NULL;
  TRY(store_query(r, id, v, n, &rows));
  int64_t value = otherwise;
  if (rows_next(rows)) value = rows_null(rows, 0) ? otherwise : rows_int(rows, 0);
  TRY(rows_end(&rows));
  *ret = value;
  return NULL;
}

struct err *store_bytes(struct reader *r, int64_t *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = 0;
  if (!r->c->engine->size) return NULL;
  TRY(store_query_text(r, r->c->engine->size, NULL, 0, &rows));
  if (rows_next(rows)) *ret = rows_int(rows, 0);
  return rows_end(&rows);
}

struct err *store_check(struct reader *r) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  if (!r->c->engine->check) return NULL;
  TRY(store_query_text(r, r->c->engine->check, NULL, 0, &rows));
  if (rows_next(rows) && strcmp(rows_text(rows, 0), "ok") != 0)
    return err_detail(err_new(ERR_CORRUPT, MSG_ERR_STORE_CORRUPT, MSG_ERR_STORE_CORRUPT_HINT, NULL), "%s",
                      rows_text(rows, 0));
  return rows_end(&rows);
}

struct err *store_explain(struct reader *r, enum sql id, struct arena *a, char **ret_plan) {
  const struct engine *engine = r->c->engine;
  const struct parsed_sql *p = parsed(r->c, id);
  struct parsed_sql explained = *p;
  explained.text = arena_printf(a, "%s%s", engine->explain, p->text);
  struct val none[SQL_PARAMS_MAX] = {0};
  struct rows *rows = NULL;
  TRY(engine->query(r->c, -1, &explained, none, &rows));
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  while (rows_next(rows))
    buf_printf(&b, "%s\n", rows_text(rows, engine->explain_column));
  TRY(rows_end(&rows));
  *ret_plan = arena_strdup(a, buf_str(&b));
  return NULL;
}

// ---- migrations ------------------------------------------------------------------------------------

int store_schema_known(void) {
  return sql_migration_count;
}

struct err *store_schema(struct store *s, int *ret) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  TRY(store_read(s, &r));
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char **names;
  size_t n;
  TRY(store_tables(r, a, &names, &n));
  bool has = false;
  for (size_t i = 0; i < n; i++)
    has = has || !strcmp(names[i], "local_schema");
  int64_t version = 0;
  if (has) TRY(store_int(r, SQL_STORE_SCHEMA_VERSION, NULL, 0, 0, &version));
  *ret = (int)version;
  return NULL;
}

static struct err *apply_migration(struct store *s, struct writer *w, int number) {
  struct arena *a CLEANUP(arena_freep) = arena_new(4 << 20);
  const char *sql = sql_migrations[number - 1].text;
  if (store_is_postgres(s)) sql = sql_for_postgres(a, sql);
  TRY(s->engine->exec(w->as_reader.c, sql));
  return STORE_RUN(w, SQL_STORE_SCHEMA_ADD, V_INT(number), V_TEXT(sql_migrations[number - 1].name));
}

struct err *store_migrate(struct store *s) {
  int have = 0;
  TRY(store_schema(s, &have));
  if (have > sql_migration_count)
    return err_new(ERR_UNSUPPORTED, MSG_ERR_STORE_NEWER, MSG_ERR_STORE_NEWER_HINT, NULL);
  if (have == sql_migration_count) return NULL;
  struct writer *w CLEANUP(store_rollback) = NULL;
  TRY(store_write(s, &w));
  for (int i = have + 1; i <= sql_migration_count; i++)
    TRY(apply_migration(s, w, i));
  return store_commit(&w);
}

/// The PostgreSQL form of a migration: INTEGER is 64 bits, BLOB is BYTEA, text sorts by bytes.
char *sql_for_postgres(struct arena *a, const char *migration) {
  static const struct {
    const char *word, *instead;
  } WORDS[] = {{"INTEGER", "BIGINT"}, {"BLOB", "BYTEA"}, {"TEXT", "TEXT COLLATE \"C\""},
               {"STRICT", ""}};
  struct buf b CLEANUP(buf_free) = buf_init(4 << 20);
  for (const char *s = migration; *s;) {
    const char *after = skip_quoted(s);
    size_t n = 0;
    if (after != s) {
      buf_put(&b, s, (size_t)(after - s));
      s = after;
      continue;
    }
    while (is_word(s[n]))
      n++;
    const char *instead = NULL;
    for (size_t i = 0; n && i < ARRAY_LEN(WORDS); i++)
      if (strlen(WORDS[i].word) == n && !memcmp(WORDS[i].word, s, n)) instead = WORDS[i].instead;
    if (instead)
      buf_puts(&b, instead);
    else
      buf_put(&b, s, n ? n : 1);
    s += n ? n : 1;
  }
  return arena_strdup(a, buf_str(&b));
}

// ---- comparing and copying -------------------------------------------------------------------------

static int compare_names(const void *x, const void *y) {
  return strcmp(*(char *const *)x, *(char *const *)y);
}

static struct err *query_list(struct reader *r, const char *sql, const char *table, struct arena *a,
                              char ***ret, size_t *ret_n) {
  struct rows *rows = NULL;
  struct named_val v = {"table", V_TEXT(table)};
  TRY(store_query_text(r, sql, &v, table ? 1 : 0, &rows));
  char **list = ARENA_ARRAY(a, char *, 512);
  size_t n = 0;
  while (n < 512 && rows_next(rows))
    list[n++] = rows_dup(rows, 0, a);
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

struct err *store_tables(struct reader *r, struct arena *a, char ***ret, size_t *ret_n) {
  TRY(query_list(r, r->c->engine->sql_tables, NULL, a, ret, ret_n));
  qsort(*ret, *ret_n, sizeof **ret, compare_names);
  return NULL;
}

static struct err *all_rows(struct reader *r, const char *table, struct arena *a, struct rows **ret) {
  char **columns;
  size_t n;
  TRY(query_list(r, r->c->engine->sql_columns, table, a, &columns, &n));
  qsort(columns, n, sizeof *columns, compare_names);
  struct buf list CLEANUP(buf_free) = buf_init(1 << 16);
  for (size_t i = 0; i < n; i++)
    buf_printf(&list, "%s%s", i ? ", " : "", columns[i]);
  char *sql = arena_printf(a, "SELECT %s FROM %s ORDER BY %s", buf_str(&list), table, buf_str(&list));
  return store_query_text(r, sql, NULL, 0, ret);
}

struct err *store_table_hash(struct reader *r, const char *table, uint8_t ret[32], int64_t *ret_rows) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(all_rows(r, table, a, &rows));
  struct seal_hasher h;
  seal_hash_begin(&h);
  int64_t count = 0;
  for (; rows_next(rows); count++) {
    for (int i = 0; i < rows_columns(rows); i++) {
      if (rows_null(rows, i)) {
        seal_hash_add(&h, "n", 1);
        continue;
      }
      struct bytes b = rows_blob(rows, i);
      uint64_t n = b.n;
      seal_hash_add(&h, "v", 1);
      seal_hash_add(&h, &n, sizeof n);
      seal_hash_add(&h, b.p, b.n);
    }
  }
  TRY(rows_end(&rows));
  seal_hash_end(&h, ret);
  *ret_rows = count;
  return NULL;
}

static struct err *copy_row(struct rows *rows, struct writer *to, const struct parsed_sql *insert) {
  struct val v[SQL_PARAMS_MAX];
  const struct engine *from = rows->c->engine;
  for (int i = 0; i < rows_columns(rows); i++) {
    struct bytes b = rows_null(rows, i) ? (struct bytes){0} : rows_blob(rows, i);
    if (rows_null(rows, i))
      v[i] = V_NULL;
    else if (from->is_blob(rows, i))
      v[i] = V_BLOB(b.p, b.n);
    else
      v[i] = (struct val){.type = VAL_TEXT, .p = b.p, .n = b.n};
  }
  return to->as_reader.c->engine->run(to->as_reader.c, -1, insert, v, NULL);
}

static struct err *copy_table(struct reader *from, struct writer *to, const char *table) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char **columns;
  size_t n;
  TRY(query_list(from, from->c->engine->sql_columns, table, a, &columns, &n));
  qsort(columns, n, sizeof *columns, compare_names);
  struct buf sql CLEANUP(buf_free) = buf_init(1 << 16);
  buf_printf(&sql, "INSERT INTO %s (", table);
  for (size_t i = 0; i < n; i++)
    buf_printf(&sql, "%s%s", i ? ", " : "", columns[i]);
  buf_puts(&sql, ") VALUES (");
  for (size_t i = 0; i < n; i++)
    buf_printf(&sql, "%s:p%zu", i ? ", " : "", i);
  buf_puts(&sql, ")");
  struct parsed_sql *insert = parse_sql(buf_str(&sql), to->as_reader.c->engine->marker);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct err *e = all_rows(from, table, a, &rows);
  while (!e && rows_next(rows))
    e = copy_row(rows, to, insert);
  if (!e) e = rows_end(&rows);
  free_parsed(insert);
  return e;
}

struct err *store_copy_tables(struct reader *from, struct writer *to) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char **names;
  size_t n;
  // In the order they were made: a table refers only to earlier ones.
  TRY(query_list(from, from->c->engine->sql_tables, NULL, a, &names, &n));
  for (size_t i = 0; i < n; i++)
    if (strncmp(names[i], "local_", 6) != 0) TRY(copy_table(from, to, names[i]));
  return NULL;
}

struct err *store_copy_to(struct store *s, const char *sqlite_path) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct store *copy CLEANUP(store_freep) = NULL;
  TRY(store_open(arena_printf(a, "sqlite:%s", sqlite_path), &copy));
  TRY(store_migrate(copy));
  struct reader *from CLEANUP(store_read_end) = NULL;
  TRY(store_read(s, &from));
  struct writer *to CLEANUP(store_rollback) = NULL;
  TRY(store_write(copy, &to));
  TRY(store_copy_tables(from, to));
  return store_commit(&to);
}
