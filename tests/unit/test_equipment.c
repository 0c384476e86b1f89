// Machines on both engines: every act and refusal, days, following a unit that ends, a random
// history, rebuild.
#include "engines.h"
#include "equipment/equipment.h"
#include "people/people.h"

struct bed {
  char dir[64], db[128], keys[128], checkpoints[128];
  struct store *store;
  struct journal *j;
};

static void open_bed(struct bed *b, const char *postgres) {
  engines_folder(b->dir);
  snprintf(b->db, sizeof b->db, "sqlite:%s/kin.db", b->dir);
  snprintf(b->keys, sizeof b->keys, "%s/private.keys", b->dir);
  snprintf(b->checkpoints, sizeof b->checkpoints, "%s/checkpoints", b->dir);
  assert_ok(store_open(postgres ? postgres : b->db, &b->store));
  assert_ok(store_migrate(b->store));
  struct journal_setup setup = {.store = b->store,
                                .site_id = "abcdefghijkmnpqrstuvwxyz23",
                                .profile = "work",
                                .private_path = b->keys,
                                .checkpoints_path = b->checkpoints};
  seal_signer_new(&setup.signer);
  assert_ok(journal_open(&setup, &b->j));
}

static void close_bed(struct bed *b) {
  journal_free(b->j);
  store_free(b->store);
}

static struct change *act_begin(struct bed *b) {
  struct change *c = NULL;
  assert_ok(change_begin(b->j, "can-bo-1", &c));
  return c;
}

static struct err *act_end(struct change *c, struct err *e) {
  if (!e) return change_commit(&c);
  change_abort(&c);
  return e;
}

/// Runs one act as a change of its own, in which it is called c, and gives its error.
#define ACT(b, call)                 \
  ({                                 \
    struct change *c = act_begin(b); \
    act_end(c, (call));              \
  })

static void create(struct bed *b, const char *code, const char *on) {
  struct unit_new u = {.code = code, .name = code, .kind = "office", .on = on};
  assert_ok(ACT(b, people_unit_create(c, &u)));
}

static struct err *place(struct bed *b, const char *code, const char *unit, const char *purpose,
                         const char *network, const char *on) {
  struct machine_new m = {.code = code,
                          .unit = unit,
                          .purpose = purpose,
                          .network = network,
                          .label = " Máy số 1 ",
                          .on = on};
  return ACT(b, equipment_register(c, &m));
}

static struct machine get(struct bed *b, const char *code, struct arena *a) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct machine *m = NULL;
  assert_ok(store_read(b->store, &r));
  assert_ok(equipment_get(r, code, a, &m));
  assert_non_null(m);
  return *m;
}

static int64_t count(struct bed *b, const char *unit, const char *day) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  int64_t n = 0;
  assert_ok(store_read(b->store, &r));
  assert_ok(equipment_count(r, unit, day, &n));
  return n;
}

static void check_acts(struct bed *b, struct arena *a) {
  create(b, "vp", "2010-01-01");
  create(b, "snv", "2010-01-01");
  assert_ok(place(b, "mt-01", "vp", "drafting", "standalone", "01/02/2020"));
  assert_ok(place(b, "MT-02", "vp", "ordinary", NULL, "01/02/2020"));
  assert_ok(place(b, "MT-03", "snv", "server", "lan", "01/03/2020"));
  struct machine m = get(b, "Mt-01", a);
  assert_string_equal(m.code, "MT-01");
  assert_string_equal(m.label, "Máy số 1");
  assert_int_equal(m.network, NETWORK_STANDALONE);
  assert_int_equal(get(b, "MT-02", a).network, NETWORK_UNKNOWN);
  assert_ok(ACT(b, equipment_change(c, "MT-02", NULL, "connected", NULL, "01/06/2021", NULL)));
  m = get(b, "MT-02", a);
  assert_int_equal(m.purpose, MACHINE_ORDINARY);
  assert_int_equal(m.network, NETWORK_CONNECTED);
  assert_string_equal(m.label, "Máy số 1");
  assert_ok(ACT(b, equipment_change(c, "MT-02", NULL, NULL, "", "02/06/2021", NULL)));
  assert_string_equal(get(b, "MT-02", a).label, "");
  assert_ok(ACT(b, equipment_move(c, "MT-02", "snv", "01/01/2022", "QĐ 1")));
  assert_int_equal(count(b, "vp", "2020-01-31"), 0);
  assert_int_equal(count(b, "vp", "2021-12-31"), 2);
  assert_int_equal(count(b, "vp", "2022-01-01"), 1);
  assert_int_equal(count(b, "snv", "2022-01-01"), 2);
  assert_ok(ACT(b, equipment_retire(c, "MT-02", "01/05/2023", "Hỏng, đã hủy ổ cứng")));
  assert_int_equal(count(b, "snv", "2023-05-01"), 1);
  assert_string_equal(get(b, "MT-02", a).reason, "Hỏng, đã hủy ổ cứng");
}

static void check_refusals(struct bed *b) {
  static const char *const CODES[] = {"",  "MT 1", "-1",
                                      ".", "mã",   "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde"};
  for (size_t i = 0; i < ARRAY_LEN(CODES); i++)
    assert_err(place(b, CODES[i], "vp", "drafting", "lan", NULL), ERR_INPUT);
  assert_err(place(b, "MT-09", "vp", "toy", "lan", NULL), ERR_INPUT);
  assert_err(place(b, "MT-09", "vp", NULL, "lan", NULL), ERR_INPUT);
  assert_err(place(b, "MT-09", "vp", "drafting", "wifi", NULL), ERR_INPUT);
  assert_err(place(b, "MT-09", "vp", "drafting", "lan", "31/02/2020"), ERR_INPUT);
  assert_err(place(b, "MT-09", "vp", "drafting", "lan", "01/01/2900"), ERR_INPUT);
  assert_err(place(b, "MT-09", "khong-co", "drafting", "lan", NULL), ERR_CONFLICT);
  assert_err(place(b, "mt-01", "vp", "drafting", "lan", NULL), ERR_CONFLICT);
  assert_err(place(b, "MT-02", "vp", "drafting", "lan", NULL), ERR_CONFLICT);  // retired codes too
  assert_err(ACT(b, equipment_change(c, "MT-01", NULL, NULL, NULL, NULL, NULL)), ERR_CONFLICT);
  assert_err(ACT(b, equipment_change(c, "MT-01", "toy", NULL, NULL, NULL, NULL)), ERR_INPUT);
  assert_err(ACT(b, equipment_change(c, "MT-01", NULL, NULL, "a\nb", NULL, NULL)), ERR_INPUT);
  assert_err(ACT(b, equipment_change(c, "MT-01", NULL, "lan", NULL, "01/01/2020", NULL)),
             ERR_CONFLICT);
  assert_err(ACT(b, equipment_change(c, "MT-99", NULL, "lan", NULL, NULL, NULL)), ERR_NOT_FOUND);
  assert_err(ACT(b, equipment_move(c, "MT-01", "vp", NULL, NULL)), ERR_CONFLICT);
  assert_err(ACT(b, equipment_move(c, "MT-02", "vp", NULL, NULL)), ERR_CONFLICT);
  assert_err(ACT(b, equipment_retire(c, "MT-01", NULL, "  ")), ERR_INPUT);
  assert_err(ACT(b, equipment_retire(c, "MT-02", NULL, "Hỏng")), ERR_CONFLICT);
}

static void check_follow(struct bed *b, struct arena *a) {
  struct err *e = ACT(b, people_unit_dissolve(c, "vp", NULL, NULL, NULL, equipment_follow_unit));
  assert_non_null(e);
  assert_non_null(strstr(err_message(a, LANG_EN, e), "1 machines"));
  err_free(e);
  assert_err(ACT(b, people_unit_merge(c, "vp", "snv", "01/01/2021", NULL, equipment_follow_unit)),
             ERR_CONFLICT);
  assert_ok(ACT(b, people_unit_merge(c, "vp", "snv", "01/07/2025", "NQ 3", equipment_follow_unit)));
  assert_string_equal(get(b, "MT-01", a).unit, "snv");
  assert_int_equal(count(b, "vp", "2025-06-30"), 1);
  assert_int_equal(count(b, "vp", "2025-07-01"), 0);
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct machine_history *h = NULL;
  struct machine_count *counts = NULL;
  struct machine *list = NULL;
  size_t n = 0;
  assert_ok(store_read(b->store, &r));
  assert_ok(equipment_history(r, "mt-02", a, &h, &n));
  assert_int_equal(n, 5);
  assert_int_equal(h[4].what, MACHINE_RETIRED);
  assert_string_equal(equipment_history_sentence(a, LANG_VI, &h[3]), "Chuyển sang đơn vị snv");
  assert_ok(equipment_counts(r, "2025-07-01", a, &counts, &n));
  assert_int_equal(n, 1);
  assert_int_equal(counts[0].machines, 2);
  assert_int_equal(counts[0].drafting, 1);
  assert_ok(equipment_list(r, NULL, "2022-06-01", "", 2, a, &list, &n));
  assert_int_equal(n, 2);
  assert_ok(equipment_list(r, NULL, "2022-06-01", list[1].code, 2, a, &list, &n));
  assert_int_equal(n, 1);
  assert_string_equal(list[0].code, "MT-03");
  assert_ok(equipment_list(r, "vp", "2025-06-30", "", 9, a, &list, &n));
  assert_int_equal(n, 1);
}

static uint64_t seed;
static int dice(int n) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (int)((seed >> 33) % (uint64_t)n);
}

static void random_history(struct bed *b, struct arena *a) {
  static const char *const UNITS[] = {"a", "b", "c", "d"};
  int registered = 0, done = 0;
  seed = 7;
  for (size_t i = 0; i < ARRAY_LEN(UNITS); i++)
    create(b, UNITS[i], "2000-01-01");
  for (int i = 0; i < 400; i++) {
    char code[16], day[11];
    date_format_iso(date_from_days(18000 + i * 3 - (dice(4) ? 0 : dice(300))), day);
    snprintf(code, sizeof code, "M%d", dice(registered + 1));
    const char *purpose = machine_purpose_name((enum machine_purpose)dice(MACHINE_PURPOSE_COUNT));
    const char *network = machine_network_name((enum machine_network)dice(NETWORK_COUNT));
    struct err *e = NULL;
    int act = dice(10);
    if (act < 4) {
      snprintf(code, sizeof code, "M%d", registered + 1);
      e = place(b, code, UNITS[dice(4)], purpose, network, day);
      registered += !e;
    } else if (act < 6) {
      e = ACT(b, equipment_change(c, code, purpose, dice(2) ? network : NULL, dice(2) ? day : NULL,
                                  day, NULL));
    } else if (act < 9) {
      e = ACT(b, equipment_move(c, code, UNITS[dice(4)], day, NULL));
    } else {
      e = ACT(b, equipment_retire(c, code, day, "Hỏng"));
    }
    done += !e;
    if (e) assert_true(e->code == ERR_CONFLICT || e->code == ERR_NOT_FOUND);
    err_free(e);
  }
  assert_true(done > 150);
  // What the history says of the last day is what the machines say now.
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct machine *list = NULL;
  size_t n = 0;
  assert_ok(store_read(b->store, &r));
  assert_ok(equipment_list(r, NULL, "2026-01-01", "", 1000, a, &list, &n));
  assert_true(n > 20);
  for (size_t i = 0; i < n; i++) {
    struct machine *m = NULL;
    assert_ok(equipment_get(r, list[i].code, a, &m));
    assert_string_equal(m->unit, list[i].unit);
    assert_string_equal(m->label, list[i].label);
    assert_int_equal(m->purpose, list[i].purpose);
    assert_int_equal(m->network, list[i].network);
    assert_string_equal(m->until, "");
  }
}

static void check_proof(struct bed *b, struct arena *a) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct verify_result v;
  struct bed empty;
  const char *table = NULL;
  int tables = 0;
  assert_ok(store_read(b->store, &r));
  assert_ok(journal_verify(b->j, r, NULL, NULL, NULL, &v));
  assert_int_equal(v.fault, VERIFY_OK);
  open_bed(&empty, NULL);
  assert_ok(journal_rebuild(b->j, r, empty.store, NULL, NULL, a, &table, &tables));
  if (table) fail_msg("rebuilding gives another table %s", table);
  close_bed(&empty);
}

static void story(const char *postgres) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 26);
  struct bed b;
  open_bed(&b, postgres);
  check_acts(&b, a);
  check_refusals(&b);
  check_follow(&b, a);
  random_history(&b, a);
  check_proof(&b, a);
  close_bed(&b);
}

static void test_sqlite(void **state) {
  (void)state;
  story(NULL);
}

static void test_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *url = engines_postgres(a);
  if (!url) skip();
  story(url);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sqlite),
                                     cmocka_unit_test(test_postgres)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
