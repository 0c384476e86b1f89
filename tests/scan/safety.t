#!/usr/bin/env python3
"""What hostile folders and files may cost: memory, time and honesty of the whole program, jail and walk included.

usage: safety.t     $KIN_BUILD names the build folder; KIN_SAFETY_FILES (default 200000) the size of the large folder.
"""
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zipfile
import zlib
from pathlib import Path

BUILD = Path(os.environ.get("KIN_BUILD", Path(__file__).resolve().parent.parent.parent / "build-test"))
FILES = int(os.environ.get("KIN_SAFETY_FILES", "200000"))
WORKER_MB, MAIN_MB = 150, 300


def own_memory(root: int) -> dict[int, float]:
    """MB of memory that is no mapped file, of a process and its children."""
    found = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            status = dict(line.split(":", 1) for line in Path(f"/proc/{entry}/status").read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if "RssAnon" in status and (int(entry) == root or int(status["PPid"]) == root):
            found[int(entry)] = int(status["RssAnon"].split()[0]) / 1024
    return found


class Result:
    def __init__(self, *arguments: str, jobs=1):
        command = [str(BUILD / "kin"), "scan", "--json", "--full-speed", "--authority", "safety", "--jobs", str(jobs), *arguments]
        with tempfile.TemporaryFile() as out:
            start = time.monotonic()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
            self.together, over = 0.0, threading.Event()

            def watch():
                while not over.wait(0.02):
                    self.together = max(self.together, sum(own_memory(process.pid).values()))
            watcher = threading.Thread(target=watch)
            watcher.start()
            self.code = process.wait(timeout=600)
            over.set()
            watcher.join()
            self.seconds = time.monotonic() - start
            out.seek(0)
            self.records = [json.loads(line) for line in out]
        self.summary = self.records[-1]
        self.bound = MAIN_MB + jobs * WORKER_MB

    def of(self, kind: str, ending: str) -> list[dict]:
        return [r for r in self.records if r["type"] == kind and r.get("path", "").endswith(ending)]


def stored_zip(entries: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", method) as z:
        for name, data in entries.items():
            z.writestr(name, data)
    return box.getvalue()


def self_zip() -> bytes:
    """A zip whose only entry claims the whole file as its stored bytes: it holds itself, without end."""
    name = b"self.zip"
    size = 30 + len(name) + 46 + len(name) + 22
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0, 0, size, size, len(name), 0) + name
    # The directory points back to a local header at 0, whose bytes are overlaid: the data begin at the header itself.
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, size, size, len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def quine_like(depth: int) -> bytes:
    """Archives inside one another, each with two copies of the next: 2 to the power of depth members."""
    inner = stored_zip({"a.txt": "công văn".encode()})
    for _ in range(depth):
        inner = stored_zip({"a.zip": inner, "b.zip": inner})
    return inner


class Safety(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="kin-safety-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def put(self, name: str, data: bytes):
        (self.folder / name).write_bytes(data)

    def scan(self, *arguments, **named) -> Result:
        result = Result(*arguments, str(self.folder), **named)
        self.assertEqual(result.summary["type"], "summary")
        self.assertLess(result.together, result.bound, "memory in MB")
        return result

    def test_large_folder(self):
        for number in range(FILES):
            os.close(os.open(self.folder / f"{number:07}.txt", os.O_CREAT | os.O_WRONLY))
        self.put("dau.txt", "UỶ BAN NHÂN DÂN\nTỐI MẬT\nSố: 5/BC\nKính gửi: Sở Hư cấu\n".encode())
        result = self.scan()
        self.assertEqual(result.summary["files"], FILES + 1)
        self.assertEqual(len(result.of("finding", "/dau.txt")), 1)
        self.assertLess(result.together, 120, "memory does not grow with the number of files")

    def test_bombs(self):
        zeros = bytes(200 << 20)
        self.put("bomb.docx", stored_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": zeros}))
        text = b"<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>M\xe1\xba\xacT</w:t></w:r></w:p>" + b"<w:p/>" * (40 << 20)
        self.put("long.docx", stored_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": text}))
        inner = stored_zip({f"{i}.txt": zeros for i in range(5)})
        self.put("bomb.zip", stored_zip({f"{i}.zip": inner for i in range(20)}))
        self.put("stream.gz", zlib.compress(zeros, 9, wbits=31))
        entities = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "' + b"x" * 1000 + b'">' + b"".join(
            b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 50) for i in range(8)) + b"]><l>&i;</l>"
        self.put("laughs.docx", stored_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": entities}))
        result = self.scan(jobs=2)
        for name in ("bomb.docx", "long.docx", "bomb.zip", "stream.gz", "laughs.docx"):
            self.assertTrue(result.of("unread", "/" + name), f"{name} is not named as unread")
            self.assertFalse([r for r in result.of("unread", "/" + name) if r["grade"] == "crash"], f"{name} ended a worker")
        self.assertTrue(result.of("finding", "/long.docx") or result.of("hint", "/long.docx"), "what stands before the bound is read")

    def test_self_nesting(self):
        self.put("self.zip", self_zip())
        self.put("tree.zip", quine_like(12))
        deep = b"UBND"
        for _ in range(60):
            deep = stored_zip({"in.zip": deep}, zipfile.ZIP_STORED)
        self.put("deep.zip", deep)
        result = self.scan()
        self.assertTrue(result.of("unread", "/self.zip"))
        self.assertEqual(result.of("unread", "/deep.zip")[-1]["grade"], "limit")
        self.assertLess(result.seconds, 120)

    def test_names_and_kinds(self):
        where = os.fsencode(self.folder)
        mark = "Số: 5/BC\nTUYỆT MẬT\nKính gửi: Sở Hư cấu\n".encode()
        for name in (b"new\nline\r.txt", b"bad\xff\xfe\xc3.txt", b"\x1b[31mred.txt", b" ", b"-rf", "tuyệt.txt".encode()):
            with open(where + b"/" + name, "wb") as f:
                f.write(mark)
        os.mkfifo(where + b"/fifo")
        os.symlink(b".", where + b"/here")
        os.symlink(b"/dev/zero", where + b"/zero")
        os.symlink(b"ring-b", where + b"/ring-a")
        os.symlink(b"ring-a", where + b"/ring-b")
        special = 1
        if os.geteuid() == 0:
            try:
                os.mknod(where + b"/device", 0o600 | 0o020000, os.makedev(1, 5))
                special += 1
            except OSError:
                pass
        result = self.scan()
        self.assertEqual(result.summary["findings"], 6)
        self.assertEqual(result.summary["links_not_followed"], 4)
        self.assertEqual(result.summary["special_skipped"], special)

    def test_long_path(self):
        mark, here = "Số: 5/BC\nTUYỆT MẬT\nKính gửi: Sở Hư cấu\n".encode(), os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(self.folder)
        for _ in range(20):  # each name 200 bytes: 4,000 in all
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
        Path("cuoi.txt").write_bytes(mark)
        os.chdir(here)
        result = self.scan()
        self.assertGreater(len(result.of("finding", "/cuoi.txt")[0]["path"]), 4000)

    def test_sweep_says_what_it_is(self):
        self.put("swap", os.urandom(1 << 20) + b"\0\n" + "TỐI MẬT".encode("utf-16-le") + b"\0\0" + os.urandom(1 << 20))
        self.put("a.docx", stored_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": "<d>TỐI MẬT</d>".encode()}))
        result = self.scan("--sweep")
        self.assertEqual(result.records[0].get("mode"), "sweep")
        self.assertTrue(result.of("finding", "/swap") or result.of("hint", "/swap"))
        refused = subprocess.run([str(BUILD / "kin"), "scan", "--sweep", "--report", str(self.folder / "r.kin"), str(self.folder)],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.assertEqual(refused.returncode, 2)

    def test_twice_the_files(self):
        def cost(count: int) -> float:
            for number in range(len(os.listdir(self.folder)), count):
                self.put(f"{number:06}.txt", b"cong van so %d\n" % number)
            return min(Result(str(self.folder)).seconds for _ in range(2))
        first = cost(10000)
        self.assertLess(cost(20000), 3 * first + 1)


class Tap(unittest.TestResult):
    def addSuccess(self, test):
        print(f"ok - {test.id()}", flush=True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        print(f"not ok - {test.id()}\n# " + self.failures[-1][1].replace("\n", "\n# "), flush=True)

    def addError(self, test, err):
        super().addError(test, err)
        print(f"not ok - {test.id()}\n# " + self.errors[-1][1].replace("\n", "\n# "), flush=True)


if __name__ == "__main__":
    outcome = Tap()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Safety)
    print(f"1..{suite.countTestCases()}")
    suite.run(outcome)
    sys.exit(0 if outcome.wasSuccessful() else 1)
