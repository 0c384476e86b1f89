"""tools/demo.py: the script is the same every time, in order of time, and names nothing before it exists."""
import importlib.util
import re
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "demo.py"


def make():
    spec = importlib.util.spec_from_file_location("demo", TOOL)
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    with tempfile.TemporaryDirectory() as folder:
        demo.main(Path(folder))
        files = {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}
    return files


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = make()
        cls.lines = cls.files["kich-ban.txt"].decode().splitlines()

    def test_same_every_time(self):
        self.assertEqual(self.files, make())

    def test_in_order_of_time_up_to_the_fixed_day(self):
        times = [line.split()[0] for line in self.lines]
        self.assertEqual(times, sorted(times))
        self.assertTrue(times[0].startswith("2023-11-01") and times[-1].startswith("2026-11-20"))

    def test_nothing_is_named_before_it_exists(self):
        units, persons, machines = {"vp-ubnd"}, {"001", "002", "003", "004"}, set()
        for line in self.lines:
            words = re.findall(r'"[^"]*"|\S+', line)[2:]
            options = {w[2:]: v.strip('"') for w, v in zip(words, words[1:]) if w.startswith("--")}
            for key in ("unit", "parent", "into"):
                if key in options and not words[:2] == ["inspect", "import"]:
                    self.assertIn(options[key], units, line)
            if words[0] == "unit":
                units.add(options["new"] if words[1] == "split" else words[2])
            if words[:2] == ["person", "add"]:
                persons.add(words[2])
            if words[:2] in (["person", "assign"], ["person", "move"], ["person", "leave"]):
                self.assertIn(words[2], persons, line)
            if words[:2] == ["machine", "register"]:
                self.assertNotIn(words[2], machines)
                machines.add(words[2])
            if words[0] == "scan":
                self.assertIn(options["machine"], machines, line)
                for path in words[1:]:
                    if path.startswith('"may/'):
                        self.assertTrue(any(f.startswith(path.strip('"')) for f in self.files), path)

    def test_a_confirmed_paper_comes_again_with_the_same_bytes(self):
        by_hash = {}
        for name, data in self.files.items():
            if "/Luu tam/" in name:
                by_hash.setdefault(data, set()).add(name.split("/")[2])
        self.assertTrue(any(machines == {"TA-VP-02"} for machines in by_hash.values()))
        again = [n for n in self.files if n.endswith("TA-VP-02/Luu tam/nhan-su-05.docx")]
        self.assertEqual(len(again), 2)
        self.assertEqual(self.files[again[0]], self.files[again[1]])


if __name__ == "__main__":
    unittest.main()
