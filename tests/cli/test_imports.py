"""The command line is a face of `testban.api`: it computes nothing by itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import testban.cli

ALLOWED = {
    "testban._version",
    "testban.api",
    "testban.model",
    "testban.safe_io",
    "testban.wording",
}
# `warm_up` starts the process that reads foreign files while the rest is loaded.
FROM_SAFE_IO = {
    "printable",
    "printable_content",
    "visible",
    "warm_up",
    "ConfinementError",
    "plain_where_needed",
}
MODULES = sorted(Path(testban.cli.__file__).parent.glob("*.py"))
# What every answer of a command needs, and a version or help does not.
HEAVY = ("numpy", "obspy", "matplotlib", "scipy", "numba", "yaml", "cryptography", "rich.table")


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Module and name of each import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_command_imports_the_api_words_and_nouns_alone(module: Path) -> None:
    wrong = [
        f"{source}.{name}"
        for source, name in imports(ast.parse(module.read_text(encoding="utf-8")))
        if source.split(".")[0] == "testban"
        and not source.startswith("testban.cli")
        and (source not in ALLOWED or (source == "testban.safe_io" and name not in FROM_SAFE_IO))
    ]
    assert wrong == []


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["assess", "--help"], ["config", "path"]])
def test_what_needs_no_answer_loads_no_numerics(arguments: list[str]) -> None:
    code = (
        "import sys; from testban.cli.main import run; run(sys.argv[1:]);"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    heavy = [name for name in HEAVY if not (name == "rich.table" and "--help" in arguments)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    loaded = ast.literal_eval(done.stderr.splitlines()[-1])
    assert [name for name in loaded if name in heavy] == []
