// The journal on both engines: commit, rules, private values, verification of every kind of tampering,
// rebuild, proofs; the tree against a direct reading of RFC 9162.
#include "engines.h"

#include <sqlite3.h>

#include "base/file.h"
#include "journal/journal.h"

struct bed {
  char dir[64], db[128], private_path[128], checkpoints[128];
  struct store *store;
  struct journal *j;
};

static const enum event_kind RULE_KINDS[] = {EVENT_ACCOUNT_ROLE_GIVEN};
static const struct journal_rule RULES[] = {
    {"test-refuse", "SELECT account, '' FROM account_role WHERE account = :subject AND role = 'never'",
     RULE_KINDS, 1, "Điều 1", {"Không được.", "Not allowed."}},
    {"test-warn", "SELECT account, '' FROM account_role WHERE account = :subject AND role = 'hardly'",
     RULE_KINDS, 1, "Điều 2", {"Cân nhắc.", "Think twice."}},
};

static enum rule_severity severity(const void *arg, size_t i, struct date day) {
  (void)arg;
  (void)day;
  return i == 0 ? RULE_REFUSE : RULE_WARN;
}

static void open_bed(struct bed *b, const char *postgres) {
  engines_folder(b->dir);
  snprintf(b->db, sizeof b->db, "%s/kin.db", b->dir);
  snprintf(b->private_path, sizeof b->private_path, "%s/private.keys", b->dir);
  snprintf(b->checkpoints, sizeof b->checkpoints, "%s/checkpoints", b->dir);
  char url[160];
  snprintf(url, sizeof url, "sqlite:%s", b->db);
  assert_ok(store_open(postgres ? postgres : url, &b->store));
  assert_ok(store_migrate(b->store));
  struct journal_setup setup = {.store = b->store, .site_id = "abcdefghijkmnpqrstuvwxyz23", .profile = "work",
                                .private_path = b->private_path, .checkpoints_path = b->checkpoints,
                                .rules = RULES, .n_rules = ARRAY_LEN(RULES), .severity = severity};
  seal_signer_new(&setup.signer);
  assert_ok(journal_open(&setup, &b->j));
}

static void close_bed(struct bed *b) {
  journal_free(b->j);
  store_free(b->store);
}

static void add_accounts(struct bed *b, int first, int n) {
  struct change *c = NULL;
  assert_ok(change_begin(b->j, "kin", &c));
  for (int i = 0; i < n; i++) {
    char name[32];
    snprintf(name, sizeof name, "a%04d", first + i);
    assert_ok(CHANGE_EVENT(c, EVENT_ACCOUNT_CREATED, name, {"role", V_TEXT("clerk")},
                           {"password", V_TEXT("bí mật của tôi")}));
  }
  assert_ok(change_commit(&c));
}

static struct verify_result verify(struct bed *b, const char *against) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct verify_result v;
  assert_ok(store_read(b->store, &r));
  assert_ok(journal_verify(b->j, r, against, NULL, NULL, &v));
  return v;
}

static struct err *give_role(struct bed *b, const char *role, const char *reason, bool past) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(b->j, "quản trị", &c));
  change_reason(c, reason);
  if (past) change_after_the_fact(c);
  TRY(CHANGE_EVENT(c, EVENT_ACCOUNT_ROLE_GIVEN, "a0001", {"role", V_TEXT(role)}));
  return change_commit(&c);
}

static void use(const char *postgres) {
  struct bed b;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 24);
  open_bed(&b, postgres);
  assert_int_not_equal(verify(&b, NULL).fault, VERIFY_OK);  // an empty journal has no signed head
  add_accounts(&b, 1, 300);
  add_accounts(&b, 301, 1);
  struct verify_result v = verify(&b, NULL);
  assert_int_equal(v.fault, VERIFY_OK);
  assert_int_equal(v.entries, 301);
  assert_int_equal(v.private_values, 301);

  // Rules refuse, warn, and only mark what lies in the past.
  assert_err(give_role(&b, "never", NULL, false), ERR_REFUSED);
  assert_err(give_role(&b, "never", "a reason does not help", false), ERR_REFUSED);
  assert_err(give_role(&b, "hardly", NULL, false), ERR_REFUSED);
  assert_ok(give_role(&b, "hardly", "vì \"cần\"", false));
  assert_ok(give_role(&b, "never", NULL, true));
  struct reader *r = NULL;
  struct journal_entry *list;
  size_t n;
  assert_ok(store_read(b.store, &r));
  struct journal_filter f = {.marked = 1};
  assert_ok(journal_list(r, &f, 10, a, &list, &n));
  assert_int_equal(n, 2);
  assert_non_null(strstr(list[0].body, "\"against\":\"test-refuse,test-warn\""));
  assert_non_null(strstr(journal_sentence(a, LANG_EN, &list[1]), "reason: vì \"cần\""));
  f = (struct journal_filter){.kind = "account.cre", .before = 10};
  assert_ok(journal_list(r, &f, 100, a, &list, &n));
  assert_int_equal(n, 9);
  assert_null(strstr(list[0].body, "bí mật"));

  // A private value reads back, can be removed, and the chain still verifies.
  char *text = NULL;
  assert_ok(journal_private(b.j, r, "5.password", a, &text));
  assert_string_equal(text, "bí mật của tôi");
  store_read_end(&r);
  struct change *c = NULL;
  assert_ok(change_begin(b.j, "kin", &c));
  assert_ok(change_remove_private(c, 5, "password", "Quyết định 1/QĐ"));
  assert_ok(change_commit(&c));
  assert_ok(store_read(b.store, &r));
  assert_ok(journal_private(b.j, r, "5.password", a, &text));
  assert_null(text);
  v = verify(&b, NULL);
  assert_int_equal(v.fault, VERIFY_OK);
  assert_int_equal(v.private_removed, 1);

  // Bad values are refused and nothing is left.
  assert_ok(change_begin(b.j, "kin", &c));
  assert_err(CHANGE_EVENT(c, EVENT_ACCOUNT_CREATED, "x", {"role", V_TEXT("\xff")}, {"password", V_TEXT("p")}), ERR_INPUT);
  change_abort(&c);
  assert_ok(change_begin(b.j, "kin", &c));
  assert_err(CHANGE_EVENT(c, EVENT_ACCOUNT_CREATED, "x\ny", {"role", V_TEXT("r")}, {"password", V_TEXT("p")}), ERR_INPUT);
  change_abort(&c);
  assert_ok(change_begin(b.j, "kin", &c));
  assert_err(CHANGE_EVENT(c, EVENT_ACCOUNT_CREATED, "x", {"password", V_TEXT("p")}), ERR_INPUT);
  change_abort(&c);
  char *big = arena_alloc(a, 70001);
  memset(big, 'x', 70000);
  assert_ok(change_begin(b.j, "kin", &c));
  assert_err(CHANGE_EVENT(c, EVENT_ACCOUNT_CREATED, "x", {"role", V_TEXT(big)}, {"password", V_TEXT("p")}), ERR_LIMIT);
  change_abort(&c);
  assert_int_equal(verify(&b, NULL).entries, 304);

  // Rebuild into an empty store on the other engine's default gives the same tables.
  struct bed empty;
  const char *table;
  int tables = 0;
  open_bed(&empty, NULL);
  assert_ok(journal_rebuild(b.j, r, empty.store, NULL, NULL, a, &table, &tables));
  assert_null(table);
  assert_true(tables >= 3);
  struct writer *w = NULL;
  assert_ok(store_write(b.store, &w));
  assert_ok(STORE_RUN(w, SQL_ACCESS_ROLE_DELETE, V_TEXT("a0007"), V_TEXT("clerk")));
  assert_ok(store_commit(&w));
  store_read_end(&r);
  assert_ok(store_read(b.store, &r));
  struct bed empty2;
  open_bed(&empty2, NULL);
  assert_ok(journal_rebuild(b.j, r, empty2.store, NULL, NULL, a, &table, &tables));
  assert_string_equal(table, "account_role");

  // Every event has a proof that gives the root.
  struct journal_head head;
  assert_ok(journal_head(r, a, &head));
  for (int64_t seq = 1; seq <= head.size; seq += 7) {
    struct buf proof CLEANUP(buf_free) = buf_init(1 << 20);
    assert_ok(journal_prove(b.j, r, seq, &proof));
    tree_hash path[TREE_MAX], leaf, root;
    size_t k = 0, got;
    size_t leaf_n = strtoul(strstr(buf_str(&proof), "event ") + 6, NULL, 10);
    const char *body = strstr(buf_str(&proof), "event ");
    body = strchr(body, '\n') + 1;
    tree_leaf(body, leaf_n, leaf);
    const char *line = strchr(strstr(body + leaf_n, "\nindex ") + 1, '\n') + 1;
    for (; *line != '\n'; line = strchr(line, '\n') + 1)
      assert_true(seal_base64_decode(arena_strndup(a, line, strcspn(line, "\n")), path[k++], 32, &got));
    assert_true(tree_root_from_path((uint64_t)seq - 1, (uint64_t)head.size, leaf, path, k, root));
    assert_memory_equal(root, head.root, 32);
  }
  struct buf none CLEANUP(buf_free) = buf_init(100);
  assert_err(journal_prove(b.j, r, 9999, &none), ERR_NOT_FOUND);

  // A kept checkpoint exposes a journal that was taken back.
  char *kept = NULL;
  store_read_end(&r);
  assert_ok(journal_checkpoint(b.j, a, &kept));
  struct buf file CLEANUP(buf_free) = buf_init(1 << 20);
  assert_ok(file_read(b.checkpoints, &file));
  assert_string_equal(buf_str(&file), kept);
  v = verify(&b, kept);
  assert_int_equal(v.fault, VERIFY_OK);
  close_bed(&empty);
  close_bed(&empty2);
  close_bed(&b);
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

/// Runs SQL on the file behind the journal's back, as somebody with the disk would.
static void tamper(struct bed *b, const char *sql) {
  sqlite3 *db;
  char *message = NULL;
  assert_int_equal(sqlite3_open(b->db, &db), 0);
  if (sqlite3_exec(db, sql, NULL, NULL, &message)) fail_msg("%s: %s", sql, message);
  sqlite3_close(db);
}

static void test_tampering_is_named(void **state) {
  (void)state;
  static const struct {
    const char *sql;
    enum verify_fault fault;
    int64_t bad;
  } ACTS[] = {
      {"UPDATE journal_event SET body = replace(body, 'clerk', 'clerc') WHERE seq = 17", VERIFY_HASH, 17},
      {"UPDATE journal_event SET time = time + 1 WHERE seq = 3", VERIFY_HASH, 3},
      {"UPDATE journal_event SET actor = 'x' WHERE seq = 1", VERIFY_HASH, 1},
      {"UPDATE journal_event SET hash = zeroblob(32) WHERE seq = 9", VERIFY_HASH, 9},
      {"UPDATE journal_event SET prev = zeroblob(32) WHERE seq = 9", VERIFY_HASH, 9},
      {"UPDATE journal_event SET prev = zeroblob(0) WHERE seq = 9", VERIFY_HASH, 9},
      {"DELETE FROM journal_private WHERE seq = 20; DELETE FROM journal_event WHERE seq = 20", VERIFY_GAP, 20},
      {"DELETE FROM journal_private WHERE seq = 300; DELETE FROM journal_event WHERE seq = 300", VERIFY_TRUNCATED, 300},
      {"DELETE FROM journal_private WHERE seq = 1; DELETE FROM journal_event WHERE seq = 1", VERIFY_GAP, 1},
      {"UPDATE journal_event SET seq = -5 WHERE seq = 5; UPDATE journal_event SET seq = 5 WHERE seq = 6;"
       "UPDATE journal_event SET seq = 6 WHERE seq = -5", VERIFY_HASH, 5},
      {"INSERT INTO journal_event SELECT 301, time, actor, kind, subject, prev, body, hash FROM journal_event WHERE seq = 300", VERIFY_HASH, 301},
      {"INSERT INTO journal_event SELECT 0, time, actor, kind, subject, prev, body, hash FROM journal_event WHERE seq = 300", VERIFY_ORDER, 0},
      {"DELETE FROM journal_private WHERE seq = 50", VERIFY_PRIVATE, 50},
      {"DELETE FROM journal_private WHERE seq = 300", VERIFY_PRIVATE, 300},
      {"UPDATE journal_private SET box = zeroblob(100) WHERE seq = 33", VERIFY_PRIVATE, 33},
      {"UPDATE journal_private SET slot = slot + 1 WHERE seq = 44", VERIFY_PRIVATE, 44},
      {"UPDATE journal_head SET size = 299", VERIFY_CHECKPOINT, 0},
      {"UPDATE journal_head SET checkpoint = replace(checkpoint, 'work', 'walk')", VERIFY_CHECKPOINT, 1},
      {"DELETE FROM journal_head", VERIFY_CHECKPOINT, 0},
      {"UPDATE journal_tile SET hash = zeroblob(32)", VERIFY_TILE, 1},
      {"DELETE FROM journal_tile", VERIFY_TILE, 1},
  };
  for (size_t i = 0; i < ARRAY_LEN(ACTS); i++) {
    struct bed b;
    open_bed(&b, NULL);
    add_accounts(&b, 1, 300);
    tamper(&b, ACTS[i].sql);
    struct verify_result v = verify(&b, NULL);
    if (v.fault != ACTS[i].fault || (ACTS[i].bad && v.bad != ACTS[i].bad))
      fail_msg("%s: fault %d at %lld", ACTS[i].sql, v.fault, (long long)v.bad);
    close_bed(&b);
  }
}

/// Somebody rewrites the whole chain with right hashes but without the key.
static void test_rewritten_chain(void **state) {
  (void)state;
  struct bed b, forged;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  open_bed(&b, NULL);
  add_accounts(&b, 1, 10);
  char *kept = NULL;
  assert_ok(journal_checkpoint(b.j, a, &kept));
  add_accounts(&b, 11, 20);
  open_bed(&forged, NULL);
  add_accounts(&forged, 1, 15);
  add_accounts(&forged, 17, 15);
  char *attach = arena_printf(a, "ATTACH '%s' AS f; DELETE FROM journal_private; DELETE FROM journal_event;"
                                 "INSERT INTO journal_event SELECT * FROM f.journal_event;"
                                 "UPDATE journal_head SET size = (SELECT size FROM f.journal_head), last_hash = (SELECT last_hash FROM f.journal_head), frontier = (SELECT frontier FROM f.journal_head)", forged.db);
  tamper(&b, attach);
  struct verify_result v = verify(&b, NULL);
  assert_int_equal(v.fault, VERIFY_ROOT);
  assert_int_equal(v.bad, 1);
  assert_int_equal(v.bad_last, 10);
  close_bed(&b);
  close_bed(&forged);
}

static void test_rolled_back(void **state) {
  (void)state;
  struct bed b;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  open_bed(&b, NULL);
  add_accounts(&b, 1, 5);
  char *copy = arena_printf(a, "cp %s %s.old && cp %s-wal %s.old-wal 2>/dev/null; true", b.db, b.db, b.db, b.db);
  tamper(&b, "PRAGMA wal_checkpoint(TRUNCATE)");
  assert_int_equal(system(copy), 0);
  add_accounts(&b, 6, 5);
  char *kept = NULL;
  assert_ok(journal_checkpoint(b.j, a, &kept));
  store_free(b.store);
  assert_int_equal(system(arena_printf(a, "rm -f %s-wal %s-shm; cp %s.old %s", b.db, b.db, b.db, b.db)), 0);
  assert_ok(store_open(arena_printf(a, "sqlite:%s", b.db), &b.store));
  assert_int_equal(verify(&b, NULL).fault, VERIFY_OK);  // inside itself an old state is consistent
  struct verify_result v = verify(&b, kept);
  assert_int_equal(v.fault, VERIFY_ROLLED_BACK);
  assert_int_equal(v.bad, 6);
  close_bed(&b);
}

// RFC 9162 §2.1.1 read directly: the root of n leaves by the recursive definition.
static void direct_root(tree_hash *leaves, size_t n, tree_hash ret) {
  if (n == 1) {
    memcpy(ret, leaves[0], 32);
    return;
  }
  size_t k = 1;
  while (k * 2 < n)
    k *= 2;
  tree_hash l, r;
  direct_root(leaves, k, l);
  direct_root(leaves + k, n - k, r);
  tree_node(l, r, ret);
}

struct leaves {
  tree_hash *p;
};

static struct err *subtree(void *arg, int level, uint64_t number, tree_hash ret) {
  direct_root(((struct leaves *)arg)->p + (number << level), 1u << level, ret);
  return NULL;
}

static void test_tree(void **state) {
  (void)state;
  tree_hash leaves[130], root, direct, path[TREE_MAX];
  struct frontier f = {0};
  for (size_t n = 1; n <= 130; n++) {
    tree_leaf(&n, sizeof n, leaves[n - 1]);
    frontier_add(&f, leaves[n - 1]);
    frontier_root(&f, root);
    direct_root(leaves, n, direct);
    assert_memory_equal(root, direct, 32);
    for (size_t i = 0; i < n; i++) {
      size_t k = 0;
      struct leaves arg = {leaves};
      assert_ok(tree_path(i, n, subtree, &arg, path, &k));
      assert_true(tree_root_from_path(i, n, leaves[i], path, k, root));
      assert_memory_equal(root, direct, 32);
      assert_false(k && tree_root_from_path(i, n, leaves[i], path, k - 1, root));
      if (n > 1) {
        assert_true(!tree_root_from_path((i + 1) % n, n, leaves[i], path, k, root) ||
                    memcmp(root, direct, 32) != 0);
      }
    }
  }
}

static int start(void **state) {
  (void)state;
  return seal_start() != NULL;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sqlite),          cmocka_unit_test(test_postgres),
      cmocka_unit_test(test_tampering_is_named), cmocka_unit_test(test_rewritten_chain),
      cmocka_unit_test(test_rolled_back),     cmocka_unit_test(test_tree),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
