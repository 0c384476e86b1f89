// An installation: made, opened, backed up, restored on either engine; a demo never becomes real.
#include "engines.h"

#include "base/clock.h"
#include "base/file.h"
#include "site/site.h"

static struct site_plan plan(bool demo, const char *store) {
  struct site_plan p = {.store_url = store, .agency = "Văn phòng Mẫu", .agency_code = "vp", .superior = "", .tier = "province",
                        .premises = "1 Đường Mẫu", .profile = "state-secret", .demo = demo};
  static const enum role ROLES[] = {ROLE_HEAD, ROLE_CLERK, ROLE_ADMINISTRATOR, ROLE_AUDITOR};
  static const char *const NAMES[] = {"head", "clerk", "admin", "audit"};
  for (size_t i = 0; i < 4; i++) {
    p.accounts[ROLES[i]].name = NAMES[i];
    p.accounts[ROLES[i]].password = "một mật khẩu dài";
    p.accounts[ROLES[i]].person = "Người Mẫu";
    p.accounts[ROLES[i]].post = "Chức vụ";
  }
  return p;
}

static void use(const char *postgres, const char *postgres_2) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 22);
  char dir[64];
  engines_folder(dir);
  char *path = file_join(a, dir, "site");
  struct site_plan p = plan(false, postgres);
  struct site *s = NULL;
  struct verify_result v;
  assert_err(site_open(path, &s), ERR_NOT_FOUND);
  p.accounts[ROLE_AUDITOR].name = NULL;
  assert_err(site_create(path, &p, &s), ERR_INPUT);
  p.accounts[ROLE_AUDITOR].name = "audit";
  p.profile = "secret";
  assert_err(site_create(path, &p, &s), ERR_INPUT);
  p.profile = "work";
  p.accounts[ROLE_CLERK].password = "short";
  assert_err(site_create(path, &p, &s), ERR_INPUT);  // fails in the middle of the first events
  assert_false(site_exists(path));
  if (!postgres) {
    p.accounts[ROLE_CLERK].password = "một mật khẩu dài";
    assert_ok(site_create(path, &p, &s));
  } else {
    p = plan(false, postgres_2);
    p.profile = "work";
    assert_ok(site_create(path, &p, &s));
  }
  assert_err(site_create(path, &p, &s), ERR_CONFLICT);
  site_close(s);
  s = NULL;
  // A fixed clock is for demo sites only.
  time_fix(time_now());
  assert_err(site_open(path, &s), ERR_REFUSED);
  time_fix(0);
  assert_ok(site_open(path, &s));
  assert_string_equal(s->agency, "Văn phòng Mẫu");
  assert_false(s->demo);
  assert_ok(site_verify(s, "kin", NULL, NULL, NULL, &v));
  assert_int_equal(v.fault, VERIFY_OK);

  const char *table;
  int tables;
  assert_ok(site_rebuild(s, NULL, NULL, a, &table, &tables));
  assert_null(table);

  char *hash = NULL, *file = file_join(a, dir, "kin.backup"), *again = file_join(a, dir, "again");
  int64_t entries = 0, restored = 0;
  assert_ok(site_backup(s, "admin", file, a, &hash, &entries));
  assert_err(site_backup(s, "admin", file, a, &hash, &entries), ERR_CONFLICT);
  assert_ok(site_restore(file, again, NULL, a, &restored));
  assert_int_equal(entries, restored);
  assert_err(site_restore(file, again, NULL, a, &restored), ERR_CONFLICT);
  assert_err(site_restore(file_join(a, dir, "none"), file_join(a, dir, "x"), NULL, a, &restored), ERR_NOT_FOUND);

  // A backup in which one byte of an event or of a table was changed is refused and leaves nothing.
  struct buf b CLEANUP(buf_free) = buf_init(64 << 20);
  assert_ok(file_read(file, &b));
  int tried = 0;
  for (char *at = b.p; (at = memmem(at, (size_t)(b.p + b.n - at), "phòng Mẫu", 12)); at += 12, tried++) {
    char *bad = file_join(a, dir, "bad"), *into = arena_printf(a, "%s/into-%d", dir, tried);
    *at = 'f';
    assert_ok(file_write(bad, b.p, b.n, 0600));
    *at = 'p';
    assert_err(site_restore(bad, into, NULL, a, &restored), ERR_CORRUPT);
    assert_false(site_exists(into));
  }
  assert_true(tried >= 3);
  assert_ok(file_write(file_join(a, dir, "half"), b.p, b.n / 2, 0600));
  struct err *half = site_restore(file_join(a, dir, "half"), file_join(a, dir, "h"), NULL, a, &restored);
  assert_non_null(half);
  err_free(half);
  assert_false(site_exists(file_join(a, dir, "h")));
  site_close(s);

  // Another site's key does not open this journal.
  assert_ok(file_write(file_join(a, again, "site.key"), "00", 2, 0600));
  assert_err(site_open(again, &s), ERR_CORRUPT);
}

static void test_sqlite(void **state) {
  (void)state;
  use(NULL, NULL);
}

static void test_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *one = engines_postgres(a), *two = engines_postgres(a);
  if (!one) skip();
  use(one, two);
}

static int start(void **state) {
  (void)state;
  return seal_start() != NULL;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sqlite), cmocka_unit_test(test_postgres)};
  return cmocka_run_group_tests(tests, start, NULL);
}
