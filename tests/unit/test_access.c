// Accounts, roles, passwords, one-time codes, sessions and the slowing of guesses, on both engines.
#include "engines.h"

#include "access/access.h"
#include "base/clock.h"

static enum rule_severity off(const void *arg, size_t i, struct date day) {
  (void)arg, (void)i, (void)day;
  return RULE_OFF;
}

struct bed {
  struct store *store;
  struct journal *j;
  char dir[64];
};

static void open_bed(struct bed *b, const char *postgres) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  engines_folder(b->dir);
  assert_ok(store_open(postgres ? postgres : arena_printf(a, "sqlite:%s/kin.db", b->dir), &b->store));
  assert_ok(store_migrate(b->store));
  struct journal_setup s = {.store = b->store, .site_id = "abcdefghijkmnpqrstuvwxyz23", .profile = "work",
                            .private_path = arena_printf(a, "%s/private.keys", b->dir),
                            .checkpoints_path = arena_printf(a, "%s/checkpoints", b->dir), .severity = off};
  seal_signer_new(&s.signer);
  assert_ok(journal_open(&s, &b->j));
}

static struct err *change(struct bed *b, struct err *(*act)(struct change *c, void *arg), void *arg) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(b->j, "kin", &c));
  TRY(act(c, arg));
  return change_commit(&c);
}

struct plan {
  const char *name, *password, *code;
  enum role role;
};

static struct err *create(struct change *c, void *arg) {
  struct plan *p = arg;
  return account_create(c, p->name, "", p->role, p->password);
}
static struct err *give(struct change *c, void *arg) {
  struct plan *p = arg;
  return account_give_role(c, p->name, p->role);
}
static struct err *take(struct change *c, void *arg) {
  struct plan *p = arg;
  return account_take_role(c, p->name, p->role);
}
static struct err *close_it(struct change *c, void *arg) {
  return account_close(c, ((struct plan *)arg)->name, "QĐ 1");
}
static struct err *set_totp(struct change *c, void *arg) {
  struct plan *p = arg;
  return account_set_totp(c, p->name, p->password, p->code);
}

static struct err *sign_in(struct bed *b, const char *name, const char *password, const char *code, char **token) {
  static struct arena *a;
  if (!a) a = arena_new(1 << 26);
  return session_open(b->j, name, password, code, "test", a, token);
}

static struct session *find(struct bed *b, struct arena *a, const char *token) {
  struct session *s = NULL;
  assert_ok(session_find(b->j, token, a, &s));
  return s;
}

static void use(const char *postgres) {
  struct bed b;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 24);
  instant t0;
  assert_true(time_parse_iso("2026-11-20T08:00", &t0));
  time_fix(t0);
  open_bed(&b, postgres);
  const char *good = "mật khẩu đủ dài";
  assert_ok(change(&b, create, &(struct plan){"admin.a", good, NULL, ROLE_ADMINISTRATOR}));
  assert_ok(change(&b, create, &(struct plan){"clerk.a", good, NULL, ROLE_CLERK}));
  assert_err(change(&b, create, &(struct plan){"clerk.a", good, NULL, ROLE_CLERK}), ERR_CONFLICT);
  assert_err(change(&b, create, &(struct plan){"Clerk", good, NULL, ROLE_CLERK}), ERR_INPUT);
  assert_err(change(&b, create, &(struct plan){"kin", good, NULL, ROLE_CLERK}), ERR_INPUT);
  assert_err(change(&b, create, &(struct plan){"x.y", "ngắn", NULL, ROLE_CLERK}), ERR_INPUT);
  assert_err(change(&b, create, &(struct plan){"x.y", "aaaaaaaaaaaaaaaa", NULL, ROLE_CLERK}), ERR_INPUT);
  assert_err(change(&b, create, &(struct plan){"long.name", "my long.name pass", NULL, ROLE_CLERK}), ERR_INPUT);

  // Who audits does not decide; who administers reads no content; the last administrator stays.
  assert_ok(change(&b, give, &(struct plan){"clerk.a", NULL, NULL, ROLE_HEAD}));
  assert_err(change(&b, give, &(struct plan){"clerk.a", NULL, NULL, ROLE_AUDITOR}), ERR_CONFLICT);
  assert_err(change(&b, give, &(struct plan){"admin.a", NULL, NULL, ROLE_CLERK}), ERR_CONFLICT);
  assert_err(change(&b, give, &(struct plan){"nobody", NULL, NULL, ROLE_CLERK}), ERR_NOT_FOUND);
  assert_ok(change(&b, give, &(struct plan){"admin.a", NULL, NULL, ROLE_STAFF}));
  assert_err(change(&b, take, &(struct plan){"admin.a", NULL, NULL, ROLE_ADMINISTRATOR}), ERR_CONFLICT);
  assert_err(change(&b, close_it, &(struct plan){"admin.a", NULL, NULL, 0}), ERR_CONFLICT);
  assert_ok(change(&b, take, &(struct plan){"clerk.a", NULL, NULL, ROLE_HEAD}));

  char *token = NULL;
  assert_ok(sign_in(&b, "clerk.a", good, NULL, &token));
  assert_int_equal(strlen(token), 43);
  struct session *s = find(&b, a, token);
  assert_non_null(s);
  assert_true(account_may(s->account, PERM_PEOPLE_VIEW));
  assert_false(account_may(s->account, PERM_ACCOUNTS));
  assert_false(account_may(s->account, PERM_NONE));
  assert_null(find(&b, a, "x"));
  assert_null(find(&b, a, ""));
  // Idle for half an hour, or open for twelve hours: over. Used now and then it lives on.
  time_fix(t0 + 25 * 60000);
  assert_non_null(find(&b, a, token));
  time_fix(t0 + 50 * 60000);
  assert_non_null(find(&b, a, token));
  time_fix(t0 + 81 * 60000);
  assert_null(find(&b, a, token));
  assert_ok(sign_in(&b, "clerk.a", good, NULL, &token));
  assert_ok(session_close(b.j, token));
  assert_null(find(&b, a, token));

  // Five wrong attempts lock for 15 minutes; then the right password works again; ten lock for 30.
  time_fix(t0 + 100 * 60000);
  for (int i = 0; i < 5; i++)
    assert_err(sign_in(&b, "clerk.a", "sai mật khẩu rồi", NULL, &token), ERR_SIGN_IN);
  assert_err(sign_in(&b, "clerk.a", good, NULL, &token), ERR_SIGN_IN);
  time_fix(t0 + 114 * 60000);
  assert_err(sign_in(&b, "clerk.a", good, NULL, &token), ERR_SIGN_IN);
  time_fix(t0 + 116 * 60000);
  for (int i = 0; i < 5; i++)
    assert_err(sign_in(&b, "clerk.a", "sai mật khẩu rồi", NULL, &token), ERR_SIGN_IN);
  time_fix(t0 + 132 * 60000);
  assert_err(sign_in(&b, "clerk.a", good, NULL, &token), ERR_SIGN_IN);
  time_fix(t0 + 147 * 60000);
  assert_ok(sign_in(&b, "clerk.a", good, NULL, &token));
  // An unknown name answers as a known one does: tries left, then the lock.
  for (int i = 1; i <= 6; i++) {
    struct err *e = sign_in(&b, "no.such", good, NULL, &token);
    assert_non_null(e);
    assert_int_equal(e->code, ERR_SIGN_IN);
    assert_int_equal(e->message, i < 5 ? MSG_ERR_SIGN_IN_WRONG : MSG_ERR_SIGN_IN_LOCKED);
    if (i < 5) assert_int_equal(e->args[0].value[0], '5' - i);
    err_free(e);
  }

  // One-time codes: the RFC 6238 secret "12345678901234567890"; a code is used once.
  const char *secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  int64_t step = 0;
  assert_true(totp_check(secret, "287082", 59000, &step));
  assert_int_equal(step, 1);
  assert_true(totp_check(secret, "081804", 1111111109000LL, &step));
  assert_false(totp_check(secret, "081804", 1111111209000LL, &step));
  assert_false(totp_check("not base32!", "081804", 1111111109000LL, &step));
  assert_false(totp_check(secret, "08180", 1111111109000LL, &step));
  time_fix(1111111109000LL);
  assert_err(change(&b, set_totp, &(struct plan){"clerk.a", secret, "000000", 0}), ERR_INPUT);
  assert_ok(change(&b, set_totp, &(struct plan){"clerk.a", secret, "081804", 0}));
  assert_err(sign_in(&b, "clerk.a", good, NULL, &token), ERR_SIGN_IN);
  assert_err(sign_in(&b, "clerk.a", good, "123456", &token), ERR_SIGN_IN);
  assert_ok(sign_in(&b, "clerk.a", good, "081804", &token));
  assert_err(sign_in(&b, "clerk.a", good, "081804", &token), ERR_SIGN_IN);

  // A new password: not one of the last three; a closed account signs in no more.
  struct change *c = NULL;
  assert_ok(change_begin(b.j, "clerk.a", &c));
  assert_err(account_change_password(b.j, c, "clerk.a", good), ERR_INPUT);
  change_abort(&c);
  assert_ok(change_begin(b.j, "clerk.a", &c));
  assert_ok(account_change_password(b.j, c, "clerk.a", "một mật khẩu khác"));
  assert_ok(change_commit(&c));
  bool is = true;
  assert_ok(account_password_is(b.j, "clerk.a", good, &is));
  assert_false(is);
  assert_ok(change(&b, close_it, &(struct plan){"clerk.a", NULL, NULL, 0}));
  assert_null(find(&b, a, token));
  assert_err(sign_in(&b, "clerk.a", "một mật khẩu khác", "081804", &token), ERR_SIGN_IN);

  char *value = NULL;
  struct reader *r = NULL;
  assert_ok(preference_set(b.j, "admin.a", "lang", "en"));
  assert_ok(preference_set(b.j, "admin.a", "lang", "vi"));
  assert_ok(store_read(b.store, &r));
  assert_ok(preference_get(r, "admin.a", "lang", a, &value));
  assert_string_equal(value, "vi");
  struct verify_result v;
  assert_ok(journal_verify(b.j, r, NULL, NULL, NULL, &v));
  assert_int_equal(v.fault, VERIFY_OK);
  store_read_end(&r);
  journal_free(b.j);
  store_free(b.store);
  time_fix(0);
}

static void test_sqlite(void **state) {
  (void)state;
  use(NULL);
}

static void test_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *url = engines_postgres(a);
  if (!url) skip();
  use(url);
}

/// The table of roles itself: the promises of the design hold whatever is added.
static void test_roles(void **state) {
  (void)state;
  for (int r = 0; r < ROLE_COUNT; r++) {
    assert_false(role_allows((enum role)r, PERM_NONE));
    assert_true(role_allows((enum role)r, PERM_OWN_ACCOUNT));
    assert_int_equal(role_by_name(role_name((enum role)r)), r);
  }
  assert_false(role_allows(ROLE_ADMINISTRATOR, PERM_FINDINGS_DECIDE));
  assert_false(role_allows(ROLE_ADMINISTRATOR, PERM_SCANS_VIEW));
  assert_false(role_allows(ROLE_ADMINISTRATOR, PERM_PRIVATE_REMOVE));
  for (int p = 0; p < PERM_COUNT; p++) {
    bool changes = p == PERM_UNITS_EDIT || p == PERM_PEOPLE_EDIT || p == PERM_MACHINES_EDIT || p == PERM_SCANS_IMPORT ||
                   p == PERM_FINDINGS_DECIDE || p == PERM_ACCOUNTS || p == PERM_KEYS_ISSUE || p == PERM_PRIVATE_REMOVE;
    assert_false(changes && role_allows(ROLE_AUDITOR, (enum perm)p));
  }
  assert_true(roles_conflict(ROLE_AUDITOR, ROLE_HEAD));
  assert_false(roles_conflict(ROLE_CLERK, ROLE_HEAD));
}

static int start(void **state) {
  (void)state;
  return seal_start() != NULL;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sqlite), cmocka_unit_test(test_postgres),
                                     cmocka_unit_test(test_roles)};
  return cmocka_run_group_tests(tests, start, NULL);
}
