"""Compares the words Kín's readers take from real files with those LibreOffice shows, beside other programs.

usage: bench/foreign.py SCAN_EXTRACT FOLDER [--formats doc,xls,…] [--cache DIR] [--sample N] [--list]

FOLDER holds files of other projects (their test suites are a good source; `apt-get source libreoffice
libapache-poi-java calligra gnumeric` brings thousands). Each file is opened by LibreOffice and saved as flat ODF;
the words of all its paragraphs, headers, footers, notes, comments and text boxes are the reference. A program's
figure for a file is the share of these words (as a multiset) that it gives, too. Files that fuzzers made (by
their names: CVE, ofz, crash, forcepoint …), that do not begin like their format, that LibreOffice cannot open, or that hold fewer than five words are counted apart. In sheets only words of letters alone count, since programs print
numbers in different ways; errors of formulas and the "Page" and "TAB" that LibreOffice adds to sheets do not. With --list the files below 95 % are named.
"""
import argparse
import collections
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

FLAT = {"doc": "fodt", "dot": "fodt", "rtf": "fodt", "docx": "fodt", "docm": "fodt", "odt": "fodt",
        "xls": "fods", "xlsx": "fods", "xlsb": "fods", "xlsm": "fods", "ods": "fods",
        "ppt": "fodp", "pps": "fodp", "pptx": "fodp", "odp": "fodp"}
OTHERS = {"doc": [("catdoc", ["catdoc", "-dutf-8", "-w"]), ("antiword", ["antiword", "-m", "UTF-8.txt", "-w", "0"])],
          "xls": [("xls2csv", ["xls2csv", "-dutf-8"])], "ppt": [("catppt", ["catppt", "-dutf-8"])],
          "rtf": [("unrtf", ["unrtf", "--text", "--nopict"]), ("catdoc", ["catdoc", "-dutf-8", "-w"])]}
ZIP, CFB = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A file that does not begin like its format (test suites hold enciphered exploits, which LibreOffice opens as odd text).
BEGINS = {"doc": (CFB, b"\xdb\xa5", b"\x31\xbe", b"\xdc\xa5", b"\x9b\xa5"), "xls": (CFB, b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"),
          "ppt": (CFB,), "rtf": (b"{\\rtf", b"{\\urtf", b"\n{\\rtf", b"\r\n{\\rtf")}
MUTATED = re.compile(r"^(CVE|EDB|ofz|crash|hang|forcepoint|sf_|clusterfuzz|fuzz)", re.I)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
BREAKS = {TEXT + "s", TEXT + "tab", TEXT + "line-break"}
# Not in the file: the number of a page, today's date, the dummy text of an empty placeholder.
MADE_UP = {TEXT + "page-number", TEXT + "page-count", TEXT + "date", TEXT + "time", TEXT + "file-name", TEXT + "sheet-name",
           TEXT + "title", OFFICE + "binary-data", OFFICE + "scripts", PRESENTATION + "notes-placeholder",
           TEXT + "tracked-changes", TEXT + "note-citation", TEXT + "bibliography-mark",
           OFFICE + "settings", OFFICE + "meta", DC + "creator", DC + "date"}


def words(text: str, letters: bool):
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    found = re.findall(r"\w+", text)
    return collections.Counter(w.lower() for w in found if not letters or (w.isalpha() and w.lower() not in ("page", "tab")))


def put(element, out, masters_of_slides):
    if element.tag in MADE_UP:
        return
    if masters_of_slides and element.tag in (STYLE + "master-page", STYLE + "handout-master"):
        return
    if element.get(STYLE + "display") == "false":  # the header of left or first pages, when there is none
        return
    if element.tag == TABLE + "table" and element.get(TABLE + "name") == "local-table":  # of a chart: "Column B", "NaN"
        return
    if element.get(CALC + "value-type") == "error":
        return
    if element.get(PRESENTATION + "placeholder") == "true":
        return
    paragraph = element.tag in (TEXT + "p", TEXT + "h")
    if element.tag in BREAKS or paragraph:
        out.append(" ")
    put_text(element, out, masters_of_slides)
    if paragraph:
        out.append("\n")


def put_text(element, out, masters_of_slides):
    inside = element.tag in (TEXT + "p", TEXT + "h") or getattr(put_text, "depth", 0)
    put_text.depth = getattr(put_text, "depth", 0) + (1 if inside else 0)
    if inside and element.text:
        out.append(element.text)
    for child in element:
        put(child, out, masters_of_slides)
        if inside and child.tail:
            out.append(child.tail)
    put_text.depth -= 1 if inside else 0


def reference_words(flat: Path, kind: str):
    try:
        root = ET.parse(flat).getroot()
    except (ET.ParseError, OSError):
        return None
    out = []
    put(root, out, kind == "fodp")
    text = "".join(out)
    if sum(not c.isprintable() and c not in "\n\t" for c in text) > len(text) / 50:
        return None  # a binary file opened as text
    return words(text, kind == "fods")


def convert(files, cache: Path, kind: str, profile: Path):
    """Saves each (source, name in the cache) as flat ODF; one that hangs costs itself only."""
    todo = [(s, n) for s, n in files if not (cache / n).with_suffix("." + kind).exists() and not (cache / (n + ".no")).exists()]
    for at in range(0, len(todo), 25):
        batch = todo[at:at + 25]
        run_office(batch, cache, kind, profile, 90)
        for pair in batch:
            if not (cache / pair[1]).with_suffix("." + kind).exists():
                run_office([pair], cache, kind, profile, 25)
            if not (cache / pair[1]).with_suffix("." + kind).exists():
                (cache / (pair[1] + ".no")).touch()
        print(f"\r{kind}: {min(at + 25, len(todo))} of {len(todo)} opened by LibreOffice", end="", file=sys.stderr)
    if todo:
        print(file=sys.stderr)


def run_office(batch, cache: Path, kind: str, profile: Path, seconds: int):
    with tempfile.TemporaryDirectory(dir=cache) as work:
        for source, name in batch:
            shutil.copyfile(source, Path(work) / name)
        process = subprocess.Popen(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind,
                                    "--outdir", work] + [str(Path(work) / n) for _, n in batch],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
        for _, name in batch:
            made = (Path(work) / name).with_suffix("." + kind)
            if made.exists() and made.stat().st_size:
                shutil.move(made, (cache / name).with_suffix("." + kind))


def run_tool(command, path):
    """The text a program gives, or how it failed."""
    try:
        r = subprocess.run(command + [str(path)], capture_output=True, timeout=30)
    except subprocess.TimeoutExpired:
        return "", "hang"
    return r.stdout.decode("utf-8", "replace"), "crash" if r.returncode < 0 or r.returncode >= 128 else ""


class Tally:
    def __init__(self):
        self.shares, self.crash, self.hang = [], 0, 0

    def row(self):
        n = len(self.shares)
        if not n:
            return "–"
        good, none = sum(s >= 0.95 for s in self.shares), sum(s < 0.05 for s in self.shares)
        failed = "".join(f", {count} {what}" for count, what in ((self.crash, "crashes"), (self.hang, "hangs")) if count)
        return f"{good} of {n} ({good / n:.1%}), {none} under 5 %{failed}"


def compare(extract: str, ext: str, files, cache: Path, listed: bool):
    kind = FLAT[ext]
    tools = [("kin", [extract, "--words"])] + [t for t in OTHERS.get(ext, []) if shutil.which(t[1][0])]
    tallies = {name: Tally() for name, _ in tools}
    apart, low = 0, []
    for path, name in files:
        flat = (cache / name).with_suffix("." + kind)
        with open(path, "rb") as f:
            if MUTATED.match(path.name) or not f.read(16).startswith(BEGINS.get(ext, (ZIP,))):
                apart += 1
                continue
        wanted = reference_words(flat, kind) if flat.exists() else None
        total = sum(wanted.values()) if wanted else 0
        apart += total < 5
        for tool, command in tools:
            text, failure = run_tool(command, path)
            tallies[tool].crash += failure == "crash"
            tallies[tool].hang += failure == "hang"
            if total < 5:
                continue
            share = sum((words(text, kind == "fods") & wanted).values()) / total
            tallies[tool].shares.append(share)
            if tool == "kin" and share < 0.95:
                low.append((share, path))
    for tool, tally in tallies.items():
        print(f"| .{ext} | {tool} | {tally.row()} | {apart} |", flush=True)
    for share, path in sorted(low) if listed else []:
        print(f"    {share:6.1%}  {path}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("extract")
    p.add_argument("folder", type=Path)
    p.add_argument("--formats", default="doc,xls,ppt,rtf,docx,xlsx,pptx,odt,ods,odp")
    p.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "kin-foreign")
    p.add_argument("--sample", type=int, default=0, help="at most so many files of each format, the same ones each time")
    p.add_argument("--list", action="store_true")
    a = p.parse_args()
    a.cache.mkdir(parents=True, exist_ok=True)
    by_format = collections.defaultdict(list)
    for path in sorted(a.folder.rglob("*")):
        ext = path.suffix[1:].lower()
        if ext in FLAT and path.is_file() and path.stat().st_size < 30 << 20:
            by_format[ext].append(path)
    print("| format | program | files with ≥ 95 % of LibreOffice's words | mutated, other format, not opened, under 5 words |\n|---|---|---|---|")
    for ext in a.formats.split(","):
        paths = by_format[ext]
        if a.sample and len(paths) > a.sample:
            paths = sorted(random.Random(1).sample(paths, a.sample))
        files = [(p, hashlib.sha256(p.read_bytes()).hexdigest()[:24] + "." + ext) for p in paths]
        files = list({n: (p, n) for p, n in files}.values())
        with tempfile.TemporaryDirectory() as profile:
            convert(files, a.cache, FLAT[ext], Path(profile))
        compare(a.extract, ext, files, a.cache, a.list)


main()
