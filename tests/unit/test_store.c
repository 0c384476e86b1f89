// Both engines behind one face: migrations, statements, transactions, one writer, equal table hashes.
#include "engines.h"

#include "base/file.h"
#include "seal/seal.h"

static void use(const char *url) {
  struct store *s = NULL;
  assert_ok(store_open(url, &s));
  int schema = -1;
  assert_ok(store_schema(s, &schema));
  assert_int_equal(schema, 0);
  assert_ok(store_migrate(s));
  assert_ok(store_migrate(s));
  assert_ok(store_schema(s, &schema));
  assert_int_equal(schema, store_schema_known());

  struct writer *w = NULL;
  assert_ok(store_write(s, &w));
  uint8_t blob[3] = {0, 255, '\''};
  assert_ok(STORE_RUN(w, SQL_JOURNAL_EVENT_INSERT, V_INT(1), V_INT(INT64_MAX), V_TEXT("Đỗ 'A'"), V_TEXT("k"),
                      V_TEXT(""), V_BLOB(blob, 3), V_TEXT("{}"), V_BLOB("", 0)));
  struct rows *rows = NULL;
  assert_ok(STORE_QUERY(writer_reader(w), SQL_JOURNAL_EVENT_GET, &rows, V_INT(1)));
  assert_true(rows_next(rows));
  assert_true(rows_int(rows, 1) == INT64_MAX);
  assert_string_equal(rows_text(rows, 2), "Đỗ 'A'");
  assert_int_equal(rows_blob(rows, 5).n, 3);
  assert_memory_equal(rows_blob(rows, 5).p, blob, 3);
  assert_false(rows_next(rows));
  assert_ok(rows_end(&rows));

  // Another reader does not see it before the commit, and cannot write.
  struct reader *r = NULL;
  int64_t n = -1;
  assert_ok(store_read(s, &r));
  assert_ok(STORE_INT(r, SQL_JOURNAL_EVENT_TIME, -7, &n, V_INT(1)));
  assert_int_equal(n, -7);
  store_read_end(&r);
  assert_ok(store_commit(&w));
  assert_null(w);
  assert_ok(store_read(s, &r));
  assert_ok(store_int(r, SQL_JOURNAL_EVENT_LAST, NULL, 0, 0, &n));
  assert_int_equal(n, 1);
  struct named_val none = {"x", V_NULL};
  assert_err(store_query_named(r, SQL_JOURNAL_EVENT_GET, &none, 1, &rows), ERR_INTERNAL);
  assert_err(store_query_text(r, "SELECT nothing FROM nowhere", NULL, 0, &rows), ERR_STORE);
  store_read_end(&r);

  // A duplicate key is a conflict and leaves nothing.
  assert_ok(store_write(s, &w));
  assert_err(STORE_RUN(w, SQL_JOURNAL_EVENT_INSERT, V_INT(1), V_INT(1), V_TEXT("a"), V_TEXT("k"), V_TEXT(""),
                       V_BLOB(blob, 3), V_TEXT("{}"), V_BLOB(blob, 1)), ERR_CONFLICT);
  store_rollback(&w);
  assert_ok(store_read(s, &r));
  uint8_t h[SEAL_HASH];
  assert_ok(store_table_hash(r, "journal_event", h, &n));
  assert_int_equal(n, 1);
  // The same rows give the same hash on both engines.
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char dir[64];
  engines_folder(dir);
  char *copy = file_join(a, dir, "copy.db");
  assert_ok(store_copy_to(s, copy));
  struct store *other CLEANUP(store_freep) = NULL;
  assert_ok(store_open(arena_printf(a, "sqlite:%s", copy), &other));
  struct reader *ro CLEANUP(store_read_end) = NULL;
  assert_ok(store_read(other, &ro));
  uint8_t h2[SEAL_HASH];
  assert_ok(store_table_hash(ro, "journal_event", h2, &n));
  assert_memory_equal(h, h2, SEAL_HASH);

  // Every named statement prepares; on SQLite, whose planner goes by the indexes alone, none reads a whole table
  // without saying why.
  int unexplained = 0;
  for (int i = 0; i < SQL_COUNT; i++) {
    char *plan = NULL;
    struct arena *pa CLEANUP(arena_freep) = arena_new(8 << 20);
    assert_ok(store_explain(r, (enum sql)i, pa, &plan));
    assert_non_null(plan);
    for (const char *line = plan; !store_is_postgres(s) && (line = strstr(line, "SCAN ")); line += 5) {
      bool by_index = strstr(line, "USING") && strstr(line, "USING") < strchr(line, '\n');
      if (by_index || *store_sql_scan((enum sql)i) || !strncmp(line, "SCAN CONSTANT", 13)) continue;
      print_error("%s: %.*s\n", store_sql_name((enum sql)i), (int)strcspn(line, "\n"), line);
      unexplained++;
    }
  }
  assert_int_equal(unexplained, 0);
  store_read_end(&r);
  store_free(s);
}

static void test_sqlite(void **state) {
  (void)state;
  char dir[64], url[128];
  engines_folder(dir);
  snprintf(url, sizeof url, "sqlite:%s/kin.db", dir);
  use(url);
}

static void test_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *url = engines_postgres(a);
  if (!url) skip();
  use(url);
}

static void test_bad_addresses(void **state) {
  (void)state;
  struct store *s = NULL;
  assert_err(store_open("mysql:x", &s), ERR_INPUT);
  assert_err(store_open("sqlite:/nowhere/at/all/kin.db", &s), ERR_IO);
  assert_err(store_open("postgresql://127.0.0.1:1/none?connect_timeout=1", &s), ERR_STORE);
  char dir[64], path[128], url[140];
  engines_folder(dir);
  snprintf(path, sizeof path, "%s/kin.db", dir);
  snprintf(url, sizeof url, "sqlite:%s", path);
  assert_ok(file_write(path, "this is no database at all, only words and words", 48, 0600));
  assert_err(store_open(url, &s), ERR_CORRUPT);
}

static int start(void **state) {
  (void)state;
  return seal_start() != NULL;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sqlite), cmocka_unit_test(test_postgres),
                                     cmocka_unit_test(test_bad_addresses)};
  return cmocka_run_group_tests(tests, start, NULL);
}
