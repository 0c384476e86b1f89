"""Makes a corpus to measure scanners on: text, office files, PDF, pictures; the same bytes every time.

usage: corpus.py FOLDER KIND MEGABYTES     KIND: raw, text, office, pdf, mixed
About one document in fifty bears a mark.
"""
import io
import os
import random
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/scan"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/fuzz"))
import make_formats as formats  # noqa: E402

SYLLABLES = ("công tác cán bộ kế hoạch năm báo cáo tình hình thực hiện nhiệm vụ của đơn vị theo quy định tại văn phòng ủy ban nhân dân "
             "tỉnh huyện xã phường về việc phối hợp triển khai các biện pháp bảo đảm an toàn thông tin trong hoạt động quản lý điều hành "
             "căn cứ nghị định thông tư quyết định số ngày tháng trưởng phòng phó giám đốc chuyên viên tổng hợp đề nghị xem xét").split()
MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")


def paragraph(rng, words):
    return " ".join(rng.choice(SYLLABLES) for _ in range(words)).capitalize() + "."


def lines(rng, size, marked):
    out = [rng.choice(MARKS)] if marked else []
    while size > 0:
        out.append(paragraph(rng, rng.randrange(20, 90)))
        size -= len(out[-1].encode())
    return out


def text_file(rng, size, marked):
    encoding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-16-le", "tcvn3", "vni"))
    return ".txt", formats.write_text({"lines": [{"text": t} for t in lines(rng, size, marked)]}, encoding)


def office_file(rng, size, marked):
    doc = {"lines": [{"text": t} for t in lines(rng, size * 3, marked)]}
    kind, write = rng.choice(((".docx", formats.write_docx), (".docx", formats.write_docx), (".xlsx", formats.write_xlsx), (".odt", formats.write_odt), (".pptx", formats.write_pptx)))
    package = write(doc)
    if rng.random() < 0.5 and kind != ".odt":  # a picture, as most office files have one
        box = io.BytesIO(package)
        with zipfile.ZipFile(box, "a") as z:
            z.writestr("word/media/image1.jpeg", b"\xff\xd8\xff\xe0" + rng.randbytes(size))
        package = box.getvalue()
    return kind, package


def pdf_file(rng, size, marked):
    import zlib
    pages, objects = [], []
    body = lines(rng, size * 2, False)
    if marked:
        body.insert(0, "CONFIDENTIAL")
    for first in range(0, len(body), 6):
        cut = [t[i:i + 90] for t in body[first:first + 6] for i in range(0, len(t), 90)][:50]
        shown = b"BT /F1 9 Tf 40 800 Td " + b" ".join(b"(" + formats.strip_accents(t).encode("ascii", "replace") + b") Tj 0 -14 Td" for t in cut) + b" ET"
        pages.append(zlib.compress(shown, 6))
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
