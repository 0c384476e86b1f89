"""Writes the labelled set of the scanner into a folder, with labels.json.

usage: make_set.py FOLDER [--no-office]

Two splits: `dev` to look at while working, `val` to measure; wording, layouts and writers differ in kind.
Files are written by hand and, for real layouts and PDF, by one LibreOffice run per target format.
--no-office leaves LibreOffice's share out.
"""
import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import make_formats as f
import make_fresh
import make_text as t

TEXT_ONLY = ("own-line", "bracketed", "full-stop", "letter-spaced", "framed", "label", "label-cells", "cell", "urgent-too",
             "after-title", "notes-with-mark", "derived-only", "about-secrecy", "declassified")
ENCODINGS = {"dev": ["utf-8", "utf-8-sig", "nfd", "utf-16-le", "utf-16-be", "tcvn3", "vni", "viscii", "cp1258", "telex", "viqr", "tcvn5712-1"],
             "val": ["utf-8", "nfd", "utf-16-le-bare", "utf-16-be", "tcvn3", "vni", "viscii", "cp1258", "telex", "viqr", "tcvn5712-1"]}


class Set:
    def __init__(self, root):
        self.root, self.labels, self.office = Path(root), [], {}

    def add(self, split, category, name, data, level=None, unread=None, declassified=False, marked=None):
        path = f"{split}/{name}"
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.label(split, category, path, level, unread, declassified, marked)

    def label(self, split, category, path, level, unread, declassified=False, marked=None):
        entry = {"path": path, "split": split, "category": category, "marked": int(bool(level) if marked is None else marked)}
        if level:
            entry["level"] = level
        if unread:
            entry["unread"] = unread
        if declassified:
            entry["declassified"] = 1
        self.labels.append(entry)

    def later(self, target, source, split, category, name, data, level=None, unread=None, declassified=False, marked=None):
        """To be converted by LibreOffice from `source` (an extension) to `target` (a filter)."""
        self.office.setdefault((source, target), []).append((split, category, name, data, level, unread, declassified, marked))

    def convert(self):
        with tempfile.TemporaryDirectory() as tmp:
            profile = f"-env:UserInstallation=file://{tmp}/profile"
            for n, ((source, target), jobs) in enumerate(self.office.items()):
                into = Path(tmp) / f"in{n}"
                out = Path(tmp) / f"out{n}"
                into.mkdir()
                files = []
                for i, job in enumerate(jobs):
                    files.append(into / f"{i}.{source}")
                    files[-1].write_bytes(job[3])
                subprocess.run(["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(out), *map(str, files)],
                               check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                ext = target.split(":")[0]
                for i, (split, category, name, _, level, unread, declassified, marked) in enumerate(jobs):
                    made = out / f"{i}.{ext}"
                    goal = self.root / split / name
                    goal.parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(made, goal)
                    self.label(split, category, f"{split}/{name}", level, unread, declassified, marked)


def level_for(style, i):
    if style == "derived-only":
        return "UNKNOWN"
    return ["MAT", "TOI_MAT", "TUYET_MAT"][i % 3]


def positives(s, split, rng):
    for i, style in enumerate(t.POSITIVE):
        for k, fmt in enumerate(("docx", "odt", "pdf", "docx-office", "odt-office")):
            level = level_for(style, i + k)
            doc = t.with_style(rng, split, style, level if level != "UNKNOWN" else "MAT")
            more = {"level": level, "declassified": style == "declassified"}
            name = f"{fmt}/{style}"
            if fmt == "docx":
                s.add(split, "docx", name + ".docx", f.write_docx(doc, vml=split == "val"), **more)
            elif fmt == "odt":
                s.add(split, "odt", name + ".odt", f.write_odt(doc), **more)
            elif fmt == "pdf":
                source = ("docx", f.write_docx(doc)) if split == "dev" else ("odt", f.write_odt(doc))
                s.later("pdf", source[0], split, "pdf", name + ".pdf", source[1], **more)
            elif fmt == "docx-office" and i % 2 == (split == "val"):
                s.later("docx", "odt", split, "docx-office", name + ".docx", f.write_odt(doc), **more)
            elif fmt == "odt-office" and i % 2 == (split == "dev"):
                s.later("odt", "docx", split, "odt-office", name + ".odt", f.write_docx(doc), **more)
    for i, (font, style) in enumerate((fo, st) for fo in (".VnTime", "VNI-Times", ".VnTimeH") for st in ("own-line", "label", "box")):
        level = level_for(style, i)
        doc = t.with_style(rng, split, "own-line" if style == "box" else style, level)
        s.add(split, "docx-old-font", f"font/{font.strip('.')}-{style}.docx", f.write_docx(doc, font=font), level=level)
    for i, encoding in enumerate(ENCODINGS[split]):
        for k in range(4):
            style = TEXT_ONLY[(i * 4 + k + (5 if split == "val" else 0)) % len(TEXT_ONLY)]
            if style == "framed" and encoding not in ("utf-8", "nfd", "utf-8-sig") and not encoding.startswith("utf-16"):
                style = "own-line"
            if style == "bracketed" and split == "val" and not encoding.startswith("utf"):
                style = "label"
            level = level_for(style, i + k)
            doc = t.with_style(rng, split, style, level if level != "UNKNOWN" else "MAT")
            s.add(split, "txt-" + encoding, f"txt/{encoding}-{k}-{style}.txt", f.write_text(doc, encoding), level=level,
                  declassified=style == "declassified")
    for i, level in enumerate(t.LEVELS):
        s.add(split, "txt-unaccented", f"txt/plain-{level}.txt", f.write_text(t.with_style(rng, split, "unaccented", level), "utf-8"), level=level)
    for i, style in enumerate(("own-line", "label-cells", "label", "header", "split-runs", "red")):
        level = level_for(style, i + 1)
        doc = t.with_style(rng, split, style, level)
        s.add(split, "xlsx", f"xlsx/{style}.xlsx", f.write_xlsx(doc, inline=(i + (split == "val")) % 2 == 0), level=level)
        s.later("ods", "xlsx", split, "ods-office", f"ods/{style}.ods", f.write_xlsx(doc), level=level)
        doc = t.with_style(rng, split, "own-line" if style in ("header", "label-cells") else style, level)
        s.add(split, "pptx", f"pptx/{style}.pptx", f.write_pptx(doc), level=level)
        if i < 3:
            s.add(split, "html", f"html/{style}.html", f.write_html(t.with_style(rng, split, ["own-line", "label", "notes-with-mark"][i], level), split == "val"), level=level)
    doc = t.with_style(rng, split, "own-line", "TOI_MAT")
    inner = f.write_docx(doc)
    s.add(split, "nested", "nested/archive.zip", f.pack({"thu muc/a.txt": "khong co gi", "thu muc/b.docx": inner}), level="TOI_MAT")
    s.add(split, "nested", "nested/twice.zip", f.pack({"x.zip": f.pack({"y.docx": inner})}), level="TOI_MAT")
    s.add(split, "nested", "nested/embedded.docx", f.write_docx(t.paper(rng, split), extra={"word/embeddings/object1.docx": inner}), level="TOI_MAT")
    s.add(split, "nested", "nested/wrong-name.jpg", inner, level="TOI_MAT")


def two_columns(s, rng):
    for i, cell in enumerate(("left", "below", "left", "none")):
        level = ["MAT", "TOI_MAT", "TUYET_MAT"][i % 3]
        doc = t.two_columns(rng, level, cell)
        level = level if cell != "none" else None
        s.add("dev", "two-columns", f"columns/{i}.docx", f.write_docx(doc), level=level)
        s.add("dev", "two-columns", f"columns/{i}.txt", f.write_text(doc, "utf-8"), level=level)
        s.add("dev", "two-columns", f"columns/{i}-tcvn3.txt", f.write_text(doc, "tcvn3"), level=level)
        s.add("dev", "two-columns", f"columns/{i}-font.docx", f.write_docx(doc, font=".VnTime"), level=level)
        s.later("pdf", "docx", "dev", "two-columns", f"columns/{i}.pdf", f.write_docx(doc), level=level)
        s.later("odt", "docx", "dev", "two-columns", f"columns/{i}.odt", f.write_docx(doc), level=level)


def furniture(s, rng):
    """Marks inside running headers and footers with other words, and lists of levels in slides (dev only)."""
    for i, (key, words) in enumerate((("header", "Sở Ví dụ / {}"), ("footer", "{} - 1/4"), ("header", "{}"), ("footer", "Bản lưu - {}"))):
        level = ["MAT", "TOI_MAT", "TUYET_MAT"][i % 3]
        doc = t.paper(rng, "dev")
        doc[key] = words.format(t.LEVELS[level][0])
        s.add("dev", "furniture", f"furniture/{i}.docx", f.write_docx(doc), level=level)
        s.later("pdf", "docx", "dev", "furniture", f"furniture/{i}-docx.pdf", f.write_docx(doc), level=level)
        s.later("pdf", "odt", "dev", "furniture", f"furniture/{i}-odt.pdf", f.write_odt(doc), level=level)
    for i, words in enumerate((["TUYỆT MẬT", "TỐI MẬT", "MẬT"], ["MẬT", "TỐI MẬT"])):
        lines = [t.p("Ba mức của bí mật nhà nước")]
        for w in words:
            lines += [t.p(w), t.p("Mức độ nguy hại nếu bị lộ."), t.p("Ví dụ minh họa."), t.p("Người quyết định bí mật nhà nước.")]
        doc = {"lines": lines}
        s.add("dev", "clean-levels", f"levels/{i}.pptx", f.write_pptx(doc, per_slide=5))
        s.add("dev", "clean-levels", f"levels/{i}.docx", f.write_docx(doc))
        s.add("dev", "clean-levels", f"levels/{i}.xlsx", f.write_xlsx(doc))
        s.later("pdf", "odt", "dev", "clean-levels", f"levels/{i}.pdf", f.write_odt(doc))


def fresh(s):
    for name, level, lines in make_fresh.PAPERS:
        doc = {"lines": [t.p("", cells=x) if isinstance(x, list) else t.p(x) for x in lines]}
        category = "fresh-marked" if level else "fresh-clean"
        s.add("dev", category, f"fresh/{name}.docx", f.write_docx(doc), level=level)
        s.add("dev", category, f"fresh/{name}.txt", f.write_text(doc, "tcvn3"), level=level)
        s.add("dev", category, f"fresh/{name}.xlsx", f.write_xlsx(doc), level=level)
        s.later("pdf", "docx", "dev", category, f"fresh/{name}.pdf", f.write_docx(doc), level=level)


def negatives(s, split, rng):
    for kind in t.NEGATIVE:
        for fmt in ("docx", "odt", "pdf", "txt", "pptx", "xlsx", "docx-office"):
            doc = t.negative(rng, split, kind)
            name, category = f"clean/{fmt}/{kind}", "clean-" + kind
            if fmt == "docx":
                s.add(split, category, name + ".docx", f.write_docx(doc))
            elif fmt == "odt":
                s.add(split, category, name + ".odt", f.write_odt(doc))
            elif fmt == "txt":
                s.add(split, category, name + ".txt", f.write_text(doc, "utf-8" if split == "dev" else "utf-16-le"))
                old = ["tcvn3", "vni", "viscii"][len(kind) % 3]
                s.add(split, category, f"{name}-{old}.txt", f.write_text(doc, old))
            elif fmt == "pptx" and kind in ("training", "quiz", "law", "names", "list-of-secrets"):
                s.add(split, category, name + ".pptx", f.write_pptx(doc))
            elif fmt == "xlsx" and kind in ("register-empty", "names", "form", "list-of-secrets"):
                s.add(split, category, name + ".xlsx", f.write_xlsx(doc))
            elif fmt == "pdf":
                s.later("pdf", "odt", split, category, name + ".pdf", f.write_odt(doc))
            elif fmt == "docx-office":
                s.later("docx", "odt", split, category, name + ".docx", f.write_odt(doc))


def unreadable(s, split, rng):
    doc = t.with_style(rng, split, "own-line", "MAT")
    docx, odt = f.write_docx(doc), f.write_odt(doc)
    locked = bytearray(f.pack({"a.txt": "x" * 50}))
    locked[6] |= 1
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(1016)
    s.add(split, "unread", "unread/locked.zip", bytes(locked), unread="encrypted")
    s.add(split, "unread", "unread/locked.docx", ole + "EncryptedPackage".encode("utf-16-le") + bytes(512), unread="encrypted")
    s.add(split, "unread", "unread/old.doc", ole + "WordDocument".encode("utf-16-le") + bytes(512), unread="damaged")
    z = zipfile.ZipFile(io.BytesIO(odt))
    parts = {n: z.read(n) for n in z.namelist()}
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(b'"text/xml"/>', b'"text/xml"><manifest:encryption-data/></manifest:file-entry>')
    parts["content.xml"] = random.Random(1).randbytes(900)
    s.add(split, "unread", "unread/locked.odt", f.pack(parts, stored=("mimetype",)), unread="encrypted")
    s.add(split, "unread", "unread/cut.docx", docx[:len(docx) // 2], unread="damaged", marked=-1)
    s.add(split, "unread", "unread/noise.bin", random.Random(2).randbytes(5000), unread="unsupported")
    s.add(split, "unread", "unread/scan.png", f.png(1240, 1754), unread="picture")
    s.add(split, "unread", "unread/icon.png", f.png(64, 64))
    s.add(split, "unread", "unread/empty.docx", b"")
    s.add(split, "unread", "unread/a.7z", b"7z\xBC\xAF\x27\x1C\0\4" + random.Random(3).randbytes(300), unread="damaged")
    page = f.png(1240, 1754)
    picture = ('<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:extent cx="6800000" cy="9600000"/><wp:docPr id="1" name="p"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId9"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="6800000" cy="9600000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>')
    rels = f.HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image1.png"/></Relationships>'
    scanned = f.write_docx({"lines": []}, extra={"word/media/image1.png": page, "word/_rels/document.xml.rels": rels})
    z = zipfile.ZipFile(io.BytesIO(scanned))
    parts = {n: z.read(n) for n in z.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + picture.encode())
    scanned = f.pack(parts)
    s.add(split, "unread", "unread/scanned.docx", scanned, unread="picture")
    s.later("pdf", "docx", split, "unread", "unread/scanned.pdf", scanned, unread="picture")
    lock = 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'
    s.later(lock, "odt", split, "unread", "unread/locked.pdf", odt, unread="encrypted")


def main():
    folder, s = sys.argv[1], Set(sys.argv[1])
    for split, seed in (("dev", 11), ("val", 77)):
        rng = random.Random(seed)
        positives(s, split, rng)
        negatives(s, split, rng)
        unreadable(s, split, rng)
    two_columns(s, random.Random(5))
    furniture(s, random.Random(6))
    fresh(s)
    if "--no-office" not in sys.argv:
        s.convert()
    Path(folder, "labels.json").write_text(json.dumps({"files": s.labels}, ensure_ascii=False, indent=0), encoding="utf-8")
    print(f"{len(s.labels)} files in {folder}")


main()
