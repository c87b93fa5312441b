"""Every family of foreign files has valid seeds that are read; mutants and kept files do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken_files import mutant
from families import FAMILIES, cached
from scripts.fuzz import fault_of, mutant_of

from testban.safe_io import new_budget
from testban.safe_io.confined.waveform_formats import FORMATS, REFUSED

HERE = Path(__file__).parent

KEPT = sorted(path for path in (HERE / "seeds").rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def fresh_budget():
    new_budget()


@pytest.mark.parametrize("family", FAMILIES)
def test_valid_files_are_read_and_a_few_mutants_do_no_harm(family):
    for name, data in cached(FAMILIES[family].seeds).items():
        assert fault_of(family, name, data) == ""
    for number in range(6):
        assert fault_of(family, *mutant_of(family, number)) in ("", "refused")


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_file_that_once_failed_is_read_or_refused(path):
    assert fault_of(path.parent.name, path.name, path.read_bytes()) in ("", "refused")


def test_every_waveform_format_of_obspy_is_a_family():
    assert {f"waveform-{kind.lower()}" for kind in {*FORMATS, *REFUSED}} <= set(FAMILIES)


def test_the_same_number_gives_the_same_mutant_and_others_give_others():
    assert mutant_of("ims10", 3) == mutant_of("ims10", 3)
    assert len({mutant(b"a,1\nb,2\n", b"c,3\n", number) for number in range(200)}) > 100
