"""Writes a document of make_text.py as a workbook of Excel 97 (.xls, BIFF8), Excel 5 or as .xlsb; stdlib only.

usage: make_xls.py FILE    a small sample with every kind of text, for trying
"""
import struct
import sys

from make_cfb import write_cfb
from make_formats import HEAD, latin, pack, tcvn3

MOST = 8224  # bytes of one record


def rec(kind, body=b""):
    """One record, with CONTINUE records when it is long; for bodies without letters at the border."""
    out, first = b"", True
    while first or body:
        out += struct.pack("<HH", kind if first else 0x3C, len(body[:MOST])) + body[:MOST]
        body, first = body[MOST:], False
    return out


def letters(text):
    wide = any(ord(c) > 255 for c in text)
    return wide, text.encode("utf-16-le" if wide else "latin-1")


def string(text, short=False):
    wide, raw = letters(text)
    units = len(text.encode("utf-16-le")) // 2 if wide else len(raw)
    return struct.pack("<BB" if short else "<HB", units, wide) + raw


def shared_strings(strings, border=MOST):
    """The SST record: letters are cut at `border`, and the rest begins with a byte that says how wide it is.
    Strings are text, or (text, runs) with runs as (from, font)."""
    out, now, kind = b"", struct.pack("<II", len(strings), len(strings)), 0xFC
    for item in strings:
        text, runs = item if isinstance(item, tuple) else (item, [])
        wide, raw = letters(text)
        unit = 2 if wide else 1
        if len(now) + 16 > border:
            out, now, kind = out + struct.pack("<HH", kind, len(now)) + now, b"", 0x3C
        now += struct.pack("<HB", len(raw) // unit, (8 if runs else 0) | wide)
        if runs:
            now += struct.pack("<H", len(runs))
        while raw:
            k = max(0, border - len(now)) // unit * unit
            now, raw = now + raw[:k], raw[k:]
            if raw:
                out, now, kind = out + struct.pack("<HH", kind, len(now)) + now, bytes([wide]), 0x3C
        now += b"".join(struct.pack("<HH", *r) for r in runs)
    return out + struct.pack("<HH", kind, len(now)) + now


def font(name, colour=0x7FFF, charset=0):
    return rec(0x31, struct.pack("<HHHHHBBBB", 220, 0, colour, 400, 0, 0, 0, charset, 0) + string(name, True))


def text_object(text, number, note=False):
    wide, raw = letters(text)
    obj = struct.pack("<HHHHHIII", 0x15, 0x12, 0x19 if note else 6, number, 0x4011, 0, 0, 0) + bytes(4)
    out = rec(0x5D, obj) + rec(0x1B6, struct.pack("<HH6xHHHH", 0x212, 0, len(text), 16, 0, 0))
    return out + rec(0x3C, bytes([wide]) + raw) + rec(0x3C, struct.pack("<HHI", 0, 0, 0) + struct.pack("<HHI", len(text), 0, 0))


def bof(kind):
    return rec(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def write_xls(doc, font_name="", sheet="Trang 1", border=MOST, numbers=False, hidden=False, extra=None):
    """As it stands in files: shared strings, cells by row, header and footer with codes, box as a text object."""
    old = font_name.startswith((".Vn", "VNI"))
    code = (lambda s: latin(tcvn3(s))) if old else (lambda s: s)
    strings, cells = [], b""
    for r, line in enumerate(doc["lines"]):
        for c, text in enumerate(line.get("cells") or [line["text"]]):
            if not text:
                continue
            red = 1 if line.get("red") else 0
            if line.get("split") and not old:
                strings.append((text, [(1, 5), (2, 5)]))
            else:
                strings.append(code(text))
            cells += rec(0xFD, struct.pack("<HHHI", r, c, red, len(strings) - 1))
        if numbers:
            cells += rec(0x27E, struct.pack("<HHHI", r, 9, 0, (r + 1) << 2 | 2))
    look = f'&C&"{font_name or "Times New Roman"},Bold"&12'
    page = b"".join(rec(k, string(look + code(doc[w]))) for k, w in ((0x14, "header"), (0x15, "footer")) if doc.get(w))
    box = text_object(code(doc["box"]), 1) if doc.get("box") else b""
    if doc.get("comment"):
        box += text_object(code(doc["comment"]), 2, True) + rec(0x1C, struct.pack("<HHHH", 0, 0, 0, 2) + string("A"))
    body = bof(0x10) + page + cells + box + rec(0x0A)
    name = font_name or "Times New Roman"
    # four fonts, then number 5: red; there is no number 4
    looks = font(name) + font(name, 10) + font(name) * 2 + font("Arial", 10)
    looks += rec(0xE0, struct.pack("<HH", 0, 0) + bytes(16)) + rec(0xE0, struct.pack("<HH", 1, 0) + bytes(16))
    begin = bof(5) + rec(0x42, struct.pack("<H", 1200)) + looks

    def sheets(at):
        return rec(0x85, struct.pack("<IBB", at, 2 if hidden else 0, 0) + string(sheet, True))
    end = shared_strings(strings, border) + rec(0x0A)
    at = len(begin) + len(sheets(0)) + len(end)
    members = {"Workbook": begin + sheets(at) + end + body}
    members.update(extra or {})
    return write_cfb(members)


def write_xls5(doc, font_name="Arial", charset=0, page=1252, bare=False):
    """Excel 5: bytes of a code page, no shared strings. `bare`: the records without a container."""
    old = font_name.startswith((".Vn", "VNI"))

    def code(text):
        return tcvn3(text) if old else text.encode(f"cp{page}", "replace")
    out = rec(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + rec(0x42, struct.pack("<H", page))
    out += rec(0x31, struct.pack("<HHHHHBBBBB", 220, 0, 0x7FFF, 400, 0, 0, 0, charset, 0, len(font_name)) + font_name.encode()) * 4
    out += rec(0xE0, struct.pack("<HH", 0, 0) + bytes(12))

    def sheets(at):
        return rec(0x85, struct.pack("<IHB", at, 0, 6) + b"Sheet1") + rec(0x0A)
    at = len(out) + len(sheets(0))
    out += sheets(at) + rec(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
    if doc.get("header"):
        raw = b"&C" + code(doc["header"])
        out += rec(0x14, bytes([len(raw)]) + raw)
    for r, line in enumerate(doc["lines"]):
        for c, text in enumerate(line.get("cells") or [line["text"]]):
            raw = code(text)[:255]
            out += rec(0x204, struct.pack("<HHHH", r, c, 0, len(raw)) + raw)
    out += rec(0x0A)
    return out if bare else write_cfb({"Book": out})


# ---- .xlsb
def rec12(kind, body=b""):
    out = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    n = len(body)
    while True:
        out += bytes([n & 0x7F | (0x80 if n > 127 else 0)])
        n >>= 7
        if not n:
            return out + body


def wide(text):
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def write_xlsb(doc, font_name="Times New Roman"):
    old = font_name.startswith((".Vn", "VNI"))
    code = (lambda s: latin(tcvn3(s))) if old else (lambda s: s)
    strings, rows = [], b""
    for r, line in enumerate(doc["lines"]):
        rows += rec12(0, struct.pack("<I", r) + bytes(13))
        for c, text in enumerate(line.get("cells") or [line["text"]]):
            strings.append(code(text))
            rows += rec12(7, struct.pack("<III", c, 0, len(strings) - 1))
    none = struct.pack("<I", 0xFFFFFFFF)
    hf = b"".join(wide("&C" + code(doc[k])) if doc.get(k) else none for k in ("header", "footer"))
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    look = rec12(43, struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 0, 0, 0) + bytes(8) + b"\0" + wide(font_name))
    return pack({
        "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/><Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/><Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/></Types>',
        "_rels/.rels": HEAD + f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{main}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": HEAD + f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{main}/worksheet" Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="{main}/sharedStrings" Target="sharedStrings.bin"/><Relationship Id="rId3" Type="{main}/styles" Target="styles.bin"/></Relationships>',
        "xl/workbook.bin": rec12(131) + rec12(143) + rec12(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Trang 1")) + rec12(144) + rec12(132),
        "xl/styles.bin": rec12(278) + rec12(611, struct.pack("<I", 1)) + look + rec12(612) + rec12(617, struct.pack("<I", 1)) + rec12(47, bytes(16)) + rec12(618) + rec12(279),
        "xl/sharedStrings.bin": rec12(159, struct.pack("<II", len(strings), len(strings))) + b"".join(rec12(19, b"\0" + wide(s)) for s in strings) + rec12(160),
        "xl/worksheets/sheet1.bin": rec12(129) + rec12(145) + rows + rec12(146) + rec12(479, struct.pack("<H", 0) + hf + none * 4) + rec12(480) + rec12(130)})


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as f:
        f.write(write_xls({"header": "MẬT", "footer": "Trang &P", "box": "TỐI MẬT", "comment": "Ghi chú",
                           "lines": [{"text": "UBND TỈNH GIẢ ĐỊNH"}, {"cells": ["Số", "12"]}, {"text": "Đỏ", "red": True}]}, numbers=True))
