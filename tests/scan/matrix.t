#!/usr/bin/env python3
"""Every place a mark can stand × every format and container, with the programs of the build folder $KIN_BUILD."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("KIN_BUILD", HERE.parent.parent / "build-test"))
with tempfile.TemporaryDirectory() as folder:
    sys.exit(subprocess.run([sys.executable, str(HERE / "matrix.py"), str(BUILD / "kin"), folder + "/m", "--tap"]).returncode)
