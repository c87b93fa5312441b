"""What the finding says in plain words."""

from __future__ import annotations

import pytest

from dossier import builders
from testban.cli.summary import summarise
from testban.model import TerritoryShare
from testban.wording.statement import state_event


def _event(sites: int | None):
    event = builders.event()
    return event.model_copy(update={"origin": event.origin.model_copy(update={"separate_sites": sites})})


def test_shares_of_territory_add_up_wherever_they_are_said(capsys: pytest.CaptureFixture[str]):
    shares = {"AAA": 0.415, "BBB": 0.415, "CCC": 0.17}
    rows = tuple(TerritoryShare(state=name, name=name, share=share) for name, share in shares.items())
    event = builders.event().model_copy(update={"territory": rows})
    summarise(builders.finding(event), None)
    for text in (state_event(event), " ".join(capsys.readouterr().out.split())):
        assert "42 % AAA, 41 % BBB, 17 % CCC" in text


class TestFewSites:
    def test_a_reader_is_told_that_the_position_rests_on_them(self, capsys: pytest.CaptureFixture[str]):
        event = _event(4)
        assert "Warning on the position: it rests on 4 separate sites" in state_event(event)
        summarise(builders.finding(event), None)
        assert "warning: it rests on 4 separate sites" in capsys.readouterr().out

    @pytest.mark.parametrize("sites", [5, None])
    def test_nothing_is_said_of_more_or_of_none_counted(self, sites: int | None):
        assert "Warning" not in state_event(_event(sites))
