// The reader for .ppt presentations: texts with fonts and colours, outline texts, order after many
// edits, what older edits left, notes, comments, embedded workbooks, PowerPoint 95 and 4,
// encryption and damage.
#include "legacy_office.h"

#include <libdeflate.h>

static const struct reader *const ppt = &scan_reader_ppt;

// ---- records

static size_t begin(struct buf *b, unsigned type, unsigned instance, bool container) {
  put16(b, instance << 4 | (container ? 15 : 0)), put16(b, type), put32(b, 0);
  return b->n;
}
static void end(struct buf *b, size_t at) {
  size_t n = b->n - at;
  for (int i = 0; i < 4; i++)
    b->p[at - 4 + (size_t)i] = (char)(n >> 8 * i);
}
static void wide_text(struct buf *b, const char *s) {
  size_t at = begin(b, 0x0F9F, 0, false);
  put32(b, 4), end(b, at);
  at = begin(b, 0x0FA0, 0, false), put_wide(b, s), end(b, at);
}
static void byte_text(struct buf *b, const char *s) {
  size_t at = begin(b, 0x0F9F, 0, false);
  put32(b, 4), end(b, at);
  at = begin(b, 0x0FA8, 0, false), buf_puts(b, s), end(b, at);
}
/// Two runs: `first` letters set in one font and colour, then the rest.
static void style(struct buf *b, unsigned first, unsigned all, unsigned font,
                  unsigned long colour) {
  size_t at = begin(b, 0x0FA1, 0, false);
  put32(b, all + 1), put16(b, 0), put32(b, 0x1000 | 0x100000), put16(b, 90), put16(b, 1),
      put32(b, 9);
  put32(b, first), put32(b, 0x10000 | 0x40000 | 1), put16(b, 1), put16(b, font), put32(b, colour);
  put32(b, all + 1 - first), put32(b, 0);
  end(b, at);
}
static void shape(struct buf *b, const struct buf *inside) {
  size_t sp = begin(b, 0xF004, 0, true), at = begin(b, 0xF010, 0, false);
  put16(b, 100), put16(b, 576), put16(b, 2880), put16(b, 432);
  end(b, at);
  at = begin(b, 0xF00D, 0, true), buf_put(b, inside->p, inside->n), end(b, at);
  end(b, sp);
}
static void slide_with(struct buf *b, unsigned type, const struct buf *inside) {
  size_t slide = begin(b, type, 0, true), drawing, at;
  if (type == 0x03F0) at = begin(b, 0x03F1, 0, false), put32(b, 257), put32(b, 0), end(b, at);
  drawing = begin(b, 0x040C, 0, true);
  shape(b, inside);
  end(b, drawing), end(b, slide);
}
static void slide_of(struct buf *b, const char *s) {
  struct buf inside CLEANUP(buf_free) = buf_init(1 << 16);
  wide_text(&inside, s);
  slide_with(b, 0x03EE, &inside);
}

struct show {
  struct buf b;
  unsigned long places[8];  ///< by persist id
  unsigned long directory, edit;
};

static void font(struct buf *b, const char *name) {
  size_t at = begin(b, 0x0FB7, 0, false), from = b->n;
  put_wide(b, name), put_zeros(b, 68 - (b->n - from)), end(b, at);
}
static void list_entry(struct buf *b, unsigned persist, unsigned id) {
  size_t at = begin(b, 0x03F3, 0, false);
  put32(b, persist), put32(b, 4), put32(b, 0), put32(b, id), put32(b, 0), end(b, at);
}
/// The document with slides of ids 2 and 3 in this order, notes of id 4; `outline` stands behind
/// the first.
static void document(struct show *s, const struct buf *outline) {
  struct buf *b = &s->b;
  s->places[1] = b->n;
  size_t doc = begin(b, 0x03E8, 0, true), at = begin(b, 0x03E9, 0, false), inner;
  put32(b, 5760), put32(b, 4320), put_zeros(b, 32), end(b, at);
  at = begin(b, 0x03F2, 0, true), inner = begin(b, 0x07D5, 0, true);
  font(b, "Arial"), font(b, ".VnTime");
  end(b, inner), end(b, at);
  at = begin(b, 0x0FF0, 0, true), list_entry(b, 2, 256);
  if (outline) buf_put(b, outline->p, outline->n);
  list_entry(b, 3, 257), end(b, at);
  at = begin(b, 0x0FF0, 2, true), list_entry(b, 4, 256), end(b, at);
  end(b, doc);
}
static void edit(struct show *s, unsigned count, bool encrypted) {
  struct buf *b = &s->b;
  s->directory = b->n;
  size_t at = begin(b, 0x1772, 0, false);
  put32(b, (unsigned long)count << 20 | 1);
  for (unsigned i = 1; i <= count; i++)
    put32(b, s->places[i]);
  end(b, at);
  unsigned long before = s->edit;
  s->edit = b->n;
  at = begin(b, 0x0FF5, 0, false);
  put32(b, 256), put32(b, 0), put32(b, before), put32(b, s->directory), put32(b, 1), put32(b, 9),
      put32(b, 0);
  if (encrypted) put32(b, 5);
  end(b, at);
}
static struct buf file_of(const struct show *s, unsigned long token) {
  struct buf user CLEANUP(buf_free) = buf_init(1024);
  put16(&user, 0), put16(&user, 0x0FF6), put32(&user, 20), put32(&user, 20), put32(&user, token);
  put32(&user, s->edit), put_zeros(&user, 80);
  const struct made_stream streams[] = {{"PowerPoint Document", &s->b}, {"Current User", &user}};
  return made_compound(streams, 2);
}
static struct kept read_show(const struct show *s) {
  struct buf file CLEANUP(buf_free) = file_of(s, 0xE391C05F);
  struct input in = {.p = (const uint8_t *)file.p, .n = file.n, .name = ""};
  assert_true(ppt->bid(&in) > 85);
  return kept_of(ppt, file.p, file.n, false);
}

// ---- tests

// Two fonts and a colour in one text; the second slide stands before the first in the stream; an
// older slide too.
static void test_order_and_looks(void **state) {
  (void)state;
  struct show s = {.b = buf_init(1 << 20)};
  slide_of(&s.b, "Đã xóa: MẬT");
  s.places[3] = s.b.n;
  slide_of(&s.b, "Trang hai\rdòng\vmới");
  s.places[2] = s.b.n;
  struct buf text CLEANUP(buf_free) = buf_init(1 << 16);
  byte_text(&text, "T\xE8I M\xCBT abc");
  style(&text, 8, 11, 1, 0xFE0000C0);
  slide_with(&s.b, 0x03EE, &text);
  s.places[4] = s.b.n;
  buf_clear(&text), wide_text(&text, "Lời ghi"), slide_with(&s.b, 0x03F0, &text);
  document(&s, NULL);
  edit(&s, 4, false);
  struct kept k = read_show(&s);
  assert_string_equal(
      buf_str(&k.text),
      "slide:1:1:red:TỐI MẬT abc\nslide:2:1:Trang hai\nslide:2:2:dòng\nslide:2:3:mới\n"
      "note:2:1:Lời ghi\nslide:0:1:Đã xóa: MẬT\n");
  assert_int_equal(k.unread, 0);
  buf_free(&k.text), buf_free(&s.b);
}

// Texts kept in the outline: those a shape refers to come there, the others behind the slide, none
// twice.
static void test_outline(void **state) {
  (void)state;
  struct show s = {.b = buf_init(1 << 20)};
  struct buf text CLEANUP(buf_free) = buf_init(1 << 16),
                  outline CLEANUP(buf_free) = buf_init(1 << 16);
  size_t at = begin(&text, 0x0F9E, 0, false);
  put32(&text, 1), end(&text, at);
  at = begin(&text, 0x0F9E, 0, false), put32(&text, 77), end(&text, at);
  s.places[2] = s.b.n, slide_with(&s.b, 0x03EE, &text);
  s.places[3] = s.b.n, slide_of(&s.b, "B");
  s.places[4] = s.b.n, slide_of(&s.b, "C");
  wide_text(&outline, "Một"), wide_text(&outline, "Hai");
  document(&s, &outline);
  edit(&s, 4, false);
  struct kept k = read_show(&s);
  assert_kept(&k, "slide:1:1:Hai\nslide:1:2:Một\nslide:2:1:B\n");
  buf_free(&k.text), buf_free(&s.b);
}

// A later edit moves a slide; the chain of edits may not run in a circle.
static void test_edits(void **state) {
  (void)state;
  struct show s = {.b = buf_init(1 << 20)};
  s.places[2] = s.b.n, slide_of(&s.b, "Cũ");
  s.places[3] = s.b.n, slide_of(&s.b, "B");
  document(&s, NULL);
  edit(&s, 3, false);
  s.places[2] = s.b.n, slide_of(&s.b, "Mới");
  edit(&s, 3, false);
  size_t before = (size_t)s.edit + 8 + 8;
  struct kept k = read_show(&s);
  assert_kept(&k, "slide:1:1:Mới\nslide:2:1:B\n");
  assert_kept(&k, "slide:0:1:Cũ\n");
  buf_free(&k.text);
  s.b.p[before] = (char)s.edit, s.b.p[before + 1] = (char)(s.edit >> 8);
  k = read_show(&s);
  assert_kept(&k, "slide:1:1:Mới\n");
  buf_free(&k.text), buf_free(&s.b);
}

static void test_headers_and_comments(void **state) {
  (void)state;
  struct show s = {.b = buf_init(1 << 20)};
  struct buf *b = &s.b;
  s.places[2] = b->n;
  size_t slide = begin(b, 0x03EE, 0, true), hf = begin(b, 0x0FD9, 3, true), at;
  at = begin(b, 0x0FBA, 1, false), put_wide(b, "TỐI MẬT"), end(b, at);
  at = begin(b, 0x0FBA, 2, false), put_wide(b, "Chân"), end(b, at);
  end(b, hf);
  size_t tags = begin(b, 0x1388, 0, true), tag = begin(b, 0x138A, 0, true);
  size_t blob = begin(b, 0x138B, 0, false), comment = begin(b, 0x2EE0, 0, true);
  at = begin(b, 0x0FBA, 0, false), put_wide(b, "Tác giả"), end(b, at);
  at = begin(b, 0x0FBA, 1, false), put_wide(b, "Xem lại"), end(b, at);
  end(b, comment), end(b, blob), end(b, tag), end(b, tags);
  size_t drawing = begin(b, 0x040C, 0, true), sp = begin(b, 0xF004, 0, true);
  at = begin(b, 0xF00B, 1, false);  // WordArt
  put16(b, 0x80C0), put32(b, 16), put_wide(b, "MẬT 123"), put16(b, 0), end(b, at);
  end(b, sp), end(b, drawing), end(b, slide);
  s.places[3] = b->n, slide_of(b, "B");
  document(&s, NULL);
  edit(&s, 3, false);
  struct kept k = read_show(&s);
  assert_kept(&k, "header:1:1:TỐI MẬT\n");
  assert_kept(&k, "footer:1:2:Chân\n");
  assert_kept(&k, "comment:1:3:Xem lại\n");
  assert_kept(&k, "slide:1:4:boxed:MẬT 123\n");
  assert_not_kept(&k, "Tác giả");
  buf_free(&k.text), buf_free(b);
}

static struct buf small_book(void) {
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  put16(&b, 0x809), put16(&b, 16), put16(&b, 0x600), put16(&b, 0x10), put_zeros(&b, 12);
  put16(&b, 0x204), put16(&b, 12), put_zeros(&b, 6), put16(&b, 3), put8(&b, 0), buf_puts(&b, "abc");
  put16(&b, 0x0A), put16(&b, 0);
  put_zeros(&b, 100);
  return made_compound(&(struct made_stream){"Workbook", &b}, 1);
}

// An embedded workbook, deflated; then the same with a size that is a lie, and with broken bytes.
static void test_embedded(void **state) {
  (void)state;
  struct buf book CLEANUP(buf_free) = small_book();
  char packed[8192];
  struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
  size_t n = libdeflate_zlib_compress(c, book.p, book.n, packed, sizeof packed);
  libdeflate_free_compressor(c);
  static const struct {
    unsigned long size;
    bool good;
  } cases[] = {{0, true}, {16, false}, {0xFFFFFFFF, false}};
  for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
    struct show s = {.b = buf_init(1 << 20)};
    s.places[2] = s.b.n, slide_of(&s.b, "A");
    s.places[3] = s.b.n, slide_of(&s.b, "B");
    size_t at = begin(&s.b, 0x1011, 1, false);
    put32(&s.b, cases[i].size ? cases[i].size : book.n), buf_put(&s.b, packed, n), end(&s.b, at);
    document(&s, NULL);
    edit(&s, 3, false);
    struct kept k = read_show(&s);
    assert_kept(&k, "slide:1:1:A\n");
    if (cases[i].good) assert_kept(&k, "sheet:1:1:abc\n");
    assert_int_equal(!cases[i].good, k.unread >> UNREAD_LIMIT & 1);
    buf_free(&k.text), buf_free(&s.b);
  }
}

static void test_encrypted(void **state) {
  (void)state;
  for (int how = 0; how < 2; how++) {
    struct show s = {.b = buf_init(1 << 20)};
    s.places[2] = s.b.n, slide_of(&s.b, "xyz");
    document(&s, NULL);
    edit(&s, 2, how == 0);
    struct buf file CLEANUP(buf_free) = file_of(&s, how ? 0xF3D1C4DF : 0xE391C05F);
    struct kept k = kept_of(ppt, file.p, file.n, false);
    assert_true(k.whole >> UNREAD_ENCRYPTED & 1);
    assert_int_equal(k.lines, 0);
    buf_free(&k.text), buf_free(&s.b);
  }
}

static void old_record(struct buf *b, unsigned long type, unsigned long flags, size_t n,
                       unsigned long owner) {
  put32(b, type), put32(b, flags), put32(b, n), put32(b, owner);
}

static void test_old_versions(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  old_record(&b, 3, 0xFFFF, 16 + 60 + 16 + 16 + 8, 0);
  old_record(&b, 0x0FB7, 0, 60, 0), put_zeros(&b, 28), buf_puts(&b, ".VnTime"), put_zeros(&b, 25);
  old_record(&b, 0x03EE, 0xFFFF, 16 + 8, 0);
  old_record(&b, 0x07EE, 0, 8, 53), buf_puts(&b, "T\xE8I M\xCBT");
  struct buf file CLEANUP(buf_free) =
      made_compound(&(struct made_stream){"PowerPoint Document", &b}, 1);
  struct kept k = kept_of(ppt, file.p, file.n, false);
  assert_kept(&k, "slide:1:1:TỐI MẬT\n");
  buf_free(&k.text);
  struct buf four CLEANUP(buf_free) = buf_init(1 << 16);
  buf_puts(&four, "\xED\xDE\xAD\x0B"), put16(&four, 3), put_zeros(&four, 60);
  put16(&four, 1), put32(&four, 7), buf_puts(&four, "MAT\rabc"), put8(&four, 0xFF),
      put16(&four, 12), put32(&four, 7);
  put_zeros(&four, 20);
  k = kept_of(ppt, four.p, four.n, false);
  assert_kept(&k, ":MAT\n");
  assert_kept(&k, ":abc\n");
  buf_free(&k.text);
}

static void test_damage(void **state) {
  (void)state;
  struct show s = {.b = buf_init(1 << 20)};
  struct buf text CLEANUP(buf_free) = buf_init(1 << 16);
  byte_text(&text, "T\xE8I M\xCBT abc"), style(&text, 8, 11, 1, 0xFE0000C0);
  s.places[2] = s.b.n, slide_with(&s.b, 0x03EE, &text);
  s.places[3] = s.b.n, slide_of(&s.b, "B");
  document(&s, &text);
  edit(&s, 3, false);
  struct buf file CLEANUP(buf_free) = file_of(&s, 0xE391C05F);
  damage_everywhere(ppt, &file);
  struct kept k = kept_of(ppt, file.p, file.n, true);
  assert_int_equal(k.lines, 1);
  buf_free(&k.text), buf_free(&s.b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order_and_looks), cmocka_unit_test(test_outline),
      cmocka_unit_test(test_edits),           cmocka_unit_test(test_headers_and_comments),
      cmocka_unit_test(test_embedded),        cmocka_unit_test(test_encrypted),
      cmocka_unit_test(test_old_versions),    cmocka_unit_test(test_damage),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
