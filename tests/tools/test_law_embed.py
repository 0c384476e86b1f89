"""tools/law_embed.py: which files are taken, in which order, unchanged; what is refused."""
import importlib.util
import re
import tempfile
import unittest
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "kin_law_embed", Path(__file__).resolve().parents[2] / "tools/law_embed.py")
law_embed = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(law_embed)


class LawEmbed(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.law = Path(self.folder.name) / "law"
        self.target = Path(self.folder.name) / "out.c"
        for name, text in (("law.ini", "[law]\n"), ("vn-1/a.ini", "độ mật\n"), ("vn-1/readme.md", "x"),
                           ("rules/b.sql", "SELECT 1\n"), ("vn-1/.hidden.ini", "x"), ("other/c.sql", "x")):
            path = self.law / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def tearDown(self):
        self.folder.cleanup()

    def test_takes_the_files_of_the_law_in_order(self):
        names = [p.relative_to(self.law).as_posix() for p in law_embed.find(self.law)]
        self.assertEqual(names, ["law.ini", "rules/b.sql", "vn-1/a.ini"])

    def test_bytes_arrive_unchanged(self):
        law_embed.main(self.law, self.target)
        text = self.target.read_text()
        arrays = dict(re.findall(r"F(\d+)\[\] = \{\n([\d,\n]*)\}", text))
        self.assertEqual(bytes(int(n) for n in arrays["2"].split(",")), "độ mật\n".encode())
        self.assertIn('{"vn-1/a.ini", F2, sizeof F2}', text)
        self.assertIn("law_embedded_count = 3;", text)

    def test_refuses(self):
        bad = self.law / "vn-1/a.ini"
        for data in (b"", b"\xff\xfe", b"x" * (law_embed.MAX_BYTES + 1)):
            bad.write_bytes(data)
            with self.assertRaises(SystemExit):
                law_embed.main(self.law, self.target)
        with self.assertRaises(SystemExit):
            law_embed.main(self.law / "nothing", self.target)


if __name__ == "__main__":
    unittest.main()
