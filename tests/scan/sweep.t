#!/usr/bin/env python3
"""The sweep held against the judge, with the programs of the build folder $KIN_BUILD: words of its sources in all
spellings, and documents of every format of make_formats.py; $KIN_SET names a folder with more files."""
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CHECK = str(Path(os.environ.get("KIN_BUILD", ROOT / "build-test")) / "tests/scan/sweep-check")
sys.path[:0] = [str(HERE), str(ROOT / "bench")]
import corpus  # noqa: E402
import make_formats as formats  # noqa: E402

MARKS = ["TỐI MẬT", "MẬT", "Độ mật: Tuyệt mật", "Bản số: 05", "Tài liệu thu hồi", "ĐÃ GIẢI MẬT", "bảo mật thông tin", ""]


def documents(folder: Path) -> None:
    rng = random.Random(7)
    for number in range(160):
        lines = corpus.lines(rng, rng.randrange(200, 6000), False)
        for _ in range(rng.randrange(3)):
            lines.insert(rng.randrange(len(lines) + 1), rng.choice(MARKS))
        doc = {"lines": [{"text": t} for t in lines if t]}
        ending, write = rng.choice(((".docx", formats.write_docx), (".xlsx", formats.write_xlsx), (".odt", formats.write_odt), (".pptx", formats.write_pptx)))
        if number % 2:
            encoding = rng.choice(("utf-8", "utf-16-le", "utf-16-be", "tcvn3", "vni", "viscii", "cp1258"))
            ending, write = ".txt", lambda d, e=encoding: formats.write_text(d, e)
        (folder / f"{number:03}{ending}").write_bytes(write(doc))


def told(number: int, what: str, command: list[str]) -> bool:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print("# " + done.stdout.decode(errors="replace").strip().replace("\n", "\n# "))
    print(f"{'not ' if done.returncode else ''}ok {number} - {what}", flush=True)
    return done.returncode == 0


with tempfile.TemporaryDirectory() as name:
    documents(Path(name))
    files = [str(p) for where in (name, os.environ.get("KIN_SET", name)) for p in sorted(Path(where).rglob("*")) if p.is_file()]
    print("1..2")
    good = told(1, "the sweep knows every word of the judge", [sys.executable, str(HERE / "sweep_words.py"), CHECK, str(ROOT)])
    good = told(2, "verdicts are those of judging every line", [CHECK, *files]) and good
sys.exit(0 if good else 1)
