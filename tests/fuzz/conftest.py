"""Families and seeds of these tests are importable by name."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "bulletins"), str(HERE), str(HERE.parent / "safe_io")]
