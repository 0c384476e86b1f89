"""Writes mail for tests: messages (.eml), mailboxes (mbox), web archives (.mht), Outlook messages (.msg), winmail.dat.

usage: make_mail.py FOLDER      writes one file of each kind and of each trouble; names say what they are
Formats by hand: [MS-OXMSG], [MS-OXTNEF], [MS-OXRTFCP], RFC 5652; mail by Python's email package. A store
(.pst) is written by make_pst.py. All people, offices and documents are invented.
"""
import base64
import email.policy
import quopri
import struct
import sys
import zlib
from email.message import EmailMessage
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from make_cfb import write_cfb  # noqa: E402
from make_formats import cp1258, flat_lines, tcvn3, vni  # noqa: E402
from make_pst import write_pst  # noqa: E402

LETTER = ["UBND HUYỆN GIẢ ĐỊNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 12/UBND-TH", "TỐI MẬT",
          "Kính gửi: Ban Chỉ huy quân sự huyện (ví dụ)", "Đề nghị rà soát kho và báo cáo trước ngày 20."]


# ---- mail
def message(subject="Báo cáo tuần", lines=LETTER, html=None, attachments=(), date="Tue, 03 Mar 2026 08:15:00 +0700", cte=None):
    m = EmailMessage(policy=email.policy.SMTP)
    m["From"], m["To"], m["Subject"] = "Trần Văn Mẫu <mau@vidu.example>", "phong@vidu.example", subject
    m["Date"], m["Message-ID"] = date, "<1@vidu.example>"
    if lines is not None:
        m.set_content("\r\n".join(lines) + "\r\n", **({"cte": cte} if cte else {}))
    if html:
        m.add_alternative(html, subtype="html") if lines is not None else m.set_content(html, subtype="html")
    for name, data in attachments:
        if isinstance(data, EmailMessage):
            m.add_attachment(data)
        else:
            m.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return m


def write_eml(doc, **more):
    return message("Gửi văn bản", flat_lines(doc), **more).as_bytes()


def write_mbox(messages):
    return b"".join(b"From mau@vidu.example Tue Mar  3 08:15:00 2026\n" + m.as_bytes(policy=email.policy.default).replace(b"\nFrom ", b"\n>From ") + b"\n" for m in messages)


def write_mht(html, parts=()):
    """A page saved as one file, as Word and browsers do it."""
    out = ("From: <Saved by a browser>\r\nSubject: Trang\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\";\r\n"
           "\tboundary=\"----=_Next_01\"\r\n\r\nThis is a multi-part message in MIME format.\r\n\r\n").encode()
    for where, kind, data in [("file:///C:/vidu/trang.htm", "text/html; charset=\"utf-8\"", html.encode()), *parts]:
        coding, body = ("quoted-printable", quopri.encodestring(data)) if kind.startswith("text/") else ("base64", base64.encodebytes(data))
        out += f"------=_Next_01\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\nContent-Location: {where}\r\n\r\n".encode() + body + b"\r\n"
    return out + b"------=_Next_01--\r\n"


def raw_mail(head, body):
    return b"From: a@vidu.example\nMessage-ID: <2@vidu.example>\nMIME-Version: 1.0\n" + head + b"\n\n" + body


# ---- CMS (RFC 5652)
def der(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    size = bytes([n]) if n < 128 else bytes([0x80 | (n.bit_length() + 7) // 8]) + n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag]) + size + body


OID = bytes.fromhex("06092A864886F70D0107")


def cms_signed(content, detached=False):
    octets = () if detached else (der(0xA0, der(4, content)),)
    return der(0x30, OID + b"\2", der(0xA0, der(0x30, b"\2\1\1", der(0x31), der(0x30, OID + b"\1", *octets), der(0x31))))


def cms_signed_pieces(content):
    """The same with indefinite lengths and the content in pieces, as mail programs stream it."""
    pieces = b"".join(der(4, content[i:i + 100]) for i in range(0, len(content), 100))
    return (b"\x30\x80" + OID + b"\2" + b"\xA0\x80\x30\x80\2\1\1" + der(0x31) + b"\x30\x80" + OID + b"\1" + b"\xA0\x80\x24\x80" + pieces
            + b"\0\0" * 3 + der(0x31) + b"\0\0" * 3)


def cms_enveloped():
    return der(0x30, OID + b"\3", der(0xA0, der(0x30, b"\2\1\0", der(0x31), der(0x30, OID + b"\1", der(0x80, bytes(range(64)))))))


# ---- compressed RTF ([MS-OXRTFCP])
RTF_START = (rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
             rb"Times New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx")


def lzfu(rtf):
    window = bytearray(RTF_START.ljust(4096, b"\0"))
    at, i, tokens = len(RTF_START), 0, []
    while i < len(rtf):
        best, where = 0, 0
        for n in range(min(17, len(rtf) - i), 2, -1):
            k = bytes(window).find(rtf[i:i + n])
            if 0 <= k and k + n <= at:
                best, where = n, k
                break
        if best:
            tokens.append((1, struct.pack(">H", where << 4 | best - 2)))
        else:
            best = 1
            tokens.append((0, rtf[i:i + 1]))
        for c in rtf[i:i + best]:
            window[at % 4096] = c
            at = (at + 1) % 4096
        i += best
    tokens.append((1, struct.pack(">H", at << 4)))
    body = b""
    for k in range(0, len(tokens), 8):
        group = tokens[k:k + 8]
        body += bytes([sum(bit << j for j, (bit, _) in enumerate(group))]) + b"".join(t for _, t in group)
    return struct.pack("<IIII", len(body) + 12, len(rtf), 0x75465A4C, zlib.crc32(body)) + body


def rtf_of(lines):
    def code(s):
        return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in s)
    return ("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}}" + "".join(code(x) + "\\par " for x in lines) + "}").encode()


# ---- Outlook messages ([MS-OXMSG])
def msg_tree(m, inside=False):
    """m: subject, sender, to, body, body8 (bytes) with page, html (bytes), rtf (bytes), attachments [(name, bytes or dict)]."""
    tree, fixed = {}, []
    wide = lambda s: s.encode("utf-16-le")
    for tag, kind in ((0x0037, "subject"), (0x0C1A, "sender"), (0x0E04, "to"), (0x1000, "body")):
        if m.get(kind):
            tree[f"__substg1.0_{tag:04X}001F"] = wide(m[kind])
    for tag, kind in ((0x0037001E, "subject8"), (0x1000001E, "body8"), (0x10130102, "html")):
        if m.get(kind):
            tree[f"__substg1.0_{tag:08X}"] = m[kind]
    if m.get("rtf"):
        tree["__substg1.0_10090102"] = lzfu(m["rtf"])
    if m.get("page"):
        fixed.append((0x3FFD0003, m["page"]))
    if m.get("html_page"):
        fixed.append((0x3FDE0003, m["html_page"]))
    for i, (name, content) in enumerate(m.get("attachments", ())):
        a = {"__substg1.0_3707001F": wide(name)}
        method = 1
        if isinstance(content, dict):
            method = 5
            a["__substg1.0_3701000D"] = msg_tree(content, True)
        else:
            a["__substg1.0_37010102"] = content
        a["__properties_version1.0"] = bytes(8) + struct.pack("<IIQ", 0x37050003, 6, method)
        tree[f"__attach_version1.0_#{i:08X}"] = a
    tree["__properties_version1.0"] = bytes(24 if inside else 32) + b"".join(struct.pack("<IIQ", tag, 6, v) for tag, v in fixed)
    return tree


def write_msg(m):
    return write_cfb(msg_tree(m))


# ---- winmail.dat ([MS-OXTNEF])
def tnef_properties(values):
    out = struct.pack("<I", len(values))
    for (tag, kind), v in values.items():
        out += struct.pack("<HH", kind, tag)
        if tag >= 0x8000:
            name = "Tên".encode("utf-16-le") + b"\0\0"
            out += bytes(16) + struct.pack("<II", 1, len(name)) + name.ljust(-(-len(name) // 4) * 4, b"\0")
        if isinstance(v, int):
            out += struct.pack("<Q" if kind in (0x40, 0x14) else "<I", v)
        else:
            v += b"\0\0" if kind == 0x1F else b"\0" if kind == 0x1E else b""
            out += struct.pack("<II", 1, len(v)) + v.ljust(-(-len(v) // 4) * 4, b"\0")
    return out


def write_tnef(m):
    """m as for write_msg()."""
    def attribute(level, number, data):
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x89006, struct.pack("<I", 0x10000))
    out += attribute(1, 0x69007, struct.pack("<II", m.get("page", 1252), 0))
    if m.get("subject8"):
        out += attribute(1, 0x18004, m["subject8"] + b"\0")
    values = {(0x0017, 3): 1, (0x8001, 0x1F): "x".encode("utf-16-le"), (0x0039, 0x40): 134168922000000000}
    for tag, kind in ((0x0037, "subject"), (0x0C1A, "sender"), (0x0E04, "to"), (0x1000, "body")):
        if m.get(kind):
            values[tag, 0x1F] = m[kind].encode("utf-16-le")
    if m.get("html"):
        values[0x1013, 0x102] = m["html"]
    if m.get("rtf"):
        values[0x1009, 0x102] = lzfu(m["rtf"])
    out += attribute(1, 0x69003, tnef_properties(values))
    for name, content in m.get("attachments", ()):
        out += attribute(2, 0x69002, bytes(14)) + attribute(2, 0x18010, b"SHORT~1.DAT\0")
        props = {(0x3707, 0x1F): name.encode("utf-16-le")}
        if isinstance(content, dict):
            props[0x3701, 0x0D] = bytes.fromhex("0703020000000000C000000000000046") + write_tnef(content)
        else:
            out += attribute(2, 0x6800F, content)
        out += attribute(2, 0x69005, tnef_properties(props))
    return out


# ---- one file of each kind
INNER = {"subject": "Thư bên trong", "body": "Dòng bên trong\r\nTUYỆT MẬT\r\n", "attachments": [("trong.txt", "tệp sâu\n".encode())]}
OUTLOOK = {"subject": "Re: [TỐI MẬT] Kế hoạch", "sender": "Trần Văn Mẫu", "to": "Phòng Ví dụ", "body": "\r\n".join(LETTER),
           "attachments": [("tờ trình số 5.txt", "MẬT\nnội dung tờ trình\n".encode()), ("thư gốc", INNER), ("lớn.txt", "dòng dài\n".encode() * 3000)]}


def troubles():
    """Mail as it should not be, and what must be told about it."""
    body = "Kính gửi\nTỐI MẬT\n".encode()
    yield "no-boundary.eml", raw_mail(b"Content-Type: multipart/mixed", b"--abc\nContent-Type: text/plain\n\n" + body + b"--abc--\n")
    yield "no-end.eml", raw_mail(b"Content-Type: multipart/mixed; boundary=abc", b"--abc\nContent-Type: text/plain\n\n" + body)
    yield "no-parts.eml", raw_mail(b"Content-Type: multipart/mixed; boundary=xyz", body)
    yield "bare-cr.eml", raw_mail(b"Content-Type: text/plain", body).replace(b"\n", b"\r")
    yield "double-cr.eml", raw_mail(b"Content-Type: text/plain", body).replace(b"\n", b"\r\r\n")
    yield "header-8bit.eml", raw_mail("Subject: [TỐI MẬT] Kế hoạch".encode(), b"x\n")
    yield "header-tcvn3.eml", raw_mail(b"Subject: " + tcvn3("Tối mật: kế hoạch bảo vệ đường biên giới"), b"x\n")
    yield "split-letters.eml", raw_mail(b"Subject: =?utf-8?B?" + base64.b64encode("[TỐI M".encode() + b"\xe1\xba") + b"?=\n =?UTF-8?B?" + base64.b64encode(b"\xac" + "T] thử".encode()) + b"?=", b"x\n")
    yield "tcvn3.eml", raw_mail(b"Content-Type: text/plain; charset=unknown-8bit\nContent-Transfer-Encoding: 8bit", tcvn3("\n".join(LETTER)))
    yield "vni-as-latin1.eml", raw_mail(b"Content-Type: text/plain; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: base64", base64.encodebytes(vni("\n".join(LETTER))))
    yield "cp1258.eml", raw_mail(b"Content-Type: text/plain; charset=windows-1258\nContent-Transfer-Encoding: quoted-printable", quopri.encodestring(cp1258("\n".join(LETTER))))
    yield "utf7.eml", raw_mail(b"Content-Type: text/plain; charset=utf-7", "\n".join(LETTER).encode("utf-7"))
    yield "utf16.eml", raw_mail(b"Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64", base64.encodebytes("\r\n".join(LETTER).encode("utf-16-le")))
    yield "digest.eml", raw_mail(b"Content-Type: multipart/digest; boundary=d", b"--d\n\nSubject: mot\nFrom: a@b\n\n" + body + b"\n--d--\n")
    import binascii
    uu = b"begin 644 bao-cao.txt\n" + b"".join(binascii.b2a_uu(body[i:i + 45]) for i in range(0, len(body), 45)) + b"`\nend\n"
    yield "uuencode.eml", raw_mail(b"Content-Type: text/plain", b"truoc\n" + uu + b"sau\n")
    yield "rfc2231.eml", raw_mail(b"Content-Type: multipart/mixed; boundary=b", b"--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment;\n"
                                  b" filename*0*=UTF-8''t%E1%BB%9D%20;\n filename*1*=tr%C3%ACnh;\n filename*2=\".txt\"\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(body) + b"--b--\n")
    yield "rfc2047-name.eml", raw_mail(b"Content-Type: application/octet-stream; name=\"=?UTF-8?B?" + base64.b64encode("tờ khai.txt".encode()) + b"?=\"\nContent-Transfer-Encoding: base64", base64.encodebytes(body))
    yield "signed.eml", raw_mail(b"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s",
                                 b"--s\nContent-Type: text/plain\n\n" + body + b"\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\n"
                                 + base64.encodebytes(cms_signed(b"", True)) + b"--s--\n")
    entity = b"Content-Type: text/plain; charset=utf-8\n\n" + body * 20
    for name, data in (("signed-opaque", cms_signed(entity)), ("signed-pieces", cms_signed_pieces(entity)), ("sealed", cms_enveloped())):
        yield name + ".eml", raw_mail(b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64", base64.encodebytes(data))
    yield "van-ban.txt.p7m", cms_signed(body)
    yield "kin.p7m", cms_enveloped()
    yield "pgp.eml", raw_mail(b"Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=p", b"--p\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--p\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nabcd\n-----END PGP MESSAGE-----\n--p--\n")
    yield "pgp-inline.eml", raw_mail(b"Content-Type: text/plain", b"-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n")
    deep = b"Content-Type: text/plain\n\nday\n"
    for i in range(60):
        deep = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) + deep + b"\n--b%d--\n" % i
    yield "deep.eml", raw_mail(deep.split(b"\n\n", 1)[0], deep.split(b"\n\n", 1)[1])
    yield "apple.emlx", b"%d      \n" % 500 + raw_mail(b"Content-Type: text/plain", body) + b"<?xml version=\"1.0\"?><plist/>\n"


def files():
    plain = message("[TỐI MẬT] Kế hoạch bảo vệ", ["Gửi anh chị xem tệp kèm."], attachments=[
        ("tờ trình của phòng về việc rất dài " * 3 + ".txt", "MẬT\nnội dung\n".encode()), ("", message("Thư gốc", ["Chuyển tiếp", "TUYỆT MẬT"]))])
    page = "<html><body><p>Kính gửi</p><p>T<b>ỐI</b> MẬT</p><p>chỉ ở trang</p></body></html>"
    both = message("Hai dạng", ["Kính gửi", "TỐI MẬT", "chỉ ở chữ"], page)
    yield "plain.eml", plain.as_bytes()
    yield "both.eml", both.as_bytes()
    yield "hop-thu.mbox", write_mbox([plain, both, message("Không có gì", ["Chào buổi sáng"], date="Wed, 04 Mar 2026 09:00:00 +0700")])
    word = "<html><body><div>UBND HUYỆN GIẢ ĐỊNH</div><div>nội dung trang</div></body></html>"
    header = "<html><body><div style='mso-element:header'><p>TỐI MẬT</p></div></body></html>"
    yield "trang.mht", write_mht(word, [("file:///C:/vidu/trang_files/header.htm", "text/html; charset=\"utf-8\"", header.encode()),
                                       ("file:///C:/vidu/trang_files/du-lieu.txt", "application/octet-stream", "tệp kèm\n".encode())])
    yield "thu.msg", write_msg(OUTLOOK)
    yield "thu-8bit.msg", write_msg({"subject8": tcvn3("Kế hoạch bảo vệ đường biên giới"), "body8": tcvn3("\n".join(LETTER)), "page": 1252})
    yield "thu-1258.msg", write_msg({"subject": "Thư", "body8": cp1258("\n".join(LETTER)), "page": 1258})
    yield "thu-rtf.msg", write_msg({"subject": "Chỉ RTF", "rtf": rtf_of(LETTER)})
    yield "thu-html.msg", write_msg({"subject": "Trang", "html": page.encode(), "html_page": 65001})
    yield "winmail.dat", write_tnef(OUTLOOK)
    yield "winmail-rtf.dat", write_tnef({"subject8": cp1258("Chỉ RTF"), "page": 1258, "rtf": rtf_of(LETTER)})
    store = {"Hộp thư đến": [dict(OUTLOOK, time=1772500000), {"subject": "Trang", "html": page}, {"subject": "Dài", "body": "dòng dài\r\n" * 4000}, {"subject": "Chỉ RTF", "rtf": lzfu(rtf_of(LETTER))}],
             "Đã gửi": [{"subject": f"Thư {i}", "body": "Chào"} for i in range(30)]}
    yield "kho.pst", write_pst(store, [{"subject": "Mồ côi", "body": "TUYỆT MẬT"}])
    coded = write_pst(store, coded=True)
    yield "kho-ma.pst", coded
    yield "kho-hong.pst", coded[:200] + bytes(40) + coded[240:]
    yield from troubles()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files():
        (folder / name).write_bytes(data)
