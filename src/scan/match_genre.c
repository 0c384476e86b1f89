// Which kind of writing a line belongs to: an office's paper (its name, kind and number), trade and
// food, press and stories, examples of stamps, names of persons. Each is one weak sign; the judge
// counts them. Words are compared with their diacritics: "giá" is a price, "gia" is not.
#include <string.h>
#include <uchar.h>

#include "scan/match_text.h"

// Where a phrase must stand in its line.
enum where { ANYWHERE, AT_START };

static bool has_any(const struct text *t, const char16_t *const *phrases, size_t n,
                    enum where where) {
  size_t words = where == AT_START ? (t->n_words ? 1 : 0) : t->n_words;
  for (size_t k = 0; k < words; k++)
    for (size_t i = 0; i < n; i++)
      if (phrases[i][0] == t->full[t->words[k].at] && text_phrase_at(t, k, phrases[i])) return true;
  return false;
}

#define HAS(t, list, where) has_any(t, list, ARRAY_LEN(list), where)

static const char16_t *const offices[] = {
    u"SỞ",         u"PHÒNG",      u"BAN",        u"BỘ",
    u"CỤC",        u"VỤ",         u"VIỆN",       u"TRẠM",
    u"ĐỒN",        u"ĐỘI",        u"TRƯỜNG",     u"ỦY BAN",
    u"UỶ BAN",     u"CHI CỤC",    u"TỔNG CỤC",   u"TỔNG CÔNG",
    u"CÔNG AN",    u"QUÂN KHU",   u"QUÂN ĐOÀN",  u"SƯ ĐOÀN",
    u"LỮ ĐOÀN",    u"TRUNG ĐOÀN", u"TIỂU ĐOÀN",  u"ĐẠI ĐỘI",
    u"HẢI ĐỘI",    u"ĐẢNG ỦY",    u"HUYỆN ỦY",   u"TỈNH ỦY",
    u"THÀNH ỦY",   u"QUÂN ỦY",    u"CHI BỘ",     u"VĂN PHÒNG",
    u"TÒA ÁN",     u"TOÀ ÁN",     u"THANH TRA",  u"KHO BẠC",
    u"NGÂN HÀNG",  u"TẬP ĐOÀN",   u"NHÀ MÁY",    u"XÍ NGHIỆP",
    u"TRUNG TÂM",  u"TRẠI GIAM",  u"HỘI ĐỒNG",   u"ĐẠI SỨ",
    u"TỈNH ĐOÀN",  u"UBND",       u"HĐND",       u"VKSND",
    u"TAND",       u"CÔNG TY",    u"HẢI QUAN",   u"CẢNH SÁT",
    u"TRUNG ƯƠNG", u"BIÊN PHÒNG", u"VÙNG",       u"ĐOÀN",
    u"ĐẢNG BỘ",    u"ĐÀI",        u"HẠT",        u"BỆNH VIỆN",
    u"BAN CHỈ",    u"MINISTRY",   u"DEPARTMENT", u"GENERAL DEPARTMENT",
    u"MẶT TRẬN",   u"LIÊN ĐOÀN",  u"HỌC VIỆN",   u"TỔ CÔNG TÁC"};
static const char16_t *const titles[] = {
    u"BÁO CÁO",   u"KẾ HOẠCH",  u"TỜ TRÌNH",  u"PHƯƠNG ÁN",  u"BIÊN BẢN",    u"QUYẾT ĐỊNH",
    u"THÔNG BÁO", u"CÔNG ĐIỆN", u"CÔNG VĂN",  u"ĐIỆN",       u"ĐỀ ÁN",       u"MỆNH LỆNH",
    u"CHỈ LỆNH",  u"CHỈ THỊ",   u"KẾT LUẬN",  u"NGHỊ QUYẾT", u"PHIẾU TRÌNH", u"DANH MỤC",
    u"BẢNG KÊ",   u"PHỤ LỤC",   u"ĐỀ THI",    u"KỲ THI",     u"LỆNH",        u"TỔNG HỢP",
    u"KÝ HIỆU",   u"LỊCH CÔNG", u"QUY HOẠCH", u"DỰ ÁN",      u"ĐỀ KIỂM TRA", u"BẢN ĐỒ",
    u"BẢNG TỔNG", u"SƠ ĐỒ BẢO", u"BIÊN CHẾ",  u"NHẬT KÝ",    u"BÁO ÁN",      u"HƯỚNG DẪN CHẤM"};
static const char16_t *const plain_offices[] = {
    u"UBND",       u"UY BAN",    u"CONG AN",  u"HUYEN UY",  u"TINH UY",    u"BAN CHI",
    u"CUC",        u"CHI CUC",   u"PHONG",    u"VAN PHONG", u"TRUNG DOAN", u"SU DOAN",
    u"TONG CONG",  u"QUAN KHU",  u"BO",       u"TRUNG TAM", u"BAO CAO",    u"KE HOACH",
    u"PHUONG AN",  u"TO TRINH",  u"BIEN BAN", u"TONG CUC",  u"NGAN HANG",  u"CONG DIEN",
    u"QUYET DINH", u"THANH TRA", u"VIEN",     u"TOA AN",    u"SO"};
static const char16_t *const trade[] = {
    u"BẢNG GIÁ",  u"BÁO GIÁ",  u"KG",       u"ML",          u"LÍT",      u"CHAI",       u"HŨ",
    u"LỌ",        u"CHÉN",     u"ĐẶC SẢN",  u"NGUYÊN CHẤT", u"HẠN DÙNG", u"KHUYẾN MÃI", u"ĐẶT HÀNG",
    u"GIAO HÀNG", u"THỰC ĐƠN", u"TÊN HÀNG", u"MẶT HÀNG",    u"BÁNH",     u"MÓN",        u"ONG",
    u"SÁP",       u"PHẤN",     u"PHẤN HOA", u"NHỘNG",       u"SỮA",      u"SỮA CHÚA",   u"NGỌT",
    u"THƠM",      u"HƯƠNG VỊ", u"GAN",      u"TỤY",         u"TUỴ",      u"THẬN",       u"SỎI",
    u"SIÊU ÂM",   u"NỘI SOI",  u"TÚI MẬT",  u"TÁ TRÀNG",    u"DẠ DÀY",   u"THÌA",       u"CHANH",
    u"SẢN PHẨM",  u"TRỨNG",    u"BỘT",      u"CÔNG THỨC",   u"ĐƠN GIÁ",  u"KHÁCH HÀNG", u"GIÁ BÌA",
    u"GIÁ BÁN",   u"NHỤY",     u"HTX",      u"KHẮC",
};
static const char16_t *const story[] = {u"PHIM",         u"TIỂU THUYẾT",  u"TRUYỆN",
                                        u"TRUYỆN NGẮN",  u"THƠ",          u"BÀI THƠ",
                                        u"NXB",          u"NHÀ XUẤT BẢN", u"TÁC GIẢ",
                                        u"ĐẠO DIỄN",     u"DIỄN VIÊN",    u"SUẤT CHIẾU",
                                        u"CHIẾU TẠI",    u"LỊCH CHIẾU",   u"RẠP",
                                        u"VÉ",           u"BÌNH LUẬN",    u"ẢNH MINH",
                                        u"PHÓNG VIÊN",   u"THEO BÁO",     u"CẬP NHẬT",
                                        u"CẬP NHẬT LÚC", u"BẠN ĐỌC",      u"HỒI KÝ",
                                        u"CÒN TIẾP",     u"TRIỂN LÃM",    u"BẢO TÀNG",
                                        u"HIỆN VẬT",     u"TRUYỀN HÌNH",  u"TRÒ CHƠI",
                                        u"BÀI HÁT",      u"CA SĨ",        u"TRINH THÁM",
                                        u"VỞ KỊCH",      u"KỊCH BẢN",     u"TIỂU PHẨM",
                                        u"TẠP CHÍ",      u"CHUYÊN MỤC",   u"TẬP PHIM",
                                        u"NGOẠI TRUYỆN", u"GIÁ BÌA",      u"CHƯƠNG TRÌNH TRUYỀN",
                                        u"LỜI KỂ",       u"KỂ LẠI",       u"BẠN ĐỌC GỬI",
                                        u"P.V",          u"NHÀ VĂN",      u"NHÀ BÁO"};
static const char16_t *const shows[] = {
    u"VÍ DỤ",          u"THÍ DỤ",        u"VĂN BẢN MẪU", u"HÌNH DƯỚI",      u"HÌNH SAU",
    u"HÌNH BÊN",       u"HÌNH MINH",     u"CON DẤU",     u"DẤU CHỮ",        u"DẤU LOẠI",
    u"MẪU DẤU",        u"KHẮC",          u"KHẮC DẤU",    u"KHẮC CHỮ",       u"XƯỞNG DẤU",
    u"IN THỬ",         u"FONT",          u"PHÔNG CHỮ",   u"THỬ CHỮ",        u"TÔ MÀU",
    u"QUAN SÁT HÌNH",  u"SƠ ĐỒ BỐ",      u"THỂ THỨC",    u"CÁCH TRÌNH BÀY", u"HIỆN VẬT",
    u"CHÚ THÍCH",      u"MINH HỌA",      u"MINH HOẠ",    u"GÕ CHỮ",         u"CHỮ LỚN",
    u"WORDART",        u"DẤU CHỈ",       u"DẤU ĐỘ",      u"FLASHCARD",      u"TỪ ĐIỂN",
    u"NỐI CỘT",        u"MẶT SAU",       u"MẶT TRƯỚC",   u"Ô 10A",          u"VỊ TRÍ 10A",
    u"NHÌN DẤU",       u"CÁC DẤU",       u"DÒNG CHỮ",    u"HIỂN THỊ",       u"DẤU TUYỆT",
    u"DẤU TỐI",        u"DẤU HIỆU NHẬN", u"BA ĐỘ MẬT",   u"CÁC ĐỘ MẬT",     u"GIẢ ĐỊNH SAU",
    u"LUYỆN CHÍNH TẢ", u"BÀI TẬP"};
static const char16_t *const admin[] = {
    u"ĐỒNG CHÍ",   u"BÁO CÁO",   u"KẾ HOẠCH",   u"PHƯƠNG ÁN", u"NHÂN SỰ",     u"ĐỀ NGHỊ",
    u"CHỈ ĐẠO",    u"ĐỐI TƯỢNG", u"ĐƠN VỊ",     u"ĐỊA BÀN",   u"LỰC LƯỢNG",   u"CƠ QUAN",
    u"TRIỂN KHAI", u"CẤP TRÊN",  u"CHỦ TRƯƠNG", u"KINH PHÍ",  u"TÌNH HÌNH",   u"TRINH SÁT",
    u"PHÍA BẠN",   u"LÀM VIỆC",  u"HỌP",        u"QUÂN SỐ",   u"TỌA ĐỘ",      u"TOẠ ĐỘ",
    u"AN NINH",    u"CHUYÊN ÁN", u"XỬ LÝ",      u"KẾT LUẬN",  u"THƯỜNG TRỰC", u"THƯỜNG VỤ",
    u"NHIỆM VỤ",   u"MỤC TIÊU",  u"CÁN BỘ",     u"HỒ SƠ",     u"VỤ ÁN",       u"CHỈ HUY",
    u"TUẦN TRA",   u"BIÊN GIỚI", u"KIẾN NGHỊ",  u"TRÌNH",     u"PHÊ DUYỆT",   u"SỐ LIỆU",
    u"DỰ TRỮ",     u"QUÂN SỰ",   u"ĐÀM PHÁN",   u"ĐỐI TÁC",   u"XÁC MINH",    u"BỐ TRÍ",
    u"TỔ CÔNG",    u"ĐOÀN",      u"DỰ KIẾN",    u"GIAI ĐOẠN", u"TỔ CHỨC",     u"VŨ KHÍ",
    u"THANH TRA",  u"LỘ TRÌNH",  u"Ý KIẾN",     u"ĐẠI BIỂU",  u"QUY HOẠCH",   u"VẬT TƯ"};
static const char16_t *const persons[] = {
    u"HỌ TÊN",        u"HỌ VÀ TÊN", u"HỌ ĐỆM",         u"NGƯỜI VIẾT", u"NGƯỜI LÀM ĐƠN",
    u"NGƯỜI LÀM",     u"NGƯỜI LẬP", u"NGƯỜI XÁC NHẬN", u"NGƯỜI KHAI", u"NGƯỜI NHẬN",
    u"KẾ TOÁN",       u"THỦ QUỸ",   u"TRƯỞNG THÔN",    u"ĐÃ KÝ",      u"KÍNH MỜI",
    u"NGƯỜI ĐỀ NGHỊ", u"KÝ TÊN",    u"NGƯỜI VIẾT ĐƠN", u"THÂN ÁI",    u"THÂN MẾN",
    u"TỔ TRƯỞNG",     u"NGƯỜI BÁN", u"NGƯỜI MUA",      u"CHỦ HỘ"};
static const char16_t *const before_name[] = {u"THỊ", u"VĂN", u"ANH", u"ÔNG", u"BÀ",  u"CHỊ",
                                              u"CÔ",  u"CHÚ", u"EM",  u"BẠN", u"TÊN", u"BÁC",
                                              u"A",   u"Y",   u"CẬU", u"HỒ",  u"TÔ"};
static const char *const units[] = {"KG", "ML", "LIT", "D",   "DONG", "VND", "CHAI", "CAI",
                                    "HU", "LO", "G",   "TAN", "X",    "NAM", "MM"};

// "Số: 12/BC-VP", "Số 30-TTr/HU", "Số 04 QY/94".
static bool is_number_line(const struct text *t) {
  if ((!text_word_is(t, 0, "SO") && !text_word_is(t, 0, "NO")) || t->n_words < 2) return false;
  size_t slash = t->words[1].at;  // "Số:    /KH-CAT": a draft, not numbered yet
  if (slash && t->base[slash - 1] == '/' && !text_has_sign(t, text_end_of(t, 0), slash, "._"))
    return true;
  if (t->n_words < 3 || !t->words[1].number) return false;
  size_t end = text_end_of(t, 1);
  return t->base[end] == '/' || t->base[end] == '-' || text_has(t, "/");
}

static bool is_amount(const struct text *t) {
  if (!t->n_words || t->n_words > 6) return false;
  bool number = false;
  for (size_t k = 0; k < t->n_words; k++) {
    bool unit = false;
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
      unit = unit || text_word_is(t, k, units[i]);
    if (!t->words[k].number && !unit) return false;
    number = number || t->words[k].number;
  }
  return number;
}

// "Trần Thị Mật", "anh Mật".
static bool names_somebody(const struct text *t) {
  for (size_t k = 1; k < t->n_words; k++) {
    bool plain = false;
    if (text_token(t, k, &plain) != TOKEN_MAT || plain || t->words[k].letters == MATCH_LOWER)
      continue;
    for (size_t i = 0; i < ARRAY_LEN(before_name); i++)
      if (text_phrase_at(t, k - 1, before_name[i]) && text_joined(t, k - 1, k)) return true;
  }
  return false;
}

static bool breaks_off_in_name(const struct text *t) {
  size_t k = t->n_words - 1;
  return t->n_words <= 8 && (text_phrase_at(t, k, u"THỊ") || text_phrase_at(t, k, u"VĂN")) &&
         text_end_of(t, k) == t->n;
}

// How the line is joined to its neighbours.
static void match_flow(const struct text *t, struct match *m) {
  size_t end = t->n;
  while (end && (t->base[end - 1] == ' ' || t->base[end - 1] == '"'))
    end--;
  char last = end ? t->base[end - 1] : ' ', first = t->base[t->words[0].at];
  m->opens = last == ':';
  m->goes_on =
      t->accents && t->words[0].letters == MATCH_LOWER && first >= 'A' && t->words[0].at < 2;
  m->prose = t->n_words >= 12 && (last == '.' || last == '!' || last == '?' || last == '"');
  size_t packed = 0;  // "ma,ten,toa_do"
  for (size_t k = 0; k < t->n_words; k++) {
    m->data = m->data || t->words[k].number;
    size_t after = text_end_of(t, k);
    packed +=
        k + 1 < t->n_words && t->words[k + 1].at == after + 1 && strchr(",;\t|", t->base[after]);
  }
  m->data = m->data || packed > 1 || t->base[0] == '-' || t->base[0] == '+';
  m->addressed = text_words_are(t, 0, "KINH GUI");
  m->cried = m->kind && t->n_words <= 4 && last == '!';
}

void match_genre(const struct text *t, struct match *m) {
  if (!t->n_words) return;
  match_flow(t, m);
  bool caps = t->words[0].letters == MATCH_CAPS;
  size_t last = t->n_words < 3 ? t->n_words - 1 : 2;
  bool heading = caps && t->words[last].letters == MATCH_CAPS && t->n_words <= 24;
  if (heading && (HAS(t, offices, AT_START) || (!t->accents && HAS(t, plain_offices, AT_START))))
    m->context |= CONTEXT_OFFICE;
  // A layout brought the stamp onto the line of the office: "BỘ CHỈ HUY QUÂN SỰ TUYỆT MẬT".
  struct level_at v;
  if ((m->context & CONTEXT_OFFICE) && m->kind == MATCH_PHRASE && t->n_words > 3 &&
      text_level_at(t, t->n_words - 2, &v) && v.n == 2 && v.letters == MATCH_CAPS && !v.plain)
    m->kind = MATCH_SEGMENT;
  bool titled = heading || (t->words[0].letters != MATCH_LOWER && t->n_words <= 4);
  if (titled && HAS(t, titles, AT_START)) m->context |= CONTEXT_TITLE;
  if (text_has(t, "CONG HOA XA HOI CHU NGHIA") || text_has(t, "DANG CONG SAN VIET NAM") ||
      text_has(t, "QUAN DOI NHAN DAN VIET NAM"))
    m->context |= CONTEXT_NATION;
  if (is_number_line(t)) m->context |= CONTEXT_NUMBER;
  if (is_amount(t)) m->context |= CONTEXT_AMOUNT;
  if (t->n_words <= 40) {
    if (HAS(t, trade, ANYWHERE)) m->context |= CONTEXT_TRADE;
    if (HAS(t, admin, ANYWHERE)) m->context |= CONTEXT_ADMIN;
    if (HAS(t, story, ANYWHERE) || text_phrase_at(t, 0, u"ẢNH")) m->context |= CONTEXT_STORY;
    bool named = m->context & (CONTEXT_OFFICE | CONTEXT_NUMBER);  // "SỞ MẪU" is an office
    bool sample = text_phrase_at(t, 0, u"MẪU") || HAS(t, shows, ANYWHERE);
    if (sample && !named) m->context |= CONTEXT_SHOW;
  }
  if (HAS(t, persons, AT_START) || breaks_off_in_name(t)) m->context |= CONTEXT_PERSON;
  if (t->has_mat && names_somebody(t)) m->context |= CONTEXT_NAMED;
}
