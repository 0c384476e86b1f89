#!/usr/bin/env python3
"""Somebody writes to the database behind the program's back: kin verify names the first wrong entry."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

KIN = os.environ["KIN_BUILD"] + "/kin"
ENV = dict(os.environ, KIN_CLOCK="2026-03-02T08:00")
work = Path(tempfile.mkdtemp(prefix="kin-tamper-"))
count = failed = 0


def kin(site, *args, clock=None):
    return subprocess.run([KIN, "--site", str(site), *args], env=dict(ENV, KIN_CLOCK=clock or ENV["KIN_CLOCK"]),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)


def tell(good, what, done=None):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {what}")
    if not good and done:
        print("\n".join("# " + line for line in (done.stdout + done.stderr).splitlines()[:8]))


def prepare() -> Path:
    """A site of some forty entries with a kept checkpoint in the middle and one at the end."""
    site = work / "site"
    (work / "pw").write_text("mat-khau-dau-tien\n")
    done = kin(site, "init", "--demo", "--agency", "Sở Mẫu", "--code", "so-mau", "--head", "lanh.dao", "--clerk", "van.thu",
               "--administrator", "quan.tri", "--auditor", "giam.sat", "--person", "head=Trần Văn Mẫu, Giám đốc",
               "--password-file", str(work / "pw"))
    assert done.returncode == 0, done.stderr
    assert kin(site, "sign-in", "giam.sat", "--password-file", str(work / "pw")).returncode == 0
    for _ in range(8):
        assert kin(site, "log", "--limit", "1").returncode == 0
    assert kin(site, "verify").returncode == 0
    for _ in range(14):
        assert kin(site, "log", "--limit", "1").returncode == 0
    return site


def tampered(site: Path, name: str, act) -> tuple[dict, subprocess.CompletedProcess]:
    """A copy on which `act(connection, folder)` was done; gives what verify says."""
    copy = work / name
    shutil.copytree(site, copy)
    db = sqlite3.connect(copy / "kin.db")
    db.execute("PRAGMA foreign_keys=OFF")
    act(db, copy)
    db.commit()
    db.close()
    done = kin(copy, "verify", "--no-record", "--json")
    shutil.rmtree(copy)
    try:
        return json.loads(done.stdout.splitlines()[0]), done
    except (IndexError, ValueError):
        return {}, done


def expect(site, what, act, first=None, last=None):
    said, done = tampered(site, "copy", act)
    good = done.returncode == 1 and said.get("ok") is False
    if good and first is not None:
        bad, bad_last = said["first_bad"], said["last_bad"] or said["first_bad"]
        good = bad <= first <= bad_last if last is None else (bad, bad_last) == (first, last)
    tell(good, f"{what} is named" + (f": entry {first}" if first else ""), done)


def sql(statement, *values):
    return lambda db, _: db.execute(statement, values)


site = prepare()
done = kin(site, "verify", "--no-record", "--json")
tell(done.returncode == 0 and json.loads(done.stdout)["ok"], "untouched, it holds", done)
entries = json.loads(done.stdout)["entries"]

# Every byte of every entry's body, one bit each: the exact entry.
db = sqlite3.connect(site / "kin.db")
rows = db.execute("SELECT seq, body FROM journal_event ORDER BY seq").fetchall()
db.close()
for seq, body in rows[:: max(1, len(rows) // 6)]:
    raw = body.encode()
    wrong = 0
    for at in range(0, len(raw), max(1, len(raw) // 12)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1:]
        said, done = tampered(site, "copy", sql("UPDATE journal_event SET body = CAST(? AS TEXT) WHERE seq = ?", changed, seq))
        wrong += not (done.returncode == 1 and said.get("first_bad") == seq)
    tell(wrong == 0, f"a flipped bit anywhere in the body of entry {seq} names it")
for column, value in (("time", 1), ("actor", "khac"), ("kind", "site.created"), ("subject", "khac"), ("hash", b"\0" * 32),
                      ("prev", b"\1" * 32), ("hash", b"short"), ("body", "{}"), ("body", "")):
    expect(site, f"{column} changed to {value!r}", sql(f"UPDATE journal_event SET {column} = ? WHERE seq = 7", value), 7)

expect(site, "a dropped entry", sql("DELETE FROM journal_event WHERE seq = 9"), 9)
expect(site, "a dropped first entry", sql("DELETE FROM journal_event WHERE seq = 1"), 1)
expect(site, "a cut-off end", sql("DELETE FROM journal_event WHERE seq > 20"), 21)
expect(site, "the last entry cut off", sql("DELETE FROM journal_event WHERE seq = ?", entries), entries)
expect(site, "an emptied journal", sql("DELETE FROM journal_event"))


def swap(db, _):
    db.execute("UPDATE journal_event SET seq = -1 WHERE seq = 8")
    db.execute("UPDATE journal_event SET seq = 8 WHERE seq = 9")
    db.execute("UPDATE journal_event SET seq = 9 WHERE seq = -1")


expect(site, "two swapped entries", swap, 8)
expect(site, "a replayed entry", sql("INSERT INTO journal_event (seq, time, actor, kind, subject, prev, body, hash) SELECT ?, time, "
       "actor, kind, subject, prev, body, hash FROM journal_event WHERE seq = 12", entries + 1), entries + 1)
expect(site, "an entry numbered 0", sql("INSERT INTO journal_event (seq, time, actor, kind, subject, prev, body, hash) SELECT 0, time, "
       "actor, kind, subject, prev, body, hash FROM journal_event WHERE seq = 12"))


def rewrite(db, folder):
    """The whole chain made anew from entry 10 on, as somebody without the key can: hashes fit, signatures do not."""
    import hashlib
    public = (folder / "site.pub").read_text().split()[0].removeprefix("kin.site/")
    rows = db.execute("SELECT seq, time, actor, kind, subject, prev, body FROM journal_event ORDER BY seq").fetchall()
    previous = bytes(32)
    for seq, time, actor, kind, subject, _, body in rows:
        if seq == 10:
            actor = "nguoi.khac"
        leaf = "\n".join(["kin-event/1", public, str(seq), str(time), actor, kind, subject, previous.hex(), body]).encode()
        hashed = hashlib.sha256(b"\0" + leaf).digest()
        db.execute("UPDATE journal_event SET actor = ?, prev = ?, hash = ? WHERE seq = ?", (actor, previous, hashed, seq))
        previous = hashed


expect(site, "a chain made anew without the key", rewrite, 10)


def rewrite_head(db, folder):
    rewrite(db, folder)
    db.execute("DELETE FROM journal_checkpoint")
    (folder / "checkpoints").unlink()


expect(site, "the same with all kept checkpoints gone", rewrite_head)
expect(site, "a changed checkpoint", sql("UPDATE journal_checkpoint SET text = text || 'x'"))
expect(site, "a head that says less", sql("UPDATE journal_head SET size = size - 1"))
expect(site, "a lost head", sql("DELETE FROM journal_head"))
expect(site, "a lost private value", sql("DELETE FROM journal_private WHERE seq = (SELECT MIN(seq) FROM journal_private)"))
expect(site, "a changed private value", sql("UPDATE journal_private SET box = zeroblob(length(box)) WHERE seq = 7"), 7)


def swap_keys(_, folder):
    keys = folder / "private.keys"
    raw = bytearray(keys.read_bytes())
    raw[32:64], raw[64:96] = raw[64:96], raw[32:64]
    keys.write_bytes(raw)


expect(site, "swapped keys of private values", swap_keys)


def roll_back(_, folder):
    for old in ("kin.db", "kin.db-wal", "kin.db-shm"):
        if (before / old).exists():
            shutil.copy(before / old, folder / old)
        elif (folder / old).exists():
            (folder / old).unlink()


before = work / "before"
shutil.copytree(site, before)
assert kin(site, "log", "--limit", "1").returncode == 0
kept = kin(site, "checkpoint").stdout
copy = work / "rolled"
shutil.copytree(site, copy)
roll_back(None, copy)
done = kin(copy, "verify", "--no-record", "--json")
said = json.loads(done.stdout)
tell(done.returncode == 1 and said["first_bad"] == entries + 1, "a database set back to an older state is named", done)
(copy / "checkpoints").unlink()
done = kin(copy, "verify", "--no-record")
tell(done.returncode == 0, "with the kept checkpoints gone too, only the other holder can tell", done)
(work / "kept").write_text(kept)
done = kin(copy, "verify", "--no-record", "--against", str(work / "kept"))
tell(done.returncode == 1, "and does: --against names it", done)

# Tables: what was not folded from the journal.
db = sqlite3.connect(site / "kin.db")
tables = [r[0] for r in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
filled = [t for t in tables if not t.startswith(("journal_", "local_")) and db.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0]]
db.close()
for table in filled:
    copy = work / "table"
    shutil.copytree(site, copy)
    db = sqlite3.connect(copy / "kin.db")
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute(f"DELETE FROM {table} WHERE rowid = (SELECT MAX(rowid) FROM {table})")
    db.commit()
    db.close()
    done = kin(copy, "verify", "--no-record", "--rebuild", "--json")
    tell(done.returncode != 0 and (table in done.stdout or done.returncode > 1), f"a row taken from table {table} is named by --rebuild", done)
    shutil.rmtree(copy)

# An index: pages that hold no entry of their own, yet lead readers astray.
copy = work / "index"
shutil.copytree(site, copy)
db = sqlite3.connect(copy / "kin.db")
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
size = db.execute("PRAGMA page_size").fetchone()[0]
root = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'journal_event_kind'").fetchone()[0]
db.close()
raw = bytearray((copy / "kin.db").read_bytes())
raw[root * size - 3] ^= 0x04
(copy / "kin.db").write_bytes(raw)
done = kin(copy, "verify", "--no-record", "--rebuild", "--json")
tell(done.returncode == 76, "a changed byte of an index is told by --rebuild", done)

shutil.rmtree(work)
print(f"1..{count}")
sys.exit(1 if failed else 0)
