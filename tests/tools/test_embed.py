"""tools/embed.py: addresses carry the hash of what is served, icons hold only shapes."""
import importlib.util
import tempfile
import unittest
from pathlib import Path

_spec = importlib.util.spec_from_file_location("kin_embed", Path(__file__).resolve().parents[2] / "tools/embed.py")
embed = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(embed)

ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M1 1"/></svg>'


class Embed(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.web = Path(self.folder.name)
        (self.web / "fonts").mkdir()
        (self.web / "icons").mkdir()
        (self.web / "fonts/a.woff2").write_bytes(b"\x00font?\"\\")
        (self.web / "kin.css").write_text("@font-face{src:url(fonts/a.woff2)}")
        (self.web / "icons/book-2.svg").write_text(ICON)

    def tearDown(self):
        self.folder.cleanup()

    def test_a_changed_font_changes_the_sheet(self):
        before = embed.collect(self.web)
        self.assertRegex(before["kin.css"][0], r"^/a/kin\.[0-9a-f]{12}\.css$")
        self.assertIn(before["fonts/a.woff2"][0].encode(), before["kin.css"][1])
        (self.web / "fonts/a.woff2").write_bytes(b"other")
        after = embed.collect(self.web)
        self.assertNotEqual(before["kin.css"][0], after["kin.css"][0])

    def test_output(self):
        header, table = self.web / "h", self.web / "c"
        embed.main(str(self.web), str(header), str(table))
        self.assertIn("ICON_BOOK_2,", header.read_text())
        self.assertIn('\\000font\\077\\"\\\\', table.read_text())
        self.assertIn('<symbol id=\\"i-book-2\\"', table.read_text())

    def test_refusals(self):
        (self.web / "kin.css").write_text("a{background:url(https://evil.example/x)}")
        self.assertRaises(SystemExit, embed.collect, self.web)
        (self.web / "kin.css").write_text("@import 'x'")
        self.assertRaises(SystemExit, embed.collect, self.web)
        (self.web / "icons/book-2.svg").write_text(ICON.replace("<path", "<script>x</script><path"))
        self.assertRaises(SystemExit, embed.read_icons, self.web / "icons")


if __name__ == "__main__":
    unittest.main()
