"""Writes one invented paper in many formats: text encodings, docx, xlsx, pptx, flat ODF for LibreOffice, html, mail.

A paper is a dict: head (lines of the left column), state (right column), mark and where it stands, body (paragraphs,
or lists of rows for tables), tail. The two recipes beside this file use it; Python standard library only.
"""
import html
import io
import subprocess
import unicodedata
import zipfile
from pathlib import Path

VN = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
TCVN3 = dict(zip(VN, bytes.fromhex(
    "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cbaeccce".replace("c9cbae", "c9cacbae") + "cfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9"
    "aceaebecedeeeff1f2f3f4adf5f6f7f8f9fafbfcfdfe")))
TCVN3.update(zip("ĂÂÊÔƠƯĐ", bytes.fromhex("a1a2a3a4a5a6a7")))
VPS = dict(zip(VN + VN.upper(), bytes.fromhex(
    "e0e4e3e1e5e6a2a3a4a1a5e2c0c4c5c3c6c7e8c8ebe9cbea8a8bcd898cecccefedcef2d5f5f386f4d2b087d3b6d6a9aa"
    "aba7aef9fbdbfaf8dcd8babbd9bfff9bcf9a9c808182c102888e8ff08d04c284851c8303f1d7defec905ca9394959006"
    "b5b7b8b410bcbdbeb911d497983f9612f79e9fa69d13a8d1acda14d0afb11dad15b2fdb3dd19")))
TONES = {"\u0300": 0, "\u0301": 1, "\u0309": 2, "\u0303": 3, "\u0323": 4}


def nfc(s): return unicodedata.normalize("NFC", s)


def split_tone(ch):
    """The letter without its tone, and the tone 0–4 or None."""
    tone, rest = None, ""
    for c in unicodedata.normalize("NFD", ch):
        if c in TONES:
            tone = TONES[c]
        else:
            rest += c
    return nfc(rest), tone


def tcvn3(s):
    out = bytearray()
    for ch in nfc(s):
        if ch in TCVN3:
            out.append(TCVN3[ch])
        elif ch.lower() in TCVN3:
            out.append(TCVN3[ch.lower()])
        else:
            out += ch.encode("latin-1", "replace")
    return bytes(out)


def vni_text(s):
    out = ""
    for ch in nfc(s):
        base, tone = split_tone(ch)
        up = ch.isupper()
        low = base.lower()
        if low == "đ":
            r = "ñ"
        elif low == "i" and tone is not None:
            r = "ìíæóò"[tone]
        elif low == "y" and tone == 4:
            r = "î"
        elif low in "ăâ":
            r = "a" + ("ê" if low == "ă" and tone is None else "â" if tone is None else
                       ("èéúüë" if low == "ă" else "àáåãä")[tone])
        elif low in ("ê", "ô"):
            r = {"ê": "e", "ô": "o"}[low] + ("â" if tone is None else "àáåãä"[tone])
        elif low in ("ơ", "ư"):
            r = {"ơ": "ô", "ư": "ö"}[low] + ("" if tone is None else "øùûõï"[tone])
        elif tone is not None and low in "aeouy":
            r = low + "øùûõï"[tone]
        else:
            out += ch
            continue
        out += r.upper() if up else r
    return out


def cp1258(s):
    out = ""
    for ch in nfc(s):
        base, tone = split_tone(ch)
        out += ch if tone is None or ch in "àáèéêùúÀÁÈÉÙÚíÍóÓ" else base + "\u0300\u0301\u0309\u0303\u0323"[tone]
    return out.encode("cp1258", "replace")


def telex(s):
    return "\n".join(telex_line(line) for line in s.split("\n"))


def telex_line(s):
    out = ""
    for word in nfc(s).split(" "):
        tones, w = "", ""
        for ch in word:
            base, tone = split_tone(ch)
            up = ch.isupper()
            r = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}.get(base.lower(), base.lower())
            if tone is not None:
                t = "fsrxj"[tone]
                tones += t.upper() if up else t
            w += r.upper() if up else (r if base == base.lower() else base)
        core = w.rstrip(".,:;)\r\t")
        out += core + tones + w[len(core):] + " "
    return out[:-1]


def viqr(s):
    out = ""
    for ch in nfc(s):
        base, tone = split_tone(ch)
        low = base.lower()
        r = {"ă": "a(", "â": "a^", "ê": "e^", "ô": "o^", "ơ": "o+", "ư": "u+", "đ": "dd"}.get(low)
        if r is None:
            r = base
        elif ch.isupper():
            r = r.upper()
        out += r + ("" if tone is None else "`'?~."[tone])
    return out.encode("latin-1", "replace")


def bare(s):
    """Typed without any accent."""
    d = "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c))
    return d.replace("đ", "d").replace("Đ", "D")


def tool(command, data):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def encode(text, how):
    if how == "tcvn3": return tcvn3(text)
    if how == "vni": return vni_text(text).encode("latin-1", "replace")
    if how == "viscii": return tool(["iconv", "-f", "UTF-8", "-t", "VISCII//TRANSLIT"], nfc(text).encode())
    if how == "vps": return bytes(VPS.get(c, ord(c) if ord(c) < 128 else 63) for c in nfc(text))
    if how == "cp1258": return cp1258(text)
    if how == "utf16": return b"\xff\xfe" + nfc(text).encode("utf-16-le")
    if how == "utf16be": return b"\xfe\xff" + nfc(text).encode("utf-16-be")
    if how == "utf8bom": return b"\xef\xbb\xbf" + nfc(text).encode()
    if how == "nfd": return unicodedata.normalize("NFD", text).encode()
    if how == "telex": return telex(text).encode("ascii", "replace")
    if how == "viqr": return viqr(text)
    if how == "bare": return bare(text).encode("ascii", "replace")
    return nfc(text).encode()


def lines_of(paper, side_by_side=True):
    """The paper as a typist would have it in plain text."""
    out = []
    if paper.get("header"):
        out += [paper["header"], ""]
    left, right = paper.get("head", []), paper.get("state", [])
    if side_by_side and right:
        for i in range(max(len(left), len(right))):
            l, r = (left[i] if i < len(left) else ""), (right[i] if i < len(right) else "")
            out.append((l.ljust(44) + r).rstrip())
    else:
        out += right + left
    out.append("")
    for block in paper["body"]:
        if isinstance(block, list):
            out += ["\t".join(row) for row in block]
        else:
            out.append(block)
        if paper.get("gaps", True):
            out.append("")
    out += paper.get("tail", [])
    if paper.get("footer"):
        out += ["", paper["footer"]]
    return out


def text_of(paper, newline="\n", **more):
    return newline.join(lines_of(paper, **more)) + newline


W = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
     'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
     'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
     'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/'
     'drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"')
X = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def run(text, font=None, red=False):
    props = (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else "") + ('<w:color w:val="FF0000"/>' if red else "")
    return f'<w:r><w:rPr><w:b/>{props}</w:rPr><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'


def para(text, split=False, font=None, red=False):
    parts = [text]
    if split:
        parts = [text[i:i + 1] for i in range(len(text))] if len(text) < 14 else [text[:7], text[7:]]
    return "<w:p>" + "".join(run(p, font, red) + ("<w:proofErr w:type=\"spellStart\"/>" if split else "") for p in parts) + "</w:p>"


def wtable(rows, font=None):
    return "<w:tbl>" + "".join("<w:tr>" + "".join(
        "<w:tc>" + "".join(para(line, font=font) for line in (cell if isinstance(cell, list) else [cell])) + "</w:tc>"
        for cell in row) + "</w:tr>" for row in rows) + "</w:tbl>"


def textbox(text):
    inner = f"<w:txbxContent>{para(text, red=True)}</w:txbxContent>"
    return (f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>'
            f'<wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>'
            f'<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>'
            f'</mc:AlternateContent></w:r></w:p>')


def wordart(text):
    return (f'<w:p><w:r><w:pict><v:shape id="WordArt1" type="#_x0000_t136"><v:textpath style="font-family:&quot;Arial&quot;" '
            f'string="{html.escape(text)}"/></v:shape></w:pict></w:r></w:p>')


def docx(path, paper):
    font = paper.get("font")
    conv = {"tcvn3": lambda s: tcvn3(s).decode("cp1252", "replace").replace("\ufffd", "\u00ad"),
            "vni": vni_text}.get(paper.get("enc"), lambda s: s)
    conv_all = lambda b: [[conv(c) for c in r] for r in b] if isinstance(b, list) else conv(b)
    body = ""
    for box in paper.get("boxes", []):
        body += textbox(box)
    for art in paper.get("arts", []):
        body += wordart(art)
    head, state = paper.get("head", []), paper.get("state", [])
    if state:
        body += wtable([[[conv(x) for x in head], [conv(x) for x in state]]], font)
    else:
        body += "".join(para(conv(x), font=font) for x in head)
    for block in map(conv_all, paper["body"]):
        if isinstance(block, list):
            body += wtable(block, font)
        else:
            body += para(block, split=block == paper.get("split"), font=font)
    note = ""
    if paper.get("footnote"):
        body += '<w:p><w:r><w:t>Tài liệu kèm theo</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        note = f'{X}<w:footnotes {W}><w:footnote w:id="2">{para(paper["footnote"])}</w:footnote></w:footnotes>'
    body += "".join(para(conv(x), font=font) for x in paper.get("tail", []))
    refs, parts = "", {}
    for n, (key, kind, tag) in enumerate([("header", "default", "hdr"), ("first", "first", "hdr"), ("footer", "default", "ftr")], 10):
        if paper.get(key):
            el = {"hdr": "headerReference", "ftr": "footerReference"}[tag]
            refs += f'<w:{el} w:type="{kind}" r:id="rId{n}"/>'
            parts[f"{'header' if tag == 'hdr' else 'footer'}{n}.xml"] = (n, f"{X}<w:{tag} {W}>{para(conv(paper[key]), font=font)}</w:{tag}>", tag)
    sect = f"<w:sectPr>{refs}{'<w:titlePg/>' if paper.get('first') else ''}</w:sectPr>"
    rels = "".join(f'<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                   f'{"header" if t == "hdr" else "footer"}" Target="{name}"/>' for name, (n, _, t) in parts.items())
    if note:
        rels += '<Relationship Id="rId30" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>'
    files = {"[Content_Types].xml": f'{X}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
             'Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
             'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
             'officedocument.wordprocessingml.document.main+xml"/></Types>',
             "_rels/.rels": f'{X}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
             'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
             "word/_rels/document.xml.rels": f'{X}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>',
             "word/document.xml": f"{X}<w:document {W}><w:body>{body}{sect}</w:body></w:document>"}
    files.update({"word/" + name: xml for name, (_, xml, _) in parts.items()})
    if note:
        files["word/footnotes.xml"] = note
    zipped(path, files)


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), data, zipfile.ZIP_DEFLATED)


def xlsx(path, rows, shared=True, sheet="Sheet1", header=None):
    strings, cells = [], ""
    for i, row in enumerate(rows, 1):
        cells += f'<row r="{i}">'
        for j, value in enumerate(row):
            ref = f"{chr(65 + j)}{i}"
            if shared:
                cells += f'<c r="{ref}" t="s"><v>{len(strings)}</v></c>'
                strings.append(value)
            else:
                cells += f'<c r="{ref}" t="inlineStr"><is><t>{html.escape(value)}</t></is></c>'
        cells += "</row>"
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    hf = f"<headerFooter><oddHeader>&amp;L{html.escape(header)}</oddHeader></headerFooter>" if header else ""
    od = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    zipped(path, {
        "[Content_Types].xml": f'{X}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{X}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{od}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{X}<workbook {ns} xmlns:r="{od}"><sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{X}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{od}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{od}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{X}<worksheet {ns}><sheetData>{cells}</sheetData>{hf}</worksheet>",
        "xl/sharedStrings.xml": f"{X}<sst {ns}>" + "".join(f"<si><t>{html.escape(s)}</t></si>" for s in strings) + "</sst>"})


def pptx(path, slides):
    """slides: a list of lists of text boxes."""
    od = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ns = f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{od}"'
    files = {
        "[Content_Types].xml": f'{X}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>',
        "_rels/.rels": f'{X}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{od}/officeDocument" Target="ppt/presentation.xml"/></Relationships>',
        "ppt/presentation.xml": f'{X}<p:presentation {ns}><p:sldIdLst>' + "".join(f'<p:sldId id="{256 + i}" r:id="rId{i}"/>' for i in range(1, len(slides) + 1)) + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'{X}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(f'<Relationship Id="rId{i}" Type="{od}/slide" Target="slides/slide{i}.xml"/>' for i in range(1, len(slides) + 1)) + "</Relationships>"}
    for i, boxes in enumerate(slides, 1):
        shapes = "".join("<p:sp><p:txBody>" + "".join(f"<a:p><a:r><a:t>{html.escape(line)}</a:t></a:r></a:p>" for line in box.split("\n")) + "</p:txBody></p:sp>" for box in boxes)
        files[f"ppt/slides/slide{i}.xml"] = f"{X}<p:sld {ns}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
    zipped(path, files)


ODF = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
       'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
       'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
       'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"')


def odp(text):
    """One paragraph; runs of spaces kept."""
    out, spaces = "", 0
    for ch in text + "\0":
        if ch == " ":
            spaces += 1
            continue
        if spaces:
            out += " " + (f'<text:s text:c="{spaces - 1}"/>' if spaces > 1 else "")
            spaces = 0
        if ch != "\0":
            out += html.escape(ch)
    return f"<text:p>{out}</text:p>"


def odtable(rows, name="T"):
    width = max(len(r) for r in rows)
    return (f'<table:table table:name="{name}"><table:table-column table:number-columns-repeated="{width}"/>' + "".join(
        "<table:table-row>" + "".join('<table:table-cell office:value-type="string">' + "".join(odp(x) for x in (
            c if isinstance(c, list) else [c])) + "</table:table-cell>" for c in row) + "</table:table-row>" for row in rows) + "</table:table>")


def fodt(path, paper):
    body = "".join(f'<text:p><draw:frame text:anchor-type="paragraph" svg:x="0.3cm" svg:y="{1 + i}cm" svg:width="4cm" svg:height="1cm">'
                   f'<draw:text-box>{odp(b)}</draw:text-box></draw:frame></text:p>' for i, b in enumerate(paper.get("boxes", [])))
    head, state = paper.get("head", []), paper.get("state", [])
    body += odtable([[head, state]], "H") if state else "".join(odp(x) for x in head)
    for n, block in enumerate(paper["body"]):
        body += odtable(block, f"T{n}") if isinstance(block, list) else odp(block)
    if paper.get("footnote"):
        body += ('<text:p>Tài liệu kèm theo<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
                 f'<text:note-body>{odp(paper["footnote"])}</text:note-body></text:note></text:p>')
    body += "".join(odp(x) for x in paper.get("tail", []))
    extra = "".join(f"<style:{tag}>{odp(paper[key])}</style:{tag}>" for key, tag in (("header", "header"), ("footer", "footer")) if paper.get(key))
    lay = "".join(f'<style:{t}-style><style:header-footer-properties fo:min-height="1cm"/></style:{t}-style>' for t in ("header", "footer"))
    Path(path).write_text(
        f'{X}<office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.text"><office:styles/><office:automatic-styles>'
        f'<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/>{lay}</style:page-layout></office:automatic-styles>'
        f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">{extra}</style:master-page></office:master-styles>'
        f'<office:body><office:text>{body}</office:text></office:body></office:document>')


def fods(path, rows):
    Path(path).write_text(f'{X}<office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>'
                          f'<office:spreadsheet>{odtable(rows, "Sheet1")}</office:spreadsheet></office:body></office:document>')


def web(path, paper, how="utf8", entities=False):
    esc = html.escape
    if entities:
        esc = lambda s: "".join(c if ord(c) < 128 else f"&#{ord(c)};" for c in html.escape(s))
    rows = lambda b: "<table>" + "".join("<tr>" + "".join(f"<td>{esc(c)}</td>" for c in r) + "</tr>" for r in b) + "</table>"
    head, state = paper.get("head", []), paper.get("state", [])
    out = f"<table><tr><td>{'<br>'.join(map(esc, head))}</td><td>{'<br>'.join(map(esc, state))}</td></tr></table>" if state else "".join(f"<p>{esc(x)}</p>" for x in head)
    out += "".join(rows(b) if isinstance(b, list) else f"<p>{esc(b)}</p>" for b in paper["body"]) + "".join(f"<p>{esc(x)}</p>" for x in paper.get("tail", []))
    Path(path).write_bytes(encode(f"<html><head><meta charset=utf-8><title>{esc(paper.get('title', 'Văn bản'))}</title><style>p{{margin:0}}</style></head><body>{out}</body></html>\n", how))


def mail(path, subject, paper, quoted=False, attach=None):
    import base64
    import quopri
    b = text_of(paper).encode()
    subj = "=?utf-8?B?" + base64.b64encode(subject.encode()).decode() + "?="
    head = f"From: Van thu <vanthu@example.invalid>\r\nTo: phong.tonghop@example.invalid\r\nSubject: {subj}\r\nDate: Mon, 06 May 2024 07:08:09 +0700\r\nMIME-Version: 1.0\r\n"
    if attach:
        name, data = attach
        out = head + 'Content-Type: multipart/mixed; boundary="zz"\r\n\r\n--zz\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        out = out.encode() + quopri.encodestring(b) + b"\r\n--zz\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"" + name.encode() + b"\"\r\n\r\n" + base64.encodebytes(data) + b"\r\n--zz--\r\n"
    elif quoted:
        out = (head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n").encode() + quopri.encodestring(b)
    else:
        out = (head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n").encode() + base64.encodebytes(b)
    Path(path).write_bytes(out)


def convert(folder, jobs):
    """jobs: {format: [source files]}; one LibreOffice start per target format. The sources are removed after."""
    profile = Path(folder) / ".lo"
    for fmt, sources in sorted(jobs.items()):
        if sources:
            subprocess.run(["soffice", f"-env:UserInstallation=file://{profile.resolve()}", "--headless", "--convert-to", fmt, "--outdir", str(folder), *map(str, sources)],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    for s in {s for sources in jobs.values() for s in sources}:
        Path(s).unlink()
    subprocess.run(["rm", "-rf", str(profile)], check=True)


def png(width, height):
    """A white page with a red frame."""
    import struct
    import zlib
    row = lambda y: b"\0" + b"".join(b"\xff\0\0" if 60 < x < 180 and 100 < y < 140 and not (64 < x < 176 and 104 < y < 136) else b"\xff\xff\xff" for x in range(width))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"".join(map(row, range(height))))) + chunk(b"IEND", b""))
