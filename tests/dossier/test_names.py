"""Which names may stand in a dossier."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.dossier.names import clashing, name_problem, shown


@pytest.mark.parametrize(
    "name", ["finding.json", "inputs/dprk-2016-01/arrivals.csv", "inputs/Märzbeben 2.txt"]
)
def test_usual_names_may(name):
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../finding.json", "escapes"),
        ("inputs/../../x", "escapes"),
        ("/etc/passwd", "escapes"),
        ("C:/windows/x", "escapes"),
        ("a\\..\\b", "escapes"),
        ("a//b", "shortest"),
        ("./a", "shortest"),
        ("a/", "shortest"),
        ("", "empty"),
        ("a\x00b", "control"),
        ("a\u202egnp.exe", "invisible"),
        ("a\x1b[2J", "control"),
        ("aux.csv", "every system"),
        ("a:stream", "escapes"),
        ("ab:stream", "every system"),
        ("trailing.", "every system"),
        ("x" * 201, "longer"),
        ("/".join("abcdefghi"), "folders deep"),
    ],
)
def test_others_are_refused_with_the_reason(name, reason):
    assert reason in name_problem(name)


def test_names_that_differ_in_case_or_form_of_accents_clash():
    assert clashing(["é.csv", "e\u0301.csv", "b", "B", "c"]) == [("é.csv", "e\u0301.csv"), ("b", "B")]


@settings(max_examples=100, deadline=None)
@given(name=st.text(max_size=30))
def test_an_accepted_name_stays_inside_and_every_name_can_be_shown(name):
    if name_problem(name) is None:
        assert ".." not in name.split("/")
        assert not name.startswith("/")
    assert "\x1b" not in shown(name)
    assert "\n" not in shown(name)
