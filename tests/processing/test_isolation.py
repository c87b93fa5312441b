"""What fails in one trace or station is named, and the event is found, located and measured without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synthetic_records import Network, network, quake, trace
from testban.model import Finding
from testban.pipeline import assess, observe

FAULTS = (
    np.linalg.LinAlgError("SVD did not converge"),
    ValueError("array must not contain infs or NaNs"),
    ZeroDivisionError("division by zero"),
)


@pytest.fixture(scope="module")
def made() -> Network:
    return quake(network(count=8), latitude=40.3, longitude=100.2, p=300.0, s=60.0)


def failing_at(station: str, function: Callable[..., Any], fault: Exception) -> Callable[..., Any]:
    """A function that raises where one of its arguments is of a station."""

    def wrapped(*given: Any, **options: Any) -> Any:
        records = [item for value in given for item in (value if isinstance(value, list) else [value])]
        names = {record.channel.station for record in records if hasattr(record, "channel")}
        if station in names:
            raise fault
        return function(*given, **options)

    return wrapped


def reasons(finding: Finding) -> dict[str, str]:
    return {line.id: line.reason for line in finding.not_used}


class TestStation:
    @pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
    def test_a_record_that_cannot_be_filtered_costs_its_station_alone(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
    ) -> None:
        from testban.association import _find_events

        monkeypatch.setattr(_find_events, "_filtered", failing_at("XX.S03", _find_events._filtered, fault))
        finding = assess(observe(str(made.write(tmp_path / "records"))))
        (event,) = finding.events
        assert {arrival.station for arrival in event.arrivals} == made.latitude.keys() - {"XX.S03"}
        assert str(fault) in reasons(finding)["XX.S03..BHZ"]

    @pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
    def test_a_station_whose_p_over_s_fails_is_named_and_the_others_are_measured(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
    ) -> None:
        from testban.measurements import measure

        monkeypatch.setattr(measure, "_ratios_of", failing_at("XX.S03", measure._ratios_of, fault))
        finding = assess(observe(str(made.write(tmp_path / "records"))))
        (event,) = finding.events
        stations = {row.station for band in event.p_over_s for row in band.stations}
        assert stations == made.latitude.keys() - {"XX.S03"}
        assert str(fault) in reasons(finding)["XX.S03..BH P/S"]

    def test_a_station_whose_particle_motion_fails_keeps_its_onset(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from testban.association import motion

        monkeypatch.setattr(motion, "_motion_of", failing_at("XX.S03", motion._motion_of, FAULTS[0]))
        finding = assess(observe(str(made.write(tmp_path / "records"))))
        assert "XX.S03" in {arrival.station for arrival in finding.events[0].arrivals}
        assert "LinAlgError" in reasons(finding)["XX.S03..BH particle motion"]


class TestTrace:
    @pytest.mark.parametrize("kind", ["random bytes", "alternating extremes", "infinite", "one huge step"])
    def test_a_trace_of_garbage_is_named_or_harmless_and_the_event_is_assessed(
        self, made: Network, tmp_path: Path, kind: str
    ) -> None:
        folder = made.write(tmp_path / "records")
        size = made.traces["XX.S03..BHZ"].size
        largest = float(np.finfo(np.float32).max)
        garbage = {
            "random bytes": np.frombuffer(np.random.default_rng(5).bytes(4 * size), dtype=np.float32),
            "alternating extremes": largest * (-1.0) ** np.arange(size),
            "infinite": np.full(size, np.inf),
            "one huge step": np.where(np.arange(size) < size // 2, 0.0, largest) + np.arange(size) % 7,
        }[kind]
        trace("XX.S03..BHZ", garbage).write(str(folder / "XX.S03..BHZ.mseed"), format="MSEED")
        (event,) = assess(observe(str(folder))).events
        stations = {arrival.station for arrival in event.arrivals if arrival.defining}
        assert stations >= made.latitude.keys() - {"XX.S03"}
        assert abs(event.origin.latitude - 40.3) < 0.2
        assert abs(event.origin.longitude - 100.2) < 0.2
