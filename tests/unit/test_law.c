// Floor 2, law: the regimes of many days, every value with its source, terms and deadlines against
// an own calendar, malformed law data of many kinds refused with file and line, rules read and
// lowered. Long because the tables of facts and of malformed files are the test.
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "law/law.h"

static struct law *law;

static int load(void **state) {
  (void)state;
  assert_ok(law_load_embedded(&law));
  return 0;
}

static int unload(void **state) {
  (void)state;
  law_freep(&law);
  return 0;
}

static struct date day(const char *s) {
  struct date d;
  assert_true(date_parse(s, &d));
  return d;
}

static void assert_day(struct date d, const char *expected) {
  char out[11];
  date_format_iso(d, out);
  assert_string_equal(out, expected);
}

// ---- the data
// ---------------------------------------------------------------------------------------

static void test_regime_of_a_day(void **state) {
  (void)state;
  static const struct {
    const char *day, *id;
    enum msg reason;
  } T[] = {
      {"1900-01-01", NULL, MSG_LAW_BEFORE_FIRST}, {"1995-06-01", NULL, MSG_LAW_BEFORE_FIRST},
      {"2001-03-31", NULL, MSG_LAW_BEFORE_FIRST}, {"2001-04-01", "vn-2000", MSG_NONE},
      {"2012-02-21", "vn-2000", MSG_NONE},        {"2018-12-31", "vn-2000", MSG_NONE},
      {"2019-01-01", "vn-2000", MSG_NONE},        {"2020-06-30", "vn-2000", MSG_NONE},
      {"2020-07-01", "vn-2018", MSG_NONE},        {"2026-02-28", "vn-2018", MSG_NONE},
      {"2026-03-01", "vn-2026", MSG_NONE},        {"2999-12-31", "vn-2026", MSG_NONE},
  };
  for (size_t i = 0; i < ARRAY_LEN(T); i++) {
    enum msg reason;
    const struct law_regime *r = law_regime_at(law, day(T[i].day), &reason);
    assert_int_equal(reason, T[i].reason);
    if (T[i].id)
      assert_string_equal(r->id, T[i].id);
    else
      assert_null(r);
  }
  enum msg reason;
  assert_null(law_regime_at(law, (struct date){2026, 2, 30}, &reason));
  assert_int_equal(reason, MSG_LAW_NOT_A_DAY);
  assert_int_equal(law_regime_count(law), 3);
  assert_string_equal(law_regime_nth(law, 0)->id, "vn-2000");
  assert_null(law_regime_nth(law, 3));
  assert_null(law_regime_by_id(law, "vn-1991"));
}

/// The law of 2018 entered in two steps: terms and extensions on 2019-01-01, the rest on
/// 2020-07-01.
static void test_staged_entry(void **state) {
  (void)state;
  const struct law_value *v = law_value_at(law, "level.mat.term_years", day("2018-12-31"));
  assert_string_equal(v->regime->id, "vn-2000");
  assert_true(v->word);
  assert_string_equal(v->raw, "none");
  v = law_value_at(law, "level.mat.term_years", day("2019-01-01"));
  assert_string_equal(v->regime->id, "vn-2018");
  assert_int_equal(v->number, 10);
  const char *key = "deadline.extension_decision_before_expiry_days";
  assert_null(law_value_at(law, key, day("2018-12-31")));
  assert_int_equal(law_value_at(law, key, day("2019-01-01"))->number, 60);
  key = "deadline.notice_after_adjustment_days";
  assert_null(law_value_at(law, key, day("2020-06-30")));
  assert_int_equal(law_value_at(law, key, day("2020-07-01"))->number, 15);
  assert_int_equal(law_value_at(law, "inspection.every_years", day("2020-06-30"))->number, 2);
  assert_true(law_value_at(law, "inspection.every_years", day("2020-07-01"))->word);
  // On every day of 2019 to 2026 each level has exactly one number of years.
  for (struct date d = day("2019-01-01"); d.year < 2027; d = date_add_days(d, 1)) {
    assert_int_equal(law_level_value_at(law, "level", LAW_TUYET_MAT, "term_years", d)->number, 30);
    assert_int_equal(law_level_value_at(law, "level", LAW_TOI_MAT, "term_years", d)->number, 20);
    assert_int_equal(law_level_value_at(law, "level", LAW_MAT, "term_years", d)->number, 10);
  }
}

static void test_every_value_says_how_sure(void **state) {
  (void)state;
  size_t total = 0, refusing = 0;
  struct arena *a CLEANUP(arena_freep) = arena_new(64 << 20);
  for (size_t i = 0; i < law_regime_count(law); i++) {
    const struct law_regime *r = law_regime_nth(law, i);
    assert_true(r->n_values > 20);
    for (size_t k = 0; k < r->n_values; k++, total++) {
      const struct law_value *v = &r->values[k];
      assert_ptr_equal(law_value(r, v->key), v);
      assert_true(v->certainty >= LAW_V && v->certainty < LAW_CERTAINTY_COUNT);
      assert_non_null(v->article);
      if (v->certainty == LAW_V) assert_true(*v->article);
      if (v->certainty == LAW_D) assert_string_equal(v->article, "");
      if (v->certainty == LAW_K_WEAK || v->taken_from) assert_true(v->needs_check);
      assert_true(*v->label[LANG_VI] && *v->label[LANG_EN] && v->line > 0 && *v->file);
      assert_int_equal(!*v->note[LANG_VI], !*v->note[LANG_EN]);
      assert_true(*law_value_shown(a, law, v, LANG_VI) && *law_value_shown(a, law, v, LANG_EN));
      if (v->kind == LAW_TEXT && !v->text_en)  // names of forms, stamps and levels stay Vietnamese
        assert_true(!strncmp(v->key, "form.", 5) || !strncmp(v->key, "level.", 6));
      refusing += law_certainty_refuses(v);
      if (v->needs_check || v->certainty > LAW_V2) assert_false(law_certainty_refuses(v));
      if (v->taken_from)
        assert_string_equal(law_value(law_regime_by_id(law, v->taken_from), v->key)->raw, v->raw);
    }
  }
  assert_true(total > 350);
  assert_true(refusing > 150 && refusing < total);
}

/// The numeric facts of the reference that are marked V or V2, with the mark.
static void test_facts_of_the_reference(void **state) {
  (void)state;
  static const struct {
    const char *regime, *key, *raw;
    bool refuses;
  } T[] = {
      {"vn-2018", "level.tuyet_mat.term_years", "30", true},
      {"vn-2018", "level.toi_mat.term_years", "20", true},
      {"vn-2018", "level.mat.term_years", "10", true},
      {"vn-2026", "level.tuyet_mat.term_years", "30", true},
      {"vn-2026", "level.toi_mat.term_years", "20", true},
      {"vn-2026", "level.mat.term_years", "10", true},
      {"vn-2018", "level.tuyet_mat.envelopes", "2", true},
      {"vn-2018", "level.toi_mat.envelopes", "1", true},
      {"vn-2018", "level.mat.envelopes", "1", true},
      {"vn-2018", "level.tuyet_mat.envelope_letter", "A", true},
      {"vn-2018", "level.toi_mat.envelope_letter", "B", true},
      {"vn-2018", "level.mat.envelope_letter", "C", true},
      {"vn-2018", "level.tuyet_mat.stamp_mm", "40 x 8", true},
      {"vn-2018", "level.toi_mat.stamp_mm", "30 x 8", true},
      {"vn-2018", "level.mat.stamp_mm", "20 x 8", false},
      {"vn-2018", "level.tuyet_mat.stamp", "TUYỆT MẬT", true},
      {"vn-2018", "level.tuyet_mat.abstract_in_register", "with_consent", true},
      {"vn-2026", "level.tuyet_mat.abstract_in_register", "never", true},
      {"vn-2026", "level.mat.abstract_in_register", "yes", true},
      {"vn-2018", "deadline.extension_decision_before_expiry_days", "60", true},
      {"vn-2026", "deadline.extension_decision_before_expiry_days", "60", false},
      {"vn-2018", "extension.max_base_terms", "1", true},
      {"vn-2018", "deadline.notice_after_extension_days", "15", true},
      {"vn-2026", "deadline.notice_after_extension_days", "15", false},
      {"vn-2018", "deadline.notice_after_adjustment_days", "15", true},
      {"vn-2026", "deadline.notice_after_adjustment_days", "15", true},
      {"vn-2018", "deadline.notice_after_declassification_days", "15", true},
      {"vn-2026", "deadline.notice_after_declassification_days", "15", false},
      {"vn-2018", "deadline.notice_when_off_list", "at_once", true},
      {"vn-2018", "report.annual.window_from", "12-15", true},
      {"vn-2018", "report.annual.window_to", "12-14", true},
      {"vn-2018", "report.annual.send_by", "12-20", true},
      {"vn-2026", "report.annual.send_by", "12-20", false},
      {"vn-2018", "report.five_year", "5", true},
      {"vn-2018", "deadline.ad_hoc_report", "at_once", true},
      {"vn-2018", "deadline.incident_report", "at_once", true},
      {"vn-2018", "deadline.recall_return", "date_on_document", true},
      {"vn-2018", "network.allowed", "standalone, cipher", true},
      {"vn-2026", "network.allowed", "standalone, lan_doc_lap_one_premises, cipher", true},
      {"vn-2018", "delegation.to", "deputy", true},
      {"vn-2018", "delegation.written", "yes", true},
      {"vn-2018", "delegation.fields", "scope, content, term", true},
      {"vn-2018", "delegation.sub_delegation", "no", true},
      {"vn-2026", "numbering.restart", "01-01", true},
      {"vn-2026", "numbering.per", "working_year", true},
      {"vn-2026", "numbering.cancelled_number_kept", "yes", false},
      {"vn-2000", "inspection.every_years", "2", false},
      {"vn-2026", "prohibited.network_machine", "ever_or_now", false},
      {"vn-2018", "transition.fix_term_before", "2021-07-01", true},
      {"vn-2018", "meeting.seal_room_from_days", "2", true},
      {"vn-2026", "sanction.282_2025.publish_or_transmit", "20000000 - 30000000", true},
  };
  for (size_t i = 0; i < ARRAY_LEN(T); i++) {
    const struct law_value *v = law_value(law_regime_by_id(law, T[i].regime), T[i].key);
    if (!v) fail_msg("%s %s is missing", T[i].regime, T[i].key);
    assert_string_equal(v->raw, T[i].raw);
    if (law_certainty_refuses(v) != T[i].refuses)
      fail_msg("%s %s: certainty", T[i].regime, T[i].key);
  }
  const struct law_value *columns =
      law_value(law_regime_by_id(law, "vn-2026"), "register.columns.out");
  assert_int_equal(columns->items.n, 10);
  assert_string_equal(columns->items.p[9], "Ghi chú");
  const struct law_value *size =
      law_value(law_regime_by_id(law, "vn-2018"), "level.toi_mat.stamp_mm");
  assert_int_equal(size->number, 30);
  assert_int_equal(size->high, 8);
}

static void test_instruments(void **state) {
  (void)state;
  static const struct {
    const char *kind, *day, *number;
  } T[] = {
      {"sanction", "2018-05-01", "167/2013/NĐ-CP"},   {"sanction", "2022-01-01", "144/2021/NĐ-CP"},
      {"sanction", "2025-12-14", "144/2021/NĐ-CP"},   {"sanction", "2025-12-15", "282/2025/NĐ-CP"},
      {"sanction", "2026-03-01", "282/2025/NĐ-CP"},   {"forms", "2002-09-27", NULL},
      {"forms", "2015-09-06", "12/2002/TT-BCA(A11)"}, {"forms", "2015-09-07", "33/2015/TT-BCA"},
      {"forms", "2020-07-01", "24/2020/TT-BCA"},      {"forms", "2026-03-27", "2663/VPCP-NC"},
      {"law", "2019-01-01", "29/2018/QH14"},          {"law", "2026-03-01", "117/2025/QH15"},
      {"decree", "2020-06-30", "33/2002/NĐ-CP"},      {"decree", "2026-03-01", "63/2026/NĐ-CP"},
  };
  for (size_t i = 0; i < ARRAY_LEN(T); i++) {
    const struct law_instrument *x = law_instrument_at(law, T[i].kind, day(T[i].day));
    if (T[i].number)
      assert_string_equal(x->number, T[i].number);
    else
      assert_null(x);
  }
}

static void test_levels(void **state) {
  (void)state;
  static const struct {
    const char *s;
    enum law_level level;
  } T[] = {
      {"MAT", LAW_MAT},
      {"TOI_MAT", LAW_TOI_MAT},
      {"TUYET_MAT", LAW_TUYET_MAT},
      {"Mật", LAW_MAT},
      {"mật", LAW_MAT},
      {"TỐI MẬT", LAW_TOI_MAT},
      {"tối Mật", LAW_TOI_MAT},
      {"Tuyệt mật", LAW_TUYET_MAT},
      {"", LAW_LEVEL_NONE},
      {"mat", LAW_LEVEL_NONE},
      {"Tối", LAW_LEVEL_NONE},
      {"mật ong", LAW_LEVEL_NONE},
      {"tuyet mat", LAW_LEVEL_NONE},
      {"\xE1\xBA", LAW_LEVEL_NONE},
  };
  for (size_t i = 0; i < ARRAY_LEN(T); i++)
    assert_int_equal(law_level_parse(T[i].s), T[i].level);
  for (int l = LAW_MAT; l < LAW_LEVEL_COUNT; l++) {
    assert_int_equal(law_level_parse(law_level_code((enum law_level)l)), l);
    for (size_t i = 0; i < law_regime_count(law); i++)
      assert_int_equal(law_level_parse(law_level_label(law_regime_nth(law, i), (enum law_level)l)),
                       l);
  }
  assert_string_equal(law_level_label(law_regime_nth(law, 1), LAW_TOI_MAT), "Tối mật");
}

static void test_who_may(void **state) {
  (void)state;
  struct date old = day("2021-01-01"), now = day("2026-11-21");
  assert_non_null(law_may_copy(law, "minister", LAW_TUYET_MAT, old));
  assert_non_null(law_may_copy(law, "minister", LAW_MAT, old));
  assert_null(law_may_copy(law, "provincial_department_director", LAW_TUYET_MAT, old));
  assert_non_null(law_may_copy(law, "provincial_department_director", LAW_TOI_MAT, old));
  assert_null(law_may_copy(law, "district_section_head", LAW_TOI_MAT, old));
  assert_non_null(law_may_copy(law, "district_section_head", LAW_MAT, old));
  assert_non_null(law_may_copy(law, "district_ubnd_chair", LAW_TOI_MAT, old));
  assert_null(law_may_copy(law, "district_ubnd_chair", LAW_TOI_MAT, now));
  assert_null(law_may_copy(law, "commune_ubnd_chair", LAW_TOI_MAT, old));
  assert_non_null(law_may_copy(law, "commune_ubnd_chair", LAW_TOI_MAT, now));
  assert_null(law_may_copy(law, "commune_section_head", LAW_TOI_MAT, now));
  assert_null(law_may_copy(law, "nobody", LAW_MAT, now));
  assert_null(law_may_copy(law, "minister", LAW_LEVEL_NONE, now));
  assert_null(law_may_copy(law, "minister", LAW_MAT, day("2010-01-01")));
  assert_non_null(law_may_destroy(law, "provincial_department_director", old));
  assert_null(law_may_destroy(law, "district_section_head", old));
}

static void test_getters(void **state) {
  (void)state;
  int64_t n;
  bool b;
  const char *s;
  struct date d = day("2021-01-01");
  assert_ok(law_int_at(law, "deadline.notice_after_adjustment_days", d, &n));
  assert_int_equal(n, 15);
  assert_ok(law_bool_at(law, "delegation.sub_delegation", d, &b));
  assert_false(b);
  assert_ok(law_text_at(law, "level.mat.stamp", d, &s));
  assert_string_equal(s, "MẬT");
  assert_err(law_int_at(law, "deadline.ad_hoc_report", d, &n), ERR_NOT_FOUND);
  assert_err(law_int_at(law, "level.mat.stamp", d, &n), ERR_INTERNAL);
  assert_err(law_int_at(law, "level.mat.stamp", day("1990-01-01"), &n), ERR_NOT_FOUND);
  assert_err(law_bool_at(law, "level.mat.stamp", d, &b), ERR_INTERNAL);
  assert_err(law_text_at(law, "no.such", d, &s), ERR_NOT_FOUND);
  assert_true(
      law_has(law_value_at(law, "network.allowed", day("2026-03-01")), "lan_doc_lap_one_premises"));
  assert_false(law_has(law_value_at(law, "network.allowed", d), "lan_doc_lap_one_premises"));
}

/// What is built in is what stands in law/, and loading the folder gives the same values.
static void test_embedded_is_the_folder(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  const char *folder = file_join(a, getenv("KIN_SOURCE"), "law");
  size_t inis = 0;
  for (size_t i = 0; i < law_embedded_count; i++) {
    if (i) assert_true(strcmp(law_embedded[i - 1].path, law_embedded[i].path) < 0);
    struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
    assert_ok(file_read(file_join(a, folder, law_embedded[i].path), &b));
    assert_int_equal(b.n, law_embedded[i].n);
    assert_memory_equal(b.p, law_embedded[i].p, b.n);
    inis += strstr(law_embedded[i].path, ".ini") != NULL;
  }
  assert_true(inis > 20);
  struct law *other CLEANUP(law_freep) = NULL;
  assert_ok(law_load_folder(folder, &other));
  assert_string_equal(law_edition(other), law_edition(law));
  for (size_t i = 0; i < law_regime_count(law); i++) {
    const struct law_regime *r = law_regime_nth(law, i), *s = law_regime_nth(other, i);
    assert_int_equal(r->n_values, s->n_values);
    for (size_t k = 0; k < r->n_values; k++) {
      assert_string_equal(r->values[k].key, s->values[k].key);
      assert_string_equal(r->values[k].raw, s->values[k].raw);
    }
  }
  assert_err(law_load_folder(file_join(a, folder, "no-such-folder"), &other), ERR_NOT_FOUND);
}

static void test_words_for_people(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  const struct law_regime *r = law_regime_by_id(law, "vn-2018");
  const struct law_value *v = law_value(r, "deadline.extension_decision_before_expiry_days");
  assert_string_equal(law_value_shown(a, law, v, LANG_VI), "60 ngày");
  assert_string_equal(law_value_shown(a, law, v, LANG_EN), "60 days");
  assert_string_equal(v->article, "Luật 29/2018/QH14, Điều 20");
  assert_string_equal(law_value_sureness(a, v, LANG_VI), "đã đọc trong toàn văn");
  assert_string_equal(law_value_shown(a, law, law_value(r, "report.annual.send_by"), LANG_VI),
                      "20/12");
  assert_string_equal(law_value_shown(a, law, law_value(r, "level.mat.stamp_mm"), LANG_VI),
                      "20 x 8 mm");
  assert_string_equal(law_value_shown(a, law, law_value(r, "delegation.sub_delegation"), LANG_VI),
                      "không");
  assert_string_equal(law_value_shown(a, law, law_value(r, "deadline.ad_hoc_report"), LANG_EN),
                      "at once");
  assert_string_equal(law_value_shown(a, law, law_value(r, "delegation.to"), LANG_VI), "cấp phó");
  assert_string_equal(
      law_value_shown(a, law, law_value(r, "sanction.144_2021.transmission"), LANG_VI),
      "20.000.000 – 30.000.000 đồng");
  assert_string_equal(law_value_shown(a, law, law_value(r, "transition.fix_term_before"), LANG_VI),
                      "01/07/2021");
  v = law_value(law_regime_by_id(law, "vn-2026"), "deadline.notice_after_extension_days");
  assert_string_equal(law_value_sureness(a, v, LANG_VI),
                      "chưa chắc, phải đọc văn bản gốc; cần đọc văn bản chính thức");
}

// ---- terms and deadlines against a calendar of the test's own
// ------------------------------------------

static bool own_leap(int y) {
  return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int own_month_days(int y, int m) {
  return m == 2 ? 28 + own_leap(y) : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
}

/// Steps day by day: slow, and nothing like the arithmetic under test.
static struct date own_step(struct date d, int n) {
  for (; n > 0; n--)
    if (++d.day > own_month_days(d.year, d.month)) {
      d.day = 1;
      if (++d.month > 12) d.month = 1, d.year++;
    }
  for (; n < 0; n++)
    if (--d.day < 1) {
      if (--d.month < 1) d.month = 12, d.year--;
      d.day = own_month_days(d.year, d.month);
    }
  return d;
}

static void test_deadlines_against_own_calendar(void **state) {
  (void)state;
  static const int YEARS[] = {[LAW_MAT] = 10, [LAW_TOI_MAT] = 20, [LAW_TUYET_MAT] = 30};
  for (struct date d = day("2019-01-01"); d.year < 2030; d = own_step(d, 1)) {
    for (int l = LAW_MAT; l < LAW_LEVEL_COUNT; l++) {
      struct law_day end = law_term_end(law, (enum law_level)l, d);
      assert_true(end.set);
      struct date expected = {d.year + YEARS[l], d.month, d.day};
      if (d.month == 2 && d.day == 29 && !own_leap(expected.year)) expected.day = 28;
      assert_int_equal(date_compare(end.day, expected), 0);
      struct law_day last = law_extension_deadline(law, end.day);
      assert_true(last.set);
      assert_int_equal(date_compare(last.day, own_step(end.day, -60)), 0);
      assert_int_equal(law_days_left(end.day, last.day), 60);
    }
    if (d.year < 2020 || (d.year == 2020 && d.month < 7)) continue;
    struct law_day due = law_due(law, "deadline.notice_after_adjustment_days", d);
    assert_true(due.set);
    assert_int_equal(date_compare(due.day, own_step(d, 15)), 0);
    assert_int_equal(law_days_left(due.day, due.day), 0);
    assert_int_equal(law_days_left(due.day, own_step(due.day, 1)), -1);
  }
}

static void test_deadlines_by_hand(void **state) {
  (void)state;
  static const struct {
    enum law_level level;
    const char *determined, *end, *decide;
  } T[] = {
      {LAW_MAT, "2020-02-29", "2030-02-28", "2029-12-30"},
      {LAW_TOI_MAT, "2020-02-29", "2040-02-29", "2039-12-31"},
      {LAW_TUYET_MAT, "2020-02-29", "2050-02-28", "2049-12-30"},
      {LAW_MAT, "2020-12-31", "2030-12-31", "2030-11-01"},
      {LAW_MAT, "2019-01-01", "2029-01-01", "2028-11-02"},
      {LAW_MAT, "2026-03-01", "2036-03-01", "2036-01-01"},
      {LAW_MAT, "2025-03-01", "2035-03-01", "2034-12-31"},
  };
  for (size_t i = 0; i < ARRAY_LEN(T); i++) {
    struct law_day end = law_term_end(law, T[i].level, day(T[i].determined));
    assert_day(end.day, T[i].end);
    assert_day(law_extension_deadline(law, end.day).day, T[i].decide);
  }
  struct law_day none = law_term_end(law, LAW_MAT, day("2015-05-05"));
  assert_false(none.set);
  assert_true(none.value->word);  // the Ordinance fixed no years
  none = law_term_end(law, LAW_MAT, day("1999-05-05"));
  assert_false(none.set);
  assert_null(none.value);
  assert_false(law_term_end(law, LAW_LEVEL_NONE, day("2021-05-05")).set);
  assert_false(law_term_end(law, LAW_MAT, (struct date){2021, 2, 30}).set);
  assert_false(law_term_end(law, LAW_MAT, day("2995-01-01")).set);
  struct law_day longer = law_extension_end(law, LAW_MAT, day("2030-02-28"), day("2029-12-01"));
  assert_true(longer.set);
  assert_day(longer.day, "2040-02-28");
  assert_false(law_extension_end(law, LAW_MAT, day("2030-02-28"), day("2005-12-01")).set);
  struct law_day once = law_due(law, "deadline.incident_report", day("2021-05-05"));
  assert_true(once.at_once && !once.set);
  assert_day(once.day, "2021-05-05");
  assert_null(law_due(law, "deadline.no_such", day("2021-05-05")).value);
  assert_false(law_due(law, "level.mat.stamp", day("2021-05-05")).set);
}

static void test_report_period(void **state) {
  (void)state;
  for (int year = 2020; year <= 2030; year++) {
    struct law_period p = law_report_period(law, year), before = law_report_period(law, year - 1);
    assert_true(p.set);
    assert_int_equal(date_compare(p.from, (struct date){year - 1, 12, 15}), 0);
    assert_int_equal(date_compare(p.to, (struct date){year, 12, 14}), 0);
    assert_int_equal(date_compare(p.send_by, (struct date){year, 12, 20}), 0);
    if (before.set)
      assert_int_equal(date_compare(own_step(before.to, 1), p.from), 0);  // no day lost
  }
  assert_false(
      law_report_period(law, 2019).set);  // the date of the Ordinance's report is not known
  assert_false(law_report_period(law, 100000).set);
}

// ---- malformed data
// --------------------------------------------------------------------------------------

/// The embedded files with one of them changed.
struct copy {
  struct law_file files[128];
  size_t n;
  struct arena *a;
};

static struct copy copy_law(struct arena *a) {
  struct copy c = {.n = law_embedded_count, .a = a};
  assert_true(c.n < ARRAY_LEN(c.files) - 4);
  memcpy(c.files, law_embedded, sizeof *law_embedded * c.n);
  return c;
}

static void add(struct copy *c, const char *path, const char *text) {
  for (size_t i = 0; i < c->n; i++)
    if (!strcmp(c->files[i].path, path)) {
      c->files[i] = (struct law_file){path, (const uint8_t *)text, strlen(text)};
      return;
    }
  c->files[c->n++] = (struct law_file){path, (const uint8_t *)text, strlen(text)};
}

/// Replaces the first `old` of a file and gives the line it stood on.
static int change(struct copy *c, const char *path, const char *old, const char *new) {
  for (size_t i = 0; i < c->n; i++) {
    if (strcmp(c->files[i].path, path)) continue;
    const char *text = arena_strndup(c->a, (const char *)c->files[i].p, c->files[i].n);
    const char *at = strstr(text, old);
    assert_non_null(at);
    int line = 1;
    for (const char *s = text; s < at; s++)
      line += *s == '\n';
    char *changed = arena_printf(c->a, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    c->files[i] = (struct law_file){path, (const uint8_t *)changed, strlen(changed)};
    return line;
  }
  fail_msg("%s is not embedded", path);
  return 0;
}

static void remove_section(struct copy *c, const char *path, const char *key) {
  for (size_t i = 0; i < c->n; i++) {
    if (strcmp(c->files[i].path, path)) continue;
    const char *text = arena_strndup(c->a, (const char *)c->files[i].p, c->files[i].n);
    const char *at = strstr(text, arena_printf(c->a, "[%s]", key));
    assert_non_null(at);
    const char *rest = strchr(at + 1, '[');
    change(c, path, arena_strndup(c->a, at, rest ? (size_t)(rest - at) : strlen(at)), "");
    return;
  }
  fail_msg("%s is not embedded", path);
}

/// Refused with this message, at this file and (line > 0) this line.
static void assert_refused(const struct copy *c, enum msg message, const char *file, int line) {
  struct law *l CLEANUP(law_freep) = NULL;
  struct err *e CLEANUP(err_freep) = law_load(c->files, c->n, &l);
  assert_non_null(e);
  assert_null(l);
  if (e->message != message)
    fail_msg("%s instead of %s", msg_text(LANG_EN, e->message), msg_text(LANG_EN, message));
  assert_int_equal(e->code, ERR_INPUT);
  assert_string_equal(e->args[0].value, file);
  if (line) assert_int_equal(atoi(e->args[1].value), line);
  assert_true(e->hint != MSG_NONE);
}

static void test_malformed_data(void **state) {
  (void)state;
  static const struct {
    const char *path, *old, *new;
    enum msg message;
    int after;  ///< the line named, counted from that of `old`
  } T[] = {
#define LEV "vn-2018/levels.ini"
#define DL "vn-2018/deadlines.ini"
      {LEV, "certainty = V\n", "", MSG_LAW_MISSING_KEY, -3},
      {LEV, "certainty = V\n", "certainty = X\n", MSG_LAW_BAD_CERTAINTY, 0},
      {LEV, "certainty = V\n", "certainty = V\ncertainty = V\n", MSG_LAW_DOUBLE_KEY, 1},
      {LEV, "certainty = V\n", "certainty = V\ncolour = red\n", MSG_LAW_UNKNOWN_KEY, 1},
      {LEV, "certainty = V\n", "certainty = V\nnote.vi = Một mình.\n", MSG_LAW_MISSING_KEY, -3},
      {LEV, "article = Luật 29/2018/QH14, Điều 8\n", "", MSG_LAW_MISSING_KEY, -2},
      {LEV, "article = Luật 29/2018/QH14, Điều 8\n", "article =\n", MSG_LAW_NO_ARTICLE, -2},
      {LEV, "certainty = V\n", "certainty = D\n", MSG_LAW_OWN_HAS_ARTICLE, -3},
      {LEV, "value = 30\n", "value = ba mươi\n", MSG_LAW_BAD_INT, 0},
      {LEV, "value = 30\n", "value = 0\n", MSG_LAW_INT_RANGE, 0},
      {LEV, "value = 30\n", "value = 101\n", MSG_LAW_INT_RANGE, 0},
      {LEV, "value = 30\n", "value = 9999999999999999999\n", MSG_LAW_BAD_INT, 0},
      {LEV, "value = 30\n", "value =\n", MSG_LAW_MISSING_KEY, 0},
      {LEV, "unit = year\n", "unit = day\n", MSG_LAW_BAD_UNIT, -1},
      {LEV, "unit = year\n", "", MSG_LAW_BAD_UNIT, -1},
      {LEV, "value = 40 x 8\n", "value = 40\n", MSG_LAW_BAD_PAIR, 0},
      {LEV, "value = with_consent\n", "value = sometimes\n", MSG_LAW_UNKNOWN_WORD, 0},
      {LEV, "from = 2019-01-01\n", "from = 2019-02-29\n", MSG_LAW_BAD_DAY, 0},
      {LEV, "from = 2019-01-01\n", "from = 01/01/2019\n", MSG_LAW_BAD_DAY, 0},
      {LEV, "from = 2019-01-01\n", "from = 2027-01-01\n", MSG_LAW_BAD_SPAN, -3},
      {LEV, "from = 2019-01-01\n", "from = 2018-12-31\n", MSG_LAW_OVERLAP, -2},
      {LEV, "[level.tuyet_mat.label]", "[level.rat_mat.label]", MSG_LAW_UNKNOWN_SECTION, 0},
      {LEV, "[level.tuyet_mat.label]", "[level.tuyet_mat.label", MSG_LAW_BAD_SECTION, 0},
      {LEV, "[level.tuyet_mat.label]", "[Độ mật]", MSG_LAW_BAD_SECTION, 0},
      {LEV, "[level.tuyet_mat.label]", "value = 1\n[level.tuyet_mat.label]", MSG_LAW_NO_SECTION, 0},
      {LEV, "[level.toi_mat.label]", "[level.tuyet_mat.label]", MSG_LAW_DOUBLE_SECTION, 0},
      {LEV, "[level.toi_mat.label]", "just words\n[level.toi_mat.label]", MSG_LAW_BAD_LINE, 0},
      {LEV, "[level.toi_mat.label]", "  indented\n[level.toi_mat.label]", MSG_LAW_BAD_LINE, 0},
      {LEV, "value = Mật\n", "value = M\xE1\xBAt\n", MSG_LAW_NOT_UTF8, 0},
      {LEV, "value = Mật\n", "value = M\x01t\n", MSG_LAW_CONTROL_BYTE, 0},
      {DL, "value = 12-15\n", "value = 02-29\n", MSG_LAW_BAD_DAY, 0},
      {DL, "value = 12-15\n", "value = 15-12\n", MSG_LAW_BAD_DAY, 0},
      {DL, "value = at_once\n", "value = soon\n", MSG_LAW_BAD_INT, 0},
      {"vn-2018/authority.ini", "delegation.sub_delegation]\nvalue = no",
       "delegation.sub_delegation]\nvalue = maybe", MSG_LAW_BAD_BOOL, 1},
      {"vn-2018/authority.ini", "value = head, deputy", "value = head, head", MSG_LAW_DOUBLE_WORD,
       0},
      {"vn-2018/authority.ini", "value = head, deputy", "value = head,, deputy", MSG_LAW_BAD_LIST,
       0},
      {"vn-2026/deadlines.ini", "deadline.notice_after_extension_days]\nvalue = 15",
       "deadline.notice_after_extension_days]\nvalue = 14", MSG_LAW_NOT_TAKEN, 1},
      {"vn-2018/regime.ini", "id = vn-2018", "id = vn-2017", MSG_LAW_WRONG_FOLDER, -1},
      {"vn-2018/regime.ini", "to = 2026-02-28", "to = 2026-03-01", MSG_LAW_OVERLAP, -99},
      {"vn-2018/regime.ini", "kind = decree", "kind = poem", MSG_LAW_UNKNOWN_WORD, 0},
      {"vn-2018/regime.ini", "[instrument.nd_26_2020]", "[decree]", MSG_LAW_UNKNOWN_SECTION, 0},
      {"schema.ini", "kind = text", "kind = poem", MSG_LAW_UNKNOWN_WORD, -1},
      {"schema.ini", "unit = year", "unit = moon", MSG_LAW_UNKNOWN_WORD, -2},
      {"schema.ini", "each = mat, toi_mat, tuyet_mat\n", "", MSG_LAW_BAD_SCHEMA, -2},
      {"words.ini", "label.vi = năm\n", "", MSG_LAW_MISSING_KEY, -1},
  };
  for (size_t i = 0; i < ARRAY_LEN(T); i++) {
    struct arena *a CLEANUP(arena_freep) = arena_new(4 << 20);
    struct copy c = copy_law(a);
    int line = change(&c, T[i].path, T[i].old, T[i].new);
    bool here = T[i].after != -99;
    assert_refused(&c, T[i].message, here ? T[i].path : "vn-2026/regime.ini",
                   here ? line + T[i].after : 0);
  }
}

static void test_missing_parts(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(16 << 20);
  // Required values taken out in turn: the file and the section are named.
  static const char *const KEYS[][2] = {
      {"levels", "level.mat.term_years"},    {"levels", "level.tuyet_mat.stamp"},
      {"levels", "level.toi_mat.envelopes"}, {"deadlines", "report.annual.send_by"},
      {"deadlines", "term.start"},           {"authority", "authority.copy.mat"},
      {"authority", "destroy.restorable"},   {"conduct", "network.allowed"},
      {"conduct", "numbering.restart"},      {"staff", "staff.part_time_in"},
  };
  for (size_t i = 0; i < ARRAY_LEN(KEYS); i++) {
    struct copy c = copy_law(a);
    remove_section(&c, arena_printf(a, "vn-2018/%s.ini", KEYS[i][0]), KEYS[i][1]);
    remove_section(&c, arena_printf(a, "vn-2026/%s.ini", KEYS[i][0]), KEYS[i][1]);
    assert_refused(&c, MSG_LAW_MISSING_SECTION, "vn-2018/regime.ini", 0);
    struct law *l = NULL;
    struct err *e CLEANUP(err_freep) = law_load(c.files, c.n, &l);
    assert_string_equal(e->args[2].value, KEYS[i][1]);
  }
  struct copy c = copy_law(a);
  add(&c, "vn-2018/levels.ini", "# nothing\n");
  assert_refused(&c, MSG_LAW_MISSING_SECTION, "vn-2018/regime.ini", 0);
  c = copy_law(a);
  add(&c, "vn-2018/regime.ini", "");
  assert_refused(&c, MSG_LAW_MISSING_SECTION, "vn-2018/regime.ini", 0);
  c = copy_law(a);
  add(&c, "vn-2030/levels.ini", "");
  assert_refused(&c, MSG_LAW_NO_HEADER, "vn-2030/levels.ini", 0);
  c = copy_law(a);
  add(&c, "law.ini", "");
  assert_refused(&c, MSG_LAW_MISSING_SECTION, "law.ini", 0);
  static const char *const STRAY[] = {"other.ini",   "../x.ini",    "a/b/c.ini",
                                      "rules/x.txt", "rules/x.ini", "vn-2018/x.sql",
                                      "x",           "/etc/x.ini",  ".ini"};
  for (size_t i = 0; i < ARRAY_LEN(STRAY); i++) {
    c = copy_law(a);
    add(&c, STRAY[i], "");
    assert_refused(&c, MSG_LAW_UNKNOWN_FILE, STRAY[i], 0);
  }
  c = copy_law(a);
  c.files[c.n] = c.files[0], c.n++;  // one file twice
  assert_refused(&c, MSG_LAW_UNKNOWN_FILE, c.files[0].path, 0);
  c.n = 0;
  assert_refused(&c, MSG_LAW_MISSING_FILE, "law.ini", 0);
}

static void test_too_much(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(64 << 20);
  struct law *l = NULL;
  size_t n = LAW_MAX_FILE_BYTES + 1;
  char *big = arena_alloc(a, 5 << 20);
  memset(big, '\n', 5 << 20);
  struct copy c = copy_law(a);
  c.files[c.n++] = (struct law_file){"vn-2018/z.ini", (uint8_t *)big, n};
  assert_err(law_load(c.files, c.n, &l), ERR_LIMIT);
  c.files[c.n - 1].n = 5 << 20;
  assert_err(law_load(c.files, c.n, &l), ERR_LIMIT);
  c.files[c.n - 1].n = LAW_MAX_FILE_BYTES - 1;  // too many lines
  assert_err(law_load(c.files, c.n, &l), ERR_LIMIT);
  c.files[c.n - 1].n = 1000;  // a thousand empty lines are fine
  assert_ok(law_load(c.files, c.n, &l));
  law_freep(&l);
  struct buf sections CLEANUP(buf_free) = buf_init(1 << 20);
  for (int i = 0; i < 3000; i++)
    buf_printf(&sections, "[s%d]\n", i);
  c.files[c.n - 1] = (struct law_file){"vn-2018/z.ini", (uint8_t *)sections.p, sections.n};
  assert_err(law_load(c.files, c.n, &l), ERR_LIMIT);
  buf_clear(&sections);
  buf_puts(&sections, "[s]\n");
  for (int i = 0; i < 100; i++)
    buf_printf(&sections, "k%d = 1\n", i);
  c.files[c.n - 1] = (struct law_file){"vn-2018/z.ini", (uint8_t *)sections.p, sections.n};
  assert_err(law_load(c.files, c.n, &l), ERR_LIMIT);
}

/// Any bytes at all: loading ends in a law or an error, never otherwise. The changes are drawn by a
/// fixed recipe.
static void test_any_bytes(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(8 << 20);
  uint64_t x = 88172645463325252u;
  size_t refused = 0;
  for (int round = 0; round < 400; round++) {
    arena_clear(a);
    struct copy c = copy_law(a);
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    size_t which = x % c.n;
    size_t n = c.files[which].n;
    uint8_t *p = arena_alloc(a, n);
    memcpy(p, c.files[which].p, n);
    for (int k = 0; k < 1 + round % 4; k++) {
      x ^= x << 13, x ^= x >> 7, x ^= x << 17;
      static const char LIKELY[] = "\n[]=#; \t.*,|\0\xFF\xC3";
      p[x % n] = round % 2 ? (uint8_t)LIKELY[(x >> 32) % (sizeof LIKELY - 1)] : (uint8_t)(x >> 40);
    }
    if (round % 5 == 0) n = x % n;  // cut short
    c.files[which] = (struct law_file){c.files[which].path, p, n};
    struct law *l CLEANUP(law_freep) = NULL;
    struct err *e CLEANUP(err_freep) = law_load(c.files, c.n, &l);
    assert_true(!e == (l != NULL));
    if (e) assert_true(e->code == ERR_INPUT || e->code == ERR_LIMIT);
    refused += e != NULL;
  }
  assert_true(refused > 100 && refused < 400);
}

static void test_spellings_of_ini(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(16 << 20);
  struct copy c = copy_law(a);
  // CRLF line ends, a byte order mark and spaces change nothing.
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  size_t which = 0;
  while (strcmp(c.files[which].path, "vn-2018/conduct.ini"))
    which++;
  buf_puts(&b, "\xEF\xBB\xBF");
  for (size_t i = 0; i < c.files[which].n; i++) {
    if (c.files[which].p[i] == '\n') buf_puts(&b, " \t\r");
    buf_putc(&b, (char)c.files[which].p[i]);
  }
  c.files[which] = (struct law_file){"vn-2018/conduct.ini", (uint8_t *)b.p, b.n};
  struct law *l CLEANUP(law_freep) = NULL;
  assert_ok(law_load(c.files, c.n, &l));
  const struct law_regime *r = law_regime_by_id(law, "vn-2018"),
                          *s = law_regime_by_id(l, "vn-2018");
  for (size_t i = 0; i < r->n_values; i++) {
    assert_string_equal(r->values[i].raw, s->values[i].raw);
    assert_string_equal(r->values[i].note[LANG_VI], s->values[i].note[LANG_VI]);
  }
  // A long value goes on over lines; " ;" is part of a value, not a comment.
  c = copy_law(a);
  change(&c, "vn-2018/conduct.ini", "[transition.before_2019]\nvalue = ",
         "[transition.before_2019]\nvalue = một ; hai\n  ba\n\tbốn\n  ");
  law_freep(&l);
  assert_ok(law_load(c.files, c.n, &l));
  const char *raw = law_value(law_regime_by_id(l, "vn-2018"), "transition.before_2019")->raw;
  assert_memory_equal(raw, "một ; hai ba bốn tài liệu", strlen("một ; hai ba bốn tài liệu"));
}

static void test_gap_between_regimes(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(4 << 20);
  struct copy c = copy_law(a);
  change(&c, "vn-2018/regime.ini", "to = 2026-02-28", "to = 2026-01-31");
  struct law *l CLEANUP(law_freep) = NULL;
  assert_ok(law_load(c.files, c.n, &l));
  enum msg reason;
  assert_null(law_regime_at(l, day("2026-02-01"), &reason));
  assert_int_equal(reason, MSG_LAW_IN_GAP);
  assert_non_null(law_regime_at(l, day("2026-01-31"), &reason));
  change(&c, "vn-2026/regime.ini", "from = 2026-03-01\n", "from = 2026-03-01\nto = 2030-12-31\n");
  law_freep(&l);
  assert_ok(law_load(c.files, c.n, &l));
  assert_null(law_regime_at(l, day("2031-01-01"), &reason));
  assert_int_equal(reason, MSG_LAW_AFTER_LAST);
}

static void test_confirming(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct law *l CLEANUP(law_freep) = NULL;
  assert_ok(law_load_embedded(&l));
  const struct law_value *v =
      law_value(law_regime_by_id(l, "vn-2026"), "deadline.notice_after_extension_days");
  assert_false(law_certainty_refuses(v));
  struct law_confirmation c = {"vn-2026",          v->key,        "14",
                               "Luật mẫu, Điều 1", "Văn phòng A", {2026, 11, 20}};
  assert_err(law_confirm(l, &c), ERR_CONFLICT);
  assert_false(law_certainty_refuses(v));
  c.raw = "15";
  assert_ok(law_confirm(l, &c));
  assert_true(law_certainty_refuses(v));
  assert_int_equal(law_value_certainty(v), LAW_V);
  assert_int_equal(v->certainty, LAW_K_WEAK);
  assert_string_equal(law_value_sureness(a, v, LANG_EN),
                      "confirmed by Văn phòng A on 20/11/2026 from Luật mẫu, Điều 1");
  c.key = "no.such";
  assert_err(law_confirm(l, &c), ERR_NOT_FOUND);
  c.regime = "vn-1900";
  assert_err(law_confirm(l, &c), ERR_NOT_FOUND);
}

// ---- rules
// ---------------------------------------------------------------------------------------------

#define RULE_HEAD                                             \
  "-- id: thu-010\n"                                          \
  "-- severity: refuse\n"                                     \
  "-- events: unit.created, unit.renamed\n"                   \
  "-- values: vn-2018/deadline.notice_after_extension_days, " \
  "vn-2026/deadline.notice_after_extension_days\n"            \
  "-- article: Luật mẫu, Điều 1\n"                     \
  "-- certainty: V\n"                                         \
  "-- title.vi: Đơn vị phải có tên\n"                 \
  "-- title.en: A unit has a name\n"                          \
  "-- explain.vi: Tên trống.\n"                            \
  "--   Ghi tên đơn vị.\n"                               \
  "-- explain.en: The name is empty. Write it.\n"
#define RULE_SQL                                           \
  "SELECT id AS subject, 'trống: ?' AS detail -- why?\n" \
  "FROM unit WHERE id = :subject AND name = ''\n"

static void test_rule(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct copy c = copy_law(a);
  add(&c, "rules/thu-010.sql", RULE_HEAD "\n" RULE_SQL);
  struct law *l CLEANUP(law_freep) = NULL;
  assert_ok(law_load(c.files, c.n, &l));
  const struct law_rule *r = law_rule_by_id(l, "thu-010");
  assert_non_null(r);
  assert_null(law_rule_by_id(l, "thu"));
  assert_int_equal(r->severity, LAW_REFUSE);
  assert_int_equal(r->events.n, 2);
  assert_true(law_rule_bound(r, "unit.renamed"));
  assert_false(law_rule_bound(r, "unit"));
  assert_string_equal(r->explain[LANG_VI], "Tên trống. Ghi tên đơn vị.");
  assert_string_equal(r->title[LANG_EN], "A unit has a name");
  assert_string_equal(r->sql, RULE_SQL);
  assert_int_equal(r->line, 13);
  const struct law_value *why;
  assert_int_equal(law_rule_severity(l, r, day("2021-01-01"), &why), LAW_REFUSE);
  assert_null(why);
  assert_int_equal(law_rule_severity(l, r, day("2026-03-01"), &why), LAW_WARN);  // needs a check
  assert_string_equal(why->regime->id, "vn-2026");
  assert_true(law_rule_applies(l, r, day("2026-03-01")));
  assert_false(law_rule_applies(l, r, day("2010-01-01")));
  assert_int_equal(law_rule_severity(l, r, day("2010-01-01"), &why), LAW_WARN);
  struct law_confirmation ok = {"vn-2026",     "deadline.notice_after_extension_days",
                                "15",          "Luật mẫu, Điều 2",
                                "Văn phòng A", {2026, 11, 20}};
  assert_ok(law_confirm(l, &ok));
  assert_int_equal(law_rule_severity(l, r, day("2026-03-01"), &why), LAW_REFUSE);
}

static void test_rule_severity(void **state) {
  (void)state;
  static const struct {
    const char *old, *new, *day;
    enum law_severity severity;
    bool applies;
  } T[] = {
      {"severity: refuse", "severity: warn", "2021-01-01", LAW_WARN, true},
      {"severity: refuse", "severity: audit", "2021-01-01", LAW_AUDIT, true},
      {"certainty: V", "certainty: K", "2021-01-01", LAW_WARN, true},
      {"certainty: V", "certainty: V2", "2021-01-01", LAW_REFUSE, true},
      {"values: vn-2018/deadline.notice_after_extension_days, "
       "vn-2026/deadline.notice_after_extension_days",
       "values:", "1950-01-01", LAW_REFUSE, true},
      {"values: vn-2018/deadline.notice_after_extension_days, "
       "vn-2026/deadline.notice_after_extension_days",
       "values: deadline.notice_after_adjustment_days", "2026-03-01", LAW_REFUSE, true},
      {"-- article", "-- from: 2022-01-01\n-- to: 2022-12-31\n-- article", "2022-12-31", LAW_REFUSE,
       true},
      {"-- article", "-- from: 2022-01-01\n-- to: 2022-12-31\n-- article", "2023-01-01", LAW_REFUSE,
       false},
  };
  for (size_t i = 0; i < ARRAY_LEN(T); i++) {
    struct arena *a CLEANUP(arena_freep) = arena_new(4 << 20);
    struct copy c = copy_law(a);
    add(&c, "rules/thu-010.sql", RULE_HEAD RULE_SQL);
    change(&c, "rules/thu-010.sql", T[i].old, T[i].new);
    struct law *l CLEANUP(law_freep) = NULL;
    assert_ok(law_load(c.files, c.n, &l));
    const struct law_value *why;
    const struct law_rule *r = law_rule_by_id(l, "thu-010");
    assert_int_equal(law_rule_severity(l, r, day(T[i].day), &why), T[i].severity);
    assert_int_equal(law_rule_applies(l, r, day(T[i].day)), T[i].applies);
  }
}

static void test_malformed_rules(void **state) {
  (void)state;
  static const struct {
    const char *old, *new;
    enum msg message;
    int after;
  } T[] = {
      {"-- id: thu-010\n", "", MSG_LAW_MISSING_KEY, 0},
      {"-- id: thu-010", "-- id: thu-011", MSG_LAW_RULE_NAME, 0},
      {"-- id: thu-010", "-- id: Thử 010", MSG_LAW_RULE_NAME, 0},
      {"-- severity: refuse", "-- severity: deny", MSG_LAW_BAD_SEVERITY, 0},
      {"-- severity: refuse", "-- severity: refuse\n-- severity: warn", MSG_LAW_DOUBLE_KEY, 1},
      {"-- severity: refuse", "-- mood: calm", MSG_LAW_UNKNOWN_KEY, 0},
      {"-- severity: refuse", "-- just words", MSG_LAW_UNKNOWN_KEY, 0},
      {"-- id: thu-010", "--   words\n-- id: thu-010", MSG_LAW_UNKNOWN_KEY, 0},
      {"unit.created, unit.renamed", "", MSG_LAW_RULE_UNBOUND, 0},
      {"unit.created, unit.renamed", "unit.created,", MSG_LAW_BAD_LIST, 0},
      {"unit.created, unit.renamed", "unit.created, unit.created", MSG_LAW_BAD_LIST, 0},
      {"unit.created, unit.renamed", "Unit Created", MSG_LAW_BAD_LIST, 0},
      {"vn-2026/deadline", "vn-2099/deadline", MSG_LAW_UNKNOWN_VALUE, 0},
      {"vn-2026/deadline", "vn/deadline", MSG_LAW_UNKNOWN_VALUE, 0},
      {"vn-2026/deadline", "vn-2000/deadline", MSG_LAW_UNKNOWN_VALUE, 0},
      {"-- article: Luật mẫu, Điều 1\n", "", MSG_LAW_MISSING_KEY, -99},
      {"-- article: Luật mẫu, Điều 1\n", "-- article:\n", MSG_LAW_NO_ARTICLE, 1},
      {"-- certainty: V", "-- certainty: sure", MSG_LAW_BAD_CERTAINTY, 0},
      {"-- title.en: A unit has a name\n", "-- title.en:\n", MSG_LAW_MISSING_KEY, 0},
      {"-- article", "-- from: 2022-13-01\n-- article", MSG_LAW_BAD_DAY, 0},
      {"-- article", "-- from: 2022-02-01\n-- to: 2022-01-01\n-- article", MSG_LAW_BAD_SPAN, 0},
      {"SELECT", "DELETE", MSG_LAW_NOT_A_SELECT, 0},
      {"SELECT", "SELECTED", MSG_LAW_NOT_A_SELECT, 0},
      {RULE_SQL, "", MSG_LAW_NOT_A_SELECT, 0},
      {":subject", ":name", MSG_LAW_UNKNOWN_PARAMETER, 0},
      {":subject", "id::text", MSG_LAW_UNKNOWN_PARAMETER, 0},
      {":subject", "?", MSG_LAW_UNKNOWN_PARAMETER, 0},
      {":subject", "@subject", MSG_LAW_UNKNOWN_PARAMETER, 0},
      {"name = ''", "name = '", MSG_LAW_OPEN_QUOTE, -99},
      {"name = ''", "name = ''; DELETE FROM unit", MSG_LAW_TWO_STATEMENTS, 0},
      {"name = ''", "name = '\x02'", MSG_LAW_CONTROL_BYTE, 0},
      {"name = ''", "name = '\xFF'", MSG_LAW_NOT_UTF8, -99},
  };
  for (size_t i = 0; i < ARRAY_LEN(T); i++) {
    struct arena *a CLEANUP(arena_freep) = arena_new(4 << 20);
    struct copy c = copy_law(a);
    add(&c, "rules/thu-010.sql", RULE_HEAD RULE_SQL);
    int line = change(&c, "rules/thu-010.sql", T[i].old, T[i].new);
    assert_refused(&c, T[i].message, "rules/thu-010.sql",
                   T[i].after == -99 ? 0 : line + T[i].after);
  }
  struct arena *a CLEANUP(arena_freep) = arena_new(4 << 20);
  struct copy c = copy_law(a);
  add(&c, "rules/thu-010.sql", RULE_HEAD RULE_SQL);
  c.files[c.n] = c.files[c.n - 1], c.n++;
  assert_refused(&c, MSG_LAW_DOUBLE_RULE, "rules/thu-010.sql", 0);
}

static void test_rules_are_sorted(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct copy c = copy_law(a);
  add(&c, "rules/thu-010.sql", RULE_HEAD RULE_SQL ";\n-- the end\n");
  add(&c, "rules/thu-005.sql",
      "-- id: thu-005\r\n-- severity: audit\r\n-- events:\r\n-- values:\r\n-- article:\r\n-- "
      "certainty: D\r\n"
      "-- title.vi: A\r\n-- title.en: B\r\n-- explain.vi: C\r\n-- explain.en: D\r\n\r\n"
      "WITH x AS (SELECT 1) SELECT :actor, CAST(:seq AS TEXT) FROM x WHERE :today > "
      "'2026-01-01'\r\n");
  struct law *l CLEANUP(law_freep) = NULL;
  assert_ok(law_load(c.files, c.n, &l));
  struct law_rules rules = law_rules(l);
  assert_true(rules.n >= 2);
  for (size_t i = 1; i < rules.n; i++)
    assert_true(strcmp(rules.p[i - 1].id, rules.p[i].id) < 0);
  assert_int_equal(law_rule_by_id(l, "thu-005")->events.n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_regime_of_a_day),
      cmocka_unit_test(test_staged_entry),
      cmocka_unit_test(test_every_value_says_how_sure),
      cmocka_unit_test(test_facts_of_the_reference),
      cmocka_unit_test(test_instruments),
      cmocka_unit_test(test_levels),
      cmocka_unit_test(test_who_may),
      cmocka_unit_test(test_getters),
      cmocka_unit_test(test_embedded_is_the_folder),
      cmocka_unit_test(test_words_for_people),
      cmocka_unit_test(test_deadlines_against_own_calendar),
      cmocka_unit_test(test_deadlines_by_hand),
      cmocka_unit_test(test_report_period),
      cmocka_unit_test(test_malformed_data),
      cmocka_unit_test(test_missing_parts),
      cmocka_unit_test(test_too_much),
      cmocka_unit_test(test_any_bytes),
      cmocka_unit_test(test_spellings_of_ini),
      cmocka_unit_test(test_gap_between_regimes),
      cmocka_unit_test(test_confirming),
      cmocka_unit_test(test_rule),
      cmocka_unit_test(test_rule_severity),
      cmocka_unit_test(test_malformed_rules),
      cmocka_unit_test(test_rules_are_sorted),
  };
  return cmocka_run_group_tests_name("law", tests, load, unload);
}
