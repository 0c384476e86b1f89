"""Papers of other kinds, written as an adversary would: measured once unseen, since then development cases.

Each is (category, level or None, lines). A line may be a list of table cells.
"""
NATION = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
CHAT = ["Các đơn vị chuẩn bị nội dung theo phân công và gửi về bộ phận thường trực.",
        "Mật độ phương tiện tăng, cần bảo đảm trật tự; mật khẩu phòng họp do bộ phận kỹ thuật cấp."]
ABOUT = ["Trong kỳ, đơn vị tổ chức học tập Luật Bảo vệ bí mật nhà nước cho toàn thể cán bộ.",
         "Còn 12 văn bản đóng dấu MẬT sai thẩm quyền; 3 hồ sơ độ Tối mật chưa vào sổ đăng ký bí mật nhà nước.",
         "Kiến nghị trang bị máy tính độc lập để soạn thảo tài liệu bí mật nhà nước."]

PAPERS = [
    ("invitation", "MAT", ["HUYỆN ỦY HỒ XANH (MẪU)", "Số: 31-GM/HU", "MẬT", "ĐẢNG CỘNG SẢN VIỆT NAM", "GIẤY MỜI", "Kính mời: đồng chí Lý Văn Thử"] + CHAT),
    ("minutes", "TOI_MAT", NATION + ["TỐI MẬT", "BIÊN BẢN", "Họp bàn phương án ứng phó"] + CHAT * 3),
    ("telegram", "TUYET_MAT", ["CÔNG ĐIỆN", "TUYỆT MẬT - HỎA TỐC", "Điện: các đơn vị trực thuộc"] + CHAT),
    ("number-line", "TOI_MAT", ["BAN CHỈ HUY KHU VỰC GIẢ", "Số: 45/KH-BCH      TỐI MẬT"] + NATION + ["KẾ HOẠCH"] + CHAT),
    ("number-bracket", "MAT", ["TRẠM QUAN TRẮC SỐ 9", "Số: 118/TTr-QT (MẬT)"] + NATION + ["TỜ TRÌNH"] + CHAT),
    ("cover", "TUYET_MAT", ["CỤC BẢN ĐỒ GIẢ ĐỊNH", "TÀI LIỆU TUYỆT MẬT", "TẬP BẢN ĐỒ ĐỊA HÌNH", "NĂM 2019"]),
    ("level-label", "TOI_MAT", ["Phiếu theo dõi công việc", "Người giao: Tổ trưởng", "Mức độ: TỐI MẬT"] + CHAT),
    ("form-filled", "MAT", ["PHIẾU GỬI", "Độ mật: Mật", "Độ khẩn: Thường", "Số lượng: 02 bản"] + CHAT),
    ("envelope", "UNKNOWN", ["Số: 77/BC-VP", "B", "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", "Kính gửi: Ông Đinh Văn Thí Nghiệm"]),
    ("copy", "UNKNOWN", ["Bản sao số: 03"] + NATION + ["THÔNG BÁO"] + CHAT + ["BẢN SAO BÍ MẬT NHÀ NƯỚC", "Ngày 02 tháng 6 năm 2023"]),
    ("inspection-marked", "MAT", ["SỞ THỦY VĂN MẪU", "Số: 08/KL-STV", "MẬT"] + NATION + ["KẾT LUẬN KIỂM TRA"] + ABOUT * 2),
    ("spaced", "TUYET_MAT", ["VIỆN ĐO LƯỜNG HƯ CẤU", "Số: 3/ĐA-VĐL", "T U Y Ệ T   M Ậ T"] + NATION + ["ĐỀ ÁN"] + CHAT),
    ("decision-long", "MAT", NATION + ["HỘI ĐỒNG GIẢ ĐỊNH", "Số: 90/QĐ-HĐ", "MẬT", "QUYẾT ĐỊNH"] + [f"Điều {i}. Phân công nhiệm vụ cho tổ số {i}." for i in range(1, 8)]),
    ("inspection-open", None, ["SỞ THỦY VĂN MẪU", "Số: 09/BC-STV"] + NATION + ["BÁO CÁO", "Công tác bảo vệ bí mật nhà nước"] + ABOUT + [["Năm", "TUYỆT MẬT", "TỐI MẬT", "MẬT"], ["2024", "1", "5", "19"]]),
    ("rules", None, NATION + ["QUY CHẾ VĂN THƯ"] + [f"Điều {i}. Văn thư đóng dấu độ mật theo đúng danh mục bí mật nhà nước." for i in range(1, 9)] + ["Phụ lục", "Vị trí dấu", "MẬT", "(ô 10a, dưới số và ký hiệu)"]),
    ("history", None, ["Những tài liệu tối mật được giải mật sau nửa thế kỷ", "Kho lưu trữ nước ngoài công bố hồ sơ từng đóng dấu \"TUYỆT MẬT\"."] + CHAT),
    ("film", None, ["HỒ SƠ MẬT", "Phim truyền hình 20 tập", "Đạo diễn: Hoàng Hư Cấu"] + CHAT),
    ("job", None, ["THÔNG BÁO TUYỂN DỤNG", "Vị trí: chuyên viên bảo mật", "Yêu cầu: cẩn mật, giữ bí mật kinh doanh, quản lý mật khẩu."] + CHAT),
    ("glossary", None, ["TỪ ĐIỂN HÀNH CHÍNH", "MẬT: kín, không để lộ ra ngoài", "TỐI MẬT: mức cao hơn mật", "TUYỆT MẬT: mức cao nhất"]),
    ("faq", None, ["Hỏi đáp về bí mật nhà nước", "Hỏi: Dấu nào có khung dài nhất?", "Trả lời:", "TUYỆT MẬT", "Hỏi: Ai giữ con dấu của bí mật nhà nước?", "Trả lời: văn thư bảo vệ bí mật nhà nước."]),
    ("class-list", None, ["DANH SÁCH LỚP 5A", ["STT", "Họ đệm", "Tên"]] + [[str(i), a, b] for i, (a, b) in enumerate([("LÊ THỊ", "HOA"), ("ĐỖ VĂN", "TÂM"), ("NGÔ THỊ", "MẬT"), ("BÙI", "AN")] * 3, 1)]),
    ("invoice", None, ["HÓA ĐƠN BÁN HÀNG", ["Mặt hàng", "Số lượng"], ["Mật ong", "2"], ["Mật mía", "1"], ["Mặt nạ", "5"]]),
]
