"""The faults that `make mutants` puts into a module."""

from __future__ import annotations

import ast

import pytest

from scripts import mutate

SOURCE = '''
"""Words."""
from math import hypot

LIMIT = 2.0

def length(east: float, north: float, *, most: int = 3) -> float:
    """More words."""
    assert east > 0
    if east < LIMIT and north:
        east += 1
    values[0] = -east
    return min(scale(east, north), most)
'''


def changes() -> list[str]:
    return [mutant.change for mutant in mutate.list_mutants(SOURCE)]


@pytest.mark.parametrize("change", [
    "LIMIT = 2.0 -> LIMIT = 4.0", "3 -> 4", "east < LIMIT -> east <= LIMIT", "east < LIMIT -> east > LIMIT",
    "east < LIMIT and north -> east < LIMIT or north", "if east < LIMIT and north -> if not",
    "east += 1 -> pass", "east += 1 -> east -= 1", "values[0] = -east -> pass", "values[0] -> values[1]",
    "scale(east, north) -> scale(north, east)",
    "min(scale(east, north), most) -> max(scale(east, north), most)",
])  # fmt: skip
def test_each_kind_of_fault_is_made(change: str) -> None:
    assert change in changes()


def test_words_annotations_assertions_and_imports_are_left_alone() -> None:
    touched = " ".join(changes())
    for text in ("Words", "words", "float", "assert", "hypot", "east > 0"):
        assert text not in touched


def test_every_fault_is_another_program_of_its_own_name() -> None:
    listed = mutate.list_mutants(SOURCE)
    programs = {ast.unparse(mutate.mutated(SOURCE, mutant)) for mutant in listed}
    assert len(programs) == len(listed) == len({mutant.key for mutant in listed})
    assert ast.unparse(mutate.mutated(SOURCE, None)) == ast.unparse(ast.parse(SOURCE))
    assert ast.unparse(ast.parse(SOURCE)) not in programs
