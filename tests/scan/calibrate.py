#!/usr/bin/env python3
"""Fits the table of src/scan/judge_scale.c: calibrate.py SCAN_SET FOLDER... (labelled folders of unseen/ or fresh/).

Counts marked and unmarked papers by points, adds what the sets showed at their first look (before they were used to
mend anything), makes the shares monotone (pool adjacent violators) and prints the table and how it fits.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

# points from, to: reported, marked; the sets of fresh/, sets A and B of unseen/ and the sixth batch of hard.txt, each at its first look
FIRST_LOOKS = [(15, 29, 85, 15), (30, 49, 144, 65), (50, 69, 159, 134), (70, 84, 188, 181), (85, 94, 232, 222), (95, 99, 39, 39)]
STEP = 5
MENDED = 0.2  # what a paper counts on which the judge was mended
DOUBT = 6     # papers of doubt in every bin, with the share that the points say


def counted(scan_set, folders):
    """[points, marked] of every paper that can be read."""
    out = []
    for folder in map(Path, folders):
        labels = [json.loads(x) for x in (folder / "labels.jsonl").read_text().splitlines()]
        labels = [x for x in labels if x["want"] not in ("unread", "declassified")]
        for i in range(0, len(labels), 200):
            part = labels[i:i + 200]
            done = subprocess.run([scan_set, "--show", *(str(folder / "papers" / x["path"]) for x in part)], stdout=subprocess.PIPE, check=True)
            points = [int(m) for m in re.findall(rb"^\S.*? points=(-?\d+) reader=", done.stdout, re.M)]
            assert len(points) == len(part), (len(points), len(part))
            out += [(p, x["want"] != "none") for p, x in zip(points, part)]
    return out


def fit(papers):
    """Shares at 0, 5, … 100 points, per cent, monotone."""
    bins = [[0.0, 0.0] for _ in range(0, 101, STEP)]
    for p, marked in papers:
        if p >= 15:
            b = bins[min(p // STEP, len(bins) - 1)]
            b[0] += MENDED
            b[1] += MENDED * marked
    for low, high, n, marked in FIRST_LOOKS:
        hit = [k for k in range(len(bins)) if low <= k * STEP <= high]
        for k in hit:
            bins[k][0] += n / len(hit)
            bins[k][1] += marked / len(hit)
    pools = [[n + DOUBT, m + DOUBT * (k * STEP + 2) / 100, 1] for k, (n, m) in enumerate(bins)]
    stack = []
    for p in pools:
        stack.append(p)
        while len(stack) > 1 and stack[-2][1] * stack[-1][0] > stack[-1][1] * stack[-2][0]:
            n, m, w = stack.pop()
            stack[-1] = [stack[-1][0] + n, stack[-1][1] + m, stack[-1][2] + w]
    shares = [round(100 * m / n) for n, m, w in stack for _ in range(w)]
    return [min(49, s) if k * STEP < 50 else min(99, max(50, s)) for k, s in enumerate(shares)]


def show(papers):
    print("points | papers | marked | share")
    for low in range(15, 100, 10):
        in_bin = [m for p, m in papers if low <= p < low + 10]
        if in_bin:
            print(f"{low}–{low + 9} | {len(in_bin)} | {sum(in_bin)} | {sum(in_bin) / len(in_bin):.2f}")


if __name__ == "__main__":
    papers = counted(sys.argv[1], sys.argv[2:])
    show(papers)
    print("static const uint8_t scale[] = {" + ", ".join(map(str, fit(papers))) + "};")
