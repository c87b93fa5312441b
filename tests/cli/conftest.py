"""The example of the README, run once for the tests that look at what it prints and writes."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from testban.cli.main import run


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What `testban assess dprk-2017 --out build/dprk-2017` prints, and the folder it writes."""
    folder = tmp_path_factory.mktemp("example")
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()) as printed:
        assert run(["assess", "dprk-2017", "--out", "build/dprk-2017"]) == 0
    return printed.getvalue(), folder / "build" / "dprk-2017"
