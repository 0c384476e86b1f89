"""Makes the labelled set in a temporary folder and runs scan-set on its validation split.

usage: run_set.py SCAN_SET
"""
import subprocess
import sys
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    maker = Path(__file__).resolve().parent / "make_set.py"
    subprocess.run([sys.executable, str(maker), folder], check=True)
    sys.exit(subprocess.run([sys.argv[1], folder, "val", "--list"]).returncode)
