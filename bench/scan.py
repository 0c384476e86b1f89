"""Measures kin scan beside ugrep -z and clamscan with the same literal patterns over the same files in the same run.

usage: scan.py KIN FOLDER MEGABYTES
They do not do the same work: ugrep and clamscan look for bytes; kin reads documents, judges every mark by its place
and opens nothing outside a jail. Files are read once beforehand, so that no program waits for the disk.
"""
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/scan"))
import corpus  # noqa: E402
import make_formats as formats  # noqa: E402

ROUNDS = 3
WORDS = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "tcvn3", "vni", "viscii", "cp1258", "tcvn5712-1")


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


def best(command: list[str], good=(0, 1)) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.monotonic()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        times.append(time.monotonic() - start)
        if done.returncode not in good:
            sys.exit(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]!r}")
    return min(times)


def main(kin: str, folder: Path, megabytes: int) -> None:
    words = patterns()
    folder.mkdir(parents=True)
    (folder / "patterns.ndb").write_text("".join(f"Kin.Mark.{i}:0:*:{p.hex()}\n" for i, p in enumerate(words)))
    (folder / "patterns.txt").write_text("|".join("".join(f"\\x{b:02x}" for b in p) for p in words) + "\n")
    rivals = {"kin scan": lambda where: [kin, "scan", "--quiet", where]}
    if shutil.which("ugrep"):
        rivals["ugrep -z"] = lambda where: ["ugrep", "-z", "-r", "-c", "-U", "-P", "--no-messages", "-e", (folder / "patterns.txt").read_text().strip(), where]
    if shutil.which("clamscan"):
        rivals["clamscan"] = lambda where: ["clamscan", "-r", "-i", "--no-summary", "--max-filesize=500M", "--max-scansize=2000M",
                                            f"--database={folder / 'patterns.ndb'}", where]
    print(f"\nScanning, {len(words)} literal patterns, best of {ROUNDS}; ratio: how many times as fast as kin scan (above 1: faster than kin)")
    print(f"  {'corpus':8} {'files':>6} {'MB':>5}  " + "".join(f"{name:>12} MB/s {'files/s':>8} {'ratio':>6}  " for name in rivals))
    for kind in corpus.KINDS:
        where = folder / kind
        corpus.main(where, kind, megabytes)
        files = [p for p in where.rglob("*") if p.is_file()]
        size = sum(len(p.read_bytes()) for p in files) / 1e6
        row, mine = "", None
        for name, command in rivals.items():
            took = best(command(str(where)))
            mine = mine or took
            row += f"{size / took:12.1f}      {len(files) / took:8.0f} {mine / took:6.2f}  "
        print(f"  {kind:8} {len(files):6} {size:5.0f}  {row}", flush=True)
        shutil.rmtree(where)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
