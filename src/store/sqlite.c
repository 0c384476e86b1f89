// SQLite behind the face of the store: WAL, every commit synced, deleted bytes overwritten.
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "store/engine.h"

struct sqlite_connection {
  struct connection c;
  sqlite3 *db;
  sqlite3_stmt *prepared[SQL_COUNT];
  bool in_use[SQL_COUNT];
};

struct sqlite_rows {
  struct rows rows;
  sqlite3_stmt *st;
  int id;        ///< prepared slot, -1: owned
};

static sqlite3 *db_of(struct connection *c) {
  return ((struct sqlite_connection *)c)->db;
}

static struct err *failure(struct connection *c, const char *what) {
  sqlite3 *db = db_of(c);
  int code = sqlite3_errcode(db), extended = sqlite3_extended_errcode(db);
  const char *text = sqlite3_errmsg(db);
  struct err *e;
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    e = err_new(ERR_BUSY, MSG_ERR_STORE_BUSY, MSG_ERR_STORE_BUSY_HINT, NULL);
  else if (code == SQLITE_FULL || extended == SQLITE_IOERR_SHMSIZE ||
           (code == SQLITE_IOERR && (sqlite3_system_errno(db) == ENOSPC || sqlite3_system_errno(db) == EDQUOT)))
    e = err_new(ERR_FULL, MSG_ERR_DISK_FULL, MSG_ERR_DISK_FULL_HINT, "what", "kin.db", NULL);
  else if (code == SQLITE_CONSTRAINT)
    e = err_new(ERR_CONFLICT, MSG_ERR_STORE_CONSTRAINT, MSG_NONE, NULL);
  else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    e = err_new(ERR_CORRUPT, MSG_ERR_STORE_CORRUPT, MSG_ERR_STORE_CORRUPT_HINT, NULL);
  else if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN)
    e = err_new(ERR_IO, MSG_ERR_STORE_OPEN, MSG_NONE, "why", text, NULL);
  else
    e = err_new(ERR_STORE, MSG_ERR_STORE_FAILED, MSG_NONE, "why", text, NULL);
  return err_detail(e, "%s: %s (sqlite %d)", what, text, extended);
}

static struct err *sqlite_exec(struct connection *c, const char *sql) {
  return sqlite3_exec(db_of(c), sql, NULL, NULL, NULL) ? failure(c, "exec") : NULL;
}

static void sqlite_disconnect(struct connection *c) {
  struct sqlite_connection *s = (struct sqlite_connection *)c;
  for (int i = 0; i < SQL_COUNT; i++)
    sqlite3_finalize(s->prepared[i]);
  sqlite3_close(s->db);
  free(s);
}

static struct err *sqlite_connect(const char *where, bool for_writing, struct connection **ret) {
  struct sqlite_connection *s = base_alloc(sizeof *s);
  s->c.engine = &engine_sqlite;
  struct err *e = NULL;
  if (sqlite3_open_v2(where, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      NULL))
    e = failure(&s->c, "open");
  if (!e) {
    sqlite3_busy_timeout(s->db, 5000);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    e = sqlite_exec(&s->c, "PRAGMA journal_mode=WAL");
  }
  if (!e) e = sqlite_exec(&s->c, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                                 "PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;"
                                 "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;");
  if (!e && !for_writing) e = sqlite_exec(&s->c, "PRAGMA query_only=1");
  if (e) {
    sqlite_disconnect(&s->c);
    return e;
  }
  *ret = &s->c;
  return NULL;
}

static struct err *sqlite_begin(struct connection *c, bool for_writing) {
  return sqlite_exec(c, for_writing ? "BEGIN IMMEDIATE" : "BEGIN");
}

static struct err *statement(struct connection *c, int id, const char *sql, sqlite3_stmt **ret,
                             int *ret_slot) {
  struct sqlite_connection *s = (struct sqlite_connection *)c;
  bool cached = id >= 0 && !s->in_use[id];
  if (cached && s->prepared[id]) {
    *ret = s->prepared[id];
  } else {
    if (sqlite3_prepare_v3(s->db, sql, -1, cached ? SQLITE_PREPARE_PERSISTENT : 0, ret, NULL))
      return failure(c, id >= 0 ? sql_table[id].name : "text");
    if (cached) s->prepared[id] = *ret;
  }
  if (cached) s->in_use[id] = true;
  *ret_slot = cached ? id : -1;
  return NULL;
}

static void release(struct connection *c, sqlite3_stmt *st, int slot) {
  struct sqlite_connection *s = (struct sqlite_connection *)c;
  if (slot < 0) {
    sqlite3_finalize(st);
    return;
  }
  sqlite3_reset(st);
  sqlite3_clear_bindings(st);
  s->in_use[slot] = false;
}

static void bind(sqlite3_stmt *st, const struct val *v, size_t n) {
  for (size_t i = 0; i < n; i++) {
    int at = (int)i + 1;
    if (v[i].type == VAL_INT) sqlite3_bind_int64(st, at, v[i].i);
    if (v[i].type == VAL_TEXT)
      sqlite3_bind_text64(st, at, v[i].p, v[i].n, SQLITE_TRANSIENT, SQLITE_UTF8);
    if (v[i].type == VAL_BLOB)
      sqlite3_bind_blob64(st, at, v[i].n ? v[i].p : "", v[i].n, SQLITE_TRANSIENT);
    if (v[i].type == VAL_NULL) sqlite3_bind_null(st, at);
  }
}

static struct err *sqlite_query(struct connection *c, int id, const struct parsed_sql *sql,
                                const struct val *v, struct rows **ret) {
  sqlite3_stmt *st = NULL;
  int slot = -1;
  TRY(statement(c, id, sql->text, &st, &slot));
  bind(st, v, sql->n);
  struct sqlite_rows *r = base_alloc(sizeof *r);
  r->rows.c = c;
  r->st = st;
  r->id = slot;
  *ret = &r->rows;
  return NULL;
}

static struct err *sqlite_run(struct connection *c, int id, const struct parsed_sql *sql,
                              const struct val *v, int64_t *ret_changed) {
  sqlite3_stmt *st = NULL;
  int slot = -1;
  TRY(statement(c, id, sql->text, &st, &slot));
  bind(st, v, sql->n);
  int code;
  while ((code = sqlite3_step(st)) == SQLITE_ROW) {
  }
  struct err *e = code == SQLITE_DONE ? NULL : failure(c, id >= 0 ? sql_table[id].name : "text");
  if (!e && ret_changed) *ret_changed = sqlite3_changes64(db_of(c));
  release(c, st, slot);
  return e;
}

static bool sqlite_next(struct rows *rows) {
  struct sqlite_rows *r = (struct sqlite_rows *)rows;
  int code = sqlite3_step(r->st);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) rows->error = failure(rows->c, "step");
  return false;
}

static void sqlite_free_rows(struct rows *rows) {
  struct sqlite_rows *r = (struct sqlite_rows *)rows;
  release(rows->c, r->st, r->id);
  free(r);
}

static sqlite3_stmt *st_of(const struct rows *rows) {
  return ((const struct sqlite_rows *)rows)->st;
}

static int sqlite_columns(const struct rows *rows) {
  return sqlite3_column_count(st_of(rows));
}

static bool sqlite_is_null(const struct rows *rows, int column) {
  return sqlite3_column_type(st_of(rows), column) == SQLITE_NULL;
}

static const char *sqlite_text(const struct rows *rows, int column) {
  const char *s = (const char *)sqlite3_column_text(st_of(rows), column);
  return s ? s : "";
}

static struct bytes sqlite_blob(struct rows *rows, int column) {
  sqlite3_stmt *st = st_of(rows);
  const void *p = sqlite3_column_type(st, column) == SQLITE_BLOB ? sqlite3_column_blob(st, column)
                                                                 : sqlite3_column_text(st, column);
  return (struct bytes){p, (size_t)sqlite3_column_bytes(st, column)};
}

static bool sqlite_is_blob(const struct rows *rows, int column) {
  return sqlite3_column_type(st_of(rows), column) == SQLITE_BLOB;
}

const struct engine engine_sqlite = {
    .marker = '?',
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .exec = sqlite_exec,
    .begin = sqlite_begin,
    .query = sqlite_query,
    .run = sqlite_run,
    .next = sqlite_next,
    .free_rows = sqlite_free_rows,
    .columns = sqlite_columns,
    .is_null = sqlite_is_null,
    .text = sqlite_text,
    .blob = sqlite_blob,
    .is_blob = sqlite_is_blob,
    .sql_tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                  "ORDER BY rowid",
    .sql_columns = "SELECT name FROM pragma_table_info(:table)",
    .size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    .check = "SELECT integrity_check FROM pragma_integrity_check(1)",
    .explain = "EXPLAIN QUERY PLAN ",
    .explain_column = 3,
};
