// Archives of every kind written here (by libarchive or by hand), read back member by member; what
// cannot be read is named; bombs, cuts, nesting. With them the packages and texts of one document:
// EPUB, XPS, SVG, HTML, CSV.
#include "unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "pick.h"

#define HAS(r, g) (((r).unread >> (g)) & 1u)
#define NAME "Tối mật/công văn.txt"
#define TEXT "UBND TỈNH GIẢ ĐỊNH\nSố: 12/UBND-TH\nTỐI MẬT\n"

static struct pick_result scan_named(const void *p, size_t n, const char *name) {
  struct pick_result r = {.want_text = true};
  pick_scan(p, n, name, &r);
  return r;
}

static void assert_text(const struct pick_result *r, const char *want) {
  if (!r->text || !strstr(r->text, want))
    fail_msg("no \"%s\" in:\n%s", want, r->text ? r->text : "");
}

// ---- written by libarchive

struct kind {
  const char *name;
  int (*format)(struct archive *);
  int (*filter)(struct archive *);
};

static void write_one(struct archive *a, const char *name, const char *data, size_t n) {
  struct archive_entry *e = archive_entry_new();
  archive_entry_set_pathname_utf8(e, name);
  archive_entry_set_size(e, (la_int64_t)n);
  archive_entry_set_filetype(e, AE_IFREG);
  archive_entry_set_perm(e, 0644);
  assert_true(archive_write_header(a, e) >= ARCHIVE_WARN);
  assert_int_equal(archive_write_data(a, data, n), n);
  archive_entry_free(e);
}

static struct buf write_archive(const struct kind *k, const char *name, const char *data,
                                size_t n) {
  size_t room = n + (4 << 20), used = 0;
  char *p = base_alloc(room);
  struct archive *a = archive_write_new();
  assert_int_equal(k->format(a), ARCHIVE_OK);
  if (k->filter && k->filter(a) != ARCHIVE_OK) fail_msg("%s", archive_error_string(a));
  archive_write_set_bytes_in_last_block(a, 1);
  assert_int_equal(archive_write_open_memory(a, p, room, &used), ARCHIVE_OK);
  write_one(a, name, data, n);
  if (k->format != archive_write_set_format_raw)
    write_one(a, "b.txt", "thường\n", strlen("thường\n"));
  assert_int_equal(archive_write_close(a), ARCHIVE_OK);
  archive_write_free(a);
  struct buf b = buf_init(room);
  buf_put(&b, p, used);
  free(p);
  return b;
}

static const struct kind kinds[] = {
    {"ustar", archive_write_set_format_pax_restricted, NULL},
    {"tgz", archive_write_set_format_gnutar, archive_write_add_filter_gzip},
    {"tbz", archive_write_set_format_gnutar, archive_write_add_filter_bzip2},
    {"txz", archive_write_set_format_gnutar, archive_write_add_filter_xz},
    {"tar.zst", archive_write_set_format_gnutar, archive_write_add_filter_zstd},
    {"tar.lz4", archive_write_set_format_gnutar, archive_write_add_filter_lz4},
    {"tar.lz", archive_write_set_format_gnutar, archive_write_add_filter_lzip},
    {"tar.lzma", archive_write_set_format_gnutar, archive_write_add_filter_lzma},
    {"tar.Z", archive_write_set_format_gnutar, archive_write_add_filter_compress},
    {"v7", archive_write_set_format_v7tar, NULL},
    {"7z", archive_write_set_format_7zip, NULL},
    {"cpio", archive_write_set_format_cpio_newc, NULL},
    {"iso", archive_write_set_format_iso9660, NULL},
};

static void test_kinds(void **state) {
  (void)state;
  for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
    struct buf b CLEANUP(buf_free) = write_archive(&kinds[i], "a/b.txt", TEXT, strlen(TEXT));
    struct pick_result r = scan_named(b.p, b.n, "x");
    if (strcmp(r.last_reader, "archive") != 0 || r.members != 2 || r.unread)
      fail_msg("%s: reader %s, %zu members, unread %x", kinds[i].name, r.last_reader, r.members,
               r.unread);
    assert_int_equal(r.best.level, SCAN_TOI_MAT);
    pick_free(&r);
  }
}

static void test_single_files(void **state) {
  (void)state;
  static int (*const filters[])(struct archive *) = {
      archive_write_add_filter_gzip, archive_write_add_filter_bzip2, archive_write_add_filter_xz,
      archive_write_add_filter_zstd};
  for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
    struct kind k = {"raw", archive_write_set_format_raw, filters[i]};
    struct buf b CLEANUP(buf_free) = write_archive(&k, "", TEXT, strlen(TEXT));
    struct pick_result r = scan_named(b.p, b.n, "thư/TỐI MẬT.txt.xx");
    assert_text(&r, "body:0:TỐI MẬT\n");
    assert_int_equal(r.members, 1);
    assert_int_equal(r.unread, 0);
    pick_free(&r);
  }
}

static void test_cut_and_flipped(void **state) {
  (void)state;
  for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
    struct buf b CLEANUP(buf_free) = write_archive(&kinds[i], "a/b.txt", TEXT, strlen(TEXT));
    size_t step = b.n > 4000 ? b.n / 60 : 7;
    for (size_t n = step; n < b.n; n += step) {
      uint8_t *copy = base_alloc(n);
      memcpy(copy, b.p, n);
      struct pick_result r = scan_named(copy, n, "");
      pick_free(&r);
      copy[n * 3 / 4] ^= 0x55;
      r = scan_named(copy, n, "");
      pick_free(&r);
      free(copy);
    }
  }
}

static void test_bomb(void **state) {
  (void)state;
  size_t n = (size_t)200 << 20;
  char *zeros = calloc(n, 1);
  assert_non_null(zeros);
  struct kind k = {"raw", archive_write_set_format_raw, archive_write_add_filter_xz};
  struct buf b CLEANUP(buf_free) = write_archive(&k, "", zeros, n);
  free(zeros);
  assert_true(b.n < (1 << 20));
  struct pick_result r = scan_named(b.p, b.n, "a.xz");
  assert_true(HAS(r, UNREAD_LIMIT));
  pick_free(&r);
}

static void test_nesting(void **state) {
  (void)state;
  struct buf b = write_archive(&kinds[1], "a.txt", TEXT, strlen(TEXT));
  for (int i = 0; i < 4; i++) {
    struct buf outer = write_archive(&kinds[(i + 9) % 12], "in", b.p, b.n);
    buf_free(&b);
    b = outer;
  }
  struct pick_result r = scan_named(b.p, b.n, "a");
  assert_int_equal(r.best.level, SCAN_TOI_MAT);
  assert_int_equal(r.unread, 0);
  pick_free(&r);
  buf_free(&b);
}

// ---- written by hand

static uint32_t crc32_of(const uint8_t *p, size_t n) {
  uint32_t c = 0xFFFFFFFF;
  for (size_t i = 0; i < n; i++) {
    c ^= p[i];
    for (int k = 0; k < 8; k++)
      c = c & 1 ? c >> 1 ^ 0xEDB88320 : c >> 1;
  }
  return ~c;
}

static void put_le(struct buf *b, uint64_t v, int bytes) {
  for (int i = 0; i < bytes; i++)
    buf_putc(b, (char)(v >> (8 * i)));
}

// A RAR 5 block of less than 128 bytes.
static void rar5_block(struct buf *b, const struct buf *body, const char *data, size_t n) {
  struct buf block CLEANUP(buf_free) = buf_init(256);
  put_le(&block, body->n, 1);
  buf_put(&block, body->p, body->n);
  put_le(b, crc32_of((const uint8_t *)block.p, block.n), 4);
  buf_put(b, block.p, block.n);
  buf_put(b, data, n);
}

static struct buf rar5_of(const char *name, const char *data, bool locked) {
  struct buf b = buf_init(1 << 16);
  buf_put(&b, "Rar!\x1a\x07\1\0", 8);
  struct buf body CLEANUP(buf_free) = buf_init(256);
  buf_put(&body, "\1\0\0", 3);
  rar5_block(&b, &body, NULL, 0);
  size_t n = strlen(data), extra = locked ? 37 : 0;
  buf_clear(&body);
  put_le(&body, 2, 1), put_le(&body, locked ? 3 : 2, 1);
  if (locked) put_le(&body, extra, 1);
  put_le(&body, n, 1), put_le(&body, 4, 1), put_le(&body, n, 1), put_le(&body, 0x20, 1);
  put_le(&body, crc32_of((const uint8_t *)data, n), 4);
  put_le(&body, 0, 1), put_le(&body, 1, 1), put_le(&body, strlen(name), 1);
  buf_puts(&body, name);
  if (locked) {
    put_le(&body, 36, 1), put_le(&body, 1, 1), put_le(&body, 0, 2), put_le(&body, 15, 1);
    for (int i = 0; i < 32; i++)
      buf_putc(&body, (char)i);
  }
  rar5_block(&b, &body, data, n);
  buf_clear(&body);
  buf_put(&body, "\5\0\0", 3);
  rar5_block(&b, &body, NULL, 0);
  return b;
}

static void test_rar(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = rar5_of("thu/" NAME, "TỐI MẬT\n", false);
  struct pick_result r = scan_named(b.p, b.n, "a.rar");
  assert_string_equal(r.last_reader, "archive");
  assert_text(&r, "body:0:TỐI MẬT\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
  struct buf exe CLEANUP(buf_free) = buf_init(1 << 16);
  buf_puts(&exe, "MZ");
  for (int i = 0; i < 5000; i++)
    buf_putc(&exe, 0);
  buf_put(&exe, b.p, b.n);
  r = scan_named(exe.p, exe.n, "a.exe");
  assert_text(&r, "body:0:TỐI MẬT\n");
  pick_free(&r);
}

static void test_locked_members_are_named(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = rar5_of(NAME, "TỐI MẬT\n", true);
  struct pick_result r = scan_named(b.p, b.n, "a.rar");
  assert_true(HAS(r, UNREAD_ENCRYPTED));
  assert_int_equal(r.members, 0);
  assert_string_equal(r.text, "filename:1:" NAME "\n");
  pick_free(&r);
}

// [MS-CAB]: one folder, not compressed.
static void test_cab(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  size_t n = strlen(TEXT), name = strlen(NAME), first = 44, data = first + 16 + name + 1;
  buf_puts(&b, "MSCF");
  put_le(&b, 0, 4), put_le(&b, data + 8 + n, 4), put_le(&b, 0, 4), put_le(&b, first, 4),
      put_le(&b, 0, 4);
  put_le(&b, 3, 1), put_le(&b, 1, 1), put_le(&b, 1, 2), put_le(&b, 1, 2), put_le(&b, 0, 6);
  put_le(&b, data, 4), put_le(&b, 1, 2), put_le(&b, 0, 2);
  put_le(&b, n, 4), put_le(&b, 0, 4), put_le(&b, 0, 2), put_le(&b, 0x5A21, 2), put_le(&b, 0, 2),
      put_le(&b, 0xA0, 2);
  buf_put(&b, NAME, name + 1);
  put_le(&b, 0, 4), put_le(&b, n, 2), put_le(&b, n, 2);
  buf_puts(&b, TEXT);
  struct pick_result r = scan_named(b.p, b.n, "a.cab");
  assert_text(&r, "body:0:TỐI MẬT\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

// ---- zip: packages that are one document, members that cannot be read

struct part {
  const char *name, *data;
  uint16_t method, flags;
};

static struct buf zip_of(const struct part *parts, size_t count) {
  struct buf b = buf_init(1 << 20), dir CLEANUP(buf_free) = buf_init(1 << 16);
  for (size_t i = 0; i < count; i++) {
    size_t n = strlen(parts[i].data), at = b.n, name = strlen(parts[i].name);
    uint32_t crc = crc32_of((const uint8_t *)parts[i].data, n);
    for (int where = 0; where < 2; where++) {
      struct buf *o = where ? &dir : &b;
      put_le(o, where ? 0x02014b50 : 0x04034b50, 4);
      if (where) put_le(o, 20, 2);
      put_le(o, 20, 2), put_le(o, parts[i].flags, 2), put_le(o, parts[i].method, 2),
          put_le(o, 0, 4);
      put_le(o, crc, 4), put_le(o, n, 4), put_le(o, n, 4), put_le(o, name, 2), put_le(o, 0, 2);
      if (where) put_le(o, 0, 6), put_le(o, 0, 4), put_le(o, at, 4);
      buf_puts(o, parts[i].name);
    }
    buf_puts(&b, parts[i].data);
  }
  size_t start = b.n;
  buf_put(&b, dir.p, dir.n);
  put_le(&b, 0x06054b50, 4), put_le(&b, 0, 4), put_le(&b, count, 2), put_le(&b, count, 2);
  put_le(&b, dir.n, 4), put_le(&b, start, 4), put_le(&b, 0, 2);
  return b;
}

static void test_zip_names_what_it_cannot_read(void **state) {
  (void)state;
  const struct part parts[] = {
      {"a.txt", "thường\n", 0, 0}, {"khoá.txt", "x", 0, 1}, {"lạ.txt", "y", 77, 0}};
  struct buf b CLEANUP(buf_free) = zip_of(parts, 3);
  struct pick_result r = scan_named(b.p, b.n, "a.zip");
  assert_text(&r, "body:0:thường\n");
  assert_text(&r, "filename:1:khoá.txt\n");
  assert_text(&r, "filename:3:lạ.txt\n");
  assert_true(HAS(r, UNREAD_ENCRYPTED) && HAS(r, UNREAD_UNSUPPORTED));
  pick_free(&r);
  struct buf exe CLEANUP(buf_free) = buf_init(1 << 20);
  for (int i = 0; i < 3000; i++)
    buf_puts(&exe, "MZ");
  buf_put(&exe, b.p, b.n);
  r = scan_named(exe.p, exe.n, "a.exe");
  assert_text(&r, "body:0:thường\n");
  pick_free(&r);
}

#define XHTML(body) \
  "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>" body "</body></html>"

static void test_epub(void **state) {
  (void)state;
  const struct part parts[] = {
      {"mimetype", "application/epub+zip", 0, 0},
      {"O/2.xhtml", XHTML("<p>hai</p>"), 0, 0},
      {"O/m t.xhtml", XHTML("<p>T<b>Ố</b>I MẬT</p>"), 0, 0},
      {"O/b.opf",
       "<package><metadata><title>Sách</title></metadata><manifest><item id='a' href='2.xhtml'/>"
       "<item id='b' href='../O/m%20t.xhtml'/></manifest><spine><itemref idref='b'/><itemref "
       "idref='a'/></spine></package>",
       0, 0}};
  struct buf b CLEANUP(buf_free) = zip_of(parts, ARRAY_LEN(parts));
  struct pick_result r = scan_named(b.p, b.n, "a.epub");
  assert_string_equal(r.text, "property:0:Sách\nbody:1:TỐI MẬT\nbody:2:hai\n");
  assert_int_equal(r.members, 0);
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

#define GLYPHS(x, y, t)                 \
  "<Glyphs OriginX='" x "' OriginY='" y \
  "' FontRenderingEmSize='16' Fill='#FFFF0000' UnicodeString='" t "'/>"

static void test_xps(void **state) {
  (void)state;
  const struct part parts[] = {
      {"[Content_Types].xml", "<Types/>", 0, 0},
      {"D/1.fdoc",
       "<FixedDocument><PageContent Source='P/9.fpage'/><PageContent "
       "Source='/D/P/1.fpage'/></FixedDocument>",
       0, 0},
      {"D/P/1.fpage",
       "<FixedPage Width='800' Height='1100'>" GLYPHS("80", "400", "hai") "</FixedPage>", 0, 0},
      {"D/P/9.fpage/[0].piece",
       "<FixedPage Width='800' Height='1100'><Canvas RenderTransform='1,0,0,1,0,150'>" GLYPHS(
           "500", "60", "CỘNG HÒA"),
       0, 0},
      {"D/P/9.fpage/[1].last.piece",
       GLYPHS("108", "60", "MẬT") GLYPHS("80", "60", "TỐI") "</Canvas></FixedPage>", 0, 0}};
  struct buf b CLEANUP(buf_free) = zip_of(parts, ARRAY_LEN(parts));
  struct pick_result r = scan_named(b.p, b.n, "a.xps");
  assert_string_equal(r.text, "body:1:TỐI MẬT\nbody:1:CỘNG HÒA\nbody:2:hai\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

// ---- texts

static void assert_plain(const char *name, const char *text, const char *want) {
  struct pick_result r = scan_named(text, strlen(text), name);
  if (!r.text || strcmp(r.text, want) != 0)
    fail_msg("%s gave:\n%swanted:\n%s", text, r.text ? r.text : "", want);
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_html(void **state) {
  (void)state;
  assert_plain("a",
               "<html><head><title>C&ocirc;ng v&abreve;n &mdash;</title><script>if (a<b) "
               "'</p>'</script></head><body>a<b>b</b> c<br>d",
               "property:0:Công v&abreve;n —\nbody:0:ab c\nbody:0:d\n");
  assert_plain("a",
               "<p>1 < 2 & 3 &lt; 4 &#7852;T&#x1EA4;&nbsp;x<!-- y --><img alt='Ảnh \"a\"'></p>",
               "comment:0:y \nbody:0:1 < 2 & 3 < 4 ẬTẤ x Ảnh \"a\" \n");
  assert_plain("a", "<table><tr><td>một<td>hai</table>", "body:0:một\nbody:0:hai\n");
  assert_plain("a",
               "<html><style><!-- p.V, i {font-family:\".VnTime\"} --></style><p "
               "class=V>TUY&#214;T M&Euml;T</p><p>T&Euml;T <font face=.VnTime>M&Euml;T</font></p>",
               "body:0:TUYỆT MẬT\nbody:0:TËT MẬT\n");
  assert_plain(
      "a",
      "<html><p style='font-family:VNI-Times'>TO&Aacute;I MA&Auml;T<p>a</p><div hidden>ẩn</div>",
      "body:0:TỐI MẬT\nbody:0:a\nbody:0:ẩn\n");
  const char *red =
      "<html><p>UBND TỈNH<p>Số: 1/UBND<div style='border:solid red 1.0pt'><span "
      "style='color:#f00'>TỐI MẬT</span></div>";
  struct pick_result r = scan_named(red, strlen(red), "a");
  assert_true(r.best.confidence >= 90);
  pick_free(&r);
}

static void test_html_in_stated_page(void **state) {
  (void)state;
  assert_plain(
      "a", "<html><meta charset=windows-1251><p>\xCC\xEE\xF1\xEA\xE2\xE0 \xE8 \xF1\xE2\xE5\xF2</p>",
      "body:0:Москва и свет\n");
}

static void test_svg(void **state) {
  (void)state;
  assert_plain("a.svg",
               "<?xml version='1.0'?><svg xmlns='x'><metadata>no</metadata><style>no</style><text "
               "x='1'><tspan>TỐI</tspan> <tspan>MẬT</tspan>"
               "<tspan x='1' dy='1.2em'>dưới</tspan></text><path d='M0'/></svg>",
               "body:0:TỐI MẬT\nbody:0:dưới\n");
}

static void test_csv(void **state) {
  (void)state;
  assert_plain("a.csv", "STT,Tên,Độ mật\n1,\"Báo cáo\r\nhai\",MẬT\n2,\"a \"\"b\"\"\",\n",
               "sheet:1:STT\nsheet:1:Tên\nsheet:1:Độ mật\nsheet:1:1\nsheet:1:Báo "
               "cáo\nsheet:1:hai\nsheet:1:MẬT\nsheet:1:2\nsheet:1:a \"b\"\n");
  assert_plain("a.txt", "a;b;c\n1;2;3\n1;2;3\n\"x;y\";2;3\n",
               "sheet:1:a\nsheet:1:b\nsheet:1:c\nsheet:1:1\nsheet:1:2\nsheet:1:3\nsheet:1:1\nsheet:"
               "1:2\nsheet:1:3\nsheet:1:x;y\nsheet:1:2\nsheet:1:3\n");
  assert_plain("a.txt",
               "Kính gửi: một, hai, ba\nNội dung, a, b\nDòng không có dấu\nxong, hết, rồi\n",
               "body:0:Kính gửi: một, hai, ba\nbody:0:Nội dung, a, b\nbody:0:Dòng không có "
               "dấu\nbody:0:xong, hết, rồi\n");
}

// A quote that is never closed costs no line.
static void test_csv_open_quote(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  buf_puts(&b, "a,b\n\"x,1\n");
  for (int i = 0; i < 5000; i++)
    buf_printf(&b, "c%d,d\n", i);
  buf_puts(&b, "TỐI MẬT,x\n");
  struct pick_result r = scan_named(b.p, b.n, "a.csv");
  assert_text(&r, "TỐI MẬT\n");
  pick_free(&r);
}

// What Word leaves beside an open document holds a name and is not "unread".
static void test_owner_file(void **state) {
  (void)state;
  uint8_t owner[162] = {4, 'M', 'a', 'i', ' '};
  memset(owner + 5, ' ', 49);
  owner[54] = 4;
  struct pick_result r = scan_named(owner, sizeof owner, "thư/~$cong van.docx");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
  r = scan_named(owner, sizeof owner, "x.bin");
  assert_int_not_equal(r.unread, 0);
  pick_free(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_kinds),
      cmocka_unit_test(test_single_files),
      cmocka_unit_test(test_cut_and_flipped),
      cmocka_unit_test(test_bomb),
      cmocka_unit_test(test_nesting),
      cmocka_unit_test(test_rar),
      cmocka_unit_test(test_locked_members_are_named),
      cmocka_unit_test(test_cab),
      cmocka_unit_test(test_zip_names_what_it_cannot_read),
      cmocka_unit_test(test_epub),
      cmocka_unit_test(test_xps),
      cmocka_unit_test(test_html),
      cmocka_unit_test(test_html_in_stated_page),
      cmocka_unit_test(test_svg),
      cmocka_unit_test(test_csv),
      cmocka_unit_test(test_csv_open_quote),
      cmocka_unit_test(test_owner_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
