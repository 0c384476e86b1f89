"""Makes the first set of papers the judge was not tuned on: python3 make_set.py FOLDER (needs LibreOffice, iconv, zip).

FOLDER/papers gets the files, FOLDER/labels.jsonl one line each: path, want (MAT, TOI_MAT, TUYET_MAT, UNKNOWN, none,
declassified or unread), kind. The labels say what a careful secrecy officer would say. Everything is invented.
"""
import json
import random
import subprocess
import sys
from pathlib import Path

import paper as P

rnd = random.Random(20240506)
OUT, LABELS, JOBS = None, [], {}
M = {"MAT": "MẬT", "TOI_MAT": "TỐI MẬT", "TUYET_MAT": "TUYỆT MẬT"}
LV = ["MAT", "TOI_MAT", "MAT", "TUYET_MAT", "MAT", "TOI_MAT"]
STATE = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
PARTY = ["ĐẢNG CỘNG SẢN VIỆT NAM"]
UNITS = [("UBND TỈNH LAM GIANG", "SỞ NỘI VỤ", "SNV", "Lam Giang"), ("TỈNH ỦY BÌNH HẢI", "VĂN PHÒNG", "VPTU", "Bình Hải"),
         ("CÔNG AN TỈNH LAM GIANG", "CÔNG AN HUYỆN SƠN KHÊ", "CAH", "Sơn Khê"), ("QUÂN KHU X", "BỘ CHQS TỈNH BÌNH HẢI", "BCH", "Bình Hải"),
         ("UBND HUYỆN SƠN KHÊ", "THANH TRA HUYỆN", "TTr", "Sơn Khê"), ("UBND TỈNH BÌNH HẢI", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "SGDĐT", "Bình Hải"),
         ("UBND TỈNH LAM GIANG", "SỞ NGOẠI VỤ", "SNgV", "Lam Giang"), ("TÒA ÁN NHÂN DÂN TỐI CAO", "TAND TỈNH LAM GIANG", "TA", "Lam Giang"),
         ("UBND TỈNH LAM GIANG", "BAN TIẾP CÔNG DÂN", "BTCD", "Lam Giang"), ("UBND HUYỆN THẠCH LĨNH", "PHÒNG TÀI NGUYÊN", "PTN", "Thạch Lĩnh")]
TOPICS = [
    ("CÔNG VĂN", "V/v phối hợp rà soát địa bàn biên giới", ["Kính gửi: Ủy ban nhân dân các huyện, thị xã.", "Thực hiện ý kiến của cấp trên về việc rà soát tình hình địa bàn các xã giáp biên, đơn vị đề nghị các địa phương cử cán bộ tham gia tổ công tác liên ngành từ ngày 10 đến ngày 25 tháng này.", "Báo cáo kết quả gửi về trước 16 giờ ngày 28 để tổng hợp."]),
    ("KẾ HOẠCH", "Diễn tập phòng thủ khu vực năm 2019", ["I. MỤC ĐÍCH, YÊU CẦU", "Nâng cao năng lực chỉ huy, hiệp đồng giữa các lực lượng trong xử trí tình huống.", "II. LỰC LƯỢNG THAM GIA", "Lực lượng thường trực 120 đồng chí, dân quân 80 đồng chí, xe vận tải 06 chiếc.", "III. TỔ CHỨC THỰC HIỆN", "Các đơn vị căn cứ nhiệm vụ triển khai đúng thời gian."]),
    ("TỜ TRÌNH", "Về việc quy hoạch nhân sự Ban Thường vụ nhiệm kỳ tới", ["Kính trình: Ban Thường vụ.", "Căn cứ kết quả lấy phiếu giới thiệu, Ban Tổ chức tổng hợp danh sách gồm 09 đồng chí, trong đó nữ 02 đồng chí.", "Kính trình xem xét, cho ý kiến."]),
    ("BÁO CÁO", "Tình hình khiếu kiện phức tạp quý III", ["Trong quý phát sinh 04 vụ việc đông người liên quan đến thu hồi đất tại xã Tân Phong.", "Các đối tượng cầm đầu có biểu hiện móc nối với bên ngoài, cần tiếp tục theo dõi.", "Dự báo thời gian tới tình hình còn diễn biến phức tạp."]),
    ("PHƯƠNG ÁN", "Bảo vệ kho vật tư X12", ["1. Đặc điểm tình hình", "Kho nằm cách đường tỉnh 2,5 km, có 03 lối vào.", "2. Tình huống và cách xử trí", "Khi có xâm nhập, tổ trực báo động cấp 1, khóa cổng số 2, báo chỉ huy."]),
    ("ĐỀ THI", "Kỳ thi tuyển chọn học sinh giỏi cấp tỉnh, môn Toán", ["Câu 1 (4 điểm). Giải phương trình đã cho trên tập số thực.", "Câu 2 (6 điểm). Cho tam giác ABC nhọn nội tiếp đường tròn tâm O.", "Câu 3 (5 điểm). Tìm tất cả các số nguyên dương n thỏa mãn điều kiện.", "Cán bộ coi thi không giải thích gì thêm."]),
    ("HƯỚNG DẪN CHẤM", "Đề thi chính thức môn Lịch sử lớp 12", ["Câu 1. Học sinh nêu được ba ý, mỗi ý 1,0 điểm.", "Câu 2. Trình bày diễn biến chính, chấm tối đa 4,0 điểm.", "Điểm toàn bài làm tròn đến 0,25."]),
    ("BIÊN BẢN", "Họp Ban Thường vụ về công tác cán bộ", ["Hôm nay, hồi 14 giờ 00, tại phòng họp số 2.", "Thành phần: đồng chí Trần Văn Khởi chủ trì; đồng chí Lê Thị Thoa thư ký.", "Nội dung: thảo luận kết luận kiểm tra đối với đồng chí N.V.H. Biểu quyết: 7/9 tán thành."]),
    ("QUYẾT ĐỊNH", "Về việc điều động cán bộ trinh sát", ["Căn cứ Quy định về phân cấp quản lý cán bộ;", "Điều 1. Điều động đồng chí Phạm Văn Lưỡng đến nhận công tác tại Đội 3 từ ngày 01 tháng 7.", "Điều 2. Quyết định này có hiệu lực kể từ ngày ký."]),
    ("THỐNG KÊ", "Số liệu án hình sự do tòa xét xử chưa công bố", ["Tổng số vụ thụ lý: 43; đã xét xử: 31; tạm đình chỉ: 5.", "So với cùng kỳ tăng 4 vụ."]),
    ("PHỤ LỤC", "Tọa độ các điểm mốc khống chế", [["TT", "Tên điểm", "X", "Y"], ["1", "LG-01", "2331450.22", "512004.18"], ["2", "LG-02", "2331998.07", "512433.90"]]),
    ("ĐIỆN", "Về việc bảo đảm an ninh đoàn khách quốc tế", ["Gửi: Giám đốc các sở liên quan.", "Đoàn khách đến sân bay lúc 8 giờ 40, xe số 3 đi đầu, lộ trình theo phương án B.", "Yêu cầu các đơn vị bố trí lực lượng chốt tại 05 điểm."]),
    ("THÔNG BÁO", "Kết luận của Thường trực về dự án khu vực phòng thủ", ["Thường trực giao Bộ Chỉ huy quân sự chủ trì, hoàn thành trước tháng 10.", "Kinh phí thực hiện 12,4 tỷ đồng từ ngân sách địa phương."]),
    ("BÁO CÁO", "Kết quả công tác bảo vệ bí mật nhà nước năm 2022", ["Trong năm đã mở 02 lớp tập huấn, tiếp nhận 312 văn bản có độ mật, phát hành 41 văn bản.", "Phát hiện 01 vụ lộ thông tin qua thư điện tử công cộng tại Phòng Tổng hợp, đã khoanh vùng, xử lý.", "Kiến nghị trang bị 03 máy tính độc lập."]),
    ("ĐỀ ÁN", "Bố trí trận địa và tuyến giao thông phục vụ quốc phòng", ["Phần thứ nhất. Sự cần thiết.", "Phần thứ hai. Nội dung quy hoạch gồm 3 tuyến, 2 điểm cao.", "Phần thứ ba. Kinh phí và lộ trình."])]


def make(want, topic=None, unit=None, year=2023, mark_at="number", mark=None, **more):
    """A usual paper; mark_at: number (below it), right, none."""
    i = len(LABELS)
    topic = TOPICS[i % len(TOPICS)] if topic is None else TOPICS[topic]
    unit = UNITS[(i * 7) % len(UNITS)] if unit is None else UNITS[unit]
    text = mark if mark is not None else M.get(want, "")
    n = rnd.randint(1, 480)
    number = f"Số: {n:02d}/{unit[2]}-TH" if topic[0] == "CÔNG VĂN" else f"Số: {n:02d}/{''.join(w[0] for w in topic[0].split())}-{unit[2]}"
    state = list(PARTY if "ỦY" in unit[0] and "UBND" not in unit[0] else STATE)
    state += [f"{unit[3]}, ngày {rnd.randint(10, 28)} tháng {rnd.randint(3, 12):02d} năm {year}"]
    head = [unit[0], unit[1], number]
    body = list(topic[2])
    if topic[0] == "CÔNG VĂN":
        head.append(topic[1])
    else:
        body = [topic[0], topic[1]] + body
    if mark_at == "number" and text:
        head.append(text)
    if mark_at == "right" and text:
        state = [text] + state
    tail = ["Nơi nhận:", "- Như trên;", f"- Lưu: VT, {unit[2]}.", rnd.choice(["KT. GIÁM ĐỐC", "TM. BAN THƯỜNG VỤ", "TL. CHỦ TỊCH", "THỦ TRƯỞNG"]), rnd.choice(["Hoàng Đình Thảo", "Ngô Thị Lài", "Vũ Quốc Khuê", "Đặng Xuân Bưởi"])]
    return dict(dict(head=head, state=state, body=body, tail=tail), **more)


NAMES = ["cv_{}", "van ban {}", "KH {} sua lan 2", "tai_lieu{}", "Ban thao {}", "scan{}", "Copy of {}", "bc thang {}"]


def label(path, want, kind):
    LABELS.append({"path": path, "want": want, "kind": kind})


def name(ext, stem=None):
    i = len(LABELS)
    return (stem or NAMES[i % len(NAMES)]).format(f"{i:03d}") + (f"-{i}" if stem else "") + "." + ext


def put(fmt, p, want, kind, enc="utf8", stem=None, newline="\n", **more):
    """Writes one paper in one format and labels it."""
    n = name(fmt, stem)
    path = OUT / "papers" / n
    if fmt in ("txt", "csv", "md"):
        path.write_bytes(P.encode(P.text_of(p, newline=newline, **more), enc))
    elif fmt == "docx":
        P.docx(path, p)
    elif fmt == "html":
        P.web(path, p, enc, **more)
    else:
        source = path.with_suffix(".fodt")
        P.fodt(source, p)
        JOBS.setdefault({"fodt": None}.get(fmt, fmt), []).append(source)
    label(n, want, kind)


def raw(fmt, text, want, kind, enc="utf8", stem=None):
    n = name(fmt, stem)
    (OUT / "papers" / n).write_bytes(text if isinstance(text, bytes) else P.encode(text, enc))
    label(n, want, kind)


def sheet(rows, want, kind, fmt="xlsx", **more):
    n = name(fmt)
    path = OUT / "papers" / n
    if fmt == "xlsx":
        P.xlsx(path, rows, **more)
    elif fmt == "csv":
        path.write_bytes(P.encode("\r\n".join(",".join(f'"{c}"' if "," in c else c for c in r) for r in rows) + "\r\n", more.get("enc", "utf8bom")))
    else:
        P.fods(path.with_suffix(".fods"), rows)
        JOBS.setdefault(fmt, []).append(path.with_suffix(".fods"))
    label(n, want, kind)


def positives():
    lv = lambda i: LV[i % len(LV)]
    for i, fmt in enumerate(["txt", "docx", "doc", "pdf", "rtf", "odt", "html", "txt", "docx", "pdf", "doc", "docx"]):
        put(fmt, make(lv(i)), lv(i), "mark under the number")
    for i, fmt in enumerate(["txt", "docx", "pdf", "doc", "odt"]):
        put(fmt, make(lv(i + 1), mark_at="right"), lv(i + 1), "mark at the upper right")
    for i, (key, fmt) in enumerate([("header", "docx"), ("header", "odt"), ("header", "doc"), ("header", "pdf"), ("first", "docx"), ("first", "docx"), ("footer", "docx"), ("footer", "doc"), ("footer", "rtf")]):
        put(fmt, make(lv(i), mark_at="none", **{key: M[lv(i)]}), lv(i), "mark in header or footer")
    for i, fmt in enumerate(["docx", "docx", "odt", "doc", "rtf", "pdf"]):
        put(fmt, make(lv(i), mark_at="none", boxes=[M[lv(i)]]), lv(i), "text box")
    for i in range(2):
        put("docx", make(lv(i), mark_at="none", arts=[M[lv(i)]]), lv(i), "WordArt")
    for i, text in enumerate(["Độ mật: Mật.", "Tài liệu này có độ mật: TỐI MẬT"]):
        put(["docx", "odt"][i], make("MAT", mark_at="none", footnote=text), ["MAT", "TOI_MAT"][i], "footnote label")
    for i in range(3):
        p = make(lv(i), mark_at="none")
        p["body"] = [M[lv(i)]] + p["body"]
        put("docx", dict(p, split=M[lv(i)]), lv(i), "split over runs")
    for i, m in enumerate(["M Ậ T", "T Ố I   M Ậ T", "T U Y Ệ T  M Ậ T", "M Ậ T", "T Ố I  M Ậ T"]):
        w = ["MAT", "TOI_MAT", "TUYET_MAT", "MAT", "TOI_MAT"][i]
        put(["txt", "docx", "pdf", "odt", "doc"][i], make(w, mark=m), w, "letter-spaced")
    dec = ["[MẬT]", "(TỐI MẬT)", "- TUYỆT MẬT -", "*** MẬT ***", "│ TỐI MẬT │", "MẬT.", "\"MẬT\"", "« TỐI MẬT »", "{TUYỆT MẬT}", "=== MẬT ===", "<TỐI MẬT>", "…MẬT…", "| MẬT |", "Mật", "Tối mật", "TỐI\u00a0MẬT", "tối mật"]
    for i, m in enumerate(dec):
        w = "TUYET_MAT" if "TUY" in m else "TOI_MAT" if "ối" in m.lower() else "MAT"
        put(["txt", "docx"][i % 2], make(w, mark=m), w, "brackets and signs")
    lab = [("Độ mật: Mật", "MAT"), ("Mức độ mật: Tối mật", "TOI_MAT"), ("ĐỘ MẬT : MẬT.", "MAT"), ("Độ mật (nếu có): Tuyệt mật", "TUYET_MAT"), ("Phân loại: TỐI MẬT", "TOI_MAT"), ("Cấp độ mật: Mật", "MAT"), ("Độ mật - Tối mật", "TOI_MAT"), ("Độ mật của văn bản: TUYỆT MẬT", "TUYET_MAT"), ("Độ mật = Mật; Độ khẩn = Thường", "MAT"), ("Độ mật: “Mật”", "MAT"), ("Độ khẩn: Hỏa tốc. Độ mật: Tối mật", "TOI_MAT"), ("Chế độ bảo mật: TUYỆT MẬT", "TUYET_MAT")]
    for i, (t, w) in enumerate(lab):
        p = make(w, mark_at="none")
        p["head"].append(t)
        put(["txt", "docx", "pdf", "odt"][i % 4], p, w, "label")
    rows = [[["Độ mật", "Tối mật"], ["Độ khẩn", "Khẩn"]], [["Số ký hiệu", "14/BC"], ["Mức độ mật", "MẬT"], ["Người ký", "Hoàng Đình Thảo"]], [["Trích yếu", "Kế hoạch tác chiến"], ["Độ mật:", "Tuyệt mật"]]]
    for i, r in enumerate(rows):
        for fmt in ("docx", "pdf"):
            w = ["TOI_MAT", "MAT", "TUYET_MAT"][i]
            p = make(w, mark_at="none")
            p["body"] = [r] + p["body"]
            put(fmt, p, w, "table label")
    for i, m in enumerate(["MẬT / CONFIDENTIAL", "TỐI MẬT (SECRET)", "TUYỆT MẬT - TOP SECRET"]):
        w = ["MAT", "TOI_MAT", "TUYET_MAT"][i]
        p = make(w, mark=m, topic=11, unit=6)
        p["body"] += ["The delegation will arrive at 08:40. The motorcade follows route B."]
        put(["docx", "txt", "pdf"][i], p, w, "bilingual")
    for i, w in enumerate(["TOI_MAT", "MAT", "TUYET_MAT", "TOI_MAT"]):
        put("txt", make(w, topic=[11, 11, 1, 3][i]), w, "unaccented", enc="bare")
    raw("txt", "DIEN MAT SO 14\nDO MAT: TOI MAT\nGUI: CA HUYEN SON KHE\nDE NGHI BO TRI LUC LUONG CHOT CHAN TAI 05 DIEM TU 22 GIO NGAY 14.\nNGUYEN VAN TOAN\n", "TOI_MAT", "unaccented")
    for i, e in enumerate(["tcvn3", "vni", "viscii", "vps", "cp1258", "utf16", "utf16be", "nfd", "telex", "viqr", "utf8bom", "tcvn3", "vni", "telex"]):
        put("txt", make(lv(i), year=2001 if e in ("tcvn3", "vni", "viscii", "vps") else 2016), lv(i), "encoding " + e, enc=e, newline="\r\n" if i % 2 else "\n")
    for i, e in enumerate(["tcvn3", "tcvn3", "vni"]):
        put("docx", make(lv(i), year=2003, enc=e, font=".VnTime" if e == "tcvn3" else "VNI-Times"), lv(i), "legacy font in docx")
    for e in ("tcvn3", "vni"):
        p = make("TOI_MAT", year=2003)
        conv = P.vni_text if e == "vni" else lambda s: P.tcvn3(s).decode("latin-1")
        q = {k: [([[conv(c) for c in r] for r in b] if isinstance(b, list) else conv(b)) for b in v] for k, v in p.items()}
        put("html", q, "TOI_MAT", "legacy bytes in a page")
    old = ["ỦY BAN NHÂN DÂN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỈNH LAM GIANG             Độc lập – Tự do – Hạnh phúc", "   ________                     ____________", "Số : 27/UB-NC", "   TỐI MẬT", "                  Lam Giang, ngày 3 tháng 4 năm 1996", "", "Kính gửi : Các đồng chí Chủ tịch UBND huyện", "", "Về tình hình an ninh nông thôn, Ủy ban thông báo một số điểm nóng cần quan tâm chỉ đạo."]
    for e in ("utf8", "tcvn3", "vni"):
        raw("txt", "\n".join(old) + "\n", "TOI_MAT", "old paper", e)
    phieu = "PHIẾU GỬI\t\t\t\tMẬT\nSố: 15\nKính gửi: Văn phòng Tỉnh ủy\nGồm các văn bản số: 12, 13, 14\nĐề nghị ký nhận và gửi trả phiếu.\n"
    raw("txt", phieu, "MAT", "old paper")
    for i, fmt in enumerate(["pdf", "txt"]):
        p = make("TOI_MAT", mark_at="none")
        p["body"] = sum([["TỐI MẬT"] + p["body"] + [f"Trang {n}"] for n in range(1, 4)], [])
        put(fmt, p, "TOI_MAT", "mark on every page")
    for i, fmt in enumerate(["docx", "txt", "pdf", "odt", "txt", "docx"]):
        p = make(lv(i), topic=13)
        if i > 2:
            p["body"] += ["Theo Luật Bảo vệ bí mật nhà nước, bí mật nhà nước được phân thành độ Tuyệt mật, độ Tối mật và độ Mật.", "Một số đơn vị chưa đóng dấu chỉ độ mật, chưa ghi Bản số trên văn bản phát hành."]
        put(fmt, p, lv(i), "marked paper about secrecy work")
    deriv = [["Bản số: 03", "Được phép sao, chụp: không"], ["Bản số 05/12", "Tài liệu thu hồi", "Thời hạn: trước 30/6"], ["Thời hạn bảo vệ bí mật nhà nước: từ ngày 01/3/2024 đến ngày 01/3/2034", "Bản số: 02"], ["TÀI LIỆU THU HỒI", "Thời hạn thu hồi: sau hội nghị", "Bản số: 07"]]
    for i, d in enumerate(deriv):
        p = make("UNKNOWN", topic=[1, 3, 4, 12][i], mark_at="none")
        p["head"] += d
        p["tail"] = ["Nơi nhận:", "- Bản số 01: Thường trực;", "- Bản số 02, 03: Bộ CHQS (không được phép sao, chụp);", "- Lưu: 01 bản."]
        put(["docx", "txt", "pdf", "odt"][i], p, "UNKNOWN", "derived notes only")
    raw("txt", "Chỉ người có tên mới được bóc bì\nKính gửi: Đồng chí Bí thư Huyện ủy Sơn Khê\nSố: 44/B\nBản số: 01\nTài liệu thu hồi, gửi trả trước ngày 30.\n", "UNKNOWN", "derived notes only")
    for i in range(4):
        p = make(lv(i))
        q = dict(p, head=["Chào chị Lài,", "Em gửi nội dung văn bản bên dưới nhờ chị xem giúp, chiều trình ký ạ.", "Cảm ơn chị.", "-----", ""] + p["state"] + p["head"], state=[])
        if i < 2:
            n = name("eml")
            P.mail(OUT / "papers" / n, "Nhờ xem giúp dự thảo", q, quoted=i == 1)
            label(n, lv(i), "pasted in a mail")
        else:
            put("txt", q, lv(i), "pasted in a mail")
    n = name("eml")
    P.docx(OUT / "tmp.docx", make("TOI_MAT"))
    P.mail(OUT / "papers" / n, "Gửi tài liệu họp", dict(head=["Kính gửi anh, em gửi file đính kèm."], body=[]), attach=("hop.docx", (OUT / "tmp.docx").read_bytes()))
    label(n, "TOI_MAT", "attachment")
    data = [["TT", "Họ tên", "Chức vụ", "Đơn vị"], ["1", "Trần Văn Khởi", "Đội trưởng", "Đội 3"], ["2", "Lê Thị Thoa", "Trinh sát", "Đội 5"]]
    for i, m in enumerate(["MẬT", "TỐI MẬT", "Độ mật: Tuyệt mật", "MẬT"]):
        w = ["MAT", "TOI_MAT", "TUYET_MAT", "MAT"][i]
        sheet([[m], ["DANH SÁCH CÁN BỘ BIỆT PHÁI"]] + data, w, "sheet with mark in the first cell", fmt=["xlsx", "xls", "ods", "csv"][i])
    sheet([["CÔNG AN HUYỆN", "", "", "TỐI MẬT"], ["THỐNG KÊ CƠ SỞ"]] + data, "TOI_MAT", "sheet with mark in the first cell", shared=False)
    sheet([["DANH SÁCH"]] + data, "MAT", "sheet with mark in the page header", header="MẬT")
    sheet([["Số văn bản", "Độ mật", "Trích yếu"], ["12/KH", "Mật", "Kế hoạch A2"], ["15/BC", "Tối mật", "Báo cáo tình hình"]], "TOI_MAT", "filled register of secret papers")
    sheet([["so_vb,do_mat,trich_yeu".split(",")[j] for j in range(3)], ["12/KH-CAH", "Tối mật", "Phương án bảo vệ mục tiêu"], ["13/KH-CAH", "Mật", "Kế hoạch tuần tra"]], "TOI_MAT", "filled register of secret papers", fmt="csv")
    for i in range(4):
        n = name("pptx")
        mk = ["TỐI MẬT", "MẬT", "Tài liệu MẬT", "TUYỆT MẬT"][i]
        P.pptx(OUT / "papers" / n, [[mk, "BÁO CÁO KẾT QUẢ CHUYÊN ÁN\nTháng 9"], ["Kết quả", "Bắt giữ 03 đối tượng\nThu giữ tang vật"]] if i < 3 else [["BÁO CÁO", "Phòng nghiệp vụ"], [mk, "Sơ đồ bố trí lực lượng"], [mk, "Kinh phí"]])
        label(n, ["TOI_MAT", "MAT", "MAT", "TUYET_MAT"][i], "slides")
    for i in range(6):
        w, t = [("TUYET_MAT", 5), ("TOI_MAT", 5), ("TOI_MAT", 6), ("MAT", 8), ("MAT", 7), ("TUYET_MAT", 6)][i]
        p = make(w, topic=t)
        if i % 2:
            p["head"].insert(0, "DỰ THẢO")
        put(["docx", "pdf", "txt", "doc", "docx", "rtf"][i], p, w, "exam, personnel, draft")
    for i, d in enumerate(["DỰ THẢO LẦN 2 - MẬT", "DỰ THẢO (TỐI MẬT)", "MẬT - KHẨN", "HỎA TỐC - TỐI MẬT"]):
        w = "TOI_MAT" if "TỐI" in d else "MAT"
        put(["docx", "txt"][i % 2], make(w, mark=d), w, "mark with draft or urgency")
    for i, e in enumerate(["txt", "docx"]):
        p = make("MAT", mark_at="none")
        p["body"].insert(2, "(Tài liệu mật)") if i else p["body"].insert(2, "(Mật)")
        put(e, p, "MAT", "under the title")
    inner = P.text_of(make("TOI_MAT")).encode()
    P.docx(OUT / "tmp.docx", make("MAT"))
    for i, files in enumerate([{"a/b.txt": inner, "readme.txt": b"ok\n"}, {"ho so/kh.docx": (OUT / "tmp.docx").read_bytes()}]):
        n = name("zip")
        P.zipped(OUT / "papers" / n, files)
        label(n, ["TOI_MAT", "MAT"][i], "inside zip")


def negatives():
    import negatives1
    negatives1.write(globals())


def unreadable():
    P.docx(OUT / "tmp.docx", make("TOI_MAT"))
    data = (OUT / "tmp.docx").read_bytes()
    raw("docx", data[:len(data) // 2], "unread", "cut docx")
    n = name("zip")
    subprocess.run(["zip", "-q", "-j", "-P", "abc", str(OUT / "papers" / n), str(OUT / "tmp.docx")], check=True)
    label(n, "unread", "zip with a password")
    raw("docx", bytes(rnd.randrange(256) for _ in range(6000)), "unread", "noise called docx")
    raw("pdf", b"%PDF-1.7\n" + bytes(rnd.randrange(256) for _ in range(5000)), "unread", "broken pdf")
    n = name("png")
    (OUT / "papers" / n).write_bytes(P.png(600, 800))
    label(n, "unread", "picture")
    raw("rar", b"Rar!\x1a\x07\x01\x00" + bytes(rnd.randrange(256) for _ in range(900)), "unread", "broken rar")
    raw("gpg", b"\x85\x02\x0c\x03" + bytes(rnd.randrange(256) for _ in range(3000)), "unread", "encrypted file")
    raw("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(rnd.randrange(256) for _ in range(4000)), "unread", "broken doc")


def main():
    global OUT
    OUT = Path(sys.argv[1])
    (OUT / "papers").mkdir(parents=True)
    positives()
    negatives()
    unreadable()
    P.convert(OUT / "papers", JOBS)
    (OUT / "tmp.docx").unlink()
    (OUT / "labels.jsonl").write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in LABELS))


if __name__ == "__main__":
    main()
