"""Metadata that contradict themselves give no gain, and say why; what is only written twice does."""

from __future__ import annotations

import pytest
from obspy import UTCDateTime
from obspy.core.inventory import Channel, Inventory, Network, Response, Station
from obspy.core.inventory.response import InstrumentSensitivity, PolesZerosResponseStage

from testban.waveforms import ResponseError
from testban.waveforms.contradictions import check_one_epoch, check_units

NAME, TIME_S = "AA.BBB..BHZ", 1.4e9


def response(gain: float, stage: str = "M/S", whole: str = "M/S") -> Response:
    stages = [
        PolesZerosResponseStage(
            1,
            gain,
            1.0,
            stage,
            "V",
            "LAPLACE (RADIANS/SECOND)",
            1.0,
            [0j, 0j],
            [-0.04 + 0.04j, -0.04 - 0.04j],
        )
    ]
    return Response(
        instrument_sensitivity=InstrumentSensitivity(gain, 1.0, whole, "V"), response_stages=stages
    )


def inventory(*epochs: tuple[float, str, str | None]) -> Inventory:
    channels = [
        Channel(
            "BHZ", "", 1.0, 2.0, 0.0, 0.0, start_date=UTCDateTime(begin),
            end_date=UTCDateTime(end) if end else None, response=response(gain),
        )
        for gain, begin, end in epochs
    ]  # fmt: skip
    return Inventory(networks=[Network("AA", stations=[Station("BBB", 1.0, 2.0, 0.0, channels=channels)])])


class TestEpochs:
    def test_two_gains_at_one_time_are_refused_with_both(self) -> None:
        with pytest.raises(ResponseError, match=r"several epochs.*5e\+08 and 2e\+09"):
            check_one_epoch(NAME, [inventory((5e8, "2010-01-01", None), (2e9, "2012-01-01", None))], TIME_S)

    def test_two_files_that_contradict_are_refused_too(self) -> None:
        files = [inventory((5e8, "2010-01-01", None)), inventory((2e9, "2012-01-01", None))]
        with pytest.raises(ResponseError, match="several epochs"):
            check_one_epoch(NAME, files, TIME_S)

    def test_one_gain_written_twice_is_one(self) -> None:
        check_one_epoch(NAME, [inventory((5e8, "2010-01-01", None), (5.001e8, "2012-01-01", None))], TIME_S)

    def test_epochs_of_other_times_do_not_count(self) -> None:
        files = [inventory((5e8, "2010-01-01", "2013-01-01"), (2e9, "2013-01-01", None))]
        check_one_epoch(NAME, files, TIME_S)


class TestUnits:
    @pytest.mark.parametrize(("stage", "whole"), [("M/S**2", "M/S"), ("M", "M/S"), ("m/s", "M/S**2")])
    def test_two_ground_motions_are_refused_with_both(self, stage: str, whole: str) -> None:
        with pytest.raises(ResponseError, match="first stage takes"):
            check_units(NAME, response(5e8, stage, whole))

    @pytest.mark.parametrize(
        ("stage", "whole"), [("M/S/S", "M/S**2"), ("m/s", "M/S"), ("M/S", ""), ("PA", "M/S")]
    )
    def test_the_same_written_otherwise_or_not_at_all_is_not_a_contradiction(
        self, stage: str, whole: str
    ) -> None:
        check_units(NAME, response(5e8, stage, whole))
