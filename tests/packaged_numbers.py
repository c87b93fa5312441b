"""The numbers of the packaged findings, as kept to compare with: ``python tests/packaged_numbers.py`` renews.

Renew only where a change of the numbers is meant, and say in the changelog why they changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from testban.cases import case_ids, load_case
from testban.model import Finding
from testban.pipeline import assess

FOLDER = Path(__file__).parent / "pipeline" / "data"
# Their versions may move the last digits.
LIBRARIES = ("numpy", "scipy", "numba", "pyproj", "shapely")
# Words that are answers: compared letter by letter.
ANSWERS = frozenset(
    {"outcome", "result", "status", "likeness", "kind", "state", "schema_version", "fixed", "considered"}
)


def numbers_of(finding: Finding) -> dict[str, Any]:
    """Every number, time and answer of a finding by its path."""
    content = json.loads(finding.to_json())
    return {
        path: value
        for path, value in _leaves(content, "")
        if not path.startswith("provenance.version") and path != "schema_version"
    }


def _leaves(content: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from _leaves(value, f"{path}[{place}]")
    elif isinstance(content, int | float):
        yield path, content
    elif isinstance(content, str):
        key = path.rpartition(".")[2]
        if key.startswith("time") or key in ANSWERS:
            yield path, content


def read_numbers(case: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Versions of the libraries that a case was computed with, and its numbers."""
    content = json.loads((FOLDER / f"numbers-{case}.json").read_text(encoding="utf-8"))
    return content["libraries"], content["numbers"]


def write_numbers(case: str, finding: Finding) -> None:
    """Keep the numbers of a finding, one a line."""
    libraries = {name: version(name) for name in LIBRARIES}
    lines = ",\n".join(
        f"{json.dumps(path)}:{json.dumps(value)}" for path, value in numbers_of(finding).items()
    )
    text = f'{{"libraries":{json.dumps(libraries)},\n"numbers":{{\n{lines}\n}}}}\n'
    (FOLDER / f"numbers-{case}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for name in case_ids():
        write_numbers(name, assess([load_case(name)]))
