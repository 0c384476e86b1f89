// The reader for RTF on texts made here: groups and states, fonts and code pages, parts, fields,
// objects, damage at every byte, depth and length without end.
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "pick.h"

#define HAS(r, g) (((r).unread >> (g)) & 1u)
#define HEAD                                                                            \
  "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}{\\f1\\fcharset0 " \
  ".VnTime;}{\\f2 VNI-Times;}"                                                          \
  "{\\f3\\fcharset163 Arial;}{\\f4\\fcharset128 MS Mincho;}{\\f5 Arial "                \
  "CE;}}{\\colortbl;\\red255\\green0\\blue0;}"

static struct pick_result scan_bytes(const void *p, size_t n) {
  struct pick_result r = {.want_text = true};
  pick_scan(p, n, "a.rtf", &r);
  assert_string_equal(r.last_reader, "rtf");
  return r;
}

static void assert_reads(const char *rtf, const char *want) {
  struct pick_result r = scan_bytes(rtf, strlen(rtf));
  if (!r.text || strcmp(r.text, want) != 0)
    fail_msg("%s gave:\n%swanted:\n%s", rtf, r.text ? r.text : "", want);
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_runs_and_lines(void **state) {
  (void)state;
  assert_reads(HEAD "\\pard T{\\b \\u7888?I}{\\i  M\\u7852\r\n?}T\\par a\\line b\\tab c\\par}",
               "body:1:TỐI MẬT\nbody:1:a\nbody:1:b\tc\n");
  assert_reads(HEAD "{a\\par}\\page b\\par\\sect c}", "body:1:a\nbody:2:b\nbody:2:c\n");
  assert_reads(HEAD "\\trowd\\cellx1\\cellx2 a\\cell b\\cell\\row}", "body:1:a\nbody:1:b\n");
  assert_reads(HEAD "\\{x\\}\\\\\\~y\\_z\\-w \\ldblquote q\\rdblquote}",
               "body:1:{x}\\\u00A0y-zw \u201Cq\u201D\n");
  assert_reads(HEAD "{\\v M\\u7852?T }{\\caps t\\u7889?i}}", "body:1:MẬT TỐI\n");
}

static void test_letters(void **state) {
  (void)state;
  assert_reads(HEAD "\\uc2\\u7852 xxT {\\uc0\\u7852 T} \\u-10179\\'3f\\'3f\\u-8704\\'3f\\'3f.}",
               "body:1:ẬT ẬT 😀.\n");
  assert_reads(HEAD "{\\f1 TUY\\'d6T M\\'cbT} {\\f2 MA\\'c4T}}", "body:1:TUYỆT MẬT MẬT\n");
  assert_reads(HEAD "{\\f4 \\'93\\'fa\\'96\\'7b}{\\f5 \\'e6}}", "body:1:日本ć\n");
  assert_reads(HEAD "{\\upr{x\\'f0}{\\*\\ud{\\u7852?T}}}}", "body:1:ẬT\n");
  assert_reads("{\\rtf1\\mac \\'8e}", "body:1:é\n");
}

static void test_parts(void **state) {
  (void)state;
  assert_reads(HEAD
               "{\\info{\\title T\\u7889?i m\\u7853?t}{\\*\\company "
               "C}{\\creatim\\yr2026}}{\\header M\\u7852?T\\par}{\\footerf f}"
               "a{\\footnote n{\\*\\annotation c}}b{\\*\\unknown zz}\\par}",
               "property:0:Tối "
               "mật\nproperty:0:C\nheader:0:MẬT\nfooter:0:f\ncomment:0:c\nnote:0:n\nbody:1:ab\n");
  assert_reads(HEAD
               "x{\\shp{\\*\\shpinst{\\sp{\\sn shapeType}{\\sv 202}}{\\shptxt T\\u7888?I "
               "M\\u7852?T\\par}}{\\shprslt twice}}y"
               "{\\*\\do{\\dptxbxtext old}}{\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv "
               "art}}{\\sp{\\sn x}{\\sv no}}}}\\par}",
               "textbox:0:TỐI MẬT\ntextbox:0:old\ntextbox:0:art\nbody:1:xy\n");
  assert_reads(HEAD
               "{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt \\*\\cs1 "
               "shown}}\\par{\\field{\\*\\fldinst EQ \\\\x(M\\u7852?T)}}}",
               "body:1:shown\nbody:1:MẬT\n");
  assert_reads(HEAD
               "{\\field{\\*\\fldinst GOTOBUTTON a {\\field{\\*\\fldinst PAGEREF}{\\fldrslt 3}}}}}",
               "body:1:3\n");
}

// A table or a shape that was never closed must not swallow the text.
static void test_lost_text(void **state) {
  (void)state;
  static const char *const files[] = {
      HEAD "{\\stylesheet{\\s1 x;}\\pard T\\u7888?I M\\u7852?T\\par}",
      HEAD "{\\shp{\\*\\shpinst{\\shpxt\\pard T\\u7888?I M\\u7852?T\\par}}}}"};
  for (size_t i = 0; i < ARRAY_LEN(files); i++) {
    struct pick_result r = scan_bytes(files[i], strlen(files[i]));
    assert_non_null(r.text);
    assert_non_null(strstr(r.text, ":TỐI MẬT\n"));
    assert_true(HAS(r, UNREAD_DAMAGED));
    pick_free(&r);
  }
}

static void test_fields_without_result(void **state) {
  (void)state;
  assert_reads(HEAD "a{\\field{\\*\\fldinst SYMBOL 77 \\\\f \"Arial\"}{\\fldrslt\\f0}}b\\par}",
               "body:1:aMb\n");
  assert_reads(HEAD
               "{\\field{\\*\\fldinst EQ \\\\o\\\\ad(\\\\s\\\\up 11(tren),duoi)}{\\fldrslt}} x}",
               "body:1:duoitren x\n");
}

static void test_tracked_changes(void **state) {
  (void)state;
  assert_reads(HEAD "M{\\deleted \\u7852?}{\\revised o}T\\par}", "body:1:MoT\nbody:1:MẬT\n");
}

static void test_looks(void **state) {
  (void)state;
  const char *letter = HEAD
      "UBND T\\u7880?NH GI\\u7842?\\par S\\u7889?: 12/UBND-TH\\par\\pard\\brdrt\\brdrs{\\cf1 "
      "T\\u7888?I}{\\cf1  M\\u7852?T}\\par}";
  struct pick_result r = scan_bytes(letter, strlen(letter));
  assert_true(r.best.marked);
  assert_int_equal(r.best.level, SCAN_TOI_MAT);
  assert_true(r.best.confidence >= 90);
  pick_free(&r);
}

static void put_hex(struct buf *b, const void *p, size_t n) {
  buf_put_hex(b, p, n);
}

// [MS-OLEDS] 2.2.5: a file packed into a document becomes a member.
static void test_packed_file(void **state) {
  (void)state;
  static const char native[] =
      "\2\0a.txt\0a.txt\0\0\0\3\0\6\0\0\0a.txt\0\x0a\0\0\0T\xE1\xBB\x90I M\xE1\xBA\xACT";
  static const char head[] = "\1\5\0\0\2\0\0\0\x08\0\0\0Package\0\0\0\0\0\0\0\0\0";
  const uint32_t n = 43;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  buf_puts(&b, HEAD "{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata ");
  put_hex(&b, head, sizeof head - 1);
  put_hex(&b, (uint8_t[]){(uint8_t)n, 0, 0, 0}, 4);
  put_hex(&b, native, sizeof native - 1);
  buf_puts(&b, "}{\\result shown}}}");
  struct pick_result r = scan_bytes(b.p, b.n);
  assert_int_equal(r.members, 1);
  assert_non_null(strstr(r.text, "body:1:shown\n"));
  pick_free(&r);
}

static void test_pictures(void **state) {
  (void)state;
  const char *rtf = HEAD "{\\pict\\pngblip 89504e470d0a1a0a0000000d49484452000003e8000005dc}}";
  struct pick_result r = scan_bytes(rtf, strlen(rtf));
  assert_true(HAS(r, UNREAD_PICTURE));
  pick_free(&r);
}

static const char sample[] = HEAD
    "{\\stylesheet{\\s1\\f1 x;}}{\\header h}{\\info{\\title t}}\\s1 a\\u7852?{\\footnote "
    "n}{\\*\\ud x}"
    "{\\field{\\*\\fldinst EQ \\\\x(a)}}{\\*\\objdata 0105}{\\pict 89}\\bin3 }}} b\\par}";

static void test_cut_at_every_byte(void **state) {
  (void)state;
  for (size_t n = 6; n < sizeof sample - 2; n++) {
    char *copy = base_alloc(n);
    memcpy(copy, sample, n);
    struct pick_result r = scan_bytes(copy, n);
    assert_true(HAS(r, UNREAD_DAMAGED));
    pick_free(&r);
    free(copy);
  }
}

static void test_depth_without_end(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(8 << 20);
  buf_puts(&b, "{\\rtf1 before\\par");
  for (int i = 0; i < 1000000; i++)
    buf_putc(&b, '{');
  buf_puts(&b, "deep\\par");
  for (int i = 0; i < 1000000; i++)
    buf_putc(&b, '}');
  buf_puts(&b, "after\\par}");
  struct pick_result r = scan_bytes(b.p, b.n);
  assert_string_equal(r.text, "body:1:before\nbody:1:deep\nbody:1:after\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_lengths_that_lie(void **state) {
  (void)state;
  const char *rtf = HEAD "a\\par{\\pict\\bin2000000000 x}b}";
  struct pick_result r = scan_bytes(rtf, strlen(rtf));
  assert_true(HAS(r, UNREAD_DAMAGED));
  assert_non_null(strstr(r.text, "body:1:a\n"));
  pick_free(&r);
  struct buf b CLEANUP(buf_free) = buf_init(8 << 20);
  buf_puts(&b, "{\\rtf1{\\fonttbl");
  for (int i = 0; i < 20000; i++)
    buf_printf(&b, "{\\f%d F;}", i);
  buf_puts(&b, "}\\f19999 ");
  for (int i = 0; i < 300000; i++)
    buf_puts(&b, "long ");
  buf_puts(&b, "}");
  r = scan_bytes(b.p, b.n);
  assert_true(r.lines > 10 && r.bytes >= 1400000);
  pick_free(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_runs_and_lines),
      cmocka_unit_test(test_letters),
      cmocka_unit_test(test_parts),
      cmocka_unit_test(test_tracked_changes),
      cmocka_unit_test(test_lost_text),
      cmocka_unit_test(test_fields_without_result),
      cmocka_unit_test(test_looks),
      cmocka_unit_test(test_packed_file),
      cmocka_unit_test(test_pictures),
      cmocka_unit_test(test_cut_at_every_byte),
      cmocka_unit_test(test_depth_without_end),
      cmocka_unit_test(test_lengths_that_lie),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
