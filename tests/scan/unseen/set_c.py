"""Set C, a third set of papers written without a look at the judge: python3 set_c.py FOLDER [EVERY].

The papers stand in set_c_marked_*.txt and set_c_clean_*.txt, one after the other, all invented. A paper opens with
"@ FORMAT LEVEL kind" (LEVEL: M, TM, TuM, U for unknown, - for none, D for declassified) and may go on with "^key: value".
Then, if both stand there, lines of the left column, "||", lines of the right column, "--", the body. In the body " ¦ "
parts cells, "!" opens a red line, "~3" stands for three plain paragraphs, "%%" begins a page (in slides: the next slide,
an empty line the next box). After "<<<" comes the paper attached to a letter.
"""
import re
import sys
import tempfile
from pathlib import Path

from collection import Collection, LO_TEXT, P, fodp

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import make_doc  # noqa: E402
import make_formats as F  # noqa: E402
import make_mail  # noqa: E402
import make_ppt  # noqa: E402
import make_rtf  # noqa: E402
import make_xls  # noqa: E402

HERE = Path(__file__).resolve().parent
LEVELS = {"M": "MAT", "TM": "TOI_MAT", "TuM": "TUYET_MAT", "U": "UNKNOWN", "-": "none", "D": "declassified"}
QH = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
PLAIN = """Các phòng chuyên môn căn cứ nhiệm vụ được giao, chủ động phối hợp, gửi kết quả về bộ phận tổng hợp trước ngày 25 hằng tháng.
Kinh phí thực hiện lấy trong dự toán đã được cấp có thẩm quyền thông qua đầu năm và từ các nguồn hợp pháp khác.
Quá trình làm, nếu có vướng mắc, các đơn vị phản ánh kịp thời để xem xét, điều chỉnh cho sát thực tế.
So với cùng kỳ, khối lượng công việc tăng khoảng một phần tám, chủ yếu do phát sinh ở địa bàn mới sáp nhập.
Trưởng các bộ phận phân công người theo dõi, đôn đốc và chịu trách nhiệm về tiến độ của bộ phận mình.
Một số chỉ tiêu chưa đạt vì thời tiết xấu kéo dài, vật tư về chậm và thiếu người có chuyên môn.
Thời gian tới cần tập trung vào ba việc: rà lại số liệu gốc, thống nhất đầu mối và rút ngắn khâu trung gian.
Cuộc họp đã nghe đại diện các bên trình bày, trao đổi và cơ bản thống nhất với hướng xử lý nêu trên.
Phương tiện đi lại do bộ phận hành chính bố trí; đơn vị nào có nhu cầu đăng ký trước hai ngày làm việc.
Việc kiểm kê được làm hai lần một năm, có biên bản, có chữ ký của người giao và người nhận.
Các hộ nằm trong phạm vi ảnh hưởng đã được thông báo và phần lớn đồng tình với mốc thời gian dự kiến.
Kết quả của từng đợt được đối chiếu với sổ theo dõi để bảo đảm không trùng, không sót.
Những nội dung còn ý kiến khác nhau sẽ được báo cáo riêng sau khi có thêm tài liệu của cơ quan chuyên môn.
Đội ngũ tại chỗ hiện có chín người, trong đó năm người đã qua lớp bồi dưỡng ngắn ngày.""".split("\n")
STYLES = ('<style:style style:name="{n}" style:family="paragraph"><style:paragraph-properties fo:text-align="{a}"{b}/>'
          '<style:text-properties style:font-name="Liberation Serif" fo:font-size="13pt"{t}/></style:style>')

WIDTHS = ('<style:style style:name="F" style:family="graphic"><style:graphic-properties style:wrap="none"/></style:style>' + "".join(
    f'<style:style style:name="{n}" style:family="table-column"><style:table-column-properties style:column-width="{w}cm"/></style:style>'
    for n, w in (("W1", 6), ("W2", 11))))


def blocks(text):
    """Every paper of a text: its first line's three words, its keys, its lines."""
    for part in re.split(r"^@ ", text, flags=re.M)[1:]:
        first, *rest = part.rstrip("\n").split("\n")
        fmt, level, kind = first.split(" ", 2)
        keys = {}
        while rest and rest[0].startswith("^"):
            key, _, value = rest.pop(0)[1:].partition(": ")
            keys.setdefault(key, []).append(value)
        yield fmt, LEVELS[level], kind, keys, rest


def lines_of(raw, seed):
    """The body's lines with the plain paragraphs put in."""
    out = []
    for line in raw:
        if re.fullmatch(r"~\d+", line):
            out += [PLAIN[(seed * 5 + k * 3) % len(PLAIN)] for k in range(int(line[1:]))]
        else:
            out.append(line)
    return out


def paper_of(raw, keys, seed):
    """A paper of the form of ../fresh/paper.py; rows of a table are a list."""
    head, state = [], []
    if "||" in raw:
        head, raw = raw[:raw.index("||")], raw[raw.index("||") + 1:]
        state, raw = raw[:raw.index("--")], raw[raw.index("--") + 1:]
    state = [y for x in state for y in (QH if x == "QH" else [x])]
    body = []
    for line in lines_of([y for x in raw for y in (QH if x == "QH" else [x])], seed):
        if " ¦ " in line or line.endswith(" ¦"):
            row = [c.strip() for c in line.split("¦")]
            if body and isinstance(body[-1], list):
                body[-1].append(row)
            else:
                body.append([row])
        elif line:
            body.append(line)
    p = {"head": head, "state": state, "body": body, "gaps": seed % 3 != 0, "side": seed % 4 != 1, "newline": "\r\n" if seed % 2 else "\n", "scan": "scan" in keys}
    for key, name in (("header", "header"), ("footer", "footer"), ("first", "first"), ("note", "footnote"), ("enc", "enc"), ("font", "font")):
        if key in keys:
            p[name] = keys[key][0]
    p["boxes"], p["arts"] = keys.get("box", []), keys.get("art", [])
    if p.get("font", "").endswith("H"):
        p = {k: lower(v) for k, v in p.items()}
    return p


def lower(v):
    return [lower(x) for x in v] if isinstance(v, list) else v.lower() if isinstance(v, str) and not v.startswith((".", "tcvn")) else v


def without_signs(p):
    """Without red signs and page breaks, for formats that know neither."""
    strip = lambda x: x[1:] if x.startswith("!") else x
    return dict(p, head=[strip(x) for x in p["head"]], state=[strip(x) for x in p["state"]],
                body=[b if isinstance(b, list) else strip(b) for b in p["body"] if b != "%%"])


def rows_apart(p):
    """The paper as make_formats.py has it: a list of lines."""
    one = lambda s, more: dict({"text": s[1:], "red": True, "bold": True} if s.startswith("!") else {"text": s}, **more)
    lines = [one(s, {}) for s in p["head"] + p["state"]]
    more = {}
    for b in p["body"]:
        if b == "%%":
            more = {"page": True}
        else:
            lines += [{"text": "", "cells": row, "cell": row} for row in b] if isinstance(b, list) else [one(b, more)]
            more = {}
    doc = {"lines": lines}
    doc.update({k: p[k] for k in ("header", "footer") if p.get(k)})
    if p["boxes"]:
        doc["box"] = p["boxes"][0]
    return doc


def xml_line(s, style="L"):
    if s.startswith("!"):
        return P.odp(s[1:]).replace("<text:p>", '<text:p text:style-name="R">', 1)
    if style == "L" and s == s.upper() and len(s) < 70 and not s.startswith("-"):
        style = "C"
    return P.odp(s).replace("<text:p>", f'<text:p text:style-name="{style}">', 1)


def flat(path, p):
    """A flat ODF text laid out as offices do: two columns on top, titles in the middle (not in a scan), red stamps, pages."""
    plain = "S" if p["scan"] else "L"
    cell = lambda xs: '<table:table-cell office:value-type="string">' + "".join(xml_line(x, "C") for x in xs) + "</table:table-cell>"
    out = "".join(f'<text:p><draw:frame draw:style-name="F" text:anchor-type="paragraph" svg:x="0.4cm" svg:y="{i}cm" svg:width="4cm" svg:height="1cm"><draw:text-box>'
                  f'{P.odp(b)}</draw:text-box></draw:frame></text:p>' for i, b in enumerate(p["boxes"]))
    if p["state"]:
        out += ('<table:table table:name="H"><table:table-column table:style-name="W1"/><table:table-column table:style-name="W2"/><table:table-row>'
                f'{cell(p["head"])}{cell(p["state"])}</table:table-row></table:table>')
    else:
        out += "".join(xml_line(x) for x in p["head"])
    broken = False
    for n, b in enumerate(p["body"]):
        if b == "%%":
            broken = True
            continue
        out += P.odtable(b, f"T{n}") if isinstance(b, list) else xml_line(b, "B" if broken else plain)
        broken = False
    if p.get("footnote"):
        out += ('<text:p>Như phần trên<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
                f'<text:note-body>{P.odp(p["footnote"])}</text:note-body></text:note></text:p>')
    styles = "".join(STYLES.format(n=n, a=a, b=b, t=t) for n, a, b, t in (
        ("L", "justify", "", ""), ("S", "start", "", ""), ("C", "center", "", ' fo:font-weight="bold"'), ("R", "center", "", ' fo:font-weight="bold" fo:color="#ff0000"'),
        ("B", "start", ' fo:break-before="page"', "")))
    extra = "".join(f"<style:{tag}>{P.odp(p[tag])}</style:{tag}>" for tag in ("header", "footer") if p.get(tag))
    lay = "".join(f'<style:{t}-style><style:header-footer-properties fo:min-height="1cm"/></style:{t}-style>' for t in ("header", "footer"))
    Path(path).write_text(
        f'{P.X}<office:document {P.ODF} office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls>'
        '<style:font-face style:name="Liberation Serif" svg:font-family="Liberation Serif"/></office:font-face-decls><office:styles/>'
        f'<office:automatic-styles>{styles}{WIDTHS}<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" '
        f'fo:page-height="29.7cm" fo:margin="2cm"/>{lay}</style:page-layout></office:automatic-styles><office:master-styles>'
        f'<style:master-page style:name="Standard" style:page-layout-name="L">{extra}</style:master-page></office:master-styles>'
        f"<office:body><office:text>{out}</office:text></office:body></office:document>")


def write_text(c, path, fmt, p, keys):
    how = keys.get("how", ["unicode"])[0]
    if fmt in LO_TEXT:
        source = path.with_suffix(".fodt")
        flat(source, p)
        c.jobs.setdefault(LO_TEXT[fmt], []).append(source)
    elif fmt == "docx-own":
        path.write_bytes(F.write_docx(rows_apart(p), font=p.get("font", "")))
    elif fmt == "doc-own":
        path.write_bytes(make_doc.write_doc(rows_apart(p), how, boxes=p["boxes"][1:], word_art=p["arts"][0] if p["arts"] else None))
    elif fmt == "doc-six":
        path.write_bytes(make_doc.write_word6(rows_apart(p), how))
    elif fmt == "rtf-own":
        data = make_rtf.write_rtf(rows_apart(p), how)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    elif fmt == "docx":
        P.docx(path, without_signs(p))
    elif fmt == "html":
        P.web(path, without_signs(p), p.get("enc", "utf8"), "entities" in keys)
    else:
        text = P.text_of(without_signs(p), p["newline"], side_by_side=p["side"])
        path.write_bytes(P.encode(P.bare(text) if p.get("enc") == "bare" else text, p.get("enc", "utf8")))


def write_sheet(c, path, fmt, rows, keys):
    if fmt == "xlsx":
        P.xlsx(path, rows, shared=len(c.labels) % 2 == 0, sheet=keys.get("sheet", ["Sheet1"])[0], header=keys.get("header", [None])[0])
    elif fmt == "csv":
        text = "".join(keys.get("cut", [","])[0].join(f'"{x}"' if "," in x else x for x in r) + "\r\n" for r in rows)
        path.write_bytes(P.encode(text, keys.get("enc", ["utf8"])[0]))
    elif fmt == "xls-own":
        path.write_bytes(make_xls.write_xls({"lines": [{"text": "", "cells": r} for r in rows]}, keys.get("font", [""])[0]))
    else:
        source = path.with_suffix(".fods")
        P.fods(source, rows)
        c.jobs.setdefault({"xls": "xls:MS Excel 97"}.get(fmt, fmt), []).append(source)


def write_slides(c, path, fmt, raw):
    slides = [[box.strip("\n") for box in s.strip("\n").split("\n\n")] for s in re.split(r"^%%$", "\n".join(raw), flags=re.M)]
    if fmt == "pptx":
        P.pptx(path, slides)
    else:
        source = path.with_suffix(".fodp")
        fodp(source, slides)
        c.jobs.setdefault({"ppt": "ppt:MS PowerPoint 97"}.get(fmt, fmt), []).append(source)


def write_letter(path, raw, keys, seed):
    cut = raw.index("<<<") if "<<<" in raw else len(raw)
    attached = []
    if cut < len(raw):
        name = keys.get("attach", ["van ban.docx"])[0]
        with tempfile.TemporaryDirectory() as tmp:
            inner = Path(tmp) / "a"
            p = without_signs(paper_of(raw[cut + 1:], {}, seed))
            if name.endswith("docx"):
                P.docx(inner, p)
            else:
                inner.write_text(P.text_of(p))
            attached.append((name, inner.read_bytes()))
    lines = lines_of([y for x in raw[:cut] for y in (QH if x == "QH" else [x])], seed)
    page = "".join(f"<p>{x}</p>" for x in lines) if "html" in keys else None
    m = make_mail.message(keys.get("subject", ["Trao đổi công việc"])[0], lines, html=page and f"<html><body>{page}</body></html>", attachments=attached)
    path.write_bytes(m.as_bytes())


def main():
    c = Collection(sys.argv[1], "c", int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    texts = sorted(HERE.glob("set_c_marked_*.txt")) + sorted(HERE.glob("set_c_clean_*.txt"))
    for seed, (fmt, want, kind, keys, raw) in enumerate(b for t in texts for b in blocks(t.read_text())):
        ending = fmt.split("-")[0]
        path = c.name(ending, want, kind, keys.get("name", [None])[0])
        if not path:
            continue
        marked = want not in ("none", "declassified")
        c.labels[-1].update(marked=int(marked), level=want if marked else None, category=kind, declassified=int(want == "declassified"))
        if ending in ("xlsx", "csv", "xls", "ods"):
            write_sheet(c, path, fmt, [[x.strip() for x in r.split("¦")] for r in raw if r], keys)
        elif ending in ("pptx", "odp") or fmt == "ppt":
            write_slides(c, path, fmt, raw)
        elif fmt == "ppt-own":
            path.write_bytes(make_ppt.write_ppt(rows_apart(paper_of(raw, keys, seed)), keys.get("font", [""])[0]))
        elif ending == "eml":
            write_letter(path, raw, keys, seed)
        else:
            write_text(c, path, fmt, paper_of(raw, keys, seed), keys)
    c.end()


if __name__ == "__main__":
    main()
