"""Measures kin scan beside ugrep and clamscan with the same literal patterns over the same files in the same run.

usage: scan.py KIN FOLDER MEGABYTES [speed] [documents] [growth] [memory]
MEGABYTES is the size of the text and the mixed corpus; the others are in proportion (SHARES).
They do not do the same work: ugrep and clamscan look for bytes; kin reads documents, judges every mark by its place
and opens nothing outside a jail. Files are read once beforehand, so that no program waits for the disk. Ratios are of
processor time, which other work on the machine disturbs least; MB/s are by the clock.
"""
import ctypes
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/scan"))
import corpus  # noqa: E402
import make_formats as formats  # noqa: E402

ROUNDS = int(os.environ.get("KIN_BENCH_ROUNDS", "3"))
WORDS = ("TUYỆT MẬT", "TỐI MẬT", "MẬT", "Tuyệt mật", "Tối mật", "ĐỘ MẬT", "Độ mật")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "tcvn3", "vni", "viscii", "cp1258", "tcvn5712-1")
SHARES = {"raw": 2.5, "text": 1, "office": 0.5, "pdf": 1 / 3, "mixed": 1}
LONG_SECONDS = 15  # what takes longer is run once
PR_SET_CHILD_SUBREAPER = 36


def patterns() -> list[bytes]:
    """Each word in each encoding, as bytes."""
    found = {}
    for word in WORDS:
        for encoding in ENCODINGS:
            raw = formats.write_text({"lines": [{"text": word}]}, encoding)
            for bom in (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"):
                raw = raw.removeprefix(bom)
            found[raw.replace(b"\r", b"").rstrip(b"\n\0")] = None
    return [p for p in found if len(p) >= 3]


def own_memory(root: int) -> dict[int, float]:
    """MB of memory that is no mapped file, of a process and its children."""
    sizes, parents = {}, {}
    for entry in os.listdir("/proc"):
        try:
            fields = dict(line.split(":", 1) for line in Path(f"/proc/{entry}/status").read_text().splitlines() if ":" in line)
        except (OSError, ValueError):
            continue
        if entry.isdigit() and "RssAnon" in fields:
            sizes[int(entry)] = (int(fields["RssAnon"].split()[0]) + int(fields["RssShmem"].split()[0])) / 1024
            parents[int(entry)] = int(fields["PPid"])
    return {pid: size for pid, size in sizes.items() if pid == root or parents[pid] == root}


class Cost:
    """What a command took: seconds by the clock, seconds of all its processes; the most memory of each in MB."""

    def __init__(self, command: list[str], good=(0, 1), watch=False):
        start = time.monotonic()
        first = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL if watch else subprocess.PIPE)
        self.peaks, self.together = {}, 0.0
        while watch and os.waitid(os.P_PID, first.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            now = own_memory(first.pid)
            for pid, size in now.items():
                self.peaks[pid] = max(self.peaks.get(pid, 0), size)
            self.together = max(self.together, sum(now.values()))
            time.sleep(0.005)
        errors = b"" if watch else first.stderr.read()
        self.cpu, self.memory, status = 0.0, [], 0
        while True:  # workers left behind come to us
            try:
                pid, code, usage = os.wait4(-1, 0)
            except ChildProcessError:
                break
            if pid == first.pid:
                self.wall, status = time.monotonic() - start, os.waitstatus_to_exitcode(code)
            self.cpu += usage.ru_utime + usage.ru_stime
            self.memory.append(usage.ru_maxrss / 1024)
        first.returncode = status
        if status not in good:
            sys.exit(f"{command[0]} ended with {status}: {errors[-500:]!r}")


def best(commands: dict[str, list[str]], rounds=ROUNDS) -> dict[str, Cost]:
    """The least of several rounds, the programs taking turns."""
    least: dict[str, Cost] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            if name in least and least[name].wall > LONG_SECONDS:
                continue
            cost = Cost(command)
            if name in least:
                cost.cpu, cost.wall = min(cost.cpu, least[name].cpu), min(cost.wall, least[name].wall)
            least[name] = cost
    return least


def measure_all(folder: Path) -> tuple[int, float]:
    files = [p for p in folder.rglob("*") if p.is_file()]
    return len(files), sum(len(p.read_bytes()) for p in files) / 1e6


def scan(kin: str, where: Path, *options: str) -> list[str]:
    return [kin, "scan", "--quiet", "--full-speed", "--authority", "bench", *options, str(where)]


def speed(kin: str, folder: Path, megabytes: int, words: list[bytes]) -> None:
    fixed = folder / "patterns.txt"
    fixed.write_text("".join("".join(f"\\x{b:02x}" for b in p) + "\n" for p in words))
    (folder / "patterns.ndb").write_text("".join(f"Kin.Mark.{i}:0:*:{p.hex()}\n" for i, p in enumerate(words)))
    clam = ["clamscan", "-r", "-i", "--no-summary", "--max-filesize=500M", "--max-scansize=2000M", f"--database={folder / 'patterns.ndb'}"]
    grep = ["ugrep", "-r", "-c", "-U", "--no-messages", "-f", str(fixed)]
    print(f"\nScanning, {len(words)} literal patterns, best of {ROUNDS}; ratio: processor time beside kin (above 1: slower than kin)")
    print(f"  {'corpus':8} {'files':>6} {'MB':>5}  {'program':18} {'MB/s':>8} {'files/s':>8} {'MB/s/core':>10} {'ratio':>8}")
    for kind in os.environ.get("KIN_BENCH_KINDS", "raw text office pdf mixed").split():
        where = folder / kind
        corpus.main(where, kind, int(megabytes * SHARES[kind]))
        count, size = measure_all(where)
        commands = {}
        if kind != "pdf":
            commands["kin scan --sweep"] = scan(kin, where, "--sweep")
        if shutil.which("ugrep"):
            commands["ugrep -U -f"] = [*grep, str(where)]
        commands["kin scan"] = scan(kin, where)
        if shutil.which("ugrep") and kind != "raw":
            commands["ugrep -z -U -f"] = [*grep, "-z", str(where)]
        if shutil.which("clamscan"):
            commands["clamscan"] = [*clam, str(where)]
        costs = best(commands)
        for name, cost in costs.items():
            of = "kin scan --sweep" if name == "ugrep -U -f" and "kin scan --sweep" in costs else "kin scan"
            ratio = "" if name.startswith("kin") else f"{cost.cpu / costs[of].cpu:8.2f}"
            print(f"  {kind:8} {count:6} {size:5.0f}  {name:18} {size / cost.wall:8.1f} {count / cost.wall:8.0f} {size / cost.cpu:10.1f} {ratio:>8}", flush=True)
        shutil.rmtree(where)


def documents(kin: str, folder: Path) -> None:
    """docx of a few pages, bare and as LibreOffice writes them; one worker, so that the figure is of one core."""
    (folder / "nothing").mkdir()
    start = best({"start": scan(kin, folder / "nothing", "--jobs", "1")})["start"].cpu
    sample = corpus.samples()[".docx"]
    for name in ("bare", "with LibreOffice's parts"):
        where = folder / "docx"
        where.mkdir()
        rng = random.Random("docx")
        for number in range(2000):
            texts = corpus.lines(rng, rng.randrange(3000, 12000), rng.random() < 0.02)
            bare = name == "bare"
            made = formats.write_docx({"lines": [{"text": t} for t in texts]}) if bare else formats.pack(
                {**sample, "word/document.xml": corpus.put_in(sample["word/document.xml"], texts)})
            (where / f"van-ban-{number:05}.docx").write_bytes(made)
        count, size = measure_all(where)
        cpu = best({"docx": scan(kin, where, "--jobs", "1")})["docx"].cpu - start
        print(f"\n  docx {name}: {count} files, {size:.1f} MB: {count / cpu:.0f} files/s/core (start of {start * 1000:.0f} ms taken off)", flush=True)
        shutil.rmtree(where)
    if shutil.which("pdftotext"):
        pages(kin, folder, start)


def pages(kin: str, folder: Path, start: float) -> None:
    """Pages of PDF a second beside pdftotext, the start of each program taken off: made pages, and LibreOffice's."""
    rng = random.Random("pages")
    where = folder / "pages"
    where.mkdir()
    (where / "made.pdf").write_bytes(corpus.pdf_file(rng, 1_500_000, False)[1])
    if shutil.which("soffice"):
        (folder / "long.docx").write_bytes(formats.write_docx({"lines": [{"text": t} for t in corpus.lines(rng, 2_000_000, False)]}))
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(where),
                        str(folder / "long.docx")], capture_output=True, timeout=600, check=False)
    empty = best({"empty": ["pdftotext", "-v"]})["empty"].cpu
    for file in sorted(where.iterdir()):
        told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
        count = int(next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:")))
        costs = best({"kin": scan(kin, file, "--jobs", "1"), "pdftotext": ["pdftotext", str(file), "/dev/null"]})
        own, other = costs["kin"].cpu - start, costs["pdftotext"].cpu - empty
        print(f"\n  {file.name}: {count} pages: kin {count / own:.0f} pages/s/core, pdftotext {count / other:.0f}: {other / own:.2f} times", flush=True)
    shutil.rmtree(where)


def growth(kin: str, folder: Path) -> None:
    """Twice the files, twice the time: many small files in one folder, and documents."""
    where = folder / "growth"
    where.mkdir()
    took = {}
    for count in (20000, 40000, 80000):
        for number in range(len(os.listdir(where)), count):
            (where / f"{number:06}.txt").write_text(f"Công văn số {number} về việc tổng hợp.\n")
        cost = best({"growth": scan(kin, where)})["growth"]
        took[count] = (cost.cpu, cost.memory)
    first, *_, last = took
    steps = [took[b][0] / took[a][0] for a, b in ((20000, 40000), (40000, 80000))]
    print(f"\n  growth: {first} to {last} files in one folder: {steps[0]:.2f} and {steps[1]:.2f} times for twice the files, "
          f"{40000 / took[40000][0]:.0f} files/s/core; main process {max(took[last][1]):.0f} MB at most")
    shutil.rmtree(where)


def memory(kin: str, folder: Path) -> None:
    """Peak memory of the main process and of each worker over files made to use it up."""
    where = folder / "hostile"
    where.mkdir()
    zeros = bytes(64 << 20)
    for name, ending in (("bomb", "docx"), ("bomb", "zip")):
        with zipfile.ZipFile(where / f"{name}.{ending}", "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("[Content_Types].xml", "<Types/>")
            for i in range(4 if ending == "docx" else 40):
                z.writestr(f"word/document{i}.xml", zeros)
    inner = (where / "bomb.zip").read_bytes()
    for depth in range(6):
        with zipfile.ZipFile(where / f"nested{depth}.zip", "w", zipfile.ZIP_STORED) as z:
            z.writestr("a.zip", inner)
        inner = (where / f"nested{depth}.zip").read_bytes()
    line = ("công tác cán bộ " * 400 + "\n").encode()
    (where / "long.txt").write_bytes(line * (300 << 20 >> 13))
    (where / "marked.txt").write_bytes("TỐI MẬT\n".encode() + line * (100 << 20 >> 13))
    (where / "one-line.txt").write_bytes(line.replace(b"\n", b" ") * (100 << 20 >> 13))
    body = "<w:p><w:r><w:t>công tác cán bộ</w:t></w:r></w:p>" * 3_000_000
    with zipfile.ZipFile(where / "large.docx", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>')
    rows = "".join(f'<row r="{i}"><c t="inlineStr"><is><t>ô {i}</t></is></c></row>' for i in range(1, 1_500_000))
    with zipfile.ZipFile(where / "large.xlsx", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("xl/workbook.xml", "<workbook/>")
        z.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    for jobs in (1, 2, 4):
        cost = Cost(scan(kin, where, "--jobs", str(jobs)), watch=True)
        sizes = sorted(cost.peaks.values(), reverse=True)
        print(f"\n  memory over hostile files, {jobs} workers: {cost.together:.0f} MB together at most (aim {300 + jobs * 150} MB); "
              f"processes {', '.join(f'{m:.0f}' for m in sizes[:6])} MB", flush=True)
    shutil.rmtree(where)


def main(kin: str, folder: Path, megabytes: int, *parts: str) -> None:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    folder.mkdir(parents=True, exist_ok=True)
    if not parts or "speed" in parts:
        speed(kin, folder, megabytes, patterns())
    for name, part in (("documents", documents), ("growth", growth), ("memory", memory)):
        if not parts or name in parts:
            part(kin, folder)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
