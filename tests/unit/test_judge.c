// The judge on lines: spellings and false friends of the law's practice, positions, lists, letters
// about secrecy against laws about secrecy, and what a reason may hold.
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "pick.h"
#include "scan/match.h"
#include "scan/rules.h"

static struct match match_one(const char *s) {
  struct line l = {.text = s,
                   .n = strlen(s),
                   .part = PART_BODY,
                   .number = 3,
                   .left = -1,
                   .top = -1,
                   .right = -1,
                   .bottom = -1};
  struct match m;
  match_line(&l, &m);
  return m;
}

static struct verdict judge_text(const char *text) {
  struct pick_result r = {0};
  pick_scan(text, strlen(text), "van-ban.txt", &r);
  return r.best;
}

static void assert_verdict(const char *text, bool finding, enum scan_level level) {
  struct verdict v = judge_text(text);
  bool found = v.marked && v.confidence >= 50;
  if (found != finding || (finding && v.level != level))
    fail_msg("\"%s\": marked=%d confidence=%d level=%s", text, v.marked, v.confidence,
             scan_level_name(v.level));
}

static void test_spellings(void **state) {
  (void)state;
  static const struct {
    const char *line;
    enum match_kind kind;
    enum scan_level level;
  } lines[] = {
      {"MẬT", MATCH_ALONE, SCAN_MAT},
      {"TỐI MẬT", MATCH_ALONE, SCAN_TOI_MAT},
      {"TUYỆT MẬT", MATCH_ALONE, SCAN_TUYET_MAT},
      {"M Ậ T", MATCH_ALONE, SCAN_MAT},
      {"T Ố I   M Ậ T", MATCH_ALONE, SCAN_TOI_MAT},
      {"T U Y Ệ T  M Ậ T", MATCH_ALONE, SCAN_TUYET_MAT},
      {"[TUYỆT MẬT]", MATCH_ALONE, SCAN_TUYET_MAT},
      {"MẬT.", MATCH_ALONE, SCAN_MAT},
      {"│MẬT│", MATCH_ALONE, SCAN_MAT},
      {"| TỐI MẬT |", MATCH_ALONE, SCAN_TOI_MAT},
      {"..TỐI  MẬT..", MATCH_ALONE, SCAN_TOI_MAT},
      {"- TUYỆT\u00A0MẬT -", MATCH_ALONE, SCAN_TUYET_MAT},
      {"TỐI MẬT - HỎA TỐC", MATCH_ALONE, SCAN_TOI_MAT},
      {"MẬT Bản số: 05", MATCH_ALONE, SCAN_MAT},
      {"MA\u0323\u0302T", MATCH_ALONE, SCAN_MAT},
      {"M\u00C2\u0323T", MATCH_ALONE, SCAN_MAT},
      {"MËT", MATCH_ALONE, SCAN_MAT},
      {"TèI MËT", MATCH_ALONE, SCAN_TOI_MAT},
      {"TUYÖT MËT", MATCH_ALONE, SCAN_TUYET_MAT},
      {"TOÁI MAÄT", MATCH_ALONE, SCAN_TOI_MAT},
      {"TUYEÄT MAÄT", MATCH_ALONE, SCAN_TUYET_MAT},
      {"MAAJT", MATCH_ALONE, SCAN_MAT},
      {"TOOIS MAAJT", MATCH_ALONE, SCAN_TOI_MAT},
      {"TUYEETJ MAAJT", MATCH_ALONE, SCAN_TUYET_MAT},
      {"MA^.T", MATCH_ALONE, SCAN_MAT},
      {"Độ mật: Mật", MATCH_LABEL, SCAN_MAT},
      {"ĐỘ MẬT: TỐI MẬT", MATCH_LABEL, SCAN_TOI_MAT},
      {"Mức độ mật : \"Tuyệt mật\"", MATCH_LABEL, SCAN_TUYET_MAT},
      {"Phân loại: TUYỆT MẬT", MATCH_LABEL, SCAN_TUYET_MAT},
      {"Độ: \"Mật\"", MATCH_LABEL, SCAN_MAT},
      {"DO MAT: TOI MAT", MATCH_LABEL, SCAN_TOI_MAT},
      {"TỐI MẬT (SECRET)", MATCH_ALONE, SCAN_TOI_MAT},
      {"TUYỆT MẬT - TOP SECRET", MATCH_ALONE, SCAN_TUYET_MAT},
      {"DỰ THẢO LẦN 2 - MẬT", MATCH_ALONE, SCAN_MAT},
      {"\u041C\u1EAC\u0422", MATCH_ALONE, SCAN_MAT},  // Cyrillic М and Т
      {"Độ mật của văn bản: TUYỆT MẬT", MATCH_LABEL, SCAN_TUYET_MAT},
      {"Độ mật (nếu có): Mật", MATCH_LABEL, SCAN_MAT},
      {"Chế độ bảo mật: TUYỆT MẬT", MATCH_LABEL, SCAN_TUYET_MAT},
      {"TỐI MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT", MATCH_SEGMENT, SCAN_TOI_MAT},
      {"Tài liệu MẬT", MATCH_TITLED, SCAN_MAT},
      {"TÀI LIỆU MẬT", MATCH_TITLED, SCAN_MAT},
      {"Báo cáo tình hình quý I (Mật)", MATCH_BRACKET, SCAN_MAT},
      {"MẬT\tCỘNG HÒA XÃ HỘI", MATCH_SEGMENT, SCAN_MAT},
      {"TỐI MẬT          Kính gửi: Sở Ví dụ", MATCH_SEGMENT, SCAN_TOI_MAT},
  };
  for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
    struct match m = match_one(lines[i].line);
    if (m.kind != lines[i].kind || m.level != lines[i].level)
      fail_msg("\"%s\": kind %d level %s", lines[i].line, m.kind, scan_level_name(m.level));
  }
}

static void test_no_marks(void **state) {
  (void)state;
  static const char *const lines[] = {
      "Mật ong rừng",
      "mật gấu, mật mía",
      "túi mật, sỏi mật",
      "Mật độ dân số",
      "thân mật, trù mật, cẩn mật",
      "mật khẩu",
      "MẬT KHẨU",
      "mật mã",
      "BẢO MẬT VÀ AN TOÀN THÔNG TIN",
      "chính sách bảo mật",
      "CƠ MẬT",
      "bí mật nhà nước",
      "BÍ MẬT NHÀ NƯỚC",
      "bí mật kinh doanh",
      "TM. ỦY BAN NHÂN DÂN",
      "LƯU HÀNH NỘI BỘ",
      "XEM XONG TRẢ LẠI",
      "HỎA TỐC",
      "THƯỢNG KHẨN",
      "Mẫu C",
      "Tổ B",
      "format",
      "Matlab",
      "MAT BANG",
      "mặt",
      "TỐI MẮT",
      "TỐI MẶT",
      "tối mát",
      "Trái tim mật ngọt",
      "Mai Thị Mật",
      "A. Tuyệt mật",
      "1. Tối mật là gì?",
      "Độ mật: Mật, Tối mật, Tuyệt mật",
      "Độ mật: ............",
      "Độ mật: Thường",
      "Độ mật: không",
      "MẬT ONG",
      "the mat is on the floor",
      "MAT 101",
      "Tuyệt mật và Tối mật",
      "nhà nước độ mật",
      "hội nghị bảo mật",
  };
  for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
    struct match m = match_one(lines[i]);
    if (m.kind != MATCH_NONE)
      fail_msg("\"%s\": kind %d level %s", lines[i], m.kind, scan_level_name(m.level));
  }
}

static void test_notes(void **state) {
  (void)state;
  static const struct {
    const char *line;
    unsigned note;
  } lines[] = {
      {"Bản số: 05", NOTE_COPY_NUMBER},
      {"Không được phép sao, chụp", NOTE_COPYING},
      {"Được phép sao, chụp", NOTE_COPYING},
      {"TÀI LIỆU THU HỒI", NOTE_RECALL},
      {"Tài liệu thu hồi", NOTE_RECALL},
      {"Thời hạn bảo vệ: 10 năm, từ ngày 01/3/2024", NOTE_TERM},
      {"CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", NOTE_NAMED_ONLY},
      {"Bản sao số: 02", NOTE_COPY},
      {"BẢN SAO BÍ MẬT NHÀ NƯỚC", NOTE_SECRET_COPY},
      {"- Bản số 02: Phòng Hai (không được phép sao, chụp)", NOTE_COPY_NUMBER | NOTE_COPYING},
      {"Thời hạn bảo vệ bí mật nhà nước: từ ngày", NOTE_TERM},
      {"Bản số: .......", 0},
      {"Tài liệu thu hồi phải được trả lại đúng thời hạn ghi trên văn bản theo quy định của cơ "
       "quan",
       0},
  };
  for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
    struct match m = match_one(lines[i].line);
    if (m.notes != lines[i].note) fail_msg("\"%s\": %x", lines[i].line, m.notes);
  }
}

#define LETTERHEAD "UBND TỈNH GIẢ ĐỊNH\nSố: 15/UBND-NC\n"
#define NATION "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"

static void test_documents(void **state) {
  (void)state;
  assert_verdict(LETTERHEAD "MẬT\n" NATION "Kính gửi: Sở Ví dụ\nNội dung.\n", true, SCAN_MAT);
  assert_verdict(LETTERHEAD NATION "Kính gửi: Sở Ví dụ\nNội dung.\n", false, SCAN_UNKNOWN);
  // Split over two lines of a narrow cell.
  assert_verdict(LETTERHEAD "TUYỆT\nMẬT\nKính gửi: Sở Ví dụ\n", true, SCAN_TUYET_MAT);
  // A label and its value in cells beside each other; one without value.
  assert_verdict("Độ mật:\nTối mật\nNội dung\n", true, SCAN_TOI_MAT);
  assert_verdict("Độ mật:\nSố ký hiệu\nNội dung\n", false, SCAN_UNKNOWN);
  // Derived notes together, and one alone.
  assert_verdict(LETTERHEAD
                 "Bản số: 04\nKính gửi: Sở Ví dụ\nNơi nhận:\nKhông được phép sao, chụp\n",
                 true, SCAN_UNKNOWN);
  assert_verdict(LETTERHEAD "Bản số: 04\nKính gửi: Sở Ví dụ\n", false, SCAN_UNKNOWN);
  assert_verdict("Chỉ người có tên mới được bóc bì\nB\nKính gửi: Ông Nguyễn Văn Ví Dụ\n", true,
                 SCAN_UNKNOWN);
  // Without diacritics a paper's head decides.
  assert_verdict(
      "UBND TINH GIA DINH\nSo: 15/UBND-NC\nTOI MAT\nCONG HOA XA HOI CHU NGHIA VIET NAM\nKinh gui: "
      "So Vi du\n",
      true, SCAN_TOI_MAT);
  assert_verdict("Bedding\nMAT\nSize and colour\n", false, SCAN_UNKNOWN);
}

#define ABOUT                                                                                                                            \
  "Bảo vệ bí mật nhà nước là trách nhiệm; tài liệu độ Tuyệt mật, độ Tối mật, độ Mật phải đóng " \
  "dấu.\n"

static void test_talk_about_secrecy(void **state) {
  (void)state;
  // A marked letter about secrecy is marked.
  assert_verdict(LETTERHEAD "MẬT\n" NATION "Kính gửi: Sở Ví dụ\n" ABOUT ABOUT ABOUT, true,
                 SCAN_MAT);
  // A law that shows the stamps is not.
  assert_verdict(
      NATION "NGHỊ ĐỊNH\nĐiều 1. Phạm vi\n" ABOUT "Điều 2. Đối tượng\n" ABOUT "Điều 3. Dấu\n" ABOUT
             "Điều 4. Sổ\nĐiều 5. Hiệu lực\nPHỤ LỤC\nMẫu số 02\nTUYỆT MẬT\nTỐI MẬT\nMẬT\n",
      false, SCAN_UNKNOWN);
  assert_verdict(NATION "NGHỊ ĐỊNH\nĐiều 1. Phạm vi\n" ABOUT "Điều 2. Đối tượng\n" ABOUT
                        "Điều 3. Dấu\n" ABOUT
                        "Điều 4. Sổ\nĐiều 5. Hiệu lực\nPHỤ LỤC\nMẫu dấu\nTỐI MẬT\n",
                 false, SCAN_UNKNOWN);
  assert_verdict(
      "Câu 1: Dấu nào?\nA. Mật\nB. Tối mật\nCâu 2: Sổ nào?\nA. Đi\nB. Đến\nĐáp án\nTUYỆT MẬT\n",
      false, SCAN_UNKNOWN);
  // A decision with articles may be marked.
  assert_verdict(LETTERHEAD
                 "TỐI MẬT\n" NATION
                 "QUYẾT ĐỊNH\nĐiều 1. Giao nhiệm vụ.\nĐiều 2. Thi hành.\nĐiều 3. Hiệu lực.\n",
                 true, SCAN_TOI_MAT);
}

// Questions on other things than secrecy, examples of stamps, programs.
static void test_other_texts(void **state) {
  (void)state;
  assert_verdict("Câu 1. Giải phương trình.\nCâu 2. Chứng minh.\nCâu 3. Tính.\nĐộ mật: Tối mật\n",
                 true, SCAN_TOI_MAT);
  assert_verdict(
      "Hình 4. Vị trí đóng dấu độ mật\nSố: .../BC-VD\nTỐI MẬT\nHình 5. Vị trí đóng dấu độ khẩn\n",
      false, SCAN_UNKNOWN);
  assert_verdict("do_mat = {'mat': 1}\nprint('Độ mật:', do_mat)\n# MẬT\nimport sys\n", false,
                 SCAN_UNKNOWN);
  assert_verdict("VAN PHONG\nSo: 4/BC-VP\nMAT\nDANG CONG SAN VIET NAM\n", true, SCAN_MAT);
  assert_int_equal(judge_text(LETTERHEAD "MẬT\nTÀI LIỆU ĐÃ GIẢI MẬT\n" NATION).declassified, true);
  // A level on top of a page that no office wrote may be the title of a poem: a hint. With the
  // words of office work below it is found, not surely.
  struct verdict v = judge_text("TỐI MẬT\nMột buổi chiều gió thổi\nLá vàng bay qua sông\n");
  assert_true(v.marked && v.points >= 30 && v.confidence < 50);
  v = judge_text("TỐI MẬT\nÝ kiến về phương án nhân sự\n");
  assert_true(v.marked && v.confidence >= 50 && v.points < 70);
}

// Papers without letterhead, number or office words, and what only looks like them.
static void test_bare_papers(void **state) {
  (void)state;
  assert_verdict("MẬT\nSTT\tMã trạm\tKinh độ\n1\tR-04\t107,12\n2\tR-05\t107,40\n", true, SCAN_MAT);
  assert_verdict("TONG CUC HAU CAN\nTUYET MAT\nPHUONG AN CAP PHAT\n", true, SCAN_TUYET_MAT);
  assert_verdict("DỰ THẢO\nmật\nBÁO CÁO\nKết quả đàm phán\n", true, SCAN_MAT);
  assert_verdict("Bài phát biểu\n(Mật, không phổ biến)\nThưa các đồng chí,\n", true, SCAN_MAT);
  assert_verdict("Độ khẩn / Độ mật: Khẩn / Tối mật\nNgười ký: Phó Tư lệnh\n", true, SCAN_TOI_MAT);
  assert_verdict("BÁO CÁO (ví dụ)\nTỐI MẬT\nHiện trạng kho\n", true, SCAN_TOI_MAT);
  assert_verdict("Nhóm bạn\nTUYẾT\nMẬT\nHẠNH\nNGỌC\n", false, SCAN_UNKNOWN);
  assert_verdict("TỐI MẬT\nEau de parfum 50 ml\nHương gỗ, hổ phách\n", false, SCAN_UNKNOWN);
  assert_verdict("SỞ NÔNG NGHIỆP\nBÁO CÁO\nNuôi ong\nSản lượng\nMẬT\nNăm nay đạt 40 tấn\n", false,
                 SCAN_UNKNOWN);
}

// Names in lists, registers of other papers, titles.
static void test_tables(void **state) {
  (void)state;
  assert_verdict(
      "DANH SÁCH\nHọ đệm\nTên\n1\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\n"
      "NGUYỄN THỊ\nMẬT\nTRẦN VĂN\nAN\n",
      false, SCAN_UNKNOWN);
  const char *text = "SỔ ĐĂNG KÝ\nSố\nĐộ mật\nGhi chú\n1\nTối mật\nkhông\n2\nMật\nkhông\n";
  assert_verdict(text, false, SCAN_UNKNOWN);
  assert_true(judge_text(text).marked);
  assert_verdict(LETTERHEAD "Tài liệu mật\n" NATION "Kính gửi: Sở Ví dụ\n", true, SCAN_MAT);
  assert_verdict(LETTERHEAD "TUYỆT MẬT - CẤM SAO CHỤP\n" NATION, true, SCAN_TUYET_MAT);
}

static void test_declassified(void **state) {
  (void)state;
  struct verdict v = judge_text(LETTERHEAD "MẬT\nĐÃ GIẢI MẬT\n" NATION "Nội dung.\n");
  assert_true(v.marked && v.declassified && v.confidence < 50);
  assert_int_equal(v.level, SCAN_MAT);
  v = judge_text(NATION "Thông báo giải mật các tài liệu hết thời hạn.\n");
  assert_false(v.declassified);
}

static void test_file_names(void **state) {
  (void)state;
  struct match m;
  assert_true(match_file_name("CV Tối mật 12.docx", &m) >= 15);
  assert_int_equal(m.level, SCAN_TOI_MAT);
  assert_true(match_file_name("bao-cao-TOIMAT.docx", &m) >= 15);
  assert_true(match_file_name("kh (Mat).pdf", &m) >= 15);
  assert_int_equal(match_file_name("Luật Bảo vệ bí mật nhà nước.docx", &m), 0);
  assert_int_equal(match_file_name("mật ong.txt", &m), 0);
  assert_int_equal(match_file_name("mat_bang_tang_1.dwg", &m), 0);
  assert_int_equal(match_file_name("doi-mat-khau.pdf", &m), 0);
  // A name alone never makes a finding.
  struct pick_result r = {0};
  pick_scan("nội dung thường\n", 20, "TUYET MAT.txt", &r);
  assert_true(r.best.marked && r.best.confidence < 50);
}

// Reasons quote the mark or its label and nothing beside it.
static void test_reasons_quote_no_content(void **state) {
  (void)state;
  struct verdict v =
      judge_text(LETTERHEAD
                 "TỐI MẬT   Kính gửi: Người Nhận Bí Ẩn\nĐộ mật: Tối mật (chuyện riêng)\n"
                 "Kế hoạch tuyệt đối riêng tư (TỐI MẬT)\n" NATION);
  assert_true(v.n_reasons >= 2);
  for (size_t i = 0; i < v.n_reasons; i++) {
    assert_null(strstr(v.reasons[i].words, "Nhận"));
    assert_null(strstr(v.reasons[i].words, "riêng"));
  }
  assert_string_equal(v.reasons[0].words, "TỐI MẬT");
  v = judge_text("Chuyện riêng có độ mật của năm: TỐI MẬT\n");
  assert_string_equal(v.reasons[0].words, "độ mật TỐI MẬT");
}

static void test_memory_is_bounded(void **state) {
  (void)state;
  struct judge *j = judge_new("x");
  for (int i = 0; i < 300000; i++) {
    struct line l = {.text = "TUYỆT MẬT",
                     .n = strlen("TUYỆT MẬT"),
                     .page = i,
                     .number = 1,
                     .left = -1,
                     .top = -1,
                     .right = -1,
                     .bottom = -1};
    judge_line(j, &l);
  }
  struct verdict v;
  judge_end(j, &v);
  judge_free(j);
  assert_true(v.marked && v.level == SCAN_TUYET_MAT && v.n_reasons <= ARRAY_LEN(v.reasons));
}

#define RULES_HEAD "[agency]\nformat = 1\nname = Sở Ví dụ\n"

static struct rules *rules_of(const char *text) {
  struct rules *r = NULL;
  struct err *e CLEANUP(err_freep) =
      rules_parse((struct bytes){(const uint8_t *)text, strlen(text)}, &r);
  if (e) fail_msg("refused: %s", text);
  return r;
}

static void assert_refused(const char *text, enum msg m, const char *line) {
  struct rules *r = NULL;
  struct err *e CLEANUP(err_freep) =
      rules_parse((struct bytes){(const uint8_t *)text, strlen(text)}, &r);
  if (!e) fail_msg("taken: %s", text);
  assert_int_equal(e->message, m);
  assert_true(e->hint != MSG_NONE);
  assert_null(r);
  if (line) assert_string_equal(e->args[0].value, line);
  for (size_t i = 0; i < e->n_args; i++)
    assert_null(strstr(e->args[i].value, "SAO"));
}

static void test_rule_files(void **state) {
  (void)state;
  struct rules *r = rules_of("\xEF\xBB\xBF# x\r\n" RULES_HEAD
                             "[mark m1]\n phrase = LƯU HÀNH ĐẶC BIỆT\nlevel=MAT\nstands=label\n"
                             "[word w-1]\nphrase = SAO MAI\n[document d]\nphrase = BẢNG ĐIỂM\n");
  assert_int_equal(r->n, 3);
  assert_string_equal(r->agency, "Sở Ví dụ");
  assert_string_equal(r->list[1].id, "w-1");
  assert_true(r->list[0].finding && !r->list[1].finding && r->list[1].exact);
  rules_free(r);
  assert_refused("", MSG_RULES_EMPTY, NULL);
  assert_refused(RULES_HEAD, MSG_RULES_EMPTY, NULL);
  assert_refused("[word w]\nphrase=SAO MAI\n", MSG_RULES_SECTION, "1");
  assert_refused("[agency]\nformat = 2\nname = x\n", MSG_RULES_VALUE, "2");
  assert_refused("[agency]\nformat = 1\n[word w]\nphrase = SAO MAI\n", MSG_RULES_MISSING, "1");
  assert_refused(RULES_HEAD "[word W1]\nphrase = SAO MAI\n", MSG_RULES_BAD_ID, "4");
  assert_refused(RULES_HEAD "[word w]\nphrase = SAO MAI\n[mark w]\n", MSG_RULES_TWICE_ID, "6");
  assert_refused(RULES_HEAD "[word w]\nphrase = SAO MAI\nphrase = SAO HOM\n", MSG_RULES_TWICE_KEY,
                 "6");
  assert_refused(RULES_HEAD "[word w]\nphrase = SAO\n", MSG_RULES_SHORT, "4");
  assert_refused(RULES_HEAD "[word w]\nphrase = SAO MAI\nlowers = yes\n", MSG_RULES_KEY, "6");
  assert_refused(RULES_HEAD "[document w]\nphrase = SAO MAI\nlevel = MAT\n", MSG_RULES_KEY, "6");
  assert_refused(RULES_HEAD "[mark w]\nphrase = SAO MAI\nlevel = HIGH\n", MSG_RULES_VALUE, "6");
  assert_refused(RULES_HEAD "[word w]\nphrase = S\xFF SAO\n", MSG_RULES_TEXT, "5");
  assert_refused(RULES_HEAD "[word w]\nSAO MAI\n", MSG_RULES_NO_KEY, "5");
  assert_refused(RULES_HEAD "[nonsense w]\nphrase = SAO MAI\n", MSG_RULES_SECTION, "4");
}

static bool has_rule(const struct verdict *v, const char *id) {
  bool has = false;
  for (size_t i = 0; i < v->n_reasons; i++) {
    has = has || (v->reasons[i].kind == REASON_RULE && !strcmp(v->reasons[i].words, id));
    assert_null(strstr(v->reasons[i].words, "BUỒM"));
  }
  return has;
}

static void test_rules_add(void **state) {
  (void)state;
  struct rules *r = rules_of(RULES_HEAD
                             "[mark m1]\nphrase = KÝ HIỆU X\nlevel = TOI_MAT\nstands = alone\n"
                             "[word w1]\nphrase = CÁNH BUỒM TRẮNG\nlevel = TUYET_MAT\n"
                             "[word w2]\nphrase = K-417\ndiacritics = any\n");
  static const char plain[] = "Sáng nay đội làm việc bình thường.\n";
  rules_use(r);
  struct verdict v = judge_text("KÝ HIỆU X\nNội dung\n");
  assert_true(v.confidence >= 50 && v.level == SCAN_TOI_MAT && has_rule(&v, "m1"));
  v = judge_text("Theo ký hiệu x thì đúng\n");
  assert_false(v.marked);
  v = judge_text("Tiếp tục kế hoạch Cánh buồm trắng từ mai.\n");
  assert_true(v.marked && v.confidence < 50 && has_rule(&v, "w1"));
  v = judge_text("Canh buom trang\n");  // exact: other letters are other words
  assert_false(v.marked);
  v = judge_text("C Á N H   B U Ồ M   T R Ắ N G\n");
  assert_true(has_rule(&v, "w1"));
  v = judge_text("Tieeps tucj Cansh buoomf trawsng nhe\n");
  assert_true(has_rule(&v, "w1"));
  v = judge_text("Gặp K.417 lúc chiều, nhắc Cánh buồm trắng.\n");
  assert_true(has_rule(&v, "w1") && has_rule(&v, "w2") && v.confidence > 35 && v.confidence < 50);
  assert_false(judge_text(plain).marked);
  // Names of files, in old letters too.
  struct pick_result p = {0};
  pick_scan(plain, strlen(plain), "cánh buồm trắng.txt", &p);
  assert_true(p.best.marked && p.best.confidence < 50 && has_rule(&p.best, "w1"));
  pick_free(&p);
  // Never lower: what is found without rules stays at least what it was.
  static const char *const texts[] = {LETTERHEAD "MẬT\n" NATION "Kính gửi: Sở Ví dụ\nNội dung.\n",
                                      LETTERHEAD "TUYỆT MẬT\n" NATION "Cánh buồm trắng\n",
                                      "Độ mật: Tối mật\nK-417\n",
                                      LETTERHEAD "MẬT\nĐÃ GIẢI MẬT\n" NATION "Nội dung.\n"};
  for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
    rules_use(r);
    struct verdict with = judge_text(texts[i]);
    rules_use(NULL);
    struct verdict without = judge_text(texts[i]);
    assert_true(with.marked >= without.marked && with.confidence >= without.confidence &&
                with.level >= without.level && with.declassified == without.declassified);
  }
  assert_false(judge_text("Cánh buồm trắng\n").marked);
  rules_free(r);
}

// Papers of no office: poems, honey and names under a level, a stamp that is shown.
static void test_other_writing(void **state) {
  (void)state;
  assert_verdict("MẬT\nRừng tràm\nNguyên chất, chai 500 ml\n", false, SCAN_UNKNOWN);
  assert_verdict("TUYỆT MẬT\nTiểu thuyết, NXB Ví Dụ, 300 trang\nTác giả: N.V.D.\n", false,
                 SCAN_UNKNOWN);
  assert_verdict("HƯỚNG DẪN\nVí dụ:\nSố: 15/ABC\nMẬT\n", false, SCAN_UNKNOWN);
  assert_verdict("GIẤY MỜI\nKính mời ông: NGUYỄN VĂN\nMẬT\n", false, SCAN_UNKNOWN);
  assert_verdict(NATION "ĐƠN XIN\nTôi là Võ Thị Mật.\nNgười làm đơn\nMật\n", false, SCAN_UNKNOWN);
  assert_verdict("PHÒNG MỘT\nBẢNG KÊ\nGAN\t12\nMẬT\t7\n", false, SCAN_UNKNOWN);
  assert_verdict(LETTERHEAD "Mật\n" NATION "Kính gửi: Sở Ví dụ\n", true, SCAN_MAT);
  assert_verdict(LETTERHEAD "tuyệt mật\n" NATION "Kính gửi: Sở Ví dụ\n", true, SCAN_TUYET_MAT);
  assert_verdict("PHÒNG MỘT\nLoại: văn bản MẬT\nNội dung\n", true, SCAN_MAT);
  assert_verdict("MẬT / HỎA TỐC\nPHÒNG MỘT\nBIÊN BẢN\nNội dung\n", true, SCAN_MAT);
  static const char *const released[] = {"Văn bản này ĐÃ GIẢI MẬT", "Tài liệu đã giải mật",
                                         "ĐÃ ĐƯỢC GIẢI MẬT", "GIẢI MẬT TỪ NGÀY 01/01/2020"};
  for (size_t i = 0; i < ARRAY_LEN(released); i++) {
    char text[400];
    snprintf(text, sizeof text, LETTERHEAD "TỐI MẬT\n%s\n" NATION "Nội dung.\n", released[i]);
    struct verdict v = judge_text(text);
    if (!v.declassified || v.confidence >= 50) fail_msg("%s: %d", released[i], v.confidence);
  }
}

static void test_old_names(void **state) {
  (void)state;
  struct match m;
  assert_true(match_file_name("b\xb8o c\xb8o t\xe8i m\xcbt.doc", &m) >= 15);  // TCVN3
  assert_int_equal(m.level, SCAN_TOI_MAT);
  assert_true(match_file_name("toái maät so 3.doc", &m) >= 15);  // VNI as letters
  assert_int_equal(m.level, SCAN_TOI_MAT);
  assert_true(match_file_name("CV tuyeetj maajt.doc", &m) >= 15);
  assert_int_equal(m.level, SCAN_TUYET_MAT);
  assert_true(match_file_name("to\u0302\u0301i m\u00e2\u0323t.docx", &m) >= 15);  // NFD
}

// What the third blind set showed, in other words.
static void test_third_set(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool finding;
    enum scan_level level;
  } papers[] = {
      {"SỞ ĐÊ ĐIỀU\nSố: 9/KH-SĐĐ\nLoại: Mật\nKẾ HOẠCH\nGia cố đê quai.", true, SCAN_MAT},
      {"PHÒNG ĐO ĐẠC\nPhân loại: Tuyệt mật\nBÁO CÁO\nVề các mốc mới.", true, SCAN_TUYET_MAT},
      {"QUÁN CHÈ HƯƠNG\nLoại: Mật\nGiá: 60.000 đồng một chai\n", false, SCAN_UNKNOWN},
      {"XƯỞNG ĐÓNG TÀU BÍCH\nMã: QT-11      Mức độ mật: Mật      Lần sửa: 4\nQUY TRÌNH THỬ\n", true,
       SCAN_MAT},
      {"TRẠM ĐO SÓNG\nTài liệu mật - chỉ dùng cho tổ trực\nBÁO CÁO\nVề luồng mới.", true, SCAN_MAT},
      {"ỦY BAN NHÂN DÂN XÃ ĐÔNG\nSố: 1l7 /UBND-NC\nMÂT\nV/v xử lý đơn\nKính gửi: Công an huyện",
       true, SCAN_MAT},
      {"Bác sĩ khám\nMẮT\nvà răng cho học sinh.", false, SCAN_UNKNOWN},
      {"TUYỆT MẬT\nTOP SECRET\nVề khả năng mua tàu\nGiá chưa chốt.", true, SCAN_TUYET_MAT},
      {"DIEN SO 8\nTOI MAT\nTu: Song Lo\nCho lenh.", true, SCAN_TOI_MAT},
      {"TỔNG ĐỘI KHẢO SÁT\nMẬT\nBẢNG CÁC ĐIỂM CAO PHÍA TÂY\nA1  16,2  107,5\n", true, SCAN_MAT},
      {"KỊCH BẢN\n1\nĐộ mật: Mật\nnhãn đỏ\n2\nĐộ mật: Thường\nkhông nhãn\n", false, SCAN_UNKNOWN},
  };
  for (size_t i = 0; i < ARRAY_LEN(papers); i++)
    assert_verdict(papers[i].text, papers[i].finding, papers[i].level);
  static const char *const released[] = {
      "KHU KHO BẾN TRẦM\nSố: 9/KH-BT\nTỐI MẬT\n"
      "GIẢI MẬT TOÀN BỘ (theo Điều 22), người ký: Chánh Văn phòng\nNội dung.",
      "KHU KHO BẾN TRẦM\nBản sao từ kho lưu trữ, đã giải mật\nTỐI MẬT\nSơ đồ hầm."};
  for (size_t i = 0; i < ARRAY_LEN(released); i++) {
    struct verdict v = judge_text(released[i]);
    if (!v.declassified) fail_msg("not told as released: %s", released[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_third_set),         cmocka_unit_test(test_rule_files),
      cmocka_unit_test(test_rules_add),         cmocka_unit_test(test_other_writing),
      cmocka_unit_test(test_old_names),         cmocka_unit_test(test_spellings),
      cmocka_unit_test(test_no_marks),          cmocka_unit_test(test_notes),
      cmocka_unit_test(test_documents),         cmocka_unit_test(test_talk_about_secrecy),
      cmocka_unit_test(test_other_texts),       cmocka_unit_test(test_bare_papers),
      cmocka_unit_test(test_declassified),      cmocka_unit_test(test_tables),
      cmocka_unit_test(test_file_names),        cmocka_unit_test(test_reasons_quote_no_content),
      cmocka_unit_test(test_memory_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
