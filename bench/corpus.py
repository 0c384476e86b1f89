"""Makes a corpus to measure scanners on: text, office files, PDF, pictures; the same bytes every time.

usage: corpus.py FOLDER KIND MEGABYTES     KIND: raw, text, office, pdf, mixed
About one document in fifty bears a mark. Documents are put together from some thousand paragraphs, each made and
encoded once, so that hundreds of megabytes take seconds; no two files are alike. Office files are packages of
LibreOffice with its styles, settings, fonts and theme where soffice is at hand, else plain ones.
"""
import functools
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/scan"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/fuzz"))
import make_formats as formats  # noqa: E402

SYLLABLES = ("công tác cán bộ kế hoạch năm báo cáo tình hình thực hiện nhiệm vụ của đơn vị theo quy định tại văn phòng ủy ban nhân dân "
             "tỉnh huyện xã phường về việc phối hợp triển khai các biện pháp bảo đảm an toàn thông tin trong hoạt động quản lý điều hành "
             "căn cứ nghị định thông tư quyết định số ngày tháng trưởng phòng phó giám đốc chuyên viên tổng hợp đề nghị xem xét").split()
MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
POOL = 3000  # paragraphs
FIRST, SECOND = "Dòng thứ nhất", "Dòng thứ hai"  # of a sample, to be replaced


def paragraph(rng, words):
    return " ".join(rng.choice(SYLLABLES) for _ in range(words)).capitalize() + "."


def lines(rng, size, marked):
    out = [rng.choice(MARKS)] if marked else []
    while size > 0:
        out.append(paragraph(rng, rng.randrange(20, 90)))
        size -= len(out[-1].encode())
    return out


@functools.cache
def pool():
    rng = random.Random("paragraphs")
    return [*MARKS, *(paragraph(rng, rng.randrange(20, 90)) for _ in range(POOL))]


def chosen(rng, size, marked):
    """Numbers of paragraphs of the pool, about `size` bytes of UTF-8 together."""
    out = [rng.randrange(len(MARKS))] if marked else []
    return out + rng.choices(range(len(MARKS), POOL + len(MARKS)), k=1 + size // 330)


# ---- text

@functools.cache
def encoded(encoding):
    lines_of = [formats.write_text({"lines": [{"text": t}]}, encoding) for t in pool()]
    return [raw.removeprefix(b"\xff\xfe") for raw in lines_of] if encoding == "utf-16-le" else lines_of


def text_file(rng, size, marked):
    encoding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-16-le", "tcvn3", "vni"))
    have = encoded(encoding)
    return ".txt", (b"\xff\xfe" if encoding == "utf-16-le" else b"") + b"".join([have[i] for i in chosen(rng, size, marked)])


# ---- office

@functools.cache
def samples():
    """The parts of a sample document by its ending."""
    doc = {"lines": [{"text": FIRST}, {"text": SECOND}]}
    found = {".docx": formats.write_docx(doc), ".odt": formats.write_odt(doc), ".xlsx": formats.write_xlsx(doc), ".pptx": formats.write_pptx(doc)}
    office = shutil.which("soffice")
    with tempfile.TemporaryDirectory() as folder:
        for source, ending in ((".odt", ".docx"), (".docx", ".odt"), (".xlsx", ".xlsx")) if office else ():
            (Path(folder) / f"sample{source}").write_bytes(formats.write_odt(doc) if source == ".odt" else found[source])
            subprocess.run([office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending[1:], "--outdir", f"{folder}/out",
                            f"{folder}/sample{source}"], capture_output=True, timeout=300, check=False)
            made = Path(folder) / f"out/sample{ending}"
            if made.exists():
                found[ending] = made.read_bytes()
    parts = {}
    for ending, package in found.items():
        with zipfile.ZipFile(io.BytesIO(package)) as z:
            parts[ending] = {n: z.read(n) for n in z.namelist() if not n.endswith("/")}
    return parts


@functools.cache
def escaped():
    return [escape(t) for t in pool()]


def put_in(xml, texts):
    """The sample's part with other paragraphs in place of its two."""
    before, _, rest = xml.decode().partition(FIRST)
    between, _, after = rest.partition(SECOND)
    return (before + between.join(texts) + after).encode()


def slides(rng, parts, texts):
    sample = parts.pop("ppt/slides/slide1.xml")
    for number, first in enumerate(range(0, len(texts), 6), 1):
        parts[f"ppt/slides/slide{number}.xml"] = put_in(sample, texts[first:first + 6])


def office_file(rng, size, marked):
    ending = rng.choice((".docx", ".docx", ".xlsx", ".odt", ".pptx"))
    parts = dict(samples()[ending])
    texts = [escaped()[i] for i in chosen(rng, size * 3, marked)]
    if ending == ".pptx":
        slides(rng, parts, texts)
    elif ending == ".xlsx":
        rows = "".join([f'<row r="{i}" customFormat="false" ht="12.8" hidden="false"><c r="A{i}" s="0" t="s"><v>{i - 1}</v></c></row>' for i in range(1, len(texts) + 1)])
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        parts["xl/worksheets/sheet1.xml"] = re.sub("<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", sheet, flags=re.DOTALL).encode()
        strings = "".join([f'<si><t xml:space="preserve">{t}</t></si>' for t in texts])
        parts["xl/sharedStrings.xml"] = (formats.HEAD + f'<sst {formats.SML} count="{len(texts)}" uniqueCount="{len(texts)}">{strings}</sst>').encode()
    else:
        name = "word/document.xml" if ending == ".docx" else "content.xml"
        parts[name] = put_in(parts[name], texts)
    stored = ("mimetype",)
    if rng.random() < 0.5 and ending != ".odt":  # a picture, as most office files have one
        parts["word/media/image1.jpeg"] = b"\xff\xd8\xff\xe0" + rng.randbytes(size)
        stored = ("mimetype", "word/media/image1.jpeg")
    return ending, formats.pack(parts, stored=stored)


# ---- PDF

@functools.cache
def shown():
    """Each paragraph as the operators that show it, cut into lines of 90 letters."""
    plain = [formats.strip_accents(t) for t in pool()]
    return [[b"(" + t[i:i + 90].encode("ascii", "replace") + b") Tj 0 -14 Td" for i in range(0, len(t), 90)] for t in plain]


def pdf_file(rng, size, marked):
    pages = []
    body = [shown()[i] for i in chosen(rng, size * 2, False)]
    if marked:
        body.insert(0, [b"(CONFIDENTIAL) Tj 0 -14 Td"])
    for first in range(0, len(body), 6):
        cut = [line for one in body[first:first + 6] for line in one][:50]
        pages.append(zlib.compress(b"BT /F1 9 Tf 40 800 Td " + b" ".join(cut) + b" ET", 6))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages)))),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for i, data in enumerate(pages):
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % (5 + 2 * i))
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(data), data))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for i, o in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % i + o + b" endobj\n"
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return ".pdf", bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


# ---- the rest

def other_file(rng, size, _):
    kind = rng.choice(((".jpg", b"\xff\xd8\xff\xe0"), (".exe", b"MZ\x90\0"), (".mp4", b"\0\0\0\x18ftypmp42")))
    return kind[0], kind[1] + rng.randbytes(size * 4)


def raw_file(rng, size, marked):
    """What no reader understands: a program or a piece of a disk, strings of text between bytes without sense."""
    out = [rng.choice((b"\x7fELF\2\1\1\0", b"MZ\x90\0\3\0\0\0", b"\0\1\2\3kin\0"))]
    for _ in range(1 + size // 20000):
        out.append(rng.randbytes(30000))
        words = paragraph(rng, 200)
        out.append(b"\0".join(w.encode(rng.choice(("utf-8", "utf-16-le"))) for w in words.split()) + b"\0" * rng.randrange(4000))
    if marked:
        out.insert(1 + len(out) // 2, b"\0\n" + rng.choice(MARKS[1:]).encode() + b"\n\0")
    return ".bin", b"".join(out)


KINDS = {"text": [text_file], "raw": [raw_file], "office": [office_file], "pdf": [pdf_file],
         "mixed": [text_file, office_file, office_file, office_file, pdf_file, other_file]}


def main(folder, kind, megabytes):
    rng = random.Random(f"{kind} {megabytes}")
    left, number = megabytes << 20, 0
    while left > 0:
        size = int(min(2 << 20, rng.paretovariate(1.1) * 12000))
        ending, data = rng.choice(KINDS[kind])(rng, size, rng.random() < 0.02)
        where = Path(folder) / f"{number % 37:02}" / f"{number % 11:02}"
        where.mkdir(parents=True, exist_ok=True)
        (where / f"van-ban-{number:05}{ending}").write_bytes(data)
        left -= len(data)
        number += 1
    os.sync()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
