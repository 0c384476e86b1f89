"""Writes RTF documents of invented texts (see make_text.py), as Word and as other writers put them: letters as
\\u escapes, as bytes of a code page or of an old font; marks in the body, a header, a text box, a note, a field.
Format: RTF 1.9.1.
"""
import make_formats as formats

CHARSETS = {"tcvn3": ".VnTime", "vni": "VNI-Times"}


def escape(text):
    """Letters above ASCII as \\u with a question mark for old readers."""
    out = []
    for c in text:
        if c in "\\{}":
            out.append("\\" + c)
        elif c == "\t":
            out.append("\\tab ")
        elif ord(c) < 128:
            out.append(c)
        else:
            units = c.encode("utf-16-le")
            for i in range(0, len(units), 2):
                n = int.from_bytes(units[i:i + 2], "little")
                out.append("\\u%d?" % (n - 65536 if n > 32767 else n))
    return "".join(out)


def as_bytes(raw):
    """Bytes of a code page as \\'xx."""
    return "".join("\\'%02x" % b if b > 127 or b in b"\\{}" else chr(b) for b in raw)


def letters(text, how):
    if how == "tcvn3":
        return as_bytes(formats.tcvn3(text))
    if how == "vni":
        return as_bytes(formats.vni(text))
    if how == "cp1258":
        return as_bytes(formats.cp1258(text))
    return escape(text)


def paragraph(line, how):
    text = letters(line["text"], how)
    cut = max(1, len(line["text"]) // 2)
    if line.get("split"):
        text = "{\\b " + letters(line["text"][:cut], how) + "}{" + letters(line["text"][cut:], how) + "}"
    look = ("\\cf1 " if line.get("red") else "") + ("\\qc " if line.get("align") == "center" else "")
    return ("\\page " if line.get("page") else "") + "\\pard\\plain\\f0\\fs28 " + look + "{" + text + "}\\par\r\n"


def row(cells, how):
    edges = "".join("\\cellx%d" % (3000 * (i + 1)) for i in range(len(cells)))
    return "\\trowd" + edges + "\\pard\\intbl " + "".join("{" + letters(c, how) + "}\\cell " for c in cells) + "\\row\r\n"


def write_rtf(doc, how="unicode", box=None, footnote=None, field=None):
    """how: unicode, cp1258, tcvn3 or vni."""
    font = CHARSETS.get(how, "Times New Roman")
    charset = {"cp1258": 163}.get(how, 0)
    out = ["{\\rtf1\\ansi\\ansicpg1252\\deff0\\uc1{\\fonttbl{\\f0\\froman\\fcharset%d %s;}{\\f1\\fswiss Arial;}}\r\n" % (charset, font),
           "{\\colortbl;\\red255\\green0\\blue0;}{\\stylesheet{\\s0\\f0 Normal;}}{\\*\\generator Trinh soan gia dinh;}\r\n"]
    for name in ("header", "footer"):
        if doc.get(name):
            out.append("{\\%s \\pard\\plain\\f0 %s\\par}\r\n" % (name, letters(doc[name], how)))
    box = box or doc.get("box")
    if box:
        out.append("{\\shp{\\*\\shpinst\\shpleft0\\shptop0{\\sp{\\sn shapeType}{\\sv 202}}{\\shptxt \\pard\\plain\\f0 %s\\par}}}\r\n" % letters(box, how))
    for line in doc["lines"]:
        out.append(row([c.get("text", "") if isinstance(c, dict) else c for c in line["cell"]], how) if isinstance(line.get("cell"), list)
                   else paragraph(line, how))
    if footnote:
        out.append("\\pard\\plain\\f0 x{\\footnote\\pard\\plain\\f0 %s}\\par\r\n" % letters(footnote, how))
    if field:
        out.append("\\pard{\\field{\\*\\fldinst HYPERLINK \"http://vi.du/\"}{\\fldrslt %s}}\\par\r\n" % letters(field, how))
    return ("".join(out) + "}\r\n").encode("latin-1", "replace")


def package(name, data):
    """A file packed into a document by the Object Packager ([MS-OLEDS] 2.2.5), as hexadecimal text."""
    def word(n):
        return n.to_bytes(4, "little")
    label = name.encode("utf-8") + b"\0"
    native = b"\x02\0" + label + label + word(0x30000) + word(len(label)) + label + word(len(data)) + data
    kind = b"Package\0"
    return (word(0x501) + word(2) + word(len(kind)) + kind + word(0) + word(0) + word(len(native)) + native).hex().encode()


def with_object(rtf, name, data):
    return rtf.rstrip()[:-1] + b"{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata " + package(name, data) + b"}}}"
