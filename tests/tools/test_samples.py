"""samples/: small, every file told in its README, every text says that it is fictional."""
import unittest
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


class Samples(unittest.TestCase):
    def test_small_and_told(self):
        files = [p for p in SAMPLES.iterdir() if p.name != "README.md"]
        told = (SAMPLES / "README.md").read_text(encoding="utf-8")
        self.assertGreaterEqual(len(files), 20)
        self.assertLess(sum(p.stat().st_size for p in files), 1_000_000)
        for p in files:
            self.assertIn(p.name, told)

    def test_readable_texts_say_that_they_are_fictional(self):
        for name, encoding in (("noi-quy-co-quan.txt", "utf-8"), ("12-BC-UBND(M).txt", "utf-8"), ("cong-van-utf16.txt", "utf-16")):
            self.assertIn("hư cấu", (SAMPLES / name).read_text(encoding=encoding))


if __name__ == "__main__":
    unittest.main()
