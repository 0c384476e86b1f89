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
import make_formats as formats  # noqa: E402
import make_text as text  # noqa: E402

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
    for name, magic in (("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff\xe0"), ("gif", b"GIF89a"), ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
                        ("rar", b"Rar!\x1a\x07\x01\0"), ("7z", b"7z\xbc\xaf\x27\x1c"), ("elf", b"\x7fELF"), ("sqlite", b"SQLite format 3\0")):
        yield "reader_known", name, magic + bytes(600)


def texts():
    doc = text.paper(rng, "dev", n=1)
    for i, name in enumerate(("utf-8", "utf-16-le", "utf-16-be", "tcvn3", "tcvn5712-1", "vni", "viscii", "cp1258", "viqr", "telex")):
        yield "viet", name, bytes([i + 2]) + formats.write_text(doc, name)
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


def main(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for make in (readers, texts, journals, frames):
        for target, name, data in make():
            (folder / target).mkdir(parents=True, exist_ok=True)
            (folder / target / name).write_bytes(data)
    for number, line in enumerate((HERE / "findings.txt").read_text().splitlines()):
        if line.strip() and not line.startswith("#"):
            target, data = line.split()[:2]
            (folder / target).mkdir(parents=True, exist_ok=True)
            (folder / target / f"finding-{number}").write_bytes(base64.b64decode(data))


main(Path(sys.argv[1]))
