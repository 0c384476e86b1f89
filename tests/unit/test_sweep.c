// The sweep: spellings in every encoding are candidates and ordinary text is not, the finder tells the same places as a
// plain loop, lines held back give the verdict of all lines, raw bytes show marks and random ones do not, and the
// quick XML tokenizer tells what expat tells.
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/hold.h"
#include "scan/raw.h"
#include "scan/readers/xml_quick.h"
#include "scan/sweep.h"
#include "scan/sweep_find.h"

static const struct scan_kit kit = {scan_readers, judge_new, judge_line, judge_end, judge_free, sweep_text};

// ---- the finder

struct seen {
  size_t at[4096], n;
};

static bool note_place(const void *ctx, size_t at, unsigned groups) {
  struct seen *s = (struct seen *)(uintptr_t)ctx;
  assert_true(groups != 0);
  if (s->n < 4096) s->at[s->n++] = at;
  return false;
}

static void test_finder(void **state) {
  (void)state;
  static uint8_t p[3000];
  static struct sweep_find f;
  srand(11);
  for (int round = 0; round < 300; round++) {
    memset(&f, 0, sizeof f);
    for (int i = 0; i < 40; i++) {
      uint8_t g = (uint8_t)(1 << rand() % 8);
      f.first[rand() % 256] |= g, f.second[rand() % 256] |= g, f.third[rand() % 256] |= g;
    }
    for (int i = 0; i < 256; i++)
      f.third[i] |= (uint8_t)(round & 255);
    sweep_find_prepare(&f);
    size_t n = (size_t)(rand() % (int)sizeof p), from = n ? (size_t)rand() % n : 0;
    for (size_t i = 0; i < n; i++)
      p[i] = (uint8_t)(rand() % (round % 2 ? 256 : 16));
    static struct seen got, want;
    got.n = want.n = 0;
    assert_false(sweep_find_run(&f, p, from, n, note_place, &got));
    for (size_t i = from; i < n; i++)
      if (f.first[p[i]] & f.second[i + 1 < n ? p[i + 1] : 0] & f.third[i + 2 < n ? p[i + 2] : 0]) note_place(&want, i, 1);
    assert_int_equal(got.n, want.n);
    assert_memory_equal(got.at, want.at, want.n * sizeof want.at[0]);
  }
}

// ---- candidates

static bool candidate(const char *s) {
  return sweep_text(s, strlen(s));
}

static void test_candidates(void **state) {
  (void)state;
  static const char *const lines[] = {
      "MẬT", "Độ mật: Tối mật", "TỐI MẬT", "(tuyệt mật)", "M Ậ T", "T Ố I  M Ậ T", "M.Ậ.T", "MẬ T", "MA\u0323\u0302T",
      "MA\u0302\u0323T", "M\u00C2\u0323T", "M\u1EA0\u0302T", "M\u00ADẬT", "МẬТ", "ＭẬＴ", "TèI MËT", "TuyÖt mËt",
      "TOÁI MAÄT", "MAT", "TOI MAT", "T O I  M A T", "maajt", "TOOIS MAAJT", "ma^.t", "TUYE^.T MA^.T", "Bản số: 05",
      "- Ban so 03/05", "Ba\u0309n so\u0302\u0301: 2", "Bản sao số: 02", "không được sao, chụp", "Tài liệu thu hồi",
      "TAI LIEU THU HOI", "Thời hạn bảo vệ: 5 năm", "Chỉ người có tên mới được bóc bì", "Đã giải mật"};
  for (size_t i = 0; i < ARRAY_LEN(lines); i++)
    if (!candidate(lines[i])) fail_msg("no candidate: %s", lines[i]);
  static const char *const quiet[] = {
      "", "Ủy ban nhân dân tỉnh về việc phối hợp triển khai nhiệm vụ năm 2026", "văn bản số 12/UBND", "mất mặt, mắt kính",
      "thông tin về định mức xăng dầu", "information about format of mathematics", "các tài liệu khác", "ban số liệu"};
  for (size_t i = 0; i < ARRAY_LEN(quiet); i++)
    if (candidate(quiet[i])) fail_msg("a candidate: %s", quiet[i]);
}

static void test_encodings(void **state) {
  (void)state;
  static const char *const lines[] = {"\nTỐI MẬT\n", "\nBản số: 05\n", "\nTài liệu thu hồi\n", "văn bản bảo mật",
                                      "được phép sao, chụp"};
  static const enum viet_encoding old[] = {VIET_TCVN3, VIET_TCVN5712, VIET_VNI, VIET_VISCII, VIET_VPS, VIET_CP1258,
                                           VIET_VIQR,  VIET_TELEX,    VIET_UTF16LE, VIET_UTF16BE};
  for (size_t i = 0; i < ARRAY_LEN(lines); i++)
    for (size_t k = 0; k < ARRAY_LEN(old); k++) {
      struct buf b CLEANUP(buf_free) = buf_init(400), text CLEANUP(buf_free) = buf_init(400);
      buf_puts(&text, "Kế hoạch công tác của đơn vị.");
      buf_puts(&text, lines[i]);
      buf_puts(&text, "Nơi nhận");
      viet_encode(old[k], (struct bytes){(const uint8_t *)text.p, text.n}, &b);
      if (!sweep_bytes(old[k], (const uint8_t *)b.p, b.n))
        fail_msg("%s: no candidate: %s", viet_encoding_name(old[k]), lines[i]);
      buf_clear(&b);
      viet_encode(old[k], (struct bytes){(const uint8_t *)text.p, 30}, &b);
      assert_false(sweep_bytes(old[k], (const uint8_t *)b.p, b.n));
    }
}

static void test_added_words(void **state) {
  (void)state;
  assert_false(candidate("Hồ sơ chuyên án Sao La số 7"));
  assert_true(sweep_add_word("chuyên án Sao La"));
  assert_true(candidate("Hồ sơ chuyên án Sao La số 7"));
  assert_true(candidate("CHUYEN AN SAO  LA"));
  assert_true(candidate("chuye\u0302n a\u0301n sao la"));
  assert_false(candidate("chuyên án Sao Kim"));
  assert_true(sweep_add_word("đề án X-15"));
  assert_true(candidate("theo Đề án X15 thì"));
  assert_false(sweep_add_word("12/34"));
  assert_true(candidate("MẬT"));
}

// ---- lines held back

static void line_of(struct line *l, const char *s, size_t n, int number) {
  *l = (struct line){.text = s, .n = n, .part = PART_BODY, .number = number, .left = -1, .top = -1, .right = -1, .bottom = -1};
}

static void both_verdicts(const char *text, struct verdict *all, struct verdict *some) {
  struct judge *a = judge_new(""), *b = NULL;
  struct hold h;
  hold_init(&h);
  int number = 0;
  for (const char *p = text; *p;) {
    struct line l;
    size_t n = strcspn(p, "\n");
    line_of(&l, p, n, ++number);
    judge_line(a, &l);
    bool taken = !b && hold_add(&h, &l, &kit);
    if (!b && (!taken || h.candidate)) hold_release(&h, &kit, b = judge_new(""));
    if (b && !taken) judge_line(b, &l);
    p += n + (p[n] == '\n');
  }
  if (!b && hold_has_candidate(&h, &kit)) hold_release(&h, &kit, b = judge_new(""));
  memset(some, 0, sizeof *some);
  judge_end(a, all);
  if (b) judge_end(b, some);
  judge_free(a);
  if (b) judge_free(b);
  hold_free(&h);
}

static void test_held_lines(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/BC-UBND", "Kính gửi: Sở Nội vụ",
      "TỐI MẬT", "MẬT", "Độ mật:", "Tuyệt mật", "Bản số: 05", "Tài liệu thu hồi", "TỐI", "Điều 1. Phạm vi điều chỉnh",
      "Câu 3: Bí mật nhà nước là gì", "ĐÃ GIẢI MẬT", "mật ong rừng", "+------+", "| MẬT |", "Nơi nhận:", "A",
      "Được phép sao, chụp", "nội dung về công tác cán bộ năm 2026 của đơn vị"};
  srand(3);
  for (int round = 0; round < 3000; round++) {
    struct buf b CLEANUP(buf_free) = buf_init(4 << 20);
    int filler = round % 100 == 0 ? 4000 : rand() % 8, marks = rand() % 7;
    for (int i = 0; i < filler; i++)
      buf_puts(&b, "Căn cứ nghị quyết về kế hoạch phát triển kinh tế xã hội của tỉnh.\n");
    for (int i = 0; i < marks; i++)
      buf_printf(&b, "%s\n", pieces[(size_t)rand() % ARRAY_LEN(pieces)]);
    struct verdict all, some;
    both_verdicts(buf_str(&b), &all, &some);
    if (memcmp(&all, &some, sizeof all) != 0) fail_msg("other verdict: %d%% and %d%% for\n%s", all.confidence, some.confidence, buf_str(&b));
  }
}

// ---- raw bytes

static struct verdict sweep_around(enum viet_encoding e, const char *mark) {
  static uint8_t p[20000];
  struct buf b CLEANUP(buf_free) = buf_init(400);
  struct verdict v;
  for (size_t i = 0; i < sizeof p; i++)
    p[i] = (uint8_t)rand();
  viet_encode(e, (struct bytes){(const uint8_t *)mark, strlen(mark)}, &b);
  memset(p + 9996, 0, b.n + 8);
  memcpy(p + 10000, b.p, b.n);
  raw_sweep(&kit, p, sizeof p, NULL, &v);
  return v;
}

static void test_raw(void **state) {
  (void)state;
  static const enum viet_encoding all[] = {VIET_UTF8,   VIET_UTF16LE, VIET_UTF16BE, VIET_TCVN3, VIET_TCVN5712,
                                           VIET_VNI,    VIET_VISCII,  VIET_VPS,     VIET_CP1258};
  srand(5);
  for (size_t i = 0; i < ARRAY_LEN(all); i++) {
    struct verdict v = sweep_around(all[i], "TỐI MẬT");
    if (!v.marked || v.level != SCAN_TOI_MAT) fail_msg("%s: not found", viet_encoding_name(all[i]));
    assert_true(v.confidence <= RAW_CONFIDENCE_MAX && v.n_reasons);
    v = sweep_around(all[i], "Độ mật: Tuyệt mật");
    if (!v.marked || v.level != SCAN_TUYET_MAT) fail_msg("%s: label not found", viet_encoding_name(all[i]));
    assert_false(sweep_around(all[i], "bảo mật thông tin").marked);
    assert_false(sweep_around(all[i], "thông tin mật mã").marked);
  }
  assert_true(sweep_around(VIET_UTF8, "\nMẬT\n").marked);
  assert_false(sweep_around(VIET_TCVN3, "MẬT").marked);  // three bytes are found by chance
  uint8_t *p = base_alloc(32 << 20);
  for (size_t i = 0; i < 32 << 20; i += 4)
    memcpy(p + i, &(uint32_t){(uint32_t)rand() * 2654435761u}, 4);
  struct verdict v;
  raw_sweep(&kit, p, 32 << 20, NULL, &v);
  assert_false(v.marked);
  free(p);
}

// ---- XML

static bool never(struct sink *s) {
  (void)s;
  return false;
}
static void on_start(struct xml_walk *w, const char *name, const char **attrs) {
  buf_printf(w->user, "<%d %s", w->depth, name);
  for (; *attrs; attrs += 2)
    buf_printf(w->user, " %s='%s'", attrs[0], attrs[1]);
  if (strcmp(name, "stop") == 0) w->halt = true;
}
static void on_end(struct xml_walk *w, const char *name) {
  buf_printf(w->user, "</%d %s>", w->depth, name);
}
static void on_text(struct xml_walk *w, const char *s, size_t n) {
  buf_put(w->user, s, n);
}

static void same_as_expat(const char *p, size_t n) {
  struct sink sink = {.stop = never};
  struct buf a CLEANUP(buf_free) = buf_init(1 << 20), b CLEANUP(buf_free) = buf_init(1 << 20);
  struct xml_walk w = {.start = on_start, .end = on_end, .text = on_text, .sink = &sink, .user = &a}, v = w;
  enum unread_grade g = UNREAD_NONE;
  v.user = &b;
  if (!xml_quick_walk(&w, p, n, &g)) return;
  enum unread_grade expected = xml_walk_expat(&v, p, n);
  // Where the text is broken, the piece before the break may be told or not.
  size_t same = 0, shorter = a.n < b.n ? a.n : b.n;
  while (same < shorter && a.p[same] == b.p[same])
    same++;
  bool equal = g == UNREAD_DAMAGED ? same + 4 >= shorter : same == a.n && same == b.n;
  if (g != expected || !equal)
    fail_msg("grade %d, expat %d\n%.*s\nquick %s\nexpat %s", g, expected, (int)n, p, buf_str(&a), buf_str(&b));
}

static void test_xml(void **state) {
  (void)state;
  static const char *const texts[] = {
      "<a/>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<w:p w:a=\"1\" b='x &lt; &#7852; &#x41;'><w:t xml:space=\"preserve\"> MẬT &amp; "
      "t\r\nb\rc</w:t><!-- n --><?pi x?><![CDATA[<x>]]]]></w:p>\n<!-- z -->",
      "<a b=\"1\tz\r\n\" c=''>]]</a>", "<a><b></a></b>", "<a>&no;</a>", "<a b='1' b='2'/>", "<a>]]></a>", "<a b='<'/>", "<a/>x",
      "<a>\x01</a>", "<a>\xC3</a>", "<a>\xED\xA0\x80</a>", "<a><!-- -- --></a>", "<a><stop/><b/></a>", "<a b=\"&#0;\"/>", "<a", "", "<a><b/>",
      "<a>&#xFFFF;</a>", "<a b='1'c='2'/>", "<a></a ><b/>", "<a><?xml v?></a>", "<1/>"};
  for (size_t i = 0; i < ARRAY_LEN(texts); i++)
    same_as_expat(texts[i], strlen(texts[i]));
  srand(17);
  static const char signs[] = "<>&\"'=/!-[]?;#x \n\r\tA\x80\xC3\xFF:";
  for (int round = 0; round < 60000; round++) {
    char p[512];
    size_t n = strlen(texts[1]);
    memcpy(p, texts[1], n);
    for (int k = rand() % 4; k >= 0; k--) {
      size_t at = (size_t)rand() % n;
      if (rand() % 5 == 0)
        n = at + 1;
      else
        p[at] = rand() % 2 ? signs[(size_t)rand() % (sizeof signs - 1)] : (char)rand();
    }
    same_as_expat(p, n);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_finder),    cmocka_unit_test(test_candidates), cmocka_unit_test(test_encodings),
                                     cmocka_unit_test(test_held_lines), cmocka_unit_test(test_raw),        cmocka_unit_test(test_xml),
                                     cmocka_unit_test(test_added_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
