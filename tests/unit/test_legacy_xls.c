// The readers for .xls workbooks: strings over several records, old fonts, headers, comments,
// boxes, formulas, number formats, Excel 2 and 5, encryption and damage; all from bytes put
// together here.
#include "legacy_office.h"

#include "scan/readers/excel/xls.h"

static const struct reader *const xls = &scan_reader_xls;

// ---- records

static size_t begin(struct buf *b, unsigned type) {
  put16(b, type), put16(b, 0);
  return b->n;
}
static void end(struct buf *b, size_t at) {
  b->p[at - 2] = (char)(b->n - at);
  b->p[at - 1] = (char)((b->n - at) >> 8);
}
static void bof(struct buf *b, unsigned kind) {
  size_t at = begin(b, 0x809);
  put16(b, 0x600), put16(b, kind), put_zeros(b, 12);
  end(b, at);
}
static void eof(struct buf *b) {
  end(b, begin(b, 0x0A));
}
static void string8(struct buf *b, const char *s, bool short_length) {
  if (short_length)
    put8(b, (unsigned)strlen(s));
  else
    put16(b, (unsigned)strlen(s));
  put8(b, 0);
  buf_puts(b, s);
}
static void string16(struct buf *b, const char *s) {
  put16(b, (unsigned)wide_count(s)), put8(b, 1);
  put_wide(b, s);
}
static void font(struct buf *b, const char *name, unsigned colour) {
  size_t at = begin(b, 0x31);
  put16(b, 220), put16(b, 0), put16(b, colour), put16(b, 400), put16(b, 0), put32(b, 0);
  string8(b, name, true);
  end(b, at);
}
static void cell_format(struct buf *b, unsigned font_number, unsigned number_format) {
  size_t at = begin(b, 0xE0);
  put16(b, font_number), put16(b, number_format), put_zeros(b, 16);
  end(b, at);
}
static void cell(struct buf *b, unsigned row, unsigned format, unsigned shared) {
  size_t at = begin(b, 0xFD);
  put16(b, row), put16(b, 0), put16(b, format), put32(b, shared);
  end(b, at);
}
static void globals(struct buf *b) {
  bof(b, 5);
  font(b, "Arial", 0x7FFF), font(b, "Arial", 10), font(b, ".VnTime", 0x7FFF),
      font(b, "Arial", 0x7FFF);
  font(b, "Arial", 10);  // number 5: there is no 4
  cell_format(b, 0, 0), cell_format(b, 1, 0), cell_format(b, 2, 0), cell_format(b, 5, 14);
}
static struct kept read_book(const struct buf *stream, const char *name) {
  struct buf file CLEANUP(buf_free) = made_compound(&(struct made_stream){name, stream}, 1);
  struct input in = {.p = (const uint8_t *)file.p, .n = file.n, .name = "a.bin"};
  assert_true(xls->bid(&in) > 85);
  return kept_of(xls, file.p, file.n, false);
}

// ---- tests

// Letters that begin as bytes and go on as UTF-16 in the next record, cut at every letter.
static void test_strings_over_records(void **state) {
  (void)state;
  static const char head[] = "Độ mật: ";
  for (size_t cut = 0; cut <= wide_count(head); cut++) {
    struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
    globals(&b);
    size_t at = begin(&b, 0xFC);
    put32(&b, 2), put32(&b, 2);
    struct buf letters CLEANUP(buf_free) = buf_init(1024);
    put_wide(&letters, head);
    put16(&b, (unsigned)(wide_count(head) + 3)), put8(&b, 1);
    buf_put(&b, letters.p, 2 * cut);
    end(&b, at);
    at = begin(&b, 0x3C);
    put8(&b, 1);
    buf_put(&b, letters.p + 2 * cut, letters.n - 2 * cut);
    end(&b, at);
    at = begin(&b, 0x3C);
    put8(&b, 0), buf_puts(&b, "ABC");
    string16(&b, "TỐI MẬT");
    end(&b, at);
    eof(&b);
    bof(&b, 0x10), cell(&b, 0, 0, 0), cell(&b, 1, 0, 1), eof(&b);
    struct kept k = read_book(&b, "Workbook");
    assert_kept(&k, "sheet:1:1:Độ mật: ABC\n");
    assert_kept(&k, "sheet:1:2:TỐI MẬT\n");
    assert_int_equal(k.unread, 0);
    buf_free(&k.text);
  }
}

// Runs of two fonts, phonetic words behind them, a line break inside the cell, red, TCVN3.
static void test_runs(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  globals(&b);
  size_t at = begin(&b, 0xFC);
  put32(&b, 3), put32(&b, 3);
  put16(&b, 6), put8(&b, 12), put16(&b, 2), put32(&b, 5);  // rich, with an extension of 5 bytes
  buf_puts(&b, "MAT MA");
  put16(&b, 0), put16(&b, 5), put16(&b, 4), put16(&b, 0);
  buf_puts(&b, "furig");
  put16(&b, 8), put8(&b, 0), buf_puts(&b, "T\xE8I M\xCBT\xE8");  // Latin-1 letters of TCVN3 bytes
  string8(&b, "mot\nhai", false);
  end(&b, at);
  eof(&b);
  bof(&b, 0x10), cell(&b, 0, 0, 0), cell(&b, 1, 2, 1), cell(&b, 2, 1, 2), eof(&b);
  struct kept k = read_book(&b, "Workbook");
  assert_kept(&k, "sheet:1:1:red:MAT MA\n");
  assert_kept(&k, "sheet:1:2:TỐI MẬTỐ\n");
  assert_kept(&k, "sheet:1:3:red:mot\nsheet:1:3:red:hai\n");
  buf_free(&k.text);
}

static void text_object(struct buf *b, const char *s, bool note) {
  size_t at = begin(b, 0x5D);
  put16(b, 0x15), put16(b, 0x12), put16(b, note ? 0x19 : 6), put_zeros(b, 16), put32(b, 0);
  end(b, at);
  at = begin(b, 0x1B6);
  put_zeros(b, 10), put16(b, (unsigned)wide_count(s)), put16(b, 16), put32(b, 0);
  end(b, at);
  at = begin(b, 0x3C);
  put8(b, 1), put_wide(b, s);
  end(b, at);
  at = begin(b, 0x3C);
  put_zeros(b, 16);
  end(b, at);
}

static void test_places(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  globals(&b);
  size_t at = begin(&b, 0x85), place = b.n;
  put32(&b, 0), put16(&b, 2), string8(&b, "An", true);  // very hidden
  end(&b, at);
  eof(&b);
  b.p[place] = (char)b.n, b.p[place + 1] = (char)(b.n >> 8);
  bof(&b, 0x10);
  at = begin(&b, 0x14), string16(&b, "&C&\"Arial,Bold\"&12&KFF0000TỐI MẬT&R&P && &D"), end(&b, at);
  at = begin(&b, 0x15), string8(&b, "&LChan &8trang", false), end(&b, at);
  text_object(&b, "MẬT", false);
  text_object(&b, "Lưu ý\nhai", true);
  bof(&b, 0x20);
  at = begin(&b, 0x100D), put16(&b, 0), put8(&b, 4), put8(&b, 0), buf_puts(&b, "Bieu"), end(&b, at);
  eof(&b), eof(&b);
  struct kept k = read_book(&b, "Workbook");
  assert_kept(&k, "property:0:0:An\n");
  assert_kept(&k, "header:1:0:red:TỐI MẬT\nheader:1:0: & \n");
  assert_kept(&k, "footer:1:0:Chan trang\n");
  assert_kept(&k, "textbox:1:1:boxed:MẬT\n");
  assert_kept(&k, "comment:1:1:Lưu ý\ncomment:1:1:hai\n");
  assert_kept(&k, "textbox:1:2:Bieu\n");
  assert_int_equal(k.unread, 0);
  buf_free(&k.text);
}

static void test_values(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  globals(&b), eof(&b);
  bof(&b, 0x10);
  size_t at = begin(&b, 0x06);
  put16(&b, 4), put16(&b, 0), put16(&b, 0), put_zeros(&b, 6), put16(&b, 0xFFFF), put_zeros(&b, 8);
  end(&b, at);
  at = begin(&b, 0x04BC), put_zeros(&b, 10), end(&b, at);  // a shared formula between the two
  at = begin(&b, 0x207), string16(&b, "Kết quả: MẬT"), end(&b, at);
  at = begin(&b, 0x27E), put16(&b, 5), put16(&b, 0), put16(&b, 0), put32(&b, 12u << 2 | 2),
  end(&b, at);
  at = begin(&b, 0x27E), put16(&b, 6), put16(&b, 0), put16(&b, 3), put32(&b, 45000ul << 2 | 2),
  end(&b, at);
  at = begin(&b, 0x205), put16(&b, 7), put16(&b, 0), put16(&b, 0), put8(&b, 42), put8(&b, 1),
  end(&b, at);
  at = begin(&b, 0xD6), put16(&b, 8), put16(&b, 0), put16(&b, 0), string8(&b, "AB", false);
  put16(&b, 1), put16(&b, 0), put16(&b, 1), end(&b, at);
  at = begin(&b, 0x5A), put8(&b, 0), put8(&b, 0), put16(&b, 2), put8(&b, 2), string16(&b, "ngoài"),
  end(&b, at);
  eof(&b);
  struct kept k = read_book(&b, "Workbook");
  assert_kept(&k,
              "sheet:1:5:Kết quả: MẬT\nsheet:1:6:12\nsheet:1:7:red:15/3/2023\nsheet:1:8:#N/A\n");
  assert_kept(&k, "sheet:1:9:red:AB\n");
  assert_kept(&k, "sheet:0:3:ngoài\n");
  buf_free(&k.text);
}

static void test_number_formats(void **state) {
  (void)state;
  static const struct {
    double v;
    const char *code, *want;
  } cases[] = {
      {12, NULL, "12"},
      {12.5, "General", "12.5"},
      {-3, "0.00", "-3.00"},
      {0.256, "0.0%", "25.6%"},
      {7, "\"Số: \"0\"/QĐ\"", "Số: 7/QĐ"},
      {1234567, "#,##0,\"K\"", "1235K"},
      {45000.75, "dd/mm/yyyy hh:mm", "15/03/2023 18:00"},
      {45000, "d-mmm-yy", "15-Mar-23"},
      {0.5, "h:mm AM/PM", "12:00 PM"},
      {1.5, "[h]:mm", "36:00"},
      {-5, "0;(0)", "(5)"},
      {0, "0;0;\"không\"", "không"},
      {5, "[$USD-409] 0", "USD 5"},
      {1e300, "dd/mm/yyyy", "1e+300"},
      {5, "\"", ""},
      {5, "\\", ""},
  };
  for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(1024);
    xls_number_text(cases[i].v, cases[i].code, false, &b);
    assert_string_equal(buf_str(&b), cases[i].want);
  }
}

static void label_old(struct buf *b, unsigned row, const char *s) {
  size_t at = begin(b, 0x204);
  put16(b, row), put16(b, 0), put16(b, 0), put16(b, (unsigned)strlen(s)), buf_puts(b, s);
  end(b, at);
}

static void test_old_versions(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  size_t at = begin(&b, 0x809);
  put16(&b, 0x500), put16(&b, 0x10), put32(&b, 0), end(&b, at);
  at = begin(&b, 0x42), put16(&b, 1258), end(&b, at);
  at = begin(&b, 0x31), put16(&b, 200), put32(&b, 0x7FFF0000), put_zeros(&b, 8);
  put8(&b, 7), buf_puts(&b, ".VnTime"), end(&b, at);
  at = begin(&b, 0xE0), put_zeros(&b, 16), end(&b, at);
  label_old(&b, 0, "T\xE8I M\xCBT");
  at = begin(&b, 0x1C), put16(&b, 0), put16(&b, 0), put16(&b, 3), buf_puts(&b, "ghi"), end(&b, at);
  eof(&b);
  struct kept k = read_book(&b, "Book");
  assert_kept(&k, "sheet:1:1:TỐI MẬT\n");
  assert_kept(&k, "comment:1:1:ghi\n");
  buf_free(&k.text);
  struct buf two CLEANUP(buf_free) = buf_init(1 << 20);  // Excel 2: no container
  at = begin(&two, 0x09), put16(&two, 2), put16(&two, 0x10), end(&two, at);
  at = begin(&two, 0x04), put16(&two, 0), put16(&two, 0), put_zeros(&two, 3), put8(&two, 3),
  buf_puts(&two, "MAT"), end(&two, at);
  eof(&two);
  struct input in = {.p = (const uint8_t *)two.p, .n = two.n, .name = ""};
  assert_true(xls->bid(&in) > 70);
  k = kept_of(xls, two.p, two.n, false);
  assert_kept(&k, "sheet:1:1:MAT\n");
  buf_free(&k.text);
}

static void test_unread(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  bof(&b, 5);
  size_t at = begin(&b, 0x2F);
  put16(&b, 1), put16(&b, 1), put16(&b, 1), put_zeros(&b, 48);
  end(&b, at);
  at = begin(&b, 0x85), buf_puts(&b, "\x11\x22\x33\x44\x55\x66\x02\x00zz"), end(&b, at);
  eof(&b);
  struct kept k = read_book(&b, "Workbook");
  assert_true(k.whole >> UNREAD_ENCRYPTED & 1);
  assert_int_equal(k.lines, 0);
  buf_free(&k.text);
  struct buf torn CLEANUP(buf_free) = buf_init(1 << 20);
  globals(&torn);
  at = begin(&torn, 0x204), put16(&torn, 0), put16(&torn, 0), put16(&torn, 0),
  string8(&torn, "MAT", false), end(&torn, at);
  put16(&torn, 0x204), put16(&torn, 500), put16(&torn, 1);
  k = read_book(&torn, "Workbook");
  assert_kept(&k, ":MAT\n");
  assert_true(k.unread >> UNREAD_DAMAGED & 1);
  assert_false(k.whole >> UNREAD_DAMAGED & 1);
  buf_free(&k.text);
}

// Protected workbooks are encrypted with a password that everybody knows. RC4 laid twice over the
// same bytes gives them back, so the plain stream "decrypted" is an encrypted one; it is longer
// than one block of 1024.
static void test_protected(void **state) {
  (void)state;
  static const char salt[] = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F\x10";
  static const char check[] =
      "\xC3\x27\x23\x8D\x18\xC0\xC0\x99\x60\xC6\xBD\x7B\xE0\x24\x3E\xA7"
      "\xAA\x00\x66\xF8\xD7\xCF\x16\x0D\xED\x8F\x08\xC2\x3C\x4B\x78\xE0";
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  bof(&b, 0x10);
  size_t at = begin(&b, 0x2F), label;
  put16(&b, 1), put16(&b, 1), put16(&b, 1), buf_put(&b, salt, 16), buf_put(&b, check, 32);
  end(&b, at);
  size_t from = b.n;
  for (unsigned i = 0; i < 60; i++) {
    label = begin(&b, 0x204), put16(&b, i), put32(&b, 0), string16(&b, "TỐI MẬT 12"),
    end(&b, label);
  }
  eof(&b);
  struct xls x = {.p = (const uint8_t *)b.p, .n = b.n, .biff = 8};
  assert_true(xls_unseal(&x, from, (const uint8_t *)b.p + at, 54));
  struct buf sealed CLEANUP(buf_free) = buf_init(1 << 20);
  buf_put(&sealed, x.own, b.n);
  free(x.own);
  assert_null(memmem(sealed.p, sealed.n, "T\0\xD0\x1E", 4));
  struct kept k = read_book(&sealed, "Workbook");
  assert_kept(&k, "sheet:1:1:TỐI MẬT 12\n");
  assert_kept(&k, "sheet:1:60:TỐI MẬT 12\n");
  assert_int_equal(k.unread, 0);
  buf_free(&k.text);
  // The older way, made by hand: a label "TOI MAT" laid over with sixteen bytes and turned.
  static const char old[] =
      "\x09\x08\x08\x00\x00\x05\x10\x00\x00\x00\x00\x00\x2F\x00\x04\x00\x34\x12\x0A\x9A\x04\x02"
      "\x0F\x00\xB2\xA8\xB9\x20\xB0\x2E\x5E\x22\x5E\xD8\x92\x28\x9B\x80\xB9\x0A\x00\x00";
  k = kept_of(xls, old, sizeof old, false);
  assert_kept(&k, "sheet:1:1:TOI MAT\n");
  buf_free(&k.text);
}

// ---- .xlsb: records inside a zip whose parts are stored

static void record12(struct buf *b, unsigned type, const struct buf *body) {
  if (type < 128)
    put8(b, type);
  else
    put8(b, (type & 0x7F) | 0x80), put8(b, type >> 7);
  assert_true(body->n < 16384);
  put8(b, (unsigned)(body->n & 0x7F) | 0x80), put8(b, (unsigned)(body->n >> 7));
  buf_put(b, body->p, body->n);
}
static void text12(struct buf *b, const char *s) {
  put32(b, wide_count(s)), put_wide(b, s);
}

static void zip_part(struct buf *zip, struct buf *directory, const char *name,
                     const struct buf *body) {
  size_t at = zip->n, n = strlen(name);
  for (int where = 0; where < 2; where++) {
    struct buf *b = where ? directory : zip;
    put32(b, where ? 0x02014b50 : 0x04034b50);
    if (where) put16(b, 20);
    put16(b, 20), put32(b, 0), put32(b, 0), put32(b, 0);
    put32(b, body->n), put32(b, body->n), put16(b, (unsigned)n), put16(b, 0);
    if (where) put_zeros(b, 10), put32(b, at);
    buf_puts(b, name);
  }
  buf_put(zip, body->p, body->n);
}

static void test_binary_sheets(void **state) {
  (void)state;
  enum { BOOK, STYLES, SHARED, SHEET, COMMENTS, PARTS };
  static const char *const names[PARTS] = {"xl/workbook.bin", "xl/styles.bin",
                                           "xl/sharedStrings.bin", "xl/worksheets/sheet3.bin",
                                           "xl/comments3.bin"};
  struct buf parts[PARTS], r CLEANUP(buf_free) = buf_init(1 << 16);
  for (int i = 0; i < PARTS; i++)
    parts[i] = buf_init(1 << 16);
  put32(&r, 2), put32(&r, 3), text12(&r, "rId1"), text12(&r, "Ẩn"), record12(&parts[BOOK], 156, &r);
  for (int i = 0; i < 2; i++) {  // two fonts: old, and red
    buf_clear(&r), put_zeros(&r, 12), put8(&r, i), put_zeros(&r, 3);
    put8(&r, i ? 255 : 0), put_zeros(&r, 4), text12(&r, i ? "Arial" : ".VnTime"),
        record12(&parts[STYLES], 43, &r);
  }
  buf_clear(&r), record12(&parts[STYLES], 617, &r);
  for (unsigned i = 0; i < 2; i++)
    buf_clear(&r), put32(&r, 0), put16(&r, i), record12(&parts[STYLES], 47, &r);
  buf_clear(&r), put8(&r, 0), put32(&r, 7), buf_puts(&r, "T"), put8(&r, 0),
      buf_put(&r, "\xE8\0I\0 \0M\0\xCB\0T\0", 12);
  record12(&parts[SHARED], 19, &r);
  buf_clear(&r), put32(&r, 4), record12(&parts[SHEET], 0, &r);
  buf_clear(&r), put32(&r, 0), put32(&r, 0), put32(&r, 0), record12(&parts[SHEET], 7, &r);
  buf_clear(&r), put32(&r, 1), put32(&r, 1), text12(&r, "Trong ô"), record12(&parts[SHEET], 6, &r);
  buf_clear(&r), put32(&r, 2), put32(&r, 0), put32(&r, 77), record12(&parts[SHEET], 7, &r);
  buf_clear(&r), put16(&r, 0), put32(&r, 0xFFFFFFFF), text12(&r, "&C&\"Arial,Bold\"Chân &P"),
      record12(&parts[SHEET], 479, &r);
  buf_clear(&r), put8(&r, 0), text12(&r, "Xem lại"), record12(&parts[COMMENTS], 637, &r);
  struct buf zip CLEANUP(buf_free) = buf_init(1 << 20),
                 directory CLEANUP(buf_free) = buf_init(1 << 20);
  for (int i = 0; i < PARTS; i++)
    zip_part(&zip, &directory, names[i], &parts[i]), buf_free(&parts[i]);
  size_t at = zip.n;
  buf_put(&zip, directory.p, directory.n);
  put32(&zip, 0x06054b50), put32(&zip, 0), put16(&zip, PARTS), put16(&zip, PARTS);
  put32(&zip, directory.n), put32(&zip, at), put16(&zip, 0);
  struct kept k = kept_of(&scan_reader_ooxml, zip.p, zip.n, false);
  assert_kept(&k, "property:0:0:Ẩn\n");
  assert_kept(&k, "sheet:3:5:TỐI MẬT\nsheet:3:5:red:Trong ô\n");
  assert_kept(&k, "footer:3:0:Chân \n");
  assert_kept(&k, "comment:3:1:Xem lại\n");
  assert_int_equal(k.unread, 0);
  assert_int_equal(k.members, 0);
  buf_free(&k.text);
  damage_everywhere(&scan_reader_ooxml, &zip);
}

static void test_damage(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  globals(&b);
  size_t at = begin(&b, 0xFC);
  put32(&b, 1), put32(&b, 1);
  put16(&b, 6), put8(&b, 12), put16(&b, 1), put32(&b, 2), buf_puts(&b, "MAT MA"),
      put32(&b, 0x20000), put16(&b, 0);
  end(&b, at);
  eof(&b);
  bof(&b, 0x10), cell(&b, 0, 0, 0), text_object(&b, "MẬT", true), eof(&b);
  struct buf file CLEANUP(buf_free) = made_compound(&(struct made_stream){"Workbook", &b}, 1);
  damage_everywhere(xls, &file);
  struct kept k = kept_of(xls, file.p, file.n, true);
  assert_int_equal(k.lines, 1);  // a sink that refuses is not asked again
  buf_free(&k.text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_strings_over_records),
      cmocka_unit_test(test_runs),
      cmocka_unit_test(test_places),
      cmocka_unit_test(test_values),
      cmocka_unit_test(test_number_formats),
      cmocka_unit_test(test_old_versions),
      cmocka_unit_test(test_unread),
      cmocka_unit_test(test_damage),
      cmocka_unit_test(test_protected),
      cmocka_unit_test(test_binary_sheets),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
