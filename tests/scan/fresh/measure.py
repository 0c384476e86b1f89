"""Runs `kin scan --json` over a made set and measures it: python3 measure.py KIN FOLDER [-v].

`measure()` gives the figures; the suite (../labelled.t) sets its bars on them.
"""
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

NO_READER = ("doc", "rtf", "xls", "ppt", "mail", "msg")
BINS = [(0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01)]


def scan(kin, folder):
    """Per file: list of records."""
    done = subprocess.run([kin, "scan", "--json", "--authority", "measurement", str(Path(folder) / "papers")], stdout=subprocess.PIPE, timeout=300)
    records = defaultdict(list)
    root = str((Path(folder) / "papers").resolve()) + "/"
    for line in done.stdout.decode().splitlines():
        r = json.loads(line)
        if r.get("path"):
            records[r["path"].replace(root, "").replace(str(Path(folder) / "papers") + "/", "")].append(r)
    return records


def measure(kin, folder):
    records = scan(kin, folder)
    labels = [json.loads(x) for x in (Path(folder) / "labels.jsonl").read_text().splitlines()]
    kinds, wrong, bins = defaultdict(lambda: [0, 0, 0]), [], [[0, 0] for _ in BINS]
    t = dict(tp=0, fn=0, fp=0, tn=0, level=0, hinted=0, hint_on_none=0, unread=0, unread_named=0, read_named=0, released=0, released_said=0, no_reader=0)
    for x in labels:
        rs = records.get(x["path"], [])
        found = [r for r in rs if r["type"] == "finding"]
        unread = [r for r in rs if r["type"] == "unread"]
        hints = [r for r in rs if r["type"] == "hint"]
        best = max(found, key=lambda r: r["confidence"], default=None)
        if x["want"] != "unread" and unread and not found and all(r["grade"] == "unsupported" and r["detail"] in NO_READER for r in unread):
            t["no_reader"] += 1   # named as not read: neither right nor wrong for the judge
            continue
        want, k = x["want"], kinds[("+ " if x["want"] not in ("none", "declassified", "unread") else "- ") + x["kind"]]
        k[0] += 1
        if want == "unread":
            t["unread"] += 1
            good = bool(unread)
            t["unread_named"] += good
        else:
            t["read_named"] += bool(unread)
            if unread:
                wrong.append((x, ["named unread", *rs]))
            positive = want not in ("none", "declassified")
            if best or hints:
                top = best or max(hints, key=lambda r: r["confidence"])
                for b, (low, high) in zip(bins, BINS):
                    if low <= top["confidence"] < high:
                        b[0] += 1
                        b[1] += positive
            if positive:
                good = bool(found)
                t["tp" if good else "fn"] += 1
                t["hinted"] += not good and bool(hints)
                level = good and best["level"] == want
                t["level"] += level
                k[2] += level
                good_all = good and level
                if not good_all:
                    wrong.append((x, rs))
            else:
                good = not found
                t["tn" if good else "fp"] += 1
                t["hint_on_none"] += want == "none" and good and bool(hints)
                if want == "declassified":
                    t["released"] += 1
                    t["released_said"] += good and any(h.get("declassified") for h in hints)
                    good = good and any(h.get("declassified") for h in hints)
        k[1] += good
        if not good and (x, rs) not in wrong:
            wrong.append((x, rs))
    t["recall"] = t["tp"] / (t["tp"] + t["fn"])
    t["precision"] = t["tp"] / max(1, t["tp"] + t["fp"])
    t["levels"] = t["level"] / max(1, t["tp"])
    return t, kinds, bins, wrong


def show(t, kinds, bins):
    print(f"recall {t['tp']} of {t['tp'] + t['fn']} ({t['recall']:.3f}; of the missed {t['hinted']} were hinted)")
    print(f"precision {t['precision']:.3f} ({t['fp']} false findings on {t['fp'] + t['tn']} papers; {t['hint_on_none']} hints)")
    print(f"level right in {t['level']} of {t['tp']} found; released papers {t['released_said']} of {t['released']} said so")
    print(f"unreadable named {t['unread_named']} of {t['unread']}; readable named unread {t['read_named']}; in formats without a reader, all named: {t['no_reader']}")
    print("\n| kind | papers | right | level right |\n|---|---|---|---|")
    for k, (n, good, level) in sorted(kinds.items()):
        print(f"| {k} | {n} | {good} | {level if k[0] == '+' else ''} |")
    print("\n| stated | reported | marked |\n|---|---|---|")
    for (low, high), (n, true) in zip(BINS, bins):
        print(f"| {low:.2f}–{min(high, 1):.2f} | {n} | {true / n if n else 0:.2f} |")


if __name__ == "__main__":
    t, kinds, bins, wrong = measure(sys.argv[1], sys.argv[2])
    show(t, kinds, bins)
    if "-v" in sys.argv:
        for x, rs in wrong:
            said = [r if isinstance(r, str) else (r["type"], r.get("level"), r.get("confidence"), r.get("detail") or r.get("grade"), [(y["kind"], y["where"], y.get("words")) for y in r.get("reasons", [])]) for r in rs]
            print(x["want"], "|", x["kind"], "|", x["path"], "|", said)
