"""Phase names: what an onset is called."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.bulletins.phases import phase_name

ONSETS = [
    "P",
    "Pn",
    "Pg",
    "Pb",
    "Pdiff",
    "PKPab",
    "PKPbc",
    "PKPdf",
    "PKP",
    "PKiKP",
    "PcP",
    "pP",
    "sP",
    "PP",
    "PPP",
    "S",
    "Sn",
    "Sg",
    "Sb",
    "Lg",
    "ScP",
    "ScS",
    "SKSac",
    "SKKSac",
    "pPKPbc",
    "SS",
    "PS",
    "SKPdf",
    "PnPn",
    "PmP",
    "Sdiff",
    "sS",
    "pS",
    "PKKPbc",
    "PcP2",
]


@pytest.mark.parametrize("name", ONSETS)
def test_names_of_the_iaspei_list_are_kept(name):
    assert phase_name(name) == (name, "")


@pytest.mark.parametrize(
    "name", ["LR", "LQ", "pmax", "AMB", "IAMs_20", "x", "T", "PFAKE", "Rg", "K", "PcK", "Qq", ""]
)
def test_what_is_no_onset_has_a_reason(name):
    assert phase_name(name).name == ""
    assert phase_name(name).reason


@given(st.text(max_size=30))
@settings(deadline=None, max_examples=200)
def test_any_text_gets_a_name_or_a_reason(text):
    found = phase_name(text)
    assert bool(found.name) != bool(found.reason)
    assert "\n" not in found.reason
