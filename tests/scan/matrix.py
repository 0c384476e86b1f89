"""The matrix of a marked paper: every place a mark can stand × every format × old fonts, and every container.

usage: matrix.py KIN FOLDER [--tap]     makes the files in FOLDER (LibreOffice writes the office formats), scans them
                                        with KIN as it is used, prints one row per format and names what was missed

Each paper is an invented letter of an invented office. It bears one mark (TỐI MẬT) at one place; a twin without any
mark must stay clean. Containers hold a marked paper beside clean ones, one to three deep; the finding must name the
member. Locked containers must be told as encrypted, never as read. The exit code is 0 when nothing is missed.
"""
import argparse
import base64
import bz2
import gzip
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parent))
from make_formats import tcvn3, vni  # noqa: E402

NS = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in {
    "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing", "presentation": "presentation",
    "fo": "xsl-fo-compatible", "svg": "svg-compatible"}.items()) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
LEVEL = "TỐI MẬT"
TEXT_PLACES = ["body", "split", "header", "footer", "textbox", "footnote", "comment", "table", "section2", "none"]
SHEET_PLACES = ["cell", "label", "hidden", "sheet-header", "comment", "shape", "none"]
SLIDE_PLACES = ["title", "shape", "table", "notes", "master", "none"]
LETTER = ["ỦY BAN NHÂN DÂN HUYỆN SA LUNG (VÍ DỤ)", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
          "Số: 41/UBND-NC", "V/v bố trí kho bãi phục vụ diễn tập", "Sa Lung, ngày 09 tháng 6 năm 2025",
          "Kính gửi: Ban Quản lý cảng Bãi Dài (ví dụ)",
          "Căn cứ kế hoạch đã được phê duyệt, đề nghị Ban rà soát diện tích kho hiện có và báo cáo khả năng tiếp nhận trước ngày 20.",
          "Việc bố trí lực lượng canh gác do hai bên thống nhất, bảo đảm hàng hóa ra vào đúng thời gian đã định.",
          "Trân trọng./.", "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "CHỦ TỊCH", "Lê Văn Mẫu"]


def as_font(text, font):
    """What a file holds of this text in an old font: its bytes read as Windows-1252."""
    if not font:
        return text
    raw = tcvn3(text) if font.startswith(".Vn") else vni(text)
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in raw)


def flat(body, styles="", masters="", mime="text", kind="text"):
    return (f'<?xml version="1.0" encoding="UTF-8"?><office:document {NS} office:version="1.3" '
            f'office:mimetype="application/vnd.oasis.opendocument.{mime}"><office:automatic-styles>'
            f'<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"'
            f' fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="3cm" fo:margin-right="2cm"/>'
            f'<style:header-style/><style:footer-style/></style:page-layout>{styles}</office:automatic-styles>'
            f'<office:master-styles>{masters}</office:master-styles><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>')


def letter(place, font=""):
    f = (lambda s: escape(as_font(s, font)))
    face = f'<style:style style:name="P" style:family="paragraph"><style:text-properties style:font-name="{font}" fo:font-family="{font}"/></style:style>' \
        if font else '<style:style style:name="P" style:family="paragraph"/>'
    styles = face + '<style:style style:name="T" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>' \
        '<style:style style:name="B" style:family="paragraph" style:master-page-name="Second"><style:paragraph-properties fo:break-before="page"/></style:style>' \
        '<style:style style:name="G" style:family="graphic"><style:graphic-properties draw:stroke="solid" svg:stroke-width="0.05cm"/></style:style>'
    para = (lambda s, style="P": f'<text:p text:style-name="{style}">{s}</text:p>')
    mark = para(f(LEVEL))
    split = para(f'{f("TỐ")}<text:span text:style-name="T">{f("I M")}</text:span>{f("ẬT")}' if not font else f(LEVEL))
    lines = [para(f(s)) for s in LETTER]
    if place == "body":
        lines.insert(4, mark)
    elif place == "split":
        lines.insert(4, split)
    elif place == "textbox":
        lines[4] += (f'<text:p text:style-name="P"><draw:frame draw:style-name="G" text:anchor-type="paragraph" svg:width="4cm" svg:height="1cm" '
                     f'svg:x="1cm" svg:y="0.2cm"><draw:text-box>{mark}</draw:text-box></draw:frame></text:p>')
    elif place == "footnote":
        lines[7] = para(f(LETTER[7]) + '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
                        + para(f("Độ mật: Tối mật")) + "</text:note-body></text:note>")
    elif place == "comment":
        lines[5] = para(f(LETTER[5]) + f'<office:annotation><dc:creator>Người soạn</dc:creator>{para(f("Độ mật: TỐI MẬT"))}</office:annotation>')
    elif place == "table":
        lines.insert(4, '<table:table><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell>'
                     + mark + "</table:table-cell><table:table-cell>" + para(f("Bản số: 02")) + "</table:table-cell></table:table-row></table:table>")
    elif place == "section2":
        lines.append(para(f("Phụ lục"), "B") + mark + para(f("Danh mục kho bãi kèm theo công văn")))
    header = f"<style:header>{mark}</style:header>" if place == "header" else ""
    footer = f"<style:footer>{mark}</style:footer>" if place == "footer" else ""
    masters = (f'<style:master-page style:name="Standard" style:page-layout-name="pm">{header}{footer}</style:master-page>'
               f'<style:master-page style:name="Second" style:page-layout-name="pm"/>')
    return flat("".join(lines), styles, masters)


def sheet(place, font=""):
    f = (lambda s: escape(as_font(s, font)))
    styles = f'<style:style style:name="C" style:family="table-cell"><style:text-properties style:font-name="{font}" fo:font-family="{font}"/></style:style>' \
        if font else '<style:style style:name="C" style:family="table-cell"/>'
    styles += '<style:style style:name="H" style:family="table"><style:table-properties table:display="false"/></style:style>' \
        '<style:style style:name="V" style:family="table"/>'
    cell = (lambda s, extra="": f'<table:table-cell table:style-name="C" office:value-type="string">{extra}<text:p>{f(s)}</text:p></table:table-cell>')
    row = (lambda *cells: "<table:table-row>" + "".join(cells) + "</table:table-row>")
    rows = [row(cell("BAN QUẢN LÝ CẢNG BÃI DÀI (VÍ DỤ)"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), row(cell("Số: 12/BC-QLC"), cell("Độc lập - Tự do - Hạnh phúc")),
            row(cell("BẢNG TỔNG HỢP DIỆN TÍCH KHO"), cell("")), row(cell("Tên kho"), cell("Diện tích (m2)")), row(cell("Kho số 1"), cell("1.200")), row(cell("Kho số 2"), cell("860"))]
    shapes = ""
    if place == "cell":
        rows.insert(2, row(cell(LEVEL)))
    elif place == "label":
        rows.insert(2, row(cell("Độ mật: Tối mật")))
    elif place == "comment":
        rows[2] = row(cell("BẢNG TỔNG HỢP DIỆN TÍCH KHO", f'<office:annotation><text:p>{f("Độ mật: TỐI MẬT")}</text:p></office:annotation>'))
    elif place == "shape":
        shapes = f'<table:shapes><draw:custom-shape svg:width="4cm" svg:height="1cm" svg:x="1cm" svg:y="1cm"><text:p>{escape(LEVEL)}</text:p></draw:custom-shape></table:shapes>'
    table = f'<table:table table:name="Tổng hợp" table:style-name="V">{shapes}<table:table-column table:number-columns-repeated="2"/>{"".join(rows)}</table:table>'
    if place == "hidden":
        table += f'<table:table table:name="An" table:style-name="H"><table:table-column/>{row(cell("SỞ KHO BÃI (VÍ DỤ)"))}{row(cell("Số: 3/BC-SKB"))}{row(cell(LEVEL))}</table:table>'
    header = f'<style:header><text:p>{escape(LEVEL)}</text:p></style:header>' if place == "sheet-header" else ""
    styles += '<style:style style:name="V2" style:family="table" style:master-page-name="Default"/>'
    table = table.replace('table:style-name="V"', 'table:style-name="V2"')
    masters = f'<style:master-page style:name="Default" style:page-layout-name="pm">{header}</style:master-page>'
    return flat(table, styles, masters, "spreadsheet", "spreadsheet")


def slides(place, font=""):
    f = (lambda s: escape(as_font(s, font)))
    styles = f'<style:style style:name="P" style:family="paragraph"><style:text-properties style:font-name="{font}" fo:font-family="{font}"/></style:style>' \
        if font else '<style:style style:name="P" style:family="paragraph"/>'
    para = (lambda s: f'<text:p text:style-name="P">{f(s)}</text:p>')
    box = (lambda s, x, y: f'<draw:frame svg:width="12cm" svg:height="2cm" svg:x="{x}cm" svg:y="{y}cm"><draw:text-box>{para(s)}</draw:text-box></draw:frame>')
    styles += '<style:style style:name="G" style:family="presentation"/>'
    first = box("BÁO CÁO PHƯƠNG ÁN KHO BÃI", 4, 4) + box("Ban Quản lý cảng Bãi Dài (ví dụ), tháng 6/2025", 4, 8)
    if place in ("title", "shape"):
        first = (box(LEVEL, 1, 0.5) + first) if place == "title" else first + f'<draw:custom-shape svg:width="4cm" svg:height="1cm" svg:x="1cm" svg:y="1cm">{para(LEVEL)}</draw:custom-shape>'
    elif place == "table":
        first += (f'<draw:frame svg:width="12cm" svg:height="2cm" svg:x="4cm" svg:y="12cm"><table:table><table:table-column/><table:table-column/><table:table-row>'
                  f'<table:table-cell>{para("Độ mật")}</table:table-cell><table:table-cell>{para("Tối mật")}</table:table-cell></table:table-row></table:table></draw:frame>')
    notes = ""
    if place == "notes":
        notes = f'<presentation:notes><draw:frame presentation:class="notes" svg:width="15cm" svg:height="10cm" svg:x="2cm" svg:y="14cm"><draw:text-box>{para("Độ mật: TỐI MẬT")}</draw:text-box></draw:frame></presentation:notes>'
    second = box("Hiện trạng: bốn kho, hai bãi", 4, 4)
    body = "".join(f'<draw:page draw:name="trang{i}" draw:master-page-name="Default">{c}</draw:page>' for i, c in ((1, first + notes), (2, second)))
    on_master = box(LEVEL, 20, 0.3).replace("<draw:frame ", '<draw:frame draw:layer="backgroundobjects" draw:style-name="G" ') if place == "master" else ""
    masters = f'<style:master-page style:name="Default" style:page-layout-name="pm">{on_master}</style:master-page>'
    return flat(body, styles, masters, "presentation", "presentation")


FAMILIES = {  # maker, flat extension, places, formats LibreOffice writes
    "text": (letter, "fodt", TEXT_PLACES, ["odt", "docx", "doc", "rtf", "pdf", "html", "fodt", "ott", "dotx", "xml:MS Word 2003 XML"]),
    "sheet": (sheet, "fods", SHEET_PLACES, ["ods", "xlsx", "xls", "fods", "xltx", "xml:MS Excel 2003 XML", "xls:MS Excel 5.0/95"]),
    "slides": (slides, "fodp", SLIDE_PLACES, ["odp", "pptx", "ppt", "fodp", "pdf", "pps"]),
}
# What LibreOffice's writer of a format leaves out is not in the file.
# (In HTML a text box becomes a picture.)
NOT_WRITTEN = {("pdf", "comment"), ("pdf", "notes"), ("pdf", "hidden"), ("html", "textbox"), ("xls5", "shape"), ("xls5", "sheet-header"),
               ("odp", "master"), ("pptx", "master"), ("ppt", "master"), ("pps", "master"), ("pdf", "master"),
               ("excel2003", "shape"), ("excel2003", "sheet-header"), ("excel2003", "comment")}


def office(files, extension, out, profile):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", extension, "--outdir", str(out)]
                   + [str(f) for f in files], check=True, capture_output=True, timeout=300)


def make_formats(folder):
    """Returns {path: (row, place)}."""
    made, fonts = {}, ["", ".VnTime", "VNI-Times"]
    with tempfile.TemporaryDirectory() as profile:
        for family, (maker, ext, places, formats) in FAMILIES.items():
            source = folder / "flat" / family
            source.mkdir(parents=True)
            for place in places:
                for font in fonts if place in ("body", "header", "textbox", "cell", "title", "none") else [""]:
                    name = place + {"": "", ".VnTime": "+tcvn3", "VNI-Times": "+vni"}[font]
                    (source / f"{name}.{ext}").write_text(maker(place, font), encoding="utf-8")
            for target in formats:
                suffix, _, filter_name = target.partition(":")
                row = {"xls:MS Excel 5.0/95": "xls5", "xml:MS Word 2003 XML": "word2003", "xml:MS Excel 2003 XML": "excel2003"}.get(target, suffix)
                row = f"{row} ({family})" if row == "pdf" else row
                out = folder / "formats" / row.replace(" ", "-")
                out.mkdir(parents=True)
                if suffix == ext:
                    for f in source.iterdir():
                        shutil.copy(f, out / f.name)
                else:
                    office(sorted(source.iterdir()), target, out, Path(profile))
                for f in out.glob("*." + suffix):
                    if (row.split(" ")[0], f.stem.split("+")[0]) not in NOT_WRITTEN:
                        made[f] = (row, f.stem)
    return made


def clean_text():
    return "\n".join(LETTER).encode()


def marked_text():
    return "\n".join(LETTER[:4] + [LEVEL] + LETTER[4:]).encode()


def mail(name, data, inner=None):
    m = EmailMessage()
    m["From"], m["To"], m["Subject"] = "a@vidu.example", "b@vidu.example", "Gửi tài liệu tháng sáu"
    m["Date"], m["Message-ID"] = "Mon, 09 Jun 2025 08:00:00 +0700", "<1@vidu.example>"
    m.set_content("Kính gửi anh, tài liệu đính kèm.\n")
    if inner:
        m.add_attachment(inner)
    else:
        m.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return m


def zipped(items, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in items:
            z.writestr(name, data)
    return out.getvalue()


def tarred(items, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as t:
        for name, data in items:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def packed_by(folder, command, items):
    """Files put into a container by a program; None when the program is not here."""
    if not shutil.which(command[0]):
        return None
    with tempfile.TemporaryDirectory() as work:
        for name, data in items:
            (Path(work) / name).write_bytes(data)
        out = Path(work) / "out.bin"
        subprocess.run([a.replace("OUT", str(out)) for a in command] + [n for n, _ in items], cwd=work, check=True, capture_output=True)
        return next((f.read_bytes() for f in Path(work).iterdir() if f.name.startswith("out.bin")), None)


def make_containers(folder, docs):
    """Returns {path: marked}; docs are (name, bytes of a marked document)."""
    out, made = folder / "containers", {}
    out.mkdir()

    def put(name, data):
        if data is None:
            return
        (out / name).write_bytes(data)
        made[out / name] = True

    for kind, (name, data) in docs.items():
        items = [("ghi-chep.txt", clean_text()), (name, data)]
        for label, method in (("deflate", zipfile.ZIP_DEFLATED), ("stored", zipfile.ZIP_STORED), ("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
            put(f"{kind}-{label}.zip", zipped(items, method))
        put(f"{kind}.tar", tarred(items))
        for mode, suffix in (("w:gz", "tgz"), ("w:bz2", "tbz2"), ("w:xz", "txz")):
            put(f"{kind}.{suffix}", tarred(items, mode))
        put(f"{kind}.{name.rsplit('.')[-1]}.gz", gzip.compress(data))
        put(f"{kind}.{name.rsplit('.')[-1]}.bz2", bz2.compress(data))
        put(f"{kind}.{name.rsplit('.')[-1]}.xz", lzma.compress(data))
        put(f"{kind}.zst", packed_by(folder, ["zstd", "-q", "-o", "OUT"], [(name, data)]))
        put(f"{kind}.7z", packed_by(folder, ["7z", "a", "-t7z", "OUT.7z"], items))
        put(f"{kind}.iso", packed_by(folder, ["genisoimage", "-q", "-J", "-r", "-o", "OUT"], items))
        put(f"{kind}.cpio", packed_by(folder, ["bsdtar", "--format", "cpio", "-cf", "OUT"], items))
        put(f"{kind}.eml", mail(name, data).as_bytes())
        put(f"{kind}-twice.eml", mail("", b"", mail(name, data)).as_bytes())
        put(f"{kind}.mbox", b"".join(b"From a@vidu.example Mon Jun  9 08:00:00 2025\n" + m.as_bytes() + b"\n" for m in (mail("x.txt", clean_text()), mail(name, data))))
        put(f"{kind}-zip-in-zip.zip", zipped([("ben-trong.zip", zipped(items)), ("b.txt", clean_text())]))
        put(f"{kind}-zip-in-mail-in-tar.tar", tarred([("thu.eml", mail("ho-so.zip", zipped(items)).as_bytes())]))
        put(f"{kind}-mail-in-7z", packed_by(folder, ["7z", "a", "-t7z", "OUT.7z"], [("thu.eml", mail(name, data).as_bytes())]))
        put(f"{kind}-renamed.jpg", data)
        put(f"{kind}-no-extension", data)
        docx = zipped([("[Content_Types].xml", b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
                       ("word/document.xml", b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Trang trong</w:t></w:r></w:p></w:body></w:document>'),
                       ("word/embeddings/" + name, data)])
        put(f"{kind}-embedded.docx", docx)
        html = base64.encodebytes(f"<html><body>{''.join(f'<p>{escape(s)}</p>' for s in LETTER[:4] + [LEVEL] + LETTER[4:])}</body></html>".encode())
        if kind == "txt":
            put("page.mht", b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n'
                b"Content-Transfer-Encoding: base64\r\nContent-Location: http://vidu.example/\r\n\r\n" + html + b"\r\n--b--\r\n")
    return made


def make_locked(folder, name, data):
    out, made = folder / "locked", []
    out.mkdir()
    for label, command in (("zip", ["7z", "a", "-tzip", "-pmatkhau", "OUT.zip"]), ("zip-aes", ["7z", "a", "-tzip", "-mem=AES256", "-pmatkhau", "OUT.zip"]),
                           ("7z", ["7z", "a", "-t7z", "-pmatkhau", "OUT.7z"]), ("7z-names", ["7z", "a", "-t7z", "-mhe=on", "-pmatkhau", "OUT.7z"])):
        locked = packed_by(folder, command, [(name, data)])
        if locked:
            (out / label).write_bytes(locked)
            made.append(out / label)
    return made


def scan(kin, folder):
    r = subprocess.run([kin, "scan", "--json", str(folder)], capture_output=True, timeout=900)
    findings, unread = {}, {}
    for line in r.stdout.decode("utf-8", "replace").splitlines():
        record = json.loads(line)
        kind = record.get("kind") or record.get("type") or record.get("record")
        if kind in ("finding", "hint"):
            findings.setdefault(record["path"], []).append((kind, record["level"], record["confidence"], record.get("members")))
        elif kind == "unread":
            unread.setdefault(record["path"], []).append((record["grade"], record.get("partial"), record.get("detail")))
    return findings, unread


def tell_tap(rows, missed, wrong):
    results = [(f"{row}: {t[2]} of {t[0]} marked found with their level", t[2] == t[0] and t[0] + t[3] > 0) for row, t in rows.items()]
    results.append(("unmarked papers clean, locked containers told", not wrong))
    for i, (what, good) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {i} - {what}")
    for line in missed + wrong:
        print("#", line)
    return 0 if all(good for _, good in results) else 1


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("kin")
    a.add_argument("folder", type=Path)
    a.add_argument("--tap", action="store_true", help="one test line per row instead of the table")
    a = a.parse_args()
    shutil.rmtree(a.folder, ignore_errors=True)
    a.folder.mkdir(parents=True)
    made = make_formats(a.folder)
    docs = {"txt": ("bao-cao.txt", marked_text())}
    for row, stem, ext in (("docx", "header", "docx"), ("doc", "header", "doc"), ("pdf-(text)", "body", "pdf"), ("xls", "cell+tcvn3", "xls"), ("rtf", "body+vni", "rtf")):
        f = a.folder / "formats" / row / f"{stem}.{ext}"
        if f.exists():
            docs[ext] = (f"bao-cao.{ext}", f.read_bytes())
    containers = make_containers(a.folder, docs)
    locked = make_locked(a.folder, "bao-cao.txt", marked_text())
    findings, unread = scan(a.kin, a.folder)
    rows, missed, wrong = {}, [], []
    for f, (row, place) in sorted(made.items()):
        best = max((x[2] for x in findings.get(str(f), []) if x[0] == "finding"), default=0)
        level = any(x[1] == "TOI_MAT" for x in findings.get(str(f), []) if x[0] == "finding")
        t = rows.setdefault(row, [0, 0, 0, 0])
        if place.startswith("none"):
            t[3] += 1
            if str(f) in findings:
                wrong.append(f"{row} {place}: {findings[str(f)]}")
        else:
            t[0] += 1
            t[1] += best > 0
            t[2] += level
            if not level:
                missed.append(f"{row} {place}: {findings.get(str(f))} {unread.get(str(f))}")
    for f in containers:
        row = "container " + f.name.split("-", 1)[-1].split(".", 1)[-1]
        t = rows.setdefault(row, [0, 0, 0, 0])
        good = [x for x in findings.get(str(f), []) if x[0] == "finding" and x[1] == "TOI_MAT"]
        t[0] += 1
        t[1] += bool(good)
        t[2] += bool(good)
        if not good:
            missed.append(f"{f.name}: {findings.get(str(f))} {unread.get(str(f))}")
    for f in locked:
        if not any(g == "encrypted" for g, _, _ in unread.get(str(f), [])):
            wrong.append(f"locked {f.name}: {unread.get(str(f))}")
    if a.tap:
        return tell_tap(rows, missed, wrong)
    print("| format or container | marked | found | level right | unmarked |\n|---|---|---|---|---|")
    for row, t in rows.items():
        print(f"| {row} | {t[0]} | {t[1]} | {t[2]} | {t[3]} |")
    total = [sum(t[i] for t in rows.values()) for i in range(4)]
    print(f"| **all** | {total[0]} | {total[1]} | {total[2]} | {total[3]} |")
    for m in missed:
        print("missed", m)
    for w in wrong:
        print("wrong", w)
    return 1 if missed or wrong else 0


sys.exit(main())
