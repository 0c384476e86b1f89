// Papers: the same data gives the same bytes, a table goes over pages with its head, hostile text stays text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "paper/paper.h"

static struct paper *make(int rows) {
  const struct paper_options o = {.lang = LANG_VI,
                                  .title = "Thử <b>",
                                  .running = "chân trang",
                                  .made = INT64_C(1795310036239)};
  const struct paper_column columns[] = {{"STT", 1, PAPER_RIGHT, false},
                                         {"Tên", 4, PAPER_LEFT, false},
                                         {"SHA-256", 3, PAPER_LEFT, true}};
  struct paper *p = paper_new(&o);
  paper_state_head(p, NULL, "CƠ QUAN MẪU", "Số: 1", "Nơi nọ, ngày 1");
  paper_title(p, "TÓM TẮT", "dòng dưới");
  paper_fact(p, "Nhãn", "Giá trị\x1b[31m & <script>");
  paper_table(p, columns, 3, "bảng");
  for (int i = 0; i < rows; i++) {
    const char *const cells[] = {"1", "tệp \xE2\x80\xAE ngược", "abcdef"};
    paper_row(p, cells);
  }
  paper_text(p, PAPER_NOTE, "ghi chú");
  const struct paper_signature lines[] = {{"Trưởng đoàn", "(Ký)"}, {"Người quét", "(Ký)"}};
  paper_signatures(p, lines, 2);
  return p;
}

static size_t times(const struct buf *b, const char *word) {
  size_t n = 0;
  for (const char *p = buf_str(b); (p = strstr(p, word)); p++)
    n++;
  return n;
}

static void test_the_same_bytes(void **state) {
  (void)state;
  struct buf one CLEANUP(buf_free) = buf_init(8 << 20), two CLEANUP(buf_free) = buf_init(8 << 20);
  struct paper *a CLEANUP(paper_freep) = make(300), *b CLEANUP(paper_freep) = make(300);
  time_fix(INT64_C(1800000000000));
  assert_null(paper_pdf(a, &one));
  time_fix(INT64_C(1900000000000));
  assert_null(paper_pdf(b, &two));
  time_fix(0);
  assert_true(one.n > 1000 && one.n == two.n);
  assert_memory_equal(one.p, two.p, one.n);
  assert_memory_equal(one.p, "%PDF-1.5", 8);
}

static void test_html_is_text(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(8 << 20);
  struct paper *p CLEANUP(paper_freep) = make(5);
  assert_null(paper_html(p, &b));
  assert_int_equal(times(&b, "<script"), 0);
  assert_int_equal(times(&b, "&lt;script&gt;"), 1);
  assert_int_equal(times(&b, "[U+202E]"), 5);
  assert_int_equal(times(&b, "\x1b"), 0);
  assert_int_equal(times(&b, "<table>"), times(&b, "</table>"));
  assert_int_equal(times(&b, "<dl>"), times(&b, "</dl>"));
}

static void test_a_cell_higher_than_a_page(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(8 << 20);
  struct paper *p CLEANUP(paper_freep) = make(1);
  char *big = base_alloc(100001);
  memset(big, 'x', 100000);
  big[100000] = 0;
  const char *const cells[] = {big, big, big};
  paper_row(p, cells);
  paper_fact(p, big, big);
  paper_text(p, PAPER_NOTE, big);
  paper_text(p, PAPER_TEXT, big);
  assert_null(paper_pdf(p, &b));
  free(big);
}

static void test_too_large_is_an_error(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(4096);
  struct paper *p CLEANUP(paper_freep) = make(300);
  struct err *e CLEANUP(err_freep) = paper_pdf(p, &b);
  assert_non_null(e);
  assert_int_equal(e->code, ERR_LIMIT);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_same_bytes),
                                     cmocka_unit_test(test_html_is_text),
                                     cmocka_unit_test(test_a_cell_higher_than_a_page),
                                     cmocka_unit_test(test_too_large_is_an_error)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
