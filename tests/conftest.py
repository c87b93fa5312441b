"""What all tests share: where the outside observations lie, and when their absence is an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the outside observations; absent is a skip, or a failure where they are required."""
    folder = Path(os.environ.get("TESTBAN_SHARED", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        if os.environ.get("TESTBAN_REQUIRE_SHARED") == "1":
            pytest.fail(f"shared observations required and absent: {folder}")
        pytest.skip("shared observations absent")
    return folder
