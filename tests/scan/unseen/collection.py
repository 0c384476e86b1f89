"""A folder of labelled papers in many formats: put() takes one paper of ../fresh/paper.py and the format to write it in.

Formats made by LibreOffice (odt, pdf, doc, rtf, xls, ppt, ods and the docx of its own writer) are converted at the end,
one start per format. Every label is what a careful officer would say of the paper.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "fresh"))
import paper as P

LO_TEXT = {"odt": "odt", "pdf": "pdf", "doc": "doc:MS Word 97", "rtf": "rtf", "docx-lo": "docx"}
WORDS = {"MAT": "MẬT", "TOI_MAT": "TỐI MẬT", "TUYET_MAT": "TUYỆT MẬT"}


def paper(lines, **more):
    """Lines of text as a paper; a line with tabs is a row of a table."""
    body, rows = [], []
    for line in lines:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            body.append(rows)
            rows = []
        if line:
            body.append(line)
    return dict(dict(head=[], body=body + ([rows] if rows else [])), **more)


class Collection:
    def __init__(self, folder, prefix, every=1):
        self.folder, self.prefix, self.labels, self.jobs = Path(folder), prefix, [], {}
        self.papers = self.folder / "papers"
        self.papers.mkdir(parents=True)
        self.every, self.asked = every, 0

    def name(self, ending, want, kind, name=None):
        """The path for the next paper, its label noted; None when this one is not sampled."""
        self.asked += 1
        if (self.asked * 7919) % self.every:
            return None
        n = f"{self.prefix}{len(self.labels):04d}.{ending}" if name is None else f"{len(self.labels):04d}/{name}"
        self.labels.append({"path": n, "want": want, "kind": kind, "format": ending})
        path = self.papers / n
        path.parent.mkdir(exist_ok=True)
        return path

    def raw(self, ending, data, want, kind, name=None):
        path = self.name(ending, want, kind, name)
        if path:
            path.write_bytes(data if isinstance(data, bytes) else data.encode())

    def put(self, fmt, p, want, kind, name=None):
        ending = fmt.split("-")[0]
        path = self.name(ending, want, kind, name)
        if not path:
            return
        if fmt in LO_TEXT:
            source = path.with_suffix(".fodt")
            P.fodt(source, p)
            self.jobs.setdefault(LO_TEXT[fmt], []).append(source)
        elif fmt == "docx":
            P.docx(path, p)
        elif fmt == "html":
            P.web(path, p, p.get("enc", "utf8"), p.get("entities", False))
        else:
            path.write_bytes(P.encode(P.text_of(p, p.get("newline", "\n"), side_by_side=p.get("side", True)), p.get("enc", "utf8")))

    def sheet(self, fmt, rows, want, kind, enc="utf8", header=None, cut=","):
        path = self.name(fmt, want, kind)
        if not path:
            return
        if fmt == "xlsx":
            P.xlsx(path, rows, shared=len(self.labels) % 2 == 0, header=header)
        elif fmt == "csv":
            path.write_bytes(P.encode("".join(cut.join(f'"{c}"' if cut in c else c for c in r) + "\r\n" for r in rows), enc))
        else:
            source = path.with_suffix(".fods")
            P.fods(source, rows)
            self.jobs.setdefault({"xls": "xls:MS Excel 97"}.get(fmt, fmt), []).append(source)

    def slides(self, fmt, boxes, want, kind):
        path = self.name(fmt, want, kind)
        if not path:
            return
        if fmt == "pptx":
            P.pptx(path, boxes)
        else:
            source = path.with_suffix(".fodp")
            fodp(source, boxes)
            self.jobs.setdefault({"ppt": "ppt:MS PowerPoint 97"}.get(fmt, fmt), []).append(source)

    def end(self):
        P.convert(self.papers, self.jobs)
        (self.folder / "labels.jsonl").write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in self.labels))


def fodp(path, slides):
    pages = ""
    for i, boxes in enumerate(slides, 1):
        frames = "".join(f'<draw:frame svg:x="2cm" svg:y="{1 + 3 * k}cm" svg:width="22cm" svg:height="2.6cm"><draw:text-box>'
                         f'{"".join(P.odp(line) for line in box.split(chr(10)))}</draw:text-box></draw:frame>' for k, box in enumerate(boxes))
        pages += f'<draw:page draw:name="p{i}" draw:master-page-name="M">{frames}</draw:page>'
    Path(path).write_text(f'{P.X}<office:document {P.ODF} office:mimetype="application/vnd.oasis.opendocument.presentation"><office:automatic-styles>'
                          '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout></office:automatic-styles>'
                          '<office:master-styles><style:master-page style:name="M" style:page-layout-name="L"/></office:master-styles>'
                          f'<office:body><office:presentation>{pages}</office:presentation></office:body></office:document>')
