"""Makes the files of samples/ again, from the texts below.

usage: python3 tools/make_samples.py
Needs LibreOffice (writer, calc, impress) and zip; the files themselves are kept, so nobody needs to run this.
Everything in them is fictional and says so.
"""
import base64
import subprocess
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent.parent / "samples"
SAYS = "Văn bản hư cấu để dùng thử Kín. Tỉnh Sơn Giang, người và số liệu đều không có thật."
NS = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"' for p, u in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
    ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("presentation", "presentation")))
AGENCY = "ỦY BAN NHÂN DÂN\nTỈNH SƠN GIANG"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def p(text, style="Standard"):
    return "".join(f'<text:p text:style-name="{style}">{escape(line)}</text:p>' for line in text.split("\n"))


def split_runs(*parts):
    """One word over several runs, as happens when a clerk retypes half of it in another size."""
    return '<text:p>' + "".join(f'<text:span text:style-name="S{i % 2}">{escape(s)}</text:span>' for i, s in enumerate(parts)) + "</text:p>"


def box(text):
    return ('<text:p><draw:frame svg:width="3cm" svg:height="1cm" text:anchor-type="paragraph"><draw:text-box>'
            f'{p(text, "B")}</draw:text-box></draw:frame></text:p>')


def picture(png):
    return ('<text:p><draw:frame svg:width="15cm" svg:height="21cm" text:anchor-type="paragraph"><draw:image>'
            f'<office:binary-data>{base64.b64encode(png).decode()}</office:binary-data></draw:image></draw:frame></text:p>')


def table(rows):
    cells = "".join("<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="string">{p(c)}</table:table-cell>' for c in row) + "</table:table-row>" for row in rows)
    return f'<table:table table:name="Bang1"><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{cells}</table:table>'


def head(number, mark=""):
    return table([[AGENCY, NATION], [f"Số: {number}" + (f"\n{mark}" if mark else ""), "Sơn Giang, ngày 12 tháng 5 năm 2026"]])


def text(body, header=""):
    page = f"<style:header>{p(header)}</style:header>" if header else ""
    return (f'<?xml version="1.0"?><office:document {NS} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">'
            '<office:automatic-styles><style:style style:name="B" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>'
            '<style:style style:name="S0" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
            '<style:style style:name="S1" style:family="text"><style:text-properties fo:font-weight="bold" fo:font-size="15pt"/></style:style>'
            '<style:page-layout style:name="P"/></office:automatic-styles>'
            f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">{page}</style:master-page></office:master-styles>'
            f'<office:body><office:text>{body}{p(SAYS)}</office:text></office:body></office:document>')


def sheet(rows):
    return (f'<?xml version="1.0"?><office:document {NS} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
            f'<office:body><office:spreadsheet>{table(rows + [[SAYS] + [""] * (len(rows[0]) - 1)])}</office:spreadsheet></office:body></office:document>')


def slides(pages):
    body = "".join(f'<draw:page draw:name="trang{i}"><draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="10cm">'
                   f'<draw:text-box>{p(t)}</draw:text-box></draw:frame></draw:page>' for i, t in enumerate(pages + [SAYS]))
    return (f'<?xml version="1.0"?><office:document {NS} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.presentation">'
            f'<office:body><office:presentation>{body}</office:presentation></office:body></office:document>')


PLAIN = "Kính gửi: các sở, ban, ngành.\nThực hiện kế hoạch công tác năm, Ủy ban nhân dân tỉnh đề nghị các đơn vị rà soát số liệu, gửi về trước ngày 30 hằng tháng.\n"
REPORT = "BÁO CÁO\nTình hình thực hiện nhiệm vụ quý II\n" + PLAIN + "Nơi nhận:\n- Như trên;\n- Lưu: VT."
LAW = ("TÓM TẮT QUY ĐỊNH VỀ BẢO VỆ BÍ MẬT NHÀ NƯỚC\nBí mật nhà nước chia thành ba độ: Tuyệt mật, Tối mật và Mật, theo mức nguy hại nếu bị lộ, bị mất.\n"
       "Người soạn thảo đề xuất độ mật, người có thẩm quyền xác định, văn thư đóng dấu chỉ độ mật.\n"
       "Không soạn thảo, lưu giữ bí mật nhà nước trên máy tính nối mạng.\nBản này do người viết tự tóm tắt để học, không phải văn bản pháp luật.")
NEWS = ("Sơn Giang tổng kết công tác bảo vệ bí mật nhà nước\nSáng nay, tại thành phố, hội nghị tổng kết công tác bảo vệ bí mật nhà nước đã diễn ra. "
        "Các đại biểu đề nghị chấm dứt việc soạn văn bản mật trên máy nối mạng và tập huấn cho cán bộ mới.")
OLD = "ỦY BAN NHÂN DÂN\nTỈNH SƠN GIANG\nSố: 14/BC-UB\n{mark}\n\nBáo cáo\nvề tình hình năm 2006\n\nNăm qua các đơn vị đã hoàn thành nhiệm vụ được giao.\n" + SAYS + "\n"

# Legacy bytes of the letters used above (TCVN 5712 VN3 as .VnTime fonts draw it; VNI for Windows).
TCVN3 = dict(zip("áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂÊÔƠƯĐ",
    bytes([0xB8, 0xB5, 0xB6, 0xB7, 0xB9, 0xA8, 0xBE, 0xBB, 0xBC, 0xBD, 0xC6, 0xA9, 0xCA, 0xC7, 0xC8, 0xC9, 0xCB, 0xAE, 0xD0, 0xCC, 0xCE, 0xCF, 0xD1,
           0xAA, 0xD5, 0xD2, 0xD3, 0xD4, 0xD6, 0xDD, 0xD7, 0xD8, 0xDC, 0xDE, 0xE3, 0xDF, 0xE1, 0xE2, 0xE4, 0xAB, 0xE8, 0xE5, 0xE6, 0xE7, 0xE9, 0xAC,
           0xED, 0xEA, 0xEB, 0xEC, 0xEE, 0xF3, 0xEF, 0xF1, 0xF2, 0xF4, 0xAD, 0xF8, 0xF5, 0xF6, 0xF7, 0xF9, 0xFD, 0xFA, 0xFB, 0xFC, 0xFE,
           0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7])))


def tcvn3(s):
    return b"".join(bytes([TCVN3[c]]) if c in TCVN3 else bytes([TCVN3[c.lower()]]) if c.lower() in TCVN3 else c.encode("latin-1") for c in s)


def vni(s):
    import unicodedata
    tone = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
    hat = {"\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
    moon = {"\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
    out = []
    for c in unicodedata.normalize("NFC", s):
        if c in "đĐ":
            out.append("ñ" if c == "đ" else "Ñ")
            continue
        parts = unicodedata.normalize("NFD", c)
        base, marks = parts[0], parts[1:]
        t = next((m for m in marks if m in tone), "")
        if base in "iI" and t:
            x = {"\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}[t]
        elif "\u031b" in marks:
            x = ("ô" if base in "oO" else "ö") + (tone[t] if t else "")
        elif "\u0302" in marks:
            x = base.lower() + (hat[t] if t else "â")
        elif "\u0306" in marks:
            x = base.lower() + (moon[t] if t else "ê")
        else:
            x = base.lower() + (tone[t] if t else "")
        out.append(x.upper() if c.isupper() else x)
    return "".join(out).encode("latin-1")


def convert(jobs):
    """{name: flat OpenDocument} by LibreOffice, one run per kind of target; returns bytes by name."""
    made = {}
    with tempfile.TemporaryDirectory() as tmp:
        for target in sorted({name.rsplit(".", 1)[1] for name in jobs}):
            sources = []
            for name, data in jobs.items():
                if name.endswith("." + target):
                    kind = "fods" if "spreadsheet" in data[:900] else "fodp" if "mimetype=\"application/vnd.oasis.opendocument.presentation" in data[:1200] else "fodt"
                    sources.append(Path(tmp) / f"{Path(name).stem}.{kind}")
                    sources[-1].write_text(data, encoding="utf-8")
            subprocess.run(["soffice", f"-env:UserInstallation=file://{tmp}/profile", "--headless", "--convert-to", target, "--outdir", tmp + "/out",
                            *map(str, sources)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in jobs:
            made[name] = (Path(tmp) / "out" / name).read_bytes()
    return made


def main():
    jobs = {
        "bao-cao-quy-ii.docx": text(head("128/BC-UBND", "MẬT") + p(REPORT)),
        "ke-hoach-bao-ve.odt": text(p("KẾ HOẠCH\nBảo vệ sự kiện cuối năm\n" + PLAIN), header="TỐI MẬT"),
        "phuong-an-nhan-su.docx": text(head("09/PA-UBND") + box("TỐI MẬT") + p("PHƯƠNG ÁN\nSắp xếp cán bộ giai đoạn tới\n" + PLAIN)),
        "cong-van-go-lai.docx": text(p(AGENCY + "\nSố: 77/UBND-NC") + split_runs("M", "Ậ", "T") + p("V/v cung cấp số liệu\n" + PLAIN)),
        "danh-sach-tai-lieu.xlsx": sheet([["STT", "Số, ký hiệu", "Trích yếu", "Độ mật", "Nơi nhận"], ["1", "31/BC-UBND", "Báo cáo chuyên đề", "Mật", "Sở Nội vụ"],
                                          ["2", "32/TTr-UBND", "Tờ trình nhân sự", "Tối mật", "Tỉnh ủy"]]),
        "to-trinh.pdf": text(p("TỜ TRÌNH\nĐộ mật: MẬT\n" + PLAIN + "Bản số: 03")),
        "giao-ban.pptx": slides(["TỐI MẬT\nGiao ban tháng 5\nTình hình trên địa bàn", "Nhiệm vụ tháng tới"]),
        "tom-tat-luat.docx": text(p(LAW)),
        "ban-tin.odt": text(p(NEWS)),
        "gia-mat-ong.xlsx": sheet([["Mặt hàng", "Đơn vị", "Giá"], ["Mật ong hoa nhãn", "lít", "180000"], ["Mật ong rừng", "lít", "350000"], ["Mật mía", "kg", "60000"]]),
        "mau-so-dang-ky.xlsx": sheet([["STT", "Ngày", "Số, ký hiệu", "Trích yếu", "Độ mật", "Người nhận"], ["1", "", "", "", "", ""], ["2", "", "", "", "", ""]]),
        "thong-bao-khan.docx": text(head("501/TB-UBND", "HỎA TỐC") + p("THÔNG BÁO\nLịch trực phòng chống bão\n" + PLAIN)),
        "bai-giang.pptx": slides(["Tập huấn bảo vệ bí mật nhà nước\nBa độ: Tuyệt mật, Tối mật, Mật", "Việc cần nhớ: không soạn trên máy nối mạng"]),
        "quy-che-mat-khau.pdf": text(p("QUY CHẾ\nQuản lý mật khẩu và bảo mật thông tin\nMật khẩu dài ít nhất mười ký tự, không dùng chung.")),
        "trang-quet.png": text(head("128/BC-UBND", "MẬT") + p(REPORT)),
    }
    made = convert(jobs)
    made.update({"ban-quet.pdf": text(picture(made.pop("trang-quet.png")))})
    made["ban-quet.pdf"] = convert({"ban-quet.pdf": made["ban-quet.pdf"].replace(p(SAYS), "")})["ban-quet.pdf"]
    made["bao-cao-2006-tcvn3.txt"] = tcvn3(OLD.format(mark="Tối mật"))
    made["bao-cao-2006-vni.txt"] = vni(OLD.format(mark="MẬT"))
    made["cong-van-utf16.txt"] = ("\ufeff" + OLD.format(mark="Độ mật: Tuyệt mật")).encode("utf-16-le")
    made["12-BC-UBND(M).txt"] = ("Báo cáo tháng\n" + PLAIN + SAYS + "\n").encode()
    made["noi-quy-co-quan.txt"] = ("NỘI QUY\nGiờ làm việc, tiếp khách, phòng cháy chữa cháy.\n" + SAYS + "\n").encode()
    made["hong.docx"] = made["bao-cao-quy-ii.docx"][:3000]
    for name, data in made.items():
        (HERE / name).write_bytes(data)
    with zipfile.ZipFile(HERE / "gui-so-noi-vu.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for name in ("phuong-an-nhan-su.docx", "noi-quy-co-quan.txt"):
            z.writestr(zipfile.ZipInfo(name, (2026, 5, 12, 8, 0, 0)), made[name], zipfile.ZIP_DEFLATED)
    (HERE / "co-mat-khau.zip").unlink(missing_ok=True)
    subprocess.run(["zip", "-q", "-j", "-P", "thu-2026", str(HERE / "co-mat-khau.zip"), str(HERE / "noi-quy-co-quan.txt")], check=True)


if __name__ == "__main__":
    main()
