// Floor 0: arenas, buffers, calendar days, errors in two languages, files, canonical JSON.
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/clock.h"

static void test_arena(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *s = arena_printf(a, "%d-%s", 7, "bảy");
  assert_string_equal(s, "7-bảy");
  char *big = arena_alloc(a, 900000);
  assert_int_equal(big[899999], 0);
  assert_true(arena_room(a) < (1 << 20) - 900000);
  arena_clear(a);
  assert_int_equal(arena_room(a), 1 << 20);
}

static void test_buf_keeps_its_cap(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(4);
  buf_puts(&b, "abcd");
  assert_false(b.over);
  buf_putc(&b, 'e');
  assert_true(b.over);
  assert_string_equal(buf_str(&b), "abcd");
  struct buf u CLEANUP(buf_free) = buf_init(100);
  buf_put_utf8(&u, 0x1EAC);
  buf_put_utf8(&u, 0x1F600);
  buf_put_utf8(&u, 0xD800);
  assert_string_equal(buf_str(&u), "Ậ\U0001F600\xEF\xBF\xBD");
}

// Every day of 1900..2999 against the C library's own calendar.
static void test_days_against_libc(void **state) {
  (void)state;
  struct date d = {1900, 1, 1};
  for (int64_t n = date_to_days(d); d.year < 3000; n++, d = date_add_days(d, 1)) {
    time_t t = n * 86400;
    struct tm tm;
    gmtime_r(&t, &tm);
    assert_int_equal(d.year, tm.tm_year + 1900);
    assert_int_equal(d.month, tm.tm_mon + 1);
    assert_int_equal(d.day, tm.tm_mday);
    assert_int_equal(date_to_days(d), n);
  }
}

static void test_dates(void **state) {
  (void)state;
  struct date d;
  assert_true(date_parse("29/02/2024", &d));
  assert_false(date_parse("29/02/2026", &d));
  assert_false(date_parse("2026-13-01", &d));
  assert_false(date_parse("2026-1-1", &d));
  assert_true(date_parse("2024-02-29", &d));
  char out[11];
  date_format_iso(date_add_years(d, 10), out);
  assert_string_equal(out, "2034-02-28");
  date_format_shown(d, out);
  assert_string_equal(out, "29/02/2024");
  instant t;
  assert_true(time_parse_iso("2026-11-20T07:40", &t));
  struct arena *a CLEANUP(arena_freep) = arena_new(4096);
  assert_string_equal(time_format_iso(a, t), "2026-11-20T07:40:00+07:00");
  assert_string_equal(time_format_shown(a, t), "20/11/2026 07:40");
  assert_true(time_parse_iso("2026-11-20", &t));
  assert_int_equal(date_compare(time_to_date(t), time_to_date(t - 1)), 1);
  assert_false(time_parse_iso("2026-11-20T25:00", &t));
  time_fix(t);
  assert_int_equal(time_now(), t);
  time_fix(0);
}

static void test_errors_in_both_languages(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  struct err *e CLEANUP(err_freep) = err_errno(28, "sổ");
  assert_int_equal(e->code, ERR_FULL);
  assert_string_equal(err_message(a, LANG_EN, e),
                      "The disk is full while writing sổ. Nothing was written.");
  assert_non_null(strstr(err_message(a, LANG_VI, e), "Ổ đĩa đã đầy"));
  assert_non_null(err_hint(a, LANG_VI, e));
  assert_int_equal(msg_by_key("err.json"), MSG_ERR_JSON);
  assert_int_equal(msg_by_key("no.such.key"), MSG_NONE);
}

static void test_files(void **state) {
  (void)state;
  char dir[] = "/tmp/kin-test-XXXXXX";
  assert_non_null(mkdtemp(dir));
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *sub = file_join(a, dir, "a/b");
  assert_ok(file_make_folder(sub));
  char *path = file_join(a, sub, "f");
  assert_ok(file_write(path, "một", 4, 0600));
  struct buf b CLEANUP(buf_free) = buf_init(100);
  assert_ok(file_read(path, &b));
  assert_int_equal(b.n, 4);
  struct buf small CLEANUP(buf_free) = buf_init(3);
  assert_err(file_read(path, &small), ERR_LIMIT);
  assert_err(file_read(sub, &b), ERR_INPUT);
  assert_err(file_read(file_join(a, sub, "none"), &b), ERR_NOT_FOUND);
  assert_err(file_write(file_join(a, path, "under-a-file"), "x", 1, 0600), ERR_IO);
}

static void test_json(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  json_t *j CLEANUP(json_freep) = NULL;
  const char *text = "{\"b\": 1, \"a\": [\"Mật\", {\"z\":2,\"c\":\"\\u0001\"}]}";
  assert_ok(json_parse(text, strlen(text), &j));
  assert_string_equal(json_canonical(a, j), "{\"a\":[\"Mật\",{\"c\":\"\\u0001\",\"z\":2}],\"b\":1}");
  json_t *bad = NULL;
  assert_err(json_parse("{\"a\":1,\"a\":2}", 13, &bad), ERR_INPUT);
  char deep[80];
  memset(deep, '[', 40), memset(deep + 40, ']', 40);
  assert_err(json_parse(deep, 80, &bad), ERR_LIMIT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_arena),          cmocka_unit_test(test_buf_keeps_its_cap),
      cmocka_unit_test(test_days_against_libc), cmocka_unit_test(test_dates),
      cmocka_unit_test(test_errors_in_both_languages), cmocka_unit_test(test_files),
      cmocka_unit_test(test_json),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
