"""The score of places: kernel against twin, and laws it must keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.association import AssociationError, score_places
from testban.association.score import DETECTION_PROBABILITY, _score_numba, _score_numpy


def problem(seed: int, *, places: int = 12, stations: int = 6, each: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    travel = rng.uniform(5.0, 60.0, (places, stations))
    counts = rng.integers(0, each + 1, stations)
    time = np.concatenate([np.sort(rng.uniform(0.0, 300.0, count)) for count in counts])
    return {
        "travel_s": travel,
        "sigma_s": rng.uniform(0.5, 3.0, (places, stations)),
        "order": np.argsort(travel, axis=1),
        "time_s": time,
        "first": np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        "log_noise": np.log(rng.uniform(1e-4, 1e-2, time.size)),
        "open_s": np.zeros(stations),
        "close_s": np.full(stations, 300.0),
    }


class TestScore:
    @settings(deadline=None, max_examples=40)
    @given(st.integers(0, 10_000))
    def test_the_kernel_and_its_plain_twin_agree(self, seed: int) -> None:
        made = problem(seed)
        if made["time_s"].size == 0:
            return
        fast = _score_numba(*made.values(), DETECTION_PROBABILITY)
        plain = _score_numpy(*made.values(), DETECTION_PROBABILITY)
        assert np.allclose(fast[0], plain[0])

    @settings(deadline=None, max_examples=20)
    @given(st.integers(0, 10_000), st.floats(-1e5, 1e5))
    def test_moving_the_clock_moves_the_origin_alone(self, seed: int, shift: float) -> None:
        made = problem(seed)
        score, origin, _ = score_places(**made)
        moved = made | {key: made[key] + shift for key in ("time_s", "open_s", "close_s")}
        other, later, _ = score_places(**moved)
        assert np.allclose(score, other, atol=1e-6)
        if made["time_s"].size:
            best = int(np.argmax(score))
            assert later[best] - origin[best] == pytest.approx(shift, abs=1e-6)

    def test_a_true_event_beats_every_other_place(self) -> None:
        made = problem(1, each=0)
        travel, stations = made["travel_s"], made["travel_s"].shape[1]
        made |= {
            "time_s": 100.0 + travel[7],
            "first": np.arange(stations + 1),
            "log_noise": np.full(stations, np.log(1e-3)),
        }
        score, origin, reach = score_places(**made)
        assert int(np.argmax(score)) == 7
        assert origin[7] == pytest.approx(100.0)
        assert reach[7] == stations

    def test_stations_farther_than_the_last_detection_do_not_speak_against(self) -> None:
        made = problem(1, each=0)
        near = made["order"][0][:3]
        first = np.zeros(7, dtype=np.int64)
        for station in range(6):
            first[station + 1] = first[station] + (station in near)
        time = np.array([100.0 + made["travel_s"][0, station] for station in sorted(near)])
        made |= {"time_s": time, "first": first, "log_noise": np.full(3, np.log(1e-3))}
        score, _, reach = score_places(**made)
        assert reach[0] == 3
        assert score[0] > 3 * 4.0

    def test_no_detections_score_nothing(self) -> None:
        made = problem(1, each=0)
        assert np.isneginf(score_places(**made)[0]).all()

    def test_arrays_that_do_not_fit_are_refused(self) -> None:
        made = problem(1)
        made["first"] = made["first"][:-1]
        with pytest.raises(AssociationError, match="offsets"):
            score_places(**made)
