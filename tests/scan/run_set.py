"""Makes the labelled sets in a temporary folder and measures the scanner on them; prints TAP.

usage: run_set.py SCAN_SET [KIN]
The splits of make_set.py are measured by SCAN_SET, without jail; with KIN also the sets of fresh/ and unseen/, by `kin scan`,
of the two large ones of which every third paper is made (of hard.txt every second). The bars stand slightly below what was measured (docs/design/scanner.md).
"""
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SPLITS = {"dev": (0.98, 0.98, 0.98, 1.0), "val": (0.98, 0.98, 0.98, 1.0)}
NAMES = ("recall", "precision", "level", "honesty")
# recipe: recall, precision, levels, released papers said so, share of true findings stated at 0.85 and more
SETS = {"fresh/make_set.py": (0.97, 0.98, 0.98, 0.9, 0.97), "fresh/make_second.py": (0.97, 0.97, 0.98, 0.6, 0.97),
        "unseen/set_a.py": (0.98, 0.98, 0.98, 0.9, 0.97), "unseen/set_b.py": (0.97, 0.98, 0.98, 0.8, 0.97),
        "unseen/set_hard.py": (0.97, 0.97, 0.98, 0.9, 0.97)}
EVERY = {"unseen/set_a.py": 3, "unseen/set_b.py": 3, "unseen/set_hard.py": 2}

failed = 0
count = 0


def check(what: str, value: float, bar: float) -> None:
    global failed, count
    count += 1
    good = value >= bar
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {what}: {value:.3f}, at least {bar}", flush=True)


def labelled(scan_set: str, folder: str) -> None:
    subprocess.run([sys.executable, str(HERE / "make_set.py"), folder], check=True, stdout=subprocess.DEVNULL)
    for split, bars in SPLITS.items():
        done = subprocess.run([scan_set, folder, split, "--list"], stdout=subprocess.PIPE, text=True, errors="replace")
        total = [line.split() for line in done.stdout.splitlines() if line.startswith("all ")]
        for i, (name, bar) in enumerate(zip(NAMES, bars)):
            check(f"{split} split, {name}", float(total[0][2 + i]) if total else 0, bar)
        for line in done.stdout.splitlines():
            if line.startswith(("MISSED", "FALSE", "LEVEL", "HONESTY")):
                print("#", line)


def one_set(kin: str, folder: str, recipe: str, bars: tuple) -> None:
    sys.path.insert(0, str(HERE / "fresh"))
    from measure import measure
    every = [str(EVERY[recipe])] if recipe in EVERY else []
    subprocess.run([sys.executable, str(HERE / recipe), folder, *every], check=True, stdout=subprocess.DEVNULL)
    t, _, bins, wrong = measure(kin, folder)
    said = t["released_said"] / max(1, t["released"])
    found, true = sum(b[0] for b in bins[-2:]), sum(b[1] for b in bins[-2:])
    for name, value, bar in zip(("recall", "precision", "level", "released papers said so", "truth of what is stated surely"),
                                (t["recall"], t["precision"], t["levels"], said, true / max(1, found)), bars):
        check(f"{recipe}, {name}", value, bar)
    if t["unread"]:
        check(f"{recipe}, unreadable files named", t["unread_named"] / t["unread"], 1.0)
    check(f"{recipe}, readable files not named unread", 1 - t["read_named"] / max(1, t["tp"] + t["fn"]), 1.0)
    for label, _ in wrong:
        print(f"# {label['want']}: {label['kind']}: {label['path']}")


def news(kin: str, folder: str) -> None:
    """News about secrecy in every format and encoding: neither finding nor hint."""
    sys.path.insert(0, str(HERE / "fresh"))
    from measure import scan
    subprocess.run([sys.executable, str(HERE / "unseen/set_hard.py"), "--news", folder], check=True, stdout=subprocess.DEVNULL)
    files = sum(p.is_file() for p in (Path(folder) / "papers").rglob("*"))
    wrong = {path: rs for path, rs in scan(kin, folder).items() if any(r["type"] in ("finding", "hint", "unread") for r in rs)}
    for path, rs in wrong.items():
        print(f"# news: {path}: {[r['type'] for r in rs]}")
    check(f"{files} files of news, clean", 1 - len(wrong) / files, 1.0)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        labelled(sys.argv[1], folder)
    if len(sys.argv) > 2:
        for recipe, bars in SETS.items():
            with tempfile.TemporaryDirectory() as folder:
                one_set(sys.argv[2], folder, recipe, bars)
        with tempfile.TemporaryDirectory() as folder:
            news(sys.argv[2], folder)
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
