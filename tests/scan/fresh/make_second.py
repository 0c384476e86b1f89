"""Makes the second set of unseen papers: other offices, layouts and words than the first. python3 make_second.py FOLDER

It was run once after the judge had been improved on the first set and is not to be tuned on. Everything is invented.
"""
import json
import sys
from pathlib import Path

import make_set as S
import paper as P

QH = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
TN = "Độc lập – Tự do – Hạnh phúc"


def paper(lines, **more):
    """Lines of text; a line with tabs becomes a row of a table."""
    body, rows = [], []
    for line in lines:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            body.append(rows)
            rows = []
        if line:
            body.append(line)
    return dict(dict(head=[], body=body + ([rows] if rows else [])), **more)


WORK = {
    "bank": ["NGÂN HÀNG ĐÔNG MINH – CHI NHÁNH TÂY KHÊ", "PHÒNG KHO QUỸ", "LỊCH VẬN CHUYỂN TIỀN MẶT", "Xe số 4 rời kho lúc 5 giờ 10, chặng nghỉ tại km 62.", "Hai bảo vệ đi cùng, mang theo thiết bị liên lạc tần số 4."],
    "customs": ["CHI CỤC HẢI QUAN CỬA KHẨU ĐÈO SƯƠNG", "Số: 77/HQĐS-KSCBL", "Kính gửi: Đội Kiểm soát số 1", "Theo nguồn tin cơ sở, đêm 14 có thể có xe chở hàng cấm đi qua mốc 88.", "Đội bố trí mật phục từ 21 giờ."],
    "army": ["TRUNG ĐOÀN 9X9", "BAN THAM MƯU", "Số: 12/PA-TM", "PHƯƠNG ÁN CƠ ĐỘNG", "Hướng chủ yếu: dãy Bạch Mã Con; hướng thứ yếu: suối Đá.", "Quân số 214, xe 18, đạn 02 cơ số."],
    "embassy": ["ĐẠI SỨ QUÁN TẠI NƯỚC N", "ĐIỆN GỬI VỤ KHU VỰC", "Bạn thông báo sẽ đổi lập trường về điều 4 của dự thảo thỏa thuận.", "Kiến nghị phía ta chuẩn bị phương án lùi."],
    "court": ["VIỆN KIỂM SÁT NHÂN DÂN HUYỆN MAI LÂM", "BÁO CÁO ÁN", "Vụ án: T.V.K. và đồng phạm; giai đoạn điều tra.", "Quan điểm của kiểm sát viên: đề nghị thay đổi tội danh."],
    "party": ["HUYỆN ỦY MAI LÂM", "*", "Số 30-TTr/HU", "TỜ TRÌNH", "về giới thiệu nhân sự bổ sung Ban Chấp hành", "Sau khi thẩm tra lý lịch, có 01 trường hợp vướng tiêu chuẩn chính trị."],
    "power": ["TỔNG CÔNG TY PHÁT ĐIỆN SÔNG ĐÁ", "SƠ ĐỒ BẢO VỆ NHÀ MÁY", "Camera 14 hỏng, góc chết dài 30 m phía cửa nhận nước.", "Trạm gác đêm 2 người."],
    "school": ["TRƯỜNG CAO ĐẲNG NGHỀ MAI LÂM", "ĐỀ KIỂM TRA TUYỂN SINH", "Bài 1. Tính tích phân.", "Bài 2. Viết đoạn văn 200 chữ."],
    "audit": ["THANH TRA BỘ N", "DỰ THẢO KẾT LUẬN", "Khoản chi 3,2 tỷ đồng chưa có chứng từ hợp lệ.", "Kiến nghị chuyển cơ quan điều tra."],
    "map": ["XÍ NGHIỆP ĐO ĐẠC SỐ 3", "BẢNG KÊ ĐIỂM TRỌNG LỰC", "Điểm\tVĩ độ\tKinh độ\tGiá trị", "TL1\t21.4412\t104.9921\t978612.3", "TL2\t21.5020\t104.8814\t978608.8"],
    "health": ["SỞ Y TẾ TỈNH TRÀ PHONG", "HỒ SƠ SỨC KHỎE CÁN BỘ CẤP CAO", "Đồng chí A: huyết áp 150/95, đang điều trị nội trú.", "Đồng chí B: đủ sức khỏe công tác."],
    "meeting": ["BIÊN BẢN HỘI Ý", "Thời gian: 20 giờ, ngày 3/4", "Chủ tọa nêu lộ trình sáp nhập ba đơn vị, chưa thông báo ra ngoài.", "Các ý kiến nhất trí."]}
KEYS = list(WORK)
N = {"MAT": "MẬT", "TOI_MAT": "TỐI MẬT", "TUYET_MAT": "TUYỆT MẬT"}


def marked(key, where, text, extra=()):
    lines = list(WORK[key])
    lines[where:where] = [text] if isinstance(text, str) else list(text)
    return lines + list(extra)


def positives():
    put, raw = S.put, S.raw
    lv = lambda i: ["TOI_MAT", "MAT", "TUYET_MAT"][i % 3]
    for i, k in enumerate(KEYS):
        put(["txt", "docx", "pdf", "odt"][i % 4], paper(marked(k, 0 if i % 2 else 1, N[lv(i)])), lv(i), "top of a paper without national title")
    for i, k in enumerate(KEYS[:8]):
        p = paper(WORK[k][2:], head=WORK[k][:2] + [N[lv(i + 1)]], state=[QH, TN])
        put(["docx", "pdf", "odt", "txt"][i % 4], p, lv(i + 1), "two columns, old spelling of the title")
    for i, (t, w) in enumerate([("Độ mật : Tối mật", "TOI_MAT"), ("ĐỘ MẬT:  TUYỆT MẬT", "TUYET_MAT"), ("Mức độ bảo mật: Mật", "MAT"), ("Độ mật (A/B/C): TỐI MẬT", "TOI_MAT"), ("Loại: văn bản MẬT", "MAT"), ("Cấp độ: Tuyệt mật", "TUYET_MAT"), ("Độ mật tài liệu: Tối mật", "TOI_MAT"), ("Độ mật/độ khẩn: Mật/Khẩn", "MAT")]):
        put(["txt", "docx", "odt", "pdf"][i % 4], paper(marked(KEYS[(i * 5) % 12], 2, t)), w, "label")
    for i, e in enumerate(["tcvn3", "vni", "viscii", "telex", "viqr", "cp1258", "utf16be", "nfd", "tcvn3", "vps"]):
        put("txt", paper(["UỶ BAN NHÂN DÂN HUYỆN MAI LÂM", "PHÒNG NỘI VỤ", "Số: 8/TB", N[lv(i)], QH, TN] + WORK[KEYS[i]]), lv(i), "encoding " + e, enc=e, newline="\r\n")
    for i, t in enumerate(["TOI MAT", "TUYET MAT", "MAT"]):
        raw("txt", P.bare("\n".join(["CONG AN HUYEN MAI LAM", "So: 19/DD", t, QH, TN, "Kính gửi: Đội 2"] + WORK["customs"][3:])) + "\n", ["TOI_MAT", "TUYET_MAT", "MAT"][i], "unaccented")
    for i, (t, w) in enumerate([("<< MẬT >>", "MAT"), ("--- TỐI MẬT ---", "TOI_MAT"), ("┌─────────┐\n│ TỐI MẬT │\n└─────────┘", "TOI_MAT"), ("T.U.Y.Ệ.T  M.Ậ.T", "TUYET_MAT"), ("M\u200bẬ\u200bT", "MAT"), ("ТỐI МẬТ", "TOI_MAT"), ("ＭẬＴ", "MAT"), ("> TỐI MẬT", "TOI_MAT"), ("**MẬT**", "MAT"), ("MẬT – Bản số 03", "MAT"), ("TỐI MẬT (DỰ THẢO)", "TOI_MAT")]):
        raw(["txt", "md"][i % 2], "\n".join(marked(KEYS[(i * 7) % 12], 1, t.split("\n"))) + "\n", w, "signs, frames, look-alike letters")
    for i, (key, fmt) in enumerate([("header", "docx"), ("header", "pdf"), ("first", "docx"), ("footer", "odt"), ("footer", "pdf"), ("header", "odt")]):
        put(fmt, paper(WORK[KEYS[i + 3]], **{key: [N[lv(i)], "Tài liệu " + N[lv(i)]][i == 2]}), lv(i), "header and footer")
    put("docx", paper(WORK["army"], boxes=["TUYỆT MẬT"]), "TUYET_MAT", "text box")
    put("odt", paper(WORK["power"], boxes=["MẬT"]), "MAT", "text box")
    put("docx", paper(WORK["power"], arts=["TỐI MẬT"]), "TOI_MAT", "WordArt")
    put("docx", paper(marked("embassy", 1, "TUYỆT MẬT"), split="TUYỆT MẬT"), "TUYET_MAT", "split over runs")
    for i, e in enumerate(("tcvn3", "vni")):
        put("docx", paper(["UỶ BAN NHÂN DÂN", "Số: 8/TB", "TỐI MẬT", QH] + WORK["court"], enc=e, font=[".VnTimeH", "VNI-Helve"][i]), "TOI_MAT", "legacy font in docx")
    S.sheet([["", "MẬT"], ["BẢNG KÊ VŨ KHÍ"], ["Loại", "Số lượng"], ["K54", "12"]], "MAT", "sheet")
    S.sheet([["Độ mật:", "Tuyệt mật"], ["BẢNG KÊ VŨ KHÍ"], ["Loại", "Số lượng"], ["K54", "12"]], "TUYET_MAT", "sheet")
    S.sheet([["TỐI MẬT"], ["ma", "ten", "toa_do"], ["1", "Đài quan sát", "21.44,104.99"]], "TOI_MAT", "sheet", fmt="csv", enc="utf16")
    S.sheet([["BẢNG LƯƠNG LỰC LƯỢNG BÍ SỐ", "", "TỐI MẬT"], ["Bí số", "Mức"], ["H7", "9000"]], "TOI_MAT", "sheet", fmt="ods")
    for i, slides in enumerate([[["PHƯƠNG ÁN SÁP NHẬP", "TỐI MẬT"], ["Lộ trình", "Quý II: công bố"]], [["Độ mật: Mật"], ["Kết quả giám sát", "Có 3 đối tượng"]]]):
        n = S.name("pptx")
        P.pptx(S.OUT / "papers" / n, slides)
        S.label(n, ["TOI_MAT", "MAT"][i], "slides")
    for i, d in enumerate([["Bản số: 04/10", "Không được phép sao, chụp"], ["TÀI LIỆU THU HỒI", "Bản số 9"]]):
        put(["docx", "txt"][i], paper(marked(["army", "party"][i], 1, d)), "UNKNOWN", "derived notes only")
    inner = S.OUT / "tmp.docx"
    P.docx(inner, paper(marked("audit", 1, "MẬT")))
    P.zipped(S.OUT / "tmp.zip", {"x/y.docx": inner.read_bytes()})
    n = S.name("zip")
    P.zipped(S.OUT / "papers" / n, {"a.zip": (S.OUT / "tmp.zip").read_bytes(), "b.txt": "nội dung khác\n".encode()})
    S.label(n, "MAT", "nested zip")
    (S.OUT / "tmp.zip").unlink()
    about = ["Đơn vị đã phổ biến Luật Bảo vệ bí mật nhà nước, rà soát văn bản độ Mật, độ Tối mật.", "02 văn bản chưa đóng dấu độ mật; 01 máy tính nối mạng còn lưu tài liệu mật.", "Đề nghị xử lý nghiêm."]
    for i, fmt in enumerate(["docx", "txt", "pdf"]):
        put(fmt, paper(["KẾT LUẬN KIỂM TRA"] + about, head=["CÔNG AN TỈNH TRÀ PHONG", "Số: 5/KL-CAT", "MẬT"], state=[QH, TN]), "MAT", "marked paper about secrecy work")
    for i in range(3):
        put(["html", "txt", "docx"][i], paper(["Anh ơi,", "em chép lại văn bản hôm qua:", "", *marked("customs", 2, N[lv(i)]), "Anh xem rồi xóa giúp em."]), lv(i), "copied into a message")


NONE = [
    ("law", "THÔNG TƯ\nHướng dẫn về con dấu\nĐiều 4. Dấu chỉ độ mật\n1. Dấu “TUYỆT MẬT” dùng cho bí mật nhà nước độ Tuyệt mật.\n2. Dấu “TỐI MẬT” dùng cho độ Tối mật.\n3. Dấu “MẬT” dùng cho độ Mật.\nĐiều 5. Mực dấu màu đỏ.\nĐiều 6. Trách nhiệm thi hành."),
    ("law", "QUY CHẾ\nBảo vệ bí mật nhà nước của Tổng công ty Sông Đá\nChương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nQuy chế áp dụng với tài liệu độ Mật trở lên.\nĐiều 2. Người giao liên\nĐiều 3. Phòng lưu trữ tài liệu mật đặt riêng."),
    ("law", "STATE SECRET PROTECTION REGULATION (unofficial translation)\nArticle 3. Levels\n1. Top secret (Tuyệt mật)\n2. Secret (Tối mật)\n3. Confidential (Mật)\nArticle 4. Stamps\nMẬT: 20 x 8 mm."),
    ("samples", "HÌNH MINH HỌA\nDấu loại 1\n\nMẬT\n\nDấu loại 2\n\nHỎA TỐC\n\nDấu loại 3\n\nTÀI LIỆU THU HỒI\n\nCác mẫu dấu do Bộ quy định."),
    ("samples", "BẢNG GIÁ KHẮC DẤU\nDấu tên\t60.000\nDấu MẬT\t90.000\nDấu TỐI MẬT\t90.000\nDấu ĐẾN\t70.000"),
    ("samples", "Mẫu văn bản dành cho lớp văn thư\nTÊN CƠ QUAN\nSố: .../...-...\n[MẬT]\n........., ngày ... tháng ... năm ...\nKính gửi: ..............\nNội dung: ..............\n.............."),
    ("forms", "PHIẾU XỬ LÝ VĂN BẢN ĐẾN\nSố đến: ......\nĐộ mật: ......\nĐộ khẩn: ......\nÝ kiến chỉ đạo: ......"),
    ("forms", "TỜ KHAI YÊU CẦU CUNG CẤP TÀI LIỆU\nLoại tài liệu: [ ] Thường [ ] Mật [ ] Tối mật [ ] Tuyệt mật\nMục đích: ............\nHọ tên: ............"),
    ("forms", "SỔ CHUYỂN GIAO TÀI LIỆU\nNgày\tSố\tĐộ mật\tNơi nhận\tKý\n\t\t\t\t\n\t\t\t\t"),
    ("forms", "Số\tTrích yếu\tĐộ mật\n1\tLịch họp\tThường\n2\tMua sắm\tThường\n3\tNghỉ phép\tKhông"),
    ("work", "CÔNG VĂN\nV/v tập huấn nghiệp vụ bảo vệ bí mật nhà nước\nKính gửi: Các phòng\nThời gian 8 giờ ngày 6/6. Nội dung: xác định độ mật; cách đóng dấu MẬT, TỐI MẬT; tiêu hủy tài liệu mật."),
    ("work", "BÁO CÁO\nTổng kết 5 năm thi hành Luật Bảo vệ bí mật nhà nước\nToàn ngành ban hành 190 văn bản mật, trong đó Tuyệt mật 0, Tối mật 12, Mật 178.\nGiải mật 22, gia hạn 4."),
    ("work", "THÔNG BÁO\nPhân công cán bộ làm công tác bảo mật\nÔng Lê Văn Mật, chuyên viên, kiêm nhiệm quản lý văn bản mật đi, đến từ 1/6."),
    ("work", "Quyết định thành lập Hội đồng xác định độ mật\nĐiều 1. Thành lập Hội đồng gồm 5 thành viên.\nĐiều 2. Hội đồng tư vấn về độ Mật, Tối mật.\nĐiều 3. Thi hành."),
    ("press", "Vì sao tài liệu ‘Tối mật’ xuất hiện trên mạng?\nPhóng viên tìm hiểu vụ rò rỉ tại công ty nước ngoài.\nẢnh: con dấu TỐI MẬT trên trang đầu.\nTheo hãng tin N."),
    ("press", "TUYỆT MẬT: CUỘC RÚT LUI TRONG ĐÊM\nHồi ký người lính già, kỳ 3\nĐêm ấy chúng tôi nhận lệnh tuyệt mật, rời bản lúc hai giờ sáng.\nCòn tiếp"),
    ("teaching", "1. Có mấy độ mật? a) 2 b) 3 c) 4\n2. Dấu Mật màu gì? a) đen b) đỏ\n3. Ai được quyền giải mật?\nĐáp án: 1b 2b"),
    ("teaching", "GIÁO ÁN\nBài: Ý thức giữ bí mật nhà nước\nHoạt động 2: thảo luận nhóm về tình huống lộ tài liệu Tối mật.\nDặn dò học sinh."),
    ("teaching", "TÌNH HUỐNG SỐ 3\nNgày 5/5, văn thư nhận phong bì có dấu MẬT và ký hiệu C.\nHỏi: văn thư có được bóc bì không?\nGợi ý trả lời: căn cứ điều về giao nhận."),
    ("software", "Release notes 2.4\n- Thêm trường Độ mật (Thường/Mật/Tối mật/Tuyệt mật)\n- Sửa lỗi đổi mật khẩu\n- Mã hóa bí mật API"),
    ("software", "{\n \"do_mat\": \"MAT\",\n \"values\": [\"MẬT\", \"TỐI MẬT\"]\n}"),
    ("software", "password_label=Mật khẩu\nlevel.1=MẬT\nlevel.2=TỐI MẬT\nlevel.3=TUYỆT MẬT\nlogin=Đăng nhập"),
    ("software", "Chính sách bảo mật\nChúng tôi bảo mật dữ liệu bằng mật mã AES.\nĐộ bảo mật: cao\nMật khẩu hết hạn sau 90 ngày."),
    ("false friends", "MẬT MÍA XỨ NÚI\nNấu mật ba chảo, rót khuôn.\nMẬT\nNGỌT - THƠM - SÁNH\nGiá 70.000/kg"),
    ("false friends", "Khám tổng quát\nGan mật: bình thường\nDịch mật: trong\nĐề nghị nội soi mật tụy."),
    ("false friends", "Mật độ xây dựng tối đa 60%, tối mật độ không quy định. Mật độ cây xanh 20%."),
    ("false friends", "TỔNG KẾT MÙA ONG\nNăng suất\tMẬT\tSÁP\nTrại 1\t310\t22\nTrại 2\t280\t19"),
    ("false friends", "Phim: Nhật ký tuyệt mật\nSuất 20:15\nPhim: Mật vụ đào tẩu\nSuất 22:00"),
    ("false friends", "ĐIỂM THI\nSBD\tHọ\tTên\tĐiểm\n001\tLê\tMật\t7\n002\tVũ\tTối\t8\n003\tĐỗ\tMẬT\t6"),
    ("false friends", "TRÒ CHƠI HỘI TRẠI\nMật thư: BA - CON - GÀ\nChìa khóa: OTT\nĐội giải xong mật thư thì chạy về đích."),
    ("contract", "THỎA THUẬN BẢO MẬT THÔNG TIN\nBên A và Bên B cam kết không tiết lộ thông tin mật.\nThông tin mật gồm bảng giá, danh sách khách hàng.\nBí mật kinh doanh được bảo vệ theo luật."),
    ("contract", "Kính gửi Quý khách hàng\nTài khoản của Quý khách được bảo mật tuyệt đối.\nKhông cung cấp mật khẩu, mã OTP cho bất kỳ ai."),
    ("urgency", "CÔNG ĐIỆN KHẨN\nHỎA TỐC\nChủ tịch huyện điện: các xã\nSơ tán dân vùng sạt lở trước 15 giờ. TM. BAN CHỈ HUY"),
    ("urgency", "LƯU HÀNH NỘI BỘ\nBản tin sinh hoạt chi bộ số 6\nKhông phát hành ra ngoài.\nXEM XONG TRẢ LẠI"),
    ("urgency", "THƯỢNG KHẨN\nGIẤY MỜI\nHọp bàn chống hạn, 14 giờ ngày 2/5, phòng số 1."),
    ("language", "Le mat du navire\nMAT\nTOI, tu es là. Tissu mat ou brillant."),
    ("language", "YOGA MAT\nMAT SIZE: 180 cm\nTOP SECRET recipe of grandma\nCONFIDENTIAL"),
    ("unaccented", "HUONG DAN DAT LAI MAT KHAU\nBuoc 1: bam quen mat khau\nBuoc 2: nhap ma\nLuu y: mat khau toi thieu 8 ky tu, mat bang san pham"),
    ("unaccented", "MAT BANG CHO THUE\nMAT TIEN 5 M\nMAT HAU CO SAN\nLien he anh Mat"),
    ("list", "DANH MỤC TÀI LIỆU ĐỘ MẬT NGÀNH THỦY LỢI (đăng Công báo)\n1. Sơ đồ hồ chứa trọng yếu: Mật\n2. Phương án phá đập: Tuyệt mật\n3. Số liệu rò thấm: Tối mật"),
    ("letter", "ĐƠN XIN NGHỈ PHÉP\nKính gửi: Ban Giám đốc\nTôi tên Mật, xin nghỉ 3 ngày việc gia đình.\nNgười làm đơn\nMật"),
    ("letter", "Quan hệ thân mật, mật thiết giữa hai họ; đám cưới cậu Mật tổ chức ngày rằm."),
    ("museum", "Chú thích ảnh 14: Công văn đóng dấu “MẬT” năm 1951, hiện vật gốc.\nChú thích ảnh 15: Điện “TUYỆT MẬT”.\nChú thích ảnh 16: Máy chữ.")]


def negatives():
    for i, (kind, text) in enumerate(NONE):
        S.put(["txt", "docx", "pdf", "odt"][i % 4], paper(text.split("\n")), "none", kind)
    for i, k in enumerate(KEYS):
        S.put(["docx", "txt", "pdf", "odt"][i % 4], paper(WORK[k][2:], head=WORK[k][:2], state=[QH, TN]), "none", "ordinary paper")
    for i, (m, d) in enumerate([("MẬT", "ĐÃ GIẢI MẬT"), ("TỐI MẬT", "GIẢI MẬT từ ngày 02/02/2020"), ("MẬT", "Văn bản này ĐÃ GIẢI MẬT")]):
        S.put(["docx", "txt", "pdf"][i], paper(WORK[KEYS[i]][2:], head=WORK[KEYS[i]][:2] + [m, d], state=[QH, TN]), "declassified", "declassified paper")
    for slides in ([["TẬP HUẤN", "Bảo vệ bí mật nhà nước"], ["Các độ mật", "MẬT", "TỐI MẬT", "TUYỆT MẬT"]], [["Ra mắt sản phẩm", "MẬT ONG"], ["Bí mật nằm ở hoa", "Mật"]]):
        n = S.name("pptx")
        P.pptx(S.OUT / "papers" / n, slides)
        S.label(n, "none", "slides")
    S.sheet([["Tên trường", "Giá trị cho phép"], ["Độ mật", "Thường; Mật; Tối mật; Tuyệt mật"]], "none", "sheet")
    S.sheet([["Sản phẩm", "Kho"], ["MẬT", "12"], ["SÁP", "3"], ["PHẤN HOA", "4"]], "none", "sheet")
    S.raw("bin", bytes(range(256)) * 30, "unread", "unknown bytes")
    n = S.name("jpg")
    (S.OUT / "papers" / n).write_bytes(P.png(800, 1100))
    S.label(n, "unread", "picture with another name")
    S.raw("7z", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(S.rnd.randrange(256) for _ in range(500)), "unread", "7z")
    whole = (S.OUT / "tmp.docx").read_bytes()
    S.raw("docx", whole[:300] + bytes(200) + whole[500:], "unread", "docx with a hole")


def main():
    S.OUT = Path(sys.argv[1])
    (S.OUT / "papers").mkdir(parents=True)
    positives()
    negatives()
    P.convert(S.OUT / "papers", S.JOBS)
    (S.OUT / "tmp.docx").unlink()
    (S.OUT / "labels.jsonl").write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in S.LABELS))


if __name__ == "__main__":
    main()
