"""Writes a document of make_text.py as a presentation of PowerPoint 97 (.ppt); stdlib only.

usage: make_ppt.py FILE    a small sample, for trying
"""
import struct
import sys
import zlib

from make_cfb import write_cfb
from make_formats import latin, tcvn3

WIDTH, HEIGHT = 5760, 4320  # of a slide, in 576ths of an inch


def atom(kind, body=b"", instance=0, version=0):
    return struct.pack("<HHI", instance << 4 | version, kind, len(body)) + body


def box(kind, *parts, instance=0):
    return atom(kind, b"".join(parts), instance, 15)


def runs(text, red, font):
    """Style of one text: one run of paragraphs, one of letters with its font and colour."""
    n = len(text.encode("utf-16-le")) // 2 + 1
    letters = struct.pack("<IIH", n, 0x10000 | (0x40000 if red else 0), font)
    if red:
        letters += bytes([0xC0, 0, 0, 0xFE])
    return atom(0x0FA1, struct.pack("<IHI", n, 0, 0) + letters)


def text_atoms(text, kind=4, red=False, font=0):
    narrow = all(ord(c) < 256 for c in text)
    body = atom(0x0FA8, text.encode("latin-1")) if narrow else atom(0x0FA0, text.encode("utf-16-le"))
    return atom(0x0F9F, struct.pack("<I", kind)) + body + runs(text, red, font)


def shape(number, place, inside):
    left, top, right, bottom = place
    return box(0xF004, atom(0xF00A, struct.pack("<II", number, 0xA00), 1, 2),
               atom(0xF010, struct.pack("<hhhh", top, left, right, bottom)), box(0xF00D, inside))


def drawing(shapes):
    group = box(0xF004, atom(0xF009, bytes(16), 0, 1), atom(0xF00A, struct.pack("<II", 1, 5), 0, 2))
    return box(0x040C, box(0xF002, atom(0xF008, struct.pack("<II", len(shapes), 99), 1), box(0xF003, group, *shapes)))


def footer(doc):
    strings = [atom(0x0FBA, doc[k].encode("utf-16-le"), i) for i, k in ((1, "header"), (2, "footer")) if doc.get(k)]
    return box(0x0FD9, atom(0x0FDA, struct.pack("<HH", 0, 0x28)), *strings, instance=3) if strings else b""


def slide(lines, font, code, doc, outline=False):
    shapes = []
    for i, line in enumerate(lines):
        text = code("\t".join(line["cells"]) if "cells" in line else line["text"])
        top = 200 + i * 500
        inside = atom(0x0F9E, struct.pack("<I", i)) if outline else text_atoms(text, 4, line.get("red"), font)
        shapes.append(shape(i + 2, (300, top, WIDTH - 300, top + 400), inside))
    scheme = atom(0x07F0, bytes(32), 1)
    return box(0x03EE, atom(0x03EF, bytes(24)), drawing(shapes), footer(doc), scheme)


def write_ppt(doc, font_name="", per_slide=6, outline=False, deleted=None, notes="", embedded=b"", extra=None):
    """`outline`: the texts stand in the list of slides and shapes refer to them. `deleted`: text of a slide that
    an earlier edit left behind. `embedded`: bytes of a compound file packed into the presentation."""
    old = font_name.startswith((".Vn", "VNI"))
    code = (lambda s: latin(tcvn3(s))) if old else (lambda s: s)
    slides, now = [], []
    for line in doc["lines"]:
        if now and len(now) >= per_slide:
            slides.append(now)
            now = []
        now.append(line)
    slides.append(now)
    stream, places = b"", {}

    def put(number, record):
        nonlocal stream
        places[number] = len(stream)
        stream += record
    if deleted:
        put(900, slide([{"text": deleted}], 0, code, {}))
        del places[900]
    fonts = box(0x07D5, *(atom(0x0FB7, name.encode("utf-16-le").ljust(64, b"\0") + bytes([0, 0, 4, 0]), i)
                          for i, name in enumerate((font_name or "Times New Roman", "Arial"))))
    listed = b""
    for i, lines in enumerate(slides):
        listed += atom(0x03F3, struct.pack("<IIIII", 10 + i, 4, len(lines), 256 + i, 0))
        if outline:
            for line in lines:
                listed += text_atoms(code("\t".join(line["cells"]) if "cells" in line else line["text"]), 1, line.get("red"))
        put(10 + i, slide(lines, 0, code, doc if i == 0 else {}, outline))
    notes_list = b""
    if notes:
        put(500, box(0x03F0, atom(0x03F1, struct.pack("<II", 256, 0)), drawing([shape(2, (0, 0, 99, 99), text_atoms(code(notes), 2))])))
        notes_list = box(0x0FF0, atom(0x03F3, struct.pack("<IIIII", 500, 4, 0, 256, 0)), instance=2)
    if embedded:
        put(600, atom(0x1011, struct.pack("<I", len(embedded)) + zlib.compress(embedded), 1))
    size = struct.pack("<iiii", WIDTH, HEIGHT, HEIGHT, WIDTH) + bytes(24)
    put(1, box(0x03E8, atom(0x03E9, size, 0, 1), box(0x03F2, fonts), box(0x0FF0, listed), notes_list))
    directory = len(stream)
    stream += atom(0x1772, b"".join(struct.pack("<II", 1 << 20 | n, at) for n, at in sorted(places.items())))
    edit = len(stream)
    stream += atom(0x0FF5, struct.pack("<IIIIIIHH", 256, 0x03000000, 0, directory, 1, 1000, 1, 0))
    user = atom(0x0FF6, struct.pack("<IIIHHBBH", 20, 0xE391C05F, edit, 1, 0x3F4, 3, 0, 0) + b"A\0\0\0" + struct.pack("<I", 8))
    members = {"PowerPoint Document": stream, "Current User": user}
    members.update(extra or {})
    return write_cfb(members)


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as f:
        f.write(write_ppt({"header": "MẬT", "footer": "Chân trang", "lines": [{"text": "UBND TỈNH GIẢ ĐỊNH"}, {"text": "TỐI MẬT", "red": True}]}, notes="Ghi chú"))
