"""What all tests share: where the outside observations lie, and when their absence is an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Doctests are looked for in src; two files of this name would clash.
collect_ignore_glob = ["conftest.py", "*/conftest.py"]
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


def _expected_skips() -> list[str]:
    lines = (ROOT / "tests" / "expected_skips.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every skip whose reason is not in the list."""
    expected = _expected_skips()
    unexpected = [
        f"{report.nodeid}: {report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr}"
        for report in terminalreporter.stats.get("skipped", [])
        if not any(reason in str(report.longrepr) for reason in expected)
    ]
    if unexpected:
        terminalreporter.section("skips that tests/expected_skips.txt does not list")
        for line in unexpected:
            terminalreporter.line(line)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run for a skip that is not in the list."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    expected = _expected_skips()
    for report in reporter.stats.get("skipped", []):
        if not any(reason in str(report.longrepr) for reason in expected):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
