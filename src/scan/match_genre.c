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

// Phrases of several words in a line typed without diacritics; single words would be English.
static bool has_plain(const struct text *t, const char16_t *const *phrases, size_t n,
                      enum where where) {
  for (size_t k = 0; k < (where == AT_START ? 1 : t->n_words); k++)
    for (size_t i = 0; i < n; i++) {
      bool several = false;
      for (const char16_t *c = phrases[i]; *c && !several; c++)
        several = *c == ' ';
      if (several && text_plain_phrase_at(t, k, phrases[i])) return true;
    }
  return false;
}

#define HAS_PLAIN(t, list, where) has_plain(t, list, ARRAY_LEN(list), where)

static const char16_t *const offices[] = {
    u"SỞ",          u"PHÒNG",      u"BAN",          u"BỘ",
    u"CỤC",         u"VỤ",         u"VIỆN",         u"TRẠM",
    u"ĐỒN",         u"ĐỘI",        u"TRƯỜNG",       u"ỦY BAN",
    u"UỶ BAN",      u"CHI CỤC",    u"TỔNG CỤC",     u"TỔNG CÔNG",
    u"CÔNG AN",     u"QUÂN KHU",   u"QUÂN ĐOÀN",    u"SƯ ĐOÀN",
    u"LỮ ĐOÀN",     u"TRUNG ĐOÀN", u"TIỂU ĐOÀN",    u"ĐẠI ĐỘI",
    u"HẢI ĐỘI",     u"ĐẢNG ỦY",    u"HUYỆN ỦY",     u"TỈNH ỦY",
    u"THÀNH ỦY",    u"QUÂN ỦY",    u"CHI BỘ",       u"VĂN PHÒNG",
    u"TÒA ÁN",      u"TOÀ ÁN",     u"THANH TRA",    u"KHO BẠC",
    u"NGÂN HÀNG",   u"TẬP ĐOÀN",   u"NHÀ MÁY",      u"XÍ NGHIỆP",
    u"TRUNG TÂM",   u"TRẠI GIAM",  u"HỘI ĐỒNG",     u"ĐẠI SỨ",
    u"TỈNH ĐOÀN",   u"UBND",       u"HĐND",         u"VKSND",
    u"TAND",        u"CÔNG TY",    u"HẢI QUAN",     u"CẢNH SÁT",
    u"TRUNG ƯƠNG",  u"BIÊN PHÒNG", u"VÙNG",         u"ĐOÀN",
    u"ĐẢNG BỘ",     u"ĐÀI",        u"HẠT",          u"BỆNH VIỆN",
    u"BAN CHỈ",     u"MINISTRY",   u"DEPARTMENT",   u"GENERAL DEPARTMENT",
    u"MẶT TRẬN",    u"LIÊN ĐOÀN",  u"HỌC VIỆN",     u"TỔ CÔNG TÁC",
    u"EMBASSY",     u"CONSULATE",  u"TỔNG LÃNH SỰ", u"PHỦ",
    u"HỘI ĐỒNG RA", u"BTL",        u"BỘ TƯ LỆNH",   u"BCH",
    u"CAH",         u"CATP",       u"TIỂU BAN",     u"CHÍNH PHỦ",
    u"TỔNG TRẠM",   u"NHÀ TRƯỜNG", u"THÀNH ĐOÀN",   u"XÃ",
    u"PHƯỜNG",      u"HUYỆN",      u"TỈNH"};
static const char16_t *const titles[] = {
    u"BÁO CÁO",        u"KẾ HOẠCH",      u"TỜ TRÌNH",      u"PHƯƠNG ÁN",     u"BIÊN BẢN",
    u"QUYẾT ĐỊNH",     u"THÔNG BÁO",     u"CÔNG ĐIỆN",     u"CÔNG VĂN",      u"ĐIỆN",
    u"ĐỀ ÁN",          u"MỆNH LỆNH",     u"CHỈ LỆNH",      u"CHỈ THỊ",       u"KẾT LUẬN",
    u"NGHỊ QUYẾT",     u"PHIẾU TRÌNH",   u"DANH MỤC",      u"BẢNG KÊ",       u"PHỤ LỤC",
    u"ĐỀ THI",         u"KỲ THI",        u"LỆNH",          u"TỔNG HỢP",      u"KÝ HIỆU",
    u"LỊCH CÔNG",      u"QUY HOẠCH",     u"DỰ ÁN",         u"ĐỀ KIỂM TRA",   u"BẢN ĐỒ",
    u"BẢNG TỔNG",      u"SƠ ĐỒ BẢO",     u"BIÊN CHẾ",      u"NHẬT KÝ TÁC",   u"NHẬT KÝ CHIẾN",
    u"NHẬT KÝ CÔNG",   u"NHẬT KÝ TRỰC",  u"NHẬT KÝ TRINH", u"NHẬT KÝ HÀNH",  u"BÁO ÁN",
    u"HƯỚNG DẪN CHẤM", u"KỊCH BẢN DIỄN", u"KỊCH BẢN XỬ",   u"DỰ TOÁN",       u"QUYẾT TOÁN",
    u"BIỂU SỐ",        u"BIỂU TỔNG",     u"PHIẾU LẤY",     u"PHIẾU CHUYỂN",  u"PHIẾU ĐỀ",
    u"PHIẾU BÁO",      u"PHIẾU TIN",     u"PHIẾU XIN",     u"PHIẾU GỬI",     u"ĐỀ TÀI",
    u"TRÍCH NGANG",    u"BẢN TIN TRINH", u"TIN TRINH",     u"BẢNG TỌA",      u"BẢNG TOẠ",
    u"SƠ ĐỒ MẠNG",     u"SƠ ĐỒ BỐ TRÍ",  u"ĐỀ CƯƠNG BÁO",  u"KÊ KHAI TRANG", u"ĐÁP ÁN",
    u"LỜI KHAI",       u"QUY CHẾ",       u"BẢN DỰ THẢO",   u"NỘI DUNG HỌP",  u"BẢNG KHÓA",
    u"MẢNH",           u"THUYẾT MINH",   u"BẢN THUYẾT",    u"BÀI PHÁT BIỂU", u"GIẤY ỦY",
    u"TRÍCH BIÊN",     u"TELEGRAM",      u"ĐIỆN BÁO",      u"LỜI DẪN",       u"CHUYÊN ÁN",
    u"HỢP ĐỒNG MUA",   u"THƯ CÔNG",      u"KHÁI TOÁN",     u"BẢN KHAI TRANG"};
static const char16_t *const plain_offices[] = {
    u"UBND",       u"UY BAN",    u"CONG AN",  u"HUYEN UY",  u"TINH UY",    u"BAN CHI",
    u"CUC",        u"CHI CUC",   u"PHONG",    u"VAN PHONG", u"TRUNG DOAN", u"SU DOAN",
    u"TONG CONG",  u"QUAN KHU",  u"BO",       u"TRUNG TAM", u"BAO CAO",    u"KE HOACH",
    u"PHUONG AN",  u"TO TRINH",  u"BIEN BAN", u"TONG CUC",  u"NGAN HANG",  u"CONG DIEN",
    u"QUYET DINH", u"THANH TRA", u"VIEN",     u"TOA AN",    u"SO"};
static const char16_t *const trade[] = {
    u"BẢNG GIÁ",   u"BÁO GIÁ",  u"ML",          u"CHAI",     u"HŨ",         u"LỌ",
    u"CHÉN",       u"ĐẶC SẢN",  u"NGUYÊN CHẤT", u"HẠN DÙNG", u"KHUYẾN MÃI", u"ĐẶT HÀNG",
    u"GIAO HÀNG",  u"THỰC ĐƠN", u"TÊN HÀNG",    u"MẶT HÀNG", u"BÁNH",       u"MÓN",
    u"ONG",        u"PHẤN HOA", u"NHỘNG",       u"SỮA",      u"SỮA CHÚA",   u"NGỌT",
    u"THƠM",       u"HƯƠNG VỊ", u"GAN",         u"TỤY",      u"TUỴ",        u"SỎI",
    u"SIÊU ÂM",    u"NỘI SOI",  u"TÚI MẬT",     u"TÁ TRÀNG", u"DẠ DÀY",     u"THÌA",
    u"CHANH",      u"SẢN PHẨM", u"TRỨNG",       u"BỘT",      u"CÔNG THỨC",  u"ĐƠN GIÁ",
    u"KHÁCH HÀNG", u"GIÁ BÌA",  u"GIÁ BÁN",     u"NHỤY",     u"HTX",        u"PARFUM",
    u"NƯỚC HOA",   u"HƯƠNG GỖ", u"MỸ PHẨM",     u"KEM",      u"TIỆM",       u"NHÀ HÀNG",
    u"CÀ PHÊ",     u"MENU",     u"SALE",        u"GIẢM GIÁ", u"GIẢM ĐẾN",   u"HOTLINE",
    u"ĐẶT BÀN",    u"FANPAGE",  u"RỈ ĐƯỜNG",    u"NƯỚC MÍA", u"ĐƯỜNG PHÈN", u"SIRÔ",
    u"SI RÔ",      u"HỔ PHÁCH", u"LÁCH",        u"RA HOA",   u"THU HOẠCH",  u"QUAY ĐƯỢC",
    u"CẦU ONG",    u"HSD",      u"NSX",         u"NƯỚNG",    u"GIAO TẬN",   u"BAO BÌ",
    u"IN TRÊN",    u"COUCHE",   u"GIÁ VÉ",      u"SÁP ONG",  u"MÁY KHẮC"};
static const char16_t *const story[] = {u"PHIM",
                                        u"TIỂU THUYẾT",
                                        u"TRUYỆN",
                                        u"TRUYỆN NGẮN",
                                        u"THƠ",
                                        u"BÀI THƠ",
                                        u"NXB",
                                        u"NHÀ XUẤT BẢN",
                                        u"TÁC GIẢ",

                                        u"DIỄN VIÊN",
                                        u"SUẤT CHIẾU",
                                        u"CHIẾU TẠI",
                                        u"LỊCH CHIẾU",
                                        u"RẠP",
                                        u"VÉ",
                                        u"BÌNH LUẬN",
                                        u"ẢNH MINH",
                                        u"PHÓNG VIÊN",
                                        u"THEO BÁO",
                                        u"CẬP NHẬT LÚC",
                                        u"BẠN ĐỌC",
                                        u"HỒI KÝ",
                                        u"CÒN TIẾP",
                                        u"TRIỂN LÃM",
                                        u"BẢO TÀNG",
                                        u"HIỆN VẬT",
                                        u"TRUYỀN HÌNH",
                                        u"TRÒ CHƠI",
                                        u"BÀI HÁT",
                                        u"CA SĨ",
                                        u"TRINH THÁM",
                                        u"VỞ KỊCH",
                                        u"KỊCH BẢN",
                                        u"TIỂU PHẨM",
                                        u"TẠP CHÍ",
                                        u"CHUYÊN MỤC",
                                        u"TẬP PHIM",
                                        u"NGOẠI TRUYỆN",
                                        u"GIÁ BÌA",
                                        u"CHƯƠNG TRÌNH TRUYỀN",
                                        u"LỜI KỂ",
                                        u"KỂ LẠI",
                                        u"BẠN ĐỌC GỬI",
                                        u"P.V",
                                        u"NHÀ VĂN",
                                        u"NHÀ BÁO",
                                        u"HÀI KỊCH",
                                        u"ĐOÀN KỊCH",
                                        u"KỊCH NÓI",
                                        u"ANH YÊU",
                                        u"EM YÊU",
                                        u"MÀU SON",
                                        u"SON MÔI",
                                        u"QUÁN ĂN",
                                        u"QUÁN CÀ",
                                        u"SÂN KHẤU",
                                        u"MỞ MÀN",
                                        u"TRƯNG BÀY",
                                        u"PODCAST",
                                        u"KHÁCH MỜI",
                                        u"THỜI LƯỢNG",
                                        u"NGƯỜI CHƠI",
                                        u"BOARD GAME",
                                        u"THIỆP",
                                        u"CƯỚI",
                                        u"KARAOKE",
                                        u"BÉ YÊU",
                                        u"MẪU GIÁO",
                                        u"TÌNH YÊU",
                                        u"YÊU EM",
                                        u"NỤ HÔN",
                                        u"TRÁI TIM",
                                        u"NỖI NHỚ",
                                        u"THÌ THẦM",
                                        u"ĐỌC TRUYỆN",
                                        u"MỤC ĐỌC",
                                        u"Ô CHỮ",
                                        u"PHÒNG THOÁT",
                                        u"ĐỘ KHÓ",
                                        u"BLOG",
                                        u"ALBUM",
                                        u"CA KHÚC",
                                        u"NHẠC SĨ",
                                        u"LỜI BÀI",
                                        u"KHU DI TÍCH",
                                        u"DI TÍCH",
                                        u"DU KHÁCH",
                                        u"THAM QUAN",
                                        u"HƯỚNG DẪN VIÊN",
                                        u"TIN ĐỌC",
                                        u"ĐỌC NHIỀU",
                                        u"XEM THÊM",
                                        u"BÌNH CHỌN",
                                        u"THIẾU NHI",
                                        u"TRUYỆN TRANH",
                                        u"MANGA",
                                        u"CỔ TÍCH",
                                        u"TÀI TỬ",
                                        u"LỒNG TIẾNG",
                                        u"KHỞI CHIẾU",
                                        u"VIỆT SUB",
                                        u"VIETSUB",
                                        u"PHỤ ĐỀ",
                                        u"NETFLIX",
                                        u"TRAILER",
                                        u"TẬP CUỐI",
                                        u"BẢNG KÊ SÁCH",
                                        u"HIỆU SÁCH",
                                        u"CÂU LẠC BỘ THƠ",
                                        u"TIẾT MỤC",
                                        u"TỐP NỮ",
                                        u"VĂN NGHỆ",
                                        u"CHIẾU PHIM",
                                        u"HỘI THI",
                                        u"ĐỘI NHẤT",
                                        u"TRÚNG THƯỞNG",
                                        u"HÃNG SẢN XUẤT",
                                        u"PHỔ BIẾN PHIM",
                                        u"ẤN PHẨM",
                                        u"NHÀ HÁT",
                                        u"LỊCH DIỄN",
                                        u"SÁCH MỚI",
                                        u"TRÒ",
                                        u"HÁT",
                                        u"CÔNG CHIẾU",
                                        u"TÁC PHẨM",
                                        u"RA MẮT",
                                        u"TRUYỆN DÀI"};
static const char16_t *const shows[] = {u"VĂN BẢN MẪU",    u"HÌNH DƯỚI",
                                        u"HÌNH SAU",       u"HÌNH BÊN",
                                        u"HÌNH MINH",      u"CON DẤU",
                                        u"DẤU CHỮ",        u"DẤU LOẠI",
                                        u"MẪU DẤU",        u"KHẮC DẤU",
                                        u"KHẮC CHỮ",       u"XƯỞNG DẤU",
                                        u"IN THỬ",         u"FONT",
                                        u"PHÔNG CHỮ",      u"THỬ CHỮ",
                                        u"TÔ MÀU",         u"QUAN SÁT HÌNH",
                                        u"SƠ ĐỒ BỐ",       u"THỂ THỨC",
                                        u"CÁCH TRÌNH BÀY", u"HIỆN VẬT",
                                        u"CHÚ THÍCH",      u"MINH HỌA",
                                        u"MINH HOẠ",       u"GÕ CHỮ",
                                        u"CHỮ LỚN",        u"WORDART",
                                        u"DẤU CHỈ",        u"DẤU ĐỘ",
                                        u"FLASHCARD",      u"TỪ ĐIỂN",
                                        u"NỐI CỘT",        u"MẶT SAU",
                                        u"MẶT TRƯỚC",      u"Ô 10A",
                                        u"VỊ TRÍ 10A",     u"NHÌN DẤU",
                                        u"CÁC DẤU",        u"DÒNG CHỮ",
                                        u"HIỂN THỊ",       u"DẤU TUYỆT",
                                        u"DẤU TỐI",        u"DẤU HIỆU NHẬN",
                                        u"BA ĐỘ MẬT",      u"CÁC ĐỘ MẬT",
                                        u"GIẢ ĐỊNH SAU",   u"LUYỆN CHÍNH TẢ",
                                        u"BÀI TẬP",        u"CHÍNH TẢ",
                                        u"THE QUICK",      u"NỘI DUNG IN",
                                        u"NỘI DUNG KHẮC",  u"DẤU TÊN",
                                        u"DẤU CHỨC DANH",  u"IN BÌA",
                                        u"IN TRÊN",        u"ĐẶT IN",
                                        u"DÁN NHÃN",       u"BẤM NÚT",
                                        u"CHỌN GIÁ TRỊ",   u"NHÃN DÁN",
                                        u"STICKER",        u"TEM NHÃN",
                                        u"KHẮC CON",       u"ĐỀ NGHỊ KHẮC",
                                        u"BÀI DẠY",        u"DẠY NGHỀ",
                                        u"GIÁO ÁN",        u"ĐỀ NGHỊ IN",
                                        u"NỘI DUNG BÌA",   u"BÌA IN",
                                        u"SỬ DỤNG CON",    u"GIỚI THIỆU SÁCH",
                                        u"GIÁ TRỊ NHẬP",   u"KIỂM THỬ",
                                        u"LÀM QUEN CHỮ",   u"ÔN THI"};
static const char16_t *const admin[] = {
    u"ĐỒNG CHÍ",   u"BÁO CÁO",     u"KẾ HOẠCH",    u"PHƯƠNG ÁN",  u"NHÂN SỰ",     u"ĐỀ NGHỊ",
    u"CHỈ ĐẠO",    u"ĐỐI TƯỢNG",   u"ĐƠN VỊ",      u"ĐỊA BÀN",    u"LỰC LƯỢNG",   u"CƠ QUAN",
    u"TRIỂN KHAI", u"CẤP TRÊN",    u"CHỦ TRƯƠNG",  u"KINH PHÍ",   u"TÌNH HÌNH",   u"TRINH SÁT",
    u"PHÍA BẠN",   u"LÀM VIỆC",    u"HỌP",         u"QUÂN SỐ",    u"TỌA ĐỘ",      u"TOẠ ĐỘ",
    u"AN NINH",    u"CHUYÊN ÁN",   u"XỬ LÝ",       u"KẾT LUẬN",   u"THƯỜNG TRỰC", u"THƯỜNG VỤ",
    u"NHIỆM VỤ",   u"MỤC TIÊU",    u"CÁN BỘ",      u"HỒ SƠ",      u"VỤ ÁN",       u"CHỈ HUY",
    u"TUẦN TRA",   u"BIÊN GIỚI",   u"KIẾN NGHỊ",   u"TRÌNH",      u"PHÊ DUYỆT",   u"SỐ LIỆU",
    u"DỰ TRỮ",     u"QUÂN SỰ",     u"ĐÀM PHÁN",    u"ĐỐI TÁC",    u"XÁC MINH",    u"BỐ TRÍ",
    u"TỔ CÔNG",    u"ĐOÀN",        u"DỰ KIẾN",     u"GIAI ĐOẠN",  u"TỔ CHỨC",     u"VŨ KHÍ",
    u"THANH TRA",  u"LỘ TRÌNH",    u"Ý KIẾN",      u"ĐẠI BIỂU",   u"QUY HOẠCH",   u"VẬT TƯ",
    u"TRẠM",       u"MỐC",         u"KINH ĐỘ",     u"DIỄN TẬP",   u"TÁC CHIẾN",   u"CƠ YẾU",
    u"ĐỊCH",       u"CHỐT",        u"TRỰC BAN",    u"HỘ TỐNG",    u"TÌNH BÁO",    u"PHÒNG THỦ",
    u"QUỐC PHÒNG", u"VŨ TRANG",    u"TƯ LỆNH",     u"BÍ DANH",    u"BÍ SỐ",       u"CHỈ TIÊU",
    u"THÓC",       u"KHO SỐ",      u"BỘ TRƯỞNG",   u"ĐẠI SỨ",     u"THỨ TRƯỞNG",  u"BỔ NHIỆM",
    u"BÍ THƯ",     u"CỤC TRƯỞNG",  u"GIÁM ĐỐC SỞ", u"ĐOÀN KHÁCH", u"ĐÓN ĐOÀN",    u"LÃNH ĐẠO",
    u"TỘI PHẠM",   u"CHI NHÁNH",   u"PHÒNG NGỪA",  u"TÍN HIỆU",   u"TẦN SỐ",      u"SÚNG",
    u"ĐẠN",        u"ĐÒI HỎI",     u"NGÒI NỔ",     u"KHẮC PHỤC",  u"VÒNG ĐÀM",    u"KHAI THÁC",
    u"TRANG BỊ",   u"PHƯƠNG TIỆN", u"THAM MƯU",    u"QUAN ĐIỂM",  u"CHỦ TỊCH",    u"THỦ TRƯỞNG",
    u"BAN THƯỜNG", u"XÂM NHẬP",    u"BẠO LOẠN",    u"TỤ TẬP",     u"KHIẾU KIỆN",  u"TỶ LỆ 1",
    u"VN-2000",    u"NGHIỆP VỤ",   u"ĐÀM",         u"LÝ LỊCH",    u"NỘI BỘ",      u"CHẤT VẤN",
    u"CHỜ LỆNH",   u"MẬT DANH",    u"HẦM",         u"RADA",       u"RA ĐA",       u"HỌP KÍN",
    u"PHIÊN HỌP",  u"TRẬN ĐỊA",    u"ĐẤU GIÁ",     u"TÀU LẠ",     u"VĨ ĐỘ",       u"QUẶNG",
    u"TRỮ LƯỢNG",  u"PHÓNG XẠ",    u"CÔNG TRÌNH",  u"TÔN GIÁO",   u"SƠ TÁN",      u"HỘI NGHỊ",
    u"MÓC NỐI",    u"NGỤY TRANG",  u"PHÒNG KHÔNG", u"ĐỐI PHƯƠNG", u"NGUỒN TIN",   u"CHUYÊN CƠ",
    u"DƯ LUẬN",    u"QUÂN Y",      u"THƯƠNG BINH", u"ĐỘT XUẤT",   u"KHAI TRỪ",    u"KỶ LUẬT",
    u"TỶ GIÁ"};
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
  size_t end = text_end_of(t, 1);
  // "Số: 1l4 /UBND-NC": a digit that a scanner read as a letter.
  bool misread = strchr("0123456789", t->base[t->words[1].at]) && t->words[1].n <= 5 &&
                 t->accents &&
                 (t->base[end] == '/' || (t->base[end] == ' ' && t->base[end + 1] == '/'));
  if (t->n_words >= 3 && misread) return true;
  if (t->n_words < 3 || !t->words[1].number) return false;
  if (t->n_words == 3 && t->words[2].letters == MATCH_CAPS && t->words[2].n <= 5 && t->accents &&
      text_joined(t, 1, 2))
    return true;  // "Số 44 VP"
  return t->base[end] == '/' || t->base[end] == '-' || text_has(t, "/");
}

// Only "SECRET", "TOP SECRET", "CONFIDENTIAL".
static bool is_english_level(const struct text *t) {
  bool level = false;
  if (t->n_words > 3) return false;
  for (size_t k = 0; k < t->n_words; k++) {
    bool name = text_word_is(t, k, "SECRET") || text_word_is(t, k, "CONFIDENTIAL");
    if (!name && !text_word_is(t, k, "TOP") && !text_word_is(t, k, "STRICTLY")) return false;
    if (t->words[k].letters != MATCH_CAPS) return false;
    level = level || name;
  }
  return level;
}

// "Phân loại:", "Loại văn bản" in a cell of its own.
static bool is_vague_label(const struct text *t) {
  static const char *const labels[] = {"LOAI",          "PHAN LOAI",          "LOAI VAN BAN",
                                       "LOAI TAI LIEU", "PHAN LOAI TAI LIEU", "PHAN LOAI VAN BAN"};
  if (!t->accents || t->n_words > 4 || t->words[0].letters == MATCH_LOWER) return false;
  if (t->n_words == 1 && !text_has(t, ":")) return false;
  for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
    size_t n = 1;
    for (const char *c = labels[i]; *c; c++)
      n += *c == ' ';
    if (n == t->n_words && text_words_are(t, 0, labels[i])) return true;
  }
  return false;
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

// "Ví dụ:"; "(ví dụ)" behind a name only says that the name is made up.
static bool gives_example(const struct text *t) {
  for (size_t k = 0; k < t->n_words; k++)
    if (text_phrase_at(t, k, u"VÍ DỤ") || text_phrase_at(t, k, u"THÍ DỤ"))
      return !t->words[k].at || t->base[t->words[k].at - 1] != '(' ||
             t->base[text_end_of(t, k + 1)] != ')';
  return false;
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

static bool is_table_head(const struct text *t) {
  if (text_word_is(t, 0, "STT") || text_word_is(t, 0, "TT"))
    return t->words[0].letters != MATCH_LOWER;
  size_t cells = 1;
  for (size_t i = 0; i < t->n; i++)
    cells += strchr("\t|,;", t->base[i]) != NULL && t->base[i];
  for (size_t k = 0; k < t->n_words; k++)
    if (t->words[k].number) return false;
  return cells >= 3 && t->n_words <= 16 && t->words[0].letters != MATCH_LOWER;
}

// Lines of the head of a paper, and lines of one word or two.
static void match_neighbour(const struct text *t, struct match *m) {
  static const char16_t *const subjects[] = {u"VỀ", u"V/V", u"TRÍCH YẾU", u"KÍNH", u"CỦA"};
  unsigned head =
      CONTEXT_OFFICE | CONTEXT_TITLE | CONTEXT_NUMBER | CONTEXT_NATION | CONTEXT_LETTERHEAD;
  m->heads = (m->context & head) ||
             (HAS(t, subjects, AT_START) && !m->opens && !text_words_are(t, 0, "NGAY")) ||
             (text_words_are(t, 0, "NGAY") && !text_has(t, ":")) || text_words_are(t, 0, "DU THAO");
  unsigned leisure = CONTEXT_TRADE | CONTEXT_STORY | CONTEXT_SHOW;
  bool caps = t->n_words >= 3 && t->words[0].letters == MATCH_CAPS &&
              t->words[1].letters == MATCH_CAPS && t->words[2].letters == MATCH_CAPS;
  if (caps && !(m->context & leisure) && t->n_words <= 24) m->heads = true;
  bool number = false;
  for (size_t k = 0; k < t->n_words; k++)
    number = number || t->words[k].number;
  m->peer = t->n_words <= 2 && !m->heads && !m->kind && !m->opens && !number &&
            !text_word_is(t, 0, "KHAN") && !text_word_is(t, 0, "HOA") &&
            !text_word_is(t, 0, "THUONG") && !text_word_is(t, 0, "STT") &&
            !(m->context & CONTEXT_HALF);
  m->table = is_table_head(t);
  char last = t->n ? t->base[t->n - 1] : ' ';
  m->verse = t->accents && t->n_words >= 3 && t->n_words <= 10 && !number && !m->heads &&
             !m->kind && t->words[0].letters != MATCH_CAPS && !strchr(".:;", last);
}

static bool breaks_off_in_name(const struct text *t) {
  size_t k = t->n_words - 1;
  return t->n_words <= 8 && t->words[k].letters != MATCH_LOWER &&
         (text_phrase_at(t, k, u"THỊ") || text_phrase_at(t, k, u"VĂN")) &&
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
  // "Ngày 3/4, phòng hai viết:": what follows was written by somebody, not shown.
  if (m->opens && m->data && t->n_words > 2 &&
      (text_word_is(t, t->n_words - 1, "VIET") || text_word_is(t, t->n_words - 1, "WROTE")))
    m->opens = false;
  m->accents = m->accents || t->accents;
  m->cried = m->kind && t->n_words <= 4 && last == '!';
}

void match_genre(const struct text *t, struct match *m) {
  if (!t->n_words) return;
  match_flow(t, m);
  bool caps = t->words[0].letters == MATCH_CAPS;
  size_t last = t->n_words < 3 ? t->n_words - 1 : 2;
  bool heading = caps && t->words[last].letters == MATCH_CAPS && t->n_words <= 24;
  bool part = text_phrase_at(t, 0, u"BỘ PHẬN");
  if (heading && !part &&
      (HAS(t, offices, AT_START) ||
       (!t->accents && (HAS(t, plain_offices, AT_START) || HAS_PLAIN(t, offices, AT_START)))))
    m->context |= CONTEXT_OFFICE;
  // A layout brought the stamp onto the line of the office: "BỘ CHỈ HUY QUÂN SỰ TUYỆT MẬT".
  struct level_at v;
  if ((m->context & CONTEXT_OFFICE) && m->kind == MATCH_PHRASE && t->n_words > 3 &&
      text_level_at(t, t->n_words - 2, &v) && v.n == 2 && v.letters == MATCH_CAPS && !v.plain)
    m->kind = MATCH_SEGMENT;
  bool ends = t->n && strchr(".:;,!?", t->base[t->n - 1]);
  bool titled = heading || (t->words[0].letters != MATCH_LOWER && t->n_words <= (ends ? 4 : 9));
  if (titled && HAS(t, titles, AT_START)) m->context |= CONTEXT_TITLE;
  bool telegram = !t->accents && t->n_words <= 4 && text_words_are(t, 0, "DIEN SO") &&
                  t->n_words > 2 && t->words[2].number;
  if (telegram) m->context |= CONTEXT_TITLE;
  m->exam = heading && (text_phrase_at(t, 0, u"KỲ THI") || text_phrase_at(t, 0, u"KÌ THI") ||
                        text_phrase_at(t, 0, u"ĐỀ THI CHÍNH THỨC"));
  m->english = is_english_level(t);
  m->vague_label = is_vague_label(t);
  if (!t->accents && t->n_words <= 24)
    m->plain_work = telegram || (m->context & CONTEXT_OFFICE) || HAS_PLAIN(t, offices, ANYWHERE) ||
                    HAS_PLAIN(t, titles, ANYWHERE) || HAS_PLAIN(t, admin, ANYWHERE);
  if (text_has(t, "CONG HOA XA HOI CHU NGHIA") || text_has(t, "DANG CONG SAN VIET NAM") ||
      text_has(t, "QUAN DOI NHAN DAN VIET NAM"))
    m->context |= CONTEXT_NATION;
  if (is_number_line(t)) m->context |= CONTEXT_NUMBER;
  if (is_amount(t)) m->context |= CONTEXT_AMOUNT;
  if (t->n_words <= 40) {
    if (HAS(t, trade, ANYWHERE)) m->context |= CONTEXT_TRADE;
    if (HAS(t, admin, ANYWHERE)) m->context |= CONTEXT_ADMIN;
    bool told = HAS(t, story, ANYWHERE) || text_phrase_at(t, 0, u"ẢNH") ||
                text_phrase_at(t, 0, u"CẬP NHẬT") || text_phrase_at(t, 0, u"ĐẠO DIỄN");
    if (told && !(m->context & CONTEXT_TITLE)) m->context |= CONTEXT_STORY;
    bool named = m->context & (CONTEXT_OFFICE | CONTEXT_NUMBER);  // "SỞ MẪU" is an office
    bool sample = text_phrase_at(t, 0, u"MẪU") || HAS(t, shows, ANYWHERE) || gives_example(t);
    if (sample && !named) m->context |= CONTEXT_SHOW;
  }
  match_neighbour(t, m);
  if (HAS(t, persons, AT_START) || breaks_off_in_name(t)) m->context |= CONTEXT_PERSON;
  if (t->has_mat && names_somebody(t)) m->context |= CONTEXT_NAMED;
}
