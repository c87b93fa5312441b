"""What `import testban as tb` gives."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest

import testban as tb

VERBS = [name for name in tb.__all__ if name[0].islower() and not name.startswith("_")]
FEW_MODULES = 5  # of this package: itself, its version, and the rooms that are verbs too


def test_importing_it_loads_almost_nothing_of_the_package():
    code = "import sys, testban; print(*(name for name in sys.modules if name.startswith('testban')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(loaded.stdout.split()) <= FEW_MODULES


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_says_what_it_takes_and_returns(name):
    verb = getattr(tb.api, name, None) or getattr(tb, name)
    documentation = inspect.getdoc(verb)
    assert documentation
    assert "Returns" in documentation
    assert "return" in inspect.get_annotations(verb)


def test_rooms_that_are_verbs_are_both():
    assert (
        tb.travel_times("P", 60.0).time_s
        == tb.travel_times.TravelTimes.load("ak135").phase("P", 60.0, 0).time_s
    )
    assert tuple(tb.cases()) == tb.cases.case_ids()


@pytest.mark.parametrize(
    "answer",
    [
        lambda: tb.travel_times(["P", "S"], [30.0, 60.0]),
        lambda: tb.yield_from_mb(6.0, site="semipalatinsk"),
        lambda: tb.yield_from_relative_magnitude(0.3, reference_kt=10.0),
        lambda: tb.obligations(state="PRK", as_of="2017-09-03"),
        lambda: tb.obligations(event="nuclear_test", as_of="2017-09-03"),
        lambda: tb.sanctions("2017-12-15"),
        lambda: tb.treaty(as_of="2017-12-15"),
        lambda: tb.chronology(kind="tests"),
        lambda: tb.read_record(),
        lambda: tb.check_register(),
        lambda: tb.cases(),
        lambda: tb.check({"date": "2013-02-12", "mb": "4.9"}, "dprk-2013"),
    ],
    ids=range(12),
)
def test_an_answer_is_plain_data_a_table_and_a_cell(answer):
    result = answer()
    assert json.loads(result.to_json()) == json.loads(json.dumps(result.to_dict()))
    assert result.to_dataframe(backend="polars").shape[0] == len(result.to_rows())
    assert "<table>" in result._repr_html_()
