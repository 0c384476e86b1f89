// The readers for .doc and for what is packed into compound files: pieces, fonts by style and by run, parts, fields,
// tracked changes, text boxes with their places, Word 6 and Write, encryption and damage; all from bytes put together
// here.
#include "legacy_office.h"

static const struct reader *const doc = &scan_reader_doc, *const compound = &scan_reader_compound;

#define HAS(k, g) (((k).unread >> (g)) & 1u)
enum { TEXT_AT = 0x400, MAIN = 0, NOTES = 1, HEADERS = 2, COMMENTS = 4, BOXES = 6, RUNS = 12 };

// ---- a writer of Word 97

/// One stretch of letters: as UTF-16, or as bytes of Windows-1252 when `bytes`.
struct made_run {
  const char *text;
  const char *look;  ///< changes to its letters
  size_t n_look;
  bool bytes;
};

struct made_doc {
  struct made_run runs[RUNS];
  size_t n_runs;
  size_t ccp[8];
  struct buf pairs[64];  ///< tables of the table stream by number
  unsigned flags;
  unsigned para_style;
  bool backwards;  ///< the pieces lie in the stream from last to first
};

#define LOOK(s) s, sizeof(s) - 1
static const char RED[] = "\x42\x2A\x06", SPECIAL[] = "\x55\x08\x01", GONE[] = "\x00\x08\x01", CAME[] = "\x01\x08\x01";
#define RED_LOOK RED, 3
#define SPECIAL_LOOK SPECIAL, 3

static size_t letters_of(const struct made_run *r) {
  return r->bytes ? strlen(r->text) : wide_count(r->text);
}

static struct made_run *add(struct made_doc *m, int story, const char *text, const char *look, size_t n) {
  struct made_run *r = &m->runs[m->n_runs++];
  *r = (struct made_run){.text = text, .look = look, .n_look = n};
  m->ccp[story] += letters_of(r);
  return r;
}

static void add_bytes(struct made_doc *m, int story, const char *text, const char *look, size_t n) {
  struct made_run *r = add(m, story, text, look, n);
  m->ccp[story] -= letters_of(r);
  r->bytes = true;
  m->ccp[story] += letters_of(r);
}

static struct buf *pair(struct made_doc *m, int number) {
  if (!m->pairs[number].max) m->pairs[number] = buf_init(1 << 16);
  return &m->pairs[number];
}

static void put_page(struct buf *b, const size_t *from, const size_t *end, const struct made_doc *m, bool chars) {
  char page[512] = {0};
  size_t n = m->n_runs, one = chars ? 1 : 13, at = 510, order[RUNS];
  for (size_t i = 0; i < n; i++)
    order[i] = m->backwards ? n - 1 - i : i;
  page[511] = (char)n;
  for (size_t i = 0; i < n; i++) {
    const struct made_run *r = &m->runs[order[i]];
    for (int k = 0; k < 4; k++) {
      page[4 * i + (size_t)k] = (char)(from[order[i]] >> 8 * k);
      page[4 * i + 4 + (size_t)k] = (char)(end[order[i]] >> 8 * k);
    }
    at -= chars ? r->n_look + 1 + (r->n_look + 1) % 2 : 4;
    page[4 * (n + 1) + one * i] = (char)(at / 2);
    page[at] = chars ? (char)r->n_look : 0;
    if (chars && r->n_look) memcpy(page + at + 1, r->look, r->n_look);
    if (!chars) page[at + 1] = 1, page[at + 2] = (char)m->para_style;
  }
  buf_put(b, page, sizeof page);
}

static struct buf write_doc(struct made_doc *m) {
  struct buf stream CLEANUP(buf_free) = buf_init(1 << 20), table CLEANUP(buf_free) = buf_init(1 << 20);
  size_t from[RUNS], end[RUNS], cp = 0;
  put_zeros(&stream, TEXT_AT);
  for (size_t i = 0; i < m->n_runs; i++) {
    size_t k = m->backwards ? m->n_runs - 1 - i : i;
    put_zeros(&stream, stream.n % 2);
    from[k] = stream.n;
    if (m->runs[k].bytes)
      buf_puts(&stream, m->runs[k].text);
    else
      put_wide(&stream, m->runs[k].text);
    end[k] = stream.n;
  }
  size_t last = stream.n;
  put_zeros(&stream, (512 - stream.n % 512) % 512);
  struct buf *chars = pair(m, 12), *paras = pair(m, 13), *clx = pair(m, 33);
  if (!chars->n) {
    put32(chars, 0), put32(chars, 0xFFFFFFF), put32(chars, stream.n / 512);
    put32(paras, 0), put32(paras, 0xFFFFFFF), put32(paras, stream.n / 512 + 1);
  }
  put_page(&stream, from, end, m, true);
  put_page(&stream, from, end, m, false);
  if (!clx->n) {
    put8(clx, 2), put32(clx, 4 + 12 * m->n_runs), put32(clx, 0);
    for (size_t i = 0; i < m->n_runs; i++)
      put32(clx, cp += letters_of(&m->runs[i]));
    for (size_t i = 0; i < m->n_runs; i++) {
      bool bytes = m->runs[i].bytes;
      put16(clx, 0), put32(clx, bytes ? from[i] * 2 | 0x40000000 : from[i]), put16(clx, 0);
    }
  }
  struct buf fib CLEANUP(buf_free) = buf_init(TEXT_AT);
  put16(&fib, 0xA5EC), put16(&fib, 0xC1), put16(&fib, 0), put16(&fib, 0x42A), put16(&fib, 0);
  put16(&fib, 0x1200 | m->flags), put_zeros(&fib, 0x18 - fib.n), put32(&fib, TEXT_AT), put32(&fib, last);
  put_zeros(&fib, 0x4C - fib.n);
  for (int i = 0; i < 8; i++)
    put32(&fib, m->ccp[i]);
  put_zeros(&fib, 0x98 - fib.n), put16(&fib, 0x5D);
  for (int i = 0; i < 64; i++) {
    put32(&fib, table.n), put32(&fib, m->pairs[i].n);
    buf_put(&table, buf_str(&m->pairs[i]), m->pairs[i].n);
    buf_free(&m->pairs[i]);
  }
  memcpy(stream.p, fib.p, fib.n);
  const struct made_stream streams[] = {{"WordDocument", &stream}, {"1Table", &table}};
  return made_compound(streams, 2);
}

static struct kept read_doc(struct made_doc *m) {
  struct buf file CLEANUP(buf_free) = write_doc(m);
  struct input in = {.p = (const uint8_t *)file.p, .n = file.n, .name = "a.bin"};
  assert_true(doc->bid(&in) > compound->bid(&in));
  return kept_of(doc, file.p, file.n, false);
}

static void put_fonts(struct made_doc *m, const char *const *names, size_t n) {
  struct buf *b = pair(m, 15);
  put16(b, (unsigned)n), put16(b, 0);
  for (size_t i = 0; i < n; i++) {
    put8(b, (unsigned)(39 + 2 * (strlen(names[i]) + 1)));
    put_zeros(b, 39);
    put_wide(b, names[i]), put16(b, 0);
  }
}

// Style 0 is set in font 0; style 1 stands on it and is set in font 1.
static void put_styles(struct made_doc *m) {
  struct buf *b = pair(m, 1);
  put16(b, 18), put16(b, 2), put16(b, 10), put_zeros(b, 14);
  for (unsigned i = 0; i < 2; i++) {
    put16(b, 10 + 2 + 2 + 2 + 2 + 2 + 2 + 12);
    put16(b, 0), put16(b, (i ? 0u : 0xFFFu) << 4 | 1), put16(b, 2), put16(b, 0), put16(b, 0);
    put16(b, 1), put_wide(b, "S"), put16(b, 0);
    put16(b, 2), put16(b, i), put16(b, 12);
    for (unsigned k = 0; k < 3; k++)
      put16(b, 0x4A4F + k), put16(b, i);
  }
}

// ---- text

static void test_parts(void **state) {
  (void)state;
  struct made_doc m = {0};
  add(&m, MAIN, "ỦY BAN\rT", NULL, 0);
  add(&m, MAIN, "ỐI MẬT", RED_LOOK);
  add(&m, MAIN, "\rĐộ mật\aMật\a\aSố 1\vSố 2\r\ftrang\r", NULL, 0);
  add(&m, NOTES, "chú thích\r", NULL, 0);
  add(&m, HEADERS, "MẬT\rchân\r\r", NULL, 0);
  add(&m, COMMENTS, "nhận xét\r", NULL, 0);
  add(&m, BOXES, "hộp\r", NULL, 0);
  struct buf *b = pair(&m, 11);
  const unsigned at[] = {0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 9, 9, 9, 10};
  for (size_t i = 0; i < ARRAY_LEN(at); i++)
    put32(b, at[i]);
  struct kept k = read_doc(&m);
  assert_kept(&k, "body:1:1:ỦY BAN\nbody:1:2:red:TỐI MẬT\nbody:1:3:Độ mật\nbody:1:4:Mật\n");
  assert_kept(&k, "body:1:6:Số 1\nbody:1:7:Số 2\nbody:2:9:trang\n");
  assert_kept(&k, "note:0:1:chú thích\nheader:0:1:MẬT\nfooter:0:1:chân\ncomment:0:1:nhận xét\n");
  assert_kept(&k, "textbox:0:1:boxed:hộp\n");
  assert_int_equal(k.unread, 0);
  buf_free(&k.text);
}

// Old fonts: by the style of the paragraph, by the run, and Unicode in the same line.
static void test_old_fonts(void **state) {
  (void)state;
  static const char *const fonts[] = {".VnTime", "Times New Roman", "VNI-Times"};
  static const char times[] = "\x4F\x4A\x01\x00\x51\x4A\x01\x00", vni[] = "\x4F\x4A\x02\x00";
  for (unsigned style = 0; style < 2; style++) {
    struct made_doc m = {.para_style = style};
    put_fonts(&m, fonts, 3), put_styles(&m);
    add_bytes(&m, MAIN, style ? "x" : "T\xE8I M\xCBT", NULL, 0);
    add(&m, MAIN, " tối mật ", LOOK(times));
    add(&m, MAIN, "TOÁI MAÄT\r", LOOK(vni));
    struct kept k = read_doc(&m);
    assert_kept(&k, style ? "body:1:1:x tối mật TỐI MẬT\n" : "body:1:1:TỐI MẬT tối mật TỐI MẬT\n");
    buf_free(&k.text);
  }
}

static void test_fast_save(void **state) {
  (void)state;
  struct made_doc m = {.flags = 4, .backwards = true};
  add(&m, MAIN, "TUYỆT", NULL, 0);
  add_bytes(&m, MAIN, " M", RED_LOOK);
  add(&m, MAIN, "ẬT", NULL, 0);
  add_bytes(&m, MAIN, "\rSo 5\r", NULL, 0);
  struct kept k = read_doc(&m);
  assert_kept(&k, "body:1:1:TUYỆT MẬT\nbody:1:2:So 5\n");
  assert_int_equal(k.unread, 0);
  buf_free(&k.text);
}

static void test_tracked_changes(void **state) {
  (void)state;
  struct made_doc m = {0};
  add(&m, MAIN, "Độ ", NULL, 0);
  add(&m, MAIN, "tối mật", GONE, 3);
  add(&m, MAIN, "thường", CAME, 3);
  add(&m, MAIN, "\r", NULL, 0);
  struct kept k = read_doc(&m);
  assert_kept(&k, "body:1:1:Độ thường\nbody:1:1:Độ tối mật\n");
  buf_free(&k.text);
}

static void test_fields(void **state) {
  (void)state;
  static const struct {
    const char *text, *want;
  } cases[] = {
      {"a\x13 HYPERLINK \"http://vi.du\" \x14liên kết\x15z\r", "body:1:1:aliên kếtz\n"},
      {"\x13 IF \x13 PAGE \x14" "1\x15 = 1 \x14MẬT\x15\r", "body:1:1:MẬT\n"},
      {"\x13 IF 1 = 1 \"TỐI MẬT\" \"b\" \x15\r", "body:1:1:TỐI MẬT\tb"},
      {"\x13 MACROBUTTON Không gõ vào đây\x15\r", "body:1:1:gõ vào đây\n"},
      {"\x14x\x15y\r", "body:1:1:xy\n"},
      {"\x13không có cuối\r", "không có cuối"},
  };
  for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
    struct made_doc m = {0};
    add(&m, MAIN, cases[i].text, SPECIAL_LOOK);
    struct kept k = read_doc(&m);
    assert_kept(&k, cases[i].want);
    assert_not_kept(&k, "HYPERLINK");
    buf_free(&k.text);
  }
}

// A section that goes on begins no page; the next one does.
static void test_sections(void **state) {
  (void)state;
  for (int kind = 0; kind <= 2; kind += 2) {
    struct made_doc m = {0};
    add(&m, MAIN, "a\r\fb\r", NULL, 0);
    // The section's changes stand in the stream as letters nobody counts.
    static const char go_on[] = "\x03\x00\x09\x30\x00\x00", page[] = "\x03\x00\x09\x30\x02\x00";
    struct buf text CLEANUP(buf_free) = buf_init(64);
    struct buf *b = pair(&m, 6);
    put32(b, 0), put32(b, 3), put32(b, 5);
    put16(b, 0), put32(b, 0xFFFFFFFF), put16(b, 0), put32(b, 0);
    put16(b, 0), put32(b, TEXT_AT + 10), put16(b, 0), put32(b, 0);
    struct buf file CLEANUP(buf_free) = write_doc(&m);
    char *p = memmem(file.p, file.n, "a\0\r\0\f\0b\0\r\0", 10);
    assert_non_null(p);
    memcpy(p + 10, kind ? page : go_on, 6);
    struct kept k = kept_of(doc, file.p, file.n, false);
    assert_kept(&k, kind ? "body:2:3:b\n" : "body:1:3:b\n");
    buf_free(&k.text);
  }
}

// ---- drawings

static size_t begin(struct buf *b, unsigned type, unsigned instance) {
  put16(b, instance), put16(b, type), put32(b, 0);
  return b->n;
}
static void end(struct buf *b, size_t at) {
  for (int i = 0; i < 4; i++)
    b->p[at - 4 + (size_t)i] = (char)((b->n - at) >> 8 * i);
}

// A text box and WordArt, anchored at the first letters: they come where they stand, with their place.
static void test_drawings(void **state) {
  (void)state;
  struct made_doc m = {0};
  add(&m, MAIN, "\b\b", SPECIAL_LOOK);
  add(&m, MAIN, "thân\r", NULL, 0);
  add(&m, BOXES, "TỐI MẬT\r\r", NULL, 0);
  struct buf *b = pair(&m, 56);
  put32(b, 0), put32(b, 8), put32(b, 9), put_zeros(b, 44);
  b = pair(&m, 40);
  put32(b, 0), put32(b, 1), put32(b, 9);
  for (unsigned i = 0; i < 2; i++)
    put32(b, 2000 + i), put32(b, 1224), put32(b, 1584), put32(b, 2448), put32(b, 3168), put16(b, 1 << 1 | 1 << 3), put32(b, 0);
  b = pair(&m, 50);
  end(b, begin(b, 0xF000, 15));
  put8(b, 0);
  size_t drawing = begin(b, 0xF002, 15), group = begin(b, 0xF003, 15);
  for (unsigned i = 0; i < 2; i++) {
    size_t shape = begin(b, 0xF004, 15), at = begin(b, 0xF00A, 2);
    put32(b, 2000 + i), put32(b, 0xA00);
    end(b, at);
    at = begin(b, i ? 0xF00B : 0xF00D, i ? 1 << 4 | 3 : 0);
    if (i)
      put16(b, 0x80C0), put32(b, 8), put_wide(b, "MẬT"), put16(b, 0);
    else
      put32(b, 1 << 16);
    end(b, at), end(b, shape);
  }
  end(b, group), end(b, drawing);
  struct kept k = read_doc(&m);
  assert_kept(&k, "textbox:1:1:boxed:TỐI MẬT\ntextbox:1:0:boxed:MẬT\nbody:1:1:thân\n");
  buf_free(&k.text);
}

// ---- what cannot be read

static void test_encrypted(void **state) {
  (void)state;
  struct made_doc m = {.flags = 0x100};
  add(&m, MAIN, "x\r", NULL, 0);
  struct kept k = read_doc(&m);
  assert_int_equal(k.whole, 1u << UNREAD_ENCRYPTED);
  assert_int_equal(k.lines, 0);
  buf_free(&k.text);
}

static void test_torn_table(void **state) {
  (void)state;
  struct made_doc m = {0};
  add(&m, MAIN, "TỐI MẬT\r", NULL, 0);
  buf_puts(pair(&m, 33), "\7\7\7\7\7\7");
  struct kept k = read_doc(&m);
  assert_kept(&k, "body:1:1:TỐI MẬT\n");
  assert_true(HAS(k, UNREAD_DAMAGED));
  assert_int_equal(k.whole, 0);
  buf_free(&k.text);
}

// A small file may not show the same letters without end.
static void test_pieces_over_pieces(void **state) {
  (void)state;
  struct made_doc m = {0};
  add_bytes(&m, MAIN, "abcdefgh\r", NULL, 0);
  enum { PIECES = 5000, LONG = 4000 };
  struct buf *b = pair(&m, 33);
  put8(b, 2), put32(b, 4 + 12 * PIECES);
  for (unsigned i = 0; i <= PIECES; i++)
    put32(b, i * LONG);
  for (unsigned i = 0; i < PIECES; i++)
    put16(b, 0), put32(b, 0x40000000), put16(b, 0);
  m.ccp[MAIN] = (size_t)PIECES * LONG;
  struct buf file CLEANUP(buf_free) = write_doc(&m);
  struct kept k = kept_of(doc, file.p, file.n, false);
  assert_true(HAS(k, UNREAD_LIMIT) || HAS(k, UNREAD_DAMAGED));
  assert_true(k.text.n < 3 << 20);
  buf_free(&k.text);
}

static void test_damage(void **state) {
  (void)state;
  static const char *const fonts[] = {".VnTime", "Arial"};
  struct made_doc m = {0};
  put_fonts(&m, fonts, 2), put_styles(&m);
  add_bytes(&m, MAIN, "T\xE8I M\xCBT\r", RED_LOOK);
  add(&m, MAIN, "\x13 PAGE \x14" "1\x15\b\r", SPECIAL_LOOK);
  add(&m, HEADERS, "MẬT\r\r", NULL, 0);
  struct buf *b = pair(&m, 11);
  for (unsigned i = 0; i < 14; i++)
    put32(b, i < 8 ? 0 : 4);
  struct buf file CLEANUP(buf_free) = write_doc(&m);
  damage_everywhere(doc, &file);
}

// A page of properties that counts more stretches than it has room for.
static void test_full_page(void **state) {
  (void)state;
  struct made_doc m = {0};
  add(&m, MAIN, "MẬT\r", NULL, 0);
  struct buf file CLEANUP(buf_free) = write_doc(&m);
  char *page = file.p + 512 + TEXT_AT + 2 * 512;  // the last of the stream
  memset(page, 0, 29 * 4);
  memset(page + 29 * 4, 0x7F, 4);
  page[511] = (char)0xFF;
  struct kept k = kept_of(doc, file.p, file.n, false);
  assert_kept(&k, "MẬT\n");
  buf_free(&k.text);
}

static void test_refusal(void **state) {
  (void)state;
  struct made_doc m = {0};
  add(&m, MAIN, "a\rb\rc\r", NULL, 0);
  struct buf file CLEANUP(buf_free) = write_doc(&m);
  struct kept k = kept_of(doc, file.p, file.n, true);
  assert_int_equal(k.lines, 1);
  buf_free(&k.text);
}

// ---- older programs

static void test_word6(void **state) {
  (void)state;
  static const char text[] = "T\xE8I M\xCBT\rS\xE8\r";
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  put16(&b, 0xA5DC), put16(&b, 101), put16(&b, 0), put16(&b, 0x409), put_zeros(&b, 0x18 - b.n);
  put32(&b, 0x300), put32(&b, 0x300 + sizeof text - 1), put_zeros(&b, 0x34 - b.n);
  put32(&b, sizeof text - 1), put_zeros(&b, 0x58 + 8 * 12 - b.n);
  put32(&b, 0x600), put32(&b, 10), put_zeros(&b, 0x58 + 8 * 15 - b.n), put32(&b, 0x620), put32(&b, 16);
  put_zeros(&b, 0x300 - b.n), buf_puts(&b, text), put_zeros(&b, 0x400 - b.n);
  put32(&b, 0x300), put32(&b, 0x400), put8(&b, 0xF0), put_zeros(&b, 0x5E0 - b.n);
  put8(&b, 3), put8(&b, 93), put16(&b, 0), put_zeros(&b, 0x5FF - b.n), put8(&b, 1);
  put32(&b, 0x300), put32(&b, 0x400), put16(&b, 2), put_zeros(&b, 0x620 - b.n);
  put16(&b, 16), put8(&b, 13), put8(&b, 0), put16(&b, 400), put8(&b, 0), put8(&b, 0), buf_put(&b, ".VnTime", 8);
  put_zeros(&b, 4096 - b.n);
  struct buf file CLEANUP(buf_free) = made_compound(&(struct made_stream){"WordDocument", &b}, 1);
  struct kept k = kept_of(doc, file.p, file.n, false), bare = kept_of(doc, b.p, b.n, false);
  assert_kept(&k, "body:1:1:TỐI MẬT\n");
  assert_kept(&bare, "body:1:1:TỐI MẬT\n");
  assert_int_equal(k.unread | bare.unread, 0);
  buf_free(&k.text), buf_free(&bare.text);
}

static void test_write(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  put16(&b, 0xBE31), put16(&b, 0), put16(&b, 0xAB00), put_zeros(&b, 8), put32(&b, 0x80 + 9), put_zeros(&b, 0x60 - b.n);
  put16(&b, 3), put_zeros(&b, 0x80 - b.n), buf_puts(&b, "M\xC2T\r\nso 2"), put_zeros(&b, 512);
  struct input in = {.p = (const uint8_t *)b.p, .n = b.n, .name = "a.wri"};
  assert_true(doc->bid(&in) > 0);
  struct kept k = kept_of(doc, b.p, b.n, false);
  assert_kept(&k, "body:1:1:MÂT\nbody:1:2:so 2\n");
  buf_free(&k.text);
}

// ---- other compound files

static void test_packed_file(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  put32(&b, 0), put16(&b, 2), buf_put(&b, "a.txt\0C:\\a.txt\0", 15), put16(&b, 0), put16(&b, 3);
  put32(&b, 4), buf_put(&b, "C:\\", 4), put32(&b, 3), buf_puts(&b, "MAT"), put_zeros(&b, 64);
  struct buf file CLEANUP(buf_free) = made_compound(&(struct made_stream){"\1Ole10Native", &b}, 1);
  struct kept k = kept_of(compound, file.p, file.n, false);
  assert_int_equal(k.members, 1);
  assert_int_equal(k.unread, 0);
  buf_free(&k.text);
  damage_everywhere(compound, &file);
}

static void put_string(struct buf *b, const char *s) {
  size_t n = strlen(s) + 1;
  put32(b, 30), put32(b, n), buf_put(b, s, n), put_zeros(b, (4 - n % 4) % 4);
}

// Vietnamese properties in the code page the set states; own fields with their names.
static void test_properties(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16), empty CLEANUP(buf_free) = buf_init(64);
  put16(&b, 0xFFFE), put16(&b, 0), put32(&b, 0), put_zeros(&b, 16), put32(&b, 1), put_zeros(&b, 16), put32(&b, 48);
  put32(&b, 0), put32(&b, 4);
  put32(&b, 1), put32(&b, 40), put32(&b, 2), put32(&b, 48), put32(&b, 0), put32(&b, 68), put32(&b, 5), put32(&b, 92);
  put32(&b, 2), put32(&b, 1258);
  put_string(&b, "T\xD4\xECI M\xC2\xF2T");
  put_zeros(&b, 48 + 68 - b.n);
  put32(&b, 1), put32(&b, 5), put32(&b, 8), buf_put(&b, "Mau sac", 8), put_zeros(&b, 48 + 92 - b.n);
  put_string(&b, "Do");
  put_zeros(&empty, 8);
  const struct made_stream streams[] = {{"\5SummaryInformation", &b}, {"VisioDocument", &empty}};
  struct buf file CLEANUP(buf_free) = made_compound(streams, 2);
  struct kept k = kept_of(compound, file.p, file.n, false);
  assert_kept(&k, "property:0:1:TÔ\xCC\x81I MÂ\xCC\xA3T\nproperty:0:2:Mau sac: Do\n");
  assert_int_equal(k.whole, 1u << UNREAD_UNSUPPORTED);
  buf_free(&k.text);
  damage_everywhere(compound, &file);
}

static void test_named(void **state) {
  (void)state;
  static const struct {
    const char *one, *two;
    enum unread_grade grade;
  } cases[] = {{"EncryptionInfo", "EncryptedPackage", UNREAD_ENCRYPTED},
               {"Catalog", "1", UNREAD_PICTURE},
               {"256_0123456789abcdef", "96_0123456789abcdef", UNREAD_PICTURE},
               {"FileHeader", "DocInfo", UNREAD_UNSUPPORTED},
               {"x", "y", UNREAD_UNSUPPORTED}};
  struct buf b CLEANUP(buf_free) = buf_init(64);
  put_zeros(&b, 40);
  for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
    const struct made_stream streams[] = {{cases[i].one, &b}, {cases[i].two, &b}};
    struct buf file CLEANUP(buf_free) = made_compound(streams, 2);
    struct kept k = kept_of(compound, file.p, file.n, false);
    assert_int_equal(k.whole, 1u << cases[i].grade);
    buf_free(&k.text);
  }
  struct kept k = kept_of(compound, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, false);
  assert_int_equal(k.whole, 1u << UNREAD_DAMAGED);
  buf_free(&k.text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_parts),       cmocka_unit_test(test_old_fonts),  cmocka_unit_test(test_fast_save),
      cmocka_unit_test(test_tracked_changes), cmocka_unit_test(test_fields), cmocka_unit_test(test_sections),
      cmocka_unit_test(test_drawings),    cmocka_unit_test(test_encrypted),  cmocka_unit_test(test_torn_table),
      cmocka_unit_test(test_pieces_over_pieces), cmocka_unit_test(test_damage), cmocka_unit_test(test_full_page), cmocka_unit_test(test_refusal),
      cmocka_unit_test(test_word6),       cmocka_unit_test(test_write),      cmocka_unit_test(test_packed_file),
      cmocka_unit_test(test_properties),  cmocka_unit_test(test_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
