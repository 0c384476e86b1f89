#!/usr/bin/env python3
"""The labelled splits and the sets of fresh/ and unseen/, with the programs of the build folder $KIN_BUILD."""
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("KIN_BUILD", HERE.parent.parent / "build-test"))
os.execv(sys.executable, [sys.executable, str(HERE / "run_set.py"), str(BUILD / "tests/scan/scan-set"), str(BUILD / "kin")])
