"""Set B, kept aside until the end: python3 set_b.py FOLDER [EVERY]. Whole papers as an inspector finds them on desks; `{M}` is the level.

Other offices, layouts and words than set A. Measured once, nothing was changed after (docs/design/scanner.md). All invented.
"""
import sys

import set_b_none
from collection import Collection, P, WORDS, paper

LV = ["TOI_MAT", "MAT", "TUYET_MAT", "MAT"]
FORMATS = ["docx", "txt", "odt", "pdf", "doc", "html", "rtf", "docx-lo"]
QH, TN = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc"
CH, TH = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
NAMES = ["Thạch Kiên", "Lò Mai", "Bế Quang", "Cầm Hồng", "Vi Sơn", "Quách Ngân", "Mạc Đình", "Kiều Oanh"]
# head (left column) | right column | the rest; {M} the level in capitals, {m} as "Tối mật", {n} a number, {p} a person
WHOLE = [
    ("bank letter", "NGÂN HÀNG HỢP TÁC PHƯƠNG NAM\nTRUNG TÂM NGÂN QUỸ\nSố: {n}/NQ-KH\n{M}\nV/v lịch tiếp quỹ tháng 11", QH + "\n" + TN + "\nPhú Lộc, ngày 2 tháng 11 năm 2022", "Kính gửi: Giám đốc các chi nhánh\nXe tiếp quỹ xuất phát 4 giờ 30, dừng tại ba điểm.\nMật lệnh giao nhận thay đổi theo ngày chẵn, lẻ.\nGIÁM ĐỐC\n{p}"),
    ("prosecutor's report", "VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO\nVKSND TỈNH BẮC SƠN\nSố: {n}/BC-VKS-P1\n{M}", CH + "\n" + TH, "BÁO CÁO\nQuá trình giải quyết vụ án L.V.T. và đồng phạm\n1. Quan điểm của ba ngành còn khác nhau.\n2. Đề nghị cho ý kiến trước phiên tòa.\nVIỆN TRƯỞNG\n{p}"),
    ("dam", "TẬP ĐOÀN THỦY ĐIỆN\nNHÀ MÁY THÁC BẠC\nSố: {n}/TB-AT\n{M}", CH + "\n" + TH + "\nThác Bạc, ngày 9 tháng 9 năm 2021", "PHƯƠNG ÁN BẢO VỆ ĐẬP CHÍNH\n1. Điểm yếu: cửa xả số 3.\n2. Lực lượng trực: 2 tổ.\n3. Hiệp đồng với đồn công an.\nQUẢN ĐỐC"),
    ("radio", "BỘ THÔNG TIN LIÊN LẠC\nCỤC TẦN SỐ\nSố: {n}/CTS\n{M}", CH + "\n" + TH, "DANH MỤC TẦN SỐ DÀNH RIÊNG\nBăng tần\tĐơn vị dùng\n34–36\tĐoàn 5\n68–70\tĐoàn 8\nBảng này thay bảng năm trước."),
    ("exam", "SỞ GIÁO DỤC TỈNH BẮC SƠN\nHỘI ĐỒNG RA ĐỀ\n{M}", "KỲ THI TUYỂN SINH LỚP 10\nMôn: Ngữ văn", "Phần I (4 điểm). Đọc đoạn trích và trả lời câu hỏi.\nCâu 1. Nêu phương thức biểu đạt.\nCâu 2. Chỉ ra biện pháp tu từ.\nPhần II (6 điểm). Viết bài văn về quê hương."),
    ("minutes", "TỈNH ĐOÀN KẾT\nBAN THƯỜNG VỤ\n{M}", "", "BIÊN BẢN HỌP KÍN\nChủ trì: {p}\nThư ký: {p2}\nBàn việc thay người đứng đầu hai sở.\nBiểu quyết 11/13.\nKết thúc 22 giờ."),
    ("diplomatic note", "VỤ CHÂU LỤC III\nPhiếu trình số {n}\n{M}", "", "Kính trình: Thứ trưởng\nĐối tác đề nghị lùi vòng đàm phán.\nPhương án của ta: giữ điều 5, nhân nhượng điều 9.\nVụ trưởng\n{p}"),
    ("police", "CÔNG AN TỈNH BẮC SƠN\nPHÒNG PC99\nSố: {n}/BC-PC99\n{M}", CH + "\n" + TH + "\nBắc Sơn, ngày 1 tháng 6 năm 2020", "BÁO CÁO KẾT QUẢ XÁC MINH\nĐối tượng N. thường xuyên liên lạc với bên kia biên giới.\nNguồn tin B7 cung cấp thêm hai số máy.\nTRƯỞNG PHÒNG\nThượng tá {p}"),
    ("army plan", "QUÂN KHU ĐÔNG\nSƯ ĐOÀN 3X7\nSố: {n}/KH-TM\n{M}", CH + "\n" + TH, "KẾ HOẠCH HUẤN LUYỆN ĐÊM\nThời gian: từ 19.00 ngày 5.8\nĐịa điểm: thao trường Đồi Sim\nQuân số: 640; xe: 22\nTHAM MƯU TRƯỞNG\nĐại tá {p}"),
    ("decision", "ỦY BAN NHÂN DÂN\nTỈNH BẮC SƠN\nSố: {n}/QĐ-UBND\n{M}", CH + "\n" + TH + "\nBắc Sơn, ngày 15 tháng 7 năm 2019", "QUYẾT ĐỊNH\nVề việc phê duyệt dự án mã số BS-04\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Tổ chức chính quyền địa phương;\nQUYẾT ĐỊNH:\nĐiều 1. Phê duyệt dự án, tổng mức 31 tỷ đồng.\nĐiều 2. Giao Bộ Chỉ huy quân sự làm chủ đầu tư.\nĐiều 3. Các cơ quan thi hành.\nTM. ỦY BAN NHÂN DÂN"),
    ("party", "TỈNH ỦY BẮC SƠN\nBAN NỘI CHÍNH\n*\nSố {n}-BC/BNCTU\n{M}", "ĐẢNG CỘNG SẢN VIỆT NAM\nBắc Sơn, ngày 4 tháng 4 năm 2022", "BÁO CÁO\nviệc theo dõi các vụ án trọng điểm\n-----\nCó 03 vụ liên quan cán bộ diện quản lý.\nKiến nghị Thường trực cho chủ trương.\nTRƯỞNG BAN"),
    ("telegram", "ĐIỆN ĐI SỐ {n}\n{M}", "", "Nơi gửi: Đồn Mốc 77\nNơi nhận: Bộ Chỉ huy\n(1) Hồi 02.15 tổ tuần tra phát hiện dấu vết xâm nhập.\n(2) Đã tăng cường mật phục.\n(3) Xin chỉ thị."),
    ("old typewriter", "TỔNG CỤC HẬU CẦN\nCỤC QUÂN Y\nSố {n} QY/94\n{M}", CH + "\n" + TH + "\nHà Tây, ngày 3-2-1994", "KẾ HOẠCH DỰ TRỮ THUỐC CHIẾN TRƯỜNG\n- Cơ số A: 500\n- Cơ số B: 300\nKT/ CỤC TRƯỞNG"),
    ("personnel", "BỘ CÔNG NGHIỆP NHẸ\nVỤ TỔ CHỨC CÁN BỘ\nSố: {n}/TCCB\n{M}", CH + "\n" + TH, "BẢNG TỔNG HỢP TÍN NHIỆM\nTT\tHọ tên\tTín nhiệm\n1\t{p}\t61%\n2\t{p2}\t48%\nNgười lập: Vụ phó"),
    ("map office", "CỤC BẢN ĐỒ\nXÍ NGHIỆP 202\nSố: {n}/XN\n{M}", CH + "\n" + TH, "BIÊN BẢN BÀN GIAO\nGiao 40 mảnh bản đồ tỷ lệ 1/10.000 khu Hòn Mây.\nBên nhận kiểm đủ.\nĐại diện bên giao"),
    ("health", "BAN BẢO VỆ SỨC KHỎE\nTỈNH BẮC SƠN\nSố: {n}/BVSK\n{M}", CH + "\n" + TH, "KẾT LUẬN HỘI CHẨN\nBệnh nhân: đồng chí {p}\nChẩn đoán: theo dõi u gan.\nHướng điều trị: chuyển tuyến.\nTRƯỞNG BAN"),
    ("inspection", "THANH TRA TỈNH BẮC SƠN\nĐOÀN THANH TRA SỐ {n}\n{M}", CH + "\n" + TH, "DỰ THẢO KẾT LUẬN\nQua thanh tra phát hiện chi sai 4,7 tỷ đồng.\nĐề nghị chuyển hồ sơ sang cơ quan điều tra.\nTRƯỞNG ĐOÀN"),
    ("company", "TỔNG CÔNG TY CƠ KHÍ Z\nNHÀ MÁY 4Z\nSố: {n}/NM4Z-KT\n{M}", CH + "\n" + TH, "TỜ TRÌNH\nVề công thức hợp kim mới\nKính gửi: Hội đồng thành viên\nThành phần thử: 12 phần, 3 phần, 1 phần.\nGIÁM ĐỐC NHÀ MÁY")]
LABELS = ["Độ Mật: {m}", "ĐỘ MẬT: {M}", "+ Độ mật: {m}", "Mức độ bảo mật: {m}", "Độ mật = {M}", "Tài liệu thuộc độ: {M}", "Văn bản có độ mật: {m}", "Độ mật của hồ sơ: {m}", "- Độ mật: {m}; độ khẩn: Khẩn", "Phân loại: {M}", "Loại tài liệu: {M}", "Cấp độ bảo mật: {M}", "(Độ mật: {m})", "Dấu độ mật: {M}"]
DRESSES = ["[[ {M} ]]", "~ {M} ~", "┏━━━━━━━┓\n┃ {M} ┃\n┗━━━━━━━┛", "{S}", "=== {M} ===", "THƯỢNG KHẨN - {M}", "{M}\nKHẨN", "- {M} -", "“{M}”", "{M} !", "► {M} ◄", "Bản số 2 - {M}", "/{M}/", "{M} (dự thảo lần 2)", "{M} / CONFIDENTIAL", "{M}: XEM XONG TRẢ LẠI", "_{M}_", "DỰ THẢO\n{M}"]


def build(i, mark, key=None, **more):
    """Paper i with the mark's line in place of {M}; an empty mark takes the line away."""
    kind, left, right, rest = WHOLE[i % len(WHOLE)] if key is None else WHOLE[key]
    fill = lambda s: s.replace("{n}", str(i * 13 % 300 + 1)).replace("{p2}", NAMES[(i + 3) % 8]).replace("{p}", NAMES[i % 8])
    head = [x for line in fill(left).split("\n") for x in (line.replace("{M}", mark).split("\n") if line != "{M}" or mark else [])]
    p = paper(fill(rest).split("\n"), head=head, state=fill(right).split("\n") if right else [])
    p.update(more)
    return p


def marked(c):
    n = 0
    for i in range(len(WHOLE) * 3 + 10):
        lv = LV[(i + i // 18) % 4]
        c.put(FORMATS[(i * 5 + i // 8) % 8], build(i, WORDS[lv]), lv, WHOLE[i % 18][0])
    for i, t in enumerate(LABELS):
        lv = LV[i % 4]
        line = t.format(M=WORDS[lv], m=WORDS[lv].capitalize())
        p = build(i + 4, line) if i % 2 else build(i + 4, "")
        if not i % 2:
            p["body"].insert(1, line)
        c.put(FORMATS[(i * 3) % 8], p, lv, "label")
    for i, t in enumerate(DRESSES):
        lv = LV[(i + 1) % 4]
        w = WORDS[lv]
        c.put(["txt", "docx", "txt", "html"][i % 4], build(i + 7, t.format(M=w, S="   ".join(" ".join(x) for x in w.split()))), lv, "dressed")
    for i in range(8):
        lv = LV[i % 4]
        c.put(FORMATS[i], build(i + 9, [WORDS[lv].capitalize(), WORDS[lv].lower()][i // 4]), lv, "small letters in the stamp's place")
    for i, e in enumerate(["viscii", "tcvn3", "vni", "vps", "telex", "viqr", "cp1258", "nfd", "utf16be", "utf16", "tcvn3", "vni"]):
        lv = LV[(i + 2) % 4]
        c.put("txt", build(i * 2 + 1, WORDS[lv] if i < 10 else "Độ mật: " + WORDS[lv].capitalize(), enc=e, newline="\r\n", side=i % 3 == 0), lv, "encoding " + e)
    for i, (font, e) in enumerate([(".VnTime", "tcvn3"), (".VnTimeH", "tcvn3"), ("VNI-Times", "vni"), ("VNI-Avo", "vni")]):
        p = build(i + 3, WORDS[LV[i]])
        if font.endswith("H"):
            p = dict(p, head=[x.lower() for x in p["head"]], state=[x.lower() for x in p["state"]])
        c.put("docx", dict(p, font=font, enc=e), LV[i], "old font in docx")
    for i in range(4):
        lv = LV[i]
        c.raw("txt", P.bare(P.text_of(build(i * 3, WORDS[lv]))), lv, "unaccented")
    for i in range(6):
        lv = LV[i % 4]
        key, fmt = [("header", "odt"), ("footer", "docx"), ("first", "docx"), ("header", "doc"), ("footer", "rtf"), ("header", "docx-lo")][i]
        c.put(fmt, build(i + 6, "", **{key: [WORDS[lv], f"{WORDS[lv]} | Trang 2/5"][i % 2]}), lv, "header or footer")
    for i in range(4):
        lv = LV[i]
        c.put(["docx", "odt", "docx", "pdf"][i], build(i + 11, "", **({"arts": [WORDS[lv]]} if i == 2 else {"boxes": [WORDS[lv]]})), lv, "text box or WordArt")
    for i in range(3):
        c.raw("txt", f"Chào em, chị gửi lại văn bản cũ trong máy.\n\n".encode() + P.encode(P.text_of(build(i + 5, WORDS[LV[i]])), ["vni", "tcvn3", "tcvn3"][i]), LV[i], "two encodings in one file")
    for i, notes in enumerate([["Bản số 04", "Không được phép sao, chụp"], ["Tài liệu thu hồi", "Bản số: 3"], ["Bản sao số: 1", "Thời hạn bảo vệ: 10 năm, từ ngày 4/4/2022"]]):
        c.put(FORMATS[i], build(i + 8, "\n".join(notes)), "UNKNOWN", "derived notes only")
    for i in range(5):
        lv = LV[i % 4]
        rows = [["Tên hồ sơ", "Độ mật"], ["Dự án BS-04", "Tối mật"], ["Phương án Đồi Sim", "Mật"], ["Lịch họp", "Thường"]]
        c.put(FORMATS[i], dict(build(i + 2, WORDS[lv], body=["BẢNG KÊ HỒ SƠ TIÊU HỦY", rows]), state=[CH, TH]), lv, "marked list of other papers")
    about = ["Đã mở 3 lớp về Luật Bảo vệ bí mật nhà nước.", "Văn bản độ Mật: 77; độ Tối mật: 6; giải mật: 4.", "Phát hiện tài liệu mật trên máy nối mạng tại hai phòng."]
    for i in range(4):
        c.put(FORMATS[i + 2], dict(build(i + 1, WORDS[LV[i]]), body=["KẾT LUẬN KIỂM TRA"] + about), LV[i], "marked report on the work")
    table = [["KÊ KHAI TRANG BỊ", ""], ["Loại", "Số"], ["Ống nhòm đêm", "9"]]
    for i, (fmt, top) in enumerate([("xlsx", ["", "TUYỆT MẬT"]), ("csv", ["MẬT"]), ("xls", ["Độ mật", "Tối mật"]), ("ods", ["Tài liệu TỐI MẬT", ""]), ("xlsx", ["Độ mật: Mật", ""])]):
        c.sheet(fmt, [top] + table, ["TUYET_MAT", "MAT", "TOI_MAT", "TOI_MAT", "MAT"][i], "sheet")
    for i, s in enumerate([[["MẬT", "Tình hình khu 5"], ["Ba điểm nóng"]], [["Báo cáo chuyên đề\nTỐI MẬT"], ["Số liệu"]], [["Phương án Z"], ["Độ mật: Tuyệt mật"], ["Hai hướng"]]]):
        c.slides(["ppt", "pptx", "odp"][i], s, ["MAT", "TOI_MAT", "TUYET_MAT"][i], "slides")


def main():
    c = Collection(sys.argv[1], "b", int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    marked(c)
    set_b_none.write(c, build)
    c.end()


if __name__ == "__main__":
    main()
