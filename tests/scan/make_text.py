"""Texts of the labelled set: invented papers with and without marks, in two splits that differ in kind.

A document is a dict: lines (list of line dicts), header, footer, box. A line has text, and may have
red, font, split (cut into runs), spaced, cell (table row of cells), align, page (a new page begins).
All units, names and matters are invented.
"""
import random

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LEVELS = {"MAT": ("MẬT", "Mật"), "TOI_MAT": ("TỐI MẬT", "Tối mật"), "TUYET_MAT": ("TUYỆT MẬT", "Tuyệt mật")}

WORDS = {
    "dev": {
        "units": ["UBND TỈNH SÔNG LAM GIẢ ĐỊNH", "SỞ KẾ HOẠCH TỈNH AN HÒA", "VĂN PHÒNG HUYỆN ĐÔNG SƠN MẪU"],
        "topics": ["bảo đảm an toàn hội nghị cấp tỉnh", "diễn tập khu vực phòng thủ", "dự trữ vật tư thiết yếu",
                   "rà soát hồ sơ nhân sự quy hoạch", "phương án vận chuyển hàng đặc biệt"],
        "sentences": [
            "Thực hiện chương trình công tác năm, đơn vị đã phối hợp với các phòng ban triển khai đầy đủ các nội dung được giao.",
            "Kết quả bước đầu cho thấy việc chuẩn bị lực lượng, phương tiện được tiến hành đúng tiến độ.",
            "Đề nghị các đơn vị nghiêm túc thực hiện, báo cáo kết quả trước ngày 15 hằng tháng.",
            "Trong quá trình thực hiện nếu có vướng mắc, kịp thời phản ánh để được hướng dẫn.",
            "Kinh phí thực hiện được bố trí từ nguồn ngân sách đã giao cho đơn vị trong năm.",
            "Các tổ công tác duy trì chế độ trực, bảo đảm thông tin thông suốt từ tỉnh đến xã."],
    },
    "val": {
        "units": ["BAN QUẢN LÝ CỤM ĐẢO THANH HẢI", "CỤC KIỂM ĐỊNH MIỀN TÂY (GIẢ)", "TRUNG TÂM DỮ LIỆU HỒ NAM HÀ"],
        "topics": ["tình hình kiểm soát cửa khẩu", "kết quả khảo sát luồng lạch", "kế hoạch mua sắm thiết bị chuyên dùng",
                   "công tác tiếp đoàn khách nước ngoài", "số liệu thăm dò khoáng sản"],
        "sentences": [
            "Qua theo dõi, số lượt phương tiện ra vào khu vực tăng khoảng mười hai phần trăm so với cùng kỳ.",
            "Tổ khảo sát đã đo đạc tại bảy vị trí, số liệu được đối chiếu hai lần trước khi tổng hợp.",
            "Ban đề xuất cấp trên xem xét bổ sung biên chế và trang bị cho hai trạm phía nam.",
            "Thời gian tới, cần tập trung củng cố quy trình phối hợp giữa các bộ phận chuyên môn.",
            "Nội dung chi tiết nêu tại phụ lục kèm theo, gồm bảng số liệu và sơ đồ vị trí.",
            "Người được phân công chịu trách nhiệm lưu giữ hồ sơ và bàn giao khi thay đổi nhiệm vụ."],
    },
}


def p(text, **more):
    return {"text": text, **more}


def body(rng, split, n):
    return [p(" ".join(rng.sample(WORDS[split]["sentences"], 2))) for _ in range(n)]


def letterhead(rng, split, stamp, kind):
    """The first lines of a paper; `stamp` lines are put under the number."""
    unit, topic = rng.choice(WORDS[split]["units"]), rng.choice(WORDS[split]["topics"])
    number = rng.randrange(2, 900)
    if split == "dev":
        if kind == "letter":
            return [p(unit), p(f"Số: {number:02}/UBND-TH"), p(f"V/v {topic}"), *stamp, p(NATION), p(MOTTO),
                    p("An Hòa, ngày 05 tháng 3 năm 2026"), p("Kính gửi: Các phòng, ban trực thuộc")]
        return [p(unit), p(NATION), p(MOTTO), p(f"Số: {number:02}/QĐ-UBND"), *stamp, p("QUYẾT ĐỊNH"),
                p(f"Về việc {topic}"), p("CHỦ TỊCH"), p("Căn cứ chức năng, nhiệm vụ được giao;"),
                p("Điều 1. Phê duyệt phương án kèm theo quyết định này."),
                p("Điều 2. Các phòng, ban chịu trách nhiệm thi hành."), p("Điều 3. Quyết định có hiệu lực từ ngày ký.")]
    if kind == "letter":
        return [p(NATION), p(MOTTO), p("Thanh Hải, ngày 12 tháng 10 năm 2025"), p(unit),
                p(f"Số: {number}/BC-BQL"), *stamp, p("BÁO CÁO"), p(topic[0].upper() + topic[1:])]
    return [p("BỘ CHỈ ĐẠO GIẢ ĐỊNH"), p(unit), *stamp, p(f"Số: {number}/TTr-CKĐ"), p(NATION), p(MOTTO),
            p("TỜ TRÌNH"), p(f"Về {topic}"), p("Kính gửi: Lãnh đạo cấp trên trực tiếp")]


def ending(rng, split, notes=()):
    tail = [p("Nơi nhận:"), p("- Như trên;"), p("- Lưu: VT.")] if split == "dev" else \
        [p("Nơi nhận:"), p("- Lãnh đạo Ban;"), p("- Lưu: VT, TH (03 bản).")]
    return tail[:-1] + [p(n) for n in notes] + tail[-1:] + [p("Nguyễn Văn Ví Dụ" if split == "dev" else "Trần Thị Mẫu")]


def paper(rng, split, stamp=(), kind=None, notes=(), n=4):
    kind = kind or rng.choice(["letter", "decision"])
    return {"lines": letterhead(rng, split, list(stamp), kind) + body(rng, split, n) + ending(rng, split, notes)}


def with_style(rng, split, style, level):
    """A marked paper in which the mark stands as `style` says."""
    caps, title = LEVELS[level]
    if style == "own-line":
        return paper(rng, split, [p(caps)])
    if style == "bracketed":
        return paper(rng, split, [p(f"[{caps}]" if split == "dev" else f"│ {caps} │")])
    if style == "full-stop":
        return paper(rng, split, [p(caps + ".")])
    if style == "red":
        return paper(rng, split, [p(caps, red=True, bold=True)])
    if style == "split-runs":
        return paper(rng, split, [p(caps, split=1 if split == "dev" else 2)])
    if style == "letter-spaced":
        words = ["  ".join(w) if split == "val" else " ".join(w) for w in caps.split()]
        return paper(rng, split, [p("   ".join(words))])
    if style == "framed":
        bar = "+" + "-" * (len(caps) + 2) + "+" if split == "dev" else "═" * (len(caps) + 4)
        mid = f"| {caps} |" if split == "dev" else f"║ {caps} ║"
        return paper(rng, split, [p(bar), p(mid), p(bar)])
    if style == "label":
        label = rng.choice(["Độ mật: ", "Mức độ mật: "] if split == "dev" else ["ĐỘ MẬT: ", "Độ mật - ", "Phân loại: "])
        value = title if split == "dev" or label == "ĐỘ MẬT: " else caps
        return paper(rng, split, [p(label + value)])
    if style == "label-cells":
        return paper(rng, split, [p("", cells=["Độ mật:", title if split == "dev" else caps])])
    if style == "cell":
        doc = paper(rng, split)
        doc["lines"].insert(2, p("", cells=[caps, "Bản chính"] if split == "dev" else ["Ký hiệu", caps, "Khẩn"]))
        return doc
    if style == "urgent-too":
        return paper(rng, split, [p(f"{caps} - HỎA TỐC" if split == "dev" else f"{caps}   KHẨN")])
    if style == "after-title":
        doc = paper(rng, split, kind="letter")
        at = 2 if split == "dev" else 6
        doc["lines"][at]["text"] += f" ({title if split == 'dev' else caps})"
        return doc
    if style in ("header", "footer", "box"):
        doc = paper(rng, split)
        doc[style] = caps if split == "dev" or style == "box" else {"header": f"{caps} - Trang 1", "footer": f"Kho dữ liệu | {caps}"}[style]
        return doc
    if style == "notes-with-mark":
        return paper(rng, split, [p(caps), p("Bản số: 0%d" % rng.randrange(1, 9))], notes=["Không được phép sao, chụp"])
    if style == "derived-only":
        if split == "dev":
            return paper(rng, split, [p("Bản số: 03")], notes=["- Không được phép sao, chụp tài liệu này;"])
        return paper(rng, split, [p("TÀI LIỆU THU HỒI"), p("Bản số: 12")], notes=["Được phép sao, chụp: 02 bản"])
    if style == "about-secrecy":
        doc = paper(rng, split, [p(caps)])
        doc["lines"] += [p("Công tác bảo vệ bí mật nhà nước của đơn vị còn hạn chế: chưa xác định đúng độ mật, chưa đóng dấu độ Tối mật."),
                         p("Đề nghị tổ chức học lại quy định về bảo vệ bí mật nhà nước và sổ đăng ký bí mật nhà nước đi."),
                         p("Các văn bản độ Mật phải giải mật đúng hạn theo Luật Bảo vệ bí mật nhà nước.")]
        return doc
    if style == "unaccented":
        doc = paper(rng, split, [p(caps if level != "MAT" else "Độ mật: Mật")], kind="letter")
        doc["plain"] = True
        return doc
    if style == "declassified":
        doc = paper(rng, split, [p(caps), p("ĐÃ GIẢI MẬT" if split == "dev" else "GIẢI MẬT TỪ NGÀY 01/9/2024")])
        return doc
    raise ValueError(style)


def two_columns(rng, level, stamp_cell):
    """The head of most Vietnamese papers: a table without borders, several paragraphs in each cell (dev only)."""
    caps = LEVELS[level][0]
    unit, topic = rng.choice(WORDS["dev"]["units"]), rng.choice(WORDS["dev"]["topics"])
    left = [unit, "PHÒNG TỔNG HỢP", "-------", f"Số: {rng.randrange(2, 300)}/BC-TH"]
    right = [NATION, MOTTO, "-------", "An Hòa, ngày 09 tháng 02 năm 2026"]
    if stamp_cell == "left":
        left.append(caps)
    lines = [p("", columns=[left, right])]
    if stamp_cell == "below":
        lines.append(p(caps, bold=True))
    return {"lines": lines + [p("BÁO CÁO"), p(topic)] + body(rng, "dev", 5) + ending(rng, "dev")}


LAW = {
    "dev": ["Điều {n}. Trách nhiệm của cơ quan", "1. Cơ quan soạn thảo tài liệu thuộc bí mật nhà nước đề xuất độ mật và đóng dấu theo quy định.",
            "2. Tài liệu độ Tuyệt mật do người đứng đầu quyết định, tài liệu độ Tối mật và độ Mật có thể ủy quyền."],
    "val": ["Điều {n}. Quản lý dấu và sổ", "a) Dấu chỉ độ mật gồm ba loại: Tuyệt mật, Tối mật, Mật; đóng phía dưới số và ký hiệu.",
            "b) Người làm công tác bảo vệ bí mật nhà nước giữ sổ, không cho mượn; việc giải mật ghi vào cột ghi chú."],
}


def negative(rng, split, kind):
    if kind == "ordinary":
        return paper(rng, split, [p("KHẨN")] if rng.random() < 0.4 else [])
    if kind == "law":
        title = [p("LUẬT" if split == "dev" else "THÔNG TƯ"), p("Bảo vệ bí mật nhà nước (bản diễn giải)" if split == "dev" else "Quy định biểu mẫu về bí mật nhà nước (bản tóm lược)")]
        lines = [p(NATION), p(MOTTO)] + title + [p("Chương I"), p("QUY ĐỊNH CHUNG")]
        for n in range(1, 16):
            lines += [p(x.format(n=n)) for x in LAW[split]]
        lines += [p("PHỤ LỤC"), p("Mẫu số 02. Mẫu dấu chỉ độ mật")]
        samples = ["TUYỆT MẬT", "TỐI MẬT", "MẬT"] if split == "dev" else ["TỐI MẬT"]
        for s in samples:
            lines += [p(s), p("Hình chữ nhật, hai đường viền, kích thước 30 mm x 8 mm, mực đỏ.")]
        return {"lines": lines}
    if kind == "news":
        text = {"dev": ["Tỉnh An Hòa (giả định) tổng kết công tác bảo vệ bí mật nhà nước",
                        "Sáng 12-4, hội nghị đánh giá việc chấp hành quy định, trong đó có soạn thảo văn bản mật và lưu giữ tài liệu độ Tối mật.",
                        "Đại biểu cho rằng một số nơi chưa đóng dấu MẬT theo đúng danh mục, cần tập huấn lại."],
                "val": ["Thanh Hải: kiểm tra đột xuất việc giữ gìn bí mật nhà nước tại bốn phường",
                        "Đoàn kiểm tra phát hiện máy tính nối mạng từng soạn thảo văn bản độ Mật, nhắc nhở tám cán bộ.",
                        "Ông Lê Giả Định nói tài liệu \"TUYỆT MẬT\" chỉ được giao tận tay, không gửi qua ứng dụng trò chuyện."]}[split]
        return {"lines": [p(x) for x in text] + body(rng, split, 3)}
    if kind == "quiz":
        lines = [p("CÂU HỎI TÌM HIỂU PHÁP LUẬT" if split == "dev" else "ĐỀ KIỂM TRA CUỐI KHÓA")]
        for n in range(1, 7):
            lines += [p(f"Câu {n}: Bí mật nhà nước loại nào có thời hạn bảo vệ dài nhất?" if split == "dev" else f"Câu {n}. Văn bản nêu trên phải đóng dấu nào?")]
            options = ["Tuyệt mật", "Tối mật", "Mật", "Cả ba"] if split == "dev" else ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "Không đóng dấu"]
            lines += [p(f"{c}. {o}") for c, o in zip("ABCD", options)]
        lines += [p("ĐÁP ÁN"), p("TỐI MẬT" if split == "val" else "Tuyệt mật")]
        return {"lines": lines}
    if kind == "training":
        lines = [p("TẬP HUẤN CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC" if split == "dev" else "BÀI GIẢNG: NHẬN DIỆN BÍ MẬT NHÀ NƯỚC"),
                 p("Báo cáo viên: Phạm Minh Họa"), p("Nội dung bảo vệ bí mật nhà nước gồm bốn phần", page=True)]
        for s in (["TUYỆT MẬT", "TỐI MẬT", "MẬT"] if split == "dev" else ["MẬT", "TUYỆT MẬT"]):
            lines += [p(s, page=True), p("Bí mật nhà nước liên quan trực tiếp đến các lĩnh vực quan trọng."),
                      p("Lộ, mất sẽ gây nguy hại ở mức tương ứng với độ mật."), p("Học viên nêu ví dụ và thảo luận nhóm.")]
        return {"lines": lines}
    if kind == "form":
        if split == "dev":
            lines = [p("Mẫu số 14"), p("TÊN CƠ QUAN ............"), p("Số: ....../....."), p("Độ mật: ............."),
                     p("SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐI"), p("Từ ngày ..... đến ngày ....."),
                     p("", cells=["STT", "Số, ký hiệu", "Độ mật", "Nơi nhận", "Ghi chú"]), p("", cells=["", "", "", "", ""])]
        else:
            lines = [p("Biểu mẫu đề xuất độ mật"), p("Đơn vị: ……………………"), p("Tên tài liệu: ……………………………"),
                     p("Độ mật đề xuất (chọn một): Tuyệt mật / Tối mật / Mật"), p("Số bản: ……… Người soạn: ………………"),
                     p("Mẫu dấu: MẬT, TỐI MẬT, TUYỆT MẬT (khoanh tròn)"), p("Ngày …… tháng …… năm ……")]
        return {"lines": lines}
    if kind == "list-of-secrets":
        lines = [p("DANH MỤC BÍ MẬT NHÀ NƯỚC LĨNH VỰC GIẢ ĐỊNH"), p("(đăng công khai)")]
        heads = ["Điều 1. Bí mật nhà nước độ Tuyệt mật gồm:", "Điều 2. Bí mật nhà nước độ Tối mật gồm:", "Điều 3. Bí mật nhà nước độ Mật gồm:"] \
            if split == "dev" else ["TUYỆT MẬT", "TỐI MẬT", "MẬT"]
        for h in heads:
            lines += [p(h), p("1. Kế hoạch dài hạn chưa công khai của ngành."), p("2. Số liệu tổng hợp chưa công bố."), p("3. Hồ sơ khác theo quy định về bảo vệ bí mật nhà nước.")]
        return {"lines": lines}
    if kind == "names":
        names = ["Mai Thị Mật", "Trần Văn Tối", "Lê Hữu Mật", "Đỗ Mật Ong", "Nguyễn Tuyết Mật"] if split == "dev" else ["Vũ Mật", "Cao Thị Mật Nguyệt", "Hà Tuyết", "Phan Tối"]
        return {"lines": [p("DANH SÁCH DỰ TIỆC TẤT NIÊN")] + [p(f"{i}. {n}") for i, n in enumerate(names, 1)]}
    if kind == "honey":
        if split == "dev":
            return {"lines": [p("Mật ong rừng và cách nhận biết"), p("Mật ong nguyên chất sánh, ong lấy mật từ hoa nhãn, hoa cà phê."), p("MẬT"), p("Túi mật gấu, sỏi mật là chuyện khác hẳn mật mía.")]}
        return {"lines": [p("Bảng giá cơ sở nuôi ong Bản Mẫu"), p("MẬT ONG HOA RỪNG"), p("Mật"), p("Chai 500 ml mật hoa bạc hà; mật độ đàn ong trung bình, thân mật mời khách ghé thăm."), p("Trái tim mật ngọt")]}
    if kind == "tech":
        if split == "dev":
            return {"lines": [p("How to format a disk with Matlab"), p("The mat file holds a matrix; use format long."), p("MAT"), p("Welcome mat, yoga mat and automatic doors.")]}
        return {"lines": [p("CHÍNH SÁCH BẢO MẬT VÀ AN TOÀN THÔNG TIN"), p("Không chia sẻ mật khẩu, mật mã, khóa bảo mật cho người khác."), p("BẢO MẬT"), p("Mật khẩu"), p("Reset format: toi.mat@vidu.example")]}
    if kind == "register-empty":
        rows = [["STT", "Số ký hiệu", "Trích yếu", "Độ mật", "Ghi chú"]]
        rows += [[str(i), f"{i}/CV", "Lịch trực tháng", "" if split == "dev" else "Thường", ""] for i in range(1, 8)]
        return {"lines": [p("SỔ ĐĂNG KÝ VĂN BẢN ĐI")] + [p("", cells=r) for r in rows]}
    if kind == "urgent":
        return paper(rng, split, [p("HỎA TỐC" if split == "dev" else "THƯỢNG KHẨN", red=True), p("LƯU HÀNH NỘI BỘ" if split == "dev" else "XEM XONG TRẢ LẠI")])
    if kind == "deputy":
        doc = paper(rng, split)
        doc["lines"] += [p("TM. ỦY BAN NHÂN DÂN" if split == "dev" else "TM. BAN QUẢN LÝ"), p("KT. CHỦ TỊCH"), p("Giữ bí mật công tác, bí mật kinh doanh của đối tác.")]
        return doc
    raise ValueError(kind)


POSITIVE = ["own-line", "bracketed", "full-stop", "red", "split-runs", "letter-spaced", "framed", "label", "label-cells", "cell",
            "urgent-too", "after-title", "header", "footer", "box", "notes-with-mark", "derived-only", "about-secrecy", "declassified"]
NEGATIVE = ["ordinary", "law", "news", "quiz", "training", "form", "list-of-secrets", "names", "honey", "tech", "register-empty", "urgent", "deputy"]
