"""Writes a document of make_text.py as docx, odt, xlsx, pptx, html or text in many encodings: stdlib only."""
import io
import random
import unicodedata
import zipfile
from xml.sax.saxutils import escape as esc

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NS = (W + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
      ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
      ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
      ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
      ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"')
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# ---- old encodings, written out by hand so that they check the C tables instead of repeating them
VOWELS = {"a": "aàảãáạ", "ă": "ăằẳẵắặ", "â": "âầẩẫấậ", "e": "eèẻẽéẹ", "ê": "êềểễếệ", "i": "iìỉĩíị", "o": "oòỏõóọ",
          "ô": "ôồổỗốộ", "ơ": "ơờởỡớợ", "u": "uùủũúụ", "ư": "ưừửữứự", "y": "yỳỷỹýỵ"}
TCVN3 = {"a": "B5B6B7B8B9", "ă": "A8BBBCBDBEC6", "â": "A9C7C8C9CACB", "e": "CCCECFD0D1", "ê": "AAD2D3D4D5D6",
         "i": "D7D8DCDDDE", "o": "DFE1E2E3E4", "ô": "ABE5E6E7E8E9", "ơ": "ACEAEBECEDEE", "u": "EFF1F2F3F4",
         "ư": "ADF5F6F7F8F9", "y": "FAFBFCFDFE"}
TCVN3_MAP = {"đ": 0xAE, "Đ": 0xA7, "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6}
for base, codes in TCVN3.items():
    row = bytes.fromhex(codes)
    TCVN3_MAP.update(zip(VOWELS[base] if len(row) == 6 else VOWELS[base][1:], row))
VNI_TONE = {"plain": [0, 0xF8, 0xFB, 0xF5, 0xF9, 0xEF], "â": [0xE2, 0xE0, 0xE5, 0xE3, 0xE1, 0xE4],
            "ă": [0xEA, 0xE8, 0xFA, 0xFC, 0xE9, 0xEB]}
VNI_SINGLE = {"í": 0xED, "ì": 0xEC, "ỉ": 0xE6, "ĩ": 0xF3, "ị": 0xF2, "đ": 0xF1, "Đ": 0xD1, "ỵ": 0xEE, "Ỵ": 0xCE,
              "Í": 0xCD, "Ì": 0xCC, "Ỉ": 0xC6, "Ĩ": 0xD3, "Ị": 0xD2}


def tcvn3(text):
    """As office files hold it: toned capitals are stored with the small letter's code."""
    return bytes(TCVN3_MAP.get(c) or TCVN3_MAP.get(c.lower()) or (ord(c) if ord(c) < 128 else 63) for c in text)


def vni(text):
    out = bytearray()
    for c in text:
        if ord(c) < 128 or c in VNI_SINGLE:
            out.append(VNI_SINGLE.get(c, ord(c)))
            continue
        low = c.lower()
        base = next((b for b, row in VOWELS.items() if low in row), None)
        if base is None:
            out.append(63)
            continue
        tone, up = VOWELS[base].index(low), 0x20 if c != low else 0
        first = {"ơ": 0xF4, "ư": 0xF6}.get(base) or ord({"â": "a", "ă": "a", "ê": "e", "ô": "o"}.get(base, base))
        out.append(first - up)
        second = VNI_TONE["ă" if base == "ă" else "â" if base in "âêô" else "plain"][tone]
        if second:
            out.append(second - up)
    return bytes(out)


TYPED = {"telex": ({"â": "aa", "ă": "aw", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}, " frxsj", True),
         "viqr": ({"â": "a^", "ă": "a(", "ê": "e^", "ô": "o^", "ơ": "o+", "ư": "u+", "đ": "dd"}, " `?~'.", False)}


def typed(text, how):
    shapes, tones, at_end = TYPED[how]
    words = []
    for word in text.split(" "):
        out, last = "", ""
        for c in word:
            low = c.lower()
            base = next((b for b, row in VOWELS.items() if low in row), low)
            s = shapes.get(base, base)
            tone = tones[VOWELS[base].index(low)].strip() if base in VOWELS else ""
            if at_end:
                last = tone or last
                tone = ""
            s += tone
            out += s.upper() if c != low else s
        letters = len(out.rstrip(".,;:()[]-\"'0123456789\t")) if at_end else len(out)
        words.append(out[:letters] + (last.upper() if out.isupper() else last) + out[letters:])
    return " ".join(words)


def strip_accents(text):
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return text.replace("đ", "d").replace("Đ", "D")


def cp1258(text):
    out = bytearray()
    for c in unicodedata.normalize("NFC", text):
        try:
            out += c.encode("cp1258")
            continue
        except UnicodeEncodeError:
            pass
        low = c.lower()
        base = next((b for b, row in VOWELS.items() if low in row), None)
        if base is None:
            out.append(63)
            continue
        out += (base if c == low else base.upper()).encode("cp1258")
        out += ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"][VOWELS[base].index(low)].encode("cp1258")
    return bytes(out)


def flat_lines(doc):
    lines = []
    for key in ("header", "box"):
        if doc.get(key):
            lines.append(doc[key])
    for line in doc["lines"]:
        if "columns" in line:  # two columns side by side, as text made from a page has them
            left, right = line["columns"]
            for i in range(max(len(left), len(right))):
                a, b = (left[i] if i < len(left) else ""), (right[i] if i < len(right) else "")
                lines.append(f"{a:^44}{b:^50}".rstrip())
            continue
        lines.append("\t".join(line["cells"]) if "cells" in line else line["text"])
    if doc.get("footer"):
        lines.append(doc["footer"])
    return [strip_accents(x) for x in lines] if doc.get("plain") else lines


def write_text(doc, encoding):
    text = "\r\n".join(flat_lines(doc)) + "\r\n"
    if encoding in ("utf-8", "utf-8-sig"):
        return text.encode(encoding)
    if encoding == "nfd":
        return unicodedata.normalize("NFD", text).encode()
    if encoding in ("utf-16-le", "utf-16-be"):
        return ("\ufeff" + text).encode(encoding)
    if encoding == "utf-16-le-bare":
        return text.encode("utf-16-le")
    if encoding == "tcvn3":
        return tcvn3(text)
    if encoding == "vni":
        return vni(text)
    if encoding == "cp1258":
        return cp1258(text)
    if encoding in ("telex", "viqr"):
        return "\n".join(typed(x, encoding) for x in flat_lines(doc)).encode("ascii", "replace")
    import subprocess
    return subprocess.run(["iconv", "-c", "-f", "UTF-8", "-t", encoding.upper()], input=text.encode(), capture_output=True).stdout


def latin(raw):
    """Old bytes as office files hold them: each byte as its Windows-1252 letter."""
    return "".join(bytes([b]).decode("cp1252", "replace") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in raw)


# ---- docx
def pack(parts, order=None, stored=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in parts.items():
            z.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6)), data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def w_run(text, line, font):
    if font in (".VnTime", ".VnTimeH"):
        text = latin(tcvn3(text.lower() if font.endswith("H") else text))
    if font == "VNI-Times":
        text = latin(vni(text))
    props = (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else "") + ("<w:b/>" if line.get("bold") else "") + \
        ('<w:color w:val="FF0000"/>' if line.get("red") else "")
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{esc(text)}</w:t></w:r>'


def w_par(line, font=""):
    text, step = line["text"], line.get("split")
    pieces = [text[i:i + step] for i in range(0, len(text), step)] if step else [text]
    brk = '<w:r><w:br w:type="page"/></w:r>' if line.get("page") else ""
    return f'<w:p><w:pPr><w:jc w:val="left"/></w:pPr>{brk}' + "".join(w_run(x, line, font) for x in pieces) + "</w:p>"


def w_box(text, vml):
    inner = f"<w:txbxContent>{w_par({'text': text, 'bold': 1})}</w:txbxContent>"
    if vml:
        return f'<w:p><w:r><w:pict><v:rect style="width:80pt"><v:textbox>{inner}</v:textbox></v:rect></w:pict></w:r></w:p>'
    return ('<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="1440000" cy="360000"/><wp:docPr id="1" name="b"/><a:graphic><a:graphicData'
            f' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1440000" cy="360000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>'
            f'</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect><v:textbox>{inner}</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>')


def write_docx(doc, font="", vml=False, extra=None, tracked=False):
    out = []
    for line in doc["lines"]:
        line = dict(line, text=strip_accents(line["text"])) if doc.get("plain") else line
        if "columns" in line:
            cells = "".join('<w:tc><w:tcPr><w:tcW w:w="4700" w:type="dxa"/></w:tcPr>' + "".join(w_par({"text": c}, font).replace('"left"', '"center"') for c in column) + "</w:tc>" for column in line["columns"])
            out.append(f'<w:tbl><w:tblPr><w:tblW w:w="9400" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="4700"/><w:gridCol w:w="4700"/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>')
        elif "cells" in line:
            cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{w_par({"text": c}, font)}</w:tc>' for c in line["cells"])
            out.append(f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl>")
        else:
            out.append(w_par(line, font))
    if doc.get("box"):
        out.insert(3, w_box(doc["box"], vml))
    rels, types, refs = "", "", ""
    parts = {}
    for i, (key, tag) in enumerate((("header", "hdr"), ("footer", "ftr"))):
        if doc.get(key):
            parts[f"word/{key}1.xml"] = HEAD + f"<w:{tag} {NS}>{w_par({'text': doc[key]}, font)}</w:{tag}>"
            rels += f'<Relationship Id="rId{i + 5}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{key}" Target="{key}1.xml"/>'
            types += f'<Override PartName="/word/{key}1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{key}+xml"/>'
            refs += f'<w:{key}Reference w:type="default" r:id="rId{i + 5}"/>'
    body = "".join(out) + f"<w:sectPr>{refs}<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"850\" w:bottom=\"1134\" w:left=\"1701\" w:header=\"500\" w:footer=\"500\" w:gutter=\"0\"/></w:sectPr>"
    all_parts = {
        "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>' + types + "</Types>",
        "_rels/.rels": HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": HEAD + f"<w:document {NS}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": HEAD + f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>',
        **parts, **(extra or {})}
    return pack(all_parts)


# ---- odt
OD = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in
              (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"), ("manifest", "manifest"))) + \
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'


def o_par(line, style="P1"):
    text, step = line["text"], line.get("split")
    text_xml = "".join(f'<text:span text:style-name="T1">{esc(text[i:i + step])}</text:span>' for i in range(0, len(text), step)) if step else \
        esc(text).replace("   ", ' <text:s text:c="2"/>').replace("  ", ' <text:s/>')
    return f'<text:p text:style-name="{"P2" if line.get("red") else style}">{text_xml}</text:p>'


def write_odt(doc):
    out, tables = [], 0
    for line in doc["lines"]:
        if "cells" in line:
            tables += 1
            cells = "".join(f"<table:table-cell>{o_par({'text': c})}</table:table-cell>" for c in line["cells"])
            out.append(f'<table:table table:name="T{tables}"><table:table-column table:number-columns-repeated="{len(line["cells"])}"/><table:table-row>{cells}</table:table-row></table:table>')
        else:
            out.append(o_par(line, "P3" if line.get("page") else "P1"))
    if doc.get("box"):
        out.insert(3, f'<text:p>a<draw:frame text:anchor-type="as-char" svg:width="4cm" svg:height="1cm"><draw:text-box>{o_par({"text": doc["box"]})}</draw:text-box></draw:frame></text:p>')
    hf = "".join(f"<style:{k}>{o_par({'text': doc[k]})}</style:{k}>" for k in ("header", "footer") if doc.get(k))
    style = '<style:style style:name="P1" style:family="paragraph"/><style:style style:name="P2" style:family="paragraph"><style:text-properties fo:color="#ff0000"/></style:style><style:style style:name="P3" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style><style:style style:name="T1" style:family="text"/>'
    return pack({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": HEAD + f'<office:document-content {OD} office:version="1.2"><office:automatic-styles>{style}</office:automatic-styles><office:body><office:text>{"".join(out)}</office:text></office:body></office:document-content>',
        "styles.xml": HEAD + f'<office:document-styles {OD} office:version="1.2"><office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/><style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">{hf}</style:master-page></office:master-styles></office:document-styles>',
        "META-INF/manifest.xml": HEAD + f'<manifest:manifest {OD}><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>'},
        stored=("mimetype",))


# ---- xlsx
SML = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def write_xlsx(doc, inline=False, sheet="Trang 1"):
    strings, rows = [], []
    for r, line in enumerate(doc["lines"], 1):
        cells = ""
        for c, text in enumerate(line.get("cells") or [line["text"]]):
            ref = f"{chr(65 + c)}{r}"
            if not text:
                continue
            if inline:
                cells += f'<c r="{ref}" t="inlineStr"><is><t>{esc(text)}</t></is></c>'
            else:
                strings.append(text)
                cells += f'<c r="{ref}" t="s"><v>{len(strings) - 1}</v></c>'
        rows.append(f'<row r="{r}">{cells}</row>')
    # every other shared string as rich runs and numeric references, as real files have them
    items = "".join("<si>" + ("".join(f"<r><t>{''.join(f'&#{ord(ch)};' for ch in piece)}</t></r>" for piece in (s[:2], s[2:]) if piece)
                              if i % 2 else f'<t xml:space="preserve">{esc(s)}</t>') + "</si>" for i, s in enumerate(strings))
    look = '&C&"Times New Roman,Bold"&12'
    hf = "".join(f"<odd{k.title()}>{esc(look + doc[k])}</odd{k.title()}>" for k in ("header", "footer") if doc.get(k))
    return pack({
        "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": HEAD + f'<workbook {SML} {REL}><sheets><sheet name="{esc(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": HEAD + f'<worksheet {SML}><sheetData>{"".join(rows)}</sheetData>{f"<headerFooter>{hf}</headerFooter>" if hf else ""}</worksheet>',
        "xl/sharedStrings.xml": HEAD + f'<sst {SML} count="{len(strings)}" uniqueCount="{len(strings)}">{items}</sst>'})


# ---- pptx
def write_pptx(doc, per_slide=6):
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" ' + REL
    slides, now = [], []
    for line in doc["lines"]:
        if now and (len(now) >= per_slide and not any(x.get("page") for x in doc["lines"]) or line.get("page")):
            slides.append(now)
            now = []
        now.append(line)
    slides.append(now)
    parts = {"[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
             "ppt/presentation.xml": HEAD + f'<p:presentation {a}><p:sldSz cx="9144000" cy="6858000"/></p:presentation>'}
    for n, lines in enumerate(slides, 1):
        shapes = ""
        for i, line in enumerate(lines):
            text, step = "\t".join(line["cells"]) if "cells" in line else line["text"], line.get("split")
            color = '<a:solidFill><a:srgbClr val="C00000"/></a:solidFill>' if line.get("red") else ""
            runs = "".join(f'<a:r><a:rPr lang="vi-VN">{color}</a:rPr><a:t>{esc(x)}</a:t></a:r>' for x in ([text[k:k + step] for k in range(0, len(text), step)] if step else [text]))
            shapes += f'<p:sp><p:nvSpPr/><p:spPr><a:xfrm><a:off x="457200" y="{300000 + i * 900000}"/><a:ext cx="8000000" cy="600000"/></a:xfrm></p:spPr><p:txBody><a:p>{runs}</a:p></p:txBody></p:sp>'
        parts[f"ppt/slides/slide{n}.xml"] = HEAD + f"<p:sld {a}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
    return pack(parts)


def write_html(doc, named):
    def ent(t):
        return "".join(c if ord(c) < 128 else f"&#{ord(c)};" if not named else f"&#x{ord(c):X};" for c in esc(t))
    rows = "".join(f"<p><span>{ent(x[:2])}</span><b>{ent(x[2:])}</b></p>" for x in flat_lines(doc))
    return f"<!DOCTYPE html><html><head><style>p {{ color: red }}</style><title>van ban</title></head><body>{rows}</body></html>".encode()


def png(width, height):
    import struct
    import zlib
    rows = b"".join(b"\0" + bytes([random.Random(y).randrange(256)]) * width for y in range(height))
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
