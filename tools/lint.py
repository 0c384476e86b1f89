"""Checks what no compiler checks: floors, faces, words, heads of files. Prints TAP.

usage: lint.py [FOLDER [BUILD]]
Reads the tables of ARCHITECTURE.md. BUILD is a configured build folder (default: KIN_BUILD, else the newest
build*/): its include paths are used to compile every header alone.
"""
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 600, 60
SYSTEM = re.compile(r"(unistd|fcntl|dirent|termios|pthread|signal|poll|sched|spawn|grp|pwd|netdb)\.h$"
                    r"|(sys|linux|netinet|arpa|net)/")
# What only one folder may include or call: pattern, where it is allowed, what it is.
ONLY_INCLUDE = (("sqlite3.h", "store"), ("libpq-fe.h", "store"), ("sodium.h", "seal"), ("seccomp.h", "jail"),
                ("microhttpd.h", "web"))
ONLY_CALL = (
    (r"(?:fork|vfork|clone|clone3|posix_spawnp?|popen|system|exec[lv]p?e?)", ("jail/",), "starts processes"),
    (r"(?:clock_gettime|gettimeofday|time|localtime(?:_r)?|gmtime(?:_r)?)", ("base/clock.c",), "reads the clock"),
    (r"(?:getenv|secure_getenv|setenv)", ("main.c",), "reads the environment"),
    (r"(?:printf|vprintf|puts|putchar|perror|exit|_exit|syslog)", ("cli/", "web/", "main.c", "jail/child.c"), "prints or exits"),
    (r"(?:fprintf|fputs|abort)", ("cli/", "web/", "main.c", "base/base.c"), "prints or ends the program"))
UNFINISHED = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X|HA" + r"CK)\b")
SQL = re.compile(r'"\s*(?:SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b')
TEXTS = (".c", ".h", ".py", ".sql", ".po", ".md", ".ini", ".events", ".html", ".t", ".sh", ".mjs")
SQL_ALLOWED = ("store/sqlite.c", "store/postgres.c", "store/store.c")


def table(text: str, title: str) -> list[list[str]]:
    """Rows of the first table under a heading, without its head."""
    part = text.split(f"## {title}\n", 1)
    lines = part[1].split("\n## ")[0].splitlines() if len(part) == 2 else []
    rows = [[c.strip() for c in line.strip().strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[2:]


def code_only(text: str) -> str:
    """C without comments and without what stands in strings; lines stay lines."""
    def blank(m: re.Match) -> str:
        s = m.group(0)
        return {'"': '""', "'": "0", "/": ""}[s[0]] + "\n" * s.count("\n")
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def functions(text: str):
    """(first line, last line, comment before it) of every function, by the shape of .clang-format."""
    lines, start = text.splitlines(), None
    for i, line in enumerate(lines):
        if re.match(r"[A-Za-z_].*\{\s*(//.*)?$", line) and "(" in line or (
                re.match(r"\s+.*\)\s*\{$", line) and i and re.match(r"[A-Za-z_].*\(", lines[i - 1])):
            start = i if line[:1].strip() else i - 1
        elif line == "}" and start is not None:
            head = start
            while head and lines[head - 1].lstrip().startswith("//"):
                head -= 1
            yield start + 1, i + 1, "\n".join(lines[head:start + 2])
            start = None


class Lint:
    def __init__(self, root: Path):
        self.root, self.src, self.found = root, root / "src", {}
        text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
        self.floors = {r[1]: int(r[0]) for r in table(text, "Floors")}
        self.system = {r[0] for r in table(text, "Who may see the operating system")}
        self.sources = {p.relative_to(self.src).as_posix(): p.read_text(encoding="utf-8")
                        for p in sorted(self.src.rglob("*")) if p.suffix in (".c", ".h")}

    def say(self, check: str, where: str, what: str) -> None:
        self.found.setdefault(check, []).append(f"{where}: {what}")

    def each_line(self, check: str, judge) -> None:
        self.found.setdefault(check, [])
        for name, text in self.sources.items():
            for number, line in enumerate(text.splitlines(), 1):
                if what := judge(name, line):
                    self.say(check, f"src/{name}:{number}", what)

    def floors_hold(self) -> None:
        def judge(name, line):
            if not (m := re.match(r'#include "(\w+)/', line)):
                return None
            mine, other = name.split("/")[0].removesuffix(".c"), m.group(1)
            if mine not in self.floors or other not in self.floors:
                return f"module {mine if mine not in self.floors else other} is not in ARCHITECTURE.md"
            if other != mine and self.floors[other] >= self.floors[mine]:
                return f"{mine} (floor {self.floors[mine]}) includes {other} (floor {self.floors[other]})"
        self.each_line("a module includes only floors below its own", judge)

    def faces_hold(self) -> None:
        def judge(name, line):
            if not (m := re.match(r"#include <([^>]+)>", line)):
                return None
            module = name.split("/")[0].removesuffix(".c")
            for header, only in ONLY_INCLUDE:
                if m.group(1) == header and module != only:
                    return f"only {only} includes {header}"
            if SYSTEM.match(m.group(1)) and module not in self.system and name not in self.system:
                return f"{module} may not see the operating system ({m.group(1)})"
        self.each_line("libraries and the operating system stand behind their faces", judge)

    def calls_hold(self) -> None:
        check = "calls stay where they belong"
        self.found.setdefault(check, [])
        for name, text in self.sources.items():
            for number, line in enumerate(code_only(text).splitlines(), 1):
                for pattern, allowed, what in ONLY_CALL:
                    m = re.search(rf"(?<![\w.>]){pattern}\s*\(", line)
                    if m and not name.startswith(allowed) and not re.match(r"[A-Za-z].*;$", line):
                        self.say(check, f"src/{name}:{number}", f"{m.group(0)}…) {what}; only in {', '.join(allowed)}")

    def sql_stands_in_files(self) -> None:
        self.each_line("statements stand in .sql files", lambda name, line:
                       SQL.search(line) and name not in SQL_ALLOWED and "an SQL statement in C")

    def nothing_unfinished(self) -> None:
        check = "nothing is marked as unfinished"
        self.found.setdefault(check, [])
        for folder in ("src", "tools", "tests", "verify", "docs", "i18n", "law", "bench"):
            for path in sorted((self.root / folder).rglob("*")):
                if path.suffix not in TEXTS or "node_modules" in path.parts:
                    continue
                for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                    if m := UNFINISHED.search(line):
                        self.say(check, f"{path.relative_to(self.root)}:{number}", m.group(0))

    def heads_and_lengths(self) -> None:
        self.found |= {(check := "a file opens with a sentence"): [], (long := "long files and functions say why"): []}
        for name, text in self.sources.items():
            if not re.match(r"// \S.{14,}", text):
                self.say(check, f"src/{name}:1", "no sentence in a // comment")
            head = "\n".join(text.splitlines()[:12]).lower()
            if text.count("\n") > FILE_LINES and not re.search(r"//.*\b(lines|long)\b", head):
                self.say(long, f"src/{name}:1", f"{text.count(chr(10))} lines and no reason at its head")
            for first, last, comment in functions(text):
                if last - first >= FUNCTION_LINES and not re.search(r"//.*\b(lines|long)\b", comment.lower()):
                    self.say(long, f"src/{name}:{first}", f"a function of {last - first + 1} lines and no reason at its head")
        for path in sorted(self.src.rglob("*.events")):
            if not path.read_text(encoding="utf-8").startswith("# "):
                self.say(check, str(path.relative_to(self.root)), "no sentence in a # comment")

    def messages_are_used(self) -> None:
        check = "every message is used"
        self.found[check] = []
        used = "\n".join(p.read_text(encoding="utf-8", errors="replace") for folder in ("src", "law", "web", "tools")
                         for p in (self.root / folder).rglob("*") if p.suffix in (".c", ".h", ".html", ".in", ".py", ".js", ".ini", ".build"))
        words = set(re.findall(r"[A-Za-z0-9_.]+", used))
        starts = tuple(re.findall(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)*\.)(?:%s)?"', used)
                       + re.findall(r'"([a-z0-9_]+\.(?:[a-z0-9_]+[._])*)%s', used))
        for path in sorted((self.root / "i18n/vi").glob("*.po")):
            for key in re.findall(r'^msgid "(.+)"', path.read_text(encoding="utf-8"), re.M):
                names = {"MSG_" + re.sub(r"[^A-Za-z0-9]", "_", key).upper(), key}
                if not names & words and not (starts and key.startswith(starts)):
                    self.say(check, f"i18n/*/{path.name}", key)

    def headers_stand_alone(self, build: Path) -> None:
        check = "every header compiles alone"
        self.found[check] = []
        flags: dict[str, None] = {}
        for entry in json.loads((build / "compile_commands.json").read_text()):
            for word in shlex.split(entry["command"]):
                if re.match(r"-(I|isystem)", word):
                    path = word[2:] if word[:2] == "-I" else word[8:]
                    flags["-I" + str((Path(entry["directory"]) / path).resolve())] = None

        def compile_one(name: str) -> tuple[str, str]:
            done = subprocess.run(["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-fsyntax-only", f"-I{self.src}", *flags,
                                   "-xc", "-"], input=f'#include "{name}"\n', capture_output=True, text=True)
            return name, done.stderr.splitlines()[0] if done.returncode else ""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for name, error in pool.map(compile_one, [n for n in self.sources if n.endswith(".h")]):
                if error:
                    self.say(check, f"src/{name}", error)


def main(argv: list[str]) -> int:
    root = Path(argv[1] if len(argv) > 1 else Path(__file__).resolve().parent.parent)
    lint = Lint(root)
    for step in ("floors_hold", "faces_hold", "calls_hold", "sql_stands_in_files", "nothing_unfinished",
                 "heads_and_lengths", "messages_are_used"):
        getattr(lint, step)()
    builds = [Path(argv[2])] if len(argv) > 2 else [Path(p) for p in [os.environ.get("KIN_BUILD", "")] if p]
    builds = builds or sorted(root.glob("build*"), key=lambda p: -p.stat().st_mtime)
    built = next((b for b in builds if (b / "compile_commands.json").exists()), None)
    if built:
        lint.headers_stand_alone(built)  # without a build folder the check is left out
    for check, found in lint.found.items():
        print(f"{'not ok' if found else 'ok'} - {check}")
        for line in found:
            print(f"#   {line}")
    return 1 if any(lint.found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
