"""Writes archives and packages by hand where no tool of the system does: CAB, RAR 4 and 5, LHA, 7z without
compression, zstd without compression, and the books and fixed pages that live in zip. Formats: [MS-CAB], the RAR
5.0 technical note, 7zFormat.txt, RFC 8878, EPUB 3.3, ECMA-388.
"""
import binascii
import gzip
import io
import struct
import tarfile
import zipfile
from xml.sax.saxutils import escape


def cab(files):
    names, data = b"", b"".join(d for _, d in files)
    at = 0
    for name, d in files:
        names += struct.pack("<IIHHHH", len(d), at, 0, 0x5A21, 0x6000, 0x20 | 0x80) + name.encode("utf-8") + b"\0"
        at += len(d)
    blocks = b"".join(struct.pack("<IHH", 0, len(data[i:i + 32768]), len(data[i:i + 32768])) + data[i:i + 32768] for i in range(0, len(data), 32768))
    first = 36 + 8
    total = first + len(names) + len(blocks)
    head = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, total, 0, first, 0, 3, 1, 1, len(files), 0, 1, 0)
    return head + struct.pack("<IHH", first + len(names), (len(data) + 32767) // 32768, 0) + names + blocks


def rar4(files, locked=False):
    """Stored. locked: the flag says that a password is needed."""
    def block(kind, flags, body, extra=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", binascii.crc32(head) & 0xFFFF) + head + extra
    out = b"Rar!\x1a\x07\0" + block(0x73, 0, bytes(6))
    for name, d in files:
        raw = name.encode("ascii", "replace")
        body = struct.pack("<IIBIIBBHI", len(d), len(d), 3, binascii.crc32(d), 0x5A216000, 20, 0x30, len(raw), 0x81A4) + raw
        out += block(0x74, 0x8000 | (4 if locked else 0), body, d)
    return out + block(0x7B, 0x4000, b"")


def vint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def rar5(files, locked=None):
    """Stored. locked: "names" hides even the names, "data" the files only."""
    def block(kind, flags, body, extra=b"", data=b""):
        head = vint(kind) + vint(flags | (1 if extra else 0) | (2 if data else 0))
        head += (vint(len(extra)) if extra else b"") + (vint(len(data)) if data else b"") + body + extra
        head = vint(len(head)) + head
        return struct.pack("<I", binascii.crc32(head)) + head + data
    out = b"Rar!\x1a\x07\x01\0"
    if locked == "names":
        return out + block(4, 0, vint(0) + vint(1) + b"\x0f" + bytes(range(16)) + bytes(12)) + bytes(range(64))
    out += block(1, 0, vint(0))
    for name, d in files:
        raw = name.encode("utf-8")
        body = vint(4) + vint(len(d)) + vint(0o100644) + struct.pack("<I", binascii.crc32(d)) + vint(0) + vint(1) + vint(len(raw)) + raw
        extra = b""
        if locked == "data":
            record = vint(1) + vint(0) + vint(0) + b"\x0f" + bytes(16) + bytes(16)
            extra = vint(len(record)) + record
        out += block(2, 0, body, extra, d)
    return out + block(5, 0, vint(0))


def lha(files):
    out = b""
    for name, d in files:
        raw = name.encode("utf-8")
        body = b"-lh0-" + struct.pack("<IIIBB", len(d), len(d), 0x5A216000, 0x20, 0) + bytes([len(raw)]) + raw + struct.pack("<H", crc16(d))
        out += bytes([len(body), sum(body) & 255]) + body + d
    return out + b"\0"


def crc16(data):
    crc = 0
    for b in data:
        crc ^= b
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def seven_zip(files):
    """7z in which one folder holds the files one after another, copied."""
    data = b"".join(d for _, d in files)
    names = b"\0" + b"".join(n.encode("utf-16-le") + b"\0\0" for n, _ in files)

    def number(n):
        if n < 0x80:
            return bytes([n])
        return bytes([0xC0 | n >> 16]) + struct.pack("<H", n & 0xFFFF) if n < 0x200000 else b"\xF0" + struct.pack("<I", n)
    sizes = b"".join(number(len(d)) for _, d in files[:-1])
    streams = b"\x04\x06" + number(0) + number(1) + b"\x09" + number(len(data)) + b"\0"
    streams += b"\x07\x0b" + number(1) + b"\0" + b"\x01\x01\0" + b"\x0c" + number(len(data)) + b"\0"
    streams += b"\x08\x0d" + number(len(files)) + b"\x09" + sizes + b"\x0a\x01" + b"".join(struct.pack("<I", binascii.crc32(d)) for _, d in files) + b"\0\0"
    header = b"\x01" + streams + b"\x05" + number(len(files)) + b"\x11" + number(len(names)) + names + b"\0\0"
    start = struct.pack("<QQI", len(data), len(header), binascii.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", binascii.crc32(start)) + start + data + header


def zstd(data):
    out = b"\x28\xb5\x2f\xfd\x00\x58"
    parts = [data[i:i + 100000] for i in range(0, len(data), 100000)] or [b""]
    for i, part in enumerate(parts):
        out += struct.pack("<I", len(part) << 3 | (i == len(parts) - 1))[:3] + part
    return out


def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, d in files:
            info = tarfile.TarInfo(name)
            info.size = len(d)
            t.addfile(info, io.BytesIO(d))
    return out.getvalue()


def cpio(files):
    out = b""
    for i, (name, d) in enumerate(list(files) + [("TRAILER!!!", b"")]):
        raw = name.encode() + b"\0"
        head = b"070701" + b"".join(b"%08x" % v for v in (i, 0o100644, 0, 0, 1, 0, len(d), 0, 0, 0, 0, len(raw), 0)) + raw
        out += head + bytes(-len(head) % 4) + d + bytes(-len(d) % 4)
    return out


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, d in files:
            z.writestr(name, d)
    return out.getvalue()


def all_kinds(files):
    """Every kind of archive holding the same files: (ending, bytes)."""
    yield "cab", cab(files)
    yield "rar4.rar", rar4(files)
    yield "rar5.rar", rar5(files)
    yield "lzh", lha(files)
    yield "7z", seven_zip(files)
    yield "tar", tar(files)
    yield "tgz", gzip.compress(tar(files))
    yield "tar.zst", zstd(tar(files))
    yield "cpio", cpio(files)
    yield "bzip2.zip", zipped(files, zipfile.ZIP_BZIP2)
    yield "lzma.zip", zipped(files, zipfile.ZIP_LZMA)
    yield "exe", b"MZ" + bytes(4094) + rar5(files)


def epub(title, chapters):
    """chapters: lists of paragraphs."""
    files = [("mimetype", b"application/epub+zip"), ("META-INF/container.xml", b"<container/>")]
    items = spine = ""
    for i, paragraphs in enumerate(chapters):
        text = "".join("<p>%s</p>" % escape(p) for p in paragraphs)
        files.append(("OPS/c%d.xhtml" % (len(chapters) - i), ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>%s</body></html>" % text).encode()))
        items += "<item id='i%d' href='c%d.xhtml' media-type='application/xhtml+xml'/>" % (i, len(chapters) - i)
        spine += "<itemref idref='i%d'/>" % i
    files.append(("OPS/book.opf", ("<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>%s</dc:title></metadata><manifest>%s</manifest><spine>%s</spine></package>"
                                   % (escape(title), items, spine)).encode()))
    return zipped(files)


def xps(pages):
    """pages: lists of (x, y, text) in units of 1/96 inch on A4."""
    files = [("FixedDocSeq.fdseq", b"<FixedDocumentSequence><DocumentReference Source='/Documents/1/FixedDoc.fdoc'/></FixedDocumentSequence>"),
             ("Documents/1/FixedDoc.fdoc", b"<FixedDocument>" + b"".join(b"<PageContent Source='Pages/%d.fpage'/>" % (i + 1) for i in range(len(pages))) + b"</FixedDocument>")]
    for i, runs in enumerate(pages):
        glyphs = "".join("<Glyphs OriginX='%s' OriginY='%s' FontRenderingEmSize='16' UnicodeString='%s'/>" % (x, y, escape(t, {"'": "&apos;"})) for x, y, t in runs)
        files.append(("Documents/1/Pages/%d.fpage" % (i + 1), ("<FixedPage Width='793.7' Height='1122.5'>%s</FixedPage>" % glyphs).encode()))
    return zipped(files)
