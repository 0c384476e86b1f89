// Tests of old code pages: letters, two-byte letters, bytes without a letter, and what charset and language numbers mean.
#include "unit.h"

#include <string.h>

#include "base/buf.h"
#include "scan/readers/codepage.h"

static void expect(int page, const char *bytes, const char *utf8) {
  struct buf b CLEANUP(buf_free) = buf_init(4096);
  codepage_decode(page, (const uint8_t *)bytes, strlen(bytes), &b);
  assert_string_equal(buf_str(&b), utf8);
}

static void test_letters(void **state) {
  (void)state;
  expect(1252, "M\xCBT", "MËT");
  expect(1258, "\xD0\xD4", "ĐÔ");
  expect(1251, "\xD1\xE5\xEA\xF0\xE5\xF2\xED\xEE", "Секретно");
  expect(932, "\x8B\x40\x96\xA7\xB1", "機密ｱ");
  expect(936, "\xBB\xFA\xC3\xDC", "机密");
  expect(949, "\xB1\xE2\xB9\xD0", "기밀");
  expect(950, "\xBE\xF7\xB1\x4B", "機密");
  expect(10000, "\x8E", "é");
  expect(65001, "MẬT", "MẬT");
  expect(4711, "M\xCBT", "MËT");
}

static void test_no_letter(void **state) {
  (void)state;
  expect(1252, "a\x81", "a\xC2\x81");
  expect(949, "\x80\x20", "\xEF\xBF\xBD ");
  expect(932, "\x8B", "\xEF\xBF\xBD");
  struct buf b CLEANUP(buf_free) = buf_init(64);
  const uint8_t wide[] = {0xAC, 0x1E, 0x3D, 0xD8, 0x00, 0xDE, 0x00, 0xDE, 0x41};
  codepage_decode(1200, wide, sizeof wide, &b);
  assert_string_equal(buf_str(&b), "Ậ😀\xEF\xBF\xBD");
}

static void test_numbers(void **state) {
  (void)state;
  assert_int_equal(codepage_of_charset(163), 1258);
  assert_int_equal(codepage_of_charset(0), 1252);
  assert_int_equal(codepage_of_charset(204), 1251);
  assert_int_equal(codepage_of_language(0x042A), 1258);
  assert_int_equal(codepage_of_language(0x0404), 950);
  assert_int_equal(codepage_of_language(0x0804), 936);
  assert_int_equal(codepage_of_language(0x0409), 1252);
  assert_true(codepage_is_lead(936, 0xBB));
  assert_false(codepage_is_lead(932, 0xB1));
  assert_false(codepage_is_lead(1252, 0xBB));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_letters), cmocka_unit_test(test_no_letter),
                                     cmocka_unit_test(test_numbers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
