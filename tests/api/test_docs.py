"""The tour of the documentation runs as it is printed."""

from __future__ import annotations

import doctest
from pathlib import Path

TOUR = Path(__file__).parents[2] / "docs" / "python.md"


def test_every_example_of_the_tour_gives_what_it_shows():
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    result = doctest.testfile(str(TOUR), module_relative=False, optionflags=flags)
    assert result.attempted > 20
    assert result.failed == 0
