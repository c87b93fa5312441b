"""The packaged findings keep their numbers: location, size, screening, hypotheses, outcomes."""

from __future__ import annotations

import math
from datetime import datetime
from importlib.metadata import version
from typing import Any

import pytest

from packaged_numbers import numbers_of, read_numbers
from testban.cases import case_ids, load_case
from testban.pipeline import assess

EXACT, OTHER_LIBRARIES = 1e-9, 3e-7  # relative


@pytest.mark.parametrize("case", case_ids())
def test_a_packaged_finding_has_the_numbers_that_were_kept(case: str) -> None:
    libraries, kept = read_numbers(case)
    same = all(version(name) == was for name, was in libraries.items())
    now = numbers_of(assess([load_case(case)]))
    assert list(now) == list(kept)
    tolerance = EXACT if same else OTHER_LIBRARIES
    assert not {
        path: (value, now[path]) for path, value in kept.items() if not alike(value, now[path], tolerance)
    }


def alike(before: Any, after: Any, tolerance: float) -> bool:
    if type(before) is not type(after):
        return False
    if isinstance(before, float):
        return math.isclose(before, after, rel_tol=tolerance, abs_tol=tolerance)
    if isinstance(before, str) and before != after and before.endswith("Z"):
        moved = datetime.fromisoformat(after) - datetime.fromisoformat(before)
        return abs(moved.total_seconds()) <= 2e-6  # the last digit written
    return bool(before == after)
