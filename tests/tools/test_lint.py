"""tools/lint.py: each check finds what it is for, in a small tree made here."""
import importlib.util
import tempfile
import unittest
from pathlib import Path

_spec = importlib.util.spec_from_file_location("kin_lint", Path(__file__).resolve().parents[2] / "tools/lint.py")
lint = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(lint)

TABLES = """# House

## Floors

| floor | module | duty |
|---|---|---|
| 0 | base | low |
| 1 | store | sql |
| 1 | viet | text |
| 7 | cli | speaks |

## Who may see the operating system

| who | what for |
|---|---|
| base | files |
| viet/walk.c | folders |
"""
HEAD = "// A file of the test tree that says what it is.\n"


class LintTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.write("ARCHITECTURE.md", TABLES)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def found(self, step):
        checked = lint.Lint(self.root)
        getattr(checked, step)()
        return [line for lines in checked.found.values() for line in lines]

    def test_a_clean_tree_has_no_findings(self):
        self.write("src/base/a.c", HEAD + '#include <unistd.h>\n#include "base/a.h"\nint a(void) {\n  return 1;\n}\n')
        self.write("src/base/a.h", HEAD + "int a(void);\n")
        for step in ("floors_hold", "faces_hold", "calls_hold", "sql_stands_in_files", "nothing_unfinished", "heads_and_lengths"):
            self.assertEqual(self.found(step), [], step)

    def test_floors(self):
        self.write("src/viet/a.c", HEAD + '#include "base/a.h"\n#include "viet/a.h"\n')
        self.assertEqual(self.found("floors_hold"), [])
        self.write("src/viet/a.c", HEAD + '#include "store/a.h"\n')
        self.assertEqual(len(self.found("floors_hold")), 1, "same floor")
        self.write("src/viet/a.c", HEAD + '#include "cli/a.h"\n')
        self.assertEqual(len(self.found("floors_hold")), 1, "above")
        self.write("src/viet/a.c", HEAD + '#include "new/a.h"\n')
        self.assertIn("not in ARCHITECTURE.md", self.found("floors_hold")[0])

    def test_faces(self):
        self.write("src/viet/a.c", HEAD + "#include <sqlite3.h>\n#include <sodium.h>\n#include <sys/stat.h>\n")
        self.assertEqual(len(self.found("faces_hold")), 3)
        self.write("src/viet/a.c", HEAD)
        self.write("src/viet/walk.c", HEAD + "#include <dirent.h>\n")
        self.write("src/store/a.c", HEAD + "#include <sqlite3.h>\n")
        self.assertEqual(self.found("faces_hold"), [])

    def test_calls(self):
        body = 'void a(void) {\n  fork();\n  x = time(NULL);\n  getenv("A");\n  printf("a");\n  exit(1);\n  system("ls");\n}\n'
        self.write("src/viet/a.c", HEAD + body)
        self.assertEqual(len(self.found("calls_hold")), 6)
        self.write("src/viet/a.c", HEAD + '// fork() and exit(1) in words\nconst char *a = "printf(";\nvoid b(void) {\n'
                   "  snprintf(x, 1, 0);\n  law_time(1);\n  s->time(2);\n}\n")
        self.assertEqual(self.found("calls_hold"), [])

    def test_sql(self):
        self.write("src/viet/a.c", HEAD + 'run("SELECT a FROM b");\nrun("DELETE FROM b");\nsay("Select one FROM");\n')
        self.assertEqual(len(self.found("sql_stands_in_files")), 2)

    def test_unfinished(self):
        for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"):
            self.write("docs/a.md", f"text {word} text\n")
            self.assertEqual(len(self.found("nothing_unfinished")), 1, word)
        self.write("docs/a.md", "HACKATHON and XXXL\n")
        self.assertEqual(self.found("nothing_unfinished"), [])

    def test_heads_and_lengths(self):
        self.write("src/base/a.c", "#include <stdio.h>\n")
        self.assertEqual(len(self.found("heads_and_lengths")), 1)
        long_function = "int a(void) {\n" + "  x++;\n" * 70 + "}\n"
        self.write("src/base/a.c", HEAD + long_function)
        self.assertIn("function of 72 lines", self.found("heads_and_lengths")[0])
        self.write("src/base/a.c", HEAD + "// One table of many lines.\n" + long_function)
        self.assertEqual(self.found("heads_and_lengths"), [])
        self.write("src/base/a.c", HEAD + "int x;\n" * 700)
        self.assertEqual(len(self.found("heads_and_lengths")), 1)

    def test_unused_messages(self):
        self.write("src/base/a.c", HEAD + 'say(MSG_A_ONE);\nf("b.%s", x);\n')
        self.write("src/web/a.html", "<p>[[a.two n=v->n]]</p>")
        keys = ("a.one", "a.two", "b.any", "c.none")
        self.write("i18n/vi/a.po", "".join(f'msgid "{k}"\nmsgstr "x"\n' for k in keys))
        self.assertEqual(self.found("messages_are_used"), ["i18n/*/a.po: c.none"])

    def test_headers_stand_alone(self):
        self.write("src/base/good.h", HEAD + "#include <stddef.h>\nsize_t f(void);\n")
        self.write("src/base/bad.h", HEAD + "size_t f(void);\n")
        self.write("build/compile_commands.json", "[]")
        checked = lint.Lint(self.root)
        checked.headers_stand_alone(self.root / "build")
        self.assertEqual([line.split(":")[0] for line in checked.found["every header compiles alone"]], ["src/base/bad.h"])
