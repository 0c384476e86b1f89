"""Makes the seeds of every fuzz target from recipes, and takes former findings from findings.txt.

usage: make_seeds.py FOLDER        one folder per target, made anew
findings.txt: lines `TARGET BASE64  # what it did`, one finding each.
"""
import base64
import io
import random
import shutil
import struct
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "scan"))
import make_archives as archives  # noqa: E402
import make_doc as word  # noqa: E402
import make_formats as formats  # noqa: E402
import make_mail as mail  # noqa: E402
import make_ppt  # noqa: E402
import make_rtf as rtf  # noqa: E402
import make_text as text  # noqa: E402
import make_xls  # noqa: E402

rng = random.Random(7)


def stored(package: bytes) -> bytes:
    """The same package without compression, so that a changed byte is a changed letter."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for item in old.infolist():
            new.writestr(item.filename, old.read(item))
    return out.getvalue()


def flat_odt(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as z:
        return z.read("content.xml").replace(b"document-content", b"document")


def pdf(lines) -> bytes:
    """A small PDF 1.4 written by hand: one page, one font, text shown line by line (ISO 32000-1, Annex H)."""
    shown = b"BT /F1 12 Tf 50 780 Td " + b" ".join(b"(" + s.encode("latin-1", "replace").replace(b"(", b"").replace(b")", b"")
                                                + b") Tj 0 -16 Td" for s in lines) + b" ET"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown)]
    out, places = b"%PDF-1.4\n", []
    for i, o in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (i, o)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def readers():
    doc = text.paper(rng, "dev", n=2)
    docx, odt, xlsx, pptx = formats.write_docx(doc), formats.write_odt(doc), formats.write_xlsx(doc), formats.write_pptx(doc)
    for name, data in (("docx", docx), ("vml", formats.write_docx(doc, vml=True)), ("xlsx", xlsx), ("inline", formats.write_xlsx(doc, inline=True)), ("pptx", pptx)):
        yield "reader_ooxml", name, data
        yield "reader_ooxml", name + "-stored", stored(data)
    yield "reader_odf", "odt", odt
    yield "reader_odf", "odt-stored", stored(odt)
    yield "reader_odf_flat", "fodt", flat_odt(odt)
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.txt", "TỐI MẬT\n")
        z.writestr("b/c.docx", docx)
    yield "reader_zip", "zip", box.getvalue()
    yield "reader_zip", "zip-stored", stored(box.getvalue())
    yield "reader_zip", "empty", b"PK\x05\x06" + bytes(18)
    yield "reader_pdf", "pdf", pdf([line.get("text", "") for line in doc["lines"]][:20])
    for name in ("utf-8", "utf-16-le", "tcvn3", "vni", "viqr", "telex"):
        yield "reader_plain", name, formats.write_text(doc, name)
    yield "reader_plain", "html", formats.write_html(doc, False)
    for name, magic in (("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff\xe0"), ("gif", b"GIF89a"), ("rar", b"Rar!\x1a\x07\x01\0"), ("7z", b"7z\xbc\xaf\x27\x1c"), ("elf", b"\x7fELF"), ("sqlite", b"SQLite format 3\0")):
        yield "reader_known", name, magic + bytes(600)


def mails():
    """Mail in all its forms; whole files above 60 KB would be cut, so the store is a small one."""
    for name, data in mail.files():
        kind = name.rsplit(".", 1)[1]
        target = {"msg": "reader_msg", "dat": "reader_tnef", "p7m": "reader_sealed"}.get(kind, "reader_mail")
        if kind != "pst" and len(data) < 60000:
            yield target, name, data
    small = {"subject": "[TỐI MẬT] Thư", "body": "Kính gửi", "attachments": [("a.txt", b"x"), ("b", {"subject": "trong", "body": "y"})]}
    yield "reader_pst", "small", mail.write_pst({"Thư": [small, {"subject": "z", "html": "<p>z</p>", "rtf": mail.lzfu(mail.rtf_of(["z"]))}]}, [{"subject": "mồ côi"}])
    yield "reader_msg", "small", mail.write_msg(small)
    yield "reader_tnef", "small", mail.write_tnef(small)


def packed():
    """RTF, archives of every kind, books, fixed pages, tables and drawings."""
    doc = text.paper(rng, "dev", n=1)
    doc["header"] = "MẬT"
    for how in ("unicode", "cp1258", "tcvn3", "vni"):
        yield "reader_rtf", how, rtf.write_rtf(doc, how, box="TỐI MẬT", footnote="chú", field="liên kết")
    yield "reader_rtf", "object", rtf.with_object(rtf.write_rtf(doc), "a.txt", "TỐI MẬT".encode())
    yield "reader_rtf", "parts", (rb"{\rtf1\mac{\stylesheet{\s1\f1 x;}}{\info{\title t}}\deff0{\upr{a}{\*\ud{\u7852 b}}}{\field{\*\fldinst EQ \\x(a)}}"
                                  rb"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv x}}{\shptxt y\par}}}{\deleted d}{\revised r}\pict\bin3 }}}{\caps\v z}\trowd a\cell\row}")
    files = [("Thư/công văn.txt", "TỐI MẬT\n".encode()), ("b.rtf", rtf.write_rtf(doc))]
    for name, data in archives.all_kinds(files):
        yield ("reader_zip" if name.endswith("zip") else "reader_archive"), name, data
    yield "reader_archive", "rar4-locked", archives.rar4(files, True)
    yield "reader_archive", "rar5-locked", archives.rar5(files, "data")
    yield "reader_archive", "rar5-names-locked", archives.rar5(files, "names")
    yield "reader_zip", "epub", archives.epub("Sách", [["TỐI MẬT", "a"], ["hai"]])
    yield "reader_zip", "xps", archives.xps([[(100, 100, "TỐI"), (130, 100, "MẬT"), (400, 100, "b")], [(100, 1080, "2")]])
    yield "reader_plain", "csv", "STT,Tên,Độ mật\n1,\"a\nb\",MẬT\n2,\"c \"\"d\"\"\",Mật\n3,e,f\n".encode()
    yield "reader_plain", "svg", "<?xml version='1.0'?><svg xmlns='x'><text fill='red'><tspan>TỐI</tspan> <tspan dy='1.2em'>MẬT</tspan></text></svg>".encode()
    yield "reader_plain", "styles", (b"<html><style>p.V{font-family:'.VnTime';color:#f00}</style><title>a</title><p class=V style='border:solid'>M&Euml;T"
                                     b"<font face=.VnTime color=red>M&#203;T</font><img alt='a&amp;b'><input value=c><meta name=keywords content=d>")


def old_word():
    """Word documents small enough to be changed byte by byte, and compound files of other kinds."""
    for name, data in word.samples():
        yield "reader_doc", name, data
    doc = {"lines": [{"text": "TỐI MẬT", "red": True}, {"text": "b", "page": True}]}
    yield "reader_doc", "tracked", word.write_doc({"header": "MẬT", "lines": [{"text": "a", "deleted": "MẬT"}]}, "tcvn3", True)
    yield "reader_doc", "write", b"\x31\xbe\0\0\0\xab" + bytes(8) + struct.pack("<I", 0x90) + bytes(110) + b"MAT\r\nb c".ljust(400, b"\0")
    yield "reader_doc", "mac", b"\xfe\x37\0\x23" + bytes(18) + b"\1\0\0\0\1\x40" + bytes(228) + b"MAT\rb".ljust(400)
    yield "reader_compound", "ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    native = {"\1Ole10Native": word.packed("a.txt", b"TOI MAT\n"), "\1CompObj": bytes(20)}
    yield "reader_compound", "packed", word.write_cfb(native)
    yield "reader_compound", "visio", word.write_cfb({"VisioDocument": bytes(100), "\5SummaryInformation": word.properties([(2, "Tiêu đề")], [("Độ mật", "Mật")])})
    yield "reader_compound", "nested", word.write_cfb({"a": {"b": {"c": native, "WordDocument": b"\xec\xa5"}}, "Package": b"PK\3\4", "CONTENTS": b"%PDF-1.4"})
    yield "reader_compound", "locked", word.write_cfb({"EncryptionInfo": bytes(40), "EncryptedPackage": bytes(4100)})
    yield "reader_compound", "word", word.write_doc(doc, boxes=["MẬT"], word_art="MẬT")


XML = '<?xml version="1.0" encoding="UTF-8"?>'


def package(parts) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_STORED) as z:
        for name, data in parts:
            z.writestr(name, data)
    return box.getvalue()


def office():
    """Parts beyond the plain document: changes, alternatives, charts, comments, flat files, fields of PDF."""
    def run(t):
        return f"<w:r><w:t>{t}</w:t></w:r>"
    word = (f'<w:p><w:pPr><w:pStyle w:val="Cu"/><w:framePr w:w="9"/></w:pPr><w:del><w:r><w:delText>T</w:delText></w:r></w:del><w:ins>{run("t")}</w:ins>{run("èi mËt")}'
            f'<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{run("MẬT")}</w:p></w:txbxContent></mc:Choice><mc:Fallback>{run("MẬT")}</mc:Fallback></mc:AlternateContent>'
            '<w:sym w:font=".VnTime" w:char="F0CB"/><v:textpath string="MẬT"/><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="a"/></w:ddList></w:ffData></w:r></w:p>')
    styles = '<w:styles><w:style w:type="paragraph" w:styleId="Cu"><w:basedOn w:val="Cu"/><w:rPr><w:rFonts w:ascii=".VnTimeH"/></w:rPr></w:style></w:styles>'
    chart = '<c:chartSpace><c:strCache><c:pt><c:v>a</c:v></c:pt></c:strCache><c:numCache><c:pt><c:v>1</c:v></c:pt></c:numCache></c:chartSpace>'
    yield "reader_ooxml", "parts", package((
        ("[Content_Types].xml", "<Types/>"), ("word/document.xml", f"{XML}<w:document><w:body>{word}</w:body></w:document>"), ("word/styles.xml", XML + styles),
        ("word/charts/chart1.xml", XML + chart), ("customXml/item1.xml", "<a><b>c</b></a>"), ("word/afchunk.htm", "<p>x</p>"),
        ("docProps/custom.xml", '<Properties><property name="a"><b>c</b></property></Properties>'),
        ("xl/drawings/vmlDrawing1.vml", '<xml><v:textbox><div><font face=".VnTime">m</font></div></v:textbox><x:ClientData>1</x:ClientData></xml>')))
    head = '<?mso-application progid="Word.Document"?>'
    yield "reader_xml2003", "word", (f'{XML}{head}<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><o:DocumentProperties><o:Title>a</o:Title></o:DocumentProperties>'
                                     f'{styles}<w:body>{word}<aml:annotation w:type="Word.Deletion"><w:p>{run("x")}</w:p></aml:annotation><w:sectPr><w:hdr><w:p>{run("h")}</w:p></w:hdr></w:sectPr>'
                                     '</w:body></w:wordDocument>').encode()
    yield "reader_xml2003", "sheet", ('<?xml version="1.0" encoding="windows-1252"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="a"><Font ss:FontName=".VnTime"/></Style></Styles>'
                                      '<Worksheet ss:Name="a"><Row ss:Index="2"><Cell ss:StyleID="a"><Data ss:Type="String">m\xcbt<Font html:Face="Arial">x</Font></Data><Comment><Data>c</Data></Comment></Cell></Row>'
                                      '<Header x:Data="&amp;C&amp;&quot;Arial&quot;&amp;12x&amp;K00FF00"/></Worksheet></Workbook>').encode("latin-1")
    part = '<pkg:part pkg:name="/word/{0}"><pkg:xmlData>{1}</pkg:xmlData></pkg:part>'
    yield "reader_xml2003", "flat", (f'{XML}{head}<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">' + part.format("styles.xml", styles)
                                     + part.format("document.xml", f"<w:document><w:body>{word}</w:body></w:document>")
                                     + '<pkg:part pkg:name="/word/a.bin"><pkg:binaryData>QUJDRA==</pkg:binaryData></pkg:part></pkg:package>').encode()
    flat = ('<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><style:style style:name="a" style:parent-style-name="a"/><office:body><office:text><text:tracked-changes>'
            '<text:changed-region text:id="c"><text:deletion><text:p>x</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p text:style-name="a">M<text:change text:change-id="c"/>'
            '<office:annotation><dc:creator>a</dc:creator><text:p>b</text:p></office:annotation>T<draw:object><office:document><office:body><office:spreadsheet><table:table table:name="t"><table:table-cell '
            'office:string-value="v"/></table:table></office:spreadsheet></office:body></office:document></draw:object><draw:object-ole><office:binary-data>QUJDRA==</office:binary-data></draw:object-ole></text:p>'
            '</office:text></office:body></office:document>')
    yield "reader_odf_flat", "changes", (XML + flat).encode()
    yield "reader_odf", "old", package((("mimetype", "application/vnd.sun.xml.writer"), ("content.xml", XML + flat.replace("office:document", "office:document-content", 1)[:-17] + "</office:document-content>"),
                                        ("META-INF/manifest.xml", "<manifest/>"), ("Object 1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))))
    plain = pdf(["a"])
    extra = (b"6 0 obj<</Type/Annot/Subtype/FreeText/Rect[1 2 3 4]/Contents(MAT)>>endobj\n7 0 obj<</Length 9>>stream\n<a>b</a>\n\nendstream endobj\n8 0 obj<</First 9 0 R/Count 1>>endobj\n"
             b"9 0 obj<</Title(x)/Parent 8 0 R/Next 9 0 R>>endobj\n10 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(v)/Rect[1 2 3 4]>>endobj\n")
    yield "reader_pdf", "parts", (plain.replace(b"<</Type/Catalog", b"<</XFA[(a) 7 0 R]/Outlines 8 0 R/AcroForm<</Fields[10 0 R]>>/Type/Catalog")
                                  .replace(b"/Contents 5 0 R", b"/Contents 5 0 R/Annots[6 0 R 10 0 R]").replace(b"xref\n", extra + b"xref\n", 1))


def texts():
    doc = text.paper(rng, "dev", n=1)
    for i, name in enumerate(("utf-8", "utf-16-le", "utf-16-be", "tcvn3", "tcvn5712-1", "vni", "viscii", "cp1258", "viqr", "telex")):
        yield "viet", name, bytes([i + 2]) + formats.write_text(doc, name)
    example = (HERE.parent.parent / "docs/guide/quy-tac-mau.ini").read_bytes()
    yield "rules", "example", example + "\0UBND TỈNH GIẢ ĐỊNH\nSố: 4/BC\nTỐI MẬT\nCánh buồm trắng, K-417\nKÝ HIỆU ĐẶC BIỆT X\n".encode()
    yield "rules", "short", "[agency]\nformat = 1\nname = x\n[document d]\nphrase = BẢNG ĐIỂM\n\0BẢNG ĐIỂM\nMẬT\nMẬT\n".encode()
    for path in sorted((HERE.parent.parent / "law").rglob("*.ini")):
        yield "law", path.stem, bytes([rng.randrange(40), 0]) + path.read_bytes()[:6000]
    yield "law", "rule", bytes([255, 0]) + (b"-- id: xac-dinh-999\n-- severity: warn\n-- events: unit.created\n-- values:\n-- from: 2020-07-01\n"
                                            b"-- article: 1\n-- certainty: V\n-- title.vi: a\n-- title.en: b\n-- explain.vi: c\n-- explain.en: d\n\n"
                                            b"SELECT id AS subject, name AS detail FROM unit WHERE id = :subject\n")
    for i, s in enumerate((b"a=1&b=%20x+y&c=%E1%BA%AD", b"kin=abc; lang=vi", b"/people/001/post/%31", b"/people/a%2Fb/post/2", b"a=%zz&=&&b")):
        yield "web", str(i), bytes([i % 4]) + s
    for i, s in enumerate((b'{"a":[1,"x",{"b":-9223372036854775808}]}', b'"\\ud83d\\ude00\\u0000"', b"[[[[[[1]]]]]]", b'{"a":1,"a":2}')):
        yield "json", str(i), s


def journals():
    site = b"abcdefghijkmnpqrstuvwxyz23"
    leaf = b"kin-event/1\n%s\n1\n1772413200000\nkin\nsite.created\nx\n%s\n{}" % (site, b"0" * 64)
    note = b"kin.site/%s\n1\n%s\nprofile work provider libsodium\n\n\xe2\x80\x94 kin.site/%s %s\n" % (
        site, base64.b64encode(bytes(32)), site, base64.b64encode(bytes(68)))
    block = b"event %d\n%s\n" % (len(leaf), leaf)
    yield "verify", "journal", b"\x01kin-journal/1\n" + block + b"checkpoint %d\n%s\n" % (len(note), note)
    yield "verify", "proof", b"\x00kin-proof/1\n" + block + b"index 0\n" + base64.b64encode(bytes(32)) + b"\n\n" + note
    yield "verify", "checkpoint", b"\x02" + note
    yield "journal", "checkpoint", b"\x00" + note
    yield "journal", "changed", b"\x01\x80x"
    yield "journal", "plan", b"\x0212 3\n13 4\n"


def frames():
    def word(s):
        return struct.pack("<H", len(s)) + s + b"\0"
    members = b"\x01" + word(b"a.docx")
    finding = struct.pack("<I", 7) + members + b"\x02\x50\x00" + struct.pack("<Q", 900) + bytes(32) + b"\x01\x01\x01" + struct.pack("<II", 1, 2) + word(b"M\xe1\xba\xacT")
    yield "wire", "config", b"\x00" + struct.pack("<QQQII", 1 << 30, 1000, 100, 16, 5000)
    yield "wire", "files", b"\x01" + struct.pack("<H", 1) + struct.pack("<IQ", 7, 900) + word(b"a.docx")
    yield "wire", "finding", b"\x02" + finding
    yield "wire", "unread", b"\x03" + struct.pack("<I", 7) + members + b"\x02\x00" + word(b"detail")
    yield "wire", "done", b"\x04" + struct.pack("<II", 7, 1)
    body = b'{"kind":"list","made":1795242000000}\n{"type":"a","x":{"commit":"' + b"0" * 64 + b'"}}\n'
    yield "carried", "records", b"\x02" + body
    yield "carried", "file", b"\x00kin-carried/1\n" + body + b"kin-carried/1 end\nrecords 1\ncontent " + b"0" * 64 + b"\nsignatures 0\n"
    yield "carried", "key", b"\x01kin-inspection-key/1\nname doi-01\ntitle T\npublic " + base64.b64encode(bytes(32)) + b"\nsalt " + base64.b64encode(bytes(16)) + b"\n"


def old_office():
    doc = text.paper(rng, "dev", n=1)
    small = {"header": "MẬT", "footer": "Trang &P", "box": "TỐI MẬT", "comment": "Ghi chú",
             "lines": [{"text": "TỐI MẬT", "red": True, "split": 1}, {"cells": ["Số", "12"]}]}
    for name, data in (("paper", make_xls.write_xls(doc)), ("small", make_xls.write_xls(small, numbers=True, border=40)),
                       ("tcvn3", make_xls.write_xls(small, ".VnTime")), ("book", make_xls.write_xls5(small, ".VnTime")),
                       ("bare", make_xls.write_xls5(small, bare=True))):
        yield "reader_xls", name, data
    for name, data in (("paper", make_ppt.write_ppt(doc, notes="Ghi chú")), ("small", make_ppt.write_ppt(small, ".VnTime", deleted="MẬT")),
                       ("outline", make_ppt.write_ppt(small, outline=True)),
                       ("embedded", make_ppt.write_ppt(small, embedded=make_xls.write_xls(small)))):
        yield "reader_ppt", name, data
    yield "reader_ooxml", "xlsb", stored(make_xls.write_xlsb(small))


def main(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for make in (readers, office, old_word, old_office, mails, packed, texts, journals, frames):
        for target, name, data in make():
            (folder / target).mkdir(parents=True, exist_ok=True)
            (folder / target / name).write_bytes(data)
    for number, line in enumerate((HERE / "findings.txt").read_text().splitlines()):
        if line.strip() and not line.startswith("#"):
            target, data = line.split()[:2]
            (folder / target).mkdir(parents=True, exist_ok=True)
            (folder / target / f"finding-{number}").write_bytes(base64.b64decode(data))


main(Path(sys.argv[1]))
