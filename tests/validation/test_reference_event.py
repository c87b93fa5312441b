"""An event compared with a reference event by the shape of its first P."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from validation.reference_event import compare_with_reference

from synthetic_records import network, quake
from testban.processing import process_waveforms


class TestReference:
    def test_an_event_is_like_itself_and_no_later(self, tmp_path: Path) -> None:
        made = quake(network(count=6), latitude=40.3, longitude=100.2)
        result = process_waveforms([made.write(tmp_path)])[0]
        event = result.events[0]
        pair = compare_with_reference(result, event, result, event)
        assert pair.similarity == pytest.approx(1.0, abs=1e-6)
        assert max(abs(value) for value in pair.differences_s.values()) < 0.01

    def test_two_places_far_apart_are_not_alike(self, tmp_path: Path) -> None:
        results = []
        for seed, latitude in ((1, 40.3), (2, 39.5)):
            made = quake(network(count=6), latitude=latitude, longitude=100.2, seed=seed)
            results.append(process_waveforms([made.write(tmp_path / str(seed))])[0])
        pair = compare_with_reference(results[0], results[0].events[0], results[1], results[1].events[0])
        assert pair.similarity is not None
        assert pair.similarity < 0.6
        assert pair.arrivals == results[0].events[0].arrivals

    def test_read_together_with_the_larger_test_the_times_agree_to_hundredths(self, shared: Path) -> None:
        folder = shared / "dprk" / "waveforms"
        dprk4, dprk6 = (
            process_waveforms([folder / f"{event}.mseed"], stations=[folder / "traces.csv"], measure=False)[0]
            for event in ("DPRK4", "DPRK6")
        )
        pair = compare_with_reference(dprk4, dprk4.events[0], dprk6, dprk6.events[0])
        differences = np.array(list(pair.differences_s.values()))
        assert len(differences) >= 8
        assert np.median(np.abs(differences - np.median(differences))) < 0.05
        assert pair.similarity is not None
        assert pair.similarity > 0.6
