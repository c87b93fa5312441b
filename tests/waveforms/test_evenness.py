"""A component that does not move as the others do is named; resonance, events and silence are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthetic_records import network, quake
from testban.waveforms import Channel, Record, read_waveforms
from testban.waveforms.evenness import uneven_components


def sensor(*levels: float, rates: tuple[float, ...] = (20.0, 20.0, 20.0)) -> list[Record]:
    rng = np.random.default_rng(0)
    return [
        Record(
            Channel(f"N.S..BH{letter}", 1.0, 2.0),
            0.0,
            rate,
            level * rng.normal(size=2000),
            np.ones(2000, bool),
        )
        for letter, level, rate in zip("ZNE", levels, rates, strict=False)
    ]


class TestOdd:
    @settings(deadline=None, max_examples=60)
    @given(st.integers(0, 2), st.floats(50.0, 1e8), st.booleans(), st.floats(1.0, 5.0))
    def test_the_one_that_stands_apart_is_named(
        self, at: int, factor: float, down: bool, uneven: float
    ) -> None:
        levels = [1.0, uneven, 1.0]
        levels[at] = 1.0 / factor if down else 5.0 * factor
        assert [fault.id[-1] for fault in uneven_components(sensor(*levels))] == ["ZNE"[at]]

    def test_one_that_hardly_moves_is_named(self) -> None:
        assert [fault.id for fault in uneven_components(sensor(1.0, 1.0, 0.0))] == ["N.S..BHE"]

    def test_the_rest_of_a_folder_goes_on(self, tmp_path: Path) -> None:
        made = quake(network(count=4), latitude=40.0, longitude=100.0)
        made.traces["XX.S01..BHN"] = 100.0 * made.traces["XX.S01..BHN"]
        waveforms = read_waveforms([made.write(tmp_path)])
        assert [fault.id for fault in waveforms.not_used] == ["XX.S01..BHN"]
        assert "times as much as" in waveforms.not_used[0].reason
        assert len(waveforms.records) == 11


class TestSound:
    @settings(deadline=None, max_examples=60)
    @given(st.floats(0.1, 1.0), st.floats(0.1, 1.0), st.floats(1e-6, 1e9))
    def test_resonance_up_to_ten_is_no_fault(self, north: float, east: float, gain: float) -> None:
        assert uneven_components(sensor(gain, gain * north, gain * east)) == []

    @pytest.mark.parametrize("levels", [(1.0, 1000.0), (0.0, 0.0, 1.0), (0.0, 0.0, 0.0)])
    def test_where_no_two_agree_on_a_motion_nobody_is_named(self, levels: tuple[float, ...]) -> None:
        assert uneven_components(sensor(*levels)) == []

    def test_other_sampling_rates_are_not_compared(self) -> None:
        assert uneven_components(sensor(1.0, 1.0, 1000.0, rates=(20.0, 20.0, 100.0))) == []

    @pytest.mark.parametrize(("event", "odd"), [("DPRK6", {"JP.JHS..BHZ"}), ("DPRK4", set())])
    def test_on_real_records_only_the_known_fault_is_named(
        self, shared: Path, event: str, odd: set[str]
    ) -> None:
        folder = shared / "dprk" / "waveforms"
        waveforms = read_waveforms([folder / f"{event}.mseed"], stations=[folder / "traces.csv"])
        assert {fault.id for fault in waveforms.not_used if "times as much" in fault.reason} == odd
