#!/usr/bin/env python3
"""A database brought up from any older schema has the same tables as a new one."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

KIN = os.environ["KIN_BUILD"] + "/kin"
MIGRATIONS = sorted((Path(os.environ["KIN_SOURCE"]) / "src/store/migrations").glob("*.sql"))
ENV = dict(os.environ, KIN_CLOCK="2026-03-02T08:00")
work = Path(tempfile.mkdtemp(prefix="kin-migrations-"))
failed = count = 0


def kin(site, *args):
    return subprocess.run([KIN, "--site", str(site), *args], env=ENV, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def schema(db: Path):
    c = sqlite3.connect(db)
    rows = c.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
    versions = c.execute("SELECT * FROM local_schema").fetchall()
    c.close()
    return rows, [v[0] for v in versions]


def tell(good, what, *why):
    global failed, count
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {what}")
    for line in () if good else why:
        print(f"#   {line}")


def apply(db: Path, scripts, first=1):
    c = sqlite3.connect(db)
    for number, script in enumerate(scripts, first):
        c.executescript(script.read_text(encoding="utf-8"))
        columns = [r[1] for r in c.execute("PRAGMA table_info(local_schema)")]
        c.execute(f"INSERT INTO local_schema ({columns[0]}, {columns[1]}) VALUES (?, ?)", (number, script.stem))
        c.commit()
    c.close()


try:
    site = work / "site"
    (work / "pw").write_text("mat-khau-dau-tien\n")
    done = kin(site, "init", "--demo", "--agency", "Sở Mẫu", "--code", "so-mau", "--head", "a.a", "--clerk", "b.b", "--administrator", "c.c",
               "--auditor", "d.d", "--password-file", str(work / "pw"))
    assert done.returncode == 0, done.stderr
    fresh, versions = schema(site / "kin.db")
    tell(sorted(versions) == list(range(1, len(MIGRATIONS) + 1)), f"a new database has all {len(MIGRATIONS)} migrations", versions)
    for have in range(1, len(MIGRATIONS) + 1):
        old = work / f"old-{have}"
        old.mkdir()
        for name in ("store", "site.key", "site.pub", "private.keys"):
            shutil.copy(site / name, old / name)
        apply(old / "kin.db", MIGRATIONS[:have])
        done = kin(old, "verify", "--no-record")  # opening it brings it up; that it holds no site is told afterwards
        got, versions = schema(old / "kin.db")
        tell(got == fresh and len(versions) == len(MIGRATIONS), f"from schema {have} it becomes the same", done.stderr,
             *[f"differs: {r[1]}" for r in set(got) ^ set(fresh)])
    newer = work / "newer"
    shutil.copytree(site, newer)
    c = sqlite3.connect(newer / "kin.db")
    columns = [r[1] for r in c.execute("PRAGMA table_info(local_schema)")]
    c.execute(f"INSERT INTO local_schema ({columns[0]}, {columns[1]}) VALUES (999, 'from the future')")
    c.commit()
    c.close()
    done = kin(newer, "verify")
    tell(done.returncode == 69 and done.stderr.count("\n") > 1, "a database of a newer program is left alone, and it is said", done.stderr, done.returncode)
finally:
    shutil.rmtree(work)
print(f"1..{count}")
sys.exit(1 if failed else 0)
