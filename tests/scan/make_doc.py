"""Writes Word 97 and Word 6 documents of invented texts (see make_text.py): header, footer, notes, comments, text
boxes, WordArt, old fonts, pieces out of order as a fast save leaves them. Formats: [MS-DOC], [MS-ODRAW].

usage: make_doc.py FOLDER    writes a few for looking at
"""
import struct
import sys
from pathlib import Path

import make_formats as formats
from make_cfb import write_cfb

TEXT_AT, PAGE, FIB_PAIRS = 0x400, 512, 0x5D
STSHF, FND_REF, FND_TXT, AND_REF, AND_TXT, SED, HDD, CHPX, PAPX, FFN, DOP, CLX = 1, 2, 3, 4, 5, 6, 11, 12, 13, 15, 31, 33
SPA, DGG, TXBX = 40, 50, 56
FONTS = {"unicode": "Times New Roman", "tcvn3": ".VnTime", "vni": "VNI-Times"}
RED, SPECIAL = struct.pack("<HB", 0x2A42, 6), struct.pack("<HB", 0x0855, 1)
DELETED, INSERTED = struct.pack("<HB", 0x0800, 1), struct.pack("<HB", 0x0801, 1)


class Text:
    """Letters with what holds for them, and where paragraphs end."""
    def __init__(self, how):
        self.how, self.letters, self.runs, self.paras = how, "", [], []

    def put(self, text, look=b""):
        if self.how in ("tcvn3", "vni"):
            text = formats.latin(getattr(formats, self.how)(text))
        if text:
            self.runs.append((len(self.letters), len(self.letters) + len(text), look))
            self.letters += text

    def end(self, mark="\r", props=b""):
        self.runs.append((len(self.letters), len(self.letters) + 1, b""))
        self.letters += mark
        self.paras.append((self.paras[-1][1] if self.paras else 0, len(self.letters), props))

    def line(self, line):
        look = RED if line.get("red") else b""
        cells = line.get("cells") or (line["cell"] if isinstance(line.get("cell"), list) else None)
        if line.get("page"):
            self.end("\f")
        if cells:
            for cell in cells:
                self.put(cell.get("text", "") if isinstance(cell, dict) else cell, look)
                self.end("\x07", struct.pack("<HB", 0x2416, 1))
            self.end("\x07", struct.pack("<HBHB", 0x2416, 1, 0x2417, 1))
            return
        text = line.get("text", "")
        cut = len(text) // 2 if line.get("split") else 0
        self.put(text[:cut], look + struct.pack("<HB", 0x0835, 1))
        self.put(text[cut:], look)
        if line.get("deleted"):
            self.put(line["deleted"], look + DELETED)
        self.end()


def pieces_of(text, how, fast):
    """[(cp, end, wide)] in the order of the letters, and the order in which they are stored."""
    n, wide = len(text), how == "unicode"
    if not fast:
        return [(0, n, wide)], [0]
    cuts = sorted({0, n, n // 3, n // 2, n // 2 + 1})
    pieces = []
    for a, b in zip(cuts, cuts[1:]):
        narrow = all(ord(c) < 128 for c in text[a:b])
        pieces.append((a, b, wide and not narrow))
    return pieces, list(reversed(range(len(pieces))))


def store(text, pieces, order, at):
    """The bytes of all pieces, and where each begins."""
    out, places = b"", [0] * len(pieces)
    for k in order:
        a, b, wide = pieces[k]
        places[k] = at + len(out)
        out += text[a:b].encode("utf-16-le") if wide else b"".join(byte_of(c) for c in text[a:b])
        out += bytes(-len(out) % 2)
    return out, places


def byte_of(c):
    try:
        return c.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(c)]) if ord(c) < 256 else b"?"


def stretches(runs, pieces, places):
    """Runs of letters as runs of the stream."""
    out = []
    for (a, b, wide), at in zip(pieces, places):
        unit = 2 if wide else 1
        out += [(at + unit * (max(a, x) - a), at + unit * (min(b, y) - a), props) for x, y, props in runs if max(a, x) < min(b, y)]
    return sorted(out)


def pages_of(runs, per, one, encode):
    """Pages of properties ([MS-DOC] 2.9.42 and 2.9.173) and the first letters of each."""
    pages, first = [], []
    for i in range(0, len(runs), per):
        part = runs[i:i + per]
        page, at = bytearray(PAGE), PAGE - 2
        page[PAGE - 1] = len(part)
        for k, (x, y, props) in enumerate(part):
            struct.pack_into("<II", page, 4 * k, x, y)
            data = encode(props)
            if data:
                at = (at - len(data)) & ~1
                page[at:at + len(data)] = data
                page[4 * (len(part) + 1) + one * k] = at // 2
        pages.append(bytes(page))
        first.append(part[0][0])
    return pages, first + [runs[-1][1]] if runs else []


def style_sheet():
    """One style, Normal, set in font 0."""
    name = struct.pack("<H", 6) + "Normal\0".encode("utf-16-le")
    chars = struct.pack("<HHHHHH", 0x4A4F, 0, 0x4A50, 0, 0x4A51, 0)
    upx = struct.pack("<HH", 2, 0) + struct.pack("<H", len(chars)) + chars
    std = struct.pack("<HHHHH", 0, 0x0FFF << 4 | 1, 2, 0, 0) + name + upx
    head = struct.pack("<HHHHHHHHH", 1, 10, 1, 0, 0, 0, 0, 0, 0)
    return struct.pack("<H", len(head)) + head + struct.pack("<H", len(std)) + std


def font_table(names):
    out = struct.pack("<HH", len(names), 0)
    for name in names:
        body = struct.pack("<BHBB", 0x16, 400, 0, 0) + bytes(34) + (name + "\0").encode("utf-16-le")
        out += struct.pack("<B", len(body)) + body
    return out


def record(kind, body, version=0, instance=0):
    return struct.pack("<HHI", instance << 4 | version, kind, len(body)) + body


def drawing(shapes):
    """[(number, box or None, WordArt words or None)] as [MS-DOC] 2.9.172 OfficeArtContent."""
    out = record(0xF004, record(0xF009, bytes(16), 1) + record(0xF00A, struct.pack("<II", 1024, 5), 2), 15)
    for number, box, words in shapes:
        body = record(0xF00A, struct.pack("<II", number, 0xA00), 2, 136 if words else 202)
        if words:
            letters = (words + "\0").encode("utf-16-le")
            body += record(0xF00B, struct.pack("<HI", 0xC0 | 0x8000, len(letters)) + letters, 3, 1)
        if box is not None:
            body += record(0xF00D, struct.pack("<I", (box + 1) << 16))
        out += record(0xF004, body, 15)
    group = record(0xF000, record(0xF006, struct.pack("<IIII", 2048, 1, len(shapes) + 1, 1)), 15)
    return group + b"\0" + record(0xF002, record(0xF008, struct.pack("<II", len(shapes) + 1, 1025 + len(shapes)), 0, 1) + record(0xF003, out, 15), 15)


def plc(places, about=b""):
    return struct.pack(f"<{len(places)}I", *places) + about


def write_doc(doc, how="unicode", fast=False, boxes=(), word_art=None, footnote=None, comment=None, field=None, damage=None, extra=None):
    """doc as in make_text: lines, header, footer, box. how: unicode, tcvn3 or vni. damage: clx (no table of pieces)."""
    t, pairs, ccp = Text(how), {}, [0] * 8
    boxes = list(boxes) + ([doc["box"]] if doc.get("box") else [])
    for _ in range(len(boxes) + (word_art is not None)):
        t.runs.append((len(t.letters), len(t.letters) + 1, SPECIAL))
        t.letters += "\x08"
    for line in doc["lines"]:
        t.line(line)
    if field:
        for part in ("\x13", ' HYPERLINK "http://vi.du/" ', "\x14", field, "\x15"):
            t.put(part, SPECIAL if len(part) == 1 else b"")
        t.end()
    notes = []
    for which, words in ((FND_REF, footnote), (AND_REF, comment)):
        if words:
            t.put("x")
            notes.append((which, len(t.letters), words))
            t.runs.append((len(t.letters), len(t.letters) + 1, SPECIAL))
            t.letters += "\x02" if which == FND_REF else "\x05"
            t.end()
    ccp[0] = len(t.letters)

    def story(k, texts):
        start, places = len(t.letters), [0]
        for words in texts:
            for one in words.split("\n") if words else []:
                t.put(one)
                t.end()
            places.append(len(t.letters) - start)
        t.end()
        ccp[k] = len(t.letters) - start
        return places + [ccp[k]]

    for which, at, words in notes:
        if which == FND_REF:
            pairs[FND_REF] = plc([at, ccp[0]], struct.pack("<H", 1))
            pairs[FND_TXT] = plc(story(1, [words]))
    if doc.get("header") or doc.get("footer"):
        pairs[HDD] = plc(story(2, [""] * 7 + [doc.get("header", ""), "", doc.get("footer", ""), "", ""]))
    for which, at, words in notes:
        if which == AND_REF:
            pairs[AND_REF] = plc([at, ccp[0]], struct.pack("<H", 1) + "K".encode("utf-16-le") + bytes(26))
            pairs[AND_TXT] = plc(story(4, [words]))
    shapes = [(1026 + i, i, None) for i in range(len(boxes))] + ([(1026 + len(boxes), None, word_art)] if word_art is not None else [])
    if boxes:
        pairs[TXBX] = plc(story(6, boxes), b"".join(struct.pack("<IIHIII", 1, 0, 0, 0xFFFFFFFF, 1026 + i, 0) for i in range(len(boxes) + 1)))
    if shapes:
        pairs[DGG] = drawing(shapes)
        spas = b"".join(struct.pack("<IiiiiHI", s[0], 1200, 900 + 900 * i, 5200, 1600 + 900 * i, 1 << 1 | 1 << 3 | 3 << 5, 0) for i, s in enumerate(shapes))
        pairs[SPA] = plc(list(range(len(shapes))) + [ccp[0]], spas)
    if sum(ccp[1:]):
        t.end()
    return assemble(t, pairs, ccp, how, fast, damage, extra or {})


def assemble(t, pairs, ccp, how, fast, damage, extra):
    pieces, order = pieces_of(t.letters, how, fast)
    stored, places = store(t.letters, pieces, order, TEXT_AT)
    stream = stored + bytes(-len(stored) % PAGE)
    section_at = TEXT_AT + len(stream)
    section = struct.pack("<HHHHH", 0xB01F, 11906, 0xB020, 16838, 0x3009) + b"\2"
    stream += (struct.pack("<H", len(section)) + section).ljust(PAGE, b"\0")
    for which, runs, per, one, encode in (
            (CHPX, t.runs, 20, 1, lambda p: struct.pack("<B", len(p)) + p if p else b""),
            (PAPX, t.paras, 16, 13, lambda p: struct.pack("<BBH", 0, (2 + len(p) + 1) // 2, 0) + p + bytes(len(p) % 2))):
        pages, firsts = pages_of(stretches(runs, pieces, places), per, one, encode)
        number = (TEXT_AT + len(stream)) // PAGE
        pairs[which] = plc(firsts, struct.pack(f"<{len(pages)}I", *range(number, number + len(pages))))
        stream += b"".join(pages)
    pairs[STSHF], pairs[FFN] = style_sheet(), font_table([FONTS[how], "Arial"])
    pairs[SED] = plc([0, ccp[0]], struct.pack("<HIHI", 0, section_at, 0, 0xFFFFFFFF))
    pairs[DOP] = bytes(500)
    about = b"".join(struct.pack("<HIH", 0, at if wide else at * 2 | 1 << 30, 0) for (_, _, wide), at in zip(pieces, places))
    table = plc([p[0] for p in pieces] + [len(t.letters)], about)
    pairs[CLX] = b"\2" + struct.pack("<I", len(table)) + table if damage != "clx" else b"\7\7\7\7\7"
    fib = bytearray(TEXT_AT)
    struct.pack_into("<HHHHHHHIBBHHII", fib, 0, 0xA5EC, 0xC1, 0, 0x042A, 0, 0x1200 | 0xF0 | (4 if fast else 0), 0xBF, 0, 0, 0, 0, 0, TEXT_AT, TEXT_AT + len(stored))
    struct.pack_into("<HHHHH", fib, 0x20, 14, 0, 0, 0, 0)
    struct.pack_into("<H", fib, 0x3E, 22)
    struct.pack_into("<I", fib, 0x40, TEXT_AT + len(stream))
    struct.pack_into("<8I", fib, 0x4C, *ccp)
    struct.pack_into("<H", fib, 0x98, FIB_PAIRS)
    other = b""
    for which, data in sorted(pairs.items()):
        struct.pack_into("<II", fib, 0x9A + 8 * which, len(other), len(data))
        other += data + bytes(-len(data) % 4)
    return write_cfb({"WordDocument": bytes(fib) + stream, "1Table": other, **extra})


def write_word6(doc, how="tcvn3", bare=False):
    """Word 6: one byte a letter, one piece, fonts by a page of properties; no other stories."""
    t = Text(how)
    for line in doc["lines"]:
        t.line(line)
    text = b"".join(byte_of(c) for c in t.letters)
    stream = text + bytes(-len(text) % PAGE)
    page = bytearray(PAGE)
    struct.pack_into("<II", page, 0, TEXT_AT, TEXT_AT + len(text))
    page[PAGE - 8:PAGE - 4] = struct.pack("<BBH", 3, 93, 0)
    page[8], page[PAGE - 1] = (PAGE - 8) // 2, 1
    number = (TEXT_AT + len(stream)) // PAGE
    stream += bytes(page)
    name = FONTS[how].encode() + b"\0"
    pairs = {CHPX: struct.pack("<IIH", TEXT_AT, TEXT_AT + len(text), number),
             FFN: struct.pack("<HBBHBB", 8 + len(name), 5 + len(name), 0, 400, 0, 0) + name}
    fib = bytearray(TEXT_AT)
    struct.pack_into("<HHHHHHHIBBHHII", fib, 0, 0xA5DC, 101, 0, 0x0409, 0, 0, 101, 0, 0, 0, 0, 0, TEXT_AT, TEXT_AT + len(text))
    struct.pack_into("<I", fib, 0x34, len(text))
    for which, data in pairs.items():
        struct.pack_into("<II", fib, 0x58 + 8 * which, TEXT_AT + len(stream), len(data))
        stream += data + bytes(-len(data) % 4)
    stream = bytes(fib) + stream
    return stream if bare else write_cfb({"WordDocument": stream.ljust(4096, b"\0")})


def properties(pairs, own=(), page=65001):
    """\\5SummaryInformation of [(number, text)]; `own`: [(name, text)] as a second set ([MS-OLEPS])."""
    def string(s):
        raw = s.encode("utf-8" if page == 65001 else "cp%d" % page) + b"\0"
        return struct.pack("<II", 30, len(raw)) + raw + bytes(-len(raw) % 4)
    def whole(values):
        values = [(1, struct.pack("<IHH", 2, page, 0))] + values
        at, table, body = 8 + 8 * len(values), b"", b""
        for number, data in values:
            table += struct.pack("<II", number, at + len(body))
            body += data + bytes(-len(data) % 4)
        return struct.pack("<II", at + len(body), len(values)) + table + body
    sets = [whole([(n, string(s)) for n, s in pairs])]
    if own:
        names = struct.pack("<I", len(own))
        for i, (name, _) in enumerate(own):
            raw = name.encode("utf-8") + b"\0"
            names += struct.pack("<II", i + 2, len(raw)) + raw
        sets.append(whole([(0, names)] + [(i + 2, string(s)) for i, (_, s) in enumerate(own)]))
    head, at = struct.pack("<HHI16xI", 0xFFFE, 0, 0x20006, len(sets)), 28 + 20 * len(sets)
    for s in sets:
        head += bytes(16) + struct.pack("<I", at)
        at += len(s)
    return head + b"".join(sets)


def packed(name, data):
    """\\1Ole10Native: a file packed by the Object Packager ([MS-OLEDS] 2.3.6)."""
    raw = name.encode("cp1252", "replace") + b"\0"
    body = struct.pack("<H", 2) + raw + raw + struct.pack("<HHI", 0, 3, len(raw)) + raw + struct.pack("<I", len(data)) + data
    for words in (name, name, name):
        wide = words.encode("utf-16-le")
        body += struct.pack("<I", len(wide) // 2) + wide
    return struct.pack("<I", len(body)) + body


def samples():
    doc = {"header": "MẬT", "footer": "Chân trang", "lines": [
        {"text": "ỦY BAN NHÂN DÂN TỈNH GIẢ ĐỊNH"}, {"text": "TỐI MẬT", "red": True, "split": True},
        {"text": "Số: 12/UBND-TH"}, {"cells": ["Độ mật", "Tối mật"]}, {"text": "trang hai", "page": True}]}
    yield "unicode", write_doc(doc, boxes=["TUYỆT MẬT", "hộp hai"], word_art="MẬT", footnote="chú thích", comment="nhận xét", field="liên kết")
    yield "tcvn3", write_doc(doc, "tcvn3", boxes=["TUYỆT MẬT"])
    yield "vni", write_doc(doc, "vni", footnote="chú thích")
    yield "fast", write_doc(doc, fast=True)
    yield "torn", write_doc(doc, damage="clx")
    yield "word6", write_word6(doc)
    yield "word6-bare", write_word6(doc, bare=True)
    inner = {"\1Ole": bytes(20), "\1Ole10Native": packed("công văn.txt", "TỐI MẬT\n".encode())}
    yield "objects", write_doc(doc, extra={
        "ObjectPool": {"_1": inner, "_2": {"Package": formats.write_docx({"lines": doc["lines"]})}, "_3": {"CONTENTS": b"%PDF-1.4\n"}},
        "\5SummaryInformation": properties([(2, "Tiêu đề"), (4, "Người soạn")], [("Độ mật", "Tối mật")])})


if __name__ == "__main__":
    for kind, data in samples():
        (Path(sys.argv[1]) / f"{kind}.doc").write_bytes(data)
