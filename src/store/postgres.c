// PostgreSQL behind the face of the store: prepared statements by name, results buffered, one writer by an
// advisory lock, lost connections said plainly and replaced.
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/engine.h"

enum { OID_BYTEA = 17, WRITER_LOCK = 7461331 };

struct pg_connection {
  struct connection c;
  PGconn *pg;
  bool prepared[SQL_COUNT];
};

struct pg_rows {
  struct rows rows;
  PGresult *result;
  unsigned char *blob[64];  ///< decoded bytea of the current row
  int row;                  ///< index in a buffered result, -1 before the first
};

static PGconn *pg_of(struct connection *c) {
  return ((struct pg_connection *)c)->pg;
}

static struct err *failure(struct connection *c, PGresult *result, const char *what) {
  PGconn *pg = pg_of(c);
  const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
  if (!state) state = "";
  struct err *e;
  if (PQstatus(pg) != CONNECTION_OK || !strncmp(state, "57P", 3)) {
    c->broken = true;
    e = err_new(ERR_BUSY, MSG_ERR_STORE_LOST, MSG_ERR_STORE_LOST_HINT, NULL);
  } else if (!strcmp(state, "55P03") || !strcmp(state, "57014") || !strncmp(state, "40", 2)) {
    e = err_new(ERR_BUSY, MSG_ERR_STORE_BUSY, MSG_ERR_STORE_BUSY_HINT, NULL);
  } else if (!strcmp(state, "53100")) {
    e = err_new(ERR_FULL, MSG_ERR_DISK_FULL, MSG_ERR_DISK_FULL_HINT, "what", "PostgreSQL", NULL);
  } else if (!strncmp(state, "23", 2)) {
    e = err_new(ERR_CONFLICT, MSG_ERR_STORE_CONSTRAINT, MSG_NONE, NULL);
  } else {
    e = err_new(ERR_STORE, MSG_ERR_STORE_FAILED, MSG_NONE, "why",
                result ? PQresultErrorMessage(result) : PQerrorMessage(pg), NULL);
  }
  e = err_detail(e, "%s: %s %s", what, state, PQerrorMessage(pg));
  PQclear(result);
  return e;
}

static struct err *pg_exec(struct connection *c, const char *sql) {
  PGresult *r = PQexec(pg_of(c), sql);
  ExecStatusType status = PQresultStatus(r);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    return failure(c, r, "exec");
  PQclear(r);
  return NULL;
}

static void pg_disconnect(struct connection *c) {
  PQfinish(pg_of(c));
  free(c);
}

static void ignore_notice(void *arg, const PGresult *r) {
  (void)arg;
  (void)r;
}

static struct err *pg_connect(const char *where, bool for_writing, struct connection **ret) {
  struct pg_connection *s = base_alloc(sizeof *s);
  s->c.engine = &engine_postgres;
  s->pg = PQconnectdb(where);
  struct err *e = NULL;
  if (PQstatus(s->pg) != CONNECTION_OK)
    e = err_detail(err_new(ERR_STORE, MSG_ERR_STORE_OPEN, MSG_NONE, "why", PQerrorMessage(s->pg), NULL),
                   "connect");
  PQsetNoticeReceiver(s->pg, ignore_notice, NULL);
  if (!e) e = pg_exec(&s->c, "SET client_encoding = 'UTF8'; SET lock_timeout = '5s';"
                             "SET synchronous_commit = on; SET standard_conforming_strings = on;");
  if (!e && !for_writing) e = pg_exec(&s->c, "SET default_transaction_read_only = on");
  if (e) {
    pg_disconnect(&s->c);
    return e;
  }
  *ret = &s->c;
  return NULL;
}

static struct err *pg_begin(struct connection *c, bool for_writing) {
  if (!for_writing) return pg_exec(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  TRY(pg_exec(c, "BEGIN"));
  char lock[80];
  snprintf(lock, sizeof lock, "SELECT pg_advisory_xact_lock(%d)", WRITER_LOCK);
  struct err *e = pg_exec(c, lock);
  if (!e) return NULL;
  err_free(pg_exec(c, "ROLLBACK"));
  return e;
}

struct bound {
  const char *value[SQL_PARAMS_MAX];
  int length[SQL_PARAMS_MAX], format[SQL_PARAMS_MAX];
  Oid type[SQL_PARAMS_MAX];
  char number[SQL_PARAMS_MAX][24];
  char *copy[SQL_PARAMS_MAX];
};

static void bind(struct bound *b, const struct val *v, size_t n) {
  memset(b, 0, sizeof *b);
  for (size_t i = 0; i < n; i++) {
    if (v[i].type == VAL_INT) {
      snprintf(b->number[i], sizeof b->number[i], "%lld", (long long)v[i].i);
      b->value[i] = b->number[i];
    } else if (v[i].type == VAL_TEXT) {
      b->copy[i] = base_alloc(v[i].n + 1);
      memcpy(b->copy[i], v[i].p, v[i].n);
      b->value[i] = b->copy[i];
    } else if (v[i].type == VAL_BLOB) {
      b->value[i] = v[i].n ? v[i].p : "";
      b->length[i] = (int)v[i].n;
      b->format[i] = 1;
    }
  }
}

static void unbind(struct bound *b, size_t n) {
  for (size_t i = 0; i < n; i++)
    free(b->copy[i]);
}

/// Sends a statement; the caller collects results with PQgetResult.
static struct err *send(struct connection *c, int id, const struct parsed_sql *sql, const struct val *v) {
  struct pg_connection *s = (struct pg_connection *)c;
  struct bound b;
  bind(&b, v, sql->n);
  int sent = 0, n = (int)sql->n;
  const char *name = id >= 0 ? sql_table[id].name : "";
  if (id >= 0 && !s->prepared[id]) {
    PGresult *r = PQprepare(s->pg, name, sql->text, 0, NULL);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
      unbind(&b, sql->n);
      return failure(c, r, name);
    }
    PQclear(r);
    s->prepared[id] = true;
  }
  if (id >= 0)
    sent = PQsendQueryPrepared(s->pg, name, n, b.value, b.length, b.format, 0);
  else
    sent = PQsendQueryParams(s->pg, sql->text, n, NULL, b.value, b.length, b.format, 0);
  unbind(&b, sql->n);
  return sent ? NULL : failure(c, NULL, name);
}

static void drain(PGconn *pg) {
  for (PGresult *r; (r = PQgetResult(pg));)
    PQclear(r);
}

/// Results are buffered by libpq: a second statement may run while the first is being read.
static struct err *pg_query(struct connection *c, int id, const struct parsed_sql *sql,
                            const struct val *v, struct rows **ret) {
  TRY(send(c, id, sql, v));
  PGresult *result = PQgetResult(pg_of(c));
  if (PQresultStatus(result) != PGRES_TUPLES_OK) {
    struct err *e = failure(c, result, id >= 0 ? sql_table[id].name : sql->text);
    drain(pg_of(c));
    return e;
  }
  drain(pg_of(c));
  struct pg_rows *r = base_alloc(sizeof *r);
  r->rows.c = c;
  r->result = result;
  r->row = -1;
  *ret = &r->rows;
  return NULL;
}

static struct err *pg_run(struct connection *c, int id, const struct parsed_sql *sql,
                          const struct val *v, int64_t *ret_changed) {
  TRY(send(c, id, sql, v));
  PGresult *result = PQgetResult(pg_of(c));
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    struct err *e = failure(c, result, id >= 0 ? sql_table[id].name : sql->text);
    drain(pg_of(c));
    return e;
  }
  if (ret_changed) *ret_changed = strtoll(PQcmdTuples(result), NULL, 10);
  PQclear(result);
  drain(pg_of(c));
  return NULL;
}

static void forget_blobs(struct pg_rows *r) {
  for (size_t i = 0; i < ARRAY_LEN(r->blob); i++) {
    PQfreemem(r->blob[i]);
    r->blob[i] = NULL;
  }
}

static bool pg_next(struct rows *rows) {
  struct pg_rows *r = (struct pg_rows *)rows;
  forget_blobs(r);
  return ++r->row < PQntuples(r->result);
}

static void pg_free_rows(struct rows *rows) {
  struct pg_rows *r = (struct pg_rows *)rows;
  forget_blobs(r);
  PQclear(r->result);
  free(r);
}

static int pg_columns(const struct rows *rows) {
  return PQnfields(((const struct pg_rows *)rows)->result);
}

static bool pg_is_null(const struct rows *rows, int column) {
  const struct pg_rows *r = (const struct pg_rows *)rows;
  return PQgetisnull(r->result, r->row, column);
}

static const char *pg_text(const struct rows *rows, int column) {
  const struct pg_rows *r = (const struct pg_rows *)rows;
  return PQgetvalue(r->result, r->row, column);
}

static bool pg_is_blob(const struct rows *rows, int column) {
  return PQftype(((const struct pg_rows *)rows)->result, column) == OID_BYTEA;
}

static struct bytes pg_blob(struct rows *rows, int column) {
  struct pg_rows *r = (struct pg_rows *)rows;
  const char *text = PQgetvalue(r->result, r->row, column);
  if (!pg_is_blob(rows, column))
    return (struct bytes){(const uint8_t *)text, (size_t)PQgetlength(r->result, r->row, column)};
  ASSERT(column < (int)ARRAY_LEN(r->blob));
  size_t n = 0;
  PQfreemem(r->blob[column]);
  r->blob[column] = PQunescapeBytea((const unsigned char *)text, &n);
  return (struct bytes){r->blob[column], n};
}

const struct engine engine_postgres = {
    .marker = '$',
    .connect = pg_connect,
    .disconnect = pg_disconnect,
    .exec = pg_exec,
    .begin = pg_begin,
    .query = pg_query,
    .run = pg_run,
    .next = pg_next,
    .free_rows = pg_free_rows,
    .columns = pg_columns,
    .is_null = pg_is_null,
    .text = pg_text,
    .blob = pg_blob,
    .is_blob = pg_is_blob,
    .sql_tables = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                  "WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.oid",
    .sql_columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                   "current_schema() AND table_name = :table",
    .explain = "EXPLAIN ",
    .explain_column = 0,
};
