// What an engine (SQLite, PostgreSQL) does for store.c. Only the three files of this folder include it.
#pragma once

#include "store/store.h"

enum { SQL_PARAMS_MAX = 48 };

struct sql_text {
  const char *name, *text;
  const char *scan;  ///< why reading a whole table is right; "" when it is not meant to
};
extern const struct sql_text sql_table[SQL_COUNT];
extern const struct sql_text sql_migrations[];
extern const int sql_migration_count;

/// A statement with `:names` replaced by positions (?1 or $1) in the order of first appearance.
struct parsed_sql {
  char *text;
  char *names[SQL_PARAMS_MAX];
  size_t n;
};

struct connection {
  const struct engine *engine;
  struct connection *next;  ///< in the pool
  bool broken;              ///< must not go back to the pool
  struct parsed_sql *parsed[SQL_COUNT];
};

struct rows {
  struct connection *c;
  struct err *error;
};

struct engine {
  char marker;  ///< '?' or '$'
  struct err *(*connect)(const char *where, bool for_writing, struct connection **ret);
  void (*disconnect)(struct connection *c);
  /// One or more statements without parameters or results.
  struct err *(*exec)(struct connection *c, const char *sql);
  struct err *(*begin)(struct connection *c, bool for_writing);
  /// id: slot for the prepared statement, -1 for text used once.
  struct err *(*query)(struct connection *c, int id, const struct parsed_sql *sql,
                       const struct val *v, struct rows **ret);
  struct err *(*run)(struct connection *c, int id, const struct parsed_sql *sql,
                     const struct val *v, int64_t *ret_changed);
  bool (*next)(struct rows *rows);
  void (*free_rows)(struct rows *rows);
  int (*columns)(const struct rows *rows);
  bool (*is_null)(const struct rows *rows, int column);
  const char *(*text)(const struct rows *rows, int column);
  struct bytes (*blob)(struct rows *rows, int column);
  bool (*is_blob)(const struct rows *rows, int column);
  /// SQL that lists the tables (one column, in the order they were made) and the columns of :table.
  const char *sql_tables, *sql_columns;
  const char *size;     ///< SQL for the bytes that all pages take; NULL: the store is no file
  const char *check;    ///< SQL whose first row is 'ok' when the engine's own structure holds; NULL: none
  const char *explain;  ///< prefix that explains a plan
  int explain_column;
};

extern const struct engine engine_sqlite, engine_postgres;

/// SQL as an engine wants it: in migrations type words and STRICT differ.
char *sql_for_postgres(struct arena *a, const char *migration);
