// Units, persons and duties on both engines: every act and every refusal, the tree on many days, a
// long random history that must hold its promises on all days, rebuild and verify.
#include "engines.h"
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

static int followed;
static char follow_log[200];

/// Stands for the machines: counts, and refuses when the unit is called "co-may" and nobody takes
/// over.
static struct err *follow(struct change *c, const char *unit, const char *to, const char *on,
                          const char *basis) {
  (void)c;
  (void)basis;
  followed++;
  snprintf(follow_log, sizeof follow_log, "%s>%s@%s", unit, to ? to : "-", on);
  if (!to && !strcmp(unit, "co-may"))
    return err_new(ERR_CONFLICT, MSG_ERR_UNIT_HOLDS_MACHINES, MSG_NONE, NULL);
  return NULL;
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

static struct err *create(struct bed *b, const char *code, const char *name, const char *kind,
                          const char *parent, const char *on) {
  struct unit_new u = {
      .code = code, .name = name, .kind = kind, .parent = parent, .on = on, .basis = "QĐ 1/2011"};
  return ACT(b, people_unit_create(c, &u));
}
static struct err *add(struct bed *b, const char *id, const char *name, const char *unit,
                       const char *post, const char *on) {
  struct person_new p = {.id = id, .name = name, .unit = unit, .post = post, .on = on};
  return ACT(b, people_person_add(c, &p));
}
static struct err *assign(struct bed *b, const char *person, const char *unit, const char *duty,
                          const char *mode, const char *on) {
  struct duty_new d = {
      .person = person, .unit = unit, .duty = duty, .mode = mode, .decision = "112/QĐ", .on = on};
  return ACT(b, people_duty_assign(c, &d));
}

/// The tree of a day as "code(name)[persons]" with depth dots, for comparing at a glance.
static char *tree_text(struct bed *b, const char *day, struct arena *a) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct unit_node *t = NULL;
  size_t n = 0;
  assert_ok(store_read(b->store, &r));
  assert_ok(people_tree(r, day, a, &t, &n));
  char *text = "";
  for (size_t i = 0; i < n; i++)
    text = arena_printf(a, "%s%s%.*s%s %d/%d", text, i ? "|" : "", t[i].depth, "........",
                        t[i].name, (int)t[i].persons, (int)t[i].persons_below);
  return text;
}

/// A province: an office and two wards, one commune; two of them merge later.
static void build_province(struct bed *b) {
  assert_ok(create(b, "ubnd", "UBND tỉnh Sơn Giang", "city", NULL, "01/01/2010"));
  assert_ok(create(b, "vp", "Văn phòng UBND tỉnh", "office", "ubnd", "2010-01-01"));
  assert_ok(create(b, "tan-an", "  Phường Tân An ", "ward", "ubnd", "01/01/2011"));
  assert_ok(create(b, "tan-binh", "Phường Tân Bình", "ward", "ubnd", "01/01/2011"));
  assert_ok(create(b, "an-lac", "Xã An Lạc", "commune", "ubnd", "01/01/2011"));
  assert_ok(create(b, "an-lac-tt", "Trạm y tế An Lạc", "public_unit", "an-lac", "01/01/2012"));
  assert_ok(add(b, "cb-01", "Lưu Thanh Sơn", "tan-an", "Phó Chủ tịch", "01/02/2015"));
  assert_ok(add(b, "CB-02", "Ngô Thị Bích", "tan-binh", "Công chức", "01/02/2015"));
  assert_ok(add(b, "CB-03", "Đặng Văn Hiếu", "an-lac", "Chủ tịch", "01/02/2015"));
  assert_ok(add(b, "CB-04", "Ân Thị Ánh", "an-lac", "Văn thư", "01/03/2015"));
  assert_ok(assign(b, "CB-03", NULL, "head", "full", "01/02/2015"));
  assert_ok(assign(b, "CB-04", NULL, "security_officer", NULL, "01/03/2015"));
}

static void check_merge(struct bed *b, struct arena *a) {
  assert_ok(ACT(b, people_unit_rename(c, "vp", "Văn phòng Ủy ban", NULL, "01/06/2016", "QĐ 9")));
  followed = 0;
  assert_ok(ACT(b, people_unit_merge(c, "tan-binh", "tan-an", "01/07/2025", "NQ 44", follow)));
  assert_string_equal(follow_log, "tan-binh>tan-an@2025-07-01");
  assert_ok(ACT(b, people_unit_merge(c, "an-lac", "tan-an", "01/07/2025", "NQ 44", follow)));
  assert_int_equal(followed, 2);
  assert_string_equal(tree_text(b, "2009-12-31", a), "");
  assert_string_equal(tree_text(b, "2010-06-01", a),
                      "UBND tỉnh Sơn Giang 0/0|.Văn phòng UBND tỉnh 0/0");
  assert_string_equal(
      tree_text(b, "2025-06-30", a),
      "UBND tỉnh Sơn Giang 0/4|.Phường Tân An 1/1|.Phường Tân Bình 1/1|.Văn phòng Ủy ban 0/0|"
      ".Xã An Lạc 2/2|..Trạm y tế An Lạc 0/0");
  assert_string_equal(
      tree_text(b, "2025-07-01", a),
      "UBND tỉnh Sơn Giang 0/4|.Phường Tân An 4/4|..Trạm y tế An Lạc 0/0|.Văn phòng Ủy ban 0/0");
  // A second ward splits off, one is renamed into another kind.
  struct unit_new u = {.code = "tan-an-2", .name = "Phường Tân An Đông", .on = "01/09/2025"};
  assert_ok(ACT(b, people_unit_split(c, "tan-an", &u)));
  assert_ok(ACT(b, people_unit_rename(c, "tan-an", "Đặc khu Tân An", "other", "02/09/2025", NULL)));
  assert_string_equal(
      tree_text(b, "2025-09-01", a),
      "UBND tỉnh Sơn Giang 0/4|.Phường Tân An 4/4|..Trạm y tế An Lạc 0/0|.Phường Tân An Đông 0/0|"
      ".Văn phòng Ủy ban 0/0");
  assert_string_equal(
      tree_text(b, "2026-01-01", a),
      "UBND tỉnh Sơn Giang 0/4|.Đặc khu Tân An 4/4|..Trạm y tế An Lạc 0/0|.Phường Tân An Đông 0/0|"
      ".Văn phòng Ủy ban 0/0");
}

static void check_questions(struct bed *b, struct arena *a) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  assert_ok(store_read(b->store, &r));
  struct unit *u = NULL;
  size_t n = 0, total = 0;
  assert_ok(people_unit_get(r, "an-lac", a, &u));
  assert_string_equal(u->ended_by, "merged");
  assert_string_equal(u->successor, "tan-an");
  assert_string_equal(u->until, "2025-07-01");
  assert_ok(people_unit_at(r, "tan-an", "2025-09-01", a, &u));
  assert_string_equal(u->name, "Phường Tân An");
  assert_int_equal(u->kind, UNIT_WARD);
  assert_ok(people_unit_at(r, "an-lac", "2025-07-01", a, &u));
  assert_null(u);
  assert_ok(people_unit_get(r, "khong-co", a, &u));
  assert_null(u);
  assert_ok(people_units_ended(r, "2025-06-30", a, &u, &n));
  assert_int_equal(n, 0);
  assert_ok(people_units_ended(r, "2025-07-01", a, &u, &n));
  assert_int_equal(n, 2);

  struct unit_history *h = NULL;
  assert_ok(people_unit_history(r, "tan-an", a, &h, &n));
  assert_int_equal(n, 5);
  assert_int_equal(h[1].what, UNIT_JOINED);
  assert_string_equal(people_history_sentence(a, LANG_VI, &h[1]), "Nhận sáp nhập Phường Tân Bình");
  assert_string_equal(people_history_sentence(a, LANG_EN, &h[0]),
                      "Created “Phường Tân An” under UBND tỉnh Sơn Giang");
  assert_int_equal(h[3].what, UNIT_SPLIT);
  assert_int_equal(h[4].what, UNIT_RENAMED);
  assert_string_equal(h[1].basis, "NQ 44");

  // Names in the order of Vietnamese lists (the last word first), on the day asked.
  struct person *p = NULL;
  assert_ok(people_persons(b->j, r, "tan-an", "2025-07-01", 0, 10, a, &p, &n, &total));
  assert_int_equal(n, 4);
  assert_string_equal(p[0].name, "Ân Thị Ánh");
  assert_string_equal(p[1].name, "Ngô Thị Bích");
  assert_string_equal(p[2].name, "Đặng Văn Hiếu");
  assert_string_equal(p[3].name, "Lưu Thanh Sơn");
  assert_string_equal(p[0].post, "Văn thư");
  assert_ok(people_persons(b->j, r, "tan-an", "2025-07-01", 3, 10, a, &p, &n, &total));
  assert_int_equal(n, 1);
  assert_int_equal(total, 4);
  assert_ok(people_persons(b->j, r, "tan-an", "2025-07-01", 30, 10, a, &p, &n, &total));
  assert_int_equal(n, 0);
  assert_ok(people_persons(b->j, r, "an-lac", "2025-06-30", 0, 10, a, &p, &n, &total));
  assert_int_equal(n, 2);
  assert_ok(people_search(b->j, r, "dang  VAN", 10, a, &p, &n, &total));
  assert_int_equal(total, 1);
  assert_string_equal(p[0].id, "CB-03");
  assert_ok(people_search(b->j, r, "cb-0", 3, a, &p, &n, &total));
  assert_int_equal(n, 3);
  assert_int_equal(total, 4);
  assert_ok(people_search(b->j, r, "  ", 3, a, &p, &n, &total));
  assert_int_equal(total, 0);

  // Duties of a unit that ended have ended; the new unit misses its officer.
  struct duty_held *d = NULL;
  assert_ok(people_duties_of_unit(b->j, r, "an-lac", "2025-06-30", a, &d, &n));
  assert_int_equal(n, 2);
  assert_int_equal(d[0].duty, DUTY_SECURITY_OFFICER);
  assert_int_equal(d[0].mode, DUTY_PART);
  assert_string_equal(d[0].person_name, "Ân Thị Ánh");
  assert_ok(people_duties_of_unit(b->j, r, "an-lac", "2025-07-01", a, &d, &n));
  assert_int_equal(n, 0);
  assert_ok(people_duties_of_person(b->j, r, "CB-03", a, &d, &n));
  assert_int_equal(n, 1);
  assert_string_equal(d[0].until, "2025-07-01");
  assert_ok(people_missing_officer(r, "2025-06-30", a, &u, &n));
  assert_int_equal(n, 5);
  assert_string_equal(u[0].name, "Phường Tân An");
  struct unit_node *t = NULL;
  assert_ok(people_tree(r, "2025-06-30", a, &t, &n));
  assert_int_equal(t[0].missing_below, 5);
  assert_int_equal(t[0].below, 5);
  assert_int_equal(t[4].officers, 1);
  struct person_post *posts = NULL;
  assert_ok(people_posts(r, "CB-03", a, &posts, &n));
  assert_int_equal(n, 2);
  assert_string_equal(posts[0].until, "2025-07-01");
  assert_string_equal(posts[1].unit_name, "Đặc khu Tân An");
}

static void check_persons(struct bed *b, struct arena *a) {
  struct person *p = NULL;
  size_t n = 0;
  assert_ok(ACT(b, people_person_rename(c, "cb-02", "Ngô Thị Ngọc Bích", "Căn cước")));
  assert_ok(assign(b, "CB-02", NULL, "security_officer", "part", "15/08/2025"));
  assert_ok(assign(b, "CB-02", "ubnd", "clerk", "part", "15/08/2025"));
  assert_ok(assign(b, "CB-03", NULL, "head", "full", "15/08/2025"));
  assert_err(assign(b, "CB-01", NULL, "head", "full", "16/08/2025"), ERR_CONFLICT);
  assert_err(assign(b, "CB-03", NULL, "head", "full", "16/08/2025"), ERR_CONFLICT);
  // A move inside the unit keeps duties, a move out ends those held there.
  assert_ok(ACT(b, people_person_move(c, "CB-02", NULL, "Chánh Văn phòng", "20/08/2025", NULL)));
  assert_ok(ACT(b, people_person_move(c, "CB-02", "vp", NULL, "01/10/2025", "QĐ 5")));
  struct reader *r = NULL;
  struct duty_held *d = NULL;
  assert_ok(store_read(b->store, &r));
  assert_ok(people_person_get(b->j, r, "cb-02", a, &p));
  assert_string_equal(p->name, "Ngô Thị Ngọc Bích");
  assert_string_equal(p->post, "Chánh Văn phòng");
  assert_string_equal(p->unit_name, "Văn phòng Ủy ban");
  assert_ok(people_duties_of_person(b->j, r, "CB-02", a, &d, &n));
  assert_int_equal(n, 2);
  assert_string_equal(d[0].until, "2025-10-01");
  assert_string_equal(d[1].until, "");
  assert_ok(people_person_get(b->j, r, "không có", a, &p));
  assert_null(p);
  store_read_end(&r);
  assert_ok(ACT(b, people_duty_end(c, "CB-02", "ubnd", "clerk", "02/10/2025", NULL)));
  assert_err(ACT(b, people_duty_end(c, "CB-02", "ubnd", "clerk", "02/10/2025", NULL)),
             ERR_CONFLICT);
  assert_err(assign(b, "CB-02", "ubnd", "clerk", "part", "01/10/2025"),
             ERR_CONFLICT);  // overlaps the old time
  assert_ok(assign(b, "CB-02", "ubnd", "clerk", "part", "02/10/2025"));
  // Leaving ends duties; coming back keeps the number and the past.
  assert_ok(ACT(b, people_person_leave(c, "CB-02", "01/11/2025", "Nghỉ hưu")));
  assert_err(ACT(b, people_person_leave(c, "CB-02", "02/11/2025", NULL)), ERR_CONFLICT);
  assert_err(ACT(b, people_person_move(c, "CB-02", "ubnd", NULL, NULL, NULL)), ERR_CONFLICT);
  assert_err(assign(b, "CB-02", "ubnd", "clerk", "part", "02/11/2025"), ERR_CONFLICT);
  assert_err(add(b, "CB-02", "Ngô Thị Ngọc Bích", "vp", "Chuyên viên", "31/10/2025"), ERR_CONFLICT);
  assert_ok(add(b, "CB-02", "Ngô Thị Ngọc Bích", "vp", "Chuyên viên", "01/12/2025"));
  assert_err(add(b, "CB-02", "Người khác", "vp", "Chuyên viên", "02/12/2025"), ERR_CONFLICT);
  struct person_post *posts = NULL;
  assert_ok(store_read(b->store, &r));
  assert_ok(people_posts(r, "CB-02", a, &posts, &n));
  assert_int_equal(n, 5);
  store_read_end(&r);
  // A name can be removed; the person stays.
  struct change *c = NULL;
  struct journal_filter f = {.kind = "person.added", .subject = "CB-04"};
  struct journal_entry *entry = NULL;
  assert_ok(store_read(b->store, &r));
  assert_ok(journal_list(r, &f, 1, a, &entry, &n));
  assert_null(strstr(entry->body, "Ánh"));
  store_read_end(&r);
  assert_ok(change_begin(b->j, "kin", &c));
  assert_ok(change_remove_private(c, entry->seq, "name", "QĐ 3"));
  assert_ok(change_commit(&c));
  assert_ok(store_read(b->store, &r));
  assert_ok(people_person_get(b->j, r, "CB-04", a, &p));
  assert_null(p->name);
  size_t total = 0;
  assert_ok(people_persons(b->j, r, "tan-an", "2025-07-01", 0, 10, a, &p, &n, &total));
  assert_string_equal(p[3].id, "CB-04");  // without a name: last
  store_read_end(&r);
}

static void check_refusals(struct bed *b) {
  static const char *const CODES[] = {
      "", "Vp", "a b", "-a", "đv", "a_b", "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde"};
  for (size_t i = 0; i < ARRAY_LEN(CODES); i++)
    assert_err(create(b, CODES[i], "Tên", "office", NULL, NULL), ERR_INPUT);
  assert_err(create(b, "moi", "", "office", NULL, NULL), ERR_INPUT);
  assert_err(create(b, "moi", "hai\ndòng", "office", NULL, NULL), ERR_INPUT);
  assert_err(create(b, "moi", "\xff", "office", NULL, NULL), ERR_INPUT);
  char longer[400];
  memset(longer, 'x', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  assert_err(create(b, "moi", longer, "office", NULL, NULL), ERR_INPUT);
  assert_err(create(b, "moi", "Tên", "castle", NULL, NULL), ERR_INPUT);
  assert_err(create(b, "moi", "Tên", NULL, NULL, NULL), ERR_INPUT);
  assert_err(create(b, "moi", "Tên", "office", NULL, "30/02/2025"), ERR_INPUT);
  assert_err(create(b, "moi", "Tên", "office", NULL, "01/01/2900"), ERR_INPUT);
  assert_err(create(b, "moi", "Tên", "office", "khong-co", NULL), ERR_NOT_FOUND);
  assert_err(create(b, "moi", "Tên", "office", "an-lac", NULL), ERR_CONFLICT);  // parent ended
  assert_err(create(b, "moi", "Tên", "office", "tan-an", "31/12/2010"),
             ERR_CONFLICT);  // parent not yet there
  assert_err(create(b, "vp", "Tên", "office", NULL, NULL), ERR_CONFLICT);
  assert_err(create(b, "an-lac", "Tên", "office", NULL, NULL),
             ERR_CONFLICT);  // codes are not used again
  assert_err(ACT(b, people_unit_rename(c, "vp", "Văn phòng Ủy ban", NULL, NULL, NULL)),
             ERR_CONFLICT);
  assert_err(ACT(b, people_unit_rename(c, "vp", "Cũ", NULL, "31/05/2016", NULL)),
             ERR_CONFLICT);  // order of days
  assert_err(ACT(b, people_unit_rename(c, "vp", "Cũ", NULL, "01/01/2009", NULL)), ERR_CONFLICT);
  assert_err(ACT(b, people_unit_rename(c, "an-lac", "X", NULL, NULL, NULL)), ERR_CONFLICT);
  assert_err(ACT(b, people_unit_move(c, "ubnd", "tan-an", NULL, NULL)), ERR_CONFLICT);  // cycle
  assert_err(ACT(b, people_unit_move(c, "ubnd", "ubnd", NULL, NULL)), ERR_CONFLICT);
  assert_err(ACT(b, people_unit_move(c, "ubnd", "an-lac-tt", NULL, NULL)), ERR_CONFLICT);
  assert_err(ACT(b, people_unit_move(c, "vp", "ubnd", NULL, NULL)), ERR_CONFLICT);  // already there
  assert_err(ACT(b, people_unit_move(c, "khong-co", "ubnd", NULL, NULL)), ERR_NOT_FOUND);
  assert_err(ACT(b, people_unit_merge(c, "vp", "vp", NULL, NULL, follow)), ERR_INPUT);
  assert_err(ACT(b, people_unit_merge(c, "vp", NULL, NULL, NULL, follow)), ERR_NOT_FOUND);
  assert_err(ACT(b, people_unit_merge(c, "ubnd", "vp", NULL, NULL, follow)),
             ERR_CONFLICT);  // into its own child
  assert_err(ACT(b, people_unit_merge(c, "an-lac", "vp", NULL, NULL, follow)), ERR_CONFLICT);
  assert_err(ACT(b, people_unit_merge(c, "tan-an", "vp", "01/06/2025", NULL, follow)),
             ERR_CONFLICT);  // order
  assert_err(ACT(b, people_unit_dissolve(c, "an-lac", NULL, NULL, NULL, follow)), ERR_CONFLICT);
  struct unit_new u = {.code = "vp", .name = "Tên"};
  assert_err(ACT(b, people_unit_split(c, "tan-an", &u)), ERR_CONFLICT);
  assert_err(ACT(b, people_unit_split(c, "an-lac", &u)), ERR_CONFLICT);
  assert_err(add(b, "CB 5", "A", "vp", "B", NULL), ERR_INPUT);
  assert_err(add(b, ".", "A", "vp", "B", NULL), ERR_INPUT);
  assert_err(add(b, "CB-05", "", "vp", "B", NULL), ERR_INPUT);
  assert_err(add(b, "CB-05", "A", "vp", " ", NULL), ERR_INPUT);
  assert_err(add(b, "CB-05", "A", "an-lac", "B", NULL), ERR_CONFLICT);
  assert_err(add(b, "CB-05", "A", "vp", "B", "01/01/2009"), ERR_CONFLICT);
  assert_err(ACT(b, people_person_rename(c, "CB-99", "A", NULL)), ERR_NOT_FOUND);
  assert_err(ACT(b, people_person_move(c, "CB-01", "khong-co", NULL, NULL, NULL)), ERR_NOT_FOUND);
  assert_err(ACT(b, people_person_move(c, "CB-01", NULL, NULL, NULL, NULL)), ERR_CONFLICT);
  assert_err(ACT(b, people_person_move(c, "CB-01", "vp", NULL, "01/01/2015", NULL)), ERR_CONFLICT);
  assert_err(ACT(b, people_person_leave(c, "CB-01", "01/01/2015", NULL)), ERR_CONFLICT);
  assert_err(assign(b, "CB-01", NULL, "king", NULL, NULL), ERR_INPUT);
  assert_err(assign(b, "CB-01", NULL, "clerk", "half", NULL), ERR_INPUT);
  assert_err(assign(b, "CB-99", NULL, "clerk", NULL, NULL), ERR_NOT_FOUND);
  assert_err(assign(b, "CB-01", "an-lac", "clerk", NULL, NULL), ERR_CONFLICT);
  assert_err(assign(b, "CB-01", NULL, "clerk", NULL, "01/01/2015"), ERR_CONFLICT);
  assert_err(ACT(b, people_duty_end(c, "CB-01", NULL, "clerk", NULL, NULL)), ERR_CONFLICT);
}

static void check_dissolve(struct bed *b, struct arena *a) {
  struct err *e = ACT(b, people_unit_dissolve(c, "tan-an", NULL, NULL, NULL, follow));
  assert_non_null(e);
  assert_non_null(strstr(err_message(a, LANG_EN, e), "1 sub-units and 3 persons"));
  err_free(e);
  assert_ok(create(b, "co-may", "Tổ máy", "other", "vp", NULL));
  assert_err(ACT(b, people_unit_dissolve(c, "co-may", NULL, NULL, NULL, follow)), ERR_CONFLICT);
  assert_ok(ACT(b, people_unit_dissolve(c, "co-may", "vp", NULL, NULL, follow)));
  assert_ok(ACT(b, people_unit_dissolve(c, "tan-an", "tan-an-2", NULL, "QĐ 77", follow)));
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct unit *u = NULL;
  assert_ok(store_read(b->store, &r));
  assert_ok(people_unit_get(r, "an-lac-tt", a, &u));
  assert_string_equal(u->parent, "tan-an-2");
  assert_ok(people_unit_get(r, "tan-an", a, &u));
  assert_string_equal(u->ended_by, "dissolved");
  assert_ok(people_unit_usable(r, "tan-an-2", "2025-09-01"));
  assert_err(people_unit_usable(r, "tan-an-2", "2025-08-31"), ERR_CONFLICT);
  assert_err(people_unit_usable(r, "tan-an", "2025-09-01"), ERR_CONFLICT);
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
  assert_true(tables >= 8);
  close_bed(&empty);
}

// ---- a long random history
// -------------------------------------------------------------------------

static uint64_t seed;
static int dice(int n) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (int)((seed >> 33) % (uint64_t)n);
}

/// On every day at which something happened each living unit stands under a living one, nobody is
/// lost, and the current tables say what the history of today says.
static void check_days(struct bed *b, struct arena *a, const char *const *days, size_t n_days,
                       int64_t living) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  assert_ok(store_read(b->store, &r));
  for (size_t k = 0; k < n_days; k++) {
    struct unit_node *t = NULL;
    size_t n = 0;
    int64_t persons = 0;
    assert_ok(people_tree(r, days[k], a, &t, &n));
    for (size_t i = 0; i < n; i++) {
      struct unit *u = NULL;
      assert_ok(people_unit_at(r, t[i].code, days[k], a, &u));
      assert_non_null(u);
      assert_true((*u->parent == '\0') == (t[i].parent == SIZE_MAX));
      if (t[i].parent != SIZE_MAX) assert_string_equal(t[t[i].parent].code, u->parent);
      persons += t[i].persons;
    }
    if (k + 1 == n_days) assert_int_equal(persons, living);
  }
}

struct crowd {
  int units, persons;
  int64_t living;
  bool here[400];
};

static void random_act(struct bed *b, struct crowd *w, const char *on) {
  char code[16], other[16], name[32], id[16];
  snprintf(code, sizeof code, "u%d", dice(w->units + 1));
  snprintf(other, sizeof other, "u%d", dice(w->units + 1));
  snprintf(name, sizeof name, "Đơn vị %d", dice(1000));
  int person = dice(w->persons + 1);
  snprintf(id, sizeof id, "P%d", person);
  struct unit_new u = {
      .code = other, .name = name, .kind = "ward", .parent = dice(4) ? code : "", .on = on};
  char fresh[16];
  struct err *e = NULL;
  int act = dice(20);
  snprintf(fresh, sizeof fresh, "u%d", w->units + 1);
  if (act < 5) {
    u.code = fresh;
    e = act < 4 ? ACT(b, people_unit_create(c, &u)) : ACT(b, people_unit_split(c, code, &u));
    if (!e) w->units++;
  } else if (act < 6) {
    e = ACT(b, people_unit_rename(c, code, name, NULL, on, "QĐ"));
  } else if (act < 8) {
    e = ACT(b, people_unit_move(c, code, dice(3) ? other : "", on, NULL));
  } else if (act < 9) {
    e = ACT(b, people_unit_merge(c, code, other, on, NULL, follow));
  } else if (act < 10) {
    e = ACT(b, people_unit_dissolve(c, code, dice(2) ? other : NULL, on, NULL, follow));
  } else if (act < 13 && w->persons < 399) {
    snprintf(id, sizeof id, "P%d", w->persons + 1);
    e = add(b, id, name, code, "Chuyên viên", on);
    if (!e) w->here[++w->persons] = true, w->living++;
  } else if (act < 15) {
    e = ACT(b, people_person_move(c, id, code, dice(2) ? name : NULL, on, NULL));
  } else if (act < 16) {
    e = ACT(b, people_person_leave(c, id, on, "Nghỉ"));
    if (!e) w->here[person] = false, w->living--;
  } else if (act < 19) {
    e = assign(b, id, dice(2) ? code : NULL, duty_name((enum duty)dice(DUTY_COUNT)), "part", on);
  } else {
    e = ACT(b, people_duty_end(c, id, NULL, duty_name((enum duty)dice(DUTY_COUNT)), on, NULL));
  }
  if (e && e->code != ERR_CONFLICT && e->code != ERR_NOT_FOUND && e->code != ERR_INPUT)
    assert_ok(e);
  err_free(e);
}

static void random_history(const char *postgres) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1u << 30);
  struct bed b;
  struct crowd w = {0};
  const char *days[1200];
  size_t n = 0;
  seed = 20261120;
  open_bed(&b, postgres);
  struct unit_new root = {.code = "u0", .name = "Gốc", .kind = "city", .on = "2000-01-01"};
  assert_ok(ACT(&b, people_unit_create(c, &root)));
  for (int i = 0; i < 900; i++) {
    // Mostly forward, sometimes back in time: what is recorded late must not contradict what is
    // known.
    struct date d = date_from_days(11000 + i * 9 - (dice(5) ? dice(9) : dice(2500)));
    char *day = arena_alloc(a, 11);
    date_format_iso(d, day);
    days[n++] = day;
    random_act(&b, &w, day);
  }
  days[n++] = "2026-01-01";
  assert_true(w.units > 40 && w.persons > 60 && w.living > 20);
  check_days(&b, a, days, n, w.living);
  check_proof(&b, a);
  close_bed(&b);
}

static void story(const char *postgres) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 26);
  struct bed b;
  open_bed(&b, postgres);
  build_province(&b);
  check_merge(&b, a);
  check_questions(&b, a);
  check_persons(&b, a);
  check_refusals(&b);
  check_dissolve(&b, a);
  check_proof(&b, a);
  close_bed(&b);
}

static void test_story_sqlite(void **state) {
  (void)state;
  story(NULL);
}
static void test_random_sqlite(void **state) {
  (void)state;
  random_history(NULL);
}
static void test_story_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *url = engines_postgres(a);
  if (!url) skip();
  story(url);
}
static void test_random_postgres(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *url = engines_postgres(a);
  if (!url) skip();
  random_history(url);
}

/// Several acts in one change see each other and stand or fall together.
static void test_one_change(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 22);
  struct bed b;
  open_bed(&b, NULL);
  struct change *c = NULL;
  struct unit_new u = {.code = "a", .name = "A", .kind = "office"},
                  v = {.code = "b", .name = "B", .kind = "office", .parent = "a"};
  assert_ok(change_begin(b.j, "kin", &c));
  assert_ok(people_unit_create(c, &u));
  assert_ok(people_unit_create(c, &v));
  assert_err(people_unit_move(c, "a", "b", NULL, NULL), ERR_CONFLICT);
  assert_ok(people_unit_dissolve(c, "b", NULL, NULL, NULL, follow));
  change_abort(&c);
  assert_string_equal(tree_text(&b, "2100-01-01", a), "");
  close_bed(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_story_sqlite),    cmocka_unit_test(test_random_sqlite),
      cmocka_unit_test(test_one_change),      cmocka_unit_test(test_story_postgres),
      cmocka_unit_test(test_random_postgres),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
