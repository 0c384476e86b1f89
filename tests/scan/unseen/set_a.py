"""Set A of papers written after the judge and away from it: python3 set_a.py FOLDER [EVERY]. Marked papers here, the others in set_a_none.py.

Everything is invented. The set was measured once before anything was changed (docs/design/scanner.md), then used.
"""
import sys

import set_a_none
from collection import Collection, P, WORDS, paper

OFFICES = [
    ("CỤC HẢI QUAN VÙNG HẠ LƯU", "CHI CỤC CẢNG SÔNG", "HQVHL-CCCS", "Hạ Lưu"), ("BỘ TƯ LỆNH VÙNG 7", "HẢI ĐỘI 33", "HĐ33", "Vùng 7"),
    ("UBND THÀNH PHỐ TÂN HẢI", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "SKHCN", "Tân Hải"), ("KHO BẠC NHÀ NƯỚC", "KHO BẠC TỈNH ĐỨC NINH", "KBĐN-KQ", "Đức Ninh"),
    ("ĐÀI KHÍ TƯỢNG CAO KHÔNG", "TRẠM RA ĐA NÚI CẤM", "TRĐ", "Núi Cấm"), ("CỤC DỰ TRỮ KHU VỰC ĐÔNG NAM", "CHI CỤC KHO A12", "CCA12-KTBQ", "Khu A"),
    ("TRẠI GIAM SỐ 9", "ĐỘI TRINH SÁT", "TG9-TS", "Số 9"), ("TRUNG TÂM TẦN SỐ KHU VỰC 12", "PHÒNG KIỂM SOÁT", "TT12-KS", "Khu vực 12"),
    ("UBND HUYỆN ĐẢO NGỌC VỪNG", "BAN CHỈ HUY QUÂN SỰ", "BCH-TM", "Ngọc Vừng"), ("HĐND TỈNH ĐỨC NINH", "BAN PHÁP CHẾ", "BPC", "Đức Ninh"),
    ("CỤC THỐNG KÊ TỈNH ĐỨC NINH", "PHÒNG TỔNG HỢP", "CTK-TH", "Đức Ninh"), ("TỔNG CÔNG TY ĐƯỜNG SẮT MIỀN TÂY", "BAN BẢO VỆ", "ĐSMT-BV", "Miền Tây")]
PARTY = [("THÀNH ỦY TÂN HẢI", "ỦY BAN KIỂM TRA", "UBKTTU"), ("ĐẢNG ỦY KHỐI DOANH NGHIỆP ĐỨC NINH", "BAN TỔ CHỨC", "BTCĐUK"), ("HUYỆN ỦY NGỌC VỪNG", "VĂN PHÒNG", "VPHU")]
MATTERS = [
    ("BÁO CÁO", "Kết quả đấu tranh chuyên án K-417", ["Trong tháng, tổ công tác đã nắm được phương thức hoạt động của nhóm đối tượng.", "Đề nghị tiếp tục áp dụng biện pháp nghiệp vụ với 05 đầu mối."]),
    ("KẾ HOẠCH", "Điều chuyển hàng dự trữ quý IV", ["1. Khối lượng: 1.250 tấn, chia làm 04 đợt.", "2. Tuyến vận chuyển chính qua cầu Bến Gỗ.", "3. Thời gian bắt đầu: 22 giờ ngày 10."]),
    ("TỜ TRÌNH", "Về phương án nhân sự cấp trưởng", ["Kính gửi: Ban Cán sự.", "Sau khi lấy ý kiến, có 02 trường hợp đủ điều kiện.", "Xin ý kiến chỉ đạo."]),
    ("PHƯƠNG ÁN", "Bảo vệ mục tiêu M5 dịp lễ", ["Bố trí 03 vòng, mỗi vòng 12 người.", "Điểm chốt 4 có góc khuất về phía bờ kè.", "Tín hiệu liên lạc: đèn xanh hai lần."]),
    ("BIÊN BẢN", "Hội ý lãnh đạo về xử lý cán bộ", ["Bắt đầu lúc 19 giờ 15.", "Ý kiến thứ nhất: giữ nguyên hình thức kỷ luật.", "Kết luận: trình cấp trên trước ngày 20."]),
    ("QUYẾT ĐỊNH", "Về việc giao chỉ tiêu dự trữ đặc biệt", ["Điều 1. Giao Chi cục quản lý 14 danh mục hàng.", "Điều 2. Thủ trưởng các đơn vị thi hành.", "Điều 3. Quyết định có hiệu lực từ ngày ký."]),
    ("THÔNG BÁO", "Kết luận của Thường trực về vị trí khu kỹ thuật", ["Chọn phương án 2, cách quốc lộ 3 km.", "Không đưa lên bản đồ hành chính."]),
    ("CÔNG ĐIỆN", "Về việc chuyển trạng thái sẵn sàng", ["Điện: Chỉ huy các đồn, trạm.", "Từ 0 giờ ngày 15 chuyển trạng thái theo mệnh lệnh số 4.", "Báo cáo về trước 6 giờ hằng ngày."]),
    ("ĐỀ ÁN", "Di chuyển trạm thu phát vùng biên", ["Phần I. Hiện trạng phủ sóng.", "Phần II. Vị trí mới ở cao độ 412 m.", "Phần III. Kinh phí 8,6 tỷ đồng."]),
    ("PHỤ LỤC", "Danh sách điểm đặt thiết bị", ["TT\tĐiểm\tTần số\tGhi chú", "1\tGò Dưa\t46.10\tdự phòng", "2\tBãi Sậy\t47.25\tchính"]),
    ("CÔNG VĂN", "V/v cung cấp số liệu dân cư vùng lòng hồ", ["Kính gửi: Ban Quản lý dự án.", "Đơn vị gửi kèm số liệu 3 xã chưa công bố.", "Đề nghị quản lý đúng quy định."]),
    ("ĐỀ THI", "Môn Vật lý, kỳ thi chọn đội tuyển", ["Câu 1. Một vật được ném xiên góc 30 độ.", "Câu 2. Cho mạch điện gồm hai điện trở.", "Câu 3. Tính chu kỳ dao động nhỏ."])]
QH, TN = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
LV = ["MAT", "TOI_MAT", "TUYET_MAT"]
TEXT = ["txt", "docx", "odt", "pdf", "html", "docx-lo", "doc", "rtf"]


def lv(i): return LV[i % 3]


def office(i, mark=(), number=True, year=2024):
    parent, unit, sign, place = OFFICES[i % len(OFFICES)]
    head = [parent, unit] + ([f"Số: {(i * 37) % 400 + 3}/{sign}"] if number else [])
    return head + list(mark), [QH, TN, f"{place}, ngày {i % 27 + 1} tháng {i % 12 + 1} năm {year}"]


def letter(i, mark=(), **more):
    """A usual paper of office i about matter i with the mark's lines under its number."""
    kind, about, body = MATTERS[(i * 5 + i // 12) % len(MATTERS)]
    head, state = office(i, mark)
    return paper(([] if kind == "CÔNG VĂN" else [kind]) + [about] + body, **dict(dict(head=head, state=state, tail=["Nơi nhận:", "- Như trên;", "- Lưu: VT."]), **more))


def bare(i, top=(), **more):
    """A paper without national title and number."""
    kind, about, body = MATTERS[(i * 7 + 3) % len(MATTERS)]
    return paper(list(top) + [OFFICES[i % 12][1], kind, about] + body, **more)


def places(c):
    for i in range(32):  # the ordinary place, every level and format
        c.put(TEXT[i % 8], letter(i, [WORDS[lv(i + i // 8)]]), lv(i + i // 8), "under the number")
    for i in range(8):
        c.put(TEXT[i % 8], letter(i + 5, [WORDS[lv(i)].capitalize() if i % 2 else WORDS[lv(i)].lower()]), lv(i), "under the number, small letters")
    for i in range(6):
        p = letter(i + 9)
        c.put(TEXT[i], dict(p, head=p["head"][:1] + [WORDS[lv(i)]] + p["head"][1:]), lv(i), "between the office and the number")
    for i in range(6):
        p = letter(i + 2)
        c.put(TEXT[i + 2], dict(p, state=p["state"] + [WORDS[lv(i + 1)]]), lv(i + 1), "right, under the date (old dispatch)")
    for i in range(6):
        p = letter(i + 3)
        c.put(TEXT[(i * 3) % 8], dict(p, body=p["body"][:2] + [f"({WORDS[lv(i)].capitalize()})" if i % 2 else f"[{WORDS[lv(i)]}]"] + p["body"][2:]), lv(i), "under the title, in brackets")
    for i in range(8):
        c.put(TEXT[i % 8], bare(i, [WORDS[lv(i)]]), lv(i), "top line, no national title")
    for i in range(6):
        parent, unit, sign = PARTY[i % 3]
        head = [parent, unit, "*", f"Số {i * 9 + 4}-{['BC', 'CV', 'TTr'][i % 3]}/{sign}", WORDS[lv(i)]]
        kind, about, body = MATTERS[(i * 2 + 2) % 9]
        c.put(TEXT[i], paper([kind, about] + body, head=head, state=["ĐẢNG CỘNG SẢN VIỆT NAM", f"Tân Hải, ngày {i + 3} tháng 4 năm 2023"]), lv(i), "party paper")
    for i in range(6):
        key, fmt = [("header", "docx"), ("footer", "docx-lo"), ("header", "pdf"), ("footer", "pdf"), ("first", "docx"), ("header", "rtf")][i]
        text = [WORDS[lv(i)], f"{WORDS[lv(i)]} - Trang 1", f"Văn bản {WORDS[lv(i)]}", WORDS[lv(i)].capitalize(), f"Độ mật: {WORDS[lv(i)].capitalize()}", WORDS[lv(i)]][i]
        c.put(fmt, bare(i + 4, **{key: text}), lv(i), "header or footer")
    for i in range(6):
        c.put(["docx", "odt", "pdf", "docx-lo", "doc", "docx"][i], bare(i + 6, **({"arts": [WORDS[lv(i)]]} if i == 5 else {"boxes": [WORDS[lv(i)]]})), lv(i), "text box or WordArt")
    for i in range(3):
        c.put(["docx", "odt", "docx-lo"][i], bare(i + 2, footnote=f"Độ mật của phụ lục: {WORDS[lv(i)].capitalize()}"), lv(i), "footnote")


def wordings(c):
    labels = ["Độ mật: {t}", "ĐỘ MẬT: {u}", "độ mật: {l}", "Mức độ mật: {t}", "Độ mật - {u}", "Phân loại mật: {t}", "Loại: văn bản {u}", "Loại văn bản: {u}", "Cấp độ mật: {t}",
              "Tài liệu {u}", "VĂN BẢN {u}", "Độ mật \"{t}\"", "Đóng dấu: {u}", "Độ bảo mật: {t}", "Mật độ: thấp. Độ mật: {t}", "Độ mật/Khẩn: {t}/Thượng khẩn", "Chế độ: {u}", "Thuộc độ: {t}"]
    for i, t in enumerate(labels):
        w = WORDS[lv(i + 1)]
        line = t.format(t=w.capitalize(), u=w, l=w.lower())
        p = letter(i, [line]) if i % 2 else bare(i)
        if not i % 2:
            p["body"][2:2] = [line]
        c.put(TEXT[i % 6], p, lv(i + 1), "label")
    signs = ["« {u} »", "*** {u} ***", "====\n{u}\n====", "╔══════╗\n║ {u} ║\n╚══════╝", "+-------+\n| {u} |\n+-------+", "{s}", "{u} / HỎA TỐC", "HỎA TỐC\n{u}", "{u}.", "({u})", "{u} - Bản số 07", "• {u}",
             "# {u}", "DỰ THẢO LẦN 3 - {u}", "{u} – SECRET", "({u}/TOP SECRET)", "__{u}__", "“{u}”"]
    for i, t in enumerate(signs):
        w = WORDS[lv(i)]
        lines = t.format(u=w, s="  ".join(" ".join(x) for x in w.split())).split("\n")
        c.put(["txt", "docx", "txt", "odt"][i % 4], letter(i + 1, lines) if i % 3 else bare(i + 1, lines), lv(i), "signs, frames, letter-spacing, urgency")
    for i in range(5):
        notes = [["Bản số: 03/07", "Không được phép sao, chụp"], ["TÀI LIỆU THU HỒI", "Thời hạn: 30/6", "Bản số: 11"], ["Thời hạn bảo vệ: 20 năm kể từ ngày 12/5/2021", "Được phép sao, chụp"],
                 ["Bản sao số: 04", "BẢN SAO BÍ MẬT NHÀ NƯỚC"], ["B", "Chỉ người có tên mới được bóc bì"]][i]
        c.put(TEXT[i], letter(i + 4, notes), "UNKNOWN", "derived notes only")
    for i in range(4):
        p = letter(i + 7, [WORDS[lv(i)], f"Bản số: 0{i + 2}"])
        c.put(TEXT[(i + 1) % 4], dict(p, tail=["Nơi nhận:", "- Như trên (không được sao, chụp);", "- Lưu: VT (01 bản)."]), lv(i), "with copy number")
    for i in range(4):  # OCR of a scan: torn lines, wrong spaces, stray signs
        w = WORDS[lv(i)]
        ocr = ["| " + OFFICES[i][0] + "  , CONG HOA XA HOI CHU NGHIA VIET NAM", OFFICES[i][1] + "   Độc lập - Tự do - Hạnh phúc.", f"Số: {i + 3}/BC - XX  -------", [f"[ {w} |", f". {w} '", f"|{w}|  ngày  tháng", f"{w} ,"][i],
               "BÁO CÁO", "Kết quả công tac đợt l năm 2O22"] + MATTERS[i][2]
        c.raw("txt", "\n".join(ocr) + "\n", lv(i), "text of a scan read by OCR")


def encodings(c):
    for i, e in enumerate(["tcvn3", "vni", "viscii", "vps", "cp1258", "viqr", "telex", "nfd", "utf16", "utf16be", "utf8bom", "tcvn3", "vni"]):
        w = WORDS[lv(i)]
        p = letter(i + 3, [w if i < 11 else f"Độ mật: {w.capitalize()}"], enc=e, newline="\r\n", side=i % 2 == 0)
        c.put("txt", p, lv(i), "encoding " + e)
    for i in range(5):
        w = WORDS[lv(i)]
        c.raw("txt", P.bare("\n".join(["CONG AN TINH DUC NINH", f"So: {i + 2}/BC-PA", w if i % 2 else f"Do mat: {w}", P.bare(QH), P.bare(TN), "Kinh gui: Giam doc"] + MATTERS[i][2])) + "\n", lv(i), "unaccented")
    for i, (font, e) in enumerate([(".VnTime", "tcvn3"), ("VNI-Times", "vni"), (".VnTimeH", "tcvn3"), ("VNI-Helve", "vni"), (".VnArial", "tcvn3"), (".VnTimeH", "tcvn3")]):
        p = letter(i + 8, [WORDS[lv(i)]])
        if font.endswith("H"):
            p = dict(p, head=[x.lower() for x in p["head"]], state=[x.lower() for x in p["state"]])
        c.put("docx", dict(p, font=font, enc=e), lv(i), "old font in docx")
    for i in range(4):  # one file, two encodings: an old paper pasted under a new mail
        old = "\n".join(["", OFFICES[i][0], f"Số: 4{i}/CV", WORDS[lv(i)], QH, "Kính gửi: Giám đốc"] + MATTERS[i + 3][2]) + "\n"
        c.raw("txt", "Gửi anh bản cũ em tìm được trong máy, anh xem giúp.\n".encode() + P.encode(old, ["tcvn3", "vni", "viqr", "tcvn3"][i]), lv(i), "two encodings in one file")
    for i, e in enumerate(["utf8", "tcvn3", "utf8"]):
        c.put("html", dict(letter(i + 1, [WORDS[lv(i)]]), entities=e == "utf8" and i == 2, enc="utf16" if i == 1 else "utf8"), lv(i), "web page")


def kinds(c):
    heads = [[["TUYỆT MẬT"]], [["", "", "TỐI MẬT"]], [["Độ mật", "Mật"]], [["BẢNG KÊ (MẬT)"]], [["CHI CỤC KHO A12", "", "MẬT"]], [["Độ mật:", "", "Tối mật"]]]
    rows = [["BẢNG KÊ VẬT TƯ ĐẶC BIỆT"], ["TT", "Tên", "Số lượng"], ["1", "Máy phát VRU", "14"], ["2", "Ăng ten lưới", "6"]]
    for i, h in enumerate(heads):
        c.sheet(["xlsx", "csv", "xlsx", "ods", "xls", "xlsx"][i], h + rows, ["TUYET_MAT", "TOI_MAT", "MAT", "MAT", "MAT", "TOI_MAT"][i], "sheet")
    c.sheet("xlsx", rows, "MAT", "sheet", header="MẬT")
    for i, s in enumerate([[["TUYỆT MẬT"], ["Phương án bảo vệ bờ đông", "3 hướng, 2 mũi"]], [["KẾ HOẠCH ĐIỀU CHUYỂN", "MẬT", "Tháng 9"], ["Tuyến", "Cầu Bến Gỗ"]], [["Báo cáo chuyên án"], ["Độ mật: Tối mật", "05 đầu mối"]],
                           [["TỐI MẬT\nBÁO CÁO NHANH"], ["Tình hình", "3 vụ"]]]):
        c.slides(["pptx", "odp", "pptx", "ppt"][i], s, ["TUYET_MAT", "MAT", "TOI_MAT", "TOI_MAT"][i], "slides")
    for i in range(5):  # army and police layouts, the nineties
        head = ["BỘ TƯ LỆNH VÙNG 7", "HẢI ĐỘI 33", "Số: 0" + str(i + 1) + "/MLCĐ", WORDS[lv(i + 2)]]
        c.put(TEXT[i], paper(["MỆNH LỆNH CHIẾN ĐẤU", "Vị trí chỉ huy: 14 giờ 00 ngày 2/4", "Bản đồ 1/25.000 in năm 1998", "1. Địch: tàu nhóm B neo ở tây nam đảo 4 hải lý.", "2. Nhiệm vụ: Biên đội 2 cơ động bám nắm.", "HẢI ĐỘI TRƯỞNG"], head=head, state=["QUÂN ĐỘI NHÂN DÂN VIỆT NAM"] if i % 2 else [QH, TN]), lv(i + 2), "order of a military unit")
    for i in range(4):
        c.put(TEXT[i], paper([f"ĐIỆN MẬT SỐ {i + 4}" if i % 2 else "ĐIỆN KHẨN", WORDS[lv(i)], "Nơi gửi: Trạm ra đa Núi Cấm", "Nơi nhận: Sở chỉ huy", "Lúc 03 giờ 22 phát hiện tốp 2 mục tiêu, hướng 140, cự ly 61 km.", "Đề nghị cho chỉ thị."]), lv(i), "telegram")
    for i in range(4):
        c.put(TEXT[i + 1], paper([WORDS[lv(i)], f"({['CONFIDENTIAL', 'SECRET', 'TOP SECRET'][LV.index(lv(i))]})", "BIÊN BẢN GHI NHỚ / MEMORANDUM", "Hai bên trao đổi về tuần tra chung. / Both sides discussed joint patrols.", "Article 1. Schedule of patrols."], head=[], state=[]), lv(i), "two languages")
    for i in range(4):
        msg = ["Chị Hà,", "em đánh máy lại bản hôm qua như sau:", "", "---", OFFICES[i + 2][1], f"Số 1{i}/BC", WORDS[lv(i)], *MATTERS[i + 5][2], "---", "Chị sửa rồi in nhé."]
        c.put(["txt", "docx", "html", "odt"][i], paper(msg), lv(i), "copied into a note")
    about = ["Đơn vị đã phổ biến Luật Bảo vệ bí mật nhà nước cho 42 lượt người.", "Còn 03 văn bản độ Mật, 01 văn bản độ Tối mật chưa vào sổ.", "Thu hồi 2 USB lưu tài liệu mật, xác định lại độ mật 4 văn bản."]
    for i in range(6):
        p = letter(i + 5, [WORDS[lv(i + 1)]])
        c.put(TEXT[i], dict(p, body=["BÁO CÁO", "Tự kiểm tra công tác bảo vệ bí mật nhà nước"] + about), lv(i + 1), "marked report on the work")
    for i in range(4):
        rows = [["STT", "Trích yếu", "Độ mật"], ["1", "Phương án M5", "Tối mật"], ["2", "Báo cáo K-417", "Mật"]]
        p = letter(i + 6, [WORDS[lv(i)]])
        c.put(TEXT[i + 1], dict(p, body=["DANH MỤC", "Hồ sơ nộp lưu năm 2023", rows]), lv(i), "marked list of other papers")
    for i in range(3):
        inner = c.folder / "inner.docx"
        P.docx(inner, letter(i + 2, [WORDS[lv(i)]]))
        path = c.name("zip", lv(i), "inside an archive")
        if path:
            P.zipped(path, {"Tài liệu/cũ.docx": inner.read_bytes(), "doc.txt": "sao lưu máy phòng 2\n".encode()})
        inner.unlink()


def main():
    c = Collection(sys.argv[1], "a", int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    places(c)
    wordings(c)
    encodings(c)
    kinds(c)
    set_a_none.write(c, letter, TEXT)
    c.end()


if __name__ == "__main__":
    main()
