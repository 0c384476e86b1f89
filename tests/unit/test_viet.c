// Floor 1, Vietnamese text: the 134 letters in every encoding, detection on whole texts and on
// texts that are something else, normal forms, folding, dictionary order, Telex and VIQR remains.
#include "unit.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "viet/codec.h"
#include "viet/viet.h"

static struct bytes text(const char *s) {
  return (struct bytes){(const uint8_t *)s, strlen(s)};
}

static struct bytes held(const struct buf *b) {
  return (struct bytes){(const uint8_t *)buf_str(b), b->n};
}

static const enum viet_encoding all[] = {VIET_UTF8,     VIET_UTF16LE, VIET_UTF16BE, VIET_TCVN3,
                                         VIET_TCVN5712, VIET_VNI,     VIET_VISCII,  VIET_VPS,
                                         VIET_CP1258,   VIET_VIQR,    VIET_TELEX,   VIET_CP1252};

// Own texts in the manner of offices; all names and numbers are invented.
static const char *const paragraphs[] = {
    "Căn cứ kế hoạch công tác năm đã được phê duyệt, Ủy ban nhân dân huyện Sông Lam đề nghị các "
    "phòng, "
    "ban rà soát, thống kê số lượng tài liệu đang lưu giữ và báo cáo kết quả trước ngày 15 tháng "
    "3.",
    "Kính gửi: Lãnh đạo Sở Nội vụ tỉnh Hải Sơn. Thực hiện chỉ đạo của cấp trên về việc tăng cường "
    "quản lý "
    "máy tính dùng để soạn thảo, văn phòng đã tổ chức kiểm tra đột xuất tại bốn đơn vị trực thuộc.",
    "Điều 3. Người được giao nhiệm vụ có trách nhiệm bảo quản hồ sơ, không được sao chụp khi chưa "
    "có ý "
    "kiến bằng văn bản của người có thẩm quyền; trường hợp để xảy ra mất mát phải báo ngay cho thủ "
    "trưởng.",
    "Biên bản bàn giao gồm hai trang, được lập thành ba bản có giá trị như nhau. Bên giao giữ một "
    "bản, bên "
    "nhận giữ một bản, bộ phận lưu trữ giữ một bản. Các bên đã đọc lại, thống nhất và cùng ký tên.",
    "Nhờ sự phối hợp chặt chẽ giữa các lực lượng, tình hình an ninh trật tự trên địa bàn thị xã "
    "Đồng Rẫy "
    "tiếp tục ổn định; tuy nhiên vẫn còn một số vụ việc phức tạp cần được xử lý kịp thời và dứt "
    "điểm.",
    "Trong quý bốn, đơn vị sẽ thanh lý tám chiếc máy in cũ, mua sắm thêm ổ cứng dự phòng, đồng "
    "thời mở lớp "
    "bồi dưỡng nghiệp vụ văn thư cho những cán bộ mới chuyển đến từ các cơ sở khác trong ngành."};

static void test_letters_round_trip(void **state) {
  (void)state;
  for (int i = 0; i < VIET_LETTER_COUNT; i++) {
    const struct viet_letter *l = &viet_letters[i];
    struct buf letter CLEANUP(buf_free) = buf_init(16);
    buf_put_utf8(&letter, l->unicode);
    assert_ptr_equal(viet_letter_find(l->unicode), l);
    assert_int_equal(viet_letter_code(l->plain, l->shape, l->tone), l->unicode);
    for (size_t k = 0; k < ARRAY_LEN(all); k++) {
      if (all[k] == VIET_CP1252) continue;
      struct buf raw CLEANUP(buf_free) = buf_init(16), back CLEANUP(buf_free) = buf_init(64);
      assert_int_equal(viet_encode(all[k], held(&letter), &raw), 0);
      buf_putc(&raw, all[k] == VIET_UTF16LE || all[k] == VIET_UTF16BE ? 0x20 : '-');
      if (all[k] == VIET_UTF16LE || all[k] == VIET_UTF16BE) buf_putc(&raw, 0x20);
      assert_int_equal(viet_decode(all[k], held(&raw), &back), 0);
      struct buf want CLEANUP(buf_free) = buf_init(16);
      // TCVN3 writes a capital with a tone as the small letter; its neighbours decide when read.
      bool small = all[k] == VIET_TCVN3 && l->tone;
      if (small)
        viet_lower(held(&letter), &want);
      else
        buf_put(&want, letter.p, letter.n);
      if (memcmp(back.p, want.p, want.n) || back.n <= want.n)
        fail_msg("%s in %s: %s", letter.p, viet_encoding_name(all[k]), back.p);
    }
  }
}

// The tables the C library has, byte by byte.
static void test_tables_against_iconv(void **state) {
  (void)state;
  static const struct {
    enum viet_encoding e;
    const char *name;
  } known[] = {{VIET_TCVN5712, "TCVN5712-1"},
               {VIET_VISCII, "VISCII"},
               {VIET_CP1258, "CP1258"},
               {VIET_CP1252, "CP1252"}};
  for (size_t k = 0; k < ARRAY_LEN(known); k++) {
    iconv_t cd = iconv_open("UTF-8", known[k].name);
    if (cd == (iconv_t)-1) skip();
    for (unsigned b = 1; b < 256; b++) {
      char in[2] = {(char)b, 0}, out[16] = "", *ip = in, *op = out;
      size_t il = 1, ol = sizeof out - 1;
      iconv(cd, NULL, NULL, NULL, NULL);
      bool ok = iconv(cd, &ip, &il, &op, &ol) == 0 && iconv(cd, NULL, NULL, &op, &ol) == 0;
      struct buf mine CLEANUP(buf_free) = buf_init(16);
      size_t bad = viet_decode(known[k].e, (struct bytes){(uint8_t *)in, 1}, &mine);
      assert_int_equal(bad, ok ? 0 : 1);
      if (ok) assert_string_equal(buf_str(&mine), out);
    }
    iconv_close(cd);
  }
}

static void assert_decodes(enum viet_encoding e, const char *raw, const char *want) {
  struct buf b CLEANUP(buf_free) = buf_init(4096);
  assert_int_equal(viet_decode(e, text(raw), &b), 0);
  assert_string_equal(buf_str(&b), want);
}

static void test_known_bytes(void **state) {
  (void)state;
  assert_decodes(VIET_TCVN3, "M\xCBT", "MẬT");
  assert_decodes(VIET_TCVN3, "T\xE8I M\xCBT", "TỐI MẬT");
  assert_decodes(VIET_TCVN3, "TUY\xD6T M\xCBT", "TUYỆT MẬT");
  assert_decodes(VIET_TCVN3,
                 "n\xAD\xED"
                 "c, \xA7\xE9 m\xCBt: 30\xB0"
                 "C, 5 m\xB2",
                 "nước, Độ mật: 30°C, 5 m²");
  assert_decodes(VIET_TCVN3, "T\xE8 M\xCBT\nS\xE8: 1", "TỐ MẬT\nSố: 1");
  assert_decodes(VIET_TCVN3,
                 "C\xE9NG HO\xB5 X\xB7 H\xE9I CH\xF1 NGH\xDC"
                 "A VI\xD6T NAM",
                 "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM");
  assert_decodes(VIET_TCVN5712, "M\x86T", "MẬT");
  assert_decodes(VIET_VNI, "MA\xC4T, TO\xC1I MA\xC4T, TUYE\xC4T MA\xC4T",
                 "MẬT, TỐI MẬT, TUYỆT MẬT");
  assert_decodes(VIET_VNI,
                 "n\xF6\xF4\xF9"
                 "c Vie\xE4t Nam \xF1o\xE4"
                 "c la\xE4p",
                 "nước Việt Nam độc lập");
  assert_decodes(VIET_VISCII, "M\x87T, Vi\xAEt Nam", "MẬT, Việt Nam");
  assert_decodes(VIET_VPS, "M\x03T, Vi\x8Ct Nam", "MẬT, Việt Nam");
  assert_decodes(VIET_CP1258,
                 "M\xC2\xF2T, ti\xEA\xECng Vi\xEA\xF2t \xF0\xFD\xF5\xF2"
                 "c",
                 "MẬT, tiếng Việt được");
  assert_decodes(VIET_VIQR, "MA^.T. To^'i ma^.t? Nu+o+'c DDa('k La('k: xin\\.",
                 "MẬT. Tối mật? Nước Đắk Lắk: xin.");
  assert_decodes(VIET_TELEX, "MAAJT, TOOIS MAATJ, TUYEETJ MAAJT", "MẬT, TỐI MẬT, TUYỆT MẬT");
  assert_decodes(VIET_CP1252,
                 "\x93Stra\xDF"
                 "e\x94 \x80",
                 "“Straße” €");
}

static void test_codepoints_of_office_files(void **state) {
  (void)state;
  static const struct {
    const char *raw, *font, *want;
    enum viet_encoding e;
  } runs[] = {
      {"TèI MËT", ".VnTime", "TỐI MẬT", VIET_TCVN3},
      {"tèi mËt", ".VnTimeH", "TỐI MẬT", VIET_TCVN3},
      {"n\u00ADíc", ".VnArial", "nước", VIET_TCVN3},
      {"\uF04D\uF0CB\uF054", ".VnTime", "MẬT", VIET_TCVN3},
      {"TOÁI MAÄT", "VNI-Times", "TỐI MẬT", VIET_VNI},
      {"Tối mật", ".VnTime", "Tối mật", VIET_UTF8},
      {"Phòng 12", "Times New Roman", "Phòng 12", VIET_UTF8},
      {"Bé tr\u00ADëng ký quyÕt ®Þnh vÒ danh môc", NULL, "Bộ trưởng ký quyết định về danh mục",
       VIET_TCVN3},
      {"Các cơ quan, \u0111ơn v\u1ecb", "VNI-Times", "Các cơ quan, đơn vị", VIET_UTF8},
      {"Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Arial", "Cộng hòa xã hội chủ nghĩa Việt Nam",
       VIET_VNI},
      {"là của và bà, ông", "Arial", NULL, VIET_UTF8},
      {"Ông bà có hai cô con gái là dâu, xin phép làm lán trái mùa", ".VnTime", NULL, VIET_UTF8}};
  for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(4096);
    enum viet_encoding e = viet_text_of_run(text(runs[i].raw), runs[i].font, &b);
    if (e != runs[i].e) fail_msg("%s: %s", runs[i].raw, viet_encoding_name(e));
    assert_string_equal(buf_str(&b), runs[i].want ? runs[i].want : runs[i].raw);
  }
  bool capitals;
  assert_int_equal(viet_encoding_of_font(".VnArial NarrowH", &capitals), VIET_TCVN3);
  assert_true(capitals);
  assert_int_equal(viet_encoding_of_font("\".VnTime\"", &capitals), VIET_TCVN3);
  assert_false(capitals);
  assert_int_equal(viet_encoding_of_font("VNI-Helve-Condense", NULL), VIET_VNI);
  assert_int_equal(viet_encoding_of_font("VPS Times", NULL), VIET_VPS);
  assert_int_equal(viet_encoding_of_font("UTM Times", NULL), VIET_UTF8);
  assert_int_equal(viet_encoding_of_font("", NULL), VIET_UTF8);
}

// Each paragraph in each encoding: the encoding is found, and the text comes back whole.
static void test_detects_paragraphs(void **state) {
  (void)state;
  for (size_t i = 0; i < ARRAY_LEN(paragraphs); i++) {
    for (size_t k = 0; k < ARRAY_LEN(all); k++) {
      if (all[k] == VIET_CP1252) continue;
      struct buf raw CLEANUP(buf_free) = buf_init(4096), back CLEANUP(buf_free) = buf_init(4096);
      assert_int_equal(viet_encode(all[k], text(paragraphs[i]), &raw), 0);
      struct viet_guess g = viet_detect(held(&raw));
      // Only its capitals tell VN1 from VN3; the letters come out the same either way.
      bool same = g.encoding == all[k] || (all[k] == VIET_TCVN5712 && g.encoding == VIET_TCVN3);
      if (!same || g.confidence < 90)
        fail_msg("%zu in %s: %s %d", i, viet_encoding_name(all[k]), viet_encoding_name(g.encoding),
                 g.confidence);
      assert_int_equal(viet_decode(g.encoding, held(&raw), &back), 0);
      struct buf a CLEANUP(buf_free) = buf_init(4096), b CLEANUP(buf_free) = buf_init(4096);
      viet_lower(text(paragraphs[i]), &a);
      viet_lower(held(&back), &b);
      assert_string_equal(buf_str(&a), buf_str(&b));
    }
  }
}

static void test_detects_capitals_and_short_lines(void **state) {
  (void)state;
  static const char *const lines[] = {"BÁO CÁO KẾT QUẢ KIỂM TRA VIỆC QUẢN LÝ TÀI LIỆU",
                                      "Nơi nhận: Như trên; Lưu: Văn thư. Độ mật: Tối mật"};
  static const enum viet_encoding eight[] = {VIET_TCVN3, VIET_VNI, VIET_VISCII, VIET_VPS,
                                             VIET_CP1258};
  for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
    for (size_t k = 0; k < ARRAY_LEN(eight); k++) {
      struct buf raw CLEANUP(buf_free) = buf_init(4096), back CLEANUP(buf_free) = buf_init(4096);
      viet_encode(eight[k], text(lines[i]), &raw);
      struct viet_guess g = viet_detect(held(&raw));
      if (g.encoding != eight[k] || g.confidence < VIET_SURE)
        fail_msg("%zu in %s: %s %d", i, viet_encoding_name(eight[k]),
                 viet_encoding_name(g.encoding), g.confidence);
      viet_decode(g.encoding, held(&raw), &back);
      assert_string_equal(buf_str(&back), lines[i]);
    }
  }
  struct buf vn1 CLEANUP(buf_free) = buf_init(4096);
  viet_encode(VIET_TCVN5712, text(lines[0]), &vn1);
  assert_int_equal(viet_detect(held(&vn1)).encoding, VIET_TCVN5712);
  // Quotation marks are letters in VN1, and do not make VN3 into it.
  assert_int_equal(viet_detect(text("Tr\xAD\xEDng \x93name\x94 kh\xABng h\xEEp l\xD6, ph\xB6i s\xF6"
                                    "a l\xB9i"))
                       .encoding,
                   VIET_TCVN3);
  // One word alone is a hint, never a certainty.
  static const char *const single[] = {"M\xCBT", "MA\xC4T", "M\x87T",
                                       "M\x03T", "\xE0",    "T\xE8I M\xCBT"};
  for (size_t i = 0; i < ARRAY_LEN(single); i++)
    assert_true(viet_detect(text(single[i])).confidence < VIET_SURE);
}

static void test_is_not_fooled(void **state) {
  (void)state;
  static const struct {
    const char *utf8;
    bool western;
  } others[] = {
      {"L'été dernier, à Orléans, la mairie a reçu une délégation étrangère ; où que l'on aille, "
       "les "
       "élèves répétaient la même leçon : « déjà vu », très bientôt fêté à l'hôtel, là-bas.",
       true},
      {"Die Bürgermeisterin eröffnete die Straße über den Fluß; größere Gebäude müssen künftig "
       "geprüft werden, erklärte der zuständige Amtsträger während der Führung für Gäste.",
       true},
      {"El niño comió mañana más camarón que su tío José; así pasó el año según el señor Ibáñez.",
       true},
      {"A plain English report about paper, offices and boxes: see the tests for more. Was it "
       "here? "
       "As soon as the box has been seen, add it to the list of six items; too bad for us.",
       false},
      {"中华人民共和国国家标准，文件管理。办公室负责登记与归档。", false},
      {"Вчера комиссия проверила документы и составила акт.", false},
      {"là bà, ông và cô có tôi", false}};
  for (size_t i = 0; i < ARRAY_LEN(others); i++) {
    struct viet_guess g = viet_detect(text(others[i].utf8));
    if (g.encoding != VIET_UTF8 || g.confidence < 80)
      fail_msg("%zu: %s %d", i, viet_encoding_name(g.encoding), g.confidence);
    g = viet_detect_codepoints(text(others[i].utf8));
    if (g.encoding != VIET_UTF8)
      fail_msg("%zu as code points: %s", i, viet_encoding_name(g.encoding));
    if (!others[i].western) continue;
    struct buf raw CLEANUP(buf_free) = buf_init(4096);
    assert_int_equal(viet_encode(VIET_CP1252, text(others[i].utf8), &raw), 0);
    g = viet_detect(held(&raw));
    if (g.encoding != VIET_CP1252)
      fail_msg("%zu: %s %d", i, viet_encoding_name(g.encoding), g.confidence);
  }
  // Cyrillic and Chinese in their own 8-bit codes.
  static const struct {
    const char *name;
    int i;
  } foreign[] = {{"CP1251", 5}, {"GB18030", 4}};
  for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
    iconv_t cd = iconv_open(foreign[i].name, "UTF-8");
    if (cd == (iconv_t)-1) continue;
    char out[1024], *ip = (char *)others[foreign[i].i].utf8, *op = out;
    size_t il = strlen(ip), ol = sizeof out;
    assert_int_equal(iconv(cd, &ip, &il, &op, &ol), 0);
    iconv_close(cd);
    struct viet_guess g = viet_detect((struct bytes){(uint8_t *)out, sizeof out - ol});
    assert_true(g.encoding == VIET_UNKNOWN || g.encoding == VIET_CP1252);
  }
}

// Only the beginning and samples are looked at: what matters may come late, and samples begin
// anywhere.
static void test_large_files(void **state) {
  (void)state;
  static const enum viet_encoding some[] = {VIET_UTF8, VIET_UTF16LE, VIET_TCVN3, VIET_VNI};
  for (size_t k = 0; k < ARRAY_LEN(some); k++) {
    struct buf raw CLEANUP(buf_free) = buf_init(8 << 20);
    while (raw.n < 100 << 10)
      viet_encode(some[k], text("plain words of a header that shows nothing\n"), &raw);
    while (raw.n < 3 << 20)
      viet_encode(some[k], text(paragraphs[raw.n % ARRAY_LEN(paragraphs)]), &raw);
    for (size_t cut = 0; cut < 8; cut += 2) {
      struct viet_guess g = viet_detect((struct bytes){(uint8_t *)raw.p, raw.n - cut});
      assert_int_equal(g.encoding, some[k]);
      assert_true(g.confidence >= 90);
    }
  }
}

static uint32_t random_state;
static uint8_t random_byte(void) {
  random_state = random_state * 1664525u + 1013904223u;
  return (uint8_t)(random_state >> 24);
}

static void test_binary(void **state) {
  (void)state;
  random_state = 7;
  for (int round = 0; round < 300; round++) {
    uint8_t raw[2048];
    size_t n = 64 + (size_t)round * 6;
    for (size_t i = 0; i < n; i++) {
      raw[i] = random_byte();
      if (round % 3 == 1 && !raw[i]) raw[i] = 1;             // no zero bytes
      if (round % 3 == 2) raw[i] = i % 4 == 0 ? raw[i] : 0;  // small numbers in 32 bits
    }
    struct viet_guess g = viet_detect((struct bytes){raw, n});
    if (g.encoding != VIET_BINARY && g.encoding != VIET_UNKNOWN)
      fail_msg("round %d: %s %d", round, viet_encoding_name(g.encoding), g.confidence);
  }
  assert_int_equal(viet_detect((struct bytes){(const uint8_t *)"\x7F"
                                                               "ELF\2\1\1\0\0\0\0\0",
                                              12})
                       .encoding,
                   VIET_BINARY);
  assert_int_equal(viet_detect((struct bytes){NULL, 0}).encoding, VIET_UTF8);
}

static void test_utf16_and_damage(void **state) {
  (void)state;
  struct buf raw CLEANUP(buf_free) = buf_init(4096), out CLEANUP(buf_free) = buf_init(4096);
  buf_put(&raw, "\xFF\xFE", 2);
  viet_encode(VIET_UTF16LE, text("MẬT \U0001F512"), &raw);
  assert_int_equal(viet_detect(held(&raw)).encoding, VIET_UTF16LE);
  assert_int_equal(viet_decode(VIET_UTF16LE, held(&raw), &out), 0);
  assert_string_equal(buf_str(&out), "MẬT \U0001F512");
  buf_clear(&out);
  assert_int_equal(viet_decode(VIET_UTF16LE,
                               (struct bytes){(const uint8_t *)"\0\xD8"
                                                               "A\0B",
                                              5},
                               &out),
                   2);
  assert_string_equal(buf_str(&out), "\uFFFDA\uFFFD");
  buf_clear(&out);
  assert_int_equal(
      viet_decode(VIET_UTF8, text("a\xC3(\xED\xA0\x80\xF0\x9F\x94 \xE1\xBA\xAC"), &out), 5);
  assert_string_equal(buf_str(&out), "a\uFFFD(\uFFFD\uFFFD\uFFFD\uFFFD Ậ");
  // Cut at a character when the buffer is full.
  struct buf small CLEANUP(buf_free) = buf_init(5);
  viet_decode(VIET_UTF8, text("MẬẬT"), &small);
  assert_true(small.over);
  assert_string_equal(buf_str(&small), "MẬ");
}

// Random bytes, and random bytes among letters, through every decoder and everything that takes
// UTF-8.
static void test_any_bytes(void **state) {
  (void)state;
  random_state = 20261121;
  for (int round = 0; round < 2500; round++) {
    uint8_t raw[96];
    size_t n = random_byte() % sizeof raw;
    for (size_t i = 0; i < n; i++) {
      raw[i] = random_byte();
      if (round & 1 && raw[i] < 0x60) raw[i] = (uint8_t) "aeoudwfsrxj^'.? "[raw[i] & 15];
      if (round % 4 == 2 && raw[i] < 0x60)
        raw[i] = (uint8_t)"\xCC\x81\xCC\xA3\xE1\xBA\xA1o\xCC\x9B" "a"[raw[i] % 11];
    }
    uint8_t *exact = malloc(n ? n : 1);  // its own block, so that reading past the end is seen
    memcpy(exact, raw, n);
    struct bytes in = {exact, n};
    viet_detect(in);
    viet_detect_codepoints(in);
    viet_detect_typed(in);
    for (int what = 0; what < 32; what++) {
      struct buf out CLEANUP(buf_free) = buf_init(round % 5 ? 1000 : 17);
      if (what < VIET_ENCODING_COUNT)
        viet_decode((enum viet_encoding)what, in, &out);
      else if (what == 20)
        viet_nfc(in, &out);
      else if (what == 21)
        viet_nfd(in, &out);
      else if (what == 22)
        viet_fold(in, &out);
      else if (what == 23)
        viet_upper(in, &out);
      else if (what == 24)
        viet_sort_key(in, &out);
      else if (what == 25)
        viet_sort_key_of_person(in, &out);
      else if (what == 26)
        viet_resolve_typed(VIET_TELEX, in, &out);
      else if (what == 27)
        viet_resolve_typed(VIET_VIQR, in, &out);
      else if (what == 28)
        viet_text_of_run(in, round & 1 ? ".VnTimeH" : "VNI-Times", &out);
      else if (what == 29)
        viet_encode(VIET_VNI, in, &(struct buf){.max = 0});
      size_t len;
      uint32_t c;
      const uint8_t *p = (const uint8_t *)buf_str(&out), *end = p + out.n;
      for (; p < end; p += len)
        if (!viet_utf8_step(p, end, &c, &len) || !c)
          fail_msg("round %d, %d: no UTF-8", round, what);
    }
    free(exact);
  }
}

static void assert_nfc_as_library(const char *s) {
  struct buf mine CLEANUP(buf_free) = buf_init(4096);
  viet_nfc(text(s), &mine);
  utf8proc_uint8_t *theirs = utf8proc_NFC((const utf8proc_uint8_t *)s);
  assert_string_equal(buf_str(&mine), (char *)theirs);
  free(theirs);
}

// Every vowel with every sequence of up to three marks composes as Unicode says.
static void test_normal_forms(void **state) {
  (void)state;
  static const uint32_t marks[] = {0x300, 0x301, 0x303, 0x309, 0x323, 0x302, 0x306, 0x31B, 0x308};
  static const char *const bases[] = {"a", "E", "i", "o", "U", "y", "d",
                                      "â", "Ơ", "ư", "ạ", "é", "đ", "n"};
  const size_t m = ARRAY_LEN(marks);
  for (size_t b = 0; b < ARRAY_LEN(bases); b++) {
    for (size_t i = 0; i < (m + 1) * (m + 1) * (m + 1); i++) {
      struct buf s CLEANUP(buf_free) = buf_init(64);
      buf_puts(&s, "x");
      buf_puts(&s, bases[b]);
      size_t pick[] = {i % (m + 1), i / (m + 1) % (m + 1), i / (m + 1) / (m + 1)};
      for (size_t k = 0; k < 3; k++)
        if (pick[k]) buf_put_utf8(&s, marks[pick[k] - 1]);
      buf_puts(&s, "t");
      assert_nfc_as_library(s.p);
    }
  }
  assert_nfc_as_library("각 ก็ नि \u212B \u0344 \u1100\u1161\u11A8 \uAC00\u11A8 e\u0301\u0301");
  for (uint32_t c = 1; c < 0x30000; c++) {
    if (!viet_nfc_plain(c) || (c >= 0xD800 && c < 0xE000)) continue;
    struct buf s CLEANUP(buf_free) = buf_init(16);
    buf_put_utf8(&s, c);
    assert_nfc_as_library(s.p);
    assert_int_equal(utf8proc_get_property((utf8proc_int32_t)c)->combining_class, 0);
  }
  struct buf c CLEANUP(buf_free) = buf_init(99), d CLEANUP(buf_free) = buf_init(99);
  viet_nfc(text("A\u0323\u0302 Â\u0323 Ậ"), &c);
  assert_string_equal(buf_str(&c), "Ậ Ậ Ậ");
  viet_nfd(held(&c), &d);
  assert_string_equal(buf_str(&d), "A\u0323\u0302 A\u0323\u0302 A\u0323\u0302");
}

static void test_fold_and_case(void **state) {
  (void)state;
  static const struct {
    const char *in, *folded;
  } folds[] = {{"  TUYỆT\tMẬT \n", "tuyet mat"},
               {"Đường A\u0323\u0302 nước\u00A0ĐỘ  MẬT", "duong a nuoc do mat"},
               {"so\u00ADft\u200B hyphen", "soft hyphen"},
               {"Straße Ångström Œuvre Øre łódź ÇA", "strasse angstrom oeuvre ore lodz ca"},
               {"МОСКВА 中文 ΑΒ", "москва 中文 αβ"},
               {"", ""}};
  for (size_t i = 0; i < ARRAY_LEN(folds); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(256);
    viet_fold(text(folds[i].in), &b);
    assert_string_equal(buf_str(&b), folds[i].folded);
  }
  for (int i = 0; i < VIET_LETTER_COUNT; i++) {
    struct buf s CLEANUP(buf_free) = buf_init(16), b CLEANUP(buf_free) = buf_init(16);
    buf_put_utf8(&s, viet_letters[i].unicode);
    viet_fold(held(&s), &b);
    assert_int_equal(b.n, 1);
    assert_int_equal(b.p[0], viet_letters[i].plain | 0x20);
  }
  struct buf u CLEANUP(buf_free) = buf_init(256), l CLEANUP(buf_free) = buf_init(256);
  viet_upper(text("tuyệt mật, đường thuỷ ưỡn"), &u);
  assert_string_equal(buf_str(&u), "TUYỆT MẬT, ĐƯỜNG THUỶ ƯỠN");
  viet_lower(held(&u), &l);
  assert_string_equal(buf_str(&l), "tuyệt mật, đường thuỷ ưỡn");
}

static void assert_rising(const char *const *names, size_t n,
                          void (*key)(struct bytes, struct buf *)) {
  char last[256] = "";
  for (size_t i = 0; i < n; i++) {
    struct buf k CLEANUP(buf_free) = buf_init(256);
    key(text(names[i]), &k);
    for (size_t c = 0; c < k.n; c++)
      assert_in_range((uint8_t)k.p[c], 0x20, 0x7E);
    if (strcmp(last, buf_str(&k)) >= 0) fail_msg("%s: %s is not above %s", names[i], k.p, last);
    snprintf(last, sizeof last, "%s", buf_str(&k));
  }
}

static void test_order(void **state) {
  (void)state;
  static const char *const words[] = {
      "1",  "2",       "10",       "a",        "à",    "ả",    "ã",       "á",       "ạ",
      "an", "An Bình", "An Dương", "ăn",       "ân",   "ba",   "Ba Đình", "bà",      "Bà Rịa",
      "bá", "ban",     "bản",      "bạn",      "băng", "da",   "đa",      "Đà Nẵng", "đại",
      "em", "êm",      "hoa",      "hòa",      "hóa",  "hoan", "nghe",    "nghê",    "oai",
      "ôm", "ơn",      "Phòng 2",  "Phòng 10", "quy",  "quý",  "ta",      "tha",     "Thủy",
      "tư", "ưa",      "vui",      "xa",       "yên",  "中"};
  assert_rising(words, ARRAY_LEN(words), viet_sort_key);
  static const char *const people[] = {
      "Trần Văn An", "Lê Thị Ánh",      "Đỗ Bình",       "Nguyễn Văn Bình", "Nguyễn Thị Dung",
      "Bùi Đức",     "Hoàng Thị Giang", "Nguyễn Văn Hà", "Lý Hải",          "Phạm Oanh",
      "Vũ Thị Ơn",   "Trần Uyên",       "Trần Yến"};
  assert_rising(people, ARRAY_LEN(people), viet_sort_key_of_person);
  struct buf a CLEANUP(buf_free) = buf_init(99), b CLEANUP(buf_free) = buf_init(99);
  viet_sort_key(text("HÒA-bình"), &a);
  viet_sort_key(text("hoa\u0300  Bình."), &b);
  assert_string_equal(buf_str(&a), buf_str(&b));
}

static void test_typed_remains(void **state) {
  (void)state;
  static const struct {
    enum viet_encoding e;
    const char *in, *want;
  } cases[] = {{VIET_TELEX, "TOOIS MAAJT", "TỐI MẬT"},
               {VIET_TELEX, "Tuyeetj maatj, nuwowcs nuowcs ddaor DDAOR dduwowcj thwr quaan giuwx",
                "Tuyệt mật, nước nước đảo ĐẢO được thử quân giữ"},
               {VIET_TELEX, "hoaf thuyr hoanf quys giaf muaw hoawcj cuar",
                "hòa thủy hoàn quý già mưa hoặc của"},
               {VIET_TELEX, "tests off Windows xyz", "tests off Windows xyz"},
               {VIET_VIQR, "To^'i ma^.t: nu+o+'c DDa(`ng. Ho*. co' a? Hai?",
                "Tối mật: nước Đằng. Hợ có a? Hai?"},
               {VIET_VIQR, "C++ e.g. file.txt isn't", "C++ e.g. file.txt isn't"}};
  for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(512);
    viet_resolve_typed(cases[i].e, text(cases[i].in), &b);
    assert_string_equal(buf_str(&b), cases[i].want);
  }
  assert_int_equal(viet_detect_typed(text("TUYEETJ MAAJT, khoong dduwowcj phoor bieens")).encoding,
                   VIET_TELEX);
  assert_int_equal(viet_detect_typed(text("Tuye^.t ma^.t, kho^ng ddu+o+.c pho^? bie^'n")).encoding,
                   VIET_VIQR);
  assert_int_equal(viet_detect_typed(text("khong dau thi thoi, van la chu viet nam")).encoding,
                   VIET_UTF8);
  assert_int_equal(viet_detect_typed(text("Was the box here? It has six seats.")).encoding,
                   VIET_UTF8);
  assert_true(viet_detect_typed(text("MAAJT")).confidence < VIET_SURE);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_letters_round_trip),
                                     cmocka_unit_test(test_tables_against_iconv),
                                     cmocka_unit_test(test_known_bytes),
                                     cmocka_unit_test(test_codepoints_of_office_files),
                                     cmocka_unit_test(test_detects_paragraphs),
                                     cmocka_unit_test(test_detects_capitals_and_short_lines),
                                     cmocka_unit_test(test_is_not_fooled),
                                     cmocka_unit_test(test_binary),
                                     cmocka_unit_test(test_large_files),
                                     cmocka_unit_test(test_utf16_and_damage),
                                     cmocka_unit_test(test_any_bytes),
                                     cmocka_unit_test(test_normal_forms),
                                     cmocka_unit_test(test_fold_and_case),
                                     cmocka_unit_test(test_order),
                                     cmocka_unit_test(test_typed_remains)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
