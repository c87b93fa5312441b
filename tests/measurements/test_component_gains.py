"""Components of unequal gain: P/S is that of the ground where the gains are known, and says so where not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.measurements.component_gains import ComponentGains, component_gains
from testban.measurements.records import StationRatio
from testban.measurements.station_ratio import measure_ratios
from testban.measurements.windows import windows_for
from testban.model import Band
from testban.waveforms import Channel, PoleZeroBlock, Record, Response, StationMetadata

RATE, N = 20.0, 6000
P_S, S_S = 150.0, 190.0
SEED_IDS = ("XX.S..BHZ", "XX.S..BHN", "XX.S..BHE")


def ground(*, turn: float = 0.0) -> np.ndarray:
    """Ground velocity: P on the vertical, S on the horizontals, turned between vertical and north."""
    rng = np.random.default_rng(4)
    t = np.arange(N) / RATE
    p = np.where((t >= P_S) & (t < S_S - 5.0), 60.0, 0.0) * np.array([[1.0], [0.3], [0.3]])
    s = np.where(t >= S_S - 5.0, 60.0, 0.0) * np.array([[0.5], [1.0], [1.0]])
    motion = rng.normal(size=(3, N)) * (1.0 + p + s)
    c, d = math.cos(turn), math.sin(turn)
    return np.array([[c, -d, 0.0], [d, c, 0.0], [0.0, 0.0, 1.0]]) @ motion


def ratios(counts: np.ndarray, gains: ComponentGains | None = None) -> dict[Band, StationRatio]:
    windows = windows_for(P_S, S_S, origin_s=100.0, distance_km=350.0)
    assert windows is not None
    found = measure_ratios(
        counts,
        np.ones(N, bool),
        start_s=0.0,
        sampling_rate_hz=RATE,
        windows=windows,
        station="XX.S",
        distance_km=350.0,
        azimuth_deg=10.0,
        gains=gains,
    )
    return {one.band_hz: one for one in found}


def records(counts: np.ndarray, gains: tuple[float | None, ...]) -> list[Record]:
    return [
        Record(Channel(name, 40.0, 100.0, gain_counts_per_m_s=gain), 0.0, RATE, row, np.ones(N, bool))
        for name, row, gain in zip(SEED_IDS, counts, gains, strict=True)
    ]


def corner(hz: float, constant: float) -> Response:
    """An instrument that is flat to velocity below a corner of two poles, as a vault seismometer is."""
    omega = 2.0 * math.pi * hz
    poles = (omega * complex(-0.7, 0.714), omega * complex(-0.7, -0.714))
    return Response(zeros=(0j,), poles=poles, constant=constant * omega**2, source="made")


def value(one: StationRatio) -> float:
    assert one.log10_ratio is not None
    return one.log10_ratio


class TestGains:
    @settings(deadline=None, max_examples=15)
    @given(st.tuples(*[st.floats(0.2, 5.0)] * 3), st.floats(0.0, 6.28), st.permutations(range(3)))
    def test_gains_that_are_known_do_not_matter_however_the_ground_is_turned(
        self, gains: tuple[float, float, float], turn: float, order: list[int]
    ) -> None:
        truth = ratios(ground())
        counts = (np.array(gains)[:, None] * ground(turn=turn))[order]
        own = component_gains(records(counts, tuple(gains[k] for k in order)), StationMetadata())
        for band, one in ratios(counts, own).items():
            assert value(one) == pytest.approx(value(truth[band]), abs=1e-6)
            assert one.reason == ""

    @settings(deadline=None, max_examples=10)
    @given(st.floats(1e-6, 1e6))
    def test_a_factor_that_all_components_share_cancels(self, factor: float) -> None:
        counts = np.array([[1.0], [2.0], [3.0]]) * ground()
        plain = component_gains(records(counts, (1.0, 2.0, 3.0)), StationMetadata())
        other = component_gains(records(counts, (factor, 2.0 * factor, 3.0 * factor)), StationMetadata())
        for band, one in ratios(counts, plain).items():
            assert value(ratios(counts, other)[band]) == pytest.approx(value(one), abs=1e-9)

    def test_instruments_of_another_shape_are_brought_to_the_ground(self) -> None:
        truth, motion = ratios(ground()), ground()
        instruments = (corner(10.0, 4.1), corner(5.0, 3.8), corner(5.0, 4.1))
        frequency = np.fft.rfftfreq(2 * N, 1.0 / RATE)
        frequency[0] = 1e-9
        shape = np.array([np.abs(one.at(frequency)) / (2.0 * np.pi * frequency) for one in instruments])
        counts = np.fft.irfft(np.fft.rfft(motion, 2 * N) * shape)[:, :N]
        own = ComponentGains(instruments, (4.1, 3.8, 4.1))
        for band in ((4.0, 6.0), (6.0, 8.0), (4.0, 8.0)):
            assert abs(value(ratios(counts)[band]) - value(truth[band])) > 0.05
            assert value(ratios(counts, own)[band]) == pytest.approx(value(truth[band]), abs=0.02)

    def test_a_response_in_the_book_is_used_with_its_shape(self) -> None:
        block = [PoleZeroBlock(name, {}, (0j,), (-31.0 + 0j,), 31.0 * 2e9) for name in SEED_IDS]
        own = component_gains(records(ground(), (2e9, 2e9, 2e9)), StationMetadata(blocks=tuple(block)))
        assert len(own.responses) == 3
        # Instruments that are alike: the middle of the band keeps its counts, the top is raised.
        weights = own.weights(np.array([4.0, math.sqrt(32.0), 8.0]), (4.0, 8.0))
        assert weights[0] == pytest.approx(weights[2])
        assert weights[0, 0] < weights[0, 1] == pytest.approx(1.0, abs=1e-3)
        assert weights[0, 1] < weights[0, 2]

    def test_an_instrument_that_sees_nothing_is_not_raised_without_end(self) -> None:
        deaf = ComponentGains((corner(0.5, 1.0),) * 3, (1.0,) * 3)
        assert deaf.weights(np.array([0.0, 1e9]), (1.0, 8.0)).max() < 10.0


class TestCounts:
    @pytest.mark.parametrize("gains", [(1.0, 2.0, None), (None, None, None)])
    def test_without_all_three_gains_counts_are_summed_and_every_value_says_so(
        self, gains: tuple[float | None, ...]
    ) -> None:
        counts = np.array([[1.0], [2.0], [3.0]]) * ground()
        own = component_gains(records(counts, gains), StationMetadata())
        for band, one in ratios(counts, own).items():
            assert one.log10_ratio == ratios(counts)[band].log10_ratio
            assert one.reason == ("components summed in counts: no response of all three that can be trusted")

    def test_a_bound_says_both_why_it_is_one_and_that_it_is_in_counts(self) -> None:
        quiet = np.random.default_rng(1).normal(size=(3, N))
        quiet[:, int(P_S * RATE) : int(170.0 * RATE)] *= 50.0
        own = component_gains(records(quiet, (None, None, None)), StationMetadata())
        for one in ratios(quiet, own).values():
            assert one.kind == "lower bound"
            why, remark = one.reason.split("; ")
            assert why.startswith("S only ")
            assert remark.startswith("components summed in counts: ")

    def test_a_gain_a_thousand_times_apart_is_believed_only_if_the_record_is_too(self) -> None:
        motion = ground()
        wrong = component_gains(records(motion, (1.0, 1.0, 1000.0)), StationMetadata())
        assert wrong.reason == "their responses differ by a factor of 1e+03, their records do not"
        right = component_gains(
            records([[1.0], [1.0], [1000.0]] * motion, (1.0, 1.0, 1000.0)), StationMetadata()
        )
        assert right.reason == ""
